"""Reading of the OpenStreetMap notation, rule by rule: what cannot be read exactly is refused.

Only what needs a calendar of dates (months, weeks, "second Wednesday") is given to the library:
left alone it reads `SH Mo-Fr`, `PH Mo-Fr`, comments, `||` and `Tu, We` wrongly (libraries.md 5).
"""

import re
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from opening_hours import OpeningHours, ParserError  # type: ignore[attr-defined]

from maillage.core.hours.states import State

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
DAY_MIN = 1440
ALL_WEEK = 0b1111111

_DAY_INDEX = {name.lower(): index for index, name in enumerate(DAYS)}
_DAY = "(?:mo|tu|we|th|fr|sa|su)"
_RANGE = r"\d{1,2}:\d\d\s*-\s*\d{1,2}:\d\d"
_TIMES = re.compile(rf"(?<![\d:.,/+-]){_RANGE}(?:\s*,\s*{_RANGE})*(?![\d:+/-])")
_ONE_RANGE = re.compile(r"(\d{1,2}):(\d\d)\s*-\s*(\d{1,2}):(\d\d)")
_TAIL = re.compile(r'\s*(open|off|closed|unknown)?\s*(?:"([^"]*)")?\s*', re.IGNORECASE)
_NO_TIMES = re.compile(
    r'([^"]*?)\s*(?:\b(open|off|closed|unknown))?\s*(?:"([^"]*)")?\s*', re.IGNORECASE
)
_SEPARATOR = re.compile(r';|\|\||"[^"]*"')
_WEEKDAYS = re.compile(rf"{_DAY}(?:-{_DAY})?(?:,{_DAY}(?:-{_DAY})?)*", re.IGNORECASE)
_WEEKDAY_ITEM = re.compile(rf"({_DAY})(?:-({_DAY})|(\[[-\d,]+\]))?", re.IGNORECASE)
_COMMAS = re.compile(r",(?![^\[]*\])")
_WIDE = re.compile(
    rf"(?:{'|'.join(MONTHS)}|week|20\d\d)(?:[\s,/-]|\d|{'|'.join(MONTHS)})*", re.IGNORECASE
)
_WORD = re.compile(r"[a-z]+", re.IGNORECASE)
_DASHES = str.maketrans(
    {"–": "-", "—": "-", "‑": "-", "“": '"', "”": '"', "\u00a0": " ", "\u202f": " "}
)

# A night that ends at this hour or later is a slip of the keyboard (13:30-10:00), not a night.
_LATEST_MORNING_MIN = 10 * 60

_APPOINTMENT = re.compile(r"rendez[\s-]*vous|\br\.?\s?d\.?\s?v\b|appointment", re.IGNORECASE)
_WITHOUT = re.compile(r"(?:avec (?:ou|et) )?sans (?:rendez[\s-]*vous|rdv)", re.IGNORECASE)
# What a comment may say, "sans rendez-vous" apart, without making the time less than open.
_PLAIN_REMARKS = frozenset(
    {"", "accueil", "accès libre", "libre accès", "en accès libre", "entrée libre", "ouvert à tous"}
)


class NotUnderstood(ValueError):
    """The text does not say opening hours in a way that can be read for sure."""


class Dated(NamedTuple):
    """Days that need a calendar ("Jul-Aug", "We[2]"), answered by the library."""

    text: str  # canonical selector, for words and equality
    matcher: OpeningHours

    def matches(self, day: date) -> bool:
        return bool(self.matcher.is_open(datetime(day.year, day.month, day.day, 12)))  # noqa: DTZ001


class Selector(NamedTuple):
    """Which days a rule is about.

    weekdays : bit 0 is Monday; `or_ph`, `or_sh` widen it (`Su,PH`)
    only_ph, only_sh : the day must also be one of these (`SH Mo-Fr`), when either is set
    dated : the day must also be one of these dates
    """

    weekdays: int = ALL_WEEK
    or_ph: bool = False
    or_sh: bool = False
    only_ph: bool = False
    only_sh: bool = False
    dated: Dated | None = None
    everything: bool = False  # "24/7", or no selector at all

    def matches(self, day: date | None, weekday: int, ph: bool, sh: bool) -> bool:
        """Return whether a day is selected; `day` may be None when `dated` is."""
        if (self.only_ph or self.only_sh) and not ((self.only_ph and ph) or (self.only_sh and sh)):
            return False
        if self.dated is not None and (day is None or not self.dated.matches(day)):
            return False
        by_weekday = bool(self.weekdays >> weekday & 1)
        return by_weekday or (self.or_ph and ph) or (self.or_sh and sh)

    @property
    def asks_ph(self) -> bool:
        return self.or_ph or self.only_ph

    @property
    def asks_sh(self) -> bool:
        return self.or_sh or self.only_sh


class Rule(NamedTuple):
    """One rule: on these days, at these minutes (none: the whole day), this state."""

    selector: Selector
    times: tuple[tuple[int, int], ...]
    state: State
    comment: str
    kind: str  # "normal" replaces the day, "additional" adds to it, "fallback" fills its gaps
    text: str


def read_rules(text: str) -> tuple[Rule, ...]:
    """Return the rules of a text in OpenStreetMap notation.

    Raises
    ------
    NotUnderstood : any part of the text cannot be read exactly; nothing is read by half.

    References
    ----------
    https://wiki.openstreetmap.org/wiki/Key:opening_hours/specification (read November 2026).
    """
    text = text.translate(_DASHES).strip().rstrip(";").rstrip()
    if not text or text.count('"') % 2:
        raise NotUnderstood("empty, or a quotation mark alone")
    rules: list[Rule] = []
    kind, start = "normal", 0
    for mark in _SEPARATOR.finditer(text):
        if mark.group().startswith('"'):
            continue
        rules += _rule(text[start : mark.start()].strip(), kind)
        kind = "normal" if mark.group() == ";" else "fallback"
        start = mark.end()
    rules += _rule(text[start:].strip(), kind)
    _refuse_traps(rules)
    return tuple(rules)


def _refuse_traps(rules: list[Rule]) -> None:
    """Refuse what is valid, yet never what the writer meant."""
    for number, rule in enumerate(rules):
        # `Sa 10:00-12:00;14:00-17:00`: the second rule would open every day of the week.
        no_days = rule.selector.everything and rule.times and rule.kind == "normal"
        if number and no_days and rule.state is State.OPEN:
            raise NotUnderstood("hours without days after hours with days")


@lru_cache(maxsize=32768)
def _rule(text: str, kind: str) -> tuple[Rule, ...]:
    """Return a rule, and those that a comma adds to it (`Mo 09:00-12:00, We 14:00-17:00`)."""
    times = _TIMES.search(text.split('"', 1)[0])
    if times is None:
        whole = _NO_TIMES.fullmatch(text)
        if whole is None:
            raise NotUnderstood(text)
        days, modifier, comment = whole.groups()
        return (_build(days, (), modifier, comment, kind, text),)
    tail = _TAIL.match(text, times.end())
    assert tail is not None  # every part of it may be absent
    rest = text[tail.end() :]
    spans = _spans(times.group())
    said = text[: tail.end()].strip()
    first = _build(text[: times.start()], spans, tail.group(1), tail.group(2), kind, said)
    if not rest:
        return (first,)
    if not rest.startswith(",") or kind == "fallback":
        raise NotUnderstood(rest)
    more = _rule(rest[1:].strip(), "additional")
    if any(rule.selector.everything for rule in more):
        raise NotUnderstood(rest)
    return (first, *more)


def _build(
    days: str,
    times: tuple[tuple[int, int], ...],
    modifier: str | None,
    comment: str | None,
    kind: str,
    text: str,
) -> Rule:
    selector = read_selector(days.strip().rstrip(":").rstrip())
    comment = " ".join((comment or "").split())
    modifier = (modifier or "").lower()
    named = days.strip() == "24/7"
    if named and times:
        raise NotUnderstood(text)
    if not (times or modifier or comment or named):
        # `Mo-Fr` alone would be open day and night: nobody means it.
        raise NotUnderstood(text)
    if kind == "fallback" and not (comment or modifier):
        raise NotUnderstood(text)
    timed = bool(times) or named or modifier == "open"
    return Rule(selector, times, _state(modifier, comment, timed), comment, kind, text)


def _state(modifier: str, comment: str, timed: bool) -> State:
    """Return the state of a rule: a comment makes it less than plainly open."""
    if modifier in ("off", "closed"):
        return State.CLOSED
    remark = _WITHOUT.sub("", comment)
    if remark.strip(" ,.()").lower() in _PLAIN_REMARKS:
        return State.OPEN if timed and modifier != "unknown" else State.UNKNOWN
    if _APPOINTMENT.search(remark):
        return State.BY_APPOINTMENT
    if modifier == "unknown" or (comment and modifier != "open"):
        return State.UNKNOWN
    return State.OPEN


def _spans(text: str) -> tuple[tuple[int, int], ...]:
    """Return the minutes of `09:00-12:00,22:00-02:00`; the end passes 1440 after midnight."""
    spans = []
    for start_h, start_m, end_h, end_m in _ONE_RANGE.findall(text):
        start, end = int(start_h) * 60 + int(start_m), int(end_h) * 60 + int(end_m)
        if int(start_m) > 59 or int(end_m) > 59 or start >= DAY_MIN or end > 2 * DAY_MIN:
            raise NotUnderstood(text)
        if end <= start:
            if end == start or end >= _LATEST_MORNING_MIN:
                raise NotUnderstood(text)
            end += DAY_MIN
        spans.append((start, end))
    return tuple(spans)


@lru_cache(maxsize=8192)
def read_selector(text: str) -> Selector:
    """Return the days that `Mo-Fr`, `SH Mo-Fr`, `Jul-Aug Sa`... select.

    Raises
    ------
    NotUnderstood : anything else.
    """
    if text in ("", "24/7"):
        return Selector(everything=True)
    if _WEEKDAYS.fullmatch(text):
        return Selector(weekdays=_weekdays(text))
    text = re.sub(r"\s*([,-])\s*", r"\1", text)
    wide = _WIDE.match(text)
    wide_text = wide.group().strip() if wide else ""
    weekdays, or_ph, or_sh, only_ph, only_sh = 0, False, False, False, False
    nth: list[str] = []
    has_weekdays = has_only = False
    for group in text[len(wide.group()) if wide else 0 :].split():
        items = _COMMAS.split(group)
        holidays = {item.upper() for item in items} & {"PH", "SH"}
        others = [item for item in items if item.upper() not in ("PH", "SH")]
        if not others:
            if has_only:
                raise NotUnderstood(text)
            has_only, only_ph, only_sh = True, "PH" in holidays, "SH" in holidays
            continue
        if has_weekdays:
            raise NotUnderstood(text)
        has_weekdays, or_ph, or_sh = True, "PH" in holidays, "SH" in holidays
        for item in others:
            match = _WEEKDAY_ITEM.fullmatch(item)
            if match is None:
                raise NotUnderstood(text)
            if match.group(3):
                nth.append(match.group(1).capitalize() + match.group(3))
            weekdays |= 0 if match.group(3) else _weekdays(item)
    if nth and (weekdays or or_ph or or_sh):
        raise NotUnderstood(text)  # `We[2],Fr`: rare, and two questions in one
    dated = _dated(wide_text, nth) if wide_text or nth else None
    if nth or not has_weekdays:
        weekdays = ALL_WEEK
    return Selector(weekdays, or_ph, or_sh, only_ph, only_sh, dated)


def _weekdays(text: str) -> int:
    """Return the bits of `Mo-Th,Sa`; a range may pass Sunday."""
    bits = 0
    for item in text.lower().split(","):
        first, _, last = item.partition("-")
        start = _DAY_INDEX[first.strip()]
        length = (_DAY_INDEX[last.strip()] - start) % 7 if last else 0
        for step in range(length + 1):
            bits |= 1 << (start + step) % 7
    return bits


def _dated(wide: str, nth: list[str]) -> Dated:
    wide = _WORD.sub(
        lambda m: "week" if m.group().lower() == "week" else m.group().capitalize(), wide
    )
    text = f"{wide} {','.join(nth)}".strip()
    try:
        matcher = OpeningHours(f"{text} 00:00-24:00", auto_country=False, auto_timezone=False)
    except ParserError as error:
        raise NotUnderstood(text) from error
    return Dated(text, matcher)
