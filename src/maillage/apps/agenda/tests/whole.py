"""What must hold of the whole agenda at any moment, read row by row: the slow way."""

from collections import Counter
from datetime import datetime

from maillage.apps.agenda.models import (
    HELD,
    Booking,
    BookingState,
    Contact,
    Notice,
    Seat,
    SeatKind,
    Session,
    Step,
)
from maillage.apps.agenda.queries.due import sessions_held
from maillage.core.timetable import Span, steps_of


def faults(now: datetime) -> list[str]:
    """Return what is wrong in the agenda, in words; empty when all holds."""
    return [
        *_seats_and_steps(),
        *(f"{one}: {words}" for one in _bookings() for words in _held(one, now)),
        *(f"{one}: {words}" for one in _bookings() for words in _told(one)),
        *(f"{one}: {words}" for one in _bookings() for words in _waits(one, now)),
    ]


def _bookings() -> list[Booking]:
    return list(Booking.objects.select_related("session", "series").order_by("pk"))


def _seats_and_steps() -> list[str]:
    found = []
    for session in Session.objects.order_by("pk"):
        most = {SeatKind.SEAT: session.seats or 0, SeatKind.CARE: session.childcare_seats}
        rows = list(Seat.objects.filter(session=session).values_list("kind", "number", "beyond"))
        found += [
            f"session {session.pk}: {kind} {number} of {most[SeatKind(kind)]}"
            for kind, number, beyond in rows
            if number > most[SeatKind(kind)] and not beyond
        ]
        if len({row[:2] for row in rows}) < len(rows):
            found.append(f"session {session.pk}: a seat twice")
    steps = list(Step.objects.values_list("resource", "step", "lane"))
    return found + (["a step twice"] if len(set(steps)) < len(steps) else [])


def _held(booking: Booking, now: datetime) -> list[str]:
    """Return how what a booking holds differs from what it should."""
    rows = Counter(Seat.objects.filter(booking=booking).values_list("session", "kind"))
    steps = list(Step.objects.filter(booking=booking).values_list("resource", "step"))
    if booking.state not in HELD:
        return ["holds something"] if rows or steps else []
    if booking.motive_id is not None:
        wanted = set(steps_of(Span(booking.starts_at, booking.ends_at)))
        by_resource: dict[int, list[int]] = {}
        for resource, step in steps:
            by_resource.setdefault(resource, []).append(step)
        if booking.resource_id not in by_resource:
            return ["has not the time of the person"]
        return [
            f"resource {resource}: {len(found)} steps of {len(wanted)}"
            for resource, found in by_resource.items()
            if sorted(found) != sorted(wanted)
        ]
    if booking.session is not None:
        session = booking.session
        found = [] if session.cancelled_at is None else ["stands for a cancelled session"]
        if (booking.starts_at, booking.ends_at) != (session.starts_at, session.ends_at):
            found.append("has not the hours of its session")
        return found + _seats(rows, [session.pk], len(booking.children))
    every = {number for number, _kind in rows}
    to_come = Session.objects.filter(
        series=booking.series, cancelled_at=None, starts_at__gt=now
    ).exclude(seats=None)
    missing = set(to_come.values_list("pk", flat=True)) - every
    found = [f"has no seat in {sorted(missing)} of its course"] if missing else []
    return found + _seats(rows, sorted(every), len(booking.children))


def _seats(rows: Counter[tuple[int, str]], sessions: list[int], n_children: int) -> list[str]:
    wanted = Counter({(number, "seat"): 1 for number in sessions})
    wanted += Counter({(number, "care"): n_children for number in sessions})
    return [] if rows == wanted else [f"holds {dict(rows)}, not {dict(wanted)}"]


def _told(booking: Booking) -> list[str]:
    waiting = Notice.objects.filter(booking=booking, kind="reminder", state="waiting")
    about = list(waiting.values_list("about", flat=True))
    if booking.state == BookingState.CANCELLED or booking.contact == Contact.PAPER:
        return ["has a reminder"] if about else []
    if booking.session is None and booking.series is not None:
        expected = set(sessions_held(booking).values_list("starts_at", flat=True))
    else:
        expected = {booking.starts_at}
    if len(about) > len(expected):
        return [f"{len(about)} reminders"]
    if not set(about) <= expected:
        return ["is reminded of another hour"]
    return []


def _waits(booking: Booking, now: datetime) -> list[str]:
    if booking.state != BookingState.WAITING:
        return []
    if booking.session is not None:
        wanted = [booking.session]
        if booking.session.cancelled_at is not None:
            return ["waits for a cancelled session"]
    else:
        rows = Session.objects.filter(series=booking.series, cancelled_at=None, starts_at__gt=now)
        wanted = list(rows.exclude(seats=None))
    fits = all(
        free_of(session, SeatKind.SEAT) >= 1
        and free_of(session, SeatKind.CARE) >= len(booking.children)
        for session in wanted
        if session.ends_at > now
    )
    return ["waits while what it wants is free"] if fits and wanted else []


def free_of(session: Session, kind: SeatKind) -> int:
    """Return how many seats of a kind no row holds."""
    most = session.childcare_seats if kind == SeatKind.CARE else session.seats or 0
    taken = Seat.objects.filter(session=session, kind=kind).values_list("number", flat=True)
    return len(set(range(1, most + 1)) - set(taken))
