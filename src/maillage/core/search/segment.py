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
)
from maillage.core.search.columns import Columns, Rows, columns_of
from maillage.core.search.entry import Entry
from maillage.core.search.strips import Strips, strip_order
from maillage.core.search.text import singular

MAX_LAYERS = 8
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
        """Return where a feature is known to be true."""
        return self.yes.get(feature, _EMPTY)

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

    def slots_of(self, positions: Positions) -> Ints:
        """Return the heads, ascending and distinct, of the places of these positions."""
        slots = np.asarray(positions, dtype=np.int64) % (self.n_words * 64)
        heads = np.sort(self.head_of_slot[slots])
        return heads[np.diff(heads, prepend=-1) > 0]

    def rows_of(self, heads: Ints) -> tuple[Ints, Ints]:
        """Return where the rows of these places start, and how many they are."""
        starts = np.searchsorted(self._row_heads, heads, "left")
        return starts, np.searchsorted(self._row_heads, heads, "right") - starts

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
    def _head_of_id(self) -> dict[int, int]:
        heads = self.by_name
        return dict(zip(self.place_ids[heads].tolist(), heads.tolist(), strict=True))

    def heads_of_ids(self, place_ids: Iterable[int]) -> Ints:
        """Return the heads of those of these places that are here."""
        found = (self._head_of_id.get(place_id) for place_id in place_ids)
        return np.array([head for head in found if head is not None], dtype=np.int64)

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
