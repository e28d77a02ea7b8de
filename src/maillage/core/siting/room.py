"""The same choices when a place receives only so many people: those of one point may be shared.

Each column is a part of the people of a point that goes to a site.
"""

from math import inf

import numpy as np

from maillage.core.siting.answer import answer, infeasible, most_room
from maillage.core.siting.flows import Sent, send, ways_worth
from maillage.core.siting.greedy import greedy_cover, greedy_median
from maillage.core.siting.model import Model, Solved
from maillage.core.siting.problem import Bools, Floats, Ints, Problem
from maillage.core.siting.result import Siting, Status


def median_within_room(problem: Problem, p: int, time_limit_s: float | None) -> Siting:
    """Return p places with room for everybody and the least Σ people x cost."""
    cost = ways_worth(problem, problem.cost)
    points = problem.inhabited
    people = problem.people[points]
    model = Model(problem)
    model.choose(p)
    row, site = np.nonzero(np.isfinite(cost[points]))
    part = model.add(people[row] * cost[points[row], site])
    _add_flows(model, row, site, part, people, least=1.0)
    model.keep_floor()
    found = model.solve(time_limit_s)
    if found.is_infeasible:
        return infeasible([])
    bound = max(found.bound, float(people @ cost[points].min(axis=1)))
    tried = [_open(found, problem)]
    if not found.is_optimal:
        tried += [greedy_median(problem, p), greedy_cover(problem, np.isfinite(cost), p)]
    best: tuple[float, Ints, Sent] | None = None
    for chosen in tried:
        sent = None if chosen is None else received(problem, chosen, cost, everybody=True)
        if chosen is None or sent is None:
            continue
        total = float(sent.people @ cost[sent.point, sent.site])
        if best is None or total < best[0]:
            best = total, chosen, sent
    if best is None:
        return Siting(Status.UNDECIDED, bound=bound)
    total, chosen, sent = best
    return answer(problem, chosen, total, bound, optimal=found.is_optimal, sent=sent)


def all_within_room(problem: Problem, radius: float, time_limit_s: float | None) -> Siting:
    """Return as few places as possible with room for everybody within the radius."""
    cost = ways_worth(problem, np.where(problem.cost <= radius, problem.cost, inf))
    reached, people = _merged(problem, np.isfinite(cost))
    model = Model(problem, site_cost=1.0)
    row, site = np.nonzero(reached)
    _add_flows(model, row, site, model.add(np.zeros(len(row))), people, least=1.0)
    model.keep_floor()
    found = model.solve(time_limit_s)
    if found.is_infeasible:
        return infeasible([])
    bound = max(np.ceil(found.bound - 1e-6), float(len(problem.fixed)), _fewest_by_room(problem))
    tried = [_open(found, problem)]
    if not found.is_optimal:
        # All places together have room: there is always an answer without a floor of time.
        tried += [greedy_cover(problem, np.isfinite(cost), None), np.arange(problem.n_sites)]
    kept = [
        (len(chosen), chosen, sent)
        for chosen in tried
        if chosen is not None
        and (sent := received(problem, chosen, cost, everybody=True)) is not None
    ]
    if not kept:
        return Siting(Status.UNDECIDED, bound=bound)
    n, chosen, sent = min(kept, key=lambda one: one[0])
    done = found.is_optimal or n <= bound
    return answer(problem, chosen, float(n), bound, optimal=done, radius=radius, sent=sent)


def most_within_room(problem: Problem, radius: float, p: int, time_limit_s: float | None) -> Siting:
    """Return p places that receive as many people as possible within the radius."""
    cost = ways_worth(problem, np.where(problem.cost <= radius, problem.cost, inf))
    reached, people = _merged(problem, np.isfinite(cost))
    model = Model(problem)
    model.choose(p)
    row, site = np.nonzero(reached)
    _add_flows(model, row, site, model.add(-people[row]), people, least=0.0)
    model.keep_floor()
    found = model.solve(time_limit_s)
    if found.is_infeasible:
        return infeasible([])
    near = float(people[reached.any(axis=1)].sum())
    bound = min(-found.bound, near, most_room(problem, p))
    tried = [_open(found, problem)]
    if not found.is_optimal:
        tried.append(greedy_cover(problem, np.isfinite(cost), p))
    kept = [
        (float(sent.people.sum()), chosen, sent)
        for chosen in tried
        if chosen is not None and (sent := received(problem, chosen, cost)) is not None
    ]
    if not kept:
        return Siting(Status.UNDECIDED, bound=bound)
    n, chosen, sent = max(kept, key=lambda one: one[0])
    return answer(problem, chosen, n, bound, optimal=found.is_optimal, radius=radius, sent=sent)


def places_within_room(
    problem: Problem, radius: float, p: int, time_limit_s: float | None
) -> tuple[Ints | None, bool]:
    """Return p places with room for everybody within the radius, or None and whether none can."""
    cost = ways_worth(problem, np.where(problem.cost <= radius, problem.cost, inf))
    reached, people = _merged(problem, np.isfinite(cost))
    if not reached.any(axis=1).all():
        return None, True
    model = Model(problem)
    model.choose(p)
    row, site = np.nonzero(reached)
    _add_flows(model, row, site, model.add(np.zeros(len(row))), people, least=1.0)
    model.keep_floor()
    found = model.solve(time_limit_s)
    chosen = _open(found, problem)
    if chosen is not None and received(problem, chosen, cost, everybody=True) is None:
        chosen = None
    return chosen, found.is_infeasible


def received(
    problem: Problem, chosen: Ints, cost: Floats, *, everybody: bool = False
) -> Sent | None:
    """Return who goes to which of the chosen places, None when somebody must and cannot."""
    assert problem.capacity is not None
    found = send(cost[:, chosen], problem.people, problem.capacity[chosen], everybody=everybody)
    return None if found is None else Sent(found.point, chosen[found.site], found.people)


def _open(found: Solved, problem: Problem) -> Ints | None:
    return None if found.x is None else np.flatnonzero(found.x[: problem.n_sites] > 0.5)


def _merged(problem: Problem, within: Bools) -> tuple[Bools, Floats]:
    """Return what reaches people: points that the same sites reach are one point."""
    points = problem.inhabited
    reached, same = np.unique(within[points], axis=0, return_inverse=True)
    people = np.bincount(same.reshape(-1), problem.people[points], len(reached))
    return reached, np.asarray(people, np.float64)


def _fewest_by_room(problem: Problem) -> float:
    """Return how many places it takes for their room alone."""
    assert problem.capacity is not None
    others = np.sort(np.delete(problem.capacity, problem.fixed))[::-1]
    total = problem.people.sum() * (1 - 1e-9) - problem.capacity[problem.fixed].sum()
    n_more = np.searchsorted(np.cumsum(others), total) + 1 if total > 0 else 0
    return float(len(problem.fixed) + n_more)


def _add_flows(
    model: Model, row: Ints, site: Ints, part: Ints, people: Floats, *, least: float
) -> None:
    """Send a part of each point, `least` or more, to open sites, within their room."""
    problem = model.problem
    assert problem.capacity is not None
    model.rows(row, part, 1.0, least, 1.0, len(people))
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
