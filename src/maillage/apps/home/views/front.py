"""The first page: what do you want to do, and where?"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import NEEDS, Need, ZoneChoice, zones_to_search
from maillage.web.pages import render_page
from maillage.web.pictures import Tile, in_pictures, shown_in_pictures, with_pictures
from maillage.web.slots import Panel, Slot, fill

SHOWN_AT_ONCE = 12


@dataclass(frozen=True, slots=True)
class FrontPage:
    """All that home/front.html may use."""

    needs: Sequence[Need]
    more_needs: Sequence[Need]
    zones: Sequence[ZoneChoice]
    several_towns: bool
    quarters: Sequence[tuple[str, str, int]]
    results_url: str
    n_places: int
    panels: Sequence[Panel]


@dataclass(frozen=True, slots=True)
class PicturedFront:
    """All that home/front_pictures.html may use."""

    tiles: Sequence[Tile]


@shown_in_pictures
@login_not_required
@require_safe
def front(request: HttpRequest) -> HttpResponse:
    """The needs in pictures, the search in words, the quarters."""
    if in_pictures(request):
        search = reverse("directory:results")
        tiles = [
            Tile(need.icon, str(need.short), with_pictures(f"{search}?besoin={need.code}"))
            for need in NEEDS
        ]
        return render_page(request, PicturedFront(tiles), "home/front_pictures.html")
    zones = zones_to_search(today=timezone.localdate())
    quarters = [c for c in zones.choices if c.kind == "quarter"]
    communes = [c for c in zones.choices if c.kind == "commune"]
    several_towns = len({c.parent_nom for c in quarters}) > 1
    page = FrontPage(
        needs=NEEDS[:SHOWN_AT_ONCE],
        more_needs=NEEDS[SHOWN_AT_ONCE:],
        zones=zones.short_list(),
        several_towns=several_towns,
        quarters=[
            (
                c.words if several_towns else c.nom,
                reverse("directory:zone", args=[c.slug]),
                c.n_places,
            )
            for c in quarters[:24]
        ],
        results_url=reverse("directory:results"),
        n_places=sum(c.n_places for c in communes),
        panels=fill(Slot.HOME_TILES, [""])[""],
    )
    return render_page(request, page, "home/front.html")
