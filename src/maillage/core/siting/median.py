"""p-median: p places such that the way of all people, added up, is the shortest."""

from collections.abc import Sequence
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.siting.answer import answer, find_obstacles, infeasible
from maillage.core.siting.greedy import greedy_median
from maillage.core.siting.model import Model, Solved
from maillage.core.siting.problem import Floats, Floor, Ints, Problem, make_problem
from maillage.core.siting.result import Siting, Status
from maillage.core.siting.room import median_within_room


def p_median(
    cost: ArrayLike,
    people: ArrayLike | None,
    p: int,
    *,
    fixed: Sequence[int] = (),
    capacity: ArrayLike | None = None,
    floor: Floor | None = None,
    time_limit_s: float | None = None,
) -> Siting:
    """Return p places, the existing ones among them, with the least Σ people x cost.

    Parameters
    ----------
    cost
        shape (n_points, n_sites), metres or minutes, infinite where there is no way
    people
        shape (n_points,); a point of nobody asks for nothing
    p
        how many places in all
    fixed
        sites that are open already
    capacity
        people that each site can receive; those of one point may be shared between sites
    floor
        what each neighbourhood must have
    time_limit_s
        when it runs out, the best of the solver and of a greedy choice, with its gap

    Raises
    ------
    ValueError
        for data that are none; a problem without solution is an answer, not an error

    References
    ----------
    S. L. Hakimi, Operations Research 12, 1964, p. 450; the model of S. Elloumi, Journal of
    Combinatorial Optimization 19, 2010, p. 69: one column for each cost that a point may pay.
    """
    problem = make_problem(cost, people, fixed, capacity, floor)
    obstacles = find_obstacles(problem, p, np.isfinite(problem.cost))
    if obstacles:
        return infeasible(obstacles)
    if len(problem.inhabited) == 0:
        return without_people(problem, p)
    if p == 0:
        return infeasible([])
    if problem.capacity is not None:
        return median_within_room(problem, p, time_limit_s)
    model = Model(problem)
    model.choose(p)
    constant = _add_ladders(model, p)
    model.keep_floor()
    found = model.solve(time_limit_s)
    if found.is_infeasible:
        return infeasible([])
    bound = max(found.bound + constant, constant)
    chosen = None if found.x is None else _open(found, problem)
    if not found.is_optimal:
        greedy = greedy_median(problem, p)
        if greedy is not None and (
            chosen is None or _total(problem, greedy) < _total(problem, chosen)
        ):
            chosen = greedy
    if chosen is None or not np.isfinite(_total(problem, chosen)):
        return Siting(Status.UNDECIDED, bound=bound)
    return answer(problem, chosen, _total(problem, chosen), bound, optimal=found.is_optimal)


def _add_ladders(model: Model, p: int) -> float:
    """Add what each point pays more when its nearest sites are closed; return what all pay."""
    problem = model.problem
    points = problem.inhabited
    order = np.argsort(problem.cost[points], axis=1, kind="stable")
    sorted_cost = np.take_along_axis(problem.cost[points], order, axis=1)
    n, n_sites = sorted_cost.shape
    # One of the n_sites - p + 1 nearest is always open.
    n_steps = n_sites - p
    within = np.isfinite(sorted_cost[:, 1 : n_steps + 1])
    with np.errstate(invalid="ignore"):
        step = np.where(within, np.diff(sorted_cost[:, : n_steps + 1], axis=1), 0.0)
    constant = float(problem.people[points] @ sorted_cost[:, 0])
    # Beyond the nearest existing place nobody ever goes.
    held = np.isin(order, problem.fixed)
    n_before = np.where(held.any(axis=1), held.argmax(axis=1), n_steps)
    kept = np.arange(n_steps)[None, :] < n_before[:, None]
    n_kept = int(kept.sum())
    if n_kept == 0:
        return constant
    closed = np.full((n, n_steps), -1, dtype=np.int64)
    closed[kept] = model.add((problem.people[points, None] * step)[kept])
    row = np.full((n, n_steps), -1, dtype=np.int64)
    row[kept] = np.arange(n_kept)
    follows = kept[:, 1:]
    low = np.zeros((n, n_steps))
    low[:, 0] = 1.0
    # closed[k] + open[k] >= closed[k - 1], and closed[-1] is 1.
    model.rows(
        np.concatenate([row[kept], row[kept], row[:, 1:][follows]]),
        np.concatenate([closed[kept], order[:, :n_steps][kept], closed[:, :-1][follows]]),
        np.concatenate([np.ones(2 * n_kept), -np.ones(int(follows.sum()))]),
        low[kept],
        inf,
        n_kept,
    )
    # A point without a way to its next site cannot pass to it.
    last = closed[~within & kept]
    if len(last):
        model.rows(np.arange(len(last)), last, 1.0, 0.0, 0.0, len(last))
    return constant


def _open(found: Solved, problem: Problem) -> Ints:
    assert found.x is not None
    return np.flatnonzero(found.x[: problem.n_sites] > 0.5)


def _total(problem: Problem, chosen: Ints) -> float:
    points = problem.inhabited
    nearest: Floats = problem.cost[np.ix_(points, chosen)].min(axis=1)
    return float(problem.people[points] @ nearest)


def without_people(problem: Problem, p: int) -> Siting:
    """Return p places where nobody lives: any will do."""
    others = np.setdiff1d(np.arange(problem.n_sites), problem.fixed)
    chosen = np.sort(np.concatenate([problem.fixed, others[: p - len(problem.fixed)]]))
    return answer(problem, chosen, 0.0, 0.0, optimal=True)
