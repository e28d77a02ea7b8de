"""One point for any drawn shape: the point itself, or the middle of what was drawn."""

import math
from collections.abc import Mapping, Sequence

LATITUDE, LONGITUDE, SHAPE = "latitude", "longitude", "forme"
_WORDS = {
    "Point": "point",
    "MultiPoint": "plusieurs points (milieu)",
    "LineString": "ligne (milieu)",
    "MultiLineString": "lignes (milieu)",
    "Polygon": "contour (milieu)",
    "MultiPolygon": "contours (milieu)",
    "GeometryCollection": "plusieurs formes (milieu)",
}
_DEEPEST = 12


def shape_words(kind: str) -> str:
    """Return what a shape is in French, and that its point is the middle of it.

    >>> shape_words("Polygon")
    'contour (milieu)'
    """
    return _WORDS.get(kind, "forme inconnue")


def columns_of(geometry: object) -> dict[str, object]:
    """Return the columns latitude, longitude and forme of a GeoJSON geometry, {} without one.

    >>> columns_of({"type": "Point", "coordinates": [3.1, 50.6]})
    {'latitude': 50.6, 'longitude': 3.1, 'forme': 'point'}
    """
    if not isinstance(geometry, Mapping):
        return {}
    parts = geometry.get("coordinates", geometry.get("geometries"))
    point = middle(positions(parts))
    if point is None:
        return {}
    return {LATITUDE: point[0], LONGITUDE: point[1], SHAPE: shape_words(str(geometry.get("type")))}


def positions(coordinates: object, depth: int = 0) -> list[tuple[float, float]]:
    """Return every (longitude, latitude) of nested GeoJSON coordinates or geometries."""
    if isinstance(coordinates, Mapping):
        return positions(coordinates.get("coordinates"), depth + 1)
    if not isinstance(coordinates, (list, tuple)) or depth > _DEEPEST:
        return []
    if len(coordinates) >= 2 and all(_finite(number) for number in coordinates[:2]):
        return [(float(coordinates[0]), float(coordinates[1]))]
    return [found for part in coordinates for found in positions(part, depth + 1)]


def middle(points: Sequence[tuple[float, float]]) -> tuple[float, float] | None:
    """Return (latitude, longitude) in the middle of (longitude, latitude) points, to 7 decimals.

    The mean of the points, a closing one aside: enough to place a drawn block on its street.
    """
    if len(points) > 1 and points[0] == points[-1]:
        points = points[:-1]
    if not points:
        return None
    longitude = sum(x for x, _ in points) / len(points)
    latitude = sum(y for _, y in points) / len(points)
    if not (math.isfinite(latitude) and math.isfinite(longitude)):
        return None
    return round(latitude, 7), round(longitude, 7)


def _finite(number: object) -> bool:
    return (
        isinstance(number, (int, float))
        and not isinstance(number, bool)
        and abs(number) < 1e9
        and math.isfinite(number)
    )
