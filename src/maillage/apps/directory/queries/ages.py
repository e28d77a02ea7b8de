"""Bands of ages under which offers are found (ORI-24), and which of them an offer is for."""

from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from maillage.core.standard import PublicSpecifique

# Code, words, first and last age. 26–59 is the band that the founding survey names (N-28).
AGE_BANDS = (
    ("enfants", _("Enfants, jusqu’à 11 ans"), 0, 11),
    ("jeunes", _("Jeunes, de 12 à 25 ans"), 12, 25),
    ("adultes", _("Adultes, de 26 à 59 ans"), 26, 59),
    ("seniors", _("60 ans et plus"), 60, 120),
)
# What the publics of the standard say of an age; the others (women, unemployed…) say nothing.
BANDS_OF_PUBLIC = {
    str(PublicSpecifique.JEUNES): {"jeunes"},
    str(PublicSpecifique.ETUDIANTS): {"jeunes"},
    str(PublicSpecifique.FAMILLES_ET_OU_ENFANTS): {"enfants", "adultes"},
    str(PublicSpecifique.SENIORS): {"seniors"},
}


def bands_of(age_min: int | None, age_max: int | None, publics: Sequence[str]) -> set[str]:
    """Return the bands that an offer is for.

    Ages that are given decide. Else the publics that speak of an age do, when every public named
    does. Else it is for every age: an empty public means everyone.
    """
    if age_min is not None or age_max is not None:
        low = age_min or 0
        high = 120 if age_max is None else age_max
        return {code for code, _w, first, last in AGE_BANDS if first <= high and last >= low}
    if publics and all(public in BANDS_OF_PUBLIC for public in publics):
        return set().union(*(BANDS_OF_PUBLIC[public] for public in publics))
    return {code for code, *_rest in AGE_BANDS}
