"""How much of small squares lies inside an area: exactly, where its edge cuts them."""

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.spatial import cKDTree

from maillage.core.geo.polygon import Geometry, edges_of, points_inside, rings_of_polygons

Floats = NDArray[np.float64]


def shares_inside(geometry: Geometry, corners: ArrayLike) -> Floats:
    """Return the part of each quadrilateral that is inside a Polygon or MultiPolygon, 0 to 1.

    Parameters
    ----------
    corners : shape (n, 4, 2), (latitude, longitude) of the corners of each, convex, in order,
        whichever way they turn; a few hundred metres wide, far from a pole and from the 180th
        meridian

    Notes
    -----
    A part of an area is the same in degrees and in metres: nothing is projected. Squares that no
    edge comes near are inside or outside as their middle is; the others have the area cut by their
    four sides (Sutherland and Hodgman 1974, doi:10.1145/360767.360802), holes taken off. Parts of
    a MultiPolygon that overlap count once: never more than the whole square.

    Examples
    --------
    >>> area = {"type": "Polygon", "coordinates": [[[0, 0], [3, 0], [3, 1], [0, 1], [0, 0]]]}
    >>> shares_inside(area, [[[0.5, 0.5], [0.5, 1.5], [1.5, 1.5], [1.5, 0.5]]]).tolist()
    [0.5]
    """
    quads = np.asarray(corners, dtype=np.float64).reshape(-1, 4, 2)[:, :, ::-1]  # (x, y)
    middles = quads.mean(axis=1)
    shares = points_inside(edges_of(geometry), middles[:, 1], middles[:, 0]).astype(np.float64)
    polygons = rings_of_polygons(geometry)
    rings = [ring for polygon in polygons for ring in polygon]
    if not len(quads) or not rings:
        return shares
    for number in _near(quads, middles, rings).tolist():
        quad = quads[number]
        x, y = quad.T
        whole = _area(x, y)
        if whole == 0:
            continue
        quad = quad if whole > 0 else quad[::-1]
        inside = 0.0
        for outer, *holes in polygons:
            inside += _cut_area(outer, quad) - sum(_cut_area(hole, quad) for hole in holes)
        shares[number] = min(1.0, max(0.0, inside / abs(whole)))
    return shares


def _near(quads: Floats, middles: Floats, rings: list[Floats]) -> NDArray[np.int64]:
    """Return the quadrilaterals that an edge may cut, a few more perhaps."""
    # Degrees of longitude are shorter: as if they were as long as those of latitude.
    squeeze = np.array([np.cos(np.radians(middles[:, 1].mean())), 1.0])
    reach = float(np.sqrt((((quads - middles[:, None]) * squeeze) ** 2).sum(axis=2)).max())
    south_west, north_east = quads.min(axis=(0, 1)), quads.max(axis=(0, 1))
    spots = []
    for ring in rings:
        starts, ends = ring[:-1], ring[1:]
        # Only edges whose box meets that of the squares.
        low, high = np.minimum(starts, ends), np.maximum(starts, ends)
        met = ((low <= north_east) & (high >= south_west)).all(axis=1)
        starts, along = starts[met], (ends - starts)[met]
        steps = np.ceil(np.hypot(*(along * squeeze).T) / reach).astype(np.int64) + 1
        edge = np.repeat(np.arange(len(starts)), steps)
        rank = np.arange(len(edge)) - np.repeat(np.cumsum(steps) - steps, steps)
        spots.append(starts[edge] + along[edge] * (rank / steps[edge])[:, None])
    every = np.concatenate(spots)
    if not len(every):
        return np.zeros(0, dtype=np.int64)
    # A point of an edge is half a step from a spot at most, one when it is the last.
    gap, _at = cKDTree(every * squeeze).query(middles * squeeze, distance_upper_bound=2.1 * reach)
    return np.flatnonzero(np.isfinite(gap))


def _cut_area(ring: Floats, quad: Floats) -> float:
    """Return the area of what a ring and a convex quadrilateral (anticlockwise) share."""
    points = ring[:-1]
    # From the corner of the square: areas of a millionth of a degree are not lost in the digits.
    origin = quad[0]
    points = points - origin
    sides = quad - origin
    for start, end in zip(sides, np.roll(sides, -1, axis=0), strict=True):
        if not len(points):
            return 0.0
        along = end - start
        left = along[0] * (points[:, 1] - start[1]) - along[1] * (points[:, 0] - start[0])
        inside = left >= 0
        if inside.all():
            continue
        following, then = np.roll(points, -1, axis=0), np.roll(left, -1)
        crosses = inside != (then >= 0)
        share = np.zeros(len(points))
        np.divide(left, left - then, out=share, where=crosses)
        cut = points + share[:, None] * (following - points)
        # Each vertex that is kept, then the crossing that follows it.
        both = np.stack([points, cut], axis=1).reshape(-1, 2)
        points = both[np.stack([inside, crosses], axis=1).reshape(-1)]
    return abs(_area(*points.T)) if len(points) > 2 else 0.0


def _area(x: Floats, y: Floats) -> float:
    """Return the signed area of a polygon, above 0 anticlockwise."""
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2
