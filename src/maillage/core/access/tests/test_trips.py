"""The table of trips, and the straight lines it may come from."""

from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.access import (
    GIVEN,
    REDUCED_MOBILITY,
    Points,
    Travel,
    Trips,
    Walker,
    Way,
    nearest,
    straight_trips,
)
from maillage.core.geo import distance_m

SIZES = {"n_areas": 2, "n_places": 2}


def points(n, *, around=None):
    """Positions: anywhere with the awkward ones, or within a few kilometres of a point."""
    if around is None:
        lat = st.floats(-90, 90) | st.sampled_from([-90.0, 90.0, 0.0])
        lon = st.floats(-180, 180) | st.sampled_from([-180.0, 180.0, 179.999])
    else:
        lat = st.floats(around[0] - 0.02, around[0] + 0.02)
        lon = st.floats(-0.02, 0.02).map(lambda d: (around[1] + d + 180) % 360 - 180)
    one = st.tuples(lat | st.just(np.nan), lon)
    return st.lists(one, max_size=n).map(
        lambda rows: Points.of([lat for lat, _ in rows], [lon for _, lon in rows])
    )


def all_metres(areas, places):
    """Every distance, by the formula of core.geo; inf where a position is not known."""
    table = np.full((len(areas), len(places)), inf)
    for a, (lat, lon) in enumerate(zip(areas.latitudes, areas.longitudes, strict=True)):
        for p, (to_lat, to_lon) in enumerate(zip(places.latitudes, places.longitudes, strict=True)):
            if not np.isnan([lat, lon, to_lat, to_lon]).any():
                table[a, p] = distance_m(lat, lon, to_lat, to_lon)
    return table


@given(points(6), points(6))
def test_the_nearest_is_that_of_all_distances_anywhere_on_earth(areas, places):
    found = nearest(areas, places)
    table = all_metres(areas, places)
    for area in range(len(areas)):
        if not areas.known[area]:
            assert found.unknown[area]
            assert found.place_index[area] == -1
        elif not places.known.any():
            assert found.out_of_reach[area]
            assert found.place_index[area] == -1
        else:
            # Near the other end of the Earth both formulas lose digits: a metre.
            assert found.metres[area] == pytest.approx(table[area].min(), rel=1e-9, abs=1.0)
            chosen = table[area, found.place_index[area]]
            assert chosen == pytest.approx(table[area].min(), rel=1e-9, abs=1.0)
    assert found.n_places_left_out == (~places.known).sum()


AROUND = [(48.85, 2.35), (-13.3, 180.0), (-21.1, 55.5), (0.0, 0.0)]


@pytest.mark.parametrize("around", AROUND)
def test_straight_trips_are_all_pairs_near_enough(around):
    @given(points(8, around=around), points(8, around=around))
    def check(areas, places):
        trips = straight_trips(areas, places, minutes=25)
        took = all_metres(areas, places) * 1.3 / (4000 / 60)
        expected = {(a, p): took[a, p] for a, p in zip(*np.nonzero(took <= 25), strict=True)}
        rows = zip(trips.area_index, trips.place_index, trips.minutes, strict=True)
        found = {(a, p): minutes for a, p, minutes in rows}
        for pair in expected.keys() ^ found.keys():
            assert took[pair] == pytest.approx(25)
        for pair in expected.keys() & found.keys():
            assert found[pair] == pytest.approx(expected[pair], rel=1e-7, abs=1e-6)
        assert trips.travel == Travel(Way.STRAIGHT, Walker(4.0), 1.3)

    check()


def test_a_large_territory_is_cut_in_blocks_and_nothing_is_lost(monkeypatch):
    monkeypatch.setattr("maillage.core.access.straight.CHUNK", 7)
    rng = np.random.default_rng(3)
    areas = Points.of(48 + rng.uniform(0, 0.1, 40), 2 + rng.uniform(0, 0.1, 40))
    areas.latitudes[[3, 20]] = np.nan
    places = Points.of(48 + rng.uniform(0, 0.1, 15), 2 + rng.uniform(0, 0.1, 15))
    table = all_metres(areas, places)
    found = nearest(areas, places)
    known = areas.known
    assert (found.place_index[known] == table[known].argmin(axis=1)).all()
    trips = straight_trips(areas, places, minutes=30)
    assert len(trips) == (table * 1.3 / (4000 / 60) <= 30).sum()
    assert 0 < len(trips) < 40 * 15


def test_half_a_position_is_none_at_all():
    half = Points.of([48.0, np.nan], [np.nan, 2.0])
    assert not half.known.any()
    assert np.isnan(half.on_unit_sphere()).all()


def test_places_at_one_spot_are_answered_by_the_first():
    places = Points.of([48.0, 47.0, 47.0, np.nan], [2.0, 2.0, 2.0, 2.0])
    found = nearest(Points.of([47.1], [2.0]), places)
    assert found.place_index.tolist() == [1]
    second = nearest(Points.of([47.1], [2.0]), places, among=np.array([True, False, True, True]))
    assert second.place_index.tolist() == [2]
    assert second.n_places_left_out == 1
    assert second.metres[0] == pytest.approx(distance_m(47.1, 2, 47, 2))


def test_past_the_limit_no_place_is_in_reach_and_at_the_limit_one_is():
    areas, places = Points.of([0.0], [0.0]), Points.of([0.0], [0.01])
    metres = float(nearest(areas, places).metres[0])
    assert nearest(areas, places, limit_m=metres).place_index.tolist() == [0]
    far = nearest(areas, places, limit_m=metres * 0.999)
    assert far.place_index.tolist() == [-1]
    assert far.out_of_reach.all()
    assert far.metres[0] == inf


def test_who_walks_slower_needs_longer():
    areas, places = Points.of([48.0], [2.0]), Points.of([48.0], [2.01])
    slow = nearest(areas, places, walker=REDUCED_MOBILITY).minutes[0]
    assert slow / nearest(areas, places).minutes[0] == pytest.approx(4.0 / 2.9)
    assert nearest(areas, places, detour=1).minutes[0] * 1.3 == pytest.approx(
        nearest(areas, places).minutes[0]
    )


def test_trips_in_any_order_are_sorted_and_the_shorter_of_two_stays():
    trips = Trips.of([1, 0, 1, 1], [0, 1, 0, 1], [9, 5, 4, 7], **SIZES)
    assert trips.area_index.tolist() == [0, 1, 1]
    assert trips.place_index.tolist() == [1, 0, 1]
    assert trips.minutes.tolist() == [5, 4, 7]
    assert trips.travel == GIVEN
    open_only = trips.to_places([False, True])
    assert (open_only.area_index.tolist(), open_only.minutes.tolist()) == ([0, 1], [5, 7])
    assert (open_only.n_areas, open_only.n_places) == (2, 2)


@pytest.mark.parametrize(
    ("areas", "places", "minutes"),
    [
        ([0], [0], [np.nan]),
        ([0], [0], [inf]),
        ([0], [0], [-1]),
        ([2], [0], [1]),
        ([0], [-1], [1]),
        ([0, 1], [0], [1]),
    ],
)
def test_trips_that_are_none_are_refused(areas, places, minutes):
    with pytest.raises(ValueError, match=r"minutes|outside|one length"):
        Trips.of(areas, places, minutes, **SIZES)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Points.of([650_000.0], [6_860_000.0]),
        lambda: Points.of([2.0], [-200.0]),
        lambda: Points.of([1.0, 2.0], [1.0]),
        lambda: nearest(Points.of([], []), Points.of([], []), limit_m=-1),
        lambda: nearest(Points.of([], []), Points.of([1], [1]), among=[1]),
        lambda: straight_trips(Points.of([], []), Points.of([], []), minutes=inf),
        lambda: Trips.of([], [], [], **SIZES).to_places([True]),
        lambda: Walker(0),
        lambda: Travel(Way.STRAIGHT, Walker(4), 0.9),
        lambda: GIVEN.minutes_per_metre(),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"degrees|lists|limit|flag|longest|speed|detour|walks"):
        wrong()


def test_without_areas_or_places_there_is_no_trip():
    none, one = Points.of([], []), Points.of([48.0], [2.0])
    for areas, places in [(none, none), (none, one), (one, none)]:
        trips = straight_trips(areas, places, minutes=10)
        assert (len(trips), trips.n_areas, trips.n_places) == (0, len(areas), len(places))
        assert len(nearest(areas, places).place_index) == len(areas)
