"""Which places stand inside an outline and which just outside: one rule for every page."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.core.geo import Box, box_around, distances_to_area_m

Ranks = NDArray[np.intp]


def inside_and_near(
    geometry: Any, latitudes: Any, longitudes: Any, *, within_m: float
) -> tuple[Ranks, Ranks]:
    """Return the ranks of the points inside an outline, and of those outside but near.

    `geometry` is GeoJSON, (n,) degrees. Near: at most `within_m` metres in a straight line from
    the outline, the nearest first. A point on the outline is inside.
    """
    away_m = distances_to_area_m(geometry, latitudes, longitudes)
    near = np.flatnonzero((away_m > 0) & (away_m <= within_m))
    return np.flatnonzero(away_m == 0), near[np.argsort(away_m[near], kind="stable")]


def wider(box: tuple[float, float, float, float], within_m: float) -> Box:
    """Return a box (south, west, north, east) with a margin that leaves no near place out."""
    south, west, north, east = box
    # The margin of longitude is the widest at the end that is nearest a pole.
    around = box_around(max(south, north, key=abs), 0.0, within_m)
    margin = (around.north - around.south) / 2
    return Box(
        max(-90.0, south - margin),
        max(-180.0, west - around.east),
        min(90.0, north + margin),
        min(180.0, east + around.east),
    )
