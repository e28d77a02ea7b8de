"""Places of Auvergne-Rhône-Alpes gathered by the hub Hinaura: a form of 37 questions in French.

Boxes that were ticked come in one text each, cut by commas and quotation marks that do not close,
with the icons of the form in HTML. There is no identifier: name, address and commune make one.
Each record may say that its data are under ODbL; that agreement is kept with it. The question
that names the person in charge is never read.
"""

from dataclasses import replace

from maillage.core.harmonise import Log
from maillage.core.harmonise.mending import mend
from maillage.core.standard import (
    Dispositif,
    Frais,
    ModaliteAcces,
    ModaliteAccompagnement,
    PriseEnCharge,
    PublicSpecifique,
    Reading,
    Service,
)
from maillage.core.standard.problems import quote
from maillage.sources.base import Row, Source, refused
from maillage.sources.platforms import json_file
from maillage.sources.platforms.day_columns import columns_of_days
from maillage.sources.platforms.draft import KEPT, Draft, Words, means, text_of
from maillage.sources.platforms.keys import hashed_key
from maillage.sources.platforms.people import without_people
from maillage.sources.platforms.sites import put_sites

NAME, STREET, TOWN = "Nom du lieu ou de la structure *", "Adresse postale *", "Ville *"
EMAIL = (
    "Email (éviter les emails nominatifs - en cas d'email nominitatif seule la personne concernée "
    "est autorisé à l'ajouter)"
)
PERSON = (
    "Nom du/de la référent·e du service d'accompagnement numérique "
    "(à ne remplir QUE si vous êtes cette personne)"
)
ABOUT = "Informations diverses (précisions sur votre structure, vos services, vos partenaires...)"
LICENCE, STATE = "Licence des données collectées *", "Etat"
PUBLIC, FEES = "Publics accueillis", "Tarifs"
COLUMNS = {
    NAME: "nom",
    STREET: "adresse",
    "Code postal": "code_postal",
    TOWN: "commune",
    "bf_latitude": "latitude",
    "bf_longitude": "longitude",
    EMAIL: "courriels",
    "Téléphone": "telephone",
    ABOUT: "presentation_detail",
    "datetime_latest": "date_maj",
}  # the agreement to the privacy policy of the form concerns nobody else
SITE = "Site Web"
APART = ("datetime_create", "Géolocalisation")
DAYS = tuple((name.capitalize(),) for (name,) in columns_of_days())

# Between ticked boxes; a comma inside a sentence is followed by a space.
BETWEEN = r'"?\s*,\s*"|,(?=\S|$)'
PROCEDURES = means(services=Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES, kept=True)
EVERYDAY = means(services=Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN, kept=True)
SAFE = means(services=Service.UTILISATION_SECURISEE_DU_NUMERIQUE, kept=True)
CULTURE = means(services=Service.COMPREHENSION_DU_MONDE_NUMERIQUE, kept=True)
PARENTS = means(services=Service.PARENTALITE_ET_EDUCATION_AVEC_LE_NUMERIQUE, kept=True)
EQUIPMENT = means(services=Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE, kept=True)

TABLES: dict[str, Words] = {
    "Type d'opérateur": {
        "Public : Collectivité": KEPT,
        "Public : État": KEPT,
        "Privé à but non lucratif (association, ONG...)": KEPT,
        "Privé à but lucratif (entreprises, auto-entrepreneurs, SCOP, SCIC...)": KEPT,
    },
    "Type de lieu": {
        "Autres": means(typologie="Autre"),
        "Espace Public Numérique": means(typologie="EPN"),
        "Médiathèque": means(typologie="BIB"),
        "Maison France Services": means(
            typologie="RFS", dispositif_programmes_nationaux=Dispositif.FRANCE_SERVICES
        ),
        "Centre socio-culturel": means(typologie="CSC"),
        "Structure associative de quartier": means(typologie="ASSO", kept=True),
        "Tiers-Lieux": means(typologie="TIERS_LIEUX"),
        "Espace de coworking": means(typologie="TIERS_LIEUX", kept=True),
        "Maison de Services au Public": means(typologie="MSAP"),
        "Fablab / Hackerspace": means(typologie="FABLAB"),
        "CCAS": means(typologie="CCAS"),
        "BIJ/PIJ (Information Jeunesse)": means(typologie="PIJ_BIJ"),
        "Cyberbase / Cybercentre": means(typologie="EPN", kept=True),
        "Association caritative": means(typologie="ASSO", kept=True),
        "Ressourcerie (matériel moindre coût / recyclé)": means(typologie="RESSOURCERIE"),
        "Promeneurs du net": means(dispositif_programmes_nationaux=Dispositif.PROMENEURS_DU_NET),
    },
    "Accueille un ou des Conseillers Numériques France Services": {
        "Oui": means(dispositif_programmes_nationaux=Dispositif.CONSEILLERS_NUMERIQUES),
        "Non": None,
    },
    PUBLIC: {
        "Seniors": means(publics_specifiquement_adresses=PublicSpecifique.SENIORS),
        "Jeunesse (11-26 ans)": means(publics_specifiquement_adresses=PublicSpecifique.JEUNES),
        "Enfance / Parentalité (3-10 ans)": means(
            publics_specifiquement_adresses=PublicSpecifique.FAMILLES_ET_OU_ENFANTS, kept=True
        ),
        "Petite enfance / Parentalité (0-3 ans)": means(
            publics_specifiquement_adresses=PublicSpecifique.FAMILLES_ET_OU_ENFANTS, kept=True
        ),
    },
    "Accueil pour les personnes en situation de handicap": {
        "Accès Personnes à Mobilité Réduite": means(
            prise_en_charge_specifique=PriseEnCharge.HANDICAPS_MOTEURS
        ),
        "Handicap Mental": means(prise_en_charge_specifique=PriseEnCharge.HANDICAPS_MENTAUX),
        "Surdité": means(prise_en_charge_specifique=PriseEnCharge.SURDITE),
        "Cécité et déficience visuelle": means(
            prise_en_charge_specifique=PriseEnCharge.DEFICIENCE_VISUELLE
        ),
    },
    "Accompagnement de publics spécifiques": {
        "Personnes en situation d'illettrisme": means(
            prise_en_charge_specifique=PriseEnCharge.ILLETTRISME
        ),
        "Langue étrangère (anglais)": means(
            prise_en_charge_specifique=PriseEnCharge.LANGUES_ETRANGERES_ANGLAIS
        ),
        "Langue étrangère (autres langues)": means(
            prise_en_charge_specifique=PriseEnCharge.LANGUES_ETRANGERES_AUTRES
        ),
        "Personnes en insertion": KEPT,
        # Learning French is not being received in another language.
        "Personnes avec des problématiques linguistiques": KEPT,
    },
    FEES: {
        "Gratuit": means(frais_a_charge=Frais.GRATUIT),
        "Gratuit sous condition": means(frais_a_charge=Frais.GRATUIT_SOUS_CONDITION),
        "Payant": means(frais_a_charge=Frais.PAYANT),
        "Adhésion": means(frais_a_charge=Frais.PAYANT, kept=True),
        "Solidaire (tarif réduit adapté à la situation sociale/familiale, ou convention avec un "
        "organisme solidaire)": means(frais_a_charge=Frais.PAYANT, kept="Tarif solidaire"),
        # A means of payment, not a price.
        "Agrée Pass Numérique (APTIC ou autres)": means(autres_formations_labels="APTIC"),
    },
    "À disposition": {
        "Réseau Wifi": EQUIPMENT,
        "Accès libre à du matériel informatique": means(
            services=Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE,
            modalites_accompagnement=ModaliteAccompagnement.EN_AUTONOMIE,
            kept=True,
        ),
        "Imprimante (service gratuit)": KEPT,
        "Imprimante (service payant)": KEPT,
    },
    "Types d'accompagnement proposés": {
        "Accompagnement individuel sur rendez-vous": means(
            modalites_accompagnement=ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL, kept=True
        ),
        "Accompagnement individuel sans rendez-vous": means(
            modalites_accompagnement=ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
            modalites_acces=ModaliteAcces.SE_PRESENTER,
            kept=True,
        ),
        "Accompagnement en groupe sur inscription": means(
            modalites_accompagnement=ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF, kept=True
        ),
        "Accompagnement en groupe sans inscription": means(
            modalites_accompagnement=ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF,
            modalites_acces=ModaliteAcces.SE_PRESENTER,
            kept=True,
        ),
        "Accès libre avec un accompagnement": means(
            services=Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE,
            modalites_accompagnement=ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
            modalites_acces=ModaliteAcces.SE_PRESENTER,
            kept=True,
        ),
        "Impression": KEPT,
        "Faire à la place de / habilité Aidants Connect": means(
            dispositif_programmes_nationaux=Dispositif.AIDANTS_CONNECT, kept=True
        ),
        "Achat équipement à bas coût": means(
            services=Service.ACQUISITION_DE_MATERIEL_INFORMATIQUE_A_PRIX_SOLIDAIRE
        ),
        "Atelier de réparation de matériel informatique": KEPT,
    },
    "Accompagnements proposés aux démarches en ligne": {
        "Accompagnement CAF (caf.fr)": PROCEDURES,
        "Accompagnement Pôle Emploi (pole-emploi.fr)": PROCEDURES,
        "Accompagnement CPAM (ameli.fr)": PROCEDURES,
        "Accompagnement impôts (impots.gouv.fr)": PROCEDURES,
        "Accompagnement CARSAT": PROCEDURES,
        "Accompagnement demande de logement social": PROCEDURES,
        "Accompagnement prise de RDV en préfecture": PROCEDURES,
        "Autres démarches en ligne": PROCEDURES,
    },
    "Formations compétences de base proposées": {
        "Rechercher des informations sur Internet": EVERYDAY,
        "Naviguer sur des sites web": EVERYDAY,
        "Créer et gérer une adresse mail": EVERYDAY,
        "Écrire un document": EVERYDAY,
        "Gérer ses documents": EVERYDAY,
        "Découvrir l'ordinateur et son environnement": EVERYDAY,
        "Découvrir la tablette et son environnement": EVERYDAY,
        "Découvrir le smartphone et son environnement": EVERYDAY,
        "Découvrir les périphériques": EVERYDAY,
        "Gérer ses données numériques (mots de passe..)": SAFE,
        "Faire un diagnostic des compétences numériques": KEPT,
    },
    "Comprendre et Utiliser les sites d’accès aux droits proposées": {
        "Comprendre et utiliser France Connect": PROCEDURES,
        "Comprendre et utiliser les services de la Caf (caf.fr)": PROCEDURES,
        "Comprendre et utiliser les services de la CPAM (Ameli.fr)": PROCEDURES,
        "Comprendre et utiliser les services des Impôts (impots.gouv.fr)": PROCEDURES,
        "Comprendre et utiliser les services de Pôle Emploi (pole-emploi.fr)": PROCEDURES,
        "Comprendre et utiliser les services de CARSAT": PROCEDURES,
        "Faire sa demande de logement social": PROCEDURES,
    },
    "Sensibilisations culture numérique": {
        "Sensibilisation à la gestion de son identité numérique": SAFE,
        "Sensibilisation Vie privée": SAFE,
        "Utiliser le numérique pour la recherche d'emploi (CV, plateformes professionnelles...)": (
            means(services=Service.INSERTION_PROFESSIONNELLE_VIA_LE_NUMERIQUE)
        ),
        "Sensibilisation Cultures numériques": CULTURE,
        "Éducation aux Médias et à l'Information": CULTURE,
        "Utiliser le numérique à des fins créatives et récréatives": means(
            services=Service.LOISIRS_ET_CREATIONS_NUMERIQUES
        ),
        "Sensibilisation : La parentalité à l'ère du numérique": PARENTS,
        "Sensibilisation : Connaître les pratiques et les usages des jeunes": PARENTS,
        "Comprendre et utiliser un Espace Numérique de Travail (parentalité)": PARENTS,
    },
}
# The agreement to the privacy policy concerns the form alone, and is full of HTML.
READ = frozenset({*COLUMNS, *TABLES, SITE, LICENCE, *(day for (day,) in DAYS)})
ADULTS = "Adultes"
# Adults are in no list of the standard: as soon as they are named the place is for everyone, and
# the words of all are kept (as in the conversion from version 0.1).
EVERYONE: Words = dict.fromkeys((ADULTS, *TABLES[PUBLIC]), KEPT)
# Free for members.
FREE_FOR_MEMBERS: Words = {
    **TABLES[FEES],
    "Gratuit": means(frais_a_charge=Frais.GRATUIT_SOUS_CONDITION),
    "Adhésion": KEPT,
}


def key(row: Row) -> str:
    """Return an identifier made of the name, the address and the commune."""
    return hashed_key(*(row.values.get(column) for column in (NAME, STREET, TOWN)))


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one row."""
    state = text_of(row, STATE)
    if state not in ("", "Publié"):
        return refused(
            row,
            "not_published",
            f"La fiche est dans l’état {quote(state)} chez le producteur : elle n’est pas publiée.",
            "Publiez la fiche chez le producteur, puis livrez le fichier de nouveau.",
            name=STATE,
        )
    values = mend(row.values, log, ("double_encoding", "html_removed"), only=READ)
    draft = Draft(replace(row, values=values), key(row))
    draft.put_columns(COLUMNS)
    draft.put("source", "Hinaura")
    put_sites(draft, SITE)
    draft.keep_columns(APART)
    if "ODbL" in draft.text(LICENCE):
        draft.keep("licence", "ODbL")
    for column, table in TABLES.items():
        words = [word for text in draft.words(column, BETWEEN) if (word := text.strip('" '))]
        draft.decode(column, words, _table(column, words, table))
    draft.put_week(DAYS)
    return draft.reading(log)


def _table(column: str, words: list[str], table: Words) -> Words:
    """Return the table that reads these words: some mean something else together."""
    if column == PUBLIC and ADULTS in words:
        return EVERYONE
    if column == FEES and {"Gratuit", "Adhésion"} <= {*words}:
        return FREE_FOR_MEMBERS
    return table


SOURCE = Source(
    id="hinaura",
    title="Lieux de médiation numérique d’Auvergne-Rhône-Alpes (novembre 2022)",
    producer="Hub Hinaura",
    lineage="producer",
    licence="Licence Ouverte 2.0 ; ODbL pour les fiches qui le disent (local_licence)",
    url="https://carto.hinaura.fr/",
    formats=("json",),
    read=without_people(json_file.rows(required=(NAME, TOWN)), left_out=(PERSON,)),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("bf_latitude", NAME, PUBLIC),
)
