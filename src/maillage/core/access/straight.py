"""The nearest place, and the trips, by straight lines on the sphere times a detour."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike
from scipy.spatial import cKDTree

from maillage.core.access.points import (
    CHUNK,
    Flags,
    Floats,
    Ints,
    Points,
    chord_of_m,
    metres_of_chords,
    tree_of,
)
from maillage.core.access.travel import DETOUR, UNHURRIED, Travel, Walker, Way
from maillage.core.access.trips import Trips

NONE = -1


@dataclass(frozen=True, slots=True, eq=False)
class Nearest:
    """The nearest place of each area.

    place_index : shape (n_areas,), -1 where there is none
    metres : shape (n_areas,), of straight line or of street; inf where there is none
    minutes : shape (n_areas,); inf where there is none within the limit, NaN where the position
        of the area is not known or far from any street: nothing can be said
    travel : how the minutes were worked out
    n_places_left_out : how many of the places asked for have no position that can be used
    """

    place_index: Ints
    metres: Floats
    minutes: Floats
    travel: Travel
    n_places_left_out: int

    @property
    def unknown(self) -> Flags:
        """Shape (n_areas,), True where nothing can be said."""
        return np.isnan(self.minutes)

    @property
    def out_of_reach(self) -> Flags:
        """Shape (n_areas,), True where it is known that no place is within the limit."""
        return np.isinf(self.minutes)


def nearest(
    areas: Points,
    places: Points,
    *,
    among: ArrayLike | None = None,
    limit_m: float = inf,
    walker: Walker = UNHURRIED,
    detour: float = DETOUR,
    workers: int | None = None,
) -> Nearest:
    """Return the nearest place of each area by straight line.

    Parameters
    ----------
    among : shape (n_places,), True for the places to look at (those open at a moment); all by
        default
    limit_m : straight line past which a place is out of reach
    walker, detour : minutes are metres x detour / speed
    workers : threads; None: what the standard library takes for this machine

    Returns
    -------
    great-circle metres, within 0.56 % of the ellipsoid; of two places at one spot the first of
    the list, of two as far one of both

    Raises
    ------
    ValueError : flags of another size, a limit that is not a number >= 0.

    Notes
    -----
    A tree of points in space: no projection to choose, overseas and the 180th meridian are as
    elsewhere. O(n log m) time; 20 bytes an area.

    Examples
    --------
    >>> wallis, places = Points.of([-13.3], [-176.2]), Points.of([-13.3, -13.3], [179.9, -170.0])
    >>> nearest(wallis, places).place_index.tolist()
    [0]
    """
    if not limit_m >= 0:
        raise ValueError(f"a limit is a number of metres >= 0: {limit_m}")
    looked_at = flags_of(among, len(places))
    usable = places.known & looked_at
    left_out = int((looked_at & ~places.known).sum())
    travel = Travel(Way.STRAIGHT, walker, detour)
    chosen = np.flatnonzero(usable).astype(np.int32)
    place_index = np.full(len(areas), NONE, np.int32)
    metres = np.full(len(areas), inf)
    if len(chosen):
        tree, first = tree_of(places.taken(chosen))
        numbers = np.append(chosen[first], np.int32(NONE))
        # Inside the bound only what is strictly nearer is looked for: the limit itself counts.
        bound = np.nextafter(chord_of_m(limit_m), inf) if limit_m < inf else inf

        def answer(begin: int) -> None:
            piece = slice(begin, begin + CHUNK)
            chords, found = _asked(tree, areas.taken(piece), bound)
            metres[piece] = metres_of_chords(chords)
            place_index[piece] = numbers[found]

        # By blocks and not inside the tree: sines and roots are shared between cores as well.
        with ThreadPoolExecutor(workers) as pool:
            list(pool.map(answer, range(0, len(areas), CHUNK)))
    minutes = metres * travel.minutes_per_metre()
    minutes[~areas.known] = np.nan
    return Nearest(place_index, metres, minutes, travel, left_out)


def _asked(tree: cKDTree, areas: Points, bound: float) -> tuple[Floats, Ints]:
    """Return the chord to the nearest leaf and its number; inf and the size of the tree if none."""
    known = areas.known
    xyz = areas.on_unit_sphere()
    if known.all():
        chords, found = tree.query(xyz, distance_upper_bound=bound)
        return chords, found
    chords, found = np.full(len(areas), inf), np.full(len(areas), tree.n)
    chords[known], found[known] = tree.query(xyz[known], distance_upper_bound=bound)
    return chords, found


def flags_of(among: ArrayLike | None, size: int) -> Flags:
    """Return which places are asked for, all of them by default, or raise ValueError."""
    if among is None:
        return np.ones(size, np.bool_)
    flags = np.asarray(among)
    if flags.dtype != np.bool_ or flags.shape != (size,):
        raise ValueError(f"one flag for each of the {size} places")
    return flags


def straight_trips(
    areas: Points,
    places: Points,
    *,
    minutes: float,
    walker: Walker = UNHURRIED,
    detour: float = DETOUR,
) -> Trips:
    """Return the trips of at most some minutes, by straight line times a detour.

    Parameters
    ----------
    minutes : the longest trip kept, included
    walker, detour : minutes are metres x detour / speed

    Returns
    -------
    the table; areas and places without a position have no trip

    Raises
    ------
    ValueError : minutes that are not a finite number >= 0.

    Notes
    -----
    Areas are taken by blocks of neighbours in the list: memory is that of the trips found, and
    of one block. 12 bytes a trip.

    Examples
    --------
    >>> line = Points.of([48.0, 48.0], [2.0, 2.01])
    >>> straight_trips(line, line, minutes=10).minutes.round(1).tolist()
    [0.0, 0.0]
    """
    if not 0 <= minutes < inf:
        raise ValueError(f"say the longest trip, in minutes: {minutes}")
    travel = Travel(Way.STRAIGHT, walker, detour)
    per_metre = travel.minutes_per_metre()
    radius = chord_of_m(minutes / per_metre) * (1 + 1e-12)
    placed, lived = np.flatnonzero(places.known), np.flatnonzero(areas.known)
    tree = cKDTree(places.taken(placed).on_unit_sphere().reshape(-1, 3))
    found = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
    for begin in range(0, len(lived) if len(placed) else 0, CHUNK):
        block = lived[begin : begin + CHUNK]
        area_tree = cKDTree(areas.taken(block).on_unit_sphere())
        pairs = area_tree.sparse_distance_matrix(tree, radius, output_type="ndarray")
        pairs.sort(order=["i", "j"])
        took = metres_of_chords(pairs["v"]) * per_metre
        keep = took <= minutes
        found.append((block[pairs["i"][keep]], placed[pairs["j"][keep]], took[keep]))
    area_index, place_index, costs = (np.concatenate(part) for part in zip(*found, strict=True))
    return Trips.of(
        area_index,
        place_index,
        costs,
        n_areas=len(areas),
        n_places=len(places),
        travel=travel,
    )
