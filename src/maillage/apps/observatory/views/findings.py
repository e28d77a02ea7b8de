"""Findings: a sentence, what shows it, its day; withdrawn, it stays; copied with its sources."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from maillage.apps.observatory.actions.registers import add_finding, withdraw_finding
from maillage.apps.observatory.forms.registers import FindingForm
from maillage.apps.observatory.queries.access import (
    may_keep_figures,
    may_keep_finding,
    may_observe,
)
from maillage.apps.observatory.queries.findings import evidence_words, findings
from maillage.apps.observatory.queries.references import references
from maillage.apps.observatory.queries.studies import get_study
from maillage.apps.observatory.queries.values import get_measure, values_of
from maillage.apps.observatory.views.entries import done, form_page, keeps, posted, show_entry
from maillage.apps.observatory.views.references import reference_words
from maillage.apps.observatory.views.studies import study_words
from maillage.apps.observatory.views.wording import how_words, value_words
from maillage.apps.territories.queries import zone_rows_by_id
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.tables import csv_response
from maillage.web.words import date_words

if TYPE_CHECKING:
    from maillage.apps.observatory.models import Finding

COLUMNS = ("constat", "constaté le", "ce qui le montre", "retiré le")


@dataclass(frozen=True, slots=True)
class FindingLine:
    """A finding in words; `to_copy` is the whole of it, sources kept."""

    number: int
    text: str
    on: str
    withdrawn: str
    evidence: Sequence[str]
    to_copy: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FindingsPage:
    """All that observatory/findings.html may use."""

    lead: str
    lines: Sequence[FindingLine]
    withdrawn: Sequence[FindingLine]
    keeps: bool
    part: str


@permitted(may_observe)
@require_safe
def findings_page(request: HttpRequest) -> HttpResponse:
    """What the territory holds for true, and what shows it."""
    found = findings()
    page = FindingsPage(
        lead=ngettext(
            "%(n)s constat, avec ce qui le montre.",
            "%(n)s constats, chacun avec ce qui le montre.",
            len(found),
        ) % {"n": len(found)},
        lines=[_line(one) for one in found],
        withdrawn=[_line(one) for one in findings(withdrawn=True)],
        keeps=keeps(request),
        part="findings",
    )  # fmt: skip
    return render_page(request, page, "observatory/findings.html")


@permitted(may_observe)
@require_safe
def findings_csv(request: HttpRequest) -> HttpResponseBase:
    """All of them, those that were withdrawn too, for a spreadsheet."""
    rows = (
        (one.text, one.said_on.isoformat(), " ".join(evidence_words(one)),
         one.withdrawn_on.isoformat() if one.withdrawn_on else "")
        for one in [*findings(), *findings(withdrawn=True)]
    )  # fmt: skip
    return csv_response("constats.csv", COLUMNS, rows)


@permitted(may_keep_figures)
@form_page
def add(request: HttpRequest) -> HttpResponse:
    """Write a finding: refused when nothing shows it."""
    form = FindingForm(posted(request), initial={"said_on": timezone.localdate()})
    if form.is_valid():
        said = form.cleaned_data
        add_finding(
            text=said["text"], evidence=_evidence(said), said_on=said["said_on"],
            by=signed_in(request), now=timezone.now(),
        )  # fmt: skip
        return done(request, _("Le constat est gardé, avec ce qui le montre."), "findings")
    return show_entry(
        request, form, title=_("Écrire un constat"), button=_("Enregistrer"), part="findings",
        lead=_("Une phrase, un jour, et ce qui la montre. Les sources sont recopiées avec elle : "
               "elles restent, même si le repère ou l’étude est retiré."),
        back_url=reverse("observatory:findings"),
    )  # fmt: skip


@permitted(may_keep_finding)
@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Withdraw a finding, or put it back; nothing is erased."""
    again = request.POST.get("remettre") == "1"
    withdraw_finding(number=number, by=signed_in(request), now=timezone.now(), again=again)
    words = _("Le constat est remis.") if again else _("Le constat est retiré ; il reste lisible.")
    return done(request, words, "findings")


def _evidence(said: dict[str, Any]) -> list[dict[str, str]]:
    """Return what shows it, in words that stay true when the registers change."""
    printed = {one.code: one for one in references()}
    found = [
        {"kind": "reference", "code": code, "words": reference_words(printed[code])}
        for code in said["references"]
    ]
    found += [
        {"kind": "study", "code": code, "words": study_words(get_study(code))}
        for code in said["studies"]
    ]
    if said["measure"]:
        found.append(_figure(said["measure"], said["zone"]))
    if said["words"]:
        found.append({"kind": "text", "code": "", "words": said["words"]})
    return found


def _figure(code: str, number: int) -> dict[str, str]:
    measure, zone = get_measure(code), zone_rows_by_id([number])[number]
    found = values_of(measure, zone.kind, [number]).by_zone.get(number)
    source = found.source if found is not None else ""
    words = _("%(nom)s, %(zone)s : %(value)s (%(how)s). Source : %(source)s.") % {
        "nom": measure.nom,
        "zone": zone.nom,
        "value": value_words(found, measure),
        "how": how_words(found) or _("pas de chiffre"),
        "source": source or _("aucun jeu de chiffres chargé"),
    }
    return {"kind": "figure", "code": f"{code}:{number}", "words": words}


def _line(one: "Finding") -> FindingLine:
    on, evidence = date_words(one.said_on), evidence_words(one)
    said = _("Constaté le %(day)s.") % {"day": on}
    return FindingLine(
        one.pk,
        one.text,
        on,
        date_words(one.withdrawn_on) if one.withdrawn_on else "",
        evidence,
        "\n".join([one.text, said, *(f"- {words}" for words in evidence)]),
    )
