"""LSCP: as few places as serve everybody. MCLP: as many people served as p places can."""

from collections.abc import Sequence
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.siting.answer import answer, find_obstacles, infeasible
from maillage.core.siting.greedy import greedy_cover
from maillage.core.siting.model import Model
from maillage.core.siting.problem import Floor, Ints, Problem, make_problem
from maillage.core.siting.result import Siting, Status
from maillage.core.siting.room import all_within_room, most_within_room


def lscp(
    cost: ArrayLike,
    radius: float,
    *,
    people: ArrayLike | None = None,
    fixed: Sequence[int] = (),
    capacity: ArrayLike | None = None,
    floor: Floor | None = None,
    time_limit_s: float | None = None,
) -> Siting:
    """Return as few places as possible such that every inhabited point has one within the radius.

    With a capacity (people that each site receives), everybody has room in one, and those of one
    point may be shared out.

    References
    ----------
    C. Toregas et al., Operations Research 19, 1971, p. 1363.
    """
    problem = make_problem(cost, people, fixed, capacity, floor)
    within = problem.cost <= radius
    obstacles = find_obstacles(problem, None, within)
    if obstacles:
        return infeasible(obstacles)
    if problem.n_sites == 0:
        return _nowhere(problem, radius)
    if problem.capacity is not None:
        return all_within_room(problem, radius, time_limit_s)
    model = Model(problem, site_cost=1.0)
    _serve_all(model, radius)
    model.keep_floor()
    found = model.solve(time_limit_s)
    if found.is_infeasible:
        return infeasible([])
    # A number of places is whole.
    bound = float(np.ceil(max(0.0, found.bound) - 1e-6))
    chosen = None if found.x is None else np.flatnonzero(found.x[: problem.n_sites] > 0.5)
    if not found.is_optimal:
        greedy = greedy_cover(problem, within, None)
        if greedy is not None and (chosen is None or len(greedy) < len(chosen)):
            chosen = greedy
    if chosen is None:
        return Siting(Status.UNDECIDED, bound=bound)
    done = found.is_optimal or len(chosen) <= bound
    return answer(problem, chosen, float(len(chosen)), bound, optimal=done, radius=radius)


def mclp(
    cost: ArrayLike,
    people: ArrayLike | None,
    radius: float,
    p: int,
    *,
    fixed: Sequence[int] = (),
    capacity: ArrayLike | None = None,
    floor: Floor | None = None,
    time_limit_s: float | None = None,
) -> Siting:
    """Return p places that have as many people as possible within the radius.

    With a capacity (people that each site receives), only those who have room count: `crowded_out`
    says whom it leaves out, and `assignment` is -1 for who is received nowhere.

    References
    ----------
    R. L. Church, C. ReVelle, Papers of the Regional Science Association 32, 1974, p. 101.
    """
    problem = make_problem(cost, people, fixed, capacity, floor)
    obstacles = find_obstacles(problem, p, None)
    if obstacles:
        return infeasible(obstacles)
    if problem.n_sites == 0:
        return _nowhere(problem, radius)
    if problem.capacity is not None:
        return most_within_room(problem, radius, p, time_limit_s)
    within = problem.cost[problem.inhabited] <= radius
    # Points that the same sites reach are one point.
    reached, same = np.unique(within, axis=0, return_inverse=True)
    count = np.bincount(same.reshape(-1), weights=problem.people[problem.inhabited])
    model = Model(problem)
    model.choose(p)
    model.covered_by(model.add(-count), reached)
    model.keep_floor()
    found = model.solve(time_limit_s)
    if found.is_infeasible:
        return infeasible([])
    most = min(-found.bound, float(problem.people.sum()))
    chosen = None if found.x is None else np.flatnonzero(found.x[: problem.n_sites] > 0.5)
    if not found.is_optimal:
        greedy = greedy_cover(problem, problem.cost <= radius, p)
        if greedy is not None and (
            chosen is None or _served(problem, greedy, radius) > _served(problem, chosen, radius)
        ):
            chosen = greedy
    if chosen is None:
        return Siting(Status.UNDECIDED, bound=most)
    objective = _served(problem, chosen, radius)
    return answer(problem, chosen, objective, most, optimal=found.is_optimal, radius=radius)


def fewest(problem: Problem, radius: float, time_limit_s: float | None) -> tuple[Siting, float]:
    """Return a choice that serves all within the radius, and a bound of how many it takes."""
    found = lscp(
        problem.cost,
        radius,
        people=problem.people,
        fixed=problem.fixed.tolist(),
        floor=problem.floor,
        time_limit_s=time_limit_s,
    )
    if found.status is Status.INFEASIBLE:
        return found, inf
    return found, found.bound or 0.0


def _nowhere(problem: Problem, radius: float) -> Siting:
    """Return that no place is chosen where there is none: the solver asks for a column."""
    return answer(problem, problem.fixed, 0.0, 0.0, optimal=True, radius=radius)


def _serve_all(model: Model, radius: float) -> None:
    problem = model.problem
    within = np.unique(problem.cost[problem.inhabited] <= radius, axis=0)
    row, site = np.nonzero(within)
    model.rows(row, site, 1.0, 1.0, inf, len(within))


def _served(problem: Problem, chosen: Ints, radius: float) -> float:
    return float(problem.people[(problem.cost[:, chosen] <= radius).any(axis=1)].sum())
