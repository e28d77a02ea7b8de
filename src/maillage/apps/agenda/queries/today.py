"""What a desk says first: who is still expected today; which places have an agenda."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db.models import Count, Min, Q

from maillage.apps.agenda.models import HELD, Booking, Seat, SeatKind
from maillage.apps.agenda.queries.access import of_mine
from maillage.apps.agenda.queries.handled import handled_bookings
from maillage.apps.agenda.queries.schedule import own_line

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

SOON = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Expected:
    """How many people are still expected, and when the first comes; None when nobody does."""

    n: int
    next_at: datetime | None
    # They have a line of their own, or people of their house are booked.
    concerned: bool


def expected(by: "User", *, now: datetime, until: datetime) -> Expected:
    """Return who is still expected between now and a moment: appointments and seats.

    Of one's own line; without one, of one's house. Four queries at most.
    """
    own = own_line(by)
    alone = Booking.objects.filter(
        Q(resource=own) if own is not None else handled_bookings(by),
        state__in=HELD, series=None, ends_at__gt=now, starts_at__lt=until,
    ).aggregate(n=Count("pk"), first=Min("starts_at"))  # fmt: skip
    seats = Seat.objects.filter(
        Q(session__series__resources=own) if own is not None else of_mine(by, "session__series__"),
        kind=SeatKind.SEAT, session__ends_at__gt=now, session__starts_at__lt=until,
    ).aggregate(n=Count("pk"), first=Min("session__starts_at"))  # fmt: skip
    moments = [moment for moment in (alone["first"], seats["first"]) if moment is not None]
    n = alone["n"] + seats["n"]
    return Expected(n, min(moments, default=None), concerned=own is not None or n > 0)
