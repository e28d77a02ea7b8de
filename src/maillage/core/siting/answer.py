"""From open places to an answer: who goes where, and why there is no answer."""

from math import inf

import numpy as np

from maillage.core.siting.problem import Bools, Ints, Problem, groups_of
from maillage.core.siting.result import Obstacle, Reason, Siting, Status


def answer(
    problem: Problem,
    chosen: Ints,
    objective: float,
    bound: float,
    *,
    optimal: bool,
    radius: float | None = None,
    going: Ints | None = None,
    mean: float | None = None,
) -> Siting:
    """Return the answer; each point goes to the nearest open place unless `going` says where."""
    distance = problem.cost[:, chosen] if len(chosen) else np.full((len(problem.cost), 1), inf)
    nearest = distance.min(axis=1)
    if going is None:
        sites = np.append(chosen, -1) if len(chosen) else np.array([-1])
        going = np.where(np.isfinite(nearest), sites[distance.argmin(axis=1)], -1)
    people = problem.people
    reached = np.isfinite(nearest)
    total = people[reached].sum()
    if mean is None and total > 0:
        mean = float((people[reached] * nearest[reached]).sum() / total)
    if optimal:
        bound = objective
    gap = None if not np.isfinite(bound) else abs(objective - bound) / max(abs(objective), 1e-12)
    covered = None if radius is None else float(people[nearest <= radius].sum())
    return Siting(
        Status.OPTIMAL if optimal else Status.BEST_FOUND,
        tuple(chosen.tolist()),
        tuple(going.tolist()),
        float(objective),
        mean,
        covered,
        float(bound) if np.isfinite(bound) else None,
        None if gap is None else float(gap),
    )


def infeasible(obstacles: list[Obstacle]) -> Siting:
    """Return that there is no answer, and why; the rules do not go together when none is alone."""
    return Siting(Status.INFEASIBLE, obstacles=tuple(obstacles) or (Obstacle(Reason.TOGETHER),))


def find_obstacles(problem: Problem, p: int | None, within: Bools | None) -> list[Obstacle]:
    """Return what forbids any answer, rule by rule.

    `within` says which site each point may go to, when everybody must be served.
    """
    found = []
    if p is not None and p < len(problem.fixed):
        found.append(Obstacle(Reason.P_BELOW_FIXED, (), len(problem.fixed), p))
    if p is not None and p > problem.n_sites:
        found.append(Obstacle(Reason.P_ABOVE_SITES, (), p, problem.n_sites))
    if within is not None:
        lost = problem.inhabited[~within[problem.inhabited].any(axis=1)]
        if len(lost):
            found.append(Obstacle(Reason.UNREACHED, tuple(lost.tolist())))
        if problem.capacity is not None:
            total = float(problem.people.sum())
            room = _most_room(problem, p)
            if room < total:
                found.append(Obstacle(Reason.CAPACITY, (), total, room))
    floor = problem.floor
    for group, points, reached in groups_of(problem):
        assert floor is not None
        near = float(reached.any(axis=0).sum())
        if near < floor.n_sites:
            found.append(Obstacle(Reason.FLOOR, (group,), floor.n_sites, near))
        people = problem.people[points]
        share = float(people[reached.any(axis=1)].sum() / people.sum())
        if share < floor.share - 1e-12:
            found.append(Obstacle(Reason.FLOOR, (group,), floor.share, share))
    return found


def _most_room(problem: Problem, p: int | None) -> float:
    assert problem.capacity is not None
    others = np.delete(problem.capacity, problem.fixed)
    n_more = len(others) if p is None else max(0, p - len(problem.fixed))
    largest = np.sort(others)[::-1][:n_more].sum()
    return float(problem.capacity[problem.fixed].sum() + largest)
