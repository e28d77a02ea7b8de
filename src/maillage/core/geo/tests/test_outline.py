"""One outline drawn corner by corner: its crossings, its area."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.geo import EARTH_RADIUS_M, area_of_m2, first_crossing

SQUARE = [(50.0, 3.0), (50.0, 3.01), (50.01, 3.01), (50.01, 3.0)]
# Few different values: corners that touch, fold back and line up come often.
SMALL = st.tuples(st.integers(0, 5), st.integers(0, 5)).map(lambda p: (p[0] / 1e6, p[1] / 1e6))


@pytest.mark.parametrize(
    ("corners", "sides"),
    [
        (SQUARE, None),
        ([SQUARE[0], SQUARE[2], SQUARE[1], SQUARE[3]], (0, 2)),
        # A corner on another side.
        ([(0, 0), (0, 2), (2, 2), (0, 1), (2, 0)], (0, 2)),
        # A side that goes back over the one before.
        ([(0, 0), (0, 2), (0, 1), (2, 1)], (0, 1)),
        # A corner twice, one after the other, or later.
        ([(0, 0), (0, 0), (0, 2), (2, 2)], (0, 1)),
        ([(1, 1), (0, 0), (0, 2), (1, 1), (2, 2), (2, 0)], (0, 2)),
        ([(0, 0), (1, 1)], (0, 0)),
    ],
)
def test_the_sides_that_meet_are_told(corners, sides):
    assert first_crossing(corners) == sides


@given(st.lists(SMALL, min_size=3, max_size=9))
def test_an_outline_without_crossing_is_what_shapely_calls_valid(corners):
    shapely = pytest.importorskip("shapely")
    ring = [(lon * 1e6, lat * 1e6) for lat, lon in corners]
    simple = shapely.LinearRing([*ring, ring[0]]).is_simple
    twice = any(a == b for a, b in zip(corners, [*corners[1:], corners[0]], strict=True))
    assert (first_crossing(corners) is None) == (
        simple and not twice and shapely.Polygon(ring).is_valid
    )


@given(
    st.floats(-60, 60),
    st.floats(-170, 170),
    st.floats(0.001, 0.05),
    st.integers(3, 40),
)
def test_the_area_of_a_round_outline_is_that_of_its_polygon(latitude, longitude, radius, n):
    turns = [2 * math.pi * i / n for i in range(n)]
    squeeze = math.cos(math.radians(latitude))
    corners = [
        (latitude + radius * math.sin(t), longitude + radius * math.cos(t) / squeeze) for t in turns
    ]
    wanted = n / 2 * math.sin(2 * math.pi / n) * math.radians(radius) ** 2 * EARTH_RADIUS_M**2
    assert area_of_m2(corners) == pytest.approx(wanted, rel=0.005)
    assert area_of_m2(corners[::-1]) == pytest.approx(area_of_m2(corners))
    assert area_of_m2(corners[:2]) == 0
