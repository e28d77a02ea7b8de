"""The census of Clairmaille's library (invented): a spreadsheet with its own titles and habits.

Semicolons, decimal commas, Windows letters, "O", "oui", "x" for yes, equipment in words.
"""

import re

from maillage.core.harmonise import Log
from maillage.core.hours import french_to_osm
from maillage.core.standard import (
    ModaliteAcces,
    ModaliteAccompagnement,
    PublicSpecifique,
    Reading,
    Service,
)
from maillage.core.standard.values import fold
from maillage.sources.base import Row, Source
from maillage.sources.platforms import csv_file
from maillage.sources.platforms.draft import Draft, Words, means, text_of

COLUMNS = {
    "Lieu (nom complet)": "nom",
    "Type": "typologie",
    "Adresse": "adresse",
    "C.P.": "code_postal",
    "VILLE": "commune",
    "Quartier ?": "local_quarter",
    "Tél. accueil": "telephone",
    "Mél": "courriels",
    "X (Long.)": "longitude",
    "Y (Lat.)": "latitude",
    "Observations": "presentation_resume",
    "Structure": "structure_parente",
    "Vu le": "date_maj",
}
# Columns of yes or no: the use of the census, the service and the way of helping that follow.
USES = {
    "Accès libre (O/N)": (
        "free_access",
        Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE,
        ModaliteAccompagnement.EN_AUTONOMIE,
    ),
    "Aide personnalisée (O/N)": (
        "personal_help",
        None,
        ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
    ),
    "Démarches (O/N)": (
        "procedures",
        Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
        ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
    ),
    "Écrivain public (O/N)": (
        "letter_writing",
        Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
        ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
    ),
    "Ateliers (O/N)": (
        "beginner_workshops",
        Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN,
        ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF,
    ),
}
ACCESS: Words = {
    "sans RDV": means(modalites_acces=ModaliteAcces.SE_PRESENTER),
    "tél. avant": means(modalites_acces=ModaliteAcces.TELEPHONER),
    "orientation": means(
        modalites_acces=ModaliteAcces.ENVOYER_UN_MAIL_AVEC_UNE_FICHE_DE_PRESCRIPTION
    ),
}
PUBLICS: Words = {
    "tous": None,  # an empty list means everyone
    "seniors": means(publics_specifiquement_adresses=PublicSpecifique.SENIORS),
    "jeunes": means(publics_specifiquement_adresses=PublicSpecifique.JEUNES),
    "familles": means(publics_specifiquement_adresses=PublicSpecifique.FAMILLES_ET_OU_ENFANTS),
}
LANGUAGES = {
    "français": "fr",
    "arabe": "ar",
    "turc": "tr",
    "anglais": "en",
    "espagnol": "es",
    "portugais": "pt",
}
YES = {"o", "oui", "x"}
COSTS: Words = {
    "oui": means(frais_a_charge="Gratuit"),
    "non": means(frais_a_charge="Payant"),
    "en partie": means(frais_a_charge=("Gratuit sous condition", "Payant")),
}
EQUIPMENT = {
    "imprimante": "printer",
    "scanner": "scanner",
    "borne tactile": "touch_kiosk",
    "portables": "laptop",
    "tablettes": "tablet",
    "imprimante 3d": "printer_3d",
}
WHEELCHAIR = {"oui": "yes", "non": "no"}
COUNTED = re.compile(r"(?:(\d{1,3})\s+)?(.+)")


def key(row: Row) -> str:
    """Return the number that the census gave to the place."""
    number = text_of(row, "N°")
    return f"recensement-{number}" if number else ""


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one row."""
    draft = Draft(row, key(row))
    draft.put_columns(COLUMNS)
    draft.put("source", "Recensement de la médiathèque de la Navette")
    for column, (use, service, help_) in USES.items():
        if fold(draft.text(column)) in YES:
            draft.add("local_uses", use)
            draft.add("modalites_accompagnement", help_)
            if service is not None:
                draft.add("services", service)
    draft.decode("Gratuit ?", draft.words("Gratuit ?", ";"), COSTS)
    draft.decode("Comment venir", draft.words("Comment venir", "/"), ACCESS)
    draft.decode("Pour qui", draft.words("Pour qui", ","), PUBLICS)
    for word in draft.words("Langues parlées", ","):
        draft.add("local_languages", LANGUAGES.get(word.casefold(), word))
    _put_equipment(draft)
    for word in draft.words("Médiateurs (combien)", ";"):
        kind, _, count = word.partition(" x ")
        draft.add("local_mediators", f"{kind.strip()}:{count.strip()}")
    hours = draft.text("Jours et heures")
    draft.put("horaires", french_to_osm(hours) or hours)
    draft.put("local_wheelchair", WHEELCHAIR.get(fold(draft.text("Fauteuil roulant")), ""))
    return draft.reading(log)


def _put_equipment(draft: Draft) -> None:
    total, adapted = draft.text("Nb ordi."), draft.text("dont adaptés")
    if total:
        draft.add("local_equipment", ":".join(filter(None, ("computer", total, adapted))))
    column = "Autres équipements"
    for word in draft.words(column, r"\+"):
        if fold(word) in ("nc", ""):
            continue
        match = COUNTED.fullmatch(word)
        kind = EQUIPMENT.get(fold(match[2])) if match else None
        if match and kind:
            draft.add("local_equipment", f"{kind}:{match[1]}" if match[1] else kind)
        else:
            draft.keep(column, word)


SOURCE = Source(
    id="clairmaille-recensement",
    title="Recensement de la médiathèque (ville fictive)",
    producer="Médiathèque de la Navette, Clairmaille (fictive)",
    lineage="producer",
    licence="Licence Ouverte 2.0",
    url="https://donnees.clairmaille.example/recensement.csv",
    formats=("csv",),
    read=csv_file.rows(required=("N°", "Lieu (nom complet)"), known=(*COLUMNS, *USES)),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("Lieu (nom complet)", "Autres équipements", "Vu le"),
)
