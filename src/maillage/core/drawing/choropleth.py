"""Zones shaded by a value: bluer is more, a pattern says the same to who does not see blue."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from maillage.core.drawing.frame import Frame
from maillage.core.drawing.labels import Area, around
from maillage.core.drawing.map import Line, Texts, ground_svg
from maillage.core.drawing.map import Zone as Outline
from maillage.core.drawing.names import Label, Named, Rings, names_svg, owners_of, placed
from maillage.core.drawing.paths import path, rings_of

N_CLASSES = 5
# From the least to the most. Contrast between neighbours is told by the pattern too.
_BLUES = ("#eef4fb", "#c9dcf2", "#94bbe3", "#5590cb", "#1f5fa6")
_INKS = ("#12333a", "#12333a", "#12333a", "#0b2545", "#ffffff")
# Distance between two strokes of the pattern, units; 0 draws none.
_STEPS = (0, 14, 10, 7, 5)
_UNKNOWN = "#f4f1ea"


@dataclass(frozen=True, slots=True)
class Shaded:
    """A zone of the map: its outline, its class from 0 (least) to 4, None when it has no value.

    words : what a reader hears and a pointer shows: "Le Pile : 41,2 %, estimé"
    label_at : where it is, for a zone that is named on the map
    number : its number in the table beside the map, written where its name has no room
    """

    name: str
    geometry: Any
    level: int | None
    words: str
    href: str = ""
    label_at: tuple[float, float] | None = None
    number: str = ""


def class_bounds(values: Sequence[float], n: int = N_CLASSES) -> list[float]:
    """Return the upper bounds of up to `n` classes that hold as many zones each.

    Equal values stay in one class, so there may be fewer classes; no value gives no class.

    >>> class_bounds([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    [2, 4, 6, 8, 10]
    >>> class_bounds([3, 3, 3]), class_bounds([])
    ([3], [])
    """
    ordered = sorted(values)
    if not ordered:
        return []
    bounds = [ordered[max(0, round(len(ordered) * (k + 1) / n) - 1)] for k in range(n)]
    bounds[-1] = ordered[-1]
    return sorted(set(bounds))


def level_of(value: float, bounds: Sequence[float]) -> int:
    """Return the class of a value, from 0 to 4; the last class is always the darkest.

    >>> level_of(3, [2, 4, 10]), level_of(10, [2, 4, 10]), level_of(1, [5])
    (3, 4, 4)
    """
    place = next((k for k, bound in enumerate(bounds) if value <= bound), len(bounds) - 1)
    return place + N_CLASSES - len(bounds)


def choropleth_svg(
    zones: Sequence[Shaded],
    *,
    frame: Frame,
    texts: Texts,
    outlines: Sequence[Outline] = (),
    lines: Sequence[Line] = (),
    above: str = "",
    labels: Sequence[Label | None] = (),
    name: str = "choro",
) -> str:
    """Return a whole SVG document: the zones by class, then outlines and names above them.

    Parameters
    ----------
    zones : those outside the window are left out
    outlines : drawn under them (communes)
    texts : the title and the description; the table beside the map says the same
    above : drawn over the zones, under their names (`sites_svg`)
    labels : names and numbers, where `zone_labels` put them
    name : begins its identifiers; a second map of one page has its own, and the first's patterns

    Notes
    -----
    No script, no style attribute. Each zone is a link when it has an address, and its words are
    its title. A zone without value is crossed, and its words say why.
    """
    pieces = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {frame.width} {frame.height}" '
        f'width="{frame.width}" height="{frame.height}" role="group" '
        f'aria-labelledby="{name}-t {name}-d" class="choro" '
        'font-family="Atkinson Hyperlegible, Verdana, sans-serif">',
        f'<title id="{name}-t">{escape(texts.title)}</title>',
        f'<desc id="{name}-d">{escape(texts.description)}</desc>',
        patterns_svg() if name == "choro" else "",
        ground_svg([], lines, frame=frame),
    ]
    # Outlines lie under the zones, whose edges stay whole.
    for outline in outlines:
        d = path(rings_of(outline.geometry), frame, closed=True, thin=not outline.thinned)
        if d:
            pieces.append(f'<path fill="#fffdf8" stroke="#b9b09a" stroke-width="0.8" d="{d}"/>')
    pieces += [_shaded(zone, frame) for zone in zones]
    pieces.append(above)
    pieces += [names_svg(labels), "</svg>"]
    return "".join(pieces)


def zone_labels(
    zones: Sequence[Shaded], *, frame: Frame, taken: Sequence[Area] = ()
) -> list[Label | None]:
    """Return the name of each zone that says where it is, else its number, else None.

    zones : in the order in which they choose their place, the most important first
    taken : where nothing may be written

    See `names.placed`: no two meet, none leaves the frame, none lies on another zone.
    """
    there: list[Named] = []
    rings: list[Rings] = []
    others: list[Rings] = []
    for zone in zones:
        drawn = [frame.xys(ring) for ring in rings_of(zone.geometry) if len(ring)]
        if zone.label_at is None or not frame.shows(*zone.label_at):
            others.append(drawn)
            continue
        there.append(Named(zone.name, zone.number, _area(drawn, *frame.xy(*zone.label_at))))
        rings.append(drawn)
    return placed(there, frame, owners_of([*rings, *others], frame), taken)


def _area(rings: Rings, x: float, y: float) -> Area:
    """Return the box of the part of a zone in which a point is: it is named beside that part."""
    for ring in rings:
        (left, top), (right, bottom) = ring.min(axis=0).tolist(), ring.max(axis=0).tolist()
        if left <= x <= right and top <= y <= bottom:
            return Area(left, top, right, bottom)
    return around(x, y, 0, 0)


def patterns_svg() -> str:
    """Return the definitions of the five patterns, and of the one for what is not known."""
    made = []
    for level, (blue, step) in enumerate(zip(_BLUES, _STEPS, strict=True)):
        size = step or 12
        # Beyond its corners, and across those where strokes of other tiles end: nothing is cut off.
        far, near = size + 1, size - 1
        d = f"M-1 {far}L{far} -1M-1 1L1 -1M{near} {far}L{far} {near}"
        stroke = (
            f'<path d="{d}" stroke="#0b2545" stroke-opacity=".35" stroke-width="1"/>'
            if step
            else ""
        )
        made.append(
            f'<pattern id="c{level}" width="{size}" height="{size}" '
            f'patternUnits="userSpaceOnUse"><rect width="{size}" height="{size}" '
            f'fill="{blue}"/>{stroke}</pattern>'
        )
    made.append(
        '<pattern id="cx" width="8" height="8" patternUnits="userSpaceOnUse">'
        f'<rect width="8" height="8" fill="{_UNKNOWN}"/>'
        '<path d="M0 0L8 8M8 0L0 8" stroke="#5b6b6e" stroke-width=".6"/></pattern>'
    )
    return f"<defs>{''.join(made)}</defs>"


def shading() -> dict[str, Any]:
    """Return the patterns for who draws them again elsewhere: what `patterns_svg` draws.

    `classes` has a colour and a distance between strokes (0: none) for each class, from the least;
    `unknown` has the colour under the crosses, which are 8 units wide.
    """
    return {"classes": list(zip(_BLUES, _STEPS, strict=True)), "unknown": _UNKNOWN}


def swatch_svg(level: int | None) -> str:
    """Return a small square of a class, for a legend; it stands beside words, hence hidden."""
    blue = _UNKNOWN if level is None else _BLUES[level]
    step = 8 if level is None else _STEPS[level]
    ink = "".join(
        f'<path d="M{k} 0L0 {k}" stroke="#0b2545" stroke-opacity=".35"/>'
        for k in range(step, 49, step or 99)
        if step
    )
    cross = '<path d="M0 0L28 20M28 0L0 20" stroke="#5b6b6e"/>' if level is None else ink
    return (
        '<svg width="28" height="20" viewBox="0 0 28 20" aria-hidden="true" focusable="false">'
        f'<rect width="28" height="20" fill="{blue}"/>{cross}'
        '<rect x=".5" y=".5" width="27" height="19" fill="none" stroke="#12333a"/></svg>'
    )


def _shaded(zone: Shaded, frame: Frame) -> str:
    d = path(rings_of(zone.geometry), frame, closed=True)
    if not d:
        return ""
    fill = "cx" if zone.level is None else f"c{zone.level}"
    colour = _UNKNOWN if zone.level is None else _BLUES[zone.level]
    # On paper each tile of a pattern has soft edges, through which what is under is seen as lines.
    under = f'<path fill="{colour}" d="{d}"/>'
    drawn = (
        f'<path fill="url(#{fill})" stroke="#12333a" stroke-width="1" d="{d}">'
        f"<title>{escape(zone.words)}</title></path>"
    )
    if not zone.href:
        return under + drawn
    return f"{under}<a href={quoteattr(zone.href)} aria-label={quoteattr(zone.words)}>{drawn}</a>"
