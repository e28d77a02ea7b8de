"""oEmbed 1.0: another site asks how to show one of our pages, and gets a frame."""

from urllib.parse import urlencode, urlsplit
from xml.sax.saxutils import escape

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponseBase, QueryDict
from django.urls import Resolver404, URLPattern, path, resolve
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.directory.errors import PlaceUnknown
from maillage.apps.directory.queries import (
    base_version,
    get_place,
    is_public,
    zones_to_search,
)
from maillage.apps.opendata.errors.embed import EmbedUnreadable, FormatUnknown, NothingToEmbed
from maillage.apps.opendata.forms.embed import EmbedForm
from maillage.apps.opendata.views.answers import bytes_answer, json_answer, open_to_programs
from maillage.apps.opendata.views.embed import frame_height, frame_url, iframe

WIDTH_PX, LEAST_PX, MOST_PX = 640, 240, 10_000
ONE_PLACE_PX = 620
# A page of one visitor: where they stand, at which hour. It is nobody else's page.
_OF_ONE_VISITOR = ("latitude", "longitude", "jour", "moment", "cadre")
_LONGEST_URL = 2_000


@login_not_required
@open_to_programs
def oembed(request: HttpRequest) -> HttpResponseBase:
    """Say how to show a page of results, of a quarter, of a place."""
    wanted = request.GET.get("format", "json")
    if wanted not in ("json", "xml"):
        raise FormatUnknown
    url = request.GET.get("url", "")
    if not url:
        raise EmbedUnreadable(detail=_("« url » manque : donnez l’adresse d’une page de ce site."))
    width = min(_size(request, "maxwidth"), WIDTH_PX)
    most = _size(request, "maxheight")
    query, title, height = _asked(request, url)
    height = min(height, most)
    answer: dict[str, object] = {
        "version": "1.0",
        "type": "rich",
        "title": title,
        "provider_name": str(settings.SITE["name"]),
        "provider_url": request.build_absolute_uri("/"),
        "cache_age": 3600,
        "width": width,
        "height": height,
        "html": iframe(frame_url(request, query), title, str(width), height),
    }
    if wanted == "json":
        return json_answer(request, answer)
    fields = "".join(f"<{name}>{escape(str(said))}</{name}>" for name, said in answer.items())
    text = f'<?xml version="1.0" encoding="utf-8" standalone="yes"?><oembed>{fields}</oembed>'
    return bytes_answer(request, text.encode(), "text/xml; charset=utf-8")


def _size(request: HttpRequest, name: str) -> int:
    """Return a limit in pixels. Raises EmbedUnreadable when it is none."""
    given = request.GET.get(name, "")
    if not given:
        return MOST_PX
    if not (given.isascii() and given.isdigit() and len(given) < 7 and int(given) >= 1):
        raise EmbedUnreadable(detail=_("« %s » est un nombre de pixels.") % name)
    return min(int(given), MOST_PX)


def _asked(request: HttpRequest, url: str) -> tuple[str, str, int]:
    """Return the parameters of the frame of a page, its title, its height.

    Raises NothingToEmbed.
    """
    try:
        parts = urlsplit(url)
        match = resolve(parts.path)
    except (ValueError, Resolver404):
        raise NothingToEmbed from None
    if parts.scheme not in ("http", "https") or parts.netloc.lower() != request.get_host().lower():
        raise NothingToEmbed
    if len(url) > _LONGEST_URL:
        raise NothingToEmbed
    given = QueryDict(parts.query)
    if match.view_name == "directory:place":
        return _place(match.kwargs["public_id"])
    if match.view_name == "directory:zone":
        return _search(QueryDict(urlencode({"ou": match.kwargs["slug"]})))
    if match.view_name in ("directory:results", "opendata:frame"):
        if any(given.get(name) for name in _OF_ONE_VISITOR):
            raise NothingToEmbed
        if match.view_name == "opendata:frame" and given.get("lieu"):
            return _place(given["lieu"])
        return _search(given)
    raise NothingToEmbed


def _place(number: str) -> tuple[str, str, int]:
    try:
        place = get_place(number)
    except (PlaceUnknown, ValueError):
        raise NothingToEmbed from None
    if not is_public(place):
        raise NothingToEmbed
    return urlencode({"lieu": number}), place.nom, ONE_PLACE_PX


def _search(given: QueryDict) -> tuple[str, str, int]:
    zones = zones_to_search(today=timezone.localdate(), version=base_version())
    form = EmbedForm(given, zones=zones)
    if not form.is_valid():
        raise NothingToEmbed
    said = form.cleaned_data
    return form.frame_query(), form.title(), frame_height(said["vue"], said["nombre"])


oembed_urls: list[URLPattern] = [path("oembed", oembed, name="oembed")]
