"""Indices of fragility as data: dimensions, measures, directions, scale; one file each."""

import math
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any, Literal, get_args

from maillage.sources.figures.model import DescriptionError, only_known

Formula = Literal["hdf_egal", "composite", "portrea", "ifn_2020", "ifn_2021", "ifn_2023"]
Scale = Literal["min_max", "z", "rank", "percentile", "decile"]
Mean = Literal["arithmetic", "geometric", "harmonic"]
# A published formula of several editions says which one; the others have none.
EDITIONS: Mapping[str, tuple[str, ...]] = {
    "ifn_2020": ("corrected", "published"),
    "ifn_2021": ("tout_age", "seniors"),
    "ifn_2023": ("tout_age", "jeune"),
}


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexMeasure:
    """One measure of a dimension.

    direction : 1 when more is more fragile, -1 when more is less; 0 takes that of the measure
    weight : within its dimension
    per : measures of people by which a count is divided (for 100 of them); the first that is known
    column : its name in a published formula
    nom : its words when they are not those of the measure
    """

    measure: str
    direction: int = 0
    weight: float = 1.0
    per: tuple[str, ...] = ()
    column: str = ""
    nom: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexDimension:
    """A dimension: what it is called, its measures, its weight beside the others."""

    code: str
    nom: str
    measures: tuple[IndexMeasure, ...]
    weight: float = 1.0


@dataclass(frozen=True, slots=True, kw_only=True)
class IndexText:
    """An index, as its file says it.

    formula : the function of core.indicators that computes it
    kind, how : normalisation and mean, for those formulas that leave the choice
    least_known : share of the territories that must have a measure for it to be counted
    least_people : under this many inhabitants a territory has neither total nor rank
    against : kind of the territory of comparison, for a formula of ratios
    edition : which one of a published formula (EDITIONS)
    among : kind of the territories among which its authors place a value, "" for those shown
    unit : "points", or "people" for a number that grows with the territory
    """

    code: str
    nom: str
    version: str
    formula: Formula
    dimensions: tuple[IndexDimension, ...]
    sentence: str
    source: str
    caveat: str = ""
    kind: Scale = "min_max"
    how: Mean = "arithmetic"
    unit: str = "points"
    against: str = ""
    edition: str = ""
    among: str = ""
    least_known: float = 0.5
    least_people: int = 200

    @property
    def measures(self) -> tuple[IndexMeasure, ...]:
        """Every measure, in order."""
        return tuple(one for dimension in self.dimensions for one in dimension.measures)

    @property
    def has_variants(self) -> bool:
        """True when its choices could have been others: only then does a rank have an interval."""
        return self.formula in ("hdf_egal", "composite")

    @property
    def takes_reference(self) -> bool:
        """True when a reader may choose among which territories values are placed."""
        return self.has_variants or self.formula == "ifn_2021"

    @property
    def asks_for_all(self) -> bool:
        """True for a published formula, whose total stands on all of its measures."""
        return self.formula in EDITIONS


def index_text(code: str, said: Mapping[str, Any]) -> IndexText:
    """Return an index from TOML. Raises DescriptionError, which says what lacks."""
    words = dict(said)
    only_known(words, IndexText.__dataclass_fields__)
    for one in words.get("dimensions", ()):
        only_known(one, IndexDimension.__dataclass_fields__)
        for measure in one.get("measures", ()):
            only_known(measure, IndexMeasure.__dataclass_fields__)
    dimensions = tuple(
        IndexDimension(
            code=str(one.get("code", "")),
            nom=str(one.get("nom", "")),
            weight=float(one.get("weight", 1.0)),
            measures=tuple(
                IndexMeasure(**{**m, "per": tuple(m.get("per", ()))})
                for m in one.get("measures", ())
            ),
        )
        for one in words.pop("dimensions", ())
    )
    if not dimensions or not all(one.code and one.nom and one.measures for one in dimensions):
        raise DescriptionError("chaque dimension a un code, un nom et au moins une mesure")
    if words.get("formula") not in get_args(Formula):
        raise DescriptionError(f"« formula » doit être l’un de : {', '.join(get_args(Formula))}")
    if words.get("kind", "min_max") not in get_args(Scale):
        raise DescriptionError(f"« kind » doit être l’un de : {', '.join(get_args(Scale))}")
    if words.get("how", "arithmetic") not in get_args(Mean):
        raise DescriptionError(f"« how » doit être l’un de : {', '.join(get_args(Mean))}")
    editions = EDITIONS.get(words["formula"], ("",))
    if words.get("edition", "") not in editions:
        raise DescriptionError(f"« edition » doit être l’un de : {', '.join(editions)}")
    for name in ("nom", "version", "sentence", "source"):
        if not str(words.get(name, "")).strip():
            raise DescriptionError(f"la description ne dit pas « {name} »")
    found = IndexText(code=code, dimensions=dimensions, **words)
    codes = [one.measure for one in found.measures]
    if len(set(codes)) != len(codes):
        raise DescriptionError("une mesure ne compte qu’une fois dans un indice")
    if any(one.direction not in (-1, 0, 1) for one in found.measures):
        raise DescriptionError("un sens est -1 ou 1")
    for weights in ([one.weight for one in dimensions], *(_weights(one) for one in dimensions)):
        if not all(0 <= weight < math.inf for weight in weights) or not any(weights):
            raise DescriptionError(
                "un poids est un nombre, zéro ou plus, et l’un d’eux n’est pas nul"
            )
    return found


def _weights(dimension: IndexDimension) -> list[float]:
    return [one.weight for one in dimension.measures]


@cache
def known_indices() -> dict[str, IndexText]:
    """Return the indices that Maillage brings, by code, « local » first: one file each."""
    folder = files(__package__).joinpath("indices")
    found = {}
    toml = {one.name.removesuffix(".toml"): one for one in folder.iterdir()}
    for code, one in sorted(toml.items(), key=lambda pair: (pair[0] != "local", pair[0])):
        if one.name.endswith(".toml"):
            found[code] = index_text(code, tomllib.loads(one.read_text("utf-8")))
    return found
