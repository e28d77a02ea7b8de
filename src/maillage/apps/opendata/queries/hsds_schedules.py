"""Opening hours as HSDS says them: weekly rules in the manner of RFC 5545, and the whole text."""

from collections import defaultdict
from functools import lru_cache
from typing import Any

from maillage.apps.directory.queries import hours_of
from maillage.apps.directory.queries.published import PublishedPlace
from maillage.apps.opendata.queries.hsds_ids import named
from maillage.core.hours import Hours
from maillage.core.hours.states import State

DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
DAY_MIN = 1_440
# Before the text in OpenStreetMap notation, from which the whole can be read again.
NOTATION = "opening_hours: "
BY_APPOINTMENT = "Sur rendez-vous"


def schedules_of(text: str, place: PublishedPlace, owner: str) -> list[dict[str, Any]]:
    """Return the schedules that a text says, for a place or an offer of it.

    One row for each stretch of an ordinary week, with the days that have it; times are those of
    the place's clock. What a week cannot say (seasons, holidays) is in `description`, in words,
    and `notes` always holds the text itself. A text that nobody could read is one row of words.
    """
    hours = hours_of(text, place)
    if hours is None:
        return []
    return [{"id": named("schedule", owner, *names), **row} for names, row in _rows_of(hours)]


@lru_cache(maxsize=8192)
def _rows_of(hours: Hours) -> tuple[tuple[tuple[str, ...], dict[str, Any]], ...]:
    """Return the rows of a text, each after the names that tell it from the others.

    The offers of a place have the hours of the place, and many places those of their town: a
    text is put in words once. Nobody changes the rows.
    """
    text = hours.text
    said: dict[str, Any] = {
        "description": " ; ".join(hours.in_words()),
        "notes": NOTATION + text,
    }
    stretches: dict[tuple[int, int, str, str], list[str]] = defaultdict(list)
    for day in hours.week() if hours.understood else ():
        for span in day.spans:
            if span.state in (State.OPEN, State.BY_APPOINTMENT):
                way = BY_APPOINTMENT if span.state is State.BY_APPOINTMENT else ""
                stretches[span.start_min, span.end_min, way, span.comment].append(DAYS[day.index])
    rows: list[tuple[tuple[str, ...], dict[str, Any]]] = []
    for (start, end, way, comment), days in sorted(stretches.items(), key=_in_week):
        row: dict[str, Any] = {
            "freq": "WEEKLY",
            "interval": 1,
            "wkst": "MO",
            "byday": ",".join(days),
            "opens_at": _clock(start),
            "closes_at": _clock(end),
        }
        if way or comment:
            row["attending_type"] = comment or way
        rows.append(((str(start), str(end), way, comment, *days), row | said))
    return tuple(rows) or (((text,), said),)


def _in_week(item: tuple[tuple[int, int, str, str], list[str]]) -> tuple[int, int, int]:
    (start, end, _way, _comment), days = item
    return DAYS.index(days[0]), start, end


def _clock(minute: int) -> str:
    """Return a time of day; midnight at the end of a day is 00:00 of the next one."""
    minute %= DAY_MIN
    return f"{minute // 60:02}:{minute % 60:02}"
