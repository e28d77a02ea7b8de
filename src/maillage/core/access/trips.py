"""The table of trips: from each area to the places it can think of, in minutes."""

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.sparse import csr_array

from maillage.core.access.points import Flags, Floats, Ints
from maillage.core.access.travel import GIVEN, Travel


@dataclass(frozen=True, slots=True, eq=False)
class Trips:
    """Trips sorted by area: those of area i are at `starts[i]` to `starts[i + 1]`.

    Made by `Trips.of`, `straight_trips` or `walking_trips`. A pair that is absent is out of reach.

    starts : shape (n_areas + 1,)
    place_index : shape (n_trips,), positions in the supply
    minutes : shape (n_trips,), one way, finite and >= 0
    n_places : how many places the table knows, reached or not
    travel : how the minutes were worked out
    shortest : shape (n_areas,), minutes of the shortest trip of an area; inf without one
    longest : minutes of the longest trip of all; 0 without any
    """

    starts: Ints
    place_index: Ints
    minutes: Floats
    n_places: int
    travel: Travel = GIVEN
    shortest: Floats = field(init=False)
    longest: float = field(init=False)

    def __post_init__(self) -> None:
        shortest = np.full(len(self.starts) - 1, np.inf)
        some = np.diff(self.starts) > 0
        if some.any():
            shortest[some] = np.minimum.reduceat(self.minutes, self.starts[:-1][some])
        object.__setattr__(self, "shortest", shortest)
        object.__setattr__(self, "longest", float(self.minutes.max(initial=0.0)))

    @classmethod
    def of(
        cls,
        area_index: ArrayLike,
        place_index: ArrayLike,
        minutes: ArrayLike,
        *,
        n_areas: int,
        n_places: int,
        travel: Travel = GIVEN,
    ) -> "Trips":
        """Return the table of trips given one by one, in any order.

        Parameters
        ----------
        area_index, place_index : shape (n_trips,), from 0
        minutes : shape (n_trips,), finite and >= 0
        n_areas, n_places : sizes of demand and supply

        Raises
        ------
        ValueError : three shapes, an index outside, minutes that are NaN, infinite or negative.

        Notes
        -----
        Of two trips between the same two, the shorter stays: counting both would count the place
        twice. O(n log n) time.
        """
        area = np.asarray(area_index, np.int64)
        place = np.asarray(place_index, np.int64)
        cost = np.asarray(minutes, np.float64)
        if area.ndim != 1 or not area.shape == place.shape == cost.shape:
            raise ValueError("area_index, place_index and minutes are three lists of one length")
        if cost.size and not (np.isfinite(cost).all() and cost.min() >= 0):
            raise ValueError("minutes are finite and >= 0: leave out a trip that is not possible")
        for name, index, size in (("area", area, n_areas), ("place", place, n_places)):
            if index.size and not (index.min() >= 0 and index.max() < size):
                raise ValueError(f"a trip names an {name} outside the {size} that there are")
        pair = area * n_places + place
        if not (pair[1:] > pair[:-1]).all():
            order = np.lexsort((cost, pair))
            area, place, cost, pair = area[order], place[order], cost[order], pair[order]
            first = np.ones(len(pair), np.bool_)
            first[1:] = pair[1:] != pair[:-1]
            area, place, cost = area[first], place[first], cost[first]
        starts = np.zeros(n_areas + 1, np.int32)
        np.cumsum(np.bincount(area, minlength=n_areas), out=starts[1:])
        return cls(starts, place.astype(np.int32), cost, n_places, travel)

    def __len__(self) -> int:
        return len(self.minutes)

    @property
    def n_areas(self) -> int:
        """How many areas the table knows, with a trip or without."""
        return len(self.starts) - 1

    @property
    def area_index(self) -> Ints:
        """Shape (n_trips,), the area of each trip."""
        return np.repeat(np.arange(self.n_areas, dtype=np.int32), np.diff(self.starts))

    def weighted(self, weights: NDArray[np.floating]) -> csr_array:
        """Return the matrix of areas by places that holds one weight per trip."""
        shape = (self.n_areas, self.n_places)
        return csr_array((weights, self.place_index, self.starts), shape=shape)

    def kept(self, keep: Flags) -> "Trips":
        """Return the table without the trips whose flag is False."""
        counts = np.zeros(len(self.minutes) + 1, np.int32)
        np.cumsum(keep, out=counts[1:])
        return Trips(
            counts[self.starts],
            self.place_index[keep],
            self.minutes[keep],
            self.n_places,
            self.travel,
        )

    def to_places(self, open_places: ArrayLike) -> "Trips":
        """Return the trips to some places only: those open at a moment, those with a mediator.

        open_places : shape (n_places,), True or False
        """
        flags = np.asarray(open_places)
        if flags.dtype != np.bool_ or flags.shape != (self.n_places,):
            raise ValueError(f"one flag for each of the {self.n_places} places")
        return self.kept(flags[self.place_index])


def amounts_of(values: ArrayLike, size: int, name: str) -> Floats:
    """Return amounts as doubles of shape (size,).

    Raises
    ------
    ValueError : another shape, an amount that is negative or not a number.
    """
    amounts = np.asarray(values, np.float64)
    if amounts.shape != (size,):
        raise ValueError(f"{name} has shape {amounts.shape}: the trips know {size}")
    if not (np.isfinite(amounts).all() and (amounts >= 0).all()):
        raise ValueError(f"{name} is finite and >= 0: keep what is unknown apart (weekly_supply)")
    return amounts


def stated(unit: str) -> str:
    """Return the unit, or raise ValueError when there is none: a bare number says nothing."""
    if not unit.strip():
        raise ValueError("say the unit of the supply: hours a week, places at once, mediators")
    return unit
