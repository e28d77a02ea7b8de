"""Figures that stay when rows are purged: how many, never who."""

from datetime import date, datetime
from typing import Any

from django.db.models import F

from maillage.apps.agenda.models import Booking, Counted, DayCount
from maillage.apps.agenda.queries.rules import zone_at


def count(day: date, place: Any, mediation: str, what: str, n: int = 1) -> None:
    """Add to a figure of a day, at a place or away from any (None)."""
    DayCount.objects.get_or_create(day=day, place=place, mediation=mediation, what=what)
    DayCount.objects.filter(day=day, place=place, mediation=mediation, what=what).update(
        n=F("n") + n
    )


def count_refusal(booking: Booking, *, now: datetime) -> None:
    """Count that somebody found no seat, on the day of what they wanted."""
    series, motive = booking.series, booking.motive
    source = series or motive
    day = booking.starts_at.astimezone(zone_at(booking.place)).date()
    count(day, booking.place, source.mediation if source else "", Counted.REFUSED)
