"""One’s own index: the measures, their directions and their weights, chosen on screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _

from maillage.apps.observatory.queries.values import COUNTS, measures
from maillage.sources.figures import IndexDimension, IndexMeasure, IndexText, known_indices
from maillage.sources.figures.indices import Mean, Scale

CODE = "libre"
# A geometric or harmonic mean needs numbers over 0, which these two do not give.
NEGATIVE = frozenset({"z", "percentile"})
_PER = ("grid_population", "qpv_population", "population")


@dataclass(frozen=True, slots=True)
class Offered:
    """A measure that may be chosen; a count is taken for 100 inhabitants."""

    code: str
    nom: str
    direction: int
    is_count: bool
    in_local: bool


def offered_measures() -> list[Offered]:
    """Return the measures that have figures and may enter an index. One query."""
    usual = {said.measure: said for said in known_indices()["local"].measures}
    found = []
    for one in measures():
        counted = one.unit in COUNTS
        # How many people live there is no fragility: it is what the others are divided by.
        if counted and one.family == "people":
            continue
        said = usual.get(one.code)
        nom = _("%(nom)s, pour 100 habitants") % {"nom": one.nom} if counted else one.nom
        direction = one.direction or (said.direction if said else 0) or 1
        found.append(Offered(one.code, nom, direction, counted, said is not None))
    return found


def free_index(
    offered: Sequence[Offered],
    weights: Mapping[str, float],
    directions: Mapping[str, int],
    *,
    kind: str = "min_max",
    how: str = "arithmetic",
) -> IndexText | None:
    """Return the index of these choices, None when nothing weighs; each measure is a dimension."""
    chosen = [one for one in offered if weights.get(one.code, 0) > 0]
    if not chosen:
        return None
    return IndexText(
        code=CODE,
        nom=_("Votre indice"),
        version=_("choisi à l’écran, non gardé"),
        formula="composite",
        kind=cast(Scale, kind),
        how=cast(Mean, how),
        dimensions=tuple(
            IndexDimension(
                code=one.code,
                nom=one.nom,
                weight=weights[one.code],
                measures=(
                    IndexMeasure(
                        measure=one.code,
                        direction=directions.get(one.code, one.direction),
                        per=_PER if one.is_count else (),
                        nom=one.nom,
                    ),
                ),
            )
            for one in chosen
        ),
        sentence=_("Un indice que vous composez : les chiffres, leur sens, leurs poids."),
        source=_("Choix faits à l’écran. L’adresse de cette page les garde : vous pouvez "
                 "l’enregistrer ou l’envoyer."),
        caveat=_("Aucun choix n’est neutre : regardez quels rangs bougent."),
    )  # fmt: skip
