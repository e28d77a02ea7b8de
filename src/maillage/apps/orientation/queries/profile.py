"""What answers say of a person, ready to be read: first what they do, never a mark."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Literal

from django.utils.translation import gettext_lazy

from maillage.apps.orientation.queries.answers import Everything, Practice, ShortAnswers
from maillage.apps.orientation.queries.item_words import AREAS_IN_ORDER, ITEMS
from maillage.apps.orientation.queries.words import (
    AREAS,
    OBSTACLE_GROUPS,
    OBSTACLES,
    PRACTICES,
    USES,
    Said,
)
from maillage.core.skills import (
    AREA_OF_USE,
    ITEMS_2021,
    VERSION_2015,
    Answer,
    Area,
    AreaLevel,
    First,
    Level,
    Obstacle,
    Skills,
    Use,
    dsi_2015,
    dsi_2021,
)

Version = Literal["2021", "2019"]


class State(StrEnum):
    """How one stands with a domain, in words and by its pictogram; never good or bad."""

    DONE = "done"
    BASIC = "basic"
    WITH_HELP = "with_help"
    WISH = "wish"
    OTHER = "other"
    START = "start"
    NOT_SAID = "not_said"


STATES: dict[State, Said] = {
    State.DONE: Said(gettext_lazy("Vous êtes à l’aise"), "verified"),
    State.BASIC: Said(gettext_lazy("Vous avez des bases"), "learn"),
    State.WITH_HELP: Said(gettext_lazy("Vous le faites avec quelqu’un"), "support"),
    State.WISH: Said(gettext_lazy("Vous aimeriez le faire"), "learn"),
    State.OTHER: Said(gettext_lazy("Vous faites autrement"), "walk-in"),
    State.START: Said(gettext_lazy("C’est à découvrir, avec quelqu’un"), "support"),
    State.NOT_SAID: Said(gettext_lazy("Vous n’avez rien dit là-dessus"), "unknown"),
}
_PROBLEMS_SAID = gettext_lazy("Quand ça bloque, vous aimeriez de l’aide")
_ALONE = gettext_lazy("Vous le faites quand vous en avez besoin")
# Safe use became the fifth domain in 2021.
FIFTH = gettext_lazy("Compté depuis 2021")


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One domain: its words, how one stands with it; `since` says when it was added."""

    area: Said
    state: State
    said: Said
    since: Any = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ShortProfile:
    """What the six questions say."""

    already: Sequence[Said]
    with_help: Sequence[Said]
    lines: Sequence[Line]
    hard: Sequence[tuple[Any, Sequence[Said]]]
    first: Any
    lacks_benefit: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class FullProfile:
    """What the 31 activities say, by one version of the framework."""

    version: Version
    skills: Skills
    already: Sequence[tuple[Said, Sequence[Said]]]
    with_help: Sequence[Said]
    lines: Sequence[Line]
    words: Any
    # The questions that the first edition asks and ours do not: its levels are the least there is.
    at_least: bool


FIRST_WORDS: dict[First, Any] = {
    First.NOT_CONNECTED: gettext_lazy(
        "Vous n’avez besoin de rien chez vous. Une personne peut faire avec vous, ou pour vous."
    ),
    First.ACCESS: gettext_lazy(
        "D’abord, de quoi aller sur internet : un lieu avec des ordinateurs, un appareil, une "
        "connexion."
    ),
    First.SUPPORT: gettext_lazy("Quelqu’un peut faire avec vous, et vous montrer."),
    First.AUTONOMOUS: gettext_lazy(
        "Vous savez faire. Voici où trouver du matériel, ou aller plus loin."
    ),
    First.UNKNOWN: gettext_lazy("Venez comme vous êtes : on part de ce que vous voulez faire."),
}
_LEVELS: dict[Level, Any] = {
    Level.ABOVE: gettext_lazy("Vous êtes à l’aise partout. Vous pourriez même aider les autres."),
    Level.BASIC: gettext_lazy("Vous avez des bases partout. C’est solide."),
    Level.LOW: gettext_lazy("Vous avez déjà de bonnes bases. Il reste un domaine à découvrir."),
    Level.NARROW: gettext_lazy("Vous avez déjà des bases. Il reste deux domaines à découvrir."),
    Level.LIMITED: gettext_lazy("Vous avez commencé. La suite se fait pas à pas."),
    Level.NONE: gettext_lazy("Tout commence par un premier pas. Quelqu’un le fait avec vous."),
    Level.NOT_ASSESSED: gettext_lazy(
        "Internet ne fait pas partie de vos journées en ce moment. On peut vous aider avec, ou "
        "sans."
    ),
}
# For professionals: the names of the published levels.
LEVEL_NAMES: dict[Level, Any] = {
    Level.ABOVE: gettext_lazy("Au-dessus du niveau de base"),
    Level.BASIC: gettext_lazy("Niveau de base"),
    Level.LOW: gettext_lazy("Faible : un domaine sans compétence"),
    Level.NARROW: gettext_lazy("Étroit : deux domaines sans compétence"),
    Level.LIMITED: gettext_lazy("Limité : trois domaines sans compétence"),
    Level.NONE: gettext_lazy("Aucun : quatre ou cinq domaines sans compétence"),
    Level.NOT_ASSESSED: gettext_lazy("Non évalué : pas d’internet depuis trois mois"),
}
# The first edition calls "low" one to three domains at none.
_LOW_2019 = gettext_lazy("Vous avez déjà des bases. Il reste des domaines à découvrir.")
_STATE_OF_LEVEL = {
    AreaLevel.ABOVE: State.DONE,
    AreaLevel.BASIC: State.BASIC,
    AreaLevel.NONE: State.START,
}


def skills_of(answers: Everything, version: Version = "2021") -> Skills | None:
    """Return the levels of somebody who answered the 31 activities, None without them."""
    if not answers.full:
        return None
    rule = dsi_2021 if version == "2021" else dsi_2015
    return rule(answers.said_items(), last_use=answers.last_use)


def short_profile(short: ShortAnswers) -> ShortProfile:
    """Return what the six questions say: a line for each domain, and what is already done first."""
    found = short.repere()
    return ShortProfile(
        already=[
            *[USES[use] for use in found.done],
            *[PRACTICES[each] for each in Practice if each in short.practices],
        ],
        with_help=[USES[use] for use in found.with_help],
        lines=[_short_line(area, short) for area in AREAS_IN_ORDER],
        hard=[
            (title, [OBSTACLES[each] for each in listed if each in short.obstacles])
            for title, listed in OBSTACLE_GROUPS
            if short.obstacles.intersection(listed)
        ],
        first=FIRST_WORDS[found.first],
        lacks_benefit=short.lacks_benefit,
    )


def full_profile(answers: Everything, version: Version = "2021") -> FullProfile | None:
    """Return what the 31 activities say by one version, None when they were not asked."""
    skills = skills_of(answers, version)
    if skills is None:
        return None
    said = answers.said_items()
    low = version == "2019" and skills.level is Level.LOW
    done = {code for code, answer in said.items() if answer == Answer.YES}
    helped = [code for code, answer in said.items() if answer == Answer.WITH_HELP]
    by_area = _items_by_area()
    return FullProfile(
        version=version,
        skills=skills,
        already=[
            (AREAS[area], [ITEMS[code] for code in by_area[area] if code in done])
            for area in AREAS_IN_ORDER
            if done.intersection(by_area[area])
        ],
        with_help=[ITEMS[code] for code in helped],
        lines=[
            _full_line(each.area, each.level, helped=bool(each.with_help))
            for each in sorted(skills.areas, key=lambda each: AREAS_IN_ORDER.index(each.area))
        ],
        words=_LOW_2019 if low else _LEVELS[skills.level],
        at_least=skills.version == VERSION_2015,
    )


def _items_by_area() -> dict[Area, list[str]]:
    return {area: [item.code for item in ITEMS_2021 if item.area is area] for area in Area}


def _full_line(area: Area, level: AreaLevel, *, helped: bool) -> Line:
    state = _STATE_OF_LEVEL[level]
    if state is State.START and helped:
        state = State.WITH_HELP
    since = FIFTH if area is Area.SAFETY else ""
    return Line(area=AREAS[area], state=state, said=STATES[state], since=since)


def _short_line(area: Area, short: ShortAnswers) -> Line:
    since = FIFTH if area is Area.SAFETY else ""
    use = next((use for use, of in AREA_OF_USE.items() if of is area), None)
    if use is None:
        asks = Obstacle.KNOW_HOW in short.obstacles
        state = State.WISH if asks else State.NOT_SAID
        said = Said(_PROBLEMS_SAID, "support") if asks else STATES[state]
        return Line(area=AREAS[area], state=state, said=said)
    state = _state_of_use(use, short)
    said = Said(_ALONE, "verified") if state is State.DONE else STATES[state]
    return Line(
        area=Said(AREAS[area].words, AREAS[area].icon, USES[use].words),
        state=state,
        said=said,
        since=since,
    )


def _state_of_use(use: Use, short: ShortAnswers) -> State:
    answer = short.uses.get(use, Answer.PASS)
    if answer is Answer.NO:
        return State.WISH if use in short.wishes else State.OTHER
    states = {
        Answer.YES: State.DONE,
        Answer.WITH_HELP: State.WITH_HELP,
        Answer.PASS: State.NOT_SAID,
    }
    return states[answer]
