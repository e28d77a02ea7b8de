"""Numbers that cannot be, or that a person should look at: fewer than nobody, shares of 0 to 1."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from maillage.sources.figures.model import FigureFile
    from maillage.sources.figures.read import FigureRow

# Units of which nothing is below zero.
COUNTED = frozenset({"people", "households", "families", "dwellings", "count"})
# Beyond, a cell is no number of anything: it would be printed on 300 signs.
MOST = 1e15
_KEPT = 10
# Fewer values than that say nothing of how a column is written.
_ENOUGH = 3


@dataclass(slots=True)
class Doubts:
    """What a person should check in a file.

    negative : counts below zero, (line, column, value); they are read as not given
    outside : shares below 0 or above 100, the same; they are kept as they are
    n_negative, n_outside : how many of each there are
    """

    negative: list[tuple[int, str, float]] = field(default_factory=list)
    outside: list[tuple[int, str, float]] = field(default_factory=list)
    n_negative: int = 0
    n_outside: int = 0
    shares: dict[str, tuple[int, float, float]] = field(default_factory=dict)
    # By column, how many numbers have exactly three decimals, how many have others.
    decimals: dict[str, tuple[int, int]] = field(default_factory=dict)
    counts: set[str] = field(default_factory=set)

    @property
    def fractions(self) -> list[str]:
        """Columns of shares of which every value is between 0 and 1: 0,12 for 12 %, perhaps."""
        return [
            column
            for column, (n, least, most) in self.shares.items()
            if n >= _ENOUGH and least >= 0 and 0 < most <= 1
        ]

    def note_decimals(self, column: str, are_three: bool) -> None:
        """Count a number written with decimals."""
        three, others = self.decimals.get(column, (0, 0))
        self.decimals[column] = (three + are_three, others + (not are_three))

    @property
    def thousands(self) -> list[str]:
        """Columns of counts and euros whose decimals are all three: 1,234 for 1 234, perhaps."""
        return [
            column
            for column, (three, others) in self.decimals.items()
            if column in self.counts and three >= _ENOUGH and not others
        ]


def possible_rows(
    rows: "Iterable[FigureRow]", described: "FigureFile", units: Mapping[str, str], doubts: Doubts
) -> "Iterator[FigureRow]":
    """Yield the rows without their counts below zero; what is odd is told in `doubts`.

    units : by measure, "people", "pct"…
    """
    columns = {one.measure: one.column for one in described.measures}
    for row in rows:
        values = dict(row.values)
        for measure, (value, _state) in row.values.items():
            if value is None:
                continue
            unit, column = units.get(measure), columns.get(measure, measure)
            if unit in COUNTED or unit == "eur":
                doubts.counts.add(column)
            if unit in COUNTED and value < 0:
                doubts.n_negative += 1
                doubts.negative += [(row.number, column, value)][: _KEPT - len(doubts.negative)]
                values[measure] = (None, "missing")
            elif unit == "pct":
                n, least, most = doubts.shares.get(column, (0, value, value))
                doubts.shares[column] = (n + 1, min(least, value), max(most, value))
                if not 0 <= value <= 100:
                    doubts.n_outside += 1
                    doubts.outside += [(row.number, column, value)][: _KEPT - len(doubts.outside)]
        yield replace(row, values=values)
