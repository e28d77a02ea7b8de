"""The needs that were said, source by source, and on a map when it is switched on."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.views.decorators.http import require_safe

from maillage.apps.agenda.queries.few import LEAST_SHOWN
from maillage.apps.observatory.queries.access import may_observe
from maillage.apps.observatory.queries.drawn import drawn_map
from maillage.apps.observatory.queries.maps import MapLine
from maillage.apps.observatory.queries.register import (
    Register,
    SaidNeeds,
    Source,
    needs_said_map,
    register,
)
from maillage.apps.observatory.queries.wording import plain_number
from maillage.apps.observatory.views.gaps import cell_words
from maillage.apps.territories.queries import kind_label, kinds_loaded
from maillage.web.access import permitted
from maillage.web.ods import ods_response
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response
from maillage.web.words import date_words

# Where residents and professionals say they are.
MAPPED = ("quarter", "qpv", "commune")
TITLES = {
    Source.SEARCHES: lazy("Ceux qui orientent quelqu’un"),
    Source.RESIDENTS: lazy("Les habitants qui n’ont rien trouvé"),
    Source.SHEETS: lazy("Les fiches de liaison"),
    Source.DROP_INS: lazy("Les venues sans rendez-vous"),
    Source.LEVELS: lazy("Ceux qui ont fait le point sur leurs usages"),
}
WHAT = {
    Source.SEARCHES: lazy("une recherche compte une fois, à la page « Orienter quelqu’un »"),
    Source.RESIDENTS: lazy(
        "ce qu’un habitant signale lui-même ; on ne sait pas sur combien de recherches"
    ),
    Source.SHEETS: lazy("une fiche compte une fois par service demandé"),
    Source.DROP_INS: lazy("une venue compte une fois par sujet noté au comptoir"),
    Source.LEVELS: lazy("les difficultés de ceux qui ont accepté d’être comptés, sans leur nom"),
}
UNITS = {
    Source.SEARCHES: lazy("recherches"),
    Source.SHEETS: lazy("fiches"),
    Source.DROP_INS: lazy("venues dont le sujet est noté"),
    Source.LEVELS: lazy("réponses"),
}


@dataclass(frozen=True, slots=True)
class SourceShown:
    """One source in words: what is counted, out of how many, its lines."""

    code: str
    title: str
    what: str
    n: str
    lines: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class RegisterPage:
    """All that observatory/register.html may use."""

    lead: str
    sources: Sequence[SourceShown]
    map_on: bool
    map_url: str
    svg: SafeString
    map_lines: Sequence[tuple[str, str]]
    map_title: str
    least: int
    files: Sequence[tuple[str, str]]


@permitted(may_observe)
@require_safe
def needs_register(request: HttpRequest) -> HttpResponse:
    """Each source apart; the map of searches by territory when « besoins » is switched on."""
    today = timezone.localdate()
    found, on = register(today=today), request.GET.get("couche") == "besoins"
    there = kinds_loaded()
    kind = next((one for one in MAPPED if one in there), "")
    drawn = needs_said_map(kind, today=today) if on and kind else None
    some = drawn is not None and any(line.number for line in drawn[0].lines)
    here = reverse("observatory:register")
    page = RegisterPage(
        lead=_lead(found),
        sources=[_shown(one) for one in found.sources],
        map_on=on,
        map_url=here if on else f"{here}?couche=besoins",
        svg=SafeString(drawn_map(drawn[0], today=today)) if drawn and some else SafeString(""),
        map_lines=[(line.zone.nom, _said_there(line)) for line in drawn[0].lines] if drawn else [],
        map_title=kind_label(kind, 2) if kind else "",
        least=LEAST_SHOWN,
        files=[
            (name, reverse("observatory:register_file", args=[ending]))
            for name, ending in (("CSV", "csv"), ("Excel", "xlsx"), ("LibreOffice", "ods"))
        ],
    )
    return render_page(request, page, "observatory/register.html")


@permitted(may_observe)
@require_safe
def register_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The same lines as a table; what the page hides stays hidden."""
    found = register(today=timezone.localdate())
    columns = ["source", "besoin", "nombre", "du", "au"]
    rows = [
        [shown.title, words, number, found.start.isoformat(), found.end.isoformat()]
        for shown in map(_shown, found.sources)
        for words, number in shown.lines
    ]
    name = f"besoins-{found.end.isoformat()}"
    if ending == "ods":
        return ods_response(f"{name}.ods", columns, rows, title=_("Besoins"))
    if ending == "xlsx":
        return xlsx_response(f"{name}.xlsx", columns, rows)
    return csv_response(f"{name}.csv", columns, rows)


def _lead(found: Register) -> str:
    n = sum(bool(one.lines) for one in found.sources)
    return _(
        "Du %(first)s au %(last)s, %(n)s sources sur %(all)s ont dit des besoins. Chaque source "
        "est à part : une même personne peut être dans plusieurs, on ne les additionne pas."
    ) % {
        "first": date_words(found.start), "last": date_words(found.end),
        "n": n, "all": len(found.sources),
    }  # fmt: skip


def _shown(one: SaidNeeds) -> SourceShown:
    n = ""
    if one.n is not None and one.lines:
        n = f"{cell_words(one.n)} {UNITS[one.source]}"
    return SourceShown(
        one.source, str(TITLES[one.source]), str(WHAT[one.source]), n,
        [(words, cell_words(cell)) for words, cell in one.lines],
    )  # fmt: skip


def _said_there(line: MapLine) -> str:
    if line.number is None:
        return _("effectif trop faible")
    return plain_number(line.number) if line.number else _("aucun besoin dit")
