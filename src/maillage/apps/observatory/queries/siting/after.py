"""Minutes of everybody with the new places, and who finds them full when their room is limited."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.apps.observatory.queries.on_foot import nearest_on_foot, trips_on_foot
from maillage.apps.observatory.queries.siting.given import (
    FARTHEST_MIN,
    Candidate,
    Floats,
    Given,
    Ints,
    points_of,
)
from maillage.apps.observatory.queries.siting.wish import Aim, Wish
from maillage.core.siting import send

# A way that is longer by less is the same way.
_SAME_MIN = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class After:
    """Parts of the people of spots and their minutes; a spot whose place is full is in two parts.

    spot : shape (n_parts,), rank of the spot
    minutes, people : shape (n_parts,); NaN minutes where nothing can be said
    nearer : people whom each new place brings nearer, in their order
    crowded : shape (n_spots,), people who would go to a nearer new place if it had room
    """

    spot: Ints
    minutes: Floats
    people: Floats
    nearer: Sequence[float]
    crowded: Floats


def today_of(given: Given) -> After:
    """Return the minutes of today: no new place."""
    n = len(given.before)
    return After(np.arange(n), given.before, given.spots.people, (), np.zeros(n))


def after_of(
    wish: Wish, given: Given, chosen: Sequence[Candidate], *, longest: float | None = None
) -> After:
    """Return minutes with the new places.

    longest : the way that nobody passes, for the aim that shortens the longest
    """
    if not chosen:
        return today_of(given)
    if wish.room is not None:
        return _shared(wish, given, chosen, longest)
    spots = given.spots
    every = np.ones(len(chosen), dtype=bool)
    new = nearest_on_foot(spots.at, points_of(chosen), among=every, walker=wish.walker)
    # NaN stays NaN: nothing can be said of that spot, with or without a new place.
    minutes = np.where(np.isnan(given.before), np.nan, np.fmin(given.before, new.minutes))
    gains = _inside(given) & (new.minutes < given.before)
    nearer = [
        float(spots.people[gains & (new.place_index == rank)].sum()) for rank in range(len(chosen))
    ]
    n = len(minutes)
    return After(np.arange(n), minutes, spots.people, nearer, np.zeros(n))


def _shared(wish: Wish, given: Given, chosen: Sequence[Candidate], longest: float | None) -> After:
    """Return minutes when a new place receives only so many people of the zones.

    Who has no room goes to what is there today, as far as it is; places of today have no limit.
    """
    spots, before, n = given.spots, given.before, len(chosen)
    assert wish.room is not None
    new = np.full((len(before), n), np.inf)
    trips = trips_on_foot(
        spots.at, points_of(chosen), minutes=FARTHEST_MIN, walker=wish.walker
    )  # fmt: skip
    new[trips.area_index, trips.place_index] = trips.minutes
    nearest = new.min(axis=1)
    moves = np.flatnonzero(_inside(given) & (nearest < before) & (spots.people > 0))
    ways = np.column_stack([np.where(new < before[:, None], new, np.inf), before])[moves]
    people = spots.people[moves]
    bound = {Aim.COVER: float(wish.minutes), Aim.FEWEST: float(wish.minutes)}.get(wish.aim, longest)
    room = np.append(np.full(n, float(wish.room)), people.sum() + 1)
    sent = send(_weighed(ways, bound), people, room, everybody=True)
    if sent is None:  # the solver gave up: as if no place were new
        return today_of(given)
    took = ways[sent.point, sent.site]
    best = np.minimum(nearest, before)[moves][sent.point]
    farther = took > best + _SAME_MIN if bound is None else (took > bound) & (best <= bound)
    crowded = np.zeros(len(before))
    np.add.at(crowded, moves[sent.point[farther]], sent.people[farther])
    stay = np.setdiff1d(np.arange(len(before)), moves)
    return After(
        np.append(stay, moves[sent.point]),
        np.append(before[stay], took),
        np.append(spots.people[stay], sent.people),
        sent.by_site(n + 1)[:n].tolist(),
        crowded,
    )


def _weighed(ways: Floats, bound: float | None) -> Floats:
    """Return ways such that nobody passes the bound, or is without any, to shorten others' ways.

    To make room for one more, each new place gives way once at most.
    """
    most = float(ways[np.isfinite(ways)].max(initial=1.0))
    turns = ways.shape[1] + 1
    late = 0.0 if bound is None else most * turns
    weighed = ways.copy() if bound is None else ways + late * (ways > bound)
    # Nowhere to go today: the last column is open all the same, at a cost that none prefers.
    nowhere = np.isinf(weighed[:, -1])
    weighed[nowhere, -1] = (most + late) * turns
    return weighed


def _inside(given: Given) -> NDArray[np.bool_]:
    return np.isin(given.spots.zone, [zone.id for zone in given.zones])
