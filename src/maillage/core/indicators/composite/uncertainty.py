"""How much the rank of a territory owes to choices that could have been others."""

from collections.abc import Sequence
from dataclasses import dataclass
from math import ceil

import numpy as np

from maillage.core.indicators.composite.engine import composite, prepare
from maillage.core.indicators.composite.model import Method
from maillage.core.indicators.composite.variants import FACTORS, Assumptions, Variants
from maillage.core.indicators.index import Index
from maillage.core.indicators.positions import ranks_down
from maillage.core.indicators.table import Floats, Table

# With fewer territories there is no quarter of them.
FEWEST_FOR_QUARTILE = 4


@dataclass(frozen=True)
class RankRange:
    """One territory: "in 95 % of the variants, between rank `low` and rank `high` of `n`".

    `low` and `high` hold at least `level` of the variants, and are ranks that came out; None when
    it never had a rank. Rank 1 is the most fragile.
    """

    code: str
    level: float
    low: int | None
    high: int | None
    median: float
    n_territories: int
    n_runs: int


@dataclass(frozen=True)
class Uncertainty:
    """The ranks of each territory over all the variants, shapes (n,); NaN without any rank.

    `n_known` is in how many variants it had a rank; `worst_quartile` the share of those in which it
    is in the quarter of the most fragile.
    """

    method: str
    version: str
    assumptions: Assumptions
    n_runs: int
    codes: tuple[str, ...]
    nominal: Floats
    median: Floats
    low_90: Floats
    high_90: Floats
    low_95: Floats
    high_95: Floats
    worst_quartile: Floats
    n_known: Floats

    def of(self, code: str) -> RankRange:
        """Return the 95 % range of one territory.

        Raises
        ------
        ValueError
            It is not among them.
        """
        if code not in self.codes:
            raise ValueError(f"not in this analysis: {code}")
        at = self.codes.index(code)
        ranked = self.n_known[at] > 0
        return RankRange(
            code,
            0.95,
            int(self.low_95[at]) if ranked else None,
            int(self.high_95[at]) if ranked else None,
            float(self.median[at]),
            int((self.n_known > 0).sum()),
            self.n_runs,
        )


def explore_uncertainty(
    method: Method,
    table: Table,
    *,
    rng: np.random.Generator,
    n_runs: int = 1000,
    assumptions: Assumptions | None = None,
    among: Table | None = None,
    groups: Sequence[str] | None = None,
) -> Uncertainty:
    """Return the ranks of each territory over `n_runs` variants drawn at random.

    Parameters
    ----------
    method, table, among, groups
        As in `composite`.
    rng
        The caller's generator: one seed, one answer.
    n_runs
        How many variants, kept in the answer.
    assumptions
        What may vary; None takes the defaults of `Assumptions`.

    Raises
    ------
    ValueError
        Fewer than one run, or as `composite`.

    Notes
    -----
    n_runs × indicators × territories; a thousand variants of ten indicators on 700 IRIS is about
    a million numbers each way.
    """
    if n_runs < 1:
        raise ValueError(f"at least one run: {n_runs}")
    said = assumptions or Assumptions()
    ready = prepare(method, table, among=among, groups=groups)
    variants = Variants(method, ready, said, rng=rng, n_weight_sets=n_runs)
    draws = rng.random((n_runs, len(FACTORS)))
    # One set of weights by run, each used once.
    draws[:, FACTORS.index("weights")] = (np.arange(n_runs) + 0.5) / n_runs
    ranks = np.stack([variants.ranks(draw) for draw in draws])
    return sum_up(composite(method, table, among=among, groups=groups), said, ranks)


def sum_up(nominal: Index, assumptions: Assumptions, ranks: Floats) -> Uncertainty:
    """Return what the ranks of all the runs say, shape (runs, territories), NaN without a rank."""
    return Uncertainty(
        nominal.method,
        nominal.version,
        assumptions,
        len(ranks),
        nominal.codes,
        ranks_down(nominal.total),
        _quantile(ranks, 0.5, "linear"),
        _quantile(ranks, 0.05, "lower"),
        _quantile(ranks, 0.95, "higher"),
        _quantile(ranks, 0.025, "lower"),
        _quantile(ranks, 0.975, "higher"),
        _in_worst_quartile(ranks),
        (~np.isnan(ranks)).sum(axis=0).astype(np.float64),
    )


def _quantile(ranks: Floats, at: float, how: str) -> Floats:
    found = np.full(ranks.shape[1], np.nan)
    for place, column in enumerate(ranks.T):
        known = column[~np.isnan(column)]
        if known.size:
            found[place] = np.quantile(known, at, method=how)  # type: ignore[call-overload]
    return found


def _in_worst_quartile(ranks: Floats) -> Floats:
    """Return the share of the known ranks that are in the first quarter of those of their run."""
    n_ranked = (~np.isnan(ranks)).sum(axis=1)
    limit = np.array([ceil(n / 4) if n >= FEWEST_FOR_QUARTILE else np.nan for n in n_ranked])
    told = ~np.isnan(ranks) & ~np.isnan(limit)[:, None]
    inside = told & (np.nan_to_num(ranks, nan=np.inf) <= np.nan_to_num(limit)[:, None])
    n_told = told.sum(axis=0)
    found = np.full(ranks.shape[1], np.nan)
    np.divide(inside.sum(axis=0), n_told, out=found, where=n_told > 0)
    return found
