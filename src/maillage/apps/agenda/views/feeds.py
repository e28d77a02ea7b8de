"""Calendars for programs: no page, no name of anybody; read again only when they changed."""

from hashlib import blake2b

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from maillage.apps.agenda.queries.feeds import (
    CONTENT_TYPE,
    city_calendar,
    place_calendar,
    private_calendar,
    session_calendar,
    topic_calendar,
)
from maillage.apps.directory.queries.places import get_place

KEPT_S = 300


@login_not_required
@require_safe
def city_feed(request: HttpRequest) -> HttpResponseBase:
    """All that takes place in the territory."""
    return _answer(request, city_calendar(now=timezone.now(), site=_site(request)), "agenda")


@login_not_required
@require_safe
def place_feed(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """What takes place at a place."""
    place = get_place(public_id)
    data = place_calendar(place, now=timezone.now(), site=_site(request))
    return _answer(request, data, f"lieu-{place.public_id}")


@login_not_required
@require_safe
def topic_feed(request: HttpRequest, mediation: str) -> HttpResponseBase:
    """What takes place of a type of mediation."""
    data = topic_calendar(mediation, now=timezone.now(), site=_site(request))
    return _answer(request, data, mediation)


@login_not_required
@require_safe
def session_feed(request: HttpRequest, session: str) -> HttpResponseBase:
    """One session, for whoever wants it in their own agenda."""
    data = session_calendar(session, now=timezone.now(), site=_site(request))
    return _answer(request, data, f"seance-{session}")


@login_not_required
@require_safe
def private_feed(request: HttpRequest, key: str) -> HttpResponseBase:
    """The hours of a person, by their secret address; for what, never for whom."""
    response = _answer(request, private_calendar(key, now=timezone.now()), "agenda-prive")
    response["Cache-Control"] = "private, no-cache"
    response["X-Robots-Tag"] = "noindex"
    return response


def _site(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").rstrip("/")


def _answer(request: HttpRequest, data: bytes, name: str) -> HttpResponseBase:
    """Answer with a calendar; 304 when the program already has the same."""
    response = HttpResponse(data, content_type=CONTENT_TYPE)
    response["Content-Disposition"] = f'inline; filename="{name}.ics"'
    response["Cache-Control"] = f"public, max-age={KEPT_S}"
    response["ETag"] = f'"{blake2b(data, digest_size=12).hexdigest()}"'
    found = get_conditional_response(request, etag=response["ETag"], response=response)
    return found or response
