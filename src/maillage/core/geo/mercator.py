"""The square of web maps: whole Earth on 2³² by 2³² units, and its tiles z/x/y.

Positions are whole numbers (a unit is 9 mm at the equator), so that which tile holds a point is a
shift of bits, and two tiles never disagree about a point on their border.
"""

from math import atan, degrees, pi, sinh

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.core.geo.distance import Box

Units = NDArray[np.int64]
# Web Mercator ends there: its square is as high as it is wide.
NORTHMOST = 85.051_128_779_806_59
UNITS = 1 << 32
DEEPEST = 24


def world_of(latitudes: ArrayLike, longitudes: ArrayLike) -> tuple[Units, Units]:
    """Return x (to the east) and y (to the south) of positions in degrees, units of the square.

    Parameters
    ----------
    latitudes, longitudes : same shape, finite; a latitude beyond 85.05° is brought back to it

    References
    ----------
    EPSG Guidance Note 7-2, "Popular Visualisation Pseudo Mercator" (method 1024).

    Examples
    --------
    >>> [int(v) / UNITS for v in world_of(0.0, 0.0)]
    [0.5, 0.5]
    """
    lats = np.radians(np.clip(np.asarray(latitudes, dtype=np.float64), -NORTHMOST, NORTHMOST))
    lons = np.asarray(longitudes, dtype=np.float64)
    x = np.floor((lons + 180) / 360 * UNITS)
    y = np.floor((1 - np.arctanh(np.sin(lats)) / pi) / 2 * UNITS)
    # The 180th meridian is the western edge, as in the tiles of everyone.
    return x.astype(np.int64) % UNITS, np.clip(y, 0, UNITS - 1).astype(np.int64)


def position_of(x: float, y: float) -> tuple[float, float]:
    """Return the (latitude, longitude), degrees, of a point of the square.

    Examples
    --------
    >>> position_of(UNITS / 2, UNITS / 2)
    (0.0, 0.0)
    """
    return degrees(atan(sinh(pi * (1 - 2 * y / UNITS)))), x / UNITS * 360 - 180


def tile_exists(z: int, x: int, y: int) -> bool:
    """Tell whether z/x/y is a tile of the Earth, not deeper than DEEPEST."""
    return 0 <= z <= DEEPEST and 0 <= x < 1 << z and 0 <= y < 1 << z


def tile_box(z: int, x: int, y: int, *, margin: float = 0.0) -> Box:
    """Return the box of a tile with a margin (part of its side), degrees.

    The box crosses the 180th meridian (west > east) when its margin does.

    Raises
    ------
    ValueError : no such tile.

    Examples
    --------
    >>> tile_box(1, 0, 0).west, tile_box(1, 0, 0).east
    (-180.0, 0.0)
    """
    if not tile_exists(z, x, y):
        raise ValueError(f"no tile {z}/{x}/{y}")
    side = UNITS / (1 << z)
    north, west = position_of((x - margin) * side, max(0.0, (y - margin) * side))
    south, east = position_of((x + 1 + margin) * side, min(float(UNITS), (y + 1 + margin) * side))
    if east - west >= 360:
        return Box(south, -180.0, north, 180.0)
    return Box(
        south, west + 360 if west < -180 else west, north, east - 360 if east > 180 else east
    )
