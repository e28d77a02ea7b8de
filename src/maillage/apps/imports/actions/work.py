"""What the worker does with a file received on screen.

Each function looks at the state of the file first: run again after a kill, it goes on, or finds
that there is nothing left to do. What a person must read is written on the file.
"""

import time
from datetime import date, timedelta

from django.conf import settings
from django.utils import timezone

from maillage.apps.imports.actions.delivery import Options, Progress, run_delivery
from maillage.apps.imports.actions.files import close_abandoned, new_path, shown_name, try_file
from maillage.apps.imports.actions.preview import look_ahead
from maillage.apps.imports.errors import DeliveryAbandoned, PreviewStale
from maillage.apps.imports.models import DECLARED, DeliveredFile, FileState
from maillage.apps.imports.queries.files import (
    delivery_of,
    folder,
    get_file,
    last_change,
    path_of,
    sealed_path_of,
    stored_paths,
)
from maillage.apps.imports.queries.mapping import drift_of
from maillage.apps.imports.queries.sources import find_declared, recognised, source_of
from maillage.sources.base import DeliveryError, open_delivery
from maillage.sources.http import FetchError, Limits, fetch
from maillage.sources.mapping import columns_of
from maillage.web.drafts import written_at
from maillage.web.errors import DomainError

SAID_EVERY_S = 1.0
# How many times its size a file may be once unpacked: each page about it reads it whole again.
UNPACKED_TIMES = 6
OUR_FAULT = (
    "Une erreur est arrivée, de notre côté : rien n’est perdu. Recommencez ; si elle revient, "
    "prévenez la personne qui administre."
)
# What no reader will ever read; the others may be described on screen.
_REFUSED_FORMATS = {
    "pdf": "Ce fichier est un PDF : demandez le tableau dont il est tiré (CSV, Excel ou JSON).",
    "empty": "Ce fichier est vide : demandez un nouvel envoi à qui vous l’a donné.",
}


def look_at(number: int) -> None:
    """Fetch the file when it is at an address, see whose it is, and try it when that is known."""
    file = get_file(number)
    if file.state != FileState.FETCHING:
        return
    try:
        if not file.path:
            _fetch(file)
        columns = _columns_of(file)
    except (FetchError, DeliveryError) as error:
        words = str(error)
        _stop(file, words.replace(file.path, file.name) if file.path else words)
        if error.code == "too_large" and file.path:
            _let_go(file)
        return
    except DomainError as error:
        _stop(file, str(error))
        return
    except Exception:
        _stop(file, OUR_FAULT)
        raise
    source = recognised(columns, url=file.url)
    if source and _waits_for_drift(file, source, columns):
        return
    changed = DeliveredFile.objects.filter(pk=number, state=FileState.FETCHING).update(
        state=FileState.RECEIVED, source=source, preview={"columns": list(columns)[:500]}
    )
    if changed and source and file.received_by is not None:
        try_file(number, source=source, by=file.received_by, now=timezone.now())


def _waits_for_drift(file: DeliveredFile, source: str, columns: tuple[str, ...]) -> bool:
    """Let a person read what changed in the file of a described source, before it is tried."""
    declared = find_declared(source) if source.startswith(DECLARED) else None
    if declared is None:
        return False
    try:
        said = list(drift_of(file, declared).sentences)
    except DomainError:
        return False  # the trial says why it cannot be read
    if said:
        DeliveredFile.objects.filter(pk=file.pk, state=FileState.FETCHING).update(
            state=FileState.RECEIVED,
            source=source,
            preview={"columns": list(columns)[:500], "drift": said},
        )
    return bool(said)


def preview_file(number: int) -> None:
    """Count what importing the file would do, and keep it for its page."""
    file = get_file(number)
    if file.state != FileState.PREVIEWING:
        return
    try:
        after = last_change(file.source)  # first: what changes meanwhile makes the trial old
        source = source_of(file.source)
        preview = look_ahead(
            sealed_path_of(file), source, progress=_progress(number), name=file.name
        ).as_json()
    except DeliveryAbandoned:
        return
    except DomainError as error:
        _stop(file, str(error))
        return
    except Exception:
        _stop(file, OUR_FAULT)
        raise
    DeliveredFile.objects.filter(pk=number, state=FileState.PREVIEWING).update(
        state=FileState.PREVIEWED,
        preview=preview | {"after": after, "columns": file.preview.get("columns", [])},
    )


def publish_file(number: int, by: int) -> None:
    """Import the file, or go on with it where it was cut."""
    file = get_file(number)
    if file.state != FileState.IMPORTING:
        close_abandoned(number, now=timezone.now())
        return
    try:
        source = source_of(file.source)
        after = last_change(file.source)
        if delivery_of(file) is None and file.preview.get("after", after) != after:
            raise PreviewStale(source=source.title)
        run_delivery(
            sealed_path_of(file),
            source,
            now=timezone.now(),
            options=Options(
                accept_removals=file.accept_removals,
                keep_days=file.preview.get("keep_days"),
                progress=_progress(number),
                name=file.name,
                file=number,
                asked_by=by,
            ),
        )
    except DeliveryAbandoned:
        close_abandoned(number, now=timezone.now())
    except DomainError as error:
        _stop(file, str(error))
    except Exception:
        _stop(file, OUR_FAULT)
        raise


def purge_files(*, today: date) -> int:
    """Delete the files whose time is over, and what no row names; return how many."""
    n = 0
    over = DeliveredFile.objects.exclude(path="").filter(purge_on__lt=today)
    for file in over.exclude(state=FileState.IMPORTING).order_by("pk"):
        path = folder() / file.path
        state = file.state
        if state not in (FileState.IMPORTED, FileState.FAILED):
            state = FileState.ABANDONED
        # The row first: a path without its file would be read in vain, not the other way round.
        changed = DeliveredFile.objects.filter(pk=file.pk).exclude(state=FileState.IMPORTING)
        if changed.update(path="", state=state):
            path.unlink(missing_ok=True)
            n += 1
    return n + _purge_orphans(now=time.time())


def _purge_orphans(*, now: float) -> int:
    """Delete what a kill left between the disk and the table, once it is a day old."""
    if not folder().is_dir():
        return 0
    kept = set(stored_paths())
    limit = now - timedelta(days=1).total_seconds()
    orphans = [
        path
        for path in folder().iterdir()
        if path.name not in kept and (written_at(path) or now) < limit
    ]
    for path in orphans:
        path.unlink(missing_ok=True)
    return len(orphans)


# ---------------------------------------------------------------- steps


def _fetch(file: DeliveredFile) -> None:
    # Named by its number: what a kill left half-written is written over.
    token = f"adresse-{file.pk}"
    limits = Limits(
        total_bytes=settings.DELIVERY_MAX_BYTES,
        ports=settings.FETCH_PORTS,
        networks=settings.FETCH_NETWORKS,
    )
    said = _progress(file.pk)
    path = new_path(token)
    try:
        fetched = fetch(
            file.url,
            path,
            limits=limits,
            progress=lambda n: said("Téléchargement", n // 1024),
        )
    except BaseException:
        path.unlink(missing_ok=True)
        raise
    path.chmod(0o600)
    file.path, file.name = token, shown_name(fetched.name)
    file.size, file.sha256 = fetched.size, fetched.sha256
    file.save(update_fields=["path", "name", "size", "sha256"])


def _columns_of(file: DeliveredFile) -> tuple[str, ...]:
    """Return the columns of a file. Raises DeliveryError for what is no table at all."""
    path = path_of(file)
    most = settings.DELIVERY_MAX_BYTES * UNPACKED_TIMES
    with open_delivery(path, total_limit_bytes=most) as opened:
        if opened.stopped_by is not None and opened.stopped_by.code == "too_large":
            raise opened.stopped_by
        if opened.format == "empty" and opened.stopped_by is not None:
            raise opened.stopped_by
        if opened.format in _REFUSED_FORMATS:
            raise DeliveryError("not_a_table", _REFUSED_FORMATS[opened.format])
    return columns_of(path, name=file.name)


def _progress(number: int) -> Progress:
    """Return what says on the file how far the work is, and stops it when it was abandoned."""
    last = 0.0

    def said(step: str, n: int) -> None:
        nonlocal last
        if time.monotonic() - last < SAID_EVERY_S:
            return
        last = time.monotonic()
        going = DeliveredFile.objects.filter(pk=number).exclude(state=FileState.ABANDONED)
        if not going.update(step=step, step_n=n, step_at=timezone.now()):
            raise DeliveryAbandoned

    return said


def _let_go(file: DeliveredFile) -> None:
    """Keep nothing of a file that no page could read in a bearable time."""
    path = folder() / file.path
    if DeliveredFile.objects.filter(pk=file.pk, state=FileState.FAILED).update(path=""):
        path.unlink(missing_ok=True)


def _stop(file: DeliveredFile, why: str) -> None:
    """Write why the work stopped, unless somebody abandoned it meanwhile."""
    at_work = DeliveredFile.objects.filter(pk=file.pk).exclude(state=FileState.ABANDONED)
    at_work.update(state=FileState.FAILED, failure=why)


__all__ = ["look_at", "preview_file", "publish_file", "purge_files"]
