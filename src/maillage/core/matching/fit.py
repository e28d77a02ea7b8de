"""Weights learned from the records themselves, without labels (EM)."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np

from maillage.core.matching.blocks import candidate_pairs, mixed
from maillage.core.matching.levels import compare_pairs
from maillage.core.matching.model import DEFAULT, Model, probability
from maillage.core.matching.prepare import Floats, Ints, Prepared, prepare
from maillage.core.matching.reading import Record

# Pairs learned from: more change the weights by less than their rounding.
AT_MOST = 400_000
# Counts added to each level, so that a level never met is not impossible.
SMOOTHING = 1.0
# No level weighs more: a set cannot show odds that its pairs are too few to hold.
HEAVIEST = 14.0
_LEAST_PAIRS = 100
# Names that weigh less than this part of their first weight: EM has found something else.
TRUSTED = 1 / 3
_ALIKE_BITS = 5.0


@dataclass(frozen=True, slots=True)
class Estimate:
    """What EM found.

    m, u : field to (levels,) share of each level among pairs of one place, and of two
    share : part of the pairs that are one place
    rounds : iterations done
    """

    m: Mapping[str, Floats]
    u: Mapping[str, Floats]
    share: float
    rounds: int


def estimate(
    levels: Mapping[str, Ints],
    model: Model,
    *,
    pull: float = 0.0,
    at_most: int = 200,
    tolerance: float = 1e-7,
) -> Estimate:
    """Estimate how fields agree among pairs of one place and of two, without labels.

    Parameters
    ----------
    levels : field to (p,) levels of the pairs, 0 unknown, which teaches nothing
    model : where to start from, and the names of the levels
    pull : pairs of one place, drawn as the model says, that are added to what is seen; without
        them EM may find another division of the pairs, such as "of one address"

    Notes
    -----
    Fields are taken as independent given the truth; unknown levels are left out of the sums.

    References
    ----------
    Dempster, Laird and Rubin (1977); Winkler (1988), EM for the Fellegi–Sunter model.
    """
    n_pairs = len(next(iter(levels.values())))
    m, u = {}, {}
    start = {}
    counts = {}
    for field, of_pair in levels.items():
        before_seen = np.array([weight for _, weight in model.weights[field]])
        met = np.bincount(of_pair, minlength=len(before_seen) + 1)[1:] + SMOOTHING
        u[field] = met / met.sum()
        tilted = u[field] * np.exp2(before_seen)
        m[field] = start[field] = tilted / tilted.sum()
        counts[field] = met
    share = 1 / (1 + 2.0**-model.prior)
    known = np.full(n_pairs, share)
    done, moved = 0, np.inf
    while done < at_most and moved >= tolerance:
        done += 1
        weights = {
            field: np.append(0.0, np.log2(m[field] / u[field]))[of_pair]
            for field, of_pair in levels.items()
        }
        now = replace(model, prior=float(np.log2(share / (1 - share))), others_count=1.0)
        before, known = known, probability(now, weights)
        share = float(np.clip(known.mean(), 1e-6, 1 - 1e-6))
        for field, of_pair in levels.items():
            size = len(m[field]) + 1
            one = np.bincount(of_pair, weights=known, minlength=size)[1:]
            all_pairs = np.bincount(of_pair, minlength=size)[1:]
            one = one + pull * start[field]
            # The few counts added follow the start, not a flat share, so that they change little.
            one = one + SMOOTHING * counts[field] / counts[field].sum()
            two = (
                np.maximum(all_pairs - (one - pull * start[field]), 0)
                + SMOOTHING * counts[field] / counts[field].sum()
            )
            m[field], u[field] = one / one.sum(), two / two.sum()
        moved = float(np.abs(known - before).max(initial=0.0))
    return Estimate(m, u, share, done)


def falling(values: Floats, sizes: Floats) -> Floats:
    """Return the nearest values that never rise, in the weighted least squares sense.

    References
    ----------
    Ayer et al. (1955), pool adjacent violators.

    Examples
    --------
    >>> falling(np.array([3.0, 1.0, 2.0]), np.array([1.0, 1.0, 1.0])).tolist()
    [3.0, 1.5, 1.5]
    """
    blocks: list[list[float]] = []
    for value, size in zip(values.tolist(), sizes.tolist(), strict=True):
        blocks.append([value, size, 1])
        while len(blocks) > 1 and blocks[-2][0] < blocks[-1][0]:
            value_b, size_b, n_b = blocks.pop()
            value_a, size_a, n_a = blocks.pop()
            both = size_a + size_b
            blocks.append([(value_a * size_a + value_b * size_b) / both, both, n_a + n_b])
    return np.repeat([block[0] for block in blocks], [int(block[2]) for block in blocks])


def _some(data: Prepared) -> tuple[Ints, Ints]:
    """Return candidate pairs, at most AT_MOST, chosen by content whatever the order of records."""
    parts = [np.stack(pairs) for pairs in candidate_pairs(data)] or [np.empty((2, 0), np.int64)]
    left, right = np.concatenate(parts, axis=1)
    if len(left) > AT_MOST:
        digest = (data.key >> np.uint64(2)).astype(np.int64)
        low, high = np.minimum(digest[left], digest[right]), np.maximum(digest[left], digest[right])
        chosen = np.argsort(mixed(low, high), kind="stable")[:AT_MOST]
        left, right = left[chosen], right[chosen]
    return left, right


def fit(records: Iterable[Record], *, start: Model = DEFAULT) -> Model:
    """Return a model whose weights are learned from the records, without labels.

    More agreement never weighs less than less agreement: where the set says otherwise, levels are
    brought together. A set too small to teach anything, or in which EM finds another division than
    "one place or two", gives back `start`.

    Parameters
    ----------
    records : as for `link`
    start : names of the levels, where EM starts from, and the thresholds
    """
    data = prepare(records)
    left, right = _some(data)
    if len(left) < _LEAST_PAIRS:
        return start
    levels = compare_pairs(data, left, right, start).levels
    expected = len(left) / (1 + 2.0**-start.prior)
    found = estimate(levels, start, pull=expected)
    weights = {}
    for field, named in start.weights.items():
        met = np.bincount(levels[field], minlength=len(named) + 1)[1:]
        logs = np.log2(found.m[field] / found.u[field]).clip(-HEAVIEST, HEAVIEST)
        before = np.array([weight for _, weight in named])
        # A level hardly ever met keeps much of its first weight.
        pulled = np.asarray((logs * met + before * 20) / (met + 20), dtype=np.float64)
        learned = falling(pulled, np.asarray(met + 20.0, dtype=np.float64))
        # What was found is then not "one place": names hardly say it.
        alike = np.where(before >= _ALIKE_BITS, met, 0)
        if field == "name" and learned @ alike < TRUSTED * (before @ alike):
            return start
        weights[field] = tuple(
            (code, round(float(weight), 3))
            for (code, _), weight in zip(named, learned, strict=True)
        )
    prior = float(np.log2(found.share / (1 - found.share)))
    return replace(start, weights=weights, prior=round(prior, 3))
