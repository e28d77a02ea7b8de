"""The square that a telephone reads (QR code), as a drawing without a script."""

import io

import segno


def square_svg(address: str) -> str:
    """Return the SVG of the square of an address, "" without one.

    Fault tolerance M: a poster is written on, and torn. Two modules of white, as the border is
    white paper anyway.
    """
    if not address:
        return ""
    drawn = io.BytesIO()
    segno.make(address, error="m", micro=False).save(
        drawn, kind="svg", border=2, xmldecl=False, svgclass=None, lineclass=None, omitsize=True
    )
    return drawn.getvalue().decode()
