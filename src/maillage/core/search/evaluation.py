"""From conditions to places: which are certain, and which are possible, in one segment."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from maillage.core.search.bitsets import Ints, Positions, Words, contains, count, from_positions
from maillage.core.search.conditions import Condition
from maillage.core.search.segment import Segment
from maillage.core.search.strips import expand

# Going through positions one by one costs as much as so many words of bits.
_WORDS_PER_POSITION = 8


@dataclass(frozen=True, slots=True)
class Circle:
    """The places at most so far from a point, and their distance in whole metres."""

    places: Ints
    metres: Ints


@dataclass(frozen=True)
class Found:
    """The places of a segment that answer, as bits of their heads.

    certain : all conditions are true for one of their offers
    possible : none is known false for one of their offers; holds the certain ones
    circle : the places within the distance asked, if one was
    """

    certain: Words
    possible: Words
    circle: Circle | None

    @cached_property
    def n_certain(self) -> int:
        """How many places are certain."""
        return count(self.certain)

    @cached_property
    def n_unknown(self) -> int:
        """How many places are possible, but not certain."""
        return count(self.possible) - self.n_certain

    @cached_property
    def unknown(self) -> Words:
        """The places that are possible, but not certain."""
        return self.possible & ~self.certain


def evaluate(
    segment: Segment, alive: Words, conditions: Sequence[Condition], circle: Circle | None
) -> Found:
    """Return the places that answer to all conditions.

    Parameters
    ----------
    alive : bits of the heads of the places that were not replaced since
    """
    candidates = few_candidates(segment, conditions, circle)
    if candidates is not None:
        certain, possible = _one_by_one(segment, conditions, candidates)
    elif conditions:
        true_rows, possible_rows = all_at_once(segment, conditions)
        certain, possible = segment.places_of(true_rows), segment.places_of(possible_rows)
    else:
        certain, possible = segment.heads, segment.heads
    return limited(segment, alive, certain, possible, circle)


def limited(
    segment: Segment, alive: Words, certain: Words, possible: Words, circle: Circle | None
) -> Found:
    """Return these places without those that are dead or too far."""
    certain, possible = certain & alive, possible & alive
    if circle is not None:
        inside = from_positions(circle.places, segment.n_words)
        certain &= inside
        possible &= inside | segment.unlocated
    return Found(certain, possible, circle)


def few_candidates(
    segment: Segment, conditions: Sequence[Condition], circle: Circle | None
) -> Positions | None:
    """Return all positions that may answer, when they are few; None when bits are faster."""
    if not conditions:
        return None
    at_most = segment.size // _WORDS_PER_POSITION
    bounded = [c for c in conditions if c.bound is not None]
    best = min(bounded, key=lambda c: c.bound or 0, default=None)
    if best is not None and best.bound is not None and best.bound <= at_most:
        return best.candidates()
    if circle is not None:
        n_slots = segment.head_of_slot.size
        n_unlocated = n_slots - segment.n_located_slots
        if (circle.places.size + n_unlocated) * segment.n_layers <= at_most:
            elsewhere = np.arange(segment.n_located_slots, n_slots)
            heads = np.unique(segment.head_of_slot[np.concatenate([circle.places, elsewhere])])
            return segment.positions[expand(*segment.rows_of(heads))]
    return None


def all_at_once(segment: Segment, conditions: Sequence[Condition]) -> tuple[Words, Words]:
    """Return the positions where all conditions are true, and where all are possible."""
    if not conditions:
        return segment.rows, segment.rows
    true, possible = conditions[0].true(), conditions[0].possible()
    if len(conditions) > 1:
        second = conditions[1]
        true, possible = true & second.true(), possible & second.possible()
        for condition in conditions[2:]:
            true &= condition.true()
            possible &= condition.possible()
    return true, possible


def _one_by_one(
    segment: Segment, conditions: Sequence[Condition], candidates: Positions
) -> tuple[Words, Words]:
    true = np.ones(candidates.shape, dtype=np.bool_)
    possible = true.copy()
    for condition in conditions:
        true_here, possible_here = condition.at(candidates)
        true &= true_here
        possible &= possible_here
    return (
        from_positions(segment.slots_of(candidates[true]), segment.n_words),
        from_positions(segment.slots_of(candidates[possible]), segment.n_words),
    )


def heads_only(segment: Segment, circle: Circle, bits: Words) -> Circle:
    """Return the places of a circle whose bit is set."""
    chosen = contains(bits, circle.places)
    return Circle(circle.places[chosen], circle.metres[chosen])
