"""What places supply, read once for all of them: where, what, when, how many at once."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from maillage.apps.directory.models import Equipment, Offer, Place

# What somebody may use while being helped: each one is a place for one person at a time.
SEATS = ("computer", "tablet")


@dataclass(frozen=True, slots=True)
class SuppliedOffer:
    """One running offer of a place; empty lists say that nobody said."""

    public_id: str
    title: str
    services: tuple[str, ...]
    publics: tuple[str, ...]
    themes: tuple[str, ...]
    languages: tuple[str, ...]
    frais: tuple[str, ...]
    horaires: str
    regime: str
    organisation: str


@dataclass(frozen=True, slots=True)
class Supplied:
    """A public place and all that it supplies.

    horaires : hours of the place in the OSM syntax, "" when nobody said
    equipment : by kind, how many there are; None when there is some and nobody counted
    """

    id: int
    public_id: str
    nom: str
    kinds: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    commune_zone_id: int | None
    quarter_zone_id: int | None
    organisation: str
    horaires: str
    languages: tuple[str, ...]
    programmes: tuple[str, ...]
    offers: tuple[SuppliedOffer, ...]
    equipment: dict[str, int | None]

    @property
    def services(self) -> frozenset[str]:
        """The services of its offers; empty when nobody said."""
        return frozenset(service for offer in self.offers for service in offer.services)

    @property
    def seats(self) -> int | None:
        """How many people may use its equipment at once; None when nobody counted."""
        counted = [n for kind, n in self.equipment.items() if kind in SEATS]
        known = [n for n in counted if n is not None]
        return sum(known) if known else None


def supply(*, places: Sequence[int] | None = None) -> list[Supplied]:
    """Return the public places with what they supply, by number; `places` keeps only some.

    Three queries whatever the number of places.
    """
    rows = Place.objects.public()
    if places is not None:
        rows = rows.filter(pk__in=list(places))
    offers: dict[int, list[SuppliedOffer]] = defaultdict(list)
    running = Offer.objects.filter(place__in=rows, ended_on=None, folded_into=None)
    for place, *said, organisation in running.order_by("pk").values_list(
        "place_id", "public_id", "title", "services", "publics_specifiquement_adresses", "themes",
        "languages", "frais_a_charge", "horaires", "regime", "organisation__nom",
    ):  # fmt: skip
        number, title, services, publics, themes, languages, frais, hours, regime = said
        offers[place].append(
            SuppliedOffer(
                number, title, tuple(services), tuple(publics), tuple(themes), tuple(languages),
                tuple(frais), hours, regime, organisation or "",
            )
        )  # fmt: skip
    equipment: dict[int, dict[str, int | None]] = defaultdict(dict)
    for place, kind, total in Equipment.objects.filter(place__in=rows).values_list(
        "place_id", "kind", "total"
    ):
        equipment[place][kind] = total
    return [
        Supplied(
            id=place.pk,
            public_id=place.public_id,
            nom=place.nom,
            kinds=tuple(place.kinds or place.typologie),
            latitude=place.latitude,
            longitude=place.longitude,
            commune_zone_id=place.commune_zone_id,
            quarter_zone_id=place.quarter_zone_id,
            organisation=place.organisation.nom if place.organisation else place.structure_parente,
            horaires=place.horaires,
            languages=tuple(place.languages),
            programmes=tuple(place.dispositif_programmes_nationaux),
            offers=tuple(offers[place.pk]),
            equipment=equipment[place.pk],
        )
        for place in rows.select_related("organisation").order_by("pk")
    ]
