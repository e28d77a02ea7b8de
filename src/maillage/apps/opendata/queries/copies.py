"""The dated copies of the open files: which days are kept, and where one of them lies."""

from datetime import date
from pathlib import Path

from django.conf import settings

from maillage.apps.opendata.errors.files import FileUnknown
from maillage.apps.opendata.queries.files import open_file


def copies_folder() -> Path:
    """Return the folder of the copies: one folder a day, compressed files in it."""
    return Path(settings.MEDIA_ROOT) / "donnees-ouvertes"


def kept_days() -> list[date]:
    """Return the days of which copies are kept, the newest first."""
    folder = copies_folder()
    names = [entry.name for entry in folder.iterdir()] if folder.is_dir() else []
    return sorted((day for name in names if (day := _day(name))), reverse=True)


def copy_of(name: str, day: date) -> Path:
    """Return the compressed copy of a file on a day. Raises FileUnknown."""
    path = copies_folder() / day.isoformat() / f"{open_file(name).name}.gz"
    if not path.is_file():
        raise FileUnknown(name=f"{day.isoformat()}/{name}")
    return path


def _day(name: str) -> date | None:
    try:
        return date.fromisoformat(name)
    except ValueError:
        return None
