"""One measure over all the zones of a kind: for a map, a table and a file, the same lines."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count

from maillage.apps.observatory.models import Dataset, Figure, Measure, Unit
from maillage.apps.observatory.queries.support import kinds_with_figures, mark_now
from maillage.apps.observatory.queries.values import FROM, Value, measures, values_of
from maillage.apps.territories.queries import (
    ZoneRow,
    box_of_zones,
    kinds_loaded,
    outlines_of,
    zone_rows,
    zone_rows_by_id,
    zones_around,
)
from maillage.core.geo import Box

# What is drawn whole; closer zones are drawn within one commune.
WHOLE = ("epci", "commune", "quarter", "qpv", "veille")
WITHIN = ("iris", "cell")
# Beyond a few thousand zones, what their kind has is asked: SQLite takes no more in one question.
_MOST_ZONES = 5_000


@dataclass(frozen=True, slots=True)
class MapLine:
    """One zone of the map: its row and its value, None when there is no figure at all."""

    zone: ZoneRow
    value: Value | None

    @property
    def number(self) -> float | None:
        """The value when it is known."""
        return self.value.value if self.value else None


@dataclass(frozen=True, slots=True)
class MapChoice:
    """A measure in the list beside a map, and whether the zones shown have figures of it."""

    code: str
    nom: str
    has_figures: bool
    is_share: bool


@dataclass(frozen=True, slots=True)
class ZoneMap:
    """A measure over zones: lines from the greatest, unknown ones last; `above` is beside them."""

    measure: Measure
    kind: str
    lines: Sequence[MapLine]
    estimated_from: str
    # The same measure for what contains these zones: commune, EPCI, urban unit, France.
    above: Sequence[MapLine]
    sources: Sequence[Dataset]
    ended_on: date | None = None


def zone_map(
    measure: Measure, kind: str, *, today: date, within: int | None = None
) -> ZoneMap | None:
    """Return a measure over the zones of a kind that hold today; None when there is no zone.

    A city that has only the list of priority neighbourhoods that ended sees that one, with its
    last day.
    """
    rows, ended = zones_to_observe(kind, today=today, within=within)
    if not rows:
        return None
    values = values_of(measure, kind, [row.id for row in rows], on=ended or today)
    lines = [MapLine(row, values.by_zone.get(row.id)) for row in told_apart(rows)]
    lines.sort(key=lambda one: (one.number is None, -(one.number or 0), one.zone.nom))
    above = _above(measure, rows)
    codes = {one.value.dataset for one in (*lines, *above) if one.value}
    sources = list(Dataset.objects.filter(code__in=codes).order_by("title"))
    return ZoneMap(measure, kind, lines, values.estimated_from, above, sources, ended)


def map_choices(kind: str, *, today: date) -> list[MapChoice]:
    """Return the measures, by family then name, and whether the map of a kind can show each.

    As many queries for one measure as for fifty. No estimate is made for it: one that every zone
    refuses is said to be there, and its page says why it is not.
    """
    there = _with_figures(kind, today)
    return [
        MapChoice(one.code, one.nom, one.pk in there, one.unit == Unit.PCT) for one in measures()
    ]


def kind_to_map(measure: Measure, kinds: Sequence[str], *, today: date) -> str:
    """Return the first of these kinds whose map can show a measure, else the first of them.

    No query for a kind that is alone.
    """
    if len(kinds) == 1:
        return kinds[0]
    fitting = (kind for kind in kinds if measure.pk in _with_figures(kind, today, measure))
    return next(fitting, kinds[0])


def _with_figures(kind: str, today: date, only: Measure | None = None) -> frozenset[int]:
    """Return the numbers of the measures published for zones of a kind, or carried to them.

    only : the one that is asked, when it is one; what is said of the others is not to be read
    """
    rows, _ended = zones_to_observe(kind, today=today)
    if not rows:
        return frozenset()
    numbers = [row.id for row in rows]
    figures = Figure.objects.filter(zone__kind=kind)
    if len(numbers) <= _MOST_ZONES:
        figures = Figure.objects.filter(zone__in=numbers)
    if only is not None:
        figures = figures.filter(measure=only)
    said = {
        measure: (known, zones)
        for measure, known, zones in figures.order_by()
        .values("measure")
        .annotate(known=Count("value"), zones=Count("zone", distinct=True))
        .values_list("measure", "known", "zones")
    }
    finer = frozenset(FROM.get(kind, ())) if "cell" in kinds_loaded() else frozenset()
    held = kinds_with_figures(mark_now()) if finer else {}
    # Only a zone of which nothing is published is estimated: a secret of its producer stays one.
    carried = {
        measure
        for measure, kinds in held.items()
        if kinds & finer and said.get(measure, (0, 0))[1] < len(numbers)
    }
    return frozenset(carried | {measure for measure, (known, _zones) in said.items() if known})


def told_apart(rows: Sequence[ZoneRow]) -> list[ZoneRow]:
    """Return the zones, with what contains them in the name that several bear: "Sud (Croix)".

    One query, none when each has a name of its own.
    """
    bearers = Counter(row.nom for row in rows)
    twins = [row for row in rows if bearers[row.nom] > 1]
    numbers = {row.parent_id for row in twins if row.parent_id is not None}
    parents = zone_rows_by_id(sorted(numbers)) if numbers else {}
    return [
        replace(row, nom=f"{row.nom} ({parents[row.parent_id].nom})")
        if bearers[row.nom] > 1 and row.parent_id in parents
        else row
        for row in rows
    ]


def zones_to_observe(
    kind: str, *, today: date, within: int | None = None
) -> tuple[list[ZoneRow], date | None]:
    """Return the zones of a kind in force, or the last list that was, and its last day."""
    parents = [within] if within is not None else []
    rows = zone_rows(kind, on=today, parents=parents)
    if rows:
        return rows, None
    everything = zone_rows(kind, parents=parents)
    last = max((row.valid_to for row in everything if row.valid_to), default=None)
    return [row for row in everything if row.valid_to == last and last is not None], last


def _above(measure: Measure, rows: Sequence[ZoneRow]) -> list[MapLine]:
    """Return the measure for what contains most of these zones: one of each kind at most."""
    around = zones_around(rows)
    of_kind: dict[str, Counter[int]] = {}
    by_id: dict[int, ZoneRow] = {}
    for held in around.values():
        for kind, row in held.items():
            by_id[row.id] = row
            of_kind.setdefault(kind, Counter())[row.id] += 1
    found = []
    for kind in ("commune", "epci", "uu", "country"):
        # Two towns of three are not what surrounds the quarters of the third one.
        for number, n in of_kind.get(kind, Counter()).most_common(1):
            if 2 * n > len(rows) and (kind != "commune" or n == len(rows)):
                found.append(by_id[number])
    return [
        MapLine(row, values_of(measure, row.kind, [row.id]).by_zone.get(row.id)) for row in found
    ]


def outlines_of_map(
    lines: Sequence[MapLine], *, tolerance_m: float
) -> tuple[dict[int, dict[str, Any]], Box | None]:
    """Return the outlines to shade, by zone, and the box that holds them. Two queries."""
    numbers = [line.zone.id for line in lines]
    return outlines_of(numbers, tolerance_m=tolerance_m), box_of_zones(numbers)
