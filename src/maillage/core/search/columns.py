"""Entries turned into columns: what is laid out as bits, and what segments are merged through."""

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maillage.core.search.bitsets import Bools, Ints
from maillage.core.search.entry import Entry, Hours
from maillage.core.search.text import forms_of, name_key

Rows = dict[str, NDArray[np.int64]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Columns:
    """Places and rows (one row per entry), in any order.

    place_ids, latitudes, longitudes (NaN without position), names : one per place
    place_of_row, offer_ids, has_offer, schedule_of_row (-1 = nothing known), verified (ordinal of
        the day, 0 = never) : one per row
    yes, unknown, forms : the rows of each feature, or of each word
    """

    place_ids: Ints
    latitudes: NDArray[np.float64]
    longitudes: NDArray[np.float64]
    names: list[str]
    place_of_row: Ints
    offer_ids: Ints
    has_offer: Bools
    schedule_of_row: Ints
    verified: Ints
    schedules: list[Hours]
    yes: Rows
    unknown: Rows
    forms: Rows


def columns_of(entries: Iterable[Entry]) -> Columns:
    """Return the columns of entries; ValueError when two entries disagree on their place."""
    places: dict[int, int] = {}
    first_said: list[tuple[float | None, float | None, str]] = []
    place_of_row, offer_ids, has_offer = array("q"), array("q"), array("b")
    schedules: dict[Hours, int] = {}
    schedule_of_row, verified = array("q"), array("q")
    yes, unknown, forms = _ByItem(), _ByItem(), _ByItem()
    forms_of_text = lru_cache(maxsize=10_000)(forms_of)
    for row, entry in enumerate(entries):
        said = (entry.latitude, entry.longitude, entry.name)
        place = places.setdefault(entry.place_id, len(first_said))
        if place == len(first_said):
            first_said.append(said)
        elif first_said[place] != said:
            raise ValueError(f"the entries of place {entry.place_id} disagree on name or position")
        place_of_row.append(place)
        offer_ids.append(0 if entry.offer_id is None else entry.offer_id)
        has_offer.append(entry.offer_id is not None)
        hours = entry.hours
        schedule_of_row.append(-1 if hours is None else schedules.setdefault(hours, len(schedules)))
        verified.append(0 if entry.verified_on is None else entry.verified_on.toordinal())
        yes.add(row, entry.yes)
        unknown.add(row, entry.unknown)
        forms.add(row, forms_of_text(entry.text))
    nan = float("nan")
    return Columns(
        place_ids=np.fromiter(places, np.int64, len(places)),
        latitudes=np.array([nan if s[0] is None else s[0] for s in first_said], np.float64),
        longitudes=np.array([nan if s[1] is None else s[1] for s in first_said], np.float64),
        names=[name_key(said[2]) for said in first_said],
        place_of_row=_ints(place_of_row),
        offer_ids=_ints(offer_ids),
        has_offer=np.array(has_offer, dtype=np.bool_),
        schedule_of_row=_ints(schedule_of_row),
        verified=_ints(verified),
        schedules=list(schedules),
        yes=yes.rows(),
        unknown=unknown.rows(),
        forms=forms.rows(),
    )


class _ByItem:
    """The rows of each item, filled one row after another."""

    def __init__(self) -> None:
        self._rows: defaultdict[str, array[int]] = defaultdict(lambda: array("i"))

    def add(self, row: int, items: Iterable[str]) -> None:
        for item in items:
            self._rows[item].append(row)

    def rows(self) -> Rows:
        return {item: np.array(rows, dtype=np.int64) for item, rows in self._rows.items()}


def merged(parts: list[tuple[Columns, Bools]]) -> Columns:
    """Return the columns of several, keeping the places marked in each.

    Parameters
    ----------
    parts : columns, and for each of its places whether it is kept; no place is kept twice
    """
    schedules: dict[Hours, int] = {}
    names: list[str] = []
    place_of_row, schedule_of_row = [], []
    all_rows: tuple[dict[str, list[Ints]], ...] = ({}, {}, {})
    kept_rows = []
    n_places = n_rows = 0
    for part, keep in parts:
        new_place = np.cumsum(keep) - 1 + n_places
        keep_row = keep[part.place_of_row]
        kept_rows.append(keep_row)
        new_row = np.where(keep_row, np.cumsum(keep_row) - 1 + n_rows, -1)
        names += [name for name, kept in zip(part.names, keep.tolist(), strict=True) if kept]
        place_of_row.append(new_place[part.place_of_row[keep_row]])
        used = part.schedule_of_row[keep_row]
        number = np.full(len(part.schedules) + 1, -1)
        for old in np.unique(used).tolist():
            if old >= 0:
                number[old] = schedules.setdefault(part.schedules[old], len(schedules))
        schedule_of_row.append(number[used])
        for target, source in zip(all_rows, (part.yes, part.unknown, part.forms), strict=True):
            for item, rows in source.items():
                moved = new_row[rows]
                moved = moved[moved >= 0]
                if moved.size:
                    target.setdefault(item, []).append(moved)
        n_places += int(keep.sum())
        n_rows += int(keep_row.sum())
    yes, unknown, forms = (
        {item: np.concatenate(lists) for item, lists in target.items()} for target in all_rows
    )
    return Columns(
        place_ids=np.concatenate([part.place_ids[keep] for part, keep in parts]),
        latitudes=np.concatenate([part.latitudes[keep] for part, keep in parts]),
        longitudes=np.concatenate([part.longitudes[keep] for part, keep in parts]),
        names=names,
        place_of_row=np.concatenate(place_of_row),
        offer_ids=np.concatenate(
            [part.offer_ids[rows] for (part, _), rows in zip(parts, kept_rows, strict=True)]
        ),
        has_offer=np.concatenate(
            [part.has_offer[rows] for (part, _), rows in zip(parts, kept_rows, strict=True)]
        ),
        schedule_of_row=np.concatenate(schedule_of_row),
        verified=np.concatenate(
            [part.verified[rows] for (part, _), rows in zip(parts, kept_rows, strict=True)]
        ),
        schedules=list(schedules),
        yes=yes,
        unknown=unknown,
        forms=forms,
    )


def _ints(values: "array[int]") -> Ints:
    return np.array(values, dtype=np.int64)
