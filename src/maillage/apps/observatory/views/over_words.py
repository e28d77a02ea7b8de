"""A neighbourhood over several communes, in words: which ones, and what they have together."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from maillage.apps.observatory.queries.communes import LEAST_SHARE, Over
from maillage.apps.observatory.queries.values import COUNTS
from maillage.apps.observatory.views.wording import plain_number, value_words
from maillage.web.words import listed

if TYPE_CHECKING:
    from maillage.apps.observatory.models import Measure


def over_words(over: Over) -> str:
    """Return "Q1 est sur plusieurs communes : Hem et Roubaix. …", the most peopled first."""
    return _(
        "%(zone)s est sur plusieurs communes : %(communes)s. Celles où vivent moins de %(n)s %% de "
        "ses habitants ne comptent pas."
    ) % {
        "zone": over.zone.nom,
        "communes": listed(names(over)),
        "n": plain_number(100 * LEAST_SHARE),
    }


def together_words(over: Over, measure: "Measure") -> str:
    """Return what the communes of a neighbourhood have together, or that it does not add up."""
    total = over.added.get(measure.code)
    if total is None and measure.unit in COUNTS:
        return _("Ensemble, on ne sait pas : il manque à l’une d’elles un chiffre publié pour la "
                 "même année, par le même fichier.")  # fmt: skip
    if total is None:
        return _("Ce chiffre ne s’additionne pas d’une commune à l’autre : celui de chacune est "
                 "dans le tableau.")  # fmt: skip
    return _("%(communes)s ensemble : %(n)s.") % {
        "communes": listed(names(over)), "n": value_words(total, measure),
    }  # fmt: skip


def names(over: Over) -> Sequence[str]:
    """Return the names of the communes of a neighbourhood, that of most of its people first."""
    return [row.nom for row in over.communes]
