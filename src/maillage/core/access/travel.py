"""How one walks, and how a time was worked out: said with every result."""

from dataclasses import dataclass
from enum import StrEnum
from math import inf

# From a straight line to what the feet walk, without a street network: the literature says 1.2 to
# 1.4 (methods.md 3.3).
DETOUR = 1.3
THRESHOLDS_MIN = (5, 10, 15, 20)


class Way(StrEnum):
    """Where the minutes of a trip come from."""

    STRAIGHT = "straight"  # straight line times a detour: "à vol d'oiseau corrigé"
    STREETS = "streets"  # the shortest way on a street network
    MIXED = "mixed"  # on streets where the network has some, else a straight line times a detour
    GIVEN = "given"  # the caller brought them


@dataclass(frozen=True, slots=True)
class Walker:
    """Someone who walks.

    speed_km_h : above 0
    avoids_steps : True when a flight of steps is no way
    """

    speed_km_h: float
    avoids_steps: bool = False

    def __post_init__(self) -> None:
        if not 0 < self.speed_km_h < inf:
            raise ValueError(f"a speed is above 0 km/h: {self.speed_km_h}")

    @property
    def metres_per_minute(self) -> float:
        """Metres walked in a minute."""
        return self.speed_km_h * 1000 / 60


# Older people, prams: the default for this public (methods.md 3.3).
UNHURRIED = Walker(4.0)
# 1.33 m/s, the default of OpenTripPlanner.
STANDARD = Walker(4.8)
# A stick, a wheelchair: no steps.
REDUCED_MOBILITY = Walker(2.9, avoids_steps=True)


@dataclass(frozen=True, slots=True)
class Travel:
    """How the minutes of a result were worked out; kept beside it, printed below it.

    detour : what straight lines were multiplied by; 1 on streets
    """

    way: Way
    walker: Walker | None = None
    detour: float = 1.0

    def __post_init__(self) -> None:
        if not 1 <= self.detour < inf:
            raise ValueError(f"a detour never shortens: {self.detour}")

    def minutes_per_metre(self) -> float:
        """Return the minutes that one metre of straight line or of street takes.

        Raises
        ------
        ValueError : the minutes were given, nobody said who walks.

        Examples
        --------
        >>> round(1000 * Travel(Way.STRAIGHT, UNHURRIED, DETOUR).minutes_per_metre(), 2)
        19.5
        """
        if self.walker is None:
            raise ValueError("nobody said who walks")
        return self.detour / self.walker.metres_per_minute


GIVEN = Travel(Way.GIVEN)
