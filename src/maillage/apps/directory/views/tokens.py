"""Keys of programs: made and taken back by whoever they write for. The secret is shown once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from allauth.account.decorators import reauthentication_required
from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.accounts.errors import TooManyTokens
from maillage.apps.accounts.queries import (
    SCOPE_LABELS,
    get_token,
    may_keep_own_token,
    tokens_of,
)
from maillage.apps.directory.actions.tokens import make_api_token, revoke_api_token
from maillage.apps.directory.forms.tokens import TokenForm
from maillage.apps.directory.queries.access import may_sign_in
from maillage.apps.directory.views.people import confirm
from maillage.web.access import permitted
from maillage.web.pages import render_page

TOKENS = "directory:tokens"


@dataclass(frozen=True, slots=True)
class ShownToken:
    """A key as its owner sees it."""

    number: int
    name: str
    may: str
    until: date
    over: bool
    used_on: date | None


@dataclass(frozen=True, slots=True)
class TokensPage:
    """All that directory/people/tokens.html may use."""

    tokens: Sequence[ShownToken]


@dataclass(frozen=True, slots=True)
class NewTokenPage:
    """All that directory/people/new_token.html may use."""

    form: forms.Form
    seen_by: str = (
        "Vous seul voyez vos clés. Le journal dit que vous en avez fait une ; ce que le programme "
        "change y porte votre nom, que voient les personnes qui tiennent les informations à jour."
    )


@dataclass(frozen=True, slots=True)
class MadePage:
    """All that directory/people/token_made.html may use."""

    name: str
    secret: str
    until: date


@permitted(may_sign_in)
@require_safe
def tokens(request: HttpRequest) -> HttpResponse:
    """My keys."""
    me: Any = request.user
    now = timezone.now()
    shown = [
        ShownToken(
            number=token.pk,
            name=token.name,
            may=", ".join(SCOPE_LABELS[scope] for scope in token.scopes.split()),
            until=timezone.localdate(token.expires_at),
            over=token.expires_at <= now,
            used_on=token.last_used_on,
        )
        for token in tokens_of(me)
    ]
    return render_page(request, TokensPage(shown), "directory/people/tokens.html")


@permitted(may_sign_in)
@never_cache
@require_http_methods(["GET", "HEAD", "POST"])
@reauthentication_required  # type: ignore[untyped-decorator]
def new_token(request: HttpRequest) -> HttpResponse:
    """Make a key: who one is is asked again, as before any change that opens a door."""
    me: Any = request.user
    form = TokenForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            token, secret = make_api_token(**form.cleaned_data, by=me, now=timezone.now())
        except TooManyTokens as refusal:
            form.add_error(None, str(refusal))
        else:
            page = MadePage(token.name, secret, timezone.localdate(token.expires_at))
            return render_page(request, page, "directory/people/token_made.html")
    return render_page(request, NewTokenPage(form), "directory/people/new_token.html")


@permitted(may_keep_own_token)
@require_http_methods(["GET", "HEAD", "POST"])
def revoke_token(request: HttpRequest, number: int) -> HttpResponse:
    """Take one of my keys back."""
    me: Any = request.user
    token = get_token(me, number)
    if request.method == "POST":
        revoke_api_token(number=number, by=me, now=timezone.now())
        messages.success(request, _("La clé est retirée : elle n’ouvre plus rien."))
        return HttpResponseRedirect(reverse(TOKENS))
    return confirm(
        request,
        question=_("Retirer la clé « %(name)s » ?") % {"name": token.name},
        consequence=_("Le programme ne pourra plus écrire. Ce qu’il a écrit reste."),
        yes=_("Oui, la retirer"),
        cancel_url=reverse(TOKENS),
    )
