"""Tables of the directory: who, where, what, and what each source said."""

from maillage.apps.directory.models.base_version import BaseVersion
from maillage.apps.directory.models.life import (
    AuditRow,
    Programme,
    ProgrammePlace,
    TemporaryClosure,
)
from maillage.apps.directory.models.offer import Intensity, Mode, Offer, Regime, Where
from maillage.apps.directory.models.people import (
    ORGANISATION_ROLES,
    TERRITORY_ROLES,
    ZONE_ROLES,
    Invitation,
    Membership,
    Role,
)
from maillage.apps.directory.models.photo import PlacePhoto
from maillage.apps.directory.models.place import (
    Equipment,
    Family,
    Organisation,
    Place,
    PlaceState,
    PlaceZone,
)
from maillage.apps.directory.models.professional import Mediators, ProfessionalNote
from maillage.apps.directory.models.record import Attachment, SourceRecord
from maillage.apps.directory.models.term import Term, Vocabulary
from maillage.apps.directory.models.truth import Confirmation, How, PlaceJoin, Speaker

__all__ = [
    "ORGANISATION_ROLES",
    "TERRITORY_ROLES",
    "ZONE_ROLES",
    "Attachment",
    "AuditRow",
    "BaseVersion",
    "Confirmation",
    "Equipment",
    "Family",
    "How",
    "Intensity",
    "Invitation",
    "Mediators",
    "Membership",
    "Mode",
    "Offer",
    "Organisation",
    "Place",
    "PlaceJoin",
    "PlacePhoto",
    "PlaceState",
    "PlaceZone",
    "ProfessionalNote",
    "Programme",
    "ProgrammePlace",
    "Regime",
    "Role",
    "SourceRecord",
    "Speaker",
    "TemporaryClosure",
    "Term",
    "Vocabulary",
    "Where",
]
