"""A mixed linear programme written piece by piece, and solved by HiGHS."""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike
from scipy.optimize import Bounds, LinearConstraint, milp
from scipy.sparse import csr_array

from maillage.core.siting.problem import Floats, Ints, Problem, groups_of


@dataclass(frozen=True, slots=True, eq=False)
class Solved:
    """The answer of the solver: `x` is None without one, `bound` what nothing is below."""

    x: Floats | None
    objective: float
    bound: float
    is_optimal: bool
    is_infeasible: bool


class Model:
    """Columns from 0 to a bound, rows between two bounds; the sites are the first columns."""

    def __init__(self, problem: Problem, site_cost: float = 0.0) -> None:
        self.problem = problem
        self._costs: list[Floats] = []
        self._low: list[Floats] = []
        self._whole: list[Floats] = []
        self._rows: list[tuple[Ints, Ints, Floats]] = []
        self._between: list[tuple[Floats, Floats]] = []
        self.n_columns = self.n_rows = 0
        self.sites = self.add(np.full(problem.n_sites, site_cost), whole=True)
        self._low[0][problem.fixed] = 1.0

    def add(self, costs: ArrayLike, *, whole: bool = False) -> Ints:
        """Add columns from 0 to 1; return their numbers."""
        cost = np.asarray(costs, dtype=float).reshape(-1)
        self._costs.append(cost)
        self._low.append(np.zeros(len(cost)))
        self._whole.append(np.full(len(cost), float(whole)))
        self.n_columns += len(cost)
        return np.arange(self.n_columns - len(cost), self.n_columns)

    def rows(
        self, row: Ints, column: Ints, value: ArrayLike, low: ArrayLike, high: ArrayLike, n: int
    ) -> None:
        """Add `n` rows: their cells, numbered from 0, and what each lies between."""
        values = np.broadcast_to(np.asarray(value, dtype=float), row.shape)
        self._rows.append((row + self.n_rows, column, values))
        self._between.append((np.full(n, low, dtype=float), np.full(n, high, dtype=float)))
        self.n_rows += n

    def choose(self, p: int) -> None:
        """Ask for p places."""
        self.rows(np.zeros_like(self.sites), self.sites, 1.0, p, p, 1)

    def keep_floor(self) -> None:
        """Ask for what each neighbourhood must have."""
        floor = self.problem.floor
        for _, points, reached in groups_of(self.problem):
            assert floor is not None
            near = np.flatnonzero(reached.any(axis=0))
            self.rows(np.zeros_like(near), near, 1.0, floor.n_sites, inf, 1)
            if floor.share > 0:
                z = self.add(np.zeros(len(points)))
                self.covered_by(z, reached)
                people = self.problem.people[points]
                least = floor.share * people.sum() * (1 - 1e-12)
                self.rows(np.zeros_like(z), z, people, least, inf, 1)

    def covered_by(self, columns: Ints, reached: ArrayLike) -> None:
        """Let each column be 1 only when one of the sites that reach it is open."""
        row, site = np.nonzero(np.asarray(reached))
        n = len(columns)
        each = np.arange(n)
        self.rows(
            np.concatenate([row, each]),
            np.concatenate([site, columns]),
            np.concatenate([np.ones(len(row)), -np.ones(n)]),
            0.0,
            inf,
            n,
        )

    def solve(self, time_limit_s: float | None) -> Solved:
        """Return the best found within the time given."""
        row, column, value = (np.concatenate(parts) for parts in zip(*self._rows, strict=True))
        matrix = csr_array((value, (row, column)), shape=(self.n_rows, self.n_columns))
        low, high = (np.concatenate(side) for side in zip(*self._between, strict=True))
        options = {"mip_rel_gap": 0.0}
        if time_limit_s is not None:
            options["time_limit"] = time_limit_s
        found = milp(
            np.concatenate(self._costs),
            integrality=np.concatenate(self._whole),
            bounds=Bounds(np.concatenate(self._low), 1.0),
            constraints=LinearConstraint(matrix, low, high),
            options=options,
        )
        bound = getattr(found, "mip_dual_bound", None)
        return Solved(
            found.x,
            inf if found.x is None else float(found.fun),
            -inf if bound is None else float(bound),
            found.status == 0,
            found.status == 2,
        )
