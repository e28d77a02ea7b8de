"""Bars over time, drawn by the server: how many records were fresh, of how many."""

from collections.abc import Sequence
from dataclasses import dataclass

from maillage.apps.freshness.queries.figures import DayCount
from maillage.web.words import MONTHS

WIDE, HIGH, BASE, TOP = 640, 220, 190, 14
MOST_BARS = 12
SHORT = (
    "janv.", "févr.", "mars", "avril", "mai", "juin",
    "juil.", "août", "sept.", "oct.", "nov.", "déc.",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Bar:
    """One day: where its bars stand, what is written under and above."""

    x: int
    width: int
    middle: int
    year_y: int
    year_h: int
    half_y: int
    half_h: int
    label: str
    percent: str
    words: str
    n: int
    n_half_year: int
    n_year: int


def share(part: int, whole: int) -> str:
    """Return "62 %", "" of nothing."""
    return f"{round(100 * part / whole)}\u00a0%" if whole else ""


def thinned(days: Sequence[DayCount]) -> list[DayCount]:
    """Return the last day counted of each month, and the last of all; at most MOST_BARS."""
    by_month = {(day.on.year, day.on.month): day for day in days}
    return [by_month[month] for month in sorted(by_month)][-MOST_BARS:]


def bars(days: Sequence[DayCount]) -> list[Bar]:
    """Return what is drawn: the share verified within a year, and inside it within six months."""
    found: list[Bar] = []
    shown = [day for day in thinned(days) if day.n]
    step = WIDE // max(len(shown), 4)
    width = min(step - 12, 64)
    for index, day in enumerate(shown):
        x = index * step + (step - width) // 2
        year_h = round((BASE - TOP) * day.n_year / day.n)
        half_h = round((BASE - TOP) * day.n_half_year / day.n)
        found.append(
            Bar(
                x=x,
                width=width,
                middle=x + width // 2,
                year_y=BASE - year_h,
                year_h=year_h,
                half_y=BASE - half_h,
                half_h=half_h,
                label=f"{SHORT[day.on.month - 1]} {day.on.year % 100:02d}",
                percent=share(day.n_year, day.n),
                words=f"{MONTHS[day.on.month - 1]} {day.on.year}",
                n=day.n,
                n_half_year=day.n_half_year,
                n_year=day.n_year,
            )
        )
    return found
