"""Pages of the public base for programs: some places, some offers, always after a given one.

The last number of a page says where the next one starts: whatever is added or closed meanwhile,
nothing is given twice and nothing is left out (domain.md 5, offset pagination lost rows).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from maillage.apps.directory.errors import OfferUnknown, PlaceUnknown
from maillage.apps.directory.models import Offer, Place
from maillage.apps.directory.queries.places import get_place, is_public
from maillage.apps.directory.queries.published import (
    PublishedOffer,
    PublishedPlace,
    published_places,
)
from maillage.core.geo import Box

WENT = frozenset({"closed", "moved"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """Which places are asked for: a commune by its code, a quarter by its address, a box.

    A box whose west is greater than its east goes over the antimeridian.
    """

    commune: str = ""
    quarter: str = ""
    changed_since: datetime | None = None
    box: Box | None = None

    def places(self, start: str = "") -> Q:
        """Return the condition on places, or on what hangs from them: `start` is "place__"."""
        found = Q()
        if self.commune:
            found &= Q(**{f"{start}commune_zone__code": self.commune}) | Q(
                **{f"{start}code_insee": self.commune}
            )
        if self.quarter:
            found &= Q(**{f"{start}quarter_zone__slug": self.quarter})
        if self.box is not None:
            box, longitude = self.box, f"{start}longitude"
            found &= Q(**{f"{start}latitude__range": (box.south, box.north)})
            east, west = Q(**{f"{longitude}__lte": box.east}), Q(**{f"{longitude}__gte": box.west})
            found &= (west & east) if box.west <= box.east else (west | east)
        return found


def list_places(asked: Listed, *, after: str = "", limit: int, today: date) -> list[PublishedPlace]:
    """Return the public places that are asked for, by public id, after one of them."""
    rows = Place.objects.public().filter(asked.places(), public_id__gt=after)
    if asked.changed_since is not None:
        rows = rows.filter(updated_at__gte=asked.changed_since)
    ids = list(rows.order_by("public_id").values_list("public_id", flat=True)[:limit])
    return list(published_places(ids, today=today)) if ids else []


def list_offers(
    asked: Listed, *, after: str = "", limit: int, today: date
) -> list[tuple[PublishedOffer, PublishedPlace]]:
    """Return the running offers of public places, each with its place, by public id of offer."""
    public = {
        f"place__{name}": value
        for name, value in (
            ("state", "open"),
            ("withdrawn_at", None),
            ("joined_to", None),
        )
    }
    rows = Offer.objects.filter(
        asked.places("place__"), ended_on=None, public_id__gt=after, **public
    )
    if asked.changed_since is not None:
        rows = rows.filter(updated_at__gte=asked.changed_since)
    pairs: list[Any] = list(rows.order_by("public_id").values_list("public_id", "place_id")[:limit])
    wanted = [offer for offer, _place in pairs]
    found = _offers_of({place for _offer, place in pairs}, today=today)
    # What ended between the two readings is left out.
    return [found[offer] for offer in wanted if offer in found]


def one_place(public_id: str, *, today: date) -> PublishedPlace:
    """Return one public place. Raises PlaceUnknown, also for a place that left the lists."""
    for place in published_places([public_id], today=today):
        return place
    raise PlaceUnknown(public_id=public_id)


def went_away(public_id: str) -> str | None:
    """Tell what became of a place that left the lists: the id of the one that replaces it, or "".

    None: it never was there, as far as anybody may know.
    """
    try:
        place = get_place(public_id)
    except PlaceUnknown:
        return None
    if place.joined_to is not None:
        return place.joined_to.public_id if is_public(place.joined_to) else ""
    if is_public(place) or (place.state not in WENT and place.withdrawn_at is None):
        return None
    return place.moved_to.public_id if place.moved_to and is_public(place.moved_to) else ""


def one_offer(public_id: str, *, today: date) -> tuple[PublishedOffer, PublishedPlace]:
    """Return one running offer of a public place, with its place. Raises OfferUnknown."""
    place: Any = (
        Offer.objects.filter(public_id=public_id, ended_on=None)
        .values_list("place_id", flat=True)
        .first()
    )
    found = _offers_of({place} if place is not None else (), today=today)
    if public_id not in found:
        raise OfferUnknown(public_id=public_id)
    return found[public_id]


def _offers_of(
    places: Iterable[int], *, today: date
) -> dict[str, tuple[PublishedOffer, PublishedPlace]]:
    wanted = list(places)
    if not wanted:
        return {}
    return {
        offer.public_id: (offer, place)
        for place in published_places(wanted, today=today)
        for offer in place.offers
    }
