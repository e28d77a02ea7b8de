"""Where people who keep the base true find a place, whatever its state."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import is_public, standing
from maillage.apps.directory.queries.access import may_read_professional
from maillage.apps.directory.queries.staff import find_places, latest_places
from maillage.apps.directory.views.staff import signed_in
from maillage.apps.directory.views.staff_words import state_words
from maillage.web.access import permitted
from maillage.web.pages import render_page

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class FoundPlace:
    """A line of the list of places."""

    url: str
    nom: str
    where: str
    state: str
    public: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PlacesPage:
    """All that directory/staff/places.html may use."""

    q: str
    found: Sequence[FoundPlace]
    more: bool
    # Those who publish add a place themselves.
    keeps: bool


@permitted(may_read_professional)
@require_safe
def places(request: HttpRequest) -> HttpResponse:
    """Find any place by its name: open, planned, closed, or no longer named by its source."""
    q = request.GET.get("q", "").strip()[:120]
    rows = find_places(q, limit=MOST_FOUND + 1) if q else latest_places()
    found = [
        FoundPlace(
            url=reverse("directory:staff_place", args=[place.public_id]),
            nom=place.nom,
            where=", ".join(part for part in (place.adresse, place.commune) if part),
            state=state_words(place),
            public=is_public(place),
        )
        for place in rows[:MOST_FOUND]
    ]
    keeps = standing(signed_in(request)).keeps_base
    page = PlacesPage(q=q, found=found, more=len(rows) > MOST_FOUND, keeps=keeps)
    return render_page(request, page, "directory/staff/places.html")
