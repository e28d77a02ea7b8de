"""One session: cancelled, put back, changed by hand; and those who booked it, who follow.

What a person changed here is never touched by the rule of its series again (`by_hand`).
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.agenda.actions.booking import remaining_sessions
from maillage.apps.agenda.actions.ending import end_bookings, hand_over
from maillage.apps.agenda.actions.taking import (
    hold_resources,
    hold_sessions,
    take_care,
    take_seat,
    take_time,
)
from maillage.apps.agenda.actions.telling import told_again
from maillage.apps.agenda.errors import (
    ChildcareFull,
    ResourceBusy,
    SeatsAreTaken,
    SessionNotBooked,
    TimeTaken,
)
from maillage.apps.agenda.models import (
    HELD,
    STANDING,
    Booking,
    Ending,
    Resource,
    Seat,
    SeatKind,
    Series,
    Session,
    Step,
)
from maillage.apps.directory.actions.audit import write_audit
from maillage.core.timetable import Span
from maillage.web.words import date_words

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@transaction.atomic
def cancel_session(*, session: Session, why: str, now: datetime, by: "User") -> int:
    """Cancel one session and tell those who booked it; return how many bookings ended."""
    n = end_session(session, why, now=now, by_hand=True)
    ask_courses(session.series, now=now)
    trace_series("cancel_session", session.series, by=by, now=now, after={"jour": session.day})
    return n


@transaction.atomic
def restore_session(
    *, session: Session, now: datetime, by: "User", beyond: bool = False
) -> Session:
    """Put back a session that was cancelled, without its bookings. Raises ResourceBusy."""
    (held,) = hold_sessions([session.pk])
    if held.cancelled_at is None:
        return held
    held.cancelled_at, held.cancelled_why, held.by_hand = None, "", True
    held.changed_at = now
    held.save(update_fields=["cancelled_at", "cancelled_why", "by_hand", "changed_at"])
    _take(held, list(held.series.resources.all()), beyond=beyond)
    seat_courses(held.series, [held], now=now)
    trace_series("restore_session", held.series, by=by, now=now, after={"jour": held.day})
    return held


@transaction.atomic
def edit_session(
    *, session: Session, values: Mapping[str, Any], now: datetime, by: "User", beyond: bool = False
) -> Session:
    """Change one session: hours, place, seats, note; its bookings follow, those booked are told.

    New seats go to those who wait. Raises SeatsAreTaken, ResourceBusy, SessionNotBooked.
    """
    (held,) = hold_sessions([session.pk])
    if held.ends_at <= now or held.cancelled_at:
        raise SessionNotBooked
    change_session(held, {**values, "by_hand": True}, now=now, beyond=beyond)
    trace_series("edit_session", held.series, by=by, now=now, after={"jour": held.day})
    return held


# ---------------------------------------------------------------- what a series does to many


def change_session(
    session: Session, values: Mapping[str, Any], *, now: datetime, beyond: bool, steps: bool = True
) -> None:
    """Write new values of a session that is held; its bookings follow, new seats are offered.

    `steps` False leaves the time of people, rooms and devices to the caller.
    """
    before = (session.starts_at, session.ends_at, session.place_id)
    # Booked no more: those who hold a seat keep it, so it cannot be.
    _fewer(session, SeatKind.SEAT, values.get("seats", session.seats) or 0)
    _fewer(session, SeatKind.CARE, values.get("childcare_seats", session.childcare_seats))
    for name, value in values.items():
        setattr(session, name, value)
    if (session.starts_at, session.ends_at, session.place_id) != before:
        session.changed_at = now
    session.save()
    if (session.starts_at, session.ends_at, session.place_id) != before:
        if steps:
            left = Step.objects.filter(session=session)
            people = list(session.series.resources.all())
            hold_resources({*left.values_list("resource", flat=True), *(one.pk for one in people)})
            left.delete()
            _take(session, people, beyond=beyond)
        _move_bookings(session, now=now)
    hand_over([session], now=now)


def end_session(session: Session, why: str, *, now: datetime, by_hand: bool = False) -> int:
    """Cancel a session; return how many bookings ended. A course goes on without it."""
    (held,) = hold_sessions([session.pk])
    if held.cancelled_at is not None:
        return 0
    held.cancelled_at, held.cancelled_why = now, why.strip()[:200]
    # What the rule alone took away, the rule may give again.
    held.changed_at, held.by_hand = now, held.by_hand or by_hand
    held.save(update_fields=["cancelled_at", "cancelled_why", "changed_at", "by_hand"])
    Step.objects.filter(session=held).delete()
    rows = Booking.objects.filter(session=held, state__in=STANDING).order_by("pk")
    return end_bookings(rows, Ending.SESSION, now=now) + _change_courses(held, now=now)


def ask_courses(series: Series, *, now: datetime) -> None:
    """Offer a course to who waits for it: the session that was full may be the one cancelled."""
    hand_over(remaining_sessions(series, now=now)[:1], now=now)


def seat_courses(series: Series, sessions: Iterable[Session], *, now: datetime) -> None:
    """Give a seat of sessions that were added to those who booked the whole course."""
    sessions = [one for one in sessions if one.seats is not None and one.starts_at > now]
    if not sessions:
        return
    rows = Booking.objects.filter(session=None, state__in=HELD, seats__session__series=series)
    for booking in rows.distinct().order_by("pk"):
        has = set(Seat.objects.filter(booking=booking).values_list("session", flat=True))
        added = [one for one in sessions if one.pk not in has]
        for one in added:
            # A seat was promised for each session: it is theirs even where none is left.
            take_seat(one, booking, beyond=True)
            try:
                take_care(one, booking, len(booking.children))
            except ChildcareFull:
                continue
        if added:
            _date_course(booking, now=now)


def take_all(sessions: Iterable[Session], people: list[Resource], *, beyond: bool) -> None:
    """Take the time of people, rooms and devices. Raises ResourceBusy, naming the days."""
    hold_resources(one.pk for one in people)
    busy: dict[str, list[date]] = {}
    for session in sessions:
        try:
            _take(session, people, beyond=beyond)
        except ResourceBusy as error:
            busy.setdefault(error.values["name"], []).append(session.day)
    if busy:
        name, days = next(iter(busy.items()))
        raise ResourceBusy(name=name, days=_days_words(days))


def trace_series(
    action: str,
    series: Series,
    *,
    by: "User",
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    """Write who changed a series, in the transaction of the change."""
    write_audit(
        action=action,
        by=by,
        now=now,
        before=before or {},
        after=after or {},
        subject=("series", series.public_id),
    )


# ---------------------------------------------------------------- the steps they share


def _fewer(session: Session, kind: SeatKind, most: int) -> None:
    """Bring the seats that are taken under a number, people keep theirs. Raises SeatsAreTaken."""
    rows = list(Seat.objects.filter(session=session, kind=kind).order_by("number"))
    above = [row for row in rows if row.number > most and not row.beyond]
    used = {row.number for row in rows}
    free = [number for number in range(1, most + 1) if number not in used]
    if len(above) > len(free):
        raise SeatsAreTaken(n=sum(not row.beyond for row in rows))
    for row, number in zip(above, free, strict=False):
        row.number = number
        row.save(update_fields=["number"])


def _move_bookings(session: Session, *, now: datetime) -> None:
    rows = Booking.objects.filter(session=session, state__in=STANDING).select_related("place")
    for booking in rows.order_by("pk"):
        booking.starts_at, booking.ends_at = session.starts_at, session.ends_at
        booking.place, booking.changed_at = session.place, now
        if booking.offered_until is not None:
            booking.offered_until = min(booking.offered_until, booking.starts_at)
        booking.save(update_fields=["starts_at", "ends_at", "place", "changed_at", "offered_until"])
        told_again(booking, now=now)
    _change_courses(session, now=now)


def _change_courses(session: Session, *, now: datetime) -> int:
    """Tell those who booked a course that one of its sessions changed; return how many ended."""
    rows = Booking.objects.filter(session=None, state__in=HELD, seats__session=session)
    ended = [one for one in rows.distinct().order_by("pk") if not _date_course(one, now=now)]
    return end_bookings(ended, Ending.SESSION, now=now)


def _date_course(booking: Booking, *, now: datetime) -> bool:
    """Bring the dates of a course to those of its sessions, and tell; False when none is left."""
    rows = Session.objects.filter(taken__booking=booking, cancelled_at=None).distinct()
    sessions = list(rows.select_related("place").order_by("starts_at"))
    if not any(one.ends_at > now for one in sessions):
        return False
    booking.starts_at, booking.ends_at = sessions[0].starts_at, sessions[-1].ends_at
    booking.place, booking.changed_at = sessions[0].place, now
    booking.save(update_fields=["starts_at", "ends_at", "place", "changed_at"])
    told_again(booking, now=now)
    return True


def _take(session: Session, people: list[Resource], *, beyond: bool) -> None:
    try:
        with transaction.atomic():
            take_time(
                people, Span(session.starts_at, session.ends_at), session=session, beyond=beyond
            )
    except TimeTaken as error:
        raise ResourceBusy(name=error.values["name"], days=date_words(session.day)) from error


def _days_words(days: list[date]) -> str:
    shown = ", ".join(date_words(day) for day in sorted(days)[:4])
    return shown + (f" (+ {len(days) - 4})" if len(days) > 4 else "")
