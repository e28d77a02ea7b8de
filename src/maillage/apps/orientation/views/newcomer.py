"""The first page of whoever just arrived: five places of the quarter, and a person to call."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import ZoneChoice, zones_to_search
from maillage.apps.orientation.queries.newcomer import First, first_places
from maillage.web.pages import render_page


@dataclass(frozen=True, slots=True, kw_only=True)
class NewcomerPage:
    """All that orientation/suggestions/newcomer.html may use."""

    zones: Sequence[ZoneChoice]
    zone: str
    unknown: bool
    zone_words: str
    places: Sequence[First]


@login_not_required
@require_safe
def newcomer(request: HttpRequest) -> HttpResponse:
    """Show five places; an address may name a quarter, nothing more."""
    now = timezone.now()
    zones = zones_to_search(today=timezone.localdate(now))
    typed = request.GET.get("ou", "").replace("\x00", "")[:80].strip()
    chosen = zones.named(typed) if typed else ()
    page = NewcomerPage(
        zones=zones.short_list(),
        zone=chosen[0].slug if chosen else typed,
        unknown=bool(typed) and not chosen,
        zone_words=str(chosen[0].words) if chosen else "",
        places=first_places(typed if chosen else "", zones, now=now),
    )
    return render_page(request, page, "orientation/suggestions/newcomer.html")
