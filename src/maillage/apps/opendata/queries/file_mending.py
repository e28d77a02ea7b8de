"""The corrected file: only what nobody would decide otherwise, each correction counted.

A correction is kept only when reading the row again shows no fault that was not there before. What
cannot be read stays as it was sent. Needs no Django: it runs apart (see file_apart).
"""

import csv
import dataclasses
import io
import json
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from maillage.core.harmonise import Log, corrections, harmonise
from maillage.core.harmonise.safe import SAFE
from maillage.core.standard import FIELDS, PlaceRecord, Table, read_values
from maillage.core.standard.fields import SEPARATOR, SEPARATOR_0_1
from maillage.core.standard.lists import ALLOWED, closed_cell
from maillage.core.standard.reading import Version
from maillage.core.standard.table import REPEATED
from maillage.core.standard.version_0_1 import OLD_COLUMNS, TABLE
from maillage.core.standard.writing import harmless

# How JSON writes lists and codes: a CSV has no other way, so nothing is corrected.
FORM = frozenset({"list_to_text", "number_to_text"})
EXAMPLES = 3
_NAMES = tuple(f.name for f in FIELDS)
_OWN_WHY = {
    "value_spelling": "La valeur de la liste était écrite avec d’autres accents ou majuscules.",
    "separator_wrong": "Les valeurs d’une liste n’étaient pas séparées par le bon signe.",
    "value_repeated": "La même valeur était écrite deux fois dans la case.",
    "column_spelling": "Le nom de la colonne n’était pas écrit comme dans le standard.",
    "delimiter": "Les colonnes n’étaient pas séparées par une virgule.",
    "wrong_encoding": "Le fichier n’était pas en UTF-8.",
}


def why(code: str) -> str:
    """Return the French sentence that says why a correction is made."""
    known = corrections().get(code)
    return known.why if known else _OWN_WHY[code]


@dataclass(slots=True)
class Mend:
    """One correction of one field, wherever it was made.

    lines : physical lines, or ranks of a JSON list; examples : (before, after)
    """

    code: str
    field: str
    count: int = 0
    lines: list[int] = dataclasses.field(default_factory=list)
    examples: list[tuple[str, str]] = dataclasses.field(default_factory=list)

    def note(self, line: int | None, before: str, after: str) -> None:
        """Count it once more."""
        self.count += 1
        if line is not None:
            self.lines.append(line)
        if len(self.examples) < EXAMPLES and (before, after) not in self.examples:
            self.examples.append((before, after))


class Mends:
    """Corrections by (code, field)."""

    def __init__(self) -> None:
        self.by_key: dict[tuple[str, str], Mend] = {}

    def note(self, code: str, name: str, line: int | None, before: str, after: str) -> None:
        """Count a correction."""
        key = (code, name)
        if key not in self.by_key:
            self.by_key[key] = Mend(code, name)
        self.by_key[key].note(line, before, after)

    @property
    def total(self) -> int:
        """How many corrections in all."""
        return sum(mend.count for mend in self.by_key.values())

    def ordered(self) -> list[Mend]:
        """Return them, the most frequent first."""
        return sorted(self.by_key.values(), key=lambda m: (-m.count, m.field, m.code))


@dataclass(slots=True)
class Mended:
    """A table with its safe corrections.

    done : what was corrected; possible : what could be, and is left to a person
    filled : by field of the standard, in how many of the `n_read` rows it says something
    """

    table: Table
    done: Mends
    possible: Mends
    filled: dict[str, int]
    n_read: int = 0


def mend(table: Table, *, columns: Mapping[str, str], version: Version) -> Mended:
    """Return the table with every safe correction made.

    Parameters
    ----------
    columns : the name under which each column is read, from `read_as`
    """
    done, possible = Mends(), Mends()
    found = Mended(Table(), done, possible, dict.fromkeys(_NAMES, 0))
    for problem in table.problems:
        if problem.rule in ("delimiter", "wrong_encoding"):
            done.note(problem.rule, "", None, "", "")
    for column, name in columns.items():
        if column != name:
            done.note("column_spelling", name, table.header_line, column, name)
    rows = []
    for line, row in table.rows:
        values = {columns[column]: value for column, value in row.items()}
        changed, record = _mended_row(values, version, line, done)
        log = Log()
        harmonise(changed, log, separator=_separator(version), without=SAFE)
        for change in log.take_record():
            if change.code not in FORM:
                possible.note(change.code, change.field, line, change.before, change.after)
        rows.append((line, changed))
        if record is not None:
            found.n_read += 1
            for name in _NAMES:
                # 0 is a latitude; an empty list says "everyone" only to who reads it.
                if getattr(record, name) not in ("", (), None):
                    found.filled[name] += 1
    found.table = Table(
        columns=tuple(columns[column] for column in table.columns),
        rows=rows,
        header_line=table.header_line,
        row_word=table.row_word,
    )
    return found


def _separator(version: Version) -> str:
    return SEPARATOR if version == "1.0" else SEPARATOR_0_1


def _mended_row(
    values: dict[str, object], version: Version, line: int | None, done: Mends
) -> tuple[dict[str, object], PlaceRecord | None]:
    """Return the row with its safe corrections, which are counted, and what it then says."""
    log = Log()
    kept = {c.code for c in corrections().values()} - SAFE
    harmonised = harmonise(values, log, separator=_separator(version), without=kept)
    changes = [(c.code, c.field, c.before, c.after) for c in log.take_record()]
    after = {name: harmonised[name] for name in values}
    if "local_telephone" in {name for _c, name, _b, _a in changes} and "telephone" in after:
        # Several numbers, an extension: which one to keep is a choice.
        after["telephone"] = values["telephone"]
    for name, value in after.items():
        if (name in ALLOWED or name in TABLE) and isinstance(value, str) and value:
            text, codes = mended_list(name, value, version)
            after[name] = text
            changes += [(code, name, value, text) for code in codes]
    reading, before_faults = _read(values, version)
    if all(after[name] == values[name] for name in values):
        return after, reading
    reading, after_faults = _read(after, version)
    worse = {name for (name, _rule), n in after_faults.items() if n > before_faults[name, _rule]}
    if worse:
        back = values if "" in worse else {name: values[name] for name in worse & {*values}}
        after = after | dict(back)
        reading, after_faults = _read(after, version)
        if any(n > before_faults[key] for key, n in after_faults.items()):
            after = dict(values)
            reading, after_faults = _read(after, version)
    for code, name, old, new in changes:
        if code not in FORM and name in after and after[name] != values[name]:
            done.note(code, name, line, old, new)
    return after, reading


def _read(
    values: Mapping[str, object], version: Version
) -> tuple[PlaceRecord | None, Counter[tuple[str, str]]]:
    reading = read_values(values, version=version)
    return reading.record, Counter((fault.field, fault.rule) for fault in reading.faults)


def mended_list(column: str, text: str, version: Version) -> tuple[str, tuple[str, ...]]:
    """Return a cell of a closed list with its recognised values as published, and what was done.

    A value that is not recognised stands as it was written.

    >>> mended_list("frais_a_charge", "gratuit;Payant", "1.0")
    ('Gratuit|Payant', ('separator_wrong', 'value_spelling'))
    >>> mended_list("frais_a_charge", "Gratuit|Bon marché", "1.0")
    ('Gratuit|Bon marché', ())
    """
    version = "0.1" if column in OLD_COLUMNS else version
    due = _separator(version)
    other = SEPARATOR_0_1 if due == SEPARATOR else SEPARATOR
    codes: list[str] = []
    parts = text.split(due)
    if any(other in part for part in parts):
        codes.append("separator_wrong")
        parts = [piece for part in parts for piece in part.split(other)]
    items = []
    for item in (part.strip() for part in parts):
        if not item:
            continue
        cell = closed_cell(column, item, version)
        spelled = [problem.rule for problem in cell.problems] == ["value_spelling"]
        if spelled and len(cell.values) == 1:
            (ours,) = next(iter(cell.values.values()))
            items.append(str(ours))
            codes.append("value_spelling")
        else:
            items.append(item)
    if len(set(items)) < len(items):
        codes.append("value_repeated")
    if not codes:
        return text, ()
    return due.join(dict.fromkeys(items)), tuple(dict.fromkeys(codes))


def written(table: Table, *, version: Version) -> Iterator[str]:
    """Yield the lines of the corrected CSV, header first, commas between the cells.

    A text that a spreadsheet would run as a formula stands after a space, which readers drop.
    """
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")

    def line(cells: Iterable[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue()

    yield line(harmless(column.partition(REPEATED)[0]) for column in table.columns)
    separator = _separator(version)
    for _line, row in table.rows:
        yield line(harmless(_text(row.get(column), separator)) for column in table.columns)


def _text(value: object, separator: str) -> str:
    if value is None:
        return ""
    if isinstance(value, str):
        # A lone surrogate, as JSON may hold, is in no file.
        return value.encode("utf-8", "replace").decode()
    if isinstance(value, (list, tuple)) and not any(isinstance(v, (dict, list)) for v in value):
        return separator.join(text for item in value if (text := _text(item, separator)))
    if isinstance(value, (dict, list, tuple)):
        return json.dumps(value, ensure_ascii=False).encode("utf-8", "replace").decode()
    if isinstance(value, int) and value.bit_length() > 400:
        return hex(value)
    return repr(value) if isinstance(value, float) else str(value)
