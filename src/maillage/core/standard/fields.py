"""The 32 fields of the standard 1.0.2, in order: the one definition that everything else reads.

The machine-readable schema, the data dictionary, the reader, the writer and the validator all
come from here. Descriptions are ours; names, rules and values are the published ones.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Literal

from maillage.core.standard.values import (
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

VERSION = "1.0.2"
SEPARATOR = "|"
SEPARATOR_0_1 = ";"

FieldType = Literal["string", "number", "date"]
# Named outside the class, where `type` is an attribute.
ClosedList = type[StrEnum]


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """One field of the standard.

    `pattern` is the published one for the whole cell (none for lists: their values say it).
    `changed_in` says since when, and what changed from one version to the next.
    """

    name: str
    title: str
    description: str
    example: str
    type: FieldType = "string"
    required: bool = False
    multiple: bool = False
    values: ClosedList | None = None
    pattern: str | None = None
    max_length: int | None = None
    unique: bool = False
    changed_in: str = ""


_LISTED = "Plusieurs valeurs possibles, séparées par une barre verticale « | »."

_IDENTITY = (
    Field(
        name="id",
        title="Identifiant local",
        description=(
            "Identifiant choisi librement par le producteur, unique dans le fichier. "
            "Il ne doit pas changer d’une livraison à l’autre."
        ),
        example="clairmaille-0001",
        required=True,
        unique=True,
    ),
    Field(
        name="pivot",
        title="SIRET, RNA ou RIDET",
        description=(
            "Numéro SIRET (14 chiffres) de la structure, à défaut RNA (W et 9 caractères) ou "
            "RIDET. Inconnu : quatorze zéros."
        ),
        example="00000000000000",
        required=True,
        pattern=r"^[a-zA-Z0-9]{9,14}$",
    ),
    Field(
        name="nom",
        title="Nom du lieu",
        description="Nom du lieu, tel que les habitants le connaissent.",
        example="Médiathèque des Tisserands",
        required=True,
    ),
    Field(
        name="commune",
        title="Commune",
        description="Nom de la commune de l’adresse.",
        example="Clairmaille",
        required=True,
    ),
    Field(
        name="code_postal",
        title="Code postal",
        description="Code postal de l’adresse : cinq chiffres, zéro du début compris.",
        example="59999",
        required=True,
        pattern=r"^\d{5}$",
    ),
    Field(
        name="code_insee",
        title="Code Insee de la commune",
        description="Code officiel géographique de la commune, différent du code postal.",
        example="59998",
        pattern=r"^([013-9]\d|2[AB1-9])\d{3}$",
    ),
    Field(
        name="adresse",
        title="Adresse",
        description="Numéro, indice de répétition (bis, ter), type et nom de la voie.",
        example="12 bis rue des Filatures",
        required=True,
    ),
    Field(
        name="complement_adresse",
        title="Complément d’adresse",
        description="Étage, bâtiment, entrée : ce qui aide à trouver la porte.",
        example="Bâtiment B, 1er étage",
    ),
    Field(
        name="latitude",
        title="Latitude",
        description="Latitude en degrés (WGS84), avec un point décimal.",
        example="50.69",
        type="number",
    ),
    Field(
        name="longitude",
        title="Longitude",
        description="Longitude en degrés (WGS84), avec un point décimal.",
        example="3.17",
        type="number",
    ),
)

_ABOUT = (
    Field(
        name="typologie",
        title="Type de lieu",
        description=(
            "Code du type de lieu, par exemple BIB pour une médiathèque ou CS pour un centre "
            f"social. {_LISTED} Le standard ne ferme pas cette liste ; les codes en usage sont "
            "donnés plus bas."
        ),
        example="BIB|TIERS_LIEUX",
        multiple=True,
    ),
    Field(
        name="telephone",
        title="Téléphone",
        description="Un seul numéro, avec l’indicatif et sans espaces.",
        example="+33199001234",
        pattern=r"^(\+33|\+590|\+594|\+262|\+596|\+269|\+687|\+689|\+508|\+681)(\d){6,9}$",
    ),
    Field(
        name="courriels",
        title="Adresses électroniques",
        description=f"Adresse générale du lieu, jamais celle d’une personne. {_LISTED}",
        example="accueil@tisserands.example",
        multiple=True,
        changed_in="Nouveau nom en 1.0 ; « courriel », une seule adresse, en 0.1.",
    ),
    Field(
        name="site_web",
        title="Sites internet",
        description=f"Adresses complètes, commençant par https://. {_LISTED}",
        example="https://www.tisserands.example",
        multiple=True,
    ),
    Field(
        name="horaires",
        title="Horaires",
        description="Horaires d’ouverture, écrits comme dans OpenStreetMap (opening_hours).",
        example="Mo-Fr 09:00-12:00,14:00-18:30; Sa 08:30-12:00",
    ),
    Field(
        name="presentation_resume",
        title="Présentation courte",
        description="Le lieu en une ou deux phrases, 280 caractères au plus.",
        example="Des ordinateurs en accès libre et une aide pour vos démarches.",
        max_length=280,
        changed_in="280 caractères en 1.0 ; 500 en 0.1.",
    ),
    Field(
        name="presentation_detail",
        title="Présentation détaillée",
        description="Tout ce qui aide à choisir ce lieu et à s’y rendre.",
        example="Un médiateur accueille sans rendez-vous le mardi après-midi.",
    ),
    Field(
        name="source",
        title="Source",
        description="Qui a recueilli ces informations.",
        example="Ville de Clairmaille",
    ),
    Field(
        name="itinerance",
        title="Lieu fixe ou itinérant",
        description=f"Dit si le lieu se déplace, comme un bus numérique. {_LISTED}",
        example="Fixe",
        multiple=True,
        values=Itinerance,
        changed_in="Nouveau en 1.0.",
    ),
    Field(
        name="structure_parente",
        title="Structure de rattachement",
        description="Nom du réseau ou de la structure dont dépend le lieu.",
        example="Ville de Clairmaille",
    ),
    Field(
        name="date_maj",
        title="Date de mise à jour",
        description="Jour où la fiche a été mise à jour : année-mois-jour.",
        example="2024-04-02",
        type="date",
        required=True,
    ),
)

_OFFER = (
    Field(
        name="services",
        title="Services",
        description=f"Ce que l’on vient faire ou apprendre. {_LISTED}",
        example="Aide aux démarches administratives|Accès internet et matériel informatique",
        multiple=True,
        values=Service,
        changed_in="9 services en 1.0 au lieu de 15 en 0.1 ; n’est plus obligatoire depuis 1.0.1.",
    ),
    Field(
        name="publics_specifiquement_adresses",
        title="Publics visés en particulier",
        description=(
            f"À remplir seulement si le lieu vise certains publics. Vide : tout le monde. {_LISTED}"
        ),
        example="Jeunes|Femmes",
        multiple=True,
        values=PublicSpecifique,
        changed_in="Nouveau en 1.0 ; partie de « publics_accueillis » en 0.1.",
    ),
    Field(
        name="prise_en_charge_specifique",
        title="Besoins particuliers pris en charge",
        description=f"Handicaps, langues, illettrisme : ce que le lieu sait accompagner. {_LISTED}",
        example="Surdité|Illettrisme",
        multiple=True,
        values=PriseEnCharge,
        changed_in="Nouveau en 1.0 ; partie de « publics_accueillis » en 0.1.",
    ),
    Field(
        name="frais_a_charge",
        title="Prix",
        description=f"Ce que la personne doit payer. {_LISTED}",
        example="Gratuit",
        multiple=True,
        values=Frais,
        changed_in=(
            "Nouveau nom en 1.0 (« conditions_acces » en 0.1) ; valeurs raccourcies en 1.0.1."
        ),
    ),
    Field(
        name="dispositif_programmes_nationaux",
        title="Programmes nationaux",
        description=f"Programmes nationaux auxquels le lieu participe. {_LISTED}",
        example="Aidants Connect|Conseillers numériques",
        multiple=True,
        values=Dispositif,
        changed_in="Nouveau en 1.0 ; partie de « labels_nationaux » en 0.1.",
    ),
    Field(
        name="formations_labels",
        title="Formations et labels",
        description=f"Formations suivies par l’équipe et labels obtenus. {_LISTED}",
        example="Fabriques de Territoire",
        multiple=True,
        values=FormationLabel,
        changed_in=(
            "Nouveau en 1.0 ; « Étapes numériques (La Poste) » depuis 1.0.2, que le motif publié "
            "écrit sans espace."
        ),
    ),
    Field(
        name="autres_formations_labels",
        title="Autres formations et labels",
        description=f"Ceux qui ne sont pas dans la liste précédente. {_LISTED}",
        example="Label du territoire",
        multiple=True,
        changed_in="Nouveau nom en 1.0 ; « labels_autres » en 0.1.",
    ),
    Field(
        name="modalites_acces",
        title="Comment venir ou prendre contact",
        description=f"Ce qu’il faut faire pour être reçu. {_LISTED}",
        example="Se présenter|Téléphoner",
        multiple=True,
        values=ModaliteAcces,
        changed_in="Nouveau en 1.0.",
    ),
    Field(
        name="modalites_accompagnement",
        title="Comment on est aidé",
        description=f"Seul, avec quelqu’un, en groupe ou à distance. {_LISTED}",
        example="Accompagnement individuel|Dans un atelier collectif",
        multiple=True,
        values=ModaliteAccompagnement,
        changed_in="Valeurs changées en 1.0.",
    ),
    Field(
        name="fiche_acces_libre",
        title="Fiche Acceslibre",
        description="Adresse de la fiche d’accessibilité du lieu sur Acceslibre.",
        example="https://acceslibre.beta.gouv.fr/app/exemple/",
        changed_in="Nouveau en 1.0.",
    ),
    Field(
        name="prise_rdv",
        title="Prise de rendez-vous",
        description="Adresse de la page où prendre rendez-vous.",
        example="https://rdv.tisserands.example",
    ),
)

FIELDS: tuple[Field, ...] = _IDENTITY + _ABOUT + _OFFER
FIELD_BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}


def allowed_values(field: Field) -> tuple[str, ...]:
    """Return the published values of a closed list, () when the field is free."""
    return tuple(member.value for member in field.values) if field.values else ()
