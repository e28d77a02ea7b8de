"""An Excel workbook with some cells changed: its other sheets, widths and colours stay."""

import io
import re
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape

import python_calamine
from defusedxml import ElementTree

from maillage.sources.delivery import Delivery
from maillage.sources.platforms.workbook_file import FILE_LIMIT_BYTES, Sheet, read_sheet
from maillage.sources.returned.edits import RowEdits
from maillage.sources.returned.refusal import NotWritable

_OFFICE = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_ROW = re.compile(rb"<row\b[^>]*?\br=\"(\d+)\"[^>]*?(?:/>|>.*?</row>)", re.DOTALL)
_CELL = re.compile(rb"<c\b[^>]*?\br=\"([A-Z]+)\d+\"[^>]*?(?:/>|>.*?</c>)", re.DOTALL)
_STYLE = re.compile(rb"\bs=\"\d+\"")
_LETTERS = 26


@dataclass(frozen=True, slots=True)
class _Place:
    """The part of the archive that holds the sheet of the edited rows."""

    part: str
    sheet: Sheet


def workbook_pieces(
    delivery: Delivery, edits: Sequence[RowEdits], *, skipped: set[int]
) -> Iterator[bytes]:
    """Yield the workbook with the cells of the edited rows changed.

    Raises NotWritable when no sheet holds these rows as they were read.
    """
    content = delivery.content(FILE_LIMIT_BYTES)
    if not edits:
        yield content
        return
    place = _place_of(delivery, content, edits)
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as written,
    ):
        for item in archive.infolist():
            data = archive.read(item)
            if item.filename == place.part:
                data = _edited(data, edits, skipped)
            written.writestr(item, data, compress_type=zipfile.ZIP_DEFLATED)
    yield out.getvalue()


def _place_of(delivery: Delivery, content: bytes, edits: Sequence[RowEdits]) -> _Place:
    with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
        names = list(book.sheet_names)
    parts = _parts(content)
    for name in names:
        sheet = read_sheet(delivery, sheet=name)
        if sheet.name == name and name in parts and all(_is_row(sheet, edit) for edit in edits):
            return _Place(parts[name], sheet)
    why = "Aucune feuille n’a ces lignes telles qu’elles ont été lues : nous ne la réécrivons pas."
    raise NotWritable("xlsx", why)


def _is_row(sheet: Sheet, edit: RowEdits) -> bool:
    if edit.line is None or not 0 < edit.line <= len(sheet.lines):
        return False
    cells = sheet.lines[edit.line - 1]
    said = dict(zip(edit.columns, (*cells, *[""] * len(edit.columns)), strict=False))
    return all(said.get(column) == value for column, value in edit.before.items())


def _parts(content: bytes) -> dict[str, str]:
    """Return where each sheet is in the archive, by its name."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        book = ElementTree.fromstring(archive.read("xl/workbook.xml"))
        links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))
    targets = {link.get("Id"): str(link.get("Target")) for link in links}
    found = {}
    for sheet in book.iter():
        if sheet.tag.endswith("}sheet") and sheet.get(_OFFICE) in targets:
            target = targets[sheet.get(_OFFICE)]
            found[str(sheet.get("name"))] = (
                target.lstrip("/") if target.startswith("/") else f"xl/{target}"
            )
    return found


def _edited(xml: bytes, edits: Sequence[RowEdits], skipped: set[int]) -> bytes:
    by_line = {str(edit.line).encode(): edit for edit in edits}
    done: set[int] = set()

    def row(found: re.Match[bytes]) -> bytes:
        edit = by_line.get(found[1])
        if edit is None:
            return found[0]
        text = _edited_row(found[0], edit)
        if text is None:
            return found[0]
        done.add(edit.number)
        return text

    written = _ROW.sub(row, xml)
    skipped.update(edit.number for edit in edits if edit.number not in done)
    return written


def _edited_row(xml: bytes, edit: RowEdits) -> bytes | None:
    """Return a row with its new cells, None when one of them is computed or not found."""
    if b"</row>" not in xml:
        return None
    for column, value in edit.cells.items():
        letters = _letters(edit.columns.index(column))
        cells = {found[1].decode(): found for found in _CELL.finditer(xml)}
        if not cells:
            return None
        found = cells.get(letters)
        if found is not None and b"<f" in found[0]:
            return None
        style = _STYLE.search(found[0].partition(b">")[0]) if found is not None else None
        text = _cell(f"{letters}{edit.line}", str(value), style[0] if style else b"")
        if found is not None:
            xml = xml[: found.start()] + text + xml[found.end() :]
            continue
        later = [c for name, c in cells.items() if _rank(name) > _rank(letters)]
        at = later[0].start() if later else xml.rindex(b"</row>")
        xml = xml[:at] + text + xml[at:]
    return xml


def _cell(where: str, text: str, style: bytes) -> bytes:
    name = f'<c r="{where}"'.encode() + (b" " + style if style else b"")
    if not text:
        return name + b"/>"
    said = escape(text).encode()
    return name + b' t="inlineStr"><is><t xml:space="preserve">' + said + b"</t></is></c>"


def _letters(index: int) -> str:
    """Return the name of a column: 0 is A, 26 is AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, _LETTERS)
        name = chr(ord("A") + rest) + name
    return name


def _rank(letters: str) -> tuple[int, str]:
    return len(letters), letters
