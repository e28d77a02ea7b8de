"""Metres, boxes and polygons. Latitude comes first in every argument; GeoJSON stays as it is."""

from maillage.core.geo.distance import (
    EARTH_RADIUS_M,
    Box,
    box_around,
    distance_m,
    distances_m,
    round_position,
)

__all__ = [
    "EARTH_RADIUS_M",
    "Box",
    "box_around",
    "distance_m",
    "distances_m",
    "round_position",
]
