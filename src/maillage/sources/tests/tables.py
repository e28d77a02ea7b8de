"""One table written in every format that people send, for tests."""

import csv
import io
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import xlsxwriter

from maillage.core.harmonise import Log
from maillage.sources.base import Converted, open_delivery, read_source
from maillage.sources.mapping import Mapping, guess, look, mapped_source

Rows = Sequence[Sequence[Any]]
_ODS_TYPE = "application/vnd.oasis.opendocument.spreadsheet"
_NAMES = (
    'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
    'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
    'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0"'
)


def write_csv(path: Path, rows: Rows, *, delimiter: str = ",", codec: str = "utf-8") -> Path:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter).writerows(rows)
    path.write_bytes(text.getvalue().encode(codec))
    return path


def write_xlsx(path: Path, sheets: dict[str, Rows], **options: Any) -> Path:
    with xlsxwriter.Workbook(path, {"strings_to_numbers": False, **options}) as book:
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for r, row in enumerate(rows):
                for c, cell in enumerate(row):
                    if isinstance(cell, str):
                        sheet.write_string(r, c, cell)
                    else:
                        sheet.write(r, c, cell)
    return path


def ods_content(rows: Rows, name: str = "Feuille1") -> str:
    """Return the content.xml of an ODS; numbers are numbers, the rest is text."""
    lines = []
    for row in rows:
        cells = []
        for cell in row:
            if cell in ("", None):
                cells.append("<table:table-cell/>")
            elif isinstance(cell, (int, float)):
                cells.append(
                    f'<table:table-cell office:value-type="float" office:value="{cell}">'
                    f"<text:p>{cell}</text:p></table:table-cell>"
                )
            else:
                cells.append(
                    '<table:table-cell office:value-type="string">'
                    f"<text:p>{escape(str(cell))}</text:p></table:table-cell>"
                )
        lines.append(f"<table:table-row>{''.join(cells)}</table:table-row>")
    return ods_document(f'<table:table table:name="{name}">{"".join(lines)}</table:table>')


def ods_document(tables: str) -> str:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document-content {_NAMES} '
        'office:version="1.3"><office:body><office:spreadsheet>'
        f"{tables}</office:spreadsheet></office:body></office:document-content>"
    )


def write_ods(path: Path, content: str) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", _ODS_TYPE, zipfile.ZIP_STORED)
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<?xml version="1.0"?><manifest:manifest xmlns:manifest='
            '"urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry '
            f'manifest:media-type="{_ODS_TYPE}" manifest:full-path="/"/></manifest:manifest>',
        )
    return path


TITLES = ["Nom du lieu", "Adresse", "Code postal", "Ville", "Tél", "Lat", "Lon", "Services", "Wifi"]
TOWN = ("59999", "Clairmaille")
PLACES: list[list[object]] = [
    ["Espace du Rouet", "2 rue du Rouet", *TOWN, "01 99 00 21 10", 50.291, 3.19],
    ["Maison du Fil", "4 place du Fil", *TOWN, "01 99 00 21 11", 50.31, 3.2],
    ["Atelier de l’Étoffe", "9 quai Vert", "59998", "Fuseau", "", 50.4, 3.4],
]
OFFERS = ("Aide aux démarches; Internet", "Internet", "Aide aux démarches; CV")
for _row, _offer, _wifi in zip(PLACES, OFFERS, ("oui", "non", ""), strict=True):
    _row += [_offer, _wifi]


def write(folder: Path, content: bytes, name: str = "lieux.csv") -> Path:
    path = folder / name
    path.write_bytes(content)
    return path


def read(path: Path, mapping: Mapping | None = None) -> tuple[list[Converted], Mapping]:
    """Return (readings, mapping) of a file, with what is guessed of it."""
    mapping = mapping or guess(look(path))
    source = mapped_source(mapping, id="x", title="X", producer="Producteur (fictif)")
    with open_delivery(path) as delivery:
        return list(read_source(source, delivery, Log())), mapping
