"""Figures of the agenda, never by person; and the file for the activity reports of La Coop."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.agenda.errors import PeriodWrong
from maillage.apps.agenda.forms.visits import PeriodForm
from maillage.apps.agenda.queries.access import may_use_agenda
from maillage.apps.agenda.queries.coop import COLUMNS as COOP_COLUMNS
from maillage.apps.agenda.queries.coop import coop_lines, n_coop_lines
from maillage.apps.agenda.queries.few import LEAST_SHOWN, Cell
from maillage.apps.agenda.queries.figures import COLUMN_WORDS, Figures, Row, figures
from maillage.web.access import permitted, signed_in
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response
from maillage.web.words import MONTHS, date_words

if TYPE_CHECKING:
    pass


@dataclass(frozen=True, slots=True)
class Line:
    """A line of a table, in words."""

    name: str
    cells: Sequence[str]


@dataclass(frozen=True, slots=True)
class Table:
    """A table: what its lines are, and its lines."""

    name: str
    caption: str
    lines: Sequence[Line]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage:
    """All that agenda/visit_figures.html may use."""

    form: PeriodForm
    period: str
    columns: Sequence[str]
    totals: Sequence[tuple[str, str]]
    tables: Sequence[Table]
    hidden: bool
    least: int
    n_lines: int
    csv_url: str
    coop_url: str
    coop_xlsx_url: str


@permitted(may_use_agenda)
@require_safe
def figures_page(request: HttpRequest) -> HttpResponse:
    """What was offered, booked, who many came, how many found no seat: four tables."""
    form, start, end = _period(request)
    found = figures(start=start, end=end, by=signed_in(request))
    tables = _tables(found)
    query = f"?du={start.isoformat()}&au={end.isoformat()}"
    page = FiguresPage(
        form=form,
        period=_("Du %(first)s au %(last)s")
        % {"first": date_words(start), "last": date_words(end)},
        columns=[str(words) for words in COLUMN_WORDS],
        totals=[
            (cell_words(cell), str(words))
            for cell, words in zip(found.total.cells, COLUMN_WORDS, strict=True)
        ],
        tables=tables,
        hidden=any(
            cell.hidden
            for rows in (found.months, found.places, found.zones, found.mediations)
            for row in rows
            for cell in row.cells
        ),
        least=LEAST_SHOWN,
        n_lines=n_coop_lines(start=start, end=end, by=signed_in(request)),
        csv_url=reverse("agenda:figures_csv") + query,
        coop_url=reverse("agenda:coop_csv") + query,
        coop_xlsx_url=reverse("agenda:coop_xlsx") + query,
    )
    return render_page(
        request, page, "agenda/visit_figures.html", status=422 if form.errors else 200
    )


@permitted(may_use_agenda)
@require_safe
def figures_csv(request: HttpRequest) -> HttpResponseBase:
    """The four tables in one, for a spreadsheet; what the page hides stays hidden."""
    start, end = _asked(request)
    found = figures(start=start, end=end, by=signed_in(request))
    columns = [_("par"), _("nom"), *(str(words) for words in COLUMN_WORDS)]
    total = [_("tout"), "", *(cell_words(cell) for cell in found.total.cells)]
    rows = [
        [table.name, line.name, *line.cells] for table in _tables(found) for line in table.lines
    ]
    return csv_response(_name("agenda", start, end, "csv"), columns, [total, *rows])


@permitted(may_use_agenda)
@require_safe
def coop_csv(request: HttpRequest) -> HttpResponseBase:
    """One line a visit, with the codes of La Coop."""
    start, end = _asked(request)
    return csv_response(_name("coop", start, end, "csv"), COOP_COLUMNS, _coop(request, start, end))


@permitted(may_use_agenda)
@require_safe
def coop_xlsx(request: HttpRequest) -> HttpResponseBase:
    """The same in a workbook."""
    start, end = _asked(request)
    rows = _coop(request, start, end)
    return xlsx_response(_name("coop", start, end, "xlsx"), COOP_COLUMNS, rows)


# ---------------------------------------------------------------- the period


def _period(request: HttpRequest) -> tuple[PeriodForm, date, date]:
    """Return the period asked, and its form; twelve months when none is asked, or none is read."""
    today = timezone.localdate()
    usual = {"du": (today.replace(day=1) - timedelta(days=334)).replace(day=1), "au": today}
    if "du" not in request.GET and "au" not in request.GET:
        return PeriodForm(initial=usual), usual["du"], usual["au"]
    form = PeriodForm(request.GET)
    if not form.is_valid():
        return form, usual["du"], usual["au"]
    return form, form.cleaned_data["du"], form.cleaned_data["au"]


def _asked(request: HttpRequest) -> tuple[date, date]:
    """Return the period of a file. Raises PeriodWrong: a file of another one would deceive."""
    form, start, end = _period(request)
    if form.errors:
        raise PeriodWrong
    return start, end


def _coop(request: HttpRequest, start: date, end: date) -> Iterator[list[Any]]:
    return coop_lines(start=start, end=end, by=signed_in(request))


# ---------------------------------------------------------------- words


def cell_words(cell: Cell) -> str:
    """Return a figure, or why it is not shown."""
    if cell.n is not None:
        return str(cell.n)
    return _("moins de %s") % LEAST_SHOWN if cell.hidden == "few" else _("non montré")


def _tables(found: Figures) -> list[Table]:
    return [
        Table(_("mois"), _("Mois par mois"), _lines(found.months, _month)),
        Table(
            _("lieu"),
            _("Par lieu"),
            _lines(found.places, lambda n: n or _("ailleurs, hors les murs")),
        ),
        Table(
            _("quartier"), _("Par quartier"), _lines(found.zones, lambda n: n or _("hors quartier"))
        ),
        Table(
            _("médiation"),
            _("Par type de médiation"),
            _lines(found.mediations, lambda n: n or _("au passage, sans type")),
        ),
    ]


def _lines(rows: Sequence[Row], words: Any) -> list[Line]:
    return [Line(words(row.name), [cell_words(cell) for cell in row.cells]) for row in rows]


def _month(key: str) -> str:
    year, month = key.split("-")
    return f"{MONTHS[int(month) - 1]} {year}"


def _name(what: str, start: date, end: date, extension: str) -> str:
    return f"{what}-{start.isoformat()}-{end.isoformat()}.{extension}"
