"""What changes in the rows of a file, as its writers need it."""

from collections.abc import Mapping
from dataclasses import dataclass

from maillage.sources.returned.pen import Rewritten

# Cells beside those that change, by which a row is known: all of them would fill the memory.
_TOLD = 6


@dataclass(frozen=True, slots=True)
class RowEdits:
    """What changes in one row of a file.

    columns : of the whole file, in their order
    before : some cells of the row as it was read, enough to know that it is the one; those that
        change are among them
    """

    number: int
    line: int | None
    columns: tuple[str, ...]
    before: Mapping[str, object]
    cells: Mapping[str, object]


def edits_of(one: Rewritten) -> RowEdits | None:
    """Return what is to be written of a row in a file, None when nothing is."""
    if not one.edits:
        return None
    columns = one.row.columns or tuple(one.row.values)
    cells = {edit.column: edit.after for edit in one.edits}
    values = one.row.values
    told = [column for column in values if column not in cells][:_TOLD]
    before = {column: values[column] for column in (*cells, *told) if column in values}
    return RowEdits(one.row.number, one.row.line, columns, before, cells)
