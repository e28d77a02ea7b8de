"""Other outlines over a shaded map, never without the words that say how to read both."""

from collections.abc import Sequence
from xml.sax.saxutils import escape

from maillage.core.drawing.frame import Frame
from maillage.core.drawing.map import Zone as Outline
from maillage.core.drawing.paths import path, rings_of

_LINE = 20


def overlay_svg(outlines: Sequence[Outline], *, frame: Frame, caption: Sequence[str]) -> str:
    """Return dashed outlines and their caption, drawn as one: none is copied without the other.

    Parameters
    ----------
    outlines : those outside the window are left out; when none is left, nothing is drawn
    caption : lines of at most some ninety characters, written at the foot of the drawing

    Raises
    ------
    ValueError : no caption (MAP-12: what is shaded and what is outlined need not coincide).
    """
    words = [line for line in caption if line.strip()]
    if not words:
        raise ValueError("an overlay says how it is read")
    drawn = [
        d
        for one in outlines
        if (d := path(rings_of(one.geometry), frame, closed=True, thin=not one.thinned))
    ]
    if not drawn:
        return ""
    top = frame.height - _LINE * len(words) - 12
    lines = "".join(
        f'<text x="12" y="{top + 20 + _LINE * n}" font-size="15" fill="#12333a">'
        f"{escape(line)}</text>"
        for n, line in enumerate(words)
    )
    # White under the dashes: on the darkest blue as on paper, they are seen.
    return (
        f'<path fill="none" stroke="#fff" stroke-width="4.5" d="{"".join(drawn)}"/>'
        f'<path fill="none" stroke="#8a4b00" stroke-width="2" stroke-dasharray="7 4" '
        f'd="{"".join(drawn)}"/>'
        f'<rect x="0" y="{top}" width="{frame.width}" height="{frame.height - top}" '
        f'fill="#fffdf8" stroke="#12333a"/>{lines}'
    )
