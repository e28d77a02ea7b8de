"""A table for LibreOffice: OpenDocument 1.3, written with the standard library alone."""

import io
import math
import re
import zipfile
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from django.http import HttpResponse

MIMETYPE = "application/vnd.oasis.opendocument.spreadsheet"
_OFFICE = "urn:oasis:names:tc:opendocument:xmlns:office:1.0"
_TABLE = "urn:oasis:names:tc:opendocument:xmlns:table:1.0"
_TEXT = "urn:oasis:names:tc:opendocument:xmlns:text:1.0"
_MANIFEST = "urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"
_HEAD = '<?xml version="1.0" encoding="UTF-8"?>\n'
# The same file for the same cells: a day of its own for what is in the archive.
_WHEN = (2026, 1, 1, 0, 0, 0)
# XML has no way to write these; a text that holds one would be refused by whoever reads it.
_UNWRITABLE = dict.fromkeys([n for n in range(32) if n not in (9, 10, 13)])


def ods_bytes(columns: Sequence[Any], rows: Iterable[Sequence[Any]], *, title: str) -> bytes:
    """Return a workbook of one sheet: texts are texts whatever sign they begin with.

    title : of the sheet
    """
    title = re.sub(r"[\[\]*?:/\\]", " ", title).strip(" '")[:80] or "Tableau"
    lines = "".join(
        f"<table:table-row>{''.join(map(_cell, cells))}</table:table-row>"
        for cells in [columns, *rows]
    )
    content = (
        f'{_HEAD}<office:document-content xmlns:office="{_OFFICE}" xmlns:table="{_TABLE}" '
        f'xmlns:text="{_TEXT}" office:version="1.3"><office:body><office:spreadsheet>'
        f"<table:table table:name={quoteattr(title)}>{lines}</table:table>"
        "</office:spreadsheet></office:body></office:document-content>"
    )
    manifest = (
        f'{_HEAD}<manifest:manifest xmlns:manifest="{_MANIFEST}" manifest:version="1.3">'
        f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{MIMETYPE}"/>'
        '<manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/>'
        "</manifest:manifest>"
    )
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        # First, and not compressed: by these bytes a reader knows what the file is.
        archive.writestr(zipfile.ZipInfo("mimetype", _WHEN), MIMETYPE)
        for name, text in (("content.xml", content), ("META-INF/manifest.xml", manifest)):
            info = zipfile.ZipInfo(name, _WHEN)
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, text)
    return buffer.getvalue()


def ods_response(
    filename: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]], *, title: str
) -> HttpResponse:
    """Answer with a workbook to save."""
    response = HttpResponse(ods_bytes(columns, rows, title=title), content_type=MIMETYPE)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _cell(value: Any) -> str:
    if isinstance(value, bool):
        value = "oui" if value else "non"
    if isinstance(value, float) and not math.isfinite(value):
        value = None  # no number: an empty cell, as a program reads it
    if isinstance(value, int | float):
        return f'<table:table-cell office:value-type="float" office:value="{value}"/>'
    text = "" if value is None else escape(str(value).translate(_UNWRITABLE))
    if not text:
        return "<table:table-cell/>"
    parts = "".join(f"<text:p>{_spaced(line)}</text:p>" for line in text.splitlines())
    return f'<table:table-cell office:value-type="string">{parts}</table:table-cell>'


def _spaced(line: str) -> str:
    # OpenDocument reads several spaces as one, and none at the ends, unless they are counted.
    return re.sub(
        r"^ +| {2,}| +$|\t",
        lambda found: "<text:tab/>" if found[0] == "\t" else f'<text:s text:c="{len(found[0])}"/>',
        line,
    )
