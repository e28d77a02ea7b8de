"""Pages of those who translate: how far each language is, then one text after the other."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from maillage.apps.translations import queries
from maillage.apps.translations.actions import say
from maillage.apps.translations.errors import SaidMeanwhile, TextGone, TooLong
from maillage.apps.translations.forms import SaidForm
from maillage.web.access import permitted, signed_in
from maillage.web.languages import Language
from maillage.web.pages import render_page
from maillage.web.words import date_words

BY_PAGE = 20
SEEN_BY = _("Montré aux habitants qui lisent dans cette langue, à la place du français.")


@dataclass(frozen=True, slots=True)
class ChoosePage:
    """All that translations/languages.html may use."""

    lines: Sequence[tuple[queries.Progress, str]]


@permitted(queries.may_translate)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The languages, and how many texts each one still lacks."""
    lines = [
        (one, reverse("translations:texts", args=[one.language.code])) for one in queries.progress()
    ]
    return render_page(request, ChoosePage(lines), "translations/languages.html")


@dataclass(frozen=True, slots=True)
class TextLine:
    """One text to say, or to say again."""

    number: int
    digest: str
    french: str
    where: Sequence[tuple[str, str]]
    n_more: int
    seen: str
    text: str
    by: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TextsPage:
    """All that translations/texts.html may use."""

    language: Language
    lines: Sequence[TextLine]
    # What was typed for a text that changed since: given back, so that it is copied.
    lost: str
    message: str
    q: str
    everything: bool
    n_found: int
    other_url: str
    next_url: str
    previous_url: str
    action: str
    seen_by: str


@permitted(queries.may_translate_into)
@require_http_methods(["GET", "HEAD", "POST"])
def texts(request: HttpRequest, code: str) -> HttpResponse:
    """The texts that one language lacks, or all of them; one is said at a time."""
    if request.method != "POST":
        return _show(request, code)
    form = SaidForm(request.POST)
    if not form.is_valid():
        return _show(request, code, message=_("Ce texte est trop long, ou illisible."), status=422)
    text = form.cleaned_data["text"].replace("\r\n", "\n")
    try:
        french = say(
            digest=form.cleaned_data["french"],
            language=code,
            text=text,
            seen=form.cleaned_data["seen"],
            by=signed_in(request),
            now=timezone.now(),
        )
    except (TextGone, SaidMeanwhile, TooLong) as fault:
        return _show(request, code, message=str(fault), lost=text, status=fault.status)
    left = numbers_left_out(french, text) if text.strip() else ()
    if left:
        messages.warning(
            request,
            _("C’est enregistré. Vérifiez : {numbers} n’y est pas.").format(
                numbers=", ".join(left)
            ),
        )
    else:
        messages.success(request, _("C’est enregistré : les habitants le lisent déjà."))
    return redirect(f"{request.path}?{request.META.get('QUERY_STRING', '')}".rstrip("?"))


def numbers_left_out(french: str, text: str) -> tuple[str, ...]:
    """Return the numbers of the French that a translation lacks: hours, prices, telephones."""
    said = re.findall(r"\d+", text)
    return tuple(dict.fromkeys(one for one in re.findall(r"\d+", french) if one not in said))


def _show(
    request: HttpRequest, code: str, *, message: str = "", lost: str = "", status: int = 200
) -> HttpResponse:
    q = request.GET.get("q", "").strip()[:120]
    everything = request.GET.get("tout") == "1"
    found = queries.texts_to_say(code, words=q, all_of_them=everything)
    page = Paginator(found, BY_PAGE).get_page(request.GET.get("page"))
    first = page.start_index()
    shown = TextsPage(
        language=queries.language_to_say(code),
        lines=[_line(first + n, one) for n, one in enumerate(page)],
        lost=lost,
        message=message,
        q=q,
        everything=everything,
        n_found=len(found),
        other_url=_address(request, tout="" if everything else "1", page=""),
        next_url=_address(request, page=page.next_page_number()) if page.has_next() else "",
        previous_url=_address(request, page=page.previous_page_number())
        if page.has_previous()
        else "",
        action=_address(request),
        seen_by=SEEN_BY,
    )
    return render_page(request, shown, "translations/texts.html", status=status)


def _line(number: int, one: queries.Text) -> TextLine:
    said = one.said
    return TextLine(
        number,
        one.digest,
        one.french,
        one.where,
        one.n_where - len(one.where),
        one.seen,
        said.text if said else "",
        _("{who}, le {day}").format(who=said.by, day=date_words(timezone.localtime(said.at).date()))
        if said
        else "",
    )


def _address(request: HttpRequest, **changed: Any) -> str:
    kept = {name: request.GET.get(name, "") for name in ("q", "tout", "page")} | changed
    asked = urlencode({name: value for name, value in kept.items() if value})
    return f"{request.path}?{asked}" if asked else request.path
