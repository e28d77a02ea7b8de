"""Reads for the description of a file: what it looks like, what its words are, what changed."""

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

from maillage.apps.imports.errors import DeliveryUnreadable, SourceUnknown
from maillage.apps.imports.models import DECLARED, DeliveredFile, ProducerSource
from maillage.apps.imports.queries.files import path_of
from maillage.apps.imports.queries.sources import find_declared
from maillage.core.harmonise import Log
from maillage.core.standard import FIELD_BY_NAME
from maillage.sources import mapping as described
from maillage.sources.base import DeliveryError, Source, open_delivery, read_source
from maillage.sources.mapping import Drift, Look, Mapping, MappingError

# Looks and words of the files that people are describing: read again at each page otherwise.
_REMEMBERED = 8


def source_from(declared: ProducerSource) -> Source:
    """Return the source that reads the files of a producer as they were described.

    Raises SourceUnknown when the description was not finished.
    """
    return described.mapped_source(
        mapping_of(declared),
        id=declared.source_id,
        title=declared.title,
        producer=declared.producer,
        licence=declared.licence,
        url=declared.url,
        complete=declared.complete,
    )


def mapping_of(declared: ProducerSource) -> Mapping:
    """Return what the columns and words of a source mean. Raises SourceUnknown."""
    try:
        return described.from_json(declared.mapping)
    except MappingError as error:
        raise SourceUnknown(detail=str(error)) from error


def declared_of(file: DeliveredFile) -> ProducerSource | None:
    """Return the source described on screen that a file is said to be of."""
    return find_declared(file.source) if file.source.startswith(DECLARED) else None


def get_declared(file: DeliveredFile) -> ProducerSource:
    """Return the same. Raises SourceUnknown when the file is of no such source."""
    found = declared_of(file)
    if found is None:
        raise SourceUnknown(detail="Dites d’abord de qui vient ce fichier.")
    return found


def look_of(file: DeliveredFile, *, sheet: str = "", header_line: int | None = None) -> Look:
    """Return what the file looks like. Raises FileGone, DeliveryUnreadable."""
    return _look_of(file, sheet, header_line, ())


def look_again(file: DeliveredFile, mapping: Mapping) -> Look:
    """Return what the file looks like, read where the mapping says. Raises the same."""
    # Titles may move from one file to the next: they are found by their words.
    line = None if mapping.header_line else 0
    return _look_of(file, mapping.sheet, line, tuple(mapping.columns))


def _look_of(
    file: DeliveredFile, sheet: str, header_line: int | None, columns: tuple[str, ...]
) -> Look:
    path = path_of(file)
    try:
        found = _look(path, file.sha256, sheet, header_line, columns)
    except DeliveryError as error:
        raise _unreadable(file, error) from error
    return replace(found, name=file.name)


@lru_cache(maxsize=_REMEMBERED)
def _look(
    path: Path, seal: str, sheet: str, header_line: int | None, columns: tuple[str, ...]
) -> Look:
    return described.look(path, sheet=sheet, header_line=header_line, columns=columns)


def words_of(file: DeliveredFile, mapping: Mapping) -> dict[str, dict[str, int]]:
    """Return, by field with a closed list, the words of the whole file and their numbers of rows.

    Raises FileGone, DeliveryUnreadable.
    """
    try:
        with open_delivery(path_of(file)) as opened:
            return described.words_of_delivery(mapping, opened)
    except DeliveryError as error:
        raise _unreadable(file, error) from error


def drift_of(file: DeliveredFile, declared: ProducerSource) -> Drift:
    """Return what a file has that the description of its source does not know.

    Raises FileGone, DeliveryUnreadable, SourceUnknown.
    """
    mapping = mapping_of(declared)
    seen = look_again(file, mapping)
    try:
        with open_delivery(path_of(file)) as opened:
            return described.drift(mapping, seen, described.unknown_values(mapping, opened))
    except DeliveryError as error:
        raise _unreadable(file, error) from error


def rejected_values(file: DeliveredFile, declared: ProducerSource) -> Iterator[list[str]]:
    """Yield what is not published as it was received: line, place, field, value, reason, repair.

    One item for each value that the reading refuses, moves or does not know, in the order of the
    file: the list of what its keeper has to look at.
    """
    source = source_from(declared)
    try:
        with open_delivery(path_of(file)) as opened:
            for converted in read_source(source, opened, Log()):
                for fault in converted.reading.faults:
                    known = FIELD_BY_NAME.get(fault.field)
                    yield [
                        str(fault.line or converted.row.number),
                        converted.key,
                        known.title if known else fault.field,
                        fault.value,
                        fault.message,
                        fault.repair,
                    ]
    except DeliveryError as error:
        yield ["", "", "", "", str(error).replace(path_of(file).name, file.name), ""]


def left_out_words(declared: ProducerSource) -> list[tuple[str, str]]:
    """Return (title of the field, word) of the words that somebody left out on purpose."""
    return [
        (FIELD_BY_NAME[name].title, word)
        for name, table in mapping_of(declared).words.items()
        for word, value in table.items()
        if not value
    ]


def _unreadable(file: DeliveredFile, error: DeliveryError) -> DeliveryUnreadable:
    said = str(error).replace(file.path or " ", file.name)
    return DeliveryUnreadable(detail=said)
