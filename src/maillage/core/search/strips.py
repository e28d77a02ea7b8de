"""Places sorted so that any box is a few runs: strips of longitude, then latitude.

Strips hold as many places each, wherever they are: a dense city, its country and islands on the
other side of the Earth fit in one order, which cells of one size would not do.
"""

from math import ceil, cos, floor, pi, radians, sin, sqrt

import numpy as np
from numpy.typing import NDArray

from maillage.core.geo import EARTH_RADIUS_M, Box, box_around
from maillage.core.search.bitsets import Ints

Floats = NDArray[np.float64]

# Keys are strip * _STRIDE + latitude + 90: with a million strips a float still tells 0.1 mm.
_STRIDE = 256.0
_KEY_MARGIN_DEG = 1e-6
# Farther than any place of the Earth, metres.
FARTHEST_M = 20_100_000


def strip_order(latitudes: Floats, longitudes: Floats) -> tuple[Ints, Ints]:
    """Return the order of the places, and the strip of each in that order.

    Parameters
    ----------
    latitudes, longitudes : shape (n,), degrees, finite
    """
    n = latitudes.size
    n_strips = max(1, ceil(sqrt(n / 2)))
    by_longitude = np.argsort(longitudes, kind="stable")
    strip = np.empty(n, dtype=np.int64)
    strip[by_longitude] = np.arange(n) * n_strips // max(n, 1)
    order = np.lexsort((latitudes, strip))
    return order, strip[order]


class Strips:
    """Finds the places in a box or near a point. Places are numbered in strip order."""

    def __init__(self, latitudes: Floats, longitudes: Floats, strip: Ints) -> None:
        self.n = latitudes.size
        self._keys = strip * _STRIDE + (latitudes + 90)
        starts = np.flatnonzero(np.diff(strip, prepend=-1)) if self.n else np.zeros(0, np.int64)
        self._strip_numbers = strip[starts]
        self._west = np.minimum.reduceat(longitudes, starts) if self.n else longitudes
        self._east = np.maximum.reduceat(longitudes, starts) if self.n else longitudes
        self._xyz = _unit_vectors(latitudes, longitudes)

    def runs(self, latitude: float, longitude: float, radius_m: float) -> tuple[Ints, Ints]:
        """Return starts and lengths of runs that hold every place within radius_m of a point."""
        return self.runs_in(box_around(latitude, longitude, radius_m))

    def runs_in(self, box: Box) -> tuple[Ints, Ints]:
        """Return starts and lengths of runs that hold every place of a box, and some near it."""
        parts = []
        for west, east in box.longitude_ranges:
            first = int(np.searchsorted(self._east, west, "left"))
            last = int(np.searchsorted(self._west, east, "right"))
            parts.append(self._strip_numbers[first:last])
        strips = parts[0] if len(parts) == 1 else np.unique(np.concatenate(parts))
        base = strips * _STRIDE + 90
        starts = np.searchsorted(self._keys, base + (box.south - _KEY_MARGIN_DEG), "left")
        ends = np.searchsorted(self._keys, base + (box.north + _KEY_MARGIN_DEG), "right")
        return starts, ends - starts

    def within(self, latitude: float, longitude: float, radius_m: float) -> tuple[Ints, Floats]:
        """Return the places whose distance in whole metres is <= radius_m, and their squares."""
        places = expand(*self.runs(latitude, longitude, radius_m + 1))
        squares = self.squares(latitude, longitude, places)
        near = squares < square_of(floor(radius_m) + 0.5)
        return places[near], squares[near]

    def squares(self, latitude: float, longitude: float, places: Ints) -> Floats:
        """Return the squared chords from a point, on a sphere of radius 1: quick to compare."""
        point_x, point_y, point_z = _unit_vector(latitude, longitude)
        x, y, z = self._xyz
        squared: Floats = (x[places] - point_x) ** 2
        squared += (y[places] - point_y) ** 2
        squared += (z[places] - point_z) ** 2
        return squared

    def likely_radius_m(self, latitude: float, longitude: float, n_wanted: float) -> int:
        """Return a radius that may hold about n_wanted places: a guess from the nearest strip."""
        at = min(int(np.searchsorted(self._east, longitude, "left")), self._east.size - 1)
        key = self._strip_numbers[at] * _STRIDE + (latitude + 90)
        middle = int(np.searchsorted(self._keys, key))
        sample = np.arange(max(0, middle - 8), min(self.n, middle + 8))
        squares = np.sort(self.squares(latitude, longitude, sample))
        scale = max(50.0, EARTH_RADIUS_M * sqrt(float(squares[squares.size // 2])))
        return int(min(FARTHEST_M, scale * sqrt(max(n_wanted, 1) / 64)))


def metres_of(squares: Floats) -> Ints:
    """Return the distances in whole metres of these squared chords."""
    half_chord = np.minimum(1.0, np.sqrt(squares) / 2)
    return np.rint(2 * EARTH_RADIUS_M * np.arcsin(half_chord)).astype(np.int64)


def square_of(metres: float) -> float:
    """Return the squared chord of a distance: it grows with it, up to the antipode."""
    angle = min(max(metres, 0.0) / EARTH_RADIUS_M, pi)
    return (2 * sin(angle / 2)) ** 2


def expand(starts: Ints, lengths: Ints) -> Ints:
    """Return all integers of runs, one run after another.

    Examples
    --------
    >>> expand(np.array([3, 10]), np.array([2, 3]))
    array([ 3,  4, 10, 11, 12])
    """
    ends = np.cumsum(lengths)
    total = int(ends[-1]) if ends.size else 0
    return np.repeat(starts - (ends - lengths), lengths) + np.arange(total)


def _unit_vectors(latitudes: Floats, longitudes: Floats) -> Floats:
    lats, lons = np.radians(latitudes), np.radians(longitudes)
    return np.stack([np.cos(lats) * np.cos(lons), np.cos(lats) * np.sin(lons), np.sin(lats)])


def _unit_vector(latitude: float, longitude: float) -> tuple[float, float, float]:
    lat, lon = radians(latitude), radians(longitude)
    return cos(lat) * cos(lon), cos(lat) * sin(lon), sin(lat)
