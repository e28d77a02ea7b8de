"""Files of figures by zone: one description each, and a reader for any other one."""

from maillage.sources.figures.indices import (
    IndexDimension,
    IndexMeasure,
    IndexText,
    index_text,
    known_indices,
)
from maillage.sources.figures.model import (
    ColumnOf,
    DescriptionError,
    FigureFile,
    MeasureText,
    figure_file,
    known_files,
    known_measures,
)
from maillage.sources.figures.needs import NeedText, known_needs
from maillage.sources.figures.possible import Doubts, possible_rows
from maillage.sources.figures.read import (
    Accounts,
    FigureRow,
    read_figures,
    recognised,
    recognised_by,
    rows_of_table,
    zone_code,
)
from maillage.sources.figures.references import (
    ReferenceText,
    StudyText,
    known_references,
    known_studies,
)

__all__ = [
    "Accounts",
    "ColumnOf",
    "DescriptionError",
    "Doubts",
    "FigureFile",
    "FigureRow",
    "IndexDimension",
    "IndexMeasure",
    "IndexText",
    "MeasureText",
    "NeedText",
    "ReferenceText",
    "StudyText",
    "figure_file",
    "index_text",
    "known_files",
    "known_indices",
    "known_measures",
    "known_needs",
    "known_references",
    "known_studies",
    "possible_rows",
    "read_figures",
    "recognised",
    "recognised_by",
    "rows_of_table",
    "zone_code",
]
