"""Rules by which sessions and availabilities come back, and the days that they give."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import date, time, timedelta
from heapq import merge

from maillage.core.timetable.recurrence import (
    FIRST_DAY,
    LAST_DAY,
    RuleRefused,
    days_of,
    read_parts,
)
from maillage.core.timetable.spans import Span, local_span, zone_named

MAX_OCCURRENCES = 4000
_SEARCHED = timedelta(days=3653)
_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Rule:
    """When something takes place, on the wall clock of its zone.

    first : the day from which the rule counts; it is a date only if the rule falls on it
    start, end : an end that is not after the start is that of the next day
    zone : IANA time zone
    rrule : RFC 5545 without DTSTART, UNTIL nor COUNT (see `recurrence`); "" is once, on `first`
    until : the last day, included
    without : days taken away (EXDATE), whatever gave them
    also : days added (RDATE), which `until` does not remove
    """

    first: date
    start: time
    end: time
    zone: str
    rrule: str = ""
    until: date | None = None
    without: frozenset[date] = frozenset()
    also: frozenset[date] = frozenset()


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One date of a rule: the local day on which it starts, and its time."""

    day: date
    span: Span


def check_rule(rule: Rule) -> None:
    """Refuse a rule that is not understood, too frequent, without a date, or without hours.

    Raises
    ------
    RuleRefused : its `code` says why.
    """
    for hour in (rule.start, rule.end):
        if hour.tzinfo is not None or hour.second or hour.microsecond:
            raise RuleRefused("hours", f"hours and minutes of the wall clock only: {hour!r}")
    if rule.start == rule.end:
        raise RuleRefused("hours", "it ends when it starts")
    try:
        zone_named(rule.zone)
    except ValueError as error:
        raise RuleRefused("unknown", str(error)) from error
    if rule.rrule:
        read_parts(rule.rrule)
    end = min(rule.first, LAST_DAY) + _SEARCHED
    if not _has_day(rule, FIRST_DAY, end):
        raise RuleRefused("never", "no date within ten years")


def occurrences(
    rule: Rule,
    *,
    start: date,
    end: date,
    closed: Callable[[date], bool] = lambda day: False,
) -> tuple[Occurrence, ...]:
    """Return the dates of a rule in order, the first 4000 at most.

    Parameters
    ----------
    start, end : local days, both included, of the beginning of each occurrence
    closed : says the days when nothing takes place; the days of `also` are kept even then

    Raises
    ------
    RuleRefused : a rule that `check_rule` would not have understood.

    >>> tuesdays = "FREQ=WEEKLY;BYDAY=TU"
    >>> term = Rule(date(2026, 10, 6), time(14), time(16, 30), "Europe/Paris", tuesdays)
    >>> found = occurrences(term, start=date(2026, 10, 20), end=date(2026, 10, 31))
    >>> [f"{one.span.start:%d %H:%M}" for one in found]
    ['20 12:00', '27 13:00']
    """
    found: list[Occurrence] = []
    for day in _days(rule, start, end):
        if len(found) == MAX_OCCURRENCES:
            break
        if day in rule.also or not closed(day):
            try:
                span = local_span(day, rule.start, rule.end, rule.zone)
            except ValueError as error:
                raise RuleRefused("unknown", str(error)) from error
            found.append(Occurrence(day, span))
    return tuple(found)


def split(rule: Rule, on: date) -> tuple[Rule | None, Rule | None]:
    """Return the rule before a day and the rule from that day on, None for a half without dates.

    Together they give exactly the dates of the whole: the second begins on a date of the rule, so
    that "one week in two" keeps its turn.
    """
    on = max(on, FIRST_DAY)
    if not _has_day(rule, FIRST_DAY, on - _DAY):
        return None, rule if _has_day(rule, on, LAST_DAY) else None
    if not _has_day(rule, on, LAST_DAY):
        return rule, None
    last = on - _DAY if rule.until is None else min(rule.until, on - _DAY)
    before = replace(
        rule,
        until=last,
        without=frozenset(day for day in rule.without if day < on),
        also=frozenset(day for day in rule.also if day < on),
    )
    after = replace(
        rule,
        without=frozenset(day for day in rule.without if day >= on),
        also=frozenset(day for day in rule.also if day >= on),
    )
    anchor = next(_ruled(rule, on, LAST_DAY), None)
    after = _only_added(after) if anchor is None else replace(after, first=anchor)
    return (before if rule.first < on else _only_added(before)), after


def _only_added(rule: Rule) -> Rule:
    """Return a rule whose own dates are past: once, on the first of the days added."""
    return replace(rule, first=min(rule.also - rule.without), rrule="", until=None)


def _has_day(rule: Rule, start: date, end: date) -> bool:
    return next(_days(rule, start, end), None) is not None


def _days(rule: Rule, start: date, end: date) -> Iterator[date]:
    """Give each day once, in order; without those taken away."""
    added = sorted(day for day in rule.also if max(start, FIRST_DAY) <= day <= min(end, LAST_DAY))
    last = None
    for day in merge(_ruled(rule, start, end), added):
        if day != last and day not in rule.without:
            yield day
        last = day


def _ruled(rule: Rule, start: date, end: date) -> Iterator[date]:
    until = end if rule.until is None else min(end, rule.until)
    return days_of(rule.rrule, rule.first, start=start, end=until)
