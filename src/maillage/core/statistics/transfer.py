"""Numbers known by some zones, estimated for others through the people who live in both.

The support is a set of points with people (the cells of a grid): the number of a zone is shared
between its points in proportion of people, and added up again in the other zones. What is
published for the zone itself is always better; what comes out of here is marked as estimated.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array, diags_array

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]

# INSEE smooths grid cells of under 11 households: below five of them, the error is not known.
MINIMUM_CELLS = 5
# How far shares of one point may add up beyond 1 before zones are said to overlap.
_TOLERANCE = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class Bridge:
    """Source zones and target zones, seen through the points they share.

    Attributes
    ----------
    shares : shape (n_targets, n_sources), the share of the people of a source who are in a target
    coverage : shape (n_targets,), share of the target's people who live in some source; NaN of
        nobody
    n_cells : shape (n_targets,), cells with people in the target
    within : shape (n_targets,), the one source that holds all the target's people, or -1
    same : shape (n_targets,), whether the target is that source, with the same people
    people : shape (n_targets, n_sources), people of the target by source
    source_people : shape (n_sources,), people of the source, in a target or not
    target_people : shape (n_targets,), people of the target, in a source or not, at a point or
        elsewhere
    shared : shape (n_targets,), share of the target's people who are in another target too
    overlapping : points in more than one source; each of these counts for a part of the point
    sharing : points in more than one target: the targets do not add up
    empty_sources : sources without anybody: their number can be put nowhere
    outside : people who live in a source and in no target
    """

    shares: csr_array
    coverage: Floats
    n_cells: NDArray[np.int64]
    within: NDArray[np.int64]
    same: Bools
    people: csr_array
    source_people: Floats
    target_people: Floats
    shared: Floats
    overlapping: tuple[int, ...]
    sharing: tuple[int, ...]
    empty_sources: tuple[int, ...]
    outside: float


@dataclass(frozen=True, slots=True, eq=False)
class Transferred:
    """A number for each target.

    Attributes
    ----------
    values : shape (n_targets,), NaN when refused or unknown
    coverage : shape (n_targets,), share of the target's people whose source number is known
    n_cells : shape (n_targets,)
    estimated : shape (n_targets,), False when the target is one of the sources
    refused : shape (n_targets,), whether the target has too few points to say anything
    """

    values: Floats
    coverage: Floats
    n_cells: NDArray[np.int64]
    estimated: Bools
    refused: Bools


def build_bridge(
    people: ArrayLike,
    sources: csr_array,
    targets: csr_array,
    *,
    cells: ArrayLike | None = None,
    elsewhere: ArrayLike | None = None,
) -> Bridge:
    """Return the bridge between two sets of zones.

    Parameters
    ----------
    people
        shape (n_points,), people at each point, 0 or more
    sources, targets
        shape (n_zones, n_points), the part of each point that is in each zone, 0 to 1
    cells
        shape (n_points,), the number of the cell that each point was cut from, 0 or more; each
        point is a cell of its own unless it is told
    elsewhere
        shape (n_targets,), people of each target who live at none of the points, 0 or more: a
        town that the grid does not reach lowers the coverage of what contains it

    Raises
    ------
    ValueError
        for people or parts out of bounds, or zones over other points

    Notes
    -----
    Where sources overlap, a point in two of them is shared equally between them: its people count
    once. Where they leave holes, coverage says how much is missing; nothing is scaled up.
    """
    count = np.asarray(people, dtype=float)
    if not (np.all(count >= 0) and np.all(np.isfinite(count))):
        raise ValueError("people are known, 0 or more")
    source, target = csr_array(sources, dtype=float), csr_array(targets, dtype=float)
    for zones in (source, target):
        if zones.shape[1] != len(count):
            raise ValueError(f"zones over {zones.shape[1]} points, people at {len(count)}")
        if np.any(zones.data < 0) or np.any(zones.data > 1 + _TOLERANCE):
            raise ValueError("a part of a point is from 0 to 1")
    in_sources = np.asarray(source.sum(axis=0)).reshape(-1)
    in_targets = np.asarray(target.sum(axis=0)).reshape(-1)
    source = csr_array(source @ diags_array(1 / np.maximum(1.0, in_sources)))
    covered = np.minimum(1.0, in_sources)
    by_point = diags_array(count)
    people_in = csr_array(target @ by_point @ source.T)
    of_source = np.asarray(source @ count)
    of_target = np.asarray(target @ count) + _elsewhere(elsewhere, target.shape[0])
    known = np.asarray(target @ (count * covered))
    shares = csr_array(
        people_in @ diags_array(np.divide(1.0, of_source, out=0 * of_source, where=of_source > 0))
    )
    coverage = np.divide(known, of_target, out=np.full_like(known, np.nan), where=of_target > 0)
    both = np.asarray(target @ (count * (in_targets > 1 + _TOLERANCE)))
    shared = np.divide(both, of_target, out=np.zeros_like(both), where=of_target > 0)
    n_cells = _cells_with_people(target, count, cells)
    within = _only_source(people_in, of_target)
    at = np.flatnonzero(within >= 0)
    same = np.zeros(len(within), dtype=bool)
    same[at] = np.isclose(of_source[within[at]], of_target[at], rtol=1e-12, atol=0)
    return Bridge(
        shares,
        coverage,
        n_cells,
        within,
        same,
        people_in,
        of_source,
        of_target,
        shared,
        tuple(np.flatnonzero((in_sources > 1 + _TOLERANCE) & (count > 0)).tolist()),
        tuple(np.flatnonzero((in_targets > 1 + _TOLERANCE) & (count > 0)).tolist()),
        tuple(np.flatnonzero(of_source == 0).tolist()),
        float(count @ (covered * np.maximum(0.0, 1 - in_targets))),
    )


def transfer_counts(bridge: Bridge, counts: ArrayLike) -> Transferred:
    """Return counts of the targets: parts of a partition add up to the whole.

    Parameters
    ----------
    counts
        shape (n_sources,), 0 or more, NaN where unknown or secret: never read as 0

    Raises
    ------
    ValueError
        for a negative count, or another number of sources
    """
    known, filled = _known(bridge, counts)
    coverage = _coverage(bridge, known)
    refused = (bridge.n_cells < MINIMUM_CELLS) & ~bridge.same
    nothing = refused | ~(coverage > 0)
    values = np.where(nothing, np.nan, bridge.shares @ filled)
    return Transferred(values, coverage, bridge.n_cells, ~bridge.same, refused)


def transfer_rates(bridge: Bridge, parts: ArrayLike, bases: ArrayLike) -> Transferred:
    """Return rates of the targets: parts and bases are brought apart, then divided.

    A target inside one source has the rate of that source. A source counts where both its numbers
    are known.

    Parameters
    ----------
    parts, bases
        shape (n_sources,), NaN where unknown or secret; parts may be negative: a rate of growth.
        Rates of which the base is not known take people for it: `bridge.source_people`.

    Raises
    ------
    ValueError
        for a negative base, or another number of sources
    """
    part_known, part = _known(bridge, parts, signed=True)
    base_known, base = _known(bridge, bases)
    known = part_known & base_known
    over, under = bridge.shares @ (part * known), bridge.shares @ (base * known)
    coverage = _coverage(bridge, known)
    refused = (bridge.n_cells < MINIMUM_CELLS) & ~bridge.same
    defined = ~refused & (under > 0)
    values = np.divide(over, under, out=np.full_like(over, np.nan), where=defined)
    return Transferred(values, coverage, bridge.n_cells, ~bridge.same, refused)


def _only_source(people: csr_array, of_target: Floats) -> NDArray[np.int64]:
    """Return the source that holds all the people of each target, -1 when none does."""
    within = np.full(people.shape[0], -1, dtype=np.int64)
    row = np.repeat(np.arange(people.shape[0]), np.diff(people.indptr))
    all_of_it = (people.data > 0) & np.isclose(people.data, of_target[row], rtol=1e-12, atol=0)
    within[row[all_of_it]] = people.indices[all_of_it]
    return within


def _cells_with_people(
    target: csr_array, people: Floats, cells: ArrayLike | None
) -> NDArray[np.int64]:
    """Return how many different cells, where somebody lives, each target has a part of."""
    lived = np.flatnonzero(people > 0)
    of_cell = np.arange(len(people)) if cells is None else np.asarray(cells, dtype=np.int64)
    if of_cell.shape != people.shape or np.any(of_cell < 0):
        raise ValueError("one cell for each point, 0 or more")
    shape = (len(people), int(of_cell.max(initial=-1)) + 1)
    cut = csr_array((np.ones(len(lived)), (lived, of_cell[lived])), shape=shape)
    held = csr_array((target > 0).astype(float) @ cut)
    held.eliminate_zeros()
    return np.asarray(np.diff(held.indptr), dtype=np.int64)


def _elsewhere(people: ArrayLike | None, n_targets: int) -> Floats:
    if people is None:
        return np.zeros(n_targets)
    count = np.asarray(people, dtype=float)
    if count.shape != (n_targets,) or not (np.all(count >= 0) and np.all(np.isfinite(count))):
        raise ValueError("people who live elsewhere are known for each target, 0 or more")
    return count


def _known(bridge: Bridge, numbers: ArrayLike, *, signed: bool = False) -> tuple[Bools, Floats]:
    given = np.asarray(numbers, dtype=float)
    if given.shape != (bridge.shares.shape[1],):
        raise ValueError(f"one number for each of the {bridge.shares.shape[1]} sources")
    if (np.any(given < 0) and not signed) or np.any(np.isinf(given)):
        raise ValueError("a number is 0 or more, NaN when it is not known")
    known = ~np.isnan(given)
    return known, np.where(known, given, 0.0)


def _coverage(bridge: Bridge, known: Bools) -> Floats:
    if known.all():
        return bridge.coverage
    held = np.asarray(bridge.people @ known.astype(float))
    out = np.full_like(held, np.nan)
    np.divide(held, bridge.target_people, out=out, where=bridge.target_people > 0)
    return out
