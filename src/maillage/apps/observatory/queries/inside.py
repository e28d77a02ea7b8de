"""In which zones each place lies: the one reading of it for every page and file of figures."""

from collections.abc import Mapping, Sequence
from datetime import date

from maillage.apps.directory.queries.supply import Supplied
from maillage.apps.territories.queries import ZoneIndex, zone_rows

# Zones of which places say nothing themselves: only an outline tells.
_OUTLINED = frozenset({"qpv", "veille", "iris", "cell"})


def zones_of_places(
    kind: str, places: Sequence[Supplied], *, on: date | None
) -> dict[int, tuple[int, ...]]:
    """Return the zones of a kind in which each place lies, by number of place; () for none.

    A place lies where its position is. Where no outline holds it (it has no position, or the zone
    no outline), it lies where its address says: its commune, its quarter by name, what its commune
    is part of.
    """
    points = [
        (one.latitude, one.longitude)
        if one.latitude is not None and one.longitude is not None
        else None
        for one in places
    ]
    found = ZoneIndex([kind], on=on).containing(points) if kind else [()] * len(places)
    said = _by_address(kind, places)
    return {
        one.id: tuple(zones) or said.get(one.id, ())
        for one, zones in zip(places, found, strict=True)
    }


def places_by_zone(
    kind: str, numbers: Sequence[int], places: Sequence[Supplied], *, on: date | None
) -> dict[int, list[Supplied]]:
    """Return the places of each of these zones, in the order given; one may be in several."""
    held: dict[int, list[Supplied]] = {number: [] for number in numbers}
    by_place = zones_of_places(kind, places, on=on)
    for place in places:
        for number in by_place[place.id]:
            if number in held:
                held[number].append(place)
    return held


def _by_address(kind: str, places: Sequence[Supplied]) -> Mapping[int, tuple[int, ...]]:
    if not kind or kind in _OUTLINED:
        return {}
    if kind == "quarter":
        return {one.id: (one.quarter_zone_id,) for one in places if one.quarter_zone_id is not None}
    communes = {one.id: one.commune_zone_id for one in places if one.commune_zone_id is not None}
    if kind == "commune":
        return {place: (commune,) for place, commune in communes.items()}
    above = {
        row.id: tuple(one for one in (row.parent_id, row.urban_unit_id) if one is not None)
        for row in zone_rows("commune")
    }
    return {place: above.get(commune, ()) for place, commune in communes.items()}
