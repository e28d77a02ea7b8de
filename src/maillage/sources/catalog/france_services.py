"""France Services places as the ANCT publishes them: days in columns, branches, moving places.

The file does not say what is done there nor what it costs: the label does for the services, and
nothing is written for the rest. Some lines have neither address nor commune: they cannot be
published, and are refused with that reason.
"""

from dataclasses import replace

from maillage.core.harmonise import Log
from maillage.core.harmonise.mending import mend
from maillage.core.standard import Dispositif, Itinerance, Reading, Service
from maillage.sources.base import Row, Source
from maillage.sources.platforms import csv_file
from maillage.sources.platforms.day_columns import columns_of_days
from maillage.sources.platforms.draft import Draft, Words, means, text_of

COLUMNS = {
    "lib_fs": "nom",
    "adresse": "adresse",
    "complement_adresse": "complement_adresse",
    "insee_com": "code_insee",
    "code_postal": "code_postal",
    "lib_com": "commune",
    "latitude": "latitude",
    "longitude": "longitude",
    "mail": "courriels",
    "telephone": "telephone",
    "commentaire": "presentation_detail",  # how one is received, hours of holidays
}  # `insee_dep` says nothing that the codes do not
# What the standard has no field for: head office or branch, group of branches, day of the label.
APART = ("format_fs", "groupe", "labellisation")

MOVES: Words = {
    "Oui": means(itinerance=Itinerance.ITINERANT),
    "Non": means(itinerance=Itinerance.FIXE),
}
DAYS = columns_of_days("h_{day}")
DAY_NAMES = tuple(name for (name,) in DAYS)


def key(row: Row) -> str:
    """Return the ANCT's own identifier, the same from one delivery to the next."""
    return text_of(row, "id_fs")


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one row."""
    values = mend(row.values, log, ("hours_said_twice",), only=DAY_NAMES)
    draft = Draft(replace(row, values=values), key(row))
    draft.put_columns(COLUMNS)
    draft.put("source", "france-services")
    draft.add("typologie", "RFS")
    draft.add("dispositif_programmes_nationaux", Dispositif.FRANCE_SERVICES)
    # The charter that gives the label: help with procedures online.
    draft.add("services", Service.AIDE_AUX_DEMARCHES_ADMINISTRATIVES)
    draft.decode("itinerance", draft.words("itinerance", ","), MOVES)
    draft.keep_columns(APART)
    draft.put_week(DAYS)
    return draft.reading(log)


SOURCE = Source(
    id="france-services",
    title="Espaces France Services (décembre 2022)",
    producer="Agence nationale de la cohésion des territoires",
    lineage="government",
    licence="Licence Ouverte 2.0",
    url="https://www.data.gouv.fr/fr/datasets/liste-des-structures-france-services/",
    formats=("csv",),
    read=csv_file.rows(
        required=("id_fs", "lib_fs", "lib_com"),
        known=(*COLUMNS, *APART, "id_fs", "itinerance", *DAY_NAMES),
    ),
    key=key,
    convert=convert,
    version="1",
    recognised_by=("id_fs", "lib_fs", "format_fs"),
)
