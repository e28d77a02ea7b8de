"""Open Referral HSDS 3.0: the reading service of directories of services, and one file."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from maillage.apps.directory.queries import base_version, latest_change
from maillage.apps.directory.queries.published_numbers import public_organisations
from maillage.apps.opendata.errors.open_services import NotPublished
from maillage.apps.opendata.forms import hsds as forms
from maillage.apps.opendata.queries import hsds_pages
from maillage.apps.opendata.queries.catalog import open_licence
from maillage.apps.opendata.queries.hsds import (
    VERSION,
    link_record,
    location_record,
    organisation_record,
    service_record,
)
from maillage.apps.opendata.queries.hsds_ids import LINK, OFFER, ORGANISATION, number_of
from maillage.apps.opendata.queries.hsds_terms import Terms
from maillage.apps.opendata.queries.ogc import find_offer
from maillage.apps.opendata.views.answers import (
    etag_of,
    file_answer,
    json_answer,
    open_to_programs,
)


def place_urls(request: HttpRequest) -> Callable[[str], str]:
    """Return what gives the whole address of a place."""
    pattern = request.build_absolute_uri(reverse("directory:place", args=["-"]))
    return lambda public_id: f"{pattern[:-2]}{public_id}/"


@login_not_required
@open_to_programs
def landing(request: HttpRequest) -> HttpResponseBase:
    """Say which version this is, and who publishes."""
    site = settings.SITE
    body = {
        "version": VERSION,
        "profile": "https://docs.openreferral.org/en/v3.0.0/",
        "description": _("Lieux et services d’aide avec le numérique. Lecture libre, sans clé."),
        "publisher": {
            "name": str(site["name"]),
            "website": request.build_absolute_uri(reverse("opendata:open_data")),
        },
        "license": {"name": open_licence()[0], "url": open_licence()[1]},
        "endpoints": [
            request.build_absolute_uri(reverse(f"opendata:hsds_{name}"))
            for name in ("services", "links", "organizations", "taxonomies", "terms", "package")
        ],
    }
    return json_answer(request, body)


@login_not_required
@open_to_programs
@gzip_page
def services(request: HttpRequest) -> HttpResponseBase:
    """Return a page of services."""
    asked = forms.hsds_request(request.GET, forms.SERVICES)
    today = timezone.localdate()
    return json_answer(request, hsds_pages.services_page(asked, place_urls(request), today=today))


@login_not_required
@open_to_programs
def service(request: HttpRequest, number: str) -> HttpResponseBase:
    """Return one service with all that hangs from it."""
    place, offer = _offer(OFFER, number)
    url = place_urls(request)(place.public_id)
    return json_answer(
        request, service_record(place, offer, Terms(), url, today=timezone.localdate())
    )


@login_not_required
@open_to_programs
@gzip_page
def links(request: HttpRequest) -> HttpResponseBase:
    """Return a page of services at their locations."""
    asked = forms.hsds_request(request.GET, forms.LINKS)
    today = timezone.localdate()
    body = hsds_pages.services_page(asked, place_urls(request), today=today, links=True)
    return json_answer(request, body)


@login_not_required
@open_to_programs
def link(request: HttpRequest, number: str) -> HttpResponseBase:
    """Return one service at its location."""
    place, offer = _offer(LINK, number)
    url, terms = place_urls(request)(place.public_id), Terms()
    today = timezone.localdate()
    body = link_record(place, offer) | {
        "service": service_record(place, offer, terms, url, today=today, whole=False),
        "location": location_record(place, terms, url),
    }
    return json_answer(request, body)


@login_not_required
@open_to_programs
def organizations(request: HttpRequest) -> HttpResponseBase:
    """Return a page of organizations."""
    asked = forms.hsds_request(request.GET, forms.PAGES)
    return json_answer(request, hsds_pages.organisations_page(asked))


@login_not_required
@open_to_programs
def organization(request: HttpRequest, number: str) -> HttpResponseBase:
    """Return one organization."""
    public_id = number_of(ORGANISATION, number)
    found = public_organisations(number=public_id) if public_id else []
    if not found:
        raise NotPublished(number=number)
    return json_answer(request, organisation_record(found[0]))


@login_not_required
@open_to_programs
def taxonomies(request: HttpRequest) -> HttpResponseBase:
    """Return a page of vocabularies."""
    asked = forms.hsds_request(request.GET, forms.PAGES)
    return json_answer(request, hsds_pages.taxonomies_page(asked))


@login_not_required
@open_to_programs
def taxonomy(request: HttpRequest, number: str) -> HttpResponseBase:
    """Return one vocabulary."""
    return _one(request, number, hsds_pages.find_taxonomy(number))


@login_not_required
@open_to_programs
def terms(request: HttpRequest) -> HttpResponseBase:
    """Return a page of words."""
    asked = forms.hsds_request(request.GET, forms.TERMS)
    return json_answer(request, hsds_pages.terms_page(asked))


@login_not_required
@open_to_programs
def term(request: HttpRequest, number: str) -> HttpResponseBase:
    """Return one word."""
    return _one(request, number, hsds_pages.find_term(number))


@login_not_required
@open_to_programs
@gzip_page
def package(request: HttpRequest) -> HttpResponseBase:
    """Return everything in one file."""
    now = timezone.now()
    today = timezone.localdate(now)
    url_of = place_urls(request)
    about = {
        "publisher": str(settings.SITE["name"]),
        "license": open_licence()[0],
        "license_url": open_licence()[1],
        "updated": latest_change(now).isoformat(timespec="seconds"),
    }
    return file_answer(
        request,
        lambda: hsds_pages.package_text(url_of, about, today=today),
        etag=etag_of(f"hsds {base_version()} {today} {url_of('')} {about['license']}".encode()),
        content_type="application/json",
        filename="hsds.json",
    )


def _offer(kind: str, number: str) -> Any:
    public_id = number_of(kind, number)
    found = find_offer(public_id, today=timezone.localdate()) if public_id else None
    if found is None:
        raise NotPublished(number=number)
    return found


def _one(request: HttpRequest, number: str, found: dict[str, Any] | None) -> HttpResponseBase:
    if found is None:
        raise NotPublished(number=number)
    return json_answer(request, found)


hsds_urls: list[URLPattern] = [
    path("hsds/", landing, name="hsds"),
    path("hsds/services", services, name="hsds_services"),
    path("hsds/services/<str:number>", service, name="hsds_service"),
    path("hsds/service_at_locations", links, name="hsds_links"),
    path("hsds/service_at_locations/<str:number>", link, name="hsds_link"),
    path("hsds/organizations", organizations, name="hsds_organizations"),
    path("hsds/organizations/<str:number>", organization, name="hsds_organization"),
    path("hsds/taxonomies", taxonomies, name="hsds_taxonomies"),
    path("hsds/taxonomies/<str:number>", taxonomy, name="hsds_taxonomy"),
    path("hsds/taxonomy_terms", terms, name="hsds_terms"),
    path("hsds/taxonomy_terms/<str:number>", term, name="hsds_term"),
    path("donnees/fichiers/hsds.json", package, name="hsds_package"),
]
