"""From the bytes of a delivered file to rows with their line numbers, or a French reason why not.

CSV (comma, semicolon or tab; UTF-8), JSON (list of objects) and GeoJSON; each also in gzip.
"""

import codecs
import csv
import gzip
import io
import json
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from maillage.core.standard.problems import MAX_TEXT, SHORT, Problem, quote

Row = tuple[int | None, dict[str, object]]

# A file that unpacks to more is not a list of places, or is made to fill the memory.
MAX_BYTES = 512 * 1024 * 1024
_EXTENSIONS = (".csv", ".tsv", ".txt", ".json", ".geojson")
REPEATED = "__colonne_"  # then the rank: what a column already named is called
_DELIMITERS = {",": "une virgule", ";": "un point-virgule", "\t": "une tabulation"}
# UTF-8 read as Windows-1252 and encoded again: "Ã©" for é.
_DOUBLE_ENCODING = re.compile("Ã[©¨ª§´®]")
_OTHER_FORMATS = (
    (b"PK\x03\x04", "un classeur (xlsx, ods) ou une archive zip"),
    (b"%PDF", "un document PDF"),
    (b"\xd0\xcf\x11\xe0", "un ancien classeur Excel (xls)"),
)


@dataclass
class Table:
    """Columns and rows of a file, and what is wrong with the file itself.

    `unreadable` lists (line, problem) of the rows that could not be cut into cells. `rows` holds
    (line, values); a JSON row has no physical line and is given its rank among the objects.
    """

    columns: tuple[str, ...] = ()
    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    unreadable: list[tuple[int, Problem]] = field(default_factory=list)
    header_line: int | None = None
    row_word: str = "ligne"  # what a row number counts: physical lines, or objects of a list


# What csv reads in one cell unless told otherwise.
LONGEST_CELL = 131_072


def read_table(data: bytes, *, filename: str) -> Table:
    """Return the table that the file holds; a file that is not one has problems and no rows."""
    table = Table()
    name = filename.lower().removesuffix(".gz")
    if not name.endswith(_EXTENSIONS):
        table.problems.append(
            _file_problem(
                filename,
                "wrong_extension",
                f"Le nom {quote(filename)} ne finit pas comme un fichier de lieux.",
                "Donnez un fichier .csv, .json ou .geojson, éventuellement compressé en .gz.",
                warning=True,
            )
        )
    unpacked = _unpack(table, data, filename)
    if unpacked is None:
        return table
    text = _decode(table, unpacked, filename)
    if text is None:
        return table
    if not text.strip():
        table.problems.append(
            _file_problem(
                filename,
                "file_empty",
                "Le fichier est vide.",
                "Vérifiez l’export, puis donnez un fichier avec une ligne d’en-tête.",
            )
        )
        return table
    if text.lstrip()[:1] in "[{":
        _read_json(table, text, filename)
    elif text.lstrip()[:1] == "<":
        _not_a_table(table, filename, "c’est une page HTML ou du XML")
    else:
        _read_csv(table, text, filename)
    return table


def _file_problem(
    filename: str, rule: str, message: str, repair: str, *, warning: bool = False
) -> Problem:
    return Problem("", filename, rule, message, repair, "warning" if warning else "error")


def _not_a_table(table: Table, filename: str, why: str) -> None:
    table.problems.append(
        _file_problem(
            filename,
            "not_a_table",
            f"Le fichier {quote(filename)} n’est pas un tableau de lieux : {why}.",
            "Exportez le tableau en CSV (UTF-8), une ligne d’en-tête puis une ligne par lieu.",
        )
    )


def _unpack(table: Table, data: bytes, filename: str) -> bytes | None:
    if data[:2] != b"\x1f\x8b":
        if not filename.lower().endswith(".gz") or not data:
            return data
        message, rule = "Le nom finit par .gz, mais le fichier n’est pas compressé.", "not_gzip"
        repair = "Renommez le fichier, ou refaites la compression."
        table.problems.append(_file_problem(filename, rule, message, repair, warning=True))
        return data
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            unpacked = stream.read(MAX_BYTES + 1)
    except EOFError:
        rule, message = "gzip_truncated", "Le fichier compressé est coupé : la fin manque."
    except (gzip.BadGzipFile, zlib.error, OSError):
        rule, message = "gzip_damaged", "Le fichier compressé est abîmé."
    else:
        if len(unpacked) <= MAX_BYTES:
            return unpacked
        rule = "file_too_large"
        message = f"Décompressé, le fichier dépasse {MAX_BYTES // 1024**2} Mo."
    repair = "Téléchargez ou compressez le fichier de nouveau, puis recommencez."
    table.problems.append(_file_problem(filename, rule, message, repair))
    return None


def _decode(table: Table, data: bytes, filename: str) -> str | None:
    for magic, what in _OTHER_FORMATS:
        if data.startswith(magic):
            _not_a_table(table, filename, f"c’est {what}")
            return None
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        _wrong_encoding(table, data, error.start, filename)
        return None
    if found := _DOUBLE_ENCODING.search(text):
        line = text.count("\n", 0, found.start()) + 1
        around = text[max(found.start() - 12, 0) : found.end() + 12]
        table.problems.append(
            _file_problem(
                filename,
                "double_encoding",
                f"Des accents sont abîmés, d’abord à la ligne {line} : {quote(around)}. "
                "Le fichier a été converti deux fois en UTF-8.",
                "Refaites l’export à partir du fichier d’origine.",
                warning=True,
            )
        )
    return text


def _wrong_encoding(table: Table, data: bytes, start: int, filename: str) -> None:
    utf_16 = data[:2] in (b"\xff\xfe", b"\xfe\xff")
    if not utf_16 and b"\x00" in data[:4096]:
        _not_a_table(table, filename, "c’est un fichier binaire")
        return
    where = ""
    if not utf_16:
        line = data.count(b"\n", 0, start) + 1
        sample = data[data.rfind(b"\n", 0, start) + 1 : start + 40].decode("cp1252", "replace")
        where = f" Premier endroit : ligne {line}, {quote(sample[-SHORT:])}."
    guess = "UTF-16" if utf_16 else "Windows-1252 (l’encodage d’Excel)"
    table.problems.append(
        _file_problem(
            filename,
            "wrong_encoding",
            f"Le fichier n’est pas en UTF-8 ; il semble en {guess}.{where}",
            "Enregistrez-le de nouveau en choisissant « CSV UTF-8 ».",
        )
    )


def _read_json(table: Table, text: str, filename: str) -> None:
    try:
        document = json.loads(text)
    except json.JSONDecodeError as error:
        cut = " Il semble coupé avant la fin." if error.pos >= len(text.rstrip()) - 1 else ""
        table.problems.append(
            _file_problem(
                filename,
                "json_damaged",
                f"Le fichier JSON est illisible à la ligne {error.lineno}, "
                f"caractère {error.colno}.{cut}",
                "Téléchargez ou exportez le fichier de nouveau.",
            )
        )
        return
    except ValueError:
        # Python refuses to read whole numbers of more than 4 300 digits.
        _not_a_table(table, filename, "un de ses nombres est démesuré")
        return
    except RecursionError:
        _not_a_table(table, filename, "ses objets sont emboîtés trop profondément")
        return
    objects: Any = document
    if isinstance(document, dict):
        objects = document.get("features")
    if not isinstance(objects, list):
        _not_a_table(table, filename, "ni une liste d’objets, ni un GeoJSON")
        return
    table.row_word = "élément"
    columns: dict[str, None] = {}
    for rank, item in enumerate(objects, 1):
        if not isinstance(item, dict):
            found = Problem(
                "",
                json.dumps(item, ensure_ascii=False)[:200],
                "row_unreadable",
                f"L’élément {rank} de la liste n’est pas un objet : il est refusé.",
                "Chaque lieu est un objet avec les noms des champs.",
            )
            table.unreadable.append((rank, found))
            continue
        values = _properties(item)
        columns.update(dict.fromkeys(values))
        table.rows.append((rank, values))
    table.columns = tuple(columns)


def _properties(item: dict[str, Any]) -> dict[str, object]:
    """Return the fields of a GeoJSON feature, its point included when the fields lack it."""
    if item.get("type") != "Feature" or not isinstance(item.get("properties"), dict):
        return item
    values: dict[str, object] = dict(item["properties"])
    geometry = item.get("geometry")
    if isinstance(geometry, dict) and geometry.get("type") == "Point":
        point = geometry.get("coordinates")
        if isinstance(point, list) and len(point) >= 2 and not values.get("latitude"):
            values["longitude"], values["latitude"] = point[0], point[1]
    return values


def _delimiter(header: str) -> str:
    # Only the header decides: inside the rows, `;` also separates the values of version 0.1.
    return max(_DELIMITERS, key=header.count)


def _read_csv(table: Table, text: str, filename: str) -> None:
    lines = _physical_lines(text)
    first = next((index for index, line in enumerate(lines) if line.strip()), 0)
    delimiter = _delimiter(lines[first])
    if delimiter != ",":
        table.problems.append(
            _file_problem(
                filename,
                "delimiter",
                f"Les colonnes sont séparées par {_DELIMITERS[delimiter]} au lieu de la virgule ; "
                "le fichier est lu quand même.",
                "Exportez en CSV avec la virgule pour séparer les colonnes.",
                warning=True,
            )
        )
    header: list[str] | None = None
    for number, cells, problem in _records(lines, first, delimiter):
        if problem is not None:
            table.unreadable.append((number, problem))
        elif not any(cell.strip() for cell in cells):
            continue
        elif header is None:
            header = _named_once([cell.strip() for cell in cells])
            table.header_line = number
            table.columns = tuple(header)
            if len(header) < 2:
                _not_a_table(table, filename, "sa première ligne n’a qu’une colonne")
                return
        elif len(cells) != len(header):
            table.unreadable.append((number, _wrong_width(cells, header)))
        else:
            table.rows.append((number, dict(zip(header, cells, strict=True))))
    if header is None:
        _not_a_table(table, filename, "sa première ligne ne peut pas être lue")


def _named_once(header: list[str]) -> list[str]:
    """Give every column its own name, so that two alike do not hide each other's values."""
    names: list[str] = []
    for rank, name in enumerate(header, 1):
        name = name or f"colonne_{rank}"
        names.append(f"{name}{REPEATED}{rank}" if name in names else name)
    return names


def _physical_lines(text: str) -> list[str]:
    # Not str.splitlines: it also cuts at rare characters that editors do not count as lines.
    return re.split(r"(?<=\n)|(?<=\r)(?!\n)", text)


def _wrong_width(cells: list[str], header: list[str]) -> Problem:
    more = len(cells) > len(header)
    return Problem(
        "",
        cells[0],
        "wrong_number_of_cells",
        f"La ligne a {len(cells)} cases au lieu de {len(header)} : elle est refusée.",
        "Mettez entre guillemets les cases qui contiennent le séparateur."
        if more
        else "Vérifiez qu’il ne manque ni séparateur ni guillemet.",
    )


def _records(
    lines: list[str], first: int, delimiter: str
) -> Iterator[tuple[int, list[str], Problem | None]]:
    """Yield (first physical line, cells, problem); a record that breaks costs one line only.

    A quote that is never closed would swallow the rest of the file: reading then starts again
    on the line after the one where the record began.
    """
    position = first
    while position < len(lines):
        began = position
        feed = (lines[index] for index in range(began, len(lines)))
        # strict: a quote in the middle of a cell is said, not guessed.
        reader = csv.reader(feed, delimiter=delimiter, strict=True)
        broken: Problem | None = None
        while True:
            start = began + reader.line_num
            try:
                cells = next(reader)
            except StopIteration:
                position = len(lines)
                break
            except csv.Error as error:
                broken = _broken(lines[start], str(error))
                position = start + 1
                break
            # The limit of csv belongs to the whole process: another reader may have raised it.
            if len(lines[start]) > LONGEST_CELL and max(map(len, cells)) > LONGEST_CELL:
                broken = _broken(lines[start], "field limit")
                position = start + 1
                break
            yield start + 1, cells, None
        if broken is not None:
            yield position, [], broken


def _broken(line: str, error: str) -> Problem:
    if "field limit" in error and len(line) > MAX_TEXT:
        return Problem(
            "",
            line[:200],
            "line_too_long",
            f"La ligne compte {len(line)} caractères dans une seule case : elle est refusée.",
            "Vérifiez que les retours à la ligne et les guillemets n’ont pas été perdus.",
        )
    return Problem(
        "",
        line[:200],
        "quotes",
        f"Les guillemets de la ligne sont mal placés ou jamais fermés : {quote(line)}. "
        "Elle est refusée.",
        'Entourez la case de guillemets et doublez ceux qu’elle contient : "Le ""Café""".',
    )
