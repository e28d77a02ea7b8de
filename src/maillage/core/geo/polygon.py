"""Areas drawn in GeoJSON: is a point inside, how far do they reach, where to write their name.

Geometries are GeoJSON as it is (RFC 7946: longitude first inside them, split at the 180th
meridian); every argument and answer of ours is latitude first.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import cos, radians
from typing import Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.core.geo.distance import Box

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Geometry = Mapping[str, Any]

# Pairs of a point and an edge looked at in one go: 16 MB a temporary array.
_BLOCK = 2_000_000
_SCAN_LINES = 31


@dataclass(frozen=True, slots=True)
class Edges:
    """All edges of a geometry, holes included, each from its southern end to its northern one.

    south_lat, south_lon, north_lat, north_lon : shape (n_edges,), degrees; level edges are left
        out: they never separate inside from outside
    """

    south_lat: Floats
    south_lon: Floats
    north_lat: Floats
    north_lon: Floats


def contains(geometry: Geometry, latitude: float, longitude: float) -> bool:
    """Return whether a Polygon or MultiPolygon, holes taken out, contains a point.

    Notes
    -----
    A point exactly on an edge shared by two areas is in exactly one of them.

    Examples
    --------
    >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]]}
    >>> contains(square, 0.5, 1.5), contains(square, 1.5, 0.5)
    (True, False)
    """
    inside = points_inside(edges_of(geometry), np.array([latitude]), np.array([longitude]))
    return bool(inside[0])


def points_inside(edges: Edges, latitudes: ArrayLike, longitudes: ArrayLike) -> Bools:
    """Return, for each point, whether it is inside what the edges enclose.

    Parameters
    ----------
    latitudes, longitudes : shape (n,), degrees; NaN is never inside

    Notes
    -----
    O(n log n + edges log n + pairs of a point and an edge at its latitude): an edge meets the
    points of its own latitudes only, a short stretch of those sorted from south to north.

    References
    ----------
    Shimrat (1962), "Algorithm 112: Position of point relative to polygon",
    doi:10.1145/368637.368653. An edge is always taken from south to north, so that two areas
    that share it compute the same crossing.
    """
    lats = np.asarray(latitudes, dtype=np.float64)
    lons = np.asarray(longitudes, dtype=np.float64)
    inside = np.zeros(lats.shape, dtype=np.bool_)
    if edges.south_lat.size == 0 or lats.size == 0:
        return inside
    northward = np.argsort(lats, kind="stable")
    lats, lons = lats[northward], lons[northward]
    first = np.searchsorted(lats, edges.south_lat, "left")
    n_met = np.searchsorted(lats, edges.north_lat, "left") - first
    slope = (edges.north_lon - edges.south_lon) / (edges.north_lat - edges.south_lat)
    met = np.flatnonzero(n_met)
    crossings = np.zeros(lats.size, dtype=np.int64)
    for some in _slices(n_met[met], _BLOCK):
        edge = np.repeat(met[some], n_met[met[some]])
        # The ranks of an edge's points follow one another: first, first + 1, …
        start = np.cumsum(n_met[met[some]]) - n_met[met[some]]
        point = np.arange(edge.size) + np.repeat(first[met[some]] - start, n_met[met[some]])
        crossing_lon = edges.south_lon[edge] + (lats[point] - edges.south_lat[edge]) * slope[edge]
        crossed = point[lons[point] < crossing_lon]
        crossings += np.bincount(crossed, minlength=lats.size)
    inside[northward] = crossings % 2 == 1
    return inside


def _slices(sizes: NDArray[np.int64], most: int) -> Iterator[slice]:
    """Cut rows in stretches of at most so many items, a row at least."""
    start, total = 0, np.cumsum(sizes)
    while start < sizes.size:
        before = total[start - 1] if start else 0
        end = max(start + 1, int(np.searchsorted(total, before + most, "right")))
        yield slice(start, end)
        start = end


def edges_of(geometry: Geometry) -> Edges:
    """Return the edges of a Polygon or MultiPolygon; ValueError for anything else."""
    parts = [ring for polygon in rings_of_polygons(geometry) for ring in polygon]
    starts = np.concatenate([ring[:-1] for ring in parts]) if parts else np.zeros((0, 2))
    ends = np.concatenate([ring[1:] for ring in parts]) if parts else np.zeros((0, 2))
    upward = starts[:, 1] <= ends[:, 1]
    south = np.where(upward[:, None], starts, ends)
    north = np.where(upward[:, None], ends, starts)
    slanted = south[:, 1] < north[:, 1]
    south, north = south[slanted], north[slanted]
    return Edges(south[:, 1], south[:, 0], north[:, 1], north[:, 0])


def bounds(geometry: Geometry) -> Box:
    """Return the smallest box around a Polygon or MultiPolygon.

    Notes
    -----
    Parts on both sides of the 180th meridian that touch it give a box with west > east.

    Raises
    ------
    ValueError : another kind of geometry, or an empty one.
    """
    outers = [np.concatenate(polygon) for polygon in rings_of_polygons(geometry) if polygon]
    if not outers:
        raise ValueError("an empty geometry has no bounds")
    points = np.concatenate(outers)
    (west, south), (east, north) = points.min(axis=0).tolist(), points.max(axis=0).tolist()
    if west == -180 and east == 180:
        middles = [(ring[:, 0].min() + ring[:, 0].max()) / 2 for ring in outers]
        western = [ring for ring, middle in zip(outers, middles, strict=True) if middle > 0]
        eastern = [ring for ring, middle in zip(outers, middles, strict=True) if middle <= 0]
        if western and eastern:
            split_west = min(float(ring[:, 0].min()) for ring in western)
            split_east = max(float(ring[:, 0].max()) for ring in eastern)
            if split_east < split_west:
                west, east = split_west, split_east
    return Box(south, west, north, east)


def label_point(geometry: Geometry) -> tuple[float, float]:
    """Return a (latitude, longitude) well inside a geometry: where its name can be written.

    Notes
    -----
    The middle of a stretch of a level line through the largest part, the one that is farthest
    from any edge among about a hundred. A part without area gives its first vertex.

    Raises
    ------
    ValueError : another kind of geometry, or an empty one.
    """
    polygons = [polygon for polygon in rings_of_polygons(geometry) if polygon]
    if not polygons:
        raise ValueError("an empty geometry has no label point")
    largest = max(polygons, key=lambda polygon: _area(polygon[0]))
    edges = edges_of({"type": "Polygon", "coordinates": [ring.tolist() for ring in largest]})
    if edges.south_lat.size == 0:
        return float(largest[0][0, 1]), float(largest[0][0, 0])
    south, north = float(edges.south_lat.min()), float(edges.north_lat.max())
    squeeze = cos(radians((south + north) / 2))
    best, best_room = (float(largest[0][0, 1]), float(largest[0][0, 0])), -1.0
    for latitude in np.linspace(south, north, _SCAN_LINES + 2)[1:-1].tolist():
        crossed = (edges.south_lat <= latitude) & (latitude < edges.north_lat)
        share = (latitude - edges.south_lat) / (edges.north_lat - edges.south_lat)
        crossings = np.sort(
            (edges.south_lon + share * (edges.north_lon - edges.south_lon))[crossed]
        )
        for west, east in crossings.reshape(-1, 2).tolist():
            longitude = (west + east) / 2
            room = _room(largest, latitude, longitude, squeeze)
            if room > best_room and points_inside(edges, [latitude], [longitude])[0]:
                best, best_room = (latitude, longitude), room
    return best


def _room(polygon: list[Floats], latitude: float, longitude: float, squeeze: float) -> float:
    """Distance from a point to the nearest edge, in degrees of latitude."""
    nearest = float("inf")
    for ring in polygon:
        xy = (ring - (longitude, latitude)) * (squeeze, 1.0)
        start, along = xy[:-1], xy[1:] - xy[:-1]
        length = (along**2).sum(axis=1)
        share = np.zeros(length.shape)
        np.divide(-(start * along).sum(axis=1), length, out=share, where=length > 0)
        foot = start + np.clip(share, 0, 1)[:, None] * along
        nearest = min(nearest, float(np.sqrt((foot**2).sum(axis=1)).min()))
    return nearest


def _area(ring: Floats) -> float:
    x, y = (ring - ring[0]).T
    squeeze = float(np.cos(np.radians(ring[:, 1].mean())))
    return abs(float((x[:-1] * y[1:] - x[1:] * y[:-1]).sum())) / 2 * squeeze


def rings_of_polygons(geometry: Geometry) -> list[list[Floats]]:
    """Return the rings of each polygon, closed, as arrays of (longitude, latitude), degrees.

    Returns
    -------
    for each polygon its rings, the outer one first, each of shape (n, 2)

    Raises
    ------
    ValueError : another kind of geometry, or coordinates that are not rings.
    """
    kind = geometry.get("type") if isinstance(geometry, Mapping) else None
    if kind not in ("Polygon", "MultiPolygon"):
        raise ValueError(f"a Polygon or MultiPolygon is needed, not {kind!r}")
    coordinates = geometry.get("coordinates") or []
    polygons = [coordinates] if kind == "Polygon" else coordinates
    try:
        return [[_ring(ring) for ring in polygon] for polygon in polygons if polygon]
    except (TypeError, IndexError) as error:
        raise ValueError("the coordinates are not rings of [longitude, latitude]") from error


def _ring(ring: Any) -> Floats:
    points = np.array([point[:2] for point in ring], dtype=np.float64)
    if points.ndim != 2 or points.shape[1] != 2 or len(points) < 3:
        raise ValueError("a ring needs at least three [longitude, latitude]")
    if not np.isfinite(points).all():
        raise ValueError("a ring has a coordinate that is not a finite number")
    if (points[0] != points[-1]).any():
        points = np.concatenate([points, points[:1]])
    return points
