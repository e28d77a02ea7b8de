"""Pages of residents, read by tests as a person reads them."""

from bs4 import BeautifulSoup
from django.urls import reverse

from maillage.apps.directory.queries import forget_index, where
from maillage.apps.directory.queries.plan import forget_plan
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import ZoneStatement, get_zone

RESULTS = "/lieux/"


def forget_base():
    """Drop all that this process remembers of a base: that of another test had the same number."""
    forget_index()
    forget_plan()
    where._KEPT = where._KEPT_PROGRAMMES = where._KEPT_TERMS = None


def url_of(place):
    return reverse("directory:place", args=[place.public_id])


def read(response):
    """Return a page of ours, parsed."""
    page = BeautifulSoup(response.content, "html.parser")
    assert page.find("main"), "not one of our pages"
    return page


def said(tag):
    """Return the words of a part of a page, with plain spaces."""
    return " ".join(tag.get_text(" ").split())


def names(response):
    """Return the names of the places of a list, in order."""
    return [said(h3) for h3 in read(response).select("ol.places h3")]


def make_quarter():
    """Return the commune of Clairmaille and its quarter La Filature."""
    commune = ("commune", "59999")
    load_zones(
        [
            ZoneStatement(
                kind="commune",
                code="59999",
                nom="Clairmaille",
                slug="clairmaille",
                values={"codes_postaux": ["59999"]},
            ),
            ZoneStatement(
                kind="quarter",
                code="filature",
                nom="La Filature",
                slug="la-filature",
                parent=commune,
                values={},
            ),
        ]
    )
    return get_zone("clairmaille"), get_zone("la-filature")
