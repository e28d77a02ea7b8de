"""Small numbers of people are hidden, and so is what would tell them by taking away.

A table shows lines and their total; parts of a line (places of a quarter) are shown beside it.
Whoever reads knows that "few" is 1 to 4, that "with" is 5 or more, and every other number. When
all that is not nought is hidden already, nothing more can be: five people at five places stay so.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from maillage.core.statistics.secrecy import suppress, zone_table

# Under that number of people, a figure would tell who.
LEAST_SHOWN = 5


@dataclass(frozen=True, slots=True)
class Cell:
    """A figure, or why it is not said: "few" (1 to 4 people), "with" (it would tell another)."""

    n: int | None
    hidden: str = ""


def hide(column: Mapping[str, int]) -> dict[str, Cell]:
    """Return the lines of a column whose total is shown too (under 5, as "few")."""
    if 0 < sum(column.values()) < LEAST_SHOWN:
        return _cells(column, {key for key, n in column.items() if n})
    return _cells(column, _protected(column))


def hide_evenly(column: Mapping[str, int]) -> dict[str, Cell]:
    """Return the lines of a column whose total may be known, under one mark: "with".

    Stronger than `hide`: nobody who adds and subtracts says a hidden number within 2, nor which of
    them is small. Zeros are shown; when a small number cannot be protected, nothing else is.
    """
    lines = list(column)
    if not lines:
        return {}
    facts = zone_table([[column[line] for line in lines]], [{0}])
    found = suppress(facts, minimum=LEAST_SHOWN)
    hidden = found.hidden if found.protects else facts.values > 0
    return {
        line: Cell(None, "with") if is_hidden else Cell(column[line])
        for line, is_hidden in zip(lines, hidden.tolist(), strict=False)
    }


def hide_within(
    parts: Mapping[str, int], within: Mapping[str, str], lines: Mapping[str, Cell]
) -> dict[str, Cell]:
    """Return the parts of lines that `hide` showed or hid; `within` says of which each is."""
    hidden: set[str] = set()
    loose: dict[str, int] = {}
    for line, cell in lines.items():
        own = {key: n for key, n in parts.items() if within[key] == line}
        if cell.n is not None:
            hidden |= _protected(own)
            continue
        # All its parts shown would show the line.
        few = {key for key, n in own.items() if 0 < n < LEAST_SHOWN}
        hidden |= few or set(sorted((k for k, n in own.items() if n), key=own.__getitem__)[:1])
        loose |= own
    # What is left of the total once the lines that are shown are taken away.
    hidden |= _protected(loose, already=hidden & set(loose))
    return _cells(parts, hidden)


def _protected(column: Mapping[str, int], already: set[str] | None = None) -> set[str]:
    """Return what to hide so that no number of 1 to 4 can be found from the sum of the column."""
    few = {key for key, n in column.items() if 0 < n < LEAST_SHOWN}
    hidden = few | (already or set())
    others = sorted((key for key in column if column[key] and key not in hidden), key=column.get)  # type: ignore[arg-type]
    while few and _can_be_found(column, few, hidden) and others:
        hidden.add(others.pop(0))
    return hidden


def _can_be_found(column: Mapping[str, int], few: set[str], hidden: set[str]) -> bool:
    """Tell whether the sum of what is hidden leaves one value alone to those of 1 to 4."""
    total, n_few, n_with = sum(column[key] for key in hidden), len(few), len(hidden) - len(few)
    most = LEAST_SHOWN - 1
    lowest = 1 if n_with else max(1, total - most * (n_few - 1))
    highest = min(most, total - LEAST_SHOWN * n_with - (n_few - 1))
    return lowest >= highest


def _cells(column: Mapping[str, int], hidden: set[str]) -> dict[str, Cell]:
    return {
        key: (Cell(None, "few") if n < LEAST_SHOWN else Cell(None, "with"))
        if key in hidden
        else Cell(n)
        for key, n in column.items()
    }
