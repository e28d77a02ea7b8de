"""On foot along the streets where an extract has some, straight elsewhere: never silent."""

import numpy as np
from numpy.typing import ArrayLike

from maillage.core.access.points import Flags, Points
from maillage.core.access.straight import Nearest, flags_of, nearest, straight_trips
from maillage.core.access.travel import DETOUR, Travel, Way
from maillage.core.access.trips import Trips
from maillage.core.access.walking import Walking


class Mixed:
    """A network that does not cover everything: a position far from its streets goes straight.

    Parameters
    ----------
    walking : the network, ready for one walker
    detour : what straight lines are multiplied by

    Notes
    -----
    An extract stops somewhere, a farm stands far from any street: without this, people there would
    be told that nothing is near, which nobody knows. `travel` of a result says STREETS when every
    trip follows streets, STRAIGHT when none does, MIXED otherwise.
    """

    def __init__(self, walking: Walking, *, detour: float = DETOUR) -> None:
        self.walking = walking
        self.detour = detour
        walker = walking.travel.walker
        assert walker is not None
        self._walker = walker

    def off_streets(self, points: Points) -> Flags:
        """Return which positions, known, are too far from any street."""
        node, _legs = self.walking.snapped(points)
        return np.asarray(points.known & (node < 0))

    def trips(self, areas: Points, places: Points, *, minutes: float) -> Trips:
        """Return the trips of at most some minutes; see `Walking.trips`."""
        walked = self.walking.trips(areas, places, minutes=minutes)
        off_area, off_place = self.off_streets(areas), self.off_streets(places)
        if not off_area.any() and not off_place.any():
            return walked
        line = straight_trips(
            areas, places, minutes=minutes, walker=self._walker, detour=self.detour
        )
        kept = off_area[line.area_index] | off_place[line.place_index]
        return Trips.of(
            np.append(walked.area_index, line.area_index[kept]),
            np.append(walked.place_index, line.place_index[kept]),
            np.append(walked.minutes, line.minutes[kept]),
            n_areas=len(areas),
            n_places=len(places),
            travel=self._travel(len(walked) > 0, bool(kept.any())),
        )

    def nearest(self, areas: Points, places: Points, *, among: ArrayLike | None = None) -> Nearest:
        """Return the place that each area reaches first; see `Walking.nearest`."""
        looked_at = flags_of(among, len(places))
        walked = self.walking.nearest(areas, places, among=looked_at)
        off_area, off_place = self.off_streets(areas), self.off_streets(places)
        if not off_area.any() and not (looked_at & off_place).any():
            return walked
        every = nearest(areas, places, among=looked_at, walker=self._walker, detour=self.detour)
        beyond = nearest(
            areas, places, among=looked_at & off_place, walker=self._walker, detour=self.detour
        )
        sooner = ~off_area & (beyond.minutes < walked.minutes)
        which = [off_area, sooner]
        return Nearest(
            place_index=np.select(which, [every.place_index, beyond.place_index],
                                  walked.place_index),
            metres=np.select(which, [every.metres, beyond.metres], walked.metres),
            minutes=np.select(which, [every.minutes, beyond.minutes], walked.minutes),
            travel=self._travel(
                bool((np.isfinite(walked.minutes) & ~sooner).any()), bool((off_area | sooner).any())
            ),
            n_places_left_out=every.n_places_left_out,
        )  # fmt: skip

    def _travel(self, by_streets: bool, straight: bool) -> Travel:
        if not straight:
            return self.walking.travel
        return Travel(Way.MIXED if by_streets else Way.STRAIGHT, self._walker, self.detour)
