"""What to hide next: the cheapest number that holds a bound, and that exposes nothing new."""

import numpy as np
from scipy.sparse import csr_array

from maillage.core.statistics.secrecy.attack import Bools, Reader
from maillage.core.statistics.secrecy.facts import Facts, Floats, Ints
from maillage.core.statistics.secrecy.questions import Questions


class Choice:
    """The published facts, each with the numbers it is a part of; some are not to be hidden."""

    def __init__(self, facts: Facts, settled: Bools) -> None:
        self.facts = facts
        self.settled = settled
        common = csr_array(facts.sums @ facts.sums.T).tocoo()
        self.sizes = sizes = np.diff(facts.sums.indptr)
        inside = (common.data == sizes[common.col]) & (common.row != common.col)
        shape = (len(sizes),) * 2
        ones = np.ones(int(inside.sum()))
        self.parts = csr_array((ones, (common.row[inside], common.col[inside])), shape=shape)
        self.wholes = csr_array(self.parts.T)

    def hide(
        self, reader: Reader, hidden: Bools, asked: Questions, exposed: dict[int, Ints]
    ) -> tuple[Ints, list[int]]:
        """Mark more numbers as hidden, at most one for each question; return them.

        Also returned: the questions around which nothing is left to hide.
        """
        # Hiding the only unknown of a sum would ask for one more.
        n_unknown = self.facts.sums @ (~reader.known).astype(float)
        full = ~hidden & (n_unknown == 0)
        alone = self.wholes @ full.astype(float)
        added: set[int] = set()
        before = hidden.copy()
        lost: list[int] = []
        # The smallest first: what hides it often hides its neighbours.
        for at in sorted(exposed, key=lambda question: (asked.values[question], question)):
            near = self._near(asked.rows[[at]].toarray()[0], exposed[at], before)
            if not added.isdisjoint(near.tolist()):
                continue
            closed = hidden | self.settled
            may = near[~closed[near]]
            if len(may) == 0:
                may = self._candidates(exposed[at])
                may = may[~closed[may]]
            if len(may) == 0:
                may = self._around(reader, asked.rows[[at]].toarray()[0], closed)
            if len(may) == 0:
                lost.append(at)
                continue
            # In the sum that gives the question away, it would not be the only one.
            others = alone.copy()
            for fact in exposed[at][full[exposed[at]]].tolist():
                others[self._parts_of(fact)] -= 1
            best = int(may[np.argmin((self.facts.costs * (1 + others))[may])])
            hidden[best] = True
            added.add(best)
        return np.array(sorted(added), dtype=np.int64), lost

    def _near(self, question: Floats, binding: Ints, hidden: Bools) -> Ints:
        """Return the candidates of the smallest numbers that hold a bound and count these people.

        A great total holds the bounds of all: one hidden number far away would seem to help each.
        """
        about = binding[(self.facts.sums[binding] @ question) > 0]
        about = about[np.argsort(self.sizes[about], kind="stable")]
        near = about[:0]
        for n, fact in enumerate(about.tolist()):
            if n >= 2 and not hidden[near].all():
                break
            near = np.union1d(near, self._candidates(np.array([fact], dtype=np.int64)))
        return np.asarray(near, dtype=np.int64)

    def _parts_of(self, fact: int) -> Ints:
        start, parts = self.parts.indptr, self.parts.indices
        return np.asarray(parts[start[fact] : start[fact + 1]], dtype=np.int64)

    def _candidates(self, binding: Ints) -> Ints:
        """Return the numbers that hold a bound, and their parts; zeros say nothing of anybody."""
        if len(binding) == 0:
            return binding
        each = [self._parts_of(fact) for fact in binding.tolist()]
        may = np.unique(np.concatenate([binding, *each])).astype(np.int64)
        return np.asarray(may[self.facts.values[may] > 0], dtype=np.int64)

    def _around(self, reader: Reader, question: Floats, hidden: Bools) -> Ints:
        """Return every number still shown about the pieces that are bounded together."""
        groups = np.unique(reader.group[(question != 0) & ~reader.known])
        pieces = (question != 0) | np.isin(reader.group, groups)
        touched = self.facts.sums @ pieces.astype(float) > 0
        return np.flatnonzero(touched & ~hidden & (self.facts.values > 0))
