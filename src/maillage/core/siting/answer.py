"""From open places to an answer: who goes where, and why there is no answer."""

from math import inf

import numpy as np

from maillage.core.siting.flows import Sent, left_without_room
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
    sent: Sent | None = None,
) -> Siting:
    """Return the answer; each point goes to the nearest open place unless `sent` says where."""
    distance = problem.cost[:, chosen] if len(chosen) else np.full((len(problem.cost), 1), inf)
    nearest = distance.min(axis=1)
    people = problem.people
    crowded: tuple[float, ...] = ()
    if sent is None:
        sites = np.append(chosen, -1) if len(chosen) else np.array([-1])
        going = np.where(np.isfinite(nearest), sites[distance.argmin(axis=1)], -1)
        reached = going >= 0
        counts, ways, to = people[reached], nearest[reached], going[reached]
    else:
        going = np.full(len(people), -1)
        order = np.argsort(sent.people, kind="stable")
        going[sent.point[order]] = sent.site[order]
        counts, ways, to = sent.people, problem.cost[sent.point, sent.site], sent.site
        near = np.isfinite(nearest) if radius is None else nearest <= radius
        out = np.where(near, people - sent.by_point(len(people)), 0.0)
        crowded = tuple(np.where(out > 1e-6 * people.sum(), out, 0.0).tolist())
    total = counts.sum()
    # What reaches the bound is the best, even where time ran out before the solver said so.
    optimal = optimal or objective == bound
    if optimal:
        bound = objective
    gap = None if not np.isfinite(bound) else abs(objective - bound) / max(abs(objective), 1e-12)
    return Siting(
        Status.OPTIMAL if optimal else Status.BEST_FOUND,
        tuple(chosen.tolist()),
        tuple(going.tolist()),
        float(objective),
        float((counts * ways).sum() / total) if total > 0 else None,
        None if radius is None else float(counts[ways <= radius].sum()),
        float(bound) if np.isfinite(bound) else None,
        None if gap is None else float(gap),
        received=tuple(np.bincount(to, counts, problem.n_sites)[chosen].tolist()),
        crowded_out=crowded,
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
        found += _without_room(problem, p, within)
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


def most_room(problem: Problem, p: int | None) -> float:
    """Return people whom p places can receive at most, the existing ones among them."""
    assert problem.capacity is not None
    others = np.delete(problem.capacity, problem.fixed)
    n_more = len(others) if p is None else max(0, p - len(problem.fixed))
    largest = np.sort(others)[::-1][:n_more].sum()
    return float(problem.capacity[problem.fixed].sum() + largest)


def _without_room(problem: Problem, p: int | None, within: Bools) -> list[Obstacle]:
    """Return that p places are too small for all, or all places for some of the points."""
    if problem.capacity is None:
        return []
    total, room = float(problem.people.sum()), most_room(problem, p)
    if room < total * (1 - 1e-12):
        return [Obstacle(Reason.CAPACITY, (), total, room)]
    lost = left_without_room(problem.people, within, problem.capacity)
    if lost is None:
        return []
    points, there = lost
    people = float(problem.people[points].sum())
    return [Obstacle(Reason.CAPACITY, tuple(points.tolist()), people, there)]
