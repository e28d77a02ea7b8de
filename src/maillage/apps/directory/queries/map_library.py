"""Where the browser finds what draws a map that moves: files and tiles of this site alone."""

from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

from maillage.apps.directory.queries.search import base_version
from maillage.apps.directory.queries.tiles import DEEPEST_GROUND, DEEPEST_PLACES

_LIBRARY = {
    "module": "maplibre/maplibre-gl.mjs",
    "worker": "maplibre/maplibre-gl-worker.mjs",
    "style": "maplibre/maplibre-gl.css",
    "look": "directory/map_style.js",
}
_PMTILES = "pmtiles/pmtiles.js"


def map_library() -> dict[str, Any]:
    """Return the addresses a script needs to start a map, {} when packages are not installed.

    The library, how deep our tiles go, and the base map when the territory has one.
    """
    library: dict[str, Any] = {name: _address(path) for name, path in _LIBRARY.items()}
    if not all(library.values()):
        return {}
    library["deepest"] = {"places": DEEPEST_PLACES, "ground": DEEPEST_GROUND}
    if settings.MAP_PMTILES and (reader := _address(_PMTILES)):
        library |= {"pmtiles": reader, "file": reverse("directory:map_base")}
    elif settings.MAP_IGN:
        library["ign"] = tile_address("ign")
    return library


def tile_address(name: str) -> str:
    """Return the address of a kind of tile with {z}, {x} and {y} in the place of its numbers."""
    address = reverse(f"directory:map_{name}", args=[0, 0, 0])
    return address.replace("0/0/0", "{z}/{x}/{y}")


def ground_address() -> str:
    """Return the address of the tiles of outlines, streets and water. One query."""
    return f"{tile_address('ground')}?v={base_version()}"


def _address(path: str) -> str:
    """Return the address of a file of a package, "" when it is not installed."""
    try:
        address = static(path)
    except ValueError:  # not in the manifest: it was absent when files were collected
        return ""
    if (settings.DEBUG or settings.TESTING) and finders.find(path) is None:
        return ""
    return address
