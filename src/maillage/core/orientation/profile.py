"""Who is to be oriented: what is wanted, what stands in the way, what is possible. Never who."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil, inf

from maillage.core.skills import LACKS, Obstacle

# Steps of somebody who is old, or pushes a pram (methods.md 3.3), and what streets add to a bird's
# way. Both are said with the minutes.
WALK_KM_H = 4.0
DETOUR = 1.3
# What is urgent without a day is urgent within a week.
URGENT_WITHIN = timedelta(days=7)


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """What a person wants and can do, as far as they said it. Everything may be missing.

    Parameters
    ----------
    motives : codes of what one would like to do, the most wanted first
    complex : whether what is to be done is a complex procedure: one does not leave people alone
        with it
    levels : area of skills ("communication"...) to "none", "basic" or "above_basic"
    beginner : starts from nothing: never used the internet, or no area above "none"
    no_benefit : uses the internet, and it is of no use to them
    not_connected : has not used the internet for long
    obstacles : what stands in the way, several at once
    languages : codes of the languages in which one can be received; empty or with "fr": any
    care : values of PriseEnCharge that are needed, all of them
    accessible : answers of a place that must be yes, all of them ("wheelchair")
    publics : values of PublicSpecifique that the person says of themselves
    age_band : code of a band of ages, "" when not said
    ages : first and last age, years, that the person may have; None when not said
    costs : values of Frais that are possible; empty: any
    zone_ids : in one of these zones
    programmes : in one of these programmes
    near : (latitude, longitude) of where one starts from, degrees
    reach_min, accompanied_reach_min : how far one walks, minutes, alone and with somebody
    walk_km_h : how fast, km/h
    open_at : when one can come, naive local moment
    before : the deadline, naive local moment; None when nothing is due
    mobilised_by : "person" or "professional": who is going to ask; "" when it does not matter
    intensity : the step of the scale that is wished ("initiation"...), "" when it does not matter
    childcare : a child must be looked after
    limit, per_aim : at most so many places in all, and for each aim; None: all of them
    relax : when nothing fits, give filters up in the order of RELAXATION
    """

    motives: tuple[str, ...] = ()
    complex: bool = False
    levels: Mapping[str, str] = field(default_factory=dict)
    beginner: bool = False
    no_benefit: bool = False
    not_connected: bool = False
    obstacles: frozenset[Obstacle] = frozenset()
    languages: tuple[str, ...] = ()
    care: tuple[str, ...] = ()
    accessible: tuple[str, ...] = ()
    publics: tuple[str, ...] = ()
    age_band: str = ""
    ages: tuple[int, int] | None = None
    costs: tuple[str, ...] = ()
    zone_ids: tuple[int, ...] = ()
    programmes: tuple[str, ...] = ()
    near: tuple[float, float] | None = None
    reach_min: int | None = None
    accompanied_reach_min: int | None = None
    walk_km_h: float = WALK_KM_H
    open_at: datetime | None = None
    before: datetime | None = None
    mobilised_by: str = ""
    intensity: str = ""
    childcare: bool = False
    limit: int | None = 12
    per_aim: int | None = 4
    relax: bool = True

    def __post_init__(self) -> None:
        if self.ages is not None and not 0 <= self.ages[0] <= self.ages[1]:
            raise ValueError("ages go from the first to the last, years >= 0")
        if not 0 < self.walk_km_h < inf:
            raise ValueError("a person walks at a speed above 0 km/h")
        for minutes in (self.reach_min, self.accompanied_reach_min):
            if minutes is not None and minutes < 0:
                raise ValueError("minutes of walking are >= 0")
        for most in (self.limit, self.per_aim):
            if most is not None and most < 1:
                raise ValueError("at most is at least 1")

    @property
    def urgent(self) -> bool:
        """Whether something is due soon."""
        return self.before is not None or Obstacle.URGENT in self.obstacles

    def deadline(self, now: datetime) -> datetime:
        """Return until when what is urgent must be done."""
        return self.before if self.before is not None else now + URGENT_WITHIN

    @property
    def farthest_min(self) -> int | None:
        """How far one goes at most, minutes of walking, with somebody if it takes that."""
        said = [m for m in (self.reach_min, self.accompanied_reach_min) if m is not None]
        return max(said) if said else None

    def metres(self, minutes: int) -> int:
        """Return how far one is after walking so long, metres of a bird's way."""
        return int(minutes * self.walk_km_h * 1000 / 60 / DETOUR)

    def minutes(self, metres: int) -> int:
        """Return how long one walks to what is so far by a bird's way, whole minutes, at least 1.

        Examples
        --------
        >>> Profile().minutes(400)
        8
        """
        return max(1, ceil(metres * DETOUR * 60 / (self.walk_km_h * 1000)))

    def traits(self) -> frozenset[str]:
        """Return what is known, as the table writes it: "obstacle:money", "beginner"..."""
        said = {f"motive:{motive}" for motive in self.motives}
        said |= {f"obstacle:{obstacle}" for obstacle in self.obstacles}
        said |= {f"area:{area}" for area, level in self.levels.items() if level != "above_basic"}
        for name in ("complex", "beginner", "no_benefit", "not_connected", "urgent", "childcare"):
            if getattr(self, name):
                said.add(name)
        if self.obstacles & LACKS:
            said.add("lacks")
        if self.intensity:
            said.add(f"intensity:{self.intensity}")
        return frozenset(said)


@dataclass(frozen=True, slots=True, kw_only=True)
class Moment:
    """A time at which somebody receives at a place.

    Parameters
    ----------
    starts_at : naive, local to the place
    course : whether it is a session of a course; else one comes with a question and leaves with
        an answer, on appointment or not
    serves : features of the offers that it serves; empty: all those of the place
    reference : how the caller finds it again
    """

    starts_at: datetime
    course: bool = False
    serves: tuple[str, ...] = ()
    reference: str = ""
