"""Tables that people download: CSV as French offices open it, where nothing runs as a formula."""

import csv
import io
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpResponse, StreamingHttpResponse

# A cell that starts so is a formula for a spreadsheet (OWASP, "CSV Injection", read 2026-11-21).
_FORMULA = re.compile(r"[=+\-@\t\r\n]")
_WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# A telephone or a number may start so, and runs nothing.
_NUMBER = re.compile(r"[+-]?[0-9][0-9 .,\u00a0]*")


def as_text(cell: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe stands before it.

    >>> as_text("=1+1"), as_text("+33199002110"), as_text(None)
    ("'=1+1", '+33199002110', '')
    """
    text = "" if cell is None else str(cell)
    if _FORMULA.match(text) and not _NUMBER.fullmatch(text):
        return f"'{text}"
    return text


def csv_lines(columns: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    """Yield the lines of a CSV: semicolons, and the mark of UTF-8 without which accents break."""
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=";", lineterminator="\r\n")

    def line(cells: Sequence[Any]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow([as_text(cell) for cell in cells])
        return buffer.getvalue()

    yield "\ufeff" + line(columns)
    for row in rows:
        yield line(row)


def csv_response(
    filename: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> StreamingHttpResponse:
    """Answer with a CSV to save; rows are read as they are sent, few at a time in memory."""
    response = StreamingHttpResponse(
        csv_lines(columns, rows), content_type="text/csv; charset=utf-8"
    )
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def xlsx_response(
    filename: str, columns: Sequence[Any], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Answer with a workbook to save: texts are texts, whatever sign they begin with."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        sheet = book.add_worksheet()
        sheet.freeze_panes(1, 0)
        for line, cells in enumerate([columns, *rows]):
            for column, cell in enumerate(cells):
                if isinstance(cell, int | float) and not isinstance(cell, bool):
                    sheet.write_number(line, column, cell)
                else:
                    sheet.write_string(line, column, "" if cell is None else str(cell))
    response = HttpResponse(buffer.getvalue(), content_type=_WORKBOOK)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response
