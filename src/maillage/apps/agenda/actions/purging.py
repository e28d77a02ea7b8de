"""What is erased, and when: names and numbers some days after, rows some months after.

Figures stay: what leaves the tables is added to DayCount in the same transaction, as the
difference between what was counted before and after. So they say the same, whatever is counted.
"""

from collections import Counter
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from dateutil.relativedelta import relativedelta
from django.conf import settings
from django.db import transaction
from django.db.models import F, Q
from django.utils import timezone

from maillage.apps.agenda.actions.ending import cancel
from maillage.apps.agenda.models import (
    PERSONAL,
    Absence,
    Booking,
    Contact,
    DayCount,
    Ending,
    Notice,
    NoticeState,
    Visit,
)
from maillage.apps.agenda.queries.figures import live_counts

if TYPE_CHECKING:
    from django.db.models import QuerySet

# In one transaction: others book meanwhile.
BATCH = 500
_NOTHING: dict[str, Any] = {
    **dict.fromkeys(PERSONAL, ""),
    "children": [],
    "contact": Contact.PAPER,
    "language": "",
}


@transaction.atomic
def erase(booking: Booking, *, now: datetime, cancel_too: bool = False) -> Booking:
    """Erase who a booking is for, now, as the person asks; return it.

    It stands without name, or with `cancel_too` its seat goes to somebody else. Erased twice, it
    is erased once. Raises TooLateOnline, BookingEnded when it cannot be cancelled any more.
    """
    held = booking
    if cancel_too:
        held = cancel(booking, ended_by=Ending.PERSON, now=now)
    _erase(Booking.objects.filter(pk=held.pk, erased_at=None), now=now)
    held.refresh_from_db()
    return held


def erase_contacts(*, now: datetime) -> int:
    """Erase names and numbers some days after the end, or after it was cancelled; return how many.

    The number of days is an option (BOOKING_CONTACT_DAYS).
    """
    limit = now - timedelta(days=settings.BOOKING_CONTACT_DAYS)
    late = Booking.objects.filter(erased_at=None)
    late = late.filter(Q(ends_at__lt=limit) | Q(cancelled_at__lt=limit))
    n = 0
    while numbers := list(late.order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            n += _erase(late.filter(pk__in=numbers), now=now)
    return n


def purge_rows(*, now: datetime) -> int:
    """Delete what ended some months ago, keeping its figures; return how many bookings.

    The number of months is an option (BOOKING_MONTHS). Sessions stay: they say nothing of anybody.
    """
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    limit = midnight - relativedelta(months=settings.BOOKING_MONTHS)
    day = limit.date()
    n = 0
    late = Booking.objects.filter(ends_at__lt=limit).order_by("ends_at", "pk")
    while numbers := list(late.values_list("pk", flat=True)[:BATCH]):
        n += _purge_bookings(Booking.objects.filter(pk__in=numbers))
    visits = Visit.objects.filter(day__lt=day, booking=None).order_by("day", "pk")
    while numbers := list(visits.values_list("pk", flat=True)[:BATCH]):
        _purge_visits(Visit.objects.filter(pk__in=numbers))
    Absence.objects.filter(ends_at__lt=limit).delete()
    return n


def _erase(rows: "QuerySet[Booking]", *, now: datetime) -> int:
    numbers = list(rows.values_list("pk", flat=True))
    Notice.objects.filter(
        booking__in=numbers, state__in=[NoticeState.WAITING, NoticeState.FAILED]
    ).update(state=NoticeState.DROPPED, done_at=now)
    return Booking.objects.filter(pk__in=numbers).update(**_NOTHING, erased_at=now)


@transaction.atomic
def _purge_bookings(rows: "QuerySet[Booking]") -> int:
    held = list(rows.select_for_update(of=("self",)).order_by("pk"))
    visits = Visit.objects.filter(booking__in=held)
    days = [one.starts_at.date() for one in held] + [one.ends_at.date() for one in held]
    days += list(visits.values_list("day", flat=True))
    start, end = _around(days)
    before = live_counts(start=start, end=end)
    # Their visits leave with them: alone, they would no longer say for what.
    visits.delete()
    rows.delete()
    _keep(before - live_counts(start=start, end=end))
    return len(held)


@transaction.atomic
def _purge_visits(rows: "QuerySet[Visit]") -> None:
    start, end = _around(list(rows.values_list("day", flat=True)))
    before = live_counts(start=start, end=end)
    rows.delete()
    _keep(before - live_counts(start=start, end=end))


def _around(days: list[date]) -> tuple[date, date]:
    # The local day of a place may be the one before or after.
    return min(days) - timedelta(days=1), max(days) + timedelta(days=1)


def _keep(gone: Counter[Any]) -> None:
    for key, n in sorted(gone.items(), key=str):
        names = {"day": key.day, "place_id": key.place, "mediation": key.mediation}
        DayCount.objects.get_or_create(**names, what=key.what)
        DayCount.objects.filter(**names, what=key.what).update(n=F("n") + n)
