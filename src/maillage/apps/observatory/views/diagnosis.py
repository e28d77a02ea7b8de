"""The diagnosis: begun, led in four stages, ended; what each stage looks at (OBS-15)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.observatory.actions.diagnosis import (
    choose_publics,
    end_diagnosis,
    reopen_diagnosis,
    say_stage,
    start_diagnosis,
)
from maillage.apps.observatory.errors import StageStateUnknown
from maillage.apps.observatory.forms.diagnosis import PublicsForm, StageForm, StartForm
from maillage.apps.observatory.queries.access import (
    may_keep_figures,
    may_lead_diagnosis,
    may_observe,
    may_read_diagnosis,
)
from maillage.apps.observatory.queries.diagnosis import (
    COMPARISON,
    PUBLICS,
    StageState,
    comparison_is_open,
    get_diagnosis,
    get_stage,
    offers_by_public,
    past_diagnoses,
    running_diagnosis,
    stages_of,
)
from maillage.apps.observatory.views.entries import done, form_page, keeps, posted, show_entry
from maillage.apps.observatory.views.stages import Looked, look_at
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.words import date_words

if TYPE_CHECKING:
    from maillage.apps.observatory.models import Diagnosis, Stage

TITLES = {
    1: lazy("Pour quels publics"),
    2: lazy("Recenser l’offre"),
    3: lazy("Recenser les besoins"),
    4: lazy("Ce qui existe et ce qui manque"),
}
LEADS = {
    1: lazy("Choisissez les publics de ce diagnostic, et dites pourquoi eux."),
    2: lazy("Ce que la base connaît des lieux et de ce qu’ils proposent, et ce qu’il reste à "
            "demander."),
    3: lazy("Ce que l’on a cherché, demandé, ou pas trouvé ; et ce que disent les chiffres."),
    4: lazy("Chaque besoin à côté de ce qui y répond déjà."),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class StageLine:
    """A stage in the list: its name, where it stands, since when."""

    number: int
    title: Any
    lead: Any
    state: str
    state_words: Any
    said: str
    url: str
    locked: bool


@dataclass(frozen=True, slots=True)
class DiagnosisLine:
    """A diagnosis that ended, or the one that runs."""

    title: str
    when: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosesPage:
    """All that observatory/diagnoses.html may use."""

    running: DiagnosisLine | None
    stages: Sequence[StageLine]
    past: Sequence[DiagnosisLine]
    keeps: bool
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DiagnosisPage:
    """All that observatory/diagnosis.html may use."""

    number: int
    title: str
    lead: str
    stages: Sequence[StageLine]
    runs: bool
    may_write: bool
    may_reopen: bool
    part: str


@dataclass(frozen=True, slots=True, kw_only=True)
class StagePage:
    """All that observatory/stage.html may use."""

    number: int
    step: int
    diagnosis: str
    diagnosis_url: str
    title: Any
    lead: Any
    steps: Sequence[Any]
    current: int
    line: StageLine
    note: str
    publics: Sequence[str]
    why: str
    looked: Looked | None
    locked: bool
    offer_url: str
    may_write: bool
    answers: Sequence[tuple[str, Any]]
    previous_url: str
    next_url: str
    part: str
    seen_by: Any


@permitted(may_observe)
@require_safe
def diagnoses(request: HttpRequest) -> HttpResponse:
    """The one that runs with its four stages, and those that ended."""
    found = running_diagnosis()
    page = DiagnosesPage(
        running=_diagnosis(found) if found else None,
        stages=_stages(found) if found else [],
        past=[_diagnosis(one) for one in past_diagnoses()],
        keeps=keeps(request),
        part="stages",
    )
    return render_page(request, page, "observatory/diagnoses.html")


@permitted(may_keep_figures)
@form_page
def start(request: HttpRequest) -> HttpResponse:
    """Begin a diagnosis; refused while another runs."""
    form = StartForm(posted(request))
    if form.is_valid():
        made = start_diagnosis(
            title=form.cleaned_data["title"], zone=form.cleaned_data["zone"],
            by=signed_in(request), now=timezone.now(),
        )  # fmt: skip
        return done(request, _("Le diagnostic commence : ses quatre étapes sont à faire."),
                    "diagnosis", made.pk)  # fmt: skip
    return show_entry(
        request, form, title=_("Commencer un diagnostic"), button=_("Commencer"), part="stages",
        lead=_("Quatre étapes, à votre rythme. Un seul diagnostic court à la fois."),
        back_url=reverse("observatory:diagnoses"),
    )  # fmt: skip


@permitted(may_read_diagnosis)
@require_safe
def diagnosis(request: HttpRequest, number: int) -> HttpResponse:
    """One diagnosis: its four stages, each with its state and its day."""
    found = get_diagnosis(number)
    own = keeps(request)
    page = DiagnosisPage(
        number=number,
        title=found.title,
        lead=_when(found),
        stages=_stages(found),
        runs=found.is_running,
        may_write=own and found.is_running,
        may_reopen=own and not found.is_running and running_diagnosis() is None,
        part="stages",
    )
    return render_page(request, page, "observatory/diagnosis.html")


@permitted(may_lead_diagnosis)
@require_POST
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a diagnosis is over."""
    end_diagnosis(number=number, by=signed_in(request), now=timezone.now())
    return done(request, _("Le diagnostic est terminé. Il reste lisible ici."), "diagnosis", number)


@permitted(may_lead_diagnosis)
@require_POST
def reopen(request: HttpRequest, number: int) -> HttpResponse:
    """Take back an end said by mistake."""
    reopen_diagnosis(number=number, by=signed_in(request), now=timezone.now())
    return done(request, _("Le diagnostic court de nouveau."), "diagnosis", number)


@permitted(may_lead_diagnosis)
@form_page
def publics(request: HttpRequest, number: int) -> HttpResponse:
    """Choose the publics of stage 1."""
    found = get_diagnosis(number)
    form = PublicsForm(
        posted(request), counts=offers_by_public(found),
        initial={"publics": found.publics, "why": found.publics_why},
    )  # fmt: skip
    if form.is_valid():
        choose_publics(
            number=number, publics=form.cleaned_data["publics"], why=form.cleaned_data["why"],
            by=signed_in(request), now=timezone.now(),
        )  # fmt: skip
        return done(request, _("Les publics sont choisis."), "stage", number, PUBLICS)
    return show_entry(
        request, form, title=_("Pour quels publics"), button=_("Enregistrer"), part="stages",
        lead=LEADS[PUBLICS], back_url=reverse("observatory:stage", args=[number, PUBLICS]),
    )  # fmt: skip


@permitted(may_read_diagnosis)
@require_safe
def stage(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """One stage: what to look at, where it stands, what was kept of it."""
    found = get_stage(number, step)
    whole = found.diagnosis
    lines = _stages(whole)
    locked = step == COMPARISON and not comparison_is_open(stages_of(whole))

    def url(to: int) -> str:
        return reverse("observatory:stage", args=[number, to]) if to in TITLES else ""

    page = StagePage(
        number=number,
        step=step,
        diagnosis=whole.title,
        diagnosis_url=reverse("observatory:diagnosis", args=[number]),
        title=TITLES[step],
        lead=LEADS[step],
        steps=list(TITLES.values()),
        current=step,
        line=lines[step - 1],
        note=found.note,
        publics=whole.publics,
        why=whole.publics_why,
        looked=None if locked else look_at(whole, step, today=timezone.localdate()),
        locked=locked,
        offer_url=url(2),
        may_write=keeps(request) and whole.is_running,
        answers=_answers(found, locked=locked),
        previous_url=url(step - 1),
        next_url=url(step + 1),
        part="stages",
        seen_by=_("Montré aux professionnels et aux élus qui ont un compte."),
    )
    return render_page(request, page, "observatory/stage.html")


@permitted(may_lead_diagnosis)
@require_POST
def say(request: HttpRequest, number: int, step: int) -> HttpResponse:
    """Say where a stage stands; backwards too."""
    form = StageForm(request.POST)
    if not form.is_valid():
        raise StageStateUnknown
    say_stage(
        number=number, step=step, state=form.cleaned_data["state"],
        seen=form.cleaned_data["seen"], note=form.cleaned_data["note"],
        by=signed_in(request), now=timezone.now(),
    )  # fmt: skip
    return done(request, _("C’est noté."), "stage", number, step)


def _answers(found: "Stage", *, locked: bool) -> list[tuple[str, Any]]:
    """Return the buttons of a stage: (state, words), the most useful first."""
    if locked:
        return []
    keep = (found.state, _("Garder la note"))
    back = (StageState.TO_DO, _("Remettre à faire"))
    buttons: dict[StageState, list[tuple[str, Any]]] = {
        StageState.TO_DO: [
            (StageState.STARTED, _("Commencer cette étape")),
            (StageState.DONE, _("Elle est terminée")),
        ],
        StageState.STARTED: [(StageState.DONE, _("Elle est terminée")), keep, back],
        StageState.DONE: [keep, (StageState.STARTED, _("La rouvrir")), back],
    }
    return buttons[StageState(found.state)]


def _stages(found: "Diagnosis") -> list[StageLine]:
    stages = stages_of(found)
    opened = comparison_is_open(stages)
    return [
        StageLine(
            one.number,
            TITLES[one.number],
            LEADS[one.number],
            one.state,
            one.get_state_display(),
            date_words(one.said_on) if one.said_on else "",
            reverse("observatory:stage", args=[found.pk, one.number]),
            one.number == COMPARISON and not opened,
        )
        for one in stages
    ]


def _diagnosis(found: "Diagnosis") -> DiagnosisLine:
    url = reverse("observatory:diagnosis", args=[found.pk])
    return DiagnosisLine(found.title, _when(found), url)


def _when(found: "Diagnosis") -> str:
    where = found.zone.nom if found.zone else _("tout le territoire")
    said = {"where": where, "start": date_words(found.started_on)}
    if found.ended_on is None:
        return _("%(where)s, commencé le %(start)s.") % said
    said["end"] = date_words(found.ended_on)
    return _("%(where)s, du %(start)s au %(end)s.") % said
