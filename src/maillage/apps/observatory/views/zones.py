"""One zone: what people do and what is hard, what helps and what is made, side by side."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries.supply import Supplied, supply
from maillage.apps.directory.queries.zones import places_near
from maillage.apps.observatory.queries.access import may_observe_zone
from maillage.apps.observatory.queries.drawn import shown_number
from maillage.apps.observatory.queries.profile import Profile, ProfileLine, profile
from maillage.apps.observatory.queries.references import references
from maillage.apps.observatory.views.over_words import names, over_words
from maillage.apps.observatory.views.wording import amount, how_words, known_words, value_words
from maillage.apps.territories.queries import get_zone, kind_label
from maillage.core.drawing import Bar, Texts, chart_svg
from maillage.core.standard.values import Service
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.tables import csv_response
from maillage.web.words import date_words

_FAMILIES = (
    ("people", lazy("Qui habite ici")),
    ("practice", lazy("Ce que les habitants font déjà")),
    ("digital", lazy("Le numérique")),
    ("social", lazy("Ce qui pèse sur la vie de tous les jours")),
)
_MOST_BARS = 6
# What residents make and learn together, beside what repairs a difficulty (WRN-34).
MADE = frozenset(
    {
        Service.LOISIRS_ET_CREATIONS_NUMERIQUES,
        Service.COMPREHENSION_DU_MONDE_NUMERIQUE,
        Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE,
    }
)


@dataclass(frozen=True, slots=True)
class Beside:
    """The figure of what contains the zone; `part` says for how many it is known, when not all."""

    nom: str
    words: str
    part: str


@dataclass(frozen=True, slots=True)
class FigureLine:
    """A measure in the page of a zone."""

    nom: str
    url: str
    words: str
    how: str
    above: Sequence[Beside]
    caveat: str


@dataclass(frozen=True, slots=True)
class FamilyPart:
    """The measures of one family."""

    title: Any
    lines: Sequence[FigureLine]
    # What is read elsewhere, where nothing is known here: never as a figure of this zone.
    elsewhere: Sequence[str] = ()


@dataclass(frozen=True, slots=True)
class ChartPart:
    """One chart of one measure, at the scales where it is known."""

    title: str
    svg: SafeString


@dataclass(frozen=True, slots=True, kw_only=True)
class ZonePage:
    """All that observatory/zone.html may use."""

    title: str
    kind: str
    ended: str
    above: Sequence[str]
    inside: Sequence[str]
    # Of a neighbourhood over several communes: which ones, and what they have together.
    over: str
    together: Sequence[tuple[str, str]]
    families: Sequence[FamilyPart]
    charts: Sequence[ChartPart]
    n_places: int
    n_near: int
    helps: Sequence[tuple[str, str]]
    made: Sequence[tuple[str, str]]
    public_url: str
    csv_url: str


@permitted(may_observe_zone)
@require_safe
def zone(request: HttpRequest, slug: str) -> HttpResponse:
    """The figures of a zone and what helps there."""
    found, today = get_zone(slug), timezone.localdate()
    figures = profile(found.pk, today=today)
    near = places_near(found)
    inside = supply(places=near.inside)
    ended = found.valid_to is not None and found.valid_to < today
    page = ZonePage(
        title=found.nom,
        kind=kind_label(found.kind, 1),
        ended=date_words(found.valid_to) if ended and found.valid_to else "",
        above=[row.nom for row in figures.above],
        inside=[row.nom for row in figures.above if row.kind not in ("uu", "country")],
        over=over_words(figures.over) if figures.over else "",
        together=_together(figures),
        families=_families(figures),
        charts=_charts(figures),
        n_places=len(near.inside),
        n_near=len(near.around),
        helps=_counted(inside, made=False),
        made=_counted(inside, made=True),
        public_url=f"/q/{found.slug}/",
        csv_url=reverse("observatory:zone_csv", args=[slug]),
    )
    return render_page(request, page, "observatory/zone.html")


def _counted(places: Sequence[Supplied], *, made: bool) -> list[tuple[str, str]]:
    """Return the services of the places inside, and at how many of them; help, or initiatives."""
    n = Counter(service for place in places for service in place.services)
    return [
        (service, ngettext("%(n)s lieu", "%(n)s lieux", n[service]) % {"n": n[service]})
        for service in sorted(n)
        if (service in MADE) is made
    ]


def _together(figures: Profile) -> list[tuple[str, str]]:
    """Return the measures that add up from one commune to the other, and their sum."""
    if figures.over is None:
        return []
    added = figures.over.added
    return [
        (line.measure.nom, value_words(added[line.measure.code], line.measure))
        for line in figures.lines
        if line.measure.code in added
    ]


def _families(figures: Profile) -> list[FamilyPart]:
    parts = []
    for family, title in _FAMILIES:
        lines = [
            FigureLine(
                line.measure.nom,
                reverse("observatory:measure", args=[line.measure.code]),
                value_words(line.here, line.measure),
                how_words(line.here),
                [
                    Beside(row.nom, value_words(value, line.measure), known_words(value))
                    for row, value in zip(figures.above, line.above, strict=True)
                ],
                line.measure.caveat,
            )
            for line in figures.lines
            if line.measure.family == family
        ]
        lacking = family == "practice" and not lines
        parts.append(FamilyPart(title, lines, _elsewhere() if lacking else ()))
    return parts


def _elsewhere() -> list[str]:
    """Return the equipment that most people have, from the printed numbers of the country."""
    return [
        _("%(nom)s : %(value)s (%(population)s, %(territory)s). %(source)s.")
        % {
            "nom": one.nom,
            "value": amount(one.value, one.unit),
            "population": one.population,
            "territory": one.territory,
            "source": one.source,
        }
        for one in references()
        if "equipement" in one.themes
    ]


def _charts(figures: Profile) -> list[ChartPart]:
    shown = [
        line
        for line in figures.lines
        if line.measure.unit == "pct" and line.here is not None and line.here.is_known
    ]
    return [_chart(figures, line) for line in shown[:_MOST_BARS]]


def _chart(figures: Profile, line: ProfileLine) -> ChartPart:
    bars = [
        Bar(figures.zone.nom, line.here.value if line.here else None,
            value_words(line.here, line.measure))
    ]  # fmt: skip
    for rank, mark in figures.beside:
        row, value = figures.above[rank], line.above[rank]
        bars.append(
            Bar(row.nom, value.value if value else None, value_words(value, line.measure),
                mark=mark)
        )  # fmt: skip
    said = ". ".join(f"{bar.name} : {bar.words}" for bar in bars)
    svg = chart_svg(bars, texts=Texts(title=line.measure.nom, description=said))
    # Several charts on one page: each names its own parts.
    svg = svg.replace("chart-", f"chart-{line.measure.code}-")
    return ChartPart(line.measure.nom, SafeString(svg))


@permitted(may_observe_zone)
@require_safe
def zone_csv(request: HttpRequest, slug: str) -> HttpResponseBase:
    """The same figures as a table."""
    found, today = get_zone(slug), timezone.localdate()
    figures = profile(found.pk, today=today)
    columns = ["mesure", "unite", "base", "territoire", "code", "valeur", "etat", "methode",
               "annee", "couverture_pct", "source"]  # fmt: skip
    over, rows = figures.over, []
    for line in figures.lines:
        told = [
            (row.nom, row.code, value)
            for row, value in zip(
                [figures.zone, *figures.above], [line.here, *line.above], strict=True
            )
        ]
        if over is not None:
            codes = " ; ".join(row.code for row in over.communes)
            told.append((" ; ".join(names(over)), codes, over.added.get(line.measure.code)))
        rows += [
            [
                line.measure.nom, line.measure.unit, line.measure.base_words, nom, code,
                "" if (number := shown_number(value, line.measure)) is None else round(number, 4),
                value.state, value.method, value.year,
                "" if value.coverage_pct is None else value.coverage_pct, value.source,
            ]
            for nom, code, value in told
            if value is not None
        ]  # fmt: skip
    return csv_response(f"chiffres-{slug}.csv", columns, rows)
