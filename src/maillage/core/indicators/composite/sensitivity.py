"""Which choice moves the ranks: first order and total indices of Sobol, by Saltelli's design."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from maillage.core.indicators.composite.engine import composite, prepare
from maillage.core.indicators.composite.model import Method
from maillage.core.indicators.composite.variants import FACTORS, Assumptions, Variants
from maillage.core.indicators.positions import ranks_down
from maillage.core.indicators.table import Floats, Table


@dataclass(frozen=True)
class Sensitivity:
    """How much of the variance each choice explains, alone (`first`) and with others (`total`).

    `of_shift_first` and `of_shift_total`, shape (factors,), are of the mean absolute move of the
    ranks; `first` and `total`, shape (factors, n), of the rank of each territory. NaN where nothing
    varies. Estimates from a sample: a little under 0 or over 1 is noise.
    """

    method: str
    version: str
    factors: tuple[str, ...]
    n_base: int
    n_runs: int
    codes: tuple[str, ...]
    of_shift_first: Floats
    of_shift_total: Floats
    first: Floats
    total: Floats


def saltelli(
    model: Callable[[Floats], Floats], n_factors: int, *, n_base: int, rng: np.random.Generator
) -> tuple[Floats, Floats]:
    """Return the first order and total indices of a model of uniform factors on [0, 1).

    Parameters
    ----------
    model
        From factors, shape (n_factors,), to outputs, shape (m,).
    n_base
        The model is called n_base · (n_factors + 2) times.

    Returns
    -------
    tuple[Floats, Floats]
        Two arrays of shape (n_factors, m); NaN for an output that never varies or is once NaN.

    References
    ----------
    Saltelli and others, Computer Physics Communications 181, 2010, p. 259 (first order);
    Jansen, Computer Physics Communications 117, 1999, p. 35 (total).
    """
    if n_base < 2:
        raise ValueError(f"a variance needs two draws: {n_base}")
    one, other = rng.random((n_base, n_factors)), rng.random((n_base, n_factors))
    of_one = np.stack([model(draw) for draw in one])
    of_other = np.stack([model(draw) for draw in other])
    # The factors do not depend on the mean; centred, the first order is estimated better.
    centre = np.concatenate([of_one, of_other]).mean(axis=0)
    variance = np.concatenate([of_one, of_other]).var(axis=0)
    varies = variance > 0
    first = np.full((n_factors, of_one.shape[1]), np.nan)
    total = first.copy()
    for factor in range(n_factors):
        mixed = one.copy()
        mixed[:, factor] = other[:, factor]
        of_mixed = np.stack([model(draw) for draw in mixed])
        alone = ((of_other - centre) * (of_mixed - of_one)).mean(axis=0)
        without = ((of_one - of_mixed) ** 2).mean(axis=0) / 2
        np.divide(alone, variance, out=first[factor], where=varies)
        np.divide(without, variance, out=total[factor], where=varies)
    return first, total


def explore_sensitivity(
    method: Method,
    table: Table,
    *,
    rng: np.random.Generator,
    n_base: int = 256,
    assumptions: Assumptions | None = None,
    among: Table | None = None,
    groups: Sequence[str] | None = None,
) -> Sensitivity:
    """Return which choice moves the ranks; parameters as in `explore_uncertainty`.

    Raises
    ------
    ValueError
        Fewer than two draws, or as `composite`.
    """
    ready = prepare(method, table, among=among, groups=groups)
    said = assumptions or Assumptions()
    variants = Variants(method, ready, said, rng=rng, n_weight_sets=n_base)
    index = composite(method, table, among=among, groups=groups)
    nominal = ranks_down(index.total)

    def outputs(draw: Floats) -> Floats:
        ranks = variants.ranks(draw)
        moved = np.abs(ranks - nominal)
        known = moved[~np.isnan(moved)]
        return np.append(ranks, known.mean() if known.size else np.nan)

    first, total = saltelli(outputs, len(FACTORS), n_base=n_base, rng=rng)
    return Sensitivity(
        index.method,
        index.version,
        FACTORS,
        n_base,
        n_base * (len(FACTORS) + 2),
        table.codes,
        first[:, -1],
        total[:, -1],
        first[:, :-1],
        total[:, :-1],
    )
