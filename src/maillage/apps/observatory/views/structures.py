"""What structures lack: their own register, its sums by kind, what was met."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.directory.queries import standing
from maillage.apps.observatory.actions.registers import (
    add_structure_need,
    edit_structure_need,
    meet_structure_need,
    withdraw_structure_need,
)
from maillage.apps.observatory.forms.registers import StructureFilterForm, StructureNeedForm
from maillage.apps.observatory.queries.access import (
    may_keep_structure_need,
    may_observe,
    may_say_structure_needs,
)
from maillage.apps.observatory.queries.structures import (
    get_structure_need,
    organisations_of,
    structure_needs,
    totals,
)
from maillage.apps.observatory.views.entries import done, form_page, posted, show_entry
from maillage.apps.observatory.views.wording import amount, plain_number
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.tables import csv_response
from maillage.web.words import date_words

if TYPE_CHECKING:
    from maillage.apps.observatory.models import StructureNeed

COLUMNS = ("structure", "ce qui manque", "besoin", "combien", "euros", "depuis", "satisfait le")
SEEN_BY = gettext_lazy(
    "Montré aux professionnels et aux élus qui ont un compte, avec le nom de la structure."
)


@dataclass(frozen=True, slots=True)
class NeedLine:
    """A need of a structure in words."""

    number: int
    structure: str
    kind: str
    text: str
    quantity: str
    cost: str
    since: str
    met: str
    mine: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class StructuresPage:
    """All that observatory/structures.html may use."""

    lead: str
    form: Any
    totals: Sequence[Sequence[str]]
    lines: Sequence[NeedLine]
    met: Sequence[NeedLine]
    may_add: bool
    csv_url: str
    part: str


@permitted(may_observe)
@require_safe
def structures_page(request: HttpRequest) -> HttpResponse:
    """What lacks, by structure, and the sums by kind."""
    form = StructureFilterForm(request.GET or None)
    kind = form.cleaned_data["nature"] if form.is_valid() else ""
    rows = structure_needs(kind=kind)
    waiting = [one for one in rows if one.met_on is None]
    standing_ = standing(signed_in(request))
    page = StructuresPage(
        lead=_lead(waiting),
        form=form,
        totals=[
            (one.label, plain_number(one.n), plain_number(one.n_structures),
             plain_number(one.quantity) if one.quantity else "",
             amount(one.amount_eur, "eur") if one.amount_eur else "", plain_number(one.n_met))
            for one in totals(rows) if not kind or one.kind == kind
        ],
        lines=[_line(one, standing_) for one in waiting],
        met=[_line(one, standing_) for one in rows if one.met_on is not None],
        may_add=bool(standing_.keeps_base or standing_.organisations),
        csv_url=reverse("observatory:structures_csv"),
        part="structures",
    )  # fmt: skip
    return render_page(request, page, "observatory/structures.html")


@permitted(may_observe)
@require_safe
def structures_csv(request: HttpRequest) -> HttpResponseBase:
    """The register, for a spreadsheet."""

    def rows() -> Iterator[Sequence[Any]]:
        for one in structure_needs():
            yield (
                one.organisation.nom, one.get_kind_display(), one.text, one.quantity or "",
                "" if one.amount_eur is None else one.amount_eur, one.since.isoformat(),
                one.met_on.isoformat() if one.met_on else "",
            )  # fmt: skip

    return csv_response("besoins-des-structures.csv", COLUMNS, rows())


@permitted(may_say_structure_needs)
@form_page
def add(request: HttpRequest) -> HttpResponse:
    """Enter a need: of one's own structure, of any for those who publish."""
    form = StructureNeedForm(
        posted(request), organisations=organisations_of(signed_in(request)),
        initial={"since": timezone.localdate()},
    )  # fmt: skip
    if form.is_valid():
        add_structure_need(values=form.cleaned_data, by=signed_in(request), now=timezone.now())
        return done(request, _("Le besoin est dans le registre."), "structures")
    return _form(request, form, _("Dire ce qui manque à une structure"))


@permitted(may_keep_structure_need)
@form_page
def change(request: HttpRequest, number: int) -> HttpResponse:
    """Correct a need."""
    found = get_structure_need(number)
    own = organisations_of(signed_in(request))
    if found.organisation_id not in dict(own):  # a structure that closed keeps its needs
        own = [(found.organisation_id, found.organisation.nom), *own]
    form = StructureNeedForm(
        posted(request), organisations=own,
        initial={name: getattr(found, name) for name in StructureNeedForm.base_fields},
    )  # fmt: skip
    if form.is_valid():
        edit_structure_need(
            number=number, values=form.cleaned_data, by=signed_in(request), now=timezone.now()
        )
        return done(request, _("C’est enregistré."), "structures")
    return _form(
        request, form, _("Corriger le besoin de %(nom)s") % {"nom": found.organisation.nom}
    )


@permitted(may_keep_structure_need)
@require_POST
def meet(request: HttpRequest, number: int) -> HttpResponse:
    """Say that a need is met, or is not after all."""
    again = request.POST.get("remettre") == "1"
    meet_structure_need(number=number, by=signed_in(request), now=timezone.now(), again=again)
    words = _("Le besoin attend de nouveau.") if again else _("Le besoin est marqué satisfait.")
    return done(request, words, "structures")


@permitted(may_keep_structure_need)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Take back a need entered by mistake."""
    withdraw_structure_need(number=number, by=signed_in(request), now=timezone.now())
    return done(request, _("Le besoin est retiré. Le journal garde ce qu’il disait."), "structures")


def _form(request: HttpRequest, form: StructureNeedForm, title: str) -> HttpResponse:
    return show_entry(
        request, form, title=title, button=_("Enregistrer"), part="structures", seen_by=SEEN_BY,
        back_url=reverse("observatory:structures"),
    )  # fmt: skip


def _lead(waiting: Sequence["StructureNeed"]) -> str:
    if not waiting:
        return _("Aucune structure n’a dit ce qui lui manque, ou tout a trouvé réponse.")
    n = len({one.organisation_id for one in waiting})
    said = ngettext("%(n)s besoin attend", "%(n)s besoins attendent", len(waiting))
    whose = ngettext("dans %(n)s structure", "dans %(n)s structures", n)
    return f"{said % {'n': plain_number(len(waiting))}} {whose % {'n': plain_number(n)}}."


def _line(one: "StructureNeed", standing_: Any) -> NeedLine:
    return NeedLine(
        one.pk,
        one.organisation.nom,
        one.get_kind_display(),
        one.text,
        plain_number(one.quantity) if one.quantity else "",
        amount(one.amount_eur, "eur") if one.amount_eur is not None else "",
        date_words(one.since),
        date_words(one.met_on) if one.met_on else "",
        standing_.keeps_base or one.organisation_id in standing_.organisations,
    )
