"""Write the files of the open data to a folder: at an operator's demand, and once a day."""

import gzip
import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path

from django.urls import reverse

from maillage.apps.opendata.queries.catalog import open_licence
from maillage.apps.opendata.queries.copies import copies_folder, kept_days
from maillage.apps.opendata.queries.files import OPEN_FILES, Moment, OpenFile, public_address

KEPT_DAYS = 30
ABOUT = "a-propos.json"


@dataclass(frozen=True, slots=True)
class WrittenFile:
    """A file that was written, and how many bytes it holds, uncompressed."""

    name: str
    n_bytes: int


def moment_of(today: date, address: str | None = None) -> Moment:
    """Return what the files say of a day; `address` is that of the site, ours when not given."""
    site = public_address() if address is None else address.rstrip("/")
    if not site:
        return Moment(today)
    return Moment(today, lambda number: site + reverse("directory:place", args=[number]))


def write_file(one: OpenFile, path: Path, moment: Moment, *, compressed: bool = False) -> int:
    """Write one file and return its size in bytes, uncompressed.

    Whole or not at all: whoever reads the file meanwhile keeps the old one.
    """
    part = path.with_name(f"{path.name}.part")
    n_bytes = 0
    try:
        with gzip.open(part, "wb") if compressed else part.open("wb") as out:
            for piece in one.pieces(moment):
                n_bytes += out.write(piece.encode())
        part.replace(path)
    finally:
        part.unlink(missing_ok=True)
    return n_bytes


def write_folder(folder: Path, moment: Moment, *, compressed: bool = False) -> list[WrittenFile]:
    """Write every file to a folder, with the day and the licence beside them."""
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for one in OPEN_FILES:
        path = folder / (f"{one.name}.gz" if compressed else one.name)
        n_bytes = write_file(one, path, moment, compressed=compressed)
        written.append(WrittenFile(one.name, n_bytes))
    about = {
        "date": moment.today.isoformat(),
        "licence": open_licence()[0],
        "licence_url": open_licence()[1],
        "files": {w.name: w.n_bytes for w in written},
    }
    text = json.dumps(about, ensure_ascii=False, indent=1)
    (folder / ABOUT).write_text(f"{text}\n", encoding="utf-8")
    return written


def keep_copies(*, today: date) -> Sequence[WrittenFile]:
    """Write the copies of the day, once, and delete those older than thirty days.

    Nothing is written when the day already has its copies: the job may be run again.
    """
    folder = copies_folder()
    there = folder / today.isoformat()
    written: list[WrittenFile] = []
    if not there.is_dir():
        part = folder / f"{today.isoformat()}.part"
        shutil.rmtree(part, ignore_errors=True)
        written = write_folder(part, moment_of(today), compressed=True)
        part.replace(there)
    for day in kept_days():
        if day < today - timedelta(days=KEPT_DAYS):
            shutil.rmtree(folder / day.isoformat(), ignore_errors=True)
    return written
