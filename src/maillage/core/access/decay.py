"""How much a place counts as it gets farther: small frozen functions of minutes."""

from dataclasses import dataclass
from math import inf
from typing import Protocol

import numpy as np

from maillage.core.access.points import Floats


class Decay(Protocol):
    """A weight for a time: it never rises with time, and is 0 past `reach_min`."""

    @property
    def reach_min(self) -> float:
        """Minutes past which the weight is 0; inf when it never is."""
        ...

    def __call__(self, minutes: Floats) -> Floats:
        """Return the weights of shape (n,), >= 0; the argument is not changed."""
        ...


@dataclass(frozen=True, slots=True)
class Step:
    """`weights[i]` up to `until_min[i]`, the bound included, 0 past the last one.

    Examples
    --------
    >>> Step((10, 20, 30), (1, 0.68, 0.22))(np.array([0, 10, 10.5, 30, 31])).tolist()
    [1.0, 1.0, 0.68, 0.22, 0.0]
    """

    until_min: tuple[float, ...]
    weights: tuple[float, ...]

    def __post_init__(self) -> None:
        if not 0 < len(self.until_min) == len(self.weights) < 256:
            raise ValueError("as many weights as bounds, 1 to 255")
        if not all(b > a for a, b in zip((-1.0, *self.until_min), self.until_min, strict=False)):
            raise ValueError(f"bounds rise: {self.until_min}")
        if not all(inf > a >= b for a, b in zip(self.weights, (*self.weights[1:], 0), strict=True)):
            raise ValueError(f"weights never rise and are >= 0: {self.weights}")

    @property
    def reach_min(self) -> float:
        """Minutes past which the weight is 0."""
        return self.until_min[-1]

    def __call__(self, minutes: Floats) -> Floats:
        """Return the weights."""
        step = np.zeros(len(minutes), np.uint8)
        for bound in self.until_min:
            step += minutes > bound
        return np.array([*self.weights, 0.0])[step]


@dataclass(frozen=True, slots=True)
class Gaussian:
    """exp(-t² / 2σ²): 1 at the door, without the 1/√(2πσ²) of a probability.

    Examples
    --------
    >>> Gaussian(20)(np.array([0.0, 20.0, 40.0])).round(6).tolist()
    [1.0, 0.606531, 0.135335]
    """

    sigma_min: float
    reach_min: float = inf

    def __post_init__(self) -> None:
        _above_zero(sigma_min=self.sigma_min, reach_min=self.reach_min)

    def __call__(self, minutes: Floats) -> Floats:
        """Return the weights."""
        return _cut(np.exp(-(minutes**2) / (2 * self.sigma_min**2)), minutes, self.reach_min)


@dataclass(frozen=True, slots=True)
class Gravity:
    """(max(t, nearest) / scale) ^ alpha, alpha below 0; no time counts less than `nearest_min`.

    Examples
    --------
    >>> Gravity(20, -2, nearest_min=1)(np.array([0.0, 1, 2, 20, 40])).round(9).tolist()
    [400.0, 400.0, 100.0, 1.0, 0.25]
    """

    scale_min: float = 1.0
    alpha: float = -1.0
    nearest_min: float = 1.0
    reach_min: float = inf

    def __post_init__(self) -> None:
        _above_zero(
            scale_min=self.scale_min, nearest_min=self.nearest_min, reach_min=self.reach_min
        )
        if not -inf < self.alpha < 0:
            raise ValueError(f"alpha is below 0, else what is far counts more: {self.alpha}")

    def __call__(self, minutes: Floats) -> Floats:
        """Return the weights."""
        weights = (np.maximum(minutes, self.nearest_min) / self.scale_min) ** self.alpha
        return _cut(weights, minutes, self.reach_min)


@dataclass(frozen=True, slots=True)
class Exponential:
    """Half as much every `half_min` minutes.

    Examples
    --------
    >>> Exponential(10, reach_min=20)(np.array([0.0, 10, 20, 21])).tolist()
    [1.0, 0.5, 0.25, 0.0]
    """

    half_min: float
    reach_min: float = inf

    def __post_init__(self) -> None:
        _above_zero(half_min=self.half_min, reach_min=self.reach_min)

    def __call__(self, minutes: Floats) -> Floats:
        """Return the weights."""
        return _cut(0.5 ** (minutes / self.half_min), minutes, self.reach_min)


def _above_zero(**values: float) -> None:
    for name, value in values.items():
        if not value > 0:
            raise ValueError(f"{name} is above 0: {value}")


def _cut(weights: Floats, minutes: Floats, reach_min: float) -> Floats:
    return weights if reach_min == inf else np.where(minutes <= reach_min, weights, 0.0)


# Defaults of PySAL access 1.1.10 (BSD-3): those of Luo & Qi (2009), and of Wan, Zou & Sternberg
# (2012), in minutes. They were set for doctors reached by car: for people on foot, say others.
ENHANCED_STEPS = Step((10, 20, 30), (1, 0.68, 0.22))
THREE_STEPS = Step((10, 20, 30, 60), (0.962, 0.704, 0.377, 0.042))
