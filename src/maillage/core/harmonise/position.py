"""Corrections of positions, in degrees WGS84."""

import re
from collections.abc import Mapping
from typing import NamedTuple

from maillage.core.harmonise.registry import correction, row_correction


class _Box(NamedTuple):
    south: float
    north: float
    west: float
    east: float


# Land of France with a margin of some kilometres, in degrees. No two boxes are each other's
# mirror image, so a point and its swapped twin are never both inside.
FRANCE = (
    _Box(41.2, 51.3, -5.5, 9.8),  # mainland and Corsica
    _Box(15.7, 16.7, -62.0, -60.9),  # Guadeloupe
    _Box(17.8, 18.2, -63.3, -62.7),  # Saint-Martin, Saint-Barthélemy
    _Box(14.3, 15.0, -61.4, -60.7),  # Martinique
    _Box(2.0, 6.0, -54.8, -51.4),  # Guyane
    _Box(-21.5, -20.7, 55.1, 56.0),  # La Réunion
    _Box(-13.2, -12.5, 44.8, 45.4),  # Mayotte
    _Box(46.6, 47.3, -56.6, -55.9),  # Saint-Pierre-et-Miquelon
    _Box(-14.6, -13.0, -178.4, -175.9),  # Wallis-et-Futuna
    _Box(-28.0, -7.5, -155.0, -134.0),  # Polynésie française
    _Box(-23.2, -17.5, 158.0, 172.5),  # Nouvelle-Calédonie
)


def in_france(latitude: float, longitude: float) -> bool:
    """Return whether the point (degrees) is in a box around mainland or overseas France."""
    return any(b.south <= latitude <= b.north and b.west <= longitude <= b.east for b in FRANCE)


@correction(
    code="decimal_comma",
    field=("latitude", "longitude"),
    why="Un nombre décimal s’écrit avec un point dans le fichier.",
)
def decimal_comma(value: str) -> str:
    """Return a number with a point instead of the French comma.

    >>> decimal_comma("50,69"), decimal_comma("50,69,1")
    ('50.69', '50,69,1')
    """
    return value.replace(",", ".") if re.fullmatch(r"[+-]?\d+,\d+", value) else value


def _number(value: object) -> float | None:
    if isinstance(value, bool) or not isinstance(value, (int, float, str)):
        return None
    try:
        return float(value)
    except (ValueError, OverflowError):
        return None


@row_correction(
    code="coordinates_swapped",
    fields=("latitude", "longitude"),
    why="La latitude et la longitude étaient échangées.",
)
def swap_coordinates(values: Mapping[str, object]) -> Mapping[str, object]:
    """Return both coordinates exchanged when only the exchanged point lies in France.

    >>> swap_coordinates({"latitude": "3.19", "longitude": "50.69"})
    {'latitude': '50.69', 'longitude': '3.19'}
    >>> swap_coordinates({"latitude": "50.69", "longitude": "3.19"})
    {}
    """
    given_latitude, given_longitude = values.get("latitude"), values.get("longitude")
    latitude, longitude = _number(given_latitude), _number(given_longitude)
    if latitude is None or longitude is None or in_france(latitude, longitude):
        return {}
    if not in_france(longitude, latitude):
        return {}
    return {"latitude": given_longitude, "longitude": given_latitude}
