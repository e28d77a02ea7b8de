"""What a program may write of a place and of an offer: the fields of the desk, nothing else.

Null takes the value back: "" for a text, an empty list, unknown for a question.
"""

from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StringConstraints

from maillage.apps.directory.actions.fields import OFFER_COLUMN, OFFER_FIELDS, PLACE_FIELDS
from maillage.apps.directory.queries.labels import INTENSITY_WORDS, LEVELS
from maillage.core.standard import (
    Dispositif,
    FormationLabel,
    Frais,
    Itinerance,
    ModaliteAcces,
    ModaliteAccompagnement,
    PriseEnCharge,
    PublicSpecifique,
    Service,
)
from maillage.web.api import ONE_LINE, PLAIN, In, OneOf, Several

TELEPHONE = r"^([+][1-9][0-9]{7,14}|[13][0-9]{3})$"
COURRIEL = r"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63}){1,4}$"
PAGE = r"^https?://[A-Za-z0-9-]{1,63}([.][A-Za-z0-9-]{1,63}){1,5}(/[!-~]{0,300})?$"
CODE = r"^[a-z0-9_]{1,40}$"


def _whole(number: Any) -> Any:
    """Read 8.0 as 8: JSON has one kind of number."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Name = Annotated[
    str,
    StringConstraints(max_length=255, pattern=r"^[^\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$"),
]
Line120 = Annotated[str, StringConstraints(max_length=120, pattern=ONE_LINE)]
Line255 = Annotated[str, StringConstraints(max_length=255, pattern=ONE_LINE)]
Line280 = Annotated[str, StringConstraints(max_length=280, pattern=ONE_LINE)]
Line500 = Annotated[str, StringConstraints(max_length=500, pattern=ONE_LINE)]
Text1000 = Annotated[str, StringConstraints(max_length=1_000, pattern=PLAIN)]
Text2000 = Annotated[str, StringConstraints(max_length=2_000, pattern=PLAIN)]
Text4000 = Annotated[str, StringConstraints(max_length=4_000, pattern=PLAIN)]
Postcode = Annotated[str, StringConstraints(pattern=r"^[0-9]{5}$")]
Phone = Annotated[str, StringConstraints(pattern=TELEPHONE)]
Mail = Annotated[str, StringConstraints(pattern=COURRIEL)]
Address = Annotated[str, StringConstraints(pattern=PAGE)]
Code = Annotated[str, StringConstraints(pattern=CODE)]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Age = Annotated[int, Field(ge=0, le=120), BeforeValidator(_whole)]
# What "nobody says it" is worth, by column.
OFFER_EMPTY = {OFFER_COLUMN.get(name, name): empty for name, empty in OFFER_FIELDS.items()}
POINT = "Latitude et longitude ensemble, ou aucune des deux."


class PlaceChange(In):
    """Ce qui change d’un lieu. Ce qui n’est pas nommé reste ; null retire la valeur."""

    nom: Name = Field("", validate_default=False)
    kinds: Several[Code] = None
    structure_parente: Line255 | None = None
    presentation_resume: (
        Annotated[str, StringConstraints(max_length=280, pattern=ONE_LINE)] | None
    ) = None
    presentation_detail: Text4000 | None = None
    adresse: Line255 | None = None
    complement_adresse: Line255 | None = None
    code_postal: Postcode | None = None
    commune: Line120 | None = None
    latitude: Annotated[float, Field(ge=-90, le=90)] | None = Field(None, description=POINT)
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = Field(None, description=POINT)
    floor_or_door: Line255 | None = None
    itinerance: Several[Annotated[str, OneOf(Itinerance)]] = None
    horaires: Text1000 | None = None
    waiting: Line255 | None = None
    prise_rdv: Address | None = None
    contact_nom: Line120 | None = None
    contact_telephone: Phone | None = None
    telephone: Phone | None = None
    courriels: Several[Mail] = None
    site_web: Several[Address] = None
    ask_for: Line255 | None = None
    papers_to_bring: Line500 | None = None
    wheelchair: bool | None = None
    adaptations: Line500 | None = None
    fiche_acces_libre: Address | None = None
    childcare: bool | None = None
    languages: Several[Language] = None
    wifi_public: bool | None = None
    wifi_outside_hours: bool | None = None
    phone_charging: bool | None = None
    print_price: Line255 | None = None
    dispositif_programmes_nationaux: Several[Annotated[str, OneOf(Dispositif)]] = None
    formations_labels: Several[Annotated[str, OneOf(FormationLabel)]] = None
    autres_formations_labels: Several[Line255] = None

    def values(self) -> dict[str, Any]:
        """Return what is said, by name of field, as the actions want it."""
        return {
            name: _nothing(PLACE_FIELDS[name]) if (value := getattr(self, name)) is None else value
            for name in self.model_fields_set
        }


class OfferChange(In):
    """Ce qui change d’une offre. Ce qui n’est pas nommé reste ; null retire la valeur."""

    title: Name = Field("", validate_default=False)
    description: Text2000 | None = None
    where: Literal["place", "round", "home", "remote"] = "place"
    services: Several[Annotated[str, OneOf(Service)]] = None
    uses: Several[Code] = None
    themes: Several[Code] = None
    levels: Several[Annotated[str, OneOf(LEVELS)]] = None
    publics_specifiquement_adresses: Several[Annotated[str, OneOf(PublicSpecifique)]] = None
    prise_en_charge_specifique: Several[Annotated[str, OneOf(PriseEnCharge)]] = None
    adaptations: Several[Code] = None
    languages: Several[Language] = None
    frais_a_charge: Several[Annotated[str, OneOf(Frais)]] = None
    cost_note: Line255 | None = None
    modalites_acces: Several[Annotated[str, OneOf(ModaliteAcces)]] = None
    modalites_accompagnement: Several[Annotated[str, OneOf(ModaliteAccompagnement)]] = None
    mode: Literal["with", "for", "both"] | None = None
    regime: Literal["droit_commun", "politique_de_la_ville"] | None = None
    admission_rule: Line500 | None = None
    age_min: Age | None = None
    age_max: Age | None = None
    intensity: Line255 | None = None
    intensity_step: Annotated[str, OneOf(INTENSITY_WORDS)] | None = None
    childcare: bool | None = None
    partners: Several[Line255] = None
    horaires: Text1000 | None = None
    contact_nom: Name = Field("", validate_default=False, description="Une personne à demander.")
    contact_telephone: Phone | None = None

    def values(self) -> dict[str, Any]:
        """Return what is said, by column, as the actions want it."""
        return {
            name: _nothing(OFFER_EMPTY[name]) if (value := getattr(self, name)) is None else value
            for name in self.model_fields_set
        }


class NewOffer(OfferChange):
    """Une offre nouvelle : son titre, et une personne à demander."""

    title: Name
    contact_nom: Name = Field(description="Une personne à demander : un rôle ou un prénom.")


def _nothing(empty: Any) -> Any:
    """Return what "nobody says it" is worth, never the list that everybody shares."""
    return list(empty) if isinstance(empty, list) else empty
