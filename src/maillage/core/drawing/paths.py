"""Outlines and lines as the `d` of an SVG path: clipped far out, thinned to the unit, short."""

from collections.abc import Iterable, Sequence
from itertools import pairwise
from math import cos, radians
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.core.drawing.frame import M_PER_DEGREE, Frame

Point = tuple[float, float]
Ring = NDArray[np.float64]
# What is drawn farther than this from the window cannot be seen, whatever the line's width.
_BEYOND = 40.0
# Points are written as whole units: no dropped one is farther than this from the line.
_TOLERANCE = 0.6


def rings_of(geometry: Any) -> list[Ring]:
    """Return the rings and lines of a GeoJSON geometry: arrays (n, 2) of latitude, longitude.

    A list of such arrays is returned as it is. What is not a line or a polygon gives [].
    """
    if isinstance(geometry, list):
        return geometry
    if not isinstance(geometry, dict):
        return []
    kind, coordinates = geometry.get("type"), geometry.get("coordinates") or []
    lines: list[Any]
    if kind == "LineString":
        lines = [coordinates]
    elif kind in ("MultiLineString", "Polygon"):
        lines = coordinates
    elif kind == "MultiPolygon":
        lines = [ring for polygon in coordinates for ring in polygon]
    else:
        lines = []
    # A third number is a height: a plan has none.
    return [np.array([(p[1], p[0]) for p in line], dtype=float).reshape(-1, 2) for line in lines]


def path(lines: Iterable[Any], frame: Frame, *, closed: bool, thin: bool = True) -> str:
    """Return the `d` that draws lines of (latitude, longitude) points; "" when none is near.

    Points are rounded to the unit, thinned (Douglas and Peucker), then written each relative to
    the one before: an outline of a thousand points weighs some hundred bytes.
    """
    return "".join(
        _written(piece, closed=closed)
        for line in lines
        for piece in units_of(line, frame, closed, thin=thin)
    )


def units_of(line: Any, frame: Frame, closed: bool, *, thin: bool = True) -> list[list[Point]]:
    """Return the visible pieces of a line or ring, in whole units of the drawing."""
    drawn = frame.xys(np.asarray(line, dtype=float).reshape(-1, 2))
    if len(drawn) < 2:
        return []
    low, high = drawn.min(axis=0), drawn.max(axis=0)
    if (
        high[0] < -_BEYOND
        or high[1] < -_BEYOND
        or low[0] > frame.width + _BEYOND
        or low[1] > frame.height + _BEYOND
    ):
        return []
    # A quarter of a unit cannot be seen: far fewer points are left to compare one by one.
    near = np.rint(drawn * 4) / 4
    kept = np.ones(len(near), dtype=bool)
    kept[1:] = (near[1:] != near[:-1]).any(axis=1)
    points: list[Point] = [(x, y) for x, y in near[kept].tolist()]
    inside = (
        low[0] >= -_BEYOND
        and low[1] >= -_BEYOND
        and high[0] <= frame.width + _BEYOND
        and high[1] <= frame.height + _BEYOND
    )
    pieces = [points] if inside else _cut(points, frame, closed)
    least = 3 if closed else 2
    found = [_whole(thinned(piece, _TOLERANCE) if thin else piece) for piece in pieces]
    return [piece for piece in found if len(piece) >= least]


def thinned(points: Sequence[Point], tolerance: float) -> list[Point]:
    """Return the points that matter: no dropped one is farther than `tolerance` from the line.

    References
    ----------
    Douglas and Peucker (1973), doi:10.3138/FM57-6770-U75U-7727. Without recursion.
    """
    if len(points) < 3:
        return list(points)
    kept = _kept(np.asarray(points, dtype=float), tolerance)
    return [point for point, keep in zip(points, kept.tolist(), strict=True) if keep]


def coarser(rings: Sequence[Ring], tolerance_m: float) -> list[Ring]:
    """Return rings or lines (latitude, longitude) without what is smaller than a distance, metres.

    For maps on which that distance cannot be seen: worked out once, drawn many times. A ring that
    becomes too small to be one is left out.
    """
    found = []
    for ring in rings:
        if not len(ring):
            continue
        scale = np.array([M_PER_DEGREE, M_PER_DEGREE * cos(radians(float(ring[0, 0])))])
        kept = ring[_kept(ring * scale, tolerance_m)]
        if len(kept) > 3 or len(ring) <= 3:
            found.append(kept)
    return found


def _kept(points: NDArray[np.float64], tolerance: float) -> NDArray[np.bool_]:
    """Return which points the algorithm keeps: each piece is measured at once."""
    keep = np.zeros(len(points), dtype=bool)
    keep[0] = keep[-1] = True
    waiting = [(0, len(points) - 1)]
    while waiting:
        first, last = waiting.pop()
        if last - first < 2:
            continue
        away = _distances(points[first + 1 : last], points[first], points[last])
        at = int(away.argmax())
        if away[at] > tolerance:
            index = first + 1 + at
            keep[index] = True
            waiting += [(first, index), (index, last)]
    return keep


def _distances(
    points: NDArray[np.float64], start: NDArray[np.float64], end: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Distances from points to a segment: a ring starts and ends at one point."""
    x, y = points[:, 0] - start[0], points[:, 1] - start[1]
    dx, dy = float(end[0] - start[0]), float(end[1] - start[1])
    length = dx * dx + dy * dy
    if length:
        along = np.clip((x * dx + y * dy) / length, 0.0, 1.0)
        x, y = x - along * dx, y - along * dy
    away: NDArray[np.float64] = np.hypot(x, y)
    return away


def _cut(points: list[Point], frame: Frame, closed: bool) -> list[list[Point]]:
    return [_clip(points, frame)] if closed else _near(points, frame)


def _clip(ring: list[Point], frame: Frame) -> list[Point]:
    """Return a ring cut to a little more than the window (Sutherland and Hodgman 1974)."""
    sides = (
        (0, 1.0, -_BEYOND),
        (0, -1.0, -(frame.width + _BEYOND)),
        (1, 1.0, -_BEYOND),
        (1, -1.0, -(frame.height + _BEYOND)),
    )
    for axis, sign, limit in sides:
        kept: list[Point] = []
        for i, point in enumerate(ring):
            before = ring[i - 1]
            inside = sign * point[axis] >= limit
            if inside != (sign * before[axis] >= limit):
                part = (sign * limit - before[axis]) / (point[axis] - before[axis])
                kept.append(
                    (
                        before[0] + part * (point[0] - before[0]),
                        before[1] + part * (point[1] - before[1]),
                    )
                )
            if inside:
                kept.append(point)
        ring = kept
        if not ring:
            return []
    return ring


def _near(points: list[Point], frame: Frame) -> list[list[Point]]:
    """Return the stretches of a line that come near the window, each with its next points."""
    stretches: list[list[Point]] = []
    current: list[Point] = []
    for start, end in pairwise(points):
        if _segment_near(start, end, frame):
            current = [*current, end] if current else [start, end]
        elif current:
            stretches.append(current)
            current = []
    return [*stretches, current] if current else stretches


def _segment_near(start: Point, end: Point, frame: Frame) -> bool:
    """True when the box of a segment meets the window: enough to leave out what is far."""
    return (
        max(start[0], end[0]) >= -_BEYOND
        and min(start[0], end[0]) <= frame.width + _BEYOND
        and max(start[1], end[1]) >= -_BEYOND
        and min(start[1], end[1]) <= frame.height + _BEYOND
    )


def _whole(points: Sequence[Point]) -> list[Point]:
    whole: list[Point] = []
    for x, y in points:
        point = (round(x), round(y))
        if not whole or point != whole[-1]:
            whole.append(point)
    return whole


def _written(points: Sequence[Point], *, closed: bool) -> str:
    if closed and points[0] == points[-1]:
        points = points[:-1]
    (x, y), *rest = points
    parts = [f"M{x} {y}"]
    if rest:
        parts.append("l")
    numbers = []
    for nx, ny in rest:
        numbers += [str(nx - x), str(ny - y)]
        x, y = nx, ny
    # A minus sign separates by itself.
    text = ""
    for number in numbers:
        text += number if not text or number.startswith("-") else f" {number}"
    return "".join(parts) + text + ("z" if closed else "")
