"""The collections of OGC API – Features, part 1: what they are, and one page of each.

Standard: OGC 17-069r4, read 2026-11-21. Everything public is read through the same records as the
other formats; territories are those in force on the day of the request.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import reduce
from operator import or_
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from maillage.apps.directory.queries.published import PublishedPlace, published_places
from maillage.apps.directory.queries.published_numbers import (
    Asked,
    Box,
    Reach,
    n_published_offers,
    n_published_places,
    offer_numbers,
    place_numbers,
    place_of_offer,
)
from maillage.apps.territories.queries import zones_in_force

if TYPE_CHECKING:
    from maillage.apps.territories.models import Zone

CRS84 = "http://www.opengis.net/def/crs/OGC/1.3/CRS84"
GEOJSON = "application/geo+json"
OPENAPI = "application/vnd.oai.openapi+json;version=3.0"
CONFORMANCE = tuple(
    f"http://www.opengis.net/spec/ogcapi-features-1/1.0/conf/{name}"
    for name in ("core", "oas30", "geojson", "html")
)
# Territories that people know; those of statistics are not ours to publish.
ZONE_KINDS = ("commune", "quarter", "qpv")


@dataclass(frozen=True, slots=True)
class Collection:
    """A set of features: its name in addresses, its words, the values by which one may choose."""

    id: str
    title: Any
    description: Any
    filters: Mapping[str, Any]


PLACE_FILTERS = {
    "nom": _("Nom du lieu, exactement"),
    "commune": _("Nom de la commune, exactement"),
    "code_insee": _("Code INSEE de la commune"),
    "code_postal": _("Code postal"),
    "quartier": _("Adresse courte d’un quartier, comme dans /q/la-filature/"),
}
COLLECTIONS = {
    one.id: one
    for one in (
        Collection(
            "lieux",
            _("Lieux"),
            _("Les lieux qui aident avec le numérique, ouverts au public."),
            PLACE_FILTERS,
        ),
        Collection(
            "offres",
            _("Offres"),
            _("Ce que ces lieux proposent : une ligne par offre, là où est le lieu."),
            PLACE_FILTERS,
        ),
        Collection(
            "zones",
            _("Territoires"),
            _("Communes, quartiers et quartiers prioritaires d’aujourd’hui, avec leur contour."),
            {
                "code": _("Code du territoire"),
                "nom": _("Nom du territoire, exactement"),
                "genre": _("commune, quarter (quartier) ou qpv (quartier prioritaire)"),
            },
        ),
    )
}


@dataclass(frozen=True, slots=True)
class Page:
    """Some features of a collection, in the order of their numbers.

    `after` is the token of the next page, "" on the last one; `matched` is how many there are.
    Places and offers come with their place; zones are zones.
    """

    items: Sequence[Any]
    after: str
    matched: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """A page that is wanted of any collection: days None are open, `days` False asks nothing."""

    limit: int
    after: str = ""
    box: Box | None = None
    days: bool = False
    first: date | None = None
    last: date | None = None
    values: Mapping[str, str]

    def asked(self) -> Asked:
        """Return the same as a question about places."""
        first = (self.first or date.min) if self.days else None
        values: dict[str, Any] = dict(self.values)
        return Asked(box=self.box, dated_from=first, dated_to=self.last, **values)


def places_page(wanted: Wanted, *, today: date) -> Page:
    """Return a page of public places. A fixed number of queries."""
    asked = wanted.asked()
    numbers = place_numbers(asked, after=wanted.after, limit=wanted.limit + 1)
    shown = numbers[: wanted.limit]
    places = list(published_places(shown, today=today)) if shown else []
    after = shown[-1] if len(numbers) > wanted.limit else ""
    return Page(places, after, n_published_places(asked))


def offers_page(wanted: Wanted, *, today: date) -> Page:
    """Return a page of (place, offer). A fixed number of queries."""
    asked = wanted.asked()
    place, _dot, offer = wanted.after.partition(".")
    pairs = offer_numbers(asked, after=(place, offer), limit=wanted.limit + 1)
    shown = pairs[: wanted.limit]
    after = ".".join(shown[-1]) if len(pairs) > wanted.limit else ""
    return Page(offers_of(shown, today=today), after, n_published_offers(asked))


def offers_of(pairs: Sequence[tuple[str, str]], *, today: date) -> list[tuple[PublishedPlace, Any]]:
    """Return (place, offer) of (place number, offer number), in the same order."""
    if not pairs:
        return []
    places = {p.public_id: p for p in published_places({p for p, _o in pairs}, today=today)}
    offers = {
        offer.public_id: (place, offer) for place in places.values() for offer in place.offers
    }
    # What closed between two reads is no longer there.
    return [offers[number] for _place, number in pairs if number in offers]


def zones_page(wanted: Wanted, *, today: date) -> Page:
    """Return a page of territories. Two queries."""
    rows = _zones(wanted, today=today)
    page = rows.filter(slug__gt=wanted.after).order_by("slug").select_related("parent")
    found = list(page.defer("parent__geometry")[: wanted.limit + 1])
    shown = found[: wanted.limit]
    return Page(shown, shown[-1].slug if len(found) > wanted.limit else "", rows.count())


def find_place(public_id: str, *, today: date) -> PublishedPlace | None:
    """Return one public place, None when it is not published."""
    return next(published_places([public_id], today=today), None)


def find_offer(public_id: str, *, today: date) -> tuple[PublishedPlace, Any] | None:
    """Return (place, offer), None when it is not published."""
    place = place_of_offer(public_id)
    return next(iter(offers_of([(place, public_id)], today=today)), None) if place else None


def find_zone(slug: str, *, today: date) -> "Zone | None":
    """Return one territory of today, None when there is none."""
    rows = _zones(Wanted(limit=1, values={}), today=today).filter(slug=slug)
    return rows.select_related("parent").defer("parent__geometry").first()


def _zones(wanted: Wanted, *, today: date) -> "QuerySet[Zone]":
    kinds = [zones_in_force(kind, today=today).order_by() for kind in ZONE_KINDS]
    rows = reduce(or_, kinds)
    names = {"genre": "kind", "code": "code", "nom": "nom"}
    rows = rows.filter(**{names[name]: value for name, value in wanted.values.items()})
    if wanted.box is not None:
        rows = rows.filter(_meets(wanted.box))
    if wanted.days and wanted.last is not None:
        rows = rows.filter(Q(valid_from=None) | Q(valid_from__lte=wanted.last))
    if wanted.days and wanted.first is not None:
        rows = rows.filter(Q(valid_to=None) | Q(valid_to__gte=wanted.first))
    return rows


def _meets(asked: Box) -> Q:
    """Return the condition on the box of a territory; both may cross the 180th meridian."""
    south, west, north, east = asked
    crosses = Q(west__gt=F("east"))
    after, before = Q(east__gte=west), Q(west__lte=east)
    if west <= east:
        along = (~crosses & after & before) | (crosses & (after | before))
    else:
        along = crosses | after | before
    return Q(south__lte=north, north__gte=south) & along


# ---------------------------------------------------------------- documents


def link(href: str, rel: str, type_: str, title: Any) -> dict[str, str]:
    """Return a link of a document."""
    return {"href": href, "rel": rel, "type": type_, "title": str(title)}


def landing_document(base: str, *, name: str, page_url: str) -> dict[str, Any]:
    """Return the first document of the service. `base` is its address, without a last slash."""
    return {
        "title": str(_("%s : lieux d’aide avec le numérique")) % name,
        "description": str(
            _("Lecture libre, sans clé. Ce qui n’est pas connu est absent, jamais « non ».")
        ),
        "links": [
            link(f"{base}/", "self", "application/json", _("Cette page")),
            link(f"{base}/collections", "data", "application/json", _("Les données")),
            link(f"{base}/api", "service-desc", OPENAPI, _("La description de ce service")),
            link(page_url, "service-doc", "text/html", _("Les données ouvertes, en mots")),
            link(f"{base}/conformance", "conformance", "application/json", _("Ce qui est suivi")),
        ],
    }


def collections_document(base: str, *, reach: Reach, licence: tuple[str, str]) -> dict[str, Any]:
    """Return the list of the collections."""
    return {
        "links": [link(f"{base}/collections", "self", "application/json", _("Cette liste"))],
        "collections": [
            collection_document(one, base, reach=reach, licence=licence)
            for one in COLLECTIONS.values()
        ],
    }


def collection_document(
    one: Collection, base: str, *, reach: Reach, licence: tuple[str, str]
) -> dict[str, Any]:
    """Return what a collection is; `licence` is (title, address)."""
    here = f"{base}/collections/{one.id}"
    document: dict[str, Any] = {
        "id": one.id,
        "title": str(one.title),
        "description": str(one.description),
        "itemType": "feature",
        "crs": [CRS84],
        "links": [
            link(here, "self", "application/json", _("Cette collection")),
            link(f"{here}/items", "items", GEOJSON, one.title),
            link(f"{here}/schema", "describedby", "application/schema+json", _("Ses colonnes")),
            link(licence[1], "license", "text/html", licence[0]),
        ],
    }
    if extent := _extent(one, reach):
        document["extent"] = extent
    return document


def _extent(one: Collection, reach: Reach) -> dict[str, Any]:
    if one.id == "zones" or reach.box is None:
        return {}
    south, west, north, east = reach.box
    extent: dict[str, Any] = {"spatial": {"bbox": [[west, south, east, north]], "crs": CRS84}}
    if reach.first_date and reach.last_date:
        days = [f"{reach.first_date}T00:00:00Z", f"{reach.last_date}T23:59:59Z"]
        extent["temporal"] = {"interval": [days]}
    return extent
