"""Gaps in words: what a cell says, how minutes were worked out, what a hole is."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.gaps import Cover, GapCell, GapRow, Reach, When
from maillage.apps.observatory.queries.hole_words import cut_words as cut_words
from maillage.apps.observatory.queries.hole_words import people_words
from maillage.apps.observatory.queries.needs import NeedCount
from maillage.apps.observatory.queries.printed.needs import unit_of
from maillage.apps.observatory.queries.wording import FEWEST, amount, plain_number
from maillage.core.access import REDUCED_MOBILITY, Travel, Way

# Each word has its pictogram, and its pattern in gaps.css: colour says nothing alone.
COVER_ICONS = {
    Cover.GAP: "warning",
    Cover.SOME: "to-check",
    Cover.COVERED: "verified",
    Cover.UNKNOWN: "unknown",
}
COVER_READING = {
    Cover.GAP: lazy("aucun habitant n’a de lieu à cette distance"),
    Cover.SOME: lazy("moins de la moitié des habitants en ont un"),
    Cover.COVERED: lazy("au moins la moitié des habitants en ont un"),
    Cover.UNKNOWN: lazy(
        "des lieux sont là, et personne n’a dit s’ils le font : à leur demander, ce n’est pas un "
        "manque"
    ),
}
WHEN_WORDS = {
    When.ANY: lazy("à toute heure"),
    When.FREE: lazy("gratuitement"),
    When.AFTER_WORK: lazy("en semaine après 17\u00a0h\u00a030"),
    When.FREE_AFTER_WORK: lazy("gratuitement après 17\u00a0h\u00a030"),
    When.SATURDAY: lazy("le samedi"),
}
# Under this share of the people, a count is said to be a known minimum.
WHOLE_PCT = 99.5


def sum_words(row: GapRow, reach: Reach, minutes: int) -> str:
    """Return "3 092 habitants, 2 lieux à 15 min, 62 % des habitants peuvent y aller à pied"."""
    places = _("aucun lieu à %(minutes)s min") % {"minutes": minutes}
    if reach.n_places:
        places = ngettext(
            "%(n)s lieu à %(minutes)s min", "%(n)s lieux à %(minutes)s min", reach.n_places
        ) % {"n": plain_number(reach.n_places), "minutes": minutes}
    said = _("%(people)s, %(places)s, %(share)s des habitants peuvent y aller à pied") % {
        "people": people_words(row.people if row.is_counted else None),
        "places": places,
        "share": amount(reach.share_pct, "pct"),
    }
    return f"{said} {maybe_words(reach)}".rstrip() + ("" if reach.n_maybe else ".")


def maybe_words(reach: Reach) -> str:
    """Return how many places may answer, "" when all was said."""
    if not reach.n_maybe:
        return ""
    return ngettext(
        "(et %(n)s lieu dont on ne sait pas s’il le fait).",
        "(et %(n)s lieux dont on ne sait pas s’ils le font).",
        reach.n_maybe,
    ) % {"n": plain_number(reach.n_maybe)}


def ask_words(reach: Reach) -> str:
    """Return "9 à interroger": places that may answer, in the few words of a table."""
    if not reach.n_maybe:
        return ""
    return ngettext("%(n)s lieu à interroger", "%(n)s lieux à interroger", reach.n_maybe) % {
        "n": plain_number(reach.n_maybe)
    }


def unknown_hours_words(cell: GapCell) -> str:
    """Return how many places answer without hours, "" when all have some."""
    if not cell.n_unknown:
        return ""
    return ngettext(
        "%(n)s de ces lieux n’a pas dit ses horaires.",
        "%(n)s de ces lieux n’ont pas dit leurs horaires.",
        cell.n_unknown,
    ) % {"n": plain_number(cell.n_unknown)}


def need_words(counts: Sequence[NeedCount]) -> list[str]:
    """Return, for each need, how many people of a zone may have it, and where it comes from."""
    said = []
    for one in counts:
        if one.people is None:
            said.append(_("%(need)s : pas de chiffre.") % {"need": one.need.nom})
            continue
        number = amount(max(FEWEST, one.people), unit_of(one.need))
        if one.people < FEWEST:
            number = _("moins de %(n)s") % {"n": number}
        elif _is_least(one):
            number = _("au moins %(n)s") % {"n": number}
        sum_of = ""
        # The terms of a number that is not told would tell it.
        told = one.people >= FEWEST and one.base is not None and one.base.value is not None
        if told and one.rate_pct is not None and one.base is not None:
            sum_of = _(" = %(base)s × %(rate)s%(of)s") % {
                "base": plain_number(one.base.value or 0.0),
                "rate": amount(one.rate_pct, "pct"),
                "of": _(" (taux de : %(name)s)") % {"name": one.rate_of} if one.rate_of else "",
            }
        flag = _(" Estimation.") if one.is_estimate else ""
        said.append(
            _("%(need)s : %(n)s%(sum)s.%(flag)s %(caveat)s Source : %(source)s, %(year)s.")
            % {
                "need": one.need.nom, "n": number, "sum": sum_of, "flag": flag,
                "caveat": one.need.caveat, "source": one.need.source, "year": one.need.year,
            }
        )  # fmt: skip
    return said


def _is_least(one: NeedCount) -> bool:
    """Tell whether a count leaves out people for whom the number is secret or missing."""
    pct = one.base.coverage_pct if one.base is not None and one.rate_pct is None else None
    return pct is not None and pct < WHOLE_PCT


def travel_words(travel: Travel) -> str:
    """Return how minutes were worked out, in one or two sentences."""
    speed = plain_number(travel.walker.speed_km_h, digits=1) if travel.walker else ""
    if travel.way in (Way.STREETS, Way.MIXED):
        said = _(
            "Les minutes suivent les rues d’OpenStreetMap (© les contributeurs d’OpenStreetMap, "
            "ODbL), à %(speed)s km/h."
        ) % {"speed": speed}
        if travel.way is Way.MIXED:
            said += " " + _(
                "Loin de toute rue connue, elles sont à vol d’oiseau, multiplié par %(detour)s."
            ) % {"detour": plain_number(travel.detour, digits=1)}
        if travel.walker is not None and travel.walker.avoids_steps:
            said += " " + _("Les escaliers ne sont pas pris.")
        return said
    said = _(
        "Les minutes sont calculées à vol d’oiseau, multiplié par %(detour)s, à %(speed)s km/h : "
        "une voie ferrée ou un canal à contourner n’est pas vu."
    ) % {"detour": plain_number(travel.detour, digits=1), "speed": speed}
    if travel.walker == REDUCED_MOBILITY:
        said += " " + _("Les escaliers et les trottoirs hauts ne sont pas vus non plus.")
    return said


def support_words(by_cells: bool) -> str:
    """Return how people are counted."""
    if by_cells:
        return _(
            "Les habitants sont comptés par carreaux de 200 m (Insee, Filosofi) : chacun part de "
            "son carreau. Un carreau à cheval sur deux territoires est partagé."
        )
    return _(
        "Aucun carreau de population n’est chargé : tous les habitants d’un territoire partent de "
        "son milieu. C’est une approximation grossière."
    )


def unplaced_words(n_places: int) -> str:
    """Return "2 lieux sans position ne sont pas comptés."."""
    return ngettext(
        "%(n)s lieu sans position n’est pas compté.",
        "%(n)s lieux sans position ne sont pas comptés.",
        n_places,
    ) % {"n": plain_number(n_places)}
