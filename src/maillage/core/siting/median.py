"""p-median: p places such that the way of all people, added up, is the shortest."""

from collections.abc import Sequence
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.siting.answer import answer, find_obstacles, infeasible
from maillage.core.siting.model import Model, Solved
from maillage.core.siting.problem import Floats, Floor, Ints, Problem, make_problem
from maillage.core.siting.result import Siting, Status


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
        return _without_people(problem, p)
    if p == 0:
        return infeasible([])
    if capacity is not None:
        return _with_capacity(problem, p, time_limit_s)
    model = Model(problem)
    model.choose(p)
    constant = _add_ladders(model, p)
    model.keep_floor()
    found = model.solve(time_limit_s)
    if found.is_infeasible:
        return infeasible([])
    bound = max(found.bound + constant, constant)
    chosen = None if found.x is None else _open(found, problem)
    if not found.is_optimal and floor is None:
        greedy = greedy_median(problem, p)
        if chosen is None or _total(problem, greedy) < _total(problem, chosen):
            chosen = greedy
    if chosen is None or not np.isfinite(_total(problem, chosen)):
        return Siting(Status.UNDECIDED, bound=bound)
    return answer(problem, chosen, _total(problem, chosen), bound, optimal=found.is_optimal)


def greedy_median(problem: Problem, p: int) -> Ints:
    """Return p places, each time the one that shortens most, the existing ones first."""
    # No way is longer than all ways: such a point is served first.
    finite = problem.cost[np.isfinite(problem.cost)]
    cost = np.where(np.isfinite(problem.cost), problem.cost, finite.sum() + 1)
    chosen = problem.fixed.tolist()
    now = cost[:, chosen].min(axis=1) if chosen else np.full(len(cost), cost.max() + 1)
    while len(chosen) < p:
        gain = problem.people @ np.maximum(0.0, now[:, None] - cost)
        gain[chosen] = -1.0
        best = int(gain.argmax())
        chosen.append(best)
        now = np.minimum(now, cost[:, best])
    return np.sort(np.array(chosen, dtype=np.int64))


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


def _with_capacity(problem: Problem, p: int, time_limit_s: float | None) -> Siting:
    model = Model(problem)
    model.choose(p)
    points = problem.inhabited
    row, site = np.nonzero(np.isfinite(problem.cost[points]))
    part = model.add(problem.people[points[row]] * problem.cost[points[row], site])
    add_flows(model, row, site, part)
    model.keep_floor()
    found = model.solve(time_limit_s)
    if found.is_infeasible:
        return infeasible([])
    if found.x is None:
        return Siting(Status.UNDECIDED, bound=max(0.0, found.bound))
    going = np.full(len(problem.cost), -1)
    for at in np.argsort(found.x[part], kind="stable").tolist():
        going[points[row[at]]] = site[at]
    return answer(
        problem,
        _open(found, problem),
        found.objective,
        found.bound,
        optimal=found.is_optimal,
        going=going,
        mean=found.objective / float(problem.people.sum()),
    )


def add_flows(model: Model, row: Ints, site: Ints, part: Ints) -> None:
    """Send the whole of each point to open sites, within their capacity."""
    problem = model.problem
    assert problem.capacity is not None
    people = problem.people[problem.inhabited]
    model.rows(row, part, 1.0, 1.0, 1.0, len(people))
    each = np.arange(len(part))
    model.rows(
        np.concatenate([each, each]),
        np.concatenate([site, part]),
        np.concatenate([np.ones(len(part)), -np.ones(len(part))]),
        0.0,
        inf,
        len(part),
    )
    model.rows(
        np.concatenate([model.sites, site]),
        np.concatenate([model.sites, part]),
        np.concatenate([problem.capacity, -people[row]]),
        0.0,
        inf,
        problem.n_sites,
    )


def _open(found: Solved, problem: Problem) -> Ints:
    assert found.x is not None
    return np.flatnonzero(found.x[: problem.n_sites] > 0.5)


def _total(problem: Problem, chosen: Ints) -> float:
    points = problem.inhabited
    nearest: Floats = problem.cost[np.ix_(points, chosen)].min(axis=1)
    return float(problem.people[points] @ nearest)


def _without_people(problem: Problem, p: int) -> Siting:
    others = np.setdiff1d(np.arange(problem.n_sites), problem.fixed)
    chosen = np.sort(np.concatenate([problem.fixed, others[: p - len(problem.fixed)]]))
    return answer(problem, chosen, 0.0, 0.0, optimal=True)
