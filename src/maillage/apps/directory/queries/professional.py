"""The professional layer of a place: what only professionals read."""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from maillage.apps.directory.models import AuditRow, Place, ProfessionalNote

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# The trace of a message, without its words; how many a person may send in an hour.
WRITTEN = "write_to_place"
MOST_MESSAGES_PER_HOUR = 10


def note_of(place: Place) -> ProfessionalNote | None:
    """Return what professionals know of a place, None when nobody said anything."""
    return ProfessionalNote.objects.filter(place=place).first()


def notes_of(place_ids: Collection[int]) -> dict[int, ProfessionalNote]:
    """Return what professionals know of places, by number of the place. One query."""
    rows = ProfessionalNote.objects.filter(place__in=place_ids).select_related(None)
    return {note.place_id: note for note in rows}


def address_to_write_to(place: Place, note: ProfessionalNote | None) -> str:
    """Return where a message to a place goes: its direct address, else its public one, else ""."""
    if note is not None and note.direct_courriel:
        return note.direct_courriel
    return str(place.courriels[0]) if place.courriels else ""


def n_messages_lately(by: "User", *, now: datetime) -> int:
    """Return how many messages a person sent to places within the hour, from every process."""
    since = now - timedelta(hours=1)
    return AuditRow.objects.filter(by=by, action=WRITTEN, at__gt=since).count()
