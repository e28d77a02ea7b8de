"""Vector tiles, as the browser's map reads them: points, lines and polygons cut to one square.

References
----------
Mapbox Vector Tile Specification 2.1 (github.com/mapbox/vector-tile-spec): the messages, their
numbers, and the commands of a geometry.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from maillage.core.geo.mercator import UNITS, world_of

# Units of a side of a tile; at 512 pixels a side, an eighth of a pixel each.
EXTENT = 4096
# Outlines are cut so far outside of a tile that the cut is not seen.
BUFFER = 96
Value = str | int | bool
Part = NDArray[np.int64]
_TYPES = {"point": 1, "line": 2, "polygon": 3}
_MOVE, _DRAW, _CLOSE = 1, 2, 15


@dataclass(frozen=True, slots=True)
class Feature:
    """Something to draw.

    parts : arrays (n, 2) of x to the east and y to the south, units of the tile; for polygons,
        rings without their last point, each outer ring before its holes, turned the other way
    number : an identifier the map keeps, None for none
    """

    kind: Literal["point", "line", "polygon"]
    parts: Sequence[Part]
    properties: Mapping[str, Value] = field(default_factory=dict)
    number: int | None = None


def encode_tile(layers: Mapping[str, Sequence[Feature]]) -> bytes:
    """Return the bytes of a tile; a layer or a feature without geometry is left out.

    Examples
    --------
    >>> encode_tile({"nothing": []})
    b''
    """
    return b"".join(
        _field(3, _layer(name, features)) for name, features in layers.items() if features
    )


def _layer(name: str, features: Sequence[Feature]) -> bytes:
    keys: dict[str, int] = {}
    values: dict[tuple[type, Value], int] = {}
    written = []
    for feature in features:
        geometry = _geometry(feature)
        if not geometry:
            continue
        message = b"" if feature.number is None else b"\x08" + _varint(feature.number)
        tags = bytearray()
        for key, value in feature.properties.items():
            tags += _varint(keys.setdefault(key, len(keys)))
            tags += _varint(values.setdefault((type(value), value), len(values)))
        if tags:
            message += _field(2, bytes(tags))
        message += b"\x18" + _varint(_TYPES[feature.kind]) + _field(4, geometry)
        written.append(_field(2, message))
    if not written:
        return _field(1, name.encode()) + b"\x28" + _varint(EXTENT) + b"\x78\x02"
    parts = [_field(1, name.encode()), *written]
    parts += [_field(3, key.encode()) for key in keys]
    parts += [_field(4, _value(value)) for _, value in values]
    return b"".join(parts) + b"\x28" + _varint(EXTENT) + b"\x78\x02"


def _value(value: Value) -> bytes:
    if isinstance(value, bool):
        return b"\x38" + (b"\x01" if value else b"\x00")
    if isinstance(value, int):
        return b"\x30" + _varint(_zigzag(value))
    return _field(1, value.encode())


def _geometry(feature: Feature) -> bytes:
    commands = bytearray()
    x = y = 0
    if feature.kind == "point":
        points = [point for part in feature.parts for point in part.tolist()]
        if not points:
            return b""
        commands += _varint(len(points) << 3 | _MOVE)
        for next_x, next_y in points:
            commands += _varint(_zigzag(next_x - x)) + _varint(_zigzag(next_y - y))
            x, y = next_x, next_y
        return bytes(commands)
    least = 2 if feature.kind == "line" else 3
    for part in feature.parts:
        points = part.tolist()
        if len(points) < least:
            continue
        for number, (next_x, next_y) in enumerate(points):
            if number == 0:
                commands += _varint(1 << 3 | _MOVE)
            elif number == 1:
                commands += _varint(len(points) - 1 << 3 | _DRAW)
            commands += _varint(_zigzag(next_x - x)) + _varint(_zigzag(next_y - y))
            x, y = next_x, next_y
        if feature.kind == "polygon":
            commands.append(_CLOSE)
    return bytes(commands)


def _zigzag(number: int) -> int:
    return number << 1 if number >= 0 else (-number << 1) - 1


def _varint(number: int) -> bytes:
    if number < 0x80:
        return bytes((number,))
    written = bytearray()
    while number > 0x7F:
        written.append(number & 0x7F | 0x80)
        number >>= 7
    written.append(number)
    return bytes(written)


def _field(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content


# ---------------------------------------------------------------- from degrees to a tile


def tile_xy(positions: NDArray[np.float64], z: int, x: int, y: int) -> NDArray[np.float64]:
    """Return where positions (n, 2) of latitude, longitude lie in a tile: (n, 2) of its units."""
    scale = (1 << z) * EXTENT / UNITS
    world_x, world_y = world_of(positions[:, 0], positions[:, 1])
    side = UNITS >> z
    # The shorter way round the Earth: a ring beyond the 180th meridian stays whole.
    right = (world_x - x * side - side // 2 + UNITS // 2) % UNITS - UNITS // 2 + side // 2
    return np.column_stack((right * scale, (world_y - y * side) * scale))


def polygon_parts(
    rings: Sequence[NDArray[np.float64]], z: int, x: int, y: int, *, step: int = 2
) -> list[Part]:
    """Return the rings (latitude, longitude) of one geometry, cut to a tile and its margin.

    The first ring is an outer one: those that turn as it does are too, the others are its holes.

    step : units of the tile to which points are rounded; neighbours round to the same border
    """
    parts, first = [], 0.0
    for ring in rings:
        if len(ring) < 3:
            continue
        drawn = tile_xy(np.asarray(ring, dtype=np.float64), z, x, y)
        # How the whole ring turns; a piece of it turns the same way.
        turn = _area(drawn)
        first = first or turn
        cut = _cut_ring(_rounded(drawn, step))
        if len(cut) < 3 or _area(cut) == 0:
            continue
        outer = (turn >= 0) == (first >= 0)
        parts.append(cut if (_area(cut) > 0) == outer else cut[::-1])
    return parts


def line_parts(line: NDArray[np.float64], z: int, x: int, y: int, *, step: int = 2) -> list[Part]:
    """Return the stretches of a line (latitude, longitude) that come near a tile."""
    points = _rounded(tile_xy(np.asarray(line, dtype=np.float64), z, x, y), step)
    if len(points) < 2:
        return []
    low, high = np.minimum(points[1:], points[:-1]), np.maximum(points[1:], points[:-1])
    near = ((high >= -BUFFER) & (low <= EXTENT + BUFFER)).all(axis=1)
    parts = []
    for run in np.split(
        np.flatnonzero(near), np.flatnonzero(np.diff(np.flatnonzero(near)) > 1) + 1
    ):
        if run.size:
            stretch = points[run[0] : run[-1] + 2]
            # A segment that leaves the tile may end far away: brought back near its edge.
            parts.append(_near_ends(stretch))
    return parts


def _near_ends(points: Part) -> Part:
    """Return a stretch whose far ends are moved along their segments to the margin."""
    far = 8 * EXTENT
    if np.abs(points).max() < far:
        return points
    moved = points.astype(np.float64)
    for end, inner in ((0, 1), (-1, -2)):
        away = np.abs(moved[end] - moved[inner]).max()
        if away > far:
            moved[end] = moved[inner] + (moved[end] - moved[inner]) * (far / away)
    return np.rint(np.clip(moved, -far, far)).astype(np.int64)


def _rounded(points: NDArray[np.float64], step: int) -> Part:
    whole = (np.rint(points / step) * step).astype(np.int64)
    kept = np.ones(len(whole), dtype=np.bool_)
    kept[1:] = (whole[1:] != whole[:-1]).any(axis=1)
    return whole[kept]


def _area(ring: NDArray[np.float64] | Part) -> float:
    x, y = ring[:, 0].astype(np.float64), ring[:, 1].astype(np.float64)
    return float((x * np.roll(y, -1) - np.roll(x, -1) * y).sum()) / 2


def _cut_ring(ring: Part) -> Part:
    """Return a ring cut to the tile and its margin, without its last point.

    References
    ----------
    Sutherland and Hodgman (1974), "Reentrant polygon clipping", doi:10.1145/360767.360802.
    """
    if len(ring) > 1 and (ring[0] == ring[-1]).all():
        ring = ring[:-1]
    if ring.min() >= -BUFFER and ring.max() <= EXTENT + BUFFER:
        return ring
    points = ring.astype(np.float64)
    for axis, sign, limit in (
        (0, 1, -BUFFER),
        (0, -1, EXTENT + BUFFER),
        (1, 1, -BUFFER),
        (1, -1, EXTENT + BUFFER),
    ):
        if not len(points):
            return points.astype(np.int64)
        before = np.roll(points, 1, axis=0)
        inside = sign * points[:, axis] >= sign * limit
        crosses = inside != np.roll(inside, 1)
        steps = points[:, axis] - before[:, axis]
        share = np.divide(limit - before[:, axis], steps, out=np.zeros(len(points)), where=crosses)
        both = np.stack((before + share[:, None] * (points - before), points), axis=1)
        points = both[np.stack((crosses, inside), axis=1)]
    return _rounded(points, 1) if len(points) else points.astype(np.int64)
