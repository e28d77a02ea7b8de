"""The door of the staff: allauth's pages, in our look."""

import json
from collections.abc import Callable
from functools import wraps
from typing import Any

from allauth.account import views as allauth_views
from allauth.mfa.base import views as second_step
from allauth.mfa.recovery_codes import views as codes
from allauth.mfa.totp import views as totp
from allauth.mfa.webauthn import views as passkeys
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.core.serializers.json import DjangoJSONEncoder
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.cache import never_cache

from maillage.apps.accounts.queries import may_keep_own_account
from maillage.web.access import permitted

View = Callable[..., HttpResponse]


def _ours(view: View) -> View:
    """Let a page of allauth use our `site`: it gives its own under the same name."""

    @wraps(view)
    def page(request: HttpRequest, **words: Any) -> HttpResponse:
        response = view(request, **words)
        context = getattr(response, "context_data", None)
        if context:
            context.pop("site", None)
            if "js_data" in context:
                # What a passkey has to sign, in an attribute: no page holds a script of its own.
                context["passkey_options"] = json.dumps(context["js_data"], cls=DjangoJSONEncoder)
        return response

    return never_cache(page)


def _mine(view: View) -> Any:
    """A page of allauth about one's own account."""
    return permitted(may_keep_own_account)(_ours(view))


login = _ours(allauth_views.login)
logout = _ours(allauth_views.logout)
inactive = login_not_required(_ours(allauth_views.account_inactive))
request_login_code = _ours(allauth_views.request_login_code)
confirm_login_code = login_not_required(_ours(allauth_views.confirm_login_code))
reset_password = _ours(allauth_views.password_reset)
confirm_reset_code = login_not_required(_ours(allauth_views.confirm_password_reset_code))
set_new_password = login_not_required(_ours(allauth_views.complete_password_reset))
password_changed = login_not_required(_ours(allauth_views.password_reset_from_key_done))


@login_not_required
def verify_email(request: HttpRequest) -> HttpResponse:
    """Type the code that proves an address; whoever is signed in has proved theirs."""
    if request.user.is_authenticated:
        return HttpResponseRedirect(settings.LOGIN_REDIRECT_URL)
    return _ours(allauth_views.email_verification_sent)(request)


# ---------------------------------------------------------------- the second step

second_step_asked = login_not_required(_ours(second_step.authenticate))
sign_in_by_passkey = login_not_required(_ours(passkeys.login_webauthn))
password_again = _mine(allauth_views.reauthenticate)
code_again = _mine(second_step.reauthenticate)
passkey_again = _mine(passkeys.reauthenticate_webauthn)
protections = _mine(second_step.index)
add_passkey = _mine(passkeys.add_webauthn)
remove_passkey = _mine(passkeys.remove_webauthn)
add_totp = _mine(totp.activate_totp)
remove_totp = _mine(totp.deactivate_totp)
recovery_codes = _mine(codes.view_recovery_codes)
new_recovery_codes = _mine(codes.generate_recovery_codes)


@permitted(may_keep_own_account)
def list_passkeys(request: HttpRequest) -> HttpResponse:
    """Lead to the page that lists everything: allauth comes back here after a removal."""
    return HttpResponseRedirect(reverse("mfa_index"))
