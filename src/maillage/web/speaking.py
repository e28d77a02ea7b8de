"""In which language a page is said: the address, then the cookie, then the browser, then French.

Only the pages that an application lists in its `texts.toml` are said in other languages. All the
others, those of the staff first, are in French.
"""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.core.exceptions import TooManyFieldsSent
from django.http import HttpRequest, HttpResponse, QueryDict
from django.utils import translation
from django.utils.cache import patch_vary_headers

from maillage.web.languages import SOURCE, Language, languages, offered, preferred, prepare
from maillage.web.texts import scope_of_module

# Not "langue": searches ask with it for a person who speaks a language.
PARAMETER, COOKIE = "lang", "langue"
COOKIE_DAYS = 180


def parameters_of(request: HttpRequest) -> QueryDict:
    """Return what the address asks; nothing when it asks too much, which is refused further on."""
    try:
        return request.GET
    except TooManyFieldsSent:
        return QueryDict()


def _asked(request: HttpRequest) -> str:
    """Return the language that the address asks for, "" when it asks for none that is offered."""
    given = parameters_of(request).get(PARAMETER, "")
    return given if given in offered(unfinished=settings.UNFINISHED_LANGUAGES) else ""


def _chosen(request: HttpRequest) -> str:
    known = offered(unfinished=settings.UNFINISHED_LANGUAGES)
    kept = request.COOKIES.get(COOKIE, "")
    if kept in known:
        return kept
    header = request.headers.get("Accept-Language", "")
    return preferred(header, unfinished=settings.UNFINISHED_LANGUAGES) if header else SOURCE


class LanguageMiddleware:
    """Says each page in the language of the person, when the page is one that is translated."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        asked = _asked(request)
        wanted = asked or _chosen(request)
        request.wanted_language = wanted  # type: ignore[attr-defined]
        # An address that leads nowhere has no view: its page is said as the person wishes.
        self._speak(request, wanted, "all")
        try:
            response = self.get_response(request)
        finally:
            translation.activate(SOURCE)
        if getattr(request, "translated", False) and not asked:
            patch_vary_headers(response, ["Accept-Language", "Cookie"])
        if asked and request.COOKIES.get(COOKIE) != asked and not _for_the_staff(request):
            response.set_cookie(
                COOKIE,
                asked,
                max_age=COOKIE_DAYS * 24 * 3600,
                secure=settings.HTTPS,
                httponly=True,
                samesite="Lax",
            )
        return response

    def process_view(self, request: HttpRequest, view: Any, args: Any, words: Any) -> None:
        """Go back to French for a page that is not translated, and remember that it is not."""
        scope = "" if getattr(view, "login_required", True) else scope_of_module(view.__module__)
        self._speak(request, request.wanted_language, scope)  # type: ignore[attr-defined]

    def _speak(self, request: HttpRequest, wanted: str, scope: str) -> None:
        language = languages()[wanted]
        has = scope == "essential" or (scope == "all" and language.scope == "all")
        request.translated = bool(scope)  # type: ignore[attr-defined]
        code = wanted if has else SOURCE
        prepare(code)
        translation.activate(code)


def _for_the_staff(request: HttpRequest) -> bool:
    return bool(getattr(request, "for_the_staff", False))


def language_links(request: HttpRequest) -> list[tuple[Language, str]]:
    """Return each offered language but that of the page, with the address of this page in it."""
    if not getattr(request, "translated", False):
        return []
    here = translation.get_language()
    kept = parameters_of(request).copy()
    kept.pop(PARAMETER, None)
    pairs = [(name, value) for name, values in kept.lists() for value in values]
    return [
        (one, f"{request.path}?{urlencode([*pairs, (PARAMETER, code)])}")
        for code, one in offered(unfinished=settings.UNFINISHED_LANGUAGES).items()
        if code != here
    ]


def missing_language(request: HttpRequest) -> Language | None:
    """Return the language that the person wanted, when this page is not said in it."""
    wanted = getattr(request, "wanted_language", SOURCE)
    if _for_the_staff(request) or wanted == translation.get_language():
        return None
    language = languages()[wanted]
    return None if language.is_french else language
