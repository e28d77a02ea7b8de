"""Every offer that answers to a query, with what is known of each: what orientation ranks."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from maillage.core.search.bitsets import Bools, Ints, Posting, Words, contains, to_positions, union
from maillage.core.search.conditions import Condition, Conditions
from maillage.core.search.evaluation import Found
from maillage.core.search.segment import Segment
from maillage.core.search.strips import metres_of


@dataclass(frozen=True, eq=False)
class MatchedPart:
    """The offers of one segment that answer; all arrays are of shape (n,), in one order.

    positions : where they are in the segment
    certain : whether all conditions are known to be true
    """

    segment: Segment
    positions: Ints
    certain: Bools
    conditions: tuple[Condition, ...]
    near: tuple[float, float] | None
    kept: Conditions
    asked_place: str  # "within_m" or "inside" where a place without position is doubtful

    @cached_property
    def heads(self) -> Ints:
        """The slots of their places: equal for the offers of one place."""
        slots = self.positions % (self.segment.n_words * 64)
        return self.segment.head_of_slot[slots]

    @cached_property
    def rows(self) -> Ints:
        """Their rows in the segment."""
        return self.segment.row_of_position[self.positions].astype(np.int64)

    def at(self, which: Ints) -> "MatchedPart":
        """Return some of them, by their places in the arrays."""
        if which.size == self.positions.size and bool((which[:-1] < which[1:]).all()):
            return self
        found = replace(self, positions=self.positions[which], certain=self.certain[which])
        if "heads" in self.__dict__:
            found.__dict__["heads"] = self.heads[which]
        return found

    @cached_property
    def place_ids(self) -> Ints:
        """The ids of their places."""
        return self.segment.place_ids[self.heads]

    @cached_property
    def offer_ids(self) -> Ints:
        """Their own ids, -1 for a place of which no offer is known."""
        rows = self.rows
        return np.where(self.segment.has_offer[rows], self.segment.offer_ids[rows], -1)

    @cached_property
    def verified(self) -> Ints:
        """The day on which each was last checked, as an ordinal; 0 = never."""
        return self.segment.verified[self.rows].astype(np.int64)

    @cached_property
    def metres(self) -> Ints:
        """How far each is from the point, whole metres; -1 without a point or a position."""
        away = np.full(self.heads.shape, -1, dtype=np.int64)
        if self.near is not None:
            here = self.heads < self.segment.n_located_slots
            squares = self.segment.strips.squares(*self.near, self.heads[here])
            away[here] = metres_of(squares)
        return away

    def has(self, *features: str) -> Bools:
        """Return whether one of these features at least is known to be true."""
        return self.among(self.bits(*features))

    def may_have(self, *features: str) -> Bools:
        """Return whether one of these features at least is true or not known."""
        return self.among(self.bits_maybe(*features))

    def bits(self, *features: str) -> Words:
        """Return the same for the whole segment, as bits, not to be written on."""
        return union(self._postings(features), self.segment.size)

    def bits_maybe(self, *features: str) -> Words:
        """Return what may_have says for the whole segment, as bits, not to be written on."""
        doubts = [posting for feature in features for posting in self.segment.doubts(feature)]
        return union(self._postings(features) + doubts, self.segment.size)

    def among(self, bits: Words) -> Bools:
        """Return which of these offers are in a set of bits of the segment."""
        return contains(bits, self.positions)

    def first_of(self, sets: Sequence[Words]) -> NDArray[np.int8]:
        """Return the number of the first set of bits that holds each offer, -1 when none does.

        At most 127 sets.
        """
        # The number of a set, from 1 on, in base 2: bits of bits are few, and quick to combine.
        digits = [
            np.zeros(self.segment.size, dtype=np.uint64) for _ in range(len(sets).bit_length())
        ]
        left = ~np.zeros(self.segment.size, dtype=np.uint64)
        for at, bits in enumerate(sets, start=1):
            here = bits & left
            for digit, words in enumerate(digits):
                if at >> digit & 1:
                    words |= here
            left &= ~here
        number = np.full(self.positions.size, -1, dtype=np.int8)
        for digit, words in enumerate(digits):
            number += self.among(words).view(np.int8) << np.int8(digit)
        return number

    def next_openings(self, now: datetime, until: datetime) -> Ints:
        """Return in how many minutes each is plainly open, 0 = now, -1 = not before `until`."""
        return self.kept.next_openings(now, until)[self.segment.schedule_of_row[self.rows]]

    def doubts_of(self, at: int) -> tuple[str, ...]:
        """Return the conditions that are not known of one of them, in the order of the query."""
        here = self.positions[at : at + 1]
        found = [c.dimension for c in self.conditions if not bool(c.at(here)[0][0])]
        if self.asked_place and int(self.heads[at]) >= self.segment.n_located_slots:
            found.append(self.asked_place)
        return tuple(dict.fromkeys(found))

    def _postings(self, features: tuple[str, ...]) -> list[Posting]:
        found = (self.segment.has(feature) for feature in features)
        return [posting for posting in found if posting.size]


def matched_part(
    segment: Segment,
    found: Found,
    conditions: list[Condition],
    kept: Conditions,
    near: tuple[float, float] | None,
    asked_place: str,
) -> MatchedPart:
    """Return the offers of a segment that are possible, in places that are."""
    rows = found.possible_rows.words
    if rows is not None:
        slots = segment.slots_of_places(found.possible)
        layers = rows.reshape(segment.n_layers, segment.n_words) & slots
        positions = to_positions(layers.reshape(-1))
    else:
        positions = found.possible_rows.to_positions().astype(np.int64)
        heads = segment.head_of_slot[positions % (segment.n_words * 64)]
        positions = positions[contains(found.possible, heads)]
    certain = found.true_rows.contains(positions)
    part = MatchedPart(segment, positions, certain, tuple(conditions), near, kept, asked_place)
    if asked_place:
        certain &= part.heads < segment.n_located_slots
    return part
