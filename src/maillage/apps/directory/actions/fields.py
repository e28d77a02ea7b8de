"""Which field of a statement belongs to the place, and which to the offer."""

from typing import Any

# Fields of the standard that describe the place, with what "nobody said it" is worth.
PLACE_STANDARD: dict[str, Any] = {
    "nom": "",
    "commune": "",
    "code_postal": "",
    "code_insee": "",
    "adresse": "",
    "complement_adresse": "",
    "latitude": None,
    "longitude": None,
    "typologie": [],
    "pivot": "",
    "telephone": "",
    "courriels": [],
    "site_web": [],
    "horaires": "",
    "presentation_resume": "",
    "presentation_detail": "",
    "source": "",
    "itinerance": [],
    "structure_parente": "",
    "date_maj": None,
    "dispositif_programmes_nationaux": [],
    "formations_labels": [],
    "autres_formations_labels": [],
    "fiche_acces_libre": "",
    "prise_rdv": "",
}

# Fields of ours that describe the place.
PLACE_LOCAL: dict[str, Any] = {
    "kinds": [],
    "floor_or_door": "",
    "ask_for": "",
    "papers_to_bring": "",
    "waiting": "",
    "adaptations": "",
    "print_price": "",
    "languages": [],
    "wheelchair": None,
    "childcare": None,
    "wifi_public": None,
    "wifi_outside_hours": None,
    "phone_charging": None,
    "contact_nom": "",
    "contact_telephone": "",
    "extension": {},
}

PLACE_FIELDS = PLACE_STANDARD | PLACE_LOCAL

# Fields of the standard that describe what is offered there.
OFFER_STANDARD: dict[str, Any] = {
    "services": [],
    "publics_specifiquement_adresses": [],
    "prise_en_charge_specifique": [],
    "frais_a_charge": [],
    "modalites_acces": [],
    "modalites_accompagnement": [],
}

OFFER_LOCAL: dict[str, Any] = {
    "title": "",
    "description": "",
    "where": "place",
    "uses": [],
    "themes": [],
    "mode": "",
    "levels": [],
    "intensity": "",
    "intensity_step": "",
    "age_min": None,
    "age_max": None,
    "admission_rule": "",
    "cost_note": "",
    "regime": "",
    "partners": [],
    "offer_languages": [],
    "offer_childcare": None,
    "offer_adaptations": [],
    "offer_horaires": "",
    "offer_contact_nom": "",
    "offer_contact_telephone": "",
}

# The same word exists on both sides; a statement tells them apart by this prefix.
OFFER_COLUMN = {
    "offer_languages": "languages",
    "offer_childcare": "childcare",
    "offer_adaptations": "adaptations",
    "offer_horaires": "horaires",
    "offer_contact_nom": "contact_nom",
    "offer_contact_telephone": "contact_telephone",
}

OFFER_FIELDS = OFFER_STANDARD | OFFER_LOCAL
