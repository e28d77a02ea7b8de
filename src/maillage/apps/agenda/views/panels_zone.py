"""What the agenda says of a quarter, and the layer of its stops on the map."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, JsonResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.agenda.queries.stops import next_stops, position_of, sessions_in_zone
from maillage.apps.agenda.views.lines import day_words, local, session_line, where_of
from maillage.apps.agenda.views.panels_public import Soon
from maillage.apps.directory.queries.layers import MapLayer, layer_panel
from maillage.web.slots import Id, Panel

MOST_IN_ZONE = 5


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePanel:
    """All that agenda/_zone.html may use."""

    soon: Sequence[Soon]
    week_url: str


def zone_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return what takes place soon in each zone; nothing for a zone where nothing does."""
    found: dict[Id, Sequence[Panel]] = {}
    for id_ in ids:
        if soon := soon_in_zone(int(id_)):
            page = ZonePanel(soon=soon, week_url=reverse("agenda:week"))
            found[id_] = [Panel("agenda/_zone.html", page, order=20)]
    return found


def soon_in_zone(zone_id: int) -> list[Soon]:
    """Return the next sessions of a commune or quarter, soonest first."""
    now, today = timezone.now(), timezone.localdate()
    return [
        Soon(day=day_words(one.session.day, today), line=session_line(one, now=now))
        for one in sessions_in_zone(zone_id, now=now, most=MOST_IN_ZONE)
    ]


def map_layers(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the layer of the stops, for the whole territory."""
    layer = MapLayer(
        name="arrets",
        label=str(_("Arrêts et stands à venir")),
        url=reverse("agenda:stops"),
        caption=str(_("Où l’aide s’arrête, le prochain jour de chaque arrêt. L’agenda dit tout.")),
    )
    return {id_: [layer_panel(layer)] for id_ in ids if id_ == ""}


@login_not_required
@require_safe
def stops(request: HttpRequest) -> JsonResponse:
    """The next stops as GeoJSON, the soonest first: where it is today, then where it comes."""
    now, today = timezone.now(), timezone.localdate()
    features: list[dict[str, Any]] = []
    for number, one in enumerate(next_stops(now=now), start=1):
        position = position_of(one)
        if position is None:
            continue
        line = session_line(one, now=now)
        features.append(
            {
                "type": "Feature",
                "id": number,
                "geometry": {"type": "Point", "coordinates": [position[1], position[0]]},
                "properties": {
                    "nom": one.series.title,
                    "jour": day_words(local(one.session.starts_at, one.place).date(), today),
                    "heures": line.hours,
                    "lieu": where_of(one)[0],
                    "url": request.build_absolute_uri(line.url),
                    "ordre": number,
                },
            }
        )
    answer = JsonResponse({"type": "FeatureCollection", "features": features})
    answer["Content-Type"] = "application/geo+json"
    answer["Cache-Control"] = "public, max-age=300"
    return answer
