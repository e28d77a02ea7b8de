"""IFN of the portal of 2021 and 2022: points from -3 to +3, total from -10 to +10.

Only "in the 10 % highest: 3 points" and "the centre is the median" are published. The cut points
between are ours, and said: 10, 30, 50, 70 and 90 %.
"""

from collections.abc import Collection, Mapping
from types import MappingProxyType
from typing import Literal

import numpy as np

from maillage.core.indicators.averages import average
from maillage.core.indicators.index import Index, Noted, Part, Remark, Variable, compare
from maillage.core.indicators.positions import stand
from maillage.core.indicators.table import Floats, Table

Edition = Literal["tout_age", "seniors"]

# Percentages of the reference set; the middle one is the median, worth 0 to whom stands on it.
CUTS_PCT = (10, 30, 50, 70, 90)
MOST = 3

AXES: Mapping[str, Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "tout_age": {
            "acces_numerique": ("no_thd_coverage_rate", "poverty_rate", "library_distance"),
            "acces_information": ("public_service_distance", "menseul_rate", "fammono_rate"),
            "competences_administratives": (
                "unemployement_rate",
                "foreigners_rate",
                "social_assistance_rate",
            ),
            "competences_numeriques": ("older_65_rate", "nscol15p_rate"),
        },
        "seniors": {
            "acces_numerique": (
                "no_thd_coverage_rate",
                "poverty_rate_50_plus",
                "library_distance",
            ),
            "acces_information": ("public_service_distance", "menseul_rate_50_plus"),
            "competences_administratives": (
                "unemployement_rate_50_plus",
                "foreigners_rate_55_plus",
                "social_assistance_rate",
            ),
            "competences_numeriques": ("older_75_rate", "nscol15p_rate_50_plus"),
        },
    }
)
"""Spelled as in the portal, faults included: its files are read by these names."""


def points(values: Floats, reference: Floats | None = None) -> Floats:
    """Return -3 to +3 by the position of each value in a reference set.

    The position is the share below plus half the share equal, so that values that are all equal
    stand on the median: 0 point. At 90 % or more 3 points, 70 % 2, over 50 % 1, and the mirror.
    NaN where the value is missing or the reference empty.
    """
    at = stand(values, reference)
    found = np.full(values.shape, np.nan)
    if not at.n:
        return found
    doubled = 100 * (2 * at.below + at.equal)  # position × 200 n, a whole number
    low, mid_low, middle, mid_high, high = (2 * cut * at.n for cut in CUTS_PCT)
    upper = (doubled > middle).astype(np.int64) + (doubled >= mid_high) + (doubled >= high)
    lower = (doubled < middle).astype(np.int64) + (doubled <= mid_low) + (doubled <= low)
    found[at.known] = (upper - lower)[at.known]
    return found


def ifn_2021(
    table: Table,
    *,
    edition: Edition = "tout_age",
    keep: Collection[str] | None = None,
    among: Table | None = None,
    needs: float = 1.0,
) -> Index:
    """Return the index of the portal of 2021, from -10 to +10.

    Parameters
    ----------
    table
        The variables of the edition (`AXES`); more of each is always more fragile.
    edition
        "tout_age" (11 variables) or "seniors" (10).
    keep
        The variables that the reader keeps; None keeps all. The total is rescaled to ±10.
    among
        The territories among which each one stands: all the communes of France in the portal.
        None means those of the table.
    needs
        Share of the variables kept that must be known, as in `averages.average`.

    Returns
    -------
    Index
        Scores are points; each axis and the total are on ±10.

    Raises
    ------
    ValueError
        An unknown edition or variable, nothing kept.

    References
    ----------
    TelesCoop, mednum-ifn-frontend, README (points and rescaling).
    """
    if edition not in AXES:
        raise ValueError(f"no such edition: {edition}")
    every = tuple(name for names in AXES[edition].values() for name in names)
    kept = tuple(name for name in every if keep is None or name in keep)
    if keep is not None and (strange := sorted(set(keep) - set(every))):
        raise ValueError(f"not in this edition: {', '.join(strange)}")
    if not kept:
        raise ValueError("no variable is kept")
    scores = {
        name: points(table.column(name), None if among is None else among.column(name))
        for name in kept
    }
    axes = {
        axis: tuple(name for name in names if name in scores)
        for axis, names in AXES[edition].items()
    }
    return Index(
        method="ifn_2021",
        version=f"IFN 2021 {edition}",
        settings={
            "cuts_pct": ", ".join(map(str, CUTS_PCT)),
            "dropped": ", ".join(name for name in every if name not in kept),
            "needs": f"{needs:g}",
        },
        codes=table.codes,
        variables=tuple(
            Variable(n, table.column(n), scores[n], compare(table, n, table.column(n)))
            for n in kept
        ),
        parts=tuple(
            Part(axis, names, _on_ten([scores[n] for n in names], needs))
            for axis, names in axes.items()
            if names
        ),
        total=_on_ten(list(scores.values()), needs),
        remarks=_said(table, kept, among),
    )


def _on_ten(columns: list[Floats], needs: float) -> Floats:
    return average(columns, needs=needs) * 10 / MOST


def _said(table: Table, kept: tuple[str, ...], among: Table | None) -> tuple[Noted, ...]:
    found = []
    for name in kept:
        values = (among or table).column(name)
        n_values = np.unique(values[~np.isnan(values)]).size
        if n_values < 2:
            found.append(Noted(Remark.CONSTANT if n_values else Remark.UNKNOWN, name))
    return tuple(found)
