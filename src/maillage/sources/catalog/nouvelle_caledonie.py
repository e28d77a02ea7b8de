"""Places of New Caledonia, answers to a form: words of its own mixed with those of version 0.1.

No identifier, no INSEE code, Nouméa's postcode everywhere (the right one is often in the address),
lists separated by a comma and a line break, and "+687" where no telephone was typed. What is in
this territory is open by its own clock: core.hours.time_zone_of gives it from the code.
"""

import re

from maillage.core.harmonise import Log
from maillage.core.standard import (
    Dispositif,
    Frais,
    ModaliteAccompagnement,
    PublicSpecifique,
    Reading,
    Service,
)
from maillage.core.standard.values import fold
from maillage.sources.base import Row, Source
from maillage.sources.platforms import json_file
from maillage.sources.platforms.day_columns import columns_of_days
from maillage.sources.platforms.draft import (
    KEPT,
    Draft,
    Words,
    means,
    only_words,
    text_of,
    words_of_0_1,
)
from maillage.sources.platforms.keys import hashed_key

COLUMNS = {
    "nom": "nom",
    "commune": "commune",
    "code_postal": "code_postal",
    "code_insee": "code_insee",
    "adresse": "adresse",
    "complement_adresse": "complement_adresse",
    "courriel": "courriels",
    "presentation_resume": "presentation_resume",
    "date_soumission": "date_maj",
}
KEPT_COLUMNS = (
    *("adresse_postale", "transport_en_commun", "reseaux_sociaux", "accessibilite"),
    *("capacite_ateliers_collectifs", "etp_mediateur"),
)
MACHINES = {
    "nbre_postes_fixes": "computer",
    "nbre_postes_portables": "laptop",
    "nbre_postes_tablettes": "tablet",
}
# Whole answers only: a ramp or a parking space alone does not say that a wheelchair gets in.
WHEELCHAIR = {
    **dict.fromkeys(("accessibilite pmr", "accessible pmr", "oui"), "oui"),
    **dict.fromkeys(("batiments accessibles pmr", "oui lieu en rez de chaussee"), "oui"),
    "non": "non",
}
_PRICE = re.compile(r"payant|XPF|euro|€", re.IGNORECASE)
DAYS = columns_of_days("horaires_{day}")
# ",\n", "\n ", or a comma before a capital: "Santé, accès aux soins" is one item.
SEPARATOR = r"[\s;,]*\n\s*|\s*[;,]\s*(?=[A-ZÉÀ])"

_INTERNET = Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE
_PROCEDURES = Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES
_BASICS = Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN
_ALONE = ModaliteAccompagnement.EN_AUTONOMIE
_ONE_TO_ONE = ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL
_TOGETHER = ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF

SERVICES: Words = {
    **words_of_0_1("services"),
    "Accès-libre à un espace équipé ou connecté": means(
        services=_INTERNET, modalites_accompagnement=_ALONE
    ),
    "Assistance sur les services administratifs en ligne": means(services=_PROCEDURES),
    "Accompagnement individuel": means(modalites_accompagnement=_ONE_TO_ONE),
    "Ateliers collectif ou formations": means(modalites_accompagnement=_TOGETHER),
    "Vente solidaire de matériel": means(
        services=Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE, local_uses="sale"
    ),
}
SUBJECTS: Words = {
    **words_of_0_1("services"),
    "Formation aux bases du numérique": means(services=_BASICS),
    "Administration en ligne": means(services=_PROCEDURES),
    "Scolarité et parentalité": means(services=Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE),
    "Insertion professionnelle": means(services=Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE),
    "Emploi": means(services=Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE),
    "Entreprenariat": means(services=Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE, kept=True),
    "Culture, loisirs et divertissement": means(services=Service.LOISIRS_ET_CREATIONS_NUMERIQUES),
    "Citoyenneté numérique, cohésion et vivre-ensemble": means(
        services=Service.COMPREHENSION_DU_MONDE_NUMERIQUE, kept=True
    ),
    "Lien social, réseaux sociaux & communication": means(services=_BASICS, kept=True),
    "Formation bureautique (pack office)": means(services=_BASICS, kept=True),
    "Multimédia, éveil internet, courrier électronique": means(services=_BASICS, kept=True),
    # Which procedures: the standard has one word for all of them.
    "Santé, accès aux soins": means(services=_PROCEDURES, kept=True),
    "Logement": means(services=_PROCEDURES, kept=True),
    # Subjects of help that are not said to be digital.
    **dict.fromkeys(("Médiation culturelle", "Mobilité / se déplacer", "Prêt de livres"), KEPT),
    **dict.fromkeys(("Aide à la consommation", "Accompagnement budgétaire"), KEPT),
    **dict.fromkeys(("Enseignement", "Formation professionnelle continue"), KEPT),
    **dict.fromkeys(("Condition féminine", "Sports..."), KEPT),
    "Autre": None,
}
EQUIPMENT: Words = {
    "Postes informatiques avec internet": means(services=_INTERNET),
    "Accès WIFI": means(services=_INTERNET, local_wifi_public="oui"),
    "Scan de documents": means(local_equipment="scanner"),
    "Impression de documents": means(local_equipment="printer"),
    "Copie de document": KEPT,
    "Pas d'équipement disponible": None,
}
EVERYONE = "Tout types de publics"
PUBLICS: Words = {
    EVERYONE: None,  # the standard says it by an empty list
    "Jeunes (16-26 ans)/Etudiants": means(
        publics_specifiquement_adresses=(PublicSpecifique.JEUNES, PublicSpecifique.ETUDIANTS)
    ),
    "Jeunes (16-26 ans)": means(publics_specifiquement_adresses=PublicSpecifique.JEUNES),
    "Etudiants": means(publics_specifiquement_adresses=PublicSpecifique.ETUDIANTS),
    "Seniors (+ 65 ans)": means(publics_specifiquement_adresses=PublicSpecifique.SENIORS),
    "Familles/enfants": means(
        publics_specifiquement_adresses=PublicSpecifique.FAMILLES_ET_OU_ENFANTS
    ),
    # "Women only" is a rule of admission, "Femmes" an intention: the words are kept.
    "Uniquement femmes": means(
        publics_specifiquement_adresses=PublicSpecifique.FEMMES,
        local_admission_rule="Uniquement femmes",
    ),
    # Which disability is not said, and the standard asks for it.
    "Personnes en situation de handicap": KEPT,
    **dict.fromkeys(("Adultes", "Personnes en difficultés sociales"), KEPT),
    # No value in the standard, where silence means "everyone": a rule of admission.
    **{
        word: means(local_admission_rule=f"Pour : {word.lower()}")
        for word in (
            "Personnes en insertion professionnelle/demandeurs d'emploi",
            "Personnes en insertion professionnelle",
            "Entreprises/porteurs de projets économiques",
        )
    },
}
_WOMEN = "Uniquement femmes"
# Women's places tick "everyone" too: the restriction is what a person must know.
PUBLICS_TOO: Words = {
    **only_words(only_words(PUBLICS, "publics_specifiquement_adresses"), "local_admission_rule"),
    _WOMEN: PUBLICS[_WOMEN],
}
HELP: Words = {
    **words_of_0_1("modalites_accompagnement"),
    "Point numérique (ordinateurs et accompagnement ponctuel)": means(
        services=_INTERNET, modalites_accompagnement=_ONE_TO_ONE, kept=True
    ),
    "Espace public numérique (accès ordinateurs et accompagnement dédié)": means(
        services=_INTERNET, modalites_accompagnement=_ONE_TO_ONE, typologie="EPN"
    ),
    "Simple accès (ordinateurs sans accompagnement)": means(
        services=_INTERNET, modalites_accompagnement=_ALONE
    ),
    "Formation/ateliers thématiques": means(modalites_accompagnement=_TOGETHER),
    "Guichet numérique (poste de l'accompagnant)": means(
        modalites_accompagnement=_ONE_TO_ONE, kept=True
    ),
    "Fourniture de matériel reconditionné": means(
        services=Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE, kept=True
    ),
    "Tiers lieux": means(typologie="TIERS_LIEUX"),
    "Formation et assistance informatique adules et seniors": KEPT,
    "Non concerné": None,
}
KINDS: Words = {
    "Bibliothèque / Médiathèque": means(typologie="BIB"),
    "Association": means(typologie="ASSO"),
    "Point et bureau information jeunesse (PIJ/BIJ)": means(typologie="PIJ_BIJ"),
    "Maison de quartier/maison commune": means(typologie="MQ"),
    "Centre communal d’action sociale (CCAS)": means(typologie="CCAS"),
    "Municipalité": means(typologie="MUNI"),
    "Chambre consulaire": means(typologie="CCONS"),
    "Organisme de formation": means(typologie="OF"),
    "Autre": means(typologie="Autre"),
    # A province is neither a region nor a department.
    "Province": KEPT,
    "Entreprise privée": KEPT,
}
FEES: Words = {
    "Gratuit": means(frais_a_charge=Frais.GRATUIT),
    "Gratuit sous condition": means(frais_a_charge=Frais.GRATUIT_SOUS_CONDITION),
    "Payant": means(frais_a_charge=Frais.PAYANT),
}
_LABELS = (
    *("Structure d'information jeunesse", "Case numérique", "Qualiopi", "Ambassadeur Pédagojeux"),
    "Formateur bureautique agrément DFCP 2021/1088",
)
LABELS: Words = {
    **{label: means(autres_formations_labels=label) for label in _LABELS},
    "Structure Information Jeunesse (SIJ)": means(autres_formations_labels=_LABELS[0]),
    "Certificateur Pix": means(dispositif_programmes_nationaux=Dispositif.CERTIFICATION_PIX),
    "Projet de labelisation en-cours.": KEPT,
}
TABLES = (
    ("services", SERVICES),
    ("thematiques_proposees", SUBJECTS),
    ("equipements", EQUIPMENT),
    ("modalites_accompagnement", HELP),
    ("modalites_accompagnement0", HELP),
    ("typologie", KINDS),
    ("conditions_acces", FEES),
    ("labels_autres", LABELS),
)
_NO_TELEPHONE = "+687"  # the form fills in the prefix
_NO_PARENT = "Aucune"
_URL = re.compile(r"(https?://|www\.)\S+|\S+\.nc(?:/\S*)?")


def key(row: Row) -> str:
    """Return a key made of name, address and commune: the producer gives none."""
    if given := text_of(row, "id"):
        return given
    return hashed_key(*(text_of(row, name) for name in ("nom", "adresse", "commune")))


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one answer."""
    draft = Draft(row, key(row))
    draft.put_columns(COLUMNS)
    draft.put("source", "Nouvelle-Calédonie")
    if draft.text("telephone") != _NO_TELEPHONE:
        draft.put("telephone", draft.text("telephone"))
    if draft.text("structure_parente") != _NO_PARENT:
        draft.put("structure_parente", draft.text("structure_parente"))
    if draft.text("ridet").strip("0"):
        draft.put("pivot", draft.text("ridet"))
    draft.put("pivot", draft.text("pivot"))
    position = row.values.get("geolocalisation")
    if isinstance(position, dict):
        draft.put("latitude", position.get("lat"))
        draft.put("longitude", position.get("lon"))
    _put_site(draft)
    for column, machine in MACHINES.items():
        if number := draft.text(column):
            draft.add("local_equipment", f"{machine}:{number}")
    draft.add("local_wheelchair", WHEELCHAIR.get(fold(draft.text("accessibilite")), ""))
    detail = draft.text("conditions_acces_detail")
    draft.add("local_cost_note" if _PRICE.search(detail) else "local_admission_rule", detail)
    for column, table in TABLES:
        draft.decode(column, draft.words(column, SEPARATOR), table)
    publics = draft.words("publics_accueillis", SEPARATOR)
    draft.decode("publics_accueillis", publics, PUBLICS_TOO if EVERYONE in publics else PUBLICS)
    draft.keep_columns(KEPT_COLUMNS)
    draft.put_week(DAYS)
    return draft.reading(log)


def _put_site(draft: Draft) -> None:
    site = draft.text("site_web")
    found = _URL.match(site)
    if "@" in site and "/" not in site:
        draft.put("courriels", draft.text("courriel") or site)
    elif found and found[0] != site:  # "https://… (refonte en cours)"
        draft.put("site_web", found[0])
        draft.keep("site_web")
    else:
        draft.put("site_web", site)


SOURCE = Source(
    id="nouvelle-caledonie",
    title="Lieux de médiation numérique de Nouvelle-Calédonie (2024)",
    producer="Gouvernement de la Nouvelle-Calédonie",
    lineage="government",
    licence="Non dite dans le dépôt ; à confirmer par le producteur avant toute republication",
    url="https://data.gouv.nc/",
    formats=("json",),
    read=json_file.rows(required=("nom", "commune", "geolocalisation")),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("ridet", "geolocalisation", "date_soumission"),
)
