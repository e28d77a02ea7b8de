"""What came in, what became of it, and what the producer has to repair. Read only."""

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries.labels import DELIVERED_LABELS, OFFER_LABELS, PLACE_LABELS
from maillage.apps.imports import queries
from maillage.sources.catalog import all_sources
from maillage.web.pages import render_page
from maillage.web.slots import Id, Panel

ROWS_SHOWN = 50
FAULTS_SHOWN = 60
KINDS = (("added", "Ajoutés"), ("changed", "Changés"), ("removed", "Enlevés"))
LABELS = OFFER_LABELS | PLACE_LABELS | DELIVERED_LABELS
# A cell that starts so is a formula for a spreadsheet; what comes from outside must stay text.
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n")


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery in a list."""

    url: str
    source: str
    filename: str
    state: str
    at: datetime
    n_in: int
    n_refused: int
    words: str
    failed: bool


def source_words(source: str) -> str:
    """Return the title of a source, its code when it left the catalogue."""
    known = all_sources().get(source)
    return known.title if known else source


def _line(delivery: Any) -> DeliveryLine:
    counts = [
        _counted(delivery.n_added, ngettext("ajoutée", "ajoutées", delivery.n_added)),
        _counted(delivery.n_changed, ngettext("changée", "changées", delivery.n_changed)),
        _counted(delivery.n_unchanged, ngettext("inchangée", "inchangées", delivery.n_unchanged)),
        _counted(delivery.n_refused, ngettext("refusée", "refusées", delivery.n_refused)),
    ]
    return DeliveryLine(
        url=reverse("imports:delivery", args=[delivery.pk]),
        source=source_words(delivery.source),
        filename=delivery.filename,
        state=delivery.get_state_display(),
        at=delivery.started_at,
        n_in=delivery.n_in,
        n_refused=delivery.n_refused,
        words=", ".join(count for count in counts if count) or _("aucune ligne"),
        failed=delivery.state == "failed",
    )


def _counted(n: int, words: str) -> str:
    return f"{n} {words}" if n else ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesPage:
    """All that imports/deliveries.html may use."""

    lines: Sequence[DeliveryLine]


@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """The last deliveries, the newest first."""
    page = DeliveriesPage(lines=[_line(delivery) for delivery in queries.deliveries()])
    return render_page(request, page, "imports/deliveries.html")


@dataclass(frozen=True, slots=True)
class FieldLine:
    """What a delivery does to one field."""

    name: Any
    counts: Sequence[int]


@dataclass(frozen=True, slots=True)
class CorrectionLine:
    """A named correction, how often it was made, and one example."""

    code: str
    n: int
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class FaultLine:
    """What the producer has to repair, said once however often it occurs."""

    n: int
    field: Any
    message: str
    repair: str
    lines: str


@dataclass(frozen=True, slots=True)
class RefusedLine:
    """A row that was not applied, and why."""

    where: str
    key: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPage:
    """All that imports/delivery.html may use."""

    line: DeliveryLine
    failure: str
    n_withdrawn: int
    kinds: Sequence[str]
    fields: Sequence[FieldLine]
    corrections: Sequence[CorrectionLine]
    faults: Sequence[FaultLine]
    n_faults_more: int
    notes: Sequence[str]
    refused: Sequence[RefusedLine]
    refused_url: str
    next_url: str
    first_url: str


@require_safe
def delivery(request: HttpRequest, number: int) -> HttpResponse:
    """One delivery: every row accounted for, by field, by correction, by fault."""
    found = queries.get_delivery(number)
    asked = request.GET.get("apres", "")
    after = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0
    rows = queries.refused_rows(found, after=after, limit=ROWS_SHOWN + 1)
    report: Mapping[str, Any] = found.report
    faults = report.get("faults", [])
    here = reverse("imports:delivery", args=[number])
    page = DeliveryPage(
        line=_line(found),
        failure=found.failure,
        n_withdrawn=found.n_withdrawn,
        kinds=[words for _code, words in KINDS],
        fields=[
            FieldLine(LABELS.get(name, name), [kinds.get(code, 0) for code, _words in KINDS])
            for name, kinds in report.get("fields", {}).items()
            if any(kinds.get(code) for code, _words in KINDS)
        ],
        corrections=[
            CorrectionLine(code, n, *_example(report, code))
            for code, n in sorted(report.get("corrections", {}).items(), key=lambda c: -c[1])
        ],
        faults=[
            FaultLine(
                fault["n"],
                LABELS.get(fault["field"], fault["field"]),
                fault["message"],
                fault["repair"],
                ", ".join(map(str, fault["lines"])),
            )
            for fault in faults[:FAULTS_SHOWN]
        ],
        n_faults_more=max(0, len(faults) - FAULTS_SHOWN) + report.get("faults_left_out", 0),
        notes=report.get("notes", []),
        refused=[
            RefusedLine(
                _("ligne %(n)s") % {"n": row.line}
                if row.line
                else _("n° %(n)s") % {"n": row.number},
                row.key,
                row.reason,
            )
            for row in rows[:ROWS_SHOWN]
        ],
        refused_url=reverse("imports:refused", args=[number]),
        next_url=f"{here}?apres={rows[ROWS_SHOWN - 1].number}" if len(rows) > ROWS_SHOWN else "",
        first_url=here if after else "",
    )
    return render_page(request, page, "imports/delivery.html")


def _example(report: Mapping[str, Any], code: str) -> tuple[str, str]:
    examples = report.get("examples", {}).get(code)
    return (examples[0][0], examples[0][1]) if examples else ("", "")


# ---------------------------------------------------------------- refused rows as a file


@require_safe
def refused_csv(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The refused rows as received, with the reason, for whoever repairs them."""
    found = queries.get_delivery(number)
    response = StreamingHttpResponse(_csv(found), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="livraison-{number}-refusees.csv"'
    return response


def _csv(delivery: Any) -> Iterator[str]:
    columns = dict.fromkeys(
        name for row in queries.every_refused_row(delivery) for name in row.payload
    )
    first = ["ligne", "identifiant lu", "champ", "raison"]
    # Spreadsheets of French offices read a semicolon, and UTF-8 only after its mark.
    yield "\ufeff" + _csv_line([*first, *columns])
    for row in queries.every_refused_row(delivery):
        said = [row.line or row.number, row.key, row.field, row.reason]
        yield _csv_line([*said, *(row.payload.get(name, "") for name in columns)])


def _csv_line(cells: Sequence[Any]) -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=";").writerow([as_text(cell) for cell in cells])
    return text.getvalue()


def as_text(cell: Any) -> str:
    """Return a cell that no spreadsheet takes for a formula: an apostrophe stands before it."""
    text = "" if cell is None else str(cell)
    return f"'{text}" if text.startswith(FORMULA_STARTS) else text


# ---------------------------------------------------------------- the desk


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPanel:
    """All that imports/_desk.html may use."""

    lines: Sequence[DeliveryLine]


def desk_panels(ids: Sequence[Id]) -> dict[Id, list[Panel]]:
    """Return the last deliveries for the desk of each person; nothing before the first one."""
    lines = [_line(found) for found in queries.deliveries(limit=4)]
    if not lines:
        return {}
    return {id_: [Panel("imports/_desk.html", DeskPanel(lines=lines), order=60)] for id_ in ids}
