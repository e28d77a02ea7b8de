"""Our own counts of people in a table, small ones hidden, and those that would give them away.

For what we count (searches, sheets, visits). What a producer published is protected by it already.
"""

from collections.abc import Sequence

import numpy as np

from maillage.apps.agenda.queries.few import LEAST_SHOWN, Cell
from maillage.core.statistics.secrecy import suppress, zone_table

# In a table of several rows, a number hidden because small bears the same mark as the others.
_HIDDEN = Cell(None, "with")


def hidden_table(counts: Sequence[Sequence[int]], *, totals: bool = True) -> list[list[Cell]]:
    """Return the cells of a table, with its totals, that can be shown together.

    Parameters
    ----------
    counts : rows of one length, people who are in one cell each (one row: a one-way table)
    totals : whether each row ends with its sum, and a last row sums the columns; False when
        neither is on the page

    Returns
    -------
    list of rows as given, with their sums; None, and one and the same mark, for what is hidden

    Notes
    -----
    Zeros are shown. When a small count cannot be protected even so, nothing but zeros is. Never
    show the same people in a second table that was hidden apart.
    """
    table = np.array([list(row) for row in counts], dtype=np.int64)
    if table.size == 0:
        return [[] for _ in counts]
    zones = [{row} for row in range(len(table))]
    if totals and len(table) > 1:
        zones.append(set(range(len(table))))
    facts = zone_table(table, zones, totals=totals)
    found = suppress(facts, minimum=LEAST_SHOWN)
    hidden = found.hidden if found.protects else facts.values > 0
    cells = [
        _HIDDEN if is_hidden else Cell(int(n))
        for n, is_hidden in zip(facts.values, hidden, strict=True)
    ]
    width = table.shape[1] + totals
    return [cells[start : start + width] for start in range(0, len(cells), width)]
