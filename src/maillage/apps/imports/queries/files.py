"""Reads of the files received on screen."""

import hashlib
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings

from maillage.apps.imports.errors import FileChanged, FileGone, FileUnknown
from maillage.apps.imports.models import (
    DECLARED,
    FILE_AT_WORK,
    UNFINISHED,
    DeliveredFile,
    Delivery,
    FileState,
    ProducerSource,
    StagedRow,
)


def folder() -> Path:
    """Return the folder of the files received."""
    return Path(settings.FOLDER) / "livraisons"


def get_file(number: int) -> DeliveredFile:
    """Return one file. Raises FileUnknown."""
    file = DeliveredFile.objects.select_related("received_by").filter(pk=number).first()
    if file is None:
        raise FileUnknown(number=number)
    return file


def path_of(file: DeliveredFile) -> Path:
    """Return where a file is. Raises FileGone once it is purged."""
    path = folder() / file.path
    if not file.path or not path.is_file():
        raise FileGone
    return path


def sealed_path_of(file: DeliveredFile) -> Path:
    """Return the same, of the very bytes that were received. Raises FileGone, FileChanged."""
    path = path_of(file)
    with path.open("rb") as content:
        if hashlib.file_digest(content, "sha256").hexdigest() != file.sha256:
            raise FileChanged
    return path


def files_to_finish(*, limit: int = 50) -> list[DeliveredFile]:
    """Return the files that wait for a person or for the worker, the newest first."""
    over = (FileState.IMPORTED, FileState.ABANDONED)
    rows = DeliveredFile.objects.exclude(state__in=over).select_related("received_by")
    return list(rows.defer("preview").order_by("-received_at", "-pk")[:limit])


def same_files(file: DeliveredFile) -> list[Delivery]:
    """Return the deliveries of other files with the very same content, the newest first."""
    if not file.sha256:
        return []
    rows = Delivery.objects.filter(file__sha256=file.sha256).exclude(file=file.pk)
    return list(rows.defer("report").order_by("-started_at", "-pk")[:5])


def delivery_of(file: DeliveredFile) -> Delivery | None:
    """Return the last delivery of a file, None while it was not imported."""
    return Delivery.objects.filter(file=file.pk).order_by("-pk").first()


def unfinished_delivery(source: str) -> Delivery | None:
    """Return the delivery of a source that is not over."""
    return Delivery.objects.filter(source=source, state__in=UNFINISHED).first()


def last_change(source: str) -> list[int]:
    """Return what changes when a delivery of this source ends or is undone, or is described anew.

    A trial made before says no longer what an import would do.
    """
    rows = Delivery.objects.filter(source=source).order_by("-pk")
    last = rows.values_list("pk", flat=True).first()
    changes = [last or 0, rows.filter(state="undone").count()]
    if source.startswith(DECLARED):
        said = ProducerSource.objects.filter(slug=source.removeprefix(DECLARED))
        text = json.dumps(list(said.values_list("mapping", "complete")), sort_keys=True)
        changes.append(zlib.crc32(text.encode()))
    return changes


@dataclass(frozen=True, slots=True)
class Advance:
    """How far the work on a file is: `total` is 0 when nobody can tell."""

    step: str
    n: int
    total: int


def advance_of(file: DeliveredFile) -> Advance:
    """Return how far the worker is, from the tables themselves where they tell."""
    if file.state == FileState.IMPORTING:
        delivery = delivery_of(file)
        if delivery is not None and delivery.state == "publishing":
            left = StagedRow.objects.filter(delivery=delivery.pk).count()
            total = delivery.n_in - delivery.n_refused
            return Advance("Publication", max(0, total - left), total)
        if delivery is not None:
            read: int = file.preview.get("counts", {}).get("rows", 0)
            return Advance("Lecture", delivery.n_in, max(read, delivery.n_in))
    return Advance(file.step, file.step_n, 0)


def at_work(file: DeliveredFile) -> bool:
    """True while the worker has something to do on a file."""
    return file.state in FILE_AT_WORK


def stored_paths() -> Sequence[str]:
    """Return the paths of the files that are still kept."""
    return list(DeliveredFile.objects.exclude(path="").values_list("path", flat=True))
