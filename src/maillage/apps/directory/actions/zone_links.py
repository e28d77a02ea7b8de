"""In which zones places lie, beside their commune and their quarter: written with the places."""

from collections.abc import Sequence

from django.db import transaction

from maillage.apps.directory.models import Place, PlaceZone
from maillage.apps.directory.queries.zones import LINKED_KINDS
from maillage.apps.territories.queries import ZoneIndex
from maillage.web.bulk import insert_all


def linked_zones() -> ZoneIndex:
    """Return the outlines in which places are looked for, every generation of them."""
    return ZoneIndex(LINKED_KINDS)


@transaction.atomic
def link_zones(places: Sequence[Place], zones: ZoneIndex | None = None) -> set[int]:
    """Put places into the zones that contain them; return the numbers of those that changed.

    Two queries when nothing changed, whatever the number of places, and one less when `zones` has
    read its outlines already. A place without a position is in no zone.
    """
    if not places:
        return set()
    index = zones if zones is not None else linked_zones()
    points = [
        (place.latitude, place.longitude)
        if place.latitude is not None and place.longitude is not None
        else None
        for place in places
    ]
    wanted = {
        (place.pk, zone)
        for place, found in zip(places, index.containing(points), strict=True)
        for zone in found
    }
    rows = PlaceZone.objects.filter(place__in=[place.pk for place in places])
    known = {(place, zone): pk for pk, place, zone in rows.values_list("pk", "place", "zone")}
    gone = [pk for pair, pk in known.items() if pair not in wanted]
    if gone:
        PlaceZone.objects.filter(pk__in=gone).delete()
    new = sorted(wanted - known.keys())
    insert_all([PlaceZone(place_id=place, zone_id=zone) for place, zone in new])
    return {place for place, _ in wanted ^ known.keys()}
