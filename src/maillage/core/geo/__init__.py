"""Metres, boxes and polygons. Latitude comes first in every argument; GeoJSON stays as it is."""

from maillage.core.geo.box_index import BoxIndex
from maillage.core.geo.distance import (
    EARTH_RADIUS_M,
    Box,
    box_around,
    distance_m,
    distances_m,
    round_position,
)
from maillage.core.geo.polygon import Geometry, bounds, contains, label_point

__all__ = [
    "EARTH_RADIUS_M",
    "Box",
    "BoxIndex",
    "Geometry",
    "bounds",
    "box_around",
    "contains",
    "distance_m",
    "distances_m",
    "label_point",
    "round_position",
]
