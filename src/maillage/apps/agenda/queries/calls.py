"""Who is to be called: those who chose a call, and those whom an SMS or an e-mail did not reach."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from django.db.models import Count, Q, QuerySet

from maillage.apps.agenda.errors import NoticeUnknown
from maillage.apps.agenda.models import Booking, Contact, Notice, NoticeKind, NoticeState
from maillage.apps.agenda.queries.access import handles_booking
from maillage.apps.agenda.queries.due import unsure_notices
from maillage.apps.agenda.queries.handled import handled_bookings
from maillage.apps.directory.errors import NotAllowed

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# What one person calls in a morning; the rest shows when these are done.
MOST_SHOWN = 50


@dataclass(frozen=True, slots=True)
class CallList:
    """The calls of now: those shown, in order, and how many there are; what may have left."""

    calls: Sequence[Notice]
    n: int
    unsure: Sequence[Notice]


def calls_due(by: "User", *, now: datetime) -> CallList:
    """Return the calls that somebody has to make now, the oldest first.

    What is past needs no call any more. Three queries.
    """
    rows = due_rows(now=now).filter(handled_bookings(by, "booking__"))
    shown = rows.select_related(
        "booking__motive",
        "booking__series",
        "booking__session",
        "booking__place",
        "booking__organisation",
    ).order_by("due_at", "pk")[:MOST_SHOWN]
    unsure = unsure_notices().filter(handled_bookings(by, "booking__"), booking__ends_at__gt=now)
    return CallList(list(shown), rows.count(), list(unsure.order_by("due_at", "pk")[:MOST_SHOWN]))


def n_calls_due(by: "User", *, now: datetime) -> int:
    """Return how many calls somebody has to make now. One query."""
    counted: int = (
        due_rows(now=now).filter(handled_bookings(by, "booking__")).aggregate(n=Count("pk"))["n"]
    )
    return counted


def due_rows(*, now: datetime) -> QuerySet[Notice]:
    """Return the notices that only a voice can tell now, of what is still to come."""
    by_voice = Q(state=NoticeState.WAITING, channel=Contact.CALL) | Q(state=NoticeState.FAILED)
    # A course that began goes on.
    to_come = Q(booking__starts_at__gt=now) | Q(
        booking__session=None, booking__motive=None, booking__ends_at__gt=now
    )
    return Notice.objects.filter(
        by_voice, to_come, due_at__lte=now, booking__erased_at=None
    ).exclude(kind=NoticeKind.REMINDER, about__lte=now)


def notices_of(booking: Booking) -> list[Notice]:
    """Return what is told, or was, about a booking, in order. One query."""
    return list(booking.notices.select_related("done_by").order_by("due_at", "pk"))


def get_call(number: int) -> Notice:
    """Return a notice by number. Raises NoticeUnknown."""
    found = Notice.objects.select_related("booking").filter(pk=number).first()
    if found is None:
        raise NoticeUnknown
    return found


def handled_call(by: "User", number: int) -> Notice:
    """Return a call of a booking that somebody handles. Raises NoticeUnknown, NotAllowed."""
    found = get_call(number)
    if not handles_booking(by, found.booking_id):
        raise NotAllowed
    return found


__all__ = [
    "MOST_SHOWN",
    "CallList",
    "NoticeKind",
    "calls_due",
    "due_rows",
    "get_call",
    "handled_call",
    "n_calls_due",
    "notices_of",
]
