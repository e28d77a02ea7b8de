"""What exists in one territory, to begin a local strategy with: who does what, by service."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from maillage.apps.directory.models import Offer, Place
from maillage.apps.directory.queries.places import places_of_zone


@dataclass(frozen=True, slots=True)
class Initiative:
    """One offer at a place, or the place itself when it says nothing of what it proposes."""

    public_id: str
    nom: str
    adresse: str
    telephone: str
    organisation: str
    title: str
    publics: Sequence[str]
    costs: Sequence[str]


@dataclass(frozen=True, slots=True)
class Initiatives:
    """The initiatives of a territory: an offer is under each of its services."""

    # (service of the standard, "" when none is said; its initiatives), "" last.
    services: Sequence[tuple[str, Sequence[Initiative]]]
    organisations: Sequence[str]
    n_places: int
    n_offers: int


def initiatives(zone_id: int) -> Initiatives:
    """Return what public places of a commune or quarter propose today. Three queries.

    The organisation is the one that the directory knows, else the one that the source names.
    """
    ids = places_of_zone(zone_id)
    places = Place.objects.filter(pk__in=ids).select_related("organisation").order_by("nom", "pk")
    offers: dict[int | None, list[Offer]] = defaultdict(list)
    rows = Offer.objects.filter(place__in=ids, ended_on=None).select_related("organisation")
    for offer in rows.order_by("title", "pk"):
        offers[offer.place_id].append(offer)
    found: dict[str, list[Initiative]] = defaultdict(list)
    organisations: set[str] = set()
    n_offers = 0
    for place in places:
        n_offers += len(offers[place.pk])
        held: Sequence[Offer | None] = offers[place.pk] or [None]
        for proposed in held:
            one = _initiative(place, proposed)
            organisations.add(one.organisation)
            for service in (proposed.services if proposed is not None else []) or [""]:
                found[service].append(one)
    return Initiatives(
        services=sorted(found.items(), key=lambda pair: (pair[0] == "", pair[0])),
        organisations=sorted(organisations - {""}),
        n_places=len(ids),
        n_offers=n_offers,
    )


def _initiative(place: Place, offer: Offer | None) -> Initiative:
    of_offer = offer.organisation if offer is not None else None
    organisation = of_offer or place.organisation
    return Initiative(
        public_id=place.public_id,
        nom=place.nom,
        adresse=place.adresse,
        telephone=place.telephone,
        organisation=organisation.nom if organisation is not None else place.structure_parente,
        title=offer.title if offer is not None else "",
        publics=offer.publics_specifiquement_adresses if offer is not None else [],
        costs=offer.frais_a_charge if offer is not None else [],
    )
