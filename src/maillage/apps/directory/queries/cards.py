"""Read many places as a list shows them: three plain queries, no more than a card needs.

The results page is the most asked of all: models, with a dozen JSON lists each, would cost it a
fifth of its time (docs/performance.md).
"""

import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from django.db import connection

from maillage.apps.directory.models import Equipment, Offer, Place, TemporaryClosure
from maillage.apps.directory.queries.entries import hours_of
from maillage.core.hours import Hours

if TYPE_CHECKING:
    from maillage.apps.territories.models import Zone


@dataclass(frozen=True, slots=True)
class CardZone:
    """The name of a quarter."""

    nom: str


@dataclass(frozen=True, slots=True)
class CardPlace:
    """What a line of a list says of a place; the names are those of the table."""

    pk: int
    public_id: str
    nom: str
    commune: str
    code_postal: str
    code_insee: str
    adresse: str
    telephone: str
    courriels: list[str]
    horaires: str
    prise_rdv: str
    print_price: str
    languages: list[str]
    wheelchair: bool | None
    childcare: bool | None
    contact_nom: str
    contact_telephone: str
    date_maj: date | None
    verified_on: date | None
    latitude: float | None
    longitude: float | None
    quarter_zone_id: int | None
    quarter_zone: "CardZone | Zone | None"
    kinds: list[str]


@dataclass(frozen=True, slots=True)
class CardOffer:
    """What a line of a list says of an offer."""

    title: str
    publics_specifiquement_adresses: list[str]
    admission_rule: str
    frais_a_charge: list[str]
    modalites_acces: list[str]
    adaptations: list[str]
    contact_nom: str
    contact_telephone: str
    horaires: str
    where: str


@dataclass(frozen=True, slots=True)
class CardEquipment:
    """What a line of a list says of equipment."""

    kind: str
    total: int | None
    adapted: int | None
    helper: str
    helped_hours: str


@dataclass(frozen=True, slots=True)
class CardPhoto:
    """The photograph of a place: its digest, what it shows, the size of its larger file."""

    mark: str
    alt: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PlaceCard:
    """A place with what its card shows, already read: no template makes a query."""

    place: CardPlace | Place
    offers: Sequence[CardOffer | Offer]
    equipment: Sequence[CardEquipment | Equipment]
    hours: Hours | None
    closure: TemporaryClosure | None
    photo: CardPhoto | None = None


# A place shows its own photograph before that of a place that is joined to it.
PLACES = """
SELECT p.id, p.public_id, p.nom, p.commune, p.code_postal, p.code_insee, p.adresse, p.telephone,
       p.courriels, p.horaires, p.prise_rdv, p.print_price, p.languages, p.wheelchair,
       p.childcare, p.contact_nom, p.contact_telephone, p.date_maj, p.verified_on,
       p.quarter_zone_id, z.nom, p.latitude, p.longitude, p.kinds,
       f.sha256, f.alt, f.width, f.height
FROM directory_place p LEFT JOIN territories_zone z ON z.id = p.quarter_zone_id
LEFT JOIN directory_placephoto f ON f.id = COALESCE(
  (SELECT o.id FROM directory_placephoto o WHERE o.place_id = p.id AND o.removed_at IS NULL),
  (SELECT o.id FROM directory_place m JOIN directory_placephoto o ON o.place_id = m.id
   WHERE m.joined_to_id = p.id AND o.removed_at IS NULL ORDER BY m.id LIMIT 1))
WHERE p.id IN ({marks})
"""
OFFERS = """
SELECT place_id, title, publics_specifiquement_adresses, admission_rule, frais_a_charge,
       modalites_acces, adaptations, contact_nom, contact_telephone, horaires, "where"
FROM directory_offer WHERE ended_on IS NULL AND place_id IN ({marks}) ORDER BY id
"""
EQUIPMENT = """
SELECT place_id, kind, total, adapted, helper, helped_hours
FROM directory_equipment WHERE place_id IN ({marks}) ORDER BY id
"""


def place_cards(ids: Sequence[int], *, today: date) -> list[PlaceCard]:
    """Return the cards of these places, in the same order. Four queries, however many places."""
    if not ids:
        return []
    marks = ", ".join(["%s"] * len(ids))
    numbers = list(ids)
    with connection.cursor() as cursor:
        cursor.execute(PLACES.format(marks=marks), numbers)
        rows = {row[0]: row for row in cursor.fetchall()}
        places = {pk: _place(row) for pk, row in rows.items()}
        cursor.execute(OFFERS.format(marks=marks), numbers)
        offers: dict[int, list[CardOffer]] = defaultdict(list)
        for place_id, title, publics, rule, costs, access, ways, *said in cursor.fetchall():
            offers[place_id].append(
                CardOffer(
                    title, _list(publics), rule, _list(costs), _list(access), _list(ways), *said
                )
            )
        cursor.execute(EQUIPMENT.format(marks=marks), numbers)
        equipment: dict[int, list[CardEquipment]] = defaultdict(list)
        for place_id, *said in cursor.fetchall():
            equipment[place_id].append(CardEquipment(*said))
    closures: dict[int, TemporaryClosure] = {}
    coming = TemporaryClosure.objects.filter(place__in=numbers, ends_on__gte=today)
    for closure in coming.order_by("-starts_on"):
        closures[closure.place_id] = closure
    return [
        PlaceCard(
            place=place,
            offers=offers.get(pk, ()),
            equipment=equipment.get(pk, ()),
            hours=hours_of(place.horaires, place),
            closure=closures.get(pk),
            photo=_photo(rows[pk]),
        )
        for pk in ids
        if (place := places.get(pk)) is not None
    ]


def _place(row: tuple[Any, ...]) -> CardPlace:
    return CardPlace(
        pk=row[0],
        public_id=row[1],
        nom=row[2],
        commune=row[3],
        code_postal=row[4],
        code_insee=row[5],
        adresse=row[6],
        telephone=row[7],
        courriels=_list(row[8]),
        horaires=row[9],
        prise_rdv=row[10],
        print_price=row[11],
        languages=_list(row[12]),
        wheelchair=_answer(row[13]),
        childcare=_answer(row[14]),
        contact_nom=row[15],
        contact_telephone=row[16],
        date_maj=_date(row[17]),
        verified_on=_date(row[18]),
        latitude=row[21],
        longitude=row[22],
        quarter_zone_id=row[19],
        quarter_zone=None if row[20] is None else CardZone(row[20]),
        kinds=_list(row[23]),
    )


def _photo(row: tuple[Any, ...]) -> CardPhoto | None:
    return None if row[24] is None else CardPhoto(*row[24:28])


# SQLite gives text and numbers, PostgreSQL what they mean.


def _list(value: Any) -> list[str]:
    said: list[str] = json.loads(value) if isinstance(value, str) else value
    return said


def _date(value: Any) -> date | None:
    return date.fromisoformat(value) if isinstance(value, str) else value


def _answer(value: Any) -> bool | None:
    return None if value is None else bool(value)
