"""Holes in words: the same sentences on the page, in the command and in the dossier."""

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.gaps import Cover, GapMatrix, When
from maillage.apps.observatory.queries.holes import Hole
from maillage.apps.observatory.queries.wording import FEWEST, plain_number
from maillage.apps.territories.queries import kind_label
from maillage.core.access import Moment
from maillage.core.access.times import DAYS_FR
from maillage.core.hours import CutHours

COVER_WORDS = {
    Cover.GAP: lazy("manque"),
    Cover.SOME: lazy("pour certains"),
    Cover.COVERED: lazy("couvert"),
    Cover.UNKNOWN: lazy("on ne sait pas"),
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


def cut_words(cut: Sequence[CutHours]) -> list[str]:
    """Return what is made of hours of which a file lost days, a sentence for each source."""
    return [
        _(
            "%(n)s lieux venus de « %(source)s » n’ont d’horaires que le %(day)s : le fichier a "
            "sans doute perdu les autres jours. Ces jours-là comptent comme inconnus, pas comme "
            "fermés."
        )
        % {"n": plain_number(one.n_places), "source": one.source, "day": DAYS_FR[one.weekday]}
        for one in cut
    ]
