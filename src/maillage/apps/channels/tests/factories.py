"""Rows for tests, each whole and valid by itself."""

import hashlib
from datetime import date
from typing import Any

from maillage.apps.channels.models import PlannedMessage, Posting, Recording
from maillage.apps.channels.queries.recordings import facts_mark, french_facts, path_of
from maillage.apps.directory.tests.factories import NOW


def make_posting(**fields: Any) -> Posting:
    """Return a poster that hangs until the end of the year."""
    said: dict[str, Any] = {
        "title": "Affiche de hall",
        "where_up": "12 rue du Rouet, hall B",
        "put_up_by": "Gardiens de la Navette",
        "posted_on": date(2026, 9, 1),
        "remove_on": date(2026, 12, 31),
        "updated_at": NOW,
    }
    return Posting.objects.create(**said | fields)


def make_message(**fields: Any) -> PlannedMessage:
    """Return a message that goes out this month."""
    said: dict[str, Any] = {
        "message": "Les permanences reprennent",
        "public": "Habitants du Rouet",
        "channel": "poster",
        "on": date(2026, 9, 20),
        "updated_at": NOW,
    }
    return PlannedMessage.objects.create(**said | fields)


# One frame of MPEG audio, silent: enough to be told from a picture.
SOUND = b"\xff\xfb\x90\x64" + bytes(413)


def make_recording(place: Any, **fields: Any) -> Recording:
    """Return a recording of a place in French, with its file, that holds today."""
    facts = french_facts(place.public_id, now=NOW)
    said: dict[str, Any] = {
        "place": place,
        "language": "fr",
        "sha256": hashlib.sha256(SOUND).hexdigest(),
        "kind": "mp3",
        "n_bytes": len(SOUND),
        "transcript": "Bonjour, venez nous voir.\nNous sommes rue du Rouet.",
        "recorded_on": date(2026, 9, 1),
        "agreed": True,
        "facts": facts_mark(facts, fields.get("offer", "")) if facts else "",
        "added_at": NOW,
    }
    row = Recording.objects.create(**said | fields)
    path_of(row).parent.mkdir(parents=True, exist_ok=True)
    path_of(row).write_bytes(SOUND)
    return row
