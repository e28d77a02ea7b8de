"""Reading a GeoJSON file: one row per feature, with its point beside its properties."""

import math
from collections.abc import Callable, Iterator, Mapping, Sequence

from maillage.core.harmonise import Log
from maillage.sources.base import Row
from maillage.sources.delivery import Delivery
from maillage.sources.platforms import json_file

GEOMETRY = "geometry"
_POSITION = ("latitude", "longitude")
# About eleven metres: the precision of five decimals, below which two positions are the same.
_SAME_POINT_DEG = 1e-4


def rows(*, required: Sequence[str] = ()) -> Callable[[Delivery], Iterator[Row]]:
    """Return a reader of GeoJSON deliveries (RFC 7946, FeatureCollection).

    A row has the properties of the feature as columns, its geometry as the column `geometry`,
    and its `id` when the properties have none. DeliveryError as in json_file.
    """

    def read(delivery: Delivery) -> Iterator[Row]:
        delivery.expect("geojson")
        features = json_file.items(delivery, "features.item")
        return json_file.rows_of(map(_flat, features), required)

    return read


def _flat(feature: object) -> object:
    properties = feature.get("properties") if isinstance(feature, Mapping) else None
    if not isinstance(feature, Mapping) or not isinstance(properties, Mapping):
        return feature if not isinstance(feature, Mapping) else [feature]
    values = dict(properties)
    if "id" not in values and "id" in feature:
        values["id"] = feature["id"]
    values[GEOMETRY] = feature.get("geometry")
    return values


def point_of(geometry: object) -> tuple[float, float] | None:
    """Return (latitude, longitude) in degrees of a GeoJSON Point, None for anything else."""
    if not isinstance(geometry, Mapping) or geometry.get("type") != "Point":
        return None
    coordinates = geometry.get("coordinates")
    if not isinstance(coordinates, (list, tuple)) or len(coordinates) < 2:
        return None
    longitude, latitude = coordinates[:2]
    for number in (longitude, latitude):
        if isinstance(number, bool) or not isinstance(number, (int, float)):
            return None
        if not math.isfinite(number):
            return None
    return float(latitude), float(longitude)


def take_geometry(values: Mapping[str, object], log: Log) -> dict[str, object]:
    """Return the row without its geometry, whose point fills an absent position (counted)."""
    row = {name: value for name, value in values.items() if name != GEOMETRY}
    point = point_of(values.get(GEOMETRY))
    if point is not None and all(row.get(name) in (None, "") for name in _POSITION):
        for name, degrees in zip(_POSITION, point, strict=True):
            row[name] = degrees
            log.changed("position_from_geometry", name, "", str(degrees))
    return row


def position_gap(geometry: object, row: Mapping[str, object]) -> str:
    """Return a French sentence when the point and the columns are apart, else "".

    `row` is the corrected row; its columns are what the producer publishes, so they are kept.
    """
    point = point_of(geometry)
    try:
        latitude, longitude = (float(str(row.get(name))) for name in _POSITION)
    except ValueError:
        return ""  # absent, or no number: the check of the standard says so
    if point is None or (
        abs(latitude - point[0]) <= _SAME_POINT_DEG and abs(longitude - point[1]) <= _SAME_POINT_DEG
    ):
        return ""
    return (
        f"Les colonnes disent {latitude:.5f} ; {longitude:.5f} et le point du fichier "
        f"{point[0]:.5f} ; {point[1]:.5f}."
    )
