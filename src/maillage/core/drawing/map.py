"""The map itself: from zones, lines and points to one SVG, by the rules of the visual language."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from xml.sax.saxutils import escape

import numpy as np

from maillage.core.drawing.draft import draft_svg
from maillage.core.drawing.frame import Frame
from maillage.core.drawing.labels import Area, around, street_names, zone_names
from maillage.core.drawing.markers import RADIUS, Marker, grouped, marker_svg
from maillage.core.drawing.paths import Ring, path, rings_of, units_of

# Lengths that a scale bar may have.
_STEPS_M = tuple(n * 10**power for power in range(1, 6) for n in (1, 2, 5))

# Presentation attributes: they hold where no style sheet is loaded (an image, paper) and give way
# to the classes of the site, which know dark mode and contrast. No style attribute: a strict CSP.
_LAND, _BLOCK = "#f6f2e8", "#e9e1cf"
_LOOKS = {
    "m-block": f'fill="{_BLOCK}" stroke="#fff" stroke-width="2"',
    "m-park": 'fill="#d5e2c4"',
    "m-water": 'fill="none" stroke="#bcd9dd"',
    "m-st": 'fill="none" stroke="#fff"',
    "m-rail": 'fill="none" stroke="#5b6b6e" stroke-width="1.4" stroke-dasharray="6 3"',
    "m-q": 'fill="none" stroke="#12333a" stroke-width="1.5" stroke-dasharray="1 4"',
    "m-prio": 'fill="none" stroke="#8a4b00" stroke-width="2" stroke-dasharray="7 4"',
}
ZoneKind = Literal["commune", "quarter", "priority"]
LineKind = Literal["street", "main", "path", "rail", "water"]
# How wide a line is on the ground (metres), and the least and the most it is drawn (units).
_WIDTHS = {
    "path": (4, 0.8, 3),
    "street": (9, 1.2, 9),
    "main": (16, 2.5, 14),
    "water": (22, 2.5, 30),
}
_ORDER_OF_LINES: tuple[LineKind, ...] = ("water", "path", "street", "main", "rail")
# A line that holds within a square of so many units is a dot.
_DOT = 12.0
_LINE_CLASS = {"path": "m-st", "street": "m-st", "main": "m-st", "rail": "m-rail"}


@dataclass(frozen=True, slots=True)
class Zone:
    """An area to outline: its GeoJSON geometry, and its name written at (latitude, longitude).

    geometry may also be what `rings_of` returned: read once, drawn often. `thinned` says that
    it is already without what this drawing is too small to show.
    """

    name: str
    geometry: Any
    kind: ZoneKind = "quarter"
    label_at: tuple[float, float] | None = None
    thinned: bool = False


@dataclass(frozen=True, slots=True)
class Line:
    """A street, a railway, a river: its GeoJSON geometry (or its rings), and its name."""

    geometry: Any
    kind: LineKind = "street"
    name: str = ""


@dataclass(frozen=True, slots=True)
class Texts:
    """What the map says: `title` names it, `description` says in words what one sees.

    others : what a marker of many says of those it does not name, with their number as %d
    """

    title: str
    description: str
    north: str = "N"
    units: tuple[str, str] = field(default=("m", "km"))
    others: str = "+ %d"


def map_svg(
    zones: Sequence[Zone],
    lines: Sequence[Line],
    points: Sequence[Marker],
    *,
    frame: Frame,
    texts: Texts,
    closer: Callable[[Frame], str] | None = None,
    draft: Sequence[tuple[float, float]] = (),
) -> str:
    """Return a whole SVG document of the map, north up.

    Parameters
    ----------
    zones, lines : what lies outside the window is left out
    points : drawn in their order, those outside the window left out; nearer than APART units,
        they become one marker that bears their numbers
    frame : the window
    texts : the title and the description are read by those who do not see the drawing
    closer : gives the address of the same map with another window; a marker of several leads to
        the window that tells them apart. Without it, or when none does, to the first one's line.
    draft : the (latitude, longitude) corners of an outline that somebody is drawing

    Notes
    -----
    Order: land, lines, outlines, names, markers, frame signs (design rules of the map).
    No script, no style attribute, no address but those of the markers.

    Examples
    --------
    >>> svg = map_svg([], [], [], frame=Frame(50.6, 3.0, 1000), texts=Texts("Plan", "Rien."))
    >>> svg.startswith("<svg ") and svg.endswith("</svg>")
    True
    """
    groups = grouped(points, frame)
    markers = "".join(
        marker_svg(group, frame, others=texts.others, closer=closer) for group in groups
    )
    # What holds links is a group: an image would hide them from a screen reader.
    role = "group" if "<a " in markers else "img"
    return "".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}" '
            f'width="{frame.width}" height="{frame.height}" '
            f'role="{role}" aria-labelledby="map-t map-d" '
            'font-family="Atkinson Hyperlegible, Verdana, sans-serif">',
            f'<title id="map-t">{escape(texts.title)}</title>',
            f'<desc id="map-d">{escape(texts.description)}</desc>',
            ground_svg(
                zones,
                lines,
                frame=frame,
                taken=[around(g.x, g.y, g.half + 3, RADIUS + 3) for g in groups],
            ),
            draft_svg(draft, frame),
            markers,
            _scale(frame, texts),
            "</svg>",
        ]
    )


def ground_svg(
    zones: Sequence[Zone], lines: Sequence[Line], *, frame: Frame, taken: Sequence[Area] = ()
) -> str:
    """Return what lies under the markers: land, streets, outlines, names away from `taken`."""
    blocks = _outlines(zones, frame, "commune")
    # Without the outline of the town, all that is seen is the town.
    name, ink = ("m-land", _LAND) if blocks else ("m-block", _BLOCK)
    pieces = [f'<rect class="{name}" width="{frame.width}" height="{frame.height}" fill="{ink}"/>']
    pieces += _drawn(blocks, "m-block")
    streets = []
    for kind in _ORDER_OF_LINES:
        d = ""
        for line in lines:
            if line.kind != kind:
                continue
            rings = rings_of(line.geometry)
            if kind in ("path", "street") and _is_dot(rings, frame):
                continue
            d += path(rings, frame, closed=False)
            if line.name and kind in ("main", "street"):
                streets.append((kind == "street", line.name, rings))
        pieces += _drawn(d, _LINE_CLASS.get(kind, f"m-{kind}"), width=_width(kind, frame))
    for outlined, name in (("quarter", "m-q"), ("priority", "m-prio")):
        pieces += _drawn(_outlines(zones, frame, outlined), name)
    # The signs of the frame: scale at the bottom, north at the top.
    held = [
        *taken,
        Area(0, frame.height - 34, 130, frame.height),
        Area(frame.width - 34, 0, frame.width, 56),
    ]
    # Where there is no quarter, the names of the communes say where one is.
    kind_named = "quarter" if any(zone.kind == "quarter" for zone in zones) else "commune"
    named = [(z.name, z.label_at) for z in zones if z.kind == kind_named and z.label_at]
    pieces.append(zone_names(named, frame, held))
    if _width("street", frame) > 4:  # large enough for a name to be laid on it
        streets.sort(key=lambda street: street[0])
        pieces.append(
            street_names(
                [
                    (name, [piece for ring in rings for piece in units_of(ring, frame, False)])
                    for _small, name, rings in streets
                ],
                frame,
                held,
            )
        )
    return "".join(pieces)


def _outlines(zones: Sequence[Zone], frame: Frame, kind: str) -> str:
    return "".join(
        path(rings_of(zone.geometry), frame, closed=True, thin=not zone.thinned)
        for zone in zones
        if zone.kind == kind
    )


def _is_dot(rings: Sequence[Ring], frame: Frame) -> bool:
    """Return whether a line is too small to be seen as one: it would only weigh."""
    drawn = [frame.xys(ring) for ring in rings if len(ring)]
    if not drawn:
        return True
    low = np.min([one.min(axis=0) for one in drawn], axis=0)
    high = np.max([one.max(axis=0) for one in drawn], axis=0)
    return bool((high - low).max() < _DOT)


def _width(kind: str, frame: Frame) -> float:
    if kind not in _WIDTHS:
        return 0.0
    metres, least, most = _WIDTHS[kind]
    return max(least, min(most, metres / frame.m_per_unit))


def _drawn(d: str, name: str, *, width: float = 0.0) -> list[str]:
    if not d:
        return []
    stroke = f' stroke-width="{width:.1f}"' if width else ""
    return [f'<path class="{name}" {_LOOKS[name]}{stroke} d="{d}"/>']


def _scale(frame: Frame, texts: Texts) -> str:
    """Return the bar that says how long a distance is, and where north is."""
    longest_m = frame.width_m / 4
    length_m = max((step for step in _STEPS_M if step <= longest_m), default=_STEPS_M[0])
    units = length_m / frame.m_per_unit
    metre, kilometre = texts.units
    words = f"{length_m // 1000} {kilometre}" if length_m >= 1000 else f"{length_m} {metre}"
    x, y = 12, frame.height - 12
    return (
        f'<g class="m-scale" fill="none" stroke="#12333a" stroke-width="2">'
        f'<path class="hl" d="M{x} {y - 5}v5h{units:.0f}v-5"/>'
        f'<path class="hl" d="M{frame.width - 20} 34v-20m-5 7l5-7 5 7"/></g>'
        f'<g class="m-words" font-size="11" fill="#12333a" stroke="#fff" stroke-width="3" '
        f'paint-order="stroke"><text x="{x + 4}" y="{y - 5}">{escape(words)}</text>'
        f'<text x="{frame.width - 20}" y="46" text-anchor="middle">{escape(texts.north)}</text></g>'
    )
