"""A composite index as data: its tree of dimensions and indicators, and the rule of each step."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal, get_args

import numpy as np

from maillage.core.indicators.averages import Aggregation, check_weights

Kind = Literal["min_max", "z", "rank", "percentile", "target", "decile"]
Unit = Literal["any", "share"]


@dataclass(frozen=True)
class Indicator:
    """One variable of the table.

    `direction` is 1 when more means more fragile, -1 when more means less. `denominator` names a
    column it is divided by. `unit` "share" refuses what is not from 0 to 1, once divided.
    `target` is (value reached, worst value), for the normalisation of that name.
    """

    name: str
    direction: Literal[1, -1] = 1
    weight: float = 1.0
    denominator: str = ""
    unit: Unit = "any"
    target: tuple[float, float] | None = None

    def __post_init__(self) -> None:
        if self.direction not in (1, -1):
            raise ValueError(f"{self.name}: a direction is 1 or -1, not {self.direction}")
        if self.unit not in get_args(Unit):
            raise ValueError(f"{self.name}: no such unit: {self.unit}")
        if self.target is not None and self.target[0] == self.target[1]:
            raise ValueError(f"{self.name}: its target and its worst value are the same")


@dataclass(frozen=True)
class Dimension:
    """A node of the tree: indicators or other dimensions, averaged by their weights.

    `how` is the mean of this node; None takes that of the method.
    """

    name: str
    members: tuple["Indicator | Dimension", ...]
    weight: float = 1.0
    how: Aggregation | None = None

    def __post_init__(self) -> None:
        if not self.members:
            raise ValueError(f"{self.name} has no member")
        check_weights(np.array([member.weight for member in self.members], dtype=np.float64))

    def indicators(self) -> Iterator[Indicator]:
        """Yield every indicator under this node, in order."""
        for member in self.members:
            if isinstance(member, Indicator):
                yield member
            else:
                yield from member.indicators()

    def dimensions(self) -> Iterator["Dimension"]:
        """Yield every dimension under this node, the deepest first."""
        for member in self.members:
            if isinstance(member, Dimension):
                yield from member.dimensions()
                yield member


@dataclass(frozen=True)
class Treatment:
    """When extreme values are brought back (COINr): skewness and kurtosis both over their limit.

    Up to `most` values are replaced by the next one; if that is not enough, a logarithm is taken
    of all. `most` 0 goes straight to the logarithm.
    """

    skewness: float = 2.0
    kurtosis: float = 3.5
    most: int = 5


@dataclass(frozen=True)
class Method:
    """All the choices of an index. Each is a parameter of what is shown, printed with it.

    Parameters
    ----------
    name, version
        Said on every map.
    root
        The tree; its direct members are the dimensions of which the total is made.
    kind, low, high
        The normalisation and, for min_max and target, the scale it ends on. A geometric or
        harmonic mean needs 1 to 100.
    how
        The mean, for every node that does not say its own.
    treatment
        None leaves extreme values as they are.
    impute
        Whether a missing value is replaced by the mean of the group of the territory.
    least_data
        Share of its indicators that a territory must have, before imputation, to be scored.
    needs
        Share of the weight of a node that must be known, as in `averages.average`.
    """

    name: str
    version: str
    root: Dimension
    kind: Kind = "min_max"
    low: float = 0.0
    high: float = 100.0
    how: Aggregation = "arithmetic"
    treatment: Treatment | None = None
    impute: bool = False
    least_data: float = 0.0
    needs: float = 1.0

    def __post_init__(self) -> None:
        names = [each.name for each in self.indicators]
        names += [each.name for each in self.root.dimensions()]
        if len(set(names)) != len(names):
            raise ValueError("two indicators or dimensions bear one name")
        if self.kind not in get_args(Kind):
            raise ValueError(f"no such normalisation: {self.kind}")
        if not self.low < self.high:
            raise ValueError(f"a scale goes up: {self.low:g} to {self.high:g}")
        if not 0 <= self.least_data <= 1:
            raise ValueError(f"a share of data is from 0 to 1: {self.least_data}")
        if self.kind == "target" and (lacks := [i.name for i in self.indicators if not i.target]):
            raise ValueError(f"no target is said for {', '.join(lacks)}")

    @property
    def indicators(self) -> tuple[Indicator, ...]:
        """Every indicator of the tree, in order."""
        return tuple(self.root.indicators())
