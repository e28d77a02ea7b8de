"""From conditions to places: which are certain, and which are possible, in one segment."""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from maillage.core.search.bitsets import Ints, Posting, Words, count, from_positions
from maillage.core.search.conditions import Condition
from maillage.core.search.segment import Segment
from maillage.core.search.strips import Floats, expand

# Going through positions one by one costs as much as so many words of bits.
_WORDS_PER_POSITION = 8


class Circle(NamedTuple):
    """The places at most so far from a point, and their squared chords (see Strips)."""

    places: Ints
    squares: Floats


class Found(NamedTuple):
    """The places of a segment that answer, as bits of their heads.

    n_certain, n_unknown : how many places are certain; are possible, but not certain
    certain : all conditions are true for one of their offers
    possible : none is known false for one of their offers; holds the certain ones
    circle : the places within the distance asked, if one was
    true_rows, possible_rows : the positions of the offers that are certain, and possible, be
        they near or not
    """

    n_certain: int
    n_unknown: int
    certain: Words
    possible: Words
    circle: Circle | None
    true_rows: Posting
    possible_rows: Posting


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
        true_few, possible_few = one_by_one(conditions, candidates)
        certain = from_positions(segment.slots_of(true_few), segment.n_words)
        possible = from_positions(segment.slots_of(possible_few), segment.n_words)
        rows = Posting(0, None, true_few), Posting(0, None, possible_few)
    else:
        true_rows, possible_rows = all_at_once(segment, conditions)
        rows = Posting(0, true_rows, None), Posting(0, possible_rows, None)
        if conditions:
            certain, possible = segment.places_of(true_rows), segment.places_of(possible_rows)
        else:
            certain = possible = segment.heads
    if alive is not segment.heads:
        certain, possible = certain & alive, possible & alive
    if circle is not None:
        inside = from_positions(circle.places, segment.n_words)
        certain, possible = certain & inside, possible & (inside | segment.unlocated)
    n_certain = count(certain)
    return Found(
        n_certain, count(possible) - n_certain, certain, possible, circle, rows[0], rows[1]
    )


def few_candidates(
    segment: Segment, conditions: Sequence[Condition], circle: Circle | None
) -> NDArray[np.int32] | None:
    """Return all positions that may answer, ascending; None when they are many."""
    if not conditions:
        return None
    at_most = segment.size // _WORDS_PER_POSITION
    bounded = [c for c in conditions if c.bound is not None]
    best = min(bounded, key=lambda c: c.bound or 0, default=None)
    if best is not None and best.bound is not None and best.bound <= at_most:
        return best.candidates().astype(np.int32)
    if circle is not None:
        n_slots = segment.head_of_slot.size
        n_unlocated = n_slots - segment.n_located_slots
        if (circle.places.size + n_unlocated) * segment.n_layers <= at_most:
            elsewhere = np.arange(segment.n_located_slots, n_slots)
            heads = np.unique(segment.head_of_slot[np.concatenate([circle.places, elsewhere])])
            return np.sort(segment.positions[expand(*segment.rows_of(heads))])
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


def one_by_one(
    conditions: Sequence[Condition], candidates: NDArray[np.int32]
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return those of these positions where all conditions are true, and possible."""
    true = np.ones(candidates.shape, dtype=np.bool_)
    possible = true.copy()
    for condition in conditions:
        true_here, possible_here = condition.at(candidates)
        true &= true_here
        possible &= possible_here
    return candidates[true], candidates[possible]
