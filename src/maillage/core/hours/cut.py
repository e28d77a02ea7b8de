"""Hours of which a file kept one day of the week and lost the others.

An export that writes each day over the one before leaves "Sa 09:00-12:00" of a place open all the
week. One such place proves nothing; a whole file that is open on Saturdays alone does.
"""

import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from maillage.core.hours.schedule import Hours, parse
from maillage.core.hours.states import State

# Fewer places of one source may be open on the same one day by chance: a round of street markets.
FEWEST_PLACES = 10
# Some places may have been put right by hand since.
MOST_OF = 0.95
_DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_NAMED = re.compile(r"\b(?:Mo|Tu|We|Th|Fr|Sa|Su)\b")
# A Monday of an ordinary week: no public holiday, no school holiday.
_ORDINARY = date(2024, 1, 15)


@dataclass(frozen=True, slots=True)
class CutHours:
    """What one source said: `n_places` of it are open on `weekday` (0: Monday) alone."""

    source: str
    weekday: int
    n_places: int


def only_day(hours: Hours) -> int | None:
    """Return the one weekday on which hours are open; None for none, or several.

    >>> only_day(parse("Sa 09:00-12:00,14:00-18:00")), only_day(parse("Mo-Fr 09:00-12:00"))
    (5, None)
    """
    if not hours.understood:
        return None
    opened = [
        day
        for day in range(7)
        if any(one.state is not State.CLOSED for one in hours.timeline(_ORDINARY + timedelta(day)))
    ]
    return opened[0] if len(opened) == 1 else None


@lru_cache(maxsize=8192)
def only_day_said(text: str) -> int | None:
    """Return the one weekday of which hours speak; None when they speak of several, or of none.

    Hours that say "Mo-Fr off" lost nothing: they speak of these days. Cheap enough for every row
    of a large file: most texts are not even parsed.

    >>> only_day_said("Sa 09:00-12:00"), only_day_said("Mo-Fr off; Sa 09:00-12:00")
    (5, None)
    """
    return only_day(parse(text)) if len(set(_NAMED.findall(text))) <= 1 else None


def lost_but(days: Mapping[int | None, int]) -> int | None:
    """Return the weekday to which nearly every place of a source is reduced, if there is one.

    Parameters
    ----------
    days : how many places are open on this weekday alone; under None, all that say other hours
    """
    day, n = max(days.items(), key=lambda one: one[1], default=(None, 0))
    enough = n >= FEWEST_PLACES and n >= MOST_OF * sum(days.values())
    return day if enough else None


def others_unknown(text: str, weekday: int) -> str:
    """Return hours of one weekday in OSM notation, with the six other days as unknown.

    >>> others_unknown("Sa 09:00-12:00", 5)
    'Mo,Tu,We,Th,Fr,Su unknown; Sa 09:00-12:00'
    """
    others = ",".join(name for day, name in enumerate(_DAYS) if day != weekday)
    return f"{others} unknown; {text}"


def cut_hours(said: Sequence[tuple[str, Hours]]) -> list[CutHours]:
    """Return the sources that lost all days but one, said as they came or as imports write them.

    Parameters
    ----------
    said : source and hours of each place that says some
    """
    days: dict[str, Counter[int | None]] = {}
    known: dict[Hours, int | None] = {}
    for source, hours in said:
        if hours not in known:
            known[hours] = _kept_day(hours)
        days.setdefault(source, Counter())[known[hours]] += 1
    found = []
    for source, counts in days.items():
        day = lost_but(counts)
        if day is not None:
            found.append(CutHours(source, day, counts[day]))
    return sorted(found, key=lambda one: (-one.n_places, one.source))


def other_days_unknown(hours: Hours, source: str, cut: Mapping[str, CutHours]) -> Hours:
    """Return hours as they were said, or, from a source that lost days, unknown on all but one.

    >>> lost = {"a": CutHours("a", 5, 30)}
    >>> other_days_unknown(parse("Sa 09:00-12:00"), "a", lost).known_on(date(2024, 1, 15))
    False
    """
    one = cut.get(source)
    if one is None or only_day(hours) != one.weekday:
        return hours
    return parse(
        others_unknown(hours.osm, one.weekday),
        zone=hours.zone,
        school_zone=hours.school_zone,
        calendar=hours.calendar,
    )


def _kept_day(hours: Hours) -> int | None:
    """Return the only day of hours, also where the import wrote that the others are unknown."""
    day = only_day(hours)
    if day is not None or not hours.understood:
        return day
    said = [
        day
        for day in range(7)
        if any(
            one.state in (State.OPEN, State.BY_APPOINTMENT)
            for one in hours.timeline(_ORDINARY + timedelta(day))
        )
    ]
    return said[0] if len(said) == 1 else None
