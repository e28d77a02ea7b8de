"""The account of a delivery, as a table to keep or to send to the producer."""

import io
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe
from xlsxwriter import Workbook

from maillage.apps.imports import queries
from maillage.apps.imports.queries.access import may_see_delivery
from maillage.apps.imports.queries.sources import source_title
from maillage.apps.imports.views.parts import KINDS, account_of
from maillage.web.access import permitted
from maillage.web.tables import csv_response

COLUMNS = ("rubrique", "objet", "nombre", "avant", "après", "lignes", "explication")
Cells = tuple[Any, ...]
_XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# What a sheet holds; the CSV holds all.
MOST_ROWS = 1_000_000


@permitted(may_see_delivery)
@require_safe
def report_csv(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The whole account as a CSV in which no cell is a formula."""
    return csv_response(f"livraison-{number}-bilan.csv", COLUMNS, _rows(number))


@permitted(may_see_delivery)
@require_safe
def report_xlsx(request: HttpRequest, number: int) -> HttpResponse:
    """The whole account as a workbook: every text is a text, never a formula or a link."""
    return workbook(f"livraison-{number}-bilan.xlsx", "Bilan", COLUMNS, _rows(number))


def workbook(
    filename: str, title: str, columns: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponse:
    """Answer with a workbook of one sheet, whose texts are texts: no formula, no link."""
    data = io.BytesIO()
    with Workbook(
        data,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
        },
    ) as book:
        sheet = book.add_worksheet(title)
        sheet.freeze_panes(1, 0)
        sheet.set_column(0, 1, 24)
        sheet.set_column(3, len(columns) - 1, 32)
        head = book.add_format({"bold": True})
        for column, words in enumerate(columns):
            sheet.write_string(0, column, words, head)
        for row, cells in enumerate(rows, start=1):
            if row >= MOST_ROWS:
                break
            for column, cell in enumerate(cells):
                if isinstance(cell, int):
                    sheet.write_number(row, column, cell)
                elif cell:
                    sheet.write_string(row, column, str(cell)[:32_000])
    response = HttpResponse(data.getvalue(), content_type=_XLSX)
    response["Content-Disposition"] = f'attachment; filename="{filename}"'
    return response


def _rows(number: int) -> Iterator[Cells]:
    found = queries.get_delivery(number)
    account = account_of(found.report, most_faults=10_000)
    yield ("livraison", "source", "", "", "", "", source_title(found.source))
    yield ("livraison", "fichier", "", "", "", "", found.filename)
    started = timezone.localtime(found.started_at)
    yield ("livraison", "reçue le", "", "", "", "", f"{started:%d/%m/%Y %H:%M}")
    yield ("livraison", "état", "", "", "", "", found.get_state_display())
    if found.failure:
        yield ("livraison", "raison", "", "", "", "", found.failure)
    for words, n in (
        ("lues", found.n_in),
        ("ajoutées", found.n_added),
        ("changées", found.n_changed),
        ("inchangées", found.n_unchanged),
        ("refusées", found.n_refused),
        ("lieux retirés", found.n_withdrawn),
    ):
        yield ("lignes", words, n, "", "", "", "")
    for field in account.fields:
        for (_code, words), n in zip(KINDS, field.counts, strict=True):
            if n:
                yield ("champ", f"{field.name}, {words.lower()}", n, "", "", "", "")
        for change in field.changes:
            yield ("exemple", field.name, "", change.before, change.after, "", change.of)
    for correction in account.corrections:
        said = (correction.code, correction.n, correction.before, correction.after)
        yield ("correction", *said, "", f"{correction.field} : {correction.why}")
    for fault in account.faults:
        repair = f"{fault.message} {fault.repair}".strip()
        yield ("à revoir", fault.field, fault.n, "", "", fault.lines, repair)
    for note in account.notes:
        yield ("note", "", "", "", "", "", note)
    for row in queries.every_refused_row(found):
        where = str(row.line or row.number)
        yield ("ligne refusée", row.key or row.field, "", "", "", where, row.reason)
