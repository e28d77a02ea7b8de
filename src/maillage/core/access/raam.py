"""The rational agent: people go where travel and crowd together cost least (RAAM)."""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike, NDArray

from maillage.core.access.points import Flags, Floats
from maillage.core.access.travel import Travel
from maillage.core.access.trips import Trips, amounts_of, stated

# The most of its people that an area moves in a cycle: a fifth at first, halved every 50 cycles, as
# in PySAL access 1.1.10, which stops after 150: areas that move together still swing by 2 % then.
_FIRST_STEP, _HALF_LIFE = 0.2, 50
CYCLES = 500
# Rest is looked for every so often; this near to it, nothing that is printed changes any more.
_LOOK_EVERY, _REST = 25, 1e-4
# Cycles in which a place that everybody would run to at once takes only what it can hold.
_RUSH = 20

_Longs = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Costs:
    """What help costs the people of each area, in way and in crowd: lower is better.

    cost : shape (n_areas,), of 1 when one meets the mean crowd next door, or no crowd at
        `tau_min`; NaN where no supply is in reach
    out_of_reach : shape (n_areas,), True there
    crowd : shape (n_places,), people per unit of supply over the mean of the territory; 0 where
        nobody goes, NaN without supply
    regret : what a person could still save by going elsewhere, mean over all people, in the
        unit of cost: how far the cycles are from rest
    unit, travel : of the supply and of the minutes, as given
    """

    cost: Floats
    out_of_reach: Flags
    crowd: Floats
    regret: float
    tau_min: float
    unit: str
    travel: Travel


def raam(
    demand: ArrayLike,
    supply: ArrayLike,
    trips: Trips,
    *,
    unit: str,
    tau_min: float = 60.0,
    cycles: int = CYCLES,
) -> Costs:
    """Return the cost of help for each area when everybody goes where it costs least.

    Cost is crowd + way: people of the place / (supply x mean people per unit), plus minutes /
    tau. Who goes to a place makes it dearer for the others.

    Parameters
    ----------
    demand : shape (n_areas,), people, >= 0
    supply : shape (n_places,), >= 0; a place without supply is no choice
    trips : the choices of each area, all of them whatever their length
    unit : of the supply, kept with the result
    tau_min : minutes of way that weigh as much as meeting the mean crowd, above 0
    cycles : how many times people think again at most, 1 or more

    Returns
    -------
    costs; an area where nobody lives gets that of its best choice

    Raises
    ------
    ValueError : sizes that differ, amounts that are negative or not numbers, no unit.

    Notes
    -----
    In each cycle each area moves people from its dearest used choice to its cheapest, as many
    as make both cost the same, within a step that shrinks. People are not rounded: PySAL
    access, which rounds them, stays stuck where an area has few. O(cycles x n_trips) time.
    Compare values to a hundredth, no further; `regret` says how far from rest they are.

    References
    ----------
    Saxon & Snow (2020), doi:10.1080/24694452.2019.1629870.
    """
    people = amounts_of(demand, trips.n_areas, "demand")
    offered = amounts_of(supply, trips.n_places, "supply")
    stated(unit)
    if not 0 < tau_min < inf or cycles < 1:
        raise ValueError(f"tau is above 0 minutes and cycles are 1 or more: {tau_min}, {cycles}")
    choices = trips.kept(offered[trips.place_index] > 0)
    lone = np.diff(choices.starts) == 0
    scale = people.sum() / offered.sum() if people.sum() > 0 and offered.sum() > 0 else 1.0
    room = offered * scale
    state = _Choices(choices, people, room, tau_min)
    for cycle in range(cycles):
        state.think_again(cycle)
        if cycle % _LOOK_EVERY == 0 and state.regret() < _REST:
            break
    cost, _ = state.costs()
    by_area = np.full(trips.n_areas, np.nan)
    by_area[~lone] = cost
    crowd = np.full(trips.n_places, np.nan)
    np.divide(state.crowded(), room, out=crowd, where=room > 0)
    return Costs(by_area, lone, crowd, state.regret(), tau_min, unit, trips.travel)


class _Choices:
    """Who goes where, one number per trip; areas without a choice are left out."""

    def __init__(self, trips: Trips, people: Floats, room: Floats, tau_min: float) -> None:
        counts = np.diff(trips.starts)
        self._people = people[counts > 0]
        self._starts = trips.starts[:-1][counts > 0].astype(np.int64)
        self._row = np.repeat(np.arange(len(self._people)), counts[counts > 0])
        self._place = trips.place_index
        self._room = room
        self._way = trips.minutes / tau_min
        self._going = np.zeros(len(self._way))
        if len(self._people):
            self._going[self._first_least(self._way)] = self._people

    def crowded(self) -> Floats:
        """Return how many people go to each place."""
        return np.bincount(self._place, self._going, len(self._room)).astype(np.float64)

    def costs(self) -> tuple[Floats, Floats]:
        """Return the mean cost of each area, and that of its cheapest choice."""
        if not len(self._people):
            return np.empty(0), np.empty(0)
        total = self._total(self.crowded())
        best = np.minimum.reduceat(total, self._starts)
        paid = np.add.reduceat(total * self._going, self._starts)
        mean = np.divide(paid, self._people, out=best.copy(), where=self._people > 0)
        return mean, best

    def regret(self) -> float:
        """Return what a person could still save, on average."""
        mean, best = self.costs()
        n_people = self._people.sum()
        saved = float(self._people @ np.maximum(mean - best, 0.0))
        return saved / n_people if n_people > 0 else 0.0

    def think_again(self, cycle: int) -> None:
        """Move some people of each area from its dearest used choice to its cheapest."""
        if not len(self._people):
            return
        crowd = self.crowded()
        total = self._total(crowd)
        to = self._first_least(total)
        # Unused choices cannot be left: they are made cheaper than any other.
        out = self._first_least(np.where(self._going > 0, -total, inf))
        room_to, room_out = self._room[self._place[to]], self._room[self._place[out]]
        # Where both cost the same: gap between them, over how fast a person closes it.
        moving = (total[out] - total[to]) / (1 / room_to + 1 / room_out)
        step = _FIRST_STEP * 0.5 ** (cycle / _HALF_LIFE)
        moving = np.minimum(np.minimum(moving, self._going[out]), step * self._people)
        moving[out == to] = 0.0
        if cycle < _RUSH:
            place = self._place[to]
            rush = np.bincount(place, moving, len(self._room))[place] / room_to
            moving /= np.maximum(rush, 1.0)
        self._going[to] += moving
        self._going[out] -= moving

    def _total(self, crowd: Floats) -> Floats:
        return crowd[self._place] / self._room[self._place] + self._way

    def _first_least(self, values: Floats) -> _Longs:
        """Return the trip of the least value of each area, the first of equals."""
        least = np.minimum.reduceat(values, self._starts)
        found = np.flatnonzero(values == least[self._row])
        rows = self._row[found]
        first = np.ones(len(found), np.bool_)
        first[1:] = rows[1:] != rows[:-1]
        return found[first]
