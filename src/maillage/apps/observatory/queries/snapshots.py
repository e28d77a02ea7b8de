"""Dossiers that were kept: their list, and one as it was."""

from maillage.apps.observatory.errors import SnapshotUnknown
from maillage.apps.observatory.models import Snapshot


def snapshots(*, limit: int = 200) -> list[Snapshot]:
    """Return the dossiers, the newest first, without their bytes. One query."""
    rows = Snapshot.objects.defer("content", "facts").select_related("made_by")
    return list(rows.order_by("-made_at", "-pk")[:limit])


def get_snapshot(number: int) -> Snapshot:
    """Return one dossier, whole. Raises SnapshotUnknown."""
    found = Snapshot.objects.select_related("made_by").filter(pk=number).first()
    if found is None:
        raise SnapshotUnknown
    return found
