"""Places of Occitanie gathered by the hub RhinOcc, with the address base's answer in BAN_* columns.

No dictionary of the codes is published: their meanings were read off the remarks that producers
write beside them. A code that the remarks do not explain (E, F...) is in no table: it is counted
as unknown and kept apart. Up to five kinds of help, each with its own public and conditions.
"""

import re

from maillage.core.harmonise import Log
from maillage.core.standard import (
    Dispositif,
    Frais,
    Itinerance,
    ModaliteAcces,
    ModaliteAccompagnement,
    PublicSpecifique,
    Reading,
    Service,
)
from maillage.sources.base import Row, Source
from maillage.sources.platforms import csv_file
from maillage.sources.platforms.day_columns import columns_of_days
from maillage.sources.platforms.draft import KEPT, Draft, Words, means, only_words, text_of
from maillage.sources.platforms.people import without_people

COLUMNS = {
    "nom": "nom",
    "ville": "commune",
    "code_postal": "code_postal",
    "code_commune": "code_insee",
    "adresse": "adresse",
    "adresse_suite": "complement_adresse",
    "tel_structure": "telephone",
    "date_maj": "date_maj",
}
KEPT_COLUMNS = ("precisions", "codes_thematiques")
NUMBERS = (1, 2, 3, 4, 5)
# Who gives the help: an association, or a person by name. Nothing tells which.
PEOPLE = tuple(f"presta_mediation_{n}" for n in NUMBERS)

MEDIATION: Words = {
    "ORD": means(  # "cotisation annuelle donne accès aux ordinateurs"
        services=Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE,
        modalites_accompagnement=ModaliteAccompagnement.EN_AUTONOMIE,
    ),
    "ORDM": means(  # "bornes d'accès, accueil avec accompagnement"
        services=Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE,
        modalites_accompagnement=ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
    ),
    "ACCN": means(  # "apprentissage d'une démarche numérique", "cours individuel"
        services=Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN,
        modalites_accompagnement=ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
    ),
    "ACCDS": means(  # "démarche simple en ligne liée à un droit"
        services=Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
        modalites_accompagnement=ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
        kept="Démarches simples en ligne",
    ),
    "ACCDA": means(  # "accompagnement des démarches en ligne avec un professionnel"
        services=Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
        modalites_accompagnement=ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
        kept="Démarches d’accès aux droits avec un professionnel",
    ),
    "COMP": means(  # "sessions d'apprentissage collectives sur des compétences numériques"
        services=Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN,
        modalites_accompagnement=ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF,
    ),
    "SENS": means(  # "sensibilisation au numérique éthique"
        services=Service.COMPREHENSION_DU_MONDE_NUMERIQUE, kept="Sensibilisation"
    ),
    "ENT": means(  # "atelier collectif dont le but principal est l'entraide"
        modalites_accompagnement=ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF,
        kept="Entraide",
    ),
    "FL": means(services=Service.LOISIRS_ET_CREATIONS_NUMERIQUES, typologie="FABLAB"),
    "W": means(typologie="TIERS_LIEUX", kept="Espace de travail partagé"),
    # Repairs, and sometimes sells what was repaired: which of the two is not said.
    "REP": means(kept="Réparation ou réemploi de matériel"),
    "PRO": means(  # "formations certifiantes", "développeur web"
        services=Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE,
        kept="Formation professionnelle au numérique",
    ),
}

EVERYONE = "TP"
PUBLICS: Words = {
    EVERYONE: None,  # everyone: the standard says it by an empty list
    "J": means(publics_specifiquement_adresses=PublicSpecifique.JEUNES),
    "SEN": means(publics_specifiquement_adresses=PublicSpecifique.SENIORS),
    "S": means(publics_specifiquement_adresses=PublicSpecifique.SENIORS),
    "Femme": means(publics_specifiquement_adresses=PublicSpecifique.FEMMES),
    # No value in the standard, where silence means "everyone": a rule of admission.
    "DE": means(local_admission_rule="Pour : demandeurs d’emploi"),
    "ALL": means(local_admission_rule="Pour : allocataires"),
    # Whom they receive, not which languages they speak.
    "ETR": means(local_admission_rule="Pour : personnes étrangères"),
    "Etranger": means(local_admission_rule="Pour : personnes étrangères"),
}
# When one kind of help is for everyone, the place addresses nobody in particular.
PUBLICS_TOO = only_words(
    only_words(PUBLICS, "publics_specifiquement_adresses"), "local_admission_rule"
)

EITHER = "Avec ou sans rendez-vous"
_TWO_WAYS = {"Sur Rendez-Vous", "Sans Rendez-Vous"}
CONDITIONS: Words = {
    "Gratuit": means(frais_a_charge=Frais.GRATUIT),
    "Payant": means(frais_a_charge=Frais.PAYANT),
    "Libre": means(modalites_acces=ModaliteAcces.SE_PRESENTER),
    "Sans Rendez-Vous": means(modalites_acces=ModaliteAcces.SE_PRESENTER),
    # The standard knows only the appointment that is taken online.
    "Sur Rendez-Vous": means(local_admission_rule="Sur rendez-vous"),
    "Sur RDV": means(local_admission_rule="Sur rendez-vous"),
    "Sur RDV / Gratuit": means(
        frais_a_charge=Frais.GRATUIT, local_admission_rule="Sur rendez-vous"
    ),
    EITHER: means(modalites_acces=ModaliteAcces.SE_PRESENTER, local_admission_rule=EITHER),
    "Gratuit avec ou sans rendez-vous": means(
        frais_a_charge=Frais.GRATUIT,
        modalites_acces=ModaliteAcces.SE_PRESENTER,
        local_admission_rule=EITHER,
    ),
    "Inscription obligatoire": means(local_admission_rule="Inscription obligatoire"),
    "Matériel personnel demandé": means(local_admission_rule="Venir avec son matériel"),
    "Lieu d'habitation de la personne": KEPT,  # a rule, or help at home: it is not said
}

TYPES: Words = {
    "Centre social": means(typologie="CS"),
    "MSAP": means(typologie="MSAP"),
    "Médiathèque": means(typologie="BIB"),
    "Bibliothèque": means(typologie="BIB"),
    "Agence Pôle Emploi": means(typologie="FT"),
    "La Poste": means(typologie="LA_POSTE"),
    "Association": means(typologie="ASSO"),
    "MJC": means(typologie="MJC"),
    "PIMMS": means(typologie="PIMMS"),
    "PIMMS MSAP": means(typologie=("PIMMS", "MSAP")),
    "Mission locale": means(typologie="ML"),
    "Club de prévention": means(typologie="PREVENTION"),
    "Organisme de formation": means(typologie="OF"),
    "Mairie de quartier": means(typologie="MUNI"),
    "Antenne CPAM": means(typologie="CPAM"),
    "Tiers lieux": means(typologie="TIERS_LIEUX"),
    "Intervention itinérante": means(itinerance=Itinerance.ITINERANT),
    "Intervention itinérante possible auprès de structures ou collectivités": means(
        itinerance=Itinerance.ITINERANT, kept=True
    ),
    "Intervention itinérante possible à domicile ou auprès de structures ou collectivités": means(
        itinerance=Itinerance.ITINERANT, kept=True
    ),
    "Foyer rural": KEPT,
    "Régie de quartier": KEPT,
    "Maison de la citoyenneté": KEPT,
    "SCIC SAPIE": KEPT,
}
NATURES: Words = {
    "Association": means(typologie="ASSO"),
    "Communauté de commune": means(typologie="CC"),
    "EPCI": means(typologie="EPCI"),
    **dict.fromkeys(("Collectivité territoriale", "Collectivités", "Entreprise", "SAS"), KEPT),
    **dict.fromkeys(("SCIC SARL", "SARL", "SCIC", "SASU", "SARL en SCIC"), KEPT),
    **dict.fromkeys(("Syndicat mixte", "Micro-Entrepreneur"), KEPT),
}
LABELS: Words = {
    "MFS": means(typologie="RFS", dispositif_programmes_nationaux=Dispositif.FRANCE_SERVICES),
    "TL": means(typologie="TIERS_LIEUX"),
    "APTIC": means(autres_formations_labels="APTIC"),
    "MSAP": means(typologie="MSAP"),
    "EPN": means(typologie="EPN"),
}
_INTERNET = Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE
_LIMITED = means(services=_INTERNET, local_wifi_public="oui", kept=True)
WIFI: Words = {
    "oui": means(services=_INTERNET, local_wifi_public="oui"),
    "non": means(local_wifi_public="non"),
    **dict.fromkeys(("limité", "limité 30 min", "oui <26 ans"), _LIMITED),
}
STATUS: Words = {"Actualisé (S.)": None, "à vérifier": KEPT}

_CODES = re.compile(r"\w{1,8}(?:[-\s]+\w{1,8}){0,12}")
DAYS = columns_of_days()


def key(row: Row) -> str:
    """Return the hub's own number of the place."""
    return text_of(row, "n_ref")


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one row."""
    draft = Draft(row, key(row))
    draft.put_columns(COLUMNS)
    draft.put("source", "RhinOcc")
    draft.put("structure_parente", draft.text("structure_porteuse"))
    if "@" not in draft.text("rattachement"):  # an address of a person strayed there
        draft.keep("rattachement")
    _put_position(draft, log)
    _put_contacts(draft)
    _put_offer(draft)
    for column, table in (
        ("type_lieu", TYPES),
        ("nature_juridique", NATURES),
        ("wifi", WIFI),
        ("statut_infos", STATUS),
    ):
        draft.decode(column, draft.words(column, "$"), table)
    draft.decode("code_label", draft.words("code_label", "-"), LABELS)
    draft.keep_columns(KEPT_COLUMNS)
    draft.put_week(DAYS)
    return draft.reading(log)


def _put_position(draft: Draft, log: Log) -> None:
    """Take the position that the address base found, when it is the one of the place."""
    latitude = draft.text("BAN_latitude") or draft.text("lat")
    longitude = draft.text("BAN_longitude") or draft.text("lon")
    if not latitude or not longitude:
        return
    found = f"{latitude}, {longitude}"
    repair = "Complétez l’adresse, ou placez le point sur une carte."
    department, found_in = draft.text("departement"), draft.text("BAN_depcode")
    if found_in and department and found_in != department:
        message = (
            f"L’adresse a été trouvée dans le département {found_in}, pas dans le {department} : "
            "la position est laissée de côté."
        )
        draft.warn("position_elsewhere", "latitude", found, message, repair)
        return
    if not draft.text("adresse"):
        message = "Sans adresse, la position est celle d’une commune : elle est laissée de côté."
        draft.warn("position_without_address", "latitude", "", message, repair)
        return
    if draft.text("BAN_city") and draft.text("BAN_adress") == draft.text("BAN_city"):
        message = "La position trouvée est celle de la commune, pas de la rue ; elle est gardée."
        draft.warn("position_of_commune", "latitude", "", message, repair)
    draft.put("latitude", latitude)
    draft.put("longitude", longitude)
    postcode = draft.text("BAN_postcode")
    if postcode and not draft.text("code_postal"):
        draft.put("code_postal", postcode)
        log.changed("postcode_from_geocoding", "code_postal", "", postcode)


def _put_contacts(draft: Draft) -> None:
    site = draft.text("site_internet")
    if "@" in site and "/" not in site:  # in the wrong column
        draft.add("courriels", site)
    else:
        draft.put("site_web", site)
    draft.put_emails("email_structure")  # "Contact pour entreprise : …" is not for residents


def _put_offer(draft: Draft) -> None:
    column = "conditions_acces_toutes_actions"
    conditions = draft.words(column, ";")
    if set(conditions) >= _TWO_WAYS:  # "by appointment" alone would turn people away
        conditions = [*(word for word in conditions if word not in _TWO_WAYS), EITHER]
    draft.decode(column, conditions, CONDITIONS)
    for n in NUMBERS:
        column = f"type_mediation_{n}"
        draft.decode(column, draft.words(column, "$"), MEDIATION, kept_as="type_mediation")
        column = f"conditions_acces_si_diff_{n}"
        if text := draft.text(column):
            draft.keep("conditions_acces_si_diff", text)
    columns = ("public_toutes_actions", *(f"public_si_different_{n}" for n in NUMBERS))
    codes = {column: _codes(draft, column) for column in columns}
    everyone = any(EVERYONE in words for words in codes.values())
    for column, words in codes.items():
        table = PUBLICS_TOO if everyone else PUBLICS
        draft.decode(column, words, table, kept_as="publics")
    if any(draft.text(column) for column in PEOPLE):
        draft.warn(
            "provider_left_out",
            PEOPLE[0],
            "",
            "Qui intervient n’est pas repris : cette colonne nomme parfois une personne.",
            "Écrivez la structure dans structure_porteuse.",
        )


def _codes(draft: Draft, column: str) -> list[str]:
    """Return the codes of a public, or the whole text when it is a sentence."""
    text = draft.text(column)
    return re.split(r"[-\s]+", text) if _CODES.fullmatch(text) else [text] if text else []


SOURCE = Source(
    id="rhinocc",
    title="Lieux de médiation numérique d’Occitanie (2023)",
    producer="RhinOcc, hub Occitanie",
    lineage="producer",
    licence="Non dite dans le dépôt ; à confirmer par le producteur avant toute republication",
    url="https://github.com/multi-coop/data-rhinocc-inclusion",
    formats=("csv",),
    read=without_people(
        csv_file.rows(required=("n_ref", "nom", "ville"), known=tuple(COLUMNS)), left_out=PEOPLE
    ),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("n_ref", "BAN_latitude", "codes_types_mediations"),
)
