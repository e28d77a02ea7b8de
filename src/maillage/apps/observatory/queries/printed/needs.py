"""Needs in words: one table, how each is counted, and its first sum as an example."""

from typing import Any

from django.utils.translation import gettext as _

from maillage.apps.observatory.queries.dossier import Dossier
from maillage.apps.observatory.queries.needs import NeedCount
from maillage.apps.observatory.queries.wording import FEWEST, amount, plain_number
from maillage.sources.figures import NeedText, known_measures

# A paper names the first ones, the files hold them all.
MOST_LINES = 40


def need_sentences() -> list[str]:
    """Return what must be kept in mind before any count of people."""
    return [
        _("Un nombre de personnes ne dit rien de chacune d’elles. Il sert à savoir combien de "
          "places, d’heures et de langues il faut."),
        _("Ce que les habitants font déjà avec leur téléphone est une force : un besoin d’aide "
          "pour une démarche n’est pas une absence d’usages."),
    ]  # fmt: skip


def need_table(found: Dossier) -> dict[str, Any]:
    """Return one table of all the needs, and how each is counted, with its first sum as example."""
    order = sorted(
        range(len(found.zones)),
        key=lambda n: (-(found.needs[0][1][n].people or 0), found.zones[n].nom),
    )
    explained = []
    for nom, lines in found.needs:
        need, first = lines[0].need, lines[order[0]]
        example = arithmetic(first)
        explained.append(
            {
                "nom": nom,
                "words": f"{need.sentence} {need.source} ({need.year}). {need.caveat}".strip(),
                "example": _("%(zone)s : %(sum)s, %(people)s.")
                % {
                    "zone": found.zones[order[0]].nom,
                    "sum": example,
                    "people": people_words(first),
                }
                if example
                else "",
            }
        )
    return {
        "columns": [_("Territoire"), *(nom for nom, _lines in found.needs)],
        "lines": [
            [found.zones[n].nom, *(people_words(lines[n]) for _nom, lines in found.needs)]
            for n in order[:MOST_LINES]
        ],
        "explained": explained,
    }


def unit_of(need: NeedText) -> str:
    """Return what a need counts: people, or families where its measure counts families."""
    measure = known_measures().get(need.measure)
    return measure.unit if measure is not None else "people"


def people_words(one: NeedCount) -> str:
    """Return how many people are in need, in words; a small number is not shown."""
    if one.people is None:
        return _("pas de chiffre")
    if one.people < FEWEST:
        return _("moins de %(n)s") % {"n": FEWEST}
    number = plain_number(round(one.people, -1) if one.is_estimate else one.people)
    return _("environ %(n)s") % {"n": number} if one.is_estimate else number


def arithmetic(one: NeedCount) -> str:
    """Return how a number of people was made: "3 352 × 13,4 % (taux : Métropole de Lille)"."""
    if one.base is None or one.base.value is None:
        return ""
    if one.people is not None and one.people < FEWEST:
        return ""  # its terms would give the number that is not shown
    if one.rate_pct is None:
        return _("estimé, %(year)s") % {"year": one.base.year} if one.base.is_estimate else ""
    said = f"{plain_number(one.base.value)} × {amount(one.rate_pct, 'pct')}"
    return f"{said} ({_('taux')} : {one.rate_of})" if one.rate_of else said
