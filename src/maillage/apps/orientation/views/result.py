"""The result of the six questions: what one already does, then where to go. No mark, no cross."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.queries import ZoneChoice, need_by_code, zones_to_search
from maillage.apps.orientation.forms.answers import (
    ASKED_MORE,
    BENEFIT,
    PRACTICE,
    RECOURSE,
    ZONE,
    carried,
    read_everything,
)
from maillage.apps.orientation.forms.orient import MOST_ON_PAPER
from maillage.apps.orientation.queries.answers import Everything, ShortAnswers
from maillage.apps.orientation.queries.profile import ShortProfile, short_profile
from maillage.apps.orientation.queries.suggestions import Card
from maillage.apps.orientation.queries.words import BENEFITS, PRACTICES, RECOURSES, Said
from maillage.apps.orientation.views.stepping import steps_back
from maillage.apps.orientation.views.suggesting import SuggestionsPanel, suggested
from maillage.web.pages import render_page
from maillage.web.slots import Panel

# Buttons of the result that only show it for paper.
PAPER = "papier"
# The page that was answered, and the button that leads here from any of them.
STEP, STOP = "etape", "arreter"


@dataclass(frozen=True, slots=True, kw_only=True)
class MoreQuestions:
    """Where, and what one did not have to say: asked on the result, for who wishes."""

    zones: Sequence[ZoneChoice]
    zone: str
    zone_unknown: bool
    benefits: Sequence[tuple[str, Said, bool]]
    practices: Sequence[tuple[str, Said, bool]]
    recourses: Sequence[tuple[str, Any, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ResultPage:
    """All that orientation/diagnosis/result.html and slip.html may use."""

    profile: ShortProfile
    motive: str
    panel: Panel | None
    # On paper.
    cards: Sequence[Card]
    search_url: str
    more: MoreQuestions
    hidden: Sequence[tuple[str, str]]
    # The same, and that one has stopped: for another language.
    answers: Sequence[tuple[str, str]]
    stay: str
    # The same, without what each form of the page asks itself.
    hidden_but_zone: Sequence[tuple[str, str]]
    hidden_but_more: Sequence[tuple[str, str]]
    asked_more: bool
    full: bool


@login_not_required
@csrf_exempt  # nothing is changed: what a page sends is only shown again
@steps_back
@require_http_methods(["GET", "HEAD", "POST"])
def result(request: HttpRequest) -> HttpResponse:
    """Show the result again, with what was added to it, or on a page for paper."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("orientation:start"))
    return result_response(request, read_everything(request.POST))


def result_response(request: HttpRequest, answers: Everything) -> HttpResponse:
    """Return the page of the result of these answers."""
    page = result_page(answers)
    name = "slip" if request.POST.get("aller") == PAPER else "result"
    return render_page(request, page, f"orientation/diagnosis/{name}.html")


def result_page(answers: Everything) -> ResultPage:
    """Return all that the result says."""
    now, short = timezone.now(), answers.short
    need = need_by_code().get(short.motive)
    more, panel = _more(short), suggested(answers, now=now)
    return ResultPage(
        profile=short_profile(short),
        motive=str(need.label) if need is not None else "",
        panel=panel,
        cards=sheet_cards(panel),
        search_url=search_url(short),
        more=more,
        hidden=carried(answers),
        answers=[(STEP, ""), *carried(answers)],
        stay=STOP,
        hidden_but_zone=carried(answers, without=[ZONE]),
        hidden_but_more=carried(answers, without=[BENEFIT, PRACTICE, RECOURSE, ASKED_MORE]),
        asked_more=short.benefits is not None,
        full=answers.full,
    )


def sheet_cards(panel: Panel | None) -> Sequence[Card]:
    """Return the places of a panel that a sheet of paper holds."""
    page = panel.page if panel is not None else None
    return page.cards[:MOST_ON_PAPER] if isinstance(page, SuggestionsPanel) else []


def search_url(short: ShortAnswers) -> str:
    """Return the address of the search that asks for the same thing: codes alone."""
    asked = {"besoin": short.motive, "ou": short.zone, "langue": short.language}
    words = urlencode({name: value for name, value in asked.items() if value})
    address = reverse("directory:results")
    return f"{address}?{words}" if words else address


def _more(short: ShortAnswers) -> MoreQuestions:
    zones = zones_to_search(today=timezone.localdate())
    found = zones.named(short.zone) if short.zone else ()
    benefits = short.benefits or frozenset()
    return MoreQuestions(
        zones=zones.short_list(),
        zone=found[0].slug if found and zones.short_list() else short.zone,
        zone_unknown=bool(short.zone) and not found,
        benefits=[(each.value, said, each in benefits) for each, said in BENEFITS.items()],
        practices=[(each.value, said, each in short.practices) for each, said in PRACTICES.items()],
        recourses=[
            (each.value, words, each.value == short.recourse) for each, words in RECOURSES.items()
        ],
    )
