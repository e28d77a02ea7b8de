"""Inside an outline, and just outside of it: the one rule that every page counts with."""

import numpy as np

from maillage.apps.directory.queries.near import inside_and_near, wider
from maillage.core.geo import distances_to_area_m

SQUARE = {
    "type": "Polygon",
    "coordinates": [[[3.0, 50.0], [3.2, 50.0], [3.2, 50.4], [3.0, 50.4], [3.0, 50.0]]],
}
BOX = (50.0, 3.0, 50.4, 3.2)


def test_inside_then_near_the_nearest_first_and_nothing_twice():
    latitudes = np.array([50.2, 50.404, 50.401, 50.5, 50.0])
    longitudes = np.array([3.1, 3.1, 3.1, 3.1, 3.0])
    inside, near = inside_and_near(SQUARE, latitudes, longitudes, within_m=500)
    assert inside.tolist() == [0, 4]
    assert near.tolist() == [2, 1]


def test_nowhere_is_neither():
    inside, near = inside_and_near(SQUARE, np.array([]), np.array([]), within_m=500)
    assert (inside.tolist(), near.tolist()) == ([], [])


def test_the_wider_box_leaves_out_no_near_place_on_any_side():
    box = wider(BOX, 500)
    # Beside the north-west corner, where a degree of longitude is the shortest.
    for longitude, outside in ((3.0, -1), (3.2, 1)):
        away = np.arange(0, 0.02, 0.0001) * outside + longitude
        latitudes = np.full(len(away), 50.3999)
        near = away[distances_to_area_m(SQUARE, latitudes, away) <= 500]
        assert near.min() >= box.west
        assert near.max() <= box.east


def test_a_box_at_the_edge_of_the_world_stays_in_it():
    box = wider((-90.0, -180.0, 89.9999, 180.0), 1_000)
    assert (box.south, box.west, box.north, box.east) == (-90.0, -180.0, 90.0, 180.0)
