"""The window of a map: which part of the Earth, on how many units of drawing."""

from collections.abc import Iterable
from dataclasses import dataclass
from math import cos, radians

import numpy as np
from numpy.typing import NDArray

from maillage.core.geo import EARTH_RADIUS_M

# A degree of latitude on the sphere of core.geo, metres.
M_PER_DEGREE = radians(1) * EARTH_RADIUS_M
# Nearer, two houses would fill the drawing; farther, a projection this simple is wrong.
NARROWEST_M, WIDEST_M = 60.0, 400_000.0


@dataclass(frozen=True, slots=True)
class Frame:
    """A window of `width` × `height` units, `width_m` metres wide, north up.

    Parameters
    ----------
    latitude, longitude : degrees WGS84 of its middle
    width_m : metres from its left to its right side, at its middle
    width, height : units of the drawing (those of the SVG's viewBox)

    Notes
    -----
    Local equirectangular projection: a metre is as long in every direction at the middle. Over a
    town (20 km at 50° north) the error at the edge is under 0.4 %: for a drawing, not for a survey.

    Examples
    --------
    >>> frame = Frame(50.63, 3.06, width_m=4000, width=400, height=300)
    >>> frame.xy(50.63, 3.06)
    (200.0, 150.0)
    >>> [round(v, 6) for v in frame.position(200, 150)]
    [50.63, 3.06]
    """

    latitude: float
    longitude: float
    width_m: float
    width: int = 400
    height: int = 300

    def __post_init__(self) -> None:
        if not (-85 <= self.latitude <= 85 and -180 <= self.longitude <= 180):
            raise ValueError("the middle of a map is between 85° south and 85° north")
        if not NARROWEST_M <= self.width_m <= WIDEST_M:
            raise ValueError(f"a map is {NARROWEST_M:.0f} m to {WIDEST_M:.0f} m wide")
        if self.width < 1 or self.height < 1:
            raise ValueError("a drawing has a width and a height")

    @property
    def m_per_unit(self) -> float:
        """Metres in one unit of the drawing."""
        return self.width_m / self.width

    def xy(self, latitude: float, longitude: float) -> tuple[float, float]:
        """Return where a position is drawn: (x to the right, y downwards), units."""
        x_m = (longitude - self.longitude) * M_PER_DEGREE * cos(radians(self.latitude))
        y_m = (latitude - self.latitude) * M_PER_DEGREE
        return (
            self.width / 2 + x_m / self.m_per_unit,
            self.height / 2 - y_m / self.m_per_unit,
        )

    def xys(self, positions: NDArray[np.float64]) -> NDArray[np.float64]:
        """Return the same of an array (n, 2) of latitudes and longitudes: (n, 2) units."""
        scale = M_PER_DEGREE / self.m_per_unit
        x = (positions[:, 1] - self.longitude) * (scale * cos(radians(self.latitude)))
        y = (positions[:, 0] - self.latitude) * scale
        return np.column_stack((self.width / 2 + x, self.height / 2 - y))

    def shows(self, latitude: float, longitude: float) -> bool:
        """True for a position inside the window."""
        x, y = self.xy(latitude, longitude)
        return 0 <= x <= self.width and 0 <= y <= self.height

    def position(self, x: float, y: float) -> tuple[float, float]:
        """Return the (latitude, longitude), degrees, drawn at a point of the window."""
        x_m = (x - self.width / 2) * self.m_per_unit
        y_m = (self.height / 2 - y) * self.m_per_unit
        return (
            self.latitude + y_m / M_PER_DEGREE,
            self.longitude + x_m / (M_PER_DEGREE * cos(radians(self.latitude))),
        )

    def moved(self, right: float, up: float) -> "Frame":
        """Return the window moved by parts of its width and height; it stays on the Earth."""
        latitude, longitude = self.position(
            self.width / 2 + right * self.width, self.height / 2 - up * self.height
        )
        return self._at(latitude, longitude, self.width_m)

    def nearer(self, times: float) -> "Frame":
        """Return the window `times` narrower around the same middle, within the limits."""
        return self._at(self.latitude, self.longitude, self.width_m / times)

    def around(self, latitude: float, longitude: float) -> "Frame":
        """Return the same window with its middle elsewhere."""
        return self._at(latitude, longitude, self.width_m)

    def _at(self, latitude: float, longitude: float, width_m: float) -> "Frame":
        return Frame(
            max(-85.0, min(85.0, latitude)),
            max(-180.0, min(180.0, longitude)),
            max(NARROWEST_M, min(WIDEST_M, width_m)),
            self.width,
            self.height,
        )

    def box(self) -> tuple[float, float, float, float]:
        """Return (south, west, north, east), degrees."""
        north, west = self.position(0, 0)
        south, east = self.position(self.width, self.height)
        return south, west, north, east


def frame_of(
    positions: Iterable[tuple[float, float]],
    *,
    width: int = 400,
    height: int = 300,
    margin: float = 0.08,
    at_least_m: float = 400.0,
) -> Frame | None:
    """Return the window that shows every (latitude, longitude), None when there is none.

    Parameters
    ----------
    margin : part of the window left free on each side
    at_least_m : width when the points are nearer to one another than that
    """
    points = list(positions)
    if not points:
        return None
    latitudes = [latitude for latitude, _ in points]
    longitudes = [longitude for _, longitude in points]
    latitude = (min(latitudes) + max(latitudes)) / 2
    longitude = (min(longitudes) + max(longitudes)) / 2
    wide_m = (max(longitudes) - min(longitudes)) * M_PER_DEGREE * cos(radians(latitude))
    high_m = (max(latitudes) - min(latitudes)) * M_PER_DEGREE
    needed_m = max(wide_m, high_m * width / height) / (1 - 2 * margin)
    return Frame(
        max(-85.0, min(85.0, latitude)),
        longitude,
        max(at_least_m, NARROWEST_M, min(WIDEST_M, needed_m)),
        width,
        height,
    )
