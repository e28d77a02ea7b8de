"""Answers read from a page and written into the next one: nothing is kept between the two.

Whatever a page sends is read: an unknown word is as good as no answer, for a person is never told
that they answered wrong.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import TypeVar

from django.http import QueryDict

from maillage.apps.orientation.queries.answers import (
    MOTIVES,
    Benefit,
    Everything,
    Practice,
    Recourse,
    ShortAnswers,
)
from maillage.apps.orientation.queries.words import LANGUAGES, NOT_ONLINE
from maillage.core.skills import ITEMS_2021, Answer, LastUse, Obstacle, Use

Code = TypeVar("Code", bound=StrEnum)
# Names in the pages. A slug of a zone is at most this long.
MOTIVE, OBSTACLE, LANGUAGE, ZONE = "besoin", "gene", "langue", "ou"
BENEFIT, PRACTICE, RECOURSE = "apport", "pratique", "recours"
# The second group of questions was shown: no box ticked is then an answer.
ASKED_MORE = "suite"
LAST_USE, FULL = "derniere_fois", "bilan"
MOST_ZONE = 80
_ITEMS = tuple(item.code for item in ITEMS_2021)
# Answers to a use, as the page says them.
_USE_ANSWERS = {
    "yes": Answer.YES,
    "with_help": Answer.WITH_HELP,
    "wish": Answer.NO,
    "other": Answer.NO,
    "pass": Answer.PASS,
}


def use_name(use: Use) -> str:
    """Return the name of a use in the pages."""
    return f"usage_{use.value}"


def item_name(code: str) -> str:
    """Return the name of an activity in the pages."""
    return f"a_{code}"


def read_everything(sent: QueryDict) -> Everything:
    """Return all the answers that a page sent."""
    items = {}
    for code in _ITEMS:
        found = _one(Answer, sent.get(item_name(code), ""))
        if found is not None:
            items[code] = found
    return Everything(
        short=read_short(sent),
        items=items,
        last_use=_one(LastUse, sent.get(LAST_USE, "")),
        full=FULL in sent or bool(items),
    )


def read_short(sent: QueryDict) -> ShortAnswers:
    """Return the answers to the short questions that a page sent."""
    said = {use: sent.get(use_name(use), "") for use in Use}
    motive, language = sent.get(MOTIVE, ""), sent.get(LANGUAGE, "")
    recourse = _one(Recourse, sent.get(RECOURSE, ""))
    asked = ASKED_MORE in sent or BENEFIT in sent
    return ShortAnswers(
        motive=motive if motive in MOTIVES else "",
        obstacles=_several(Obstacle, sent.getlist(OBSTACLE)),
        uses={use: _USE_ANSWERS[word] for use, word in said.items() if word in _USE_ANSWERS},
        wishes=frozenset(use for use, word in said.items() if word == "wish"),
        last_use=LastUse.NEVER if NOT_ONLINE in sent.getlist(OBSTACLE) else None,
        language=language if language in LANGUAGES else "",
        zone=sent.get(ZONE, "").strip()[:MOST_ZONE],
        benefits=_several(Benefit, sent.getlist(BENEFIT)) if asked else None,
        practices=_several(Practice, sent.getlist(PRACTICE)),
        recourse=recourse.value if recourse is not None else "",
    )


def passed(sent: QueryDict, names: Iterable[str]) -> QueryDict:
    """Return what was sent without the answers to the questions that are passed."""
    left = sent.copy()
    for name in names:
        left.pop(name, None)
    return left


def carried(answers: Everything, *, without: Iterable[str] = ()) -> list[tuple[str, str]]:
    """Return the hidden fields that take answers to the next page, but for those it asks itself."""
    left = frozenset(without)
    fields = [*_short_fields(answers.short)]
    if answers.full:
        fields.append((FULL, "oui"))
    if answers.last_use is not None:
        fields.append((LAST_USE, answers.last_use.value))
    fields += [(item_name(code), answer.value) for code, answer in answers.items.items()]
    return [(name, value) for name, value in fields if name not in left]


def use_word(short: ShortAnswers, use: Use) -> str:
    """Return how the page says the answer to a use, "" without one."""
    answer = short.uses.get(use)
    if answer is None:
        return ""
    if answer is Answer.NO:
        return "wish" if use in short.wishes else "other"
    return answer.value


def _short_fields(short: ShortAnswers) -> list[tuple[str, str]]:
    fields = [(MOTIVE, short.motive), (LANGUAGE, short.language), (ZONE, short.zone)]
    fields += [(OBSTACLE, each.value) for each in Obstacle if each in short.obstacles]
    if not short.connected:
        fields.append((OBSTACLE, NOT_ONLINE))
    fields += [(use_name(use), use_word(short, use)) for use in Use]
    fields.append((RECOURSE, short.recourse))
    fields += [(PRACTICE, each.value) for each in Practice if each in short.practices]
    if short.benefits is not None:
        fields.append((ASKED_MORE, "oui"))
        fields += [(BENEFIT, each.value) for each in Benefit if each in short.benefits]
    return [(name, value) for name, value in fields if value]


def _one(kind: type[Code], word: str) -> Code | None:
    return kind(word) if word in kind._value2member_map_ else None


def _several(kind: type[Code], words: Iterable[str]) -> frozenset[Code]:
    found = (_one(kind, word) for word in words)
    return frozenset(each for each in found if each is not None)
