"""Who can help a person: what is looked for, what is required, what counts, and why."""

from maillage.core.orientation.aims import Sought, sought_by
from maillage.core.orientation.availability import Availability
from maillage.core.orientation.profile import Moment, Profile
from maillage.core.orientation.ranking import rank
from maillage.core.orientation.suggestions import Reason, Suggestion, Suggestions
from maillage.core.orientation.table import TABLE, Aim, Filter, Line, Preference, Table

__all__ = [
    "TABLE",
    "Aim",
    "Availability",
    "Filter",
    "Line",
    "Moment",
    "Preference",
    "Profile",
    "Reason",
    "Sought",
    "Suggestion",
    "Suggestions",
    "Table",
    "rank",
    "sought_by",
]
