"""Who goes where when places have limited room: people of one point may be shared out."""

from dataclasses import dataclass

import numpy as np
from scipy.optimize import linprog
from scipy.sparse import csr_array

from maillage.core.siting.problem import Bools, Floats, Ints, Problem

# Under that part of all people, nobody is left: a rounding of the solver.
NOBODY = 1e-7


@dataclass(frozen=True, slots=True, eq=False)
class Sent:
    """People sent from points to sites; of one point, perhaps to several. Nothing is 0."""

    point: Ints
    site: Ints
    people: Floats

    def by_point(self, n: int) -> Floats:
        """Return people of each point who are received somewhere."""
        return np.asarray(np.bincount(self.point, weights=self.people, minlength=n), np.float64)

    def by_site(self, n: int) -> Floats:
        """Return people whom each site receives."""
        return np.asarray(np.bincount(self.site, weights=self.people, minlength=n), np.float64)


def send(cost: Floats, people: Floats, room: Floats, *, everybody: bool = False) -> Sent | None:
    """Return the shortest ways in all for as many people as there is room for.

    Parameters
    ----------
    cost : shape (n_points, n_sites), infinite where one may not go
    people, room : of each point, of each site, finite
    everybody : whether nobody may be left out; None when somebody would be
    """
    point, site = np.nonzero(np.isfinite(cost) & (people > 0)[:, None] & (room > 0)[None, :])
    n, m = cost.shape
    ways = cost[point, site]
    if everybody and np.setdiff1d(np.flatnonzero(people > 0), point).size:
        return None
    if not len(point):
        return Sent(point, site, ways)
    each, ones = np.arange(len(point)), np.ones(len(point))
    of_points = csr_array((ones, (point, each)), shape=(n, len(point)))
    of_sites = csr_array((ones, (site, each)), shape=(m, len(point)))
    if everybody:
        found = linprog(ways, A_ub=of_sites, b_ub=room, A_eq=of_points, b_eq=people)
    else:
        # To make room for one more, each site gives way once at most: one more is always worth it.
        weight = ways / max(float(ways.max()), 1e-12) / (2 * m + 2) - 1.0
        rows = np.append(point, n + site), np.append(each, each)
        both = csr_array((np.append(ones, ones), rows), shape=(n + m, len(point)))
        found = linprog(weight, A_ub=both, b_ub=np.append(people, room))
    if found.x is None:
        return None
    some = found.x > NOBODY * float(people.sum())
    return Sent(point[some], site[some], found.x[some])


def left_without_room(people: Floats, within: Bools, room: Floats) -> tuple[Ints, float] | None:
    """Return points too many for all sites that they reach, and the room of these; None if none.

    A point that no site reaches is not looked at: room would not help it.
    """
    counted = np.where(within.any(axis=1), people, 0.0)
    # Points that the same sites reach are one point.
    rows, same = np.unique(within[counted > 0], axis=0, return_inverse=True)
    crowd = np.asarray(np.bincount(same.reshape(-1), counted[counted > 0], len(rows)), np.float64)
    sent = send(np.where(rows, 1.0, np.inf), crowd, room)
    least = NOBODY * max(1.0, float(people.sum()))
    if sent is None:
        return None
    lost = crowd - sent.by_point(len(rows)) > 10 * least
    if not lost.any():
        return None
    # Those who have a place that the others reach might give way: they are of the same crowd.
    while True:
        sites = np.asarray(rows[lost].any(axis=0))
        wider = lost.copy()
        wider[sent.point[sites[sent.site]]] = True
        if wider.sum() == lost.sum():
            points = np.flatnonzero(counted > 0)[lost[same.reshape(-1)]]
            return points, float(room[sites].sum())
        lost = wider


def ways_worth(problem: Problem, cost: Floats) -> Floats:
    """Return the ways without those longer than to an existing place with room for everybody."""
    if problem.capacity is None:
        return cost
    wide = problem.fixed[problem.capacity[problem.fixed] >= problem.people.sum()]
    if not len(wide):
        return cost
    return np.where(cost <= cost[:, wide].min(axis=1)[:, None], cost, np.inf)
