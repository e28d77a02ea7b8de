"""Streets where there are some, straight elsewhere: a tiny town, and random ones by hand."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.access import (
    UNHURRIED,
    Mixed,
    Points,
    Walking,
    Way,
    nearest,
    straight_trips,
)
from maillage.core.access.tests.test_walking import BRISK, STREETS, near_equator, networks


def mixed(streets=STREETS, walker=BRISK):
    return Mixed(Walking(streets, walker, fragment_m=0))


def test_who_is_far_from_any_street_goes_straight_and_the_result_says_so():
    # The corner A; a farm 10 hundreds south of it; one place at B, another beside the farm.
    areas, places = near_equator((0, 0), (0, -10)), near_equator((3, 0), (0, -12))
    found = mixed().nearest(areas, places)
    assert found.place_index.tolist() == [0, 1]
    assert found.minutes == pytest.approx([3, 2 * 1.3], rel=1e-4)
    assert (found.travel.way, found.travel.detour) == (Way.MIXED, 1.3)
    assert mixed().off_streets(Points.of([0, -0.01, np.nan], [0, 0, 0])).tolist() == [
        False, True, False,
    ]  # fmt: skip
    trips = mixed().trips(areas, places, minutes=14)
    said = dict(
        zip(zip(trips.area_index, trips.place_index, strict=True), trips.minutes, strict=True)
    )
    assert said == pytest.approx({(0, 0): 3, (1, 0): np.hypot(3, 10) * 1.3, (1, 1): 2.6}, rel=1e-4)
    assert trips.travel.way is Way.MIXED


def test_streets_alone_and_no_street_at_all_are_said_too():
    corners, far = near_equator((0, 0), (3, 0)), near_equator((0, -30), (2, -30))
    assert mixed().nearest(corners, corners).travel.way is Way.STREETS
    assert mixed().trips(corners, corners, minutes=9).travel.way is Way.STREETS
    assert mixed().nearest(far, far).travel.way is Way.STRAIGHT
    assert mixed().trips(far, far, minutes=9).travel.way is Way.STRAIGHT
    assert len(mixed().trips(far, far, minutes=9)) == 4


@given(networks(), st.data())
def test_it_is_the_streets_where_both_have_some_and_the_line_elsewhere(streets, data):
    here = st.tuples(st.floats(-9, 9), st.floats(-9, 9))
    areas = near_equator(*data.draw(st.lists(here, min_size=1, max_size=5)))
    places = near_equator(*data.draw(st.lists(here, min_size=1, max_size=5)))
    both = mixed(streets, UNHURRIED)
    off_area, off_place = both.off_streets(areas), both.off_streets(places)
    expected = np.full((len(areas), len(places)), np.inf)
    for trips, kept in (
        (both.walking.trips(areas, places, minutes=60), False),
        (straight_trips(areas, places, minutes=60), True),
    ):
        for a, p, took in zip(trips.area_index, trips.place_index, trips.minutes, strict=True):
            if (off_area[a] or off_place[p]) == kept:
                expected[a, p] = took
    found = both.trips(areas, places, minutes=60)
    table = np.full(expected.shape, np.inf)
    table[found.area_index, found.place_index] = found.minutes
    assert (table == expected).all()
    among = np.array(data.draw(st.lists(st.booleans(), min_size=len(places), max_size=len(places))))
    first = both.nearest(areas, places, among=among)
    best = np.where(among, expected, np.inf).min(axis=1)
    assert first.minutes == pytest.approx(best, rel=1e-9)
    assert not first.unknown.any()
    straight = nearest(areas, places, among=among)
    assert first.n_places_left_out == straight.n_places_left_out
