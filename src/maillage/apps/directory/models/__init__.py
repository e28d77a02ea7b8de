"""Tables of the directory: who, where, what, and what each source said."""

from maillage.apps.directory.models.base_version import BaseVersion
from maillage.apps.directory.models.life import (
    AuditRow,
    Programme,
    ProgrammePlace,
    TemporaryClosure,
)
from maillage.apps.directory.models.offer import Mode, Offer, Regime, Where
from maillage.apps.directory.models.place import Equipment, Organisation, Place, PlaceState
from maillage.apps.directory.models.record import Attachment, SourceRecord
from maillage.apps.directory.models.term import Term, Vocabulary

__all__ = [
    "Attachment",
    "AuditRow",
    "BaseVersion",
    "Equipment",
    "Mode",
    "Offer",
    "Organisation",
    "Place",
    "PlaceState",
    "Programme",
    "ProgrammePlace",
    "Regime",
    "SourceRecord",
    "TemporaryClosure",
    "Term",
    "Vocabulary",
    "Where",
]
