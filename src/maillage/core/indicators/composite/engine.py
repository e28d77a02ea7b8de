"""The steps of a composite index, each with what it changed: no score comes out of nowhere."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from maillage.core.indicators.averages import average
from maillage.core.indicators.composite.model import (
    Dimension,
    Indicator,
    Kind,
    Method,
    Treatment,
)
from maillage.core.indicators.composite.normalise import Normalised, normalise
from maillage.core.indicators.composite.treat import Treated, treat
from maillage.core.indicators.index import Index, Noted, Part, Remark, Variable, compare, noted
from maillage.core.indicators.table import Booleans, Floats, Table, check_share, divide


@dataclass(frozen=True)
class Prepared:
    """Variables after division, imputation and screening, before treatment.

    `values` are as known, `filled` with what was imputed, both by indicator; `reference` is the set
    in which each one is placed; `is_kept` says which territories are scored.
    """

    codes: tuple[str, ...]
    values: Mapping[str, Floats]
    filled: Mapping[str, Floats]
    reference: Mapping[str, Floats]
    is_kept: Booleans
    remarks: tuple[Noted, ...]


def composite(
    method: Method,
    table: Table,
    *,
    among: Table | None = None,
    groups: Sequence[str] | None = None,
) -> Index:
    """Return the index of each territory by a method that is all data.

    Parameters
    ----------
    method
        The tree and the rule of each step.
    table
        The indicators by name, and the columns they are divided by. Its references say what is
        compared: the rate, for an indicator that is divided.
    among
        The reference set in which values are treated and placed (France, the region, the communes
        of the urban unit…), same columns; None means the table itself. A territory beyond its ends
        takes its end, and this is remarked.
    groups
        The group of each territory, for imputation; None means one group.

    Returns
    -------
    Index
        Variables with their scores, every dimension (deepest first), and the total. A variable
        without a value anywhere, or one value everywhere, is remarked.

    Raises
    ------
    ValueError
        A column is missing, a share is not one, a denominator is negative, a geometric or harmonic
        mean meets 0 or less.

    References
    ----------
    OECD and JRC, Handbook on constructing composite indicators, 2008; COINr 1.1.14.
    """
    ready = prepare(method, table, among=among, groups=groups)
    normalised = {
        each.name: score(
            ready,
            each,
            kind=method.kind,
            scale=(method.low, method.high),
            treatment=method.treatment,
        )
        for each in method.indicators
    }
    scores = {name: found.scores for name, found in normalised.items()}
    means: dict[str, Floats] = {}
    total = aggregate(method, method.root, scores, into=means)
    return Index(
        method="composite",
        version=f"{method.name} {method.version}",
        settings=_settings(method, among),
        codes=table.codes,
        variables=tuple(_variable(table, ready, each, scores) for each in method.indicators),
        parts=tuple(
            Part(each.name, tuple(member.name for member in each.members), means[each.name])
            for each in method.root.dimensions()
        ),
        total=total,
        remarks=(*ready.remarks, *_remarks(method, ready, normalised)),
    )


def prepare(
    method: Method,
    table: Table,
    *,
    among: Table | None = None,
    groups: Sequence[str] | None = None,
) -> Prepared:
    """Return the variables divided, imputed and screened; parameters as in `composite`."""
    if groups is not None and len(groups) != len(table):
        raise ValueError("one group for each territory")
    remarks: list[Noted] = []
    values: dict[str, Floats] = {}
    for each in method.indicators:
        values[each.name] = _divided(each, table)
        if each.denominator:
            empty = np.equal(table.column(each.denominator), 0)
            remarks += noted(Remark.NO_DENOMINATOR, each.name, table.codes, empty)
    known = np.stack([~np.isnan(column) for column in values.values()])
    is_kept = known.mean(axis=0) >= method.least_data
    remarks += noted(Remark.SCREENED, "", table.codes, ~is_kept)
    filled = dict(values)
    if method.impute:
        for name, column in values.items():
            filled[name] = _imputed(column, groups)
            new = np.isnan(column) & ~np.isnan(filled[name]) & is_kept
            remarks += noted(Remark.IMPUTED, name, table.codes, new)
    filled = {name: np.where(is_kept, column, np.nan) for name, column in filled.items()}
    reference = filled
    if among is not None:
        reference = {each.name: _divided(each, among) for each in method.indicators}
    return Prepared(table.codes, values, filled, reference, is_kept, tuple(remarks))


def score(
    ready: Prepared,
    each: Indicator,
    *,
    kind: Kind,
    scale: tuple[float, float],
    treatment: Treatment | None,
) -> Normalised:
    """Return one indicator treated, then normalised, both learnt on the reference set."""
    treated = _learn(ready, each.name, treatment)
    target = each.target
    if target is not None and treated.way == "log":  # the target follows the values
        goal, worst = treated.apply(np.array(target, dtype=np.float64))
        target = (float(goal), float(worst))
    return normalise(
        treated.apply(ready.filled[each.name]),
        kind,
        direction=each.direction,
        reference=treated.apply(ready.reference[each.name]),
        scale=scale,
        target=target,
    )


def aggregate(
    method: Method,
    node: Dimension,
    scores: Mapping[str, Floats],
    *,
    weights: Mapping[str, float] | None = None,
    into: dict[str, Floats] | None = None,
) -> Floats:
    """Return the mean of a node, level by level, and put that of every node into `into`.

    `weights` replaces those of the method, by name. A member that `scores` does not hold is left
    out of its node, as is a node left with no member, or with none that weighs.
    """
    held = [member for member in node.members if _is_held(member, scores)]
    columns = [
        scores[member.name]
        if isinstance(member, Indicator)
        else aggregate(method, member, scores, weights=weights, into=into)
        for member in held
    ]
    shares = [(weights or {}).get(member.name, member.weight) for member in held]
    mean = average(columns, shares, how=node.how or method.how, needs=method.needs)
    if into is not None:
        into[node.name] = mean
    return mean


def _is_held(member: Indicator | Dimension, scores: Mapping[str, Floats]) -> bool:
    if isinstance(member, Indicator):
        return member.name in scores
    return any(each.weight > 0 and _is_held(each, scores) for each in member.members)


def _divided(each: Indicator, table: Table) -> Floats:
    values = table.column(each.name)
    if each.denominator:
        values = divide(each.name, values, table.column(each.denominator))
    if each.unit == "share":
        check_share(each.name, values)
    return values


def _imputed(values: Floats, groups: Sequence[str] | None) -> Floats:
    """Put the mean of its group where a value is missing; a group that knows nothing stays so."""
    filled = values.copy()
    labels = np.array(list(groups) if groups is not None else [""] * len(values))
    for group in np.unique(labels):
        inside = labels == group
        known = values[inside & ~np.isnan(values)]
        if known.size:
            filled[inside & np.isnan(values)] = known.mean()
    return filled


def _learn(ready: Prepared, name: str, treatment: Treatment | None) -> Treated:
    return Treated("none") if treatment is None else treat(ready.reference[name], treatment)


def _variable(
    table: Table, ready: Prepared, each: Indicator, scores: Mapping[str, Floats]
) -> Variable:
    name, values = each.name, ready.values[each.name]
    return Variable(
        name, values, scores[name], compare(table, name, values, is_share=each.unit == "share")
    )


def _remarks(
    method: Method, ready: Prepared, normalised: Mapping[str, Normalised]
) -> Iterable[Noted]:
    for each in method.indicators:
        name, found = each.name, normalised[each.name]
        if np.isnan(ready.reference[name]).all():
            yield Noted(Remark.UNKNOWN, name)
        elif found.is_constant:
            yield Noted(Remark.CONSTANT, name)
        treated = _learn(ready, name, method.treatment)
        values = ready.filled[name]
        if treated.way == "log":
            yield Noted(Remark.TREATED, name)
        yield from noted(Remark.TREATED, name, ready.codes, treated.touches(values))
        yield from noted(Remark.OUTSIDE, name, ready.codes, found.outside)


def _settings(method: Method, among: Table | None) -> dict[str, str]:
    rule = method.treatment
    return {
        "kind": method.kind,
        "scale": f"{method.low:g} to {method.high:g}",
        "how": method.how,
        "treatment": "none" if rule is None else f"at most {rule.most} values, then log",
        "impute": "group mean" if method.impute else "none",
        "least_data": f"{method.least_data:g}",
        "needs": f"{method.needs:g}",
        "reference": "the table itself" if among is None else f"{len(among)} territories",
    }
