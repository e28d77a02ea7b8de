"""The published levels: counts, thresholds, and what must never happen."""

from collections import Counter
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.skills import (
    ITEMS_2015,
    ITEMS_2021,
    ONE_OF_THE_TWO,
    ONLY_2015,
    Answer,
    Area,
    AreaLevel,
    LastUse,
    Level,
    dsi_2015,
    dsi_2021,
    overall_2021,
)
from maillage.core.skills.tests.strategies import CODES, ITEMS, LAST_USES

YES = Answer.YES
ORDER = list(Level)
AREA_ORDER = list(AreaLevel)


def codes(area, edition=ITEMS_2021):
    found = [item.code for item in edition if item.area is area]
    return [code for code in found if code != "TICXND"] if edition is ITEMS_2021 else found


def yes(*names):
    return dict.fromkeys(names, YES)


def level_of(area, items, rule=dsi_2021):
    return rule(items).of(area).level


def test_the_243_combinations_give_the_published_counts():
    counted = Counter(overall_2021(levels) for levels in product(AreaLevel, repeat=5))
    assert counted == {
        Level.ABOVE: 1,
        Level.BASIC: 31,
        Level.LOW: 80,
        Level.NARROW: 80,
        Level.LIMITED: 40,
        Level.NONE: 11,
    }


def test_four_areas_or_six_are_not_five():
    for n_areas in (4, 6):
        with pytest.raises(ValueError, match="five areas"):
            overall_2021([AreaLevel.BASIC] * n_areas)


def test_there_are_31_items_in_the_published_areas():
    counted = Counter(item.area for item in ITEMS_2021)
    assert sum(counted.values()) == len({item.code for item in ITEMS_2021}) == 31
    assert [counted[area] for area in Area] == [5, 6, 7, 7, 6]


def test_the_first_edition_has_22_items_and_four_areas():
    counted = Counter(item.area for item in ITEMS_2015)
    assert counted == {
        Area.INFORMATION: 5,
        Area.COMMUNICATION: 4,
        Area.PROBLEMS: 7,
        Area.CONTENT: 6,
    }
    both = {item.code for item in ITEMS_2021}
    assert {item.code for item in ITEMS_2015} - both == set(ONLY_2015)


@pytest.mark.parametrize(
    ("area", "from_how_many"),
    [
        (Area.INFORMATION, 2),
        (Area.COMMUNICATION, 2),
        (Area.CONTENT, 3),
        (Area.SAFETY, 3),
        (Area.PROBLEMS, 3),
    ],
)
def test_the_level_of_an_area_changes_at_its_thresholds(area, from_how_many):
    names = codes(area)
    for n_done in range(len(names) + 1):
        expected = AreaLevel.NONE if n_done == 0 else AreaLevel.BASIC
        if n_done >= from_how_many:
            expected = AreaLevel.ABOVE
        assert level_of(area, yes(*names[:n_done])) is expected


def test_checking_and_not_needing_to_check_are_one_activity():
    both = dsi_2021(yes(*ONE_OF_THE_TWO)).of(Area.INFORMATION)
    assert (both.n_done, both.level) == (1, AreaLevel.BASIC)
    assert dsi_2021(yes("TICXND")).of(Area.INFORMATION).n_done == 1
    assert level_of(Area.INFORMATION, yes("TICXND", "IUIF")) is AreaLevel.ABOVE
    assert both.n_items == 4


def test_one_area_with_a_skill_is_still_none_in_2021():
    assert dsi_2021(yes(*codes(Area.COMMUNICATION))).level is Level.NONE
    assert dsi_2021(yes("IUEM", "IUIF")).level is Level.LIMITED


@pytest.mark.parametrize("rule", [dsi_2021, dsi_2015])
@pytest.mark.parametrize("last_use", [LastUse.YEAR, LastUse.LONGER, LastUse.NEVER])
def test_who_does_not_use_the_internet_is_not_assessed(rule, last_use):
    skills = rule(yes(*CODES), last_use=last_use)
    assert (skills.level, skills.areas, skills.assessed) == (Level.NOT_ASSESSED, (), False)


@pytest.mark.parametrize("rule", [dsi_2021, dsi_2015])
def test_who_did_not_say_is_a_user_as_soon_as_they_do_one_thing(rule):
    assert not rule({}, last_use=None).assessed
    assert not rule({"IUEM": Answer.NO}, last_use=None).assessed
    assert rule({"IUEM": Answer.WITH_HELP}, last_use=None).assessed


@pytest.mark.parametrize("rule", [dsi_2021, dsi_2015])
def test_with_help_counts_nothing_and_is_shown_apart(rule):
    skills = rule({"IUEM": Answer.WITH_HELP, "IUSNET": YES})
    communication = skills.of(Area.COMMUNICATION)
    assert communication.level is AreaLevel.BASIC
    assert communication.done == ("IUSNET",)
    assert skills.to_consolidate == ("IUEM",)


def test_the_first_edition_knows_nothing_of_safe_use():
    assert dsi_2015(yes(*codes(Area.SAFETY))).level is Level.NONE
    assert dsi_2015({}).of(Area.SAFETY) is None


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ([], AreaLevel.NONE),
        (["devices", "CINSAPP1", "CCONF1"], AreaLevel.BASIC),
        (["IBUY", "IUSELL", "IUOL", "IUBK"], AreaLevel.BASIC),
        (["devices", "IUBK"], AreaLevel.ABOVE),
    ],
)
def test_problem_solving_of_the_first_edition_asks_for_both_lists(done, expected):
    assert level_of(Area.PROBLEMS, yes(*done), dsi_2015) is expected


@pytest.mark.parametrize(
    ("done", "expected"),
    [
        ([], AreaLevel.NONE),
        (["CWRD1", "CXLS1", "CEPVA1"], AreaLevel.BASIC),
        (["CPRG2"], AreaLevel.ABOVE),
    ],
)
def test_software_of_the_first_edition_asks_for_the_second_list(done, expected):
    assert level_of(Area.CONTENT, yes(*done), dsi_2015) is expected


def test_the_first_edition_is_low_from_one_area_to_three():
    one_each = ["IUIF", "IUEM", "devices", "CWRD1"]
    levels = [dsi_2015(yes(*one_each[:n])).level for n in range(5)]
    assert levels == [Level.NONE, Level.LOW, Level.LOW, Level.LOW, Level.BASIC]
    all_above = yes("IUIF", "IHIF", "IUEM", "upload", "devices", "IUBK", "CPRES2")
    assert dsi_2015(all_above).level is Level.ABOVE


@pytest.mark.parametrize("rule", [dsi_2021, dsi_2015])
def test_an_unknown_item_or_answer_is_refused(rule):
    with pytest.raises(ValueError, match="no such item: MYSTERY"):
        rule({"MYSTERY": YES})
    with pytest.raises(ValueError, match="perhaps"):
        rule({"IUEM": "perhaps"})


@pytest.mark.parametrize("rule", [dsi_2021, dsi_2015])
@given(items=ITEMS, code=st.sampled_from(CODES), last_use=LAST_USES)
def test_a_yes_more_never_lowers_a_level(rule, items, code, last_use):
    before, after = (rule(each, last_use=last_use) for each in (items, {**items, code: YES}))
    assert ORDER.index(after.level) >= ORDER.index(before.level)
    for area in before.areas:
        assert AREA_ORDER.index(after.of(area.area).level) >= AREA_ORDER.index(area.level)


@pytest.mark.parametrize("rule", [dsi_2021, dsi_2015])
@given(items=ITEMS, last_use=LAST_USES)
def test_to_pass_is_to_say_nothing(rule, items, last_use):
    said = {code: answer for code, answer in items.items() if answer is not Answer.PASS}
    assert rule(items, last_use=last_use) == rule(said, last_use=last_use)
    everything = dict.fromkeys(CODES, Answer.PASS) | said
    assert rule(everything, last_use=last_use) == rule(said, last_use=last_use)


@pytest.mark.parametrize("rule", [dsi_2021, dsi_2015])
@given(items=ITEMS)
def test_with_help_is_worth_a_no_in_every_level(rule, items):
    refused = {
        code: Answer.NO if answer is Answer.WITH_HELP else answer for code, answer in items.items()
    }
    assert rule(items).level is rule(refused).level


@given(items=ITEMS)
def test_what_is_counted_is_within_what_there_is(items):
    for area in dsi_2021(items).areas:
        assert 0 <= area.n_done <= area.n_items
        assert not set(area.done) & set(area.with_help)
