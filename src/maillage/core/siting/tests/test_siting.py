"""Siting against every choice, one by one, on small towns."""

from itertools import combinations
from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.siting import Floor, Reason, Status, lscp, mclp, p_center, p_median
from maillage.core.siting.greedy import greedy_cover
from maillage.core.siting.problem import make_problem


@st.composite
def towns(draw):
    n, m = draw(st.integers(1, 7)), draw(st.integers(1, 6))
    ways = st.one_of(st.integers(0, 30), st.just(inf))
    rows = st.lists(st.lists(ways, min_size=m, max_size=m), min_size=n, max_size=n)
    cost = np.array(draw(rows), dtype=float)
    people = np.array(draw(st.lists(st.integers(0, 9), min_size=n, max_size=n)), float)
    fixed = sorted(draw(st.sets(st.integers(0, m - 1), max_size=2)))
    floor = None
    if draw(st.booleans()):
        groups = draw(st.lists(st.integers(-1, 1), min_size=n, max_size=n))
        reach = draw(st.integers(0, 30))
        share = draw(st.sampled_from([0, 0.5, 1]))
        floor = Floor(groups, reach, draw(st.integers(0, 2)), share)
    return cost, people, fixed, floor, draw(st.integers(0, m))


def choices(cost, people, fixed, floor, sizes):
    """Every set of sites that keeps the existing ones and the floor."""
    for size in sizes:
        for chosen in combinations(range(cost.shape[1]), size):
            if set(fixed) <= set(chosen) and keeps(floor, cost, people, list(chosen)):
                yield list(chosen)


def keeps(floor, cost, people, chosen):
    for group in set(floor.groups) - {-1} if floor else ():
        points = (np.array(floor.groups) == group) & (people > 0)
        if points.any():
            near = cost[np.ix_(points, chosen)] <= floor.reach
            if near.any(axis=0).sum() < floor.n_sites:
                return False
            if people[points][near.any(axis=1)].sum() < floor.share * people[points].sum():
                return False
    return True


def ways(cost, people, chosen):
    return cost[np.ix_(people > 0, chosen)].min(axis=1, initial=inf)


def check(found, best):
    if best is None or not np.isfinite(best):
        assert found.status is Status.INFEASIBLE
        assert found.obstacles
    else:
        assert found.status is Status.OPTIMAL
        assert found.objective == pytest.approx(best, abs=1e-6)
        assert found.gap == pytest.approx(0)


@given(towns())
@settings(deadline=None, max_examples=80)
def test_the_median_is_the_best_of_all_choices(town):
    cost, people, fixed, floor, p = town
    served = people[people > 0]
    totals = [
        (served * ways(cost, people, c)).sum() for c in choices(cost, people, fixed, floor, [p])
    ]
    found = p_median(cost, people, p, fixed=fixed, floor=floor)
    check(found, min(totals, default=None))
    if found.status is Status.OPTIMAL:
        assert len(found.chosen) == p
        assert set(fixed) <= set(found.chosen)
        assert keeps(floor, cost, people, list(found.chosen))


@given(towns())
@settings(deadline=None, max_examples=80)
def test_the_center_is_the_best_of_all_choices(town):
    cost, people, fixed, floor, p = town
    longest = [
        ways(cost, people, c).max(initial=0) for c in choices(cost, people, fixed, floor, [p])
    ]
    check(p_center(cost, p, people=people, fixed=fixed, floor=floor), min(longest, default=None))


@given(towns(), st.integers(0, 30))
@settings(deadline=None, max_examples=80)
def test_the_cover_is_the_smallest_and_the_most(town, radius):
    cost, people, fixed, floor, p = town
    served = people[people > 0]
    sizes = range(cost.shape[1] + 1)
    enough = [
        len(c)
        for c in choices(cost, people, fixed, floor, sizes)
        if (ways(cost, people, c) <= radius).all()
    ]
    check(lscp(cost, radius, people=people, fixed=fixed, floor=floor), min(enough, default=None))
    most = [
        served[ways(cost, people, c) <= radius].sum()
        for c in choices(cost, people, fixed, floor, [p])
    ]
    found = mclp(cost, people, radius, p, fixed=fixed, floor=floor)
    check(found, max(most, default=None))
    if found.status is Status.OPTIMAL:
        assert found.covered == found.objective


def test_why_there_is_no_answer():
    cost = [[1, 9], [9, inf], [inf, inf]]
    lost = p_median(cost, [1, 1, 5], 1)
    assert [(o.reason, o.indexes) for o in lost.obstacles] == [(Reason.UNREACHED, (2,))]
    assert p_median(cost, [1, 1, 0], 1).chosen == (0,)  # nobody lives there
    below = mclp(cost, None, 5, 1, fixed=[0, 1]).obstacles[0]
    assert (below.reason, below.needed, below.possible) == (Reason.P_BELOW_FIXED, 2, 1)
    above = mclp(cost, None, 5, 3).obstacles[0]
    assert (above.reason, above.needed, above.possible) == (Reason.P_ABOVE_SITES, 3, 2)
    small = p_median([[1, 2]], [50], 1, capacity=[20, 30]).obstacles[0]
    assert (small.reason, small.needed, small.possible) == (Reason.CAPACITY, 50, 30)
    floor = mclp([[1, 9]], [5], 5, 1, floor=Floor([0], 5, n_sites=2)).obstacles[0]
    assert (floor.reason, floor.indexes, floor.possible) == (Reason.FLOOR, (0,), 1)
    together = p_median([[1, inf], [inf, 1]], None, 1)
    assert [o.reason for o in together.obstacles] == [Reason.TOGETHER]


def test_when_time_runs_out_the_gap_is_true():
    points = np.random.default_rng(3).uniform(0, 100, (120, 2))
    cost = np.hypot(*(points[:, None] - points[None, :60]).transpose(2, 0, 1))
    best, hurried = p_median(cost, None, 6), p_median(cost, None, 6, time_limit_s=0.0)
    assert hurried.objective >= best.objective - 1e-6 >= hurried.bound - 2e-6
    assert hurried.gap == pytest.approx((hurried.objective - hurried.bound) / hurried.objective)
    hurried = mclp(cost, None, 20, 6, time_limit_s=0.0)
    assert hurried.objective <= mclp(cost, None, 20, 6).objective <= hurried.bound


def test_what_reaches_its_bound_is_the_best_even_without_time():
    found = p_median(np.zeros((3, 3)), None, 1, time_limit_s=0.0)
    assert (found.status, found.objective, found.gap) == (Status.OPTIMAL, 0, 0)
    points = np.random.default_rng(3).uniform(0, 100, (120, 2))
    cost = np.hypot(*(points[:, None] - points[None, :60]).transpose(2, 0, 1))
    hurried = p_median(cost, None, 6, time_limit_s=0.0)
    assert (hurried.status, hurried.gap > 0) == (Status.BEST_FOUND, True)


def test_a_hamlet_beside_a_crowd_is_served_when_time_runs_out():
    cost = np.full((2, 2), 9.0) - 9 * np.eye(2)
    problem = make_problem(cost, [1e10, 1], [], None, None)
    assert greedy_cover(problem, problem.cost <= 1, None).tolist() == [0, 1]


@pytest.mark.parametrize("n_points", [0, 2])
def test_nobody_and_no_place_is_an_answer(n_points):
    cost, nobody = np.zeros((n_points, 0)), np.zeros(n_points)
    for found in (lscp(cost, 5, people=nobody), mclp(cost, nobody, 5, 0)):
        assert (found.status, found.chosen, found.covered) == (Status.OPTIMAL, (), 0)


def test_only_existing_places_are_as_large_as_they_are():
    found = p_median([[1, 2]], [5], 1, fixed=[0], capacity=[1, 10]).obstacles
    assert [(one.reason, one.needed, one.possible) for one in found] == [(Reason.CAPACITY, 5, 1)]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: p_median([[float("nan")]], None, 1),
        lambda: p_median([[-1]], None, 1),
        lambda: p_median([[1]], [-1], 1),
        lambda: p_median([[1]], [1, 2], 1),
        lambda: p_median([[1]], None, 1, fixed=[1]),
        lambda: p_median([[1]], None, 1, capacity=[-1]),
        lambda: p_median([[1]], None, 1, floor=Floor([0], 1, share=2)),
    ],
)
def test_what_is_no_town_is_refused(wrong):
    with pytest.raises(ValueError, match=r"cost|people|place|capacity|floor"):
        wrong()
