"""Digital places of Angers: one column for each kind of help, filled with its own label or empty.

One row has its hours in TRANSPORT and its bus lines in HORAIRE. Telephones are sometimes numbers.
"""

import re
from dataclasses import replace

from maillage.core.harmonise import Log
from maillage.core.hours import french_to_osm
from maillage.core.standard import ModaliteAccompagnement, PublicSpecifique, Reading, Service
from maillage.sources.base import Row, Source
from maillage.sources.platforms import json_file
from maillage.sources.platforms.draft import KEPT, Draft, Words, means, text_of

COLUMNS = {
    "USER_NOM": "nom",
    "USER_ADRES": "adresse",
    "commune": "commune",
    "code_postal": "code_postal",
    "LAT": "latitude",
    "LNG": "longitude",
    "SITE_INTER": "site_web",
    "DATE_MAJ": "date_maj",
}
# LIEN is the page of the town's guide about this place, not the place's own site.
KEPT_COLUMNS = ("USER_TYPE", "TRANSPORT", "LIEN")

_INTERNET = Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE
_PROCEDURES = Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES
_BASICS = Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN
HELP: Words = {
    "Initiation aux outils numériques": means(services=_BASICS),
    "Perfectionnement aux outils numériques": means(services=_BASICS, kept=True),
    "Aide pour les démarches administratives": means(services=_PROCEDURES),
    "Aide aux démarches dématérialisées": means(services=_PROCEDURES),
    "Utilisation ordinateur et/ou tablette": means(
        services=_INTERNET, modalites_accompagnement=ModaliteAccompagnement.EN_AUTONOMIE
    ),
    # The standard has one word for the connection and for every machine.
    "Accès WIFI": means(services=_INTERNET, local_wifi_public="oui"),
    "Utilisation d'une imprimante": means(services=_INTERNET, local_equipment="printer"),
    "Utilisation d'un scanner": means(services=_INTERNET, local_equipment="scanner"),
    "Sensibilisation aux risques d'internet": means(
        services=Service.UTILISATION_SECURISEE_DU_NUMERIQUE
    ),
    "Avis éclairé sur les usagers numériques": means(
        services=Service.COMPREHENSION_DU_MONDE_NUMERIQUE, kept=True
    ),
    # Neither a loan nor a repair is an acquisition.
    "Prêt de matériel": means(local_uses="loan"),
    "Réparation de matériel": KEPT,
}
HELP_COLUMNS = (
    *("QUALIF1", "QUALIF2", "QUALIF3", "QUALIF4", "QUALIF6", "QUALIF7", "QUALIF8"),
    *("ACCES_ORDI", "WIFI", "PRET_MAT", "REPAR_MAT", "AIDE_DEMAT", "FORM_PERF"),
    *("SENS_INTER", "AVIS_NUM"),
)
_YOUNG = means(publics_specifiquement_adresses=PublicSpecifique.JEUNES, kept=True)
PUBLICS: Words = {
    "Jeune": means(publics_specifiquement_adresses=PublicSpecifique.JEUNES),
    # The ages differ from place to place, so the words are kept.
    **{f"Jeune ({ages} ans)": _YOUNG for ages in ("15-30", "16-25", "16-30", "18-30")},
    "Etudiant": means(publics_specifiquement_adresses=PublicSpecifique.ETUDIANTS),
    "Senior": means(publics_specifiquement_adresses=PublicSpecifique.SENIORS),
    "Senior (plus de 45 ans)": means(
        publics_specifiquement_adresses=PublicSpecifique.SENIORS, kept=True
    ),
    # Whom they receive, not which languages they speak.
    **dict.fromkeys(("Etranger", "Réfugié"), KEPT),
    **dict.fromkeys(("Demandeur d'Emploi", "Bénéficiaire du RSA", "Professionnel"), KEPT),
    **dict.fromkeys(("Entrepreneur", "Résident", "Usager de l'équipement"), KEPT),
    "Personne en situation de précarité (française ou étrangère). Public majeur uniquement": KEPT,
}
KINDS: Words = {
    "Bibliotheque": means(typologie="BIB"),
    "Maison de quartier": means(typologie="MQ"),
    "Hotel de ville": means(typologie="MUNI"),
}
_BUS = re.compile(r"\b(?:lignes?|arrêt|tramway|bus)\b", re.IGNORECASE)


def key(row: Row) -> str:
    """Return the town's own number of the place."""
    return text_of(row, "TYPO_UID")


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one place."""
    hours, transport = text_of(row, "HORAIRE"), text_of(row, "TRANSPORT")
    swapped = _BUS.search(hours) is not None and french_to_osm(transport) is not None
    if swapped:
        row = replace(row, values={**row.values, "HORAIRE": transport, "TRANSPORT": hours})
    draft = Draft(row, key(row))
    if swapped:
        message = "HORAIRE et TRANSPORT étaient échangés : les heures sont lues dans TRANSPORT."
        draft.warn("columns_swapped", "horaires", hours, message, "Échangez les deux cellules.")
    draft.put_columns(COLUMNS)
    draft.put("source", "Ville d’Angers")
    draft.put("telephone", draft.text("TELEPHONE"))
    draft.put_emails("MAIL")
    draft.add("local_quarter", draft.text("USER_QUART"))
    for column in HELP_COLUMNS:
        draft.decode(column, draft.words(column, "$"), HELP, kept_as="aides")
    draft.decode("PUBLIC_", draft.words("PUBLIC_", ","), PUBLICS)
    if received := draft.text("PUBLIC_"):
        # Half of these words have no value in the standard, where silence means "everyone".
        draft.add("local_admission_rule", f"Pour : {received}")
    draft.decode("PICTO", draft.words("PICTO", "$"), KINDS)
    draft.put_hours("HORAIRE")
    draft.keep_columns(KEPT_COLUMNS)
    return draft.reading(log)


SOURCE = Source(
    id="angers",
    title="Guide des services numériques d’Angers (2022)",
    producer="Ville d’Angers",
    lineage="producer",
    licence="Non dite dans le dépôt ; à confirmer par le producteur avant toute republication",
    url="https://data.angers.fr/",
    formats=("json",),
    read=json_file.rows(required=("TYPO_UID", "USER_NOM", "commune")),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("TYPO_UID", "USER_NOM", "QUALIF1"),
)
