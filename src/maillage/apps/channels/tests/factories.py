"""Rows for tests, each whole and valid by itself."""

from datetime import date
from typing import Any

from maillage.apps.channels.models import Posting
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
