"""Places on a shaded map: those that are there as dots, those that are chosen as numbered squares.

Shapes differ, not colours alone; each is drawn where it is, for a map of a whole town.
"""

from collections.abc import Sequence
from xml.sax.saxutils import escape, quoteattr

from maillage.core.drawing.frame import Frame
from maillage.core.drawing.markers import Marker

_HALF = 13


def sites_svg(
    there: Sequence[tuple[float, float]], chosen: Sequence[Marker], *, frame: Frame
) -> str:
    """Return dots at (latitude, longitude) degrees, then squares with their number and name.

    Those outside the window are left out. Dots say nothing by themselves: the legend counts them.
    """
    dots = "".join(
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="3.5"/>'
        for x, y in (frame.xy(*position) for position in there if frame.shows(*position))
    )
    squares = [_square(one, frame) for one in chosen if frame.shows(one.latitude, one.longitude)]
    held = f'<g aria-hidden="true" {_DOT}>{dots}</g>' if dots else ""
    return held + "".join(squares)


def dot_swatch_svg() -> str:
    """Return the dot of a place that is there, for a legend; hidden, as it stands beside words."""
    return f'{_SWATCH}<circle cx="14" cy="10" r="4" {_DOT}/></svg>'


def square_swatch_svg() -> str:
    """Return the square of a chosen place, for a legend; hidden, as it stands beside words."""
    return f'{_SWATCH}<rect x="5" y="1" width="18" height="18" rx="3" {_SQUARE}/></svg>'


_DOT = 'fill="#ffffff" stroke="#12333a" stroke-width="1.5"'
_SQUARE = 'fill="#8a4b00" stroke="#ffffff" stroke-width="2"'
_SWATCH = '<svg width="28" height="20" viewBox="0 0 28 20" aria-hidden="true" focusable="false">'


def _square(one: Marker, frame: Frame) -> str:
    x, y = frame.xy(one.latitude, one.longitude)
    said = f"{one.number}. {one.name}"
    drawn = (
        f'<title>{escape(said)}</title><rect x="{-_HALF}" y="{-_HALF}" width="{2 * _HALF}" '
        f'height="{2 * _HALF}" rx="4" {_SQUARE}/><text y="5" text-anchor="middle" '
        f'font-size="15" font-weight="700" fill="#ffffff">{escape(one.number)}</text>'
    )
    at = f'transform="translate({x:.1f} {y:.1f})"'
    if not one.href:
        return f"<g {at}>{drawn}</g>"
    return f"<a href={quoteattr(one.href)} aria-label={quoteattr(said)} {at}>{drawn}</a>"
