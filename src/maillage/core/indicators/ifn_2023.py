"""IFN of March 2023, the current one: the mean of five scores from 1 to 10, then weighted up.

Each variable is scored by decile among the IRIS, except fixed broadband, scored among the communes
(its published scores are whole numbers in every commune). A commune is the mean of its IRIS
weighted by their inhabitants, an EPCI that of its communes. The rule of the deciles is inferred
from the published scores, not published.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Literal

import numpy as np

from maillage.core.indicators.averages import average
from maillage.core.indicators.index import Index, Noted, Part, Remark, Variable, compare, noted
from maillage.core.indicators.positions import deciles
from maillage.core.indicators.table import Booleans, Floats, Table

Edition = Literal["tout_age", "jeune"]
THD = "no_thd_coverage_rate"

COUNTED: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "tout_age": (THD, "no_4g_coverage_rate", "poverty_rate", "older_65_rate", "nscol15p_rate"),
        "jeune": (
            THD,
            "no_4g_coverage_rate",
            "poverty_rate_30_minus",
            "neet_16_25_year_rate",
            "nscol15p_rate_15_25_year",
        ),
    }
)
AXIS = "fragilite"


def read_published(scores: Floats) -> Floats:
    """Return published scores with 0 as missing: a score is 1 to 10, and six rows carry 0.

    Raises
    ------
    ValueError
        A score is out of 0 to 10.
    """
    if ((scores < 0) | (scores > 10)).any():
        raise ValueError("a score of the IFN 2023 is from 1 to 10")
    return np.where(scores == 0, np.nan, scores)


def weigh_up(
    values: Floats,
    groups: Sequence[str],
    population: Floats,
    wanted: Sequence[str],
    *,
    least_known: float = 0.5,
) -> tuple[Floats, Floats]:
    """Return the mean of values weighted by inhabitants, and the share of them that is known.

    Parameters
    ----------
    values, population
        Shape (n,); an area whose inhabitants are unknown counts for nothing.
    groups
        To which each area belongs.
    wanted
        The groups, in the order of the answer.
    least_known
        Under this share of inhabitants in known areas the mean is NaN.

    Raises
    ------
    ValueError
        Not one group and one population for each value, or a negative population.
    """
    if len(groups) != len(values) or population.shape != values.shape:
        raise ValueError("one group and one population for each area")
    if (population < 0).any():
        raise ValueError("a population is 0 or more")
    place = {group: index for index, group in enumerate(wanted)}
    at = np.array([place.get(group, -1) for group in groups], dtype=np.int64)
    people = np.nan_to_num(population)
    inside = at >= 0
    known = inside & ~np.isnan(values)
    every = np.bincount(at[inside], people[inside], len(place))
    told = np.bincount(at[known], people[known], len(place))
    summed = np.bincount(at[known], (people * values)[known], len(place))
    share = np.divide(told, every, out=np.zeros(len(place)), where=every > 0)
    enough = (told > 0) & (share >= least_known)
    mean = np.divide(summed, told, out=np.full(len(place), np.nan), where=enough)
    return mean, share


def ifn_2023(
    iris: Table,
    communes: Table,
    *,
    commune_of: Sequence[str],
    population: Floats,
    edition: Edition = "tout_age",
    needs: float = 1.0,
    least_known: float = 0.5,
) -> Index:
    """Return the index of communes, scores from 1 to 10.

    Parameters
    ----------
    iris
        All the IRIS among which each is scored (of France in the portal), with the four variables
        of the edition that are not fixed broadband. More of each is always more fragile.
    communes
        All the communes, with `no_thd_coverage_rate`. What else it says of the variables is shown
        as their value; else that is the mean of the IRIS, remarked as estimated.
    commune_of, population
        Commune and inhabitants of each IRIS.
    needs, least_known
        Share of the variables, and of the inhabitants, that must be known.

    Returns
    -------
    Index
        In the order of `communes`; one part, the axis of the index.

    Raises
    ------
    ValueError
        An unknown edition or variable, or as `weigh_up`.

    References
    ----------
    Portal of digital fragility, March 2023; deciles inferred from its scores of 35 006 communes.
    """
    raw, scored = _scored(iris, edition)
    scores, values, remarks = _upwards(
        scored, raw, commune_of, population, communes, least_known=least_known
    )
    scores[THD] = deciles(communes.column(THD))
    values[THD] = communes.column(THD)
    remarks += _constant(iris, communes, edition)
    return _index(edition, communes, scores, values, tuple(remarks), needs)


def ifn_2023_of_iris(
    iris: Table,
    communes: Table,
    *,
    commune_of: Sequence[str],
    edition: Edition = "tout_age",
    needs: float = 1.0,
) -> Index:
    """Return the index of the IRIS themselves, before it is weighted up.

    Fixed broadband is scored among communes: each IRIS has the score of its own, remarked as
    estimated; NaN when its commune is not among `communes`.

    Parameters and errors are those of `ifn_2023`.
    """
    raw, scored = _scored(iris, edition)
    place = {code: at for at, code in enumerate(communes.codes)}
    if len(commune_of) != len(iris):
        raise ValueError("one commune for each area")
    at = np.array([place.get(code, -1) for code in commune_of], dtype=np.int64)
    known = at >= 0
    for found, given in (
        (scored, deciles(communes.column(THD))),
        (raw, communes.column(THD)),
    ):
        held = np.full(len(iris), np.nan)
        held[known] = given[at[known]]
        found[THD] = held
    remarks = [Noted(Remark.ESTIMATED, THD), *_constant(iris, communes, edition)]
    return _index(edition, iris, scored, raw, tuple(remarks), needs)


def _scored(iris: Table, edition: Edition) -> tuple[dict[str, Floats], dict[str, Floats]]:
    """Return the values and the scores of the variables that are scored among IRIS."""
    if edition not in COUNTED:
        raise ValueError(f"no such edition: {edition}")
    raw = {name: iris.column(name) for name in COUNTED[edition] if name != THD}
    return raw, {name: deciles(values) for name, values in raw.items()}


def _constant(iris: Table, communes: Table, edition: Edition) -> list[Noted]:
    found = []
    for name in COUNTED[edition]:
        values = (communes if name == THD else iris).column(name)
        if np.unique(values[~np.isnan(values)]).size == 1:
            found.append(Noted(Remark.CONSTANT, name))
    return found


def weigh_up_2023(
    index: Index,
    above: Table,
    *,
    group_of: Sequence[str],
    population: Floats,
    row_of: Sequence[int] | None = None,
    among: Table | None = None,
    needs: float = 1.0,
    least_known: float = 0.5,
) -> Index:
    """Return the index of what smaller areas make up: means by inhabitants.

    Communes make up an EPCI; pieces of IRIS make up a neighbourhood.

    Parameters
    ----------
    index
        That of the communes, from `ifn_2023`, or of the IRIS, from `ifn_2023_of_iris`.
    above
        The groups wanted, with what is published of them and their references.
    group_of, population
        Group and inhabitants of each area, or of each piece of one.
    row_of
        Of which area of the index each piece is, by its place there, -1 for none: who lives there
        is then without a score. None means that each area is whole, in one group.
    among
        The IRIS, with the same variables: what is published of a group is then placed among them,
        and preferred to the mean of its pieces.

    Raises
    ------
    ValueError
        The index is of another method, or as `weigh_up`.
    """
    if index.method != "ifn_2023":
        raise ValueError(f"an index of 2023 is weighted up, not {index.method}")
    rows = np.arange(len(index.codes)) if row_of is None else np.array(row_of, dtype=np.int64)
    # The last place, which is also -1, is that of no area.
    scored = {each.name: np.append(each.scores, np.nan)[rows] for each in index.variables}
    raw = {each.name: np.append(each.values, np.nan)[rows] for each in index.variables}
    scores, values, remarks = _upwards(
        scored, raw, group_of, population, above, least_known=least_known
    )
    for name in scored:
        if among is not None and name in above.columns and name in among.columns:
            own = deciles(above.column(name), among.column(name))
            scores[name] = np.where(np.isnan(own), scores[name], own)
            remarks = _not_of_pieces(remarks, name, above.codes, ~np.isnan(own))
    edition: Edition = "jeune" if index.settings["edition"] == "jeune" else "tout_age"
    return _index(edition, above, scores, values, tuple(remarks), needs)


def _not_of_pieces(
    remarks: Sequence[Noted], name: str, codes: Sequence[str], where: Booleans
) -> list[Noted]:
    """Return the remarks without what is said of pieces where a published value is scored."""
    published = {code for code, held in zip(codes, where, strict=True) if held}
    kept = []
    for each in remarks:
        if each.remark is Remark.PARTLY_KNOWN and each.variable == name:
            left = tuple(code for code in each.codes if code not in published)
            kept += [replace(each, codes=left)] if left else []
        else:
            kept.append(each)
    return kept


def _upwards(
    scored: Mapping[str, Floats],
    raw: Mapping[str, Floats],
    groups: Sequence[str],
    population: Floats,
    above: Table,
    *,
    least_known: float,
) -> tuple[dict[str, Floats], dict[str, Floats], list[Noted]]:
    scores, values = {}, {}
    remarks: list[Noted] = []
    for name, each in scored.items():
        scores[name], share = weigh_up(
            each, groups, population, above.codes, least_known=least_known
        )
        some = (share > 0) & (share < 1)
        remarks += noted(Remark.PARTLY_KNOWN, name, above.codes, some)
        told, _ = weigh_up(raw[name], groups, population, above.codes, least_known=least_known)
        own = above.columns.get(name)
        if own is None:
            values[name] = told
            remarks.append(Noted(Remark.ESTIMATED, name))
        else:
            # A group of which nothing is published is not without a value when its areas have one.
            values[name] = np.where(np.isnan(own), told, own)
            estimated = np.isnan(own) & ~np.isnan(told)
            remarks += noted(Remark.ESTIMATED, name, above.codes, estimated)
    return scores, values, remarks


def _index(
    edition: Edition,
    table: Table,
    scores: Mapping[str, Floats],
    values: Mapping[str, Floats],
    remarks: tuple[Noted, ...],
    needs: float,
) -> Index:
    names = COUNTED[edition]
    total = average([scores[name] for name in names], needs=needs)
    return Index(
        method="ifn_2023",
        version=f"IFN 2023 {edition}",
        settings={"edition": edition, "needs": f"{needs:g}"},
        codes=table.codes,
        variables=tuple(
            Variable(n, values[n], scores[n], compare(table, n, values[n])) for n in names
        ),
        parts=(Part(AXIS, names, total),),
        total=total,
        remarks=remarks,
    )


def with_context(index: Index, table: Table, names: Sequence[str]) -> Index:
    """Return the index with variables that are shown beside it and never counted.

    Single-person households, unemployment, distances: the second axis of 2023. They bear no score.
    """
    nothing = np.full(len(table), np.nan)
    beside = tuple(
        Variable(n, table.column(n), nothing, compare(table, n, table.column(n)), counted=False)
        for n in names
    )
    return replace(index, variables=(*index.variables, *beside))
