"""Printed numbers, beside what the counts give and what is known here; never two populations."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.observatory.actions.registers import (
    add_reference,
    edit_reference,
    withdraw_reference,
)
from maillage.apps.observatory.forms.registers import ReferenceForm
from maillage.apps.observatory.queries.access import (
    may_keep_figures,
    may_keep_reference,
    may_observe,
)
from maillage.apps.observatory.queries.actors import ActorShare, actors_in_priority
from maillage.apps.observatory.queries.references import (
    Check,
    LocalValue,
    Reference,
    activities,
    half_up,
    local_values,
    own_reference,
    references,
)
from maillage.apps.observatory.queries.wording import points_words
from maillage.apps.observatory.views.entries import done, form_page, keeps, posted, show_entry
from maillage.apps.observatory.views.wording import amount, plain_number
from maillage.core.drawing import Bar, Texts, chart_svg
from maillage.web.access import permitted, signed_in
from maillage.web.ods import ods_response
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response
from maillage.web.words import date_words

ACTIVITY_WORDS = {
    "courses": lazy("Faire ses courses"),
    "banque": lazy("Opérations bancaires"),
    "demarches": lazy("Démarches"),
}
SCALE_WORDS = {
    "qpv": lazy("Quartiers prioritaires"),
    "englobante": lazy("Unités urbaines qui les entourent"),
    "france": lazy("France métropolitaine"),
}
COLUMNS = (
    "repère", "valeur", "unité", "population", "territoire", "année", "source", "à savoir",
    "comparé à", "population comparée", "écart en points", "recalculé", "diffère",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class ReferenceLine:
    """A printed number in words; nothing of it is shown without its source."""

    code: str
    nom: str
    words: str
    of_whom: str
    source: str
    caveat: str
    compared: str
    compared_of: str
    gap: str
    computed: str
    differs: bool
    local: Sequence[tuple[str, str, str]]
    edit_url: str
    withdraw_url: str


@dataclass(frozen=True, slots=True)
class Territory:
    """The numbers of one territory."""

    nom: str
    lines: Sequence[ReferenceLine]


@dataclass(frozen=True, slots=True, kw_only=True)
class ReferencesPage:
    """All that observatory/references.html may use."""

    lead: str
    compared: Sequence[ReferenceLine]
    chart: SafeString
    alone: Sequence[ReferenceLine]
    territories: Sequence[Territory]
    n_differ: int
    actors: str
    actors_how: str
    actors_note: str
    uses: SafeString
    uses_table: Sequence[tuple[str, Sequence[tuple[Any, str]]]]
    scales: Sequence[Any]
    files: Sequence[tuple[str, str]]
    keeps: bool
    part: str


@permitted(may_observe)
@require_safe
def references_page(request: HttpRequest) -> HttpResponse:
    """The printed numbers: compared, beside ours, and territory by territory."""
    rows = references()
    here = local_values([one.measure for one in rows if one.measure])
    own = keeps(request)
    lines = {one.code: _line(one, here, own) for one in rows}
    compared = [one for one in rows if one.gap_points is not None]
    themed = [one for one in rows if one.measure and one.gap_points is None]
    rest = [one for one in rows if one not in compared and one not in themed]
    differ = [one for one in rows if one.check and one.check.differs]
    actors = actors_in_priority(today=timezone.localdate())
    uses = activities(rows)
    page = ReferencesPage(
        lead=_lead(len(rows), len(differ)),
        compared=[lines[one.code] for one in compared],
        chart=_compared_chart(compared),
        alone=[lines[one.code] for one in themed],
        territories=[
            Territory(nom, [lines[one.code] for one in rest if one.territory == nom])
            for nom in dict.fromkeys(one.territory for one in rest)
        ],
        n_differ=len(differ),
        actors=_actors(actors),
        actors_how=_actors_how(actors),
        actors_note=_actors_note(rows),
        uses=_uses_chart(uses),
        uses_table=[
            (
                str(ACTIVITY_WORDS[name]),
                [(SCALE_WORDS[scale], _given(one)) for scale, one in by_scale.items()],
            )
            for name, by_scale in uses.items()
        ],
        scales=list(SCALE_WORDS.values()),
        files=[
            (ending.upper(), reverse("observatory:references_file", args=[ending]))
            for ending in ("csv", "xlsx", "ods")
        ],
        keeps=own,
        part="references",
    )
    return render_page(request, page, "observatory/references.html")


@permitted(may_observe)
@require_safe
def references_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The same numbers, each with its source, for a spreadsheet."""
    rows = _cells()
    if ending == "csv":
        return csv_response("reperes.csv", COLUMNS, rows)
    if ending == "ods":
        return ods_response("reperes.ods", COLUMNS, rows, title=_("Chiffres repères"))
    return xlsx_response("reperes.xlsx", COLUMNS, rows)


@permitted(may_keep_figures)
@form_page
def add(request: HttpRequest) -> HttpResponse:
    """Enter a printed number: refused without its source (OBS-05)."""
    form = ReferenceForm(posted(request))
    if form.is_valid():
        add_reference(values=form.values(), by=signed_in(request), now=timezone.now())
        return done(request, _("Le repère est enregistré, avec sa source."), "references")
    return _form(request, form, _("Ajouter un chiffre repère"))


@permitted(may_keep_reference)
@form_page
def change(request: HttpRequest, code: str) -> HttpResponse:
    """Correct a number of the city."""
    found = own_reference(code)
    initial = {name: getattr(found, name) for name in ReferenceForm.base_fields
               if hasattr(found, name)}  # fmt: skip
    themes = set(found.themes)
    initial |= {
        "numerator": found.check_counts.get("numerator"),
        "denominator": found.check_counts.get("denominator"),
        "activity": next((one for one in ACTIVITY_WORDS if one in themes), ""),
        "scale": next((f"echelle-{one}" for one in SCALE_WORDS if f"echelle-{one}" in themes), ""),
    }
    form = ReferenceForm(posted(request), initial=initial)
    if form.is_valid():
        edit_reference(code=code, values=form.values(), by=signed_in(request), now=timezone.now())
        return done(request, _("C’est enregistré."), "references")
    return _form(request, form, _("Corriger : %(nom)s") % {"nom": found.nom})


@permitted(may_keep_reference)
@require_POST
def withdraw(request: HttpRequest, code: str) -> HttpResponse:
    """Take back a number of the city."""
    withdraw_reference(code=code, by=signed_in(request), now=timezone.now())
    return done(request, _("Le repère est retiré. Le journal garde ce qu’il disait."), "references")


# ---------------------------------------------------------------- in words


def reference_words(one: Reference) -> str:
    """Return a number as findings cite it: value, of whom, where, when, by whom."""
    return _("%(nom)s : %(value)s (%(whom)s). Source : %(source)s.") % {
        "nom": one.nom,
        "value": amount(one.value, one.unit),
        "whom": _whom(one),
        "source": one.source,
    }


def _whom(one: Reference) -> str:
    return ", ".join(str(part) for part in (one.population, one.territory, one.year) if part)


def _form(request: HttpRequest, form: ReferenceForm, title: str) -> HttpResponse:
    return show_entry(
        request, form, title=title, button=_("Enregistrer"), part="references",
        lead=_("Recopiez le nombre comme il est imprimé, même s’il paraît faux : Maillage refait "
               "le calcul et montre l’écart."),
        back_url=reverse("observatory:references"),
    )  # fmt: skip


def _lead(n: int, n_differ: int) -> str:
    said = ngettext("%(n)s nombre imprimé", "%(n)s nombres imprimés", n) % {"n": n}
    if not n_differ:
        return _("%(said)s, chacun avec sa source.") % {"said": said}
    wrong = ngettext(
        "%(n)s n’est pas ce que donnent les comptes imprimés à côté",
        "%(n)s ne sont pas ce que donnent les comptes imprimés à côté",
        n_differ,
    ) % {"n": n_differ}
    return _("%(said)s, chacun avec sa source. %(wrong)s.") % {"said": said, "wrong": wrong}


def _line(one: Reference, here: Any, own: bool) -> ReferenceLine:
    local: Sequence[LocalValue] = here.get(one.measure, ())
    mine = own and one.is_ours
    return ReferenceLine(
        one.code,
        one.nom,
        amount(one.value, one.unit),
        _whom(one),
        one.source,
        one.caveat,
        amount(one.compared, one.unit) if one.compared is not None else "",
        one.compared_population,
        points_words(one.gap_points) if one.gap_points is not None else "",
        _computed(one.check) if one.check else "",
        bool(one.check and one.check.differs),
        [(v.zone, f"{amount(v.value, one.unit)}, {v.year}", v.source) for v in local],
        reverse("observatory:edit_reference", args=[one.code]) if mine else "",
        reverse("observatory:withdraw_reference", args=[one.code]) if mine else "",
    )


def _computed(check: Check) -> str:
    """Return what the counts give, with the counts: a share says what it is a share of."""
    if check.is_share:
        part, whole = (plain_number(one) for one in check.parts)
        return _("%(share)s %% calculé à partir des comptes : %(part)s sur %(whole)s") % {
            "share": plain_number(half_up(check.computed), digits=1), "part": part, "whole": whole,
        }  # fmt: skip
    return _("%(total)s calculé : %(terms)s") % {
        "total": plain_number(check.computed),
        "terms": " + ".join(plain_number(one) for one in check.parts),
    }


def _compared_chart(rows: Sequence[Reference]) -> SafeString:
    bars = []
    for one in rows:
        bars.append(Bar(one.nom, one.value, amount(one.value, one.unit)))
        bars.append(Bar("", one.compared, amount(one.compared or 0, one.unit), mark=1))
    texts = Texts(
        title=_("Quartiers prioritaires et ensemble de la population"),
        description=_("Pour chaque réponse, deux barres : d’abord les habitants des quartiers "
                      "prioritaires, dessous l’ensemble de la population."),
    )  # fmt: skip
    return _drawn("compared", bars, texts)


def _drawn(name: str, bars: Sequence[Bar], texts: Texts) -> SafeString:
    """Return a chart whose names of parts are its own: two are on one page."""
    svg = chart_svg(bars, texts=texts, largest=100)
    return SafeString(svg.replace("chart-t", f"{name}-t").replace("chart-d", f"{name}-d"))


def _given(one: Reference | None) -> str:
    return _("valeurs non fournies") if one is None else amount(one.value, one.unit)


def _uses_chart(uses: Any) -> SafeString:
    bars = [
        Bar(
            f"{ACTIVITY_WORDS[name]}" if mark == 0 else "",
            None if one is None else one.value,
            f"{SCALE_WORDS[scale]} : {_given(one)}",
            mark=mark,
        )
        for name, by_scale in uses.items()
        for mark, (scale, one) in enumerate(by_scale.items())
    ]
    texts = Texts(
        title=_("Ce que l’on fait en ligne, à trois échelles"),
        description=_("Pour chaque activité, trois barres : quartiers prioritaires, unités "
                      "urbaines qui les entourent, France métropolitaine."),
    )  # fmt: skip
    return _drawn("uses", bars, texts)


def _actors(share: ActorShare | None) -> str:
    if share is None:
        return _("Aucun contour de quartier prioritaire n’est chargé : le calcul attend.")
    if share.pct is None:
        return _("Aucune organisation n’a de lieu placé sur le plan : le calcul attend.")
    return _("%(pct)s %% : %(inside)s organisations sur %(n)s ont un lieu dans un quartier "
             "prioritaire.") % {
        "pct": plain_number(half_up(share.pct), digits=1), "inside": share.n_inside, "n": share.n,
    }  # fmt: skip


def _actors_how(share: ActorShare | None) -> str:
    if share is None or share.pct is None:
        return ""
    words = _("Calculé sur le recensement : une organisation compte une fois, dès qu’un de ses "
              "lieux publics est dans le contour. À part : %(unplaced)s organisations sans lieu "
              "placé, %(nameless)s lieux dont personne n’a dit l’organisation.") % {
        "unplaced": share.n_unplaced, "nameless": share.n_nameless,
    }  # fmt: skip
    if share.ended_on:
        words += " " + _("Liste des quartiers qui a cessé de valoir le %(day)s.") % {
            "day": date_words(share.ended_on)
        }
    return words


def _actors_note(rows: Sequence[Reference]) -> str:
    found = next((one for one in rows if one.code == "acteurs-en-qpv"), None)
    return reference_words(found) if found else ""


def _cells() -> Iterator[Sequence[Any]]:
    for one in references():
        check = one.check
        yield (
            one.nom, one.value, one.unit, one.population, one.territory, one.year or "",
            one.source, one.caveat, "" if one.compared is None else one.compared,
            one.compared_population, "" if one.gap_points is None else one.gap_points,
            half_up(check.computed, 2) if check else "",
            "" if check is None else "oui" if check.differs else "non",
        )  # fmt: skip
