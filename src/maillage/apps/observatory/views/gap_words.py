"""Gaps in words: what a cell says, how minutes were worked out, what a hole is."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.gaps import Cover, GapCell, GapMatrix, GapRow, Reach, When
from maillage.apps.observatory.queries.holes import Hole
from maillage.apps.observatory.queries.needs import NeedCount
from maillage.apps.observatory.queries.wording import FEWEST, amount, plain_number
from maillage.apps.territories.queries import kind_label
from maillage.core.access import REDUCED_MOBILITY, Moment, Travel, Way
from maillage.core.access.times import DAYS_FR

# Each word has its pictogram, and its pattern in gaps.css: colour says nothing alone.
COVER_WORDS = {
    Cover.GAP: lazy("manque"),
    Cover.SOME: lazy("pour certains"),
    Cover.COVERED: lazy("couvert"),
    Cover.UNKNOWN: lazy("on ne sait pas"),
}
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
_NO_PLACE = {
    When.ANY: lazy("aucun lieu"),
    When.FREE: lazy("aucun lieu gratuit"),
    When.AFTER_WORK: lazy("aucun lieu ouvert en semaine après 17\u00a0h\u00a030"),
    When.FREE_AFTER_WORK: lazy("aucun lieu gratuit après 17\u00a0h\u00a030"),
    When.SATURDAY: lazy("aucun lieu ouvert le samedi"),
}
NAMED = 3


def moment_words(moment: Moment) -> str:
    """Return "le mardi à 18 h", "le samedi"."""
    day = DAYS_FR[moment.weekday]
    if moment.minute is None:
        return _("le %(day)s") % {"day": day}
    hour, minute = divmod(moment.minute, 60)
    return _("le %(day)s à %(hour)s") % {
        "day": day,
        "hour": f"{hour} h {minute:02d}".removesuffix(" 00"),
    }


def people_words(people: float | None) -> str:
    """Return "3 092 habitants"; few are not told, and what nobody counted says so."""
    if people is None:
        return _("on ne sait pas combien d’habitants")
    if people < FEWEST:
        return _("moins de %(n)s habitants") % {"n": FEWEST}
    return _("%(n)s habitants") % {"n": plain_number(people)}


def holes_words(holes: Sequence[Hole], matrix: GapMatrix) -> list[str]:
    """Return "Imprimer : aucun lieu gratuit après 17 h 30 à moins de 15 minutes…".

    Needs that lack in the same places are one sentence.
    """
    together: dict[tuple[When, tuple[int, ...]], list[Hole]] = {}
    for hole in holes:
        together.setdefault((hole.when, tuple(zone.id for zone in hole.zones)), []).append(hole)
    return [_hole_words(same, matrix) for same in together.values()]


def _hole_words(same: Sequence[Hole], matrix: GapMatrix) -> str:
    hole = same[0]
    nothing = (
        _("aucun lieu ouvert %(when)s") % {"when": moment_words(matrix.moment)}
        if hole.when is When.ASKED and matrix.moment is not None
        else _NO_PLACE[hole.when]
    )
    return _(
        "%(need)s : %(nothing)s à moins de %(minutes)s minutes à pied, pour %(people)s (%(names)s)."
    ) % {
        "need": ", ".join(one.need.label for one in same), "nothing": nothing,
        "minutes": matrix.minutes, "people": people_words(hole.people),
        "names": _names(hole, matrix),
    }  # fmt: skip


def _names(hole: Hole, matrix: GapMatrix) -> str:
    n = len(hole.zones)
    if n == len(matrix.rows) > NAMED:
        return _("tous les territoires : %(n)s") % {"n": f"{n} {kind_label(matrix.kind, n)}"}
    names = ", ".join(zone.nom for zone in hole.zones[:NAMED])
    if n <= NAMED:
        return names
    return ngettext("%(names)s et %(n)s autre", "%(names)s et %(n)s autres", n - NAMED) % {
        "names": names,
        "n": n - NAMED,
    }


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
        number = (
            _("moins de %(n)s") % {"n": FEWEST} if one.people < FEWEST else plain_number(one.people)
        )
        sum_of = ""
        if one.rate_pct is not None and one.base is not None and one.base.value is not None:
            sum_of = _(" = %(base)s × %(rate)s%(of)s") % {
                "base": plain_number(one.base.value),
                "rate": amount(one.rate_pct, "pct"),
                "of": _(" (taux de : %(name)s)") % {"name": one.rate_of} if one.rate_of else "",
            }
        flag = _(" Estimation.") if one.is_estimate else ""
        said.append(
            _("%(need)s : %(n)s%(sum)s.%(flag)s Source : %(source)s, %(year)s.")
            % {
                "need": one.need.nom, "n": number, "sum": sum_of, "flag": flag,
                "source": one.need.source, "year": one.need.year,
            }
        )  # fmt: skip
    return said


def travel_words(travel: Travel) -> str:
    """Return how minutes were worked out, in one or two sentences."""
    speed = plain_number(travel.walker.speed_km_h, digits=1) if travel.walker else ""
    if travel.way is Way.STREETS:
        said = _(
            "Les minutes suivent les rues d’OpenStreetMap (© les contributeurs d’OpenStreetMap, "
            "ODbL), à %(speed)s km/h."
        ) % {"speed": speed}
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
