"""Every area of a point, and how far an area is: agrees with GEOS on drawn shapes."""

from math import cos, radians

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.geo import BoxIndex, distances_to_area_m
from maillage.core.geo import polygon as polygon_module
from maillage.core.geo.polygon import edges_of, points_inside

shapely = pytest.importorskip("shapely")


def square(south, west, size):
    """Return a square outline."""
    north, east = south + size, west + size
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {"type": "Polygon", "coordinates": [ring]}


corners = st.tuples(st.integers(0, 30), st.integers(0, 30), st.integers(1, 9))
points = st.lists(
    st.tuples(st.floats(0, 30, width=32), st.floats(0, 30, width=32)), min_size=1, max_size=20
)


@given(st.lists(corners, min_size=0, max_size=8), points)
def test_pairs_are_those_that_geos_finds(drawn, asked):
    shapes = [square(*corner) for corner in drawn]
    lats, lons = np.array(asked).T
    found = set(zip(*(row.tolist() for row in BoxIndex(shapes).pairs(lats, lons)), strict=True))
    for number, shape in enumerate(map(shapely.geometry.shape, shapes)):
        for point, (lat, lon) in enumerate(asked):
            there = shapely.Point(lon, lat)
            if shape.boundary.distance(there) > 1e-9:
                assert ((point, number) in found) == shape.contains(there)


@given(corners, points)
def test_distances_are_those_that_geos_finds_on_a_flat_earth(corner, asked):
    shape = square(*corner)
    lats, lons = np.array(asked).T
    found = distances_to_area_m(shape, lats, lons)
    for (lat, lon), distance in zip(asked, found.tolist(), strict=True):
        squeeze = cos(radians(lat))
        flat = shapely.transform(shapely.geometry.shape(shape), lambda p, s=squeeze: p * (s, 1.0))
        expected = flat.distance(shapely.Point(lon * squeeze, lat)) * 111_195.08
        assert distance == pytest.approx(expected, rel=1e-6, abs=1e-3)


def test_a_hole_is_outside_and_an_empty_area_is_nowhere():
    holed = square(0, 0, 4)
    holed["coordinates"] += square(1, 1, 2)["coordinates"]
    assert distances_to_area_m(holed, [2.0], [2.0])[0] == pytest.approx(111_127, rel=1e-3)
    assert distances_to_area_m(holed, [0.5], [0.5]).tolist() == [0.0]
    empty = {"type": "MultiPolygon", "coordinates": []}
    assert distances_to_area_m(empty, [2.0, np.nan], [2.0, 1.0]).tolist()[0] == np.inf
    assert np.isnan(distances_to_area_m(empty, [np.nan], [1.0])[0])


def test_points_that_are_nowhere_are_in_nothing():
    points_found, areas = BoxIndex([square(0, 0, 1)]).pairs([np.nan, 0.5], [0.5, np.inf])
    assert points_found.size == areas.size == 0
    with pytest.raises(ValueError, match="same length"):
        BoxIndex([]).pairs([1.0], [])


def all_pairs_inside(edges, lats, lons):
    """Every point against every edge: what `points_inside` was before it sorted the points."""
    if edges.south_lat.size == 0:
        return np.zeros(lats.shape, dtype=bool)
    slope = (edges.north_lon - edges.south_lon) / (edges.north_lat - edges.south_lat)
    lat = lats[:, None]
    crossed = (edges.south_lat <= lat) & (lat < edges.north_lat)
    crossed &= lons[:, None] < edges.south_lon + (lat - edges.south_lat) * slope
    return crossed.sum(axis=1) % 2 == 1


degrees = st.floats(-3, 3, allow_subnormal=False) | st.integers(-3, 3).map(float)
ring = st.lists(st.tuples(degrees, degrees), min_size=3, max_size=30)
anywhere = st.tuples(
    degrees | st.just(np.nan), degrees | st.sampled_from([np.nan, np.inf, -np.inf])
)


@settings(deadline=None)
@given(
    st.lists(ring, min_size=0, max_size=3),
    st.lists(anywhere, min_size=0, max_size=40),
    st.sampled_from([1, 7, 2_000_000]),
)
def test_sorted_points_get_exactly_the_answer_of_every_point_against_every_edge(
    drawn, asked, block
):
    shape = {"type": "MultiPolygon", "coordinates": [[one] for one in drawn]}
    edges = edges_of(shape)
    # Corners of the rings are asked too: there, a difference of one bit changes the answer.
    asked = [*asked, *((lat, lon) for one in drawn for lon, lat in one)]
    lats = np.array([lat for lat, _ in asked], dtype=float)
    lons = np.array([lon for _, lon in asked], dtype=float)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(polygon_module, "_BLOCK", block)
        found = points_inside(edges, lats, lons)
    assert found.tolist() == all_pairs_inside(edges, lats, lons).tolist()
