"""Seats and five-minute steps, taken in the transaction of what takes them.

Whoever takes a seat of a session, gives one back, waits for one or changes the session holds its
row first (`hold_sessions`): what is read then stays true until the end. Were a writer to forget it,
the database would still refuse the second taker (`seat_taken_once`, `step_taken_once`); refused, it
is read again. Steps are inserted in ascending order, resources too: two takers wait for one another
in one direction, never in a ring.
"""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Q

from maillage.apps.agenda.actions.inserting import insert_first_seat, insert_steps
from maillage.apps.agenda.errors import (
    ChildcareFull,
    LanesAreTaken,
    SessionFull,
    TimeTaken,
)
from maillage.apps.agenda.models import (
    STANDING,
    Booking,
    Resource,
    Seat,
    SeatKind,
    Session,
    Step,
)
from maillage.core.timetable import STEP_MIN, Span, step_of, steps_of
from maillage.web.words import date_words

# Each refusal means that somebody else took a seat: more of them than a session has is a fault.
_MOST_TRIES = 1_000


def take_seat(session: Session, booking: Booking, *, beyond: bool = False) -> Seat:
    """Take the first free seat of a session. Raises SessionFull; with `beyond`, one more is added.

    Must be called inside a transaction that holds the session.
    """
    return _take(session, booking, SeatKind.SEAT, beyond=beyond)


def hold_sessions(numbers: Iterable[int], *, alone: bool = False) -> list[Session]:
    """Hold the rows of sessions until the end of the transaction; return them as they now are.

    In one order, so that nobody waits for somebody who waits for them. Where somebody booked or
    awaits a whole course, all its sessions are held: seats freed in two of them at once would
    otherwise be offered by nobody, or twice. Only who frees nothing may hold a session `alone`.

    On PostgreSQL it is the lock that a foreign key does not want (`no_key`): a visit or a booking
    that is written never waits for it.
    """
    wanted = set(numbers)
    if not wanted:
        return []
    if alone:
        alone_rows = Session.objects.select_for_update(no_key=True).filter(pk__in=wanted)
        return list(alone_rows.order_by("pk"))
    rows = Session.objects.select_for_update(of=("self",), no_key=True).select_related("series")
    series = _courses(wanted)
    held = Q(pk__in=wanted) | Q(series__in=series) if series else Q(pk__in=wanted)
    return [row for row in rows.filter(held).order_by("pk") if row.pk in wanted]


def _courses(sessions: Iterable[int]) -> set[int]:
    """Return the series of these sessions of which somebody holds or awaits all."""
    series = Session.objects.filter(pk__in=sessions).values("series")
    lines = Booking.objects.filter(series__in=series, session=None, state__in=STANDING)
    return {number for (number,) in lines.values_list("series_id") if number is not None}


def hold_resources(numbers: Iterable[int]) -> None:
    """Hold the rows of people, rooms and devices, in one order, until the end of the transaction.

    For those who give steps back and take others: two who swap their hours would otherwise each
    wait for what the other has just left. Whoever only takes does not need it.
    """
    rows = Resource.objects.select_for_update(no_key=True).filter(pk__in=set(numbers))
    list(rows.order_by("pk").values_list("pk", flat=True))


def take_care(session: Session, booking: Booking, n: int) -> None:
    """Take `n` places where children are looked after. Raises ChildcareFull, having taken none."""
    if not n:
        return
    with transaction.atomic():
        for _ in range(n):
            try:
                _take(session, booking, SeatKind.CARE, beyond=False)
            except SessionFull as error:
                raise ChildcareFull(n=n) from error


def _take(session: Session, booking: Booking, kind: SeatKind, *, beyond: bool) -> Seat:
    for _ in range(_MOST_TRIES):
        seat = insert_first_seat(session, booking, kind)
        if seat is not None:
            return seat
        # None is left, or somebody who did not hold the session came first: what is there says it.
        seats, care = Session.objects.values_list("seats", "childcare_seats").get(pk=session.pk)
        most = care if kind == SeatKind.CARE else seats or 0
        rows = Seat.objects.filter(session=session, kind=kind)
        taken = set(rows.values_list("number", flat=True))
        if any(number not in taken for number in range(1, most + 1)):
            continue
        if not beyond:
            raise SessionFull
        try:
            with transaction.atomic():
                return Seat.objects.create(
                    session=session,
                    booking=booking,
                    kind=kind,
                    number=max(taken | {most}) + 1,
                    beyond=True,
                )
        except IntegrityError:
            continue
    raise SessionFull


def take_time(
    resources: Iterable[Resource],
    span: Span,
    *,
    booking: Booking | None = None,
    session: Session | None = None,
    beyond: bool = False,
) -> None:
    """Take a time of each resource. Raises TimeTaken, with the `name` of what is taken.

    With `beyond`, a resource that is taken gives one lane more than it has: whoever asks for it
    says so in the journal. Must be called inside a transaction, and undone whole when it raises.
    """
    steps = list(steps_of(span))
    for resource in sorted(resources, key=lambda one: one.pk):
        _take_steps(resource, steps, booking=booking, session=session, beyond=beyond)


def _take_steps(resource: Resource, steps: Sequence[int], *, beyond: bool, **owner: Any) -> None:
    """Take each step on its first free lane: of eight computers, another one will do."""
    for _ in range(_MOST_TRIES):
        # Read first, always: a step that somebody is leaving right now still reads as taken.
        # Inserted blindly it would be waited for, and who leaves it may be waiting for ours.
        most, taken = _taken(resource, steps)
        rows = []
        for step in steps:
            used = taken.get(step, set())
            lane = next(n for n in range(len(used) + 1) if n not in used)
            if lane >= most and not beyond:
                raise TimeTaken(name=resource.name)
            rows.append(Step(resource=resource, step=step, lane=lane, beyond=lane >= most, **owner))
        if insert_steps(rows):
            return
    raise TimeTaken(name=resource.name)


def keep_lanes(resource: Resource, most: int, *, now: datetime) -> None:
    """Bring what is taken of a resource under fewer lanes; hours keep their people.

    Its row is held against everybody: whoever takes an hour now is waited for, and the next one
    reads the new number. What is past stays, as more than there is now. Must be called inside a
    transaction. Raises LanesAreTaken.
    """
    Resource.objects.select_for_update().get(pk=resource.pk)
    rows = Step.objects.filter(resource=resource)
    rows.filter(lane__gte=most, step__lt=step_of(now)).update(beyond=True)
    above = rows.filter(lane__gte=most, beyond=False)
    used: dict[int, set[int]] = {}
    for step, lane in rows.filter(step__in=above.values("step")).values_list("step", "lane"):
        used.setdefault(step, set()).add(lane)
    for row in above.order_by("step", "lane"):
        free = [n for n in range(most) if n not in used[row.step]]
        if not free:
            n_most = max(len(lanes) for lanes in used.values())
            raise LanesAreTaken(n=n_most, day=date_words(_day_of(row.step)))
        used[row.step] = used[row.step] - {row.lane} | {free[0]}
        Step.objects.filter(pk=row.pk).update(lane=free[0])


def _day_of(step: int) -> date:
    return (datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=step * STEP_MIN)).date()


_TAKEN = """
SELECT r.lanes, s.step, s.lane FROM agenda_resource r
LEFT JOIN agenda_step s ON s.resource_id = r.id AND s.step BETWEEN %s AND %s
WHERE r.id = %s
"""


def _taken(resource: Resource, steps: Sequence[int]) -> tuple[int, dict[int, set[int]]]:
    """Return how many lanes a resource has now, and those that are taken, by step.

    Its row is held as the foreign key of a step will hold it: until the end, nobody lowers its
    lanes under what is about to be taken.
    """
    # SQLite has one writer at a time, and no word for it.
    held = " FOR KEY SHARE OF r" if connection.vendor == "postgresql" else ""
    taken: dict[int, set[int]] = {}
    with connection.cursor() as cursor:
        cursor.execute(_TAKEN + held, [steps[0], steps[-1], resource.pk])
        rows = cursor.fetchall()
    for _lanes, step, lane in rows:
        if step is not None:
            taken.setdefault(step, set()).add(lane)
    return rows[0][0], taken
