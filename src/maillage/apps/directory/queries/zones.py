"""In which commune and in which quarter a place lies."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

import numpy as np
from django.db.models import Max, Q

from maillage.apps.directory.models import AuditRow, Place, PlaceZone
from maillage.apps.directory.queries.near import inside_and_near, wider
from maillage.apps.territories.queries import (
    CommuneResolver,
    ZoneIndex,
    ZoneLocator,
    folded,
    in_force,
    zones_in_force,
)

if TYPE_CHECKING:
    from maillage.apps.territories.models import Zone

# Beside its commune and its quarter, which are columns of the place.
LINKED_KINDS = ("qpv", "veille", "iris")
# "Near" a neighbourhood: some seven minutes on foot (MAP-11).
NEAR_M = 500.0

# (code_insee, commune, code_postal, (latitude, longitude) or None, name of the quarter or "")
Address = tuple[str, str, str, tuple[float, float] | None, str]


def address_of(place: Place, quarter: str = "") -> Address:
    """Return what a place says of where it is; `quarter` is the name that its source gives."""
    position = None
    if place.latitude is not None and place.longitude is not None:
        position = (place.latitude, place.longitude)
    return (place.code_insee, place.commune, place.code_postal, position, quarter)


class ZoneFinder:
    """The territories, read once and asked for many places."""

    def __init__(self, *, today: date) -> None:
        self._communes = CommuneResolver()
        self._commune_outlines = ZoneLocator("commune", today=today)
        self._quarters = ZoneLocator("quarter", today=today)
        self.linked = ZoneIndex(LINKED_KINDS)
        rows = zones_in_force("quarter", today=today).values_list("id", "nom", "parent_id")
        self._quarter_names: dict[str, list[tuple[int, int | None]]] = {}
        for pk, nom, parent in rows:
            self._quarter_names.setdefault(folded(nom), []).append((pk, parent))

    def find(self, addresses: Sequence[Address]) -> list[tuple[int | None, int | None]]:
        """Return (commune, quarter) of each address, each None when it cannot be told.

        The commune is what the address says; where the words do not tell, the outline in which
        the point lies. The quarter is the outline, else the name that the source gives.
        """
        points = [position for *_, position, _ in addresses]
        outlines = self._commune_outlines.locate(points)
        quarters = self._quarters.locate(points)
        found = []
        for address, outline, quarter in zip(addresses, outlines, quarters, strict=True):
            code, commune, postcode, _, quarter_name = address
            zone = self._communes.resolve(code_insee=code, commune=commune, code_postal=postcode)
            zone = zone if zone is not None else outline
            if quarter is None and quarter_name:
                quarter = self._quarter_named(quarter_name, zone)
            found.append((zone, quarter))
        return found

    def _quarter_named(self, name: str, commune: int | None) -> int | None:
        named = self._quarter_names.get(folded(name), [])
        within = [pk for pk, parent in named if parent == commune]
        if len(within) == 1:
            return within[0]
        return named[0][0] if len(named) == 1 else None


@dataclass(frozen=True, slots=True)
class ZoneOfPlace:
    """A zone in which a place lies, beside its commune and its quarter."""

    id: int
    kind: str
    code: str
    slug: str
    nom: str


def zones_of_places(
    ids: Iterable[int], *, on: date | None, kinds: Sequence[str] = LINKED_KINDS
) -> dict[int, tuple[ZoneOfPlace, ...]]:
    """Return the zones of places that hold on a day, by place, in the order of kinds and codes.

    `on` None returns every generation. Places that are in none are absent. One query.
    """
    rows = (
        PlaceZone.objects.filter(in_force(on, "zone__"), place__in=list(ids), zone__kind__in=kinds)
        .order_by("zone__kind", "zone__code")
        .values_list("place", "zone", "zone__kind", "zone__code", "zone__slug", "zone__nom")
    )
    found: dict[int, tuple[ZoneOfPlace, ...]] = {}
    for place, pk, kind, code, slug, nom in rows:
        found[place] = (*found.get(place, ()), ZoneOfPlace(pk, kind, code, slug, nom))
    return found


def n_places_by_linked_zone(ids: Iterable[int]) -> dict[int, int]:
    """Return how many public places lie in each of these neighbourhoods or IRIS. One query."""
    public = Place.objects.public().values("pk")
    rows = PlaceZone.objects.filter(zone__in=list(ids), place__in=public).values_list("zone")
    return Counter(zone for (zone,) in rows)


@dataclass(frozen=True, slots=True)
class PlacesNear:
    """The public places of a zone, by number: inside its outline, and around it."""

    distance_m: float
    inside: tuple[int, ...]
    # Outside, at this distance or less of the outline, the nearest first.
    around: tuple[int, ...]


def places_near(zone: "Zone", *, distance_m: float = NEAR_M) -> PlacesNear:
    """Return the public places inside an outline, and those at less than a distance of it.

    Straight lines: a railway in between is not seen. A zone without an outline has none. One query.
    """
    if zone.geometry is None:
        return PlacesNear(distance_m, (), ())
    edges = (zone.south, zone.west, zone.north, zone.east)
    south, west, north, east = (float(edge or 0) for edge in edges)
    box = wider((south, west, north, east), distance_m)
    inside_box = Q()
    for reach in box.longitude_ranges:
        inside_box |= Q(longitude__range=reach)
    rows = (
        Place.objects.public()
        .filter(inside_box, latitude__range=(box.south, box.north))
        .order_by("pk")
        .values_list("pk", "latitude", "longitude")
    )
    found = np.array(list(rows), dtype=float).reshape(-1, 3)
    numbers = found[:, 0].astype(int)
    inside, around = inside_and_near(zone.geometry, found[:, 1], found[:, 2], within_m=distance_m)
    return PlacesNear(distance_m, tuple(numbers[inside].tolist()), tuple(numbers[around].tolist()))


def last_trace_of_zones() -> int:
    """Return the number of the last trace about territories, 0 without any. One query."""
    rows = AuditRow.objects.filter(subject_kind="territory")
    return int(rows.aggregate(n=Max("pk"))["n"] or 0)
