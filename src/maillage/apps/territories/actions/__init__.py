"""Writes of the territories: each function is one whole decision, or nothing."""

from maillage.apps.territories.actions.drawn import (
    draw_zone,
    erase_zone,
    redraw_zone,
    restore_zone,
)
from maillage.apps.territories.actions.files import (
    apply_outline_file,
    receive_outline_file,
    rename_zone,
)
from maillage.apps.territories.actions.streets import load_streets
from maillage.apps.territories.actions.units import country_number, load_units
from maillage.apps.territories.actions.zones import LoadCount, load_zones

__all__ = [
    "LoadCount",
    "apply_outline_file",
    "country_number",
    "draw_zone",
    "erase_zone",
    "load_streets",
    "load_units",
    "load_zones",
    "receive_outline_file",
    "redraw_zone",
    "rename_zone",
    "restore_zone",
]
