"""The door of the staff: allauth's pages, in our look."""

from collections.abc import Callable
from functools import wraps

from allauth.account import views as allauth_views
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

View = Callable[..., HttpResponse]


def _ours(view: View) -> View:
    """Let a page of allauth use our `site`: it gives its own under the same name."""

    @wraps(view)
    def page(request: HttpRequest) -> HttpResponse:
        response = view(request)
        if getattr(response, "context_data", None):
            response.context_data.pop("site", None)  # type: ignore[attr-defined]
        return response

    return never_cache(page)


login = _ours(allauth_views.login)
logout = _ours(allauth_views.logout)
inactive = login_not_required(_ours(allauth_views.account_inactive))
request_login_code = _ours(allauth_views.request_login_code)
confirm_login_code = login_not_required(_ours(allauth_views.confirm_login_code))
verify_email = login_not_required(_ours(allauth_views.email_verification_sent))
reset_password = _ours(allauth_views.password_reset)
confirm_reset_code = login_not_required(_ours(allauth_views.confirm_password_reset_code))
set_new_password = login_not_required(_ours(allauth_views.complete_password_reset))
password_changed = login_not_required(_ours(allauth_views.password_reset_from_key_done))
