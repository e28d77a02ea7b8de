"""An outline in progress: its sides so far, its corners, the last one plain."""

from collections.abc import Sequence

from maillage.core.drawing.frame import Frame

_INK = "#12333a"
# Sides far outside are drawn to there: an SVG keeps small numbers.
_FAR = 20_000.0


def draft_svg(corners: Sequence[tuple[float, float]], frame: Frame) -> str:
    """Return the sides between (latitude, longitude) corners, "" without any.

    From three corners on the outline is closed, its last side dashed: the next corner moves it.
    """
    if not corners:
        return ""
    xys = [
        (max(-_FAR, min(_FAR, x)), max(-_FAR, min(_FAR, y)))
        for x, y in (frame.xy(*corner) for corner in corners)
    ]
    d = "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in xys)
    pieces = [
        f'<path d="{d}z" fill="{_INK}" fill-opacity=".12"/>' if len(xys) > 2 else "",
        f'<path d="{d}" fill="none" stroke="#fff" stroke-width="5"/>',
        f'<path d="{d}" fill="none" stroke="{_INK}" stroke-width="2.5"/>',
    ]
    (x, y), (last_x, last_y) = xys[0], xys[-1]
    if len(xys) > 2:
        pieces.append(
            f'<path d="M{last_x:.1f} {last_y:.1f}L{x:.1f} {y:.1f}" fill="none" '
            f'stroke="{_INK}" stroke-width="2" stroke-dasharray="5 5"/>'
        )
    for number, (x, y) in enumerate(xys, start=1):
        if not (-8 <= x <= frame.width + 8 and -8 <= y <= frame.height + 8):
            continue
        last = number == len(xys)
        pieces.append(
            f'<circle cx="{x:.1f}" cy="{y:.1f}" r="{6 if last else 4}" '
            f'fill="{_INK if last else "#fff"}" stroke="{"#fff" if last else _INK}" '
            'stroke-width="2"/>'
        )
    return f'<g class="m-draft" stroke-linejoin="round">{"".join(pieces)}</g>'
