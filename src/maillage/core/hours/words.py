"""Opening hours in French, for people. Hours hold no-break spaces, apostrophes are curved."""

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from functools import lru_cache
from typing import TYPE_CHECKING

from maillage.core.hours.holidays import holiday_name
from maillage.core.hours.plan import HOLIDAY_NOTE, SCHOOL_NOTE, Segment, day_plan
from maillage.core.hours.rules import ALL_WEEK, DAY_MIN, Rule
from maillage.core.hours.selectors_in_words import (
    MONTH_NAMES,
    days_in_words,
    joined,
    selector_in_words,
)
from maillage.core.hours.states import DayOfWeek, Span, State

if TYPE_CHECKING:
    from maillage.core.hours.schedule import Hours

NBSP = "\u00a0"
TO_CONFIRM = "Horaires à confirmer"
LABELS = ("Lundi", "Mardi", "Mercredi", "Jeudi", "Vendredi", "Samedi", "Dimanche")
_FAR_DAYS = 300


@lru_cache(maxsize=4096)
def time_in_words(minute: int) -> str:
    """Return "9 h", "17 h 30" or "minuit"; minutes since midnight, 1440 and more wrap.

    >>> time_in_words(1050)
    '17\\xa0h\\xa030'
    """
    hour, rest = divmod(minute % DAY_MIN, 60)
    if not (hour or rest):
        return "minuit"
    return f"{hour}{NBSP}h{NBSP}{rest:02}" if rest else f"{hour}{NBSP}h"


def spans_in_words(spans: Sequence[Span]) -> str:
    """Return "de 9 h à 12 h et de 14 h à 17 h 30", "sur rendez-vous", "fermé"..."""
    if not spans:
        return "fermé"
    comments = {(span.state, span.comment) for span in spans}
    times = joined([_span_in_words(span) for span in spans])
    if len(comments) == 1:
        state, comment = comments.pop()
        note = _note(state, comment)
        if all(span.start_min == 0 and span.end_min == DAY_MIN for span in spans):
            return note or f"24{NBSP}h sur{NBSP}24"
        return f"{times} ({note})" if note else times
    return joined(
        [
            f"{_span_in_words(span)} ({note})"
            if (note := _note(span.state, span.comment))
            else _span_in_words(span)
            for span in spans
        ]
    )


def _span_in_words(span: Span) -> str:
    return f"de {time_in_words(span.start_min)} à {time_in_words(span.end_min)}"


def _note(state: State, comment: str) -> str:
    if state is State.BY_APPOINTMENT:
        return comment or "sur rendez-vous"
    if state is State.UNKNOWN:
        return f"{comment}, à confirmer" if comment and comment not in _NOTES else "à confirmer"
    return comment


_NOTES = (SCHOOL_NOTE, HOLIDAY_NOTE)


def week_of(hours: "Hours") -> tuple[DayOfWeek, ...]:
    """Return the ordinary week of these hours: neither holiday nor season."""
    rules = tuple(rule for rule in hours.rules if rule.selector.dated is None)
    plain = tuple(rule for rule in rules if rule.kind != "fallback")
    # "Sinon sur rendez-vous" would cut each day into pieces: it shows only on empty days.
    return tuple(
        DayOfWeek(index, label, _spans_of(plain, index) or _spans_of(rules, index))
        for index, label in enumerate(LABELS)
    )


def _spans_of(rules: tuple[Rule, ...], weekday: int) -> tuple[Span, ...]:
    if not rules:
        return ()
    return tuple(
        Span(s.start_min, s.end_min, s.comment, s.state)
        for s in day_plan(rules, None, weekday, False, False).segments
        if s.state is not State.CLOSED
    )


def in_words(hours: "Hours") -> tuple[str, ...]:
    """Return the lines for people; see Hours.in_words."""
    if not hours.understood:
        text = " ".join(hours.text.split())
        return (f"Horaires tels qu’indiqués, à confirmer : «{NBSP}{text}{NBSP}»",) if text else ()
    return (*_week_lines(hours), *exceptions_in_words(hours))


def exceptions_in_words(hours: "Hours") -> tuple[str, ...]:
    """Return the lines beside the ordinary week: holidays, seasons; see Hours.exceptions."""
    lines = []
    for rule in hours.rules:
        selector = rule.selector
        if rule.kind == "fallback" or selector.dated or selector.only_ph or selector.only_sh:
            lines.append(_rule_line(rule, selector_in_words(selector)))
        elif selector.or_ph or selector.or_sh:
            holidays = selector._replace(
                weekdays=ALL_WEEK, only_ph=selector.or_ph, only_sh=selector.or_sh
            )
            lines.append(_rule_line(rule, selector_in_words(holidays)))
    if any(rule.selector.asks_sh for rule in hours.rules) and (
        hours.school_zone not in hours.calendar.periods
    ):
        lines.append(f"{SCHOOL_NOTE[0].upper()}{SCHOOL_NOTE[1:]}.")
    return tuple(lines)


def _week_lines(hours: "Hours") -> list[str]:
    """Return the lines of the ordinary week, days of equal hours together."""
    by_spans: dict[tuple[Span, ...], list[int]] = {}
    otherwise = {
        (Span(0, DAY_MIN, rule.comment, rule.state),)
        for rule in hours.rules
        if rule.kind == "fallback" and not rule.times
    }
    for day in hours.week():
        if day.spans in otherwise:
            continue  # said once, after the week
        by_spans.setdefault(day.spans, []).append(day.index)
    closed = by_spans.pop((), [])
    if len(closed) == 7:
        only_seasons = any(rule.state is not State.CLOSED for rule in hours.rules)
        return [] if only_seasons else ["Fermé."]
    lines = []
    for spans, days in by_spans.items():
        said = spans_in_words(spans)
        if len(days) == 7 and len(spans) == 1 and spans[0][:2] == (0, DAY_MIN):
            if spans[0].state is State.OPEN:
                said = f"tous les jours, {said}"
            elif spans[0][2:] == ("", State.UNKNOWN):
                said = TO_CONFIRM
            lines.append(f"{said[0].upper()}{said[1:]}")
        else:
            lines.append(f"{days_in_words(days)} : {said}")
    if closed:
        lines.append(f"Fermé : {days_in_words(closed, lower=True)}")
    return lines


def _rule_line(rule: Rule, when: str) -> str:
    if rule.state is State.CLOSED:
        reason = f" ({rule.comment})" if rule.comment else ""
        spans = tuple(Span(start, end, "", State.OPEN) for start, end in rule.times)
        times = f" {spans_in_words(spans)}" if spans else ""
        return f"{when} : fermé{times}{reason}"
    minutes = rule.times or ((0, DAY_MIN),)
    said = spans_in_words([Span(start, end, rule.comment, rule.state) for start, end in minutes])
    return f"{when} : {said}"


def today_in_words(hours: "Hours", at: datetime) -> str:
    """Return one short sentence for a moment; see Hours.today_in_words."""
    if not hours.understood:
        return TO_CONFIRM
    today, minute = at.date(), at.hour * 60 + at.minute
    now = next(s for s in hours.timeline(today) if minute < s.end_min)
    if now.state is State.OPEN:
        note = f" ({now.comment})" if now.comment else ""
        return _open_until(hours, today, minute) + note
    if now.state is State.UNKNOWN:
        return _unknown(hours, today, now)
    if now.state is State.BY_APPOINTMENT:
        opens = _next(hours, today, minute, (State.OPEN,), days=1)
        said = now.comment or "sur rendez-vous"
        said = f"{said[0].upper()}{said[1:]}"
        return f"{said}. Ouvre à {time_in_words(opens[1])}" if opens else said
    return _closed(hours, today, minute, now)


def _open_until(hours: "Hours", today: date, minute: int) -> str:
    """Return "Ouvert, jusqu’à 18 h 30"; without a stop within two days, 24 hours a day."""
    day, start = today, minute
    for step in range(3):
        for segment in hours.timeline(day):
            if segment.end_min > start and segment.state is not State.OPEN:
                stop = time_in_words(segment.start_min)
                late = step == 2 or (step == 1 and segment.start_min > DAY_MIN // 2)
                return f"Ouvert, jusqu’à {f'{_day_name(day, today)} à ' if late else ''}{stop}"
        if day == date.max:
            break
        day, start = day + timedelta(days=1), 0
    return f"Ouvert 24{NBSP}h sur{NBSP}24"


def _unknown(hours: "Hours", today: date, now: Segment) -> str:
    if now.comment == HOLIDAY_NOTE:
        name = holiday_name(today, hours.zone)
        return f"{TO_CONFIRM} : jour férié ({name})" if name else TO_CONFIRM
    if now.comment == SCHOOL_NOTE:
        return f"{TO_CONFIRM} : {SCHOOL_NOTE}"
    return f"{TO_CONFIRM} : {now.comment}" if now.comment else TO_CONFIRM


def _closed(hours: "Hours", today: date, minute: int, now: Segment) -> str:
    said = "Fermé"
    plan = hours.plan_of(today)
    if now.comment:
        said = f"Fermé : {now.comment}"
    elif plan.closed_for == "PH" and (name := holiday_name(today, hours.zone)):
        said = f"Fermé aujourd’hui : {name}"
    elif plan.closed_for == "SH":
        said = "Fermé pendant les vacances scolaires"
    found = _next(hours, today, minute, (State.OPEN, State.BY_APPOINTMENT), days=367)
    if found is None:
        maybe = _next(hours, today, minute, (State.UNKNOWN,), days=367)
        return f"{said}. {TO_CONFIRM}" if maybe else said
    day, start, state = found
    when = "" if day == today else f" {_day_name(day, today)}"
    if state is State.OPEN:
        return f"{said}. Ouvre{when} à {time_in_words(start)}"
    return f"{said}. Sur rendez-vous{when} à partir de {time_in_words(start)}"


def _next(
    hours: "Hours", today: date, minute: int, states: tuple[State, ...], *, days: int
) -> tuple[date, int, State] | None:
    """Return the day, minute and state of the next segment in one of these states."""
    day, after = today, minute
    for _ in range(days):
        for segment in hours.timeline(day):
            if segment.start_min >= after and segment.state in states:
                return day, segment.start_min, segment.state
        if day == date.max:
            return None
        day, after = day + timedelta(days=1), 0
    return None


def _day_name(day: date, today: date) -> str:
    """Return "demain", "lundi", "lundi 3 août", with the year when it is far."""
    distance = (day - today).days
    if distance == 1:
        return "demain"
    name = LABELS[day.weekday()].lower()
    if distance < 7:
        return name
    number = "1er" if day.day == 1 else str(day.day)
    year = f" {day.year}" if distance > _FAR_DAYS else ""
    return f"{name} {number} {MONTH_NAMES[day.month - 1]}{year}"
