"""What a delivery would do, without writing anything."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from maillage.apps.directory.queries import KnownRecord, known_records, last_values
from maillage.apps.imports.actions.delivery import Progress, too_many_gone
from maillage.apps.imports.actions.lost_days import LOST, decide
from maillage.apps.imports.actions.reading import Read, read_delivery
from maillage.apps.imports.actions.tally import NAMES, Tally, clean
from maillage.apps.imports.errors import DeliveryUnreadable
from maillage.sources.base import DeliveryError, Source, open_delivery

COMPARED_TOGETHER = 500
ROWS_SHOWN = 100


@dataclass(slots=True)
class Preview:
    """What importing a file would do: the counts, and enough names to recognise it by."""

    tally: Tally = field(default_factory=Tally)
    # [line or 0, number of the row, key, reason]
    refused: list[list[Any]] = field(default_factory=list)
    added: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    # Keys of the rows that say what their source last said; not kept with the file.
    unchanged: list[str] = field(default_factory=list)
    n_known: int = 0
    too_many_gone: bool = False

    def as_json(self) -> dict[str, Any]:
        """Return what is kept with the file, for its page."""
        return self.tally.as_json() | {
            "counts": self.tally.counts(),
            "refused": self.refused,
            "added": self.added,
            "withdrawn": self.withdrawn,
            "n_known": self.n_known,
            "too_many_gone": self.too_many_gone,
        }


def preview_delivery(path: Path, source: Source, *, progress: Progress) -> Tally:
    """Return what importing a file would add, change, withdraw and refuse, by field.

    Raises DeliveryUnreadable, as the import would.
    """
    return look_ahead(path, source, progress=progress).tally


def look_ahead(path: Path, source: Source, *, progress: Progress, name: str = "") -> Preview:
    """Return the same, with the names and the refused rows; `name` is that of the file.

    Raises DeliveryUnreadable, as the import would.
    """
    preview = _look_ahead(path, source, progress, name, None)
    tally = preview.tally
    tally.lost = decide(
        tally.hours,
        source.id,
        keep=None,
        n_unchanged=len(preview.unchanged),
        unchanged=lambda: preview.unchanged,
    )
    if LOST in tally.lost:
        lost = tally.lost
        preview = _look_ahead(path, source, progress, name, lost[LOST])
        preview.tally.lost = lost
    if preview.tally.lost:
        preview.tally.notes.append(preview.tally.lost["note"])
    return preview


def _look_ahead(
    path: Path, source: Source, progress: Progress, name: str, lost_but: int | None
) -> Preview:
    preview = Preview()
    known = known_records(source.id)
    named: set[str] = set()
    waiting: list[tuple[str, dict[str, Any]]] = []
    try:
        with open_delivery(path) as opened:
            file = replace(opened, name=name or opened.name)
            preview.tally.notes = list(file.notes)
            for read in read_delivery(source, file, known, preview.tally, lost_but=lost_but):
                named.add(read.key)  # "" when a row has none: nothing is then withdrawn
                _count(preview, read, known)
                if read.statement is not None:
                    waiting.append((read.key, dict(read.statement.values)))
                if len(waiting) >= COMPARED_TOGETHER:
                    _compare(source, waiting, preview.tally)
                    progress("Lecture", preview.tally.n_in)
                    waiting = []
                elif preview.tally.n_in % COMPARED_TOGETHER == 0:
                    progress("Lecture", preview.tally.n_in)
            _compare(source, waiting, preview.tally)
    except DeliveryError as error:
        raise DeliveryUnreadable(detail=str(error).replace(path.name, name or path.name)) from error
    _withdraw(preview, source, known, named)
    return preview


def _count(preview: Preview, read: Read, known: Mapping[str, KnownRecord]) -> None:
    tally = preview.tally
    tally.n_in += 1
    if read.refusal is not None:
        tally.n_refused += 1
        if len(preview.refused) < ROWS_SHOWN:
            reason = f"{read.refusal.message} {read.refusal.repair}".strip()
            line = read.row.line if read.row else None
            preview.refused.append([line or 0, read.number, clean(read.key), clean(reason)])
    elif read.statement is None:
        tally.n_unchanged += 1
        preview.unchanged.append(read.key)
    elif read.key in known:
        tally.n_changed += 1
    else:
        tally.n_added += 1
        if len(preview.added) < NAMES:
            preview.added.append(_name(read.statement.values, read.key))


def _withdraw(
    preview: Preview, source: Source, known: Mapping[str, KnownRecord], named: set[str]
) -> None:
    preview.n_known = sum(1 for record in known.values() if not record.withdrawn)
    if not source.complete or "" in named:
        return
    gone = [key for key, record in known.items() if not record.withdrawn and key not in named]
    preview.tally.n_withdrawn = len(gone)
    preview.too_many_gone = too_many_gone(len(gone), preview.n_known)
    values = last_values(source.id, gone[:NAMES])
    preview.withdrawn = sorted(_name(values.get(key, {}), key) for key in gone[:NAMES])


def _name(values: Mapping[str, Any], key: str) -> str:
    return clean(str(values.get("place", {}).get("nom") or key))[:80]


def _compare(source: Source, waiting: list[tuple[str, dict[str, Any]]], tally: Tally) -> None:
    before = last_values(source.id, [key for key, _ in waiting])
    for key, values in waiting:
        tally.compare(before.get(key, {}), values)
