"""The plane of the town: metres to the east and the north of one point, and back to degrees.

At this size (4 km) a plane tangent to the sphere is exact to a few centimetres.
"""

from collections.abc import Sequence
from itertools import pairwise
from math import cos, hypot, pi, radians

from maillage.core.geo import EARTH_RADIUS_M

ORIGIN = (50.30, 3.20)  # latitude, longitude: the corner of four cells of the grid
_M_PER_DEGREE = EARTH_RADIUS_M * pi / 180
_SQUEEZE = cos(radians(ORIGIN[0]))

XY = tuple[float, float]  # metres
LonLat = list[float]  # degrees, as GeoJSON writes them


def to_xy(longitude: float, latitude: float) -> XY:
    """Return metres to the east and the north of the origin."""
    return (
        (longitude - ORIGIN[1]) * _M_PER_DEGREE * _SQUEEZE,
        (latitude - ORIGIN[0]) * _M_PER_DEGREE,
    )


def to_lonlat(point: XY) -> LonLat:
    """Return [longitude, latitude], with six decimals: 7 to 11 cm."""
    return [
        round(ORIGIN[1] + point[0] / (_M_PER_DEGREE * _SQUEEZE), 6),
        round(ORIGIN[0] + point[1] / _M_PER_DEGREE, 6),
    ]


def inside(ring: Sequence[XY], point: XY) -> bool:
    """Return whether a closed ring holds a point."""
    x, y = point
    odd = False
    for (x1, y1), (x2, y2) in pairwise(ring):
        if (y1 > y) != (y2 > y) and x < x1 + (y - y1) / (y2 - y1) * (x2 - x1):
            odd = not odd
    return odd


def length_m(line: Sequence[XY]) -> float:
    """Return the length of a line."""
    return sum(hypot(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(line))


def along(line: Sequence[XY], share: float) -> XY:
    """Return the point of a line at a share of its length, from 0 to 1."""
    left = share * length_m(line)
    for a, b in pairwise(line):
        step = hypot(b[0] - a[0], b[1] - a[1])
        if 0 < step >= left:
            part = left / step
            return (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
        left -= step
    return line[-1]


def share_of(line: Sequence[XY], point: XY) -> tuple[float, float]:
    """Return (share of the line, distance in metres) of the nearest point of a line."""
    done, total, best = 0.0, length_m(line), (0.0, float("inf"))
    for a, b in pairwise(line):
        step = hypot(b[0] - a[0], b[1] - a[1])
        if step:
            part = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / step**2
            part = min(1.0, max(0.0, part))
            foot = (a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1]))
            away = hypot(point[0] - foot[0], point[1] - foot[1])
            if away < best[1]:
                best = ((done + part * step) / total, away)
        done += step
    return best


def half(ring: Sequence[XY], through: XY, normal: XY) -> list[XY]:
    """Return the part of a closed ring on the side of a line that `normal` points to.

    Sutherland and Hodgman (1974), doi:10.1145/360767.360802.
    """

    def depth(point: XY) -> float:
        return (point[0] - through[0]) * normal[0] + (point[1] - through[1]) * normal[1]

    kept: list[XY] = []
    for a, b in pairwise(ring):
        before, after = depth(a), depth(b)
        if before >= 0:
            kept.append(a)
        if (before >= 0) != (after >= 0):
            part = before / (before - after)
            kept.append((a[0] + part * (b[0] - a[0]), a[1] + part * (b[1] - a[1])))
    return [*kept, kept[0]] if kept else []


def area_m2(ring: Sequence[XY]) -> float:
    """Return the area inside a closed ring."""
    return abs(sum(a[0] * b[1] - b[0] * a[1] for a, b in pairwise(ring))) / 2
