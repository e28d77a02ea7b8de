"""Cancelling, moving, and what becomes of the seat: each function is one transaction.

A seat that is given back is never seen free while somebody waits: its row passes from one booking
to the next in the same transaction, with the rows of the sessions held.
"""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils.translation import ngettext

from maillage.apps.agenda.actions.booking import remaining_sessions, seat_all, sessions_of
from maillage.apps.agenda.actions.taking import hold_resources, hold_sessions, take_time
from maillage.apps.agenda.actions.telling import drop_notices, plan_reminder, tell, told_again
from maillage.apps.agenda.errors import (
    BookingEnded,
    ChildcareFull,
    OfferOver,
    SessionFull,
    SessionNotBooked,
    TimeNotOffered,
    TooLateOnline,
)
from maillage.apps.agenda.models import (
    STANDING,
    Booking,
    BookingState,
    Contact,
    Ending,
    NoticeKind,
    Seat,
    Series,
    Session,
    Step,
)
from maillage.apps.agenda.queries.offered import offer_at
from maillage.apps.directory.actions.audit import write_audit
from maillage.core.timetable import Span

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# How long a freed seat waits for an answer; never after the session begins.
OFFER_HOLDS = timedelta(hours=24)
_MINUTES_A_DAY = 24 * 60


@transaction.atomic
def cancel(booking: Booking, *, ended_by: str, now: datetime, by: "User | None" = None) -> Booking:
    """Cancel a booking; its seat goes to whoever waits, its time is free again. Return it.

    Cancelled twice, it is cancelled once. A resident has until the limit of the motive or of the
    series (TooLateOnline); the staff has none. Raises BookingEnded once it has begun.
    """
    held = _hold(booking)
    if held.state == BookingState.CANCELLED:
        return held
    if held.ends_at <= now:
        raise BookingEnded
    if ended_by == Ending.PERSON and held.state == BookingState.BOOKED:
        _in_time(held, _cancel_limit(held), now)
    return _end(held, ended_by, now=now, by=by)


@transaction.atomic
def move_time(
    booking: Booking,
    *,
    resource: Any,
    starts_at: datetime,
    now: datetime,
    by: "User | None" = None,
    beyond: bool = False,
) -> Booking:
    """Give an appointment another time, the same motive and code; return it.

    The first time is kept when the second cannot be had. Raises TimeTaken, TimeNotOffered,
    TooLateOnline, BookingEnded.
    """
    held = _hold(booking)
    if held.state != BookingState.BOOKED or held.motive is None or held.ends_at <= now:
        raise BookingEnded
    if by is None:
        _in_time(held, held.motive.move_until_min, now)
    offer = offer_at(held.motive, resource, starts_at, now=now, by_staff=by is not None)
    if offer is None and by is None:
        raise TimeNotOffered
    span = Span(starts_at, starts_at + timedelta(minutes=held.motive.duration_min))
    wanted = (resource, *(offer.along if offer is not None else ()))
    left = Step.objects.filter(booking=held)
    hold_resources({*left.values_list("resource", flat=True), *(one.pk for one in wanted)})
    left.delete()
    take_time(wanted, span, booking=held, beyond=beyond)
    before = held.starts_at
    held.resource, held.starts_at, held.ends_at = resource, span.start, span.end
    if offer is not None:
        held.place_id = offer.place_id
    held.changed_at = now
    held.save(update_fields=["resource", "starts_at", "ends_at", "place", "changed_at"])
    told_again(held, now=now)
    _trace("move_booking", held, by=by, now=now, before=before)
    return held


@transaction.atomic
def move_seat(
    booking: Booking, *, session: Session, now: datetime, by: "User | None" = None
) -> Booking:
    """Give a booking a seat of another session of the same series; return it.

    The first seat is kept when the second cannot be had. Raises SessionFull, ChildcareFull,
    SessionNotBooked, TooLateOnline, BookingEnded.
    """
    # Both at once, in one order: two people may go each to the session of the other.
    held = _hold(booking, and_session=session)
    session.refresh_from_db()
    left = held.session
    if held.state != BookingState.BOOKED or left is None or left.ends_at <= now:
        raise BookingEnded
    if session.series_id != held.series_id or session.cancelled_at or session.starts_at <= now:
        raise SessionNotBooked
    if session.pk == left.pk:
        return held
    if by is None:
        _in_time(held, _cancel_limit(held), now)
    freed = list(Seat.objects.filter(booking=held).values_list("pk", flat=True))
    seat_all(held, [session], len(held.children))
    before = held.starts_at
    held.session, held.place = session, session.place
    held.starts_at, held.ends_at = session.starts_at, session.ends_at
    held.changed_at = now
    held.save(update_fields=["session", "place", "starts_at", "ends_at", "changed_at"])
    Seat.objects.filter(pk__in=freed).delete()
    hand_over([left], now=now)
    told_again(held, now=now)
    _trace("move_booking", held, by=by, now=now, before=before)
    return held


# ---------------------------------------------------------------- the waiting list


@transaction.atomic
def accept_offer(booking: Booking, *, now: datetime, by: "User | None" = None) -> Booking:
    """Confirm a seat that was offered; said twice, it is said once. Raises OfferOver."""
    held = _hold(booking)
    if held.state == BookingState.BOOKED:
        return held
    if held.state != BookingState.OFFERED:
        raise OfferOver
    held.state, held.offered_until = BookingState.BOOKED, None
    held.save(update_fields=["state", "offered_until"])
    drop_notices(held, now=now)
    plan_reminder(held, now=now)
    _trace("accept_offer", held, by=by, now=now)
    return held


def expire_offers(*, now: datetime) -> int:
    """Give to the next person each seat that nobody confirmed in time; return how many.

    One transaction for each: a long list never keeps the others waiting.
    """
    late = Booking.objects.filter(state=BookingState.OFFERED, offered_until__lte=now)
    return sum(_expire(booking, now=now) for booking in late.order_by("offered_until", "pk"))


def offer_courses(*, now: datetime) -> int:
    """Offer courses to those who wait for one whose full session is now past; return how many.

    Nobody frees anything then: only the clock makes room. One transaction for each course.
    """
    waiting = Booking.objects.filter(
        state=BookingState.WAITING, session=None, series__isnull=False, ends_at__gt=now
    )
    courses = Series.objects.filter(pk__in=waiting.values("series")).order_by("pk")
    return sum(_offer_course(series, now=now) for series in courses)


@transaction.atomic
def _offer_course(series: Series, *, now: datetime) -> int:
    held = hold_sessions(one.pk for one in remaining_sessions(series, now=now))
    return hand_over(held[:1], now=now)


@transaction.atomic
def _expire(booking: Booking, *, now: datetime) -> bool:
    held = _hold(booking)
    late = held.state == BookingState.OFFERED and (held.offered_until or now) <= now
    if late:
        _end(held, Ending.UNANSWERED, now=now, by=None)
    return late


def hand_over(sessions: Iterable[Session], *, now: datetime) -> int:
    """Offer the free seats of sessions to those who wait, in their order; return how many.

    Somebody whose children cannot all be looked after keeps their line, and the next is asked.
    Must be called inside a transaction that holds the rows of the sessions.
    """
    given = 0
    for session in sessions:
        if session.cancelled_at or session.ends_at <= now:
            continue
        lines = Booking.objects.filter(state=BookingState.WAITING, series=session.series_id)
        for line in lines.order_by("waiting_since", "pk").select_related(
            "session__series", "series", "place", "motive"
        ):
            wanted = sessions_of(line, now=now)
            if session.pk not in {one.pk for one in wanted}:
                continue
            try:
                seat_all(line, wanted, len(line.children))
            except ChildcareFull:
                continue
            except SessionFull:
                if line.session_id is None:
                    continue
                break
            if line.session_id is None:
                # What is left of a course may begin later than when they asked for it.
                line.starts_at, line.ends_at = wanted[0].starts_at, wanted[-1].ends_at
                line.place = wanted[0].place
            _offer(line, now=now)
            given += 1
    return given


def _offer(line: Booking, *, now: datetime) -> None:
    # Nobody can tell whoever asked for nothing: the seat is theirs, their code says so.
    if line.contact == Contact.PAPER or line.starts_at <= now:
        line.state = BookingState.BOOKED
    else:
        line.state = BookingState.OFFERED
        line.offered_until = min(now + OFFER_HOLDS, line.starts_at)
    line.save(update_fields=["state", "offered_until", "starts_at", "ends_at", "place"])
    tell(line, NoticeKind.OFFERED, now=now)


# ---------------------------------------------------------------- the steps they share


def end_bookings(bookings: Iterable[Booking], ended_by: str, *, now: datetime) -> int:
    """Cancel what stands among these bookings, inside the transaction of what ends them."""
    n = 0
    for booking in bookings:
        held = _hold(booking)
        if held.state in STANDING:
            _end(held, ended_by, now=now, by=None, trace=False)
            n += 1
    return n


def _hold(booking: Booking, *, and_session: Session | None = None) -> Booking:
    """Return the booking as it is, held until the end of the transaction; its sessions before.

    Sessions first, by number: whoever frees and whoever waits hold rows in one order. Whoever
    moved it meanwhile held others: these are let go, and all is asked again.
    """
    also = {and_session.pk} if and_session is not None else set()
    rows = Booking.objects.select_for_update(of=("self",)).select_related(
        "motive", "resource", "place", "series", "session__series", "session__place"
    )
    while True:
        with transaction.atomic():
            numbers = _sessions_about(booking.pk)
            hold_sessions(numbers | also)
            held = rows.get(pk=booking.pk)
            if not numbers or _sessions_about(booking.pk) <= numbers:
                return held
            transaction.set_rollback(True)


def _sessions_about(number: int) -> set[int]:
    """Return the numbers of the sessions that a booking names or holds a seat of."""
    numbers = set(Seat.objects.filter(booking=number).values_list("session_id", flat=True))
    found = Booking.objects.only("session_id", "series_id").get(pk=number)
    if found.session_id is not None:
        numbers.add(found.session_id)
    elif found.series_id is not None:
        of_course = Session.objects.filter(series=found.series_id)
        numbers |= set(of_course.values_list("pk", flat=True))
    return numbers


def _end(
    held: Booking, ended_by: str, *, now: datetime, by: "User | None", trace: bool = True
) -> Booking:
    seats = Seat.objects.filter(booking=held).select_related("session__series")
    freed = list({seat.session_id: seat.session for seat in seats}.values())
    seats.delete()
    Step.objects.filter(booking=held).delete()
    was_held = held.state != BookingState.WAITING
    held.state, held.cancelled_at, held.ended_by = BookingState.CANCELLED, now, ended_by
    held.offered_until, held.changed_at = None, now
    held.save(update_fields=["state", "cancelled_at", "ended_by", "offered_until", "changed_at"])
    drop_notices(held, now=now)
    if ended_by in (Ending.STAFF, Ending.SESSION) and was_held:
        tell(held, NoticeKind.CANCELLED, now=now)
    hand_over(sorted(freed, key=lambda one: one.pk), now=now)
    if trace:
        _trace("cancel_booking", held, by=by, now=now)
    return held


def _cancel_limit(booking: Booking) -> int:
    source = booking.motive or booking.series
    return source.cancel_until_min if source is not None else 0


def _in_time(booking: Booking, limit_min: int, now: datetime) -> None:
    if booking.starts_at - now < timedelta(minutes=limit_min):
        raise TooLateOnline(limit=_limit_words(limit_min))


def _limit_words(minutes: int) -> str:
    if minutes % _MINUTES_A_DAY == 0:
        days = minutes // _MINUTES_A_DAY
        return ngettext("%(n)d jour", "%(n)d jours", days) % {"n": days}
    if minutes % 60 == 0:
        hours = minutes // 60
        return ngettext("%(n)d heure", "%(n)d heures", hours) % {"n": hours}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}


def _trace(
    action: str,
    booking: Booking,
    *,
    by: "User | None",
    now: datetime,
    before: datetime | None = None,
) -> None:
    if by is None:
        return
    write_audit(
        action=action,
        by=by,
        now=now,
        before={"début": before.isoformat(timespec="minutes")} if before else {},
        after={
            "état": str(booking.state),
            "début": booking.starts_at.isoformat(timespec="minutes"),
        },
        subject=("booking", str(booking.pk)),
    )


__all__ = [
    "accept_offer",
    "cancel",
    "end_bookings",
    "expire_offers",
    "hand_over",
    "move_seat",
    "move_time",
    "offer_courses",
    "remaining_sessions",
]
