"""What becomes of the people who are passed on: the two outcomes that matter first."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.agenda.queries.few import LEAST_SHOWN, Cell
from maillage.apps.directory.queries import need_by_code
from maillage.apps.liaison.forms.period import PeriodForm
from maillage.apps.liaison.queries.figures import (
    RESULT_WORDS,
    SHARES,
    Line,
    Rate,
    SheetFigures,
    may_read_sheet_figures,
    sheet_figures,
)
from maillage.apps.liaison.queries.houses import houses
from maillage.apps.liaison.views.desk import signed_in
from maillage.apps.orientation.queries.unmet import UnmetFigures, UnmetShare, unmet_figures
from maillage.web.access import permitted
from maillage.web.pages import render_page
from maillage.web.tables import csv_response
from maillage.web.words import date_words

QUARTER_DAYS = 91


@dataclass(frozen=True, slots=True)
class Said:
    """A share in words: "75 %", what of, out of how many and how sure."""

    number: str
    words: str
    base: str


@dataclass(frozen=True, slots=True)
class Table:
    """A table in words: its caption, what its lines are, its columns, its lines."""

    caption: str
    name: str
    columns: Sequence[str]
    lines: Sequence[tuple[str, Sequence[str]]]


@dataclass(frozen=True, slots=True, kw_only=True)
class FiguresPage:
    """All that liaison/figures.html may use."""

    form: PeriodForm
    period: str
    first: Sequence[Said]
    rest: Sequence[Said]
    tables: Sequence[Table]
    whole_network: bool
    least: int
    csv_url: str


@permitted(may_read_sheet_figures)
@require_safe
def figures_page(request: HttpRequest) -> HttpResponse:
    """Autonomy and access to rights, then what became of the sheets: by place, by need."""
    form, start, end = _period(request)
    found = sheet_figures(start=start, end=end, now=timezone.now(), by=signed_in(request))
    period = _("Du %(first)s au %(last)s") % {"first": date_words(start), "last": date_words(end)}
    page = FiguresPage(
        form=form,
        period=period,
        first=_leading(found),
        rest=[
            Said(_cell(found.total.sent), _("fiches envoyées"), period),
            *(
                _said(getattr(found.total, share), words)
                for share, words in zip(SHARES, _share_words(), strict=True)
            ),
        ],
        tables=_tables(found, start, end, hidden=found.whole_network),
        whole_network=found.whole_network,
        least=LEAST_SHOWN,
        csv_url=f"{reverse('liaison:figures_csv')}?du={start.isoformat()}&au={end.isoformat()}",
    )
    return render_page(request, page, "liaison/figures.html", status=422 if form.errors else 200)


@permitted(may_read_sheet_figures)
@require_safe
def figures_csv(request: HttpRequest) -> HttpResponseBase:
    """The tables in one, for a spreadsheet; what the page hides stays hidden."""
    _form, start, end = _period(request)
    found = sheet_figures(start=start, end=end, now=timezone.now(), by=signed_in(request))
    rows = [
        [table.caption, line, column, value]
        for table in _tables(found, start, end, hidden=found.whole_network)
        for line, values in table.lines
        for column, value in zip(table.columns, values, strict=True)
    ]
    leading = [["", one.words, "", f"{one.number}, {one.base}"] for one in _leading(found)]
    name = f"fiches-{start.isoformat()}-{end.isoformat()}.csv"
    columns = [_("tableau"), _("ligne"), _("colonne"), _("valeur")]
    return csv_response(name, columns, [*leading, *rows])


# ---------------------------------------------------------------- words


def _leading(found: SheetFigures) -> list[Said]:
    return [
        _said(found.autonomy, _("aides faites avec la personne, et non à sa place")),
        _said(found.gained, _("droits ouverts ou renouvelés")),
    ]


def _share_words() -> list[str]:
    return [
        _("lues ou répondues en %(n)s jours") % {"n": settings.SHEET_REMINDER_DAYS},
        _("acceptées"),
        _("refusées"),
        _("restées sans réponse"),
        _("personnes venues"),
    ]


def _tables(found: SheetFigures, start: date, end: date, *, hidden: bool) -> list[Table]:
    columns = [_("envoyées"), *_share_words()]
    tables = [
        Table(
            _("Les droits"),
            _("droit"),
            [str(words) for words in RESULT_WORDS],
            [(row.right, [_cell(cell) for cell in row.cells]) for row in found.rights],
        ),
        Table(_("Par lieu"), _("lieu"), columns, [_row(line) for line in found.places]),
        Table(_("Par besoin"), _("besoin"), columns, [_row(line) for line in found.services]),
    ]
    if hidden:
        found_houses = houses(start=start, end=end)
        tables.append(
            Table(
                _("Par structure"),
                _("structure"),
                [_("prescrit"), _("fiches envoyées"), _("fiches reçues")],
                [
                    (
                        one.name,
                        [
                            _("oui") if one.prescribes else "–",
                            _("aucune") if one.silent else _cell(one.sent),
                            _cell(one.received),
                        ],
                    )
                    for one in sorted(found_houses, key=lambda one: (not one.silent, one.name))
                ],
            )
        )
        tables += _unmet_tables(unmet_figures(today=timezone.localdate()))
    return [table for table in tables if table.lines]


def _unmet_tables(found: UnmetFigures) -> list[Table]:
    """What no place answers: out of the searches of who orients somebody, and as residents say.

    Of twelve whole months, whatever the period asked: two periods a day apart, one taken from the
    other, would tell the search of one person.
    """
    months = _("du %(first)s au %(last)s") % {
        "first": date_words(found.start), "last": date_words(found.end)
    }  # fmt: skip
    nobody, none_said = UnmetShare(0, 0), Cell(0)
    needs = [
        (_need(code), found.by_need.get(code, nobody), found.said.get(code, none_said))
        for code in {*found.by_need, *found.said}
    ]
    zones = [
        (found.zone_names.get(zone, _("quartier non dit")), share)
        for zone, share in found.by_zone.items()
    ]
    searched = _("recherches sans réponse")
    return [
        Table(
            _("Besoins sans réponse sur le territoire, %(months)s") % {"months": months},
            _("besoin"),
            [searched, _("dits par des habitants")],
            [
                (name, [_share(share), _cell(told)])
                for name, share, told in sorted(
                    needs, key=lambda line: (-(line[1].part or 0), -(line[2].n or 0), line[0])
                )
            ],
        ),
        Table(
            _("Besoins sans réponse, par quartier, %(months)s") % {"months": months},
            _("quartier"),
            [searched],
            [
                (name, [_share(share)])
                for name, share in sorted(zones, key=lambda line: (-(line[1].part or 0), line[0]))
            ],
        ),
    ]


def _need(code: str) -> str:
    need = need_by_code().get(code)
    return str(need.label) if need else code


def _row(line: Line) -> tuple[str, list[str]]:
    shares = [_share(getattr(line, share)) for share in SHARES]
    return line.name, [_cell(line.sent), *shares]


def _cell(cell: Cell) -> str:
    if cell.n is not None:
        return str(cell.n)
    few = _("moins de %(n)s") % {"n": LEAST_SHOWN}
    return few if cell.hidden == "few" else _("non montré")


def _share(rate: Rate | UnmetShare) -> str:
    if rate.part is None:
        return _("non montré")
    if rate.pct is None:
        return "–"
    # "3 sur 4 (75 %, de 30 à 95)": the number first, the interval so that few stay few.
    return _("%(part)s sur %(base)s (%(pct).0f %%, de %(low).0f à %(high).0f)") % {
        "part": rate.part,
        "base": rate.base,
        "pct": rate.pct,
        "low": rate.low_pct,
        "high": rate.high_pct,
    }


def _said(rate: Rate, words: str) -> Said:
    if rate.part is None:
        return Said(_("non montré"), words, _("moins de %(n)s personnes") % {"n": LEAST_SHOWN})
    if rate.pct is None:
        return Said("–", words, _("rien n’est encore noté"))
    return Said(
        _("%(pct).0f %%") % {"pct": rate.pct},
        words,
        _("%(part)s sur %(base)s ; sans doute entre %(low).0f et %(high).0f %%")
        % {
            "part": rate.part,
            "base": rate.base,
            "low": rate.low_pct,
            "high": rate.high_pct,
        },
    )


def _period(request: HttpRequest) -> tuple[PeriodForm, date, date]:
    """Return the form and the period asked, the last quarter of a year by default."""
    today = timezone.localdate()
    first = today - timedelta(days=QUARTER_DAYS)
    if "du" not in request.GET and "au" not in request.GET:
        return PeriodForm(initial={"du": first, "au": today}), first, today
    form = PeriodForm(request.GET)
    if form.is_valid():
        return form, form.cleaned_data["du"], form.cleaned_data["au"]
    return form, first, today
