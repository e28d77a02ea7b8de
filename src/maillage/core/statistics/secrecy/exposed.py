"""Which questions a reader bounds too nearly, and the shown numbers that bound each.

In order, the dearest last: what a subtraction gives; the bound that one shown number gives; other
ways to fill the pieces, each of which answers many questions at once; a linear programme for each
question still closed.
"""

import numpy as np
from scipy.sparse import csr_array

from maillage.core.statistics.secrecy.attack import EPSILON, Reader
from maillage.core.statistics.secrecy.facts import Floats, Ints
from maillage.core.statistics.secrecy.questions import Questions

_GOLDEN = 0.6180339887498949
_TURNS = 32
# Ways looked for in vain before the next means.
_PATIENCE = 3
# Past so many questions left closed, each is not worth a programme of its own: it is taken as
# exposed, and the next round says whether it still is.
_FEW = 40
# What is hidden for some often protects the others: they are asked again.
_AT_ONCE = 6


def find_exposed(reader: Reader, asked: Questions, margin: int) -> dict[int, Ints]:
    """Return exposed questions and the shown numbers that bound them; none when all is safe.

    Questions about the same numbers as one that is returned may be missing: they are asked again
    once more is hidden. What is learnt of the others is kept in `asked`.
    """
    exposed = _at_sight(reader, asked, margin)
    if not exposed:
        _move(reader, asked, margin)
        under, over = asked.open_sides(margin)
        closed = np.flatnonzero(~(under & over))
        if len(closed) > _FEW:
            return _around(reader, asked, closed)
        exposed = _one_by_one(reader, asked, margin)
    return exposed


def _at_sight(reader: Reader, asked: Questions, margin: int) -> dict[int, Ints]:
    """Return what a subtraction gives, or one shown number bounds."""
    most, by = reader.ceilings(asked.rows)
    certain = asked.rows @ (~reader.known).astype(float) == 0
    exposed: dict[int, Ints] = {}
    for at in np.flatnonzero(certain).tolist():
        exposed[at] = reader.reasons(asked.rows[[at]].toarray()[0])
    least_open = np.where(asked.small, asked.values + margin, 2.0 * margin)
    near = ~certain & (most <= least_open)
    return exposed | {at: by[[at]] for at in np.flatnonzero(near).tolist()}


def _move(reader: Reader, asked: Questions, margin: int) -> None:
    """Look for ways to fill the pieces that open most questions, each time those still closed."""
    n_before, still = len(asked.values) + 1, 0
    for turn in range(_TURNS):
        under, over = asked.open_sides(margin)
        closed = ~(under & over)
        n_closed = int(closed.sum())
        still = still + 1 if n_closed == n_before else 0
        if n_closed == 0 or still > _PATIENCE:
            return
        n_before = n_closed
        # Numbers of one sum cannot all rise: some are drawn more than others, in turn.
        spread = np.modf((np.arange(len(closed)) + 1) * (turn + 1) * _GOLDEN)[0]
        down = over if turn % 2 else ~under
        pull = np.where(down, 1.0, -1.0) * (0.1 + spread) * closed
        _learn(asked, reader.another_way(asked.rows.T @ pull, 4.0 * margin + 4))


def _around(reader: Reader, asked: Questions, closed: Ints) -> dict[int, Ints]:
    """Return questions with the shown numbers that count some of the same people."""
    unknown = (~reader.known).astype(float)
    shown = csr_array(reader.sums[reader.shown])
    about = csr_array((shown @ csr_array(asked.rows[closed].multiply(unknown[None, :])).T).T)
    return {
        at: reader.shown[about.indices[about.indptr[rank] : about.indptr[rank + 1]]]
        for rank, at in enumerate(closed.tolist())
    }


def _one_by_one(reader: Reader, asked: Questions, margin: int) -> dict[int, Ints]:
    """Ask the questions still closed, leaving those about numbers that may soon be hidden."""
    exposed: dict[int, Ints] = {}
    busy = np.zeros(reader.sums.shape[0], dtype=bool)
    for at in range(len(asked.values)):
        if len(exposed) >= _AT_ONCE:
            break
        if _is_open(asked, at, margin):
            continue
        question = asked.rows[[at]].toarray()[0]
        if np.any(busy & (reader.sums @ question > 0)):
            continue
        held: list[Ints] = []
        for most in (True, False):
            answer = reader.ask(question, most=most)
            _learn(asked, answer.point)
            held.append(answer.binding)
            if _is_open(asked, at, margin):
                break
        else:
            exposed[at] = np.unique(np.concatenate(held))
            # The largest totals hold everything: only the nearest numbers may be about to change.
            sizes = np.diff(reader.sums.indptr)[exposed[at]]
            busy[exposed[at][sizes <= sizes.min(initial=reader.n_pieces)]] = True
    return exposed


def _is_open(asked: Questions, at: int, margin: int) -> bool:
    under, over = asked.open_sides(margin)
    return bool(under[at] and over[at])


def _learn(asked: Questions, point: Floats) -> None:
    """Keep what this way of filling the pieces answers, in whole people."""
    found = asked.rows @ point
    np.minimum(asked.low, np.ceil(found - EPSILON), out=asked.low)
    np.maximum(asked.high, np.floor(found + EPSILON), out=asked.high)
