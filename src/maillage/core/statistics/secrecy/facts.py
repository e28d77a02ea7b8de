"""What is published, as sums of pieces that nobody publishes: a table, zones within zones.

A piece is the smallest set of people that the published numbers can tell apart: in a table, one
cell; with a neighbourhood inside a commune, the neighbourhood, and the rest of the commune.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import block_diag, csc_array, csr_array, hstack, vstack

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class Facts:
    """Numbers about to be published.

    Attributes
    ----------
    pieces : shape (n_pieces,), whole numbers of 0 or more
    sums : shape (n_facts, n_pieces), 1 where the piece is counted in the number
    costs : shape (n_facts,), how much a number would be missed, above 0
    blank : shape (n_facts,), whether a 0 is left blank as a small number is: a hidden number then
        does not say that somebody is there
    """

    pieces: Ints
    sums: csr_array
    costs: Floats
    blank: Bools

    @property
    def values(self) -> Ints:
        """The numbers themselves, shape (n_facts,)."""
        return np.asarray(self.sums @ self.pieces, dtype=np.int64)


def make_facts(
    pieces: ArrayLike,
    sums: csr_array,
    costs: ArrayLike | None = None,
    *,
    blank: ArrayLike | None = None,
) -> Facts:
    """Return the facts; pieces that the same numbers count are put together.

    A number costs what it counts, and one, when `costs` says nothing: totals are hidden last.
    Zeros are shown unless `blank` says of which numbers they are not: a crossed table of many small
    numbers would lose its totals otherwise, as each hidden cell would be known to hold somebody.

    Raises
    ------
    ValueError
        for a count that is no whole number of 0 or more, sums of something else than these pieces,
        or a cost of 0 or less
    """
    counted = np.asarray(pieces, dtype=float).reshape(-1)
    if not np.all((counted >= 0) & (counted == np.floor(counted)) & np.isfinite(counted)):
        raise ValueError("a count is a whole number, 0 or more")
    if sums.shape[1] != len(counted):
        raise ValueError(f"sums of {sums.shape[1]} pieces for {len(counted)}")
    by_piece = csc_array(sums)
    by_piece.eliminate_zeros()
    if np.any(by_piece.data != 1):
        raise ValueError("a piece is counted once in a number, or not at all")
    by_piece.sort_indices()
    numbers: dict[bytes, int] = {}
    merged: list[int] = []
    first: list[int] = []
    for at in range(len(counted)):
        key = by_piece.indices[by_piece.indptr[at] : by_piece.indptr[at + 1]].tobytes()
        if key not in numbers and key:
            numbers[key] = len(first)
            first.append(at)
        merged.append(numbers[key] if key else -1)
    which = np.array(merged, dtype=np.int64)
    kept = which >= 0
    together = np.bincount(which[kept], weights=counted[kept], minlength=len(first))
    distinct = csr_array(by_piece[:, np.array(first, dtype=np.int64)])
    whole = together.astype(np.int64)
    worth = distinct @ whole + 1.0 if costs is None else np.asarray(costs, dtype=float)
    if worth.shape != (sums.shape[0],) or not np.all(worth > 0):
        raise ValueError("a cost above 0 for each number")
    unsaid = np.zeros(sums.shape[0], dtype=bool) if blank is None else np.asarray(blank)
    if unsaid.dtype != np.bool_ or unsaid.shape != (sums.shape[0],):
        raise ValueError("whether each number leaves its zeros blank")
    return Facts(whole, distinct, np.asarray(worth, dtype=float), unsaid)


def zone_table(
    pieces: ArrayLike, zones: Sequence[Collection[int]], *, totals: bool = True
) -> Facts:
    """Return the facts of a table: a row for each zone, a column for each category.

    Parameters
    ----------
    pieces
        shape (n_pieces, n_columns): people of each smallest area, by category
    zones
        the areas of each zone; zones may hold one another, or overlap
    totals
        whether each row is published with the sum of its columns

    Returns
    -------
    Facts
        row after row, its columns then its total: `hidden.reshape(len(zones), -1)` is the table

    Notes
    -----
    Columns exclude one another. A line of totals is one more zone, of all the areas.
    """
    counted = np.asarray(pieces)
    if counted.ndim != 2:
        raise ValueError("areas in rows, categories in columns")
    n_areas, n_columns = counted.shape
    rows = np.array([at for at, areas in enumerate(zones) for _ in set(areas)], dtype=np.int64)
    columns = np.array([area for areas in zones for area in sorted(set(areas))], dtype=np.int64)
    if len(columns) and not (columns.min() >= 0 and columns.max() < n_areas):
        raise ValueError(f"a zone holds an area that is not among the {n_areas}")
    within = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(zones), n_areas))
    # One block for each category, then rows put back zone by zone.
    by_column = [within] * n_columns
    if n_columns == 0 or len(zones) == 0:
        return make_facts([], csr_array((0, 0)))
    blocks = csr_array(block_diag(by_column))
    if totals:
        blocks = csr_array(vstack([blocks, hstack(by_column)]))
    n_shown = n_columns + totals
    order = np.arange(n_shown * len(zones)).reshape(n_shown, len(zones)).T.reshape(-1)
    return make_facts(counted.T.reshape(-1), csr_array(blocks[order]))


def nested_zones(values: ArrayLike, parents: Sequence[int | None], *, totals: bool = True) -> Facts:
    """Return the facts of zones of which each lies in one other at most, known by their numbers.

    Parameters
    ----------
    values
        shape (n_zones, n_columns), people of each zone by category
    parents
        the zone that holds each, None at the top

    Raises
    ------
    ValueError
        when a zone counts fewer people than those it holds, or holds itself
    """
    counted = np.asarray(values)
    if counted.ndim != 2 or len(counted) != len(parents):
        raise ValueError("one row, and one parent, for each zone")
    areas: list[set[int]] = [set() for _ in parents]
    for zone in range(len(parents)):
        above: int | None = zone
        while above is not None:
            if zone in areas[above]:
                raise ValueError(f"zone {above} is above itself")
            areas[above].add(zone)
            above = parents[above]
    # The piece of a zone is what none of the zones it holds counts.
    rest = counted.copy()
    for zone, parent in enumerate(parents):
        if parent is not None:
            rest[parent] -= counted[zone]
    if np.any(rest < 0):
        worst = int(np.argmin(rest.min(axis=1)))
        raise ValueError(f"zone {worst} counts fewer people than the zones it holds")
    return zone_table(rest, areas, totals=totals)
