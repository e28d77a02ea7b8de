"""A file received on screen: kept, looked at, tried, imported or abandoned.

What a person decides is written at once, with its audit row and the job that follows, in one
transaction. The work itself is in `work.py`, and may be run again at any moment.
"""

import hashlib
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.imports.actions.delivery import fail_delivery
from maillage.apps.imports.errors import (
    DeliveryBeingUndone,
    FileEmpty,
    FileNotThere,
    FileTooLarge,
    ImportUnderWay,
    PreviewStale,
    RemovalsNotAccepted,
)
from maillage.apps.imports.models import (
    UNFINISHED,
    DeliveredFile,
    Delivery,
    DeliveryState,
    FileOrigin,
    FileState,
)
from maillage.apps.imports.queries.files import (
    folder,
    get_file,
    last_change,
    path_of,
    unfinished_delivery,
)
from maillage.apps.imports.queries.sources import source_of
from maillage.sources.addresses import check_url
from maillage.sources.http import name_in
from maillage.web.jobs import ask
from maillage.web.locks import only_one

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

TASKS = "maillage.apps.imports.tasks"
SUBJECT = "file"
# A file may be tried with another source as long as it is there and nothing works on it.
_MAY_TRY = (FileState.RECEIVED, FileState.PREVIEWED, FileState.FAILED, FileState.IMPORTED)
_MAY_ABANDON = (
    FileState.FETCHING,
    FileState.RECEIVED,
    FileState.PREVIEWING,
    FileState.PREVIEWED,
    FileState.IMPORTING,
    FileState.FAILED,
)


def receive_file(chunks: Iterable[bytes], *, name: str, by: "User", now: datetime) -> DeliveredFile:
    """Keep a file that was sent, whole or not at all, and let the worker look at it.

    Raises FileTooLarge, FileEmpty.
    """
    token = secrets.token_hex(16)
    path = new_path(token)
    try:
        size, seal = _write(path, chunks)
        if not size:
            raise FileEmpty(name=name)
        with transaction.atomic():
            file = DeliveredFile.objects.create(
                name=shown_name(name),
                path=token,
                size=size,
                sha256=seal,
                origin=FileOrigin.UPLOAD,
                state=FileState.FETCHING,
                received_by=by,
                received_at=now,
                purge_on=purge_day(now),
            )
            _ask_to_look(file, by, now)
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    return file


def fetch_file(url: str, *, by: "User", now: datetime) -> DeliveredFile:
    """Ask the worker for the file at an address. Raises FetchError for what is no such address."""
    check_url(url, ports=settings.FETCH_PORTS)
    with transaction.atomic():
        file = DeliveredFile.objects.create(
            name=name_in(url),
            origin=FileOrigin.URL,
            url=url,
            state=FileState.FETCHING,
            received_by=by,
            received_at=now,
            purge_on=purge_day(now),
        )
        _ask_to_look(file, by, now)
    return file


def try_file(
    number: int, *, source: str, by: "User", now: datetime, sheet: str | None = None
) -> DeliveredFile:
    """Ask the worker what importing a file as one of this source would do.

    Raises FileUnknown, FileGone, FileNotThere, SourceUnknown.
    """
    source_of(source)
    file = get_file(number)
    path_of(file)
    with transaction.atomic():
        changed = DeliveredFile.objects.filter(pk=number, state__in=_MAY_TRY).update(
            state=FileState.PREVIEWING,
            source=source,
            preview={"columns": file.preview.get("columns", [])},
            failure="",
            accept_removals=False,
            step="",
            step_n=0,
            step_at=now,
            **({} if sheet is None else {"sheet": sheet}),
        )
        if not changed:
            raise FileNotThere
        DeliveredFile.objects.filter(pk=number).update(job=ask(f"{TASKS}.preview", number))
    return get_file(number)


def import_file(
    number: int,
    *,
    accept_removals: bool,
    by: "User",
    now: datetime,
    keep_days: bool | None = None,
) -> DeliveredFile:
    """Ask the worker to import a file that was tried. Asked twice, it is imported once.

    keep_days : the places of a file that kept one day of the week truly open on that day alone

    Raises FileUnknown, FileGone, FileNotThere, PreviewStale, RemovalsNotAccepted, ImportUnderWay,
    DeliveryBeingUndone.
    """
    file = get_file(number)
    if file.state in (FileState.IMPORTING, FileState.IMPORTED):
        return file  # a second click
    if file.state != FileState.PREVIEWED:
        raise FileNotThere
    path_of(file)
    title = source_of(file.source).title
    if Delivery.objects.filter(source=file.source, state=DeliveryState.UNDOING).exists():
        raise DeliveryBeingUndone(source=title)
    if file.preview.get("after") != last_change(file.source):
        other = unfinished_delivery(file.source)
        if other is not None:
            raise ImportUnderWay(source=title, filename=other.filename)
        raise PreviewStale(source=title)
    if file.preview.get("too_many_gone") and not accept_removals:
        n_gone = file.preview["counts"]["withdrawn"]
        raise RemovalsNotAccepted(n_gone=n_gone, n_known=file.preview["n_known"])
    try:
        with transaction.atomic():
            changed = DeliveredFile.objects.filter(pk=number, state=FileState.PREVIEWED).update(
                state=FileState.IMPORTING,
                accept_removals=accept_removals,
                preview=file.preview | {"keep_days": keep_days},
                failure="",
                step="",
                step_n=0,
                step_at=now,
            )
            if changed:
                job = ask(f"{TASKS}.publish", number, by.pk)
                DeliveredFile.objects.filter(pk=number).update(job=job)
                counts = file.preview.get("counts", {})
                said = {"keep_days": keep_days} if file.preview.get("lost") else {}
                _audit("import_file", file, by, now, {"source": file.source, **counts, **said})
    except IntegrityError as error:  # another file of the same source, at the same moment
        raise ImportUnderWay(source=title, filename=_importing(file.source)) from error
    return get_file(number)


def abandon_file(number: int, *, by: "User", now: datetime) -> DeliveredFile:
    """Stop what is done with a file; what it published already stays whole, and can be undone.

    Raises FileUnknown, FileNotThere.
    """
    file = get_file(number)
    with transaction.atomic():
        changed = DeliveredFile.objects.filter(pk=number, state__in=_MAY_ABANDON).update(
            state=FileState.ABANDONED
        )
        if not changed:
            raise FileNotThere
        _audit("abandon_file", file, by, now, {"state": str(file.state), "source": file.source})
    close_abandoned(number, now=now)
    return get_file(number)


def close_abandoned(number: int, *, now: datetime) -> None:
    """Stop the unfinished delivery of an abandoned file, unless the worker is at it: it will."""
    deliveries = Delivery.objects.filter(
        file=number, file__state=FileState.ABANDONED, state__in=UNFINISHED
    )
    for delivery in deliveries:
        with only_one(f"import {delivery.source}") as alone:
            if alone:
                fail_delivery(delivery, "Abandonnée par une personne.", now=now)


# ---------------------------------------------------------------- on disk


def new_path(token: str) -> Path:
    """Return where a file of this name goes; nobody else may read it."""
    folder().mkdir(mode=0o700, parents=True, exist_ok=True)
    return folder() / token


def shown_name(name: str) -> str:
    """Return the name of a file as it is shown: what could be a path or hide is taken out."""
    kept = "".join(c for c in name.replace("\\", "/").rsplit("/", 1)[-1] if c.isprintable())
    return kept.strip()[-200:] or "livraison"


def purge_day(now: datetime) -> date:
    """Return the day on which a file that comes now is deleted."""
    return timezone.localdate(now) + timedelta(days=settings.DELIVERY_DAYS)


def _write(path: Path, chunks: Iterable[bytes]) -> tuple[int, str]:
    digest, size = hashlib.sha256(), 0
    with path.open("xb") as file:
        path.chmod(0o600)
        for chunk in chunks:
            size += len(chunk)
            if size > settings.DELIVERY_MAX_BYTES:
                raise FileTooLarge(limit=settings.DELIVERY_MAX_BYTES // 1024**2)
            digest.update(chunk)
            file.write(chunk)
    return size, digest.hexdigest()


def _ask_to_look(file: DeliveredFile, by: "User", now: datetime) -> None:
    file.job = ask(f"{TASKS}.look", file.pk)
    file.step_at = now
    file.save(update_fields=["job", "step_at"])
    # The address too: it says where what is published comes from.
    _audit("receive_file", file, by, now, {"name": file.name, "url": file.url, "size": file.size})


def _audit(
    action: str, file: DeliveredFile, by: "User", now: datetime, after: dict[str, object]
) -> None:
    write_audit(
        action=action, by=by, now=now, before={}, after=after, subject=(SUBJECT, str(file.pk))
    )


def _importing(source: str) -> str:
    names = DeliveredFile.objects.filter(source=source, state=FileState.IMPORTING)
    return names.values_list("name", flat=True).first() or ""
