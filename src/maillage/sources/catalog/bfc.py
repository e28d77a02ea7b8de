"""Places of Bourgogne-Franche-Comté gathered by the regional hub: codes, and half-days in columns.

The hub publishes what its codes mean beside the file (bfc-ternum-fields-custom-props.json). Some
labels ("BFC", "F", "P"...) are explained nowhere: they are kept apart, and counted as unknown.
"""

from maillage.core.harmonise import Log
from maillage.core.standard import (
    Dispositif,
    ModaliteAcces,
    ModaliteAccompagnement,
    Reading,
    Service,
)
from maillage.sources.base import Row, Source
from maillage.sources.platforms import csv_file
from maillage.sources.platforms.day_columns import columns_of_days
from maillage.sources.platforms.draft import Draft, Words, means, text_of
from maillage.sources.platforms.people import without_people, without_title

COLUMNS = {
    "nom_structure": "nom",
    "ville": "commune",
    "code_postal": "code_postal",
    "adresse": "adresse",
    "lat": "latitude",
    "lon": "longitude",
    "contact_tel": "telephone",
    "contact_email": "courriels",
    "url_lieu": "site_web",
    "mise_a_jour": "date_maj",
}  # `departement` says nothing that the postcode does not

TYPO: Words = {
    "M": means(
        services=Service.MAITRISE_DES_OUTILS_NUMERIQUES_DU_QUOTIDIEN,
        kept="Lieux de médiation publique",
    ),
    "I": means(
        services=Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES,
        kept="Lieux d’information et d’accès aux droits",
    ),
    "T": means(typologie="TIERS_LIEUX", kept="Lieux de travail et de collaboration"),
    "O": means(typologie="OF", kept="Lieux de formation"),
    # Not FABLAB: youth centres and associations that make things bear it too.
    "F": means(
        services=Service.LOISIRS_ET_CREATIONS_NUMERIQUES,
        kept="Lieux de médiation et de fabrication",
    ),
    "TL": means(typologie="TIERS_LIEUX"),
}

LABELS: Words = {
    "APTIC": means(autres_formations_labels="APTIC"),
    "CTL": means(autres_formations_labels="Charte régionale des Tiers Lieux"),
    "FTL": means(autres_formations_labels="France Tiers-Lieux"),
    "MSAP": means(typologie="MSAP"),
    "MFS": means(typologie="RFS", dispositif_programmes_nationaux=Dispositif.FRANCE_SERVICES),
    "NMM": means(autres_formations_labels="Nièvre médiation numérique"),
    "DM": means(autres_formations_labels="Réseau Dijon métropole"),
    "RIN": means(autres_formations_labels="Réseau inclusion numérique Chalon-Louhans"),
    "TL": means(typologie="TIERS_LIEUX"),
}

HELP: Words = {
    "A": means(
        services=Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE,
        modalites_accompagnement=ModaliteAccompagnement.EN_AUTONOMIE,
    ),
    "L": means(
        services=Service.ACCES_INTERNET_ET_MATERIEL_INFORMATIQUE,
        modalites_acces=ModaliteAcces.SE_PRESENTER,
        modalites_accompagnement=ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
        local_admission_rule="Accès libre avec accompagnement",
    ),
    # The standard has no word for an appointment that is not taken online: a rule of admission.
    "RDV": means(
        modalites_accompagnement=ModaliteAccompagnement.ACCOMPAGNEMENT_INDIVIDUEL,
        local_admission_rule="Accompagnement individuel sur rendez-vous",
    ),
    "G": means(
        modalites_accompagnement=ModaliteAccompagnement.DANS_UN_ATELIER_COLLECTIF,
        local_admission_rule="Accompagnement en groupe sur inscription",
    ),
    "R": means(kept="Atelier de réparation informatique"),
}

DAYS = columns_of_days("{day} {half}", "matin", "après-midi")
CLOSED = ("x",)


def key(row: Row) -> str:
    """Return the hub's own identifier, the same from one delivery to the next."""
    return text_of(row, "bfc_id")


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one row."""
    draft = Draft(row, key(row))
    draft.put_columns(COLUMNS)
    draft.put("source", "Hub BFC")
    for column, table in (("code_typo", TYPO), ("code_label", LABELS), ("code_accomp", HELP)):
        draft.decode(column, draft.words(column, "-"), table)
    draft.put_week(DAYS, closed=CLOSED)
    return draft.reading(log)


SOURCE = Source(
    id="bfc",
    title="Lieux de médiation numérique de Bourgogne-Franche-Comté (2023)",
    producer="Hub Bourgogne-Franche-Comté (Arnia, MedNum BFC)",
    lineage="producer",
    licence="Non dite dans le dépôt ; à confirmer par le producteur avant toute republication",
    url="https://github.com/multi-coop/data-bfc-ternum",
    formats=("csv",),
    read=without_people(
        csv_file.rows(required=("bfc_id", "nom_structure", "ville"), known=tuple(COLUMNS)),
        cut={"nom_structure": without_title},
    ),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("bfc_id", "code_typo", "code_accomp"),
)
