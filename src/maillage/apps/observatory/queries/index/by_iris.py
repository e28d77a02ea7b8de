"""The index of 2023: scored among the IRIS, then carried to what they make up, by inhabitants."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import cast

import numpy as np
from numpy.typing import NDArray

from maillage.apps.observatory.queries.index.columns import Column, columns_of, people_of
from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.observatory.queries.support import crossing, mark_now
from maillage.apps.observatory.queries.values import Value
from maillage.apps.territories.queries import ZoneRow
from maillage.core.indicators import (
    Index,
    Table,
    Variable,
    ifn_2023,
    ifn_2023_of_iris,
    weigh_up_2023,
)
from maillage.core.indicators.ifn_2023 import THD, Edition
from maillage.core.statistics.transfer import MINIMUM_CELLS
from maillage.sources.figures import IndexText

IRIS, COMMUNE, EPCI = "iris", "commune", "epci"


@dataclass(frozen=True, slots=True)
class Scored:
    """An index over all the zones of a kind, its columns told by how many zones have a score.

    n_iris : the IRIS of this base, among which values stand
    """

    index: Index
    columns: Sequence[Column]
    n_iris: int


@dataclass(frozen=True, slots=True)
class _Base:
    """What is known by IRIS (by commune for the fixed network), whatever the zones asked."""

    iris: Table
    communes: Table
    commune_of: Sequence[str]
    people: NDArray[np.float64]
    columns: Mapping[str, Column]


def scored_by_iris(
    text: IndexText,
    kind: str,
    rows: Sequence[ZoneRow],
    columns: Sequence[Column],
    *,
    today: date,
    on: date,
    partial: bool,
) -> Scored:
    """Return the index of 2023 over zones of any kind; what no IRIS says has no score.

    columns : what is known of these zones themselves: a published value is shown, and preferred
    on : the day for which the zones hold
    """
    base = _base(text, today)
    index = _index(text, kind, rows, columns, base, today, on, 0.5 if partial else 1.0)
    by_name = {variable.name: variable for variable in index.variables}
    told = [_told(column, by_name[column.name], base, kind, rows) for column in columns]
    return Scored(index, told, len(base.iris))


def _base(text: IndexText, today: date) -> _Base:
    iris_rows, iris_ended = zones_to_observe(IRIS, today=today)
    commune_rows, ended = zones_to_observe(COMMUNE, today=today)
    iris_on = iris_ended or today
    iris, communes = [row.id for row in iris_rows], [row.id for row in commune_rows]
    read = columns_of(_only(text, fixed=False), IRIS, iris, {}, on=iris_on)
    fixed = columns_of(_only(text, fixed=True), COMMUNE, communes, {}, on=ended or today)
    numbers = {row.id: str(row.id) for row in commune_rows}
    by_code = {row.code: str(row.id) for row in commune_rows}
    return _Base(
        iris=_table(iris, read),
        communes=_table(communes, fixed),
        # The code of an IRIS begins with that of its commune: Insee makes it so.
        commune_of=[
            numbers.get(row.parent_id or 0) or by_code.get(row.code[:5], "") for row in iris_rows
        ],
        people=_people_of_iris(iris_rows, iris_on),
        columns={column.name: column for column in (*read, *fixed)},
    )


def _only(text: IndexText, *, fixed: bool) -> IndexText:
    kept = (
        replace(one, measures=tuple(m for m in one.measures if (m.column == THD) == fixed))
        for one in text.dimensions
    )
    return replace(text, dimensions=tuple(one for one in kept if one.measures))


def _table(zones: Sequence[int], columns: Sequence[Column]) -> Table:
    return Table.of(
        [str(number) for number in zones],
        # What too few of them have gives no position.
        {c.name: [c.number(n) if c.counted else None for n in zones] for c in columns},
    )


def _people_of_iris(rows: Sequence[ZoneRow], on: date) -> NDArray[np.float64]:
    """Return the inhabitants of each IRIS, all counted the same way: in one file, or by cells."""
    counted = people_of(IRIS, rows, on=on)
    if 2 * len(counted) < len(rows):
        carrier = crossing(IRIS, IRIS, on, mark_now())
        if carrier is not None:
            lived = carrier.bridge.source_people.tolist()
            counted = dict(zip(carrier.sources.tolist(), lived, strict=True))
    return np.array([counted.get(row.id, np.nan) for row in rows], dtype=np.float64)


def _index(
    text: IndexText,
    kind: str,
    rows: Sequence[ZoneRow],
    columns: Sequence[Column],
    base: _Base,
    today: date,
    on: date,
    needs: float,
) -> Index:
    edition = cast(Edition, text.edition)
    codes = [str(row.id) for row in rows]
    if kind in (COMMUNE, EPCI):
        communes = ifn_2023(
            base.iris, base.communes, commune_of=base.commune_of, population=base.people,
            edition=edition, needs=needs,
        )  # fmt: skip
        if kind == COMMUNE:
            return communes
        within, ended = zones_to_observe(COMMUNE, today=today)
        people = people_of(COMMUNE, within, on=ended or today)
        return weigh_up_2023(
            communes,
            Table.of(codes, {}),
            group_of=[str(row.parent_id) for row in within],
            population=np.array([people.get(row.id, np.nan) for row in within], dtype=np.float64),
            needs=needs,
        )
    index = ifn_2023_of_iris(
        base.iris, base.communes, commune_of=base.commune_of, edition=edition, needs=needs
    )
    if kind == IRIS:
        return index
    rank, group, lived = _pieces(kind, rows, base.iris.codes, on)
    return weigh_up_2023(
        index,
        Table.of(codes, _own(columns, [row.id for row in rows])),
        group_of=group,
        population=lived,
        row_of=rank,
        among=base.iris,
        needs=needs,
    )


def _own(columns: Sequence[Column], zones: Sequence[int]) -> dict[str, list[float | None]]:
    """Return what is published of neighbourhoods themselves."""
    found: dict[str, list[float | None]] = {}
    for column in columns:
        said = [column.here.get(zone) for zone in zones]
        own = [one.value if one and not one.is_estimate else None for one in said]
        if column.name != THD and any(value is not None for value in own):
            found[column.name] = own
    return found


def _pieces(
    kind: str, rows: Sequence[ZoneRow], iris: Sequence[str], on: date
) -> tuple[list[int], list[str], NDArray[np.float64]]:
    """Return the pieces of IRIS in each neighbourhood: place of the IRIS, neighbourhood, people."""
    rank: list[int] = []
    group: list[str] = []
    lived: list[float] = []
    carrier = crossing(IRIS, kind, on, mark_now())
    if carrier is None:
        return rank, group, np.array(lived, dtype=np.float64)
    place = {int(code): at for at, code in enumerate(iris)}
    places = [place.get(number, -1) for number in carrier.sources.tolist()]
    held, wanted = carrier.bridge, {row.id for row in rows}
    for at, number in enumerate(carrier.targets.tolist()):
        # As any estimate: too few cells say nothing.
        if number not in wanted or held.n_cells[at] < MINIMUM_CELLS:
            continue
        inside = slice(held.people.indptr[at], held.people.indptr[at + 1])
        found = held.people.data[inside].tolist()
        # Who lives in no known IRIS has no score.
        rank += [*(places[column] for column in held.people.indices[inside].tolist()), -1]
        lived += [*found, max(0.0, float(held.target_people[at]) - sum(found))]
        group += [str(number)] * (len(found) + 1)
    return rank, group, np.array(lived, dtype=np.float64)


def _is_refused(value: Value) -> bool:
    return value.refusal is not None


def _told(
    column: Column,
    scored: Variable,
    base: _Base,
    kind: str,
    rows: Sequence[ZoneRow],
) -> Column:
    """Return a column with what its scores stand on: nothing is scored in silence."""
    source = base.columns[column.name]
    held = column.name == THD and kind not in (COMMUNE, EPCI)
    known = [value for value in source.here.values() if value.value is not None]
    here: dict[int, Value] = {}
    for row, value in zip(rows, scored.values.tolist(), strict=True):
        if known and not np.isnan(value):
            here[row.id] = replace(known[0], value=value, method="estimated", coverage_pct=None)
    if not held:
        # What the formula made stands where no estimate can be made otherwise.
        said = column.here.items()
        here |= {zone: one for zone, one in said if zone not in here or not _is_refused(one)}
    n_scored = int((~np.isnan(scored.scores)).sum())
    return replace(
        column,
        here=here,
        # By its own areas: a department of IRIS around one metropolis has few of its communes.
        counted=source.counted and n_scored > 0,
        n_known=sum(1 for value in here.values() if value.value is not None),
        n_scored=n_scored,
        asked_for="" if source.counted else (COMMUNE if column.name == THD else IRIS),
        held_by=COMMUNE if held else "",
        datasets=column.datasets | source.datasets,
    )
