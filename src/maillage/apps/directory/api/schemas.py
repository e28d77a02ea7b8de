"""What the API says of places and offers; French names are those of the national standard.

Unknown is null, or an empty list where nobody said anything. A question that has three answers is
true, false or null.
"""

from datetime import date
from typing import Any

from pydantic import Field, model_validator

from maillage.apps.directory.queries.published import PublishedOffer, PublishedPlace
from maillage.web.api import Moment, Out, Text


class OrganisationOut(Out):
    """Who is responsible."""

    id: str = Field(validation_alias="public_id")
    nom: str
    pivot: Text = Field(description="SIRET.")


class ZoneRefOut(Out):
    """A commune or a quarter; its own page of the API is /zones/{slug}."""

    code: str
    nom: str
    slug: str


class EquipmentOut(Out):
    """What people may use: `total` null is "there is some, nobody counted", 0 is "none"."""

    kind: str
    total: int | None
    adapted: int | None


class MediatorsOut(Out):
    """How many people of one kind help, and when; never who they are."""

    kind: str
    total: int | None
    horaires: Text


class ProgrammeOut(Out):
    """A programme in which the place takes part."""

    slug: str
    nom: str


class ClosureOut(Out):
    """Days when the place is closed, both included."""

    starts_on: date
    ends_on: date
    reason: Text


class SourceOut(Out):
    """Who said it: `key` is the number that the source gives the place."""

    id: str
    key: Text
    title: Text
    licence: Text
    stated_on: date | None
    live: bool = Field(description="False : cette source ne nomme plus le lieu.")


class OfferOut(Out):
    """One thing that a place proposes."""

    id: str = Field(validation_alias="public_id")
    title: Text
    description: Text
    where: str
    services: list[str]
    uses: list[str]
    themes: list[str]
    levels: list[str]
    publics_specifiquement_adresses: list[str] = Field(description="Vide : tout le monde.")
    prise_en_charge_specifique: list[str]
    adaptations: list[str] = Field(description="Vide : personne ne l’a dit.")
    languages: list[str]
    frais_a_charge: list[str]
    cost_note: Text
    modalites_acces: list[str]
    modalites_accompagnement: list[str]
    mode: Text
    regime: Text
    admission_rule: Text
    age_min: int | None
    age_max: int | None
    intensity: Text
    intensity_step: Text
    childcare: bool | None
    partners: list[str]
    horaires: Text
    contact_nom: Text
    contact_telephone: Text
    organisation: OrganisationOut | None
    date_maj: date | None
    verified_on: date | None
    created_at: Moment
    updated_at: Moment


class PlaceRefOut(Out):
    """The place of an offer."""

    id: str = Field(validation_alias="public_id")
    nom: str
    commune: Text
    code_postal: Text
    code_insee: Text
    adresse: Text
    latitude: float | None
    longitude: float | None


class OfferAtPlaceOut(OfferOut):
    """An offer with its place."""

    place: PlaceRefOut


class PlaceOut(Out):
    """One place with its running offers."""

    id: str = Field(validation_alias="public_id")
    pivot: Text = Field(description="SIRET.")
    nom: str
    commune: Text
    code_postal: Text
    code_insee: Text
    adresse: Text
    complement_adresse: Text
    latitude: float | None
    longitude: float | None
    typologie: list[str]
    telephone: Text
    courriels: list[str]
    site_web: list[str]
    horaires: Text = Field(description="Notation des horaires d’OpenStreetMap.")
    presentation_resume: Text
    presentation_detail: Text
    source: Text
    itinerance: list[str]
    structure_parente: Text
    date_maj: date | None
    dispositif_programmes_nationaux: list[str]
    formations_labels: list[str]
    autres_formations_labels: list[str]
    fiche_acces_libre: Text
    prise_rdv: Text
    kinds: list[str]
    floor_or_door: Text
    ask_for: Text
    papers_to_bring: Text
    waiting: Text
    adaptations: Text
    print_price: Text
    languages: list[str]
    wheelchair: bool | None
    childcare: bool | None
    wifi_public: bool | None
    wifi_outside_hours: bool | None
    phone_charging: bool | None
    contact_nom: Text
    contact_telephone: Text
    commune_zone: ZoneRefOut | None
    quarter_zone: ZoneRefOut | None
    organisation: OrganisationOut | None
    opened_on: date | None
    verified_on: date | None
    created_at: Moment
    updated_at: Moment
    offers: list[OfferOut]
    equipment: list[EquipmentOut]
    mediators: list[MediatorsOut]
    programmes: list[ProgrammeOut]
    closures: list[ClosureOut]
    sources: list[SourceOut]

    @model_validator(mode="before")
    @classmethod
    def _programmes(cls, place: Any) -> Any:
        if not isinstance(place, PublishedPlace):
            return place
        said = {name: getattr(place, name) for name in SAID}
        return said | {"programmes": [{"slug": s, "nom": n} for s, n in place.programmes]}


SAID = [name for name in PublishedPlace.__dataclass_fields__ if name not in ("pk", "state")]


class PlacesOut(Out):
    """One page of places."""

    data: list[PlaceOut]
    next: str | None = Field(description="L’adresse de la page suivante ; null à la dernière.")


class OffersOut(Out):
    """One page of offers."""

    data: list[OfferAtPlaceOut]
    next: str | None = Field(description="L’adresse de la page suivante ; null à la dernière.")


def place_out(place: PublishedPlace) -> PlaceOut:
    """Return a place as the API says it."""
    return PlaceOut.model_validate(place)


def offer_out(offer: PublishedOffer, place: PublishedPlace) -> OfferAtPlaceOut:
    """Return an offer as the API says it, with its place."""
    said = {name: getattr(offer, name) for name in PublishedOffer.__dataclass_fields__}
    return OfferAtPlaceOut.model_validate(said | {"place": place})
