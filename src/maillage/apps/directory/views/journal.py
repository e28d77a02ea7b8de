"""The journal: who wrote what, when, before and after; only read, by those who steer."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django import forms
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from maillage.apps.directory.forms.people import JournalForm
from maillage.apps.directory.queries.access import may_steer
from maillage.apps.directory.queries.labels import (
    EQUIPMENT_LABELS,
    LIFE_LABELS,
    OFFER_LABELS,
    PLACE_LABELS,
)
from maillage.apps.directory.queries.people import (
    ROLE_LABELS,
    JournalSearch,
    action_words,
    journal,
    journal_people,
    names_of_places,
    person_words,
)
from maillage.core.geo import rings_of_polygons
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.tables import csv_response

BY_PAGE = 50
LABELS = {**LIFE_LABELS, **EQUIPMENT_LABELS, **OFFER_LABELS, **PLACE_LABELS}
SUBJECTS = {
    "place": "lieu",
    "offer": "offre",
    "person": "personne",
    "invitation": "invitation",
    "term": "mot",
    "delivery": "livraison",
    "file": "fichier",
    "source": "source",
    "proposal": "proposition",
    "territory": "territoire",
    "dataset": "jeu de chiffres",
    "snapshot": "dossier de diagnostic",
    "work": "travail demandé",
    # What the modules above write of: one word each, whether they are on or not.
    "organisation": "organisation",
    "said": "traduction",
    "message": "message du plan de communication",
    "slip_block": "bons de la rue",
    "link_run": "recherche de doublons",
    "link_pair": "paire de fiches",
    "producer_source": "producteur",
    "campaign": "campagne",
    "report": "signalement",
    "resource": "personne, salle ou appareil",
    "availability": "horaire de réception",
    "motive": "type de rendez-vous",
    "series": "atelier",
    "session": "séance",
    "booking": "réservation",
    "visit": "venue",
    "diagnosis": "bilan",
    "sheet": "fiche",
    "path": "parcours",
    "path_template": "modèle de parcours",
    "posting": "affiche",
    "zone": "quartier",
    "territory_diagnosis": "diagnostic du territoire",
    "reference": "chiffre repère",
    "study": "étude",
    "finding": "constat",
    "structure_need": "besoin d’une structure",
}
COLUMNS = ("date", "heure", "personne", "action", "sur", "numéro", "avant", "après")


@dataclass(frozen=True, slots=True)
class TraceLine:
    """One trace, in words."""

    at: datetime
    who: str
    action: str
    subject: str
    url: str
    changes: Sequence[tuple[str, str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class JournalPage:
    """All that directory/people/journal.html may use."""

    form: forms.Form
    rows: Sequence[TraceLine]
    next_url: str
    first_url: str
    csv_url: str


@permitted(may_steer)
@require_safe
def journal_page(request: HttpRequest) -> HttpResponse:
    """The traces, the newest first, a page at a time."""
    form, search = _search(request)
    found = list(journal(search)[: BY_PAGE + 1])
    words, places = action_words(), names_of_places(found)
    base = {k: v for k, v in request.GET.items() if k in form.fields and v}
    here = reverse("directory:journal")
    following = {**base, "avant": found[BY_PAGE - 1].pk} if len(found) > BY_PAGE else {}
    page = JournalPage(
        form=form,
        rows=[_line(row, words, places) for row in found[:BY_PAGE]],
        next_url=f"{here}?{urlencode(following)}" if following else "",
        first_url=f"{here}?{urlencode(base)}" if search.before else "",
        csv_url=f"{reverse('directory:journal_csv')}?{urlencode(base)}",
    )
    return render_page(request, page, "directory/people/journal.html")


@permitted(may_steer)
@require_safe
def journal_csv(request: HttpRequest) -> HttpResponseBase:
    """The same traces, all of them, for a spreadsheet."""
    _form, search = _search(request)
    words = action_words()

    def rows() -> Iterator[Sequence[Any]]:
        for row in journal(search).iterator(chunk_size=500):
            at = timezone.localtime(row.at)
            yield (
                at.date().isoformat(),
                f"{at:%H:%M:%S}",
                person_words(row.by),
                words.get(row.action, row.action),
                SUBJECTS.get(row.subject_kind, row.subject_kind),
                row.subject_id,
                _told(row.before),
                _told(row.after),
            )

    return csv_response("journal.csv", COLUMNS, rows())


def _search(request: HttpRequest) -> tuple[JournalForm, JournalSearch]:
    actions = sorted(action_words().items(), key=lambda pair: pair[1])
    form = JournalForm(request.GET or None, people=journal_people(), actions=actions)
    told: dict[str, Any] = form.cleaned_data if form.is_valid() else {}
    before = request.GET.get("avant", "")
    return form, JournalSearch(
        person=told.get("person"),
        action=told.get("action", ""),
        day=told.get("day"),
        before=int(before) if before.isdecimal() and len(before) < 19 else None,
    )


def _line(row: Any, words: dict[str, str], places: dict[str, str]) -> TraceLine:
    names = sorted({*row.before, *row.after}, key=lambda name: str(LABELS.get(name, name)))
    is_place = row.subject_kind == "place"
    return TraceLine(
        at=row.at,
        who=person_words(row.by),
        action=words.get(row.action, row.action),
        subject=places.get(row.subject_id, "")
        if is_place and row.subject_id in places
        else f"{SUBJECTS.get(row.subject_kind, row.subject_kind)} {row.subject_id}".strip(),
        url=reverse("directory:staff_place", args=[row.subject_id]) if is_place else "",
        changes=[
            (
                str(LABELS.get(name, name)),
                _value(name, row.before.get(name)),
                _value(name, row.after.get(name)),
            )
            for name in names
        ],
    )


def _told(values: dict[str, Any]) -> str:
    return " ; ".join(f"{LABELS.get(k, k)} : {_value(k, v)}" for k, v in sorted(values.items()))


def _value(name: str, value: Any) -> str:
    if value in (None, "", []):
        return "rien"
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    if name == "geometry" and isinstance(value, dict):
        n = sum(len(ring) - 1 for polygon in rings_of_polygons(value) for ring in polygon)
        return f"{n} coins"
    return str(ROLE_LABELS.get(value, value)) if name == "role" else str(value)
