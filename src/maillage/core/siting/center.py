"""p-center: p places such that whoever is farthest is as near as possible."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.siting.answer import answer, find_obstacles, infeasible
from maillage.core.siting.covering import fewest
from maillage.core.siting.median import greedy_median
from maillage.core.siting.problem import Floor, Ints, Problem, make_problem
from maillage.core.siting.result import Obstacle, Reason, Siting, Status


def p_center(
    cost: ArrayLike,
    p: int,
    *,
    people: ArrayLike | None = None,
    fixed: Sequence[int] = (),
    floor: Floor | None = None,
    time_limit_s: float | None = None,
) -> Siting:
    """Return p places such that the longest way of an inhabited point is the shortest.

    By halves on the radius: is everybody within it of p places? Each question has an equal part of
    the time given. Places left over shorten the way of all.

    References
    ----------
    E. Minieka, SIAM Review 12, 1970, p. 138.
    """
    problem = make_problem(cost, people, fixed, None, floor)
    obstacles = find_obstacles(problem, p, np.isfinite(problem.cost))
    if obstacles:
        return infeasible(obstacles)
    costs = problem.cost[problem.inhabited]
    if len(costs) == 0:
        return answer(problem, greedy_median(problem, p), 0.0, 0.0, optimal=True)
    radii = np.unique(costs[np.isfinite(costs)])
    # Nobody is nearer than the nearest site of whoever is worst placed.
    low = int(np.searchsorted(radii, costs.min(axis=1).max()))
    high = len(radii) - 1
    each = None if time_limit_s is None else time_limit_s / (1 + np.log2(max(2, high - low + 2)))
    chosen, proven = _within(problem, radii[high], p, each)
    if chosen is None:
        if proven:
            return infeasible([Obstacle(Reason.TOGETHER)])
        return Siting(Status.UNDECIDED, bound=float(radii[low]))
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
    longest = float(costs[:, filled].min(axis=1).max())
    return answer(problem, filled, longest, float(radii[surest]), optimal=surest == high)


def _within(
    problem: Problem, radius: float, p: int, each: float | None
) -> tuple[Ints | None, bool]:
    """Return p places or fewer that serve all within a radius, or None and whether it is proven."""
    found, least = fewest(problem, radius, each)
    if found.chosen and len(found.chosen) <= p:
        return np.array(found.chosen, dtype=np.int64), True
    return None, least > p


def _filled(problem: Problem, chosen: Ints, p: int) -> Ints:
    fuller = Problem(problem.cost, problem.people, chosen, None, None)
    return greedy_median(fuller, p)
