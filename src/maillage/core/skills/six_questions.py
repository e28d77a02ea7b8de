"""What six questions are enough to say: who to see first. Never a level, never kept by itself."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from types import MappingProxyType

from maillage.core.skills.items import Answer, Area, LastUse

VERSION_REPERE = "Repérage 1"


class Use(StrEnum):
    """The four contrasted uses that the founding documents name, and no other."""

    MOBILE = "mobile"  # mobile applications: often known
    ADMINISTRATION = "administration"  # administrative sites: less
    OFFICE = "office"  # office software
    IDENTITY = "identity"  # accounts and passwords, virtual identity


# The domain that each use speaks of; solving problems is heard in the obstacles (`KNOW_HOW`).
AREA_OF_USE: Mapping[Use, Area] = MappingProxyType(
    {
        Use.MOBILE: Area.COMMUNICATION,
        Use.ADMINISTRATION: Area.INFORMATION,
        Use.OFFICE: Area.CONTENT,
        Use.IDENTITY: Area.SAFETY,
    }
)


class Obstacle(StrEnum):
    """What stands in the way. Several at once, never one in place of another."""

    NO_COMPUTER = "no_computer"
    NO_PHONE = "no_phone"
    NO_CONNECTION = "no_connection"
    MONEY = "money"
    KNOW_HOW = "know_how"
    CONFIDENCE = "confidence"
    READING = "reading"
    LANGUAGE = "language"
    ACCESS = "access"  # moving about, seeing, hearing: the need, never its cause
    TIME = "time"
    URGENT = "urgent"


class Family(StrEnum):
    """The families of obstacles: each calls for another kind of offer."""

    MEANS = "means"
    KNOW_HOW = "know_how"
    WAYS = "ways"
    TIME = "time"


FAMILY: Mapping[Obstacle, Family] = MappingProxyType(
    {
        Obstacle.NO_COMPUTER: Family.MEANS,
        Obstacle.NO_PHONE: Family.MEANS,
        Obstacle.NO_CONNECTION: Family.MEANS,
        Obstacle.MONEY: Family.MEANS,
        Obstacle.KNOW_HOW: Family.KNOW_HOW,
        Obstacle.CONFIDENCE: Family.KNOW_HOW,
        Obstacle.READING: Family.WAYS,
        Obstacle.LANGUAGE: Family.WAYS,
        Obstacle.ACCESS: Family.WAYS,
        Obstacle.TIME: Family.TIME,
        Obstacle.URGENT: Family.TIME,
    }
)
# Without these there is nothing to learn on: they come first.
LACKS = frozenset({Obstacle.NO_COMPUTER, Obstacle.NO_PHONE, Obstacle.NO_CONNECTION})


class First(StrEnum):
    """What to look for first."""

    NOT_CONNECTED = "not_connected"
    ACCESS = "access"
    SUPPORT = "support"
    AUTONOMOUS = "autonomous"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class RepereAnswers:
    """The answers to the short questions: everything may be missing, nothing says who."""

    uses: Mapping[Use, Answer] = field(default_factory=dict)
    obstacles: frozenset[Obstacle] = frozenset()
    last_use: LastUse | None = None


@dataclass(frozen=True)
class Repere:
    """What the answers say, strengths first."""

    version: str
    first: First
    done: tuple[Use, ...]
    with_help: tuple[Use, ...]
    to_learn: tuple[Use, ...]
    not_said: tuple[Use, ...]
    obstacles: tuple[Obstacle, ...]
    families: tuple[Family, ...]


def repere(answers: RepereAnswers) -> Repere:
    """What a few answers say of a person: what they do, what stands in the way, what comes first.

    Parameters
    ----------
    answers
        A passed question and a missing one are the same.

    Returns
    -------
    Repere
        `first` is, in this order: `NOT_CONNECTED` for who has not used the internet for three
        months; `ACCESS` when a device or the connection is lacking; `SUPPORT` when a use is not
        done alone or anything else stands in the way; `AUTONOMOUS` when every use answered is done
        alone; `UNKNOWN` when nothing was answered. Uses and obstacles are in the order of their
        lists. Never a level of DSI.
    """
    said = {use: answer for use, answer in answers.uses.items() if answer is not Answer.PASS}
    done = _uses(said, Answer.YES)
    with_help = _uses(said, Answer.WITH_HELP)
    to_learn = _uses(said, Answer.NO)
    obstacles = tuple(obstacle for obstacle in Obstacle if obstacle in answers.obstacles)
    if answers.last_use not in (None, LastUse.THREE_MONTHS):
        first = First.NOT_CONNECTED
    elif LACKS.intersection(obstacles):
        first = First.ACCESS
    elif with_help or to_learn or obstacles:
        first = First.SUPPORT
    else:
        first = First.AUTONOMOUS if done else First.UNKNOWN
    return Repere(
        version=VERSION_REPERE,
        first=first,
        done=done,
        with_help=with_help,
        to_learn=to_learn,
        not_said=tuple(use for use in Use if use not in said),
        obstacles=obstacles,
        families=families(obstacles),
    )


def families(obstacles: Iterable[Obstacle]) -> tuple[Family, ...]:
    """The families of these obstacles, each once, in the order of the list."""
    found = {FAMILY[obstacle] for obstacle in obstacles}
    return tuple(family for family in Family if family in found)


def _uses(said: Mapping[Use, Answer], wanted: Answer) -> tuple[Use, ...]:
    return tuple(use for use in Use if said.get(use) is wanted)
