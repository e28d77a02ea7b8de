"""Pages of the register of tools: what serves already, and what somebody would add."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from maillage.apps.directory.queries import standing
from maillage.apps.toolbox import actions, queries
from maillage.apps.toolbox.errors import ReasonMissing, SayWhyExistingDoNot
from maillage.apps.toolbox.forms import NeedForm, NewToolForm, RefusalForm, ToolForm
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.slots import Id, Panel
from maillage.web.tables import csv_response
from maillage.web.words import date_words

SEEN_BY = _("Montré aux professionnels qui ont un compte, pas aux habitants.")
SEEN_BY_KEEPERS = _("Lu par les personnes qui tiennent la base ; leur réponse vous revient ici.")
form_page = require_http_methods(["GET", "HEAD", "POST"])
LABELS = dict(queries.PURPOSES)


def _who(request: HttpRequest) -> Any:
    return request.user


def _done(request: HttpRequest, words: str, route: str, *args: Any) -> HttpResponse:
    messages.success(request, words)
    return redirect(reverse(f"toolbox:{route}", args=args))


@dataclass(frozen=True, slots=True)
class ToolLine:
    """A tool of the register."""

    url: str
    nom: str
    owner: str
    description: str
    public: str
    overlap: str


@dataclass(frozen=True, slots=True)
class Shelf:
    """The tools of one purpose."""

    label: Any
    lines: Sequence[ToolLine]


def _line(tool: Any) -> ToolLine:
    return ToolLine(
        reverse("toolbox:tool", args=[tool.pk]),
        tool.nom,
        tool.owner,
        tool.description,
        tool.public,
        tool.overlap,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """All that toolbox/register.html may use."""

    q: str
    shelves: Sequence[Shelf]
    empty: str
    retired: Sequence[ToolLine]
    keeps: bool
    n_waiting: int


@permitted(queries.may_read_tools)
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """The tools in use, by purpose."""
    q = request.GET.get("q", "").strip()[:120]
    found = queries.tools(text=q)
    shelves = [
        Shelf(label, [_line(tool) for tool in found if tool.purpose == code])
        for code, label in queries.PURPOSES
    ]
    counts = queries.n_by_purpose()
    keeps = standing(_who(request)).keeps_base
    page = RegisterPage(
        q=q,
        shelves=[shelf for shelf in shelves if shelf.lines],
        empty=", ".join(str(label) for code, label in queries.PURPOSES if not counts[code]),
        retired=[_line(tool) for tool in queries.tools(text=q, retired=True)],
        keeps=keeps,
        n_waiting=queries.n_waiting() if keeps else 0,
    )
    return render_page(request, page, "toolbox/register.html")


@permitted(queries.may_read_tools)
@require_safe
def register_csv(request: HttpRequest) -> StreamingHttpResponse:
    """The register as a table to download."""
    columns = ["nom", "à quoi il sert", "qui le tient", "adresse", "pour qui", "description",
               "en double avec"]  # fmt: skip
    rows = (
        [t.nom, LABELS[t.purpose], t.owner, t.url, t.public, t.description, t.overlap]
        for t in queries.tools()
    )
    return csv_response("outils.csv", columns, rows)


@dataclass(frozen=True, slots=True, kw_only=True)
class ToolPage:
    """All that toolbox/tool.html may use."""

    number: int
    line: ToolLine
    purpose: Any
    address: str
    retired: str
    updated: str
    keeps: bool


@permitted(queries.may_read_tool)
@require_safe
def tool(request: HttpRequest, number: int) -> HttpResponse:
    """One tool: whose it is, for what, for whom."""
    found = queries.get_tool(number)
    page = ToolPage(
        number=number,
        line=_line(found),
        purpose=LABELS[found.purpose],
        address=found.url,
        retired=date_words(found.retired_on) if found.retired_on else "",
        updated=date_words(timezone.localtime(found.updated_at).date()),
        keeps=standing(_who(request)).keeps_base,
    )
    return render_page(request, page, "toolbox/tool.html")


@dataclass(frozen=True, slots=True, kw_only=True)
class FormPage:
    """All that toolbox/form.html may use."""

    title: str
    lead: str
    form: Any
    hidden: Sequence[tuple[str, str]]
    existing: Sequence[ToolLine]
    examined: bool
    button: str
    back_url: str
    seen_by: str


def _show(request: HttpRequest, form: Any, **said: Any) -> HttpResponse:
    page = FormPage(
        **{
            "form": form,
            "lead": "",
            "hidden": (),
            "existing": (),
            "examined": False,
            "back_url": reverse("toolbox:register"),
            "seen_by": SEEN_BY,
        }
        | said
    )
    status = 422 if form.is_bound and form.errors else 200
    return render_page(request, page, "toolbox/form.html", status=status)


@permitted(queries.may_keep_tools)
@form_page
def new(request: HttpRequest) -> HttpResponse:
    """Enter a tool that is in use."""
    form = ToolForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        made = actions.add_tool(values=form.cleaned_data, by=_who(request), now=timezone.now())
        return _done(request, _("L’outil est dans le registre."), "tool", made.pk)
    return _show(
        request, form, title=_("Ajouter un outil qui sert déjà"), button=_("Ajouter au registre")
    )


@permitted(queries.may_keep_tool)
@form_page
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Correct what is said of a tool."""
    found = queries.get_tool(number)
    initial = {name: getattr(found, name) for name in actions.FIELDS}
    form = ToolForm(request.POST if request.method == "POST" else None, initial=initial)
    if form.is_valid():
        actions.edit_tool(
            number=number, values=form.cleaned_data, by=_who(request), now=timezone.now()
        )
        return _done(request, _("C’est enregistré."), "tool", number)
    return _show(
        request,
        form,
        title=_("Corriger : %(nom)s") % {"nom": found.nom},
        button=_("Enregistrer"),
        back_url=reverse("toolbox:tool", args=[number]),
    )


@permitted(queries.may_keep_tool)
@require_POST
def retire(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a tool is no longer used, or is again."""
    again = request.POST.get("reprendre") == "1"
    actions.retire_tool(number=number, by=_who(request), now=timezone.now(), again=again)
    words = _("L’outil sert de nouveau.") if again else _("L’outil est marqué comme arrêté.")
    return _done(request, words, "tool", number)


# ---------------------------------------------------------------- proposing


@permitted(queries.may_read_tools)
@form_page
def propose(request: HttpRequest) -> HttpResponse:
    """Propose a tool: first what exists, then why it does not do."""
    title = _("Proposer un nouvel outil")
    asked = request.POST if request.method == "POST" else request.GET
    first = NewToolForm(asked or None)
    if not first.is_valid():
        lead = _("Nous regardons d’abord ce qui existe.")
        return _show(request, first, title=title, lead=lead, button=_("Voir ce qui existe déjà"))
    nom, purpose = first.cleaned_data["nom"], first.cleaned_data["purpose"]
    existing = queries.tools_to_examine(nom=nom, purpose=purpose)
    sent = request.method == "POST" and "need" in request.POST
    form = NeedForm(request.POST if sent else None)
    form.fields["why"].required = bool(existing)
    if sent and form.is_valid():
        try:
            actions.propose_tool(
                nom=nom,
                purpose=purpose,
                need=form.cleaned_data["need"],
                why=form.cleaned_data["why"],
                by=_who(request),
                now=timezone.now(),
            )
            return _done(request, _("Votre proposition est envoyée."), "proposals")
        except SayWhyExistingDoNot as error:  # a tool was added meanwhile
            form.add_error("why", str(error))
    if not existing:
        del form.fields["why"]
    return _show(
        request,
        form,
        title=title,
        lead=_("%(nom)s : %(purpose)s") % {"nom": nom, "purpose": LABELS[purpose]},
        hidden=[("nom", nom), ("purpose", purpose)],
        existing=[_line(one) for one in existing],
        examined=True,
        button=_("Envoyer la proposition"),
        back_url=reverse("toolbox:propose"),
        seen_by=SEEN_BY_KEEPERS,
    )


@dataclass(frozen=True, slots=True)
class ProposalLine:
    """A proposal of a tool, for its author or for those who answer."""

    number: int
    nom: str
    purpose: Any
    need: str
    why: str
    who: str
    on: str
    state: Any
    waits: bool
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposalsPage:
    """All that toolbox/proposals.html may use."""

    waiting: Sequence[ProposalLine]
    mine: Sequence[ProposalLine]
    keeps: bool
    refused: int
    refusal: Any
    seen_by: str


def _proposal(found: Any) -> ProposalLine:
    return ProposalLine(
        number=found.pk,
        nom=found.nom,
        purpose=LABELS[found.purpose],
        need=found.need,
        why=found.why_existing_do_not,
        who=found.by.get_full_name() or _("compte sans nom"),
        on=date_words(timezone.localtime(found.made_at).date()),
        state=found.get_state_display(),
        waits=found.state == "proposed",
        reason=found.reason,
    )


def _proposals(
    request: HttpRequest, *, refused: int = 0, refusal: Any = None, status: int = 200
) -> HttpResponse:
    who = _who(request)
    keeps = standing(who).keeps_base
    page = ProposalsPage(
        waiting=[_proposal(one) for one in queries.waiting()] if keeps else [],
        mine=[_proposal(one) for one in queries.proposals_of(who)],
        keeps=keeps,
        refused=refused,
        refusal=refusal or RefusalForm(),
        seen_by=_("La personne qui l’a proposé lira votre réponse."),
    )
    return render_page(request, page, "toolbox/proposals.html", status=status)


@permitted(queries.may_read_tools)
@require_safe
def proposals(request: HttpRequest) -> HttpResponse:
    """What one proposed; for those who publish, what waits for an answer."""
    return _proposals(request)


@permitted(queries.may_decide_tool)
@require_POST
def accept(request: HttpRequest, number: int) -> HttpResponse:
    """Enter a proposed tool in the register."""
    made = actions.accept_tool(number=number, by=_who(request), now=timezone.now())
    return _done(request, _("L’outil est dans le registre : complétez sa fiche."), "edit", made.pk)


@permitted(queries.may_decide_tool)
@require_POST
def refuse(request: HttpRequest, number: int) -> HttpResponse:
    """Say no, and why."""
    form = RefusalForm(request.POST)
    if form.is_valid():
        try:
            actions.refuse_tool(
                number=number,
                reason=form.cleaned_data["reason"],
                by=_who(request),
                now=timezone.now(),
            )
            return _done(request, _("Votre réponse est envoyée."), "proposals")
        except ReasonMissing as error:
            form.add_error("reason", str(error))
    return _proposals(request, refused=number, refusal=form, status=422)


@permitted(queries.may_take_back_tool)
@require_POST
def take_back(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw one's own proposal."""
    actions.take_back_tool(number=number, by=_who(request), now=timezone.now())
    return _done(request, _("La proposition est retirée."), "proposals")


# ---------------------------------------------------------------- the desk


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPanel:
    """All that toolbox/_desk.html may use."""

    n: int


def desk_panels(ids: Sequence[Id]) -> dict[Id, list[Panel]]:
    """Return how many proposed tools wait, for those who answer; nothing when none does."""
    n = queries.n_waiting()
    if not n:
        return {}
    panel = Panel("toolbox/_desk.html", DeskPanel(n=n), order=15)
    return {id_: [panel] for id_ in queries.keepers_among(ids)}
