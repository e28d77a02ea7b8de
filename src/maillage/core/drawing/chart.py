"""Charts that need no script and no colour: bars with their value written, and lines of years."""

from collections.abc import Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

from maillage.core.drawing.map import Texts

_ROW, _BAR, _TOP = 34, 18, 6
_INK, _SOFT = "#12333a", "#5b6b6e"
_FILLS = ("#1f5fa6", "#94bbe3", "#c9a24b")


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar: its name, its value (None draws the words alone), and the words of the value.

    low, high : an interval drawn over the bar; mark : 0 the subject, 1 and 2 what it is beside
    """

    name: str
    value: float | None
    words: str
    mark: int = 0
    low: float | None = None
    high: float | None = None


def chart_svg(bars: Sequence[Bar], *, texts: Texts, width: int = 640, largest: float = 0.0) -> str:
    """Return a whole SVG document of horizontal bars from zero, each named and valued in words.

    Parameters
    ----------
    largest : the value of a full bar; 0 takes the greatest of all (and of the intervals)

    Notes
    -----
    Negative values go to the left of zero. The order is the caller's. Titles and descriptions are
    read by those who do not see it; the page gives the same in a table.
    """
    known = [b for b in bars if b.value is not None]
    ends = [abs(x) for b in known for x in (b.value, b.low, b.high) if x is not None]
    most = largest or max(ends, default=1.0) or 1.0
    has_negative = any((b.value or 0) < 0 for b in known)
    left, right = width * 0.34, width * 0.84
    zero = (left + right) / 2 if has_negative else left
    wide = right - zero
    height = _TOP * 2 + _ROW * len(bars)
    rows = []
    for number, bar in enumerate(bars):
        y = _TOP + number * _ROW
        middle = y + _ROW / 2
        rows.append(
            f'<text x="{left - 8:.0f}" y="{middle + 5:.0f}" text-anchor="end" font-size="14" '
            f'fill="{_INK}">{escape(_short(bar.name))}</text>'
        )
        if bar.value is None:
            rows.append(
                f'<text x="{left + 6:.0f}" y="{middle + 5:.0f}" font-size="14" fill="{_SOFT}">'
                f"{escape(bar.words)}</text>"
            )
            continue
        x, long = (
            (zero, bar.value / most * wide)
            if bar.value >= 0
            else (zero + bar.value / most * wide, -bar.value / most * wide)
        )
        rows.append(
            f'<rect x="{x:.1f}" y="{middle - _BAR / 2:.1f}" width="{max(long, 1):.1f}" '
            f'height="{_BAR}" fill="{_FILLS[bar.mark]}" stroke="{_INK}" stroke-width="1"'
            f"{_dashed(bar.mark)}/>"
        )
        if bar.low is not None and bar.high is not None:
            a, b = zero + bar.low / most * wide, zero + bar.high / most * wide
            rows.append(
                f'<path fill="none" stroke="{_INK}" stroke-width="1.5" '
                f'd="M{a:.1f} {middle - 5:.1f}v10M{a:.1f} {middle:.1f}H{b:.1f}'
                f'M{b:.1f} {middle - 5:.1f}v10"/>'
            )
        end = zero + max(bar.value, bar.high or bar.value, 0) / most * wide
        rows.append(
            f'<text x="{end + 8:.0f}" y="{middle + 5:.0f}" font-size="14" font-weight="700" '
            f'fill="{_INK}">{escape(bar.words)}</text>'
        )
    axis = f'<path d="M{zero:.1f} {_TOP}V{height - _TOP}" stroke="{_INK}" stroke-width="1"/>'
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" '
        f'width="{width}" height="{height}" role="img" class="bars" '
        'aria-labelledby="chart-t chart-d" '
        'font-family="Atkinson Hyperlegible, Verdana, sans-serif">'
        f'<title id="chart-t">{escape(texts.title)}</title>'
        f'<desc id="chart-d">{escape(texts.description)}</desc>{"".join(rows)}{axis}</svg>'
    )


def _short(name: str, most: int = 28) -> str:
    return name if len(name) <= most else name[: most - 1].rstrip() + "…"


def _dashed(mark: int) -> str:
    return "" if mark == 0 else f' stroke-dasharray="{"4 2" if mark == 1 else "1 2"}"'
