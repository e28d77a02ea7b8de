"""A measure on a map that needs no script: its table, its legend in words, its files."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.observatory.queries.access import may_observe, may_observe_measure
from maillage.apps.observatory.queries.drawn import (
    MAP_READING,
    MOST_NUMBERED,
    RANK_READING,
    map_legend,
    map_notes,
    map_sentence,
    numbered_map,
    shown_number,
)
from maillage.apps.observatory.queries.maps import (
    MapChoice,
    MapLine,
    ZoneMap,
    kind_to_map,
    map_choices,
    zone_map,
)
from maillage.apps.observatory.queries.outlined import NO_OUTLINES, outlines_file
from maillage.apps.observatory.queries.values import get_measure, measures
from maillage.apps.observatory.views.live import LiveMap, live_map, outlines_answer
from maillage.apps.observatory.views.wording import amount, how_words, value_words
from maillage.apps.territories.queries import kind_label, kinds_loaded
from maillage.web.access import permitted
from maillage.web.ods import ods_response
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response

# Kinds that are drawn whole; IRIS and cells are thousands.
DRAWN = ("commune", "quarter", "qpv", "veille", "iris")
# What a map opens on when no kind is asked: the first of which there are figures.
USUAL = ("qpv", "quarter", "commune")


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a list."""

    value: str
    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class TableLine:
    """A zone in the table beside the map; `key` is its number on the map that moves."""

    key: int
    rank: str
    nom: str
    url: str
    words: str
    how: str
    gap: str


@dataclass(frozen=True, slots=True)
class SourceLine:
    """Where figures come from."""

    words: str
    caveat: str
    url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class MapPage:
    """All that observatory/map.html may use."""

    title: str
    choices: Sequence[Choice]
    # Measures of which this kind of zones has no figure, and the words above them.
    lacking: Sequence[Choice]
    lacking_words: str
    kinds: Sequence[Choice]
    code: str
    empty: str
    # Kinds of zones that have the measure which the one shown lacks: their words and addresses.
    elsewhere: Sequence[tuple[str, str]]
    svg: SafeString
    live: LiveMap | None
    legend: Sequence[tuple[SafeString, str]]
    sentence: str
    reading: str
    notes: Sequence[str]
    above: Sequence[TableLine]
    lines: Sequence[TableLine]
    sources: Sequence[SourceLine]
    files: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class _Opened:
    """What a map opens on; `code` is "" when no figure is loaded."""

    kind: str
    code: str
    choices: Sequence[MapChoice]


@permitted(may_observe)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The measure that is asked, else the first that these zones have; or what to load."""
    asked = request.GET.get("mesure", "")
    return _page(request, asked if asked in {one.code for one in measures()} else "")


@permitted(may_observe_measure)
@require_safe
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One measure over the zones of a kind."""
    return _page(request, code)


def _opened(request: HttpRequest, code: str) -> _Opened:
    """Return what is asked and, in place of what is not, the first that has figures."""
    today = timezone.localdate()
    tried: list[_Opened] = []
    for kind in _kinds(request):
        choices = map_choices(kind, today=today)
        fitting = [one for one in choices if one.has_figures]
        # A map of counts shows where many live: a share is what compares zones.
        first = next((one for one in fitting if one.is_share), next(iter(fitting), None))
        if code in {one.code for one in fitting} or (first and not code):
            return _Opened(kind, code or (first.code if first else ""), choices)
        tried.append(_Opened(kind, code or next((one.code for one in choices), ""), choices))
    return tried[0]


def _kinds(request: HttpRequest) -> list[str]:
    """Return the kind that is asked, alone, or those among which to open."""
    there = kinds_loaded()
    asked = request.GET.get("genre", "")
    if asked in DRAWN and asked in there:
        return [asked]
    return [kind for kind in USUAL if kind in there] or ["commune"]


def _page(request: HttpRequest, asked: str) -> HttpResponse:
    opened, today, there = _opened(request, asked), timezone.localdate(), kinds_loaded()
    kind, code = opened.kind, opened.code
    found = zone_map(get_measure(code), kind, today=today) if code else None
    listed: dict[bool, list[Choice]] = {True: [], False: []}
    for one in opened.choices:
        listed[one.has_figures].append(Choice(one.code, one.nom, one.code == code))
    shared: dict[str, Any] = {
        "choices": listed[True],
        "lacking": listed[False],
        "lacking_words": _("Sans chiffre pour : %(kind)s") % {"kind": kind_label(kind, 2)},
        "kinds": [Choice(one, kind_label(one, 2), one == kind) for one in DRAWN if one in there],
        "code": code,
    }
    if found is None or not any(line.number is not None for line in found.lines):
        empty = (
            _("Aucun chiffre n’est chargé.")
            if not code
            else _("Cette mesure n’a pas de chiffre pour : %(kind)s.")
            % {"kind": kind_label(kind, 2)}
        )
        page = MapPage(
            title=_("Un chiffre sur la carte"), empty=empty, elsewhere=_elsewhere(opened),
            svg=SafeString(""), live=None, legend=(), sentence="", reading="", notes=(),
            above=(), lines=(), sources=(), files=(), **shared,
        )  # fmt: skip
        return render_page(request, page, "observatory/map.html")
    return render_page(request, _filled(found, shared), "observatory/map.html")


def _elsewhere(opened: _Opened) -> list[tuple[str, str]]:
    """Return the kinds of zones loaded whose map shows the measure, and where."""
    there, today = kinds_loaded(), timezone.localdate()
    address = reverse("observatory:map")
    return [
        (kind_label(kind, 2), f"{address}?{urlencode({'mesure': opened.code, 'genre': kind})}")
        for kind in DRAWN
        if kind in there and kind != opened.kind
        for one in map_choices(kind, today=today)
        if one.code == opened.code and one.has_figures
    ]  # fmt: skip


def _filled(found: ZoneMap, shared: dict[str, Any]) -> MapPage:
    one = found.measure
    query = urlencode({"genre": found.kind})
    address = reverse("observatory:measure_file", args=[one.code, "csv"])
    drawn = numbered_map(found, today=timezone.localdate(), url_of=_url, most=MOST_NUMBERED)
    svg = SafeString(drawn.svg)
    outlines = f"{address.removesuffix('csv')}geojson?{query}"
    return MapPage(
        title=one.nom,
        empty="",
        elsewhere=(),
        svg=svg,
        live=live_map(one.nom, outlines, kind=found.kind) if svg else None,
        legend=[(SafeString(one.swatch), one.words) for one in map_legend(found)],
        sentence=map_sentence(found),
        reading=f"{MAP_READING} {RANK_READING}" if drawn.numbered else str(MAP_READING),
        notes=map_notes(found),
        above=[_line(found, line, "") for line in found.above],
        lines=[
            _line(found, line, str(n) if line.number is not None else "–")
            for n, line in enumerate(found.lines, start=1)
        ],
        sources=[
            SourceLine(f"{s.title}. {s.producer}, {s.year}. {s.licence}.", s.caveat, s.url)
            for s in found.sources
        ],
        files=[
            (name, f"{address.removesuffix('csv')}{ending}?{query}")
            for name, ending in (
                ("CSV", "csv"), ("Excel", "xlsx"), ("LibreOffice", "ods"), ("GeoJSON", "geojson")
            )
        ],
        **shared,
    )  # fmt: skip


def _url(line: MapLine) -> str:
    if line.zone.kind in ("iris", "cell", "uu", "country"):
        return ""
    return reverse("observatory:zone", args=[line.zone.slug])


def _line(found: ZoneMap, line: MapLine, rank: str) -> TableLine:
    gap = ""
    beside = next((above for above in found.above if above.number is not None), None)
    if (
        rank
        and found.measure.unit == "pct"
        and line.number is not None
        and beside is not None
        and beside.number is not None
    ):
        points = line.number - beside.number
        sign = "+" if points >= 0 else "−"
        gap = _("écart avec %(name)s : %(gap)s points") % {
            "gap": sign + amount(abs(points), "points"),
            "name": beside.zone.nom,
        }
    return TableLine(
        line.zone.id, rank, line.zone.nom, _url(line), value_words(line.value, found.measure),
        how_words(line.value), gap,
    )  # fmt: skip


@permitted(may_observe_measure)
@require_safe
def measure_file(request: HttpRequest, code: str, ending: str) -> HttpResponseBase:
    """The same lines as a table or as outlines to download."""
    one, today = get_measure(code), timezone.localdate()
    kind = kind_to_map(one, _kinds(request), today=today)
    found = zone_map(one, kind, today=today)
    lines = found.lines if found else ()
    columns = ["territoire", "code", "genre", "mesure", "unite", "base", "valeur", "etat",
               "methode", "annee", "couverture_pct", "source"]  # fmt: skip

    def cells(line: MapLine) -> list[Any]:
        value, number = line.value, shown_number(line.value, one)
        too_small = number is None and line.number is not None
        return [
            line.zone.nom, line.zone.code, kind, one.nom, one.unit, one.base_words,
            "" if number is None else round(number, 4),
            "small" if too_small else value.state if value else "missing",
            value.method if value else "",
            value.year if value else "", (value.coverage_pct or "") if value else "",
            value.source if value else "",
        ]  # fmt: skip

    name = f"{code}-{kind}"
    if ending == "geojson":
        rows = list(map(cells, lines))
        body = outlines_file(found, columns, rows, page_of=_url) if found else NO_OUTLINES
        return outlines_answer(body, name)
    if ending == "ods":
        return ods_response(f"{name}.ods", columns, map(cells, lines), title=one.nom)
    if ending == "xlsx":
        return xlsx_response(f"{name}.xlsx", columns, map(cells, lines))
    return csv_response(f"{name}.csv", columns, map(cells, lines))
