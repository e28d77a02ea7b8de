"""A measure on a map that needs no script: its table, its legend in words, its files."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.observatory.queries.access import may_observe, may_observe_measure
from maillage.apps.observatory.queries.maps import (
    MapLine,
    ZoneMap,
    outlines_of_map,
    zone_map,
)
from maillage.apps.observatory.queries.values import get_measure, measures
from maillage.apps.observatory.views.wording import amount, base_words, how_words, value_words
from maillage.apps.territories.queries import kind_label, kinds_loaded, zones_in
from maillage.core.drawing import (
    Shaded,
    Texts,
    choropleth_svg,
    class_bounds,
    frame_of,
    level_of,
    swatch_svg,
)
from maillage.core.drawing import Zone as Outline
from maillage.core.geo import Box
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response
from maillage.web.words import date_words

WIDTH, HEIGHT = 720, 540
# Kinds that are drawn whole; IRIS and cells are thousands.
DRAWN = ("commune", "quarter", "qpv", "veille", "iris")
_MOST_DRAWN = 2_000


@dataclass(frozen=True, slots=True)
class Choice:
    """A value of a list."""

    value: str
    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class LegendLine:
    """A class in words beside its square."""

    swatch: SafeString
    words: str


@dataclass(frozen=True, slots=True)
class TableLine:
    """A zone in the table beside the map."""

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
    kinds: Sequence[Choice]
    code: str
    empty: str
    svg: SafeString
    legend: Sequence[LegendLine]
    sentence: str
    reading: str
    notes: Sequence[str]
    above: Sequence[TableLine]
    lines: Sequence[TableLine]
    sources: Sequence[SourceLine]
    files: Sequence[tuple[str, str]]


@permitted(may_observe)
@require_safe
def choose(request: HttpRequest) -> HttpResponse:
    """The first measure there is, or what to load when there is none."""
    known = measures()
    asked = request.GET.get("mesure", "")
    code = next((one.code for one in known if one.code == asked), known[0].code if known else "")
    return _page(request, code)


@permitted(may_observe_measure)
@require_safe
def measure(request: HttpRequest, code: str) -> HttpResponse:
    """One measure over the zones of a kind."""
    return _page(request, code)


def _kind(request: HttpRequest) -> str:
    there = kinds_loaded()
    asked = request.GET.get("genre", "")
    if asked in DRAWN and asked in there:
        return asked
    return next((kind for kind in ("qpv", "quarter", "commune") if kind in there), "commune")


def _page(request: HttpRequest, code: str) -> HttpResponse:
    kind, today = _kind(request), timezone.localdate()
    found = zone_map(get_measure(code), kind, today=today) if code else None
    there = kinds_loaded()
    shared: dict[str, Any] = {
        "choices": [Choice(m.code, m.nom, m.code == code) for m in measures()],
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
            title=_("Un chiffre sur la carte"), empty=empty, svg=SafeString(""), legend=(),
            sentence="", reading="", notes=(), above=(), lines=(), sources=(), files=(), **shared,
        )  # fmt: skip
        return render_page(request, page, "observatory/map.html")
    return render_page(request, _filled(found, shared), "observatory/map.html")


def _filled(found: ZoneMap, shared: dict[str, Any]) -> MapPage:
    one = found.measure
    numbers = [line.number for line in found.lines if line.number is not None]
    bounds = class_bounds(numbers)
    query = urlencode({"genre": found.kind})
    address = reverse("observatory:measure_file", args=[one.code, "csv"])
    return MapPage(
        title=one.nom,
        empty="",
        svg=_drawn(found, bounds),
        legend=_legend(found, numbers, bounds),
        sentence=_sentence(found, numbers),
        reading=_(
            "Plus le bleu est foncé et plus les traits sont serrés, plus le nombre est grand. "
            "Le tableau dit la même chose."
        ),
        notes=_notes(found),
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
            for name, ending in (("CSV", "csv"), ("Excel", "xlsx"), ("GeoJSON", "geojson"))
        ],
        **shared,
    )  # fmt: skip


def _drawn(found: ZoneMap, bounds: Sequence[float]) -> SafeString:
    lines = found.lines[:_MOST_DRAWN]
    outlines, box = outlines_of_map(lines, tolerance_m=0)
    if box is None:
        return SafeString("")
    frame = frame_of([(box.south, box.west), (box.north, box.east)], width=WIDTH, height=HEIGHT)
    if frame is None:
        return SafeString("")
    shaded = [
        Shaded(
            line.zone.nom,
            outlines[line.zone.id],
            level_of(line.number, bounds) if line.number is not None else None,
            f"{line.zone.nom} : {value_words(line.value, found.measure)}",
            href=_url(line),
            label_at=(line.zone.latitude, line.zone.longitude)
            if line.zone.latitude is not None and line.zone.longitude is not None
            and len(lines) <= 40
            else None,
        )
        for line in lines
        if line.zone.id in outlines
    ]  # fmt: skip
    around = []
    if found.kind not in ("commune", "epci"):
        # Communes under the neighbourhoods: without them nobody knows where they are.
        window = Box(*frame.box())
        around = [
            Outline(one.nom, one.geometry)
            for one in zones_in(
                window, on=timezone.localdate(), kinds=["commune"], tolerance_m=frame.m_per_unit
            )
        ]
    return SafeString(
        choropleth_svg(
            shaded,
            frame=frame,
            outlines=around,
            texts=Texts(
                title=_("Carte : %(measure)s") % {"measure": found.measure.nom},
                description=_sentence(
                    found, [n for line in lines if (n := line.number) is not None]
                ),
            ),
        )
    )


def _url(line: MapLine) -> str:
    if line.zone.kind in ("iris", "cell"):
        return ""
    return reverse("observatory:zone", args=[line.zone.slug])


def _legend(found: ZoneMap, numbers: Sequence[float], bounds: Sequence[float]) -> list[LegendLine]:
    lines, low = [], min(numbers)
    for bound in bounds:
        n = sum(1 for number in numbers if low <= number <= bound)
        words = (
            amount(bound, found.measure.unit)
            if low == bound
            else _("de %(low)s à %(high)s")
            % {"low": amount(low, found.measure.unit), "high": amount(bound, found.measure.unit)}
        )
        there = ngettext("%(n)s territoire", "%(n)s territoires", n) % {"n": n}
        level = level_of(bound, bounds)
        lines.append(LegendLine(SafeString(swatch_svg(level)), f"{words} : {there}"))
        low = min((number for number in numbers if number > bound), default=bound)
    unknown = sum(1 for line in found.lines if line.number is None)
    if unknown:
        words = ngettext(
            "pas de chiffre, ou secret : %(n)s territoire",
            "pas de chiffre, ou secret : %(n)s territoires",
            unknown,
        ) % {"n": unknown}
        lines.append(LegendLine(SafeString(swatch_svg(None)), words))
    return lines


def _sentence(found: ZoneMap, numbers: Sequence[float]) -> str:
    known = [line for line in found.lines if line.number is not None]
    if not known:
        return ""
    first, last = known[0], known[-1]
    return _(
        "Sur %(n)s territoires connus, le plus élevé est %(first)s (%(most)s), le moins élevé "
        "%(last)s (%(least)s)."
    ) % {
        "n": len(known),
        "first": first.zone.nom,
        "most": value_words(first.value, found.measure),
        "last": last.zone.nom,
        "least": value_words(last.value, found.measure),
    }


def _notes(found: ZoneMap) -> list[str]:
    notes = []
    if base := base_words(found.measure):
        notes.append(_("Ce chiffre est %(base)s.") % {"base": base})
    if found.measure.caveat:
        notes.append(found.measure.caveat)
    if found.estimated_from:
        notes.append(
            _(
                "Rien n’est publié pour certains de ces territoires : leur chiffre est estimé à "
                "partir de : %(kind)s, en proportion des habitants."
            )
            % {"kind": kind_label(found.estimated_from, 2)}
        )
    if found.ended_on:
        notes.append(
            _("Ces contours ont cessé de valoir le %(day)s : la liste suivante n’est pas chargée.")
            % {"day": date_words(found.ended_on)}
        )
    return notes


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
        rank, line.zone.nom, _url(line), value_words(line.value, found.measure),
        how_words(line.value), gap,
    )  # fmt: skip


@permitted(may_observe_measure)
@require_safe
def measure_file(request: HttpRequest, code: str, ending: str) -> HttpResponseBase:
    """The same lines as a table or as outlines to download."""
    kind, today = _kind(request), timezone.localdate()
    one = get_measure(code)
    found = zone_map(one, kind, today=today)
    lines = found.lines if found else ()
    columns = ["territoire", "code", "genre", "mesure", "unite", "base", "valeur", "etat",
               "methode", "annee", "couverture_pct", "source"]  # fmt: skip

    def cells(line: MapLine) -> list[Any]:
        value = line.value
        return [
            line.zone.nom, line.zone.code, kind, one.nom, one.unit, one.base_words,
            "" if value is None or value.value is None else round(value.value, 4),
            value.state if value else "missing", value.method if value else "",
            value.year if value else "", (value.coverage_pct or "") if value else "",
            value.source if value else "",
        ]  # fmt: skip

    name = f"{code}-{kind}"
    if ending == "geojson":
        outlines, _box = outlines_of_map(lines, tolerance_m=5)
        features = [
            {
                "type": "Feature",
                "geometry": outlines.get(line.zone.id),
                "properties": dict(zip(columns, cells(line), strict=True)),
            }
            for line in lines
        ]
        body = json.dumps({"type": "FeatureCollection", "features": features}, ensure_ascii=False)
        response = HttpResponse(body, content_type="application/geo+json; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="{name}.geojson"'
        return response
    if ending == "xlsx":
        return xlsx_response(f"{name}.xlsx", columns, map(cells, lines))
    return csv_response(f"{name}.csv", columns, map(cells, lines))
