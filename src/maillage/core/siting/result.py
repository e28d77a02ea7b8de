"""What siting answers: the places, how good they are, and how far from the best at most."""

from dataclasses import dataclass
from enum import StrEnum


class Status(StrEnum):
    """How much is known of the answer."""

    OPTIMAL = "optimal"
    BEST_FOUND = "best_found"  # time ran out: `gap` says how far from the best at most
    INFEASIBLE = "infeasible"  # `obstacles` say why
    UNDECIDED = "undecided"  # time ran out before any answer


class Reason(StrEnum):
    """Why there is no answer."""

    UNREACHED = "unreached"  # people whom no candidate reaches
    P_BELOW_FIXED = "p_below_fixed"
    P_ABOVE_SITES = "p_above_sites"
    CAPACITY = "capacity"  # the largest places together, or those that some reach, are too small
    FLOOR = "floor"  # neighbourhoods that no choice brings to their floor
    TOGETHER = "together"  # each rule can be kept, not all of them with so few places


@dataclass(frozen=True, slots=True)
class Obstacle:
    """One reason, what it is about (points, or neighbourhoods), needed and possible."""

    reason: Reason
    indexes: tuple[int, ...] = ()
    needed: float | None = None
    possible: float | None = None


@dataclass(frozen=True, slots=True)
class Siting:
    """Places chosen among candidates.

    `assignment` gives the chosen place that receives most of each point, -1 when none reaches it.
    `covered` counts people within the radius (LSCP, MCLP), `received` those of each chosen place.
    `bound` is what no choice can beat, and `gap` is |objective - bound| / |objective|.
    `crowded_out`, where places have a capacity: people of each point near enough to a chosen place
    for whom there is no room.
    """

    status: Status
    chosen: tuple[int, ...] = ()
    assignment: tuple[int, ...] = ()
    objective: float | None = None
    weighted_mean: float | None = None
    covered: float | None = None
    bound: float | None = None
    gap: float | None = None
    obstacles: tuple[Obstacle, ...] = ()
    received: tuple[float, ...] = ()
    crowded_out: tuple[float, ...] = ()
