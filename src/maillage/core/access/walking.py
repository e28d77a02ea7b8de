"""Minutes on foot along the streets: to the nearest place, and to every place near enough."""

from math import inf

import numpy as np
from numpy.typing import ArrayLike
from scipy.sparse import coo_array, csr_array
from scipy.sparse.csgraph import connected_components, dijkstra
from scipy.spatial import cKDTree

from maillage.core.access.points import (
    Floats,
    Ints,
    Points,
    chord_of_m,
    metres_of_chords,
)
from maillage.core.access.straight import NONE, Nearest, flags_of
from maillage.core.access.streets import Streets
from maillage.core.access.travel import UNHURRIED, Travel, Walker, Way
from maillage.core.access.trips import Trips

# Farther from any street, nothing can be said.
SNAP_M = 150.0
# A path in a courtyard that touches no street leads nowhere: one does not start from it.
FRAGMENT_M = 500.0
# Distances held at once: 64 MB.
_HELD = 8_000_000


class Walking:
    """A street network made ready for one walker; asked as often as wished.

    Parameters
    ----------
    streets : see `read_streets`
    walker : her speed, and whether steps bar her way
    snap_m : positions farther from any street cannot be used
    fragment_m : networks shorter than this in all are not started from

    Notes
    -----
    From the position to the nearest node (within 25 m of the nearest street) she walks straight.
    """

    def __init__(
        self,
        streets: Streets,
        walker: Walker = UNHURRIED,
        *,
        snap_m: float = SNAP_M,
        fragment_m: float = FRAGMENT_M,
    ) -> None:
        self.travel = Travel(Way.STREETS, walker)
        self._per_metre = self.travel.minutes_per_metre()
        self._snap_m = snap_m
        usable = ~streets.steps if walker.avoids_steps else np.ones(len(streets.start), np.bool_)
        start, end, metres = streets.start[usable], streets.end[usable], streets.metres[usable]
        n_nodes = len(streets.nodes)
        both = np.append(start, end), np.append(end, start)
        costs = np.tile(metres * self._per_metre, 2)
        # A piece of no length keeps its entry: an explicit 0 is a way, an absent one is not.
        self._graph = csr_array(coo_array((costs, both), shape=(n_nodes, n_nodes)))
        _, part = connected_components(self._graph, directed=False)
        length_m = np.bincount(part[start], metres, part.max(initial=-1) + 1)
        walked = np.zeros(n_nodes, np.bool_)
        walked[start] = walked[end] = True
        self._nodes = np.flatnonzero(walked & (length_m[part] >= fragment_m))
        places = streets.nodes.taken(self._nodes).on_unit_sphere()
        self._tree = cKDTree(places.reshape(-1, 3))

    def snapped(self, points: Points) -> tuple[Ints, Floats]:
        """Return the node nearest to each point, and the minutes to it.

        Returns
        -------
        shape (n,) twice: -1 and NaN where the position is not known or too far from any street
        """
        node, legs = np.full(len(points), NONE, np.int32), np.full(len(points), np.nan)
        known = np.flatnonzero(points.known)
        if not len(self._nodes) or not len(known):
            return node, legs
        bound = np.nextafter(chord_of_m(self._snap_m), inf)
        xyz = points.taken(known).on_unit_sphere()
        chords, found = self._tree.query(xyz, distance_upper_bound=bound, workers=-1)
        near = np.isfinite(chords)
        node[known[near]] = self._nodes[found[near]]
        legs[known[near]] = metres_of_chords(chords[near]) * self._per_metre
        return node, legs

    def nearest(
        self,
        areas: Points,
        places: Points,
        *,
        among: ArrayLike | None = None,
        limit_min: float = inf,
    ) -> Nearest:
        """Return the place that each area reaches first on foot.

        Parameters
        ----------
        among : shape (n_places,), True for the places to look at; all by default
        limit_min : minutes past which a place is out of reach

        Returns
        -------
        minutes NaN where the area is far from any street, inf where no place can be reached

        Notes
        -----
        One search from all places at once: O(pieces x log nodes) time whatever their number.
        """
        looked_at = flags_of(among, len(places))
        node, legs = self.snapped(places)
        chosen = np.flatnonzero(looked_at & (node >= 0))
        n_nodes = self._graph.shape[0]
        arrived, came_from = np.full(n_nodes, inf), np.full(n_nodes, NONE, np.int32)
        if len(chosen):
            arrived, came_from = self._from_all(node[chosen], legs[chosen], limit_min)
        area_node, area_legs = self.snapped(areas)
        on_street = area_node >= 0
        minutes = np.full(len(areas), np.nan)
        minutes[on_street] = arrived[area_node[on_street]] + area_legs[on_street]
        minutes[minutes > limit_min] = inf
        reached = np.isfinite(minutes)
        place_index = np.full(len(areas), NONE, np.int32)
        place_index[reached] = chosen[came_from[area_node[reached]]]
        return Nearest(
            place_index=place_index,
            metres=np.where(reached, minutes, inf) / self._per_metre,
            minutes=minutes,
            travel=self.travel,
            n_places_left_out=int(looked_at.sum()) - len(chosen),
        )

    def _from_all(self, node: Ints, legs: Floats, limit_min: float) -> tuple[Floats, Ints]:
        """Return, for each node, the minutes from the first place, and its rank among them."""
        n_nodes = self._graph.shape[0]
        # Each place is a node of its own, one way out to the street, as far as it stands from it.
        rank = np.arange(len(node))
        doors = coo_array((legs, (rank, node)), shape=(len(node), n_nodes))
        size = n_nodes + len(node)
        streets = self._graph.tocoo()
        graph = csr_array(
            coo_array(
                (
                    np.append(streets.data, doors.data),
                    (
                        np.append(streets.coords[0], n_nodes + doors.coords[0]),
                        np.append(streets.coords[1], doors.coords[1]),
                    ),
                ),
                shape=(size, size),
            )
        )
        arrived, _, source = dijkstra(
            graph, indices=n_nodes + rank, min_only=True, return_predecessors=True, limit=limit_min
        )
        return arrived[:n_nodes], (source[:n_nodes] - n_nodes).astype(np.int32)

    def trips(self, areas: Points, places: Points, *, minutes: float) -> Trips:
        """Return the trips of at most some minutes on foot.

        Parameters
        ----------
        minutes : the longest trip kept, included

        Raises
        ------
        ValueError : minutes that are not a finite number >= 0.

        Notes
        -----
        One search per place, stopped at the longest trip; places at one node share it. Areas and
        places far from any street have no trip.
        """
        if not 0 <= minutes < inf:
            raise ValueError(f"say the longest trip, in minutes: {minutes}")
        place_node, place_legs = self.snapped(places)
        area_node, area_legs = self.snapped(areas)
        lived = np.flatnonzero(area_node >= 0)
        doors = np.unique(place_node[place_node >= 0])
        step = max(1, _HELD // max(1, self._graph.shape[0]))
        found = [(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))]
        for begin in range(0, len(doors), step):
            some = doors[begin : begin + step]
            walked = dijkstra(self._graph, indices=some, limit=minutes)[:, area_node[lived]]
            walked += area_legs[lived]
            here = np.flatnonzero(np.isin(place_node, some))
            took = walked[np.searchsorted(some, place_node[here])] + place_legs[here, None]
            place, area = np.nonzero(took <= minutes)
            found.append((lived[area], here[place], took[place, area]))
        area_index, place_index, costs = (np.concatenate(part) for part in zip(*found, strict=True))
        return Trips.of(
            area_index,
            place_index,
            costs,
            n_areas=len(areas),
            n_places=len(places),
            travel=self.travel,
        )
