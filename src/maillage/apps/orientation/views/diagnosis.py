"""Six questions in pictures, one a page: why first, then what is hard, then four uses.

Answers travel in the pages (forms.answers): nothing is kept, nothing is in an address. Every
question may be passed, one may go back, and stop at any of them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from maillage.apps.directory.queries import NEEDS, need_by_code
from maillage.apps.orientation.forms.answers import (
    LANGUAGE,
    MOTIVE,
    OBSTACLE,
    carried,
    passed,
    read_everything,
    use_name,
    use_word,
)
from maillage.apps.orientation.queries.answers import Everything
from maillage.apps.orientation.queries.words import (
    FIRST_MOTIVES,
    LANGUAGES,
    NOT_ONLINE,
    NOT_ONLINE_WORDS,
    OBSTACLE_GROUPS,
    OBSTACLES,
    USE_ANSWERS,
    USES,
    Said,
)
from maillage.apps.orientation.views.result import STEP, STOP, result_response
from maillage.apps.orientation.views.stepping import steps_back
from maillage.core.skills import Use
from maillage.web.pages import render_page

# What to do next, as the buttons say it.
GO = "aller"
BACK, PASS = "retour", "passer"
# The same question again, in another language.
STAY = "ici"
# Six questions at most: the two of the methods, and the four contrasted uses (ledger ORI-34).
MOTIVE_STEP, OBSTACLE_STEP = "motif", "gene"
STEPS = (MOTIVE_STEP, OBSTACLE_STEP, *(use.value for use in Use))
SEEN_BY = gettext_lazy(
    "Vos réponses servent à vous proposer des lieux. Personne ne les voit. Rien n’est gardé si "
    "vous ne le demandez pas."
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One answer to choose: its words and its pictogram."""

    value: str
    said: Said
    checked: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChoiceGroup:
    """Answers under one title."""

    legend: Any
    choices: Sequence[Choice]


@dataclass(frozen=True, slots=True, kw_only=True)
class StartPage:
    """All that orientation/diagnosis/start.html may use."""

    step: str
    name: str
    first: Sequence[Choice]
    more: Sequence[Choice]
    more_open: bool
    hidden: Sequence[tuple[str, str]]
    # The same with what this page asks, and where it is: for another language.
    answers: Sequence[tuple[str, str]]
    stay: str
    seen_by: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class QuestionPage:
    """All that orientation/diagnosis/question.html may use."""

    step: str
    number: int
    n_steps: int
    title: Any
    lead: Any
    name: str
    several: bool
    groups: Sequence[ChoiceGroup]
    # Languages to choose from, on the page that asks what is hard.
    languages: Sequence[tuple[str, Any, bool]]
    last: bool
    hidden: Sequence[tuple[str, str]]
    # The same with what this page asks, and where it is: for another language.
    answers: Sequence[tuple[str, str]]
    stay: str
    seen_by: Any


@login_not_required
@csrf_exempt  # nothing is changed: what a page sends is only shown again
@steps_back
@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Ask first what the person would like to be able to do (ledger ORI-11)."""
    return _start(request, read_everything(request.POST))


@login_not_required
@csrf_exempt
@steps_back
@require_http_methods(["GET", "HEAD", "POST"])
def questions(request: HttpRequest) -> HttpResponse:
    """Read what a page sent, and show the next one, or the result."""
    if request.method != "POST":
        return HttpResponseRedirect(reverse("orientation:start"))
    step, go = request.POST.get(STEP, MOTIVE_STEP), request.POST.get(GO, "")
    step = step if step in STEPS else MOTIVE_STEP
    sent = passed(request.POST, _names(step)) if go == PASS else request.POST
    answers = read_everything(sent)
    number = STEPS.index(step) + {BACK: -1, STAY: 0}.get(go, 1)
    # Who does not use the internet is not asked what they do there.
    over = number >= len(STEPS) or (step == OBSTACLE_STEP and not answers.short.connected)
    if go == STOP or (over and go not in (BACK, STAY)):
        return result_response(request, answers)
    if number <= 0:
        return _start(request, answers)
    return render_page(request, _question(STEPS[number], answers), QUESTION_TEMPLATE)


QUESTION_TEMPLATE = "orientation/diagnosis/question.html"


def _start(request: HttpRequest, answers: Everything) -> HttpResponse:
    motive = answers.short.motive
    known = need_by_code()
    first = [known[code] for code in FIRST_MOTIVES]
    more = [need for need in NEEDS if need.code not in FIRST_MOTIVES]
    choices = [
        [
            Choice(value=need.code, said=Said(need.label, need.icon), checked=need.code == motive)
            for need in needs
        ]
        for needs in (first, more)
    ]
    page = StartPage(
        step=MOTIVE_STEP,
        name=MOTIVE,
        first=choices[0],
        more=choices[1],
        more_open=any(choice.checked for choice in choices[1]),
        hidden=carried(answers, without=[MOTIVE]),
        answers=[(STEP, MOTIVE_STEP), *carried(answers)],
        stay=STAY,
        seen_by=SEEN_BY,
    )
    return render_page(request, page, "orientation/diagnosis/start.html")


def _question(step: str, answers: Everything) -> QuestionPage:
    common: dict[str, Any] = {
        "step": step,
        "number": STEPS.index(step) + 1,
        "n_steps": len(STEPS),
        "last": step == STEPS[-1],
        "hidden": carried(answers, without=_names(step)),
        "answers": [(STEP, step), *carried(answers)],
        "stay": STAY,
        "seen_by": SEEN_BY,
    }
    if step == OBSTACLE_STEP:
        return _obstacles(answers, common)
    use = Use(step)
    word = use_word(answers.short, use)
    return QuestionPage(
        **common,
        title=USES[use].words,
        lead=_("{more} Comment faites-vous aujourd’hui ?").format(more=USES[use].more).strip(),
        name=use_name(use),
        several=False,
        groups=[
            ChoiceGroup(
                legend="",
                choices=[
                    Choice(value=value, said=said, checked=value == word)
                    for value, said in USE_ANSWERS
                ],
            )
        ],
        languages=[],
    )


def _obstacles(answers: Everything, common: dict[str, Any]) -> QuestionPage:
    short = answers.short
    groups = [
        ChoiceGroup(
            legend=legend,
            choices=[
                Choice(value=each.value, said=OBSTACLES[each], checked=each in short.obstacles)
                for each in listed
            ],
        )
        for legend, listed in OBSTACLE_GROUPS
    ]
    not_online = Choice(value=NOT_ONLINE, said=NOT_ONLINE_WORDS, checked=not short.connected)
    groups[0] = ChoiceGroup(legend=groups[0].legend, choices=[not_online, *groups[0].choices])
    return QuestionPage(
        **common,
        title=_("Qu’est-ce qui rend les choses difficiles ?"),
        lead=_("Cochez tout ce qui est vrai pour vous. Ou rien."),
        name=OBSTACLE,
        several=True,
        groups=groups,
        languages=[(code, words, code == short.language) for code, words in LANGUAGES.items()],
    )


def _names(step: str) -> list[str]:
    """Return the fields that a page asks itself."""
    if step == MOTIVE_STEP:
        return [MOTIVE]
    return [OBSTACLE, LANGUAGE] if step == OBSTACLE_STEP else [use_name(Use(step))]
