"""What an index says in French: its name on every map, what is missing, how firm a rank is."""

from collections.abc import Mapping
from types import MappingProxyType

from maillage.core.indicators.composite.uncertainty import RankRange
from maillage.core.indicators.index import Index, Remark

# By method, then by what tells its versions apart: four indices bear nearly the same name.
_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "ifn_2020 published": "IFN 2020, tel que publié (revenu non inversé)",
        "ifn_2020 corrected": "IFN 2020, revenu remis à l’endroit",
        "ifn_2021 tout_age": "IFN 2021, tout âge (seuils de points choisis par Maillage)",
        "ifn_2021 seniors": "IFN 2021, seniors (seuils de points choisis par Maillage)",
        "ifn_2023 tout_age": "IFN 2023, tout âge",
        "ifn_2023 jeune": "IFN 2023, jeunes",
        "portrea fragilite": "Portrea, fragilité socio-numérique (nombre de personnes)",
        "portrea exposition": "Portrea, exposition aux exigences numériques (nombre de personnes)",
    }
)

REMARKS: Mapping[Remark, str] = MappingProxyType(
    {
        Remark.UNKNOWN: "Aucun territoire n’a de valeur.",
        Remark.CONSTANT: "La valeur est la même partout : elle ne distingue aucun territoire.",
        Remark.NO_DENOMINATOR: "Personne à compter ici : il n’y a pas de taux.",
        Remark.IMPUTED: "Valeur absente, remplacée par la moyenne du groupe.",
        Remark.TREATED: "Valeur extrême ramenée vers les autres.",
        Remark.SCREENED: "Trop peu de données : pas d’indice pour ce territoire.",
        Remark.OUTSIDE: "Au-delà des territoires de comparaison : ramené à leur extrême.",
        Remark.ESTIMATED: "Estimé à partir de zones plus petites.",
        Remark.PARTLY_KNOWN: "Une partie des habitants vit dans une zone sans valeur.",
        Remark.MINIMUM: "Minimum connu : des cases secrètes ne sont pas comptées.",
        Remark.BOUNDED: "Deux comptes se contredisent : le résultat est tenu dans ses bornes.",
    }
)


def name_of(index: Index) -> str:
    """Return the name to print with an index, which says its version."""
    said = index.settings.get("mode") or index.settings.get("score")
    if index.method == "ifn_2021":
        said = index.version.rpartition(" ")[2]
    said = said or index.settings.get("edition", "")
    return _NAMES.get(f"{index.method} {said}", index.version)


def say_rank(found: RankRange, this: str = "ce quartier") -> str:
    """Return how firm the rank of a territory is, as one sentence; rank 1 is the most fragile."""
    if found.low is None or found.high is None:
        return f"Les données ne suffisent pas pour donner un rang à {this}."
    variants = f"Dans {found.level:.0%} des variantes".replace("%", "\u00a0%")
    ranks = f"entre le rang {found.low} et le rang {found.high}"
    if found.low == found.high:
        ranks = f"au rang {found.low}"
    return f"{variants}, {this} est {ranks} sur {found.n_territories}."
