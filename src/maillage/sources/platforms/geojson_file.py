"""Reading a GeoJSON file: one row per feature, with its point beside its properties."""

import math
from collections.abc import Callable, Iterator, Mapping

from maillage.core.harmonise import Log
from maillage.sources.base import Row
from maillage.sources.delivery import Delivery
from maillage.sources.platforms import json_file

GEOMETRY = "geometry"
# About eleven metres: the precision of five decimals, below which two positions are the same.
_SAME_POINT_DEG = 1e-4


def rows() -> Callable[[Delivery], Iterator[Row]]:
    """Return a reader of GeoJSON deliveries (RFC 7946, FeatureCollection).

    A row has the properties of the feature as columns, its geometry as the column `geometry`,
    and its `id` when the properties have none. DeliveryError as in json_file.
    """

    def read(delivery: Delivery) -> Iterator[Row]:
        delivery.expect("geojson")
        features = json_file.items(delivery, "features.item")
        return json_file.rows_of(_flat(feature) for feature in features)

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


def take_geometry(values: Mapping[str, object], log: Log) -> tuple[dict[str, object], str]:
    """Return the row without its geometry, and a French sentence when the two positions differ.

    Without latitude and longitude, those of the geometry are taken, as a counted correction.
    With both, the properties are kept: the standard's columns are what the producer publishes.
    """
    row = {name: value for name, value in values.items() if name != GEOMETRY}
    point = point_of(values.get(GEOMETRY))
    if point is None:
        return row, ""
    given = row.get("latitude"), row.get("longitude")
    if all(value is None or value == "" for value in given):
        row["latitude"], row["longitude"] = point
        log.changed("position_from_geometry", "latitude", "", str(point[0]))
        log.changed("position_from_geometry", "longitude", "", str(point[1]))
        return row, ""
    try:
        latitude, longitude = (float(str(value).replace(",", ".")) for value in given)
    except ValueError:
        return row, ""  # the standard's own check says what is wrong with the number
    if abs(latitude - point[0]) <= _SAME_POINT_DEG and abs(longitude - point[1]) <= _SAME_POINT_DEG:
        return row, ""
    return row, (
        f"Les colonnes disent {latitude:.5f} ; {longitude:.5f} et le point du fichier "
        f"{point[0]:.5f} ; {point[1]:.5f}."
    )
