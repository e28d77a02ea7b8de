"""What a source is, and one row of it on its way from a file to a record of the standard."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from maillage.core.harmonise import Change, Log
from maillage.core.standard import Fault, Reading
from maillage.sources.delivery import Delivery, DeliveryError, open_delivery

# Null characters and halves of characters, which PostgreSQL and UTF-8 refuse.
_UNWRITABLE = re.compile("[\0\ud800-\udfff]")

Lineage = Literal["producer", "aggregator", "government"]


@dataclass(frozen=True, slots=True)
class Row:
    """One record of a delivery, as received.

    number : position of the record in the delivery, from 1
    line : physical line where it starts, when known
    values : what the producer wrote, by column; never corrected
    columns : columns of the whole delivery, which say its version
    problem : French sentence when the record could not be read whole, else None
    rule : stable code of the problem, "" without one
    """

    number: int
    line: int | None
    values: Mapping[str, object]
    columns: tuple[str, ...] = ()
    problem: str | None = None
    rule: str = ""


@dataclass(frozen=True, slots=True)
class Source:
    """One source of places: who makes it, how it is read, what its words mean.

    id : lower case with hyphens; the file of the catalog bears it with underscores
    formats : content that `read` accepts, "csv", "json", "geojson"
    read : the rows of a delivery, streaming; raises DeliveryError when it cannot go on
    key : the id of a row inside this source, "" when it has none; never raises
    convert : a row to a record and its faults; never raises on bad data
    version : changes whenever the conversion changes, so that a redelivery is read again
    complete : a delivery is the whole of the source, so what is absent is withdrawn
    recognised_by : columns that, together, only this producer has; () when none tells it
    """

    id: str
    title: str
    producer: str
    lineage: Lineage
    licence: str
    url: str
    formats: tuple[str, ...]
    read: Callable[[Delivery], Iterator[Row]]
    key: Callable[[Row], str]
    convert: Callable[[Row, Log], Reading]
    version: str
    complete: bool = True
    recognised_by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Converted:
    """A row, its key, what the standard makes of it and the corrections that were needed."""

    row: Row
    key: str
    reading: Reading
    changes: tuple[Change, ...] = field(default=())


def refused(row: Row, rule: str, message: str, repair: str, *, name: str = "") -> Reading:
    """Return a reading without a record, with the one fault that explains it."""
    return Reading(None, (fault(row, rule, message, repair, name=name),))


def fault(
    row: Row,
    rule: str,
    message: str,
    repair: str,
    *,
    name: str = "",
    value: str = "",
    severity: Literal["error", "warning"] = "error",
) -> Fault:
    """Return a fault of this row, in the words of the standard's report."""
    return Fault(
        line=row.line,
        record_id=id_of(row),
        field=name,
        value=value,
        rule=rule,
        message=message,
        repair=repair,
        severity=severity,
    )


def id_of(row: Row) -> str:
    """Return the `id` column as text, "" when there is none."""
    value = row.values.get("id")
    return "" if value is None or isinstance(value, (dict, list)) else str(value).strip()


@dataclass(frozen=True, slots=True)
class Keyed:
    """A row, its key, and why it is refused before its content is even looked at."""

    row: Row
    key: str
    refusal: Fault | None = None


def keyed_rows(source: Source, delivery: Delivery) -> Iterator[Keyed]:
    """Yield every row of a delivery with its key.

    A row that cannot be read, one without a key and the second row with the same key are refused
    here, with the reason. Memory grows by one key per row, no more.

    Raises
    ------
    DeliveryError : after the last whole row, when the delivery cannot be read to its end.
    """
    first_seen: dict[str, int] = {}
    for row in source.read(delivery):
        key = source.key(row)
        if row.problem is not None:
            repair = "Corrigez la ligne dans le fichier."
            yield Keyed(row, key, fault(row, row.rule, row.problem, repair))
            continue
        if _UNWRITABLE.search(key):
            message = f"L’identifiant de l’enregistrement n° {row.number} a des signes invisibles."
            repair = "Retapez l’identifiant sans le copier d’un autre logiciel."
            # Without its key: no base could hold it.
            yield Keyed(row, "", fault(row, "id_unwritable", message, repair, name="id"))
            continue
        if not key:
            message = f"L’enregistrement n° {row.number} n’a pas d’identifiant."
            repair = "Donnez à chaque lieu un identifiant qui ne change jamais (colonne id)."
            yield Keyed(row, key, fault(row, "id_missing", message, repair, name="id"))
            continue
        seen = first_seen.setdefault(key, row.number)
        if seen != row.number:
            message = f"L’identifiant « {key} » est déjà celui de l’enregistrement n° {seen}."
            repair = "Donnez à chaque lieu son propre identifiant ; seul le premier est gardé."
            yield Keyed(row, key, fault(row, "id_duplicate", message, repair, name="id"))
            continue
        yield Keyed(row, key)


def read_source(source: Source, delivery: Delivery, log: Log) -> Iterator[Converted]:
    """Yield every row of a delivery with its reading; rows in = records + refused, always.

    Raises
    ------
    DeliveryError : after the last whole row, when the delivery cannot be read to its end.
    """
    for keyed in keyed_rows(source, delivery):
        log.take_record()
        if keyed.refusal is not None:
            yield Converted(keyed.row, keyed.key, Reading(None, (keyed.refusal,)))
            continue
        reading = source.convert(keyed.row, log)
        yield Converted(keyed.row, keyed.key, reading, log.take_record())


__all__ = [
    "Converted",
    "Delivery",
    "DeliveryError",
    "Keyed",
    "Lineage",
    "Row",
    "Source",
    "fault",
    "id_of",
    "keyed_rows",
    "open_delivery",
    "read_source",
    "refused",
]
