"""What came in, what became of it, and what the producer has to repair."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.imports import queries
from maillage.apps.imports.queries.access import importers_among, may_import, may_see_delivery
from maillage.apps.imports.queries.files import files_to_finish
from maillage.apps.imports.queries.sources import source_titles
from maillage.apps.imports.views.parts import Account, RefusedLine, account_of, where_words
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.slots import Id, Panel
from maillage.web.tables import as_text, csv_response

ROWS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class DeliveryLine:
    """A delivery in a list."""

    url: str
    source: str
    filename: str
    state: str
    at: datetime
    by: str
    n_in: int
    n_refused: int
    words: str
    failed: bool


def delivery_line(delivery: Any, titles: Mapping[str, str]) -> DeliveryLine:
    """Return a delivery as a line of a list."""
    counts = [
        _counted(delivery.n_added, ngettext("ajoutée", "ajoutées", delivery.n_added)),
        _counted(delivery.n_changed, ngettext("changée", "changées", delivery.n_changed)),
        _counted(delivery.n_unchanged, ngettext("inchangée", "inchangées", delivery.n_unchanged)),
        _counted(delivery.n_refused, ngettext("refusée", "refusées", delivery.n_refused)),
    ]
    return DeliveryLine(
        url=reverse("imports:delivery", args=[delivery.pk]),
        source=titles.get(delivery.source, delivery.source),
        filename=delivery.filename,
        state=delivery.get_state_display(),
        at=delivery.started_at,
        by=person_words(delivery.asked_by),
        n_in=delivery.n_in,
        n_refused=delivery.n_refused,
        words=", ".join(count for count in counts if count) or _("aucune ligne"),
        failed=delivery.state in {"failed", "undoing", "undone"},
    )


def delivery_lines(found: Sequence[Any]) -> list[DeliveryLine]:
    """Return deliveries as lines of a list. One query for the titles of their sources."""
    titles = source_titles({delivery.source for delivery in found})
    return [delivery_line(delivery, titles) for delivery in found]


def person_words(person: Any) -> str:
    """Return the name of a person of the team, "" for nobody."""
    return (person.name or _("une personne de l’équipe")) if person is not None else ""


def _counted(n: int, words: str) -> str:
    return f"{n} {words}" if n else ""


@dataclass(frozen=True, slots=True)
class FileLine:
    """A file that waits for somebody."""

    url: str
    name: str
    state: str
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class SourceOption:
    """A source to which the list may be narrowed."""

    id: str
    words: str
    current: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveriesPage:
    """All that imports/deliveries.html may use."""

    lines: Sequence[DeliveryLine]
    waiting: Sequence[FileLine]
    sources: Sequence[SourceOption]
    narrowed: str
    return_url: str
    next_url: str


@permitted(may_import)
@require_safe
def deliveries(request: HttpRequest) -> HttpResponse:
    """The last deliveries, the newest first; those of one source when it is named."""
    source = request.GET.get("source", "").replace("\0", "")[:60]
    before = number_in(request, "avant")
    found = queries.deliveries(source=source, before=before, limit=ROWS_SHOWN + 1)
    titles = source_titles(queries.sources_delivered())
    here = reverse("imports:deliveries")
    more = {"source": source} if source else {}
    options = [SourceOption("", _("Toutes les sources"), not source)] + [
        SourceOption(name, title, name == source)
        for name, title in sorted(titles.items(), key=lambda pair: pair[1].casefold())
    ]
    next_url = ""
    if len(found) > ROWS_SHOWN:
        next_url = f"{here}?{urlencode({**more, 'avant': found[ROWS_SHOWN - 1].pk})}"
    page = DeliveriesPage(
        lines=delivery_lines(found[:ROWS_SHOWN]),
        waiting=[
            FileLine(
                reverse("imports:file", args=[file.pk]),
                file.name,
                file.get_state_display(),
                file.received_at,
                person_words(file.received_by),
            )
            for file in files_to_finish()
        ],
        sources=options if len(options) > 2 else [],
        narrowed=titles.get(source, source),
        return_url=reverse("imports:return", args=[source])
        if any(line.source == source and line.state == "done" for line in found)
        else "",
        next_url=next_url,
    )
    return render_page(request, page, "imports/deliveries.html")


def number_in(request: HttpRequest, name: str) -> int:
    """Return a number of the address, 0 for what is none."""
    asked = request.GET.get(name, "")
    return int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 16 else 0


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPage:
    """All that imports/delivery.html may use."""

    line: DeliveryLine
    failure: str
    undoing: bool
    undone_at: datetime | None
    undone_by: str
    n_withdrawn: int
    account: Account
    refused: Sequence[RefusedLine]
    refused_url: str
    csv_url: str
    xlsx_url: str
    file_url: str
    undo_url: str
    return_url: str
    next_url: str
    first_url: str


@permitted(may_see_delivery)
@require_safe
def delivery(request: HttpRequest, number: int) -> HttpResponse:
    """One delivery: every row accounted for, by field, by correction, by fault."""
    found = queries.get_delivery(number)
    after = number_in(request, "apres")
    rows = queries.refused_rows(found, after=after, limit=ROWS_SHOWN + 1)
    here = reverse("imports:delivery", args=[number])
    unfinished = found.state in {"staging", "publishing"}
    page = DeliveryPage(
        line=delivery_lines([found])[0],
        failure=found.failure,
        undoing=found.state == "undoing",
        undone_at=found.undone_at,
        undone_by=person_words(found.undone_by),
        n_withdrawn=found.n_withdrawn,
        account=account_of(found.report),
        refused=[
            RefusedLine(where_words(row.line, row.number), row.key, row.reason)
            for row in rows[:ROWS_SHOWN]
        ],
        refused_url=reverse("imports:refused", args=[number]),
        csv_url=reverse("imports:report_csv", args=[number]),
        xlsx_url=reverse("imports:report_xlsx", args=[number]),
        file_url=reverse("imports:file", args=[found.file_id])
        if found.file_id and unfinished
        else "",
        undo_url=reverse("imports:undo", args=[number])
        if queries.may_be_undone(found) or found.state == "undoing"
        else "",
        return_url=reverse("imports:return", args=[found.source]) if found.state == "done" else "",
        next_url=f"{here}?apres={rows[ROWS_SHOWN - 1].number}" if len(rows) > ROWS_SHOWN else "",
        first_url=here if after else "",
    )
    return render_page(request, page, "imports/delivery.html")


# ---------------------------------------------------------------- refused rows as a file


@permitted(may_see_delivery)
@require_safe
def refused_csv(request: HttpRequest, number: int) -> StreamingHttpResponse:
    """The refused rows as received, with the reason, for whoever repairs them."""
    found = queries.get_delivery(number)
    columns = list(
        dict.fromkeys(name for row in queries.every_refused_row(found) for name in row.payload)
    )
    first = ["ligne", "identifiant lu", "champ", "raison"]
    return csv_response(
        f"livraison-{number}-refusees.csv", [*first, *columns], _refused_cells(found, columns)
    )


def _refused_cells(delivery: Any, columns: Sequence[str]) -> Iterator[list[Any]]:
    for row in queries.every_refused_row(delivery):
        said = [row.line or row.number, row.key, row.field, row.reason]
        yield [*said, *(row.payload.get(name, "") for name in columns)]


# ---------------------------------------------------------------- the desk


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskPanel:
    """All that imports/_desk.html may use."""

    lines: Sequence[DeliveryLine]


def desk_panels(ids: Sequence[Id]) -> dict[Id, list[Panel]]:
    """Return the last deliveries for the desk of who may import; nothing before the first one."""
    keepers = importers_among(ids)
    lines = delivery_lines(queries.deliveries(limit=4)) if keepers else []
    if not lines:
        return {}
    return {id_: [Panel("imports/_desk.html", DeskPanel(lines=lines), order=60)] for id_ in keepers}


__all__ = [
    "as_text",
    "deliveries",
    "delivery",
    "delivery_lines",
    "desk_panels",
    "number_in",
    "person_words",
    "refused_csv",
]
