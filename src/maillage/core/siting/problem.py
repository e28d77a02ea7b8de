"""The data of a siting problem, checked once."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]
Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Floor:
    """What each neighbourhood must have, whatever the total gains.

    Attributes
    ----------
    groups : the neighbourhood of each point, a number from 0, -1 for none
    reach : in the unit of costs
    n_sites : open places within reach of at least one inhabited point of the neighbourhood
    share : part of its people with an open place within reach, 0 to 1
    """

    groups: Sequence[int]
    reach: float
    n_sites: int = 0
    share: float = 0.0


@dataclass(frozen=True, slots=True, eq=False)
class Problem:
    """Costs of shape (n_points, n_sites), people, fixed places, capacities, and a floor.

    A capacity is no larger than all people; None where each place has room for all.
    """

    cost: Floats
    people: Floats
    fixed: Ints
    capacity: Floats | None
    floor: Floor | None

    @property
    def inhabited(self) -> Ints:
        """Points with somebody: the others ask for nothing."""
        return np.flatnonzero(self.people > 0)

    @property
    def n_sites(self) -> int:
        """How many candidates, existing places among them."""
        return int(self.cost.shape[1])


def make_problem(
    cost: ArrayLike,
    people: ArrayLike | None,
    fixed: Sequence[int],
    capacity: ArrayLike | None,
    floor: Floor | None,
) -> Problem:
    """Return the problem, or raise ValueError for data that are none."""
    costs = np.asarray(cost, dtype=float)
    if costs.ndim != 2 or np.any(np.isnan(costs)) or np.any(costs < 0):
        raise ValueError("a cost, 0 or more or infinite, of each point to each site")
    count = np.ones(costs.shape[0]) if people is None else np.asarray(people, dtype=float)
    if count.shape != costs.shape[:1] or not np.all((count >= 0) & np.isfinite(count)):
        raise ValueError("people of each point, 0 or more")
    held = np.unique(np.asarray(fixed, dtype=np.int64))
    if len(held) and not (held.min() >= 0 and held.max() < costs.shape[1]):
        raise ValueError("an existing place is one of the sites")
    room = None if capacity is None else np.asarray(capacity, dtype=float)
    if room is not None and (room.shape != costs.shape[1:] or not np.all(room >= 0)):
        raise ValueError("a capacity of each site, 0 or more")
    if room is not None:
        # More room than people is room for all; where all places have it, there is no capacity.
        room = None if np.all(room >= count.sum()) else np.minimum(room, count.sum())
    if floor is not None and (
        len(floor.groups) != costs.shape[0] or not 0 <= floor.share <= 1 or floor.n_sites < 0
    ):
        raise ValueError("a floor: a group for each point, a share from 0 to 1")
    return Problem(costs, count, held, room, floor)


def groups_of(problem: Problem) -> list[tuple[int, Ints, Bools]]:
    """Return each neighbourhood of the floor: number, inhabited points, what reaches each."""
    floor = problem.floor
    if floor is None:
        return []
    labels = np.asarray(floor.groups)
    found = []
    for group in np.unique(labels[labels >= 0]).tolist():
        points = np.flatnonzero((labels == group) & (problem.people > 0))
        if len(points):
            found.append((group, points, problem.cost[points] <= floor.reach))
    return found
