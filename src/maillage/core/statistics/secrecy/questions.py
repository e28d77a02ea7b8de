"""What a reader must not find: hidden numbers, and the small counts that nobody prints."""

from dataclasses import dataclass

import numpy as np
from scipy.sparse import csr_array, vstack

from maillage.core.statistics.secrecy.attack import Bools
from maillage.core.statistics.secrecy.facts import Facts, Floats, Ints


@dataclass(slots=True)
class Questions:
    """Sums of pieces, shape (n, n_pieces), their true values, and what is known to be possible.

    A small count must be possible above and below, or down to `least`: as zeros are shown, one
    person at least is in each cell that is hidden, whatever more is. Of a number hidden for another
    one it is enough that it could be many (`small` is False). `low` and `high` are values that a
    reader cannot rule out: they only move apart.
    """

    rows: csr_array
    values: Floats
    small: Bools
    least: Floats
    low: Floats
    high: Floats

    def taken(self, which: Ints) -> "Questions":
        """Return some of the questions."""
        return Questions(
            csr_array(self.rows[which]),
            self.values[which],
            self.small[which],
            self.least[which],
            self.low[which],
            self.high[which],
        )

    def open_sides(self, margin: int) -> tuple[Bools, Bools]:
        """Return whether enough is possible under, and over, the true value."""
        wide = self.high - self.low > 2 * margin
        under = (self.low < self.values - margin) | (self.low <= self.least) | ~self.small
        over = (self.high > self.values + margin) | ~self.small
        return under & (wide | self.small), over & wide


def of_facts(facts: Facts, which: Ints, *, small: bool = False) -> Questions:
    """Return the questions of hidden numbers."""
    return _new(facts, facts.sums[which], facts.values[which], small=small)


def unpublished(facts: Facts, minimum: int) -> Questions:
    """Return the small counts that nobody prints: pieces, and one zone less another inside it."""
    n_pieces = facts.sums.shape[1]
    pieces = np.flatnonzero((facts.pieces > 0) & (facts.pieces < minimum))
    rows = csr_array(
        (np.ones(len(pieces)), (np.arange(len(pieces)), pieces)), shape=(len(pieces), n_pieces)
    )
    common = csr_array(facts.sums @ facts.sums.T).tocoo()
    sizes = np.diff(facts.sums.indptr)
    difference = facts.values[common.row] - facts.values[common.col]
    nested = np.flatnonzero(
        (common.data == sizes[common.col])
        & (sizes[common.row] > sizes[common.col])
        & (difference > 0)
        & (difference < minimum)
    )
    between = csr_array(facts.sums[common.row[nested]] - facts.sums[common.col[nested]])
    return joined(
        _new(facts, rows, facts.pieces[pieces], small=True),
        _new(facts, between, difference[nested], small=True),
    )


def joined(one: Questions, other: Questions) -> Questions:
    """Return the questions of both."""
    return Questions(
        csr_array(vstack([one.rows, other.rows])) if len(one.values) else other.rows,
        np.concatenate([one.values, other.values]),
        np.concatenate([one.small, other.small]),
        np.concatenate([one.least, other.least]),
        np.concatenate([one.low, other.low]),
        np.concatenate([one.high, other.high]),
    )


def _new(facts: Facts, rows: csr_array, values: Ints, *, small: bool) -> Questions:
    true = values.astype(float)
    n = len(true)
    # Pieces that are a number of their own, not 0: a reader sees that somebody is there.
    own = (np.diff(facts.sums.indptr) == 1) & (facts.values > 0) & ~facts.blank
    alone = facts.sums[np.flatnonzero(own)]
    seen = (np.asarray(alone.sum(axis=0)).reshape(-1) > 0).astype(float)
    least = np.maximum(1.0, rows @ seen)
    return Questions(csr_array(rows), true, np.full(n, small), least, true.copy(), true.copy())
