"""The photograph of a place put, taken off, put back, erased: each one transaction, one trace."""

from datetime import datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any, BinaryIO

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.hand import lock_place, save_place
from maillage.apps.directory.errors import PhotoUnknown
from maillage.apps.directory.models import Place, PlacePhoto
from maillage.apps.directory.queries.photos import (
    PHOTO_KEPT,
    SIZES,
    files_without_photo,
    photo_file,
    photos_at,
)
from maillage.web.drafts import write_whole, written_at
from maillage.web.photographs import read_photograph

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# A file that was just written may wait for its row.
_YOUNG = timedelta(hours=1)


def set_photo(
    *, public_id: str, content: BinaryIO, alt: str, by: "User", now: datetime
) -> PlacePhoto:
    """Show a photograph of a place, instead of the one before; that one may be put back.

    Raises PlaceUnknown, and the refusals of `read_photograph`.
    """
    photograph = read_photograph(content)  # long: no other writer waits for it
    with transaction.atomic():
        place = lock_place(public_id)
        row = PlacePhoto(
            place=place,
            sha256=photograph.sha256,
            width=photograph.width,
            height=photograph.height,
            alt=alt,
            agreed=True,
            by=by,
            added_at=now,
        )
        for size, data in zip(SIZES, (photograph.card, photograph.page), strict=True):
            file = photo_file(row.sha256, size)
            file.parent.mkdir(parents=True, exist_ok=True)
            write_whole(file, data, lasting=True)
        before = _take_off(place, now=now)
        row.save()
        _trace("set_photo", place, before, said_of(row), by=by, now=now)
    return row


@transaction.atomic
def remove_photo(*, public_id: str, by: "User", now: datetime) -> None:
    """Take the photograph of a place off; it may be put back. Raises PlaceUnknown, PhotoUnknown."""
    place = lock_place(public_id)
    before = _take_off(place, now=now)
    if not before:
        raise PhotoUnknown
    _trace("remove_photo", place, before, {}, by=by, now=now)


@transaction.atomic
def put_back_photo(*, public_id: str, number: int, by: "User", now: datetime) -> None:
    """Show again a photograph that was taken off, or replaced.

    Raises PlaceUnknown, PhotoUnknown.
    """
    place = lock_place(public_id)
    row = photos_at(place.pk).filter(pk=number).first()
    if row is None or not all(photo_file(row.sha256, size).is_file() for size in SIZES):
        raise PhotoUnknown
    if row.removed_at is None:
        return
    before = _take_off(place, now=now)
    row.removed_at = None
    row.save(update_fields=["removed_at"])
    _trace("set_photo", place, before, said_of(row), by=by, now=now)


@transaction.atomic
def erase_photo(*, public_id: str, number: int, by: "User", now: datetime) -> None:
    """Erase a photograph and its files for good: somebody is seen on it.

    Raises PlaceUnknown, PhotoUnknown.
    """
    place = lock_place(public_id)
    row = photos_at(place.pk).filter(pk=number).first()
    if row is None:
        raise PhotoUnknown
    _trace("erase_photo", place, said_of(row), {}, by=by, now=now)
    _erase(row)


def purge_photos(*, now: datetime) -> int:
    """Erase what was taken off for long enough, and files without a row; return how many."""
    rows = PlacePhoto.objects.filter(removed_at__lt=now - PHOTO_KEPT).order_by("pk")
    for row in rows:
        with transaction.atomic():
            _erase(row)
    n_files = 0
    for file in files_without_photo():
        written = written_at(file)
        if written is not None and written < (now - _YOUNG).timestamp():
            file.unlink(missing_ok=True)
            n_files += 1
    return len(rows) + n_files


def said_of(row: PlacePhoto) -> dict[str, Any]:
    """Return what the journal keeps of a photograph: its number and its words, no image."""
    return {"photo": row.pk, "alt": row.alt}


def _take_off(place: Place, *, now: datetime) -> dict[str, Any]:
    """Take off what is shown; return what the journal says of it, {} without any."""
    before: dict[str, Any] = {}
    # Of places that are joined to this one too: nothing must come back from behind.
    for row in photos_at(place.pk).filter(removed_at=None):
        row.removed_at = max(now, row.added_at)
        row.save(update_fields=["removed_at"])
        before = before or said_of(row)
    return before


def _erase(row: PlacePhoto) -> None:
    mark = row.sha256
    row.delete()
    if PlacePhoto.objects.filter(sha256=mark).exists():
        return
    # Only once it is sure: a file without its row is purged, a row without its file is a hole.
    for size in SIZES:
        transaction.on_commit(partial(photo_file(mark, size).unlink, missing_ok=True))


def _trace(
    action: str, place: Place, before: dict[str, Any], after: dict[str, Any], *, by: "User",
    now: datetime,
) -> None:  # fmt: skip
    save_place(place, now=now)
    write_audit(action=action, by=by, now=now, before=before, after=after, place=place)
