"""An index over the zones of a kind: components, total, rank with its interval, what lacks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from maillage.apps.directory.queries.supply import supply
from maillage.apps.observatory.models import Dataset
from maillage.apps.observatory.queries.communes import communes_of
from maillage.apps.observatory.queries.index.among import zones_among
from maillage.apps.observatory.queries.index.beside import Communes
from maillage.apps.observatory.queries.index.by_iris import Scored, scored_by_iris
from maillage.apps.observatory.queries.index.columns import (
    Column,
    columns_of,
    parents_of,
    people_of,
)
from maillage.apps.observatory.queries.index.formulas import (
    computed,
    explored,
    method_of,
    packed,
    scores_of,
    shares,
)
from maillage.apps.observatory.queries.inside import places_by_zone
from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.territories.queries import ZoneRow
from maillage.core.indicators import Index, RankRange, Sensitivity, Table, Uncertainty
from maillage.core.indicators.table import Floats
from maillage.sources.figures import IndexText

# Fewer territories are no ranking.
FEWEST_RANKED = 3


@dataclass(frozen=True, slots=True)
class IndexLine:
    """One territory: its scores, then its total, then its rank; None where there is none.

    scores : by code of dimension, on the scale of the method
    marks : by measure, what it brings to its dimension, for a published formula
    place : its rank by the method as it is; `ranks` the interval that goes with it
    is_small : too few inhabitants for a total
    n_places : public places in its outline
    communes : those where its people live, with which its components are compared
    """

    zone: ZoneRow
    people: float | None
    is_small: bool
    n_places: int
    above: Mapping[str, ZoneRow]
    scores: Mapping[str, float]
    total: float | None = None
    is_partial: bool = False
    place: int | None = None
    ranks: RankRange | None = None
    marks: Mapping[str, float] = field(default_factory=dict)
    communes: Communes = field(default_factory=Communes)


@dataclass(frozen=True, slots=True)
class FragilityIndex:
    """An index over zones: lines from the most fragile, those without a total last.

    why_none : "" when there are totals, else "few" (measures) or "digital" (nothing social)
    reference : kind of the territories among which values are placed, "" for these themselves
    n_among : how many they are in this base, for a formula whose authors take all of France
    refused_reference : a reference that lacks one of the measures
    ignored_reference : a reference that was asked of a formula that leaves no choice
    """

    text: IndexText
    kind: str
    columns: Sequence[Column]
    lines: Sequence[IndexLine]
    sources: Sequence[Dataset]
    why_none: str
    reference: str = ""
    refused_reference: str = ""
    ignored_reference: str = ""
    n_among: int = 0
    n_runs: int = 0
    sensitivity: Sensitivity | None = None
    ended_on: date | None = None

    @property
    def counted(self) -> list[Column]:
        """The measures that enter the total."""
        return [column for column in self.columns if column.counted]

    @property
    def missing(self) -> list[Column]:
        """The measures that the index asks for and that this base does not have here."""
        return [column for column in self.columns if not column.counted]

    @property
    def ranked(self) -> list[IndexLine]:
        """The territories that have a total."""
        return [line for line in self.lines if line.total is not None]


def fragility_index(
    text: IndexText, kind: str, *, today: date, reference: str = "", partial: bool = False
) -> FragilityIndex | None:
    """Return an index over the zones of a kind in force; None without any zone.

    reference : what the values are placed among: another kind of zones, or a choice of communes
    partial : accept a total where a measure lacks; it is flagged
    """
    rows, ended = zones_to_observe(kind, today=today)
    if not rows:
        return None
    on = ended or today
    parents = parents_of(rows)
    above: dict[str, list[int]] = {}
    for held in parents.values():
        for wide, row in held.items():
            above.setdefault(wide, []).append(row.id)
    communes = _communes(kind, rows, on)
    for compared in communes.values():
        above.setdefault("commune", []).extend(row.id for row in compared.rows)
    wider = {wide: sorted(set(numbers)) for wide, numbers in above.items()}
    columns = columns_of(text, kind, [row.id for row in rows], wider, on=on)
    people = people_of(kind, rows, on=on)
    places = _n_places(kind, rows, on)
    lines = [
        IndexLine(
            row, people.get(row.id), _is_small(people.get(row.id), text), places.get(row.id, 0),
            parents[row.id], {}, communes=communes[row.id],
        )
        for row in rows
    ]  # fmt: skip
    scored: Scored | None = None
    if text.formula == "ifn_2023":
        scored = scored_by_iris(text, kind, rows, columns, today=today, on=on, partial=partial)
        columns = list(scored.columns)
    why = _why_none(text, columns, partial)
    among, refused, wanted = None, "", reference or text.among
    if wanted and wanted != kind and text.takes_reference:
        among = _reference_table(text, columns, wanted, rows, today)
        refused = wanted if among is None else ""
    found: list[IndexLine] = lines
    sensitivity, n_runs = None, 0
    if not why:
        index = scored.index if scored else None
        found, sensitivity, n_runs = _scored(text, columns, lines, among, partial, index)
    found.sort(key=lambda one: (one.total is None, -(one.total or 0.0), one.zone.nom))
    codes = {code for column in columns for code in column.datasets}
    return FragilityIndex(
        text=text,
        kind=kind,
        columns=columns,
        lines=found,
        sources=list(Dataset.objects.filter(code__in=codes).order_by("title")),
        why_none=why,
        reference=text.among if scored else (wanted if among is not None else ""),
        refused_reference=refused,
        ignored_reference="" if text.takes_reference else reference,
        n_among=scored.n_iris if scored else len(among or lines),
        n_runs=n_runs,
        sensitivity=sensitivity,
        ended_on=ended,
    )


def _is_small(people: float | None, text: IndexText) -> bool:
    return people is not None and people < text.least_people


def _communes(kind: str, rows: Sequence[ZoneRow], on: date) -> dict[int, Communes]:
    """Return what each zone is compared with; only several communes ask for their inhabitants."""
    found = communes_of(kind, rows, on=on)
    several = {row.id: row for held in found.values() if len(held) > 1 for row in held}
    people = people_of("commune", list(several.values()), on=on) if several else {}
    return {number: Communes(held, people) for number, held in found.items()}


def _n_places(kind: str, rows: Sequence[ZoneRow], on: date) -> dict[int, int]:
    """Return how many public places lie in each zone: a difficulty is not shown without them."""
    held = places_by_zone(kind, [row.id for row in rows], supply(), on=on)
    return {number: len(places) for number, places in held.items()}


def _why_none(text: IndexText, columns: Sequence[Column], partial: bool) -> str:
    counted = [column for column in columns if column.counted]
    if text.formula == "portrea":
        return "" if counted else "few"
    # A published index stands on all its measures, on half of them at least when that is accepted.
    if text.asks_for_all and len(counted) < len(columns) * (0.5 if partial else 1.0):
        return "few"
    if len({column.dimension.code for column in counted}) < 2:
        return "few"
    # Digital difficulties reproduce social ones: neither is ranked without the other (OBS-28).
    return "" if {column.family for column in counted} - {"digital"} else "digital"


def _scored(
    text: IndexText,
    columns: Sequence[Column],
    lines: Sequence[IndexLine],
    among: Table | None,
    partial: bool,
    index: Index | None,
) -> tuple[list[IndexLine], Sensitivity | None, int]:
    """Return the lines with their scores, by the index of the formula when it is made already."""
    kept = [line for line in lines if not line.is_small]
    numbers = [line.zone.id for line in kept]
    codes = tuple(str(number) for number in numbers)
    counted = [column for column in columns if column.counted]
    table = Table.of(codes, {c.name: [c.number(n) for n in numbers] for c in counted})
    method = method_of(text, counted, partial=partial)
    if text.formula == "ifn_2020":
        table = shares(text, columns, numbers, [line.above for line in kept])
    if index is None:
        index = computed(text, columns, table, method, among)
    codes = index.codes
    ranges: Uncertainty | None = None
    sensitivity: Sensitivity | None = None
    n_totals = int((~np.isnan(index.total)).sum())
    if text.has_variants and n_totals >= FEWEST_RANKED:
        ranges, sensitivity = explored(method, packed(table), packed(among) if among else None)
    at = {int(code): place for place, code in enumerate(codes)}
    scores = scores_of(text, index)
    marks = {v.name: v.scores for v in index.variables} if text.asks_for_all else {}
    done = []
    for line in lines:
        if line.is_small or line.zone.id not in at:
            done.append(line)
            continue
        here = at[line.zone.id]
        total = float(index.total[here])
        known = not np.isnan(total)
        done.append(
            replace(
                line,
                scores=_known(scores, here),
                marks=_known(marks, here),
                total=total if known else None,
                is_partial=bool(index.is_partial[here]),
                place=int(ranges.nominal[here]) if ranges is not None and known else None,
                ranks=ranges.of(codes[here]) if ranges is not None and known else None,
            )
        )
    return done, sensitivity, ranges.n_runs if ranges is not None else 0


def _known(columns: Mapping[str, Floats], at: int) -> dict[str, float]:
    return {name: float(each[at]) for name, each in columns.items() if not np.isnan(each[at])}


def _reference_table(
    text: IndexText,
    columns: Sequence[Column],
    reference: str,
    placed: Sequence[ZoneRow],
    today: date,
) -> Table | None:
    """Return the same measures over a set of reference; None when one lacks, or too few zones."""
    kind, rows, ended = zones_among(reference, placed, today=today)
    numbers = [row.id for row in rows]
    if len(numbers) < FEWEST_RANKED:
        return None
    read = columns_of(text, kind, numbers, {}, on=ended or today)
    wanted = {column.code for column in columns if column.counted}
    kept = [column for column in read if column.code in wanted]
    if not all(column.counted for column in kept):
        return None
    return Table.of(
        [str(number) for number in numbers],
        {column.name: [column.number(n) for n in numbers] for column in kept},
    )
