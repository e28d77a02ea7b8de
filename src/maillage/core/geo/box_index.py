"""Which of many areas contain a point: boxes first, then the edges."""

from collections.abc import Iterable

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.core.geo.polygon import Edges, Geometry, edges_of, points_inside


class BoxIndex:
    """Many Polygons and MultiPolygons, numbered in the order given.

    Notes
    -----
    Geometries are split at the 180th meridian, as GeoJSON asks, so that longitudes compare.
    An empty geometry contains nothing.

    Raises
    ------
    ValueError : a geometry of another kind.

    Examples
    --------
    >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]]}
    >>> BoxIndex([square]).locate([0.5, 5.0], [1.5, 1.5])
    array([ 0, -1])
    """

    def __init__(self, geometries: Iterable[Geometry]) -> None:
        self._edges: list[Edges] = [edges_of(geometry) for geometry in geometries]
        boxes = np.array([_box(edges) for edges in self._edges], dtype=np.float64).reshape(-1, 4)
        self._south, self._west, self._north, self._east = boxes.T

    def __len__(self) -> int:
        return len(self._edges)

    def locate(self, latitudes: ArrayLike, longitudes: ArrayLike) -> NDArray[np.int64]:
        """Return, for each point, the number of the first area that contains it, or -1.

        Parameters
        ----------
        latitudes, longitudes : shape (n,), degrees; NaN gives -1

        Notes
        -----
        O(n log n + areas + for each area: its edges, and pairs of a point of its box and an edge at
        the latitude of that point).
        """
        lats = np.asarray(latitudes, dtype=np.float64)
        lons = np.asarray(longitudes, dtype=np.float64)
        if lats.shape != lons.shape or lats.ndim != 1:
            raise ValueError("latitudes and longitudes must be two rows of the same length")
        answer = np.full(lats.size, -1, dtype=np.int64)
        known = np.flatnonzero(np.isfinite(lats) & np.isfinite(lons))
        if known.size == 0 or not self._edges:
            return answer
        by_latitude = known[np.argsort(lats[known])]
        sorted_lats = lats[by_latitude]
        first = np.searchsorted(sorted_lats, self._south, "left")
        last = np.searchsorted(sorted_lats, self._north, "right")
        reached = (self._west <= lons[known].max()) & (self._east >= lons[known].min())
        for area in np.flatnonzero((first < last) & reached).tolist():
            points = by_latitude[first[area] : last[area]]
            points = points[
                (answer[points] < 0)
                & (lons[points] >= self._west[area])
                & (lons[points] <= self._east[area])
            ]
            if points.size:
                inside = points_inside(self._edges[area], lats[points], lons[points])
                answer[points[inside]] = area
        return answer

    def pairs(
        self, latitudes: ArrayLike, longitudes: ArrayLike
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return every (point, area) such that the area contains the point: areas may overlap.

        Parameters
        ----------
        latitudes, longitudes : shape (n,), degrees; NaN is nowhere

        Returns
        -------
        numbers of points and numbers of areas, same length, by area then by point

        Examples
        --------
        >>> square = {"type": "Polygon", "coordinates": [[[0, 0], [2, 0], [2, 1], [0, 1], [0, 0]]]}
        >>> [numbers.tolist() for numbers in BoxIndex([square, square]).pairs([0.5, 5.0], [1, 1])]
        [[0, 0], [0, 1]]
        """
        lats = np.asarray(latitudes, dtype=np.float64)
        lons = np.asarray(longitudes, dtype=np.float64)
        if lats.shape != lons.shape or lats.ndim != 1:
            raise ValueError("latitudes and longitudes must be two rows of the same length")
        known = np.flatnonzero(np.isfinite(lats) & np.isfinite(lons))
        by_latitude = known[np.argsort(lats[known])]
        sorted_lats = lats[by_latitude]
        first = np.searchsorted(sorted_lats, self._south, "left")
        last = np.searchsorted(sorted_lats, self._north, "right")
        points: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
        areas: list[NDArray[np.int64]] = [np.zeros(0, dtype=np.int64)]
        for area in np.flatnonzero(first < last).tolist():
            near = by_latitude[first[area] : last[area]]
            near = near[(lons[near] >= self._west[area]) & (lons[near] <= self._east[area])]
            if near.size:
                inside = near[points_inside(self._edges[area], lats[near], lons[near])]
                points.append(np.sort(inside))
                areas.append(np.full(inside.size, area, dtype=np.int64))
        return np.concatenate(points), np.concatenate(areas)

    def containing(self, latitude: float, longitude: float) -> tuple[int, ...]:
        """Return the numbers of all areas that contain a point, ascending."""
        in_box = (
            (self._south <= latitude)
            & (latitude <= self._north)
            & (self._west <= longitude)
            & (longitude <= self._east)
        )
        point = np.array([latitude]), np.array([longitude])
        return tuple(
            area
            for area in np.flatnonzero(in_box).tolist()
            if points_inside(self._edges[area], *point)[0]
        )


def _box(edges: Edges) -> tuple[float, float, float, float]:
    if edges.south_lat.size == 0:
        return (np.inf, np.inf, -np.inf, -np.inf)
    return (
        float(edges.south_lat.min()),
        float(min(edges.south_lon.min(), edges.north_lon.min())),
        float(edges.north_lat.max()),
        float(max(edges.south_lon.max(), edges.north_lon.max())),
    )
