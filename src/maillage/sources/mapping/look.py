"""A first look at a file that nobody described: its layout, its columns, what is in them."""

import json
from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from maillage.sources.base import Row
from maillage.sources.delivery import FORMAT_NAMES, Delivery, DeliveryError, open_delivery
from maillage.sources.mapping.contents import number_of
from maillage.sources.mapping.table import is_position, open_table
from maillage.sources.platforms.csv_file import DELIMITER_NAMES

ROWS_LOOKED_AT = 3_000
EXAMPLES = 5
_MOST_DIFFERENT = 3_000
_LONGEST_EXAMPLE = 120
_ENCODINGS = {
    "utf-8": "UTF-8",
    "utf-8-sig": "UTF-8",
    "cp1252": "Windows-1252",
    "mac_roman": "Mac Roman",
    "cp850": "DOS (CP850)",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column as it was met.

    values : the different cells and how many rows have each, in the order they came; cells are cut
        in nothing yet
    n_filled : rows where it says something
    """

    name: str
    values: Mapping[str, int] = field(default_factory=dict)
    n_filled: int = 0

    @property
    def examples(self) -> tuple[str, ...]:
        """Up to five different cells, shortened to be shown."""
        shown = islice(self.values, EXAMPLES)
        return tuple(
            " ".join(v[: _LONGEST_EXAMPLE + 1].split())[:_LONGEST_EXAMPLE].strip()
            + ("…" if len(v) > _LONGEST_EXAMPLE else "")
            for v in shown
        )

    @property
    def n_different(self) -> int:
        """How many different cells were met; no more are counted after some thousands."""
        return len(self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """What a file looks like.

    format, encoding, delimiter : as detected; `delimiter` is "" but for CSV
    sheet, sheets : of a workbook, the one that was read and all of them
    header_line : of the titles, from 1; 0 when there are none
    decimal : sign of the decimals, "" when no number has any
    n_rows : rows looked at; `whole` says whether the file has no more
    n_unreadable : of these, rows that could not be read
    notes : French sentences
    """

    name: str
    format: str
    encoding: str
    delimiter: str
    sheet: str
    sheets: tuple[str, ...]
    header_line: int
    decimal: str
    columns: tuple[Column, ...]
    n_rows: int
    whole: bool
    n_unreadable: int = 0
    notes: tuple[str, ...] = ()

    @property
    def words(self) -> str:
        """What the file is, in French."""
        said = [FORMAT_NAMES[self.format]]
        if self.encoding:
            said.append(self.encoding)
        if self.delimiter:
            said.append(f"séparateur : {DELIMITER_NAMES[self.delimiter]}")
        if self.sheets:
            said.append(f"feuille « {self.sheet} »")
        if self.header_line > 1:
            said.append(f"titres à la ligne {self.header_line}")
        elif not self.header_line and self.format in ("csv", "xlsx", "ods"):
            said.append("sans ligne de titres")
        if self.decimal == ",":
            said.append("virgule décimale")
        return ", ".join(said)

    def column(self, name: str) -> Column:
        """Return a column by its name; an empty one when the file has none."""
        return next((found for found in self.columns if found.name == name), Column(name))


def look(
    path: Path,
    *,
    name: str = "",
    sheet: str = "",
    header_line: int | None = None,
    columns: Collection[str] = (),
) -> Look:
    """Return what the file looks like from its first rows.

    Parameters
    ----------
    name : that of the file for people, when its path does not bear it
    sheet, header_line : as a person said, when what is found is wrong
    columns : those of the producer's other files, which tell where the titles are

    Raises
    ------
    DeliveryError : the file cannot be read as a table at all.
    """
    with open_delivery(path) as opened:
        delivery = replace(opened, name=name or opened.name)
        laid, rows = open_table(delivery, sheet=sheet, header_line=header_line, columns=columns)
        seen = _Seen()
        notes = [*delivery.notes, *laid.notes]
        try:
            seen.take(islice(rows, ROWS_LOOKED_AT))
            whole = next(rows, None) is None
        except DeliveryError as error:
            if not seen.n_rows:
                raise
            notes.append(str(error))
            whole = False
        if delivery.stopped_by is not None and str(delivery.stopped_by) not in notes:
            notes.append(str(delivery.stopped_by))
        if not seen.n_rows:
            notes.append("Le fichier a des titres et aucune ligne en dessous.")
        return Look(
            name=delivery.name,
            format=delivery.format,
            encoding=_encoding(delivery),
            delimiter=laid.delimiter,
            sheet=laid.sheet,
            sheets=laid.sheets,
            header_line=laid.header_line,
            decimal=seen.decimal,
            columns=seen.columns(laid.columns),
            n_rows=seen.n_rows,
            whole=whole,
            n_unreadable=seen.n_unreadable,
            notes=tuple(dict.fromkeys(notes)),
        )


def columns_of(path: Path, *, name: str = "") -> tuple[str, ...]:
    """Return the columns of any file, in their order; those of its first rows for JSON and maps.

    Raises DeliveryError for what is no table.
    """
    with open_delivery(path) as opened:
        laid, rows = open_table(replace(opened, name=name or opened.name))
        if laid.columns:
            return laid.columns
        columns: dict[str, None] = {}
        for row in islice(rows, 200):
            if row.problem is None:
                columns.update(dict.fromkeys(row.columns or row.values))
        return tuple(columns)


def text_of(value: object) -> str:
    """Return a value of a row as one text: "" for nothing, items of a list apart by "|".

    >>> text_of(["Wifi", None, 3]), text_of({"lon": 3.1, "lat": 50.6}), text_of(True)
    ('Wifi|3', '50.6, 3.1', 'oui')
    """
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, bool):
        return "oui" if value else "non"
    if isinstance(value, (int, float)):
        whole = isinstance(value, float) and value.is_integer() and abs(value) < 1e15
        return str(int(value)) if whole else str(value)
    if isinstance(value, (list, tuple)):
        if len(value) == 2 and all(isinstance(item, float) for item in value):
            return ", ".join(map(str, value))  # a position
        return "|".join(text for item in value if (text := text_of(item)))
    if isinstance(value, Mapping) and is_position(value):
        lower = {str(key).lower(): item for key, item in value.items()}
        coordinates = lower.get("coordinates")
        if isinstance(coordinates, (list, tuple)) and len(coordinates) > 1:
            return f"{coordinates[1]}, {coordinates[0]}"
        latitude = lower.get("lat", lower.get("latitude"))
        longitude = lower.get("lon", lower.get("lng", lower.get("longitude")))
        return f"{latitude}, {longitude}"
    return json.dumps(value, ensure_ascii=False, default=str)


class _Seen:
    def __init__(self) -> None:
        self._values: dict[str, dict[str, int]] = {}
        self._filled: Counter[str] = Counter()
        self._signs: Counter[str] = Counter()
        self.n_rows = self.n_unreadable = 0

    def take(self, rows: Iterator[Row]) -> None:
        for row in rows:
            self.n_rows += 1
            if row.problem is not None:
                self.n_unreadable += 1
                continue
            for name in row.columns:
                self._values.setdefault(name, {})
            for name, value in row.values.items():
                if text := text_of(value):
                    self._take_cell(name, text)

    def _take_cell(self, name: str, text: str) -> None:
        self._filled[name] += 1
        values = self._values.setdefault(name, {})
        if text in values or len(values) < _MOST_DIFFERENT:
            values[text] = values.get(text, 0) + 1
        if len(text) < 25 and ("," in text or "." in text) and number_of(text) is not None:
            self._signs["," if "," in text else "."] += 1

    @property
    def decimal(self) -> str:
        return self._signs.most_common(1)[0][0] if self._signs else ""

    def columns(self, titles: tuple[str, ...]) -> tuple[Column, ...]:
        names = dict.fromkeys([*titles, *self._values])
        return tuple(Column(name, self._values.get(name, {}), self._filled[name]) for name in names)


def _encoding(delivery: Delivery) -> str:
    if delivery.format in ("xlsx", "ods", "kmz"):
        return ""
    return _ENCODINGS.get(delivery.encoding.codec, delivery.encoding.codec.upper())
