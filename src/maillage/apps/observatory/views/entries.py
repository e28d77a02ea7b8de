"""What the pages of the diagnosis share: a form with its words, and where one goes back."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.queries import standing
from maillage.web.access import signed_in
from maillage.web.pages import render_page

SEEN_BY = _("Montré aux professionnels et aux élus qui ont un compte, pas aux habitants.")
form_page = require_http_methods(["GET", "HEAD", "POST"])


def keeps(request: HttpRequest) -> bool:
    """Tell whether the person may write in the registers."""
    return standing(signed_in(request)).keeps_base


def posted(request: HttpRequest) -> Any:
    """Return what was sent; None when the page is only opened."""
    return request.POST if request.method == "POST" else None


def done(request: HttpRequest, words: str, route: str, *args: Any) -> HttpResponse:
    """Say that it is done, on another page."""
    messages.success(request, words)
    return redirect(reverse(f"observatory:{route}", args=args))


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryPage:
    """All that observatory/entry.html may use."""

    title: str
    lead: str
    form: Any
    button: str
    back_url: str
    part: str
    seen_by: Any


def show_entry(request: HttpRequest, form: Any, **said: Any) -> HttpResponse:
    """Show a form; 422 when it was refused."""
    page = EntryPage(**{"form": form, "lead": "", "seen_by": SEEN_BY} | said)
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, page, "observatory/entry.html", status=status)
