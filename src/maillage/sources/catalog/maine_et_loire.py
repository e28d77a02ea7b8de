"""Places of Maine-et-Loire (département 49): Lambert-93 metres, and flags in columns.

Two kinds of lines are refused: those where nothing but a position is left, and those that the
producer itself marks inactive.
"""

from maillage.core.harmonise import Log
from maillage.core.standard import Dispositif, ModaliteAcces, PublicSpecifique, Reading, Service
from maillage.sources.base import Row, Source, refused
from maillage.sources.platforms import json_file
from maillage.sources.platforms.answers import says_yes
from maillage.sources.platforms.draft import KEPT, Draft, Words, means, text_of
from maillage.sources.platforms.points import put_metres

LAMBERT_93 = 2154
COLUMNS = {
    "NOM_STRUCTURE": "nom",
    "CP": "code_postal",
    "COMMUNE": "commune",
    "NUM_TEL": "telephone",
    "SITE_WEB": "site_web",
    "DAT_MaJ": "date_maj",
}  # `ID_COURT` is the end of ID_LieuMed, `CATEGORIE` the number of the family of SS_CAT
APART = ("EPCI",)

KIND = "SS_CAT"
KINDS: Words = {
    "Bibliothèque - Médiathèque": means(typologie="BIB"),
    "Collectivité et services de la collectivité": means(typologie="MUNI", kept=True),
    "Association": means(typologie="ASSO"),
    # Job centre, family allowances, health insurance: the name says which, the column does not.
    "Opérateur - Service public": KEPT,
    "France Services": means(
        typologie="RFS", dispositif_programmes_nationaux=Dispositif.FRANCE_SERVICES
    ),
    "Centre Social": means(typologie="CS"),
    "CCAS": means(typologie="CCAS"),
    "La Poste": means(typologie="LA_POSTE"),
    "MDS": means(typologie="MDS"),
    "Point Information Jeunesse (PIJ)": means(typologie="PIJ_BIJ"),
    "Mission locale": means(typologie="ML"),
    "Cybercentre": means(typologie="EPN", kept=True),
    "Espace de vie sociale": means(typologie="EVS"),
    "EHPAD": KEPT,
}
# Questions whose yes is a service; the two kinds of help with procedures are one service now.
SERVICES = {
    "INTERNET": Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE,
    "DEM_Gen": Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
    "DEM_Spe": Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
    "INITIATION": Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN,
}
PRECISELY = {"DEM_Gen": "Démarches générales", "DEM_Spe": "Démarches spécifiques"}

# A flag is set by its own word, in several spellings, or by a cross.
PUBLICS = {
    "PBC_Jeunes": (("jeunes", "jeune"), "Jeunes"),
    "PBC_Adult": (("adultes", "adulte"), "Adultes"),
    "PBC_Senior": (("seniors", "senior"), "Seniors"),
    "PBC_Insert": (("insert", "insertion"), "Personnes en insertion"),
    "PBC_Adh": (("adherent", "adherents"), "Adhérents"),
}
IN_THE_STANDARD = {
    "Jeunes": PublicSpecifique.JEUNES,
    "Seniors": PublicSpecifique.SENIORS,
}
EVERYONE, UNKNOWN = "PBC_Tout", "PBC_NR"
FOR_EVERYONE = ("PBC_Adult", EVERYONE)


def key(row: Row) -> str:
    """Return the département's own identifier, the same from one delivery to the next."""
    return text_of(row, "ID_LieuMed")


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one row."""
    if text_of(row, "AFFICHAGE") == "INACTIF":
        return refused(
            row,
            "not_published",
            "Le producteur dit ce lieu « INACTIF » : il n’est pas publié.",
            "Si le lieu fonctionne, écrivez OUVERT dans la colonne AFFICHAGE.",
            name="AFFICHAGE",
        )
    draft = Draft(row, key(row))
    draft.put_columns(COLUMNS)
    draft.put("source", "Département de Maine-et-Loire")
    draft.put("adresse", " ".join(filter(None, (draft.text("N°"), draft.text("ADRESSE")))))
    more = [text for column in ("COMP_ADRESSE", "BP") if (text := draft.text(column))]
    draft.put("complement_adresse", ", ".join(more))
    if (mail := draft.text("MAIL_STRUC")).startswith(("http://", "https://")):
        draft.keep("page_contact", mail)  # a form to write by, where an address was asked for
    else:
        draft.put("courriels", mail)
    put_metres(draft, "x", "y", LAMBERT_93, log)
    draft.decode(KIND, draft.words(KIND, " / "), KINDS)
    received = says_yes(draft, "Accueil")
    if received is not None:
        access = (
            ModaliteAcces.SE_PRESENTER
            if received
            else ModaliteAcces.CE_LIEU_N_ACCUEILLE_PAS_DE_PUBLIC
        )
        draft.add("modalites_acces", access)
    for column, service in SERVICES.items():
        if says_yes(draft, column):
            draft.add("services", service)
            if column in PRECISELY:
                draft.keep("demarches", PRECISELY[column])
    _put_publics(draft)
    draft.keep_columns(APART)
    return draft.reading(log)


def _put_publics(draft: Draft) -> None:
    """Say whom the place addresses: nobody in particular as soon as adults or all are named."""
    everyone = any(draft.text(column) for column in FOR_EVERYONE)
    for column, (words, public) in PUBLICS.items():
        flag: Words = {
            word: means(publics_specifiquement_adresses=IN_THE_STANDARD[public])
            if public in IN_THE_STANDARD and not everyone
            else means(kept=public)
            for word in (*words, "x")
        }
        draft.decode(column, draft.words(column, ","), flag, kept_as="publics")
    draft.decode(EVERYONE, draft.words(EVERYONE, ","), {"Tous": None})
    draft.decode(UNKNOWN, draft.words(UNKNOWN, ","), {"NR": None})


SOURCE = Source(
    id="maine-et-loire",
    title="Lieux de médiation numérique du Maine-et-Loire (mai 2023)",
    producer="Département de Maine-et-Loire",
    lineage="producer",
    licence="Licence Ouverte 2.0",
    url="https://www.data.gouv.fr/fr/organizations/departement-de-maine-et-loire/",
    formats=("json",),
    read=json_file.rows(required=("ID_LieuMed", "NOM_STRUCTURE", "COMMUNE")),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("ID_LieuMed", "SS_CAT", "PBC_Tout"),
)
