"""The sessions of some days, with what is left in each: a fixed number of queries."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Count, Q, QuerySet

from maillage.apps.agenda.errors import SessionUnknown
from maillage.apps.agenda.models import Booking, BookingState, Seat, SeatKind, Series, Session
from maillage.apps.territories.queries import ZoneLocator

# Sessions at a place that residents see, or joined to one that they see; those without a place stop
# at an address of their own.
_SEEN = (
    Q(place=None)
    | Q(place__state="open", place__withdrawn_at=None, place__joined_to=None)
    | Q(place__joined_to__state="open", place__joined_to__withdrawn_at=None)
)


@dataclass(frozen=True, slots=True)
class Dated:
    """A session, and how much of it is taken.

    Of a course, what is left is that of its fullest session: one books them all.
    """

    session: Session
    n_taken: int
    n_care_taken: int
    n_waiting: int
    # Sessions that remain of a course; 0 for what is booked day by day.
    n_course: int = 0

    @property
    def series(self) -> Series:
        """What recurs."""
        return self.session.series

    @property
    def place(self) -> Any:
        """Where it is, as residents see it; None at an address of its own."""
        return shown_place(self.session.place)

    @property
    def n_left(self) -> int | None:
        """Seats that nobody holds, None when nobody needs to book."""
        if self.session.seats is None:
            return None
        return max(0, self.session.seats - self.n_taken)

    @property
    def n_care_left(self) -> int:
        """Children who can still be looked after."""
        return max(0, self.session.childcare_seats - self.n_care_taken)


def shown_place(place: Any) -> Any:
    """Return the place that residents see for a place: the one to which it is joined, or itself."""
    return place.joined_to if place is not None and place.joined_to_id else place


def at_places(places: Collection[int]) -> Q:
    """Return the condition "at one of these places, or at one that is joined to them"."""
    return Q(place__in=places) | Q(place__joined_to__in=places)


def dated_sessions(
    start: date, end: date, *, now: datetime, places: Collection[int] | None = None
) -> list[Dated]:
    """Return the sessions that begin on local days, both included, in order: at most four queries.

    Cancelled ones too: whoever meant to come must read why. `places` keeps those of some places.
    """
    rows = _rows().filter(day__range=(start, end))
    if places is not None:
        rows = rows.filter(at_places(places))
    return counted(list(rows), now=now)


def in_zone(sessions: list[Dated], zone: Any, today: date) -> list[Dated]:
    """Keep what is in a quarter or a commune: by its place, or where a stop lies."""
    stops: dict[int, tuple[float, float]] = {
        one.session.pk: (one.series.latitude, one.series.longitude)
        for one in sessions
        if one.place is None
        and one.series.latitude is not None
        and one.series.longitude is not None
    }
    found = ZoneLocator(zone.kind, today=today).locate(list(stops.values())) if stops else []
    inside = {key for key, number in zip(stops, found, strict=True) if number == zone.id}
    return [one for one in sessions if place_in(one.place, zone) or one.session.pk in inside]


def place_in(place: Any, zone: Any) -> bool:
    """True when a place is in a quarter or a commune; nothing is when it has no place."""
    return place is not None and zone.id in (place.quarter_zone_id, place.commune_zone_id)


def next_sessions(
    *, now: datetime, places: Collection[int] | None = None, most: int = 200
) -> list[Dated]:
    """Return the sessions not over that take place, soonest first: at most four queries."""
    rows = _rows().filter(ends_at__gt=now, cancelled_at=None)
    if places is not None:
        rows = rows.filter(at_places(places))
    return counted(list(rows[:most]), now=now)


def next_away(*, now: datetime, most: int = 200) -> list[Dated]:
    """Return the sessions not over that take place away from any place, soonest first."""
    rows = _rows().filter(ends_at__gt=now, cancelled_at=None, place=None)
    return counted(list(rows[:most]), now=now)


def sessions_of_series(series: Series, *, now: datetime, most: int = 12) -> list[Dated]:
    """Return the sessions of a series that are to come, cancelled ones too, soonest first."""
    return counted(list(_rows().filter(series=series, ends_at__gt=now)[:most]), now=now)


def get_dated(public_id: str, *, now: datetime) -> Dated:
    """Return one session by its number, whatever its state. Raises SessionUnknown."""
    rows = Session.objects.select_related(*_BESIDE).defer(*_HEAVY)
    found = rows.filter(public_id=public_id).first()
    if found is None:
        raise SessionUnknown
    return counted([found], now=now)[0]


def counted(sessions: list[Session], *, now: datetime) -> list[Dated]:
    """Return sessions with what is taken of each: at most three queries."""
    booked = [one for one in sessions if one.seats is not None]
    courses = {one.series_id for one in booked if one.series.whole_course}
    remaining: dict[int, list[Session]] = {}
    if courses:
        rows = Session.objects.filter(series__in=courses, cancelled_at=None, starts_at__gt=now)
        for one in rows.exclude(seats=None).order_by("starts_at", "pk"):
            remaining.setdefault(one.series_id, []).append(one)
    numbers = {one.pk for one in booked}
    numbers |= {one.pk for of_course in remaining.values() for one in of_course}
    taken = _taken(numbers)
    by_session, by_course = _waiting(numbers, courses)
    found = []
    for session in sessions:
        course = remaining.get(session.series_id, [])
        seats, care = taken[session.pk, SeatKind.SEAT], taken[session.pk, SeatKind.CARE]
        if course and session.seats is not None:
            # Counted against this session's own seats, what the fullest one to come leaves: one
            # that began, full or not, is no longer booked.
            left = min((one.seats or 0) - taken[one.pk, SeatKind.SEAT] for one in course)
            seats = session.seats - left
            left = min(one.childcare_seats - taken[one.pk, SeatKind.CARE] for one in course)
            care = session.childcare_seats - left
        waits = by_session[session.pk] + by_course[session.series_id]
        found.append(Dated(session, seats, care, waits, len(course)))
    return found


_BESIDE = ("series", "place__quarter_zone", "place__joined_to__quarter_zone")
_HEAVY = ("place__quarter_zone__geometry", "place__joined_to__quarter_zone__geometry")


def _rows() -> QuerySet[Session]:
    rows = Session.objects.filter(_SEEN).select_related(*_BESIDE).defer(*_HEAVY)
    return rows.order_by("starts_at", "ends_at", "pk")


def _taken(sessions: Collection[int]) -> Counter[tuple[int, str]]:
    rows = Seat.objects.filter(session__in=sessions).values_list("session", "kind")
    counts: Counter[tuple[int, str]] = Counter()
    for session, kind, n in rows.annotate(n=Count("pk")).order_by():
        counts[session, kind] = n
    return counts


def _waiting(
    sessions: Collection[int], courses: Collection[int]
) -> tuple[Counter[int], Counter[int]]:
    """Return how many wait, by session, and by course for those who want all of it."""
    rows = Booking.objects.filter(
        Q(session__in=sessions) | Q(session=None, series__in=courses), state=BookingState.WAITING
    )
    by_session: Counter[int] = Counter()
    by_course: Counter[int] = Counter()
    for session, series, n in (
        rows.values_list("session", "series").annotate(n=Count("pk")).order_by()
    ):
        if session is None:
            by_course[series] += n
        else:
            by_session[session] += n
    return by_session, by_course
