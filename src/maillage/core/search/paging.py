"""The first places of a set, nearest first or by name, after a given one."""

from bisect import bisect_left, bisect_right
from math import sqrt
from typing import NamedTuple

import numpy as np

from maillage.core.search.bitsets import Ints, Words, contains, count, to_positions
from maillage.core.search.evaluation import Circle, Found
from maillage.core.search.query import Cursor, Query
from maillage.core.search.segment import Segment
from maillage.core.search.strips import FARTHEST_M, Floats, expand, metres_of, square_of

# Up to so many places are simply all measured.
_FEW = 2_000


class Ranked(NamedTuple):
    """One place in the order of the results; compares as it is sorted.

    order : 0 certain and located (or sorted by name), 1 certain without position, 2 and 3 the
        same for unknown
    """

    order: int
    metres: int
    name: str
    place_id: int
    segment: int
    slot: int


def first_places(
    segment: Segment, number: int, found: Found, query: Query, n_wanted: int
) -> list[Ranked]:
    """Return the first n_wanted places of one segment, in order, after query.after."""
    ranked: list[Ranked] = []
    groups = [(0, found.certain, found.n_certain)]
    if query.include_unknown and found.n_unknown:
        groups.append((2, found.possible & ~found.certain, found.n_unknown))
    for first_order, bits, size in groups:
        after = query.after
        if after is not None and not after.certain and first_order == 0:
            continue
        if after is not None and after.certain and first_order == 2:
            after = None
        if size and len(ranked) < n_wanted:
            ranked += _of_group(
                segment, number, first_order, bits, size, found.circle, query, after, n_wanted
            )
    return ranked[:n_wanted]


def _of_group(
    segment: Segment,
    number: int,
    order: int,
    bits: Words,
    size: int,
    circle: Circle | None,
    query: Query,
    after: Cursor | None,
    n_wanted: int,
) -> list[Ranked]:
    ids = segment.place_ids
    if query.near is None:
        slots = by_name(segment, bits, size, after, n_wanted)
        return [
            Ranked(order, 0, segment.names[slot], place_id, number, slot)
            for slot, place_id in zip(slots.tolist(), ids[slots].tolist(), strict=True)
        ]
    ranked: list[Ranked] = []
    if after is None or after.distance_m is not None:
        places, metres = nearest(segment, bits, circle, query.near, after, n_wanted)
        columns = (metres.tolist(), ids[places].tolist(), places.tolist())
        ranked = [
            Ranked(order, away, "", place_id, number, slot)
            for away, place_id, slot in zip(*columns, strict=True)
        ]
        after = None
    if len(ranked) < n_wanted and segment.n_located < segment.n_places:
        elsewhere = to_positions(bits & segment.unlocated)
        if after is not None:
            elsewhere = elsewhere[ids[elsewhere] > after.place_id]
        ranked += [
            Ranked(order + 1, 0, "", int(ids[slot]), number, slot)
            for slot in elsewhere[: n_wanted - len(ranked)].tolist()
        ]
    return ranked


def by_name(segment: Segment, bits: Words, size: int, after: Cursor | None, n_wanted: int) -> Ints:
    """Return the first places of a set in the order of their names."""
    order, start = segment.by_name, 0
    if after is not None:
        key = (after.name_key or "", after.place_id)
        names, ids = segment.names, segment.place_ids

        def key_at(rank: int) -> tuple[str, int]:
            slot = order[rank]
            return names[slot], int(ids[slot])

        start = bisect_right(range(order.size), key, key=key_at)
    if size <= _FEW:
        slots = to_positions(bits)
        ranks = np.sort(segment.name_rank[slots])
        return order[ranks[bisect_left(ranks, start) :][:n_wanted]]
    chosen: list[Ints] = []
    missing, step = n_wanted, 4 * n_wanted * order.size // size + 64
    while missing > 0 and start < order.size:
        part = order[start : start + step]
        part = part[contains(bits, part)][:missing]
        chosen.append(part)
        missing -= part.size
        start += step
        step *= 2
    return np.concatenate(chosen) if chosen else order[:0]


def nearest(
    segment: Segment,
    bits: Words,
    circle: Circle | None,
    near: tuple[float, float],
    after: Cursor | None,
    n_wanted: int,
) -> tuple[Ints, Ints]:
    """Return the nearest located places of a set and their metres, by (metres, place_id)."""
    strips = segment.strips
    if circle is not None:
        chosen = contains(bits, circle.places)
        return _sorted(segment, circle.places[chosen], circle.squares[chosen], after, n_wanted)
    located = bits & segment.located
    size = count(located)
    if size <= _FEW:
        places = to_positions(located)
        return _sorted(segment, places, strips.squares(*near, places), after, n_wanted)
    # More and more of the surroundings, until they hold enough of the set.
    share = size / strips.n
    radius_m = strips.likely_radius_m(*near, 2 * n_wanted / share)
    if after is not None and after.distance_m is not None:
        radius_m += after.distance_m
    while True:
        starts, lengths = strips.runs(*near, radius_m)
        n_here = int(lengths.sum())
        everywhere = n_here == strips.n or radius_m >= FARTHEST_M
        expected = n_here * share
        if expected < n_wanted and not everywhere:
            radius_m = int(radius_m * min(8.0, sqrt(2 * n_wanted / max(expected, 0.1)))) + 1
            continue
        places = expand(starts, lengths)
        places = places[contains(bits, places)]
        squares = strips.squares(*near, places)
        if not everywhere:
            # Of those further away than the radius, some were not looked at.
            inside = squares < square_of(radius_m - 1)
            places, squares = places[inside], squares[inside]
        answer = _sorted(segment, places, squares, after, n_wanted)
        if answer[0].size >= n_wanted or everywhere:
            return answer
        radius_m *= 2


def _sorted(
    segment: Segment, places: Ints, squares: Floats, after: Cursor | None, n_wanted: int
) -> tuple[Ints, Ints]:
    if after is not None and after.distance_m is not None:
        metres = metres_of(squares)
        later = (metres > after.distance_m) | (
            (metres == after.distance_m) & (segment.place_ids[places] > after.place_id)
        )
        places, squares = places[later], squares[later]
    if places.size > 4 * n_wanted:
        # All places of the metre of the last one are kept: identifiers decide among them.
        last = metres_of(np.partition(squares, n_wanted - 1)[n_wanted - 1 : n_wanted])
        near = squares <= square_of(int(last[0]) + 1)
        places, squares = places[near], squares[near]
    metres = metres_of(squares)
    order = np.lexsort((segment.place_ids[places], metres))[:n_wanted]
    return places[order], metres[order]
