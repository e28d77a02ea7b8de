"""What the pages that set the agenda up read."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from hashlib import sha256
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Prefetch, Q, QuerySet

from maillage.apps.agenda.errors import (
    AbsenceUnknown,
    AvailabilityUnknown,
    MotiveUnknown,
    ResourceUnknown,
    SeriesUnknown,
)
from maillage.apps.agenda.models import (
    HELD,
    Absence,
    Availability,
    Booking,
    Motive,
    Resource,
    Series,
    Session,
)
from maillage.apps.agenda.queries.access import of_mine, resources_of_mine
from maillage.apps.agenda.queries.rules import closed_for, rule_of, zone_name_of
from maillage.apps.directory.queries.access import standing
from maillage.core.timetable import in_words, occurrences

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

PREVIEWED = 8
AHEAD = timedelta(days=366)


# ---------------------------------------------------------------- people, rooms, devices


def resources_for(by: "User") -> list[Resource]:
    """Return the people, rooms and devices that a person handles; those that ended last."""
    rows = Resource.objects.filter(resources_of_mine(by)).select_related(
        "organisation", "place", "user"
    )
    return list(rows.order_by(F("ended_on").asc(nulls_first=True), "kind", "name", "pk"))


def open_resources(by: "User") -> QuerySet[Resource]:
    """Return the people, rooms and devices that a person handles and that still serve."""
    return Resource.objects.filter(resources_of_mine(by), ended_on=None).order_by("name", "pk")


def get_resource(number: int) -> Resource:
    """Return a person, a room or devices, ended or not. Raises ResourceUnknown."""
    rows = Resource.objects.select_related("organisation", "place", "user")
    found = rows.filter(pk=number).first()
    if found is None:
        raise ResourceUnknown
    return found


def availabilities_of(resource: Resource, *, today: date) -> list[Availability]:
    """Return when a person receives, what is over left out."""
    rows = (
        Availability.objects.filter(resource=resource)
        .filter(Q(until=None) | Q(until__gte=today) | ~Q(also=[]))
        .exclude(rrule="", first__lt=today, also=[])
        .select_related("place")
        .prefetch_related(
            Prefetch("motives", Motive.objects.order_by("title")),
            Prefetch("along", Resource.objects.order_by("name")),
        )
    )
    return list(rows.order_by("first", "start", "pk"))


def get_availability(resource: Resource, number: int) -> Availability:
    """Return an availability of this resource. Raises AvailabilityUnknown."""
    rows = Availability.objects.select_related("place", "resource")
    found = rows.filter(resource=resource, pk=number).first()
    if found is None:
        raise AvailabilityUnknown
    return found


def absences_of(resource: Resource, *, now: datetime) -> list[Absence]:
    """Return the absences that a person typed and that are not over, the nearest first."""
    rows = Absence.objects.filter(resource=resource, calendar=None, ends_at__gt=now)
    return list(rows.order_by("starts_at", "pk"))


def get_absence(resource: Resource, number: int) -> Absence:
    """Return an absence that a person typed. Raises AbsenceUnknown."""
    found = Absence.objects.filter(resource=resource, calendar=None, pk=number).first()
    if found is None:
        raise AbsenceUnknown
    return found


@dataclass(frozen=True, slots=True)
class Inside:
    """What stands in a time: appointments, and sessions that take the resource."""

    bookings: Sequence[Booking]
    sessions: Sequence[Session]

    def __bool__(self) -> bool:
        return bool(self.bookings or self.sessions)


def standing_inside(resource: Resource, starts_at: datetime, ends_at: datetime) -> Inside:
    """Return the appointments and the sessions of a resource that a time touches."""
    bookings = Booking.objects.filter(
        Q(resource=resource) | Q(steps__resource=resource),
        session=None,
        motive__isnull=False,
        state__in=HELD,
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    )
    sessions = Session.objects.filter(
        steps__resource=resource,
        cancelled_at=None,
        starts_at__lt=ends_at,
        ends_at__gt=starts_at,
    )
    return Inside(
        list(bookings.select_related("motive", "place").distinct().order_by("starts_at", "pk")),
        list(sessions.select_related("series", "place").distinct().order_by("starts_at", "pk")),
    )


def bookings_after(resource: Resource, day: date, *, now: datetime) -> int:
    """Return how many appointments of a resource stand from a day on."""
    rows = Booking.objects.filter(resource=resource, state__in=HELD, starts_at__gt=now)
    return rows.filter(starts_at__date__gte=day).count()


# ---------------------------------------------------------------- motives


def motives_for(by: "User") -> list[Motive]:
    """Return the motives of a person’s organisations, and those of the network; ended ones last."""
    rows = Motive.objects.filter(_motives_of(by)).select_related("organisation")
    return list(
        rows.annotate(n=Count("availabilities", distinct=True)).order_by(
            F("ended_on").asc(nulls_first=True), "mediation", "title", "pk"
        )
    )


def open_motives(by: "User") -> QuerySet[Motive]:
    """Return the motives for which a person may receive."""
    return Motive.objects.filter(_motives_of(by), ended_on=None).order_by("title", "pk")


def motive_row(number: int) -> Motive:
    """Return a motive, ended or not. Raises MotiveUnknown."""
    found = Motive.objects.select_related("organisation").filter(pk=number).first()
    if found is None:
        raise MotiveUnknown
    return found


def _motives_of(by: "User") -> Q:
    who = standing(by)
    return Q() if who.steers else Q(organisation=None) | Q(organisation__in=who.organisations)


# ---------------------------------------------------------------- series


def series_for(by: "User", *, today: date) -> list[Series]:
    """Return the series that a person handles and that are not over, by name."""
    rows = (
        Series.objects.filter(of_mine(by))
        .filter(Q(until=None) | Q(until__gte=today) | ~Q(also=[]))
        .exclude(rrule="", first__lt=today, also=[])
        .select_related("place", "organisation")
    )
    return list(rows.order_by("kind", "title", "first", "pk"))


def get_series(public_id: str) -> Series:
    """Return a series by its number. Raises SeriesUnknown."""
    rows = Series.objects.select_related("place", "organisation")
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise SeriesUnknown
    return found


def next_sessions(series: Series, *, now: datetime, limit: int = 40) -> list[Session]:
    """Return the sessions of a series that are not over, cancelled ones too, with `n_taken`."""
    rows = Session.objects.filter(series=series, ends_at__gt=now).select_related("place")
    counted = rows.annotate(n_taken=Count("taken", filter=Q(taken__kind="seat"), distinct=True))
    return list(counted.order_by("starts_at", "pk")[:limit])


def later_sessions(series: Series, day: date, *, now: datetime) -> int:
    """Return how many sessions of a series are to take place after a day."""
    rows = Session.objects.filter(series=series, day__gt=day, cancelled_at=None)
    return rows.filter(starts_at__gt=now).count()


def n_booked_after(series: Series, day: date, *, now: datetime) -> int:
    """Return how many bookings hold a seat of a later session of a series."""
    rows = Booking.objects.filter(state__in=HELD, seats__session__series=series)
    return (
        rows.filter(seats__session__day__gt=day, seats__session__starts_at__gt=now)
        .distinct()
        .count()
    )


# ---------------------------------------------------------------- dates shown before saving


@dataclass(frozen=True, slots=True)
class Preview:
    """What a rule gives: shown before anything is written.

    `n` dates from the first to the last; without an end, those of a year (`endless`). `n_closed`
    are left out for holidays. `key` changes with any of it.
    """

    words: str
    n: int
    first_days: Sequence[date]
    last_day: date | None
    n_closed: int
    endless: bool
    key: str


def preview(values: Mapping[str, Any], *, place: Any, start: date | None = None) -> Preview:
    """Return the dates that the columns of a rule give, from `start` on when it is later.

    The zone is that of the place.
    """
    row = SimpleNamespace(**{"zone": zone_name_of(place)} | dict(values))
    rule = rule_of(row)
    begins = max(rule.first, start) if start is not None else rule.first
    if rule.also:
        begins = min(begins, max(min(rule.also), start or min(rule.also)))
    endless = bool(rule.rrule) and rule.until is None
    last = max([begins + AHEAD if endless else rule.until or rule.first, *rule.also])
    found = occurrences(rule, start=begins, end=last, closed=closed_for(row, place))
    with_closed = occurrences(rule, start=begins, end=last)
    days = [one.day for one in found]
    words = in_words(rule)
    told = f"{words}|{[day.isoformat() for day in days]}|{rule.start}{rule.end}{rule.zone}"
    return Preview(
        words=words,
        n=len(days),
        first_days=days[:PREVIEWED],
        last_day=days[-1] if days else None,
        n_closed=len(with_closed) - len(days),
        endless=endless,
        key=sha256(told.encode()).hexdigest()[:16],
    )
