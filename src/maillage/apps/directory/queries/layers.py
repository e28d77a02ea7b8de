"""Layers that other applications lay on the interactive map."""

from collections.abc import Iterable
from dataclasses import dataclass

from maillage.web.slots import Panel, Slot, fill


@dataclass(frozen=True, slots=True, kw_only=True)
class MapLayer:
    """One layer that a person may switch on; registered as a panel of the slot MAP_LAYERS.

    Parameters
    ----------
    name : letters, digits and "-"; one layer per name, whatever the zones
    url : a GeoJSON of this site (path only). Polygons whose property "classe" is 1 to 4 are
        tinted from pale to dark; other polygons and lines are outlined; points are discs
    caption : said and printed whenever the layer is shown: what it is, and what it is not
    """

    name: str
    label: str
    url: str
    caption: str = ""


TEMPLATE = "directory/_map_layer.html"


def layer_panel(layer: MapLayer, *, order: int = 50) -> Panel:
    """Return the panel of a layer, for a provider of MAP_LAYERS.

    Raises
    ------
    ValueError : the address is not a path of this site.
    """
    if not layer.url.startswith("/") or layer.url.startswith("//"):
        raise ValueError(f"the layer {layer.name!r} is not served by this site")
    return Panel(TEMPLATE, layer, order)


def map_layers(zone_ids: Iterable[int]) -> tuple[Panel, ...]:
    """Return the layers that exist for these zones, or for the whole territory, each once."""
    ids: list[int | str] = ["", *zone_ids]
    found: dict[str, Panel] = {}
    for panels in fill(Slot.MAP_LAYERS, ids).values():
        for panel in panels:
            if isinstance(panel.page, MapLayer):
                found.setdefault(panel.page.name, panel)
    return tuple(sorted(found.values(), key=lambda panel: panel.order))
