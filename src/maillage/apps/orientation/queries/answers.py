"""What a person answers to the short questions: nothing says who, everything may be missing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from maillage.apps.directory.queries import NEEDS
from maillage.core.skills import (
    Answer,
    LastUse,
    Obstacle,
    Repere,
    RepereAnswers,
    Use,
    read_answers,
    repere,
)


class Benefit(StrEnum):
    """What digital tools bring to somebody who uses them (ledger ORI-18)."""

    TIME = "time"
    MONEY = "money"
    INFORMATION = "information"
    PROCEDURE = "procedure"
    NONE = "none"


class Recourse(StrEnum):
    """To whom one turns first (ledger ORI-33)."""

    FAMILY = "family"
    FRIENDS = "friends"
    NEIGHBOURS = "neighbours"
    SOCIAL_CENTRE = "social_centre"
    LIBRARY = "library"
    ASSOCIATION = "association"
    TOWN_HALL = "town_hall"
    NOBODY = "nobody"


class Practice(StrEnum):
    """What one already does (ledger OBS-13)."""

    COMMUNICATE = "communicate"
    TRAVEL = "travel"
    LEARN = "learn"
    LEISURE = "leisure"


# Codes of needs: the first question, why the person is here (ledger ORI-11).
MOTIVES = frozenset(need.code for need in NEEDS)


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortAnswers:
    """The short questions. A passed question and a missing one are the same.

    `wishes` are the uses that the person would like to learn, among those not done. `benefits` is
    None when the question was not asked.
    """

    motive: str = ""
    obstacles: frozenset[Obstacle] = frozenset()
    uses: Mapping[Use, Answer] = field(default_factory=dict)
    wishes: frozenset[Use] = frozenset()
    last_use: LastUse | None = None
    language: str = ""  # a code of directory.queries.labels, "" is French or not said
    zone: str = ""  # its slug, "" is the whole territory
    benefits: frozenset[Benefit] | None = None
    practices: frozenset[Practice] = frozenset()
    recourse: str = ""

    def repere(self) -> Repere:
        """Return what these answers say (core.skills)."""
        return repere(
            RepereAnswers(uses=self.uses, obstacles=self.obstacles, last_use=self.last_use)
        )

    @property
    def connected(self) -> bool:
        """False for who says that they do not use the internet (ledger ORI-17)."""
        return self.last_use in (None, LastUse.THREE_MONTHS)

    @property
    def lacks_benefit(self) -> bool:
        """Uses the internet, was asked what it brings, and it brings nothing (ledger ORI-18)."""
        return self.connected and self.benefits is not None and not (self.benefits - {Benefit.NONE})

    def as_json(self) -> dict[str, Any]:
        """Return what the base keeps: codes alone, in the order of their lists."""
        kept: dict[str, Any] = {
            "motive": self.motive,
            "obstacles": [each.value for each in Obstacle if each in self.obstacles],
            "uses": {use.value: self.uses[use].value for use in Use if use in self.uses},
            "wishes": [each.value for each in Use if each in self.wishes],
            "last_use": self.last_use.value if self.last_use is not None else "",
            "language": self.language,
            "zone": self.zone,
            "practices": [each.value for each in Practice if each in self.practices],
            "recourse": self.recourse,
        }
        if self.benefits is not None:
            kept["benefits"] = [each.value for each in Benefit if each in self.benefits]
        # No benefit ticked is an answer; no obstacle ticked is none.
        return {name: value for name, value in kept.items() if value or name == "benefits"}

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> "ShortAnswers":
        """Return the answers that `as_json` wrote."""
        benefits = kept.get("benefits")
        last_use = kept.get("last_use", "")
        return cls(
            motive=kept.get("motive", ""),
            obstacles=frozenset(map(Obstacle, kept.get("obstacles", ()))),
            uses={Use(use): Answer(answer) for use, answer in kept.get("uses", {}).items()},
            wishes=frozenset(map(Use, kept.get("wishes", ()))),
            last_use=LastUse(last_use) if last_use else None,
            language=kept.get("language", ""),
            zone=kept.get("zone", ""),
            benefits=None if benefits is None else frozenset(map(Benefit, benefits)),
            practices=frozenset(map(Practice, kept.get("practices", ()))),
            recourse=kept.get("recourse", ""),
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Everything:
    """All that somebody answered: the short questions, and the 31 activities when they wished."""

    short: ShortAnswers = field(default_factory=ShortAnswers)
    items: Mapping[str, Answer] = field(default_factory=dict)
    # Of the 31 activities; None when it was not said.
    last_use: LastUse | None = None
    # The 31 activities were begun: without it there is no level to speak of.
    full: bool = False

    def said_items(self) -> dict[str, str]:
        """Return what the base keeps of the activities: what was passed is left out."""
        return {code: answer.value for code, answer in read_answers(self.items).items()}
