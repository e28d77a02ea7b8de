"""p-center: p places such that whoever is farthest is as near as possible."""

from collections.abc import Sequence
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.siting.answer import answer, find_obstacles, infeasible
from maillage.core.siting.covering import fewest
from maillage.core.siting.greedy import greedy_cover, greedy_median
from maillage.core.siting.median import without_people
from maillage.core.siting.problem import Floor, Ints, Problem, make_problem
from maillage.core.siting.result import Obstacle, Reason, Siting, Status
from maillage.core.siting.room import places_within_room, received


def p_center(
    cost: ArrayLike,
    p: int,
    *,
    people: ArrayLike | None = None,
    fixed: Sequence[int] = (),
    capacity: ArrayLike | None = None,
    floor: Floor | None = None,
    time_limit_s: float | None = None,
) -> Siting:
    """Return p places such that the longest way of an inhabited point is the shortest.

    By halves on the radius: is everybody within it of p places? Each question has an equal part of
    the time given. Places left over shorten the way of all. With a capacity (people that each site
    receives), everybody has room in one, and those of one point may be shared out.

    References
    ----------
    E. Minieka, SIAM Review 12, 1970, p. 138.
    """
    problem = make_problem(cost, people, fixed, capacity, floor)
    obstacles = find_obstacles(problem, p, np.isfinite(problem.cost))
    if obstacles:
        return infeasible(obstacles)
    costs = problem.cost[problem.inhabited]
    if len(costs) == 0:
        return without_people(problem, p)
    radii = np.unique(costs[np.isfinite(costs)])
    # Nobody is nearer than the nearest site of whoever is worst placed.
    low = int(np.searchsorted(radii, costs.min(axis=1).max()))
    high = len(radii) - 1
    each = None if time_limit_s is None else time_limit_s / (1 + np.log2(max(2, high - low + 2)))
    chosen = None if problem.capacity is None else _greedy(problem, p)
    if chosen is None:
        chosen, proven = _within(problem, radii[high], p, each)
        if chosen is None and proven:
            return infeasible([Obstacle(Reason.TOGETHER)])
        chosen = _greedy(problem, p) if chosen is None else chosen
        if chosen is None:
            return Siting(Status.UNDECIDED, bound=float(radii[low]))
    high = min(high, int(np.searchsorted(radii, _longest(problem, chosen))))
    surest = low
    while low < high:
        middle = (low + high) // 2
        found, proven = _within(problem, radii[middle], p, each)
        if found is not None:
            chosen, high = found, middle
        else:
            low = middle + 1
            # Without a proof the radius is only not found: the bound stays.
            surest = low if proven else surest
    filled = _filled(problem, chosen, p)
    longest, sent = _longest(problem, filled), None
    if problem.capacity is not None:
        near = np.where(problem.cost <= longest, problem.cost, inf)
        sent = received(problem, filled, near, everybody=True)
    return answer(problem, filled, longest, float(radii[surest]), optimal=surest == high, sent=sent)


def _within(
    problem: Problem, radius: float, p: int, each: float | None
) -> tuple[Ints | None, bool]:
    """Return p places or fewer that serve all within a radius, or None and whether it is proven."""
    if problem.capacity is not None:
        return places_within_room(problem, radius, p, each)
    found, least = fewest(problem, radius, each)
    if found.chosen and len(found.chosen) <= p:
        return np.array(found.chosen, dtype=np.int64), True
    return None, least > p


def _greedy(problem: Problem, p: int) -> Ints | None:
    """Return p places that somehow serve all, None when the quick ways find none."""
    for chosen in (
        greedy_median(problem, p),
        greedy_cover(problem, np.isfinite(problem.cost), p),
    ):
        if chosen is not None and np.isfinite(_longest(problem, chosen)):
            return chosen
    return None


def _longest(problem: Problem, chosen: Ints) -> float:
    """Return the longest way when all go as near as there is room; infinite when there is none."""
    ways = problem.cost[np.ix_(problem.inhabited, chosen)]
    nearest = float(ways.min(axis=1, initial=inf).max())
    if problem.capacity is None or not np.isfinite(nearest):
        return nearest
    radii = np.unique(ways[np.isfinite(ways) & (ways >= nearest)])
    low, high = 0, len(radii)
    while low < high:
        middle = (low + high) // 2
        near = np.where(problem.cost <= radii[middle], problem.cost, inf)
        if received(problem, chosen, near, everybody=True) is None:
            low = middle + 1
        else:
            high = middle
    return float(radii[low]) if low < len(radii) else inf


def _filled(problem: Problem, chosen: Ints, p: int) -> Ints:
    found = greedy_median(Problem(problem.cost, problem.people, chosen, None, None), p)
    return chosen if found is None else found
