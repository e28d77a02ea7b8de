"""Five places to know first, for whoever just arrived in a quarter (ledger ORI-29)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from maillage.apps.directory.queries import (
    PlaceCard,
    Zones,
    base_version,
    current_index,
    need_by_code,
    place_cards,
)
from maillage.apps.orientation.queries.profiles import where_named
from maillage.apps.orientation.queries.suggestions import now_words, where_words
from maillage.apps.orientation.queries.table import city_table
from maillage.core.orientation import Profile, rank

# What one looks for in the first weeks, in this order: a person first, then a machine, a school.
ESSENTIALS = ("demarche", "courrier", "ordinateur", "apprendre", "ecole")
# How many places are looked at for each: the first ones may be taken already.
LOOKED_AT = len(ESSENTIALS)


@dataclass(frozen=True, slots=True)
class First:
    """One of the five: what for, then the place."""

    need: str
    words: Any
    icon: str
    nom: str
    url_id: str
    where: str
    now: str
    phone: str
    contact: str
    # Outside of the quarter that was named: nothing in it does that.
    further: bool


def first_places(zone: str, zones: Zones, *, now: datetime) -> Sequence[First]:
    """Return one place for each of the essentials, each place once, the quarter first.

    Fewer when the base knows fewer. A fixed number of queries.
    """
    index, table = current_index(base_version()), city_table().table
    here = timezone.localtime(now).replace(tzinfo=None)
    zone_ids, near = where_named(zone, zones)
    chosen: dict[str, tuple[int, bool]] = {}
    for need in ESSENTIALS:
        profile = Profile(
            motives=(need,), zone_ids=zone_ids, near=near, mobilised_by="person", limit=LOOKED_AT
        )
        answer = rank(profile, index, now=here, availability={}, table=table)
        taken = {place for place, _further in chosen.values()}
        free = [item.place_id for item in answer.items if item.place_id not in taken]
        if free:
            chosen[need] = (free[0], any(one.dimension == "zone" for one in answer.relaxed))
    numbers = [place for place, _further in chosen.values()]
    cards = {card.place.pk: card for card in place_cards(numbers, today=timezone.localdate(now))}
    return [
        _first(need, cards[place], here, further=further)
        for need, (place, further) in chosen.items()
        if place in cards
    ]


def _first(need: str, card: PlaceCard, here: datetime, *, further: bool) -> First:
    said, place = need_by_code()[need], card.place
    return First(
        need=need,
        words=said.label,
        icon=said.icon,
        nom=place.nom,
        url_id=place.public_id,
        where=where_words(card),
        now=now_words(card, here),
        phone=place.contact_telephone or place.telephone,
        contact=place.contact_nom,
        further=further,
    )
