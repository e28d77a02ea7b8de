"""Which places are open on an ordinary Tuesday at six, and how many hours a week."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import numpy as np

from maillage.core.access.points import Flags, Floats
from maillage.core.hours import OFFICIAL, Calendar, Hours, State, public_holidays

DAYS_FR = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_MOMENT = re.compile(
    rf"({'|'.join(DAYS_FR)})s?(?:\s+(?:à\s+)?(\d{{1,2}})\s*h(?:eures?)?\s*([0-5]\d)?)?",
    re.IGNORECASE,
)
# A year holds an ordinary week in every zone.
_WEEKS_LOOKED_AT = 53


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment of an ordinary week.

    weekday : 0 is Monday
    minute : since midnight, 0 to 1439; None: at any moment of that day
    """

    weekday: int
    minute: int | None = None

    def __post_init__(self) -> None:
        if not 0 <= self.weekday <= 6 or not 0 <= (self.minute or 0) < 1440:
            raise ValueError(f"no such moment of a week: {self.weekday}, {self.minute}")


def moment_of(text: str) -> Moment:
    """Return the moment that a French text says.

    Raises
    ------
    ValueError : another text; the message is French.

    Examples
    --------
    >>> moment_of("mardi 18 h"), moment_of("samedi")
    (Moment(weekday=1, minute=1080), Moment(weekday=5, minute=None))
    """
    found = _MOMENT.fullmatch(text.strip())
    if found is None or int(found[2] or 0) > 23:
        raise ValueError(f"Dites un jour, et une heure si vous voulez (« mardi 18 h ») : {text!r}")
    minute = None if found[2] is None else int(found[2]) * 60 + int(found[3] or 0)
    return Moment(DAYS_FR.index(found[1].lower()), minute)


def ordinary_week(
    after: date,
    *,
    zone: str = "metropole",
    school_zone: str | None = None,
    calendar: Calendar = OFFICIAL,
) -> date:
    """Return the first Monday from a date on of a week without public or school holiday.

    Parameters
    ----------
    zone, school_zone, calendar : as `core.hours.parse`; without a school zone, school holidays
        are not looked at

    Raises
    ------
    ValueError : no such week in a year (school holidays that are not known yet).
    """
    monday = after + timedelta(days=-after.weekday() % 7)
    for _ in range(_WEEKS_LOOKED_AT):
        week = [monday + timedelta(days=n) for n in range(7)]
        plain = not any(day in public_holidays(day.year, zone) for day in week)
        if plain and (
            school_zone is None
            or all(calendar.holiday_on(day, school_zone) is False for day in week)
        ):
            return monday
        monday += timedelta(days=7)
    raise ValueError(f"no ordinary week within a year of {after}")


def weekly_hours(hours: Sequence[Hours | None], *, monday: date) -> Floats:
    """Return how many hours each place is plainly open in a week.

    Parameters
    ----------
    hours : None where nothing is said
    monday : of the week, see `ordinary_week`

    Returns
    -------
    shape (n_places,), 0 to 168; NaN where it is not known: nothing said, not understood, part of
        the week unknown, or nothing but appointments

    Raises
    ------
    ValueError : a date that is no Monday.

    Notes
    -----
    Beside hours that are plainly open, time by appointment counts for nothing.

    Examples
    --------
    >>> from maillage.core.hours import parse
    >>> texts = [parse("Mo-Fr 09:00-12:00"), parse("on verra"), None]
    >>> weekly_hours(texts, monday=date(2026, 11, 16)).tolist()
    [15.0, nan, nan]
    """
    _check_monday(monday)
    by_text = {one: _hours_of(one, monday) for one in set(hours)}
    return np.array([by_text[one] for one in hours], np.float64)


def _hours_of(hours: Hours | None, monday: date) -> float:
    if hours is None or not hours.understood:
        return float("nan")
    minutes = dict.fromkeys(State, 0)
    for segment in (s for n in range(7) for s in hours.timeline(monday + timedelta(days=n))):
        minutes[segment.state] += segment.end_min - segment.start_min
    only_asked = minutes[State.BY_APPOINTMENT] and not minutes[State.OPEN]
    if minutes[State.UNKNOWN] or only_asked:
        return float("nan")
    return minutes[State.OPEN] / 60


@dataclass(frozen=True, slots=True, eq=False)
class Opened:
    """What is open at some moments; rows in the order of the moments asked.

    open : shape (n_moments, n_places), True where plainly open
    unknown : shape (n_moments, n_places), True where nobody can say, or by appointment
    """

    open: Flags
    unknown: Flags


def opened_at(hours: Sequence[Hours | None], moments: Sequence[Moment], *, monday: date) -> Opened:
    """Return which places are open at each moment of a week.

    Parameters
    ----------
    hours : None where nothing is said
    moments : a whole day means open at some time of it
    monday : of the week, see `ordinary_week`

    Raises
    ------
    ValueError : a date that is no Monday.

    Examples
    --------
    >>> from maillage.core.hours import parse
    >>> texts = [parse("Mo-Fr 09:00-19:00"), parse("Sa 09:00-12:00"), None]
    >>> asked = [moment_of("mardi 18 h"), moment_of("samedi")]
    >>> opened_at(texts, asked, monday=date(2026, 11, 16)).open.tolist()
    [[True, False, False], [False, True, False]]
    """
    _check_monday(monday)
    said = {one: [_open_at(one, moment, monday) for moment in moments] for one in set(hours)}
    shape = (len(hours), len(moments))
    answers = np.array([said[one] for one in hours], dtype=np.int8).reshape(shape).T
    return Opened(answers == 1, answers == -1)


def _open_at(hours: Hours | None, moment: Moment, monday: date) -> int:
    """Return 1 for open, 0 for not, -1 for not known."""
    if hours is None or not hours.understood:
        return -1
    day = monday + timedelta(days=moment.weekday)
    if moment.minute is None:
        if any(segment.state is State.OPEN for segment in hours.timeline(day)):
            return 1
        return 0 if hours.known_on(day) else -1
    at = datetime(day.year, day.month, day.day, *divmod(moment.minute, 60))  # noqa: DTZ001
    found = hours.is_open(at)
    return -1 if found is None else int(found)


def _check_monday(monday: date) -> None:
    if monday.weekday():
        raise ValueError(f"a week begins on a Monday: {monday}")
