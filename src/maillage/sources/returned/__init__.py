"""A producer's own file, given back with what is certain written in it."""

from maillage.sources.returned.cells import NO_HINTS, Hints, hints_of
from maillage.sources.returned.edits import RowEdits, edits_of
from maillage.sources.returned.files import WRITABLE, rewritten
from maillage.sources.returned.pen import Edit, Left, Pen, Rewritten, values_of_record
from maillage.sources.returned.refusal import NotWritable

__all__ = [
    "NO_HINTS",
    "WRITABLE",
    "Edit",
    "Hints",
    "Left",
    "NotWritable",
    "Pen",
    "Rewritten",
    "RowEdits",
    "edits_of",
    "hints_of",
    "rewritten",
    "values_of_record",
]
