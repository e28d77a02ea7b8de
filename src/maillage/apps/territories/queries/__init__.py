"""Reads of the territories."""

from maillage.apps.territories.queries.files import ZoneStatement, statements_of_file
from maillage.apps.territories.queries.zones import (
    CommuneResolver,
    ZoneLocator,
    ZoneName,
    box_of,
    folded,
    get_zone,
    zone_names,
    zones_by_id,
    zones_in_force,
)

__all__ = [
    "CommuneResolver",
    "ZoneLocator",
    "ZoneName",
    "ZoneStatement",
    "box_of",
    "folded",
    "get_zone",
    "statements_of_file",
    "zone_names",
    "zones_by_id",
    "zones_in_force",
]
