"""Distances on the sphere, and boxes around a point. Latitude always comes first."""

from dataclasses import dataclass
from math import asin, cos, degrees, pi, radians, sin, sqrt

import numpy as np
from numpy.typing import ArrayLike, NDArray

# Mean radius of the Earth, metres (Moritz 2000, Geodetic Reference System 1980,
# doi:10.1007/s001900050278, R1).
EARTH_RADIUS_M = 6_371_008.7714
# Boxes are this much wider, so that rounding never leaves out a point at the exact radius.
_MARGIN = 1e-9


def distance_m(
    latitude_1: float, longitude_1: float, latitude_2: float, longitude_2: float
) -> float:
    """Return the great-circle distance in metres between two points given in degrees.

    Notes
    -----
    Sphere of mean radius: within 0.56 % of the ellipsoid.

    References
    ----------
    Sinnott (1984), "Virtues of the Haversine", Sky and Telescope 68.

    Examples
    --------
    >>> round(distance_m(48.8566, 2.3522, 45.7640, 4.8357))
    391499
    """
    half_latitude = radians(latitude_2 - latitude_1) / 2
    half_longitude = radians(longitude_2 - longitude_1) / 2
    chord = (
        sin(half_latitude) ** 2
        + cos(radians(latitude_1)) * cos(radians(latitude_2)) * sin(half_longitude) ** 2
    )
    return 2 * EARTH_RADIUS_M * asin(min(1.0, sqrt(chord)))


def distances_m(
    latitude: float, longitude: float, latitudes: ArrayLike, longitudes: ArrayLike
) -> NDArray[np.float64]:
    """Return the distances in metres from one point to many, all in degrees.

    Parameters
    ----------
    latitudes, longitudes : same shape; NaN gives NaN

    Returns
    -------
    that shape, metres
    """
    lats = np.asarray(latitudes, dtype=np.float64)
    lons = np.asarray(longitudes, dtype=np.float64)
    half_latitude = np.radians(lats - latitude) / 2
    half_longitude = np.radians(lons - longitude) / 2
    chord = (
        np.sin(half_latitude) ** 2
        + cos(radians(latitude)) * np.cos(np.radians(lats)) * np.sin(half_longitude) ** 2
    )
    return np.asarray(2 * EARTH_RADIUS_M * np.arcsin(np.minimum(1.0, np.sqrt(chord))))


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in degrees. It crosses the 180th meridian when west > east."""

    south: float
    west: float
    north: float
    east: float

    @property
    def longitude_ranges(self) -> tuple[tuple[float, float], ...]:
        """One (west, east) with west <= east, or two when the box crosses the 180th meridian."""
        if self.west <= self.east:
            return ((self.west, self.east),)
        return ((self.west, 180.0), (-180.0, self.east))

    def contains(self, latitude: float, longitude: float) -> bool:
        """True when the point is inside or on the edge.

        Examples
        --------
        >>> wallis = box_around(-13.28, -176.20, 500_000)
        >>> wallis.contains(-13.0, 179.9)
        True
        """
        if not self.south <= latitude <= self.north:
            return False
        # The two names of the 180th meridian are one place.
        names = (longitude, -longitude) if abs(longitude) == 180 else (longitude,)
        return any(w <= name <= e for w, e in self.longitude_ranges for name in names)


def box_around(latitude: float, longitude: float, radius_m: float) -> Box:
    """Return the smallest box of degrees that holds every point within radius_m of a point.

    Parameters
    ----------
    latitude, longitude : degrees
    radius_m : metres, >= 0

    Returns
    -------
    a box with west > east when it crosses the 180th meridian, and with all longitudes when it
    holds a pole

    Raises
    ------
    ValueError : a negative radius.

    References
    ----------
    Bronstein, Handbook of Mathematics: the meridians that touch a circle of angular radius r
    at latitude p are asin(sin r / cos p) away.

    Examples
    --------
    >>> box_around(0.0, 179.0, 300_000).east < 0
    True
    """
    if not radius_m >= 0:
        raise ValueError("radius_m must be >= 0")
    angle = radius_m / EARTH_RADIUS_M * (1 + _MARGIN) + _MARGIN * 1e-3
    south = latitude - degrees(angle)
    north = latitude + degrees(angle)
    if south <= -90 or north >= 90 or angle >= pi / 2:
        return Box(max(south, -90.0), -180.0, min(north, 90.0), 180.0)
    reach = degrees(asin(min(1.0, sin(angle) / cos(radians(latitude))))) * (1 + _MARGIN)
    if reach >= 180:
        return Box(south, -180.0, north, 180.0)
    west, east = longitude - reach, longitude + reach
    if west <= -180:
        west += 360.0
    if east >= 180:
        east -= 360
    return Box(south, west, north, east)


def round_position(latitude: float, longitude: float, *, decimals: int = 5) -> tuple[float, float]:
    """Return (latitude, longitude) rounded; 5 decimals are about one metre, 3 about a street.

    Examples
    --------
    >>> round_position(50.6371234, 3.0630987, decimals=3)
    (50.637, 3.063)
    """
    # Adding 0.0 turns -0.0 into 0.0.
    return round(latitude, decimals) + 0.0, round(longitude, decimals) + 0.0
