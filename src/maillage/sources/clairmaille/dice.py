"""Chance that is the same on every machine and every version of Python."""

from collections.abc import Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")
SEED = 59999


class Dice:
    """Draws from a seed; only `Random.random` is used, whose sequence Python promises to keep."""

    def __init__(self, *parts: object) -> None:
        self._random = Random("/".join(str(part) for part in (SEED, *parts)))

    def share(self) -> float:
        """Return a number from 0 to 1, 1 excluded."""
        return self._random.random()

    def between(self, low: float, high: float) -> float:
        """Return a number between two others."""
        return low + (high - low) * self.share()

    def one_of(self, things: Sequence[T]) -> T:
        """Return one of several things."""
        return things[int(self.share() * len(things))]

    def order(self, things: Sequence[T]) -> list[T]:
        """Return the same things in another order."""
        left, drawn = list(things), []
        while left:
            drawn.append(left.pop(int(self.share() * len(left))))
        return drawn
