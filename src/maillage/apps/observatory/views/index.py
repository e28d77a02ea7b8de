"""The index of fragility: components before the total, a rank only with its interval."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from xml.sax.saxutils import escape

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.observatory.forms.index import FreeForm, IndexForm
from maillage.apps.observatory.queries.access import may_observe
from maillage.apps.observatory.queries.drawn import (
    MAP_READING,
    map_legend,
    numbered_map,
    numbers_words,
)
from maillage.apps.observatory.queries.index import FragilityIndex, IndexLine, fragility_index
from maillage.apps.observatory.queries.index.files import index_table
from maillage.apps.observatory.queries.index.words import (
    as_map,
    commune_words,
    firmness,
    gap_words,
    how_made,
    how_of_column,
    lead,
    mark_words,
    missing_words,
    rank_words,
    score_words,
    stamp,
    surroundings,
    total_words,
    value_of_column,
)
from maillage.apps.observatory.queries.maps import MapLine
from maillage.apps.observatory.queries.outlined import NO_OUTLINES, outlines_file
from maillage.apps.observatory.views.live import LiveMap, live_map, outlines_answer
from maillage.apps.observatory.views.wording import amount
from maillage.sources.figures import IndexText, known_indices
from maillage.web.access import permitted
from maillage.web.ods import ods_response
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response

MOST_LINES = 40
FILES = (("CSV", "csv"), ("Excel", "xlsx"), ("LibreOffice", "ods"), ("GeoJSON", "geojson"))


@dataclass(frozen=True, slots=True)
class Component:
    """A cell: the value, how it was made, its gaps to what contains the territory, its note."""

    words: str
    how: str
    gaps: Sequence[str]
    mark: str = ""


@dataclass(frozen=True, slots=True)
class DimensionHead:
    """A dimension over its measures, with their number of columns (one more for its score)."""

    nom: str
    measures: Sequence[str]
    span: int


@dataclass(frozen=True, slots=True)
class DimensionCells:
    """The measures of a dimension for one territory, then its score."""

    components: Sequence[Component]
    score: str


@dataclass(frozen=True, slots=True)
class Row:
    """A territory: its number, its commune, what is there, its components, its total, its rank."""

    key: int
    nom: str
    url: str
    communes: str
    people: str
    places: str
    dimensions: Sequence[DimensionCells]
    total: str
    rank: str
    beside: str


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexPage:
    """All that observatory/index.html may use."""

    title: str
    form: IndexForm
    free: FreeForm | None
    empty: str = ""
    lead: str = ""
    missing: Sequence[str] = ()
    svg: str = ""
    live: LiveMap | None = None
    legend: Sequence[tuple[SafeString, str]] = ()
    stamp: str = ""
    reading: str = ""
    firmness: Sequence[str] = ()
    method: Sequence[str] = ()
    heads: Sequence[DimensionHead] = ()
    rows: Sequence[Row] = ()
    has_beside: bool = False
    n_more: int = 0
    all_url: str = ""
    above: Sequence[str] = ()
    sources: Sequence[tuple[str, str]] = ()
    files: Sequence[tuple[str, str]] = ()


@permitted(may_observe)
@require_safe
def index(request: HttpRequest) -> HttpResponse:
    """One index over the territories of a kind; a choice that cannot be made says so."""
    form, free, found = _asked(request)
    refused = free is not None and bool(free.errors)
    if found is None:
        page = IndexPage(
            title=_("Indice de fragilité"),
            form=form,
            free=free,
            empty=_("Choisissez au moins un chiffre.")
            if free is not None and form["genre"].value()
            else _("Aucun territoire n’est chargé."),
        )
        return render_page(request, page, "observatory/index.html", status=422 if refused else 200)
    return render_page(request, _filled(request, form, free, found), "observatory/index.html")


def _asked(request: HttpRequest) -> tuple[IndexForm, FreeForm | None, FragilityIndex | None]:
    form = IndexForm(request.GET)
    form.is_valid()
    said = form.cleaned_data
    free = FreeForm(request.GET) if form.is_free else None
    text = free.text() if free is not None else known_indices()[said["methode"]]
    if text is None or not said["genre"]:
        return form, free, None
    return form, free, _computed(text, said)


def _computed(text: IndexText, said: dict[str, Any]) -> FragilityIndex | None:
    return fragility_index(
        text, said["genre"], today=timezone.localdate(), reference=said["reference"],
        partial=said["partielle"],
    )  # fmt: skip


def _filled(
    request: HttpRequest, form: IndexForm, free: FreeForm | None, found: FragilityIndex
) -> IndexPage:
    shown = [column for column in found.columns if column.n_known]
    heads = []
    for dimension in found.text.dimensions:
        names = [c.nom for c in shown if c.dimension.code == dimension.code]
        if names:
            heads.append(DimensionHead(dimension.nom, names, len(names) + 1))
    beside: dict[int, str] = {}
    if free is not None:
        usual = _computed(known_indices()["local"], form.cleaned_data)
        others = usual.lines if usual else ()
        beside = {line.zone.id: rank_words(line.ranks, line.place) for line in others}
    lines = found.lines if request.GET.get("tout") else found.lines[:MOST_LINES]
    query = request.GET.copy()
    query.pop("tout", None)
    address = reverse("observatory:index_file", args=["csv"]).removesuffix("csv")
    everything = query.copy()
    everything["tout"] = "1"
    has_map = bool(found.ranked)
    drawn = as_map(found)
    svg, numbers = _stamped(found) if has_map else (SafeString(""), "")
    outlines = f"{address}geojson?{query.urlencode()}"
    return IndexPage(
        title=found.text.nom,
        form=form,
        free=free,
        lead=lead(found),
        missing=missing_words(found),
        svg=svg,
        live=live_map(found.text.nom, outlines, kind=found.kind, caption=[stamp(found)])
        if svg
        else None,
        legend=[(SafeString(one.swatch), one.words) for one in map_legend(drawn)]
        if has_map
        else (),
        stamp=stamp(found),
        reading=" ".join(filter(None, [str(MAP_READING), numbers])),
        firmness=firmness(found) if has_map else (),
        method=how_made(found),
        heads=heads,
        rows=[_row(found, line, beside.get(line.zone.id, "")) for line in lines],
        has_beside=bool(beside),
        n_more=len(found.lines) - len(lines),
        all_url=f"?{everything.urlencode()}",
        above=surroundings(found),
        sources=[
            (f"{s.title}. {s.producer}, {s.year}. {s.licence}. Fichier : {s.file_name}.", s.caveat)
            for s in found.sources
        ],
        files=[(name, f"{address}{ending}?{query.urlencode()}") for name, ending in FILES],
    )


def _stamped(found: FragilityIndex) -> tuple[SafeString, str]:
    """Return the map with the method and its version printed on it, which a copy keeps.

    And what the numbers on it stand for, in words.
    """
    drawn = numbered_map(as_map(found), today=timezone.localdate(), url_of=_url)
    if not drawn.svg:
        return SafeString(""), ""
    words = escape(stamp(found))
    printed = (
        f'<rect x="4" y="4" width="{8 + 6.4 * len(stamp(found)):.0f}" height="22" fill="#fffdf8" '
        f'fill-opacity=".92"/><text x="10" y="19" font-size="12" fill="#12333a">{words}</text>'
    )
    svg = SafeString(f"{drawn.svg.removesuffix('</svg>')}{printed}</svg>")
    return svg, numbers_words(drawn)


def _url(line: MapLine) -> str:
    return _zone_url(line.zone.kind, line.zone.slug)


def _zone_url(kind: str, slug: str) -> str:
    no_page = kind in ("iris", "cell", "uu", "country") or not slug
    return "" if no_page else reverse("observatory:zone", args=[slug])


def _row(found: FragilityIndex, line: IndexLine, beside: str) -> Row:
    cells = []
    for dimension in found.text.dimensions:
        columns = [c for c in found.columns if c.dimension.code == dimension.code and c.n_known]
        if not columns:
            continue
        score = line.scores.get(dimension.code)
        cells.append(
            DimensionCells(
                [
                    Component(
                        value_of_column(column, column.here.get(line.zone.id)),
                        how_of_column(column, column.here.get(line.zone.id)),
                        gap_words(column, line),
                        mark_words(line, column) if len(columns) > 1 else "",
                    )
                    for column in columns
                ],
                "–" if score is None else score_words(found, line, score),
            )
        )
    return Row(
        key=line.zone.id,
        nom=line.zone.nom,
        url=_zone_url(line.zone.kind, line.zone.slug),
        communes=commune_words(line),
        people=amount(line.people, "people") if line.people is not None else "",
        places=ngettext("%(n)s lieu", "%(n)s lieux", line.n_places) % {"n": line.n_places},
        dimensions=cells,
        total=total_words(found, line),
        rank=rank_words(line.ranks, line.place),
        beside=beside,
    )


@permitted(may_observe)
@require_safe
def index_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The same lines as a table or as outlines: components, then total, rank and interval."""
    _form, _free, found = _asked(request)
    columns, rows = index_table(found) if found is not None else ([], [])
    name = f"indice-{found.text.code}-{found.kind}" if found is not None else "indice"
    if ending == "geojson":
        body = _outlines(found, columns, rows) if found is not None else NO_OUTLINES
        return outlines_answer(body, name)
    if ending == "ods":
        return ods_response(f"{name}.ods", columns, rows, title=name)
    if ending == "xlsx":
        return xlsx_response(f"{name}.xlsx", columns, rows)
    return csv_response(f"{name}.csv", columns, rows)


def _outlines(found: FragilityIndex, columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    lines = {line.zone.id: line for line in found.lines}

    def words(drawn: MapLine) -> tuple[str, str]:
        line = lines[drawn.zone.id]
        return total_words(found, line), rank_words(line.ranks, line.place)

    return outlines_file(as_map(found), columns, rows, page_of=_url, words_of=words)
