"""Opening hours written in one column for each day, or for each half-day."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from typing import NamedTuple

from maillage.core.hours import day_cell_to_osm, week_to_osm
from maillage.core.standard.values import fold

DAY_NAMES = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
_CLOSED = "off"
# "09:00-12:00,12:00-17:00": the half-days of a place that does not close at noon.
_TOUCHING = re.compile(r"-(\d\d:\d\d),\1(?=-)")


class Week(NamedTuple):
    """A week as read.

    horaires : OSM notation, "" when nothing is said. A day that is not understood keeps its
        words as a comment, which is never shown as open.
    unread : the column and the words of each cell that was not understood
    """

    horaires: str
    unread: tuple[tuple[str, str], ...]


def columns_of_days(pattern: str = "{day}", *halves: str) -> tuple[tuple[str, ...], ...]:
    """Return the columns of each day, Monday first.

    >>> columns_of_days("horaires_{day}")[0], columns_of_days("{day} {half}", "matin", "soir")[6]
    (('horaires_lundi',), ('dimanche matin', 'dimanche soir'))
    """
    return tuple(
        tuple(pattern.format(day=day, half=half) for half in halves or ("",)) for day in DAY_NAMES
    )


def week_of(
    values: Mapping[str, object],
    columns: Sequence[Sequence[str]],
    *,
    closed: Sequence[str] = (),
) -> Week:
    """Return the week that the columns of a row say.

    Parameters
    ----------
    values : the row as received
    columns : for each day, Monday first, its columns in the order of the hours
    closed : words by which this producer says "closed", for example "x"

    Examples
    --------
    >>> row = {"lundi matin": "9h-12h", "lundi soir": "14h-17h", "mardi matin": "après 10h"}
    >>> week = week_of(row, columns_of_days("{day} {half}", "matin", "soir"))
    >>> week.horaires, week.unread
    ('Mo 09:00-12:00,14:00-17:00; Tu "après 10h"', (('mardi matin', 'après 10h'),))
    """
    closed_words = {fold(word) for word in closed}
    days: list[str] = []
    unread: list[tuple[str, str]] = []
    for day, names in zip(DAY_NAMES, columns, strict=True):
        said = [(name, text) for name in names if (text := _text(values.get(name)))]
        read = [
            (name, text, _CLOSED if fold(text) in closed_words else _read(day, text))
            for name, text in said
        ]
        not_understood = [(name, text) for name, text, osm in read if osm is None]
        # The same hours in both halves are said twice, not open twice.
        spans = list(dict.fromkeys(osm for _, _, osm in read if osm and osm != _CLOSED))
        together = None if not_understood else _together(spans)
        if together is None:
            # The whole day goes to a person: half of it would look complete.
            unread += not_understood or said
            words = dict.fromkeys(text.replace('"', "’’") for _, text in said)
            together = f'"{" / ".join(words)}"'
        days.append(together)
    return Week(week_to_osm(days), tuple(dict.fromkeys(unread)))


def _read(day: str, text: str) -> str | None:
    """Return what a cell says; its own day, typed again in it, says nothing."""
    return day_cell_to_osm(re.sub(rf"^\W*(?:le |les |tous les )?{day}s?\b", "", text, flags=re.I))


def _together(spans: Sequence[str]) -> str | None:
    """Return the spans of a day joined, None when one of them is more than times or disordered."""
    if len(spans) < 2:
        return spans[0] if spans else _CLOSED
    if any('"' in span for span in spans):
        return None
    # Zero-padded times of one day compare as text.
    if any(before[-5:] > after[:5] for before, after in pairwise(spans)):
        return None
    return _TOUCHING.sub("", ",".join(spans))


def _text(value: object) -> str:
    return " ".join(value.split()) if isinstance(value, str) else ""
