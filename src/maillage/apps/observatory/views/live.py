"""The map that moves, on request: what its script needs, beside the drawing that needs none."""

import json
from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpResponse
from django.templatetags.static import static
from django.utils.translation import gettext as _

from maillage.apps.directory.queries.map_library import ground_address, map_library
from maillage.apps.observatory.queries.drawn import OVERLAID, priority_words
from maillage.apps.territories.queries import kinds_loaded
from maillage.core.drawing import shading


@dataclass(frozen=True, slots=True)
class Turn:
    """One state of a map that has several, in the words of its button.

    zones : the address of its outlines
    before : the zones as they are today, without the places chosen
    chosen : names of the places chosen, in order: what was drawn is what must come
    """

    words: str
    zones: str
    before: bool
    chosen: Sequence[str]


@dataclass(frozen=True, slots=True)
class LiveMap:
    """All that observatory/_live_map.html may use.

    setup : addresses and patterns for observatory/choropleth.js, as JSON
    caption : what is never drawn without it (method and version, priority neighbourhoods)
    steps : words of the buttons that go up and down the table
    turns : words of the states between which one chooses, empty when there is one
    turn : rank of the state on which the map opens
    """

    title: str
    setup: str
    caption: Sequence[str]
    steps: tuple[str, str]
    turns: Sequence[str]
    turn: int


def live_map(
    title: str,
    zones: str,
    *,
    kind: str,
    caption: Sequence[str] = (),
    overlaid: bool = True,
    steps: tuple[str, str] | None = None,
    turns: Sequence[Turn] = (),
    turn: int = 0,
) -> LiveMap | None:
    """Return the map that moves of some zones; None where its library is not installed.

    zones : the address of their outlines (`outlined.outlines_file`)
    overlaid : priority neighbourhoods above wider zones, as the drawing has them
    """
    library = map_library()
    if not library:
        return None
    over = overlaid and kind in OVERLAID and "qpv" in kinds_loaded()
    setup = library | {
        "zones": zones,
        "drawing": static("observatory/zone_style.js"),
        "ground": ground_address(),
        "sheets": [static("directory/map.css"), static("observatory/live_map.css")],
        "shading": shading(),
        "kind": kind,
        "over": over,
    }
    if turns:
        setup["turns"] = [
            {"zones": one.zones, "before": one.before, "chosen": list(one.chosen)} for one in turns
        ]
        setup["turn"] = turn
    return LiveMap(
        title,
        json.dumps(setup, separators=(",", ":")),
        # In one piece here, where lines are those of the page: no line begins by its colon.
        [line.replace(" :", "\u00a0:") for line in (*caption, *(priority_words() if over else ()))],
        steps or (_("Valeur plus haute"), _("Valeur plus basse")),
        [one.words for one in turns],
        turn,
    )


def outlines_answer(body: str, name: str) -> HttpResponse:
    """Return outlines as a file to download; a script reads them as well."""
    response = HttpResponse(body, content_type="application/geo+json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
    return response
