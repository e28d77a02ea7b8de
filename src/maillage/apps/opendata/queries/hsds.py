"""Places and offers as Open Referral HSDS 3.0 says them: organizations, locations, services.

A place is a location, an offer a service, and their tie a service_at_location. What is unknown is
absent; contacts of people are left out. Schemas read 2026-11-21 (openreferral/specification, 3.0).
"""

from collections.abc import Callable
from datetime import date
from typing import Any

from maillage.apps.directory.queries.labels import LANGUAGE_WORDS
from maillage.apps.directory.queries.published import (
    PublishedClosure,
    PublishedOffer,
    PublishedOrganisation,
    PublishedPlace,
)
from maillage.apps.directory.queries.published_numbers import PublicOrganisation
from maillage.apps.opendata.queries.geojson import DECIMALS, NO_PIVOT, said
from maillage.apps.opendata.queries.hsds_ids import (
    LINK,
    OFFER,
    ORGANISATION,
    PLACE,
    named,
    uuid_of,
)
from maillage.apps.opendata.queries.hsds_schedules import schedules_of
from maillage.apps.opendata.queries.hsds_terms import THEMES, Terms
from maillage.core.standard.data_inclusion import THEMES_OF_SERVICE

VERSION = "3.0"
UrlOf = Callable[[str], str]
FREE, FREE_IF, PAID = "Gratuit", "Gratuit sous condition", "Payant"
LISTS_OF_PLACE = (
    "typologie",
    "itinerance",
    "dispositif_programmes_nationaux",
    "formations_labels",
    "autres_formations_labels",
)
LISTS_OF_OFFER = (
    "services",
    "publics_specifiquement_adresses",
    "prise_en_charge_specifique",
    "frais_a_charge",
    "modalites_acces",
    "modalites_accompagnement",
)
OWN_LISTS_OF_OFFER = {
    "local_use": "uses",
    "local_theme": "themes",
    "local_level": "levels",
    "local_offer_adaptation": "adaptations",
}
# Departments of the islands have three figures, those of Corsica a letter.
_LONG_DEPARTMENTS = ("97", "98")


def organisation_record(one: PublicOrganisation | PublishedOrganisation) -> dict[str, Any]:
    """Return an organization. Its description is required: its name, when nothing else is known."""
    id_ = uuid_of(ORGANISATION, one.public_id)
    record: dict[str, Any] = {"id": id_, "name": one.nom, "description": one.nom}
    if one.pivot and one.pivot != NO_PIVOT:
        kind = "SIRET" if len(one.pivot) == 14 else "SIREN" if len(one.pivot) == 9 else "RNA"
        record["organization_identifiers"] = [
            {
                "id": named("identifier", id_, one.pivot),
                "organization_id": id_,
                "identifier_type": kind,
                "identifier": one.pivot,
            }
        ]
    if isinstance(one, PublicOrganisation):
        record |= said(
            {
                "description": one.missions,
                "email": next(iter(one.courriels), ""),
                "website": next(iter(one.site_web), ""),
                "phones": phones(one.telephone, id_, "organization_id"),
            }
        )
    return record


def location_record(place: PublishedPlace, terms: Terms, url: str) -> dict[str, Any]:
    """Return a place as a location, with all that is said of the place itself."""
    id_ = uuid_of(PLACE, place.public_id)
    own = [
        ("local_kind", place.kinds),
        ("local_equipment", [one.kind for one in place.equipment if one.total != 0]),
    ]
    values: dict[str, Any] = {
        "id": id_,
        "location_type": "physical",
        "url": url,
        "name": place.nom,
        "description": place.presentation_detail or place.presentation_resume,
        "latitude": None if place.latitude is None else round(place.latitude, DECIMALS),
        "longitude": None if place.longitude is None else round(place.longitude, DECIMALS),
        "external_identifier": "" if place.pivot == NO_PIVOT else place.pivot,
        "external_identifier_type": "SIRET" if _is_siret(place.pivot) else "",
        "addresses": _addresses(place, id_),
        "phones": phones(place.telephone, id_, "location_id"),
        "accessibility": _accessibility(place, id_),
        "languages": languages(place.languages, id_, "location_id"),
        "schedules": schedules_of(place.horaires, place, id_),
        "attributes": terms.attributes(
            id_, "location", [*((name, getattr(place, name)) for name in LISTS_OF_PLACE), *own]
        ),
    }
    return said(values)


def service_record(
    place: PublishedPlace,
    offer: PublishedOffer,
    terms: Terms,
    url: str,
    *,
    today: date,
    whole: bool = True,
) -> dict[str, Any]:
    """Return an offer as a service: alone, or (`whole`) with all that hangs from it.

    Its place hangs from it too when the words are nested, else it is only named.
    """
    id_ = uuid_of(OFFER, offer.public_id)
    organisation = offer.organisation or place.organisation
    closed = _closed(place, today)
    verified = offer.verified_on or place.verified_on
    values: dict[str, Any] = {
        "id": id_,
        "organization_id": uuid_of(ORGANISATION, organisation.public_id) if organisation else "",
        "name": offer.title or next(iter(offer.services), place.nom),
        "description": offer.description,
        "url": url,
        "email": next(iter(place.courriels), ""),
        "status": "temporarily closed" if closed else "active",
        "application_process": ", ".join(offer.modalites_acces),
        "fees_description": " ; ".join([*offer.frais_a_charge, *filter(None, [offer.cost_note])]),
        "eligibility_description": offer.admission_rule,
        "minimum_age": offer.age_min,
        "maximum_age": offer.age_max,
        "assured_date": verified.isoformat() if verified else None,
        "alert": _alert(closed),
        "last_modified": max(offer.updated_at, place.updated_at).isoformat(timespec="seconds"),
        "organization": organisation_record(organisation) if organisation else None,
    }
    if whole:
        values |= _hanging(place, offer, terms, url, id_)
    return said(values)


def link_record(place: PublishedPlace, offer: PublishedOffer) -> dict[str, Any]:
    """Return the tie between an offer and its place."""
    return {
        "id": uuid_of(LINK, offer.public_id),
        "service_id": uuid_of(OFFER, offer.public_id),
        "location_id": uuid_of(PLACE, place.public_id),
    }


def phones(number: str, owner: str, column: str) -> list[dict[str, Any]]:
    """Return the telephone of a thing, none when there is none."""
    if not number:
        return []
    return [{"id": named("phone", owner, number), column: owner, "number": number, "type": "voice"}]


def languages(codes: tuple[str, ...], owner: str, column: str) -> list[dict[str, Any]]:
    """Return the languages of a thing, with their names in French."""
    return [
        {
            "id": named("language", owner, code),
            column: owner,
            "code": code,
            "name": str(LANGUAGE_WORDS.get(code, code)),
        }
        for code in codes
    ]


def _hanging(
    place: PublishedPlace, offer: PublishedOffer, terms: Terms, url: str, id_: str
) -> dict[str, Any]:
    themes = dict.fromkeys(t for s in offer.services for t in THEMES_OF_SERVICE.get(s, ()))
    lists: list[tuple[str, Any]] = [(name, getattr(offer, name)) for name in LISTS_OF_OFFER]
    lists += [(name, getattr(offer, field)) for name, field in OWN_LISTS_OF_OFFER.items()]
    papers = place.papers_to_bring
    return {
        "languages": languages(offer.languages, id_, "service_id"),
        "schedules": schedules_of(offer.horaires, place, id_),
        "cost_options": _costs(offer, id_),
        "required_documents": [
            {"id": named("document", id_, papers), "service_id": id_, "document": papers}
        ]
        if papers
        else [],
        "attributes": terms.attributes(id_, "service", [*lists, (THEMES, themes)]),
        "service_at_locations": [
            link_record(place, offer)
            | ({"location": location_record(place, terms, url)} if terms.nested else {})
        ],
    }


def _costs(offer: PublishedOffer, owner: str) -> list[dict[str, Any]]:
    """Return what one pays: an amount only when it is nothing, a price being words here."""
    rows = []
    for option in offer.frais_a_charge:
        row: dict[str, Any] = {
            "id": named("cost", owner, option),
            "service_id": owner,
            "option": option,
        }
        if option == FREE:
            row |= {"amount": 0, "currency": "EUR"}
        elif offer.cost_note:
            row["amount_description"] = offer.cost_note
        rows.append(row)
    return rows


def _addresses(place: PublishedPlace, owner: str) -> list[dict[str, Any]]:
    """Return the address: the fields that HSDS requires are empty when nobody knows them."""
    if not (place.adresse or place.commune or place.code_postal):
        return []
    address = {
        "id": named("address", owner),
        "location_id": owner,
        "address_1": place.adresse,
        "city": place.commune,
        "state_province": department(place.code_insee or place.code_postal),
        "postal_code": place.code_postal,
        "country": "FR",
        "address_type": "physical",
    }
    return [address | said({"address_2": place.complement_adresse})]


def department(code: str) -> str:
    """Return the number of the department of an INSEE code or a postcode, "" without one.

    >>> department("59999"), department("97411"), department("2A004")
    ('59', '974', '2A')
    """
    return code[: 3 if code.startswith(_LONG_DEPARTMENTS) else 2]


def _accessibility(place: PublishedPlace, owner: str) -> list[dict[str, Any]]:
    answers = {
        True: "Accès en fauteuil roulant",
        False: "Pas d’accès en fauteuil roulant",
        None: "",
    }
    words = answers[place.wheelchair]
    row = said({"description": words, "details": place.adaptations, "url": place.fiche_acces_libre})
    if not row:
        return []
    return [{"id": named("accessibility", owner), "location_id": owner, **row}]


def _closed(place: PublishedPlace, today: date) -> PublishedClosure | None:
    days = (one for one in place.closures if one.starts_on <= today <= one.ends_on)
    return next(days, None)


def _alert(closed: PublishedClosure | None) -> str:
    if closed is None:
        return ""
    words = f"Fermé du {closed.starts_on.isoformat()} au {closed.ends_on.isoformat()}"
    return f"{words} : {closed.reason}" if closed.reason else words


def _is_siret(pivot: str) -> bool:
    return len(pivot) == 14 and pivot.isdigit() and pivot != NO_PIVOT
