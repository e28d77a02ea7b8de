"""Reading a workbook (XLSX, ODS): the sheet of the places, its titles, its cells as text."""

import io
import zipfile
import zlib
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

import python_calamine

from maillage.sources.base import Row
from maillage.sources.delivery import Delivery, DeliveryError
from maillage.sources.platforms.titles import Titles, find_titles
from maillage.sources.platforms.workbook_check import (
    broken,
    check_ods,
    check_parts,
    check_xlsx,
)

FORMATS = ("xlsx", "ods")
# A workbook is held whole: what comes on screen is smaller still.
FILE_LIMIT_BYTES = 100 * 1024**2
_MOST_SHEETS = 200
_FIRST_DAY = date(1899, 12, 30)
# A date so old is a number that was shown as a date: no file of places is of 1900.
_OLDEST = date(1905, 1, 1)
_ERRORS = frozenset(
    {"#N/A", "#REF!", "#NAME?", "#VALUE!", "#DIV/0!", "#NULL!", "#NUM!", "#GETTING_DATA"}
)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One sheet, as text.

    sheets : names of all the sheets of the workbook, hidden ones aside, in their order
    lines : cells of every line, the first line of the sheet first, blank ones included
    notes : French sentences about what was done to the cells
    """

    name: str
    sheets: tuple[str, ...]
    lines: tuple[tuple[str, ...], ...]
    titles: Titles
    notes: tuple[str, ...]


def rows(
    *,
    sheet: str = "",
    known: Callable[[str], bool] = lambda title: False,
    titles: Callable[[Sequence[Sequence[str]]], Titles] | None = None,
) -> Callable[[Delivery], Iterator[Row]]:
    """Return a reader of workbooks; the arguments are those of `read_sheet`.

    It yields one Row per line that is not blank, every value as text. It raises DeliveryError
    "empty", "wrong_format", "not_a_table" and those of `read_sheet`.
    """

    def read(delivery: Delivery) -> Iterator[Row]:
        found = read_sheet(delivery, sheet=sheet, known=known, titles=titles)
        return rows_of(found)

    return read


def rows_of(sheet: Sheet) -> Iterator[Row]:
    """Yield the rows of a sheet, below its titles."""
    columns = sheet.titles.columns
    number = 0
    for line, cells in enumerate(sheet.lines, start=1):
        if line <= sheet.titles.line + 1 or not any(cells):
            continue
        number += 1
        values = dict(zip(columns, (*cells, *[""] * (len(columns) - len(cells))), strict=False))
        yield Row(number, line, values, columns)


def read_sheet(
    delivery: Delivery,
    *,
    sheet: str = "",
    known: Callable[[str], bool] = lambda title: False,
    titles: Callable[[Sequence[Sequence[str]]], Titles] | None = None,
) -> Sheet:
    """Return one sheet of a workbook.

    Parameters
    ----------
    sheet : its name; when it is not there, or "", the sheet that looks most like a list of places
    known : whether a title says something, which helps to find the sheet and its titles
    titles : finds the titles in the first lines, when they are known better than by `known`

    Raises
    ------
    DeliveryError : not a workbook, broken, locked, too large once unpacked, or without a table.
    """
    delivery.expect(*FORMATS)
    content = delivery.content(FILE_LIMIT_BYTES)
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            check_parts(archive, delivery.name)
            (check_ods if delivery.format == "ods" else check_xlsx)(archive, delivery.name)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        if isinstance(error, DeliveryError):
            raise
        raise broken(delivery.name) from error
    find = titles or (lambda lines: find_titles(lines, known=known))
    read: list[Sheet] = []
    try:
        with python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(content)) as workbook:
            names = _visible(workbook)
            for name in [sheet] if sheet in names else names[:_MOST_SHEETS]:
                lines, notes = _lines(workbook.get_sheet_by_name(name))
                read.append(Sheet(name, names, lines, find(lines), notes))
    except (python_calamine.CalamineError, ValueError, OverflowError) as error:
        raise broken(delivery.name) from error
    full = [found for found in read if any(map(any, found.lines))]
    if not full:
        raise DeliveryError(
            "empty", f"Le classeur {delivery.name} est vide : demandez un nouvel envoi."
        )
    return max(full, key=lambda found: _likeness(found, known))


def _likeness(sheet: Sheet, known: Callable[[str], bool]) -> tuple[int, int]:
    """Return how much a sheet looks like a list of places; the first of equals is kept."""
    columns = sheet.titles.columns
    n_known = sum(1 for name in columns if known(name))
    n_lines = sum(1 for line in sheet.lines[sheet.titles.line + 1 :] if any(line))
    return (n_known if n_lines else 0, n_lines * min(len(columns), 50))


def _visible(workbook: python_calamine.CalamineWorkbook) -> tuple[str, ...]:
    sheets = [
        found.name
        for found in workbook.sheets_metadata
        if found.typ == python_calamine.SheetTypeEnum.WorkSheet
    ]
    hidden = {
        found.name
        for found in workbook.sheets_metadata
        if found.visible != python_calamine.SheetVisibleEnum.Visible
    }
    return tuple(name for name in sheets if name not in hidden) or tuple(sheets)


def _lines(
    sheet: python_calamine.CalamineSheet,
) -> tuple[tuple[tuple[str, ...], ...], tuple[str, ...]]:
    n_old = n_filled = 0
    lines: list[list[str]] = []
    for cells in sheet.to_python(skip_empty_area=False):
        line = []
        for cell in cells:
            text, is_old = _text(cell)
            n_old += is_old
            line.append(text)
        lines.append(line)
    for (top, left), (bottom, _) in sheet.merged_cell_ranges or []:
        # A commune merged over five lines is that of the five; titles are merged sideways.
        if top < len(lines) and left < len(lines[top]) and lines[top][left]:
            for line in lines[top + 1 : bottom + 1]:
                if left < len(line) and not line[left]:
                    line[left] = lines[top][left]
                    n_filled += 1
    notes = []
    if n_old:
        notes.append(f"{n_old} nombres étaient montrés comme des dates de 1900 : lus en nombres.")
    if n_filled:
        notes.append(f"Cellules fusionnées : leur valeur est celle de {n_filled} lignes de plus.")
    return tuple(tuple(line) for line in lines), tuple(notes)


def _text(cell: object) -> tuple[str, bool]:
    """Return a cell as text, and whether it was a number shown as a date of 1900.

    >>> _text(1004.0), _text(50.69), _text(True), _text(datetime(2024, 5, 2))
    (('1004', False), ('50.69', False), ('oui', False), ('2024-05-02', False))
    >>> _text(datetime(1900, 1, 14)), _text(time(9, 30)), _text("#N/A")
    (('14', True), ('09:30', False), ('', False))
    """
    if isinstance(cell, str):
        text = cell.strip()
        return ("" if text in _ERRORS else text), False
    if isinstance(cell, bool):
        return ("oui" if cell else "non"), False
    if isinstance(cell, (int, float)):
        whole = int(cell) if isinstance(cell, int) or cell.is_integer() else None
        return (str(whole) if whole is not None and abs(whole) < 10**18 else repr(cell)), False
    if isinstance(cell, datetime):
        if cell.date() < _OLDEST:
            return _number_of(cell.date()), True
        text = cell.isoformat(" ", "seconds")
        return text.removesuffix(" 00:00:00"), False
    if isinstance(cell, date):
        return (_number_of(cell), True) if cell < _OLDEST else (cell.isoformat(), False)
    if isinstance(cell, time):
        return cell.isoformat("minutes"), False
    if isinstance(cell, timedelta):
        minutes = int(cell.total_seconds()) // 60
        return f"{minutes // 60:02}:{minutes % 60:02}", False
    return "", False


def _number_of(day: date) -> str:
    """Return the number of a day of 1900, "" for zero: an empty cell shown as a date."""
    number = (day - _FIRST_DAY).days
    # Spreadsheets believe that 1900 had a 29 February.
    number -= 0 if day > date(1900, 2, 28) else 1
    return str(number) if number > 0 else ""


__all__ = ["FORMATS", "Sheet", "read_sheet", "rows", "rows_of"]
