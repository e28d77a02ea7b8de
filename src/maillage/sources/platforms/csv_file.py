"""Reading a CSV file: one row at a time, with its physical line, and no row lost."""

import csv
from collections import Counter, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from itertools import islice

from maillage.sources.base import Row
from maillage.sources.delivery import (
    RECORD_LIMIT_BYTES,
    UNREADABLE,
    Delivery,
    DeliveryError,
)

DELIMITERS = ",;\t|"
DELIMITER_NAMES = {",": "virgule", ";": "point-virgule", "\t": "tabulation", "|": "barre verticale"}
# A quote that never closes would swallow the rest of the file: a record has fewer lines.
_MAX_LINES_IN_RECORD = 500
_KEPT_OF_TOO_LONG = 1_000
_KEPT_OF_LOOKED_AT = 100_000
# A file made of blank lines would be read for an hour without giving one place.
_MAX_BLANK_LINES = 2_000_000
# No producer's table is so wide; each column costs time at each row.
_MOST_COLUMNS = 2_000
_NAMED_IN_A_MESSAGE = 5
# Where the text of a row that could not be cut into columns is kept.
RAW = "ligne_recue"


@dataclass(frozen=True, slots=True)
class Layout:
    """How a table nobody described is laid out.

    columns : a name for each column, all different
    header_line : physical line of the titles, from 1; 0 when there are none
    """

    columns: tuple[str, ...]
    delimiter: str
    header_line: int


def rows(
    *,
    required: Sequence[str] = (),
    known: Sequence[str] = (),
    delimiter: str | None = None,
    layout: Callable[[Delivery], Layout] | None = None,
) -> Callable[[Delivery], Iterator[Row]]:
    """Return a reader of CSV deliveries.

    required : columns without which nothing can be done; the delivery is refused, naming them
    known : columns whose name is recognised whatever its capitals and spaces
    delimiter : one character; None finds it among comma, semicolon, tab and bar
    layout : finds the titles and the separator in the place of all the above

    The reader yields one Row per record. A record that is too long, badly quoted, undecodable or
    has another number of columns than the header has a `problem`, and the reading goes on.
    It raises DeliveryError: "empty", "wrong_format", "not_a_table", "columns_missing",
    "columns_twice", and what Delivery.text raises.
    """

    def read(delivery: Delivery) -> Iterator[Row]:
        delivery.expect("csv")
        lines = _Lines(delivery)
        if layout is None:
            header = _header(lines, required, known, delimiter)
        else:
            found = layout(delivery)
            header = _Header(found.columns, found.delimiter)
            _skip_to(lines, found)
        return _records(lines, header)

    return read


@dataclass(frozen=True, slots=True)
class _Header:
    columns: tuple[str, ...]
    delimiter: str


class _TooLong(str):
    """The start of a line that is over the limit; the rest was dropped while reading."""


class _Lines:
    """Physical lines of a delivery, numbered, that can be handed back.

    A line longer than the limit is dropped while it is read, and noted.
    """

    def __init__(self, delivery: Delivery) -> None:
        self._lines = _physical_lines(delivery.text(), delivery.record_limit_bytes)
        self._again: deque[tuple[int, str]] = deque()
        self.taken: list[tuple[int, str]] = []
        self._n_characters = 0
        self.limit = delivery.record_limit_bytes

    def __iter__(self) -> Iterator[str]:
        return self

    def __next__(self) -> str:
        if len(self.taken) >= _MAX_LINES_IN_RECORD or self._n_characters > self.limit:
            raise StopIteration
        number_and_text = self._again.popleft() if self._again else next(self._lines)
        self.taken.append(number_and_text)
        text = number_and_text[1]
        if isinstance(text, _TooLong):
            raise StopIteration
        self._n_characters += len(text)
        return text

    def begin(self) -> None:
        """Forget the lines of the record that is finished."""
        self.taken.clear()
        self._n_characters = 0

    def hand_back(self) -> None:
        """Read again every line of this record but the first."""
        self._again.extendleft(reversed(self.taken[1:]))
        del self.taken[1:]

    @property
    def first_line(self) -> int | None:
        return self.taken[0][0] if self.taken else None

    @property
    def has_too_long(self) -> bool:
        return any(isinstance(text, _TooLong) for _, text in self.taken)

    def received(self) -> str:
        return "".join(text for _, text in self.taken).rstrip("\r\n")


def _physical_lines(pieces: Iterator[str], limit: int) -> Iterator[tuple[int, str]]:
    """Yield (line number, text); a line over the limit as a _TooLong."""
    number, pending, end = 1, "", ""
    too_long: _TooLong | None = None
    for piece in pieces:
        # A lone "\r" ends lines in old Mac files; csv itself handles "\r\n".
        end = end or ("\r" if "\r" in piece and "\n" not in piece else "\n")
        lines = (pending + piece).split(end)
        pending = lines.pop()
        for line in lines:
            if too_long is None and len(line) > limit:
                too_long = _TooLong(line[:_KEPT_OF_TOO_LONG])
            yield number, line + "\n" if too_long is None else too_long
            number, too_long = number + 1, None
        if len(pending) > limit:
            too_long = too_long or _TooLong(pending[:_KEPT_OF_TOO_LONG])
            pending = ""
    if too_long is not None:
        yield number, too_long
    elif pending:
        yield number, pending


def first_lines(delivery: Delivery, *, most: int) -> list[str]:
    """Return the first physical lines of a delivery, for who looks for its titles."""
    lines = _physical_lines(delivery.text(), delivery.record_limit_bytes)
    return [text[:_KEPT_OF_LOOKED_AT] for _, text in islice(lines, most)]


def _skip_to(lines: _Lines, layout: Layout) -> None:
    """Read what comes before the first record: lines above the titles, then the titles."""
    for _ in range(layout.header_line - 1):
        lines.begin()
        if next(lines, None) is None and not lines.taken:
            return
    lines.begin()
    if layout.header_line:
        _cells_over_lines(lines, layout.delimiter)
        lines.begin()


def _cells_over_lines(lines: _Lines, delimiter: str) -> list[str]:
    try:
        return next(csv.reader(lines, delimiter=delimiter), [])
    except csv.Error:
        lines.hand_back()
        return []


def _header(
    lines: _Lines, required: Sequence[str], known: Sequence[str], delimiter: str | None
) -> _Header:
    text = ""
    for text in lines:
        if text.strip():
            break
        lines.begin()
    line = lines.first_line
    if lines.has_too_long or not text.strip():
        raise DeliveryError(
            "not_a_table",
            f"La ligne {line or 1} est trop longue pour être une ligne de titres : "
            "vérifiez que le fichier est un CSV.",
            line=line,
        )
    canonical = {_plain(name): name for name in (*known, *required)}
    candidates = [delimiter] if delimiter else list(DELIMITERS)
    best: list[str] = []
    chosen = candidates[0]
    for candidate in candidates:
        cells = [c.replace("\0", "").strip() for c in _cells_of_titles(text, candidate)]
        columns = [canonical.get(_plain(cell), cell) for cell in cells]
        rank = (len(canonical.keys() & set(map(_plain, columns))), len(columns))
        if not best or rank > (len(canonical.keys() & set(map(_plain, best))), len(best)):
            best, chosen = columns, candidate
    lines.begin()
    while best and not best[-1]:  # a spreadsheet exports empty columns at the end
        best.pop()
    if len(best) < 2:
        raise DeliveryError(
            "not_a_table",
            f"La ligne {line} n’a pas de colonnes séparées par une virgule, un point-virgule, une "
            "tabulation ou une barre verticale : exportez le fichier en CSV.",
            line=line,
        )
    if len(best) > _MOST_COLUMNS:
        raise DeliveryError(
            "too_many_columns",
            f"La ligne {line} a {len(best)} colonnes, plus que les {_MOST_COLUMNS} que nous "
            "lisons : vérifiez le séparateur, ou gardez les colonnes qui parlent des lieux.",
            line=line,
        )
    _check_header(best, required, line, chosen)
    return _Header(tuple(best), chosen)


def _cells_of_titles(text: str, delimiter: str) -> list[str]:
    """Return the titles of a line; one alone when the line cannot be a line of titles."""
    try:
        return next(csv.reader([text.strip("\r\n")], delimiter=delimiter))
    except csv.Error:  # a return carriage in the middle of a word, an endless cell
        return [text]


def _check_header(
    columns: Sequence[str], required: Sequence[str], line: int | None, delimiter: str
) -> None:
    twice = sorted(name for name, times in Counter(columns).items() if name and times > 1)
    if twice:
        raise DeliveryError(
            "columns_twice",
            f"Ligne {line} : la colonne {_quoted(twice)} est écrite deux fois. "
            "Gardez-en une seule.",
            line=line,
        )
    missing = [name for name in required if name not in columns]
    if missing:
        near = [
            f"« {found[0]} » est peut-être « {name} »"
            for name in missing
            if (found := get_close_matches(name, columns, 1, 0.7))
        ]
        raise DeliveryError(
            "columns_missing",
            f"Ligne {line} : il manque {_quoted(missing)} parmi les colonnes (séparateur lu : "
            f"{DELIMITER_NAMES.get(delimiter, delimiter)}). "
            + (f"{' ; '.join(near)}. " if near else "")
            + "Renommez ou ajoutez ces colonnes.",
            line=line,
        )


def _records(lines: _Lines, header: _Header) -> Iterator[Row]:
    number = n_blank = 0
    values: dict[str, object]
    n_columns = len(header.columns)
    while True:
        lines.begin()
        reader = csv.reader(lines, delimiter=header.delimiter, strict=True)
        cells: list[str] | None = None
        problem, rule = None, ""
        try:
            cells = next(reader)
        except StopIteration:
            if not lines.taken:
                return
        except csv.Error:
            rule = "csv_quotes"
        if lines.has_too_long:
            rule = "record_too_long"
        elif cells is not None and not any(cells):
            n_blank += 1
            if n_blank > _MAX_BLANK_LINES:
                raise DeliveryError(
                    "blank_lines",
                    f"Ligne {lines.first_line} : le fichier a plus de {_MAX_BLANK_LINES // 10**6} "
                    "millions de lignes vides : enlevez-les. Rien n’est publié.",
                    line=lines.first_line,
                )
            continue  # an empty line, or only separators, is not a record
        elif cells is not None:
            while len(cells) > n_columns and not cells[-1]:
                cells.pop()
            if len(cells) != n_columns:
                rule = "csv_columns"
        if rule:
            # Only the first line is refused: the next ones may be sound records.
            if rule != "record_too_long" or not isinstance(lines.taken[0][1], _TooLong):
                lines.hand_back()
            problem = _explain(rule, lines, cells, n_columns)
        number += 1
        line = lines.first_line
        if rule or cells is None:
            values = _salvaged(lines.received(), header)
        else:
            values = dict(zip(header.columns, cells, strict=True))
            values.pop("", None)
            if UNREADABLE in "".join(cells):
                rule, problem = "undecodable", _explain("undecodable", lines, cells, n_columns)
        yield Row(number, line, values, header.columns, problem, rule)


def _salvaged(received: str, header: _Header) -> dict[str, object]:
    """Return the text of a refused record, and its id when that is the first column.

    With its id, a place whose line is broken is known to be in the delivery, not withdrawn.
    """
    values: dict[str, object] = {RAW: received}
    first_line = received.split("\n", 1)[0]
    cells = next(csv.reader([first_line], delimiter=header.delimiter), [])
    first = cells[0].strip() if cells else ""
    if header.columns[0] == "id" and first and len(first) <= 200 and UNREADABLE not in first:
        values["id"] = first
    return values


def _explain(rule: str, lines: _Lines, cells: list[str] | None, n_columns: int) -> str:
    line = lines.first_line
    if rule == "record_too_long":
        limit_mo = lines.limit / 1024**2
        return (
            f"Ligne {line} : elle dépasse {limit_mo:.3g} Mo, elle n’est pas lue. "
            "Un guillemet ou une fin de ligne manque peut-être."
        )
    if rule == "csv_quotes":
        return (
            f"Ligne {line} : un guillemet est mal placé ou n’est jamais refermé. "
            "Un guillemet dans un texte s’écrit deux fois."
        )
    if rule == "undecodable":
        return (
            f"Ligne {line} : des caractères ne peuvent pas être lus. "
            "Enregistrez le fichier en UTF-8."
        )
    found = len(cells or ())
    return (
        f"Ligne {line} : {found} colonnes au lieu de {n_columns}. "
        "Mettez entre guillemets un texte qui contient le séparateur."
    )


def _plain(name: str) -> str:
    return name.strip().casefold().replace(" ", "_").replace("-", "_")


def _quoted(names: Sequence[str]) -> str:
    shown = ", ".join(f"« {name[:80]} »" for name in names[:_NAMED_IN_A_MESSAGE])
    more = len(names) - _NAMED_IN_A_MESSAGE
    return f"{shown} et {more} autres" if more > 0 else shown


# The default of the module is 128 kB a cell; the delivery has its own, stated limit.
csv.field_size_limit(RECORD_LIMIT_BYTES)
