"""Rates of small zones, brought towards the mean as much as their few people ask."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Shrunk:
    """Rates after shrinkage, and how much each zone speaks for itself.

    `rates` and `weights` have the shape of the counts; a weight of 1 leaves the rate of the zone, 0
    gives the mean of all. `variance` is between zones, beyond chance; 0 when all is chance.
    """

    rates: Floats
    weights: Floats
    mean: float
    variance: float


def empirical_bayes(parts: ArrayLike, bases: ArrayLike) -> Shrunk:
    """Return the rates of zones, shrunk towards their common mean.

    Parameters
    ----------
    parts
        shape (n,), how many in each zone, 0 or more
    bases
        shape (n,), out of how many; a zone of nobody gets the mean

    Raises
    ------
    ValueError
        for counts that are no part and base, or when all bases are 0

    References
    ----------
    R. J. Marshall, Applied Statistics 40, 1991, p. 283 (global): θ = w r + (1 - w) m,
    w = s² / (s² + m / n), m = Σx / Σn, s² = max(0, Σ n (r - m)² / Σn - m / mean n).

    Examples
    --------
    >>> empirical_bayes([0, 30], [2, 100]).rates.round(3).tolist()
    [0.294, 0.294]
    """
    part, base = np.asarray(parts, dtype=float), np.asarray(bases, dtype=float)
    if part.ndim != 1 or part.shape != base.shape:
        raise ValueError("one part and one base for each zone")
    # Written so that NaN is refused as well.
    if not (np.all(part >= 0) and np.all(base >= 0) and np.all(np.isfinite(part + base))):
        raise ValueError("parts and bases are known, 0 or more")
    if np.any(part[base == 0] > 0) or base.sum() == 0:
        raise ValueError("a rate is of somebody")
    mean = float(part.sum() / base.sum())
    own = np.divide(part, base, out=np.full_like(part, mean), where=base > 0)
    spread = float((base * (own - mean) ** 2).sum() / base.sum())
    variance = max(0.0, spread - mean / float(base.mean()))
    # s² n / (s² n + m): the same, and defined for a zone of nobody.
    below = variance * base + mean
    weights = np.divide(variance * base, below, out=np.zeros_like(base), where=below > 0)
    return Shrunk(weights * own + (1 - weights) * mean, weights, mean, variance)
