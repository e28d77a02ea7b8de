"""What is due to be told, whether it still holds, and what may have left."""

from datetime import datetime
from typing import Any

from django.db.models import QuerySet

from maillage.apps.agenda.models import (
    HELD,
    Booking,
    BookingState,
    Contact,
    Notice,
    NoticeKind,
    NoticeState,
    Seat,
    SeatKind,
    Session,
)

# Those that a machine sends; a call is made by a person, paper was given.
SENT_BY_MACHINE = (Contact.EMAIL, Contact.SMS)


def due_notices(*, now: datetime) -> list[int]:
    """Return the numbers of what a machine has to send now, the oldest first."""
    rows = Notice.objects.filter(
        state=NoticeState.WAITING, channel__in=SENT_BY_MACHINE, due_at__lte=now
    )
    return list(rows.order_by("due_at", "pk").values_list("pk", flat=True))


def notice_rows() -> QuerySet[Notice]:
    """Return notices with all that their words say, in one query."""
    return Notice.objects.select_related(
        "booking__motive",
        "booking__resource",
        "booking__place__joined_to",
        "booking__series__place",
        "booking__session__series",
        "booking__session__place",
    )


def unsure_notices() -> QuerySet[Notice]:
    """Return what may have left: whoever was sending it stopped between taking and noting.

    Nothing sends it again by itself: a person decides (sending.send_again), or calls.
    """
    return notice_rows().filter(state=NoticeState.SENDING, done_at__isnull=False)


def still_true(notice: Any, booking: Booking, *, now: datetime) -> bool:
    """Tell whether what a notice says is still so: of another time, it has no object any more."""
    if booking.erased_at is not None:
        return False
    if notice.kind == NoticeKind.CANCELLED:
        return booking.state == BookingState.CANCELLED
    if notice.kind == NoticeKind.REMINDER:
        expected = booking.state == BookingState.BOOKED and notice.about > now
        return expected and _is_expected(booking, notice.about)
    if booking.starts_at != notice.about or booking.ends_at <= now:
        return False
    return booking.state in HELD


def _is_expected(booking: Booking, at: datetime) -> bool:
    """Tell whether somebody is expected at a moment: at that time, or at a session of a course."""
    if booking.session_id is not None or booking.series_id is None:
        return booking.starts_at == at
    return sessions_held(booking).filter(starts_at=at).exists()


def sessions_held(booking: Booking) -> QuerySet[Session]:
    """Return the sessions in which a booking holds a seat, and that take place."""
    seats = Seat.objects.filter(booking=booking, kind=SeatKind.SEAT)
    return Session.objects.filter(pk__in=seats.values("session"), cancelled_at=None)
