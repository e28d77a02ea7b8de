"""People who choose: at rest nobody gains by going elsewhere."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.optimize import minimize

from maillage.core.access import Trips, raam
from maillage.core.access.tests.territories import UNIT, rows_of


def at_rest(demand, supply, trips, tau_min=60.0):
    """The same by a general solver: rest is the least of a convex function, see Beckmann (1956).

    Sum over places of crowd² / (2 room), plus sum of the ways walked.
    """
    room = supply * demand.sum() / supply.sum()
    rows = rows_of(trips)
    area = np.array([a for a, _, _ in rows])
    place = np.array([p for _, p, _ in rows])
    way = np.array([t for _, _, t in rows]) / tau_min
    scale = demand.sum()

    def crowd(part):
        return np.bincount(place, part * demand[area], len(supply))

    def total(part):
        return ((crowd(part) ** 2 / room).sum() / 2 + (part * demand[area] * way).sum()) / scale

    def slope(part):
        return demand[area] * ((crowd(part) / room)[place] + way) / scale

    table = (area[None, :] == np.arange(len(demand))[:, None]).astype(float)
    found = minimize(
        total,
        1 / table.sum(axis=1)[area],
        jac=slope,
        method="SLSQP",
        bounds=[(0, 1)] * len(rows),
        constraints={"type": "eq", "fun": lambda x: table @ x - 1, "jac": lambda x: table},
        options={"maxiter": 500, "ftol": 1e-14},
    )
    cost = (crowd(found.x) / room)[place] + way
    least = np.full(len(demand), inf)
    np.minimum.at(least, area, cost)
    return least


@st.composite
def markets(draw):
    """Areas of a few hundred people, all of which reach all places."""
    n_areas, n_places = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    demand = draw(st.lists(st.integers(50, 900), min_size=n_areas, max_size=n_areas))
    supply = draw(st.lists(st.integers(5, 60), min_size=n_places, max_size=n_places))
    size = n_areas * n_places
    minutes = draw(st.lists(st.integers(0, 60), min_size=size, max_size=size))
    areas, places = np.divmod(np.arange(size), n_places)
    trips = Trips.of(areas, places, minutes, n_areas=n_areas, n_places=n_places)
    return np.array(demand, float), np.array(supply, float), trips


@given(markets())
def test_it_rests_where_a_general_solver_rests(market):
    demand, supply, trips = market
    found = raam(demand, supply, trips, unit=UNIT)
    np.testing.assert_allclose(found.cost, at_rest(demand, supply, trips), atol=1e-2)
    assert 0 <= found.regret < 5e-3
    room = supply * demand.sum() / supply.sum()
    np.testing.assert_allclose((found.crowd * room).sum(), demand.sum())


def test_the_hospitals_of_pysal_as_pysal_has_them():
    # Inputs of the tests of PySAL access 1.1.10 (BSD-3), ten thousand times the people so that
    # its whole people do not stop it; its answers, read from it.
    areas, places = np.divmod(np.arange(9), 3)
    minutes = [1, 80, 40, 80, 1, 40, 40, 40, 1]
    trips = Trips.of(areas, places, minutes, n_areas=3, n_places=3)
    found = raam([1e6, 5e5, 1e5], [15, 20, 100], trips, unit="médecins")
    np.testing.assert_allclose(found.cost, [1.4981492, 1.4981454, 0.8481485], atol=1e-2)


def test_one_market_next_door_costs_one():
    # People and supply in proportion, no way at all: everybody meets the mean crowd.
    trips = Trips.of([0, 1], [0, 1], [0, 0], n_areas=2, n_places=2)
    found = raam([100, 300], [10, 30], trips, unit=UNIT)
    assert found.cost.tolist() == [1, 1]
    assert (found.regret, found.unit, found.tau_min) == (0, UNIT, 60)


def test_where_nobody_lives_or_nothing_is_offered_it_is_said():
    # Area 0: nobody, near place 0; area 1: only a place without supply; area 2: place 0.
    trips = Trips.of([0, 1, 2], [0, 1, 0], [6, 5, 30], n_areas=4, n_places=2)
    found = raam([0, 7, 10, 3], [5, 0], trips, unit=UNIT)
    assert found.out_of_reach.tolist() == [False, True, False, True]
    # Twenty people of whom ten come: half the mean crowd, plus the way.
    assert found.cost[[0, 2]] == pytest.approx([0.6, 1.0])
    assert np.isnan(found.cost[[1, 3]]).all()
    assert found.crowd[0] == pytest.approx(0.5)
    assert np.isnan(found.crowd[1])


def test_without_people_or_supply_there_is_no_crowd():
    trips = Trips.of([0], [0], [30], n_areas=1, n_places=1)
    nobody = raam([0], [5], trips, unit=UNIT)
    assert (nobody.cost[0], nobody.regret, nobody.crowd[0]) == (0.5, 0, 0)
    nothing = raam([10], [0], trips, unit=UNIT)
    assert nothing.out_of_reach.all()
    assert nothing.regret == 0


@pytest.mark.parametrize("wrong", [{"tau_min": 0}, {"cycles": 0}, {"unit": ""}])
def test_what_makes_no_sense_is_refused(wrong):
    trips = Trips.of([0], [0], [30], n_areas=1, n_places=1)
    with pytest.raises(ValueError, match=r"tau|unit"):
        raam([1], [1], trips, **{"unit": UNIT, **wrong})
