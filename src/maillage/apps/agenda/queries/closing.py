"""What the agenda has at places that close, are about to, or are closed for some days."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.db.models import F, Q

from maillage.apps.agenda.models import STANDING, Availability, Booking, Series, Session

NEXT = 8
_GONE = ("closed", "moved")
# A place that moved somewhere: one that says nowhere is a place that closed.
_MOVED = Q(place__moved_to__isnull=False) | Q(place__joined_to__moved_to__isnull=False)
_AT_GONE = Q(place__state__in=_GONE) | Q(place__joined_to__state__in=_GONE)


def gone_places(*, now: datetime) -> list[Any]:
    """Return the places that closed or moved while the agenda still has something there.

    What takes place on the last day itself stays: it is over the day after.
    """
    after = Q(day__gt=F("place__closed_on")) | Q(place__closed_on=None) | _MOVED
    sessions = Session.objects.filter(after, _AT_GONE, cancelled_at=None, starts_at__gt=now)
    series = Series.objects.filter(_AT_GONE, Q(ended_at=None) | _MOVED)
    bookings = Booking.objects.filter(
        _AT_GONE, motive__isnull=False, state__in=STANDING, starts_at__gt=now
    )
    hours = Availability.objects.filter(_AT_GONE, _MOVED)
    found: dict[int, Any] = {}
    kinds: list[Any] = [sessions, series, bookings, hours]
    for rows in kinds:
        for row in rows.select_related(
            "place__moved_to__joined_to", "place__joined_to__moved_to__joined_to"
        ):
            # Of two places that are one, the one that is shown says whether it is open.
            shown = row.place.joined_to or row.place
            if shown.state in _GONE:
                found.setdefault(shown.pk, shown)
    return [place for _number, place in sorted(found.items())]


@dataclass(slots=True)
class Planned:
    """What the agenda has at a place from now on."""

    sessions: list[Session] = field(default_factory=list)
    n_appointments: int = 0
    n_people: int = 0
    # Sessions on days for which a closure is announced.
    inside: list[Session] = field(default_factory=list)

    @property
    def first(self) -> Sequence[Session]:
        """Return the next sessions, those that a page names."""
        return self.sessions[:NEXT]


def planned_at(places: Iterable[int], *, now: datetime) -> dict[int, Planned]:
    """Return what the agenda has at each place; four queries, however many there are."""
    numbers = list(places)
    found: dict[int, Planned] = defaultdict(Planned)
    rows = Session.objects.filter(place__in=numbers, cancelled_at=None, starts_at__gt=now)
    for session in rows.select_related("series", "place").order_by("starts_at", "pk"):
        found[session.place_id].sessions.append(session)  # type: ignore[index]
    closed = rows.filter(
        place__closures__starts_on__lte=F("day"), place__closures__ends_on__gte=F("day")
    )
    for session in closed.select_related("series", "place").distinct().order_by("starts_at", "pk"):
        found[session.place_id].inside.append(session)  # type: ignore[index]
    appointments = Booking.objects.filter(
        place__in=numbers, motive__isnull=False, state__in=STANDING, starts_at__gt=now
    )
    for place in appointments.values_list("place", flat=True):
        found[place].n_appointments += 1
        found[place].n_people += 1
    seated = Booking.objects.filter(
        seats__session__in=rows.values("pk"), state__in=STANDING
    ).values_list("seats__session__place", "pk")
    for place, _number in seated.distinct():
        found[place].n_people += 1
    return dict(found)
