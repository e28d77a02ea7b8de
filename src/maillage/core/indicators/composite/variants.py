"""The same index made otherwise: each choice that could have been another is a number drawn.

A variant is five numbers from 0 to 1, one by choice (`FACTORS`). The uncertainty draws them all
together; the sensitivity finds which of them moves the ranks.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import product

import numpy as np

from maillage.core.indicators.averages import Aggregation
from maillage.core.indicators.composite.engine import Prepared, aggregate, score
from maillage.core.indicators.composite.model import Dimension, Indicator, Kind, Method, Treatment
from maillage.core.indicators.positions import ranks_down
from maillage.core.indicators.table import Floats

FACTORS = ("normalisation", "aggregation", "weights", "treatment", "inclusion")

# A z-score is carried to 1 to 100 by three standard deviations on each side, so that a geometric
# mean can be taken of it.
Z_MIDDLE, Z_STEP = 50.5, 16.5


@dataclass(frozen=True)
class Assumptions:
    """What may vary, and how far.

    `winsor_limits`: how many extreme values may be brought back, None for no treatment.
    `weight_noise`: each weight is multiplied by 1 + u, u uniform between - and + this.
    `may_leave_out`: a variant leaves out one indicator, or none, all equally likely.
    """

    normalisations: tuple[Kind, ...] = ("min_max", "z", "rank")
    aggregations: tuple[Aggregation, ...] = ("arithmetic", "geometric")
    weight_noise: float = 0.25
    winsor_limits: tuple[int | None, ...] = (None, 5)
    may_leave_out: bool = True

    def __post_init__(self) -> None:
        if not (self.normalisations and self.aggregations and self.winsor_limits):
            raise ValueError("at least one normalisation, one aggregation and one limit")
        if not 0 <= self.weight_noise < 1:
            raise ValueError(f"a noise of weights is from 0 to under 1: {self.weight_noise}")


class Variants:
    """Every variant of a method on one table, scored on demand.

    Parameters
    ----------
    method, ready
        The index as chosen, and its variables (`engine.prepare`).
    assumptions
        What may vary.
    rng
        Draws the sets of weights, once: the third number of a variant picks one of them.
    n_weight_sets
        How many.
    """

    def __init__(
        self,
        method: Method,
        ready: Prepared,
        assumptions: Assumptions,
        *,
        rng: np.random.Generator,
        n_weight_sets: int,
    ) -> None:
        self.method, self.ready, self.assumptions = method, ready, assumptions
        if "target" in assumptions.normalisations and not all(i.target for i in method.indicators):
            raise ValueError("a distance to target needs the target of every indicator")
        nodes: list[Indicator | Dimension] = [*method.indicators, *method.root.dimensions()]
        # One that weighs nothing is not left out: nothing would change, or nothing be left.
        self._weighing = tuple(_weighing(method.root))
        noise = assumptions.weight_noise
        drawn = 1 + rng.uniform(-noise, noise, size=(n_weight_sets, len(nodes)))
        self._weights = [
            {node.name: node.weight * float(u) for node, u in zip(nodes, line, strict=True)}
            for line in drawn
        ]
        self._trees = {how: _all_nodes(method.root, how) for how in assumptions.aggregations}
        self._scores = {
            (kind, limit, positive): self._normalised(kind, limit, positive)
            for kind, limit, positive in product(
                assumptions.normalisations, assumptions.winsor_limits, (False, True)
            )
        }

    def totals(self, draw: Floats) -> Floats:
        """Return the totals of the variant of five numbers from 0 to under 1, shape (n,)."""
        said = self.assumptions
        kind = said.normalisations[_pick(draw[0], len(said.normalisations))]
        how = said.aggregations[_pick(draw[1], len(said.aggregations))]
        weights = self._weights[_pick(draw[2], len(self._weights))]
        limit = said.winsor_limits[_pick(draw[3], len(said.winsor_limits))]
        scores = dict(self._scores[kind, limit, how != "arithmetic"])
        if said.may_leave_out and len(self._weighing) > 1:
            # The first choice leaves nothing out, the others one indicator each.
            left_out = _pick(draw[4], len(self._weighing) + 1)
            if left_out:
                del scores[self._weighing[left_out - 1]]
        return aggregate(self.method, self._trees[how], scores, weights=weights)

    def ranks(self, draw: Floats) -> Floats:
        """Return the ranks of a variant, 1 the most fragile, NaN without a total."""
        return ranks_down(self.totals(draw))

    def _normalised(self, kind: Kind, limit: int | None, positive: bool) -> dict[str, Floats]:
        rule = None
        if limit is not None:
            rule = replace(self.method.treatment or Treatment(), most=limit)
        found = {}
        for each in self.method.indicators:
            scores = score(self.ready, each, kind=kind, scale=(1.0, 100.0), treatment=rule).scores
            found[each.name] = _positive(scores, kind) if positive else scores
        return found


def _pick(u: float, n: int) -> int:
    return min(int(u * n), n - 1)


def _positive(scores: Floats, kind: Kind) -> Floats:
    """Return scores over 0, whatever the normalisation; those already over 0 are left."""
    if kind == "z":
        return np.asarray(np.clip(Z_MIDDLE + Z_STEP * scores, 1.0, 100.0))
    if kind == "percentile":
        return np.asarray(1 + 0.99 * scores)
    # A rank among others may be 0.5, never 0: below everyone it has no equal.
    return scores


def _weighing(node: Dimension) -> Iterator[str]:
    """Yield the names of the indicators that enter the total."""
    for each in node.members:
        if each.weight > 0 and isinstance(each, Indicator):
            yield each.name
        elif each.weight > 0 and isinstance(each, Dimension):
            yield from _weighing(each)


def _all_nodes(node: Dimension, how: Aggregation) -> Dimension:
    members = tuple(
        _all_nodes(each, how) if isinstance(each, Dimension) else each for each in node.members
    )
    return replace(node, members=members, how=how)
