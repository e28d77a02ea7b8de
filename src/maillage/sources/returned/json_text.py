"""A JSON or GeoJSON file with some values changed: same keys, same order, same indentation."""

import json
import re
from collections.abc import Iterator, Sequence
from typing import Any

from maillage.sources.delivery import UNREADABLE, Delivery
from maillage.sources.returned.edits import RowEdits
from maillage.sources.returned.refusal import NotWritable

# The whole document is held: that of a territory is far smaller.
LIMIT_BYTES = 100 * 1024**2
_DEEPEST = 4
_INDENT = re.compile(r"[\[{]\r?\n( +|\t)")
_MISSING = object()


def json_pieces(
    delivery: Delivery, edits: Sequence[RowEdits], *, skipped: set[int]
) -> Iterator[bytes]:
    """Yield the document with the cells of the edited records changed.

    Raises NotWritable when it is too large to be held, or no valid JSON.
    """
    delivery.content(LIMIT_BYTES)  # raises before anything larger is held
    text = "".join(delivery.text())
    if UNREADABLE in text:
        why = "Des signes du fichier reçu ne peuvent pas être lus : nous ne le réécrivons pas."
        raise NotWritable(delivery.format, why)
    try:
        document = json.loads(text)
    except (ValueError, RecursionError) as error:
        why = "Le fichier reçu n’est pas du JSON entier : nous ne savons pas le réécrire."
        raise NotWritable(delivery.format, why) from error
    items = _items(document, edits, 0) if edits else []
    if items is None:
        why = "Les fiches ne sont pas là où elles ont été lues : nous ne savons pas les réécrire."
        raise NotWritable(delivery.format, why)
    for edit in edits:
        for column, cell in edit.cells.items():
            where = _where(items[edit.number - 1], column, edit)
            if where is None:
                skipped.add(edit.number)
            else:
                where[0][where[1]] = cell
    found = _INDENT.search(text[:400])
    indent = None if found is None else "\t" if found[1] == "\t" else len(found[1])
    close = '": ' in text[:4000]
    separators = (", " if close and indent is None else ",", ": " if close else ":")
    escaped = text.isascii() and "\\u00" in text
    encoder = json.JSONEncoder(ensure_ascii=escaped, indent=indent, separators=separators)
    yield from (piece.encode(delivery.encoding.codec) for piece in _joined(encoder, document))
    if text.endswith("\n"):
        yield "\n".encode(delivery.encoding.codec.removesuffix("-sig"))


def _joined(encoder: json.JSONEncoder, document: Any) -> Iterator[str]:
    """Yield the text in one piece: an encoding with a mark writes it once."""
    yield "".join(encoder.iterencode(document))


def _items(document: Any, edits: Sequence[RowEdits], depth: int) -> list[Any] | None:
    """Return the list in which every edited row is where it was read, None when there is none."""
    if isinstance(document, list):
        return document if all(_is_row(document, edit) for edit in edits) else None
    if isinstance(document, dict) and depth < _DEEPEST:
        for value in document.values():
            if isinstance(value, (list, dict)):
                found = _items(value, edits, depth + 1)
                if found is not None:
                    return found
    return None


def _is_row(items: list[Any], edit: RowEdits) -> bool:
    if not 0 < edit.number <= len(items) or not isinstance(items[edit.number - 1], dict):
        return False
    item = items[edit.number - 1]
    said = [(column, _value(item, column), before) for column, before in edit.before.items()]
    there = [(value, before) for _c, value, before in said if value is not _MISSING]
    return bool(there) and all(value == before for value, before in there)


def _value(item: dict[str, Any], column: str) -> Any:
    where = _found(item, column)
    if where is None:
        return _MISSING
    value = where[0][where[1]]
    # A group of columns is read as text: what it holds is compared column by column.
    return _MISSING if isinstance(value, dict) else value


def _where(item: dict[str, Any], column: str, edit: RowEdits) -> tuple[dict[str, Any], str] | None:
    """Return the object and the key of a column, a new key when only this record lacks it."""
    found = _found(item, column)
    if found is not None or "." in column or column not in edit.columns or edit.before.get(column):
        return found
    own = item.get("properties")
    return (own if isinstance(own, dict) else item), column


def _found(item: dict[str, Any], column: str) -> tuple[dict[str, Any], str] | None:
    properties = item.get("properties")
    for holder in (properties, item):
        if not isinstance(holder, dict):
            continue
        if column in holder:
            return holder, column
        first, dot, rest = column.partition(".")
        if dot and isinstance(holder.get(first), dict):
            return _found(holder[first], rest)
    return None
