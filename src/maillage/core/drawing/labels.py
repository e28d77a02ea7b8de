"""Names on the map: away from markers first, from one another second, or not at all."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, degrees, hypot
from xml.sax.saxutils import escape

from maillage.core.drawing.frame import Frame

# Of the name of a zone.
SIZE = 11.5
# Width of a letter, parts of its size, rounded up: bold and spaced, then plain.
_LETTER = 0.62
_CAPITAL, _LETTER_OF_STREET = 0.8, 0.5
# Where a name goes when its place is taken: a little higher, lower, or aside.
_TRIES = ((0, 0), (0, -24), (0, 24), (0, -40), (0, 40), (-44, 0), (44, 0), (-44, -24), (44, 24))
# Named on one map: more would be read by nobody.
_MOST_ZONES, _MOST_STREETS = 14, 7


@dataclass(frozen=True, slots=True)
class Area:
    """What is taken on the drawing, units."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Area") -> bool:
        """True when the two cover one another."""
        return not (
            self.right <= other.left
            or other.right <= self.left
            or self.bottom <= other.top
            or other.bottom <= self.top
        )


def around(x: float, y: float, half_wide: float, half_high: float) -> Area:
    """Return the rectangle around a point."""
    return Area(x - half_wide, y - half_high, x + half_wide, y + half_high)


def zone_names(
    names: Sequence[tuple[str, tuple[float, float]]], frame: Frame, taken: list[Area]
) -> str:
    """Return the names of zones, each written near its (latitude, longitude); fill `taken`.

    Quarters of a town touch one another and markers hide their middles: a name slides aside.
    `names.placed`, for maps of figures, only knows the middle and the outside of a zone: it would
    leave such a quarter without a name.
    """
    texts: list[str] = []
    for name, position in names:
        if len(texts) == _MOST_ZONES or not name or not frame.shows(*position):
            continue
        x, y = frame.xy(*position)
        letter = _CAPITAL if name.isupper() else _LETTER
        half = len(name) * SIZE * letter / 2 + 3
        for right, down in _TRIES:
            area = Area(x + right - half, y + down - 12, x + right + half, y + down + 5)
            if fits(area, frame, taken):
                taken.append(area)
                texts.append(f'<text x="{x + right:.0f}" y="{y + down:.0f}">{escape(name)}</text>')
                break
    return named_svg(texts)


def named_svg(texts: Sequence[str]) -> str:
    """Return texts written as names of zones, in white edges; "" without any."""
    if not texts:
        return ""
    return (
        f'<g class="m-name" text-anchor="middle" font-size="{SIZE}" font-weight="700" '
        f'fill="#12333a" stroke="#fff" stroke-width="3" paint-order="stroke">{"".join(texts)}</g>'
    )


def street_names(
    streets: Sequence[tuple[str, list[list[tuple[float, float]]]]],
    frame: Frame,
    taken: list[Area],
) -> str:
    """Return the names of streets along their longest straight stretch, where it is long enough.

    streets : name and lines in units, the most important first
    """
    texts: list[str] = []
    named: set[str] = set()
    for name, lines in streets:
        if name in named or len(texts) == _MOST_STREETS:
            continue
        stretch = _longest(lines, frame)
        if stretch is None:
            continue
        (ax, ay), (bx, by) = stretch
        if ax > bx:  # read from left to right
            ax, ay, bx, by = bx, by, ax, ay
        long = len(name) * 8.5 * _LETTER_OF_STREET
        if hypot(bx - ax, by - ay) < long + 8:
            continue
        x, y = (ax + bx) / 2, (ay + by) / 2
        turn = degrees(atan2(by - ay, bx - ax))
        wide = abs(bx - ax) / hypot(bx - ax, by - ay) * long / 2 + 5
        high = abs(by - ay) / hypot(bx - ax, by - ay) * long / 2 + 6
        area = Area(x - wide, y - high, x + wide, y + high)
        if fits(area, frame, taken):
            taken.append(area)
            named.add(name)
            texts.append(
                f'<text transform="translate({x:.0f} {y:.0f}) rotate({turn:.0f})" y="3">'
                f"{escape(name)}</text>"
            )
    if not texts:
        return ""
    return (
        '<g class="m-road" text-anchor="middle" font-size="8.5" fill="#45616a" stroke="#fff" '
        f'stroke-width="2.5" paint-order="stroke">{"".join(texts)}</g>'
    )


def fits(area: Area, frame: Frame, taken: Sequence[Area]) -> bool:
    """True when an area lies in the frame and meets nothing that is taken."""
    inside = area.left >= 2 and area.top >= 2
    inside = inside and area.right <= frame.width - 2 and area.bottom <= frame.height - 2
    return inside and not any(area.meets(other) for other in taken)


def _longest(
    lines: Sequence[Sequence[tuple[float, float]]], frame: Frame
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    found, longest = None, 0.0
    for line in lines:
        for start, end in pairwise(line):
            middle_x, middle_y = (start[0] + end[0]) / 2, (start[1] + end[1]) / 2
            shown = 0 <= middle_x <= frame.width and 0 <= middle_y <= frame.height
            long = hypot(end[0] - start[0], end[1] - start[1])
            if shown and long > longest:
                found, longest = (start, end), long
    return found
