"""The French national standard of digital mediation places, version 1.0.2 (0.1.x is read)."""

from maillage.core.standard.fields import FIELD_BY_NAME, FIELDS, VERSION, Field
from maillage.core.standard.reading import detect_version, read_values
from maillage.core.standard.record import Fault, PlaceRecord, Reading
from maillage.core.standard.typologies import TYPOLOGIES
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

__all__ = [
    "FIELDS",
    "FIELD_BY_NAME",
    "TYPOLOGIES",
    "VERSION",
    "Dispositif",
    "Fault",
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
    "Service",
    "detect_version",
    "read_values",
]
