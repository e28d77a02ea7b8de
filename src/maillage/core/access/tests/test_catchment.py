"""Supply shared: definitions, published values, what must be conserved, bad input."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.access import (
    Exponential,
    Gaussian,
    Gravity,
    Step,
    Trips,
    enhanced_two_step,
    modified_two_step,
    three_step,
    two_step,
    within,
)
from maillage.core.access.tests.territories import UNIT, rows_of, slow, slow_step, territories

ENHANCED = slow_step({10: 1, 20: 0.68, 30: 0.22})
THREE = slow_step({10: 0.962, 20: 0.704, 30: 0.377, 60: 0.042})
CLOSE = {"rtol": 1e-9, "atol": 1e-12}


@given(territories(), st.sampled_from([0.0, 10, 30, 60, inf]))
def test_two_step_is_its_definition(territory, cut):
    demand, supply, trips = territory
    found = two_step(demand, supply, trips, minutes=cut, unit=UNIT)
    expected = slow(demand, supply, trips, given=lambda a, p, t: 1.0, cut=cut)
    np.testing.assert_allclose(found.per_person, expected, **CLOSE)
    near = {a for a, _, t in rows_of(trips) if t <= cut}
    assert set(np.flatnonzero(~found.out_of_reach).tolist()) == near


@given(territories(), st.sampled_from([10.0, 20, inf]))
def test_enhanced_two_step_is_its_definition(territory, cut):
    demand, supply, trips = territory
    found = enhanced_two_step(demand, supply, trips, minutes=cut, unit=UNIT)
    expected = slow(demand, supply, trips, given=lambda a, p, t: ENHANCED(t), cut=cut)
    np.testing.assert_allclose(found.per_person, expected, **CLOSE)
    near = {a for a, _, t in rows_of(trips) if t <= min(cut, 30)}
    assert set(np.flatnonzero(~found.out_of_reach).tolist()) == near


@given(territories(), st.sampled_from([10.0, 20, inf]))
def test_three_step_is_its_definition(territory, cut):
    demand, supply, trips = territory
    found = three_step(demand, supply, trips, minutes=cut, unit=UNIT)

    def chosen(area, place, minutes):
        # Over the whole table, also past the cut (methods.md, trap 7).
        total = sum(THREE(t) for a, _, t in rows_of(trips) if a == area)
        return THREE(minutes) / total * THREE(minutes) if total else 0.0

    expected = slow(demand, supply, trips, given=chosen, cut=cut)
    np.testing.assert_allclose(found.per_person, expected, **CLOSE)


@given(territories(), st.sampled_from([10.0, 20, inf]))
def test_modified_two_step_is_its_definition(territory, cut):
    demand, supply, trips = territory
    found = modified_two_step(demand, supply, trips, minutes=cut, unit=UNIT)
    expected = slow(
        demand,
        supply,
        trips,
        given=lambda a, p, t: ENHANCED(t),
        received=lambda a, p, t: ENHANCED(t) ** 2,
        cut=cut,
    )
    np.testing.assert_allclose(found.per_person, expected, **CLOSE)
    whole = enhanced_two_step(demand, supply, trips, minutes=cut, unit=UNIT)
    assert found.supply_received <= whole.supply_received * (1 + 1e-12)


@given(territories(), st.sampled_from([two_step, enhanced_two_step, three_step]))
def test_all_the_supply_that_is_reached_is_received_and_the_rest_is_said(territory, method):
    demand, supply, trips = territory
    options = {"minutes": 30.0} if method is two_step else {}
    found = method(demand, supply, trips, unit=UNIT, **options)
    handed_out = supply.sum() - found.supply_unreached
    np.testing.assert_allclose(found.supply_received, handed_out, rtol=1e-9, atol=1e-9)
    assert (np.isnan(found.shares) & (supply > 0) == found.unreached).all()


@given(territories())
def test_a_territory_of_one_market_gives_supply_over_demand(territory):
    demand, supply, _ = territory
    n_areas, n_places = len(demand), len(supply)
    areas, places = np.divmod(np.arange(n_areas * n_places), n_places)
    trips = Trips.of(areas, places, areas * 0.0, n_areas=n_areas, n_places=n_places)
    found = two_step(demand, supply, trips, minutes=0, unit=UNIT)
    if demand.sum():
        np.testing.assert_allclose(found.per_person, supply.sum() / demand.sum(), rtol=1e-9)
    else:
        assert (found.per_person == 0).all()
        assert found.supply_unreached == supply.sum()


@given(territories())
def test_the_arguments_are_left_alone(territory):
    demand, supply, trips = territory
    parts = (demand, supply, trips.starts, trips.place_index, trips.minutes)
    before = [part.copy() for part in parts]
    three_step(demand, supply, trips, unit=UNIT)
    modified_two_step(demand, supply, trips, unit=UNIT, minutes=20)
    assert all(np.array_equal(b, a) for b, a in zip(before, parts, strict=True))


# Three towns of the tests of PySAL access 1.1.10 (tests/test_hospital_example.py, BSD-3): people,
# doctors, and minutes; between the first two 80, to and from the third by scenario.
PEOPLE, DOCTORS = [100, 50, 10], [15, 20, 100]


def hospital(to_third, from_third, across=80):
    areas, places = np.divmod(np.arange(9), 3)
    minutes = [1, across, to_third, across, 1, to_third, from_third, from_third, 1]
    return Trips.of(areas, places, minutes, n_areas=3, n_places=3)


@pytest.mark.parametrize(
    ("method", "options", "expected"),
    [
        (two_step, {}, [0.761364, 0.958333, 1.094697]),
        (enhanced_two_step, {"decay": Gravity(1, -1)}, [0.331444, 0.579828, 7.286418]),
        (three_step, {"decay": Gravity(1, -1)}, [0.156257, 0.406216, 9.906352]),
    ],
)
def test_the_hospitals_of_pysal_when_roads_are_jammed(method, options, expected):
    found = method(PEOPLE, DOCTORS, hospital(40, 40), unit="médecins", minutes=61, **options)
    np.testing.assert_allclose(found.per_person, expected, atol=5e-7)
    assert found.supply_received == pytest.approx(135)
    assert (found.unit, found.method, found.reach_min) == ("médecins", method.__name__, 61)


@pytest.mark.parametrize("method", [enhanced_two_step, three_step])
@pytest.mark.parametrize(
    ("scenario", "signs"),
    [((20, 40), [1, 1, -1]), ((40, 20), [-1, -1, 1]), ((20, 20, 40), [1, 1, -1])],
)
def test_the_hospitals_of_pysal_when_a_road_gets_faster(method, scenario, signs):
    def of(trips):
        found = method(PEOPLE, DOCTORS, trips, unit="m", minutes=61, decay=Gravity(1, -1))
        return found.per_person

    change = of(hospital(*scenario)) - of(hospital(40, 40))
    if method is enhanced_two_step:
        assert np.sign(change).tolist() == signs
    assert (change != 0).all()


def test_where_nobody_lives_or_nothing_is_near_it_is_said():
    # Area 0 reaches place 0; nobody lives in area 1, alone near place 1; area 2 is far from all.
    trips = Trips.of([0, 1, 2], [0, 1, 0], [5, 5, 50], n_areas=3, n_places=3)
    found = two_step([10, 0, 4], [30, 8, 5], trips, minutes=10, unit=UNIT)
    assert found.per_person.tolist() == [3.0, 0.0, 0.0]
    assert found.out_of_reach.tolist() == [False, False, True]
    assert found.demand_out_of_reach == 4
    assert found.unreached.tolist() == [False, True, True]
    assert found.supply_unreached == 13
    assert found.shares[0] == 3
    assert np.isnan(found.shares[1:]).all()


def test_a_place_without_supply_is_in_reach_and_gives_nothing():
    trips = Trips.of([0], [0], [5], n_areas=1, n_places=1)
    found = enhanced_two_step([10], [0], trips, unit=UNIT)
    assert (found.per_person[0], found.out_of_reach[0], found.unreached[0]) == (0, False, False)


@pytest.mark.parametrize("method", [enhanced_two_step, three_step, modified_two_step])
@pytest.mark.parametrize("decay", [Step((10, inf), (1, 0.5)), Gaussian(inf), Exponential(inf)])
def test_without_a_trip_a_decay_that_never_ends_reaches_nothing(method, decay):
    trips = Trips.of([0], [0], [500], n_areas=2, n_places=1)
    found = method([10, 4], [20], trips, unit=UNIT, decay=decay)
    assert found.out_of_reach.tolist() == [False, True]
    assert (found.per_person[0] > 0, found.per_person[1]) == (True, 0)
    assert found.demand_out_of_reach == 4


@pytest.mark.parametrize(
    ("decay", "reach_min"), [(Gaussian(10), 15), (Exponential(5, reach_min=12), 12)]
)
def test_what_reaches_least_of_the_decay_and_the_bound_is_kept(decay, reach_min):
    trips = Trips.of([0, 0], [0, 1], [12, 15.5], n_areas=1, n_places=2)
    found = enhanced_two_step([10], [20, 30], trips, unit=UNIT, decay=decay, minutes=15)
    assert found.reach_min == reach_min
    np.testing.assert_allclose(found.per_person, [2.0])


@given(territories())
def test_within_counts_whole_supply_for_everybody(territory):
    _, supply, trips = territory
    near = within(trips, supply, minutes=20, unit=UNIT)
    rows = [row for row in rows_of(trips) if row[2] <= 20]
    for area in range(trips.n_areas):
        assert near.n_places[area] == sum(a == area for a, _, _ in rows)
        expected = sum(supply[p] for a, p, _ in rows if a == area)
        assert near.supply[area] == pytest.approx(expected)


@pytest.mark.parametrize(
    ("demand", "supply", "unit", "said"),
    [
        ([1, 2], [1], UNIT, "demand has shape"),
        ([1], [1, 2], UNIT, "supply has shape"),
        ([-1], [1], UNIT, ">= 0"),
        ([np.nan], [1], UNIT, "unknown apart"),
        ([1], [inf], UNIT, "finite"),
        ([1], [1], " ", "unit"),
    ],
)
def test_what_cannot_be_shared_is_refused(demand, supply, unit, said):
    trips = Trips.of([0], [0], [1], n_areas=1, n_places=1)
    with pytest.raises(ValueError, match=said):
        two_step(demand, supply, trips, minutes=10, unit=unit)


@given(st.floats(0, 100), st.permutations([(10, 0.5), (20, 0.25), (40, 0.1)]))
def test_a_step_is_that_of_the_first_bound_not_passed(minutes, pairs):
    bounds = sorted(pairs)
    step = Step(tuple(b for b, _ in bounds), tuple(w for _, w in bounds))
    assert step(np.array([minutes]))[0] == slow_step(dict(pairs))(minutes)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Step((), ()),
        lambda: Step((10, 5), (1, 1)),
        lambda: Step((np.nan,), (1,)),
        lambda: Step((10,), (1, 2)),
        lambda: Step((10,), (-1,)),
        lambda: Gaussian(0),
        lambda: Gravity(1, 1),
        lambda: Gravity(0, -1),
        lambda: Exponential(-5),
    ],
)
def test_a_decay_that_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"above 0|below 0|rise|>= 0|as many"):
        wrong()
