"""Published places for tests, without a database: a test says only what it is about."""

from datetime import UTC, date, datetime
from typing import Any

from maillage.apps.directory.queries.published import PublishedOffer, PublishedPlace

TODAY = date(2026, 9, 15)
NOW = datetime(2026, 9, 15, 8, 20, tzinfo=UTC)


def published_offer(**fields: Any) -> PublishedOffer:
    """Return an offer of which only the numbers are known."""
    lists = dict.fromkeys(
        (
            "services",
            "uses",
            "themes",
            "levels",
            "adaptations",
            "publics_specifiquement_adresses",
            "prise_en_charge_specifique",
            "languages",
            "frais_a_charge",
            "modalites_acces",
            "modalites_accompagnement",
            "partners",
        ),
        (),
    )
    texts = dict.fromkeys(
        (
            "title",
            "description",
            "cost_note",
            "mode",
            "regime",
            "admission_rule",
            "intensity",
            "intensity_step",
            "horaires",
            "contact_nom",
            "contact_telephone",
        ),
        "",
    )
    absent = dict.fromkeys(
        ("age_min", "age_max", "childcare", "organisation", "date_maj", "verified_on")
    )
    said: dict[str, Any] = {
        "public_id": "offre1",
        "where": "place",
        "created_at": NOW,
        "updated_at": NOW,
    }
    return PublishedOffer(**lists | texts | absent | said | fields)


def published_place(*offers: PublishedOffer, **fields: Any) -> PublishedPlace:
    """Return a place of Clairmaille of which only the name and the address are known."""
    lists = dict.fromkeys(
        (
            "typologie",
            "courriels",
            "site_web",
            "itinerance",
            "dispositif_programmes_nationaux",
            "formations_labels",
            "autres_formations_labels",
            "kinds",
            "languages",
        ),
        (),
    )
    texts = dict.fromkeys(
        (
            "complement_adresse",
            "pivot",
            "telephone",
            "horaires",
            "presentation_resume",
            "presentation_detail",
            "source",
            "structure_parente",
            "fiche_acces_libre",
            "prise_rdv",
            "floor_or_door",
            "ask_for",
            "papers_to_bring",
            "waiting",
            "adaptations",
            "print_price",
            "contact_nom",
            "contact_telephone",
        ),
        "",
    )
    absent = dict.fromkeys(
        (
            "latitude",
            "longitude",
            "date_maj",
            "wheelchair",
            "childcare",
            "wifi_public",
            "wifi_outside_hours",
            "phone_charging",
            "commune_zone",
            "quarter_zone",
            "organisation",
            "opened_on",
            "verified_on",
        )
    )
    said: dict[str, Any] = {
        "pk": 1,
        "public_id": "lieu1",
        "nom": "Médiathèque du Rouet",
        "commune": "Clairmaille",
        "code_postal": "59999",
        "code_insee": "59999",
        "adresse": "3 rue du Rouet",
        "state": "open",
        "created_at": NOW,
        "updated_at": NOW,
        "offers": offers,
    }
    return PublishedPlace(**lists | texts | absent | said | fields)
