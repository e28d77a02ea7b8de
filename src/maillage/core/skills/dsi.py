"""The level of each area and overall, by both editions of Eurostat’s Digital Skills Indicator."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from maillage.core.skills.items import (
    ITEMS_2015,
    ITEMS_2021,
    ONE_OF_THE_TWO,
    VERSION_2015,
    VERSION_2021,
    Answer,
    Area,
    Item,
    LastUse,
    read_answers,
)


class AreaLevel(StrEnum):
    """The level of one area, lowest first."""

    NONE = "none"
    BASIC = "basic"
    ABOVE = "above_basic"


class Level(StrEnum):
    """The overall level: its value is Eurostat's code where there is one (2021)."""

    NOT_ASSESSED = "I_DSK2_NA"
    NONE = "I_DSK2_X"
    LIMITED = "I_DSK2_LM"
    NARROW = "I_DSK2_N"
    LOW = "I_DSK2_LW"
    BASIC = "I_DSK2_B"
    ABOVE = "I_DSK2_AB"


@dataclass(frozen=True)
class AreaSkills:
    """One area: how many of its items are done, which are done with help, and its level."""

    area: Area
    n_done: int
    n_items: int
    done: tuple[str, ...]
    with_help: tuple[str, ...]
    level: AreaLevel


@dataclass(frozen=True)
class Skills:
    """The levels of a person by one edition; `areas` is empty when not assessed."""

    version: str
    level: Level
    areas: tuple[AreaSkills, ...]

    @property
    def assessed(self) -> bool:
        return self.level is not Level.NOT_ASSESSED

    @property
    def to_consolidate(self) -> tuple[str, ...]:
        """Codes of what is done with somebody: no part of the level, shown apart."""
        return tuple(code for area in self.areas for code in area.with_help)

    def of(self, area: Area) -> AreaSkills | None:
        """What is known of one area, or nothing."""
        return next((each for each in self.areas if each.area is area), None)


_Rule = Callable[[Sequence[Item]], AreaLevel]

# From how many items an area is basic, and above basic.
THRESHOLDS_2021 = {
    Area.INFORMATION: (1, 2),
    Area.COMMUNICATION: (1, 2),
    Area.CONTENT: (1, 3),
    Area.SAFETY: (1, 3),
    Area.PROBLEMS: (1, 3),
}
THRESHOLDS_2015 = {Area.INFORMATION: (1, 2), Area.COMMUNICATION: (1, 2)}


def dsi_2021(
    items: Mapping[str, str], *, last_use: LastUse | None = LastUse.THREE_MONTHS
) -> Skills:
    """The level of each of the five areas and overall, by DSI 2.0 (since 2021).

    Parameters
    ----------
    items
        Answers by code (`ITEMS_2021`): yes, with help, no, pass. Missing and pass are the same.
        Codes that only the first edition has are ignored.
    last_use
        When the person last used the internet; None when they did not say, and they are then
        taken for a user as soon as they do one thing, alone or with help.

    Returns
    -------
    Skills
        `NOT_ASSESSED` without areas for who did not use the internet within three months.

    Raises
    ------
    ValueError
        An unknown code or an unknown answer.

    References
    ----------
    Vuorikari, Jerzak, Karpinski, Pokropek, Tudek 2022, doi 10.2760/897803.
    """
    answers = _of_edition(items, ITEMS_2021)
    if not _is_user(answers, last_use):
        return Skills(VERSION_2021, Level.NOT_ASSESSED, ())
    areas = tuple(
        _area(area, ITEMS_2021, answers, _by_count(*thresholds))
        for area, thresholds in THRESHOLDS_2021.items()
    )
    return Skills(VERSION_2021, overall_2021([area.level for area in areas]), areas)


def overall_2021(levels: Sequence[AreaLevel]) -> Level:
    """The overall level of DSI 2.0 from those of the five areas, in any order.

    Raises
    ------
    ValueError
        Not five levels.
    """
    if len(levels) != len(THRESHOLDS_2021):
        raise ValueError(f"five areas, not {len(levels)}")
    if all(level is AreaLevel.ABOVE for level in levels):
        return Level.ABOVE
    n_none = sum(level is AreaLevel.NONE for level in levels)
    steps = (Level.BASIC, Level.LOW, Level.NARROW, Level.LIMITED)
    return steps[n_none] if n_none < len(steps) else Level.NONE


def dsi_2015(
    items: Mapping[str, str], *, last_use: LastUse | None = LastUse.THREE_MONTHS
) -> Skills:
    """The level of each of the four areas and overall, by the first edition (2015 to 2019).

    Parameters
    ----------
    items
        Answers by code (`ITEMS_2015`). Codes that only DSI 2.0 has are ignored: safe use is never
        scored here. Who answered the 31 items of DSI 2.0 has four items missing, hence a level
        that is the least it can be.
    last_use
        As in `dsi_2021`.

    Returns
    -------
    Skills
        Overall `ABOVE`, `BASIC`, `LOW` (one to three areas at none), `NONE` (four) or
        `NOT_ASSESSED`. To be shown as "comparable 2019" only.

    Raises
    ------
    ValueError
        An unknown code or an unknown answer.

    References
    ----------
    Eurostat, metadata of isoc_sk_dskl_i (2015-2019).
    """
    answers = _of_edition(items, ITEMS_2015)
    if not _is_user(answers, last_use):
        return Skills(VERSION_2015, Level.NOT_ASSESSED, ())
    rules = {area: _by_count(*limits) for area, limits in THRESHOLDS_2015.items()}
    areas = (
        _area(Area.INFORMATION, ITEMS_2015, answers, rules[Area.INFORMATION]),
        _area(Area.COMMUNICATION, ITEMS_2015, answers, rules[Area.COMMUNICATION]),
        _area(Area.PROBLEMS, ITEMS_2015, answers, _both_lists),
        _area(Area.CONTENT, ITEMS_2015, answers, _second_list),
    )
    levels = [area.level for area in areas]
    n_none = levels.count(AreaLevel.NONE)
    if n_none:
        overall = Level.NONE if n_none == len(levels) else Level.LOW
    else:
        overall = Level.ABOVE if set(levels) == {AreaLevel.ABOVE} else Level.BASIC
    return Skills(VERSION_2015, overall, areas)


def _of_edition(items: Mapping[str, str], edition: tuple[Item, ...]) -> dict[str, Answer]:
    codes = {item.code for item in edition}
    return {code: answer for code, answer in read_answers(items).items() if code in codes}


def _is_user(answers: Mapping[str, Answer], last_use: LastUse | None) -> bool:
    if last_use is None:
        return any(answer in (Answer.YES, Answer.WITH_HELP) for answer in answers.values())
    return last_use is LastUse.THREE_MONTHS


def _area(
    area: Area, edition: tuple[Item, ...], answers: Mapping[str, Answer], rule: _Rule
) -> AreaSkills:
    items = [item for item in edition if item.area is area]
    done = [item for item in items if answers.get(item.code) is Answer.YES]
    counted = _once(done) if edition is ITEMS_2021 else done
    return AreaSkills(
        area=area,
        n_done=len(counted),
        n_items=len(_once(items)) if edition is ITEMS_2021 else len(items),
        done=tuple(item.code for item in done),
        with_help=tuple(item.code for item in items if answers.get(item.code) is Answer.WITH_HELP),
        level=rule(counted),
    )


def _once(items: Iterable[Item]) -> list[Item]:
    """These items, with at most one of the two that exclude each other."""
    kept = list(items)
    pair = [item for item in kept if item.code in ONE_OF_THE_TWO]
    return [item for item in kept if item not in pair[1:]]


def _by_count(basic: int, above: int) -> _Rule:
    def level(done: Sequence[Item]) -> AreaLevel:
        if len(done) >= above:
            return AreaLevel.ABOVE
        return AreaLevel.BASIC if len(done) >= basic else AreaLevel.NONE

    return level


def _both_lists(done: Sequence[Item]) -> AreaLevel:
    """First edition, problem solving: one list is basic, one of each is above basic."""
    lists = {item.list_b for item in done}
    return (AreaLevel.NONE, AreaLevel.BASIC, AreaLevel.ABOVE)[len(lists)]


def _second_list(done: Sequence[Item]) -> AreaLevel:
    """First edition, software: the harder list alone is above basic, the first alone is basic."""
    if any(item.list_b for item in done):
        return AreaLevel.ABOVE
    return AreaLevel.BASIC if done else AreaLevel.NONE
