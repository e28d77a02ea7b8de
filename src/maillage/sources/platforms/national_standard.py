"""What every source that already speaks the national standard has in common."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import lru_cache
from typing import Literal

from maillage.core.harmonise import Log, harmonise
from maillage.core.standard import FIELDS, Reading, detect_version, read_values
from maillage.sources.base import Row, fault, id_of, refused
from maillage.sources.delivery import Delivery
from maillage.sources.platforms import csv_file, geojson_file, json_file

# Without these no place can be told from another. The standard also requires `pivot` and
# `date_maj`: their absence is a fault of each row, and the places are read all the same.
REQUIRED = ("id", "nom", "commune", "code_postal", "adresse")
# Recognised whatever their capitals: the 32 columns, and those that only 0.1 has.
_COLUMNS_0_1 = ("cle_ban", "courriel", "publics_accueillis", "conditions_acces")
_COLUMNS = (
    *(field.name for field in FIELDS),
    *(*_COLUMNS_0_1, "labels_nationaux", "labels_autres", "accessibilite"),
)


def rows(*formats: str, required: Sequence[str] = REQUIRED) -> Callable[[Delivery], Iterator[Row]]:
    """Return a reader of the national standard in any of "csv", "json", "geojson"."""
    readers: dict[str, Callable[[Delivery], Iterator[Row]]] = {
        "csv": csv_file.rows(required=required, known=_COLUMNS),
        "json": json_file.rows(required=required),
        "geojson": geojson_file.rows(required=required),
    }

    def read(delivery: Delivery) -> Iterator[Row]:
        delivery.expect(*formats)
        return readers[delivery.format](delivery)

    return read


def key(row: Row) -> str:
    """Return the `id` of the standard."""
    return id_of(row)


@lru_cache(maxsize=256)
def version_of(columns: tuple[str, ...]) -> Literal["1.0", "0.1"]:
    """Return the version that the columns tell, 1.0 when they fit both."""
    return detect_version(columns) or "1.0"


def convert(row: Row, log: Log, *, without: Sequence[str] = ()) -> Reading:
    """Return the reading of a row named as in the standard, 0.1 or 1.0; never raises on data."""
    if row.problem is not None:
        return refused(row, row.rule, row.problem, "Corrigez la ligne dans le fichier.")
    version = version_of(row.columns or tuple(row.values))
    geometry = row.values.get(geojson_file.GEOMETRY)
    values = geojson_file.take_geometry(row.values, log) if geometry else row.values
    separator = ";" if version == "0.1" else "|"
    corrected = harmonise(values, log, separator=separator, without=without)
    reading = read_values(corrected, version=version, line=row.line)
    if not geometry or not (gap := geojson_file.position_gap(geometry, corrected)):
        return reading
    warning = fault(
        row,
        "position_differs",
        gap,
        "Vérifiez l’adresse sur une carte ; la position des colonnes est gardée.",
        name="latitude",
        severity="warning",
    )
    return replace(reading, faults=(*reading.faults, warning))
