"""What is published, as records: unknown is None or "", and never "no"."""

from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class PublishedZone:
    """A commune or a quarter: its official code (or the city's own), its name, its address."""

    code: str
    nom: str
    slug: str


@dataclass(frozen=True, slots=True)
class PublishedOrganisation:
    """Who is responsible."""

    public_id: str
    nom: str
    pivot: str


@dataclass(frozen=True, slots=True)
class PublishedEquipment:
    """What people may use there: `total` None is "some, nobody counted", 0 is "none"."""

    kind: str
    total: int | None
    adapted: int | None


@dataclass(frozen=True, slots=True)
class PublishedMediators:
    """How many people of one kind help there, and when; never who they are."""

    kind: str
    total: int | None
    horaires: str


@dataclass(frozen=True, slots=True)
class PublishedClosure:
    """Days when the place is closed, both included."""

    starts_on: date
    ends_on: date
    reason: str


@dataclass(frozen=True, slots=True)
class PublishedSource:
    """Who said it, when, under which licence ("" when the catalog does not know the source).

    `id` is the code of the source, `key` the number that it gives the place. `live` is false when
    the source no longer names it.
    """

    id: str
    key: str
    title: str
    licence: str
    stated_on: date | None
    live: bool


@dataclass(frozen=True, slots=True)
class PublishedOffer:
    """One running offer of a public place; an empty list of publics means everyone.

    `where`, `mode`, `levels`, `intensity_step`, `regime`, `uses`, `themes`,
    `adaptations` are codes of the base.
    `date_maj` is the newest day of what was said of this offer, None when nothing was dated.
    """

    public_id: str
    title: str
    description: str
    where: str
    services: tuple[str, ...]
    uses: tuple[str, ...]
    themes: tuple[str, ...]
    levels: tuple[str, ...]
    publics_specifiquement_adresses: tuple[str, ...]
    prise_en_charge_specifique: tuple[str, ...]
    adaptations: tuple[str, ...]
    languages: tuple[str, ...]
    frais_a_charge: tuple[str, ...]
    cost_note: str
    modalites_acces: tuple[str, ...]
    modalites_accompagnement: tuple[str, ...]
    mode: str
    regime: str
    admission_rule: str
    age_min: int | None
    age_max: int | None
    intensity: str
    intensity_step: str
    childcare: bool | None
    partners: tuple[str, ...]
    horaires: str
    # Whom to ask, as the public page says it.
    contact_nom: str
    contact_telephone: str
    organisation: PublishedOrganisation | None
    date_maj: date | None
    verified_on: date | None
    created_at: datetime
    updated_at: datetime


@dataclass(frozen=True, slots=True)
class PublishedPlace:
    """One public place with its running offers. French names are those of the standard."""

    pk: int
    public_id: str
    nom: str
    commune: str
    code_postal: str
    code_insee: str
    adresse: str
    complement_adresse: str
    latitude: float | None
    longitude: float | None
    typologie: tuple[str, ...]
    pivot: str
    telephone: str
    courriels: tuple[str, ...]
    site_web: tuple[str, ...]
    horaires: str
    presentation_resume: str
    presentation_detail: str
    source: str
    itinerance: tuple[str, ...]
    structure_parente: str
    date_maj: date | None
    dispositif_programmes_nationaux: tuple[str, ...]
    formations_labels: tuple[str, ...]
    autres_formations_labels: tuple[str, ...]
    fiche_acces_libre: str
    prise_rdv: str

    kinds: tuple[str, ...]
    floor_or_door: str
    ask_for: str
    papers_to_bring: str
    waiting: str
    adaptations: str
    print_price: str
    languages: tuple[str, ...]
    wheelchair: bool | None
    childcare: bool | None
    wifi_public: bool | None
    wifi_outside_hours: bool | None
    phone_charging: bool | None
    contact_nom: str
    contact_telephone: str

    commune_zone: PublishedZone | None
    quarter_zone: PublishedZone | None
    organisation: PublishedOrganisation | None
    state: str
    opened_on: date | None
    verified_on: date | None
    created_at: datetime
    updated_at: datetime

    offers: tuple[PublishedOffer, ...] = ()
    equipment: tuple[PublishedEquipment, ...] = ()
    mediators: tuple[PublishedMediators, ...] = ()
    # (short address, name) of each programme.
    programmes: tuple[tuple[str, str], ...] = ()
    closures: tuple[PublishedClosure, ...] = ()
    sources: tuple[PublishedSource, ...] = ()


@dataclass(frozen=True, slots=True)
class DepartedPlace:
    """A place that left the lists; its page still says so. `state` "open" is "withdrawn"."""

    public_id: str
    nom: str
    state: str
    closed_on: date | None
    moved_to: str
    updated_at: datetime
