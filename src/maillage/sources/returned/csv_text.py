"""A CSV with some cells changed: every other byte is the one that was received."""

import codecs
from collections.abc import Iterator, Mapping, Sequence

from maillage.sources.delivery import UNREADABLE, Delivery
from maillage.sources.platforms.csv_file import DELIMITERS
from maillage.sources.returned.edits import RowEdits
from maillage.sources.returned.refusal import NotWritable

_MARK = codecs.BOM_UTF8
# A record that goes on for more lines than that was not read either.
_MOST_LINES = 500
_QUOTE = '"'


def csv_pieces(
    delivery: Delivery, edits: Sequence[RowEdits], *, skipped: set[int]
) -> Iterator[bytes]:
    """Yield the lines of the file; the cells of an edited record are written anew.

    edits : in the order of the file. A record that is not found as it was read, or whose new cells
        the encoding cannot hold, stays as it is: its number goes to `skipped`.
    """
    codec = delivery.encoding.codec
    if not codec.startswith("utf-16"):
        yield from _pieces(_raw_lines(delivery.raw()), codec.removesuffix("-sig"), edits, skipped)
        return
    # Two bytes a sign: the text is cut in lines, then written in the same encoding, its mark once.
    encoder = codecs.getincrementalencoder(codec)()
    for line in _pieces(_raw_lines(_as_utf8(delivery)), "utf-8", edits, skipped):
        yield encoder.encode(line.decode())


def _as_utf8(delivery: Delivery) -> Iterator[bytes]:
    for piece in delivery.text():
        if UNREADABLE in piece:
            why = "Des signes du fichier reçu ne peuvent pas être lus : nous ne le réécrivons pas."
            raise NotWritable("csv", why)
        yield piece.encode()


def _raw_lines(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Yield the physical lines with their ends, cut where the reader of CSV cuts them."""
    pending, end = b"", b""
    for piece in pieces:
        end = end or (b"\r" if b"\r" in piece and b"\n" not in piece else b"\n")
        lines = (pending + piece).split(end)
        pending = lines.pop()
        for line in lines:
            yield line + end
    if pending:
        yield pending


def _pieces(
    lines: Iterator[bytes], codec: str, edits: Sequence[RowEdits], skipped: set[int]
) -> Iterator[bytes]:
    by_line = {edit.line: edit for edit in edits if edit.line is not None}
    skipped.update(edit.number for edit in edits if edit.line is None)
    number = 1
    for line in lines:
        edit = by_line.pop(number, None)
        taken = [line]
        written: bytes | None = None
        while edit is not None and written is None:
            written = _written(b"".join(taken), codec, edit)
            more = None if written is not None or not _is_open(taken) else next(lines, None)
            if more is None:
                break
            taken.append(more)
        if edit is not None and written is None:
            skipped.add(edit.number)
        yield written if written is not None else b"".join(taken)
        number += len(taken)
    skipped.update(edit.number for edit in by_line.values())


def _is_open(taken: Sequence[bytes]) -> bool:
    """True when a quote is not closed: the record goes on at the next line."""
    return len(taken) < _MOST_LINES and sum(line.count(b'"') for line in taken) % 2 == 1


def _written(record: bytes, codec: str, edit: RowEdits) -> bytes | None:
    """Return the record with its new cells, None when it is not the one that was read."""
    mark = _MARK if record.startswith(_MARK) else b""
    try:
        text = record.removeprefix(mark).decode(codec)
    except UnicodeDecodeError:
        return None
    body = text.rstrip("\r\n")
    for delimiter in DELIMITERS:
        parts = _cut(body, delimiter)
        if parts is None or len(parts) < len(edit.columns) or not _is_row(parts, edit):
            continue
        for column, cell in edit.cells.items():
            index = edit.columns.index(column)
            parts[index] = _quoted(str(cell), delimiter, as_before=parts[index])
        try:
            return mark + (delimiter.join(parts) + text[len(body) :]).encode(codec)
        except UnicodeEncodeError:
            return None
    return None


def _cut(body: str, delimiter: str) -> list[str] | None:
    """Return the cells of a record as they are written, quotes included; None when it is open."""
    parts: list[str] = []
    at = 0
    while True:
        if body.startswith(_QUOTE, at):
            end = _closing(body, at + 1)
            if end < 0 or (end < len(body) and body[end] != delimiter):
                return None
        else:
            end = body.find(delimiter, at)
            end = len(body) if end < 0 else end
            if "\n" in body[at:end]:
                return None
        parts.append(body[at:end])
        if end >= len(body):
            return parts
        at = end + 1


def _closing(body: str, at: int) -> int:
    """Return the position after the quote that closes a cell, -1 when none does."""
    while (found := body.find(_QUOTE, at)) >= 0:
        if not body.startswith(_QUOTE, found + 1):
            return found + 1
        at = found + 2
    return -1


def _is_row(parts: Sequence[str], edit: RowEdits) -> bool:
    cells: Mapping[str, str] = {
        column: _plain(part) for column, part in zip(edit.columns, parts, strict=False)
    }
    return all(cells.get(column) == value for column, value in edit.before.items())


def _plain(part: str) -> str:
    return part[1:-1].replace(_QUOTE * 2, _QUOTE) if part.startswith(_QUOTE) else part


def _quoted(text: str, delimiter: str, *, as_before: str) -> str:
    due = as_before.startswith(_QUOTE) or any(
        sign in text for sign in (delimiter, _QUOTE, "\n", "\r")
    )
    return f"{_QUOTE}{text.replace(_QUOTE, _QUOTE * 2)}{_QUOTE}" if due else text
