"""Pages of the deliveries, for people who are signed in."""

from maillage.apps.imports.views.deliveries import (
    as_text,
    deliveries,
    delivery,
    desk_panels,
    refused_csv,
)
from maillage.apps.imports.views.files import file, file_abandon, file_import, file_source, new
from maillage.apps.imports.views.report import report_csv, report_xlsx
from maillage.apps.imports.views.undo import undo

__all__ = [
    "as_text",
    "deliveries",
    "delivery",
    "desk_panels",
    "file",
    "file_abandon",
    "file_import",
    "file_source",
    "new",
    "refused_csv",
    "report_csv",
    "report_xlsx",
    "undo",
]
