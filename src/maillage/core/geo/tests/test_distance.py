"""Distances and boxes, poles and 180th meridian included."""

from math import acos, cos, inf, pi, radians, sin

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maillage.core.geo import (
    EARTH_RADIUS_M,
    Box,
    box_around,
    distance_m,
    distances_m,
    round_position,
)

latitudes = st.floats(-90, 90, allow_subnormal=False)
longitudes = st.floats(-180, 180, allow_subnormal=False)
points = st.tuples(latitudes, longitudes)


def slow_distance_m(one, other) -> float:
    """Spherical law of cosines: exact enough when the points are far apart."""
    lat_1, lon_1, lat_2, lon_2 = (radians(v) for v in (*one, *other))
    inner = sin(lat_1) * sin(lat_2) + cos(lat_1) * cos(lat_2) * cos(lon_2 - lon_1)
    return EARTH_RADIUS_M * acos(max(-1.0, min(1.0, inner)))


@given(points, points)
def test_distance_agrees_with_the_law_of_cosines(one, other) -> None:
    # That law loses half of the digits near 0 and near the antipode.
    assert distance_m(*one, *other) == pytest.approx(slow_distance_m(one, other), abs=0.5)


@given(points, points, points)
def test_a_detour_is_never_shorter(one, other, third) -> None:
    direct = distance_m(*one, *other)
    assert direct <= distance_m(*one, *third) + distance_m(*third, *other) + 1e-3
    assert direct == pytest.approx(distance_m(*other, *one), abs=1e-6)
    assert 0 <= direct <= pi * EARTH_RADIUS_M + 1e-6


@given(points, st.lists(points, max_size=8))
def test_many_distances_are_each_distance(one, others) -> None:
    lats, lons = [p[0] for p in others], [p[1] for p in others]
    expected = [distance_m(*one, *other) for other in others]
    assert distances_m(*one, lats, lons) == pytest.approx(expected, abs=1e-6)


def test_both_names_of_the_180th_meridian_are_one_place() -> None:
    assert distance_m(-13.3, 180.0, -13.3, -180.0) == pytest.approx(0, abs=1e-6)
    assert np.isnan(distances_m(0, 0, [np.nan], [1.0])).all()


@given(points, points, st.floats(0, 2.1e7))
def test_the_box_holds_all_that_is_within_the_radius(centre, point, radius_m) -> None:
    assume(distance_m(*centre, *point) <= radius_m)
    assert box_around(*centre, radius_m).contains(*point)


@given(
    points,
    st.floats(1, 1e6),
    st.floats(0, 2 * pi),
)
def test_the_box_holds_the_circle_and_little_more(centre, radius_m, bearing) -> None:
    assume(abs(centre[0]) < 80)
    lat, angle = radians(centre[0]), radius_m / EARTH_RADIUS_M
    there = np.arcsin(sin(lat) * cos(angle) + cos(lat) * sin(angle) * cos(bearing))
    turn = np.arctan2(
        sin(bearing) * sin(angle) * cos(lat), cos(angle) - sin(lat) * float(np.sin(there))
    )
    longitude = (centre[1] + np.degrees(turn) + 180) % 360 - 180
    box = box_around(*centre, radius_m)
    assert box.contains(float(np.degrees(there)), float(longitude))
    assert box.north - box.south <= 2.0001 * np.degrees(angle) + 1e-6


def test_boxes_at_the_poles_and_at_wallis() -> None:
    assert box_around(89.9, 10.0, 50_000).longitude_ranges == ((-180.0, 180.0),)
    assert box_around(-89.9, 10.0, 50_000).south == -90
    wallis = box_around(-13.28, -176.2, 600_000)
    assert wallis.west > wallis.east
    assert wallis.contains(-13.0, 179.5)
    assert not wallis.contains(-13.0, 0.0)
    assert Box(0, 179, 1, 180).contains(0.5, -180.0)
    with pytest.raises(ValueError, match="radius_m"):
        box_around(0, 0, -1)
    with pytest.raises(ValueError, match="radius_m"):
        box_around(0, 0, -inf)


def test_a_position_is_rounded_without_minus_zero() -> None:
    assert str(round_position(-0.000001, 12.3456789)) == "(0.0, 12.34568)"
