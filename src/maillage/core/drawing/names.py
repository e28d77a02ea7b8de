"""Names of zones beside what they name: none on another one, a number where a name has no room."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import ceil
from typing import Literal
from xml.sax.saxutils import escape

import numpy as np
from numpy.typing import NDArray

from maillage.core.drawing.frame import Frame
from maillage.core.drawing.labels import SIZE, Area, around, fits, named_svg

# Width of a letter in bold, parts of its size, rounded up: no line of the 10 000 names of zones of
# the Nord is wider in the font of the site (measured: 0.68 to 0.975 of what is said here).
_LETTER, _CAPITAL, _DIGIT = 0.61, 0.79, 0.66
_WIDTHS = dict.fromkeys("fijlrtîï -'’.,:()", 0.38) | dict.fromkeys("mwMWœŒæÆ", 0.89)
_LINE = 13.0
# Written whole on its own zone a name may be larger: beside its zone all have one size, which on
# a wide dark zone looks lost and is not read on a telephone. The largest that holds is taken.
_ON_IT = (20.0, 17.0, 14.0, SIZE)
# Over the line of a text, under it, and on each side.
_UP, _DOWN, _SIDE = 10.0, 4.0, 3.0
# A longer line is cut between two words; a name of more lines is no longer read on a map.
_LONGEST, _MOST_LINES = 18, 3
# Between a zone and its name.
_APART = 3.0
# The side of the squares that tell on which zone a text would lie, units.
_CELL = 4.0
# In place of a zone, where nothing may be written.
_TAKEN = -2

Anchor = Literal["start", "middle", "end"]
# Of each square of the drawing, by row and column: the rank of the zone that is there, -1 of none.
Owners = NDArray[np.int64]
# The rings of a zone, arrays (n, 2) of units; a hole is a ring inside another.
Rings = Sequence[NDArray[np.float64]]


@dataclass(frozen=True, slots=True)
class Named:
    """What is to be named: its name, what stands for it where there is no room, where it is.

    number : its number in the table beside the map, "" when the table has none
    area : the box of what is drawn, units
    """

    name: str
    number: str
    area: Area

    @property
    def middle(self) -> tuple[float, float]:
        """The middle of what is drawn."""
        return (self.area.left + self.area.right) / 2, (self.area.top + self.area.bottom) / 2


@dataclass(frozen=True, slots=True)
class Label:
    """A text where it is written: its lines, the box that it takes, whether it is a number.

    is_on_it : in the middle of its zone, whatever the zone's form: it is read as the zone's
    size : of its letters, units; only wholly on its own zone is it more than SIZE
    """

    lines: tuple[str, ...]
    area: Area
    anchor: Anchor = "middle"
    is_number: bool = False
    is_on_it: bool = False
    size: float = SIZE


def owners_of(zones: Sequence[Rings], frame: Frame) -> Owners:
    """Return which zone is at each square of the drawing: of zones that overlap, the last one."""
    shape = ceil(frame.height / _CELL), ceil(frame.width / _CELL)
    owners: Owners = np.full(shape, -1, dtype=np.int64)
    for rank, rings in enumerate(zones):
        if not rings:
            continue
        starts = np.concatenate([ring[:-1] for ring in rings])
        ends = np.concatenate([ring[1:] for ring in rings])
        lowest, highest = starts[:, 1].min() / _CELL, starts[:, 1].max() / _CELL
        for row in range(max(0, int(lowest)), max(0, min(shape[0], int(highest) + 1))):
            y = (row + 0.5) * _CELL
            cut = (starts[:, 1] <= y) != (ends[:, 1] <= y)
            (x, at), (to_x, to_y) = starts[cut].T, ends[cut].T
            edges = np.sort(x + (y - at) * (to_x - x) / (to_y - at)) / _CELL - 0.5
            for left, right in edges.reshape(-1, 2).tolist():
                owners[row, max(0, ceil(left)) : max(0, ceil(right))] = rank
    return owners


def placed(
    zones: Sequence[Named], frame: Frame, owners: Owners, taken: Sequence[Area] = ()
) -> list[Label | None]:
    """Return the label of each zone, in their order: its name, else its number, else None.

    zones : the most important first, which choose their place first
    owners : the zone at each square, by its rank here; other zones have greater ranks
    taken : where nothing may be written

    No two labels meet one another or what is taken; none leaves the frame; no name lies on another
    zone, which it would seem to name. A number keeps its place until a name takes it: naming one
    zone never leaves another without anything.
    """
    # A name slides on its zone, away from what is taken.
    owners = owners.copy()
    for area in taken:
        owners[_squares(area)] = _TAKEN
    held = list(taken)
    labels: list[Label | None] = []
    for rank, zone in enumerate(zones):
        number = _first(_numbers(zone), frame, held, owners, rank) if zone.number else None
        labels.append(number)
        held += [number.area] if number else []
    # Where no number keeps the middle of a zone, no name hides it either.
    middles = [around(*zone.middle, 4, 4) for zone in zones]
    for rank, zone in enumerate(zones):
        others = [one.area for at, one in enumerate(labels) if one is not None and at != rank]
        others += [one for at, one in enumerate(middles) if at != rank]
        name = _first(_names(zone, owners, rank), frame, [*taken, *others], owners, rank)
        labels[rank] = name or labels[rank]
    return labels


def names_svg(labels: Sequence[Label | None]) -> str:
    """Return the texts of labels, "" without any."""
    texts = []
    for label in labels:
        if label is None:
            continue
        x = {
            "start": label.area.left + _SIDE,
            "middle": (label.area.left + label.area.right) / 2,
            "end": label.area.right - _SIDE,
        }[label.anchor]
        top, line_high = label.area.top + _UP * label.size / SIZE, _LINE * label.size / SIZE
        said = "" if label.anchor == "middle" else f' text-anchor="{label.anchor}"'
        said += "" if label.size == SIZE else f' font-size="{label.size:g}"'
        if len(label.lines) == 1:
            texts.append(f'<text x="{x:.1f}" y="{top:.1f}"{said}>{escape(label.lines[0])}</text>')
            continue
        lines = "".join(
            f'<tspan x="{x:.1f}" y="{top + line_high * n:.1f}">{escape(line)}</tspan>'
            for n, line in enumerate(label.lines)
        )
        texts.append(f"<text{said}>{lines}</text>")
    return named_svg(texts)


def in_lines(name: str) -> tuple[str, ...]:
    """Return a name in lines, cut between words where it is long.

    >>> in_lines("Secteur Nord Est")
    ('Secteur Nord Est',)
    >>> in_lines("Epidéme Villas Couteaux")
    ('Epidéme Villas', 'Couteaux')
    """
    lines: list[str] = []
    for word in name.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and len(longer) <= _LONGEST:
            lines[-1] = longer
        else:
            lines.append(word)
    return tuple(lines)


def _names(zone: Named, owners: Owners, rank: int) -> list[Label]:
    """Return where a name may be written: on its zone, else right, left, under, over it."""
    lines = in_lines(zone.name)
    if not lines or len(lines) > _MOST_LINES:
        return []
    wide, high = _wide(lines, SIZE), _high(lines, SIZE)
    (x, y), box = zone.middle, zone.area
    right, left = box.right + _APART + wide / 2, box.left - _APART - wide / 2
    under, over = box.bottom + _APART + high / 2, box.top - _APART - high / 2
    places: list[tuple[float, float, Anchor]] = [
        (right, y, "start"), (left, y, "end"), (x, under, "middle"), (x, over, "middle"),
        (right, under, "start"), (right, over, "start"), (left, under, "end"), (left, over, "end"),
    ]  # fmt: skip
    if box.right - box.left >= wide:
        places.insert(0, (x, y, "middle"))
    return [
        *_within(zone, lines, owners, rank),
        *(Label(lines, around(px, py, wide / 2, high / 2), anchor) for px, py, anchor in places),
    ]


def _within(zone: Named, lines: tuple[str, ...], owners: Owners, rank: int) -> Iterator[Label]:
    """Yield where a name lies wholly on its own zone, nearest to its middle, the largest first."""
    top, left = max(0, int(zone.area.top / _CELL)), max(0, int(zone.area.left / _CELL))
    rows, columns = ceil(zone.area.bottom / _CELL), ceil(zone.area.right / _CELL)
    own = owners[top:rows, left:columns] == rank
    # How many squares of the zone are over and left of each corner: four corners tell a box.
    counted = np.pad(own.cumsum(axis=0).cumsum(axis=1), ((1, 0), (1, 0)))
    for size in _ON_IT:
        wide, high = _wide(lines, size), _high(lines, size)
        n, m = ceil(high / _CELL), ceil(wide / _CELL)
        if n > own.shape[0] or m > own.shape[1]:
            continue
        held = counted[n:, m:] - counted[:-n, m:] - counted[n:, :-m] + counted[:-n, :-m]
        row, column = np.nonzero(held == n * m)
        if not len(row):
            continue
        x, y = (left + column + m / 2) * _CELL, (top + row + n / 2) * _CELL
        nearest = np.hypot(x - zone.middle[0], y - zone.middle[1]).argmin()
        yield Label(
            lines, around(float(x[nearest]), float(y[nearest]), wide / 2, high / 2), size=size
        )


def _numbers(zone: Named) -> list[Label]:
    """Return where a number may be written: on its zone, beside one that it would hide."""
    wide, high = SIZE * _DIGIT * len(zone.number) + 2 * _SIDE, _UP + _DOWN
    (x, y), box = zone.middle, zone.area
    right, left = box.right + wide / 2, box.left - wide / 2
    beside = [(right, y), (left, y), (x, box.bottom + high / 2), (x, box.top - high / 2)]
    is_large = box.right - box.left >= 1.5 * wide and box.bottom - box.top >= 1.5 * high
    places = [(x, y), *beside] if is_large else [*beside, (x, y)]
    return [
        Label(
            (zone.number,), around(*one, wide / 2, high / 2), is_number=True,
            is_on_it=one == (x, y),
        )
        for one in places
    ]  # fmt: skip


def _wide(lines: Sequence[str], size: float) -> float:
    return size * max(sum(map(_wide_of, line)) for line in lines) + 2 * _SIDE


def _wide_of(letter: str) -> float:
    usual = _CAPITAL if letter.isupper() else _DIGIT if letter.isdigit() else _LETTER
    return _WIDTHS.get(letter, usual)


def _high(lines: Sequence[str], size: float) -> float:
    return (_UP + _DOWN + _LINE * (len(lines) - 1)) * size / SIZE


def _first(
    labels: Sequence[Label], frame: Frame, taken: Sequence[Area], owners: Owners, rank: int
) -> Label | None:
    for one in labels:
        if fits(one.area, frame, taken) and (one.is_on_it or _is_free(one.area, owners, rank)):
            return one
    return None


def _is_free(area: Area, owners: Owners, rank: int) -> bool:
    """True when no other zone is under an area, nor what is taken."""
    under = owners[_squares(area)]
    return bool(((under == -1) | (under == rank)).all())


def _squares(area: Area) -> tuple[slice, slice]:
    rows = slice(int(area.top / _CELL), ceil(area.bottom / _CELL))
    return rows, slice(int(area.left / _CELL), ceil(area.right / _CELL))
