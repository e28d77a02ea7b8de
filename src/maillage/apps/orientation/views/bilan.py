"""The 31 activities, by domain, for who wishes to go further: exact levels, said without a mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from maillage.apps.orientation.forms.answers import (
    FULL,
    LAST_USE,
    carried,
    item_name,
    passed,
    read_everything,
)
from maillage.apps.orientation.queries.answers import Everything
from maillage.apps.orientation.queries.item_words import AREAS_IN_ORDER, ITEMS
from maillage.apps.orientation.queries.profile import FullProfile, Version, full_profile
from maillage.apps.orientation.queries.suggestions import Card
from maillage.apps.orientation.queries.words import AREAS, LAST_USES, Said
from maillage.apps.orientation.views.result import search_url, sheet_cards
from maillage.apps.orientation.views.stepping import steps_back
from maillage.apps.orientation.views.suggesting import suggested
from maillage.core.skills import ITEMS_2021, Answer, Area, LastUse
from maillage.web.pages import render_page
from maillage.web.slots import Panel

STEP, GO, VERSION = "etape", "aller", "version"
BACK, PASS, STOP, PAPER = "retour", "passer", "arreter", "papier"
BEGIN, OVER = "debut", "fin"
STEPS = (BEGIN, *(area.value for area in AREAS_IN_ORDER), OVER)
ANSWERS: tuple[tuple[Answer, Any], ...] = (
    (Answer.YES, gettext_lazy("Oui")),
    (Answer.WITH_HELP, gettext_lazy("Avec de l’aide")),
    (Answer.NO, gettext_lazy("Non")),
    (Answer.PASS, gettext_lazy("Je passe")),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanStartPage:
    """All that orientation/diagnosis/bilan_start.html may use."""

    uses: Sequence[tuple[str, Any, bool]]
    hidden: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Activity:
    """One activity: its words, and the answers that one may choose."""

    name: str
    said: Said
    answers: Sequence[tuple[str, Any, bool]]


@dataclass(frozen=True, slots=True, kw_only=True)
class AreaPage:
    """All that orientation/diagnosis/bilan_area.html may use."""

    step: str
    steps: Sequence[Any]
    number: int
    area: Said
    activities: Sequence[Activity]
    last: bool
    hidden: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class BilanResultPage:
    """All that orientation/diagnosis/bilan_result.html and bilan_slip.html may use."""

    profile: FullProfile
    # The other version of the framework: what the button sends, and its words.
    other: str
    panel: Panel | None
    cards: Sequence[Card]
    search_url: str
    hidden: Sequence[tuple[str, str]]


@login_not_required
@csrf_exempt  # nothing is changed: what a page sends is only shown again
@steps_back
@require_http_methods(["GET", "HEAD", "POST"])
def bilan(request: HttpRequest) -> HttpResponse:
    """Read what a page sent, and show the next domain, or the result."""
    step, go = request.POST.get(STEP, ""), request.POST.get(GO, "")
    sent = passed(request.POST, _names(step)) if go == PASS else request.POST
    answers = read_everything(sent)
    if step not in STEPS:
        return _begin(request, answers)
    number = STEPS.index(step) + (-1 if go == BACK else 1)
    outside = answers.last_use not in (None, LastUse.THREE_MONTHS)
    if go == STOP or (go != BACK and (outside or number >= STEPS.index(OVER))):
        return _result(request, answers)
    if number <= 0:
        return _begin(request, answers)
    return render_page(
        request, area_page(AREAS_IN_ORDER[number - 1], answers), f"{_FOLDER}/bilan_area.html"
    )


_FOLDER = "orientation/diagnosis"


def _begin(request: HttpRequest, answers: Everything) -> HttpResponse:
    page = BilanStartPage(
        uses=[(use.value, words, use is answers.last_use) for use, words in LAST_USES.items()],
        hidden=carried(answers, without=[LAST_USE, FULL]),
    )
    return render_page(request, page, f"{_FOLDER}/bilan_start.html")


def area_page(area: Area, answers: Everything) -> AreaPage:
    """Return the page that asks the activities of a domain."""
    step = area.value
    return AreaPage(
        step=step,
        steps=[AREAS[each].words for each in AREAS_IN_ORDER],
        number=STEPS.index(step),
        area=AREAS[area],
        activities=activities(area, answers),
        last=area is AREAS_IN_ORDER[-1],
        hidden=carried(answers, without=[*_names(step), FULL]),
    )


def activities(area: Area, answers: Everything) -> list[Activity]:
    """Return the activities of a domain, with what was answered to each."""
    return [
        Activity(
            name=item_name(item.code),
            said=ITEMS[item.code],
            answers=[
                (answer.value, words, answers.items.get(item.code) is answer)
                for answer, words in ANSWERS
            ],
        )
        for item in ITEMS_2021
        if item.area is area
    ]


def _names(step: str) -> list[str]:
    if step == BEGIN:
        return [LAST_USE]
    return [item_name(item.code) for item in ITEMS_2021 if item.area.value == step]


def _result(request: HttpRequest, answers: Everything) -> HttpResponse:
    version: Version = "2019" if request.POST.get(VERSION) == "2019" else "2021"
    name = "bilan_slip" if request.POST.get(GO) == PAPER else "bilan_result"
    return render_page(request, bilan_page(answers, version), f"{_FOLDER}/{name}.html")


def bilan_page(answers: Everything, version: Version = "2021") -> BilanResultPage:
    """Return all that the result of the 31 activities says, by one version of the framework."""
    whole = Everything(
        short=answers.short, items=answers.items, last_use=answers.last_use, full=True
    )
    profile = full_profile(whole, version)
    assert profile is not None  # `full` is said just above
    panel = suggested(whole, now=timezone.now())
    return BilanResultPage(
        profile=profile,
        other="2021" if version == "2019" else "2019",
        panel=panel,
        cards=sheet_cards(panel),
        search_url=search_url(whole.short),
        hidden=carried(whole),
    )
