"""What lacks: holes in sentences, the matrix of zones and needs, what could not be answered."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from maillage.apps.agenda.queries.few import LEAST_SHOWN, Cell
from maillage.apps.directory.queries import need_by_code
from maillage.apps.observatory.forms.walks import WalkForm
from maillage.apps.observatory.queries.access import may_observe, may_observe_zone
from maillage.apps.observatory.queries.gaps import Cover, GapMatrix, GapRow, When, gap_matrix
from maillage.apps.observatory.queries.hole_words import (
    COVER_WORDS,
    holes_words,
    moment_words,
    people_words,
)
from maillage.apps.observatory.queries.holes import IN_ORDER, holes, people_in_need
from maillage.apps.observatory.queries.register import need_label
from maillage.apps.observatory.queries.unanswered import Unanswered, unanswered
from maillage.apps.observatory.queries.wording import amount, plain_number
from maillage.apps.observatory.views.gap_map import GapMap, gap_map, gap_outlines
from maillage.apps.observatory.views.gap_words import (
    COVER_ICONS,
    COVER_READING,
    WHEN_WORDS,
    ask_words,
    cut_words,
    need_words,
    sum_words,
    support_words,
    travel_words,
    unknown_hours_words,
    unplaced_words,
)
from maillage.apps.observatory.views.live import outlines_answer
from maillage.apps.orientation.queries.unmet import UnmetShare
from maillage.apps.territories.queries import get_zone, kind_label
from maillage.web.access import permitted
from maillage.web.ods import ods_response
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response
from maillage.web.words import date_words

MOST_HOLES = 8
MOST_ROWS = 40


@dataclass(frozen=True, slots=True)
class CellShown:
    """A cell: its word, its pictogram, the class of its pattern, the address of its sum."""

    cover: str
    words: str
    icon: str
    url: str


@dataclass(frozen=True, slots=True)
class RowShown:
    """A zone, its people, its cells."""

    nom: str
    people: str
    cells: Sequence[CellShown]


@dataclass(frozen=True, slots=True)
class NotAnswered:
    """A line of what could not be answered: words, how many, how sure."""

    words: str
    number: str
    how_sure: str


@dataclass(frozen=True, slots=True, kw_only=True)
class GapsPage:
    """All that observatory/gaps.html may use."""

    form: WalkForm
    empty: bool
    lead: str = ""
    holes: Sequence[str] = ()
    n_more_holes: int = 0
    columns: Sequence[tuple[str, str]] = ()
    rows: Sequence[RowShown] = ()
    n_more_rows: int = 0
    all_url: str = ""
    legend: Sequence[CellShown] = ()
    notes: Sequence[str] = ()
    files: Sequence[tuple[str, str]] = ()
    # What the address says of the matrix, kept by the question of the map; the map of one need.
    kept: Sequence[tuple[str, str]] = ()
    need: str = ""
    map: GapMap | None = None
    period: str = ""
    unmet: Sequence[NotAnswered] = ()
    refused: Sequence[NotAnswered] = ()
    least: int = LEAST_SHOWN


@dataclass(frozen=True, slots=True)
class NeedPart:
    """One need in one zone: its word, its sum, the same under each condition, who may need it."""

    code: str
    label: str
    cell: CellShown
    sum_words: str
    lines: Sequence[tuple[str, CellShown, str]]
    notes: Sequence[str]
    needs: Sequence[str]


@dataclass(frozen=True, slots=True, kw_only=True)
class GapZonePage:
    """All that observatory/gap_zone.html may use."""

    nom: str
    lead: str
    back: str
    zone_url: str
    parts: Sequence[NeedPart]
    notes: Sequence[str]


@permitted(may_observe)
@require_safe
def gaps(request: HttpRequest) -> HttpResponse:
    """The matrix of a kind of zone; a moment that cannot be read says so beside its field."""
    form, matrix = _asked(request)
    said = unanswered(today=timezone.localdate())
    status = 422 if form.errors else 200
    beside: dict[str, Any] = {
        "period": _("Du %(first)s au %(last)s")
        % {"first": date_words(said.start), "last": date_words(said.end)},
        "unmet": _unmet(said),
        "refused": [NotAnswered(name, cell_words(cell), "") for name, cell in said.refused.items()],
    }
    if matrix is None:
        page = GapsPage(form=form, empty=True, **beside)
        return render_page(request, page, "observatory/gaps.html", status=status)
    found = holes_words(holes(matrix), matrix)
    rows = sorted(matrix.rows, key=lambda row: (-_n_gaps(row), -row.people, row.zone.nom))
    shown = rows if request.GET.get("tout") else rows[:MOST_ROWS]
    here = reverse("observatory:gaps")
    query = form.query()
    drawn = gap_map(matrix, request.GET.get("besoin", ""), query)
    asked = {"besoin": drawn.code} if drawn else {}
    page = GapsPage(
        form=form,
        empty=False,
        kept=list(query.items()),
        need=drawn.code if drawn else "",
        map=drawn,
        lead=_lead(matrix),
        holes=found[:MOST_HOLES],
        n_more_holes=max(0, len(found) - MOST_HOLES),
        columns=[(need.code, _short(need.code, need.label)) for need in matrix.needs],
        rows=[_row(row, query) for row in shown],
        n_more_rows=len(rows) - len(shown),
        all_url=f"{here}?{urlencode(form.query(tout=1, **asked))}",
        legend=[
            CellShown(cover, str(COVER_WORDS[cover]), COVER_ICONS[cover], str(COVER_READING[cover]))
            for cover in COVER_WORDS
        ],
        notes=_notes(matrix),
        files=[
            (name, f"{reverse('observatory:gaps_file', args=[ending])}?{urlencode(query)}")
            for name, ending in (("CSV", "csv"), ("Excel", "xlsx"), ("LibreOffice", "ods"))
        ],
        **beside,
    )
    return render_page(request, page, "observatory/gaps.html", status=status)


@permitted(may_observe_zone)
@require_safe
def gap_zone(request: HttpRequest, slug: str) -> HttpResponse:
    """The sums of one zone: each need, who can walk to it, when, for free, who may need it."""
    zone, today = get_zone(slug), timezone.localdate()
    form = WalkForm(request.GET)
    form.is_valid()
    matrix = gap_matrix(
        zone.kind, today=today, minutes=form.n_minutes, walker=form.walker, moment=form.when,
        only=zone.pk,
    )  # fmt: skip
    query = form.query(genre=zone.kind)
    row = matrix.rows[0] if matrix else None
    page = GapZonePage(
        nom=zone.nom,
        lead=_zone_lead(matrix, row) if matrix and row else "",
        back=f"{reverse('observatory:gaps')}?{urlencode(query)}",
        zone_url=reverse("observatory:zone", args=[slug]),
        parts=_parts(matrix, row, today) if matrix and row else [],
        notes=_notes(matrix) if matrix else [],
    )
    return render_page(request, page, "observatory/gap_zone.html")


@permitted(may_observe)
@require_safe
def gaps_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The matrix as a table, a line by zone, need and condition; or one need as outlines."""
    form, matrix = _asked(request)
    columns = ["territoire", "code", "genre", "habitants", "besoin", "condition", "reponse",
               "part_des_habitants_pct", "lieux", "lieux_dont_on_ne_sait_pas", "minutes",
               "calcul"]  # fmt: skip
    if ending == "geojson":
        code = request.GET.get("besoin", "")
        return outlines_answer(gap_outlines(matrix, code, form.query()), f"manques-{form.kind}")
    rows = _file_rows(matrix) if matrix else []
    name = f"manques-{matrix.kind}-{matrix.minutes}-minutes" if matrix else "manques"
    if ending == "ods":
        return ods_response(f"{name}.ods", columns, rows, title=_("Manques"))
    if ending == "xlsx":
        return xlsx_response(f"{name}.xlsx", columns, rows)
    return csv_response(f"{name}.csv", columns, rows)


def cell_words(cell: Cell) -> str:
    """Return a number, or why it is not told."""
    if cell.n is not None:
        return plain_number(cell.n)
    return _("moins de %(n)s") % {"n": LEAST_SHOWN} if cell.hidden == "few" else _("non montré")


# ---------------------------------------------------------------- the steps


def _asked(request: HttpRequest) -> tuple[WalkForm, GapMatrix | None]:
    form = WalkForm(request.GET)
    form.is_valid()
    if not form.kind:
        return form, None
    matrix = gap_matrix(
        form.kind, today=timezone.localdate(), minutes=form.n_minutes, walker=form.walker,
        moment=form.when,
    )  # fmt: skip
    return form, matrix


def _short(code: str, label: str) -> str:
    need = need_by_code().get(code)
    return str(need.short) if need else label


def _n_gaps(row: GapRow) -> int:
    return sum(cell.cover is Cover.GAP for cell in row.cells)


def _lead(matrix: GapMatrix) -> str:
    counts = Counter(cell.cover for row in matrix.rows for cell in row.cells)
    when = moment_words(matrix.moment) if matrix.moment else _("à toute heure")
    return _(
        "%(n)s : sur %(all)s cases, %(gap)s sont des manques, %(some)s sont couvertes pour "
        "certains habitants seulement, %(covered)s sont couvertes ; pour %(unknown)s on ne sait "
        "pas (%(when)s, à moins de %(minutes)s minutes à pied)."
    ) % {
        "n": f"{len(matrix.rows)} {kind_label(matrix.kind, len(matrix.rows))}",
        "all": plain_number(counts.total()), "gap": plain_number(counts[Cover.GAP]),
        "some": plain_number(counts[Cover.SOME]), "covered": plain_number(counts[Cover.COVERED]),
        "unknown": plain_number(counts[Cover.UNKNOWN]), "when": when, "minutes": matrix.minutes,
    }  # fmt: skip


def _zone_lead(matrix: GapMatrix, row: GapRow) -> str:
    return _(
        "%(people)s. %(n)s lieux à moins de %(minutes)s minutes à pied, %(gaps)s besoins sans "
        "réponse, %(unknown)s dont on ne sait rien."
    ) % {
        "people": people_words(row.people if row.is_counted else None).capitalize(),
        "n": plain_number(row.n_within),
        "minutes": matrix.minutes,
        "gaps": _n_gaps(row),
        "unknown": sum(cell.cover is Cover.UNKNOWN for cell in row.cells),
    }


def _cell(cover: Cover, url: str = "") -> CellShown:
    return CellShown(cover, str(COVER_WORDS[cover]), COVER_ICONS[cover], url)


def _row(row: GapRow, query: dict[str, str]) -> RowShown:
    address = reverse("observatory:gap_zone", args=[row.zone.slug]) + "?" + urlencode(query)
    return RowShown(
        row.zone.nom,
        people_words(row.people if row.is_counted else None),
        [_cell(cell.cover, f"{address}#{cell.need.code}") for cell in row.cells],
    )


def _parts(matrix: GapMatrix, row: GapRow, today: Any) -> list[NeedPart]:
    in_need = people_in_need(matrix, [row.zone], on=matrix.ended_on or today)
    parts = []
    for cell in row.cells:
        asked = cell.by_when[When.ASKED]
        parts.append(
            NeedPart(
                cell.need.code,
                cell.need.label,
                _cell(cell.cover),
                sum_words(row, asked, matrix.minutes),
                [
                    (
                        str(WHEN_WORDS[when]),
                        _cell(cell.by_when[when].cover),
                        ", ".join(
                            part
                            for part in (
                                amount(cell.by_when[when].share_pct, "pct"),
                                ask_words(cell.by_when[when]),
                            )
                            if part
                        ),
                    )
                    for when in IN_ORDER
                ],
                [note for note in (unknown_hours_words(cell),) if note],
                need_words([one[row.zone.id] for one in in_need[cell.need.code]]),
            )
        )
    return parts


def _notes(matrix: GapMatrix) -> list[str]:
    notes = [*cut_words(matrix.cut), travel_words(matrix.travel), support_words(matrix.by_cells)]
    notes.append(
        _("%(n)s lieux publics sont regardés, ceux des communes voisines aussi.")
        % {"n": plain_number(matrix.n_places)}
    )
    if matrix.n_without_position:
        notes.append(unplaced_words(matrix.n_without_position))
    if matrix.ended_on:
        notes.append(
            _("Ces contours ont cessé de valoir le %(day)s : la liste suivante n’est pas chargée.")
            % {"day": date_words(matrix.ended_on)}
        )
    return notes


def _unmet(said: Unanswered) -> list[NotAnswered]:
    lines = [_share_line(_("Toutes les recherches"), said.unmet.total)]
    shares = sorted(
        ((need_label(code), share) for code, share in said.unmet.by_need.items()),
        key=lambda line: (-(line[1].pct or 0), line[0]),
    )
    return lines + [_share_line(words, share) for words, share in shares]


def _share_line(words: str, share: UnmetShare) -> NotAnswered:
    if share.part is None or share.base is None:
        return NotAnswered(words, _("trop peu pour être dit"), "")
    if not share.base:
        return NotAnswered(words, _("aucune recherche"), "")
    number = _("%(part)s sur %(base)s (%(pct)s)") % {
        "part": plain_number(share.part),
        "base": plain_number(share.base),
        "pct": amount(share.pct or 0, "pct"),
    }
    sure = _("sans doute entre %(low)s et %(high)s") % {
        "low": amount(round(share.low_pct), "pct"),
        "high": amount(round(share.high_pct), "pct"),
    }
    return NotAnswered(words, number, sure)


def _file_rows(matrix: GapMatrix) -> list[list[Any]]:
    how = travel_words(matrix.travel)
    asked = {When.ASKED: moment_words(matrix.moment)} if matrix.moment else {}
    words = {when: str(WHEN_WORDS[when]) for when in IN_ORDER} | asked
    return [
        [
            row.zone.nom, row.zone.code, matrix.kind,
            round(row.people) if row.is_counted and row.people >= 11 else "", cell.need.label,
            said, str(COVER_WORDS[cell.by_when[when].cover]),
            round(cell.by_when[when].share_pct, 1), cell.by_when[when].n_places,
            cell.by_when[when].n_maybe, matrix.minutes, how,
        ]
        for row in matrix.rows
        for cell in row.cells
        for when, said in words.items()
    ]  # fmt: skip
