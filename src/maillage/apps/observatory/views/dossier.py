"""The dossier of diagnosis: made, read on the screen, printed again as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.directory.queries import standing
from maillage.apps.observatory.actions.works import ask_dossier
from maillage.apps.observatory.queries.access import (
    may_keep_figures,
    may_observe,
    may_read_snapshot,
)
from maillage.apps.observatory.queries.gaps import CHOICES_MIN, MINUTES
from maillage.apps.observatory.queries.snapshots import get_snapshot, snapshots
from maillage.apps.observatory.views.works import Followed, followed, key_in, new_key, opened
from maillage.apps.territories.queries import kind_label, kinds_loaded
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import date_words, time_words

KINDS = ("qpv", "quarter", "commune", "veille")
SEEN_BY = lazy("Lu par les professionnels et les élus qui ont un compte. Votre nom y est gardé.")


@dataclass(frozen=True, slots=True)
class Kept:
    """A dossier of the list."""

    title: str
    url: str
    pdf_url: str
    made: str
    size: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ListPage:
    """All that observatory/dossiers.html may use."""

    kept: Sequence[Kept]
    kinds: Sequence[tuple[str, str]]
    minutes: Sequence[int]
    default_minutes: int
    keeps: bool
    title_said: str
    seen_by: str
    key: str
    works: Sequence[Followed]


@permitted(may_observe)
@require_safe
def dossiers(request: HttpRequest) -> HttpResponse:
    """The dossiers that were kept, and the form that makes one."""
    there, keeps = kinds_loaded(), _keeps(request)
    page = ListPage(
        kept=[
            Kept(
                one.title,
                reverse("observatory:dossier", args=[one.pk]),
                reverse("observatory:dossier_pdf", args=[one.pk]),
                _made(one),
                one.sha256[:8],
            )
            for one in snapshots()
        ],
        kinds=[(kind, kind_label(kind, 2)) for kind in KINDS if kind in there],
        minutes=CHOICES_MIN,
        default_minutes=MINUTES,
        keeps=keeps,
        title_said=_("Dossier de diagnostic numérique"),
        seen_by=str(SEEN_BY),
        key=new_key(),
        works=followed("dossier") if keeps else [],
    )
    return render_page(request, page, "observatory/dossiers.html")


def _keeps(request: HttpRequest) -> bool:
    return standing(signed_in(request)).keeps_base


def _made(one: Any) -> str:
    at = timezone.localtime(one.made_at)
    words = _("%(day)s à %(time)s") % {"day": date_words(at.date()), "time": time_words(at)}
    name = one.made_by.get_full_name() if one.made_by else ""
    return f"{words}, {name}" if name else words


@permitted(may_keep_figures)
@require_POST
def make(request: HttpRequest) -> HttpResponse:
    """Ask for the dossier of today; it opens at once when it is soon made."""
    there = kinds_loaded()
    asked = request.POST.get("genre", "")
    kind = (
        asked
        if asked in KINDS and asked in there
        else next((one for one in KINDS if one in there), "commune")
    )
    # Compared as words: a number of 5 000 figures is no number for Python.
    by_word = {str(one): one for one in CHOICES_MIN}
    minutes = by_word.get(request.POST.get("minutes", ""), MINUTES)
    title = " ".join(request.POST.get("titre", "").replace("\0", "").split())[:160]
    work = ask_dossier(
        kind,
        title=title or _("Dossier de diagnostic numérique"),
        minutes=minutes,
        key=key_in(request),
        by=signed_in(request),
        now=timezone.now(),
    )
    return opened(request, work)


@dataclass(frozen=True, slots=True, kw_only=True)
class DossierPage:
    """All that observatory/dossier.html may use."""

    title: str
    subtitle: str
    made: str
    pdf_url: str
    figures: Sequence[Mapping[str, str]]
    essential: Sequence[str]
    publics: Mapping[str, Any]
    offers: Mapping[str, Any]
    needs: Mapping[str, Any]
    maps: Sequence[Mapping[str, Any]]
    gaps: Mapping[str, Any]
    grid: Sequence[Mapping[str, Any]]
    grid_words: str
    sources: Sequence[Mapping[str, str]]
    methods: Sequence[str]


@permitted(may_read_snapshot)
@require_safe
def dossier(request: HttpRequest, number: int) -> HttpResponse:
    """A dossier on the screen, from the facts that were kept: never from what is true today."""
    one = get_snapshot(number)
    facts = one.facts
    grid = facts["gaps"].get("table") or {}
    words = grid.get("words", {})
    lines = grid.get("lines", [])
    page = DossierPage(
        title=facts["title"],
        subtitle=facts["subtitle"],
        made=_made(one),
        pdf_url=reverse("observatory:dossier_pdf", args=[number]),
        figures=facts["figures"],
        essential=facts["essential"],
        publics=facts["publics"],
        offers=facts["offers"],
        needs=facts["needs"],
        # Drawn by us, kept by us: no text of a person is in it but escaped.
        maps=[
            {**one, "svg": SafeString(one["svg"]), "legend": [
                (SafeString(line["svg"]), line["words"]) for line in one["legend"]
            ]}
            for one in facts["needs"]["maps"]
        ],
        gaps=facts["gaps"],
        grid=[
            {
                "nom": line["nom"],
                "cells": [(cover, words.get(cover, cover)) for cover in line["cells"]],
            }
            for line in lines
        ],
        grid_words=ngettext("%(n)s territoire", "%(n)s territoires", len(lines))
        % {"n": len(lines)},
        sources=facts["sources"],
        methods=facts["methods"],
    )  # fmt: skip
    return render_page(request, page, "observatory/dossier.html")


@permitted(may_read_snapshot)
@require_safe
def dossier_pdf(request: HttpRequest, number: int) -> HttpResponse:
    """The very bytes that were made that day."""
    one = get_snapshot(number)
    response = HttpResponse(bytes(one.content), content_type="application/pdf")
    day = timezone.localtime(one.made_at).date().isoformat()
    response["Content-Disposition"] = f'inline; filename="dossier-{number}-{day}.pdf"'
    return response
