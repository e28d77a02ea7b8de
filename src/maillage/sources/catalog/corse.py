"""Places of Corsica gathered by the regional hub: an address on one line, hours in sentences.

There is no identifier: the kind of place, its name and its address make one. The kind is part of
it because the same house is listed once as a national adviser's and once as its own.
"""

from maillage.core.harmonise import Log
from maillage.core.harmonise.address import split_address
from maillage.core.standard import (
    Dispositif,
    ModaliteAccompagnement,
    Reading,
    Service,
)
from maillage.core.standard.problems import quote
from maillage.sources.base import Row, Source
from maillage.sources.platforms import json_file
from maillage.sources.platforms.draft import KEPT, Draft, Words, means
from maillage.sources.platforms.keys import hashed_key
from maillage.sources.platforms.people import without_people
from maillage.sources.platforms.points import put_pair
from maillage.sources.platforms.sentences import put_hours
from maillage.sources.platforms.sites import put_sites

COLUMNS = {
    "Structure": "nom",
    "N° de téléphone": "telephone",
}
POSTCODES = "20"  # all of Corsica

TYPES: Words = {
    "Conseiller numérique": means(
        dispositif_programmes_nationaux=Dispositif.CONSEILLERS_NUMERIQUES
    ),
    "Mission locale": means(typologie="ML"),
    "France Services": means(
        typologie="RFS", dispositif_programmes_nationaux=Dispositif.FRANCE_SERVICES
    ),
    "Collectivité": KEPT,  # a commune, a group of communes or the whole island
    "Espace Public Numérique": means(typologie="EPN"),
    "Association": means(typologie="ASSO"),
    "Société coopérative et participative": means(typologie="ESS", kept=True),
    "ARML": means(kept="Association régionale des missions locales"),
}

_EVERYDAY = means(
    services=Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN,
    modalites_accompagnement=ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF,
    kept=True,
)
_MAKING = means(
    services=Service.LOISIRS_ET_CREATIONS_NUMERIQUES,
    modalites_accompagnement=ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF,
    kept=True,
)
_PARENTS = means(services=Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE, kept=True)
_LEARNING = means(services=Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN, kept=True)
ACTIVITIES: Words = {
    "Accompagnement individuel ponctuel": means(
        modalites_accompagnement=ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL
    ),
    "Ateliers de formation aux outils numériques (traitement de texte, e-mail ...)": _EVERYDAY,
    "Ateliers d'initiation à l'informatique": _EVERYDAY,
    "Accompagnement sur l'accès aux droits (CAF, Pole Emploi, CPAM ...)": means(
        services=Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES
    ),
    "Ateliers de formation aux bonnes pratiques numériques (cybersécurité, mots de passe ...)": (
        means(
            services=Service.UTILISATION_SECURISEE_DU_NUMERIQUE,
            modalites_accompagnement=ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF,
        )
    ),
    "Ateliers de formation aux services publics dématérialisés (CAF, Pole Emploi, CPAM ...)": (
        means(
            services=Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
            modalites_accompagnement=ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF,
            kept=True,
        )
    ),
    "Actions de prévention sur les usages numériques": means(
        services=Service.UTILISATION_SECURISEE_DU_NUMERIQUE, kept=True
    ),
    "Prendre en main un smartphone ou une tablette": _LEARNING,
    "Prendre en main un ordinateur": _LEARNING,
    "Utiliser le numérique au quotidien": means(
        services=Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN
    ),
    "Approfondir sa culture numérique": means(services=Service.COMPREHENSION_DU_MONDE_NUMERIQUE),
    # Given, lent or sold cheaply: the nearest service, and the words.
    "Dotation de matériel numérique": means(
        services=Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE, kept=True
    ),
    "Ateliers à destination des parents (prévention écrans, contrôle parental, jeux vidéos ...)": (
        _PARENTS
    ),
    "Conférences sur l'E-parentalité (prévention écrans, contrôle parental, jeux vidéos ...)": (
        _PARENTS
    ),
    "Groupe de parole, d'échange (fake news, cybersécurité, actualités liées au numérique ...)": (
        means(services=Service.COMPREHENSION_DU_MONDE_NUMERIQUE, kept=True)
    ),
    "Conférences sur des thématiques numériques (IA, cryptomonnaies, blockchain, sociologie ...)": (
        means(services=Service.COMPREHENSION_DU_MONDE_NUMERIQUE, kept=True)
    ),
    "Ateliers de formation au codage et à la programmation": _MAKING,
    "Ateliers de formation création graphique, montage photo ...": _MAKING,
    "Ateliers de formation impression 3D, fraiseuse numérique ...": _MAKING,
    "Evènement sur la thématique du numérique inclusif": KEPT,
    "Ateliers de présentation des métiers de la filière numérique": means(
        services=Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE,
        modalites_accompagnement=ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF,
        kept=True,
    ),
    "Accompagnement de démarches classique en ligne": means(
        services=Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES
    ),
}
_HERE = means(services=Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE, kept=True)
EQUIPMENT: Words = {
    **dict.fromkeys(
        ("Connexion Internet", "Ordinateur fixe", "Ordinateur portable", "Tablette", "Smartphone"),
        _HERE,
    ),
    **dict.fromkeys(
        ("Imprimante", "Scanner", "Photocopieuse", "Appareil photo", "Imprimante 3D", "Casque VR"),
        KEPT,
    ),
    **dict.fromkeys(("Découpeuse laser", "Machine de découpe intelligente", "Cartes SIM"), KEPT),
    "machine de découpe intelligente ...": KEPT,
    "Aucun équipement mis à disposition": None,
}
# Items are separated by commas, and some have commas inside: those that do begin again small.
BETWEEN = r",(?!\s*[a-zéèà])(?![^(]*\))"


def key(row: Row) -> str:
    """Return an identifier made of the kind, the name and the address."""
    return hashed_key(*(row.values.get(column) for column in ("Type", "Structure", "Adresse")))


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one row."""
    draft = Draft(row, key(row))
    draft.put_columns(COLUMNS)
    draft.put("courriels", draft.text("Adresse e-mail").replace(" - ", " ; "))
    draft.put("source", "Hub numérique Corse")
    _put_address(draft, log)
    put_sites(draft, "Site internet")
    put_pair(draft, "pointgeo", log)
    if not draft.text("pointgeo"):
        draft.put_columns({"lat": "latitude", "long": "longitude"})
    draft.decode("Type", draft.words("Type", ","), TYPES)
    draft.decode("Activités proposées", draft.words("Activités proposées", BETWEEN), ACTIVITIES)
    equipment = "Matériel mis à disposition"
    draft.decode(equipment, draft.words(equipment, ","), EQUIPMENT)
    put_hours(draft, "Horaires")
    return draft.reading(log)


def _put_address(draft: Draft, log: Log) -> None:
    """Cut the one line of address; say so when it cannot be cut, or is not of the island."""
    line = draft.text("Adresse")
    if not line:
        return
    parts = split_address(line)
    draft.put("adresse", parts.adresse)
    for field in ("code_postal", "commune"):
        if value := getattr(parts, field):
            log.changed("address_split", field, line, value)
            draft.put(field, value)
    if not parts.code_postal:
        draft.warn(
            "address_not_split",
            "adresse",
            line,
            f"Le code postal et la commune ne se lisent pas dans {quote(line)}.",
            "Écrivez « voie code postal COMMUNE ».",
        )
    elif not parts.code_postal.startswith(POSTCODES):
        draft.warn(
            "postcode_elsewhere",
            "code_postal",
            parts.code_postal,
            f"Le code postal {parts.code_postal} n’est pas en Corse.",
            "Vérifiez l’ordre des chiffres.",
        )


SOURCE = Source(
    id="corse",
    title="Lieux de médiation numérique de Corse (2023)",
    producer="Hub numérique Corse",
    lineage="producer",
    licence="Non dite dans le dépôt ; à confirmer par le producteur avant toute republication",
    url="https://github.com/anct-cartographie-nationale/mednum-cli",
    formats=("json",),
    read=without_people(
        json_file.rows(required=("Structure", "Adresse")),
        left_out=("Contact", "Conseiller numérique"),
    ),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("pointgeo", "Activités proposées", "Matériel mis à disposition"),
)
