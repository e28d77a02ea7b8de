"""Where a value stands among others, counted in whole numbers: no rounding moves a class."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from maillage.core.indicators.table import Booleans, Floats

Counts = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Standing:
    """Of each value: how many of the `n` known values of the reference are below, or equal."""

    known: Booleans
    below: Counts
    equal: Counts
    n: int


def stand(values: Floats, reference: Floats | None = None) -> Standing:
    """Return where each value stands in a reference set, by default among themselves."""
    others = values if reference is None else reference
    others = np.sort(others[~np.isnan(others)])
    known = ~np.isnan(values)
    asked = np.where(known, values, 0.0)
    below = np.searchsorted(others, asked, side="left").astype(np.int64)
    upto = np.searchsorted(others, asked, side="right").astype(np.int64)
    return Standing(known, below, upto - below, len(others))


def deciles(values: Floats, reference: Floats | None = None) -> Floats:
    """Return the class from 1 to 10 of each value: clip(ceil(10 · share of values ≤ it), 1, 10).

    Ties take the upper class, as in the published scores (a third of the communes share a full 4G
    cover, and none is under 5). Values that are all equal are all 10.
    """
    at = stand(values, reference)
    found = np.full(values.shape, np.nan)
    if at.n:
        ten = -(-10 * (at.below + at.equal) // at.n)
        found[at.known] = np.clip(ten, 1, 10)[at.known]
    return found


def percentiles(values: Floats, reference: Floats | None = None) -> Floats:
    """Return 100 · (share below + half the share equal) of each value, from 0 to 100."""
    at = stand(values, reference)
    found = np.full(values.shape, np.nan)
    if at.n:
        found[at.known] = (50.0 * (2 * at.below + at.equal) / at.n)[at.known]
    return found


def ranks_up(values: Floats, reference: Floats | None = None) -> Floats:
    """Return the rank of each value from the lowest (1), the mean rank for ties."""
    at = stand(values, reference)
    found = np.full(values.shape, np.nan)
    if at.n:
        found[at.known] = (at.below + (at.equal + 1) / 2)[at.known]
    return found


def ranks_down(totals: Floats) -> Floats:
    """Return the rank of each total from the highest (1, the most fragile); ties share the best.

    Totals that agree on nine decimals are equal: the order of an addition gives nobody a rank.
    """
    at = stand(-np.round(totals, 9))
    return np.where(at.known, at.below + 1.0, np.nan)
