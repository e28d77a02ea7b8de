"""A mapping as a source: the whole import then works as for a producer that has its own file."""

import re
from collections.abc import Callable, Iterator, Sequence
from collections.abc import Mapping as Map
from dataclasses import replace
from datetime import date, timedelta

from maillage.core.geo import degrees_of_metres
from maillage.core.harmonise import Log
from maillage.core.harmonise.address import split_address
from maillage.core.harmonise.position import in_france
from maillage.core.harmonise.text import EMPTY_WORDS
from maillage.core.standard import FIELD_BY_NAME, Reading
from maillage.core.standard.problems import quote
from maillage.core.standard.values import fold
from maillage.sources.base import Delivery, DeliveryError, Row, Source, refused
from maillage.sources.mapping.contents import cut, number_of, pair_of
from maillage.sources.mapping.look import text_of
from maillage.sources.mapping.model import Mapping
from maillage.sources.mapping.table import FORMATS, open_table
from maillage.sources.mapping.targets import (
    ADDRESS_LINE,
    ANSWERS,
    DAY,
    FIELD,
    FLAG,
    KEEP,
    LOCAL,
    POSITION,
    TEXTS,
    X,
    Y,
    join_of,
)
from maillage.sources.mapping.vocabulary import NO, field_of
from maillage.sources.platforms.draft import Draft
from maillage.sources.platforms.keys import hashed_key
from maillage.sources.platforms.sentences import put_hours

_DECIMALS = 7
_LISTED_TEXTS = frozenset({"local_languages", "local_partners", "local_programme"})
# Numbers of which a spreadsheet took the first zero; those of postcodes are mended by the core.
_LOST_ZERO = {"pivot": re.compile(r"\d{13}"), "telephone": re.compile(r"[1-9]\d{8}")}
_BETWEEN_ITEMS = re.compile(r"\s*[|;,\n]\s*")
# Days since 1899-12-30: from 1982 to 2064.
_SPREADSHEET_DAYS = range(30_000, 60_000)
# What names a place when the producer gives it no number.
_NAMING = ("nom", "adresse", "commune")


def mapped_source(
    mapping: Mapping,
    *,
    id: str,
    title: str,
    producer: str,
    licence: str = "",
    url: str = "",
    complete: bool = True,
) -> Source:
    """Return the source that reads a producer's files as the mapping says.

    Its version changes with the mapping, so that a delivery is read again. What the mapping
    ignores is taken away before anything is kept.
    """
    return Source(
        id=id,
        title=title,
        producer=producer,
        lineage="producer",
        licence=licence,
        url=url,
        formats=FORMATS,
        read=_reader(mapping),
        key=lambda row: key_of(mapping, row),
        convert=lambda row, log: convert(mapping, row, log, producer=producer),
        version=f"m{mapping.version}",
        complete=complete,
    )


def _reader(mapping: Mapping) -> Callable[[Delivery], Iterator[Row]]:
    left_out = mapping.left_out - set(mapping.key)

    def read(delivery: Delivery) -> Iterator[Row]:
        laid, rows = open_table(
            delivery,
            sheet=mapping.sheet,
            header_line=None if mapping.header_line else 0,
            columns=mapping.columns,
        )
        if laid.columns:
            _check_columns(mapping, laid.columns)
        for row in rows:
            if not left_out:
                yield row
                continue
            values = {name: value for name, value in row.values.items() if name not in left_out}
            yield replace(row, values=values)

    return read


def _check_columns(mapping: Mapping, columns: Sequence[str]) -> None:
    """Raise DeliveryError when what tells or names the places is not in the file any more."""
    needed = [*mapping.key, *(mapping.columns_to(FIELD, "nom")[:1])]
    missing = [name for name in needed if name not in columns]
    if missing:
        names = ", ".join(f"« {name} »" for name in missing)
        raise DeliveryError(
            "columns_missing",
            f"Le fichier n’a plus la colonne {names}, qui nomme les lieux : corrigez le fichier, "
            "ou décrivez-le de nouveau.",
            line=1,
        )


def key_of(mapping: Mapping, row: Row) -> str:
    """Return what tells the place of a row: its key columns, else its name, address and commune."""
    if row.problem is not None:
        return ""
    if mapping.key:
        parts = [text_of(row.values.get(column)) for column in mapping.key]
        return " ".join(part for part in parts if part) if any(parts) else ""
    said = {name: _joined(mapping, row, name) for name in _NAMING}
    if not said["nom"]:
        return ""
    if not said["adresse"] and not said["commune"]:
        line = " ".join(text_of(row.values.get(c)) for c in mapping.columns_to(ADDRESS_LINE))
        place = line or " ".join(
            text_of(row.values.get(column))
            for kind, name in ((FIELD, "latitude"), (FIELD, "longitude"), (POSITION, ""))
            for column in mapping.columns_to(kind, name)
        )
        return hashed_key(said["nom"], place, "")
    return hashed_key(*said.values())


def _joined(mapping: Mapping, row: Row, name: str) -> str:
    parts = [text_of(row.values.get(column)) for column in mapping.columns_to(FIELD, name)]
    text = join_of(name).join(part for part in parts if part and not _says_nothing(part))
    return text or mapping.constants.get(name, "")


def _says_nothing(text: str) -> bool:
    return text.casefold() in EMPTY_WORDS


def convert(mapping: Mapping, row: Row, log: Log, *, producer: str) -> Reading:
    """Return what the standard makes of a row, read as the mapping says; never raises on data."""
    if row.problem is not None:
        return refused(row, row.rule, row.problem, "Corrigez la ligne dans le fichier.")
    texts = {column: text_of(row.values.get(column)) for column in mapping.columns}
    row = replace(row, values={**row.values, **texts})
    draft = Draft(row, key_of(mapping, row))
    draft.put("source", producer)
    for name, value in mapping.constants.items():
        draft.add(name, value) if FIELD_BY_NAME[name].multiple else draft.put(name, value)
    fields = dict.fromkeys(t.name for t in mapping.columns.values() if t.kind == FIELD)
    _put_address_line(mapping, draft, texts)
    for name in fields:
        _put_field(mapping, draft, name, texts, log)
    _put_hours(mapping, draft)
    _put_position(mapping, draft, texts, log)
    _put_others(mapping, draft, texts)
    return draft.reading(log)


def _put_field(mapping: Mapping, draft: Draft, name: str, texts: dict[str, str], log: Log) -> None:
    columns = mapping.columns_to(FIELD, name)
    said = {c: texts[c] for c in columns if texts[c] and not _says_nothing(texts[c])}
    if not said or name == "horaires":
        return
    table = mapping.words.get(name)
    if mapping.columns[columns[0]].has_vocabulary:
        for column, text in said.items():
            _decode(draft, name, column, items_of(mapping, column, text), table or {})
        return
    if name == "courriels" and len(said) == 1:
        draft.put_emails(next(iter(said)))
        return
    if name == "autres_formations_labels":
        for column, text in said.items():
            draft.add(name, *items_of(mapping, column, text))
        return
    text = join_of(name).join(said.values())
    draft.put(name, _mended(name, text, log))


def items_of(mapping: Mapping, column: str, text: str) -> list[str]:
    """Return the items of a cell, as the mapping says that they are cut."""
    return cut(text, mapping.separators.get(column) or "|")


def _decode(
    draft: Draft, name: str, column: str, items: Sequence[str], table: Map[str, str]
) -> None:
    known = {fold(word): value for word, value in table.items()}
    for item in items:
        if _says_nothing(item):
            continue
        value = known.get(fold(item))
        if value:
            draft.add(field_of(name, value), value)
        elif value is None:
            draft.keep(column, item)
            draft.warn(
                "word_unknown",
                name,
                item,
                f"{quote(item)} (colonne {quote(column)}) n’a jamais été rencontré : il est gardé "
                "à part.",
                "Dites ce que ce mot veut dire, à la page des mots de cette source.",
            )


def _mended(name: str, text: str, log: Log) -> str:
    """Return a code as it was before a spreadsheet read it as a number; counted when it changes."""
    mended = text
    if lost := _LOST_ZERO.get(name):
        mended = "0" + text if lost.fullmatch(text) else text
    elif name == "date_maj" and re.fullmatch(r"\d{5}(?:\.\d+)?", text):
        mended = _day(int(float(text)))
    elif name in ("latitude", "longitude") and (number := number_of(text)) is not None:
        return repr(number)
    if mended != text:
        code = "spreadsheet_day" if name == "date_maj" else f"lost_zero_{name}"
        log.changed(code, name, text, mended)
    return mended


def _day(number: int) -> str:
    if number not in _SPREADSHEET_DAYS:
        return str(number)
    return (date(1899, 12, 30) + timedelta(days=number)).isoformat()


def _put_address_line(mapping: Mapping, draft: Draft, texts: dict[str, str]) -> None:
    for column in mapping.columns_to(ADDRESS_LINE):
        found = split_address(texts[column])
        for name, text in found._asdict().items():
            draft.put(name, text)


def _put_hours(mapping: Mapping, draft: Draft) -> None:
    days = [mapping.columns_to(DAY, str(day)) for day in range(1, 8)]
    if any(draft.text(column) for columns in days for column in columns):
        draft.put_week(days, closed=("x", "-", "non", "0"))
    elif columns := mapping.columns_to(FIELD, "horaires"):
        put_hours(draft, *columns)


def _put_position(mapping: Mapping, draft: Draft, texts: dict[str, str], log: Log) -> None:
    for column in mapping.columns_to(POSITION):
        if not texts[column]:
            continue
        point = pair_of(texts[column])
        if point is None:
            _unread(draft, column, texts[column])
            continue
        for name, degrees in zip(("latitude", "longitude"), point, strict=True):
            log.changed("position_from_pair", name, texts[column], str(degrees))
            draft.put(name, degrees)
        return
    x = next((texts[c] for c in mapping.columns_to(X) if texts[c]), "")
    y = next((texts[c] for c in mapping.columns_to(Y) if texts[c]), "")
    if not x and not y:
        return
    x_m, y_m = number_of(x), number_of(y)
    received = f"{x} ; {y}"
    if x_m is None or y_m is None:
        _unread(draft, "x, y", received)
        return
    latitude, longitude = (float(d) for d in degrees_of_metres(x_m, y_m, mapping.epsg))
    if not in_france(latitude, longitude):
        _unread(draft, "x, y", received)
        return
    for name, degrees in (("latitude", latitude), ("longitude", longitude)):
        rounded = round(degrees, _DECIMALS)
        log.changed("position_from_metres", name, received, str(rounded))
        draft.put(name, rounded)


def _unread(draft: Draft, column: str, text: str) -> None:
    draft.keep("position", text)
    draft.warn(
        "position_unread",
        "latitude",
        text,
        f"La position {quote(text)} ({column}) n’est pas lisible ou pas en France : elle est "
        "laissée de côté.",
        "Écrivez la latitude puis la longitude, ou vérifiez la projection choisie.",
    )


def _put_others(mapping: Mapping, draft: Draft, texts: dict[str, str]) -> None:
    for column, target in mapping.columns.items():
        text = texts[column]
        if not text or _says_nothing(text):
            continue
        if target.kind == FLAG:
            if is_yes(text):
                draft.add(target.name, target.value)
            if len(fold(text).split()) > 1 and fold(text).split()[0] in ("oui", "non"):
                draft.keep(column)  # "Oui, sur rendez-vous" says more
        elif target.kind == LOCAL and target.name in ANSWERS:
            draft.add(target.name, "yes" if is_yes(text) else "no")
        elif target.kind == LOCAL and target.name in TEXTS:
            many = target.name in _LISTED_TEXTS
            draft.add(target.name, *(_BETWEEN_ITEMS.split(text) if many else (text,)))
        elif target.kind == KEEP and column not in mapping.key:
            draft.keep(column)


def is_yes(text: str) -> bool:
    """True unless a cell says no: a column of yes and no is often filled with its own title.

    >>> is_yes("Oui, sur rendez-vous"), is_yes("Accès WIFI"), is_yes("non"), is_yes("x")
    (True, True, False, True)
    """
    words = fold(text).split()
    return bool(words) and words[0] not in NO
