"""How far points are from an area: nothing inside, else the way to its nearest edge."""

from math import radians

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.geo.distance import EARTH_RADIUS_M
from maillage.core.geo.polygon import (
    Floats,
    Geometry,
    edges_of,
    points_inside,
    rings_of_polygons,
)

M_PER_DEGREE = EARTH_RADIUS_M * radians(1)
# Points times edges measured in one go: 16 MB a temporary array.
_BLOCK = 2_000_000


def distances_to_area_m(geometry: Geometry, latitudes: ArrayLike, longitudes: ArrayLike) -> Floats:
    """Return the distance in metres from each point to a Polygon or MultiPolygon, 0 inside.

    Parameters
    ----------
    latitudes, longitudes : shape (n,), degrees; NaN gives NaN

    Returns
    -------
    shape (n,), metres; inf when the area is empty

    Notes
    -----
    The Earth is taken as flat around each point: within 1 % up to 50 km of it, which is what
    "at less than 500 m of the neighbourhood" needs. Edges do not cross the 180th meridian.

    Examples
    --------
    >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]]}
    >>> distances_to_area_m(square, [0.5, 1.01], [1.0, 1.0]).round().tolist()
    [0.0, 1112.0]
    """
    lats = np.asarray(latitudes, dtype=np.float64)
    lons = np.asarray(longitudes, dtype=np.float64)
    rings = [ring for polygon in rings_of_polygons(geometry) for ring in polygon]
    answer = np.where(np.isfinite(lats) & np.isfinite(lons), np.inf, np.nan)
    if not rings:
        return answer
    starts = np.concatenate([ring[:-1] for ring in rings])
    ends = np.concatenate([ring[1:] for ring in rings])
    step = max(1, _BLOCK // len(starts))
    for first in range(0, lats.size, step):
        piece = slice(first, first + step)
        answer[piece] = _to_edges(lats[piece], lons[piece], starts, ends)
    inside = points_inside(edges_of(geometry), lats, lons)
    return np.where(inside, 0.0, answer)


def _to_edges(lats: Floats, lons: Floats, starts: Floats, ends: Floats) -> Floats:
    """Distances in metres from points to the nearest of the edges, in the plane of each point."""
    squeeze = np.cos(np.radians(lats))[:, None]
    start_x = (starts[:, 0] - lons[:, None]) * squeeze
    start_y = starts[:, 1] - lats[:, None]
    along_x = (ends[:, 0] - starts[:, 0]) * squeeze
    along_y = np.broadcast_to(ends[:, 1] - starts[:, 1], along_x.shape)
    length = along_x**2 + along_y**2
    share = np.zeros(length.shape)
    np.divide(-(start_x * along_x + start_y * along_y), length, out=share, where=length > 0)
    share = np.clip(share, 0, 1)
    away = np.hypot(start_x + share * along_x, start_y + share * along_y)
    return np.asarray(away.min(axis=1) * M_PER_DEGREE)
