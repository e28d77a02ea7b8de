"""Refusals that a person must read, and the pages of errors.

A domain error is raised by a query or an action and caught by the middleware, so that views hold
no `try`. It becomes a page, a part of a page for htmx, or a problem document (RFC 9457).
"""

from collections.abc import Callable, Mapping, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from maillage.web.pages import wants_fragment

if TYPE_CHECKING:
    from django_stubs_ext import StrPromise

_CODES: dict[str, type["DomainError"]] = {}


class DomainError(Exception):
    """A refusal with a stable code, a message in French and an HTTP status.

    A subclass gives `code` and `message`, where {name} takes the values given when it is raised.
    Two classes cannot have the same code: the second one does not load.
    """

    code: ClassVar[str] = ""
    message: "ClassVar[str | StrPromise]" = ""
    status: ClassVar[int] = 409
    title: "ClassVar[str | StrPromise]" = gettext_lazy("Cela n’a pas été fait")

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if not cls.code or not cls.message:
            raise TypeError(f"{cls.__qualname__} needs a code and a message")
        other = _CODES.get(cls.code)
        if other and (other.__module__, other.__qualname__) != (cls.__module__, cls.__qualname__):
            raise TypeError(f"the error code {cls.code!r} is already that of {other.__qualname__}")
        _CODES[cls.code] = cls

    def __init__(self, **values: Any) -> None:
        super().__init__(self.code)
        self.values = values

    def __str__(self) -> str:
        return str(self.message).format(**self.values)


def error_codes() -> dict[str, type[DomainError]]:
    """Return every domain error that is loaded, by code, for the documentation of the API."""
    return dict(sorted(_CODES.items()))


def wants_problem(request: HttpRequest) -> bool:
    """True when a program asks: it accepts JSON and does not ask for HTML."""
    accept = request.headers.get("Accept", "")
    return "json" in accept and "text/html" not in accept


def problem(error: DomainError, **more: Any) -> JsonResponse:
    """Return a problem document (RFC 9457), with what the caller adds to it."""
    body = {
        "type": f"urn:maillage:error:{error.code}",
        "title": str(error.title),
        "status": error.status,
        "detail": str(error),
        "code": error.code,
        **more,
    }
    return JsonResponse(
        body,
        status=error.status,
        content_type="application/problem+json",
        json_dumps_params={"ensure_ascii": False},
    )


class DomainErrorMiddleware:
    """Turns a domain error into the answer that the caller can read."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Any, args: Sequence[Any], words: Mapping[str, Any]
    ) -> None:
        """Answer 404 to an address that holds a NUL: no database has one, PostgreSQL refuses it."""
        if any("\0" in word for word in words.values() if isinstance(word, str)):
            raise Http404

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a domain error; leave every other exception to Django."""
        if not isinstance(error, DomainError):
            return None
        if wants_problem(request):
            response: HttpResponse = problem(error)
        else:
            template = "web/_error.html" if wants_fragment(request) else "web/error.html"
            context = {
                "title": str(error.title),
                "message": str(error),
                "code": error.code,
                "at_work": request.path.startswith("/pro/"),
            }
            response = render(request, template, context, status=error.status)
        patch_vary_headers(response, ["Accept", "HX-Request", "HX-History-Restore-Request"])
        return response


# ---------------------------------------------------------------- pages of errors


def _page(
    request: HttpRequest, template: str, status: int, title: str, message: str
) -> HttpResponse:
    """Return the whole page, or one note when htmx puts the answer inside another page."""
    if wants_fragment(request):
        context = {"title": title, "message": message}
        return HttpResponse(render_to_string("web/_error.html", context), status=status)
    return render(request, template, status=status)


def _bare(request: HttpRequest, template: str, status: int) -> HttpResponse:
    """Return a page that needs neither context processors nor database, only the settings."""
    try:
        stylesheet = static("web/maillage.css")
    except ValueError:  # not collected: a plain page is better than none
        stylesheet = ""
    context = {"site": settings.SITE, "stylesheet": stylesheet}
    return HttpResponse(render_to_string(template, context), status=status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The address or the form cannot be read."""
    return _bare(request, "400.html", 400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person is known but may not do this."""
    message = _("Votre compte ne permet pas de faire cela.")
    return _page(request, "403.html", 403, "Cette page est réservée", message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or cookies are refused: how to send it again."""
    message = _("Rien n’a été enregistré. Rechargez la page, puis envoyez de nouveau.")
    title = _("Le formulaire est resté ouvert trop longtemps")
    return _page(request, "403_csrf.html", 403, title, message)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing at this address."""
    message = _("Rechargez la page, ou revenez à l’accueil.")
    return _page(request, "404.html", 404, "Cette page n’existe pas, ou plus", message)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault: the page must show whatever is broken."""
    if wants_fragment(request):
        title = _("Une erreur est arrivée, de notre côté")
        message = _("Attendez une minute, puis recommencez.")
        return _page(request, "500.html", 500, title, message)
    return _bare(request, "500.html", 500)
