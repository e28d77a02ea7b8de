"""Two small middlewares: a header that no package of ours sets, and a quieter login check."""

from collections.abc import Callable
from typing import Any

from django.contrib.auth.middleware import LoginRequiredMiddleware
from django.http import HttpRequest, HttpResponse
from django.utils.cache import add_never_cache_headers


class PermissionsPolicyMiddleware:
    """Only our own pages may ask where the device is; nothing may use camera or microphone."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.headers.setdefault(
            "Permissions-Policy", "geolocation=(self), camera=(), microphone=()"
        )
        return response


class LoginRequiredByDefault(LoginRequiredMiddleware):
    """Every page asks to sign in unless its view says `login_not_required`.

    Django's own looks at the person first, which reads the session: every public page would then
    vary by cookie and cost a staff member one query.
    """

    def process_view(
        self,
        request: HttpRequest,
        view_func: Callable[..., Any],
        view_args: tuple[Any, ...],
        view_kwargs: dict[str, Any],
    ) -> Any:
        if not getattr(view_func, "login_required", True):
            return None
        request.for_the_staff = True  # type: ignore[attr-defined]
        return super().process_view(request, view_func, view_args, view_kwargs)

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        """Let no cache, nor the back button of a shared post, keep a page of the staff."""
        if getattr(request, "for_the_staff", False):
            add_never_cache_headers(response)
        return response
