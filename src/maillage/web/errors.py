"""Refusals that a person must read, and the pages of errors.

A domain error is raised by a query or an action and caught by the middleware, so that views hold
no `try`. It becomes a page, a part of a page for htmx, or a problem document (RFC 9457).
"""

from collections.abc import Callable
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.utils.cache import patch_vary_headers

from maillage.web.pages import wants_fragment

_CODES: dict[str, type["DomainError"]] = {}


class DomainError(Exception):
    """A refusal with a stable code, a message in French and an HTTP status.

    A subclass gives `code` and `message`, where {name} takes the values given when it is raised.
    Two classes cannot have the same code: the second one does not load.
    """

    code: ClassVar[str] = ""
    message: ClassVar[str] = ""
    status: ClassVar[int] = 409
    title: ClassVar[str] = "Cela n’a pas été fait"

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


def problem(error: DomainError) -> JsonResponse:
    """Return a problem document (RFC 9457)."""
    body = {
        "type": f"urn:maillage:error:{error.code}",
        "title": str(error.title),
        "status": error.status,
        "detail": str(error),
        "code": error.code,
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

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """Answer a domain error; leave every other exception to Django."""
        if not isinstance(error, DomainError):
            return None
        if wants_problem(request):
            response: HttpResponse = problem(error)
        else:
            template = "web/_error.html" if wants_fragment(request) else "web/error.html"
            context = {"title": str(error.title), "message": str(error), "code": error.code}
            response = render(request, template, context, status=error.status)
        patch_vary_headers(response, ["Accept", "HX-Request", "HX-History-Restore-Request"])
        return response


# ---------------------------------------------------------------- pages of errors


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The address or the form cannot be read. No context: nothing of it can be trusted."""
    return HttpResponse(render_to_string("400.html"), status=400)


def forbidden(request: HttpRequest, exception: Exception) -> HttpResponse:
    """The person is known but may not do this."""
    return render(request, "403.html", status=403)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was open for too long, or cookies are refused: how to send it again."""
    return render(request, "403_csrf.html", status=403)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """Nothing at this address."""
    return render(request, "404.html", status=404)


def server_error(request: HttpRequest) -> HttpResponse:
    """Our fault. No context and no database: the page must show whatever is broken."""
    return HttpResponse(render_to_string("500.html"), status=500)
