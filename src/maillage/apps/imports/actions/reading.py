"""Read a delivery row by row: what is new, what is the same, what is refused and why."""

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from maillage.apps.directory.actions import Statement, values_of
from maillage.apps.directory.queries import KnownRecord
from maillage.apps.imports.actions.lost_days import CODE, FIELD, count_hours, forget_other_days
from maillage.apps.imports.actions.tally import Tally, clean
from maillage.core.harmonise import Log
from maillage.core.standard import Fault
from maillage.sources.base import Delivery, Row, Source, keyed_rows

# What the database holds of a source's own number.
LONGEST_KEY = 200
# Lists within lists: no producer needs more, and Python itself stops at a thousand.
DEEPEST = 20
# What the standard says of a field that is required and empty, and those that refuse the row.
MISSING = "required_missing"
_NO_PLACE_WITHOUT = frozenset({"id", "nom", "commune"})


@dataclass(frozen=True, slots=True)
class Read:
    """One row of the file: a statement to publish, or a refusal, or neither when unchanged."""

    number: int
    key: str
    statement: Statement | None = None
    refusal: Fault | None = None
    row: Row | None = None


def read_delivery(
    source: Source,
    delivery: Delivery,
    known: Mapping[str, KnownRecord],
    tally: Tally,
    *,
    skip_through: int = 0,
    lost_but: int | None = None,
) -> Iterator[Read]:
    """Yield each row after number `skip_through`, counting faults and corrections as it goes.

    A row whose content is what its source last said is not converted again: that is what makes an
    unchanged redelivery cheap. Rows that are skipped still count for doubles and withdrawals.

    lost_but : the only day of the hours of the file, when the others were lost on the way. Rows
    that are written so have a hash of their own: they are read again when their file is whole.

    Raises DeliveryError after the last whole row, when the file cannot be read to its end.
    """
    log = Log()
    for keyed in keyed_rows(source, delivery):
        row = keyed.row
        if row.number <= skip_through:
            yield Read(row.number, keyed.key)
            continue
        if keyed.refusal is not None:
            tally.add_faults([keyed.refusal])
            yield Read(row.number, keyed.key, refusal=keyed.refusal, row=row)
            continue
        if len(keyed.key) > LONGEST_KEY or _depth(row.values) > DEEPEST:
            refusal = _too_long(row) if len(keyed.key) > LONGEST_KEY else _too_deep(row)
            tally.add_faults([refusal])
            yield Read(row.number, keyed.key, refusal=refusal, row=row)
            continue
        digest = content_hash(row.values, source.version)
        mended = ""
        if lost_but is not None:
            mended = content_hash(row.values, f"{source.version}\x1f{CODE} {lost_but}")
        before = known.get(keyed.key)
        last = None if before is None or before.withdrawn else before.content_hash
        if last == (mended or digest):
            yield Read(row.number, keyed.key)
            continue
        reading = source.convert(row, log)
        changes = log.take_record()
        values = {} if reading.record is None else values_of(reading.record)
        count_hours(tally.hours, values)
        forgotten = None if lost_but is None else forget_other_days(values, lost_but)
        if last == digest and forgotten is None:
            yield Read(row.number, keyed.key)
            continue
        tally.add_corrections(changes)
        if forgotten is not None:
            tally.add_corrections([(CODE, FIELD, *forgotten)])
        tally.add_faults(reading.faults)
        if reading.record is None:
            yield Read(row.number, keyed.key, refusal=_reason(row, reading.faults), row=row)
            continue
        statement = Statement(
            key=keyed.key,
            content_hash=digest if forgotten is None else mended,
            payload=plain(row.values),
            values=values,
            stated_on=reading.record.date_maj,
            line=row.line,
        )
        yield Read(row.number, keyed.key, statement=statement, row=row)


def content_hash(values: Mapping[str, object], version: str) -> str:
    """Return 32 hexadecimal digits that change when the row, or the way it is read, changes."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False, default=str)
    return hashlib.blake2b(f"{version}\x1f{text}".encode(), digest_size=16).hexdigest()


def plain(values: Mapping[str, object]) -> dict[str, Any]:
    """Return the row as JSON can hold it: decimals of a streaming reader become floats.

    A null character, which PostgreSQL refuses in JSON, is written in words.
    """
    return {clean(str(name)): _plain(value) for name, value in values.items()}


def _plain(value: object, depth: int = 1) -> Any:
    if isinstance(value, str):
        return clean(value)
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, (Mapping, list, tuple)) and depth > DEEPEST:
        return "…"
    if isinstance(value, Mapping):
        return {clean(str(name)): _plain(item, depth + 1) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_plain(item, depth + 1) for item in value]
    try:
        return float(value)  # type: ignore[arg-type]  # decimal.Decimal from ijson
    except (TypeError, ValueError):
        return str(value)


def _depth(value: object) -> int:
    """Return how deep a value is nested, no further than one more than allowed."""
    depth, level = 0, [value]
    while level and depth <= DEEPEST:
        depth += 1
        level = [
            item
            for outer in level
            if isinstance(outer, (Mapping, list, tuple))
            for item in (outer.values() if isinstance(outer, Mapping) else outer)
            if isinstance(item, (Mapping, list, tuple))
        ]
    return depth


def _too_deep(row: Row) -> Fault:
    return Fault(
        line=row.line,
        record_id="",
        field="",
        value="",
        rule="too_deep",
        message=f"Cette fiche imbrique plus de {DEEPEST} listes les unes dans les autres.",
        repair="Donnez à chaque champ un texte, un nombre ou une liste simple.",
        severity="error",
    )


def _too_long(row: Row) -> Fault:
    return Fault(
        line=row.line,
        record_id="",
        field="id",
        value="",
        rule="id_too_long",
        message=f"L’identifiant dépasse {LONGEST_KEY} caractères.",
        repair="Donnez à chaque lieu un identifiant court qui ne change jamais.",
        severity="error",
    )


def _reason(row: Row, faults: tuple[Fault, ...]) -> Fault:
    """Return the fault that refused the row: a field without which there is no place.

    Else the last error, where the reader gave up.
    """
    errors = [fault for fault in faults if fault.severity == "error"]
    if errors:
        missing = [f for f in errors if f.rule == MISSING and f.field in _NO_PLACE_WITHOUT]
        return missing[0] if missing else errors[-1]
    return Fault(
        line=row.line,
        record_id="",
        field="",
        value="",
        rule="row_unusable",
        message="Cette fiche ne décrit pas un lieu.",
        repair="Donnez au moins un identifiant, un nom et une commune ou une position.",
        severity="error",
    )
