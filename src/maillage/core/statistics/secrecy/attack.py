"""What can be found from published numbers, by adding, subtracting and bounding.

The reader knows every number that is shown, that a count is 0 or more, and, as zeros are always
shown, that a hidden number is 1 or more; but for those that leave their zeros blank. The bounds of
what remains unknown are those of a linear programme, one smallest and one greatest value for each
question.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import OptimizeResult, linprog
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from maillage.core.statistics.secrecy.facts import Facts, Floats, Ints

Bools = NDArray[np.bool_]
# What the solver leaves of a whole number.
EPSILON = 1e-6


@dataclass(frozen=True, slots=True, eq=False)
class Answer:
    """The least and the most that one question can be, and what says so.

    `point` is a way to fill the unknown pieces, `binding` the shown numbers that hold it there.
    """

    value: float
    point: Floats
    binding: Ints


class Reader:
    """Somebody who knows the numbers shown: what is certain, and the bounds of the rest."""

    def __init__(self, facts: Facts, hidden: Bools) -> None:
        self.sums = facts.sums
        self.shown = np.flatnonzero(~hidden)
        # A number that leaves its zeros blank says nothing once it is hidden.
        self.kept = np.flatnonzero(hidden & ~facts.blank)
        self.values = facts.values
        # Never read to answer, only to complete a way to fill the pieces.
        self.truth = facts.pieces.astype(float)
        self.n_pieces = facts.sums.shape[1]
        self.known = np.zeros(self.n_pieces, dtype=bool)
        self.certain = np.zeros(self.n_pieces)
        # The shown number that made each piece certain, -1 for an unknown piece.
        self.because = np.full(self.n_pieces, -1, dtype=np.int64)
        self._deduce()
        self.group = self._groups()
        self._programmes: dict[bytes, tuple[Ints, Ints, csr_array, csr_array]] = {}
        # Nothing that is bounded by what is published goes beyond.
        self.ceiling = float(self.values.sum() + 1000)

    def _deduce(self) -> None:
        """Find what a subtraction gives: the last unknown of a sum, the parts of a nothing."""
        shown = csr_array(self.sums[self.shown])
        values = self.values[self.shown].astype(float)
        while True:
            unknown = (~self.known).astype(float)
            left = values - shown @ self.certain
            n_left = shown @ unknown
            new = self.known.copy()
            nothing = (np.abs(left) < EPSILON) & (n_left > 0)
            for row in np.flatnonzero(nothing | (n_left == 1)).tolist():
                columns = shown.indices[shown.indptr[row] : shown.indptr[row + 1]]
                pieces = columns[~new[columns]]
                self.certain[pieces] = 0.0 if nothing[row] else left[row]
                self.because[pieces] = self.shown[row]
                new[pieces] = True
            if np.array_equal(new, self.known):
                return
            self.known = new

    def _groups(self) -> Ints:
        """Return the number of the set of unknown pieces that each piece is bounded with."""
        unknown = csr_array(self.sums[:, np.flatnonzero(~self.known)])
        n_facts, n_unknown = unknown.shape
        linked = unknown.tocoo()
        # Numbers and pieces are the nodes; a piece is counted in a number.
        graph = csr_array(
            (np.ones(linked.nnz), (linked.row, linked.col + n_facts)),
            shape=(n_facts + n_unknown,) * 2,
        )
        _, labels = connected_components(graph, directed=False)
        group = np.full(self.n_pieces, -1, dtype=np.int64)
        group[~self.known] = labels[n_facts:]
        return group

    def _programme(self, groups: Ints) -> tuple[Ints, Ints, csr_array, csr_array]:
        """Return pieces, shown numbers, and the rows of shown and of hidden numbers about them."""
        key = groups.tobytes()
        if key not in self._programmes:
            pieces = np.flatnonzero(np.isin(self.group, groups))
            shown = csr_array(self.sums[self.shown][:, pieces])
            about = np.flatnonzero(np.diff(shown.indptr))
            kept = csr_array(self.sums[self.kept][:, pieces])
            # A hidden number with a known part is 1 or more without saying anything of the rest.
            sure = self.sums[self.kept] @ self.certain
            mine = np.flatnonzero((np.diff(kept.indptr) > 0) & (sure < 1))
            self._programmes[key] = (
                pieces,
                self.shown[about],
                csr_array(shown[about]),
                csr_array(kept[mine]),
            )
        return self._programmes[key]

    def ask(self, question: Floats, *, most: bool) -> Answer:
        """Return the least, or the most, that a sum of pieces can be; infinite when unbounded."""
        sure = float(question @ self.certain)
        asked = np.flatnonzero((question != 0) & ~self.known)
        if len(asked) == 0:
            return Answer(sure, self.truth, self.reasons(question))
        pieces, numbers, shown, kept = self._programme(np.unique(self.group[asked]))
        left = self.values[numbers] - self.sums[numbers] @ self.certain
        sign = -1.0 if most else 1.0
        found = _solved(sign * question[pieces], shown, left, kept, (0, self.ceiling))
        if found.status != 0:
            raise ArithmeticError(f"published numbers that contradict each other: {found.message}")
        point = self.truth.copy()
        point[pieces] = found.x
        value = sure + sign * float(found.fun)
        binding = numbers[np.abs(found.eqlin.marginals) > EPSILON] if len(numbers) else numbers
        if most and value >= self.ceiling - EPSILON:
            value = float("inf")
        return Answer(value, point, binding)

    def reasons(self, question: Floats) -> Ints:
        """Return the shown numbers that make the pieces of a question certain."""
        because = np.unique(self.because[question != 0])
        return because[because >= 0]

    def another_way(self, pull: Floats, reach: float) -> Floats:
        """Return pieces that agree with all that is shown, drawn down where `pull` is above 0.

        No piece moves by more than `reach`, so that many of them move.
        """
        pieces, numbers, shown, kept = self._programme(np.unique(self.group[~self.known]))
        left = self.values[numbers] - self.sums[numbers] @ self.certain
        near = self.truth[pieces]
        bounds = np.column_stack([np.maximum(0, near - reach), near + reach])
        found = _solved(pull[pieces], shown, left, kept, bounds)
        point = self.truth.copy()
        point[pieces] = found.x if found.status == 0 else near
        return point

    def ceilings(self, questions: csr_array) -> tuple[Floats, Ints]:
        """Return a bound of each question from one shown number that holds it, and that number.

        Infinite, and -1, when no shown number holds it.
        """
        shown = csr_array(self.sums[self.shown])
        unknown = (~self.known).astype(float)
        left = self.values[self.shown] - shown @ self.certain
        open_part = csr_array(questions.multiply(unknown[None, :]))
        sizes = np.asarray(open_part.sum(axis=1)).reshape(-1)
        common = (open_part @ shown.T).tocoo()
        inside = (common.data == sizes[common.row]) & (common.data > 0)
        rows, columns = common.row[inside], common.col[inside]
        most = np.full(questions.shape[0], np.inf)
        by = np.full(questions.shape[0], -1, dtype=np.int64)
        # The least comes first for each question, and is the one kept.
        order = np.lexsort((left[columns], rows))
        first = np.unique(rows[order], return_index=True)[1]
        chosen = order[first]
        most[rows[chosen]] = left[columns[chosen]]
        by[rows[chosen]] = self.shown[columns[chosen]]
        return most + questions @ self.certain, by


def attack(facts: Facts, hidden: Bools) -> tuple[Floats, Floats]:
    """Return the least and the most that a reader finds for each number, shape (n_facts,) each.

    For a number that is shown both are the number. Bounds are whole; the most may be infinite.
    """
    reader = Reader(facts, hidden)
    low = facts.values.astype(float)
    high = low.copy()
    for fact in np.flatnonzero(hidden):
        question = facts.sums[[fact]].toarray()[0].astype(float)
        low[fact] = np.ceil(reader.ask(question, most=False).value - EPSILON)
        high[fact] = np.floor(reader.ask(question, most=True).value + EPSILON)
    return low, high


def _solved(
    cost: Floats, shown: csr_array, left: Floats, kept: csr_array, bounds: object
) -> OptimizeResult:
    """Return the cheapest way to fill pieces so that shown sums are met and hidden ones not 0."""
    return linprog(
        cost,
        A_ub=-kept if kept.shape[0] else None,
        b_ub=-np.ones(kept.shape[0]) if kept.shape[0] else None,
        A_eq=shown if shown.shape[0] else None,
        b_eq=left if shown.shape[0] else None,
        bounds=bounds,
        method="highs",
    )
