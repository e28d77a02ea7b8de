"""What the person who holds a code may know: where they stand, where they may move to."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from maillage.apps.agenda.models import Booking, BookingState, Seat, SeatKind, Session
from maillage.apps.agenda.queries.week import Dated, sessions_of_series


def rank_in_list(booking: Booking) -> int:
    """Return the place of a booking on its list, 1 for the next; 0 when it does not wait."""
    if booking.state != BookingState.WAITING or booking.waiting_since is None:
        return 0
    before = Q(waiting_since__lt=booking.waiting_since) | Q(
        waiting_since=booking.waiting_since, pk__lt=booking.pk
    )
    same = Q(session=booking.session_id) if booking.session_id else Q(session=None)
    rows = Booking.objects.filter(before, same, series=booking.series_id)
    return rows.filter(state=BookingState.WAITING).count() + 1


def dates_of(booking: Booking) -> Sequence[Session]:
    """Return the sessions in which a booking holds a seat, in order; those of a course."""
    held = Seat.objects.filter(booking=booking, kind=SeatKind.SEAT).values("session")
    return list(
        Session.objects.filter(pk__in=held).select_related("place", "series").order_by("starts_at")
    )


def seats_to_move_to(booking: Booking, *, now: datetime) -> list[Dated]:
    """Return the other sessions of a series in which a booking would find its seats."""
    if booking.session is None or booking.series is None:
        return []
    return [
        one
        for one in sessions_of_series(booking.series, now=now)
        if one.session.pk != booking.session_id
        and one.session.cancelled_at is None
        and one.session.starts_at > now
        and one.n_left
        and one.n_care_left >= len(booking.children)
    ]


def may_cancel(booking: Booking, *, now: datetime) -> bool:
    """Tell whether the person may still cancel by themselves."""
    return _in_time(booking, _cancel_limit(booking), now)


def may_move(booking: Booking, *, now: datetime) -> bool:
    """Tell whether the person may still move by themselves; a course does not move."""
    if booking.state != BookingState.BOOKED:
        return False
    if booking.motive is not None:
        return _in_time(booking, booking.motive.move_until_min, now)
    return booking.session is not None and _in_time(booking, _cancel_limit(booking), now)


def stands(booking: Booking, *, now: datetime) -> bool:
    """Tell whether a booking is neither cancelled nor over."""
    return booking.state != BookingState.CANCELLED and booking.ends_at > now


def _cancel_limit(booking: Booking) -> int:
    source: Any = booking.motive or booking.series
    return source.cancel_until_min if source is not None else 0


def _in_time(booking: Booking, limit_min: int, now: datetime) -> bool:
    if not stands(booking, now=now):
        return False
    # Leaving a list, or an offer, takes nothing from anybody.
    if booking.state != BookingState.BOOKED:
        return True
    return booking.starts_at - now >= timedelta(minutes=limit_min)
