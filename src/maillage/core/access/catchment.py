"""Floating catchments: the supply that one person of each area can count on, shared with others.

Every method has two passes: each place shares its supply between the people who can come, then
each area adds up the shares of the places it can reach. They differ by the weight of a trip.
"""

from dataclasses import dataclass
from math import inf

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.access.decay import ENHANCED_STEPS, THREE_STEPS, Decay
from maillage.core.access.points import Flags, Floats
from maillage.core.access.travel import Travel
from maillage.core.access.trips import Trips, amounts_of, stated


@dataclass(frozen=True, slots=True, eq=False)
class Access:
    """What each area can count on, and what the figure leaves out.

    per_person : shape (n_areas,), units of supply per unit of demand; 0 where nothing is in reach
    out_of_reach : shape (n_areas,), True where no place at all is in reach, supplied or not
    shares : shape (n_places,), what a place has for each person who can come (R of the papers);
        NaN where nobody can come
    unreached : shape (n_places,), True where there is supply that nobody can reach: it is
        dropped, given to nobody
    demand, supply : as given
    unit : of the supply, as the caller says it ("heures-places par semaine")
    method : the name of the function
    reach_min : minutes past which a trip does not count; inf when none is too long
    travel : how the minutes were worked out
    """

    per_person: Floats
    out_of_reach: Flags
    shares: Floats
    unreached: Flags
    demand: Floats
    supply: Floats
    unit: str
    method: str
    reach_min: float
    travel: Travel

    @property
    def demand_out_of_reach(self) -> float:
        """How many people have no place in reach."""
        return float(self.demand[self.out_of_reach].sum())

    @property
    def supply_unreached(self) -> float:
        """How much supply nobody can reach."""
        return float(self.supply[self.unreached].sum())

    @property
    def supply_received(self) -> float:
        """What all people together receive: all the supply that is reached, where it holds.

        Notes
        -----
        Equal to the sum of the supply minus `supply_unreached` for `two_step`,
        `enhanced_two_step` and `three_step`; lower for `modified_two_step`, by its definition.
        """
        return float(self.demand @ self.per_person)


@dataclass(frozen=True, slots=True, eq=False)
class Within:
    """What is within some minutes, nothing shared.

    n_places : shape (n_areas,), places in reach
    supply : shape (n_areas,), their supply, counted whole for everybody
    """

    n_places: Floats
    supply: Floats
    unit: str
    reach_min: float
    travel: Travel


def within(trips: Trips, supply: ArrayLike, *, minutes: float, unit: str) -> Within:
    """Return how many places, and how much supply, are within some minutes of each area.

    Parameters
    ----------
    supply : shape (n_places,), >= 0
    minutes : the bound, included
    unit : of the supply, kept with the result

    Raises
    ------
    ValueError : sizes that differ, a supply that is negative or not a number, no unit.

    Examples
    --------
    >>> trips = Trips.of([0, 0], [0, 1], [5, 12], n_areas=2, n_places=2)
    >>> near = within(trips, [20, 35], minutes=10, unit="heures par semaine")
    >>> near.n_places.tolist(), near.supply.tolist()
    ([1.0, 0.0], [20.0, 0.0])
    """
    offered = amounts_of(supply, trips.n_places, "supply")
    weights = trips.weighted((trips.minutes <= minutes).astype(np.float64))
    n_places = weights @ np.ones(trips.n_places)
    return Within(n_places, weights @ offered, stated(unit), minutes, trips.travel)


def two_step(
    demand: ArrayLike, supply: ArrayLike, trips: Trips, *, minutes: float, unit: str
) -> Access:
    """Return the supply per person, every place within some minutes counting alike (2SFCA).

    Parameters
    ----------
    demand : shape (n_areas,), people, >= 0
    supply : shape (n_places,), >= 0, in the unit that `unit` says
    minutes : the bound, included; inf takes all trips of the table
    unit : of the supply ("heures-places par semaine"); kept with the result

    Raises
    ------
    ValueError : sizes that differ, amounts that are negative or not numbers, no unit.

    Notes
    -----
    O(n_trips) time and memory; the arguments are not changed. An area where nobody lives gets
    what a person who moved there would find without adding to the demand. A place that nobody
    reaches would divide by zero: its supply is dropped and reported.

    References
    ----------
    Luo & Wang (2003), doi:10.1068/b29120.

    Examples
    --------
    >>> trips = Trips.of([0, 1], [0, 0], [5, 10], n_areas=3, n_places=1)
    >>> found = two_step([30, 10, 7], [20], trips, minutes=15, unit="heures par semaine")
    >>> found.per_person.tolist(), found.demand_out_of_reach
    ([0.5, 0.5, 0.0], 7.0)
    """
    # Comparing two million trips takes as long as a third of one pass: not when none is too long.
    cut = not minutes >= trips.longest
    counts = (trips.minutes <= minutes).astype(np.float64) if cut else np.ones(len(trips))
    far = (trips.shortest > minutes) | np.isinf(trips.shortest)
    return _shared(
        demand, supply, trips, counts, far, unit=unit, method="two_step", reach_min=minutes
    )


def enhanced_two_step(
    demand: ArrayLike,
    supply: ArrayLike,
    trips: Trips,
    *,
    unit: str,
    decay: Decay = ENHANCED_STEPS,
    minutes: float = inf,
) -> Access:
    """Return the supply per person, a place counting less as it is farther (E2SFCA).

    Parameters, errors and notes as `two_step`; a trip counts up to `minutes` and as far as the
    decay reaches.

    References
    ----------
    Luo & Qi (2009), doi:10.1016/j.healthplace.2009.06.002.
    """
    reach = min(minutes, decay.reach_min)
    weights = _weights(trips, decay, minutes)
    method = "enhanced_two_step"
    far = _far(trips, decay, minutes)
    return _shared(demand, supply, trips, weights, far, unit=unit, method=method, reach_min=reach)


def three_step(
    demand: ArrayLike,
    supply: ArrayLike,
    trips: Trips,
    *,
    unit: str,
    decay: Decay = THREE_STEPS,
    minutes: float = inf,
) -> Access:
    """Return the supply per person when people choose between places (3SFCA).

    Whoever has several places near asks less of each: a trip counts by its decay times the part
    it has in all the decays of its area.

    Parameters, errors and notes as `enhanced_two_step`.

    Notes
    -----
    The part is taken over the whole table of trips, also those longer than `minutes`, as PySAL
    access does: cut the table itself to choose only among the places in reach.

    References
    ----------
    Wan, Zou & Sternberg (2012), doi:10.1080/13658816.2011.624987.
    """
    reach = min(minutes, decay.reach_min)
    weights = decay(trips.minutes)
    attraction = trips.weighted(weights) @ np.ones(trips.n_places)
    # Dividing the people once, and what they receive once, spares a division per trip.
    per_attraction = _divided(np.ones(trips.n_areas), attraction, otherwise=0.0)
    squares = _cut(weights * weights, trips, minutes)
    return _shared(
        demand,
        supply,
        trips,
        squares,
        _far(trips, decay, minutes),
        unit=unit,
        method="three_step",
        reach_min=reach,
        per_area=per_attraction,
    )


def modified_two_step(
    demand: ArrayLike,
    supply: ArrayLike,
    trips: Trips,
    *,
    unit: str,
    decay: Decay = ENHANCED_STEPS,
    minutes: float = inf,
) -> Access:
    """Return the supply per person when distance also makes help itself worth less (M2SFCA).

    Places that are far from everybody are not used fully: the decay is counted twice on the way
    of the supply, and what all receive together is less than the supply.

    Parameters, errors and notes as `enhanced_two_step`.

    References
    ----------
    Delamater (2013), doi:10.1016/j.healthplace.2013.07.012.
    """
    reach = min(minutes, decay.reach_min)
    weights = _weights(trips, decay, minutes)
    return _shared(
        demand,
        supply,
        trips,
        weights,
        _far(trips, decay, minutes),
        unit=unit,
        method="modified_two_step",
        reach_min=reach,
        received=weights * weights,
    )


def _shared(
    demand: ArrayLike,
    supply: ArrayLike,
    trips: Trips,
    weights: Floats,
    out_of_reach: Flags,
    *,
    unit: str,
    method: str,
    reach_min: float,
    per_area: Floats | None = None,
    received: Floats | None = None,
) -> Access:
    """Return the two passes.

    weights : shape (n_trips,), of a person who comes and, unless `received` is given, of what
        she receives
    per_area : shape (n_areas,), what both passes are multiplied by for an area; 1 by default
    """
    people = amounts_of(demand, trips.n_areas, "demand")
    offered = amounts_of(supply, trips.n_places, "supply")
    matrix = trips.weighted(weights)
    coming = matrix.T @ (people if per_area is None else people * per_area)
    shares = _divided(offered, coming, otherwise=np.nan)
    known = np.nan_to_num(shares, nan=0.0)
    per_person = (matrix if received is None else trips.weighted(received)) @ known
    return Access(
        per_person=per_person if per_area is None else per_person * per_area,
        out_of_reach=out_of_reach,
        shares=shares,
        unreached=np.isnan(shares) & (offered > 0),
        demand=people,
        supply=offered,
        unit=stated(unit),
        method=method,
        reach_min=reach_min,
        travel=trips.travel,
    )


def _far(trips: Trips, decay: Decay, minutes: float) -> Flags:
    """Return where no trip counts: a decay never rises, the shortest trip speaks for all."""
    # Without a trip the shortest is infinite, and a decay that never ends would weigh it.
    far = np.asarray((trips.shortest > minutes) | np.isinf(trips.shortest))
    far[~far] = decay(trips.shortest[~far]) == 0
    return far


def _weights(trips: Trips, decay: Decay, minutes: float) -> Floats:
    return _cut(decay(trips.minutes), trips, minutes)


def _cut(weights: Floats, trips: Trips, minutes: float) -> Floats:
    return weights if minutes == inf else np.where(trips.minutes <= minutes, weights, 0.0)


def _divided(above: Floats, below: Floats, *, otherwise: float) -> Floats:
    """Return above / below, `otherwise` where below is 0."""
    answer = np.full(below.shape, otherwise)
    np.divide(above, below, out=answer, where=below > 0)
    return answer
