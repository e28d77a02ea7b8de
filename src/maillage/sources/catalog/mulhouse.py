"""Places of Mulhouse and its neighbours (data.mulhouse-alsace.fr): questions answered in sentences.

Three offers (equipment, help with procedures, workshops), each with a yes or a no that often says
more, a price and conditions. There is no identifier: name, address and commune make one.
"""

import re

from maillage.core.harmonise import Log
from maillage.core.standard import (
    Frais,
    ModaliteAcces,
    ModaliteAccompagnement,
    PriseEnCharge,
    PublicSpecifique,
    Reading,
    Service,
)
from maillage.sources.base import Row, Source
from maillage.sources.platforms import json_file
from maillage.sources.platforms.answers import says_yes
from maillage.sources.platforms.draft import KEPT, Draft, Words, means
from maillage.sources.platforms.keys import hashed_key
from maillage.sources.platforms.points import put_pair
from maillage.sources.platforms.sentences import put_hours
from maillage.sources.platforms.sites import put_sites

COLUMNS = {
    "nom_structure": "nom",
    "adresse": "adresse",
    "compl_adresse": "complement_adresse",
    "code_postal": "code_postal",
    "commune": "commune",
    "telephone": "telephone",
}
NAMING = ("nom_structure", "adresse", "commune")
EQUIPMENT = "acces_equipement_numerique_et_internet"
PROCEDURES = "accompagnement_pour_des_demarches_en_ligne"
WORKSHOPS = "formations_ateliers"
CONTENTS = "contenu_niveau_formations_ateliers"

KIND = "type_de_structure"
KINDS: Words = {
    "Association": means(typologie="ASSO"),
    "Service public": KEPT,
    "Centre social": means(typologie="CS"),
    "Médiathèque": means(typologie="BIB"),
    "Bibliothèque": means(typologie="BIB"),
    "Autre": means(typologie="Autre"),
}
FAMILIES = means(publics_specifiquement_adresses=PublicSpecifique.FAMILLES_ET_OU_ENFANTS, kept=True)
PUBLICS: Words = {
    "Tout public": None,
    "Seniors": means(publics_specifiquement_adresses=PublicSpecifique.SENIORS),
    "Etudiants": means(publics_specifiquement_adresses=PublicSpecifique.ETUDIANTS),
    "Enfants et parents": FAMILIES,
    "Elèves et enseignants": FAMILIES,
    "Elèves de la 6ème à la 3ème et parents": FAMILIES,
    "8-15 ans": FAMILIES,
    "10-21 ans": means(publics_specifiquement_adresses=PublicSpecifique.JEUNES, kept=True),
    "7-17 ans Et tout public": KEPT,
    "Public en situation d'illettrisme": means(
        prise_en_charge_specifique=PriseEnCharge.ILLETTRISME
    ),
    # Whether another language is spoken there is not said.
    "Public d'origine étrangère": KEPT,
    "Public en difficulté avec le français et (ou) le numérique": KEPT,
    "Apprenants inscrits dans les formations linguistiques du CIDFF (FLI/FLEX)": KEPT,
    "Demandeurs d'emploi": KEPT,
    "Associations et bénévoles": KEPT,
    "Adultes sans domicile fixe": KEPT,
    "Adultes du quartier Côteaux": KEPT,
    "Locataires Mulhouse Habitat": KEPT,
    "Tout public et locataires de CDC Habitat et résidents d'Adoma": KEPT,
    "Tout public pour un accompagnement social": KEPT,
    "Tout public pour un accompagnement social, médico-social": KEPT,
    "Patients pour un accompagnement social, médico-social": KEPT,
}
FEE_COLUMNS = (
    *("tarif_acces_equipement", "tarif_accompagnement_pour_des_demarches_en_ligne"),
    "tarif_formations_ateliers",
)
# By how the price begins; one that says more is also kept in words.
FEES = (
    ("gratuit pour", Frais.GRATUIT_SOUS_CONDITION),
    ("gratuit, en échange", Frais.GRATUIT_SOUS_CONDITION),
    ("gratuit", Frais.GRATUIT),
    ("payant", Frais.PAYANT),
    ("contribution financière", Frais.PAYANT),
)
NOT_SAID = "se renseigner"
HOW_COLUMNS = (
    "modalites_d_acces_accompagnement_pour_des_demarches_en_ligne",
    "modalites_d_acces_formations_ateliers",
)
# By how the content of a workshop begins.
LEARNT: tuple[tuple[str, Service | None], ...] = (
    ("initiation", Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN),
    ("formations numériques", Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN),
    ("formations pour se perfectionner", Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN),
    ("activité", Service.LOISIRS_ET_CREATIONS_NUMERIQUES),
    ("techniques de recherche d'emploi", Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE),
    ("formation pour réaliser des démarches", Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES),
    ("accompagnement aux usages", Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE),
    # Not digital, or not one of the nine: kept in words.
    *(
        (start, None)
        for start in ("français langue", "apprendre le français", "formations certif", "repair")
    ),
)
_NEXT = re.compile(r",\s*(?=[A-ZÀÉÈ])(?![^(]*\))")
_MAIL = re.compile(r"\S+@\S+\.\w+")


def key(row: Row) -> str:
    """Return an identifier made of the name, the address and the commune."""
    return hashed_key(*(row.values.get(column) for column in NAMING))


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one row."""
    draft = Draft(row, key(row))
    draft.put_columns(COLUMNS)
    draft.put("source", "Ville de Mulhouse")
    if _MAIL.search(mail := draft.text("adresse_mail")):
        draft.put("courriels", mail)
    else:
        draft.keep_columns(("adresse_mail",))  # a sentence about how to write
    put_sites(draft, "site_web")
    put_pair(draft, "geom", log)
    draft.decode(KIND, draft.words(KIND, r"\s*/\s*|\s+et\s+"), KINDS)
    draft.decode("type_public", filter(None, [draft.text("type_public")]), PUBLICS)
    put_hours(draft, "jours_horaires_ouverture")
    _put_equipment(draft)
    if says_yes(draft, PROCEDURES):
        draft.add("services", Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)
    if says_yes(draft, WORKSHOPS):
        draft.add("modalites_accompagnement", ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF)
    _put_contents(draft)
    for column in FEE_COLUMNS:
        _put_fee(draft, column)
    for column in HOW_COLUMNS:
        text = draft.text(column)
        # "Sans rendez-vous" somewhere in it: one may simply come, at least then.
        if re.search(r"sans rendez-vous|libre accès", text, re.IGNORECASE):
            draft.add("modalites_acces", ModaliteAcces.SE_PRESENTER)
        draft.keep_columns((column,))
    return draft.reading(log)


def _put_equipment(draft: Draft) -> None:
    if says_yes(draft, EQUIPMENT):
        draft.add("services", Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE)
        if re.search(r"libre accès|accès libre", draft.text(EQUIPMENT), re.IGNORECASE):
            draft.add("modalites_accompagnement", ModaliteAccompagnement.EN_AUTONOMIE)
    draft.keep_columns(("type_equipement",))


def _put_contents(draft: Draft) -> None:
    for words in filter(None, _NEXT.split(draft.text(CONTENTS))):
        draft.keep(CONTENTS, words)
        begins = words.casefold().lstrip()
        known = [service for start, service in LEARNT if begins.startswith(start)]
        for service in filter(None, known):
            draft.add("services", service)
        if not known:
            _warn(draft, CONTENTS, words)


def _put_fee(draft: Draft, column: str) -> None:
    text = draft.text(column)
    begins = text.casefold()
    for start, fee in FEES:
        if begins.startswith(start):
            draft.add("frais_a_charge", fee)
            if begins != start:
                draft.keep(column)
            return
    draft.keep_columns((column,))
    if begins not in ("", NOT_SAID):
        _warn(draft, column, text)


def _warn(draft: Draft, column: str, text: str) -> None:
    """Say that a sentence is not of those that are known; it has been kept apart."""
    draft.warn(
        "word_unknown",
        column,
        text,
        f"« {text[:80]} » n’est pas une réponse connue de la colonne « {column} » ; elle est "
        "gardée à part.",
        "Vérifiez cette réponse, ou demandez qu’elle soit ajoutée à la table de la source.",
    )


SOURCE = Source(
    id="mulhouse",
    title="Lieux de médiation numérique de Mulhouse (2023)",
    producer="Ville de Mulhouse",
    lineage="producer",
    licence="Non dite dans le dépôt ; à confirmer par le producteur avant toute republication",
    url="https://data.mulhouse-alsace.fr/",
    formats=("json",),
    read=json_file.rows(required=("nom_structure", "commune")),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("geom", "jours_horaires_ouverture", EQUIPMENT),
)
