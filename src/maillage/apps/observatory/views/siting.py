"""Where to put new places: the question, the map, before and after by zone, how fair it is."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from maillage.apps.directory.queries.supply import supply
from maillage.apps.observatory.forms.siting import SitingForm
from maillage.apps.observatory.queries.access import may_observe
from maillage.apps.observatory.queries.hole_words import people_words
from maillage.apps.observatory.queries.outlined import NO_OUTLINES
from maillage.apps.observatory.queries.siting import Outcome, Sited, ZoneLine, site
from maillage.apps.observatory.queries.siting.drawn import sited_legend, sited_map
from maillage.apps.observatory.queries.siting.words import (
    finding_words,
    lines_words,
    mean_words,
    room_words,
    sure_words,
    why_words,
)
from maillage.apps.observatory.queries.wording import amount, plain_number
from maillage.apps.observatory.views.gap_words import support_words, travel_words
from maillage.apps.observatory.views.live import LiveMap, outlines_answer
from maillage.apps.observatory.views.siting_compare import (
    NOTHING,
    Compared,
    asked_words,
    compared,
    keep_address,
    kept_choice,
)
from maillage.apps.observatory.views.siting_map import sited_live, sited_outlines
from maillage.apps.observatory.views.street_words import streets_words
from maillage.web.access import permitted
from maillage.web.ods import ods_response
from maillage.web.pages import render_page
from maillage.web.tables import csv_response, xlsx_response
from maillage.web.words import date_words

# A mean that moves by less is not seen by whoever walks.
_SAME_MIN = 0.05


@dataclass(frozen=True, slots=True)
class Chosen:
    """A place that was chosen: its number on the map, its page, whom it brings nearer."""

    number: str
    nom: str
    url: str
    nearer: str
    note: str


@dataclass(frozen=True, slots=True)
class Line:
    """A zone or a group before and after, in words; `key` is the zone on the map that moves."""

    key: int | None
    nom: str
    url: str
    people: str
    means: tuple[str, str]
    near: Sequence[tuple[str, str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class SitingPage:
    """All that observatory/siting.html may use."""

    form: SitingForm
    asked: bool
    empty: bool = False
    finding: str = ""
    why: Sequence[str] = ()
    sure: Sequence[str] = ()
    chosen: Sequence[Chosen] = ()
    svg: SafeString
    legend: Sequence[tuple[SafeString, str]] = ()
    lines: Sequence[Line] = ()
    groups: Sequence[Line] = ()
    fairness: Sequence[str] = ()
    notes: Sequence[str] = ()
    files: Sequence[tuple[str, str]] = ()
    svg_before: SafeString = NOTHING
    live: LiveMap | None = None
    asked_words: str = ""
    keep_url: str = ""
    kept: str = ""
    compared: Compared | None = None


@permitted(may_observe)
@require_safe
def implant(request: HttpRequest) -> HttpResponse:
    """The question, and its answer once a need is said."""
    form = SitingForm(request.GET)
    valid = form.is_valid()
    if not form.kinds:
        page = SitingPage(form=form, asked=False, empty=True, svg=SafeString(""))
    elif not form.asked or not valid:
        page = SitingPage(form=form, asked=False, svg=SafeString(""))
    else:
        found = site(form.wish, today=timezone.localdate())
        page = (
            SitingPage(form=form, asked=False, svg=SafeString(""))
            if found is None
            else _page(form, found, kept_choice(request))
        )
    return render_page(request, page, "observatory/siting.html")


@permitted(may_observe)
@require_safe
def implant_file(request: HttpRequest, ending: str) -> HttpResponseBase:
    """The chosen places, then the zones before and after, as a table."""
    form = SitingForm(request.GET)
    found = None
    if form.is_valid() and form.asked and form.kinds:
        found = site(form.wish, today=timezone.localdate())
    columns = ["nature", "nom", "code", "latitude", "longitude", "habitants", "minutes_avant",
               "minutes_apres", "part_10_min_avant_pct", "part_10_min_apres_pct",
               "part_15_min_avant_pct", "part_15_min_apres_pct", "besoin",
               "habitants_sans_place"]  # fmt: skip
    if ending == "geojson":
        return outlines_answer(_outlines(found, columns) if found else NO_OUTLINES, "implanter")
    rows = list(_file_rows(found)) if found else []
    if ending == "ods":
        return ods_response("implanter.ods", columns, rows, title=_("Où implanter un lieu"))
    if ending == "xlsx":
        return xlsx_response("implanter.xlsx", columns, rows)
    return csv_response("implanter.csv", columns, rows)


# ---------------------------------------------------------------- the steps


def _page(form: SitingForm, found: Sited, kept: str) -> SitingPage:
    query, seen = urlencode(form.query()), found.measured
    address = reverse("observatory:implant_file", args=["csv"]).removesuffix("csv")
    pages = _pages(found)
    answered = seen is not None and found.outcome is not Outcome.USELESS
    beside = compared(form, found, kept)
    svg = SafeString(
        sited_map(found, today=timezone.localdate(), pages=pages, title=_("Carte : avec ces lieux"))
        if answered else ""
    )  # fmt: skip
    return SitingPage(
        form=form,
        asked=True,
        finding=finding_words(found),
        why=why_words(found),
        sure=[*room_words(found), *sure_words(found)],
        chosen=[
            Chosen(
                str(rank), one.nom, pages.get(one.place_id or 0, ""),
                people_words(people), _("peut-être déjà : à lui demander") if one.maybe else "",
            )
            for rank, (one, people) in enumerate(
                zip(found.chosen, found.nearer, strict=True), start=1
            )
        ],
        svg=svg,
        live=sited_live(found, f"{address}geojson?{query}", beside) if svg else None,
        svg_before=SafeString(
            sited_map(
                found, today=timezone.localdate(), pages={}, title=_("Carte : aujourd’hui"),
                before=True, name="choro-today",
            )
            if answered and found.chosen else ""
        ),
        asked_words=asked_words(form),
        keep_url=keep_address(form) if answered and found.chosen else "",
        kept=kept,
        compared=beside,
        legend=[(SafeString(one.swatch), one.words) for one in
                sited_legend(found, beside.against if beside else None)],
        lines=[_line(one) for one in _in_order(found)] if answered else [],
        groups=_groups(found) if answered else [],
        fairness=_fairness(found) if answered else [],
        notes=_notes(found),
        files=[
            (name, f"{address}{ending}?{query}")
            for name, ending in (
                ("CSV", "csv"), ("Excel", "xlsx"), ("LibreOffice", "ods"), ("GeoJSON", "geojson")
            )
        ] if answered else [],
    )  # fmt: skip


def _pages(found: Sited) -> dict[int, str]:
    numbers = [one.place_id for one in found.chosen if one.place_id is not None]
    return {
        one.id: reverse("directory:place", args=[one.public_id])
        for one in (supply(places=numbers) if numbers else [])
    }


def _in_order(found: Sited) -> list[ZoneLine]:
    """The zones that gain most first."""
    lines = found.measured.lines if found.measured else ()
    lines = [line for line in lines if line.people > 0]
    return sorted(lines, key=lambda line: (-_gain(line), line.zone.nom if line.zone else ""))


def _gain(line: ZoneLine) -> float:
    before, after = line.before.mean_min, line.after.mean_min
    if after is None:
        return 0.0
    return float("inf") if before is None else round(before - after, 6)


def _line(line: ZoneLine, nom: str = "") -> Line:
    zone = line.zone
    return Line(
        zone.id if zone else None,
        nom or (zone.nom if zone else ""),
        reverse("observatory:zone", args=[zone.slug]) if zone and zone.slug else "",
        people_words(line.people),
        (mean_words(line.before), mean_words(line.after)),
        [
            (amount(line.before.shares_pct[n], "pct"), amount(line.after.shares_pct[n], "pct"))
            for n in line.before.shares_pct
        ],
    )


def _groups(found: Sited) -> list[Line]:
    seen = found.measured
    if seen is None:
        return []
    by_priority = found.wish.kind == "qpv"
    lines = [] if by_priority else [_line(seen.all, _("Tous les habitants regardés"))]
    if seen.priority and seen.others:
        beside = _("Qui vit ailleurs") if by_priority else _("Le reste")
        lines += [
            _line(seen.priority, _("Quartiers prioritaires")),
            _line(seen.others, beside),
        ]
    return lines or [_line(seen.all, _("Tous les habitants regardés"))]


def _fairness(found: Sited) -> list[str]:
    seen, said = found.measured, []
    if seen is None:
        return []
    if seen.priority and seen.others:
        means = [
            one.mean_min
            for one in (seen.priority.before, seen.others.before, seen.priority.after,
                        seen.others.after)
        ]  # fmt: skip
        if all(mean is not None for mean in means):
            a, b, c, d = (mean or 0.0 for mean in means)
            said.append(
                _(
                    "Dans les quartiers prioritaires, le trajet moyen est %(before)s qu’ailleurs "
                    "aujourd’hui, et %(after)s avec ces lieux."
                )
                % {"before": _longer(a - b), "after": _longer(c - d)}
            )
    if seen.gini_before is not None and seen.gini_after is not None:
        same = round(seen.gini_before, 2) == round(seen.gini_after, 2)
        turn = (
            _("ne change pas") if same
            else _("baisse") if seen.gini_after < seen.gini_before else _("monte")
        )  # fmt: skip
        said.append(
            _(
                "L’inégalité des trajets %(turn)s : indice de Gini de %(before)s à %(after)s "
                "(0 : le même trajet pour tous ; près de 1 : presque tout le trajet pour "
                "quelques-uns)."
            )
            % {
                "turn": turn,
                "before": plain_number(seen.gini_before, digits=2),
                "after": plain_number(seen.gini_after, digits=2),
            }
        )
    return said


def _longer(minutes: float) -> str:
    if abs(minutes) < _SAME_MIN:
        return _("le même")
    n = plain_number(abs(minutes), digits=1)
    if minutes > 0:
        return _("plus long de %(n)s min") % {"n": n}
    return _("plus court de %(n)s min") % {"n": n}


def _notes(found: Sited) -> list[str]:
    given = found.given
    notes = [
        travel_words(given.travel),
        *streets_words(given.streets),
        support_words(given.spots.by_cells),
        _("Sont regardés les habitants de : %(lines)s.") % {"lines": lines_words(found)},
        ngettext(
            "%(n)s lieu le fait déjà : il reste où il est.",
            "%(n)s lieux le font déjà : ils restent où ils sont.",
            len(given.existing),
        )
        % {"n": plain_number(len(given.existing))},
    ]
    if given.n_maybe:
        notes.append(
            ngettext(
                "De %(n)s lieu, personne n’a dit s’il le fait : il est compté comme ne le faisant "
                "pas. Demandez-lui d’abord.",
                "De %(n)s lieux, personne n’a dit s’ils le font : ils sont comptés comme ne le "
                "faisant pas. Demandez-leur d’abord.",
                given.n_maybe,
            )
            % {"n": plain_number(given.n_maybe)}
        )
    if given.n_unplaced:
        notes.append(
            _("Laissés de côté, loin de toute rue ou sans position : %(people)s.")
            % {"people": people_words(given.n_unplaced)}
        )
    if given.ended_on:
        notes.append(
            _("Ces contours ont cessé de valoir le %(day)s : la liste suivante n’est pas chargée.")
            % {"day": date_words(given.ended_on)}
        )
    return notes


def _file_rows(found: Sited) -> Iterator[list[Any]]:
    need = found.given.need.label
    for one, people in zip(found.chosen, found.nearer, strict=True):
        yield [_("lieu choisi"), one.nom, "", one.latitude, one.longitude, _told(people),
               "", "", "", "", "", "", need, ""]  # fmt: skip
    yield from (_zone_cells(found, line) for line in _in_order(found))


def _zone_cells(found: Sited, line: ZoneLine) -> list[Any]:
    zone = line.zone
    assert zone is not None
    crowded = {one.nom: one.people for one in found.crowded}
    return [
        zone.kind, zone.nom, zone.code, zone.latitude, zone.longitude, _told(line.people),
        _minutes(line.before.mean_min), _minutes(line.after.mean_min),
        *(
            round(share, 1)
            for n in line.before.shares_pct
            for share in (line.before.shares_pct[n], line.after.shares_pct[n])
        ),
        found.given.need.label, _told(crowded[zone.nom]) if zone.nom in crowded else "",
    ]  # fmt: skip


def _outlines(found: Sited, columns: Sequence[str]) -> str:
    """Return the zones in the order of the table, then those where nobody lives, as GeoJSON."""
    if found.measured is None:
        return NO_OUTLINES
    lines = _in_order(found) + [line for line in found.measured.lines if line.people <= 0]
    named = ["territoire" if name == "nom" else name for name in columns]
    cells = [_zone_cells(found, line) for line in lines]
    return sited_outlines(found, lines, named, cells, pages=_pages(found))


def _told(people: float) -> int | str:
    return round(people) if people >= 11 else ""


def _minutes(mean: float | None) -> float | str:
    return "" if mean is None else round(mean, 1)
