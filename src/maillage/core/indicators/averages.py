"""Means of what is known: arithmetic, geometric, harmonic, with weights."""

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np

from maillage.core.indicators.table import SLACK, Floats

Aggregation = Literal["arithmetic", "geometric", "harmonic"]


def check_weights(weights: Floats) -> None:
    """Refuse weights that are no weights.

    Raises
    ------
    ValueError
        One is negative, infinite or unknown, or all are 0.
    """
    if not np.isfinite(weights).all() or (weights < 0).any():
        raise ValueError(f"a weight is 0 or more: {', '.join(f'{w:g}' for w in weights)}")
    if weights.sum() == 0:
        raise ValueError("all the weights are 0: nothing would be counted")


def average(
    columns: Sequence[Floats],
    weights: Sequence[float] | None = None,
    *,
    how: Aggregation = "arithmetic",
    needs: float = 1.0,
) -> Floats:
    """Return the mean of these columns, line by line, over what is known.

    Parameters
    ----------
    columns
        One or more, shape (n,) each.
    weights
        One per column, 0 or more; None means equal weights. Only their proportions count.
    how
        arithmetic: one column makes up for another; geometric and harmonic: it does so less.
    needs
        Share of the weight that must be known for a mean to be given, from over 0 to 1. At 1 a
        line with something missing has no mean; under 1 it is that of what is known.

    Returns
    -------
    Floats
        Shape (n,), NaN where less than `needs` is known.

    Raises
    ------
    ValueError
        No column, bad weights, `needs` out of bounds, or a known value of 0 or less with a
        geometric or harmonic mean: one zero would make everything zero. Normalise on 1 to 100.
    """
    if not columns:
        raise ValueError("a mean of nothing")
    if how not in get_args(Aggregation):
        raise ValueError(f"no such mean: {how}")
    if not 0 < needs <= 1:
        raise ValueError(f"the share that must be known is over 0 and up to 1: {needs}")
    shares = np.ones(len(columns)) if weights is None else np.array(weights, dtype=np.float64)
    if shares.shape != (len(columns),):
        raise ValueError(f"{shares.size} weights for {len(columns)} columns")
    check_weights(shares)
    stacked = np.stack(columns, axis=1)
    known = ~np.isnan(stacked)
    if how != "arithmetic" and (stacked[known] <= 0).any():
        raise ValueError(f"a {how} mean needs values over 0: normalise on 1 to 100")
    held = np.where(known, shares, 0.0)
    weight = held.sum(axis=1)
    enough = (weight > 0) & (weight >= needs * shares.sum() * (1 - SLACK))
    found = np.full(len(stacked), np.nan)
    if enough.any():
        filled = np.where(known, stacked, 1.0)[enough]
        found[enough] = _mean(filled, held[enough], weight[enough], how)
    return found


def _mean(values: Floats, weights: Floats, weight: Floats, how: Aggregation) -> Floats:
    """Return the mean by line; `weight` is their sum, those of unknown values are 0."""
    if how == "geometric":
        return np.asarray(np.exp((weights * np.log(values)).sum(axis=1) / weight))
    if how == "harmonic":
        return np.asarray(weight / (weights / values).sum(axis=1))
    return np.asarray((weights * values).sum(axis=1) / weight)
