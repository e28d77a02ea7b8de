"""The places of a map, in one file at an address that does not change."""

from collections.abc import Iterator

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.gzip import gzip_page

from maillage.apps.directory.queries import base_version, latest_change
from maillage.apps.directory.queries.published import published_places
from maillage.apps.opendata.queries.catalog import open_licence
from maillage.apps.opendata.queries.geojson import collection_text
from maillage.apps.opendata.views.answers import etag_of, file_answer, open_to_programs


@login_not_required
@open_to_programs
@gzip_page
def places_geojson(request: HttpRequest) -> HttpResponseBase:
    """Return every public place that has a position; the others are counted at the end."""
    now = timezone.now()
    pattern = request.build_absolute_uri(reverse("directory:place", args=["-"]))

    def url_of(public_id: str) -> str:
        return f"{pattern[:-2]}{public_id}/"

    def pieces() -> Iterator[str]:
        about = {
            "name": "lieux",
            "title": _("Lieux d’aide avec le numérique : %s") % settings.SITE["name"],
            "licence": open_licence()[0],
            "licence_url": open_licence()[1],
            "mis_a_jour": latest_change(now).isoformat(timespec="seconds"),
            "dictionnaire": request.build_absolute_uri(reverse("directory:dictionary")),
        }
        return collection_text(published_places(today=timezone.localdate(now)), url_of, about)

    # Everything published is in the version of the base; the address of the site is in the file.
    state = f"lieux {base_version()} {timezone.localdate(now)} {pattern} {open_licence()[0]}"
    return file_answer(
        request,
        pieces,
        etag=etag_of(state.encode()),
        content_type="application/geo+json",
        filename="lieux.geojson",
    )


geojson_urls: list[URLPattern] = [
    path("donnees/fichiers/lieux.geojson", places_geojson, name="places_geojson"),
]
