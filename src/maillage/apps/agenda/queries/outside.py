"""Calendars kept elsewhere, read as busy time: hours alone, never what somebody does then."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

import recurring_ical_events  # type: ignore[import-untyped]
from django.db.models import Count, Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _
from icalendar import Calendar

from maillage.apps.agenda.errors import OutsideCalendarUnknown, ResourceUnknown
from maillage.apps.agenda.models import OutsideCalendar, Resource
from maillage.apps.agenda.queries.feeds import OURS
from maillage.apps.agenda.queries.outside_rules import too_much

# How far ahead, and how much of a calendar is read.
AHEAD_DAYS = 400
MOST_EVENTS = 5_000

FAULTS: Mapping[str, object] = {
    "host_internal": _("Cette adresse est dans un réseau interne, où rien n’est lu."),
    "host_unknown": _("Le site de cet agenda ne se trouve pas."),
    "certificate": _("Le certificat de ce site n’est pas bon."),
    "forbidden": _("Le site refuse de donner cet agenda : l’adresse a peut-être été renouvelée."),
    "not_found": _("Il n’y a plus d’agenda à cette adresse."),
    "too_large": _("Cet agenda est trop gros."),
    "too_many": _("Cet agenda contient trop d’évènements, ou une règle sans fin."),
    "too_slow": _("Le site met trop longtemps à répondre."),
    "unreadable": _("Ce qui est à cette adresse n’est pas un agenda (format iCal)."),
}
FAULT_OTHER = _("Le site ne répond pas comme il faut.")


class CalendarFault(ValueError):
    """What was read is not a calendar that can be used; `code` is one of FAULTS."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True, order=True)
class Busy:
    """A time that is taken elsewhere: a digest of the event, and hours in UTC or with a zone."""

    starts_at: datetime
    uid: str
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class Read:
    """A calendar that is read here, as its page says it."""

    number: int
    host: str
    url: str  # "" for whoever is not its owner
    read_at: datetime | None
    asked_at: datetime | None
    fault: str
    n_hours: int


def get_resource(number: int) -> Resource:
    """Return a person, a room or devices still in the agenda. Raises ResourceUnknown."""
    found = Resource.objects.select_related("place").filter(pk=number, ended_on=None).first()
    if found is None:
        raise ResourceUnknown
    return found


def owns(resource: Resource, by: Any) -> bool:
    """Tell whether a secret of a resource is shown: to the person; of a room, to who handles it."""
    return resource.user_id is None or resource.user_id == by.pk


def calendars_of(resource: Resource, by: Any, *, now: datetime) -> list[Read]:
    """Return the calendars that a resource reads, with how much time they take from now on."""
    rows = OutsideCalendar.objects.filter(resource=resource).annotate(
        n=Count("absence", filter=Q(absence__ends_at__gt=now))
    )
    shown = owns(resource, by)
    return [
        Read(
            number=row.pk,
            host=urlsplit(row.url).hostname or "",
            url=row.url if shown else "",
            read_at=row.read_at,
            asked_at=row.asked_at,
            fault=str(FAULTS.get(row.fault, FAULT_OTHER)) if row.fault else "",
            n_hours=row.n,
        )
        for row in rows.order_by("pk")
    ]


def get_calendar(resource: Resource, number: int) -> OutsideCalendar:
    """Return a calendar of a resource. Raises OutsideCalendarUnknown."""
    found = OutsideCalendar.objects.filter(resource=resource, pk=number).first()
    if found is None:
        raise OutsideCalendarUnknown
    return found


def calendars_to_read(*, before: datetime) -> list[int]:
    """Return the numbers of those that nobody asked for since `before`."""
    rows = OutsideCalendar.objects.filter(Q(asked_at=None) | Q(asked_at__lte=before))
    return list(rows.filter(resource__ended_on=None).order_by("pk").values_list("pk", flat=True))


# ---------------------------------------------------------------- from a file to hours


def busy_times(data: bytes, *, zone: ZoneInfo, start: datetime, end: datetime) -> Sequence[Busy]:
    """Return the times that a calendar takes between two moments, in order, each once.

    What is marked free or cancelled takes none; neither does what we published ourselves. A day
    without hours, or an hour without a zone, is one of `zone`. Raises CalendarFault.
    """
    try:
        return _times(data, zone, start, end)
    except CalendarFault:
        raise
    except Exception as error:  # a file from elsewhere: whatever its reader trips on
        raise CalendarFault("unreadable") from error


def _times(data: bytes, zone: ZoneInfo, start: datetime, end: datetime) -> Sequence[Busy]:
    found: dict[tuple[str, datetime], Busy] = {}
    for n, event in enumerate(_occurrences(_parse(data, start, end), start, end)):
        if n >= MOST_EVENTS:
            raise CalendarFault("too_many")
        if not _takes_time(event):
            continue
        starts_at, ends_at = _moment(event.start, zone), _moment(event.end, zone)
        if ends_at <= max(start, starts_at) or starts_at >= end:
            continue
        said = str(event.get("UID", "")) or f"{starts_at.isoformat()} {ends_at.isoformat()}"
        uid = salted_hmac("maillage.agenda.outside", said, algorithm="sha256").hexdigest()
        known = found.get((uid, starts_at))
        if known is None or known.ends_at < ends_at:
            found[uid, starts_at] = Busy(starts_at, uid, ends_at)
    return sorted(found.values())


def _parse(data: bytes, start: datetime, end: datetime) -> Calendar:
    if b"BEGIN:VCALENDAR" not in data[:4096].upper():
        raise CalendarFault("unreadable")
    calendar = Calendar.from_ical(data)
    if not isinstance(calendar, Calendar):
        raise CalendarFault("unreadable")
    events = calendar.walk("VEVENT")
    if len(events) > MOST_EVENTS or too_much(events, start=start.date(), end=end.date()):
        raise CalendarFault("too_many")
    return calendar


def _occurrences(calendar: Calendar, start: datetime, end: datetime) -> Iterator[Any]:
    """Yield the events of a period; a series that makes no sense is left out.

    Asked for at once: `after` of the library begins again at the first day of each series for every
    few minutes of ours.
    """
    query = recurring_ical_events.of(calendar, skip_bad_series=True)
    yield from query.between(start - timedelta(days=1), end)


def _takes_time(event: Any) -> bool:
    if str(event.get("TRANSP", "")).upper() == "TRANSPARENT":
        return False
    if str(event.get("STATUS", "")).upper() == "CANCELLED":
        return False
    if str(event.get("X-MICROSOFT-CDO-BUSYSTATUS", "")).upper() == "FREE":
        return False
    return not str(event.get("UID", "")).endswith(OURS)


def _moment(said: date, zone: ZoneInfo) -> datetime:
    if not isinstance(said, datetime):
        return datetime.combine(said, time(), zone)
    return said if said.tzinfo is not None else said.replace(tzinfo=zone)
