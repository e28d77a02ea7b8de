"""data·inclusion v1 (schema 1.0.x): structures, services, their lists and their rules."""

from maillage.core.standard.data_inclusion.checking import kind_of, validate_data_inclusion
from maillage.core.standard.data_inclusion.mapping import (
    MODE_OF_ACCESS,
    NETWORK_OF_KIND,
    NETWORK_OF_LABEL,
    NETWORK_OF_PROGRAMME,
    PUBLIC_OF_PUBLIC,
    THEMES_OF_SERVICE,
    TYPE_OF_HELP,
    services_of_themes,
)
from maillage.core.standard.data_inclusion.records import (
    DataInclusionService,
    DataInclusionStructure,
    to_fields,
    to_json,
)
from maillage.core.standard.data_inclusion.rules import (
    DESCRIPTION_LENGTHS,
    FIRST_DAY,
    NAME_LENGTHS,
    Broken,
    faults,
    is_email,
    is_url,
)
from maillage.core.standard.data_inclusion.values import (
    PUBLICS,
    RESEAUX_PORTEURS,
    THEMATIQUES,
    TOUS_PUBLICS,
)

__all__ = [
    "DESCRIPTION_LENGTHS",
    "FIRST_DAY",
    "MODE_OF_ACCESS",
    "NAME_LENGTHS",
    "NETWORK_OF_KIND",
    "NETWORK_OF_LABEL",
    "NETWORK_OF_PROGRAMME",
    "PUBLICS",
    "PUBLIC_OF_PUBLIC",
    "RESEAUX_PORTEURS",
    "THEMATIQUES",
    "THEMES_OF_SERVICE",
    "TOUS_PUBLICS",
    "TYPE_OF_HELP",
    "Broken",
    "DataInclusionService",
    "DataInclusionStructure",
    "faults",
    "is_email",
    "is_url",
    "kind_of",
    "services_of_themes",
    "to_fields",
    "to_json",
    "validate_data_inclusion",
]
