"""Forms of proposals, and of reports."""

from maillage.apps.contributions.forms.programs import offer_values, place_values
from maillage.apps.contributions.forms.proposals import (
    NoteField,
    RefusalForm,
    can_be_read,
    correction_form,
    offer_form,
    place_form,
    read_values,
)

__all__ = [
    "NoteField",
    "RefusalForm",
    "can_be_read",
    "correction_form",
    "offer_form",
    "offer_values",
    "place_form",
    "place_values",
    "read_values",
]
