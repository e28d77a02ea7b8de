"""Places, offers and territories as GeoJSON (RFC 7946): longitude first, degrees of WGS84."""

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from maillage.apps.directory.queries.published import PublishedOffer, PublishedPlace

if TYPE_CHECKING:
    from maillage.apps.territories.models import Zone

# A centimetre: more would only pretend (RFC 7946, 11.2 asks for six or so).
DECIMALS = 7
# What producers write when the standard asks for a number that they do not know.
NO_PIVOT = "00000000000000"
UrlOf = Callable[[str], str]

TEXTS = (
    "pivot",
    "nom",
    "commune",
    "code_postal",
    "code_insee",
    "adresse",
    "complement_adresse",
    "telephone",
    "horaires",
    "presentation_resume",
    "presentation_detail",
    "structure_parente",
    "fiche_acces_libre",
    "prise_rdv",
)
LISTS = (
    "typologie",
    "courriels",
    "site_web",
    "itinerance",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
)
LISTS_OF_OFFERS = (
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "modalites_acces",
    "modalites_accompagnement",
)
# What the national standard cannot hold: columns named as in our CSV.
ANSWERS = {
    "wheelchair": "local_wheelchair",
    "childcare": "local_childcare",
    "wifi_public": "local_wifi_public",
    "phone_charging": "local_phone_charging",
}
LOCAL_TEXTS = {
    "floor_or_door": "local_floor_or_door",
    "papers_to_bring": "local_papers_to_bring",
    "waiting": "local_waiting",
    "adaptations": "local_adaptations",
    "print_price": "local_print_price",
}


def said(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return what was said: an unknown value is absent; a plain no, and a zero, stay."""
    return {name: v for name, v in values.items() if v is not None and v not in ("", (), [])}


def place_properties(place: PublishedPlace, url: str) -> dict[str, Any]:
    """Return a place under the names of the national standard, then what it cannot hold.

    `id` is our public number, which never changes; lists are lists; dates are ISO 8601.
    """
    values: dict[str, Any] = {"id": place.public_id}
    values |= {name: getattr(place, name) for name in TEXTS}
    if place.pivot == NO_PIVOT:
        values["pivot"] = ""
    values |= {name: list(getattr(place, name)) for name in LISTS}
    values |= {name: union(place.offers, name) for name in LISTS_OF_OFFERS}
    values["source"] = place.source
    values["date_maj"] = None if place.date_maj is None else place.date_maj.isoformat()
    values |= {column: getattr(place, name) for name, column in LOCAL_TEXTS.items()}
    values |= {column: getattr(place, name) for name, column in ANSWERS.items()}
    values["local_kind"] = list(place.kinds)
    values["local_languages"] = list(place.languages)
    values["local_quarter"] = place.quarter_zone.nom if place.quarter_zone else ""
    values["local_equipment"] = [_equipment(one) for one in place.equipment]
    values["verifie_le"] = None if place.verified_on is None else place.verified_on.isoformat()
    values["licences"] = list(dict.fromkeys(s.licence for s in place.sources if s.licence))
    values["url"] = url
    values["offres"] = [_in_short(offer) for offer in place.offers]
    return said(values)


def union(offers: Sequence[PublishedOffer], name: str) -> list[str]:
    """Return what the offers of a place say under one name of the standard, each value once.

    One offer for everyone opens the place to everyone: the list of publics then is empty.
    """
    lists = [getattr(offer, name) for offer in offers]
    if name == "publics_specifiquement_adresses" and not all(lists):
        return []
    return list(dict.fromkeys(value for values in lists for value in values))


def place_feature(place: PublishedPlace, url: str) -> dict[str, Any]:
    """Return a place as a feature; its geometry is null when nobody knows where it is."""
    return {
        "type": "Feature",
        "id": place.public_id,
        "geometry": point(place.latitude, place.longitude),
        "properties": place_properties(place, url),
    }


def offer_feature(place: PublishedPlace, offer: PublishedOffer, url: str) -> dict[str, Any]:
    """Return an offer as a feature, where its place is."""
    organisation = offer.organisation or place.organisation
    values: dict[str, Any] = {
        "id": offer.public_id,
        "titre": offer.title,
        "description": offer.description,
        **{name: list(getattr(offer, name)) for name in LISTS_OF_OFFERS},
        "local_where": offer.where,
        "local_uses": list(offer.uses),
        "local_theme": list(offer.themes),
        "local_level": list(offer.levels),
        "local_offer_adaptations": list(offer.adaptations),
        "local_mode": offer.mode,
        "local_languages": list(offer.languages),
        "local_intensity": offer.intensity,
        "local_admission_rule": offer.admission_rule,
        "local_cost_note": offer.cost_note,
        "local_regime": offer.regime,
        "age_min": offer.age_min,
        "age_max": offer.age_max,
        "horaires": offer.horaires or place.horaires,
        "lieu_id": place.public_id,
        "lieu_nom": place.nom,
        "organisation": organisation.nom if organisation else "",
        "commune": place.commune,
        "code_postal": place.code_postal,
        "code_insee": place.code_insee,
        "date_maj": offer.date_maj.isoformat() if offer.date_maj else None,
        "verifie_le": offer.verified_on.isoformat() if offer.verified_on else None,
        "url": url,
    }
    return {
        "type": "Feature",
        "id": offer.public_id,
        "geometry": point(place.latitude, place.longitude),
        "properties": said(values),
    }


def zone_feature(zone: "Zone", url: str) -> dict[str, Any]:
    """Return a territory as a feature, with its outline when it is known."""
    values: dict[str, Any] = {
        "code": zone.code,
        "nom": zone.nom,
        "genre": zone.kind,
        "genre_en_mots": str(zone.get_kind_display()),
        "parent_code": zone.parent.code if zone.parent else "",
        "parent_nom": zone.parent.nom if zone.parent else "",
        "department": zone.department,
        "codes_postaux": list(zone.codes_postaux or ()),
        "population": zone.population,
        "population_year": zone.population_year,
        "valid_from": zone.valid_from.isoformat() if zone.valid_from else None,
        "valid_to": zone.valid_to.isoformat() if zone.valid_to else None,
        "url": url,
    }
    geometry = None
    if zone.geometry:
        coordinates = rounded(zone.geometry["coordinates"])
        geometry = {"type": zone.geometry["type"], "coordinates": coordinates}
    return {"type": "Feature", "id": zone.slug, "geometry": geometry, "properties": said(values)}


def point(latitude: float | None, longitude: float | None) -> dict[str, Any] | None:
    """Return a GeoJSON point, None without a position: never 0, 0."""
    if latitude is None or longitude is None:
        return None
    return {"type": "Point", "coordinates": [round(longitude, DECIMALS), round(latitude, DECIMALS)]}


def rounded(coordinates: Any) -> Any:
    """Return nested coordinates, whole to the centimetre."""
    if isinstance(coordinates, (list, tuple)):
        return [rounded(item) for item in coordinates]
    return round(float(coordinates), DECIMALS)


def collection_text(
    places: Iterable[PublishedPlace], url_of: UrlOf, about: Mapping[str, Any]
) -> Iterator[str]:
    """Yield a FeatureCollection of the places that have a position, few in memory at a time.

    Those that have none cannot be drawn: they are named and counted at the end, in the foreign
    member `sans_position`. `about` gives the other foreign members (title, licence, date).
    """
    members = "".join(f"{_text(name)}:{_text(value)}," for name, value in about.items())
    yield '{"type":"FeatureCollection",' + members + '"features":['
    absent: list[dict[str, str]] = []
    between = "\n"
    for place in places:
        if place.latitude is None:
            absent.append({"id": place.public_id, "nom": place.nom})
            continue
        yield between + _text(place_feature(place, url_of(place.public_id)))
        between = ",\n"
    yield '\n],"sans_position":' + _text({"nombre": len(absent), "lieux": absent}) + "}\n"


def _text(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"), allow_nan=False)


def _equipment(one: Any) -> str:
    """Return "kind:total:adapted", as in the column `local_equipment` of our CSV."""
    counts = ["" if n is None else str(n) for n in (one.total, one.adapted)]
    return ":".join([one.kind, *counts]).rstrip(":")


def _in_short(offer: PublishedOffer) -> dict[str, Any]:
    return said(
        {
            "id": offer.public_id,
            "titre": offer.title,
            "services": list(offer.services),
            "publics_specifiquement_adresses": list(offer.publics_specifiquement_adresses),
            "frais_a_charge": list(offer.frais_a_charge),
            "modalites_acces": list(offer.modalites_acces),
        }
    )
