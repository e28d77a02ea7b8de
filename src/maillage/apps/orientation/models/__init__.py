"""Tables of orientation."""

from maillage.apps.orientation.models.diagnosis import AgreedHow, Diagnosis
from maillage.apps.orientation.models.needs import SaidBy, SearchDay, SearchSeen, UnmetNeed

__all__ = ["AgreedHow", "Diagnosis", "SaidBy", "SearchDay", "SearchSeen", "UnmetNeed"]
