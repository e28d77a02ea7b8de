"""Points gathered for a tile: where they are crowded, one disc that says how many they are.

Each tile is worked out alone, from its own points and those around it, and agrees with the tiles
beside it: no place is counted twice, none is lost, whichever tiles are looked at.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.core.geo.mercator import UNITS, Units
from maillage.core.geo.vector_tile import EXTENT

# A disc is decided by its neighbours, and they by theirs, twice: so many cells around the tile.
MARGIN_CELLS = 3
# From this zoom on, only what stands at one spot is gathered.
ALONE_FROM = 17
_NEIGHBOURS = [(dy, dx) for dy in (-1, 0, 1) for dx in (-1, 0, 1) if (dy, dx) != (0, 0)]


@dataclass(frozen=True, slots=True)
class Clusters:
    """The discs of one tile.

    x, y : shape (n,), units of the tile, inside it
    counts : shape (n,), how many points each gathers
    first : shape (n,), index of the point of a disc that gathers one, else -1
    members : for the discs of several at one spot (zoom ALONE_FROM on), their points, by disc
    """

    x: NDArray[np.int64]
    y: NDArray[np.int64]
    counts: NDArray[np.int64]
    first: NDArray[np.int64]
    members: dict[int, list[int]]


def cells_of(z: int) -> int:
    """Return how many cells a side of a tile has at a zoom.

    Examples
    --------
    >>> cells_of(10), cells_of(17)
    (8, 128)
    """
    if z >= ALONE_FROM:
        return 128
    return 16 if z >= 15 else 8


def margin_of(z: int) -> float:
    """Return how far around a tile points must be given, part of its side."""
    return MARGIN_CELLS / cells_of(z) if z else 0.0


def gather(world_x: Units, world_y: Units, z: int, x: int, y: int) -> Clusters:
    """Return the discs of a tile.

    Parameters
    ----------
    world_x, world_y : shape (n,), units of the square: all the points of the tile and of its
        margin; more of them change nothing

    Notes
    -----
    The square is cut into cells, the same for all tiles; the points of a cell are one disc, at
    their middle. Where two discs of neighbouring cells would cover one another, the lesser joins
    the greater, if that one joins no other. The sum of all tiles is the number of points.
    """
    n_cells = cells_of(z)
    margin = MARGIN_CELLS if z else 0
    side = n_cells + 2 * margin
    shift = 32 - z - (n_cells.bit_length() - 1)
    # As far to the west of the tile's middle as to its east, across the 180th meridian too.
    tile = 1 << (32 - z)
    half = UNITS // 2
    right = (world_x - x * tile - tile // 2 + half) % UNITS - half + tile // 2
    down = world_y - y * tile
    column, row = (right >> shift) + margin, (down >> shift) + margin
    inside = (column >= 0) & (column < side) & (row >= 0) & (row < side)
    index = np.flatnonzero(inside)
    cell = row[index] * side + column[index]
    size = side * side
    counts = np.bincount(cell, minlength=size)
    # Whole numbers, so that two tiles find the same middle and the same distances.
    full = np.maximum(counts, 1)
    middle_x = np.bincount(cell, right[index], minlength=size).astype(np.int64) // full
    middle_y = np.bincount(cell, down[index], minlength=size).astype(np.int64) // full
    first = np.bincount(cell, index, minlength=size).astype(np.int64)
    # Cells of the whole square, not of this tile: two tiles must choose alike.
    rows, columns = np.divmod(np.arange(size), side)
    rank = ((rows - margin + y * n_cells) << 32) + (columns - margin + x * n_cells) % (n_cells << z)
    joined = _joined(
        counts.reshape(side, side),
        middle_x.reshape(side, side),
        middle_y.reshape(side, side),
        rank.reshape(side, side),
        int(_APART[n_cells] * (1 << shift)),
    ).ravel()
    totals = np.bincount(np.where(joined >= 0, joined, np.arange(size)), counts, size)
    kept = (counts > 0) & (joined < 0)
    kept &= (rows >= margin) & (rows < side - margin)
    kept &= (columns >= margin) & (columns < side - margin)
    chosen = np.flatnonzero(kept)
    gathered = totals[chosen].astype(np.int64)
    members: dict[int, list[int]] = {}
    if z >= ALONE_FROM:
        into = np.where(joined[cell] >= 0, joined[cell], cell)
        for disc in np.flatnonzero(gathered > 1).tolist():
            members[disc] = index[into == chosen[disc]].tolist()
    return Clusters(
        x=_units(middle_x[chosen], z),
        y=_units(middle_y[chosen], z),
        counts=gathered,
        first=np.where(gathered == 1, first[chosen], -1),
        members=members,
    )


# How near two discs may be before they are one, in cells: discs are 44 pixels wide on tiles of
# 512; where nothing but one spot is gathered, only what is drawn at the same place joins.
_APART = {8: 0.72, 16: 0.9, 128: 0.3}


def _units(units: NDArray[np.int64], z: int) -> NDArray[np.int64]:
    return np.asarray(np.clip(units * EXTENT >> (32 - z), 0, EXTENT - 1))


def _joined(
    counts: NDArray[np.int64],
    x: NDArray[np.int64],
    y: NDArray[np.int64],
    rank: NDArray[np.int64],
    apart: int,
) -> NDArray[np.int64]:
    """Return, for each cell, the cell that it joins, -1 when it stays."""
    side = counts.shape[0]
    here = slice(1, side + 1)
    padded = [np.pad(grid, 1) for grid in (counts, x, y, rank)]
    numbers = np.pad(np.arange(side * side).reshape(side, side), 1, constant_values=-1)
    yields = np.zeros(counts.shape, dtype=np.bool_)
    around = []
    for dy, dx in _NEIGHBOURS:
        window = (slice(1 + dy, side + 1 + dy), slice(1 + dx, side + 1 + dx))
        n, their_x, their_y, their_rank = (grid[window] for grid in padded)
        near = (n > 0) & (counts > 0) & ((their_x - x) ** 2 + (their_y - y) ** 2 < apart**2)
        greater = near & ((n > counts) | ((n == counts) & (their_rank > rank)))
        yields |= greater
        around.append((window, greater, n, their_rank))
    lasting = np.zeros(padded[0].shape, dtype=np.bool_)
    lasting[here, here] = (counts > 0) & ~yields
    best_n, best_rank = np.zeros_like(counts), np.full_like(rank, -1)
    joined = np.full(counts.shape, -1, dtype=np.int64)
    for window, greater, n, their_rank in around:
        better = greater & lasting[window]
        better &= (n > best_n) | ((n == best_n) & (their_rank > best_rank))
        joined = np.where(better, numbers[window], joined)
        best_n = np.where(better, n, best_n)
        best_rank = np.where(better, their_rank, best_rank)
    return joined
