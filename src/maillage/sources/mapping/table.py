"""Any delivery as a table: one row per place, whatever its format, without being described."""

import csv
import json
import math
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from maillage.sources.base import Row
from maillage.sources.delivery import FORMAT_NAMES, Delivery, DeliveryError
from maillage.sources.mapping.names import is_known
from maillage.sources.platforms import (
    csv_file,
    geojson_file,
    json_file,
    kml_file,
    shapes,
    umap_file,
    workbook_file,
)
from maillage.sources.platforms.titles import Titles, find_titles, named

FORMATS = ("csv", "xlsx", "ods", "json", "geojson", "umap", "kml", "kmz")
_LINES_LOOKED_AT = 80
_DEEPEST = 3
_MOST_CELLS = 500
# An object with these is a position, not a group of columns.
_POSITION_KEYS = (
    {"lat", "lon"},
    {"lat", "lng"},
    {"latitude", "longitude"},
    {"type", "coordinates"},
)


@dataclass(frozen=True, slots=True)
class Laid:
    """How a table is laid out.

    delimiter : of a CSV, "" for other formats
    header_line : of the titles, from 1; 0 when the table has none or needs none
    sheet, sheets : of a workbook
    columns : known before any row is read; () for JSON and maps
    """

    delimiter: str = ""
    header_line: int = 0
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()


def open_table(
    delivery: Delivery,
    *,
    sheet: str = "",
    header_line: int | None = None,
    columns: Collection[str] = (),
) -> tuple[Laid, Iterator[Row]]:
    """Return how a delivery is laid out, and its rows, every value a text, a number or a position.

    Parameters
    ----------
    sheet : of a workbook; "" or one that is not there: the one that looks most like places
    header_line : where a person said that the titles are; None finds them
    columns : those that are expected; the titles are then the line that holds the most of them

    Raises
    ------
    DeliveryError : the delivery is none of FORMATS, or has no table ("not_a_table").
    """
    if delivery.format not in (*FORMATS, "empty"):
        cut = " Un classeur qui ne s’ouvre plus est coupé\u00a0: renvoyez-le."
        raise DeliveryError(
            "wrong_format",
            f"Le fichier {delivery.name} est {FORMAT_NAMES[delivery.format]}. Envoyez le tableau "
            "en CSV, Excel (.xlsx), LibreOffice (.ods), JSON, GeoJSON, KML ou uMap."
            + (cut if delivery.format == "zip" else ""),
        )
    delivery.expect(*FORMATS)
    find = _finder(header_line, frozenset(columns))
    if delivery.format in workbook_file.FORMATS:
        wanted = frozenset(columns)
        known = wanted.__contains__ if wanted else is_known
        found = workbook_file.read_sheet(delivery, sheet=sheet, known=known, titles=find)
        _check_columns(found.titles.columns, delivery)
        laid = Laid(
            "", found.titles.line + 1, found.name, found.sheets, found.notes, found.titles.columns
        )
        return laid, workbook_file.rows_of(found)
    if delivery.format == "csv":
        layout = csv_layout(delivery, find)
        laid = Laid(layout.delimiter, layout.header_line, columns=layout.columns)
        return laid, csv_file.rows(layout=lambda _: layout)(delivery)
    return Laid(), _flat_rows(_READERS[delivery.format](delivery))


_READERS: Mapping[str, Callable[[Delivery], Iterator[Row]]] = {
    "json": json_file.rows(),
    "geojson": geojson_file.rows(),
    "umap": umap_file.rows,
    "kml": kml_file.rows,
    "kmz": kml_file.rows,
}


def _finder(
    header_line: int | None, columns: frozenset[str]
) -> Callable[[Sequence[Sequence[str]]], Titles]:
    def find(lines: Sequence[Sequence[str]]) -> Titles:
        if header_line is None:
            return find_titles(lines, known=columns.__contains__ if columns else is_known)
        width = max((len(line) for line in lines[:_LINES_LOOKED_AT]), default=0)
        if not 0 < header_line <= len(lines):
            return Titles(-1, named([""] * width))
        titles = [*lines[header_line - 1]]
        above = lines[header_line - 2] if header_line > 1 else ()
        return Titles(header_line - 1, named(titles + [""] * (width - len(titles)), above))

    return find


def csv_layout(
    delivery: Delivery, find: Callable[[Sequence[Sequence[str]]], Titles]
) -> csv_file.Layout:
    """Return the separator, the titles and their line of a CSV.

    Raises DeliveryError "empty" or "not_a_table".
    """
    lines = csv_file.first_lines(delivery, most=_LINES_LOOKED_AT)
    best: csv_file.Layout | None = None
    best_score = 0.0
    for delimiter in csv_file.DELIMITERS:
        records = list(_records(lines, delimiter))
        counts = [len(cells) for _, cells in records if len(cells) > 1]
        if not counts:
            continue
        width = max(set(counts), key=lambda n: (counts.count(n), n))
        share = counts.count(width) / len(records)
        by_line: list[Sequence[str]] = []
        for line, cells in records:
            by_line += [()] * (line - 1 - len(by_line)) + [cells]
        titles = find(by_line)
        if len(titles.columns) < 2:
            continue
        # The separator is the sign that cuts nearly every line in the same number of cells.
        fits = len(titles.columns) >= width
        score = share * math.log2(1 + width) * (1.5 if fits else 1.0)
        if score > best_score:
            best_score = score
            best = csv_file.Layout(titles.columns, delimiter, titles.line + 1)
    if best is None:
        raise DeliveryError(
            "not_a_table",
            f"Le fichier {delivery.name} n’a pas de colonnes séparées par une virgule, un point-"
            "virgule, une tabulation ou une barre verticale : exportez le tableau en CSV.",
            line=1,
        )
    _check_columns(best.columns, delivery)
    return best


def _check_columns(columns: Sequence[str], delivery: Delivery) -> None:
    if len(columns) < 2:
        raise DeliveryError(
            "not_a_table",
            f"Le fichier {delivery.name} n’a qu’une colonne : il ne décrit pas de lieux.",
        )
    if len(columns) > _MOST_CELLS:
        raise DeliveryError(
            "too_many_columns",
            f"Le fichier {delivery.name} a {len(columns)} colonnes, plus que les {_MOST_CELLS} "
            "qu’une personne peut décrire : gardez celles qui parlent des lieux.",
        )


def _records(lines: Sequence[str], delimiter: str) -> Iterator[tuple[int, list[str]]]:
    """Yield (first physical line, cells) of the records that are not blank."""
    reader = csv.reader(lines, delimiter=delimiter)
    line = 1
    while True:
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            cells = []
        if any(cell.strip() for cell in cells):
            yield line, cells
        line = reader.line_num + 1


def _flat_rows(rows: Iterator[Row]) -> Iterator[Row]:
    """Yield rows whose groups of columns are columns, and whose geometry is a point."""
    columns: dict[str, None] = {}
    for row in rows:
        if row.problem is not None:
            yield row
            continue
        values: dict[str, object] = {}
        for name, value in row.values.items():
            if name == geojson_file.GEOMETRY and isinstance(value, (Mapping, type(None))):
                for column, said in shapes.columns_of(value).items():
                    # What the properties say is what the producer publishes.
                    if row.values.get(column) in (None, ""):
                        values[column] = said
            else:
                values.update(_flat(name, value, 0))
        columns.update(dict.fromkeys(list(values)[:_MOST_CELLS]))
        yield replace(row, values=values, columns=tuple(columns))


def _flat(name: str, value: object, depth: int) -> dict[str, object]:
    if isinstance(value, Mapping) and depth < _DEEPEST and not is_position(value):
        flat: dict[str, object] = {}
        for key, item in value.items():
            flat.update(_flat(f"{name}.{key}", item, depth + 1))
        return flat
    if isinstance(value, Mapping) and not is_position(value):
        return {name: json.dumps(value, ensure_ascii=False, default=str)}
    if isinstance(value, list) and any(isinstance(item, (Mapping, list)) for item in value):
        return {name: json.dumps(value, ensure_ascii=False, default=str)}
    return {name: value}


def is_position(value: Mapping[str, object]) -> bool:
    """True for an object that says where a place is."""
    keys = {str(key).lower() for key in value}
    return any(known <= keys for known in _POSITION_KEYS)
