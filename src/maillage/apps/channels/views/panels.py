"""What papers add to the pages below: a way to a paper, never the paper itself."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from maillage.apps.channels.queries.postings import counter_places
from maillage.apps.directory.queries import is_public
from maillage.apps.directory.queries.nearby import places_by_key
from maillage.apps.territories.queries import zones_by_id
from maillage.web.slots import Id, Panel


@dataclass(frozen=True, slots=True)
class PaperLink:
    """All that channels/_print.html, _place.html, _listen.html and _voices.html may use."""

    url: str


@dataclass(frozen=True, slots=True)
class ZonePanel:
    """All that channels/_zone.html may use."""

    guide_url: str
    papers_url: str
    # The house where everything is done at a counter; "" when the quarter named none.
    counter_nom: str
    counter_url: str


def list_acts(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return, for lists of public ids joined by commas, the way to print some of them."""
    found: dict[Id, Sequence[Panel]] = {}
    for id_ in ids:
        numbers = [one for one in str(id_).split(",") if one]
        if numbers:
            query = urlencode([("lieu", one) for one in numbers])
            page = PaperLink(f"{reverse('channels:choose')}?{query}")
            found[id_] = [Panel("channels/_print.html", page, order=30)]
    return found


def place_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the ways to listen to each place, and to its paper. One query."""
    found: dict[Id, Sequence[Panel]] = {}
    places = places_by_key([int(one) for one in ids])
    for id_ in ids:
        place = places.get(int(id_))
        if place is not None and is_public(place):
            query = urlencode({"lieu": place.public_id})
            page = PaperLink(f"{reverse('channels:slip')}?{query}")
            listen = PaperLink(reverse("channels:listen_place", args=[place.public_id]))
            found[id_] = [
                Panel("channels/_listen.html", listen, order=5),
                Panel("channels/_place.html", page, order=80),
            ]
    return found


def zone_panels(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the papers of each quarter, and its house. Two queries."""
    zones = zones_by_id([int(one) for one in ids])
    houses = counter_places(zones)
    found: dict[Id, Sequence[Panel]] = {}
    for id_ in ids:
        zone = zones.get(int(id_))
        if zone is None:
            continue
        house = houses.get(zone.pk)
        page = ZonePanel(
            guide_url=reverse("channels:zone_pdf", args=[zone.slug, "guide"]),
            papers_url=reverse("channels:zone_papers", args=[zone.slug]),
            counter_nom=house.place.nom if house else "",
            counter_url=reverse("directory:place", args=[house.place.public_id]) if house else "",
        )
        listen = PaperLink(reverse("channels:listen_zone", args=[zone.slug]))
        found[id_] = [
            Panel("channels/_listen.html", listen, order=5),
            Panel("channels/_zone.html", page, order=60),
        ]
    return found


def place_desk(ids: Sequence[Id]) -> Mapping[Id, Sequence[Panel]]:
    """Return the way to the voices of each place, by number (public id). No query."""
    return {
        id_: [
            Panel(
                "channels/_voices.html",
                PaperLink(reverse("channels:voices", args=[str(id_)])),
                order=70,
            )
        ]
        for id_ in ids
    }
