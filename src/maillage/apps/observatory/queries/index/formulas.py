"""From the columns of an index to the formulas of the core, and to their variants."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import cast

import numpy as np

from maillage.apps.observatory.queries.index.columns import Column, countable
from maillage.apps.territories.queries import ZoneRow
from maillage.core.indicators import (
    Dimension,
    Index,
    Indicator,
    Method,
    Sensitivity,
    Table,
    Uncertainty,
    composite,
    explore_sensitivity,
    explore_uncertainty,
    hdf_egal,
    ifn_2020,
    ifn_2021,
    portrea,
)
from maillage.core.indicators.ifn_2020 import Mode
from maillage.core.indicators.ifn_2021 import Edition
from maillage.core.indicators.index import Part
from maillage.core.indicators.portrea import CENSUS, EXPOSED
from maillage.core.indicators.table import Floats
from maillage.sources.figures import IndexText

N_RUNS = 1000
N_BASE = 64
# One seed: the same figures give the same interval to everybody, today and in the dossier.
SEED = 2026


def method_of(text: IndexText, counted: Sequence[Column], *, partial: bool) -> Method:
    """Return the method of the core: the counted measures only, dimension by dimension."""
    dimensions = []
    equal = text.formula == "hdf_egal"
    for one in text.dimensions:
        members = tuple(
            Indicator(
                column.name,
                direction=-1 if column.direction < 0 else 1,
                weight=1.0 if equal else column.said.weight,
            )
            for column in counted
            if column.dimension.code == one.code
        )
        if members:
            dimensions.append(
                Dimension(f"d:{one.code}", members, weight=1.0 if equal else one.weight)
            )
    return Method(
        text.nom,
        text.version,
        Dimension("index", tuple(dimensions)),
        kind=text.kind,
        # A geometric mean needs numbers over 0.
        low=0.0 if text.how == "arithmetic" else 1.0,
        how=text.how,
        needs=0.5 if partial else 1.0,
    )


def computed(
    text: IndexText,
    columns: Sequence[Column],
    table: Table,
    method: Method,
    among: Table | None,
) -> Index:
    """Return the index of a table by its formula; measures that were not counted are not there.

    A published formula has them all: those that were not counted are unknown everywhere.
    """
    if text.formula == "hdf_egal":
        dimensions = [one for one in method.root.members if isinstance(one, Dimension)]
        return hdf_egal(
            dimensions, table, kind=text.kind, among=among, needs=method.needs, version=text.version
        )
    if text.formula == "composite":
        return composite(method, table, among=among)
    unknown = np.full(len(table), np.nan)
    if text.formula == "portrea":
        # Who was not counted is missing, and the sum is then a known minimum.
        filled = {name: table.columns.get(name, unknown) for name in (*CENSUS, *EXPOSED)}
        exposure = portrea(Table.of(table.codes, filled)).exposure
        return _grouped(text, columns, exposure)
    if text.formula == "ifn_2021":
        return ifn_2021(
            _whole(text, table), edition=cast(Edition, text.edition), needs=method.needs,
            among=_whole(text, among) if among is not None else None,
        )  # fmt: skip
    return ifn_2020(table, against=text.against, mode=cast(Mode, text.edition), needs=method.needs)


def _whole(text: IndexText, table: Table) -> Table:
    """Return the table with every measure of the formula, unknown where it has none."""
    unknown = np.full(len(table), np.nan)
    names = [said.column for said in text.measures]
    return Table.of(table.codes, {name: table.columns.get(name, unknown) for name in names})


def scores_of(text: IndexText, index: Index) -> dict[str, Floats]:
    """Return the score of each dimension: its part of the index, else that of its one measure."""
    parts = {part.name: part.scores for part in index.parts}
    alone = {variable.name: variable.scores for variable in index.variables}
    found = {}
    for one in text.dimensions:
        name = f"d:{one.code}" if text.has_variants else one.code
        if name in parts:
            found[one.code] = parts[name]
        elif text.formula == "ifn_2023":
            found[one.code] = alone[one.measures[0].column]
    return found


def _grouped(text: IndexText, columns: Sequence[Column], index: Index) -> Index:
    """Return a sum of counts with its dimensions, each the sum of its known counts."""
    by_name = {part.name: part.scores for part in index.parts}
    parts = []
    for dimension in text.dimensions:
        names = [c.name for c in columns if c.dimension.code == dimension.code and c.counted]
        if names:
            stacked = np.stack([by_name[name] for name in names])
            held = np.where(np.isnan(stacked).all(axis=0), np.nan, np.nansum(stacked, axis=0))
            parts.append(Part(dimension.code, tuple(names), held))
    return replace(index, parts=tuple(parts))


def shares(
    text: IndexText,
    columns: Sequence[Column],
    zones: Sequence[int],
    above: Sequence[Mapping[str, ZoneRow]],
) -> Table:
    """Return the six variables of the index of 2020: shares from 0 to 1, and an income."""

    def scaled(column: Column, value: float | None) -> float | None:
        return value / 100 if value is not None and column.unit == "pct" else value

    here = {c.name: [scaled(c, c.number(zone)) for zone in zones] for c in columns}
    wide = [held.get(text.against) for held in above]
    there = {
        c.name: [scaled(c, countable(c.above.get(row.id)) if row else None) for row in wide]
        for c in columns
    }
    return Table.of([str(zone) for zone in zones], here, {text.against: there})


# ---------------------------------------------------------------- variants

Packed = tuple[tuple[str, ...], tuple[tuple[str, bytes], ...]]


def packed(table: Table) -> Packed:
    """Return a table as something that can be kept and compared."""
    return table.codes, tuple((name, column.tobytes()) for name, column in table.columns.items())


def _unpacked(packed: Packed) -> Table:
    codes, columns = packed
    return Table.of(codes, {name: np.frombuffer(held) for name, held in columns})


@lru_cache(maxsize=32)
def explored(
    method: Method, table: Packed, among: Packed | None
) -> tuple[Uncertainty, Sensitivity]:
    """Return the ranks of each territory over N_RUNS variants, and which choice moves them.

    Kept by what it is computed from: the same figures are not explored twice.
    """
    here, others = _unpacked(table), _unpacked(among) if among is not None else None
    ranges = explore_uncertainty(
        method, here, rng=np.random.default_rng(SEED), n_runs=N_RUNS, among=others
    )
    moved = explore_sensitivity(
        method, here, rng=np.random.default_rng(SEED), n_base=N_BASE, among=others
    )
    return ranges, moved
