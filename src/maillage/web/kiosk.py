"""A screen that many people share, in turn: which of its pages are said for a kiosk.

The first page of a kiosk puts a cookie that lasts as long as the browser is open. It names the
place, and nobody. While it is there, every page shows the bar of the kiosk, runs the script that
forgets, and is kept by no cache.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import NoReverseMatch, reverse
from django.utils.cache import add_never_cache_headers

COOKIE = "borne"
# On the answers of kiosks and walls: their worker leaves a browser whose pages lack it.
SCREEN = "Maillage-Screen"
# Named here, since the bar is on the pages of every application; a module that is off has none.
ROUTE = "channels:kiosk"
_NAME = re.compile(r"[-a-z0-9_]{1,60}")


@dataclass(frozen=True, slots=True)
class Kiosk:
    """Addresses that the bar of a kiosk names: its first page, and this page to take away."""

    home: str
    away: str


def kiosk_of(request: HttpRequest) -> Kiosk | None:
    """Return the kiosk that asks for a page, None when it is any other screen."""
    name = request.COOKIES.get(COOKIE, "")
    if not _NAME.fullmatch(name) or getattr(request, "for_the_staff", False):
        return None
    try:
        home = reverse(ROUTE, args=[name])
    except NoReverseMatch:
        return None
    page = urlencode({"page": request.get_full_path()})
    return Kiosk(home, f"{home}emporter/?{page}")


class KioskMiddleware:
    """Lets nothing that a kiosk showed be shown again to the next person."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if COOKIE in request.COOKIES and "html" in response.get("Content-Type", ""):
            add_never_cache_headers(response)
            response[SCREEN] = "kiosk"
        return response
