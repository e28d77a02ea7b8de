"""The log of reads (GOV-01): who opened a sheet, when, through which door."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.liaison.models import Face, Reading

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# The same person who turns the same page again is one reading.
SAME = timedelta(minutes=10)


def note_reading(
    sheet: int, *, face: Face, now: datetime, by: "User | None" = None, what: str = "opened"
) -> None:
    """Write that a sheet was read; again within ten minutes, it is the same reading."""
    lately = Reading.objects.filter(sheet=sheet, face=face, what=what, by=by, at__gt=now - SAME)
    if what == "exported" or not lately.exists():
        Reading.objects.create(sheet_id=sheet, face=face, at=now, by=by, what=what)


@transaction.atomic
def export_trace(it: Any, *, sheet: bool, now: datetime, by: "User") -> None:
    """Write that somebody took away, at the counter, what is held about a sheet or a path."""
    if sheet:
        note_reading(it.pk, face=Face.COUNTER, now=now, by=by, what="exported")
    kind = "sheet" if sheet else "path"
    write_audit(
        action=f"export_{kind}", by=by, now=now, before={}, after={}, subject=(kind, str(it))
    )
