"""How fresh the base is, today and over time; whom one may choose to ask."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from maillage.apps.freshness.models import Day, Part


@dataclass(frozen=True, slots=True)
class DayCount:
    """What one day counted: places, of which verified within six and twelve months."""

    on: date
    n: int
    n_half_year: int
    n_year: int


def days_of(part: str = Part.ALL, key: int = 0, *, since: date) -> list[DayCount]:
    """Return the days that were counted, the oldest first. One query."""
    rows = Day.objects.filter(part=part, key=key, on__gte=since).order_by("on")
    return [DayCount(*row) for row in rows.values_list("on", "n", "n_half_year", "n_year")]


def all_days(*, since: date) -> Sequence[tuple[date, str, int, int, int, int]]:
    """Return every line counted since a day: (day, part, key, n, six months, a year)."""
    rows = Day.objects.filter(on__gte=since).order_by("on", "part", "key")
    return list(rows.values_list("on", "part", "key", "n", "n_half_year", "n_year"))


def last_day_before(on: date, part: str) -> dict[int, DayCount]:
    """Return, by key, what was counted on the last counted day on or before a day. Two queries."""
    rows = Day.objects.filter(part=part, on__lte=on, on__gt=on - timedelta(days=60))
    day = rows.order_by("-on").values_list("on", flat=True).first()
    found = Day.objects.filter(part=part, on=day) if day else Day.objects.none()
    return {
        key: DayCount(on, n, half, year)
        for key, on, n, half, year in found.values_list("key", "on", "n", "n_half_year", "n_year")
    }
