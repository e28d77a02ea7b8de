"""Six ways to put variables on one scale, in a reference set that is a choice to be stated."""

from dataclasses import dataclass

import numpy as np

from maillage.core.indicators.composite.model import Kind
from maillage.core.indicators.positions import deciles, percentiles, ranks_up
from maillage.core.indicators.table import SLACK, Booleans, Floats


@dataclass(frozen=True)
class Normalised:
    """Scores of shape (n,), more is more fragile; NaN where the value or the reference is.

    `is_constant`: the reference has one value, which tells nobody apart. `outside`: beyond the ends
    of the reference set, brought back to them (min_max and target only).
    """

    scores: Floats
    is_constant: bool
    outside: Booleans


def normalise(
    values: Floats,
    kind: Kind,
    *,
    direction: int = 1,
    reference: Floats | None = None,
    scale: tuple[float, float] = (0.0, 100.0),
    target: tuple[float, float] | None = None,
) -> Normalised:
    """Return values on a common scale.

    Parameters
    ----------
    values
        Shape (n,), any unit.
    kind
        min_max: from the least to the greatest of the reference, on `scale`.
        z: distance to the mean in standard deviations (n - 1). rank: from 1, mean rank for ties.
        percentile: 0 to 100. decile: 1 to 10, as in IFN 2023. target: on `scale` from the value
        reached (low) to the worst (high), which already says the direction.
    direction
        1 when more is more fragile, -1 when more is less.
    reference
        The set in which each one is placed (France, region, surrounding urban unit…); None means
        the values themselves.

    Returns
    -------
    Normalised
        When all the values of the reference are equal: the middle of the scale for everyone (0 for
        z), because dividing by 0 would lose the territory and 0 would say it is well.
    """
    others = values if reference is None else reference
    others = others[~np.isnan(others)]
    constant = _is_constant(others)
    if constant:
        # 0.1 + 0.2 is not 0.3: the last bits of a mean would go from one end of the scale to the
        # other.
        values = np.where(np.isclose(values, others[0], rtol=SLACK, atol=0.0), others[0], values)
        others = np.full(others.shape, others[0])
    nowhere = np.zeros(values.shape, dtype=np.bool_)
    if not others.size and kind != "target":
        return Normalised(np.full(values.shape, np.nan), False, nowhere)
    turned, placed = values * direction, others * direction
    if kind == "min_max":
        return _between(turned, placed.min(), placed.max(), scale, constant)
    if kind == "target":
        if target is None:
            raise ValueError("a distance to target needs a target")
        goal, worst = target
        way = 1.0 if worst > goal else -1.0
        return _between(way * values, way * goal, way * worst, scale, constant)
    if kind == "z":
        return Normalised(_z(turned, placed, constant), constant, nowhere)
    by_position = {"rank": ranks_up, "percentile": percentiles, "decile": deciles}
    return Normalised(by_position[kind](turned, placed), constant, nowhere)


def _is_constant(known: Floats) -> bool:
    """Tell whether values are all the same, but for the order of an addition."""
    if not known.size:
        return False
    return bool(np.ptp(known) <= SLACK * np.abs(known).max())


def _between(
    values: Floats, least: float, most: float, scale: tuple[float, float], constant: bool
) -> Normalised:
    low, high = scale
    outside = (values < least) | (values > most)
    if least == most:
        middle = np.where(np.isnan(values), np.nan, (low + high) / 2)
        # Above the one value of the reference is the worst there is, not its middle.
        middle = np.where(values < least, low, np.where(values > most, high, middle))
        return Normalised(middle, constant, outside)
    share = np.clip((values - least) / (most - least), 0.0, 1.0)
    return Normalised(low + share * (high - low), constant, outside)


def _z(values: Floats, reference: Floats, constant: bool) -> Floats:
    if constant:
        return np.where(np.isnan(values), np.nan, 0.0)
    return np.asarray((values - reference.mean()) / reference.std(ddof=1))
