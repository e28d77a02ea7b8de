"""The map that moves, on request: what its script needs, beside the drawing that needs none."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.templatetags.static import static

from maillage.apps.directory.queries.map_library import ground_address, map_library
from maillage.apps.observatory.queries.drawn import OVERLAID, priority_words
from maillage.apps.territories.queries import kinds_loaded
from maillage.core.drawing import shading


@dataclass(frozen=True, slots=True)
class LiveMap:
    """All that observatory/_live_map.html may use.

    setup : addresses and patterns for observatory/choropleth.js, as JSON
    caption : what is never drawn without it (method and version, priority neighbourhoods)
    """

    title: str
    setup: str
    caption: Sequence[str]


def live_map(title: str, zones: str, *, kind: str, caption: Sequence[str] = ()) -> LiveMap | None:
    """Return the map that moves of some zones; None where its library is not installed.

    zones : the address of their outlines (`outlined.outlines_file`)
    """
    library = map_library()
    if not library:
        return None
    over = kind in OVERLAID and "qpv" in kinds_loaded()
    setup = library | {
        "zones": zones,
        "ground": ground_address(),
        "sheets": [static("directory/map.css"), static("observatory/live_map.css")],
        "shading": shading(),
        "kind": kind,
        "over": over,
    }
    return LiveMap(
        title,
        json.dumps(setup, separators=(",", ":")),
        # In one piece here, where lines are those of the page: no line begins by its colon.
        [line.replace(" :", "\u00a0:") for line in (*caption, *(priority_words() if over else ()))],
    )


def outlines_answer(body: str, name: str) -> HttpResponse:
    """Return outlines as a file to download; a script reads them as well."""
    response = HttpResponse(body, content_type="application/geo+json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
    return response
