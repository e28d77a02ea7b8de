"""A paper as the answer to a request: asked again while nothing changed, it is not made again."""

from collections.abc import Callable
from datetime import date, datetime
from hashlib import sha256

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseNotModified
from django.utils.cache import patch_cache_control

from maillage.apps.channels.queries.papers import edition_mark
from maillage.apps.channels.queries.typeset import Printed


def site_of(request: HttpRequest) -> str:
    """Return the address of the site, as papers print it."""
    return settings.SITE_URL or request.build_absolute_uri("/").rstrip("/")


def asked_week(request: HttpRequest) -> date | None:
    """Return the day of the week that an agenda is asked for, None for this week."""
    try:
        return date.fromisoformat(request.GET.get("semaine", ""))
    except ValueError:
        return None


def paper_answer(
    request: HttpRequest,
    name: str,
    make: Callable[[], Printed],
    *,
    now: datetime,
    image: bool = False,
) -> HttpResponse:
    """Return a PDF shown by the browser (or its first page as an image), 304 when it is known.

    name : that of the file, in letters of an address
    """
    mark = edition_mark(request.get_full_path(), site_of(request), now=now)
    tag = f'"{sha256(mark.encode()).hexdigest()[:24]}"'
    if request.headers.get("If-None-Match") == tag:
        answer: HttpResponse = HttpResponseNotModified()
    else:
        made = make()
        kind = "image/png" if image else "application/pdf"
        answer = HttpResponse(made.pages[0], content_type=kind)
        if not image:
            answer["Content-Disposition"] = f'inline; filename="{name}.pdf"'
    answer["ETag"] = tag
    patch_cache_control(answer, private=True, max_age=60)
    return answer
