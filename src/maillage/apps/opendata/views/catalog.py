"""The record for open data portals (DCAT-AP), as JSON-LD and as Turtle."""

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import NoReverseMatch, URLPattern, path, reverse
from django.utils import timezone

from maillage.apps.directory.queries import latest_change
from maillage.apps.directory.queries.published_numbers import reach
from maillage.apps.opendata.queries.catalog import (
    FORMATS,
    PREFIXES,
    Offered,
    Publisher,
    catalogue,
)
from maillage.apps.opendata.queries.linked import Thing, json_ld, turtle
from maillage.apps.opendata.views.answers import bytes_answer, json_answer, open_to_programs


def offered_formats(request: HttpRequest) -> list[Offered]:
    """Return the formats that this site really gives, with their whole addresses."""
    found = []
    for one in FORMATS:
        try:
            found.append(Offered(one, request.build_absolute_uri(reverse(one.route))))
        except NoReverseMatch:
            continue
    return found


def _record(request: HttpRequest) -> list[Thing]:
    home = request.build_absolute_uri("/")
    return catalogue(
        offered_formats(request),
        base=request.build_absolute_uri(reverse("opendata:catalogue_json")),
        page_url=request.build_absolute_uri(reverse("opendata:open_data")),
        publisher=Publisher(
            name=str(settings.SITE["name"]),
            contact=str(settings.SITE["contact_name"]),
            telephone=str(settings.SITE["contact_phone"]),
            home=home,
        ),
        changed_at=latest_change(timezone.now()),
        reach=reach(),
    )


@login_not_required
@open_to_programs
def catalogue_json(request: HttpRequest) -> HttpResponseBase:
    """Return the record as JSON-LD."""
    return json_answer(request, json_ld(_record(request), PREFIXES), "application/ld+json")


@login_not_required
@open_to_programs
def catalogue_turtle(request: HttpRequest) -> HttpResponseBase:
    """Return the record as Turtle."""
    text = turtle(_record(request), PREFIXES)
    return bytes_answer(request, text.encode(), "text/turtle; charset=utf-8")


catalog_urls: list[URLPattern] = [
    path("donnees/catalogue.jsonld", catalogue_json, name="catalogue_json"),
    path("donnees/catalogue.ttl", catalogue_turtle, name="catalogue_turtle"),
]
