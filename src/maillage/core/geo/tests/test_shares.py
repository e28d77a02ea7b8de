"""The part of squares inside an area: by hand, by many points, and parts that add up."""

import doctest

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.geo import shares
from maillage.core.geo.polygon import edges_of, points_inside
from maillage.core.geo.shares import shares_inside


def ring(points):
    return [[float(x), float(y)] for x, y in [*points, points[0]]]


def turned(x, y, *, side=1.0, degrees=0.0):
    """Corners (latitude, longitude) of a square by its middle."""
    angle = np.radians(degrees + np.array([45, 135, 225, 315]))
    half = side / np.sqrt(2)
    return np.stack([y + half * np.sin(angle), x + half * np.cos(angle)], axis=1)


SQUARE = {"type": "Polygon", "coordinates": [ring([(0, 0), (4, 0), (4, 4), (0, 4)])]}


def test_examples():
    assert doctest.testmod(shares).failed == 0


@pytest.mark.parametrize(
    ("x", "y", "degrees", "part"),
    [
        (2, 2, 0, 1), (2, 2, 30, 1), (9, 9, 0, 0), (0, 2, 0, 0.5), (0, 2, 45, 0.5),
        (0, 0, 0, 0.25), (4.25, 2, 0, 0.25), (4, 4, 45, 0.25), (4.5, 2, 0, 0),
    ],
)  # fmt: skip
def test_a_square_and_its_part(x, y, degrees, part):
    for way in (1, -1):
        corners = turned(x, y, degrees=degrees)[::way]
        assert shares_inside(SQUARE, [corners])[0] == pytest.approx(part, abs=1e-9)


def test_holes_are_taken_off_and_parts_put_together():
    holed = {"type": "Polygon", "coordinates": [
        SQUARE["coordinates"][0], ring([(1, 1), (1, 2), (2, 2), (2, 1)])]}  # fmt: skip
    assert shares_inside(holed, [turned(1, 1.5)])[0] == pytest.approx(0.5)
    assert shares_inside(holed, [turned(1.5, 1.5)])[0] == pytest.approx(0)
    west, east = ring([(0, 0), (1, 0), (1, 1), (0, 1)]), ring([(1, 0), (2, 0), (2, 1), (1, 1)])
    two = {"type": "MultiPolygon", "coordinates": [[west], [east]]}
    assert shares_inside(two, [turned(1, 0.5)])[0] == pytest.approx(1)


def test_a_small_area_inside_one_square_counts():
    tiny = {
        "type": "Polygon",
        "coordinates": [ring([(0.1, 0.1), (0.3, 0.1), (0.3, 0.3), (0.1, 0.3)])],
    }
    assert shares_inside(tiny, [turned(0.5, 0.5)])[0] == pytest.approx(0.04)


def test_no_square_and_no_ring():
    assert shares_inside(SQUARE, np.zeros((0, 4, 2))).shape == (0,)
    empty = {"type": "MultiPolygon", "coordinates": []}
    assert shares_inside(empty, [turned(0, 0)]).tolist() == [0]


@st.composite
def stars(draw):
    """A ring around a middle, convex or not."""
    n = draw(st.integers(3, 12))
    reach = draw(st.lists(st.floats(0.4, 4), min_size=n, max_size=n))
    angle = np.linspace(0, 2 * np.pi, n, endpoint=False)
    middle = draw(st.tuples(st.floats(-1, 1), st.floats(-1, 1)))
    points = [(middle[0] + r * np.cos(a), middle[1] + r * np.sin(a))
              for r, a in zip(reach, angle, strict=True)]  # fmt: skip
    return {"type": "Polygon", "coordinates": [ring(points)]}


@given(stars(), st.floats(0, 90), st.floats(-2, 2), st.floats(-2, 2))
@settings(max_examples=80, deadline=None)
def test_it_is_what_many_points_say(area, degrees, x, y):
    corners = turned(x, y, side=1.3, degrees=degrees)
    a, b = (g.ravel() for g in np.meshgrid(*[(np.arange(90) + 0.5) / 90] * 2))
    origin, east, north = corners[0], corners[1] - corners[0], corners[3] - corners[0]
    at = origin + a[:, None] * east + b[:, None] * north
    by_points = points_inside(edges_of(area), at[:, 0], at[:, 1]).mean()
    assert shares_inside(area, [corners])[0] == pytest.approx(by_points, abs=0.03)


@given(stars(), st.floats(0, 90))
@settings(max_examples=40, deadline=None)
def test_small_squares_add_up_to_the_area(area, degrees):
    steps = (np.arange(24) - 11.5) * 0.6
    angle = np.radians(degrees)
    corners = [
        turned(u * np.cos(angle) - v * np.sin(angle), u * np.sin(angle) + v * np.cos(angle),
               side=0.6, degrees=degrees)
        for u in steps for v in steps
    ]  # fmt: skip
    x, y = np.array(area["coordinates"][0]).T
    whole = abs((x[:-1] * y[1:] - x[1:] * y[:-1]).sum()) / 2
    assert shares_inside(area, corners).sum() * 0.36 == pytest.approx(whole, rel=1e-9)
