"""Zones beside each other and beside what surrounds them: a chart, a sentence, a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse, HttpResponseBase, QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.observatory.queries.access import may_observe
from maillage.apps.observatory.queries.compare import (
    MOST,
    SCALES,
    ComparedLine,
    ComparedZone,
    Comparison,
    chosen_zones,
    compare,
    zones_to_compare,
)
from maillage.apps.observatory.queries.drawn import shown_number
from maillage.apps.observatory.views.over_words import names, over_words, together_words
from maillage.apps.observatory.views.wording import (
    amount,
    base_words,
    how_words,
    plain_number,
    value_words,
)
from maillage.apps.territories.queries import ZoneRow, kind_label
from maillage.core.drawing import Bar, Texts, chart_svg
from maillage.web.access import permitted
from maillage.web.ods import ods_response
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response
from maillage.web.words import listed

FIRST = ("poor_households_pct", "poverty_rate_pct", "low_declared_income_pct")
_LEAST_DIVIDED = 1.0
_FAMILIES = ("practice", "digital", "social", "people")
_SCALE_WORDS = {
    "unite": lazy("L’unité urbaine et la France"),
    "commune": lazy("La commune et l’intercommunalité"),
}
_READING = {
    "unite": lazy(
        "Une barre par échelle, pour le même chiffre, à partir de zéro. Bleu foncé, trait plein : "
        "les territoires choisis. Bleu clair, tirets : l’unité urbaine qui les entoure, c’est-à-"
        "dire les communes que l’Insee réunit parce que leurs constructions se touchent. Ocre, "
        "pointillé : la France métropolitaine. « Estimé » : calculé ici à partir de zones plus "
        "petites, en proportion de leurs habitants."
    ),
    "commune": lazy(
        "Une barre par échelle, pour le même chiffre, à partir de zéro. Bleu foncé, trait plein : "
        "les territoires choisis. Bleu clair, tirets : leur commune, ou chacune de leurs communes. "
        "Ocre, pointillé : leur intercommunalité."
    ),
}


@dataclass(frozen=True, slots=True)
class Chosen:
    """A zone that was chosen, and the address of the page without it."""

    nom: str
    slug: str
    url: str
    without: str


@dataclass(frozen=True, slots=True)
class OfferedGroup:
    """Zones of a kind that may be added."""

    words: str
    zones: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class MeasureChoice:
    """A measure of the list."""

    code: str
    nom: str
    current: bool


@dataclass(frozen=True, slots=True)
class ScaleChoice:
    """What the chart puts beside the zones, and the address that shows it."""

    words: str
    url: str
    current: bool


@dataclass(frozen=True, slots=True)
class Line:
    """A measure: a cell by zone."""

    nom: str
    url: str
    current: bool
    cells: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class ComparePage:
    """All that observatory/compare.html may use."""

    chosen: Sequence[Chosen]
    offered: Sequence[OfferedGroup]
    choices: Sequence[MeasureChoice]
    most: int = MOST
    n_too_many: int = 0
    title: str = ""
    svg: str = ""
    scale: str = ""
    scales: Sequence[ScaleChoice] = ()
    made: str = ""
    reading: str = ""
    lacking: Sequence[str] = ()
    sentences: Sequence[str] = ()
    over: Sequence[str] = ()
    notes: Sequence[str] = ()
    heads: Sequence[tuple[str, str]] = ()
    lines: Sequence[Line] = ()
    sources: Sequence[tuple[str, str]] = ()
    files: Sequence[tuple[str, str]] = ()


@permitted(may_observe)
@require_safe
def comparison(request: HttpRequest) -> HttpResponse:
    """The zones that were chosen; none chosen, the page says how to choose."""
    offered = zones_to_compare()
    asked = list(dict.fromkeys(slug for slug in request.GET.getlist("t") if slug))
    zones = chosen_zones(offered, asked)
    found = compare(zones, today=timezone.localdate()) if zones else Comparison()
    scale = _scale(request, found)
    line = found.line(_measure(request, found))
    current = line.measure.code if line else ""
    groups = [
        OfferedGroup(kind_label(kind, 2), [(row.slug, row.nom) for row in rows if row not in zones])
        for kind, rows in offered.items()
    ]
    chosen = [
        Chosen(
            row.nom, row.slug, reverse("observatory:zone", args=[row.slug]),
            _address([one.slug for one in zones if one is not row], current, scale),
        )
        for row in zones
    ]  # fmt: skip
    choices = [
        MeasureChoice(one.measure.code, one.measure.nom, one.measure.code == current)
        for one in found.lines
    ]
    if line is None:
        page = ComparePage(chosen=chosen, offered=groups, choices=choices)
        return render_page(request, page, "observatory/compare.html")
    slugs = [row.slug for row in zones]
    table = reverse("observatory:compare_file", args=["csv"]).removesuffix("csv")
    query = _query(slugs, current).urlencode()
    page = ComparePage(
        chosen=chosen,
        offered=groups,
        choices=choices,
        n_too_many=len(chosen_zones(offered, asked, most=len(asked))) - len(zones),
        title=line.measure.nom,
        svg=_chart(found, line, scale),
        scale=scale,
        scales=[
            ScaleChoice(str(words), _address(slugs, current, one), one == scale)
            for one, words in _SCALE_WORDS.items()
        ],
        made=_made(found, line, scale),
        reading=str(_READING[scale]),
        lacking=_lacking(found),
        sentences=_sentences(found, line, scale),
        over=[f"{over_words(one)} {together_words(one, line.measure)}" for one in found.over],
        notes=[words for words in (base_words(line.measure), line.measure.caveat) if words],
        heads=[
            (one.zone.nom, kind_label(one.zone.kind, 1) if one.zone.kind != "country" else "")
            for one in found.zones
        ],
        lines=_lines(found, slugs, current, scale),
        sources=[
            (f"{s.title}. {s.producer}, {s.year}. {s.licence}. Fichier : {s.file_name}.", s.caveat)
            for s in found.sources
        ],
        files=[(name, f"{table}{ending}?{query}") for name, ending in
               (("CSV", "csv"), ("Excel", "xlsx"), ("LibreOffice", "ods"))],
    )  # fmt: skip
    return render_page(request, page, "observatory/compare.html")


def _measure(request: HttpRequest, found: Comparison) -> str:
    known = {line.measure.code for line in found.lines}
    asked = request.GET.get("mesure", "")
    return asked if asked in known else next((code for code in FIRST if code in known), "")


def _scale(request: HttpRequest, found: Comparison) -> str:
    """Return what is drawn around: what is asked, else the urban unit where it is known."""
    asked = request.GET.get("autour", "")
    if asked in SCALES:
        return asked
    return "unite" if any("uu" in held for held in found.around.values()) else "commune"


def _query(slugs: Sequence[str], measure: str, scale: str = "") -> QueryDict:
    query = QueryDict(mutable=True)
    query.setlist("t", list(slugs))
    if measure:
        query["mesure"] = measure
    if scale:
        query["autour"] = scale
    return query


def _address(slugs: Sequence[str], measure: str, scale: str) -> str:
    return f"{reverse('observatory:compare')}?{_query(slugs, measure, scale).urlencode()}"


def _is_drawn(one: ComparedZone, scale: str) -> bool:
    return not one.is_around or one.zone.kind in SCALES[scale]


def _chart(found: Comparison, line: ComparedLine, scale: str) -> str:
    bars = [
        Bar(one.zone.nom, shown_number(value, line.measure), value_words(value, line.measure),
            mark=1 + SCALES[scale].index(one.zone.kind) if one.is_around else 0)
        for one, value in zip(found.zones, line.values, strict=True)
        if _is_drawn(one, scale)
    ]  # fmt: skip
    said = ". ".join(f"{bar.name} : {bar.words}" for bar in bars)
    return SafeString(chart_svg(bars, texts=Texts(title=line.measure.nom, description=said)))


def _made(found: Comparison, line: ComparedLine, scale: str) -> str:
    """Return how each drawn value was made: "Q1 : estimé, 2021. France : publié, 2021."."""
    said = [
        f"{one.zone.nom} : {how}."
        for one, value in zip(found.zones, line.values, strict=True)
        if _is_drawn(one, scale) and (how := how_words(value))
    ]
    return " ".join(said)


def _lacking(found: Comparison) -> list[str]:
    """Return what this base does not know of urban units, and what to load."""
    said = []
    if found.unknown_units:
        said.append(
            _("Cette base ne sait pas quelle unité urbaine entoure %(names)s : chargez dans "
              "« Territoires » la « Base des unités urbaines » de l’Insee.")
            % {"names": listed([row.nom for row in found.unknown_units])}
        )  # fmt: skip
    if found.outside_units:
        said.append(
            _("Dans aucune unité urbaine, selon l’Insee : %(names)s.")
            % {"names": listed([row.nom for row in found.outside_units])}
        )
    for row, n in found.partial_units:
        said.append(
            ngettext(
                "%(n)s commune de l’unité urbaine %(unit)s n’est pas dans cette base : ses "
                "chiffres ne sont pas estimés, seuls les chiffres publiés sont montrés. Chargez la "
                "liste des communes.",
                "%(n)s communes de l’unité urbaine %(unit)s ne sont pas dans cette base : ses "
                "chiffres ne sont pas estimés, seuls les chiffres publiés sont montrés. Chargez la "
                "liste des communes.",
                n,
            )
            % {"n": n, "unit": row.nom}
        )
    return said


def _sentences(found: Comparison, line: ComparedLine, scale: str) -> list[str]:
    """Return one sentence by zone: its value, and its gap to what surrounds it."""
    said = []
    by_zone = {one.zone.id: value for one, value in zip(found.zones, line.values, strict=True)}
    for one in found.zones:
        value = by_zone[one.zone.id]
        if one.is_around or value is None or value.value is None:
            continue
        gaps = [
            _gap(value.value, wide.value, line, row)
            for kind in SCALES[scale]
            for row in found.around[one.zone.id].get(kind, ())
            if (wide := by_zone[row.id]) is not None and wide.value is not None
        ]
        words = f"{one.zone.nom} : {value_words(value, line.measure)}"
        said.append(f"{words}, {listed(gaps)}." if gaps and _is_rate(line) else f"{words}.")
    return said


def _is_rate(line: ComparedLine) -> bool:
    # The people of a quarter and those of its town are not two values of one thing.
    return line.measure.unit in ("pct", "eur", "km", "min", "points")


def _gap(here: float, wide: float, line: ComparedLine, row: ZoneRow) -> str:
    gap, unit = here - wide, line.measure.unit
    number = amount(abs(gap), "points" if unit == "pct" else unit)
    if number == amount(0, "points" if unit == "pct" else unit):
        return _("autant que %(nom)s") % {"nom": _named(row)}
    if unit == "pct":
        more = _("de plus") if gap > 0 else _("de moins")
        said = ngettext(
            "%(gap)s point %(more)s que %(nom)s",
            "%(gap)s points %(more)s que %(nom)s",
            2 if abs(gap) >= 2 else 1,
        ) % {"gap": number, "more": more, "nom": _named(row)}
    else:
        words = _("%(gap)s de plus que %(nom)s") if gap > 0 else _("%(gap)s de moins que %(nom)s")
        said = words % {"gap": number, "nom": _named(row)}
    # Of a figure that rounds to nothing, no number of times is said.
    if wide < _LEAST_DIVIDED or here < 0:
        return said
    return _("%(gap)s (%(times)s fois son chiffre)") % {
        "gap": said, "times": plain_number(here / wide, digits=1),
    }  # fmt: skip


def _named(row: ZoneRow) -> str:
    """Return what surrounds a zone as a sentence names it."""
    if row.kind == "uu":
        return _("l’unité urbaine %(nom)s") % {"nom": row.nom}
    return _("la France métropolitaine") if row.kind == "country" else row.nom


def _lines(found: Comparison, slugs: Sequence[str], current: str, scale: str) -> list[Line]:
    ordered = sorted(found.lines, key=lambda one: _FAMILIES.index(one.measure.family))
    return [
        Line(
            one.measure.nom,
            _address(slugs, one.measure.code, scale),
            one.measure.code == current,
            [(value_words(value, one.measure), how_words(value)) for value in one.values],
        )
        for one in ordered
    ]


@permitted(may_observe)
@require_safe
def comparison_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """Every measure of the zones that were chosen and of what surrounds them, a line each."""
    zones = chosen_zones(zones_to_compare(), request.GET.getlist("t"))
    found = compare(zones, today=timezone.localdate()) if zones else Comparison()
    columns = ["mesure", "unite", "base", "territoire", "code", "genre", "valeur", "etat",
               "methode", "annee", "couverture_pct", "source"]  # fmt: skip
    rows = []
    for line in found.lines:
        told = [
            (one.zone.nom, one.zone.code, one.zone.kind, value)
            for one, value in zip(found.zones, line.values, strict=True)
        ]
        told += [
            (" ; ".join(names(over)), " ; ".join(row.code for row in over.communes), "communes",
             over.added.get(line.measure.code))
            for over in found.over
        ]  # fmt: skip
        rows += [
            [
                line.measure.nom, line.measure.unit, line.measure.base_words, nom, code, kind,
                "" if (number := shown_number(value, line.measure)) is None else round(number, 4),
                value.state, value.method, value.year,
                "" if value.coverage_pct is None else value.coverage_pct, value.source,
            ]
            for nom, code, kind, value in told
            if value is not None
        ]  # fmt: skip
    if ending == "ods":
        return ods_response("comparaison.ods", columns, rows, title="comparaison")
    if ending == "xlsx":
        return xlsx_response("comparaison.xlsx", columns, rows)
    return csv_response("comparaison.csv", columns, rows)
