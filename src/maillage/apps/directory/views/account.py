"""One's own account: name, roles, protections, sessions, data."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django import forms
from django.contrib import messages
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.accounts.queries import second_steps
from maillage.apps.directory.actions.people import ask_to_close, leave_everywhere, rename_self
from maillage.apps.directory.forms.people import NameForm
from maillage.apps.directory.queries.access import may_sign_in
from maillage.apps.directory.queries.people import ROLE_LABELS, own_data, roles_of, where_words
from maillage.apps.directory.views.people import confirm
from maillage.web.access import permitted
from maillage.web.pages import render_page

ACCOUNT = "directory:account"


@dataclass(frozen=True, slots=True, kw_only=True)
class AccountPage:
    """All that directory/people/account.html may use."""

    form: forms.Form
    email: str
    joined_at: datetime
    roles: Sequence[tuple[str, datetime]]
    n_passkeys: int
    has_totp: bool
    asked_at: datetime | None
    seen_by: str = (
        "Votre nom est vu par les personnes qui tiennent les informations à jour, à côté de ce "
        "que vous changez. Les habitants ne le voient pas."
    )


@permitted(may_sign_in)
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """What is known of me, what I may do here, and how I come in."""
    me: Any = request.user
    posted = request.POST if request.method == "POST" else None
    form = NameForm(posted, initial={"name": me.name})
    if posted is not None and form.is_valid():
        rename_self(name=form.cleaned_data["name"], by=me, now=timezone.now())
        messages.success(request, _("Votre nom est enregistré."))
        return HttpResponseRedirect(reverse(ACCOUNT))
    steps = second_steps(me)
    page = AccountPage(
        form=form,
        email=me.email,
        joined_at=me.joined_at,
        roles=[
            (f"{ROLE_LABELS[row.role]}, {where_words(row)}", row.started_at) for row in roles_of(me)
        ],
        n_passkeys=steps["webauthn"],
        has_totp=bool(steps["totp"]),
        asked_at=me.closing_asked_at,
    )
    return render_page(request, page, "directory/people/account.html")


@permitted(may_sign_in)
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Sign out on every device."""
    me: Any = request.user
    leave_everywhere(by=me, now=timezone.now())
    logout(request)
    messages.success(request, _("Vous êtes déconnecté de tous vos appareils."))
    return HttpResponseRedirect(reverse("account_login"))


@permitted(may_sign_in)
@require_safe
def data(request: HttpRequest) -> HttpResponse:
    """All that the base keeps about me, as a file."""
    me: Any = request.user
    text = json.dumps(own_data(me), ensure_ascii=False, indent=2)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="mes-donnees.json"'
    return response


@permitted(may_sign_in)
@require_http_methods(["GET", "HEAD", "POST"])
def ask_closing(request: HttpRequest) -> HttpResponse:
    """Ask that my account be closed."""
    me: Any = request.user
    if request.method == "POST":
        ask_to_close(by=me, now=timezone.now())
        messages.success(request, _("C’est demandé. La coordination du réseau fermera le compte."))
        return HttpResponseRedirect(reverse(ACCOUNT))
    return confirm(
        request,
        question=_("Demander la fermeture de votre compte ?"),
        consequence=_(
            "La coordination voit votre demande, termine vos rôles et ferme le compte. Ce que "
            "vous avez fait reste dans le journal."
        ),
        yes=_("Oui, demander la fermeture"),
        cancel_url=reverse(ACCOUNT),
    )
