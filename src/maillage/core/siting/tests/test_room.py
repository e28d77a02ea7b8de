"""Siting with a limited room, against every choice and a transport problem for each."""

from math import inf

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import linprog

from maillage.core.siting import (
    Floor,
    Reason,
    Status,
    lscp,
    mclp,
    p_center,
    p_median,
    send,
)
from maillage.core.siting.tests.test_siting import check, choices, towns

ROOMS = st.one_of(st.integers(0, 40), st.just(inf))


@st.composite
def narrow_towns(draw):
    cost, people, fixed, floor, p = draw(towns())
    m = cost.shape[1]
    room = np.array(draw(st.lists(ROOMS, min_size=m, max_size=m)), float)
    return cost, people, fixed, floor, p, room


def transport(cost, people, room):
    """The cheapest way to send all people to these places, infinite when they do not fit."""
    if cost.size == 0:
        return 0.0 if people.sum() == 0 else inf
    n, m = cost.shape
    flows = linprog(
        np.where(np.isfinite(cost), cost, 0).ravel(),
        A_eq=np.kron(np.eye(n), np.ones(m)),
        b_eq=people,
        A_ub=np.kron(np.ones(n), np.eye(m)),
        b_ub=np.minimum(room, 1e6),
        bounds=[(0, None if np.isfinite(c) else 0) for c in cost.ravel()],
    )
    return flows.fun if flows.status == 0 else inf


def most(within, people, room):
    """How many people these places receive: what the narrowest cut lets through, set by set."""
    m = within.shape[1]
    cuts = []
    for full in range(2**m):
        kept = np.array([bool(full >> j & 1) for j in range(m)], bool)
        # Sites of the set are full; who reaches any other goes there.
        cuts.append(room[kept].sum() + people[within[:, ~kept].any(axis=1)].sum())
    return min(cuts)


@given(narrow_towns())
@settings(deadline=None, max_examples=50)
def test_the_median_within_capacities(town):
    cost, people, fixed, floor, p, room = town
    ways, count = cost[people > 0], people[people > 0]
    totals = [
        transport(ways[:, c], count, room[c]) for c in choices(cost, people, fixed, floor, [p])
    ]
    found = p_median(cost, people, p, fixed=fixed, floor=floor, capacity=room)
    check(found, min(totals, default=None))
    fits(found, cost, people, room)


@given(narrow_towns())
@settings(deadline=None, max_examples=50)
def test_the_center_within_capacities(town):
    cost, people, fixed, floor, p, room = town
    ways, count = cost[people > 0], people[people > 0]
    longest = []
    for c in choices(cost, people, fixed, floor, [p]):
        radii = [0.0, *np.unique(ways[np.isfinite(ways)])]
        longest += [r for r in radii if most(ways[:, c] <= r, count, room[c]) >= count.sum()][:1]
    found = p_center(cost, p, people=people, fixed=fixed, floor=floor, capacity=room)
    check(found, min(longest, default=None))
    fits(found, cost, people, room)


@given(narrow_towns(), st.integers(0, 30))
@settings(deadline=None, max_examples=50)
def test_the_cover_within_capacities(town, radius):
    cost, people, fixed, floor, p, room = town
    ways, count = cost[people > 0], people[people > 0]
    enough = [
        len(c)
        for c in choices(cost, people, fixed, floor, range(cost.shape[1] + 1))
        if most(ways[:, c] <= radius, count, room[c]) >= count.sum()
    ]
    found = lscp(cost, radius, people=people, fixed=fixed, floor=floor, capacity=room)
    check(found, min(enough, default=None))
    fits(found, cost, people, room)
    received = [
        most(ways[:, c] <= radius, count, room[c]) for c in choices(cost, people, fixed, floor, [p])
    ]
    found = mclp(cost, people, radius, p, fixed=fixed, floor=floor, capacity=room)
    check(found, max(received, default=None))
    fits(found, cost, people, room)
    if found.status is Status.OPTIMAL:
        assert found.covered == pytest.approx(found.objective)
        assert sum(found.received) >= found.covered - 1e-6
        if found.crowded_out:
            near = (cost[:, list(found.chosen)] <= radius).any(axis=1)
            left = people[near].sum() - found.covered
            assert sum(found.crowded_out) == pytest.approx(left, abs=1e-4)


def fits(found, cost, people, room):
    """No place receives more than it can, and everybody is counted once."""
    if found.status is Status.OPTIMAL:
        full = zip(found.chosen, found.received, strict=True)
        assert all(n <= room[site] + 1e-4 for site, n in full)
        assert sum(found.received) <= people.sum() + 1e-4
        for point, site in enumerate(found.assignment):
            assert site == -1 or (site in found.chosen and np.isfinite(cost[point, site]))


@given(towns(), st.integers(0, 30))
@settings(deadline=None, max_examples=40)
def test_room_for_all_changes_nothing(town, radius):
    cost, people, fixed, floor, p = town
    rest = {"fixed": fixed, "floor": floor}
    for room in (np.full(cost.shape[1], inf), np.full(cost.shape[1], max(people.sum(), 1))):
        assert p_median(cost, people, p, **rest) == p_median(cost, people, p, **rest, capacity=room)
        assert lscp(cost, radius, people=people, **rest) == lscp(
            cost, radius, people=people, **rest, capacity=room
        )
        assert mclp(cost, people, radius, p, **rest) == mclp(
            cost, people, radius, p, **rest, capacity=room
        )
        assert p_center(cost, p, people=people, **rest) == p_center(
            cost, p, people=people, **rest, capacity=room
        )


@given(narrow_towns(), st.integers(0, 30))
@settings(deadline=None, max_examples=60)
def test_as_many_as_there_is_room_for_go_the_shortest_way(town, radius):
    cost, people, _fixed, _floor, _p, room = town
    near, room = np.where(cost <= radius, cost, inf), np.minimum(room, people.sum())
    sent = send(near, people, room)
    assert sent.people.sum() == pytest.approx(most(cost <= radius, people, room), abs=1e-5)
    assert (sent.by_site(len(room)) <= room + 1e-5).all()
    assert (sent.by_point(len(people)) <= people + 1e-5).all()
    everybody = send(near, people, room, everybody=True)
    best = transport(near[people > 0], people[people > 0], room)
    assert (everybody is None) == (not np.isfinite(best))
    if everybody is not None:
        for one in (sent, everybody):
            assert one.people @ cost[one.point, one.site] == pytest.approx(best, abs=1e-3)


def test_who_has_no_room_is_said():
    # Ten people at each end; the place of the west holds four.
    cost = [[1, inf], [inf, 1]]
    alone = mclp(cost, [10, 10], 5, 2, capacity=[4, inf])
    assert (alone.objective, alone.received, alone.crowded_out) == (14, (4, 10), (6, 0))
    for found in (
        p_median(cost, [10, 10], 2, capacity=[4, inf]),
        p_center(cost, 2, people=[10, 10], capacity=[4, inf]),
        lscp(cost, 5, people=[10, 10], capacity=[4, inf]),
    ):
        (why,) = found.obstacles
        assert (why.reason, why.indexes, why.needed, why.possible) == (
            Reason.CAPACITY, (0,), 10, 4,
        )  # fmt: skip
    # A crowd: the first gives way to the second, who has nothing else.
    crowd = lscp([[1, 2, inf], [1, inf, inf], [inf, inf, 1]], 5, people=[3, 3, 9],
                 capacity=[3, 2, 20])  # fmt: skip
    assert (crowd.obstacles[0].indexes, crowd.obstacles[0].possible) == ((0, 1), 5)


def test_room_turns_the_choice():
    # All in one place would be best; each holds half.
    cost, people = [[0, 1, 9], [0, 9, 2]], [10, 10]
    assert p_median(cost, people, 1).chosen == (0,)
    found = p_median(cost, people, 2, capacity=[10, 10, 10])
    assert (found.chosen, found.objective, found.weighted_mean) == ((0, 1), 10, 0.5)
    assert p_center(cost, 2, people=people, capacity=[10, 10, 10]).objective == 1
    assert lscp(cost, 1, people=people).objective == 1
    assert lscp(cost, 1, people=people, capacity=[10, 10, 10]).objective == 2


def hard(seed=3, n=60, m=25):
    chance = np.random.default_rng(seed)
    points, sites = chance.uniform(0, 100, (n, 2)), chance.uniform(0, 100, (m, 2))
    cost = np.linalg.norm(points[:, None] - sites[None], axis=2)
    people = chance.integers(1, 50, n).astype(float)
    return cost, people, np.full(m, people.sum() / 5)


@pytest.mark.parametrize("narrow", [False, True])
@pytest.mark.parametrize("floor", [None, Floor([0] * 10 + [-1] * 50, 15.0, 4, 0.9)])
def test_when_time_runs_out_a_quick_choice_remains_with_a_true_bound(narrow, floor):
    cost, people, room = hard()
    rest = {"fixed": [2], "floor": floor, "capacity": room if narrow else None}
    for solve, best_is_low in (
        (lambda t: p_median(cost, people, 8, **rest, time_limit_s=t), True),
        (lambda t: p_center(cost, 8, people=people, **rest, time_limit_s=t), True),
        (lambda t: lscp(cost, 45, people=people, **rest, time_limit_s=t), True),
        (lambda t: mclp(cost, people, 20, 8, **rest, time_limit_s=t), False),
    ):
        hurried, best = solve(0.0), solve(60.0)
        assert best.status is Status.OPTIMAL
        assert hurried.status in (Status.OPTIMAL, Status.BEST_FOUND)
        assert set(rest["fixed"]) <= set(hurried.chosen)
        low, high = (hurried.bound, hurried.objective)[:: 1 if best_is_low else -1]
        assert low - 1e-6 <= best.objective <= high + 1e-6
        if narrow:
            assert max(hurried.received) <= room[0] + 1e-4
        if floor is not None:
            near = cost[:10][:, list(hurried.chosen)] <= floor.reach
            assert near.any(axis=0).sum() >= floor.n_sites
            served = people[:10][near.any(axis=1)].sum()
            assert served >= floor.share * people[:10].sum() - 1e-9
