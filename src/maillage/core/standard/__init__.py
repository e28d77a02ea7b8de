"""The French national standard of digital mediation places, version 1.0.2 (0.1.x is read)."""

from maillage.core.standard.dictionary import dictionary, schema
from maillage.core.standard.fields import FIELD_BY_NAME, FIELDS, VERSION, Field
from maillage.core.standard.reading import detect_version, read_values
from maillage.core.standard.record import Fault, PlaceRecord, Reading
from maillage.core.standard.report import FaultGroup, Report
from maillage.core.standard.table import Table, read_table
from maillage.core.standard.typologies import TYPOLOGIES
from maillage.core.standard.validation import read_as, validate, validate_table
from maillage.core.standard.values import (
    Dispositif,
    FormationLabel,
    Frais,
    Itinerance,
    ModaliteAcces,
    ModaliteAccompagnement,
    PriseEnCharge,
    PublicSpecifique,
    Service,
)
from maillage.core.standard.writing import to_values, write_csv

__all__ = [
    "FIELDS",
    "FIELD_BY_NAME",
    "TYPOLOGIES",
    "VERSION",
    "Dispositif",
    "Fault",
    "FaultGroup",
    "Field",
    "FormationLabel",
    "Frais",
    "Itinerance",
    "ModaliteAcces",
    "ModaliteAccompagnement",
    "PlaceRecord",
    "PriseEnCharge",
    "PublicSpecifique",
    "Reading",
    "Report",
    "Service",
    "Table",
    "detect_version",
    "dictionary",
    "read_as",
    "read_table",
    "read_values",
    "schema",
    "to_values",
    "validate",
    "validate_table",
    "write_csv",
]
