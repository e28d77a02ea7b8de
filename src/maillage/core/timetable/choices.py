"""The two rhythms that a form offers, written as rules and read back."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from maillage.core.timetable.recurrence import DAY_CODES, Parts, RuleRefused, read_parts

_MAX_EVERY = 1000
_NTHS = (1, 2, 3, 4, 5, -1)


@dataclass(frozen=True, slots=True)
class Choice:
    """What a form shows of a rule.

    days : 0 is Monday; one for "monthly", none for "once"
    every : number of weeks, 1 otherwise
    nth : "monthly" only: 1 to 5, or -1 for the last; None otherwise
    """

    kind: Literal["once", "weekly", "monthly"]
    days: tuple[int, ...] = ()
    every: int = 1
    nth: int | None = None


def weekly(days: Iterable[int], *, every: int = 1) -> str:
    """Return the RRULE of days of the week (0 is Monday), one week in `every`.

    Raises
    ------
    ValueError : no day, a day that is not 0 to 6, an interval that is not 1 to 1000.

    >>> weekly([3, 0])
    'FREQ=WEEKLY;INTERVAL=1;BYDAY=MO,TH'
    """
    chosen = sorted(set(days))
    if not chosen or not set(chosen) <= set(range(7)) or not 1 <= every <= _MAX_EVERY:
        raise ValueError(f"days 0 to 6 and an interval: {chosen}, {every}")
    return f"FREQ=WEEKLY;INTERVAL={every};BYDAY={','.join(DAY_CODES[day] for day in chosen)}"


def monthly(nth: int, day: int) -> str:
    """Return the RRULE of the nth such day (0 is Monday) of each month, -1 for the last.

    Raises
    ------
    ValueError : nth is not 1 to 5 nor -1, or the day not 0 to 6.

    >>> monthly(2, 1)
    'FREQ=MONTHLY;BYDAY=2TU'
    """
    if nth not in _NTHS or day not in range(7):
        raise ValueError(f"1 to 5 or -1, and a day 0 to 6: {nth}, {day}")
    return f"FREQ=MONTHLY;BYDAY={nth}{DAY_CODES[day]}"


def read_rrule(rrule: str) -> Choice | None:
    """Return the choice that made this rule, None when a form could not have made it.

    >>> read_rrule("FREQ=MONTHLY;BYDAY=-1FR")
    Choice(kind='monthly', days=(4,), every=1, nth=-1)
    >>> read_rrule("FREQ=DAILY") is None
    True
    """
    if not rrule:
        return Choice("once")
    try:
        parts = read_parts(rrule)
    except RuleRefused:
        return None
    if parts.month_days or parts.months or parts.positions or not parts.days:
        return None
    return _week(parts) if parts.frequency == "WEEKLY" else _month(parts)


def _week(parts: Parts) -> Choice | None:
    if parts.week_start and parts.interval > 1:
        return None  # weeks that begin on another day do not alternate as the form's do
    return Choice("weekly", tuple(sorted({day for _, day in parts.days})), parts.interval)


def _month(parts: Parts) -> Choice | None:
    ((nth, day), *others) = parts.days
    if parts.frequency != "MONTHLY" or parts.interval > 1 or others or nth not in _NTHS:
        return None
    return Choice("monthly", (day,), nth=nth)
