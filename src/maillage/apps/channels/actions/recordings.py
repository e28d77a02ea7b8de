"""A person's voice added, taken off, put back, erased: each one transaction, with its trace."""

import hashlib
from datetime import date, datetime
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import transaction

from maillage.apps.channels.errors import RecordingRefused, RecordingTooLarge, RecordingUnknown
from maillage.apps.channels.models import Recording
from maillage.apps.channels.queries.recordings import (
    KEPT,
    MOST_BYTES,
    facts_mark,
    french_facts,
    get_recording,
    path_of,
)
from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.queries import get_place
from maillage.core.speech import sound_kind
from maillage.web.drafts import write_whole

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


def read_sound(content: BinaryIO) -> tuple[bytes, str]:
    """Return the bytes of a file and its kind. Raises RecordingTooLarge, RecordingRefused."""
    data = content.read(MOST_BYTES + 1)
    if len(data) > MOST_BYTES:
        raise RecordingTooLarge(limit=MOST_BYTES // 1024**2)
    kind = sound_kind(data)
    if not kind:
        raise RecordingRefused
    return data, kind


@transaction.atomic
def add_recording(
    *,
    public_id: str,
    content: BinaryIO,
    language: str,
    transcript: str,
    recorded_on: date,
    by: "User",
    now: datetime,
    offer: str = "",
) -> Recording:
    """Let a place be heard told by a person who agreed; what was heard before may be put back.

    Raises PlaceUnknown, RecordingTooLarge, RecordingRefused, RecordingUnknown for a place that
    nobody sees.
    """
    place = get_place(public_id)
    data, kind = read_sound(content)
    facts = french_facts(public_id, now=now)
    if facts is None:
        raise RecordingUnknown
    row = Recording(
        place=place,
        offer=offer,
        language=language,
        sha256=hashlib.sha256(data).hexdigest(),
        kind=kind,
        n_bytes=len(data),
        transcript=transcript,
        recorded_on=recorded_on,
        agreed=True,
        facts=facts_mark(facts, offer),
        added_at=now,
    )
    file = path_of(row)
    file.parent.mkdir(parents=True, exist_ok=True)
    write_whole(file, data, mode=0o600, lasting=True)
    before = _take_off_others(row, now=now)
    row.save()
    _trace("add_recording", row, before, _said(row), by=by, now=now)
    return row


@transaction.atomic
def take_off_recording(
    *, public_id: str, number: int, by: "User", now: datetime, erase: bool = False
) -> None:
    """Take a recording off; with `erase`, for good: the person does not want to be heard any more.

    Raises RecordingUnknown.
    """
    row = get_recording(number, place=public_id)
    if erase:
        _trace("erase_recording", row, _said(row), {}, by=by, now=now)
        _erase(row)
    elif row.removed_at is None:
        row.removed_at = now
        row.save(update_fields=["removed_at"])
        _trace("take_off_recording", row, _said(row), {}, by=by, now=now)


@transaction.atomic
def put_back_recording(*, public_id: str, number: int, by: "User", now: datetime) -> None:
    """Let a recording that was taken off, or replaced, be heard again.

    Raises RecordingUnknown.
    """
    row = get_recording(number, place=public_id)
    if row.removed_at is None:
        return
    if not path_of(row).is_file():
        raise RecordingUnknown
    before = _take_off_others(row, now=now)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    _trace("put_back_recording", row, before, _said(row), by=by, now=now)


def purge_recordings(*, now: datetime) -> int:
    """Erase what was taken off for long enough; return how many."""
    rows = Recording.objects.filter(removed_at__lt=now - KEPT).order_by("pk")
    for row in rows:
        with transaction.atomic():
            _erase(row)
    return len(rows)


def _take_off_others(row: Recording, *, now: datetime) -> dict[str, Any]:
    """Make room for a recording; return what was heard in its place."""
    others = Recording.objects.select_for_update().filter(
        place=row.place_id, offer=row.offer, language=row.language, removed_at=None
    )
    before: dict[str, Any] = {}
    for other in others.order_by("pk"):
        before = _said(other)
        other.removed_at = now
        other.save(update_fields=["removed_at"])
    return before


def _erase(row: Recording) -> None:
    file, mark = path_of(row), row.sha256
    row.delete()
    if not Recording.objects.filter(sha256=mark).exists():
        # Only once it is sure: a file without its row is nothing, a row without its file is silent.
        transaction.on_commit(lambda: file.unlink(missing_ok=True))


def _said(row: Recording) -> dict[str, Any]:
    """Return what the journal keeps of a recording: neither the voice nor its words."""
    return {
        "recording": row.pk,
        "language": row.language,
        "offer": row.offer,
        "recorded_on": row.recorded_on,
    }


def _trace(
    action: str, row: Recording, before: dict[str, Any], after: dict[str, Any], *, by: "User",
    now: datetime,
) -> None:  # fmt: skip
    write_audit(action=action, by=by, now=now, before=before, after=after, place=row.place)
