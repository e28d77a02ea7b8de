"""Places of Provence-Alpes-Côte d'Azur gathered by the hub of the south (Hub du Sud, 2022).

The file was once decoded with the wrong letters: every accent is a lozenge, and some came encoded
twice. Spreadsheets took the zero of departments 04 to 06, and "13" became the name of department
13 even in hours. The column called OSM nearly always repeats the French one: the first of the
three columns of hours that can be read is taken. There is no identifier.
"""

import re
from dataclasses import replace

from maillage.core.harmonise import Log
from maillage.core.harmonise.accents import LOST
from maillage.core.harmonise.mending import mend
from maillage.core.standard import (
    Dispositif,
    FormationLabel,
    Itinerance,
    ModaliteAccompagnement,
    Reading,
    Service,
)
from maillage.core.standard.problems import quote
from maillage.sources.base import Row, Source
from maillage.sources.platforms import csv_file
from maillage.sources.platforms.draft import KEPT, Draft, Words, means
from maillage.sources.platforms.keys import hashed_key
from maillage.sources.platforms.sentences import put_hours

COLUMNS = {
    "nom": "nom",
    "structure_porteuse": "structure_parente",
    "description": "presentation_resume",
    "services": "presentation_detail",  # sentences of each producer's own
    "siret": "pivot",
    "adresse_code_postal": "code_postal",
    "adresse_code_insee": "code_insee",
    "adresse_commune": "commune",
    "latitude": "latitude",
    "longitude": "longitude",
    "contact_telephone": "telephone",
    "contact_email": "courriels",
    "contact_web": "site_web",
}  # `adresse_departement` and `adresse_region` say nothing that the postcode does not
HOURS = ("horaires_ouverture_osm", "horaires_ouverture_brut", "horaires_grand_public")
OTHERS = ("adresse_brut", "public_cible", "modalites_acces", "tarifs", "accessibilite")
APART = (
    *("statut", "nature_juridique", "contact_telephone_details", "contact_facebook"),
    *("contact_twitter", "materiels_disponibles", "modalites_accompagnement", *OTHERS),
)
MENDED = ("double_encoding", "lost_accents")
MENDED_HOURS = ("double_encoding", "department_as_hour", "lost_signs_in_hours")

KIND, LABELS, MOVES = "type_lieu", "labels", "itinerant"
KINDS: Words = {
    "Bibliothèque": means(typologie="BIB"),
    "Médiathèque": means(typologie="BIB"),
    "Tiers-lieu": means(typologie="TIERS_LIEUX"),
    "Coworking": means(typologie="TIERS_LIEUX"),
    # One box for the three: which of them is not said.
    "FabLab": means(typologie="TIERS_LIEUX"),
    "Hackerspace": means(typologie="TIERS_LIEUX"),
    "Maison de Service au Public (MSAP)": means(typologie="MSAP"),
    "Association": means(typologie="ASSO"),
    "Commune": means(typologie="MUNI"),
    "Organisme de formations": means(typologie="OF"),
    "Administration": KEPT,
    "Collectivité territoriale": KEPT,
    "Autre": means(typologie="Autre"),
    "Inconnu": None,
    "Centre social": means(typologie="CS"),
    "Préfecture et Sous-Préfecture": means(typologie="PREF"),
    "La Poste": means(typologie="LA_POSTE"),
    "Intercommunalité (EPCI)": means(typologie="EPCI"),
    "Point Information Médiation Multi Services (PIMMS)": means(typologie="PIMMS"),
    "Département": means(typologie="CD"),
    "Département (UTPAS, MDS, MDSI, UTAS…)": means(typologie="MDS"),
    "Espace Public Numérique (EPN)": means(typologie="EPN"),
    "Incubateur d'entreprises": KEPT,
    "Centre aéré": KEPT,
    "Point Information Jeunes": means(typologie="PIJ_BIJ"),
}
# Its charter is help with procedures online.
FRANCE_SERVICES = means(
    dispositif_programmes_nationaux=Dispositif.FRANCE_SERVICES,
    services=Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
)
SUD_LABS = means(formations_labels=FormationLabel.SUD_LABS_PACA)
FACTORY = means(formations_labels=FormationLabel.FABRIQUES_DE_TERRITOIRE)
SCHOOL = means(dispositif_programmes_nationaux=Dispositif.GRANDE_ECOLE_DU_NUMERIQUE)
OTHER_LABELS = (
    *("APTIC", "Information jeunesse", "Point information jeunesse", "Point info CAF"),
    *("Fabrique à entreprendre", "Maison de la saisonnalité", "Campus connecté", "France Num"),
    *("Centre collaboratif connecté C3", "CitéLabs", "Incubateur social Camina", "ECG Vaucluse"),
    *("Point relais CAF", "Partenaire numérique Pôle emploi officiel"),
    *("Point ressources numérique Pôle emploi", "Espace public numérique (EPN)"),
)
LABEL_WORDS: Words = {
    "France Services": FRANCE_SERVICES,
    "France Service": FRANCE_SERVICES,
    "Sud Labs": SUD_LABS,
    "Sud Lab": SUD_LABS,
    "Sudlab": SUD_LABS,
    "Grande école du numérique": SCHOOL,
    "Grande école du numérique (GEN)": SCHOOL,
    "Fabrique de territoire": FACTORY,
    "Fabrique numérique de territoire": FACTORY,
    "Bibliothèques numériques de référence": means(
        dispositif_programmes_nationaux=Dispositif.BIBLIOTHEQUES_NUMERIQUE_DE_REFERENCE
    ),
    "Aidant Connect": means(dispositif_programmes_nationaux=Dispositif.AIDANTS_CONNECT),
    **{label: means(autres_formations_labels=label) for label in OTHER_LABELS},
    "Non": None,
}
# The services are in each producer's own sentences, which are kept whole; a word of these says one
# of the nine for sure. What the public may use there says another.
SERVICE_WORDS = (
    (r"d[ée]marches?\b|e-?administration|administrati", Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES),
    (
        r"acc[èe]s (?:libre|à internet|internet)|libre acc[èe]s|postes? informatiques?|wi-?fi",
        Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE,
    ),
    (
        r"initiation|bureautique|(?:formation|accompagnement)s? (?:au |aux )?(?:outils |usages )?"
        r"(?:informatique|numérique)s?|outils informatiques",
        Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN,
    ),
    (
        r"recherche d.emploi|insertion professionnelle|\bcv\b",
        Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE,
    ),
    (r"fab ?lab|(?:impression|imprimante)s? 3d|robotique", Service.LOISIRS_ET_CREATIONS_NUMERIQUES),
    (r"culture num[ée]rique|acculturation", Service.COMPREHENSION_DU_MONDE_NUMERIQUE),
    (r"parentalit[ée]", Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE),
)
EQUIPMENT = "materiels_disponibles"
MOVING: Words = {
    "Oui": means(itinerance=Itinerance.ITINERANT),
    "Non": means(itinerance=Itinerance.FIXE),
}


def key(row: Row) -> str:
    """Return an identifier made of the name, the address and the commune, accents restored.

    Letters that no word restores stay lost in it: such a place changes identifier on the day the
    producer repairs its file, and no other does.
    """
    values = mend(row.values, Log(), MENDED, only=_NAMING)
    return hashed_key(*(values.get(column) for column in _NAMING))


_NAMING = ("nom", "adresse_numero", "adresse_rue", "adresse_commune")


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one row."""
    others = [column for column in row.values if column not in HOURS]
    values = mend(row.values, log, MENDED, only=others)
    values = mend(values, log, MENDED_HOURS, only=HOURS)
    draft = Draft(replace(row, values=values), key(row))
    draft.put_columns(COLUMNS)
    draft.put("source", "Hub du Sud")
    street = (draft.text("adresse_numero"), draft.text("adresse_rue"))
    draft.put("adresse", " ".join(filter(None, street)))
    draft.decode(KIND, draft.words(KIND, r"\s*/\s*"), KINDS)
    draft.decode(LABELS, draft.words(LABELS, ","), LABEL_WORDS)
    draft.decode(MOVES, draft.words(MOVES, ","), MOVING)
    if draft.text("en_ligne") == "Oui":
        draft.add("modalites_accompagnement", ModaliteAccompagnement.A_DISTANCE)
    _put_services(draft)
    draft.keep_columns(APART)
    put_hours(draft, *HOURS)
    _warn_of_lost_letters(draft)
    return draft.reading(log)


def _put_services(draft: Draft) -> None:
    said = draft.text("services")
    for words, service in SERVICE_WORDS:
        if re.search(words, said, re.IGNORECASE):
            draft.add("services", service)
    if draft.text(EQUIPMENT):
        draft.add("services", Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE)


def _warn_of_lost_letters(draft: Draft) -> None:
    """Say which columns still miss letters: nobody can restore them but who has the file."""
    for column, value in draft.row.values.items():
        if isinstance(value, str) and LOST in value:
            draft.warn(
                "letters_lost",
                COLUMNS.get(column, column),
                value,
                f"Des lettres sont perdues dans {quote(value)} ({column}).",
                "Exportez de nouveau le fichier en UTF-8, ou retapez le mot.",
            )


SOURCE = Source(
    id="paca",
    title="Lieux de médiation numérique de Provence-Alpes-Côte d’Azur (2022)",
    producer="Hub du Sud",
    lineage="producer",
    licence="Non dite dans le dépôt ; à confirmer par le producteur avant toute republication",
    url="https://hubdusud.fr/",
    formats=("csv",),
    read=csv_file.rows(
        required=("nom", "adresse_commune"), known=(*COLUMNS, *APART, *HOURS, KIND, LABELS, MOVES)
    ),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("horaires_ouverture_osm", "adresse_code_insee", "materiels_disponibles"),
)
