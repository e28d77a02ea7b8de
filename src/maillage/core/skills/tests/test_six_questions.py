"""The short questions: several obstacles at once, strengths kept, no level."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.skills import (
    AREA_OF_USE,
    FAMILY,
    LACKS,
    Answer,
    Area,
    Family,
    First,
    LastUse,
    Obstacle,
    RepereAnswers,
    Use,
    repere,
)

ANSWERS = st.builds(
    RepereAnswers,
    uses=st.dictionaries(st.sampled_from(Use), st.sampled_from(Answer)),
    obstacles=st.frozensets(st.sampled_from(Obstacle)),
    last_use=st.none() | st.sampled_from(LastUse),
)
ALONE = dict.fromkeys(Use, Answer.YES)


def test_every_obstacle_has_a_family_and_every_use_a_domain():
    assert set(FAMILY) == set(Obstacle)
    assert set(AREA_OF_USE) == set(Use)
    assert Area.SAFETY in AREA_OF_USE.values()


@pytest.mark.parametrize(
    ("answers", "first"),
    [
        (RepereAnswers(), First.UNKNOWN),
        (RepereAnswers(uses=ALONE), First.AUTONOMOUS),
        (RepereAnswers(uses={Use.MOBILE: Answer.YES}), First.AUTONOMOUS),
        (RepereAnswers(uses={**ALONE, Use.OFFICE: Answer.WITH_HELP}), First.SUPPORT),
        (RepereAnswers(uses={**ALONE, Use.OFFICE: Answer.NO}), First.SUPPORT),
        (RepereAnswers(uses=ALONE, obstacles=frozenset({Obstacle.URGENT})), First.SUPPORT),
        (RepereAnswers(uses=ALONE, obstacles=frozenset({Obstacle.NO_COMPUTER})), First.ACCESS),
        (RepereAnswers(last_use=LastUse.NEVER, obstacles=LACKS), First.NOT_CONNECTED),
        (RepereAnswers(uses=ALONE, last_use=LastUse.YEAR), First.NOT_CONNECTED),
    ],
)
def test_what_comes_first(answers, first):
    assert repere(answers).first is first


def test_material_and_language_both_stay():
    both = frozenset({Obstacle.NO_COMPUTER, Obstacle.LANGUAGE})
    found = repere(RepereAnswers(obstacles=both))
    assert set(found.obstacles) == both
    assert found.families == (Family.MEANS, Family.WAYS)


def test_money_and_know_how_are_two_families():
    assert FAMILY[Obstacle.MONEY] is Family.MEANS
    assert FAMILY[Obstacle.KNOW_HOW] is Family.KNOW_HOW


@given(answers=ANSWERS)
def test_no_obstacle_hides_another_and_every_use_is_said_once(answers):
    found = repere(answers)
    assert set(found.obstacles) == answers.obstacles
    uses = (*found.done, *found.with_help, *found.to_learn, *found.not_said)
    assert sorted(uses) == sorted(Use)


@given(answers=ANSWERS)
def test_to_pass_is_to_say_nothing(answers):
    said = {use: answer for use, answer in answers.uses.items() if answer is not Answer.PASS}
    assert repere(answers) == repere(RepereAnswers(said, answers.obstacles, answers.last_use))


@given(answers=ANSWERS, use=st.sampled_from(Use))
def test_a_use_done_alone_takes_no_strength_away(answers, use):
    more = RepereAnswers({**answers.uses, use: Answer.YES}, answers.obstacles, answers.last_use)
    assert set(repere(answers).done) <= set(repere(more).done)
