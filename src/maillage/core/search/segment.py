"""Columns laid out as bits: what is searched. Never modified once built.

A *slot* holds a place; slots are in strip order, places without position last, and within a
strip by latitude. Bits are in layers: layer j has the j-th offer of every slot, so that filters
are ANDs of whole arrays, and one OR over the layers gives the places. The *position* of an
offer is layer * n_words * 64 + slot. A place with more offers than layers takes several slots in
a row: the first is its head, the others are folded into it after the OR.
"""

from collections.abc import Iterable
from functools import cached_property
from itertools import groupby

import numpy as np
from numpy.typing import NDArray

from maillage.core.geo import Box, world_of
from maillage.core.search.bitsets import (
    Bools,
    Ints,
    Positions,
    Posting,
    Words,
    add,
    contains,
    from_positions,
    n_words_for,
    to_positions,
)
from maillage.core.search.columns import Columns, Rows, columns_of
from maillage.core.search.entry import Entry
from maillage.core.search.strips import Strips, expand, strip_order
from maillage.core.search.text import fold, singular

MAX_LAYERS = 8
# The dimension of features that are words of the text: "word:tableur".
WORD = "word"
# Folding costs per slot that is not a head; an additional layer costs in every filter.
_FOLDED_SHARE = 0.003
_EMPTY = Posting(0, None, np.zeros(0, np.int32))


class Segment:
    """A part of the index: places, their offers, and where each feature and word is found."""

    def __init__(self, columns: Columns) -> None:
        offers_of_place = np.bincount(columns.place_of_row, minlength=columns.place_ids.size)
        order, strip, self.n_located = _places_in_order(columns)
        self.n_layers = _choose_layers(offers_of_place)
        slots_of_place = np.maximum(1, -(-offers_of_place // self.n_layers))[order]
        ends = np.cumsum(slots_of_place)
        heads = ends - slots_of_place
        n_slots = int(ends[-1]) if ends.size else 0
        n_located_slots = int(ends[self.n_located - 1]) if self.n_located else 0
        self.n_places, self.n_rows = order.size, columns.place_of_row.size
        self.n_words = n_words_for(n_slots)
        self.size = self.n_words * self.n_layers

        place_of_slot = np.repeat(order, slots_of_place)
        self.place_ids = columns.place_ids[place_of_slot]
        self.names = [columns.names[place] for place in place_of_slot.tolist()]
        self._latitudes = columns.latitudes[place_of_slot]
        self._longitudes = columns.longitudes[place_of_slot]
        self.n_located_slots = n_located_slots
        self.strips = Strips(
            self._latitudes[:n_located_slots],
            self._longitudes[:n_located_slots],
            np.repeat(strip, slots_of_place[: self.n_located]),
        )
        self._lay_rows(columns, order, heads)
        self.head_of_slot = np.repeat(heads, slots_of_place)
        is_head = self.head_of_slot == np.arange(n_slots)
        self._folded = np.flatnonzero(~is_head)
        self._not_folded = ~from_positions(self._folded, self.n_words)
        self.heads = from_positions(heads, self.n_words)
        self.located = from_positions(np.arange(n_located_slots), self.n_words)
        self.unlocated = ~self.located
        self._lay_names(heads)

        self.yes = self._postings(columns.yes)
        self.unknown = self._postings(columns.unknown)
        self.forms = self._postings(columns.forms)
        self.sorted_forms = sorted(self.forms)
        by_singular = sorted(self.forms, key=singular)
        self.forms_of_singular = {
            stem: tuple(forms) for stem, forms in groupby(by_singular, key=singular)
        }
        self.schedules = columns.schedules
        # Words that features ask for: few, each from the tables of those who ask.
        self._said: dict[str, Posting] = {}

    @classmethod
    def build(cls, entries: Iterable[Entry]) -> "Segment":
        """Return the segment of these entries."""
        return cls(columns_of(entries))

    def _lay_rows(self, columns: Columns, order: Ints, heads: Ints) -> None:
        head_of_place = np.empty(order.size, dtype=np.int64)
        head_of_place[order] = heads
        head_of_row = head_of_place[columns.place_of_row]
        row_order = np.argsort(head_of_row, kind="stable")
        self._row_heads = head_of_row[row_order]
        starts = np.searchsorted(self._row_heads, self._row_heads, "left")
        nth = np.arange(self.n_rows) - starts
        slots = self._row_heads + nth // self.n_layers
        positions = nth % self.n_layers * (self.n_words * 64) + slots
        self.positions = positions.astype(np.int32)
        self._position_of_old_row = np.empty(self.n_rows, dtype=np.int32)
        self._position_of_old_row[row_order] = self.positions
        self.offer_ids = columns.offer_ids[row_order]
        self.has_offer = columns.has_offer[row_order]
        self.schedule_of_row = columns.schedule_of_row[row_order].astype(np.int32)
        self.verified = columns.verified[row_order].astype(np.int32)

    def _lay_names(self, heads: Ints) -> None:
        keys = list(zip(self.names, self.place_ids.tolist(), strict=True))
        ordered = sorted(heads.tolist(), key=keys.__getitem__)
        self.by_name = np.array(ordered, dtype=np.int64)
        self.name_rank = np.zeros(self.place_ids.size, dtype=np.int64)
        self.name_rank[self.by_name] = np.arange(self.by_name.size)

    def _postings(self, rows: Rows) -> dict[str, Posting]:
        of = self._position_of_old_row
        return {item: Posting.of(of[where], self.size) for item, where in rows.items()}

    def has(self, feature: str) -> Posting:
        """Return where a feature is known to be true; "word:x" is true where the text says x."""
        kind, _, word = feature.partition(":")
        if kind != WORD:
            return self.yes.get(feature, _EMPTY)
        if feature not in self._said:
            forms = self.forms_of_singular.get(singular(fold(word)), ())
            found = [self.forms[form].to_positions() for form in forms]
            self._said[feature] = (
                Posting.of(np.unique(np.concatenate(found)), self.size) if found else _EMPTY
            )
        return self._said[feature]

    @cached_property
    def features(self) -> dict[str, tuple[str, ...]]:
        """The features that are true somewhere, by dimension, in order."""
        ordered = groupby(sorted(self.yes), key=lambda feature: feature.partition(":")[0])
        return {dimension: tuple(features) for dimension, features in ordered}

    def doubts(self, feature: str) -> list[Posting]:
        """Return where a feature is not known: by itself, or as all of its dimension."""
        whole = self.unknown.get(f"{feature.partition(':')[0]}:*", _EMPTY)
        own = self.unknown.get(feature, _EMPTY)
        return [posting for posting in (own, whole) if posting.size]

    def places_of(self, bits: Words) -> Words:
        """Return the places (bits of their heads) that have an offer in a set of positions."""
        places: Words = np.bitwise_or.reduce(bits.reshape(self.n_layers, self.n_words), axis=0)
        if self._folded.size:
            found = self._folded[contains(places, self._folded)]
            places &= self._not_folded
            add(places, self.head_of_slot[found])
        return places

    def slots_of_places(self, places: Words) -> Words:
        """Return all the slots of these places (bits of their heads): what `places_of` folds."""
        slots = places.copy()
        if self._folded.size:
            add(slots, self._folded[contains(places, self.head_of_slot[self._folded])])
        return slots

    def slots_of(self, positions: Positions) -> Ints:
        """Return the heads, ascending and distinct, of the places of these positions."""
        slots = np.asarray(positions, dtype=np.int64) % (self.n_words * 64)
        heads = np.sort(self.head_of_slot[slots])
        return heads[np.diff(heads, prepend=-1) > 0]

    def smallest_of(self, positions: Ints, values: Ints, *, otherwise: int) -> Ints:
        """Return the smallest value of the offers of each place, by slot, `otherwise` elsewhere.

        Parameters
        ----------
        positions : ascending and distinct
        values : one for each of them
        """
        n_bits = self.n_words * 64
        found = np.full(self.head_of_slot.size, otherwise, dtype=np.int64)
        slots, start = positions % n_bits, 0
        # Within a layer slots are distinct: no need to look at them one after another.
        for end in np.searchsorted(positions, np.arange(1, self.n_layers + 1) * n_bits).tolist():
            here = slots[start:end]
            found[here] = np.minimum(found[here], values[start:end])
            start = end
        if self._folded.size:
            np.minimum.at(found, self.head_of_slot[self._folded], found[self._folded])
            found[self._folded] = otherwise
        return found

    def rows_of(self, heads: Ints) -> tuple[Ints, Ints]:
        """Return where the rows of these places start, and how many they are."""
        starts = np.searchsorted(self._row_heads, heads, "left")
        return starts, np.searchsorted(self._row_heads, heads, "right") - starts

    def places_in(self, box: Box) -> Ints:
        """Return the slots whose place lies in a box of degrees, edges included, ascending or not.

        A place with several slots is there several times.
        """
        slots = expand(*self.strips.runs_in(box))
        latitudes, longitudes = self._latitudes[slots], self._longitudes[slots]
        inside = np.zeros(slots.size, dtype=np.bool_)
        for west, east in box.longitude_ranges:
            inside |= (longitudes >= west) & (longitudes <= east)
            # The two names of the 180th meridian are one place.
            inside |= (np.abs(longitudes) == 180) & (west <= -longitudes) & (-longitudes <= east)
        return slots[inside & (latitudes >= box.south) & (latitudes <= box.north)]

    def positions_of(self, places: Words) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the latitudes and longitudes, degrees, of those of these places that have them."""
        slots = to_positions(places & self.located)
        return self._latitudes[slots], self._longitudes[slots]

    @cached_property
    def world(self) -> tuple[Ints, Ints]:
        """Where the located slots lie on the square of web maps (see geo.mercator)."""
        n = self.n_located_slots
        return world_of(self._latitudes[:n], self._longitudes[:n])

    @cached_property
    def row_of_position(self) -> NDArray[np.int32]:
        """The row at each position, -1 where there is none."""
        rows = np.full(self.size * 64, -1, dtype=np.int32)
        rows[self.positions] = np.arange(self.n_rows)
        return rows

    @cached_property
    def rows(self) -> Words:
        """All the positions that hold a row."""
        return from_positions(self.positions, self.size)

    @cached_property
    def _by_id(self) -> tuple[Ints, Ints]:
        """The ids of the places, ascending, and their heads."""
        heads = np.sort(self.by_name)
        order = np.argsort(self.place_ids[heads], kind="stable")
        return self.place_ids[heads][order], heads[order]

    def heads_of_ids(self, place_ids: Iterable[int]) -> Ints:
        """Return the heads of those of these places that are here, in their order."""
        asked = np.fromiter(place_ids, np.int64)
        ids, heads = self._by_id
        if not ids.size:
            return asked[:0]
        at = np.minimum(np.searchsorted(ids, asked), ids.size - 1)
        return np.asarray(heads[at[ids[at] == asked]])

    def columns(self, alive: Words) -> tuple[Columns, Bools]:
        """Return the columns this was laid out from, and which of its places are alive."""
        heads = np.unique(self.head_of_slot)
        place_of_slot = np.searchsorted(heads, self.head_of_slot)
        columns = Columns(
            place_ids=self.place_ids[heads],
            latitudes=self._latitudes[heads],
            longitudes=self._longitudes[heads],
            names=[self.names[head] for head in heads.tolist()],
            place_of_row=place_of_slot[self._row_heads],
            offer_ids=self.offer_ids,
            has_offer=self.has_offer,
            schedule_of_row=self.schedule_of_row.astype(np.int64),
            verified=self.verified.astype(np.int64),
            schedules=self.schedules,
            yes=self._rows_again(self.yes),
            unknown=self._rows_again(self.unknown),
            forms=self._rows_again(self.forms),
        )
        return columns, contains(alive, heads)

    def _rows_again(self, postings: dict[str, Posting]) -> Rows:
        rows = self.row_of_position
        return {
            item: rows[posting.to_positions()].astype(np.int64)
            for item, posting in postings.items()
        }


def _places_in_order(columns: Columns) -> tuple[Ints, Ints, int]:
    """Return the places in slot order, the strip of the located ones, and how many they are."""
    located = np.flatnonzero(~np.isnan(columns.latitudes))
    elsewhere = np.flatnonzero(np.isnan(columns.latitudes))
    order, strip = strip_order(columns.latitudes[located], columns.longitudes[located])
    # Without position: by identifier, the order in which they are listed.
    by_id = elsewhere[np.argsort(columns.place_ids[elsewhere], kind="stable")]
    return np.concatenate([located[order], by_id]), strip, located.size


def _choose_layers(offers_of_place: Ints) -> int:
    for layers in range(1, MAX_LAYERS):
        folded = int((np.maximum(1, -(-offers_of_place // layers)) - 1).sum())
        if folded <= _FOLDED_SHARE * offers_of_place.size:
            return layers
    return MAX_LAYERS
