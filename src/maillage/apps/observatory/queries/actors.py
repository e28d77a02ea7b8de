"""Actors that work in a priority neighbourhood, counted from the census (OBS-09)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from maillage.apps.directory.queries.supply import supply
from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.territories.queries import ZoneIndex


@dataclass(frozen=True, slots=True)
class ActorShare:
    """How many organisations have a place in a priority neighbourhood, of how many.

    n_unplaced : organisations of which no place has a position: in neither number
    n_nameless : public places of which nobody said the organisation
    """

    n_inside: int
    n: int
    n_unplaced: int
    n_nameless: int
    ended_on: date | None

    @property
    def pct(self) -> float | None:
        """The share in per cent; None without any actor."""
        return 100 * self.n_inside / self.n if self.n else None


def actors_in_priority(*, today: date) -> ActorShare | None:
    """Return the share of actors with a public place inside a QPV; None without any outline."""
    zones, ended = zones_to_observe("qpv", today=today)
    if not zones:
        return None
    inside: dict[str, list[bool]] = defaultdict(list)
    places = supply()
    points = [
        (one.latitude, one.longitude)
        if one.latitude is not None and one.longitude is not None
        else None
        for one in places
    ]
    held = ZoneIndex(["qpv"], on=ended or today).containing(points)
    nameless, unplaced = 0, set()
    for place, point, numbers in zip(places, points, held, strict=True):
        nom = place.organisation.strip()
        if not nom:
            nameless += 1
        elif point is None:
            unplaced.add(nom)
        else:
            inside[nom].append(bool(numbers))
    return ActorShare(
        sum(any(flags) for flags in inside.values()),
        len(inside),
        len(unplaced - set(inside)),
        nameless,
        ended,
    )
