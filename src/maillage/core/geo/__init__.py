"""Metres, boxes and polygons. Latitude comes first in every argument; GeoJSON stays as it is."""

from maillage.core.geo.area_distances import distances_to_area_m
from maillage.core.geo.box_index import BoxIndex
from maillage.core.geo.clusters import Clusters, gather, margin_of
from maillage.core.geo.distance import (
    EARTH_RADIUS_M,
    Box,
    box_around,
    distance_m,
    distances_m,
    round_position,
)
from maillage.core.geo.mercator import position_of, tile_box, tile_exists, world_of
from maillage.core.geo.outline import area_of_m2, first_crossing
from maillage.core.geo.polygon import (
    Geometry,
    bounds,
    contains,
    label_point,
    rings_of_polygons,
)
from maillage.core.geo.projection import (
    PROJECTIONS,
    UnknownProjection,
    degrees_of_metres,
    metres_of_degrees,
)
from maillage.core.geo.shares import shares_inside
from maillage.core.geo.vector_tile import (
    EXTENT,
    Feature,
    encode_tile,
    line_parts,
    polygon_parts,
    tile_xy,
)

__all__ = [
    "EARTH_RADIUS_M",
    "EXTENT",
    "PROJECTIONS",
    "Box",
    "BoxIndex",
    "Clusters",
    "Feature",
    "Geometry",
    "UnknownProjection",
    "area_of_m2",
    "bounds",
    "box_around",
    "contains",
    "degrees_of_metres",
    "distance_m",
    "distances_m",
    "distances_to_area_m",
    "encode_tile",
    "first_crossing",
    "gather",
    "label_point",
    "line_parts",
    "margin_of",
    "metres_of_degrees",
    "polygon_parts",
    "position_of",
    "rings_of_polygons",
    "round_position",
    "shares_inside",
    "tile_box",
    "tile_exists",
    "tile_xy",
    "world_of",
]
