"""Extreme values brought back, so that one territory does not flatten all the others.

Formulas of COINr 1.1.14 (W. Becker and others, MIT licence), written anew. Its test passes when
skewness OR kurtosis is small; read as AND it would change many more variables.
"""

from dataclasses import dataclass
from math import sqrt
from typing import Literal

import numpy as np

from maillage.core.indicators.composite.model import Treatment
from maillage.core.indicators.table import Booleans, Floats


def skewness(values: Floats) -> float:
    """Return the sample skewness G1 of the known values; NaN under three or when all are equal."""
    known = values[~np.isnan(values)]
    n = known.size
    away = known - known.mean() if n else known
    squares = float((away**2).sum())
    if n < 3 or squares == 0:
        return float("nan")
    biased = sqrt(n) * float((away**3).sum()) / squares**1.5
    return float(biased * sqrt(n * (n - 1)) / (n - 2))


def kurtosis(values: Floats) -> float:
    """Return the sample excess kurtosis G2 of the known values; NaN under four or all equal."""
    known = values[~np.isnan(values)]
    n = known.size
    away = known - known.mean() if n else known
    squares = float((away**2).sum())
    if n < 4 or squares == 0:
        return float("nan")
    ratio = n * float((away**4).sum()) / squares**2
    return ((n + 1) * (ratio - 3) + 6) * (n - 1) / ((n - 2) * (n - 3))


def is_fair(values: Floats, rule: Treatment) -> bool:
    """Return whether the values need no treatment; so few that nothing can be said do not."""
    skew, kurt = skewness(values), kurtosis(values)
    if np.isnan(skew) or np.isnan(kurt):
        return True
    return abs(skew) < rule.skewness or kurt < rule.kurtosis


@dataclass(frozen=True)
class Treated:
    """How a variable is treated: learnt on a reference set, applied to any values.

    `low` and `high` are the ends values are brought back to; with `way` "log", `least` and `shift`
    are those of log(x - least + shift). `is_fair` says whether that was enough.
    """

    way: Literal["none", "winsor", "log"]
    low: float = -np.inf
    high: float = np.inf
    least: float = 0.0
    shift: float = 0.0
    is_fair: bool = True

    def apply(self, values: Floats) -> Floats:
        """Return the treated values, in their unit unless a logarithm was needed."""
        if self.way == "log":
            # A value under the least of the reference stands with the least.
            return np.asarray(np.log(np.maximum(values - self.least, 0.0) + self.shift))
        return np.asarray(np.clip(values, self.low, self.high))

    def touches(self, values: Floats) -> Booleans:
        """Return where a value is changed; a logarithm changes all, and moves no rank."""
        return (values < self.low) | (values > self.high)


def treat(values: Floats, rule: Treatment) -> Treated:
    """Return how to treat a variable by this rule: not at all, by bringing back, or by log.

    The extreme (the greatest when skewness is 0 or more, else the least) takes the next value, ties
    together, until the values are fair or `rule.most` of them are changed; ties may pass that
    number. Otherwise the logarithm is taken of the values as they were.
    """
    if is_fair(values, rule):
        return Treated("none")
    known = values[~np.isnan(values)]
    least, most = float(known.min()), float(known.max())
    low, high = least, most
    held = known.copy()
    n_changed = 0
    fair = False
    while not fair and n_changed < rule.most:
        if skewness(held) >= 0:
            high = float(held[held < high].max())
        else:
            low = float(held[held > low].min())
        held = np.clip(known, low, high)
        n_changed = int(((known < low) | (known > high)).sum())
        fair = is_fair(held, rule)
    if fair:
        return Treated("winsor", low, high)
    shift = 0.01 * (most - least)
    logged = Treated("log", least=least, shift=shift)
    return Treated("log", least=least, shift=shift, is_fair=is_fair(logged.apply(known), rule))
