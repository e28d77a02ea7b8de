"""From records to the file that the standard describes: CSV, comma, `|` inside a cell."""

import csv
import io
import re
from collections.abc import Iterable, Iterator

from maillage.core.standard.fields import FIELDS, SEPARATOR
from maillage.core.standard.record import PlaceRecord
from maillage.core.standard.values import STRICT_FORMS

_NAMES = tuple(field.name for field in FIELDS)
# A cell that starts so is run as a formula when the file is opened in a spreadsheet; a telephone
# or a number that starts so is not.
_FORMULA = re.compile(r"[=@\t\r\n]|[+-](?![0-9 .,]*\Z)")


def harmless(text: str) -> str:
    """Return a cell that runs nothing: a space stands before it, which every reader drops."""
    return f" {text}" if _FORMULA.match(text) else text


def _cell(value: object, *, strict: bool) -> str:
    if isinstance(value, tuple):
        items = (STRICT_FORMS.get(item, item) for item in value) if strict else value
        return SEPARATOR.join(map(str, items))
    if value is None:
        return ""
    # repr of a float is the shortest text that reads back as the same number.
    return repr(value) if isinstance(value, float) else str(value)


def to_values(record: PlaceRecord, *, strict: bool = False) -> dict[str, str]:
    """Return the 32 fields as text, in order; what is absent is "".

    Parameters
    ----------
    strict : write the forms that the pattern of the published schema wants, where they differ
        from its own list of values ("Étapes numériques(La Poste)" without the space).

    Examples
    --------
    >>> to_values(PlaceRecord(id="1", nom="EPN", services=("a", "b")))["services"]
    'a|b'
    """
    return {name: _cell(getattr(record, name), strict=strict) for name in _NAMES}


def write_csv(
    records: Iterable[PlaceRecord], *, strict: bool = False, extension: bool = False
) -> Iterator[str]:
    """Yield the lines of the CSV file, header first, to be encoded in UTF-8.

    By default exactly the 32 columns, which is all that strict validators accept. With
    `extension`, the `local_` columns met in the records follow, in alphabetical order; the
    records are then read through before the first line is written, to know those columns.
    A text that a spreadsheet would run as a formula is written after a space, which reading drops.
    A cell that holds a line break makes its line hold several physical ones. An empty row of
    values cannot occur: `id` is never empty.
    """
    extra: tuple[str, ...] = ()
    if extension:
        records = list(records)
        extra = tuple(sorted({key for record in records for key in record.extension}))
    buffer = io.StringIO()
    writer = csv.writer(buffer, lineterminator="\n")

    def line(cells: Iterable[str]) -> str:
        buffer.seek(0)
        buffer.truncate()
        writer.writerow(cells)
        return buffer.getvalue()

    yield line((*_NAMES, *extra))
    for record in records:
        cells = [harmless(_cell(getattr(record, name), strict=strict)) for name in _NAMES]
        cells += [harmless(SEPARATOR.join(record.extension.get(key, ()))) for key in extra]
        yield line(cells)
