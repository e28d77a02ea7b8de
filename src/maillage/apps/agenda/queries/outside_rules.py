"""What reading the rules of a calendar kept elsewhere will cost, reckoned before any is read.

A rule of one line may last since the year 1, or look until the year 9999 for a day that never
comes: a calendar that would hold the worker is refused whole, and says so.
"""

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

# Steps of a year that dateutil takes, whatever falls.
_STEPS = {"YEARLY": 8, "MONTHLY": 24, "WEEKLY": 60, "DAILY": 366}
# More times in one day than anybody is busy: a rule made to last for ever.
_MOST_A_DAY = 24
# About ten seconds of one processor; five hundred daily rules of ten years.
MOST_STEPS = 2_000_000
# Far above the events that are kept: refused before they are made.
MOST_MADE = 50_000
_LAST_YEAR = 9999
_MOST_INTERVAL = 1_000
_SHORTEST_MONTH = 28


def too_much(events: Iterable[Any], *, start: date, end: date) -> bool:
    """Tell whether the events of a calendar are too long to read between two days, or endless."""
    n_steps = n_made = 0.0
    for event in events:
        n_listed = sum(len(one.dts) for name in ("RDATE", "EXDATE") for one in _all(event, name))
        n_steps += n_listed
        n_made += n_listed
        for rule in _all(event, "RRULE"):
            cost = _cost(rule, event, start, end)
            if cost is None:
                return True
            n_steps += cost[0]
            n_made += cost[1]
        if n_steps > MOST_STEPS or n_made > MOST_MADE:
            return True
    return False


def _cost(rule: Any, event: Any, start: date, end: date) -> tuple[float, float] | None:
    """Return the steps of a rule and the times that it makes in a year, None when it is endless."""
    frequencies = [str(word).upper() for word in rule.get("FREQ", [])]
    interval = min([int(n) for n in rule.get("INTERVAL", [1])])
    n_a_day = 1
    for name in ("BYHOUR", "BYMINUTE", "BYSECOND"):
        n_a_day *= max(1, len(rule.get(name, [])))
    if len(frequencies) != 1 or frequencies[0] not in _STEPS:
        return None
    if not 1 <= interval <= _MOST_INTERVAL or n_a_day > _MOST_A_DAY:
        return None
    a_year = _days_a_year(rule, frequencies[0]) * n_a_day / interval
    last = min([end, *(_day(said) for said in rule.get("UNTIL", []))])
    years = _LAST_YEAR
    if _falls(rule, frequencies[0], interval):
        begins = event["DTSTART"].dt if "DTSTART" in event else end
        years = max(0, last.year - begins.year) + 1
    n_made = min([a_year, *map(int, rule.get("COUNT", []))]) if last >= start else 0.0
    return max(_STEPS[frequencies[0]] / interval, a_year) * years, n_made


def _days_a_year(rule: Any, frequency: str) -> int:
    """Return on how many days of a year a rule falls, at most."""
    n_days, n_numbers = len(rule.get("BYDAY", [])), len(rule.get("BYMONTHDAY", []))
    a_month = 5 * n_days + n_numbers
    if frequency == "DAILY":
        return 366
    if frequency == "WEEKLY":
        return 53 * max(1, min(7, n_days))
    if frequency == "MONTHLY":
        return 12 * min(31, max(1, a_month))
    if rule.get("BYWEEKNO") or rule.get("BYYEARDAY"):
        return 366
    n_months = len(rule.get("BYMONTH", [])) or (12 if a_month else 1)
    return min(366, n_months * max(1, a_month))


def _falls(rule: Any, frequency: str, interval: int) -> bool:
    """Tell whether it is sure that a rule falls again: "30 February" never does."""
    if "BYWEEKNO" in rule or "BYYEARDAY" in rule:
        return False
    numbers = [abs(int(n)) for n in rule.get("BYMONTHDAY", [])]
    positions = [abs(int(n)) for n in rule.get("BYSETPOS", [])]
    # "The last working day": a month has each weekday four times at least.
    if positions and (
        numbers
        or frequency in ("DAILY", "WEEKLY")
        or min(positions) > 4 * len(rule.get("BYDAY", []))
    ):
        return False
    if numbers and min(numbers) > _SHORTEST_MONTH and ("BYMONTH" in rule or "BYDAY" in rule):
        return False
    if frequency == "YEARLY" or interval == 1:
        return True
    # One day in two, or one month in twelve, may never meet the days that are asked for.
    limits = {"DAILY": ("BYDAY", "BYMONTHDAY", "BYMONTH"), "WEEKLY": ("BYMONTH",)}
    return not any(name in rule for name in limits.get(frequency, ("BYMONTH",)))


def _day(said: Any) -> date:
    return said.date() if isinstance(said, datetime) else said


def _all(event: Any, name: str) -> list[Any]:
    said = event.get(name, [])
    return said if isinstance(said, list) else [said]
