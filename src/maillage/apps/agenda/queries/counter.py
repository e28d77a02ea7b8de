"""What may be booked for somebody, by whom: all of one's own house, elsewhere what is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q

from maillage.apps.agenda.models import (
    Availability,
    Booking,
    Mediation,
    Motive,
    Resource,
    SeatKind,
    Series,
)
from maillage.apps.agenda.queries.access import AGENDA, of_mine, resources_of_mine
from maillage.apps.agenda.queries.codes import booking_rows
from maillage.apps.agenda.queries.free import FreeTime, free_times
from maillage.apps.agenda.queries.handled import handled_bookings
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.schedule import session_rows
from maillage.apps.directory.queries import standing
from maillage.core.search.text import fold

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# Sessions shown at once; then all those within four weeks.
SOON, AHEAD = timedelta(days=10), timedelta(days=28)
MOST_SESSIONS = 60
MOST_FOUND = 30
MEDIATIONS = tuple(Mediation.choices)


@dataclass(frozen=True, slots=True)
class CounterTime:
    """A free time, and whether whoever books handles it: a counter of the house."""

    time: FreeTime
    mine: bool


def bookable_motives(
    by: "User", *, mediation: str = "", resource: int | None = None
) -> list[Motive]:
    """Return the motives that somebody may book for another, by title. Two queries."""
    rows = Motive.objects.filter(ended_on=None)
    if not standing(by).steers:
        allowed = Q(open_to_prescribers=True)
        if not prescribed_here(by):
            own = Motive.objects.filter(
                Q(organisation__in=list(standing(by).organisations))
                | Q(availabilities__resource__in=numbers_of_mine(by))
            )
            allowed |= Q(pk__in=own.values("pk"))
        rows = rows.filter(allowed)
    if mediation:
        rows = rows.filter(mediation=mediation)
    if resource is not None:
        offered = Availability.objects.filter(resource=resource)
        rows = rows.filter(pk__in=offered.values("motives"))
    return list(rows.select_related("organisation").order_by("title", "pk"))


def bookable_sessions(
    by: "User",
    *,
    now: datetime,
    mediation: str = "",
    resource: int | None = None,
    ahead: timedelta = AHEAD,
) -> list[Any]:
    """Return the sessions to come that somebody may book for another, in order. One query.

    A course is there once, by the first session that remains.
    """
    rows = session_rows().filter(
        cancelled_at=None, ends_at__gt=now, starts_at__lt=now + ahead, seats__isnull=False
    )
    if not standing(by).steers:
        allowed = Q(series__open_to_prescribers=True)
        rows = rows.filter(allowed if prescribed_here(by) else allowed | of_mine(by, "series__"))
    if mediation:
        rows = rows.filter(series__mediation=mediation)
    if resource is not None:
        rows = rows.filter(series__resources=resource)
    found, courses = [], set()
    for row in rows.order_by("starts_at", "pk")[:MOST_SESSIONS]:
        if row.series.whole_course:
            if row.series_id in courses or row.starts_at <= now:
                continue
            courses.add(row.series_id)
        found.append(row)
    return found


def counter_times(
    by: "User",
    motive: Motive,
    *,
    start: date,
    end: date,
    now: datetime,
    resource: int | None = None,
) -> list[CounterTime]:
    """Return the free times that somebody may give, in order: of their own house, all that is to
    come; elsewhere, what the motive opens to prescribers. Eleven queries at most."""
    only = None if resource is None else [resource]
    said: dict[str, Any] = {"start": start, "end": end, "now": now}
    if standing(by).steers:
        times = free_times(motive, resources=only, by_staff=True, **said)
        return [CounterTime(time, mine=True) for time in times]
    mine = numbers_of_mine(by)
    own = mine if only is None else mine & set(only)
    found = [
        CounterTime(time, mine=True)
        for time in (free_times(motive, resources=own, by_staff=True, **said) if own else ())
    ]
    if motive.open_to_prescribers:
        others = free_times(motive, resources=only, **said)
        found += [CounterTime(t, mine=False) for t in others if t.resource.pk not in mine]
    return sorted(found, key=lambda one: (one.time.starts_at, one.time.resource.name))


def numbers_of_mine(by: "User") -> set[int]:
    """Return the numbers of the people, rooms and devices that somebody handles. One query.

    None for whoever receives nobody: a prescriber sends to a colleague of their own house too.
    """
    if prescribed_here(by):
        return set()
    rows = Resource.objects.filter(resources_of_mine(by), ended_on=None)
    return set(rows.values_list("pk", flat=True))


def prescribed_here(by: "User") -> bool:
    """Tell whether somebody receives nobody: all that they book is for another house."""
    return not standing(by).roles & AGENDA


def handles_resource(by: "User", number: int) -> bool:
    """Tell whether somebody handles a person: they are their counter, not a prescriber."""
    if prescribed_here(by):
        return False
    return Resource.objects.filter(resources_of_mine(by), pk=number, ended_on=None).exists()


def receives_for(motive: Motive) -> set[int]:
    """Return the numbers of the people who receive for a motive. One query."""
    rows = Availability.objects.filter(motives=motive, resource__ended_on=None)
    return set(rows.order_by().values_list("resource_id", flat=True).distinct())


def handles_series(by: "User", series: Series) -> bool:
    """Tell whether somebody handles a series: they are its counter, not a prescriber."""
    if prescribed_here(by):
        return False
    return Series.objects.filter(of_mine(by), pk=series.pk).exists()


def places_of_counter(by: "User", resource: Resource) -> Sequence[tuple[str, str]]:
    """Return where a person receives, as choices: public id and name. One query."""
    rows = Availability.objects.filter(resource=resource).exclude(place=None)
    found = set(rows.order_by().values_list("place__public_id", "place__nom").distinct())
    if resource.place is not None:
        found.add((resource.place.public_id, resource.place.nom))
    return sorted(found, key=lambda one: one[1])


def find_again(by: "User", *, name: str, day: date | None, today: date) -> list[Booking]:
    """Return the bookings of a day that somebody handles, under a first name; in order.

    The start of the name is enough, whatever the capitals and the accents; "" finds those without
    a name too. Without a day, those of today and after.
    """
    near = timedelta(days=2)
    noon = datetime.combine(day or today, time(12), zone_at(None))
    rows = booking_rows().filter(handled_bookings(by), erased_at=None, ends_at__gt=noon - near)
    if day is not None:
        rows = rows.filter(starts_at__lt=noon + near)
    typed = fold(name)
    found: list[Booking] = []
    for row in rows.order_by("starts_at", "pk").distinct().iterator(chunk_size=500):
        # Here, not in the base: SQLite knows neither that "É" is "é" nor that "elodie" is Élodie.
        if not any(fold(said).startswith(typed) for said in (row.name, row.helper_name)):
            continue
        clock = zone_at(row.place)
        first, last = row.starts_at.astimezone(clock).date(), row.ends_at.astimezone(clock).date()
        # A course lasts weeks: any of its days finds it.
        if last >= today if day is None else first <= day <= last:
            found.append(row)
        if len(found) == MOST_FOUND:
            break
    return found


def sent_by_us(by: "User", *, since: datetime) -> list[Booking]:
    """Return what somebody and their organisations booked for people elsewhere, latest first."""
    rows = booking_rows().filter(
        Q(organisation__in=list(standing(by).organisations)) | Q(made_by=by.pk),
        channel="prescriber",
        ends_at__gte=since,
    )
    return list(rows.order_by("-starts_at", "-pk")[:100])


def seats_of(booking: Booking) -> list[int]:
    """Return the numbers of the seats that a booking holds, those of children apart. One query."""
    rows = booking.seats.filter(kind=SeatKind.SEAT).order_by("session__starts_at", "number")
    return list(rows.values_list("number", flat=True))


def other_sessions(booking: Booking, *, now: datetime) -> list[Any]:
    """Return the sessions to which a seat may move, with their counts, in order."""
    rows = session_rows().filter(series=booking.series_id, cancelled_at=None, starts_at__gt=now)
    others = rows.exclude(pk=booking.session_id or 0).exclude(seats=None)
    return list(others.order_by("starts_at", "pk")[:20])


__all__ = [
    "AHEAD",
    "MEDIATIONS",
    "SOON",
    "CounterTime",
    "bookable_motives",
    "bookable_sessions",
    "counter_times",
    "find_again",
    "handles_resource",
    "handles_series",
    "numbers_of_mine",
    "other_sessions",
    "places_of_counter",
    "prescribed_here",
    "receives_for",
    "seats_of",
    "sent_by_us",
]
