"""Offers and places around a point: what exists already, before anything is added."""

from collections.abc import Iterable, Mapping

from django.db.models import Q

from maillage.apps.directory.models import Offer, Place
from maillage.core.geo import box_around, distance_m

Point = tuple[float, float]


def offers_around(
    *, place: int | None, point: Point | None, radius_m: float
) -> list[tuple[Offer, float | None]]:
    """Return the running offers of one place, and of the public places around a point.

    Each with its distance in metres: 0 at the place itself, None when nobody knows. The order is
    that of the base. One query.
    """
    where = Q(place=place) if place is not None else Q(pk__in=[])
    if point is not None:
        box = box_around(*point, radius_m)
        longitudes = Q(pk__in=[])
        for west, east in box.longitude_ranges:
            longitudes |= Q(place__longitude__range=(west, east))
        where |= longitudes & Q(place__latitude__range=(box.south, box.north))
    rows = Offer.objects.filter(
        where,
        ended_on=None,
        place__state="open",
        place__withdrawn_at=None,
        place__joined_to=None,
    )
    found: list[tuple[Offer, float | None]] = []
    for offer in rows.select_related("place").order_by("pk"):
        away = _distance(offer, place, point)
        if offer.place_id == place or (away is not None and away <= radius_m):
            found.append((offer, away))
    return found


def _distance(offer: Offer, place: int | None, point: Point | None) -> float | None:
    if offer.place_id == place:
        return 0.0
    there = offer.place
    if point is None or there is None or there.latitude is None or there.longitude is None:
        return None
    return distance_m(*point, there.latitude, there.longitude)


def places_by_key(keys: Iterable[int]) -> Mapping[int, Place]:
    """Return places by their key in the base. One query."""
    return Place.objects.in_bulk(list(keys))


def offers_by_key(keys: Iterable[int]) -> Mapping[int, Offer]:
    """Return offers by their key in the base. One query."""
    return Offer.objects.in_bulk(list(keys))


def running_offers(numbers: Iterable[str]) -> dict[str, list[Offer]]:
    """Return the offers that run in these places, by the places' public numbers. One query."""
    found: dict[str, list[Offer]] = {}
    rows = Offer.objects.filter(place__public_id__in=list(numbers), ended_on=None)
    for offer in rows.select_related("place").order_by("pk"):
        if offer.place is not None:
            found.setdefault(offer.place.public_id, []).append(offer)
    return found


def places_of(organisations: Iterable[int]) -> list[Place]:
    """Return the open places of these organisations, by name. One query."""
    rows = Place.objects.public().filter(organisation__in=list(organisations))
    return list(rows.order_by("nom", "pk"))
