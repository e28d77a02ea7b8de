"""Entries turned into columns: what is laid out as bits, and what segments are merged through."""

from array import array
from collections.abc import Iterable
from dataclasses import dataclass

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
    place_of_row, offer_ids, has_offer, schedule_of_row (-1 = nothing known) : one per row
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
    schedule_of_row = array("q")
    # Offers share their lists of features and words far more often than not: sets of one
    # content are numbered once, and written out in numpy.
    yes_sets, unknown_sets, texts = _Sets(), _Sets(), _Sets()
    for entry in entries:
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
        yes_sets.add(entry.yes)
        unknown_sets.add(entry.unknown)
        texts.add(entry.text)
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
        schedules=list(schedules),
        yes=yes_sets.rows(),
        unknown=unknown_sets.rows(),
        forms=texts.rows(),
    )


class _Sets:
    """The set (or text) of each row, each distinct one kept once."""

    def __init__(self) -> None:
        self._numbers: dict[frozenset[str] | str, int] = {}
        self._of_row = array("q")

    def add(self, items: frozenset[str] | str) -> None:
        self._of_row.append(self._numbers.setdefault(items, len(self._numbers)))

    def rows(self) -> Rows:
        """Return the rows of each item of the sets (of each word of the texts)."""
        n_sets = len(self._numbers)
        codes: dict[str, int] = {}
        pair_set, pair_code = array("q"), array("q")
        for number, items in enumerate(self._numbers):
            for item in forms_of(items) if isinstance(items, str) else items:
                pair_set.append(number)
                pair_code.append(codes.setdefault(item, len(codes)))
        of_row = _ints(self._of_row)
        by_set = np.argsort(of_row, kind="stable")
        n_rows = np.bincount(of_row, minlength=n_sets) if n_sets else np.zeros(0, np.int64)
        first = np.cumsum(n_rows) - n_rows
        sets, code = _ints(pair_set), _ints(pair_code)
        by_code = np.argsort(code, kind="stable")
        ends = np.cumsum(np.bincount(code, minlength=len(codes))) if codes else of_row[:0]
        rows: Rows = {}
        start = 0
        for item, end in zip(codes, ends, strict=True):
            chosen = sets[by_code[start:end]]
            lengths = n_rows[chosen]
            offsets = np.cumsum(lengths) - lengths
            total = int(lengths.sum())
            rows[item] = by_set[np.repeat(first[chosen] - offsets, lengths) + np.arange(total)]
            start = end
        return rows


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
        schedules=list(schedules),
        yes=yes,
        unknown=unknown,
        forms=forms,
    )


def _ints(values: "array[int]") -> Ints:
    return np.array(values, dtype=np.int64)
