"""Pages in pictures: pictograms first, at most a few words, for who does not read French (CHA-10).

The address asks for it, then a cookie that says only that; the view decides whether its page has
such a face. Links between these pages say it too: the mode holds without a cookie.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.cache import patch_vary_headers

from maillage.web.speaking import COOKIE_DAYS, parameters_of

# In the address and in the cookie: images=oui, images=non.
NAME, YES, NO = "images", "oui", "non"
View = TypeVar("View", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Tile:
    """A pictogram with at most a few words.

    state : "on", "off" or "unknown", how it is drawn; "" for what is neither
    url : where it leads, "" when it only says something
    typed : a person wrote these words
    """

    icon: str
    words: str
    url: str = ""
    state: str = ""
    typed: bool = False


def shown_in_pictures(view: View) -> View:
    """Say that a view has a face in pictures: it asks `in_pictures` which one is wanted."""
    view.shown_in_pictures = True  # type: ignore[attr-defined]
    return view


def in_pictures(request: HttpRequest) -> bool:
    """True when the person wants this page in pictures."""
    return bool(getattr(request, "in_pictures", False))


def pictures_url(request: HttpRequest) -> str:
    """Return the address of this page with its other face, "" when it has only one."""
    if not getattr(request, "has_pictures", False):
        return ""
    kept = [(k, v) for k, values in parameters_of(request).lists() if k != NAME for v in values]
    return f"{request.path}?{urlencode([*kept, (NAME, NO if in_pictures(request) else YES)])}"


def with_pictures(url: str) -> str:
    """Return an address of ours that asks for pictures, whatever it already asks.

    >>> with_pictures("/lieux/?besoin=imprimer#l3"), with_pictures("/?images=oui")
    ('/lieux/?besoin=imprimer&images=oui#l3', '/?images=oui')
    """
    if not url or f"{NAME}={YES}" in url:
        return url
    page, mark, part = url.partition("#")
    return f"{page}{'&' if '?' in page else '?'}{NAME}={YES}{mark}{part}"


class PicturesMiddleware:
    """Reads which face of a page is wanted, and keeps what the address asked."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        if not getattr(request, "has_pictures", False):
            return response
        asked, kept = parameters_of(request).get(NAME, ""), request.COOKIES.get(NAME, "")
        if asked not in (YES, NO):
            patch_vary_headers(response, ["Cookie"])
        elif asked == YES and kept != YES:
            response.set_cookie(
                NAME,
                YES,
                max_age=COOKIE_DAYS * 24 * 3600,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
        elif asked == NO and kept:
            response.delete_cookie(NAME, samesite="Lax")
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, words: Any) -> None:
        """Remember whether the page has a face in pictures, and whether it is wanted."""
        del args, words
        has = bool(getattr(view, "shown_in_pictures", False))
        asked = parameters_of(request).get(NAME, "")
        wanted = asked if asked in (YES, NO) else request.COOKIES.get(NAME, "")
        request.has_pictures = has  # type: ignore[attr-defined]
        request.in_pictures = has and wanted == YES  # type: ignore[attr-defined]
