"""One day: the rules applied in order, then what a person may be told of each minute."""

import itertools
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from maillage.core.hours.rules import DAY_MIN, Rule
from maillage.core.hours.states import State
from maillage.core.hours.voice import N_

SCHOOL_NOTE = N_("horaires de vacances à vérifier")
HOLIDAY_NOTE = N_("horaires des jours fériés à vérifier")

# When yesterday evening and today overlap, the stronger statement holds.
_STRENGTH = {State.CLOSED: 0, State.UNKNOWN: 1, State.BY_APPOINTMENT: 2, State.OPEN: 3}


class Segment(NamedTuple):
    """Minutes of a day, end excluded."""

    start_min: int
    end_min: int
    state: State
    comment: str


class Plan(NamedTuple):
    """A day as its rules say it.

    segments : in order, not overlapping; no segment means closed; may end after 1440
    open_spans : the plainly open ones
    timeline : minutes 0 to 1440, whole, without what yesterday left
    closed_for : "PH" or "SH" when such a rule closes the whole day
    """

    segments: tuple[Segment, ...]
    open_spans: tuple[tuple[int, int], ...]
    timeline: tuple[Segment, ...]
    closed_for: str


def day_plan(
    rules: Sequence[Rule], day: date | None, weekday: int, public: bool, school: bool | None
) -> Plan:
    """Return the plan of a day.

    Parameters
    ----------
    rules : empty when the text was not understood: the whole day is then UNKNOWN
    day : None only when no rule is dated
    weekday : 0 is Monday
    public, school : is it a public, a school holiday; school None when not known
    """
    if school is None:
        # Two possible worlds: what differs between them is not known.
        term = day_plan(rules, day, weekday, public, False)
        holidays = day_plan(rules, day, weekday, public, True)
        return _plan(_agreement(term.segments, holidays.segments), "")
    segments, closed_for = _apply(rules, day, weekday, public, school)
    silent = not any(rule.selector.asks_ph or rule.text.startswith("24/7") for rule in rules)
    if public and silent:
        segments = [
            s._replace(state=State.UNKNOWN, comment=HOLIDAY_NOTE) if s.state is State.OPEN else s
            for s in segments
        ]
    return _plan(segments, closed_for)


def _apply(
    rules: Sequence[Rule], day: date | None, weekday: int, public: bool, school: bool
) -> tuple[list[Segment], str]:
    segments: list[Segment] = []
    closed_for = ""
    if all(rule.state is State.CLOSED and rule.kind == "normal" for rule in rules):
        # `SH off` alone says when it is closed, and nothing of the rest.
        segments = [Segment(0, DAY_MIN, State.UNKNOWN, "")]
    for rule in rules:
        if not rule.selector.matches(day, weekday, public, school):
            continue
        spans = rule.times or ((0, DAY_MIN),)
        said = [Segment(start, end, rule.state, rule.comment) for start, end in spans]
        if rule.kind == "fallback":
            segments = _paint(said, segments)
            continue
        replaces = rule.kind == "normal" and not (rule.state is State.CLOSED and rule.times)
        base: list[Segment] = [] if replaces else segments
        for segment in said:
            base = _paint(base, [segment])
        segments = base
        if replaces:
            closed_for = _reason(rule, public, school) if rule.state is State.CLOSED else ""
    return segments, closed_for


def _reason(rule: Rule, public: bool, school: bool) -> str:
    if public and rule.selector.asks_ph:
        return "PH"
    return "SH" if school and rule.selector.asks_sh else ""


def _paint(under: Sequence[Segment], over: Sequence[Segment]) -> list[Segment]:
    """Return both, `over` hiding what it covers; the segments of each do not overlap."""
    left: list[Segment] = list(under)
    for top in over:
        cut: list[Segment] = []
        for segment in left:
            if segment.start_min < top.start_min:
                cut.append(segment._replace(end_min=min(segment.end_min, top.start_min)))
            if segment.end_min > top.end_min:
                cut.append(segment._replace(start_min=max(segment.start_min, top.end_min)))
        left = cut
    return sorted([*left, *over])


def _agreement(one: Sequence[Segment], other: Sequence[Segment]) -> list[Segment]:
    """Return what both say; UNKNOWN, with a note, where they differ."""
    edges = sorted({0, DAY_MIN, *(e for s in (*one, *other) for e in (s.start_min, s.end_min))})
    found = []
    for start, end in itertools.pairwise(edges):
        here, there = _said_at(one, start), _said_at(other, start)
        if here == there:
            if here[0] is not State.CLOSED or here[1]:
                found.append(Segment(start, end, *here))
        elif here[0] is State.UNKNOWN is there[0]:
            found.append(Segment(start, end, State.UNKNOWN, ""))
        else:
            found.append(Segment(start, end, State.UNKNOWN, SCHOOL_NOTE))
    return found


def _said_at(segments: Iterable[Segment], minute: int) -> tuple[State, str]:
    for segment in segments:
        if segment.start_min <= minute < segment.end_min:
            return segment.state, segment.comment
    return State.CLOSED, ""


def _merged(segments: Iterable[Segment]) -> tuple[Segment, ...]:
    merged: list[Segment] = []
    for segment in segments:
        last = merged[-1] if merged else None
        if last and last.end_min == segment.start_min and last[2:] == segment[2:]:
            merged[-1] = last._replace(end_min=segment.end_min)
        else:
            merged.append(segment)
    return tuple(merged)


def _plan(segments: Sequence[Segment], closed_for: str) -> Plan:
    said = _merged(s for s in segments if s.state is not State.CLOSED or s.comment)
    return Plan(
        said,
        tuple((s.start_min, s.end_min) for s in said if s.state is State.OPEN),
        _timeline(said, ()),
        closed_for,
    )


def timeline_of(today: Plan, before: Plan | None) -> tuple[Segment, ...]:
    """Return the minutes 0 to 1440 of a day, with what yesterday left after midnight."""
    late = () if before is None else before.segments
    shifted = [
        Segment(max(0, s.start_min - DAY_MIN), s.end_min - DAY_MIN, s.state, s.comment)
        for s in late
        if s.end_min > DAY_MIN
    ]
    return _timeline(today.segments, shifted) if shifted else today.timeline


def _timeline(today: Sequence[Segment], late: Sequence[Segment]) -> tuple[Segment, ...]:
    edges = {0, DAY_MIN}
    for segment in (*today, *late):
        edges.update(e for e in (segment.start_min, segment.end_min) if e < DAY_MIN)
    ordered = sorted(edges)
    pieces = []
    for start, end in itertools.pairwise(ordered):
        said = max((_said_at(today, start), _said_at(late, start)), key=lambda s: _STRENGTH[s[0]])
        pieces.append(Segment(start, end, *said))
    return _merged(pieces)
