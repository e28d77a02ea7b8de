"""One delivery from its file to the public pages, in steps that may be cut at any moment.

1. Staging: the whole file is read, by chunks, into a table that nobody else reads.
2. Publishing: staged rows are published by batches; each place is whole in its transaction, and
   its row leaves the staging table in the same transaction.
3. Withdrawing: what a complete source no longer names is marked.

Whatever the moment at which the process dies, running it again with the same file goes on.
"""

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from maillage.apps.directory.actions import Outcome, Statement, publish_statements, withdraw_records
from maillage.apps.directory.queries import (
    KnownRecord,
    ZoneFinder,
    known_records,
    last_values,
)
from maillage.apps.imports.actions.lost_days import LOST, Lost, decide
from maillage.apps.imports.actions.reading import Read, plain, read_delivery
from maillage.apps.imports.actions.tally import Tally
from maillage.apps.imports.errors import (
    DeliveryAtWork,
    DeliveryBeingUndone,
    DeliveryUnderWay,
    DeliveryUnreadable,
    TooManyWithdrawn,
)
from maillage.apps.imports.models import (
    UNFINISHED,
    DeliveredFile,
    Delivery,
    DeliveryState,
    FileState,
    RefusedRow,
    StagedRow,
)
from maillage.sources.base import Delivery as OpenFile
from maillage.sources.base import DeliveryError, Source, open_delivery
from maillage.web.bulk import insert_all
from maillage.web.locks import only_one
from maillage.web.moments import Moment, came

STAGE_CHUNK = 500
# A batch of published places holds the writers of SQLite: it aims at this, far under 0.5 s.
TARGET_S = 0.15
FIRST_BATCH, LARGEST_BATCH = 40, 400
WITHDRAW_BATCH = 400

NOTHING_WITHDRAWN = (
    "{n} lignes refusées n’ont pas d’identifiant : aucun lieu n’est retiré cette fois, car l’une "
    "d’elles est peut-être un lieu qui semble manquer."
)

Progress = Callable[[str, int], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """How a delivery is run.

    keep_days : the places of a file truly open on one day alone; None: as last time
    name : that of the file, when its path does not bear it
    file, asked_by : numbers of the file received on screen and of who asked for its import
    """

    accept_removals: bool = False
    abandon: bool = False
    keep_days: bool | None = None
    progress: Progress = lambda step, n: None
    name: str = ""
    file: int | None = None
    asked_by: int | None = None


def run_delivery(
    path: Path, source: Source, *, now: datetime, options: Options | None = None
) -> Delivery:
    """Import a file of a source, or go on with the same file where it was cut; return the delivery.

    Idempotent: the same file again changes nothing. A file that cannot be read to its end, or that
    would withdraw most of the source, changes nothing either.

    Raises DeliveryUnreadable, DeliveryAtWork, DeliveryUnderWay, TooManyWithdrawn.
    """
    options = options or Options()
    with only_one(f"import {source.id}") as alone:
        if not alone:
            raise DeliveryAtWork(source=source.title)
        try:
            with open_delivery(path) as opened:
                file = replace(opened, name=options.name or opened.name)
                delivery = _begin(file, source, now=now, options=options)
                if delivery.state == DeliveryState.STAGING:
                    _stage(delivery, file, source, options)
                _publish(delivery, options.progress)
                _withdraw(delivery, source, options.progress)
        except DeliveryError as error:
            detail = str(error).replace(path.name, options.name or path.name)
            raise DeliveryUnreadable(detail=detail) from error
        return _finish(delivery)


def _begin(file: OpenFile, source: Source, *, now: datetime, options: Options) -> Delivery:
    """Return the unfinished delivery of this very file, or a new one."""
    if Delivery.objects.filter(source=source.id, state=DeliveryState.UNDOING).exists():
        raise DeliveryBeingUndone(source=source.title)
    unfinished = Delivery.objects.filter(source=source.id, state__in=UNFINISHED).first()
    if unfinished is not None:
        if unfinished.sha256 == file.sha256:
            if options.file is not None and unfinished.file_id is None:
                # Begun by a command, gone on with on screen.
                unfinished.file_id, unfinished.asked_by_id = options.file, options.asked_by
                unfinished.save(update_fields=["file", "asked_by"])
            return unfinished
        if not options.abandon:
            raise DeliveryUnderWay(source=source.title, filename=unfinished.filename)
        fail_delivery(unfinished, "Abandonnée : un autre fichier l’a remplacée.", now=now)
    try:
        return Delivery.objects.create(
            source=source.id,
            filename=file.name[:255],
            sha256=file.sha256,
            state=DeliveryState.STAGING,
            started_at=now,
            file_id=options.file,
            asked_by_id=options.asked_by,
        )
    except IntegrityError as error:  # two at once: the constraint let only one in
        raise DeliveryUnderWay(source=source.title, filename=file.name) from error


def fail_delivery(delivery: Delivery, why: str, *, now: datetime) -> None:
    """Stop a delivery for good: what was staged is forgotten, what was published stays whole."""
    _forget(delivery, StagedRow)
    delivery.state, delivery.failure, delivery.finished_at = DeliveryState.FAILED, why, now
    delivery.save(update_fields=["state", "failure", "finished_at"])


def _forget(delivery: Delivery, table: type[StagedRow] | type[RefusedRow]) -> None:
    """Delete the rows of a delivery, few at a time: writers wait for nobody."""
    while True:
        with transaction.atomic():
            ids = list(table.objects.filter(delivery=delivery).values_list("pk")[:2_000])
            table.objects.filter(pk__in=[pk for (pk,) in ids]).delete()
        if not ids:
            break


def _stage(delivery: Delivery, file: OpenFile, source: Source, options: Options) -> None:
    tally = Tally.from_json(delivery.report)
    tally.notes = list(file.notes)
    if tally.lost and not delivery.staged_through:
        _forget(delivery, StagedRow)
        _forget(delivery, RefusedRow)
    known = known_records(source.id)
    named: set[str] = set()
    nameless = 0
    chunk: list[Read] = []
    through, lost_but = delivery.staged_through, tally.lost.get(LOST)
    try:
        for read in read_delivery(
            source, file, known, tally, skip_through=through, lost_but=lost_but
        ):
            if read.key:
                named.add(read.key)
            else:
                nameless += 1
            if read.number <= delivery.staged_through:
                continue
            chunk.append(read)
            if len(chunk) >= STAGE_CHUNK:
                _save_chunk(delivery, chunk, source, known, tally)
                options.progress("Lecture", delivery.staged_through)
                chunk = []
        _save_chunk(delivery, chunk, source, known, tally)
        if not tally.lost:
            tally.lost = decide(
                tally.hours,
                source.id,
                keep=options.keep_days,
                n_unchanged=delivery.n_unchanged,
                unchanged=lambda: _unchanged(delivery, known, named),
            )
            if LOST in tally.lost:
                _begin_again(delivery, tally.lost)
                _stage(delivery, file, source, options)
                return
        if tally.lost:
            tally.notes.append(tally.lost["note"])
        gone = [k for k, r in known.items() if not r.withdrawn and k not in named]
        if nameless and gone:
            # One of these unreadable rows may be a place that seems to be missing.
            tally.notes.append(NOTHING_WITHDRAWN.format(n=nameless))
            gone = []
        if source.complete:
            _check_withdrawals(gone, known, options)
    except DeliveryError as error:
        fail_delivery(delivery, str(error), now=timezone.now())
        raise
    except TooManyWithdrawn as error:
        fail_delivery(delivery, str(error), now=timezone.now())
        raise
    delivery.report = tally.as_json() | {"gone": gone if source.complete else []}
    delivery.state = DeliveryState.PUBLISHING
    delivery.save(update_fields=["report", "state"])


def _unchanged(delivery: Delivery, known: Mapping[str, KnownRecord], named: set[str]) -> list[str]:
    """Return the keys of the file whose rows say what its source last said."""
    read = set(StagedRow.objects.filter(delivery=delivery).values_list("key", flat=True))
    read |= set(RefusedRow.objects.filter(delivery=delivery).values_list("key", flat=True))
    same = named - read
    return [key for key, one in known.items() if not one.withdrawn and key in same]


def _begin_again(delivery: Delivery, lost: Lost) -> None:
    """Read the file from its start, now that it is known which days it lost.

    What was staged is deleted when the reading begins: a kill before that is no harm.
    """
    delivery.n_in = delivery.n_refused = delivery.n_unchanged = delivery.staged_through = 0
    delivery.report = Tally(lost=lost).as_json()
    delivery.save(update_fields=["n_in", "n_refused", "n_unchanged", "staged_through", "report"])


def _check_withdrawals(gone: list[str], known: Mapping[str, KnownRecord], options: Options) -> None:
    n_known = len([r for r in known.values() if not r.withdrawn])
    if too_many_gone(len(gone), n_known) and not options.accept_removals:
        raise TooManyWithdrawn(n_gone=len(gone), n_known=n_known)


def too_many_gone(n_gone: int, n_known: int) -> bool:
    """True when a file withdraws so much of its source that somebody must say it is meant."""
    # All of them, even few: an empty file is no news of anybody.
    return n_gone > max(10, n_known // 2) or (n_gone > 0 and n_gone == n_known)


@transaction.atomic
def _save_chunk(
    delivery: Delivery,
    chunk: list[Read],
    source: Source,
    known: Mapping[str, KnownRecord],
    tally: Tally,
) -> None:
    """Stage a chunk and note how far the reading went, in one transaction."""
    if not chunk:
        return
    said = [read.statement for read in chunk if read.statement is not None]
    before = last_values(source.id, [s.key for s in said if s.key in known])
    for statement in said:
        tally.compare(before.get(statement.key, {}), statement.values)
    insert_all(
        [
            StagedRow(
                delivery=delivery,
                number=read.number,
                line=s.line,
                key=s.key,
                content_hash=s.content_hash,
                payload=s.payload,
                values=s.values,
                stated_on=s.stated_on,
            )
            for read in chunk
            if (s := read.statement) is not None
        ]
    )
    refused = [read for read in chunk if read.refusal is not None]
    RefusedRow.objects.bulk_create(
        [
            RefusedRow(
                delivery=delivery,
                number=read.number,
                line=read.row.line if read.row else None,
                key=read.key[:200],
                field=read.refusal.field,
                rule=read.refusal.rule,
                reason=f"{read.refusal.message} {read.refusal.repair}".strip(),
                payload=plain(read.row.values) if read.row else {},
            )
            for read in refused
            if read.refusal is not None
        ]
    )
    delivery.n_in += len(chunk)
    delivery.n_refused += len(refused)
    delivery.n_unchanged += len(chunk) - len(refused) - len(said)
    delivery.staged_through = chunk[-1].number
    delivery.report = tally.as_json()
    delivery.save(update_fields=["n_in", "n_refused", "n_unchanged", "staged_through", "report"])


def _publish(delivery: Delivery, progress: Progress) -> None:
    zones: ZoneFinder | None = None
    size, done = FIRST_BATCH, 0
    while True:
        rows = list(StagedRow.objects.filter(delivery=delivery).order_by("number")[:size])
        if not rows:
            return
        zones = zones or ZoneFinder(today=timezone.localdate())
        started = time.perf_counter()
        _publish_batch(delivery, rows, zones)
        took_s = time.perf_counter() - started
        done += len(rows)
        progress("Publication", done)
        # The next batch takes about TARGET_S on this machine, whatever its speed.
        wanted = int(len(rows) * TARGET_S / max(took_s, 0.001))
        size = max(10, min(LARGEST_BATCH, wanted, 2 * size))


@transaction.atomic
def _publish_batch(delivery: Delivery, rows: list[StagedRow], zones: ZoneFinder) -> None:
    outcomes = publish_statements(
        [
            Statement(
                key=row.key,
                content_hash=row.content_hash,
                payload=row.payload,
                values=row.values,
                stated_on=row.stated_on,
                line=row.line,
            )
            for row in rows
        ],
        source=delivery.source,
        delivery=delivery.pk,
        now=timezone.now(),
        zones=zones,
    )
    StagedRow.objects.filter(pk__in=[row.pk for row in rows]).delete()
    Delivery.objects.filter(pk=delivery.pk).update(
        n_added=F("n_added") + outcomes.count(Outcome.ADDED),
        n_changed=F("n_changed") + outcomes.count(Outcome.CHANGED),
        n_unchanged=F("n_unchanged") + outcomes.count(Outcome.UNCHANGED),
    )


def _withdraw(delivery: Delivery, source: Source, progress: Progress) -> None:
    delivery.refresh_from_db()
    gone = delivery.report.get("gone", [])
    for start in range(0, len(gone), WITHDRAW_BATCH):
        with transaction.atomic():
            n = withdraw_records(
                gone[start : start + WITHDRAW_BATCH], source=source.id, now=timezone.now()
            )
            Delivery.objects.filter(pk=delivery.pk).update(n_withdrawn=F("n_withdrawn") + n)
        progress("Retraits", start)


@transaction.atomic
def _finish(delivery: Delivery) -> Delivery:
    """Close the delivery, and its file with it: a file that is imported is never begun again."""
    delivery.refresh_from_db()
    delivery.state, delivery.finished_at = DeliveryState.DONE, timezone.now()
    delivery.save(update_fields=["state", "finished_at"])
    if delivery.file_id is not None:
        file = DeliveredFile.objects.filter(pk=delivery.file_id)
        file.update(state=FileState.IMPORTED, failure="")
    if delivery.n_added or delivery.n_changed or delivery.n_withdrawn:
        came(Moment.AFTER_DELIVERY)
    return delivery
