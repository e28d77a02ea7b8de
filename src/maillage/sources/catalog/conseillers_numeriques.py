"""Where national advisers receive people (ANCT): the standard 0.1 in JSON, with a few own columns.

The list of advisers was replaced by their number before the file reached us, and only a number
would be kept here anyway: people are counted, never named.
"""

from dataclasses import replace

from maillage.core.harmonise import Log
from maillage.core.standard import Reading
from maillage.core.standard.problems import quote
from maillage.sources.base import Row, Source, fault
from maillage.sources.platforms import national_standard
from maillage.sources.platforms.people import without_people

# The producer's spelling of columns of the standard, and its own columns.
RENAMED = {"conditions_access": "conditions_acces", "structureId": "local_structure_id"}
COUNT, MEDIATORS = "nb_aidants", "local_mediators"
MOST_ADVISERS = 500


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one row."""
    values = {RENAMED.get(column, column): value for column, value in row.values.items()}
    received = values.pop(COUNT, None)
    count = _count(received)
    if count:
        values[MEDIATORS] = f"conseiller numérique:{count}"
    columns = (*(RENAMED.get(column, column) for column in row.columns), *values)
    reading = national_standard.convert(
        replace(row, values=values, columns=tuple(dict.fromkeys(columns))), log
    )
    if count is not None or received in (None, ""):
        return reading
    warning = fault(
        row,
        "count_unread",
        f"{quote(str(received))} n’est pas un nombre de conseillers : il est laissé de côté.",
        "Écrivez un nombre entier.",
        name=COUNT,
        value=str(received)[:80],
        severity="warning",
    )
    return replace(reading, faults=(*reading.faults, warning))


def _count(value: object) -> int | None:
    """Return a whole number of people, None when it is not one."""
    if isinstance(value, str) and value.strip().isdecimal() and len(value) < 6:
        value = int(value)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if 0 <= value <= MOST_ADVISERS else None


SOURCE = Source(
    id="conseillers-numeriques",
    title="Lieux d’accueil des conseillers numériques (décembre 2022)",
    producer="Agence nationale de la cohésion des territoires",
    lineage="government",
    licence="Licence Ouverte 2.0 (supposée ; à confirmer par le producteur)",
    url="https://www.conseiller-numerique.gouv.fr/carte",
    formats=("json",),
    read=without_people(national_standard.rows("json"), left_out=("aidants",)),
    key=national_standard.key,
    convert=convert,
    version="1",
    recognised_by=("structureId", "conditions_access"),
)
