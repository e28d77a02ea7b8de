"""What a workbook would unpack to, measured before anything unpacks it.

A workbook is a ZIP of XML: a few bytes may claim gigabytes, a cell may sit at the far corner of the
sheet, one long text may be shared by a million cells, one row may be repeated a million times.
"""

import re
import zipfile
import zlib
from collections.abc import Iterator
from xml.parsers import expat

from maillage.sources.delivery import DeliveryError

UNPACKED_LIMIT_BYTES = 300 * 1024**2
MOST_PARTS = 5_000
MOST_CELLS = 3_000_000
MOST_CHARACTERS = 200_000_000
_CHUNK_BYTES = 256 * 1024
_TAIL_BYTES = 200
_CELL = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\br=["']([A-Z]{1,3})(\d{1,7})["']([^>]*)>""")
_CELL_START = re.compile(rb"<(?:\w+:)?c[\s>/]")
_SHARED = re.compile(rb"""<(?:\w+:)?c\b[^>]*?\bt=["']s["'][^>]*>\s*<(?:\w+:)?v>(\d{1,9})<""")
_END_OF_SHARED = re.compile(rb"</(?:\w+:)?si>|<(?:\w+:)?si\s*/>")


def check_parts(archive: zipfile.ZipFile, name: str) -> None:
    """Raise DeliveryError when the parts of an archive are too many or too large, really unpacked.

    What the archive declares is summed first; then every part is unpacked and thrown away, since
    what it declares may be false.
    """
    parts = archive.infolist()
    declared = sum(part.file_size for part in parts)
    if len(parts) > MOST_PARTS or declared > UNPACKED_LIMIT_BYTES:
        raise _too_large(name)
    if any(part.flag_bits & 1 for part in parts):
        raise DeliveryError(
            "workbook_locked",
            f"Le fichier {name} est protégé par un mot de passe : enregistrez-le sans.",
        )
    total = 0
    for part in parts:
        for chunk in chunks_of(archive, part, name):
            total += len(chunk)
            if total > UNPACKED_LIMIT_BYTES:
                raise _too_large(name)


def chunks_of(archive: zipfile.ZipFile, part: zipfile.ZipInfo | str, name: str) -> Iterator[bytes]:
    """Yield a part of the archive, piece by piece. Raises DeliveryError when it is damaged."""
    try:
        with archive.open(part) as member:
            while chunk := member.read(_CHUNK_BYTES):
                yield chunk
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
        raise broken(name) from error
    except RuntimeError as error:  # encrypted
        raise broken(name) from error


def broken(name: str) -> DeliveryError:
    """Return the refusal of a workbook that cannot be read."""
    return DeliveryError(
        "workbook_broken",
        f"Le classeur {name} est abîmé ou coupé avant la fin : ouvrez-le, enregistrez-le de "
        "nouveau, puis renvoyez-le. Rien n’est publié.",
    )


def _too_large(name: str) -> DeliveryError:
    return DeliveryError(
        "workbook_too_large",
        f"Le classeur {name} dépasse {UNPACKED_LIMIT_BYTES / 1024**2:.0f} Mo une fois "
        "décompressé : enregistrez la feuille des lieux en CSV. Rien n’est publié.",
    )


def _too_wide(name: str) -> DeliveryError:
    return DeliveryError(
        "workbook_too_wide",
        f"Une feuille du classeur {name} va trop loin (plus de {MOST_CELLS // 10**6} millions de "
        "cellules, peut-être une seule cellule tout en bas) : supprimez les lignes et les "
        "colonnes vides, ou enregistrez la feuille en CSV. Rien n’est publié.",
    )


def check_xlsx(archive: zipfile.ZipFile, name: str) -> None:
    """Raise DeliveryError when the sheets of an XLSX are wider or longer than can be held."""
    lengths = _lengths_of_shared(archive, name)
    n_characters = 0
    for part in archive.infolist():
        if not (part.filename.startswith("xl/") and "sheet" in part.filename.lower()):
            continue
        n_cells = width = height = 0
        tail = b""
        for chunk in chunks_of(archive, part, name):
            data = tail + chunk
            cut = max(data.rfind(b"<c "), data.rfind(b":c "), 0)
            # A cell is read once, whole: what follows the last start of one waits.
            data, tail = (data[:cut], data[cut:]) if cut else (data, b"")
            n_cells += len(_CELL_START.findall(data))
            w, h = _extent(data)
            width, height = max(width, w), max(height, h)
            n_characters += _shared_characters(data, lengths)
        n_cells += len(_CELL_START.findall(tail))
        w, h = _extent(tail)
        width, height = max(width, w), max(height, h)
        n_characters += _shared_characters(tail, lengths)
        if max(n_cells, width * height) > MOST_CELLS:
            raise _too_wide(name)
    if n_characters > MOST_CHARACTERS:
        raise _too_large(name)


def _extent(data: bytes) -> tuple[int, int]:
    width = height = 0
    seen: set[bytes] = set()
    for letters, digits, _ in _CELL.findall(data):
        if letters not in seen:
            seen.add(letters)
            number = 0
            for letter in letters:
                number = 26 * number + letter - 64
            width = max(width, number)
        height = max(height, int(digits))
    return width, height


def _lengths_of_shared(archive: zipfile.ZipFile, name: str) -> list[int]:
    if "xl/sharedStrings.xml" not in archive.namelist():
        return []
    lengths, since, pending = [], 0, b""
    for chunk in chunks_of(archive, "xl/sharedStrings.xml", name):
        data = pending + chunk
        position = 0
        for found in _END_OF_SHARED.finditer(data):
            lengths.append(since + found.end() - position)
            position, since = found.end(), 0
        pending = data[max(position, len(data) - 20) :]
        since += len(data) - position - len(pending)
    return lengths


def _shared_characters(data: bytes, lengths: list[int]) -> int:
    return sum(lengths[index] for n in _SHARED.findall(data) if (index := int(n)) < len(lengths))


class _Extent:
    """Counts what the rows and cells of an ODS are once their repetitions are written out."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._row = self._column = self._row_times = self._cell_times = 0
        self._last_column = self._text = self._width = 0
        self._characters = 0
        self._in_cell = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        kind = tag.rpartition(":")[2]
        if kind == "table":
            self._row = self._width = 0
        elif kind == "table-row":
            self._row_times = _times(attributes, "number-rows-repeated")
            self._column = self._last_column = 0
        elif kind in ("table-cell", "covered-table-cell"):
            self._cell_times = _times(attributes, "number-columns-repeated")
            self._in_cell, self._text = True, 0
            if any(name.rpartition(":")[2] == "value-type" for name in attributes):
                self._text = 1
            self._text += sum(
                len(v) for n, v in attributes.items() if n.endswith(("-value", ":value"))
            )

    def text(self, data: str) -> None:
        if self._in_cell:
            self._text += len(data)

    def end(self, tag: str) -> None:
        kind = tag.rpartition(":")[2]
        if kind in ("table-cell", "covered-table-cell"):
            self._in_cell = False
            self._column += self._cell_times
            if self._text:
                self._last_column = self._column
                self._characters += self._text * self._cell_times * self._row_times
        elif kind == "table-row":
            self._row += self._row_times
            if self._last_column:
                self._width = max(self._width, self._last_column)
                if self._row * self._width > MOST_CELLS:
                    raise _too_wide(self._name)
            if self._characters > MOST_CHARACTERS:
                raise _too_large(self._name)


def _times(attributes: dict[str, str], name: str) -> int:
    for key, value in attributes.items():
        if key.rpartition(":")[2] == name:
            return int(value) if value.isascii() and value.isdigit() and len(value) < 10 else 10**9
    return 1


def check_ods(archive: zipfile.ZipFile, name: str) -> None:
    """Raise DeliveryError when an ODS repeats more rows and cells than can be held."""
    extent = _Extent(name)
    parser = expat.ParserCreate()
    parser.StartElementHandler = extent.start
    parser.EndElementHandler = extent.end
    parser.CharacterDataHandler = extent.text
    parser.EntityDeclHandler = lambda *_: _refuse_entities(name)
    try:
        for chunk in chunks_of(archive, "content.xml", name):
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, KeyError) as error:
        raise broken(name) from error


def _refuse_entities(name: str) -> None:
    raise DeliveryError(
        "workbook_entities",
        f"Le classeur {name} contient des renvois que nous ne suivons pas : enregistrez-le de "
        "nouveau avec un tableur. Rien n’est publié.",
    )
