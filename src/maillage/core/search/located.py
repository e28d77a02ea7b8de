"""All the places that answer, where they are: what a map draws, tile after tile."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.core.geo import tile_box
from maillage.core.search.bitsets import Bools, Ints, Words, contains, count
from maillage.core.search.segment import Segment


@dataclass(frozen=True, slots=True)
class Points:
    """Places with their positions.

    place_ids : shape (n,)
    world_x, world_y : shape (n,), units of the square of web maps (geo.mercator)
    certain : shape (n,), False for those of which something is not known
    """

    place_ids: Ints
    world_x: Ints
    world_y: Ints
    certain: Bools


@dataclass(frozen=True, slots=True)
class LocatedPart:
    """The places of one segment that answer, and which of them for certain: bits of heads."""

    segment: Segment
    places: Words
    certain: Words


@dataclass(frozen=True, slots=True)
class Located:
    """The places that answer to a query. It stays valid when the index changes."""

    parts: tuple[LocatedPart, ...]

    @property
    def n_located(self) -> int:
        """How many of them have a position."""
        return sum(count(part.places & part.segment.located) for part in self.parts)

    @property
    def n_unlocated(self) -> int:
        """How many have none: listed, never drawn."""
        return sum(count(part.places & part.segment.unlocated) for part in self.parts)

    def positions(self) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return the latitudes and longitudes, degrees, of those that have them, in any order."""
        found = [part.segment.positions_of(part.places) for part in self.parts]
        return np.concatenate([f[0] for f in found]), np.concatenate([f[1] for f in found])

    def in_tile(self, z: int, x: int, y: int, *, margin: float = 0.0) -> Points:
        """Return those of a tile and of its margin (part of its side), in any order.

        Raises
        ------
        ValueError : no such tile.
        """
        box = tile_box(z, x, y, margin=margin)
        ids, xs, ys, sure = [], [], [], []
        for part in self.parts:
            segment = part.segment
            slots = segment.places_in(box)
            slots = slots[contains(part.places, slots)]
            world_x, world_y = segment.world
            ids.append(segment.place_ids[slots])
            xs.append(world_x[slots])
            ys.append(world_y[slots])
            sure.append(contains(part.certain, slots))
        return Points(
            np.concatenate(ids), np.concatenate(xs), np.concatenate(ys), np.concatenate(sure)
        )
