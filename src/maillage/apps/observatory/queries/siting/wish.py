"""What is asked of siting: for which need, whom, among what, for which aim."""

from dataclasses import dataclass
from enum import StrEnum

from maillage.core.access import UNHURRIED, Walker

MOST_NEW = 6
# What a page waits for; then the best found, with how far from the best it may be.
TIME_LIMIT_S = 5.0
# A neighbourhood is covered when that part of its people is: the word of the gaps.
FLOOR_SHARE = 0.5


class Aim(StrEnum):
    """What the best choice is the best at."""

    CLOSEST = "proche"  # the shortest way on average (p-median)
    COVER = "couvrir"  # as many people as possible within the minutes (MCLP)
    FARTHEST = "loin"  # the longest way as short as possible (p-center)
    FEWEST = "moins"  # as few places as bring everybody within the minutes (LSCP)


class Candidates(StrEnum):
    """Where a new place may be."""

    PLACES = "lieux"  # public places that do not offer it yet
    MIDDLES = "milieux"  # the middle of each zone


@dataclass(frozen=True, slots=True)
class Wish:
    """One question; `n_new` is not asked for the fewest places, which is their number.

    need : code of a need of residents
    minutes : within which somebody is near, for the aims that cover and for the floor
    floor : whether each priority neighbourhood must be covered
    room : people of the zones whom a new place receives at most; None: as many as come
    """

    kind: str
    need: str
    aim: Aim = Aim.CLOSEST
    candidates: Candidates = Candidates.PLACES
    n_new: int = 1
    minutes: int = 15
    walker: Walker = UNHURRIED
    floor: bool = False
    room: int | None = None
    time_limit_s: float = TIME_LIMIT_S
