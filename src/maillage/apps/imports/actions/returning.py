"""Prepare what is given back to a producer: a report, and its own file corrected.

Nothing of the base changes. It is long for a large file, so that the worker does it; run again
after a kill, it begins again, and what was prepared before stays until the new one is whole.
"""

import hashlib
import json
import os
import secrets
import shutil
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from itertools import chain, islice
from pathlib import Path
from typing import Any

from django.db import transaction

from maillage.apps.directory.actions import values_of
from maillage.apps.directory.actions.rule import LEVEL
from maillage.apps.directory.queries.returning import (
    RecordPublished,
    n_no_longer_named,
    places_around,
    records_published,
    same_twice,
)
from maillage.apps.imports.actions.return_tally import ReturnTally
from maillage.apps.imports.errors import DeliveryUnreadable
from maillage.apps.imports.models import DECLARED, Delivery
from maillage.apps.imports.queries import every_refused_row, sources_delivered
from maillage.apps.imports.queries.mapping import mapping_of
from maillage.apps.imports.queries.returns import (
    CORRECTED,
    DETAILS,
    REPORT,
    STATE,
    ReturnState,
    folder_of,
    kept_path,
    last_done,
    return_state,
    returns_folder,
)
from maillage.apps.imports.queries.sources import find_declared, source_of, source_titles
from maillage.core.harmonise import Log
from maillage.core.standard import PlaceRecord
from maillage.sources.base import (
    Delivery as OpenFile,
)
from maillage.sources.base import DeliveryError, Row, Source, keyed_rows, open_delivery
from maillage.sources.delivery import FORMAT_NAMES
from maillage.sources.returned import (
    NO_HINTS,
    WRITABLE,
    Hints,
    NotWritable,
    Pen,
    RowEdits,
    edits_of,
    hints_of,
    rewritten,
)
from maillage.web.drafts import written_at
from maillage.web.errors import DomainError
from maillage.web.jobs import ask
from maillage.web.locks import only_one

TASK = "maillage.apps.imports.tasks.prepare_return"
# What a file teaches of its own columns, it teaches in its first rows.
LEARNT = 3_000
SAID_EVERY, SAID_EVERY_S = 200, 1.0
KEPT_DAYS = 7
# Each attempt leaves out the rows that the one before could not write.
ATTEMPTS = 3

NOT_KEPT = (
    "Le fichier reçu n’est plus gardé, ou il est arrivé par la commande : il ne peut pas être "
    "rendu dans son format. La liste des corrections et le fichier au standard national sont là."
)
NOT_THE_SAME = (
    "Le fichier corrigé ne se relisait pas comme prévu : il n’est pas proposé. La liste des "
    "corrections et le fichier au standard national sont là."
)


def ask_return(source: str, *, now: datetime) -> ReturnState:
    """Ask the worker to prepare what is given back to a source; asked twice, it is done once.

    Raises NothingToReturn, SourceUnknown.
    """
    last_done(source)
    source_of(source)
    state = return_state(source)
    if state.at_work:
        return state
    with transaction.atomic():
        job = ask(TASK, source)
        _write_state(source, {"token": state.token, "job": str(job), "asked_at": now.isoformat()})
    return return_state(source)


def build_return(source_id: str, *, now: datetime) -> None:
    """Prepare what is given back to a source, and keep it in place of what was there before."""
    with only_one(f"return {source_id}") as alone:
        if not alone:
            return
        state = _read_state(source_id)
        token = secrets.token_hex(8)
        folder = folder_of(source_id) / token
        folder.mkdir(mode=0o700, parents=True)
        try:
            report = _Work(source_id, folder, now, _progress(source_id, state)).report()
        except DomainError as error:
            shutil.rmtree(folder)
            _write_state(source_id, state | {"failure": str(error)})
            return
        except BaseException:
            shutil.rmtree(folder)
            raise
        _write_json(folder / REPORT, report)
        _write_state(source_id, {"token": token, "job": state.get("job", "")})
        for old in folder_of(source_id).iterdir():
            if old.is_dir() and old.name != token:
                shutil.rmtree(old, ignore_errors=True)


def purge_returns(*, now: datetime) -> int:
    """Delete what was prepared too long ago: it holds the file of a producer; return how many."""
    if not returns_folder().is_dir():
        return 0
    limit = (now - timedelta(days=KEPT_DAYS)).timestamp()
    n = 0
    for folder in returns_folder().iterdir():
        times = [at for path in (folder, *folder.rglob("*")) if (at := written_at(path))]
        if times and max(times) < limit:
            shutil.rmtree(folder, ignore_errors=True)
            n += 1
    return n


def stated(record: PlaceRecord) -> dict[str, Any]:
    """Return what a record states, under the names of the published fields."""
    values = values_of(record)
    said = {**values.pop("place"), **values.pop("offer")}
    return said | values


# ---------------------------------------------------------------- the work


@dataclass(slots=True)
class _Pass:
    """One reading of the rows: what is told, what is to be written, what each row must say."""

    tally: ReturnTally
    edits: list[RowEdits] = field(default_factory=list)
    expected: dict[int, str] = field(default_factory=dict)
    seen: set[str] = field(default_factory=set)


class _Work:
    """What is prepared for one source, from its last delivery."""

    def __init__(self, source_id: str, folder: Path, now: datetime, progress: Any) -> None:
        self.folder, self.now, self.progress = folder, now, progress
        self.delivery: Delivery = last_done(source_id)
        self.source: Source = source_of(source_id)
        self.path = kept_path(self.delivery)
        self.titles = source_titles([*sources_delivered(), source_id])
        progress("base", 0, 0)
        self.published: dict[str, RecordPublished] = {}
        self.payloads: list[Row] = []
        for one in records_published(source_id):
            if self.path is None:
                # The rows themselves are kept with what each one said.
                self.payloads.append(Row(len(self.payloads) + 1, one.line, one.payload))
            self.published[one.key] = replace(one, payload={})
        self.refused = {row.number for row in every_refused_row(self.delivery)}

    def report(self) -> dict[str, Any]:
        """Return the report; the lines and the corrected file are in the folder."""
        why = NOT_KEPT
        found: _Pass | None = None
        kind, name = "", self.delivery.filename
        if self.path is not None:
            try:
                with open_delivery(self.path) as file:
                    kind = file.format
                    found, why = self._write(file)
                    if found is None:
                        found = self._read(self._file_rows(file), set(), written=False)
            except DeliveryError as error:
                detail = str(error).replace(self.path.name, name)
                raise DeliveryUnreadable(detail=detail) from error
        else:
            rows = ((row, self.source.key(row)) for row in self.payloads)
            found = self._read(rows, set(), written=False)
        around = places_around(self.source.id)
        return found.tally.as_json() | {
            "source": self.source.id,
            "title": self.source.title,
            "producer": self.source.producer,
            "delivery": self.delivery.pk,
            "filename": name,
            "format": FORMAT_NAMES.get(kind, kind),
            "received_at": self.delivery.started_at.isoformat(),
            "made_at": self.now.isoformat(),
            "n_rows": self.delivery.n_in,
            "n_named": len(self.published),
            "lost": self.delivery.report.get("lost", {}),
            "not_written": why,
            "corrected_name": "" if why else _corrected_name(name),
            "n_no_longer_named": n_no_longer_named(self.source.id),
            "around": [around.n_communes, around.n_places, around.n_missing],
        }

    def _write(self, file: OpenFile) -> tuple[_Pass | None, str]:
        """Return what was written, and why nothing was; each row is then read again."""
        if file.format not in WRITABLE:
            return None, str(NotWritable(file.format))
        path = self.folder / CORRECTED
        bad: set[int] = set()
        for _attempt in range(ATTEMPTS):
            found = self._read(self._file_rows(file), bad, written=True)
            skipped: set[int] = set()
            try:
                with path.open("wb") as out:
                    for piece in rewritten(file, found.edits, skipped=skipped):
                        out.write(piece)
            except NotWritable as error:
                path.unlink(missing_ok=True)
                return None, str(error)
            worse = skipped | self._not_the_same(path, found.expected)
            if not worse:
                return found, ""
            bad |= worse
        path.unlink(missing_ok=True)
        return None, NOT_THE_SAME

    def _file_rows(self, file: OpenFile) -> Iterator[tuple[Row, str]]:
        for keyed in keyed_rows(self.source, file):
            key = "" if keyed.refusal or keyed.row.number in self.refused else keyed.key
            yield keyed.row, key

    def _read(self, rows: Iterator[tuple[Row, str]], bad: set[int], *, written: bool) -> _Pass:
        pen = Pen(self.source, stated, _hints(self.source.id))
        first = list(islice(rows, LEARNT))
        pen.learn([row for row, key in first if key])
        with (self.folder / DETAILS).open("w", encoding="utf-8") as details:
            done = _Pass(ReturnTally(details, self.titles))
            done.tally.add_refused(every_refused_row(self.delivery))
            for n, (row, key) in enumerate(chain(first, rows), start=1):
                if n % SAID_EVERY == 0:
                    self.progress("lecture", n, self.delivery.n_in)
                if not key:
                    done.expected[row.number] = ""
                    continue
                self._one(pen, row, key, done, written=written and row.number not in bad)
            for one in same_twice(self.source.id):
                keys = [(key, self._name(key)) for key in one.keys]
                done.tally.add_twice(keys, one.reasons)
        return done

    def _one(self, pen: Pen, row: Row, key: str, done: _Pass, *, written: bool) -> None:
        published = self.published.get(key)
        found = pen.write(row, _wanted(published) if written else None)
        done.tally.add_row(found, key, written=written, published=published)
        if written and (edits := edits_of(found)) is not None:
            done.edits.append(edits)
        said = found.said if written else None
        if said is None and found.reading.record is not None:
            said = stated(found.reading.record)
        done.expected[row.number] = "" if said is None else _digest(key, said)

    def _name(self, key: str) -> str:
        one = self.published.get(key)
        return str(one.stated.get("nom", "")) if one else ""

    def _not_the_same(self, path: Path, expected: Mapping[int, str]) -> set[int]:
        """Return the rows that do not say, once written, what they must; every one when cut."""
        worse: set[int] = set()
        n = 0
        try:
            with open_delivery(path) as file:
                for n, (row, key) in enumerate(self._file_rows(file), start=1):
                    if n % SAID_EVERY == 0:
                        self.progress("relecture", n, self.delivery.n_in)
                    if expected.get(row.number, "") != self._said(row, key):
                        worse.add(row.number)
        except DeliveryError:
            return set(expected) or {0}
        return worse if n == len(expected) else set(expected)

    def _said(self, row: Row, key: str) -> str:
        if not key:
            return ""
        record = self.source.convert(row, Log()).record
        return "" if record is None else _digest(key, stated(record))


def _wanted(one: RecordPublished | None) -> dict[str, Any]:
    """Return what the place or the city said since, that the source says otherwise."""
    if one is None:
        return {}
    return {
        name: other.value
        for name, other in one.others.items()
        if other.source in LEVEL and other.value != one.stated.get(name)
    }


def _hints(source: str) -> Hints:
    """Return what a person declared of the files of a source; nothing for those of the catalog."""
    declared = find_declared(source) if source.startswith(DECLARED) else None
    return hints_of(mapping_of(declared)) if declared is not None else NO_HINTS


def _digest(key: str, said: Mapping[str, Any]) -> str:
    text = json.dumps([key, said], sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()


def _corrected_name(name: str) -> str:
    stem, dot, end = name.partition(".")
    return f"{stem}-corrige{dot}{end}"


# ---------------------------------------------------------------- how far it is


def _progress(source: str, state: Mapping[str, Any]) -> Any:
    last = 0.0

    def said(step: str, n: int, total: int) -> None:
        nonlocal last
        if time.monotonic() - last >= SAID_EVERY_S:
            last = time.monotonic()
            _write_state(source, {**state, "failure": "", "step": step, "n": n, "total": total})

    return said


def _read_state(source: str) -> dict[str, Any]:
    try:
        said = json.loads((folder_of(source) / STATE).read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return {name: said[name] for name in ("token", "job") if name in said}


def _write_state(source: str, said: Mapping[str, Any]) -> None:
    folder_of(source).mkdir(mode=0o700, parents=True, exist_ok=True)
    _write_json(folder_of(source) / STATE, said)


def _write_json(path: Path, said: Mapping[str, Any]) -> None:
    """Write at once or not at all: a page may read at this very moment."""
    half = path.with_suffix(f".{os.getpid()}")
    half.write_text(json.dumps(said, ensure_ascii=False), encoding="utf-8")
    half.replace(path)


__all__: Sequence[str] = ["ask_return", "build_return", "purge_returns", "stated"]
