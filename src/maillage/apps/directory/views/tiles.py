"""Addresses that the interactive map asks: tiles of places, of the ground, and a base map."""

import gzip
import hashlib
from pathlib import Path

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import (
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    QueryDict,
)
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_cache_control, patch_vary_headers
from django.views.decorators.http import require_safe

from maillage.apps.directory.errors import BaseMapAbsent, BaseMapSilent, TileUnknown
from maillage.apps.directory.forms.search import SearchForm
from maillage.apps.directory.queries import (
    Zones,
    base_version,
    kept_programmes,
    kept_terms,
    zones_to_search,
)
from maillage.apps.directory.queries.tiles import (
    DEEPEST_GROUND,
    DEEPEST_PLACES,
    ground_tile,
    located_places,
    place_tile,
    to_the_minute,
)
from maillage.apps.directory.views.public import PER_PAGE
from maillage.core.geo import tile_exists
from maillage.sources.plan_ign import DEEPEST_IGN, TileRefused, plan_ign_tile
from maillage.web.errors import DomainError, problem
from maillage.web.ranges import file_answer

VECTOR = "application/vnd.mapbox-vector-tile"


def search_form(asked: QueryDict, *, zones: Zones, version: int) -> SearchForm:
    """Return the form of the list, filled with the parameters of an address."""
    return SearchForm(
        asked, zones=zones, programmes=kept_programmes(version), labels=kept_terms(version)
    )


def _tile_answer(request: HttpRequest, content: bytes, etag: str) -> HttpResponse:
    response = HttpResponse(content, content_type=VECTOR)
    if "gzip" in request.headers.get("Accept-Encoding", ""):
        response.content = gzip.compress(content, 5, mtime=0)
        response["Content-Encoding"] = "gzip"
    response["ETag"] = etag
    patch_vary_headers(response, ["Accept-Encoding"])
    # The address bears the state of the base: what it names does not change for long.
    patch_cache_control(response, public=True, max_age=300)
    return response


def _etag(*parts: object) -> str:
    return f'W/"{hashlib.sha256(repr(parts).encode()).hexdigest()[:24]}"'


def _refused(error: DomainError) -> HttpResponse:
    """Return a problem document: a program asked, whatever it accepts."""
    return problem(error)


@login_not_required
@require_safe
def places(request: HttpRequest, z: int, x: int, y: int) -> HttpResponseBase:
    """A tile of the places that answer to the same parameters as the list, less its page."""
    if z > DEEPEST_PLACES or not tile_exists(z, x, y):
        return _refused(TileUnknown())
    here = timezone.localtime(timezone.now()).replace(tzinfo=None)
    version = base_version()
    zones = zones_to_search(today=here.date(), version=version)
    form = search_form(request.GET, zones=zones, version=version)
    if not form.is_valid():
        # The page says what is wrong and lists nothing: nothing is drawn.
        return _tile_answer(request, b"", _etag("nothing"))
    search = form.search(now=here, limit=PER_PAGE)
    minute = to_the_minute(here) if search.open_at else here.date()
    etag = _etag(version, minute, request.GET.urlencode(), z, x, y)
    if (known := get_conditional_response(request, etag=etag)) is not None:
        return known
    located = located_places(search, now=here, version=version)
    return _tile_answer(request, place_tile(located, z, x, y), etag)


@login_not_required
@require_safe
def ground(request: HttpRequest, z: int, x: int, y: int) -> HttpResponseBase:
    """A tile of outlines, streets, railways and water, from the base alone."""
    if z > DEEPEST_GROUND or not tile_exists(z, x, y):
        return _refused(TileUnknown())
    today = timezone.localdate()
    content = ground_tile(z, x, y, today=today)
    etag = _etag(content)
    if (known := get_conditional_response(request, etag=etag)) is not None:
        return known
    return _tile_answer(request, content, etag)


@login_not_required
@require_safe
def plan_ign(request: HttpRequest, z: int, x: int, y: int) -> HttpResponse:
    """A tile of the Plan IGN, through this server alone; nothing of the visitor goes with it."""
    if not settings.MAP_IGN:
        return _refused(BaseMapAbsent())
    if z > DEEPEST_IGN or not tile_exists(z, x, y):
        return _refused(TileUnknown())
    try:
        content = plan_ign_tile(z, x, y, folder=settings.FOLDER / "plan-ign")
    except TileRefused:
        return _refused(BaseMapSilent())
    response = HttpResponse(content, content_type="image/png")
    patch_cache_control(response, public=True, max_age=7 * 24 * 3600)
    return response


@login_not_required
@require_safe
def base_map(request: HttpRequest) -> HttpResponseBase:
    """The base map that the territory chose (a PMTiles file), or the part of it that is asked."""
    path: Path | None = settings.MAP_PMTILES
    if path is None or not path.is_file():
        return _refused(BaseMapAbsent())
    found = path.stat()
    etag = f'"{found.st_mtime_ns:x}-{found.st_size:x}"'
    return file_answer(request, path, kind="application/octet-stream", etag=etag)
