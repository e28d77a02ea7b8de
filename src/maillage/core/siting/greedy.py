"""Choices made one place after the other: quick, and what remains when time runs out."""

import numpy as np

from maillage.core.siting.problem import Bools, Floats, Ints, Problem, groups_of


def greedy_median(problem: Problem, p: int) -> Ints | None:
    """Return p places, each time the one that shortens most, the existing ones first.

    None when the floor alone takes more of them.
    """
    # No way is longer than all ways: such a point is served first.
    finite = problem.cost[np.isfinite(problem.cost)]
    cost = np.where(np.isfinite(problem.cost), problem.cost, finite.sum() + 1)
    chosen = floor_first(problem)
    if chosen is None or len(chosen) > p:
        return None
    now = cost[:, chosen].min(axis=1) if chosen else np.full(len(cost), cost.max() + 1)
    while len(chosen) < p:
        gain = problem.people @ np.maximum(0.0, now[:, None] - cost)
        gain[chosen] = -1.0
        best = int(gain.argmax())
        chosen.append(best)
        now = np.minimum(now, cost[:, best])
    return np.sort(np.array(chosen, dtype=np.int64))


def greedy_cover(problem: Problem, within: Bools, p: int | None) -> Ints | None:
    """Return p places, each time the one that receives most people; without p, until all are.

    None when the floor alone takes more of them.
    """
    chosen = floor_first(problem)
    if chosen is None or (p is not None and len(chosen) > p):
        return None
    left = problem.people.copy()
    # Sharing out a room leaves crumbs of people; without capacity whoever is left is somebody.
    enough = 0.0 if problem.capacity is None else 1e-9 * float(left.sum())
    for site in chosen:
        _receive(problem, within, left, site)
    while len(chosen) < (problem.n_sites if p is None else p):
        gain = left @ within
        if problem.capacity is not None:
            gain = np.minimum(gain, problem.capacity)
        gain[chosen] = -1.0
        best = int(gain.argmax())
        if p is None and gain[best] <= enough:
            break
        chosen.append(best)
        _receive(problem, within, left, best)
    return np.sort(np.array(chosen, dtype=np.int64))


def floor_first(problem: Problem) -> list[int] | None:
    """Return the existing places and those that the floor takes; None when none keeps it."""
    chosen: list[int] = problem.fixed.tolist()
    floor = problem.floor
    for _, points, reached in groups_of(problem):
        assert floor is not None
        people = problem.people[points]
        near = np.asarray(reached.any(axis=0))
        while True:
            served = reached[:, chosen].any(axis=1)
            short = floor.share * people.sum() * (1 - 1e-12) - people[served].sum()
            if near[chosen].sum() >= floor.n_sites and short <= 0:
                break
            # Any place that reaches somebody counts as one, even where all are served.
            gain = np.where(near, (people * ~served) @ reached + 1e-9 * people.sum(), 0.0)
            gain[chosen] = -1.0
            best = int(gain.argmax())
            if gain[best] <= 0:
                return None
            chosen.append(best)
    return chosen


def _receive(problem: Problem, within: Bools, left: Floats, site: int) -> None:
    """Take from `left` people who go to a site, all in the same part when its room is too small."""
    asked = left * within[:, site]
    part = 1.0
    if problem.capacity is not None and asked.sum() > problem.capacity[site]:
        part = float(problem.capacity[site] / asked.sum())
    left -= part * asked
