"""OGC API – Features: the service that geographic software reads (QGIS, GDAL)."""

from collections.abc import Callable
from dataclasses import asdict
from functools import partial, wraps
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from maillage.apps.directory.queries.published_numbers import reach
from maillage.apps.opendata.errors.open_services import NotPublished
from maillage.apps.opendata.forms.ogc import (
    DEFAULT_LIMIT,
    MAX_LIMIT,
    items_request,
    plain_request,
)
from maillage.apps.opendata.queries import ogc
from maillage.apps.opendata.queries.catalog import open_licence
from maillage.apps.opendata.queries.geojson import offer_feature, place_feature, zone_feature
from maillage.apps.opendata.queries.ogc_api import openapi_document, schema_document
from maillage.apps.opendata.views import ogc_pages as pages
from maillage.apps.opendata.views.answers import json_answer, open_to_programs
from maillage.web.pages import render_page

JSON = "application/json"
SCHEMA = "application/schema+json"


def in_both_forms(view: Callable[..., HttpResponseBase]) -> Callable[..., HttpResponseBase]:
    """Answer a browser with a page, and its refusals too; any program as before, with JSON."""
    to_programs = open_to_programs(view)

    @wraps(view)
    def service(request: HttpRequest, **words: Any) -> HttpResponseBase:
        response = (view if _wants_page(request) else to_programs)(request, **words)
        patch_vary_headers(response, ["Accept"])
        return response

    return service


def _wants_page(request: HttpRequest) -> bool:
    """Tell whether a page is wanted: `f` says it, else what the reader likes best."""
    if request.method not in ("GET", "HEAD"):
        return False
    form = request.GET.get("f", "")
    if form:
        return form == "html"
    return request.get_preferred_type([JSON, ogc.GEOJSON, "text/html"]) == "text/html"


def _answer(
    request: HttpRequest, body: dict[str, Any], media: str, page: Callable[..., pages.OgcPage]
) -> HttpResponseBase:
    """Answer with a document, or with the page that says the same: each names the other."""
    if _wants_page(request):
        shown = page(body, base=base_url(request), other=_other(request, "json"), media=media)
        return render_page(request, shown, "opendata/ogc.html")
    if "links" in body:
        alternate = ogc.link(_other(request, "html"), "alternate", "text/html", _("En page web"))
        body = {**body, "links": [*body["links"], alternate]}
    return json_answer(request, body, media)


def _other(request: HttpRequest, form: str) -> str:
    """Return the address of the same thing in another form."""
    asked = {**request.GET.dict(), "f": form}
    return request.build_absolute_uri(f"{request.path}?{urlencode(asked)}")


def base_url(request: HttpRequest) -> str:
    """Return the address of the service, without a last slash."""
    return request.build_absolute_uri(reverse("opendata:ogc")).rstrip("/")


@login_not_required
@in_both_forms
def landing(request: HttpRequest) -> HttpResponseBase:
    """Say where everything is."""
    plain_request(request.GET)
    page_url = request.build_absolute_uri(reverse("opendata:open_data"))
    name = str(settings.SITE["name"])
    body = ogc.landing_document(base_url(request), name=name, page_url=page_url)
    return _answer(request, body, JSON, pages.landing_page)


@login_not_required
@in_both_forms
def conformance(request: HttpRequest) -> HttpResponseBase:
    """Say which parts of the standard are followed."""
    plain_request(request.GET)
    return _answer(request, {"conformsTo": list(ogc.CONFORMANCE)}, JSON, pages.conformance_page)


@login_not_required
@in_both_forms
def api(request: HttpRequest) -> HttpResponseBase:
    """Describe the service (OpenAPI 3.0)."""
    plain_request(request.GET)
    name = str(settings.SITE["name"])
    body = openapi_document(base_url(request), name=name, default=DEFAULT_LIMIT, largest=MAX_LIMIT)
    return _answer(request, body, ogc.OPENAPI, pages.api_page)


@login_not_required
@in_both_forms
def collections(request: HttpRequest) -> HttpResponseBase:
    """Return the list of collections."""
    plain_request(request.GET)
    body = ogc.collections_document(base_url(request), reach=reach(), licence=open_licence())
    return _answer(request, body, JSON, pages.collections_page)


@login_not_required
@in_both_forms
def collection(request: HttpRequest, collection_id: str) -> HttpResponseBase:
    """Say what one collection is."""
    plain_request(request.GET)
    one = _collection(collection_id)
    body = ogc.collection_document(one, base_url(request), reach=reach(), licence=open_licence())
    return _answer(request, body, JSON, pages.collection_page)


@login_not_required
@in_both_forms
def schema(request: HttpRequest, collection_id: str) -> HttpResponseBase:
    """Return the columns of one collection (JSON Schema)."""
    plain_request(request.GET)
    body = schema_document(_collection(collection_id), base_url(request))
    return _answer(request, body, SCHEMA, partial(pages.schema_page, collection_id))


@login_not_required
@in_both_forms
@gzip_page
def items(request: HttpRequest, collection_id: str) -> HttpResponseBase:
    """Return one page of features, and the address of the next one."""
    one = _collection(collection_id)
    asked = items_request(request.GET, one.filters)
    said = asdict(asked)
    written = said.pop("written")
    page = _PAGES[one.id](ogc.Wanted(**said), today=timezone.localdate())
    here = f"{base_url(request)}/collections/{one.id}"
    query = f"?{request.GET.urlencode()}" if request.GET else ""
    links = [
        ogc.link(f"{here}/items{query}", "self", ogc.GEOJSON, _("Cette page")),
        ogc.link(here, "collection", "application/json", one.title),
    ]
    if page.after:
        form = {"f": request.GET["f"]} if request.GET.get("f") else {}
        more = urlencode({**written, "apres": page.after, **form})
        links.append(ogc.link(f"{here}/items?{more}", "next", ogc.GEOJSON, _("La page suivante")))
    body = {
        "type": "FeatureCollection",
        "links": links,
        "numberMatched": page.matched,
        "numberReturned": len(page.items),
        "features": [_feature(request, one.id, item) for item in page.items],
    }
    return _answer(request, body, ogc.GEOJSON, partial(pages.items_page, one))


@login_not_required
@in_both_forms
def item(request: HttpRequest, collection_id: str, number: str) -> HttpResponseBase:
    """Return one feature."""
    plain_request(request.GET)
    one = _collection(collection_id)
    finders: dict[str, Callable[..., Any]] = {
        "lieux": ogc.find_place,
        "offres": ogc.find_offer,
        "zones": ogc.find_zone,
    }
    found = finders[one.id](number, today=timezone.localdate())
    if found is None:
        raise NotPublished(number=number)
    here = f"{base_url(request)}/collections/{one.id}"
    links = [
        ogc.link(f"{here}/items/{number}", "self", ogc.GEOJSON, _("Cette page")),
        ogc.link(here, "collection", "application/json", one.title),
    ]
    body = {**_feature(request, one.id, found), "links": links}
    return _answer(request, body, ogc.GEOJSON, partial(pages.item_page, one))


_PAGES: dict[str, Callable[..., ogc.Page]] = {
    "lieux": ogc.places_page,
    "offres": ogc.offers_page,
    "zones": ogc.zones_page,
}


def _collection(collection_id: str) -> ogc.Collection:
    if collection_id not in ogc.COLLECTIONS:
        raise NotPublished(number=collection_id)
    return ogc.COLLECTIONS[collection_id]


def _feature(request: HttpRequest, collection_id: str, found: Any) -> dict[str, Any]:
    if collection_id == "zones":
        url = reverse("directory:zone", args=[found.slug])
        return zone_feature(found, request.build_absolute_uri(url))
    place, offer = (found, None) if collection_id == "lieux" else found
    url = request.build_absolute_uri(reverse("directory:place", args=[place.public_id]))
    return place_feature(place, url) if offer is None else offer_feature(place, offer, url)


ogc_urls: list[URLPattern] = [
    path("ogc/", landing, name="ogc"),
    path("ogc/conformance", conformance, name="ogc_conformance"),
    path("ogc/api", api, name="ogc_api"),
    path("ogc/collections", collections, name="ogc_collections"),
    path("ogc/collections/<slug:collection_id>", collection, name="ogc_collection"),
    path("ogc/collections/<slug:collection_id>/schema", schema, name="ogc_schema"),
    path("ogc/collections/<slug:collection_id>/items", items, name="ogc_items"),
    path("ogc/collections/<slug:collection_id>/items/<str:number>", item, name="ogc_item"),
]
