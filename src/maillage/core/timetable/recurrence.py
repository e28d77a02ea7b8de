"""The part of RFC 5545 recurrence that people use, read strictly and computed by dateutil.

A day at most once: FREQ is DAILY, WEEKLY, MONTHLY or YEARLY, with INTERVAL, BYDAY, BYMONTHDAY,
BYMONTH, BYSETPOS and WKST. What dateutil understands otherwise than the RFC is refused.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from dateutil.rrule import DAILY, MONTHLY, WEEKLY, YEARLY, rrule, weekday

DAY_CODES = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")

# Days that a rule may bear; others are mistakes, and the reckoning below needs the limit.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2390, 12, 31)

_FREQUENCIES: dict[str, Literal[0, 1, 2, 3]] = {
    "DAILY": DAILY,
    "WEEKLY": WEEKLY,
    "MONTHLY": MONTHLY,
    "YEARLY": YEARLY,
}
_TOO_OFTEN = frozenset({"SECONDLY", "MINUTELY", "HOURLY"})
_WITHIN_DAY = frozenset({"BYHOUR", "BYMINUTE", "BYSECOND"})
_NAMES = frozenset({"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "WKST"})
_MAX_INTERVAL = 1000
_MAX_LENGTH = 400
_LONGEST_MONTHS = (31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31)

# The Gregorian calendar comes back, weekdays too, every 400 years. dateutil gives up only at the
# year 9999: a rule that never falls ("30 February") is reckoned close to it, or would take seconds.
_CYCLES = 19 * timedelta(days=146_097)


class RuleRefused(ValueError):
    """A rule that cannot be kept. A person chose it: the caller says so in French.

    code : "unknown" (not understood, or a zone nobody knows), "too_often" (more than once a day),
        "never" (no date within ten years), "hours" (they make no session)
    """

    def __init__(self, code: Literal["unknown", "too_often", "never", "hours"], why: str) -> None:
        super().__init__(why)
        self.code = code


@dataclass(frozen=True, slots=True)
class Parts:
    """An RRULE taken apart. `days` holds (nth or 0, weekday), 0 being Monday."""

    frequency: str
    interval: int = 1
    days: tuple[tuple[int, int], ...] = ()
    month_days: tuple[int, ...] = ()
    months: tuple[int, ...] = ()
    positions: tuple[int, ...] = ()
    week_start: int = 0


@lru_cache(maxsize=1024)
def read_parts(text: str) -> Parts:
    """Return the parts of a rule; RuleRefused "unknown" or "too_often" otherwise.

    >>> read_parts("FREQ=MONTHLY;BYDAY=2TU").days
    ((2, 1),)
    """
    values: dict[str, str] = {}
    if len(text) > _MAX_LENGTH:
        raise RuleRefused("unknown", f"a rule of {len(text)} characters")
    for piece in text.upper().split(";"):
        name, equal, value = piece.partition("=")
        if not equal or not value or name in values:
            raise RuleRefused("unknown", f"not a part of a rule: {piece!r}")
        values[name] = value
    frequency = values.get("FREQ", "")
    if frequency in _TOO_OFTEN or _WITHIN_DAY & values.keys():
        raise RuleRefused("too_often", f"more than once a day: {text!r}")
    if frequency not in _FREQUENCIES or not values.keys() <= _NAMES:
        raise RuleRefused("unknown", f"not understood: {text!r}")
    parts = Parts(
        frequency=frequency,
        interval=_one(values.get("INTERVAL", "1"), _MAX_INTERVAL),
        days=tuple(_day(item) for item in _items(values.get("BYDAY"))),
        month_days=_numbers(values.get("BYMONTHDAY"), 31),
        months=tuple(_one(item, 12) for item in _items(values.get("BYMONTH"))),
        positions=_numbers(values.get("BYSETPOS"), 366),
        week_start=_weekday(values.get("WKST", "MO")),
    )
    _check_together(parts)
    return parts


def _check_together(parts: Parts) -> None:
    """Refuse what the RFC forbids, and what dateutil would read in its own way."""
    numbered = {bool(nth) for nth, _ in parts.days}
    chosen = parts.days or parts.month_days or parts.months
    by_month = parts.frequency in ("MONTHLY", "YEARLY")
    far = 5 if parts.frequency == "MONTHLY" or parts.months else 53
    wrong = (
        (True in numbered and not by_month)
        or len(numbered) > 1  # "Tuesdays and the first Thursday": dateutil would take both at once
        or any(abs(nth) > far for nth, _ in parts.days)
        or (parts.month_days and parts.frequency == "WEEKLY")
        or (parts.positions and not (by_month and chosen))
    )
    if wrong:
        raise RuleRefused("unknown", f"parts that do not go together: {parts}")


def _items(value: str | None) -> list[str]:
    return [] if value is None else value.split(",")


def _one(text: str, most: int) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 6 and 1 <= int(text) <= most):
        raise RuleRefused("unknown", f"not a number from 1 to {most}: {text!r}")
    return int(text)


def _numbers(value: str | None, most: int) -> tuple[int, ...]:
    return tuple(_signed(item, most) for item in _items(value))


def _signed(text: str, most: int) -> int:
    number = _one(text.removeprefix("-") if text[:1] == "-" else text.removeprefix("+"), most)
    return -number if text[:1] == "-" else number


def _day(text: str) -> tuple[int, int]:
    return (_signed(text[:-2], 53) if text[:-2] else 0, _weekday(text[-2:]))


def _weekday(text: str) -> int:
    if text not in DAY_CODES:
        raise RuleRefused("unknown", f"not a day of the week: {text!r}")
    return DAY_CODES.index(text)


def days_of(text: str, first: date, *, start: date, end: date) -> Iterator[date]:
    """Give in order the days of a rule that begins on `first`, from `start` to `end` included.

    text : the RRULE; "" is once, on `first`. Beyond FIRST_DAY and LAST_DAY there is none.
    """
    start, end = max(start, first, FIRST_DAY), min(end, LAST_DAY)
    if start > end or first < FIRST_DAY:
        return
    if not text:
        if start == first:
            yield first
        return
    parts = read_parts(text)
    if _impossible(parts):
        return
    for moment in _reckoned(parts, _near(parts, first, start)):
        day = (moment - _CYCLES).date()
        if day > end:
            return
        if day >= start:
            yield day


def _impossible(parts: Parts) -> bool:
    """Return whether no month has such a day: the only endless search of a daily rule."""
    months = parts.months or range(1, 13)
    longest = max(_LONGEST_MONTHS[month - 1] for month in months)
    return bool(parts.month_days) and min(abs(day) for day in parts.month_days) > longest


def _near(parts: Parts, first: date, start: date) -> date:
    """Return a later beginning of the same rule, so that old rules cost no more than new ones."""
    if parts.frequency not in ("DAILY", "WEEKLY"):
        return first
    period = parts.interval * (7 if parts.frequency == "WEEKLY" else 1)
    return first + timedelta(days=max((start - first).days // period - 1, 0) * period)


def _reckoned(parts: Parts, first: date) -> Iterator[datetime]:
    """Give the days of the rule, 7600 years later."""
    moments = rrule(
        _FREQUENCIES[parts.frequency],
        dtstart=datetime(first.year, first.month, first.day) + _CYCLES,  # noqa: DTZ001 a day only
        interval=parts.interval,
        wkst=parts.week_start,
        bysetpos=parts.positions or None,
        bymonth=parts.months or None,
        bymonthday=parts.month_days or None,
        byweekday=[weekday(day, nth or None) for nth, day in parts.days] or None,
    )
    try:
        yield from moments
    except (OverflowError, ValueError):
        return  # the last week of the year 9999 goes over the end of the calendar
