"""Metres of French map projections to degrees and back, for many points at once.

Two families: Lambert conformal conic with two parallels (mainland, New Caledonia), and transverse
Mercator (UTM, overseas). All are on GRS80, whose difference from WGS84 is a tenth of a millimetre.

References
----------
IGN, "Projection cartographique conique conforme de Lambert" (NTG 71): algorithms ALG0001 to
ALG0004, ALG0021, ALG0054. IGN, "Projection cartographique Mercator transverse" (NTG 76).
Karney (2011), "Transverse Mercator with an accuracy of a few nanometers", Journal of Geodesy 85,
equations 7 to 36, series of Krüger cut after the fourth order.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from math import asinh, atanh, cos, exp, log, radians, sin, sqrt
from types import MappingProxyType
from typing import Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

Numbers = NDArray[np.float64]

SEMI_MAJOR_M = 6_378_137.0
FLATTENING = 1 / 298.257222101
ECCENTRICITY = sqrt(FLATTENING * (2 - FLATTENING))
# Each round divides the error by more than a hundred: eight reach the last bit of a double.
_ROUNDS = 8


class UnknownProjection(ValueError):
    """The code is not one of those that `PROJECTIONS` lists; the message is French."""


class Projection(Protocol):
    """A plane of metres: x to the east, y to the north."""

    def forward(self, latitude: Numbers, longitude: Numbers) -> tuple[Numbers, Numbers]:
        """Return x and y in metres of points in radians."""
        ...

    def inverse(self, x_m: Numbers, y_m: Numbers) -> tuple[Numbers, Numbers]:
        """Return latitude and longitude in radians of points in metres."""
        ...


def isometric_latitude(latitude: ArrayLike, eccentricity: float = ECCENTRICITY) -> Numbers:
    """Return the isometric latitude of geodetic latitudes in radians (ALG0001).

    Examples
    --------
    >>> round(float(isometric_latitude(0.872664626, 0.08199188998)), 11)
    1.00552653649
    """
    sine = np.sin(np.asarray(latitude, dtype=np.float64))
    return np.asarray(np.arctanh(sine) - eccentricity * np.arctanh(eccentricity * sine))


def latitude_of_isometric(isometric: ArrayLike, eccentricity: float = ECCENTRICITY) -> Numbers:
    """Return the geodetic latitudes, in radians, of isometric latitudes (ALG0002).

    Examples
    --------
    >>> round(float(latitude_of_isometric(1.00552653648, 0.08199188998)), 9)
    0.872664626
    """
    given = np.asarray(isometric, dtype=np.float64)
    latitude = np.arctan(np.sinh(given))
    for _ in range(_ROUNDS):
        shift = eccentricity * np.arctanh(eccentricity * np.sin(latitude))
        latitude = np.arctan(np.sinh(given + shift))
    return np.asarray(latitude)


@dataclass(frozen=True, slots=True)
class Lambert:
    """A Lambert conformal conic projection, by the constants that IGN publishes for it.

    n, c_m : exponent, and constant in metres
    longitude : central meridian, radians
    x_m, y_m : the pole in the plane
    """

    n: float
    c_m: float
    longitude: float
    x_m: float
    y_m: float
    eccentricity: float = ECCENTRICITY

    def forward(self, latitude: Numbers, longitude: Numbers) -> tuple[Numbers, Numbers]:
        """Return x and y in metres of points in radians (ALG0003)."""
        radius = self.c_m * np.exp(-self.n * isometric_latitude(latitude, self.eccentricity))
        angle = self.n * (longitude - self.longitude)
        return self.x_m + radius * np.sin(angle), self.y_m - radius * np.cos(angle)

    def inverse(self, x_m: Numbers, y_m: Numbers) -> tuple[Numbers, Numbers]:
        """Return latitude and longitude in radians of points in metres (ALG0004)."""
        # In the south n and c are negative: the cone opens the other way.
        side = 1.0 if self.n > 0 else -1.0
        east, south = side * (x_m - self.x_m), side * (self.y_m - y_m)
        isometric = -np.log(np.hypot(east, south) / abs(self.c_m)) / self.n
        longitude = self.longitude + np.arctan2(east, south) / self.n
        return latitude_of_isometric(isometric, self.eccentricity), longitude


def _secant(
    parallels: tuple[float, float], origin: tuple[float, float], x_m: float, y_m: float
) -> Lambert:
    """Return the Lambert projection that keeps lengths on two parallels (ALG0054), in degrees.

    parallels : latitudes
    origin : latitude and longitude of the point whose coordinates are x_m and y_m
    """
    first, second = (radians(degrees) for degrees in parallels)
    isometric_1, isometric_2, isometric_0 = (
        asinh(sin(angle) / cos(angle)) - ECCENTRICITY * atanh(ECCENTRICITY * sin(angle))
        for angle in (first, second, radians(origin[0]))
    )
    # Radius of each parallel: great normal times cosine.
    radius_1, radius_2 = (
        SEMI_MAJOR_M * cos(angle) / sqrt(1 - (ECCENTRICITY * sin(angle)) ** 2)
        for angle in (first, second)
    )
    n = log(radius_2 / radius_1) / (isometric_1 - isometric_2)
    c_m = radius_1 * exp(n * isometric_1) / n
    return Lambert(n, c_m, radians(origin[1]), x_m, y_m + c_m * exp(-n * isometric_0))


_N = FLATTENING / (2 - FLATTENING)  # third flattening
_RECTIFYING_RADIUS_M = SEMI_MAJOR_M / (1 + _N) * (1 + _N**2 / 4 + _N**4 / 64)
_ALPHA = (
    _N / 2 - 2 / 3 * _N**2 + 5 / 16 * _N**3 + 41 / 180 * _N**4,
    13 / 48 * _N**2 - 3 / 5 * _N**3 + 557 / 1_440 * _N**4,
    61 / 240 * _N**3 - 103 / 140 * _N**4,
    49_561 / 161_280 * _N**4,
)
_BETA = (
    _N / 2 - 2 / 3 * _N**2 + 37 / 96 * _N**3 - 1 / 360 * _N**4,
    1 / 48 * _N**2 + 1 / 15 * _N**3 - 437 / 1_440 * _N**4,
    17 / 480 * _N**3 - 37 / 840 * _N**4,
    4_397 / 161_280 * _N**4,
)


@dataclass(frozen=True, slots=True)
class TransverseMercator:
    """A zone of UTM.

    longitude : central meridian, radians
    y_m : of the equator, 10 000 000 in the southern zones
    """

    longitude: float
    y_m: float
    x_m: float = 500_000.0
    scale: float = 0.9996

    def forward(self, latitude: Numbers, longitude: Numbers) -> tuple[Numbers, Numbers]:
        """Return x and y in metres of points in radians."""
        tangent = np.sinh(isometric_latitude(latitude))
        turn = longitude - self.longitude
        xi = np.arctan2(tangent, np.cos(turn))
        eta = np.arcsinh(np.sin(turn) / np.hypot(tangent, np.cos(turn)))
        north, east = xi.copy(), eta.copy()
        for j, alpha in enumerate(_ALPHA, start=1):
            north += alpha * np.sin(2 * j * xi) * np.cosh(2 * j * eta)
            east += alpha * np.cos(2 * j * xi) * np.sinh(2 * j * eta)
        unit_m = self.scale * _RECTIFYING_RADIUS_M
        return self.x_m + unit_m * east, self.y_m + unit_m * north

    def inverse(self, x_m: Numbers, y_m: Numbers) -> tuple[Numbers, Numbers]:
        """Return latitude and longitude in radians of points in metres."""
        unit_m = self.scale * _RECTIFYING_RADIUS_M
        xi, eta = (y_m - self.y_m) / unit_m, (x_m - self.x_m) / unit_m
        north, east = xi.copy(), eta.copy()
        for j, beta in enumerate(_BETA, start=1):
            north -= beta * np.sin(2 * j * xi) * np.cosh(2 * j * eta)
            east -= beta * np.cos(2 * j * xi) * np.sinh(2 * j * eta)
        conformal_sine = np.sin(north) / np.cosh(east)
        longitude = self.longitude + np.arctan2(np.sinh(east), np.cos(north))
        return latitude_of_isometric(np.arctanh(conformal_sine)), longitude


def _utm(zone: int, *, south: bool = False) -> TransverseMercator:
    return TransverseMercator(radians(6 * zone - 183), 10_000_000.0 if south else 0.0)


def _conic_of_zone(parallel: int) -> Lambert:
    """Return the "conique conforme 9 zones" of a parallel, 42 to 50 degrees."""
    false_north_m = (parallel - 41) * 1_000_000.0 + 200_000.0
    around = (parallel - 0.75, parallel + 0.75)
    return _secant(around, (float(parallel), 3.0), 1_700_000.0, false_north_m)


# By EPSG code. UTM on WGS84 and on the overseas systems that IGN keeps are the same metres.
PROJECTIONS: Mapping[int, Projection] = MappingProxyType(
    {
        2154: _secant((44.0, 49.0), (46.5, 3.0), 700_000.0, 6_600_000.0),  # Lambert-93
        **{3900 + parallel: _conic_of_zone(parallel) for parallel in range(42, 51)},  # CC42-CC50
        3163: _secant(  # RGNC91-93 / Lambert New Caledonia
            (-20 - 40 / 60, -22 - 20 / 60), (-21.5, 166.0), 400_000.0, 300_000.0
        ),
        32620: _utm(20),  # Guadeloupe, Martinique, Saint-Martin, Saint-Barthélemy
        5490: _utm(20),  # the same, RGAF09
        32622: _utm(22),  # Guyane
        2972: _utm(22),  # the same, RGFG95
        4467: _utm(21),  # Saint-Pierre-et-Miquelon, RGSPM06
        2975: _utm(40, south=True),  # La Réunion, RGR92
        4471: _utm(38, south=True),  # Mayotte, RGM04
    }
)


def degrees_of_metres(x_m: ArrayLike, y_m: ArrayLike, epsg: int) -> tuple[Numbers, Numbers]:
    """Return the latitudes and longitudes, in degrees, of points of a French projection.

    Parameters
    ----------
    x_m, y_m : metres to the east and to the north, same shape
    epsg : a key of PROJECTIONS, for example 2154 for Lambert-93

    Returns
    -------
    latitude and longitude, that shape, degrees (latitude first); NaN where a point is not finite
    or has no place on Earth. Far from its zone a projection still gives a number: whoever knows
    where the points should be checks it.

    Raises
    ------
    UnknownProjection : the code is not in PROJECTIONS.

    Examples
    --------
    >>> latitude, longitude = degrees_of_metres([700000.0, 652469.0], [6600000.0, 6862035.0], 2154)
    >>> latitude.round(4).tolist(), longitude.round(4).tolist()
    ([46.5, 48.8566], [3.0, 2.3522])
    """
    with np.errstate(all="ignore"):
        x, y = _finite(x_m, y_m)
        latitude, longitude = _projection(epsg).inverse(x, y)
        return _finite(np.degrees(latitude), np.degrees(longitude))


def metres_of_degrees(
    latitude: ArrayLike, longitude: ArrayLike, epsg: int
) -> tuple[Numbers, Numbers]:
    """Return x and y, in metres, of points in degrees (latitude first): the way back.

    Parameters, errors and NaN as in `degrees_of_metres`.

    Examples
    --------
    >>> x_m, y_m = metres_of_degrees(46.5, 3.0, 2154)
    >>> float(x_m.round(3)), float(y_m.round(3))
    (700000.0, 6600000.0)
    """
    with np.errstate(all="ignore"):
        lat, lon = _finite(latitude, longitude)
        return _finite(*_projection(epsg).forward(np.radians(lat), np.radians(lon)))


def _projection(epsg: int) -> Projection:
    if epsg not in PROJECTIONS:
        known = ", ".join(map(str, sorted(PROJECTIONS)))
        raise UnknownProjection(f"La projection EPSG:{epsg} n’est pas connue ; connues : {known}.")
    return PROJECTIONS[epsg]


def _finite(first: ArrayLike, second: ArrayLike) -> tuple[Numbers, Numbers]:
    """Return both as arrays of one shape, NaN in both wherever one is not finite."""
    a, b = np.broadcast_arrays(
        np.asarray(first, dtype=np.float64), np.asarray(second, dtype=np.float64)
    )
    bad = ~(np.isfinite(a) & np.isfinite(b))
    return np.where(bad, np.nan, a), np.where(bad, np.nan, b)
