"""The two scores of Portrea (Ti Lab in Brittany, Les Assembleurs in Hauts-de-France): people.

They are counts, not rates: a large commune is always higher. Cells that CAF keeps secret are left
out, so that the second score is at least so many.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from maillage.core.indicators.index import Index, Noted, Part, Remark, Variable, compare, noted
from maillage.core.indicators.table import Booleans, Floats, Table

OLDER, UNQUALIFIED, FROM_15 = "P19_POP65P", "P19_NSCOL15P_DIPLMIN", "C19_POP15P"
CENSUS = (OLDER, UNQUALIFIED, FROM_15)
# Allowance for disabled adults, activity bonus, minimum income; then job seekers, A to E.
ALLOWANCES = ("aaah", "appa", "arsas")
JOB_SEEKERS = "demandeurs_emploi_abcde"
EXPOSED = (*ALLOWANCES, JOB_SEEKERS)


@dataclass(frozen=True)
class Portrea:
    """Both scores, in people; neither is part of the other, and they are never added."""

    fragility: Index
    exposure: Index


@dataclass(frozen=True)
class Summed:
    """A count by group: NaN where nothing is known, `is_minimum` where some cell was left out."""

    values: Floats
    is_minimum: Booleans


def add_up(values: Floats, groups: Sequence[str], wanted: Sequence[str]) -> Summed:
    """Return the sum of the known cells of each group, flagged where one is unknown.

    Raises
    ------
    ValueError
        Not one group for each value, or a negative count.
    """
    if len(groups) != len(values):
        raise ValueError("one group for each area")
    if (values < 0).any():
        raise ValueError("a count of people is 0 or more")
    place = {group: index for index, group in enumerate(wanted)}
    at = np.array([place.get(group, -1) for group in groups], dtype=np.int64)
    known = (at >= 0) & ~np.isnan(values)
    hidden = (at >= 0) & np.isnan(values)
    n_known = np.bincount(at[known], minlength=len(place))
    n_hidden = np.bincount(at[hidden], minlength=len(place))
    summed = np.bincount(at[known], values[known], len(place))
    return Summed(np.where(n_known > 0, summed, np.nan), (n_known > 0) & (n_hidden > 0))


def portrea(
    iris: Table, *, commune_of: Sequence[str] | None = None, communes: Table | None = None
) -> Portrea:
    """Return both scores, by IRIS or by commune.

    Parameters
    ----------
    iris
        Counts of people, by the names of `CENSUS` and of `EXPOSED`.
    commune_of
        Commune of each IRIS: counts are added up first, then the formula is applied.
    communes
        Their codes and references; needed with `commune_of`.

    Returns
    -------
    Portrea
        Fragility: 65 and over, plus people without a diploma times the share of under 65 among the
        15 and over; NaN as soon as one of the three counts is missing. Exposure: the sum of the
        known counts, with remark `MINIMUM` where one was left out.

    Raises
    ------
    ValueError
        A count is not there or is negative.

    Notes
    -----
    Somebody with two allowances is counted twice, as published.
    The 65 and over may pass the 15 and over in a small IRIS, where the second count is an estimate:
    the share of under 65 is then 0, with remark `BOUNDED`.
    """
    table = iris if communes is None else communes
    if (commune_of is None) != (communes is None):
        raise ValueError("communes and the commune of each area come together")
    groups = iris.codes if commune_of is None else commune_of
    counts = {name: add_up(iris.column(name), groups, table.codes) for name in (*CENSUS, *EXPOSED)}
    return Portrea(_fragility(table, counts), _exposure(table, counts))


def _fragility(table: Table, counts: Mapping[str, Summed]) -> Index:
    # A census count that lacks an area is no minimum here: the formula divides by one of them.
    whole = {n: np.where(counts[n].is_minimum, np.nan, counts[n].values) for n in CENSUS}
    older, unqualified, from_15 = (whole[name] for name in CENSUS)
    younger = np.full(len(table), np.nan)
    np.divide(from_15 - older, from_15, out=younger, where=from_15 > 0)
    remarks = [
        *noted(Remark.NO_DENOMINATOR, FROM_15, table.codes, np.equal(from_15, 0)),
        *noted(Remark.BOUNDED, OLDER, table.codes, younger < 0),
    ]
    estimate = unqualified * np.clip(younger, 0, 1)
    parts = (
        Part("older_65", (OLDER,), older),
        Part("no_diploma_under_65", (UNQUALIFIED, OLDER, FROM_15), estimate),
    )
    return _index("fragilite", table, whole, parts, older + estimate, tuple(remarks))


def _exposure(table: Table, counts: Mapping[str, Summed]) -> Index:
    values = {name: counts[name].values for name in EXPOSED}
    stacked = np.stack([values[name] for name in EXPOSED])
    known = ~np.isnan(stacked)
    total = np.where(known.any(axis=0), np.where(known, stacked, 0.0).sum(axis=0), np.nan)
    remarks: list[Noted] = []
    for name in EXPOSED:
        left_out = counts[name].is_minimum | (np.isnan(values[name]) & ~np.isnan(total))
        remarks += noted(Remark.MINIMUM, name, table.codes, left_out)
    parts = tuple(Part(name, (name,), values[name]) for name in EXPOSED)
    return _index("exposition", table, values, parts, total, tuple(remarks))


def _index(
    score: str,
    table: Table,
    values: Mapping[str, Floats],
    parts: tuple[Part, ...],
    total: Floats,
    remarks: tuple[Noted, ...],
) -> Index:
    return Index(
        method="portrea",
        version=f"Portrea {score}",
        settings={"score": score, "unit": "people"},
        codes=table.codes,
        variables=tuple(
            Variable(name, each, each, compare(table, name, each)) for name, each in values.items()
        ),
        parts=parts,
        total=total,
        remarks=remarks,
    )
