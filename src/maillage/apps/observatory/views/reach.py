"""Access on a map and in a table: minutes, share, hours and places shared between people."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.observatory.forms.reach import ReachForm
from maillage.apps.observatory.queries.access import may_observe
from maillage.apps.observatory.queries.drawn import LegendLine, drawn_map
from maillage.apps.observatory.queries.hole_words import cut_words, moment_words, people_words
from maillage.apps.observatory.queries.maps import MapLine
from maillage.apps.observatory.queries.outlined import NO_OUTLINES, outlines_file
from maillage.apps.observatory.queries.reach import UNITS, AccessMap, Ask, ReachRow, access_map
from maillage.apps.observatory.queries.wording import amount, plain_number
from maillage.apps.observatory.views.gap_words import support_words, travel_words, unplaced_words
from maillage.apps.observatory.views.live import LiveMap, live_map, outlines_answer
from maillage.apps.observatory.views.street_words import streets_words
from maillage.core.drawing import class_bounds, level_of, swatch_svg
from maillage.web.access import permitted
from maillage.web.ods import ods_response
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response
from maillage.web.words import date_words

NAMES = {
    Ask.MINUTES: lazy("Minutes à pied jusqu’au lieu le plus proche"),
    Ask.SHARE: lazy("Part des habitants à moins de %(minutes)s minutes à pied d’un lieu"),
    Ask.HOURS: lazy("Heures d’ouverture par semaine pour 1 000 personnes"),
    Ask.SEATS: lazy("Heures-places par semaine pour 1 000 personnes"),
}
READING = {
    Ask.MINUTES: lazy(
        "La moitié des habitants du territoire est plus près que ce nombre de minutes, l’autre "
        "moitié plus loin. Plus c’est foncé, plus c’est loin."
    ),
    Ask.SHARE: lazy("Plus c’est foncé, plus il y a d’habitants qui ont un lieu à côté."),
    Ask.HOURS: lazy(
        "Chaque lieu partage ses heures d’ouverture entre les personnes qui peuvent venir à pied "
        "en 30 minutes ; un lieu proche compte plus qu’un lieu loin (méthode E2SFCA, Luo et Qi, "
        "2009). Plus c’est foncé, plus il y a d’heures pour chacun."
    ),
    Ask.SEATS: lazy(
        "Une heure-place : une personne peut être aidée ou utiliser un poste pendant une heure. "
        "Chaque lieu partage ses heures d’ouverture × ses postes entre les personnes qui peuvent "
        "venir à pied en 30 minutes ; un lieu proche compte plus qu’un lieu loin (méthode E2SFCA, "
        "Luo et Qi, 2009)."
    ),
}

_NOTHING = SafeString("")


@dataclass(frozen=True, slots=True)
class LineShown:
    """A zone in the table, with its number on the map."""

    key: int
    nom: str
    url: str
    words: str
    people: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReachPage:
    """All that observatory/reach.html may use."""

    form: ReachForm
    empty: bool
    title: str = ""
    lead: str = ""
    equity: Sequence[str] = ()
    svg: SafeString = _NOTHING
    live: LiveMap | None = None
    legend: Sequence[LegendLine] = ()
    reading: str = ""
    lines: Sequence[LineShown] = ()
    notes: Sequence[str] = ()
    files: Sequence[tuple[str, str]] = ()


@permitted(may_observe)
@require_safe
def access(request: HttpRequest) -> HttpResponse:
    """A measure of access over the zones of a kind."""
    form, found = _asked(request)
    status = 422 if form.errors else 200
    if found is None:
        return render_page(
            request, ReachPage(form=form, empty=True), "observatory/reach.html", status=status
        )
    title = _title(form, found)
    drawn = found.as_map(title)
    known = [line for line in drawn.lines if line.number is not None]
    today, query = timezone.localdate(), urlencode(form.query())
    address = reverse("observatory:access_file", args=["csv"]).removesuffix("csv")
    svg = SafeString(drawn_map(drawn, today=today)) if known else _NOTHING
    page = ReachPage(
        form=form,
        empty=False,
        title=title,
        lead=_lead(found),
        equity=_equity(found),
        svg=svg,
        live=live_map(title, f"{address}geojson?{query}", kind=found.kind) if svg else None,
        legend=_legend(found) if known else [],
        reading=str(READING[found.ask]),
        lines=[_line(row, found) for row in _sorted(found)],
        notes=_notes(form, found),
        files=[
            (name, f"{address}{ending}?{query}")
            for name, ending in (
                ("CSV", "csv"),
                ("Excel", "xlsx"),
                ("LibreOffice", "ods"),
                ("GeoJSON", "geojson"),
            )
        ],
    )
    return render_page(request, page, "observatory/reach.html", status=status)


@permitted(may_observe)
@require_safe
def access_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The same lines as a table or as outlines to download."""
    form, found = _asked(request)
    columns = ["territoire", "code", "genre", "mesure", "unite", "valeur", "habitants",
               "personnes_servies", "calcul"]  # fmt: skip
    title, how = (_title(form, found), travel_words(found.travel)) if found else ("", "")

    def cells(row: ReachRow, found: AccessMap) -> list[Any]:
        return [
            row.zone.nom, row.zone.code, found.kind, title, str(UNITS[found.ask]),
            "" if row.value is None else round(row.value, 2), _shown_count(row.people),
            _shown_count(row.demand), how,
        ]  # fmt: skip

    name = f"acces-{found.ask}-{found.kind}" if found else "acces"
    if ending == "geojson":
        drawn = found.as_map(title) if found else None
        if found is None or drawn is None:
            return outlines_answer(NO_OUTLINES, name)
        of_zone = {row.zone.id: row for row in found.rows}

        def words(line: MapLine) -> tuple[str, str]:
            return _words(of_zone[line.zone.id], found), how

        body = outlines_file(
            drawn, columns, [cells(of_zone[line.zone.id], found) for line in drawn.lines],
            page_of=lambda line: _page(of_zone[line.zone.id]), words_of=words,
        )  # fmt: skip
        return outlines_answer(body, name)
    rows = [cells(row, found) for row in _sorted(found)] if found else []
    if ending == "ods":
        return ods_response(f"{name}.ods", columns, rows, title=_("Accès"))
    if ending == "xlsx":
        return xlsx_response(f"{name}.xlsx", columns, rows)
    return csv_response(f"{name}.csv", columns, rows)


def _asked(request: HttpRequest) -> tuple[ReachForm, AccessMap | None]:
    form = ReachForm(request.GET)
    form.is_valid()
    if not form.kind:
        return form, None
    found = access_map(
        form.kind, today=timezone.localdate(), ask=form.ask, need=form.need,
        minutes=form.n_minutes, walker=form.walker, moment=form.when, of=form.people_of,
        completed=form.is_completed,
    )  # fmt: skip
    return form, found


def _shown_count(people: float) -> int | str:
    return round(people) if people >= 11 else ""


def _title(form: ReachForm, found: AccessMap) -> str:
    said = str(NAMES[found.ask]) % {"minutes": found.minutes}
    if form.need is not None:
        said += _(" : %(need)s") % {"need": form.need.label}
    if form.when is not None:
        said += _(", ouvert %(when)s") % {"when": moment_words(form.when)}
    return said


def _sorted(found: AccessMap) -> list[ReachRow]:
    """Return the worst served first; of whom nothing is known, last."""
    sign = -1 if found.ask is Ask.MINUTES else 1
    return sorted(
        found.rows,
        key=lambda row: (row.value is None, sign * (row.value or 0), row.zone.nom),
    )


def _line(row: ReachRow, found: AccessMap) -> LineShown:
    return LineShown(
        row.zone.id, row.zone.nom, _page(row), _words(row, found),
        people_words(row.people) if found.by_cells else "",
    )  # fmt: skip


def _page(row: ReachRow) -> str:
    return reverse("observatory:gap_zone", args=[row.zone.slug])


def _words(row: ReachRow, found: AccessMap) -> str:
    if row.value is not None:
        return _amount(row.value, found)
    nowhere = found.ask is Ask.MINUTES and found.n_places == 0
    return _("aucun lieu") if nowhere else _("on ne sait pas")


def _amount(value: float, found: AccessMap) -> str:
    """Return it with its unit; hours for 1 000 people are few: two decimals."""
    if found.supply is not None:
        return plain_number(value, digits=2) if value >= 0.01 or not value else _("moins de 0,01")
    return amount(value, UNITS[found.ask])


def _legend(found: AccessMap) -> list[LegendLine]:
    """Return the classes in words; what is not known last."""
    numbers = sorted(row.value for row in found.rows if row.value is not None)
    bounds = class_bounds(numbers)
    lines = []
    for low, high in zip([None, *bounds], bounds, strict=False):
        there = [n for n in numbers if (low is None or n > low) and n <= high]
        first, last = _amount(there[0], found), _amount(there[-1], found)
        words = (
            first if first == last else _("de %(low)s à %(high)s") % {"low": first, "high": last}
        )
        said = ngettext("%(n)s territoire", "%(n)s territoires", len(there)) % {"n": len(there)}
        lines.append(
            LegendLine(SafeString(swatch_svg(level_of(high, bounds))), f"{words} : {said}")
        )
    if unknown := len(found.rows) - len(numbers):
        said = ngettext("%(n)s territoire", "%(n)s territoires", unknown) % {"n": unknown}
        lines.append(LegendLine(SafeString(swatch_svg(None)), _("on ne sait pas : ") + said))
    return lines


def _lead(found: AccessMap) -> str:
    known = [row for row in _sorted(found) if row.value is not None]
    if not any(row.people > 0 for row in found.rows):
        return _("Aucun habitant n’est compté dans ces territoires : rien à comparer.")
    if not known or not found.n_places:
        if found.supply is not None and found.n_places:
            return _("Personne n’a dit combien ces lieux donnent : rien à comparer.")
        return _("Aucun lieu décrit ne répond à cette demande : rien à comparer.")
    first, last = known[0], known[-1]
    return _(
        "Le moins bien servi est %(worst)s (%(least)s), le mieux servi %(best)s (%(most)s). "
        "%(n)s lieux comptent."
    ) % {
        "worst": first.zone.nom, "least": _amount(first.value or 0, found),
        "best": last.zone.nom, "most": _amount(last.value or 0, found),
        "n": plain_number(found.n_places),
    }  # fmt: skip


def _equity(found: AccessMap) -> list[str]:
    said = []
    shares = found.shares
    if shares is not None and shares.difference is not None and shares.interval is not None:
        group, rest = 100 * (shares.group.value or 0), 100 * (shares.rest.value or 0)
        gap = 100 * shares.difference
        said.append(
            _(
                "%(group)s des %(n)s habitants des quartiers prioritaires ont un tel lieu à moins "
                "de 10 minutes à pied, contre %(rest)s des %(others)s autres : %(gap)s points "
                "(entre %(low)s et %(high)s, intervalle de Newcombe à 95 %%)."
            )
            % {
                "group": amount(group, "pct"), "n": plain_number(shares.group.n_people),
                "rest": amount(rest, "pct"), "others": plain_number(shares.rest.n_people),
                "gap": _signed(gap), "low": _signed(100 * shares.interval.low),
                "high": _signed(100 * shares.interval.high),
            }
        )  # fmt: skip
    walked = found.supply is None
    what = _("minutes de marche") if walked else _("heures")
    if found.gini is not None:
        said.append(
            _(
                "Pour tous les habitants comptés, d’ici et d’autour, indice de Gini des "
                "%(what)s : %(gini)s (0 : chacun a autant ; 1 : un seul a tout)."
            )
            % {"what": what, "gini": plain_number(found.gini, digits=2)}
        )
    if found.concentration is not None:
        said.append(
            _(
                "Indice de concentration selon le niveau de vie : %(n)s (au-dessus de 0, les plus "
                "aisés en ont plus%(far)s ; en dessous, les plus modestes)."
            )
            % {
                "n": _signed(found.concentration, digits=2),
                "far": _(", donc plus loin à aller") if walked else "",
            }
        )
    return said


def _signed(number: float, *, digits: int = 1) -> str:
    return ("+" if number >= 0 else "−") + plain_number(abs(number), digits=digits)


def _notes(form: ReachForm, found: AccessMap) -> list[str]:
    notes = [
        travel_words(found.travel),
        *streets_words(found.streets),
        support_words(found.by_cells),
    ]
    if found.n_maybe:
        notes.append(
            ngettext(
                "%(n)s autre lieu répond peut-être : personne ne l’a dit. Il ne compte pas.",
                "%(n)s autres lieux répondent peut-être : personne ne l’a dit. "
                "Ils ne comptent pas.",
                found.n_maybe,
            )
            % {"n": plain_number(found.n_maybe)}
        )
    if found.n_without_position:
        notes.append(unplaced_words(found.n_without_position))
    notes += cut_words(found.cut)
    notes += _supply_notes(form, found)
    if found.priority_ended_on and found.shares is not None:
        notes.append(
            _("Quartiers prioritaires : liste qui a cessé de valoir le %(day)s.")
            % {"day": date_words(found.priority_ended_on)}
        )
    return notes


def _supply_notes(form: ReachForm, found: AccessMap) -> list[str]:
    if found.supply is None or not found.n_places:
        return []
    n_unknown = int(found.supply.unknown.sum())
    n_estimated = int(found.supply.estimated.sum())
    notes = [
        _("Unité : %(unit)s, pour 1 000 personnes. Partagé entre : %(people)s.")
        % {
            "unit": found.supply.unit,
            "people": form.people_of.nom if form.people_of else _("tous les habitants"),
        },
        ngettext(
            "Pour %(n)s lieu sur %(all)s (%(pct)s), on ne sait pas ce qu’il donne.",
            "Pour %(n)s lieux sur %(all)s (%(pct)s), on ne sait pas ce qu’ils donnent.",
            n_unknown,
        )
        % {
            "n": plain_number(n_unknown), "all": plain_number(found.n_places),
            "pct": amount(100 * n_unknown / found.n_places, "pct"),
        },
    ]  # fmt: skip
    notes.append(
        ngettext(
            "Estimation : %(n)s d’entre eux est complété par la médiane du même genre de lieu ; "
            "les autres comptent pour zéro.",
            "Estimation : %(n)s d’entre eux sont complétés par la médiane du même genre de lieu ; "
            "les autres comptent pour zéro.",
            n_estimated,
        )
        % {"n": plain_number(n_estimated)}
        if found.completed
        else _("Ils comptent ici pour zéro : ce qui est montré est un minimum connu.")
    )
    if found.demand_unknown >= 1:
        notes.append(
            _("Pour %(n)s habitants des alentours, aucun chiffre ne dit ce besoin.")
            % {"n": plain_number(found.demand_unknown)}
        )
    return notes
