"""Figures in words: with their unit, their base, their year and where they come from."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy
from django.utils.translation import ngettext

from maillage.apps.observatory.queries.values import (
    COUNTS,
    FEWEST_CELLS,
    FigureState,
    Refusal,
    Unit,
    Value,
)
from maillage.web.cldr import number_in
from maillage.web.languages import current

if TYPE_CHECKING:
    from maillage.apps.observatory.models import Measure

# Under this many people, households or families, a number that we made is not shown (5.5: Insee's
# fiscal data hide fewer than 11 households).
FEWEST = 11
# Edges of two outlines cross by a few metres: zones overlap when more of their people are in both.
LEAST_SHARED_PCT = 1.0
NO_BREAK = "\u00a0"
# Why a zone has no estimate, after "pas d’estimation" or "secret statistique".
_REFUSALS = {
    Refusal.NO_GRID: lazy(
        "aucun carreau de population n’est chargé : rien ne dit comment partager le chiffre"
    ),
    Refusal.UNCOUNTED: lazy(
        "les habitants d’une de ses communes ne sont pas connus : chargez leur population"
    ),
    Refusal.NOBODY: lazy("les carreaux chargés n’y comptent aucun habitant"),
    Refusal.FEW_CELLS: lazy("moins de %(n)s carreaux habités : trop peu pour estimer"),
    Refusal.HIDDEN: lazy("tous les chiffres dont l’estimation partirait sont secrets ou absents"),
    Refusal.UNKNOWN: lazy("aucun chiffre n’est connu pour les zones qui le composent"),
    Refusal.HARDLY_KNOWN: lazy("chiffre connu pour moins de 1 %% de ses habitants"),
}
_UNITS = {
    Unit.PEOPLE: lazy("personnes"),
    Unit.HOUSEHOLDS: lazy("ménages"),
    Unit.FAMILIES: lazy("foyers"),
    Unit.DWELLINGS: lazy("locaux"),
    Unit.COUNT: "",
    Unit.PCT: "%",
    Unit.EUR: "€",
    Unit.KM: "km",
    Unit.MIN: "min",
    Unit.POINTS: "",
}


def plain_number(number: float, *, digits: int = 0) -> str:
    """Return a number as the language writes it, with so many decimals at most.

    >>> plain_number(12345.67), plain_number(12.34, digits=1)
    ('12 346', '12,3')
    """
    return number_in(current().cldr, round(number, digits) if digits else round(number))


def amount(number: float, unit: str) -> str:
    """Return "41,2 %", "12 345 personnes", "16 540 €"."""
    digits = 0 if unit in COUNTS or unit == Unit.EUR else 1
    word = str(_UNITS[Unit(unit)])
    return f"{plain_number(number, digits=digits)}{NO_BREAK}{word}".rstrip(NO_BREAK + " ")


def points_words(gap: float) -> str:
    """Return the gap of two shares, with its sign: "+12,5 points", "−1 point", "0 point"."""
    sign = "+" if gap > 0 else "−" if gap < 0 else ""
    number = plain_number(abs(gap), digits=1)
    return ngettext("%(n)s point", "%(n)s points", 2 if abs(gap) >= 2 else 1) % {
        "n": f"{sign}{number}"
    }


def value_words(value: Value | None, measure: "Measure") -> str:
    """Return a figure in words; what is secret, missing or too small says so, and is no zero."""
    if value is None:
        return _("pas de chiffre")
    if value.value is None:
        if value.state == FigureState.SECRET:
            return _("secret statistique")
        return _("non fourni") if value.refusal is None else _("pas d’estimation")
    if value.is_estimate and measure.unit in COUNTS and value.value < FEWEST:
        return _("moins de %(n)s") % {"n": FEWEST}
    return amount(value.value, measure.unit)


def how_words(value: Value | None) -> str:
    """Return "publié, 2021", "estimé, 2017, chiffre connu pour 80 % des habitants", why none."""
    if value is None:
        return ""
    if value.refusal is not None:
        return str(_REFUSALS[value.refusal]) % {"n": FEWEST_CELLS}
    if value.value is None:
        return ""
    if not value.is_estimate:
        made = _("calculé") if value.method == "computed" else _("publié")
        return _("%(made)s, %(year)s") % {"made": made, "year": value.year}
    parts = [_("estimé, %(year)s") % {"year": value.year}]
    if known := known_words(value):
        parts.append(known)
    if value.shared_pct >= LEAST_SHARED_PCT:
        share = amount(value.shared_pct, Unit.PCT)
        parts.append(
            _("%(share)s de ses habitants sont aussi comptés dans un territoire voisin")
            % {"share": share}
        )
    return ", ".join(parts)


def known_words(value: Value | None) -> str:
    """Return "chiffre connu pour 80 % des habitants", "" when it is known for all of them."""
    if value is None or value.coverage_pct is None or value.coverage_pct >= 100:
        return ""
    share = amount(value.coverage_pct, Unit.PCT)
    return _("chiffre connu pour %(share)s des habitants") % {"share": share}


def base_words(measure: "Measure") -> str:
    """Return "en % des ménages", "" for what is no share."""
    return _("en %% %(base)s") % {"base": measure.base_words} if measure.base_words else ""
