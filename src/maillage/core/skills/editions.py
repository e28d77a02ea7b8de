"""The statistical rule of INSEE, by edition. For counts only: never a word said of somebody."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import Literal

from maillage.core.skills.dsi import AreaLevel, Skills, dsi_2015, dsi_2021
from maillage.core.skills.items import Answer, LastUse, read_answers

Edition = Literal["2017", "2019", "2021"]


class Standing(StrEnum):
    """Where the rule puts somebody; `UNKNOWN` when they did not say if they use the internet."""

    NON_USER = "non_user"
    NO_SKILL = "no_skill"
    WEAK = "weak"
    NOT_CONCERNED = "not_concerned"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Illectronisme:
    """The answer of the rule of one edition."""

    edition: Edition
    standing: Standing
    n_areas_at_none: int | None

    @property
    def concerned(self) -> bool | None:
        """True, false, or None when it is not known."""
        if self.standing is Standing.UNKNOWN:
            return None
        return self.standing in (Standing.NON_USER, Standing.NO_SKILL)


@dataclass(frozen=True)
class EditionRule:
    """One edition: who is a user, from how many areas at none, and whether "weak" is published."""

    users: tuple[LastUse, ...]
    areas_at_none: int
    framework: Literal["2015", "2021"]
    has_weak: bool


# 2017: Insee Références 2019. 2019: Insee Première 1780. 2021: Insee Première 1953, where "four or
# five" is inferred from its abstract ("faibles" lack one, two or three of the five).
RULES: Mapping[Edition, EditionRule] = MappingProxyType(
    {
        "2017": EditionRule((LastUse.THREE_MONTHS,), 4, "2015", has_weak=False),
        "2019": EditionRule((LastUse.THREE_MONTHS, LastUse.YEAR), 4, "2015", has_weak=True),
        "2021": EditionRule((LastUse.THREE_MONTHS,), 4, "2021", has_weak=True),
    }
)


def illectronisme(
    items: Mapping[str, str],
    *,
    edition: Edition,
    last_use: LastUse | None = LastUse.THREE_MONTHS,
) -> Illectronisme:
    """Whether somebody is in "illectronisme" by one edition of the rule, and why.

    Parameters
    ----------
    items
        Answers by code; each edition reads those of its own framework. In 2017 and 2019 safe use
        is not one of the four domains: alone it changes nothing.
    edition
        "2017", "2019" or "2021".
    last_use
        When the person last used the internet; None when they did not say: they are a user as
        soon as they do one thing, alone or with help, else the answer is unknown.

    Returns
    -------
    Illectronisme
        Its standing, and the number of areas at none (None for a non-user or when unknown).

    Raises
    ------
    ValueError
        An unknown edition, code or answer.
    """
    if edition not in RULES:
        raise ValueError(f"no such edition: {edition}")
    rule = RULES[edition]
    if last_use is None and not _does_something(items):
        return Illectronisme(edition, Standing.UNKNOWN, None)
    if last_use is not None and last_use not in rule.users:
        read_answers(items)
        return Illectronisme(edition, Standing.NON_USER, None)
    skills = _skills(items, rule)
    n_none = sum(area.level is AreaLevel.NONE for area in skills.areas)
    if n_none >= rule.areas_at_none:
        return Illectronisme(edition, Standing.NO_SKILL, n_none)
    weak = rule.has_weak and n_none > 0
    return Illectronisme(edition, Standing.WEAK if weak else Standing.NOT_CONCERNED, n_none)


def _does_something(items: Mapping[str, str]) -> bool:
    return any(answer in (Answer.YES, Answer.WITH_HELP) for answer in read_answers(items).values())


def _skills(items: Mapping[str, str], rule: EditionRule) -> Skills:
    """The areas of this user, whatever the three months of the indicator."""
    by_framework = {"2015": dsi_2015, "2021": dsi_2021}
    return by_framework[rule.framework](items, last_use=LastUse.THREE_MONTHS)
