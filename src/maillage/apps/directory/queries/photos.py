"""Photographs of places: which is shown, where its files are, which may be put back."""

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import F, Q, QuerySet

from maillage.apps.directory.errors import PhotoUnknown
from maillage.apps.directory.models import Place, PlacePhoto

# Taken off, a photograph may be put back for so long; then its files are erased.
PHOTO_KEPT = timedelta(days=30)
SIZES = ("carte", "page")
# Hexadecimal digits of a digest in an address: a million photographs would never share them.
MARK_LENGTH = 16


def photo_folder() -> Path:
    """Return where photographs are kept."""
    return Path(settings.FOLDER) / "photos"


def photo_file(mark: str, size: str) -> Path:
    """Return where one of the two files of a photograph is."""
    return photo_folder() / mark[:2] / f"{mark}-{size}.jpg"


def photos_at(place: int) -> QuerySet[PlacePhoto]:
    """Return the photographs of a place and of those that are joined to it, its own first."""
    rows = PlacePhoto.objects.filter(Q(place=place) | Q(place__joined_to=place))
    return rows.order_by(F("place__joined_to").asc(nulls_first=True), "place", "-pk")


def shown_photo(place: int) -> PlacePhoto | None:
    """Return the photograph that is shown of a place."""
    return photos_at(place).filter(removed_at=None).first()


def photos_of(place: int) -> tuple[PlacePhoto | None, list[PlacePhoto]]:
    """Return the photograph that is shown, and those that may be put back, the newest first."""
    rows = list(photos_at(place))
    shown = next((row for row in rows if row.removed_at is None), None)
    gone = [row for row in rows if row.removed_at is not None]
    return shown, sorted(gone, key=lambda row: (row.removed_at, row.pk), reverse=True)


def get_photo(place: int, number: int) -> PlacePhoto:
    """Return one photograph of a place, even one that was taken off. Raises PhotoUnknown."""
    found = photos_at(place).filter(pk=number).first()
    if found is None:
        raise PhotoUnknown
    return found


def public_mark(sha256: str) -> str:
    """Return what tells a photograph from all others in an address: as much as a page can pay."""
    return sha256[:MARK_LENGTH]


def shown_digest(mark: str) -> str:
    """Return the digest of the photograph that bears this mark and that anybody may see.

    Shown, of a place that residents see. Raises PhotoUnknown.
    """
    seen = Place.objects.public()
    # What begins with the mark, by the index: after the last hexadecimal digit comes "g".
    rows = PlacePhoto.objects.filter(
        Q(place__in=seen) | Q(place__joined_to__in=seen),
        sha256__gte=mark,
        sha256__lt=f"{mark}g",
        removed_at=None,
    )
    found = rows.values_list("sha256", flat=True).order_by("sha256").first()
    if found is None or public_mark(found) != mark:
        raise PhotoUnknown
    return str(found)


def files_without_photo() -> Iterator[Path]:
    """Yield the files that no row names: of a place that is gone, or of a write that failed."""
    folder = photo_folder()
    if not folder.is_dir():
        return
    known = set(PlacePhoto.objects.values_list("sha256", flat=True).order_by())
    for file in sorted(folder.glob("*/*")):
        if file.name.rpartition("-")[0] not in known:
            yield file
