"""The guide of procedures: what to bring, the official site, who helps near here."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries import ZoneChoice, zones_to_search
from maillage.apps.orientation.forms.orient import ZONE
from maillage.apps.orientation.queries.procedure_list import (
    ELSEWHERE,
    PROCEDURES,
    Complexity,
    Done,
    Procedure,
)
from maillage.apps.orientation.queries.procedures import get_procedure, helpers_for
from maillage.apps.orientation.views.suggesting import SuggestionsPanel, suggestions_panel
from maillage.web.pages import render_page
from maillage.web.words import date_words

# In the person's words: how hard it is, never how able they are.
COMPLEXITY_WORDS = {
    Complexity.SIMPLE: _("Une démarche courte."),
    Complexity.COMPLEX: _("Une démarche longue : mieux vaut être à deux."),
}
DONE_WORDS = {
    Done.WITH: _("On la fait avec vous. Vous gardez la main."),
    Done.WITH_OR_FOR: _(
        "On la fait avec vous. Un professionnel qui en a le droit peut aussi la faire pour vous, "
        "avec votre accord écrit (Aidants Connect)."
    ),
}


@dataclass(frozen=True, slots=True)
class GuideLine:
    """A procedure in the list."""

    nom: Any
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class Led:
    """A public service that we lead to."""

    nom: str
    words: Any
    url: str
    places_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GuidePage:
    """All that orientation/procedures/guide.html may use."""

    lines: Sequence[GuideLine]
    elsewhere: Sequence[Led]


@dataclass(frozen=True, slots=True, kw_only=True)
class ProcedurePage:
    """All that orientation/procedures/procedure.html may use."""

    procedure: Procedure
    complexity: Any
    done: Any
    zones: Sequence[ZoneChoice]
    zone: str
    zone_nom: str
    zone_unknown: bool
    found: SuggestionsPanel
    read_on: str


@login_not_required
@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """List the procedures."""
    results = reverse("directory:results")
    page = GuidePage(
        lines=[
            GuideLine(one.nom, one.icon, reverse("orientation:procedure", args=[one.code]))
            for one in PROCEDURES
        ],
        elsewhere=[
            Led(
                one.nom,
                one.words,
                one.url,
                f"{results}?{urlencode({'avec': f'label:{one.label}'})}" if one.label else "",
            )
            for one in ELSEWHERE
        ],
    )
    return render_page(request, page, "orientation/procedures/guide.html")


@login_not_required
@require_safe
def procedure(request: HttpRequest, code: str) -> HttpResponse:
    """Show one procedure, and who helps near the chosen quarter (ledger ORI-14)."""
    one, now = get_procedure(code), timezone.now()
    zones = zones_to_search(today=timezone.localdate(now))
    typed = request.GET.get(ZONE, "").strip()[:80]
    named = zones.named(typed) if typed else ()
    found = helpers_for(one, zone=typed if named else "", now=now)
    listed = zones.short_list()
    page = ProcedurePage(
        procedure=one,
        complexity=COMPLEXITY_WORDS[one.complexity],
        done=DONE_WORDS[one.done],
        zones=listed,
        zone=named[0].slug if named and listed else typed,
        zone_nom=named[0].nom if named else "",
        zone_unknown=bool(typed) and not named,
        found=suggestions_panel(found, need=one.need, zone=typed if named else ""),
        read_on=date_words(one.read_on) if one.read_on else "",
    )
    return render_page(request, page, "orientation/procedures/procedure.html")
