"""A day or a week of people, rooms, devices or a place: booked, proposed, away, left free.

A fixed number of queries, whatever the number of people and of days.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Exists, F, IntegerField, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from maillage.apps.agenda.errors import ResourceUnknown, SessionUnknown
from maillage.apps.agenda.models import (
    HELD,
    Absence,
    Availability,
    Booking,
    BookingState,
    Resource,
    ResourceKind,
    SeatKind,
    Series,
    Session,
    Step,
)
from maillage.apps.agenda.queries.access import AGENDA, of_mine, resources_of_mine
from maillage.apps.agenda.queries.rules import closed_for, rule_of, zone_at
from maillage.apps.directory.queries import standing
from maillage.core.timetable import STEP_MIN, Span, merge, occurrences, step_of, subtract

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# What is shorter is no time to receive anybody.
SHORTEST_FREE = timedelta(minutes=15)
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_ONE_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a day, in the hours of its place. `kind`: booking, session, absence, free."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    resource: Resource | None = None
    place: Any = None
    booking: Booking | None = None
    session: Session | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """Whose agenda a person may open: (number or public id, name), by kind."""

    people: Sequence[tuple[int, str]]
    rooms: Sequence[tuple[int, str]]
    devices: Sequence[tuple[int, str]]
    places: Sequence[tuple[str, str]]


def get_resource(number: int) -> Resource:
    """Return a person, a room or devices by number. Raises ResourceUnknown."""
    rows = Resource.objects.select_related("place", "organisation")
    found = rows.filter(pk=number).first()
    if found is None:
        raise ResourceUnknown
    return found


def own_line(by: "User") -> Resource | None:
    """Return somebody's own line of the agenda, None when they have none."""
    rows = Resource.objects.select_related("place", "organisation")
    return rows.filter(user=by.pk, ended_on=None).first()


def people_of_mine(by: "User") -> list[Resource]:
    """Return the people whose agenda somebody handles, by name; a prescriber handles none."""
    if not standing(by).roles & AGENDA:
        return []
    rows = Resource.objects.filter(
        resources_of_mine(by), kind=ResourceKind.PERSON, ended_on=None
    ).select_related("place")
    return list(rows.order_by("name", "pk"))


def agenda_choices(by: "User") -> Choices:
    """Return whose agenda somebody may open. Three queries."""
    kinds: dict[str, list[tuple[int, str]]] = defaultdict(list)
    rows = Resource.objects.filter(resources_of_mine(by), ended_on=None)
    for number, kind, name in rows.order_by("name", "pk").values_list("pk", "kind", "name"):
        kinds[kind].append((number, name))
    places = {
        *_places(Series.objects.filter(of_mine(by), ended_at=None)),
        *_places(Availability.objects.filter(of_mine_place(by))),
    }
    return Choices(
        kinds[ResourceKind.PERSON],
        kinds[ResourceKind.ROOM],
        kinds[ResourceKind.DEVICE],
        sorted(places, key=lambda one: (one[1], one[0])),
    )


def of_mine_place(by: "User") -> Q:
    """Return the condition "at a place of mine", on rows that have a place alone."""
    who = standing(by)
    return Q() if who.steers else Q(place__organisation__in=list(who.organisations))


def agenda_lines(
    resources: Collection[int], *, start: date, end: date, now: datetime, place: Any = None
) -> dict[date, list[Line]]:
    """Return the lines of each day between two local days, in order; every day is a key.

    Of these people, rooms and devices; or with `place`, of all that happens there. Times already
    past are not free. Six queries at most.
    """
    window = Span(_midnight(start) - _ONE_DAY, _midnight(end) + 2 * _ONE_DAY)
    rows = list(_availabilities(resources, start, end, place))
    people = {row.resource_id for row in rows} if place is not None else set(resources)
    away = _absences(people, window)
    lines = [
        *_bookings(resources, window, place),
        *_sessions(resources, window, place),
        *_away_lines(away),
        *_free_lines(rows, away, start=start, end=end, window=window, now=now),
    ]
    days: dict[date, list[Line]] = {
        start + timedelta(days=n): [] for n in range((end - start).days + 1)
    }
    for line in sorted(lines, key=_order):
        for day in _days_of(line):
            if day in days:
                days[day].append(line)
    return days


def session_rows() -> QuerySet[Session]:
    """Return sessions with how many seats are taken (`n_taken`, `n_care`) and lines (`n_waiting`).

    A course counts in each of its sessions.
    """
    waiting = Booking.objects.filter(state=BookingState.WAITING).filter(
        Q(session=OuterRef("pk")) | Q(session=None, series=OuterRef("series"))
    )
    counted = waiting.order_by().values("state").annotate(n=Count("pk")).values("n")
    return Session.objects.select_related(
        "series__organisation", "series__place", "place"
    ).annotate(
        n_taken=Count("taken", filter=Q(taken__kind=SeatKind.SEAT)),
        n_care=Count("taken", filter=Q(taken__kind=SeatKind.CARE)),
        n_waiting=Coalesce(Subquery(counted, output_field=IntegerField()), 0),
    )


def get_session(public_id: str) -> Any:
    """Return a session with its counts, cancelled or not. Raises SessionUnknown."""
    # A form may hold a NUL, for which PostgreSQL does not even look.
    found = session_rows().filter(public_id=public_id).first() if "\0" not in public_id else None
    if found is None:
        raise SessionUnknown
    return found


def who_comes(session: Session) -> list[Booking]:
    """Return the bookings that hold a seat of a session, courses too, in order of seats.

    One query; `number` is the seat, `beyond` says that it was added.
    """
    rows = Booking.objects.filter(
        seats__session=session, seats__kind=SeatKind.SEAT, state__in=HELD
    ).annotate(number=F("seats__number"), beyond=F("seats__beyond"))
    return list(rows.select_related("organisation").order_by("number"))


def who_waits(session: Session) -> list[Booking]:
    """Return the waiting list of a session, those of the whole course too, in their order."""
    rows = Booking.objects.filter(state=BookingState.WAITING).filter(
        Q(session=session) | Q(session=None, series=session.series_id)
    )
    return list(rows.select_related("organisation").order_by("waiting_since", "pk"))


def taken_by(resource: int, span: Span) -> list[Line]:
    """Return what takes a time of somebody: bookings and sessions, in order. Two queries."""
    steps = Step.objects.filter(resource=resource).filter(
        step__range=(step_of(span.start), step_of(span.end - timedelta(seconds=1)))
    )
    found = Booking.objects.filter(pk__in=steps.exclude(booking=None).values("booking"))
    lines = [_booking_line(one) for one in found.select_related("motive", "place", "resource")]
    for one in Session.objects.filter(
        pk__in=steps.exclude(session=None).values("session")
    ).select_related("series", "place"):
        lines.append(_session_line(one))
    return sorted(lines, key=_order)


# ---------------------------------------------------------------- the steps they share


def _bookings(resources: Collection[int], window: Span, place: Any) -> Iterable[Line]:
    rows = Booking.objects.filter(
        state__in=HELD, series=None, starts_at__lt=window.end, ends_at__gt=window.start
    ).select_related("motive", "resource", "place", "organisation")
    if place is not None:
        rows = rows.filter(place=place.pk)
    else:
        # A room and devices are taken along with somebody: steps say it.
        along = Step.objects.filter(booking=OuterRef("pk"), resource__in=resources)
        rows = rows.filter(Q(resource__in=resources) | Exists(along))
    return [_booking_line(row) for row in rows]


def _sessions(resources: Collection[int], window: Span, place: Any) -> Iterable[Line]:
    rows = session_rows().filter(starts_at__lt=window.end, ends_at__gt=window.start)
    if place is not None:
        rows = rows.filter(place=place.pk)
    else:
        taken = Series.resources.through.objects.filter(resource__in=resources)
        rows = rows.filter(series__in=taken.values("series"))
    return [_session_line(row) for row in rows]


def _booking_line(row: Booking) -> Line:
    clock = zone_at(row.place)
    return Line(
        "booking",
        row.starts_at.astimezone(clock),
        row.ends_at.astimezone(clock),
        resource=row.resource,
        place=row.place,
        booking=row,
    )


def _session_line(row: Session) -> Line:
    clock = zone_at(row.place or row.series.place)
    return Line(
        "session",
        row.starts_at.astimezone(clock),
        row.ends_at.astimezone(clock),
        place=row.place,
        session=row,
    )


def _availabilities(
    resources: Collection[int], start: date, end: date, place: Any
) -> QuerySet[Availability]:
    rows = Availability.objects.filter(resource__ended_on=None, first__lte=end).filter(
        Q(until=None) | Q(until__gte=start - _ONE_DAY) | ~Q(also=[])
    )
    wanted = Q(place=place.pk) if place is not None else Q(resource__in=resources)
    return rows.filter(wanted).select_related("resource__place", "place")


def _absences(people: Collection[int], window: Span) -> list[Absence]:
    rows = Absence.objects.filter(
        resource__in=people, ends_at__gt=window.start, starts_at__lt=window.end
    )
    return list(rows.select_related("resource__place"))


def _away_lines(away: Iterable[Absence]) -> Iterable[Line]:
    for row in away:
        clock = zone_at(row.resource.place)
        yield Line(
            "absence",
            row.starts_at.astimezone(clock),
            row.ends_at.astimezone(clock),
            resource=row.resource,
        )


def _free_lines(
    rows: Sequence[Availability],
    away: Iterable[Absence],
    *,
    start: date,
    end: date,
    window: Span,
    now: datetime,
) -> Iterable[Line]:
    """Yield what is left of availabilities: one person at one place, one line a gap."""
    busy: dict[int, list[Span]] = defaultdict(list)
    for absence in away:
        busy[absence.resource_id].append(Span(absence.starts_at, absence.ends_at))
    for resource, span in _taken({row.resource_id for row in rows}, window):
        busy[resource].append(span)
    offered: dict[tuple[int, Any], list[Span]] = defaultdict(list)
    first: dict[tuple[int, Any], Availability] = {}
    for row in rows:
        where = (row.resource_id, row.place_id)
        first.setdefault(where, row)
        closed = closed_for(row, row.place)
        offered[where] += [
            one.span
            for one in occurrences(rule_of(row), start=start - _ONE_DAY, end=end, closed=closed)
        ]
    for where, spans in offered.items():
        row = first[where]
        clock = zone_at(row.place or row.resource.place)
        for span in subtract(spans, busy[where[0]]):
            since = max(span.start, now)
            if span.end - since >= SHORTEST_FREE:
                yield Line(
                    "free",
                    since.astimezone(clock),
                    span.end.astimezone(clock),
                    resource=row.resource,
                    place=row.place,
                )


def _taken(resources: Collection[int], window: Span) -> Iterable[tuple[int, Span]]:
    """Yield the times of resources at which no lane is left, as spans."""
    counts: dict[tuple[int, int], int] = defaultdict(int)
    lanes: dict[int, int] = {}
    for resource, step, most in Step.objects.filter(
        resource__in=resources,
        step__range=(step_of(window.start), step_of(window.end)),
        lane__lt=F("resource__lanes"),
    ).values_list("resource_id", "step", "resource__lanes"):
        counts[resource, step] += 1
        lanes[resource] = most
    spans: dict[int, list[Span]] = defaultdict(list)
    for (resource, step), n in counts.items():
        if n >= lanes[resource]:
            at = _EPOCH + timedelta(minutes=STEP_MIN * step)
            spans[resource].append(Span(at, at + timedelta(minutes=STEP_MIN)))
    for resource, found in spans.items():
        for span in merge(found):
            yield resource, span


def _places(rows: QuerySet[Any]) -> set[tuple[str, str]]:
    found = rows.exclude(place=None).order_by()
    return set(found.values_list("place__public_id", "place__nom").distinct())


def _midnight(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def _order(line: Line) -> tuple[Any, ...]:
    about = line.booking or line.session or line.resource
    name = line.resource.name if line.resource is not None else ""
    return (line.starts_at, line.ends_at, line.kind, name, about.pk if about is not None else 0)


def _days_of(line: Line) -> Iterable[date]:
    """Return the local days of a line; what ends at midnight is not of the next day."""
    day, last = line.starts_at.date(), (line.ends_at - timedelta(seconds=1)).date()
    if line.kind == "session":
        # Across midnight, it is of the evening it begins.
        last = day
    return [day + timedelta(days=n) for n in range((last - day).days + 1)]
