"""The interactive map: the same search as the list, drawn by the browser when it can."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import (
    base_version,
    place_cards,
    search_places,
    zones_to_search,
)
from maillage.apps.directory.queries.around import Around, count_around, outlines_to_count
from maillage.apps.directory.queries.layers import map_layers
from maillage.apps.directory.queries.map_library import map_library, tile_address
from maillage.apps.directory.queries.plan import outlines, priority_ended_on
from maillage.apps.directory.queries.tiles import located_places, public_keys
from maillage.apps.directory.views import professional
from maillage.apps.directory.views.cards import ListedPlace, listed_places, with_lines
from maillage.apps.directory.views.public import PER_PAGE, ResultsPage, page_of
from maillage.apps.directory.views.tiles import search_form
from maillage.web.access import may_open
from maillage.web.pages import render_page
from maillage.web.slots import Panel
from maillage.web.words import date_words

# At most so many cards are asked at once: those of one spot.
MOST_CARDS = 40


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage(ResultsPage):
    """All that directory/map.html may use: what the list has, and where the map asks."""

    # The same search as a list with its drawing.
    list_url: str
    map_url: str
    # Addresses for directory/map.js, as JSON; "" when the packages of npm are not installed.
    setup: str
    # What changes with the search, as JSON: tiles, points of the list, window.
    drawn: str
    n_drawn: int
    n_nowhere: int
    in_frame: bool
    whole_url: str
    layers: Sequence[Panel]
    # Last day of the list of priority neighbourhoods that is drawn, in words; "" while it holds.
    priority_ended: str
    for_professionals: bool
    # Outlines around which one may count, and the answer when one did (MAP-11).
    outlines: Sequence[tuple[int, str]]
    around_outline: Around | None
    kept_pairs: Sequence[tuple[str, str]]


@login_not_required
@require_safe
def map_page(request: HttpRequest) -> HttpResponse:
    """The interactive map beside its list: the parameters are those of the list."""
    now = timezone.now()
    here = timezone.localtime(now).replace(tzinfo=None)
    version = base_version()
    zones = zones_to_search(today=here.date(), version=version)
    form = search_form(request.GET, zones=zones, version=version)
    found = located = counted = None
    if form.is_valid():
        search = form.search(now=here, limit=PER_PAGE)
        found = search_places(search, now=here, version=version)
        located = located_places(search, now=here, version=version)
        if _is_key(chosen := request.GET.get("autour", "")):
            counted = count_around(
                int(chosen), search, within_m=settings.MAP_NEAR_M, now=here, version=version
            )
    results = page_of(request, form, found, now=now, here=here, zones=zones, version=version)
    lines = [*results.certain, *results.unknown]
    asked = {name: values for name, values in request.GET.lists() if any(values)}
    frame = form.cleaned_data.get("cadre") if form.is_valid() else None
    areas = outlines(today=here.date(), version=version)
    ended = priority_ended_on(today=here.date(), version=version)
    boxes = [area.box for area in areas]
    zone = form.zone.id if form.zone else None
    of_zone = [area.box for area in areas if area.zone_id == zone]
    if counted is not None:
        window: list[float] = list(counted.box)
    elif frame is not None and frame.west <= frame.east:
        window = [frame.south, frame.west, frame.north, frame.east]
    else:
        window = _window(lines, of_zone or boxes)
    n_on_page = sum(line.latitude is not None for line in lines)
    page = MapPage(
        **{field.name: getattr(results, field.name) for field in fields(results)},
        list_url=_url(reverse("directory:results"), asked),
        map_url=request.path,
        setup=_setup(),
        drawn=json.dumps(
            {
                "places": _url(tile_address("places"), asked | {"v": [str(version)]}),
                "ground": _url(tile_address("ground"), {"v": [str(version)]}),
                "points": [_point(line) for line in lines if line.latitude is not None],
                "window": window,
                "person": _person(form.cleaned_data) if form.is_valid() else None,
            },
            separators=(",", ":"),
        ),
        n_drawn=n_on_page + (located.n_located if located else 0),
        n_nowhere=len(lines) - n_on_page + (located.n_unlocated if located else 0),
        in_frame=frame is not None,
        whole_url=_url(request.path, {k: v for k, v in asked.items() if k not in _FRAMED}),
        priority_ended=date_words(ended) if ended else "",
        layers=map_layers([area.zone_id for area in areas]),
        for_professionals=_is_professional(request),
        outlines=outlines_to_count(today=here.date(), version=version),
        around_outline=counted,
        kept_pairs=[
            (name, value)
            for name, values in asked.items()
            if name not in (*_FRAMED, "autour")
            for value in values
        ],
    )
    return render_page(request, page, "directory/map.html", "directory/_map_swapped.html")


# What a search in a part of the map no longer has once that part is left.
_FRAMED = ("cadre", "suite", "n")


def _url(path: str, asked: Mapping[str, Sequence[str]]) -> str:
    query = urlencode(dict(asked), doseq=True)
    return f"{path}?{query}" if query else path


def _window(
    lines: Sequence[ListedPlace], boxes: Sequence[tuple[float, float, float, float]]
) -> list[float]:
    """Return (south, west, north, east) of what is listed, else of the outlines, [] of nothing."""
    points = [
        (line.latitude, line.longitude)
        for line in lines
        if line.latitude is not None and line.longitude is not None
    ]
    corners = [(lat, lon, lat, lon) for lat, lon in points] or list(boxes)
    if not corners:
        return []
    south, west, north, east = zip(*corners, strict=True)
    return [min(south), min(west), max(north), max(east)]


def _point(line: ListedPlace) -> dict[str, Any]:
    return {
        "number": line.number,
        "id": line.public_id,
        "name": line.nom,
        "at": [line.longitude, line.latitude],
        "check": line.to_check or bool(line.unknown),
    }


def _person(data: Mapping[str, Any]) -> list[float] | None:
    at = [data.get("longitude"), data.get("latitude")]
    return None if None in at else at  # type: ignore[return-value]


def _setup() -> str:
    """Return what the script needs to start, "" when the packages are not installed."""
    library = map_library()
    if not library:
        return ""
    setup = library | {"cards": reverse("directory:map_cards")}
    return json.dumps(setup, separators=(",", ":"))


def _is_professional(request: HttpRequest) -> bool:
    """Tell whether the person reads what professionals tell one another.

    Without the cookie of a session nobody is looked up: the page stays one for all.
    """
    if settings.SESSION_COOKIE_NAME not in request.COOKIES:
        return False
    return may_open(professional.write, request.user)


# ---------------------------------------------------------------- cards


@dataclass(frozen=True, slots=True)
class CardsPage:
    """All that directory/_map_cards.html may use."""

    cards: Sequence[ListedPlace]
    for_professionals: bool


@login_not_required
@require_safe
def cards(request: HttpRequest) -> HttpResponse:
    """The cards of places that were chosen on the map and are not on the page of the list."""
    now = timezone.now()
    wanted = [int(key) for key in request.GET.get("cles", "").split(",") if _is_key(key)]
    keys = public_keys(wanted[:MOST_CARDS])
    read = place_cards(keys, today=timezone.localdate())
    page = CardsPage(with_lines(listed_places(read, {}, now=now)), _is_professional(request))
    return render_page(request, page, "directory/_map_cards.html")


def _is_key(text: str) -> bool:
    return text.isascii() and text.isdigit() and len(text) < 19
