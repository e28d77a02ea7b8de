"""What a program may propose: the fields of the staff form, by their names.

Here are the shapes; what a value means is judged by the form itself (forms/programs.py), with the
words that people read. A pattern that is only told (`told`) is one that is always accepted: the
form reads more ways of writing than it says.
"""

from typing import Annotated, Any, Literal, Self

from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

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

WORDS = r"^[^\s\u0000-\u001f\u007f][^\u0000-\u001f\u007f]*$"
TYPED_NUMBER = r"^[+0-9][-0-9 ./()\u00a0]{3,58}$"
PHONE_ALWAYS_READ = r"^0[1-9][0-9]{8}$"
MAIL_ALWAYS_READ = r"^[a-z0-9]{1,30}([._-][a-z0-9]{1,20}){0,2}@([a-z0-9]{1,30}[.]){1,3}[a-z]{2,10}$"
PAGE = r"^https?://[A-Za-z0-9-]{1,40}([.][A-Za-z0-9-]{1,40}){1,4}(/[!-~]{0,200})?$"


def _told(pattern: str) -> Any:
    return Field(json_schema_extra={"pattern": pattern})


def _whole(number: Any) -> Any:
    """Read 8.0 as 8: JSON has one kind of number."""
    return int(number) if isinstance(number, float) and number.is_integer() else number


Name = Annotated[str, StringConstraints(max_length=255, pattern=WORDS)]
Ask = Annotated[str, StringConstraints(max_length=120, pattern=WORDS)]
Line120 = Annotated[str, StringConstraints(max_length=120, pattern=ONE_LINE)]
Line255 = Annotated[str, StringConstraints(max_length=255, pattern=ONE_LINE)]
Line280 = Annotated[str, StringConstraints(max_length=280, pattern=ONE_LINE)]
Line500 = Annotated[str, StringConstraints(max_length=500, pattern=ONE_LINE)]
Text1000 = Annotated[str, StringConstraints(max_length=1_000, pattern=PLAIN)]
Text2000 = Annotated[str, StringConstraints(max_length=2_000, pattern=PLAIN)]
Text4000 = Annotated[str, StringConstraints(max_length=4_000, pattern=PLAIN)]
Postcode = Annotated[str, StringConstraints(max_length=40, pattern=WORDS), _told(r"^[0-9]{5}$")]
Phone = Annotated[str, StringConstraints(pattern=TYPED_NUMBER), _told(PHONE_ALWAYS_READ)]
Mail = Annotated[str, StringConstraints(max_length=254, pattern=WORDS), _told(MAIL_ALWAYS_READ)]
Page = Annotated[str, StringConstraints(pattern=PAGE)]
Code = Annotated[str, StringConstraints(pattern=r"^[a-z0-9_]{1,40}$")]
Language = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}$")]
Age = Annotated[int, Field(ge=0, le=120), BeforeValidator(_whole)]
Latitude = Annotated[float, Field(ge=-90, le=90)]
Longitude = Annotated[float, Field(ge=-180, le=180)]
# What a box of several lines holds in a form, whatever the length of each.
Mails = Annotated[list[Mail], Field(max_length=7)]
Pages = Annotated[list[Page], Field(max_length=4)]
Lines = Annotated[list[Line255], Field(max_length=7)]
POINT = "Latitude et longitude ensemble, ou aucune des deux."


class Said(In):
    """Fields of one thing: what is named, and nothing else."""

    def said(self) -> dict[str, Any]:
        """Return what is named, as it was sent."""
        return {name: getattr(self, name) for name in self.model_fields_set}


class PlaceFields(Said):
    """What may be said of any place, beside its name and its address."""

    kinds: Several[Code] = None
    structure_parente: Line255 | None = None
    presentation_resume: Line280 | None = None
    presentation_detail: Text4000 | None = None
    complement_adresse: Line255 | None = None
    latitude: Latitude | None = Field(None, description=POINT)
    longitude: Longitude | None = Field(None, description=POINT)
    floor_or_door: Line255 | None = None
    itinerance: Several[Annotated[str, OneOf(Itinerance)]] = None
    horaires: Text1000 | None = Field(None, description="« lundi 9h-12h », ou « Mo 09:00-12:00 ».")
    waiting: Line255 | None = None
    prise_rdv: Page | None = None
    contact_nom: Line120 | None = Field(None, description="Un rôle ou un prénom : montré à tous.")
    contact_telephone: Phone | None = None
    telephone: Phone | None = None
    courriels: Mails | None = None
    site_web: Pages | None = None
    ask_for: Line255 | None = None
    papers_to_bring: Line500 | None = None
    wheelchair: bool | None = None
    adaptations: Line500 | None = None
    fiche_acces_libre: Page | None = None
    childcare: bool | None = None
    languages: Several[Language] = None
    wifi_public: bool | None = None
    wifi_outside_hours: bool | None = None
    phone_charging: bool | None = None
    print_price: Line255 | None = None
    dispositif_programmes_nationaux: Several[Annotated[str, OneOf(Dispositif)]] = None
    formations_labels: Several[Annotated[str, OneOf(FormationLabel)]] = None
    autres_formations_labels: Lines | None = None

    @model_validator(mode="after")
    def _point(self) -> Self:
        if (self.latitude is None) != (self.longitude is None):
            said = _("donnez la latitude et la longitude, ou aucune des deux")
            raise PydanticCustomError("value_error", "{error}", {"error": said})
        return self


class PlaceToAdd(PlaceFields):
    """Un lieu qui n’est pas dans la liste : son nom, son adresse, et ce que l’on en sait."""

    nom: Name
    adresse: Name
    code_postal: Postcode
    commune: Ask


class PlaceToCorrect(PlaceFields):
    """Ce qui est à corriger d’un lieu. Ce qui n’est pas nommé reste ; null retire la valeur."""

    nom: Name = Field("", validate_default=False)
    adresse: Name = Field("", validate_default=False)
    code_postal: Postcode = Field("", validate_default=False)
    commune: Ask = Field("", validate_default=False)


class OfferFields(Said):
    """What may be said of any offer, beside its title and whom to ask."""

    description: Text2000 | None = None
    where: Literal["place", "round", "home", "remote"] = "place"
    services: Several[Annotated[str, OneOf(Service)]] = None
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
    partners: Lines | None = None
    horaires: Text1000 | None = Field(None, description="S’ils diffèrent de ceux du lieu.")
    contact_telephone: Phone | None = None


class OfferToAdd(OfferFields):
    """Une offre nouvelle : son titre, une personne à demander, et pour quoi on y vient."""

    title: Name
    contact_nom: Ask = Field(description="Une personne à demander : un rôle ou un prénom.")
    uses: Annotated[list[Code], Field(min_length=1, max_length=40)]


class OfferToCorrect(OfferFields):
    """Ce qui est à corriger d’une offre. Ce qui n’est pas nommé reste ; null retire la valeur."""

    title: Name = Field("", validate_default=False)
    contact_nom: Ask = Field("", validate_default=False)
    uses: Several[Code] = None
