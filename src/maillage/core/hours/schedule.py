"""Opening hours of a place: what is true at a moment, on a day, in an ordinary week."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, tzinfo
from functools import lru_cache

from maillage.core.hours.french import french_to_osm
from maillage.core.hours.holidays import check_zone, public_holidays
from maillage.core.hours.plan import Plan, Segment, day_plan, timeline_of
from maillage.core.hours.rules import DAY_MIN, NotUnderstood, Rule, read_rules
from maillage.core.hours.school import OFFICIAL, Calendar
from maillage.core.hours.states import DayOfWeek, Interval, State
from maillage.core.hours.voice import FRENCH, Voice
from maillage.core.hours.words import (
    exceptions_in_words,
    in_words,
    today_in_words,
    week_of,
)

# One year and a day: beyond, "opens in two years" helps nobody.
HORIZON_DAYS = 366
_LONGEST_TEXT = 1000
_PLANS_KEPT = 800

_IS_OPEN = {State.OPEN: True, State.CLOSED: False}


@dataclass(frozen=True, slots=True, eq=False, repr=False)
class Hours:
    """When one can come somewhere. Immutable, hashable; made by `parse`.

    text : as received; osm : the notation that was read, "" when nothing was
    understood : False when the text could only be kept

    Notes
    -----
    Moments are wall-clock time at the place. A naive `at` is that; an aware one must have been
    converted by the caller (`at.astimezone(ZoneInfo(time_zone_of(code_insee)))`): its wall-clock
    time is read, its zone is only given back on the answers. An hour that the clock skips in
    March begins when the clock resumes; an hour lived twice in October is open twice.

    On a public holiday of which the text says nothing, open time becomes UNKNOWN: the notation
    would say open, most places are closed, and we do not know. `24/7` stays open.
    """

    text: str
    osm: str
    understood: bool
    zone: str
    school_zone: str | None
    calendar: Calendar
    rules: tuple[Rule, ...]
    _dated: bool
    _asks_sh: bool
    _wraps: bool
    _plans: dict[tuple[int, ...], Plan] = field(default_factory=dict)
    _timelines: dict[tuple[Plan, Plan | None], tuple[Segment, ...]] = field(default_factory=dict)

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        return isinstance(other, Hours) and self._key() == other._key()

    def __repr__(self) -> str:
        return f"Hours({self.text!r}, {self.zone!r}, {self.school_zone!r})"

    def __hash__(self) -> int:
        return hash(self.text)

    def _key(self) -> tuple[str, str, str | None, Calendar]:
        return self.text, self.zone, self.school_zone, self.calendar

    def state(self, at: datetime) -> State:
        """Return what may be said of that moment."""
        return self._segment(at).state

    def is_open(self, at: datetime) -> bool | None:
        """Return whether it is plainly open; None when not known, or by appointment.

        >>> parse("Mo-Fr 09:00-12:00").is_open(datetime(2026, 11, 20, 10))
        True
        """
        return _IS_OPEN.get(self._segment(at).state)

    def day_intervals(self, day: date) -> tuple[tuple[int, int], ...]:
        """Return the plainly open time that begins that day, in minutes from its midnight.

        The end is excluded and may pass 1440, up to 2880. Empty: never plainly open.
        """
        return self.plan_of(day).open_spans

    def known_on(self, day: date) -> bool:
        """Return False when `is_open` is None at some moment of that day."""
        return all(s.state in _IS_OPEN for s in self.timeline(day))

    def intervals(self, start: datetime, end: datetime) -> tuple[Interval, ...]:
        """Return what is true from start to end, whole and in order, closed time included.

        Two neighbours differ by state or comment. Empty when end is not after start.
        """
        zone, start, end = start.tzinfo, start.replace(tzinfo=None), end.replace(tzinfo=None)
        pieces: list[Interval] = []
        if end <= start:
            return ()
        for opens, closes, segment in self._walk(start.date(), end):
            first, last = max(opens, start), min(closes, end)
            if first >= last:
                continue
            if pieces and pieces[-1][2:] == (segment.state, segment.comment):
                pieces[-1] = pieces[-1]._replace(end=last)
            else:
                pieces.append(Interval(first, last, segment.state, segment.comment))
        if zone is None:
            return tuple(pieces)
        local = (
            piece._replace(start=_localise(piece.start, zone), end=_localise(piece.end, zone))
            for piece in pieces
        )
        return tuple(piece for piece in local if piece.start != piece.end)

    def next_change(self, at: datetime) -> datetime | None:
        """Return when the state next changes; None if it does not within 366 days."""
        zone, local = at.tzinfo, at.replace(tzinfo=None)
        state: State | None = None
        for opens, closes, segment in self._walk(local.date(), None):
            if closes <= local:
                continue
            if state is None:
                state = segment.state
            elif segment.state is not state:
                if zone is None:
                    return opens
                found = _localise(opens, zone)
                if self.state(found) is state:
                    continue  # a change that begins and ends in the hour skipped in March
                # The same wall-clock hour a second time, in October.
                return found.replace(fold=1) if found.timestamp() <= at.timestamp() else found
        return None

    def week(self) -> tuple[DayOfWeek, ...]:
        """Return the ordinary week, Monday first: no holiday, no season.

        Seven days without spans may mean closed, by season or not understood: see `in_words`.
        "Otherwise by appointment" shows only on the days that have nothing else.
        """
        return week_of(self)

    def in_words(self, voice: Voice = FRENCH) -> tuple[str, ...]:
        """Return lines for people: the week, then holidays and seasons.

        A text that was not understood is given as it is, announced as such; "" gives no line.
        In French, or in the language of a voice.
        """
        return in_words(self, voice)

    def exceptions(self, voice: Voice = FRENCH) -> tuple[str, ...]:
        """Return what the table of the ordinary week does not show; see in_words."""
        return exceptions_in_words(self, voice)

    def today_in_words(self, at: datetime, voice: Voice = FRENCH) -> str:
        """Return one short sentence for that moment.

        >>> parse("Mo-Fr 09:00-12:00").today_in_words(datetime(2026, 11, 20, 13))
        'Fermé. Ouvre lundi à 9\\xa0h'
        """
        return today_in_words(self, at, voice)

    def plan_of(self, day: date) -> Plan:
        """Return what the rules say of a day, midnight not yet crossed."""
        weekday = day.weekday()
        holidays = public_holidays(day.year, self.zone) if day.year >= 1583 else {}
        is_public = day in holidays
        school = self.calendar.holiday_on(day, self.school_zone) if self._asks_sh else False
        key: tuple[int, ...] = (weekday, is_public, 2 if school is None else school)
        if self._dated:
            key = (*key, day.toordinal())
        plan = self._plans.get(key)
        if plan is None:
            if len(self._plans) >= _PLANS_KEPT:
                self._plans.clear()
                self._timelines.clear()
            plan = day_plan(self.rules, day, weekday, is_public, school)
            self._plans[key] = plan
        return plan

    def timeline(self, day: date) -> tuple[Segment, ...]:
        """Return the whole day, minutes 0 to 1440, in segments that touch one another."""
        plan = self.plan_of(day)
        if not self._wraps:
            return plan.timeline
        before = self.plan_of(day - timedelta(days=1)) if day > date.min else None
        key = (plan, before)
        found = self._timelines.get(key)
        if found is None:
            if len(self._timelines) >= _PLANS_KEPT:
                self._timelines.clear()
            found = self._timelines[key] = timeline_of(plan, before)
        return found

    def _segment(self, at: datetime) -> Segment:
        minute = at.hour * 60 + at.minute
        for segment in self.timeline(at.date()):
            if minute < segment.end_min:
                return segment
        raise AssertionError("a timeline covers its day")

    def _walk(
        self, day: date, end: datetime | None
    ) -> Iterator[tuple[datetime, datetime, Segment]]:
        """Yield the segments from a day on, up to `end` (by default 366 days later)."""
        last = end.date() if end else None
        for _ in range(HORIZON_DAYS + 1 if last is None else (last - day).days + 1):
            midnight = datetime(day.year, day.month, day.day)  # noqa: DTZ001
            for segment in self.timeline(day):
                try:
                    closes = midnight + timedelta(minutes=segment.end_min)
                except OverflowError:  # the last midnight of the year 9999
                    closes = datetime.max  # noqa: DTZ901
                yield midnight + timedelta(minutes=segment.start_min), closes, segment
            if day == date.max:
                return
            day += timedelta(days=1)


def _localise(wall: datetime, zone: tzinfo) -> datetime:
    """Return a wall-clock moment in a zone; one that the clock skips becomes the next that is."""
    moment = wall.replace(tzinfo=zone)
    before = moment.replace(fold=0).utcoffset()
    after = moment.replace(fold=1).utcoffset()
    if before is None or after is None or before >= after:
        return moment
    # Skipped: with the old offset the same instant reads later by the whole jump.
    for minutes in range(1, int((after - before).total_seconds() // 60) + 1):
        candidate = (wall + timedelta(minutes=minutes)).replace(tzinfo=zone)
        if candidate.utcoffset() == candidate.replace(fold=1).utcoffset():
            return candidate
    return moment


def parse(
    text: str,
    *,
    zone: str = "metropole",
    school_zone: str | None = None,
    calendar: Calendar = OFFICIAL,
) -> Hours:
    """Return the opening hours that a text says, in OSM notation or in plain French.

    Parameters
    ----------
    text : any text; what cannot be understood is kept, `understood` is then False
    zone : of public holidays (`zone_of`)
    school_zone : "A", "B", "C" (`school_zone_of`), or a key of `calendar`; None: school
        holidays are not known, and whatever depends on them is UNKNOWN
    calendar : of school holidays

    Raises
    ------
    ValueError : an unknown zone. No text raises.

    Notes
    -----
    Cached: the same text gives the same object.

    >>> parse("du lundi au vendredi de 9h à 12h").osm
    'Mo-Fr 09:00-12:00'
    """
    return _parse(text, zone, school_zone, calendar)


@lru_cache(maxsize=65536)
def _parse(text: str, zone: str, school_zone: str | None, calendar: Calendar) -> Hours:
    check_zone(zone)
    osm, rules = _read(text)
    return Hours(
        text=text,
        osm=osm,
        understood=bool(rules),
        zone=zone,
        school_zone=school_zone,
        calendar=calendar,
        rules=rules,
        _dated=any(rule.selector.dated for rule in rules),
        _asks_sh=any(rule.selector.asks_sh for rule in rules),
        _wraps=any(end > DAY_MIN for rule in rules for _, end in rule.times),
    )


def _read(text: str) -> tuple[str, tuple[Rule, ...]]:
    """Return the OSM notation and its rules; ("", ()) when the text is not understood."""
    if len(text) > _LONGEST_TEXT:
        return "", ()
    try:
        return text.strip(), read_rules(text)
    except NotUnderstood:
        pass
    osm = french_to_osm(text)
    if osm is None:
        return "", ()
    return osm, read_rules(osm)
