"""The aggregate of data·inclusion in February 2023, in version 0.1 of the standard.

Seven origins (`source`), each with its own numbers: an identifier is only one inside its origin.
One place in nine has no position. Some presentations keep the HTML of the page they come from.
"""

from dataclasses import replace

from maillage.core.harmonise import Log
from maillage.core.standard import Reading
from maillage.sources.base import Row, Source
from maillage.sources.platforms import national_standard
from maillage.sources.platforms.draft import text_of

# Codes of 2023 that have another name since: Pôle emploi became France Travail on 1 January 2024.
KINDS = {"PE": "FT"}


def key(row: Row) -> str:
    """Return the origin and its own identifier: "dora:1" is not "siao:1"."""
    origin, given = text_of(row, "source"), text_of(row, "id")
    return f"{origin}:{given}" if given else ""


def convert(row: Row, log: Log) -> Reading:
    """Return the reading of one structure, under the key of its origin."""
    values = {**row.values, "id": key(row)}
    if kinds := text_of(row, "typologie"):
        values["typologie"] = ";".join(KINDS.get(kind, kind) for kind in kinds.split(";"))
    return national_standard.convert(replace(row, values=values), log)


SOURCE = Source(
    id="data-inclusion-2023",
    title="data·inclusion, structures de février 2023",
    producer="data·inclusion (origines dans la colonne source)",
    lineage="aggregator",
    licence="Licence Ouverte 2.0 (supposée ; à confirmer par le producteur)",
    url="https://www.data.inclusion.beta.gouv.fr/",
    formats=("json",),
    read=national_standard.rows("json"),
    key=key,
    convert=convert,
    version="1",
    # The columns are those of the standard: nothing tells this file from another of them.
    recognised_by=(),
)
