"""Points in areas, against slow references."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from maillage.core.geo import BoxIndex, bounds, contains, label_point

small = st.integers(-6, 6)
rings = st.lists(st.tuples(small, small), min_size=3, max_size=8)
# Halves fall between the vertices, wholes on them.
halves = st.integers(-13, 13).map(lambda n: n / 2)


def polygon(*all_rings) -> dict:
    return {"type": "Polygon", "coordinates": [[list(p) for p in ring] for ring in all_rings]}


def multi(*polygons) -> dict:
    return {"type": "MultiPolygon", "coordinates": [p["coordinates"] for p in polygons]}


geometries = st.one_of(
    st.lists(rings, min_size=1, max_size=2).map(lambda r: polygon(*r)),
    st.lists(rings.map(polygon), min_size=1, max_size=3).map(lambda p: multi(*p)),
)


def slow_contains(geometry, latitude, longitude) -> bool:
    """Even-odd rule in exact fractions, edge by edge."""
    kind, coordinates = geometry["type"], geometry["coordinates"]
    inside = False
    for one in [coordinates] if kind == "Polygon" else coordinates:
        for ring in one:
            for (x1, y1), (x2, y2) in zip(ring, ring[1:] + ring[:1], strict=True):
                if (y1 <= latitude) == (y2 <= latitude):
                    continue
                at = x1 + Fraction(x2 - x1) * (Fraction(latitude) - y1) / (y2 - y1)
                inside ^= Fraction(longitude) < at
    return inside


@given(geometries, halves, halves)
def test_contains_is_the_even_odd_rule(geometry, latitude, longitude) -> None:
    assert contains(geometry, latitude, longitude) == slow_contains(geometry, latitude, longitude)


@given(st.lists(geometries, max_size=6), st.lists(st.tuples(halves, halves), max_size=12))
@settings(deadline=None)
def test_locate_is_the_first_area_that_contains(areas, points) -> None:
    index = BoxIndex(areas)
    lats, lons = [p[0] for p in points], [p[1] for p in points]
    expected = [
        next((n for n, area in enumerate(areas) if contains(area, *point)), -1) for point in points
    ]
    assert index.locate(lats, lons).tolist() == expected
    for point in points[:3]:
        every = tuple(n for n, area in enumerate(areas) if contains(area, *point))
        assert index.containing(*point) == every
    assert len(index) == len(areas)


@given(st.integers(2, 5), st.lists(st.tuples(halves, halves), min_size=1, max_size=8))
def test_areas_that_share_edges_share_no_point_and_forget_none(n_sides, points) -> None:
    # A fan of triangles around (0, 0), closed by a square: every point is in exactly one.
    corners = [(-7, -7), (7, -7), (7, 7), (-7, 7)]
    fan = [polygon([(0, 0), corners[i], corners[(i + 1) % 4]]) for i in range(4)]
    for latitude, longitude in points:
        assert sum(contains(part, latitude / n_sides, longitude / n_sides) for part in fan) == 1


def test_a_hole_is_outside_and_an_unknown_point_is_nowhere() -> None:
    ring = polygon(
        [(0, 0), (9, 0), (9, 9), (0, 9), (0, 0)], [(3, 3), (6, 3), (6, 6), (3, 6), (3, 3)]
    )
    assert contains(ring, 1, 1)
    assert not contains(ring, 4, 4)
    assert BoxIndex([ring]).locate([np.nan, 1.0], [1.0, 1.0]).tolist() == [-1, 0]
    assert BoxIndex([]).locate([1.0], [1.0]).tolist() == [-1]


@given(geometries)
@settings(deadline=None)
def test_the_label_point_is_inside_its_area(geometry) -> None:
    latitude, longitude = label_point(geometry)
    box = bounds(geometry)
    assert box.contains(latitude, longitude)
    parts = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [None]
    assume(len(parts) == 1)
    probes = [n / 4 + 0.01 for n in range(-26, 26)]
    has_room = any(contains(geometry, lat, lon) for lat in probes for lon in probes)
    if has_room:
        assert contains(geometry, latitude, longitude)


def test_the_label_of_a_crescent_is_in_it_and_of_a_square_in_its_middle() -> None:
    crescent = polygon([(0, 0), (10, 0), (10, 1), (1, 1), (1, 9), (10, 9), (10, 10), (0, 10)])
    assert contains(crescent, *label_point(crescent))
    assert label_point(polygon([(0, 0), (1, 0), (1, 1), (0, 1)])) == pytest.approx((0.5, 0.5))


def test_bounds_of_parts_on_both_sides_of_the_180th_meridian() -> None:
    west = polygon([(179, -17), (180, -17), (180, -16), (179, -16), (179, -17)])
    east = polygon([(-180, -17), (-179, -17), (-179, -16), (-180, -16), (-180, -17)])
    box = bounds(multi(west, east))
    assert (box.west, box.east, box.south, box.north) == (179, -179, -17, -16)
    assert contains(multi(west, east), -16.5, -179.5)


@pytest.mark.parametrize(
    "wrong",
    [
        {"type": "Point", "coordinates": [1, 2]},
        {},
        None,
        {"type": "Polygon", "coordinates": [[1, 2]]},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, 4]]]},
        {"type": "Polygon", "coordinates": [[[1, 2], [3, float("nan")], [4, 5]]]},
        {"type": "Polygon", "coordinates": [[["a", 2], [3, 1], [4, 5]]]},
        {"type": "Polygon", "coordinates": 5},
    ],
)
def test_what_is_not_an_area_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        contains(wrong, 0, 0)


def test_an_empty_area_has_no_bounds_and_contains_nothing() -> None:
    empty = {"type": "MultiPolygon", "coordinates": []}
    assert not contains(empty, 0, 0)
    for ask in (bounds, label_point):
        with pytest.raises(ValueError, match="empty"):
            ask(empty)
