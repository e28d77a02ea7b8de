"""INSEE's rule by edition: for counts, never said of somebody."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.skills import (
    ITEMS_2021,
    RULES,
    Answer,
    Area,
    LastUse,
    Level,
    Standing,
    dsi_2021,
    illectronisme,
)
from maillage.core.skills.tests.strategies import CODES, ITEMS, LAST_USES

YES = Answer.YES
ONE_OF_EACH = ("IUIF", "IUEM", "IUBK", "CWRD1")  # one skill in each of the four domains
SAFE_USE = [item.code for item in ITEMS_2021 if item.area is Area.SAFETY]
FOUR_DOMAINS = ("2017", "2019")


def yes(*names):
    return dict.fromkeys(names, YES)


@pytest.mark.row("ORI-04", "WRN-17")
@pytest.mark.parametrize("edition", FOUR_DOMAINS)
def test_none_of_four_is_concerned_one_of_four_is_not_and_safe_use_alone_still_is(edition):
    assert illectronisme({}, edition=edition).concerned is True
    for code in ONE_OF_EACH:
        assert illectronisme(yes(code), edition=edition).concerned is False
    assert illectronisme(yes(*SAFE_USE), edition=edition).concerned is True


@pytest.mark.row("ORI-04", "WRN-17")
@pytest.mark.parametrize("edition", RULES)
def test_no_use_of_the_internet_is_concerned_whatever_is_known(edition):
    answer = illectronisme(yes(*CODES), edition=edition, last_use=LastUse.NEVER)
    assert (answer.concerned, answer.standing) == (True, Standing.NON_USER)
    assert answer.n_areas_at_none is None


def test_in_2021_one_domain_of_five_is_still_concerned_and_two_are_weak():
    assert illectronisme(yes("IUEM"), edition="2021").concerned is True
    assert illectronisme(yes(*SAFE_USE), edition="2021").concerned is True
    standings = [
        illectronisme(yes(*ONE_OF_EACH[:n], "PCOOK1"), edition="2021").standing for n in range(5)
    ]
    assert standings == [Standing.NO_SKILL, *[Standing.WEAK] * 3, Standing.NOT_CONCERNED]


def test_2019_counts_as_weak_who_lacks_one_to_three_and_2017_does_not():
    standings = {
        edition: [illectronisme(yes(*ONE_OF_EACH[:n]), edition=edition).standing for n in range(5)]
        for edition in FOUR_DOMAINS
    }
    assert standings["2019"] == [
        Standing.NO_SKILL,
        *[Standing.WEAK] * 3,
        Standing.NOT_CONCERNED,
    ]
    assert standings["2017"] == [Standing.NO_SKILL, *[Standing.NOT_CONCERNED] * 4]


def test_the_year_is_enough_to_be_a_user_in_2019_only():
    used_this_year = {
        edition: illectronisme(yes("IUEM"), edition=edition, last_use=LastUse.YEAR).standing
        for edition in RULES
    }
    assert used_this_year == {
        "2017": Standing.NON_USER,
        "2019": Standing.WEAK,
        "2021": Standing.NON_USER,
    }


@pytest.mark.parametrize("edition", RULES)
def test_who_said_nothing_is_unknown(edition):
    nothing = illectronisme({}, edition=edition, last_use=None)
    assert (nothing.standing, nothing.concerned) == (Standing.UNKNOWN, None)
    helped = illectronisme({"IUEM": Answer.WITH_HELP}, edition=edition, last_use=None)
    assert helped.standing is Standing.NO_SKILL


def test_an_unknown_edition_is_refused():
    with pytest.raises(ValueError, match="no such edition: 2020"):
        illectronisme({}, edition="2020")


@pytest.mark.parametrize("last_use", LastUse)
def test_an_unknown_item_is_refused_even_of_a_non_user(last_use):
    with pytest.raises(ValueError, match="no such item"):
        illectronisme({"MYSTERY": YES}, edition="2021", last_use=last_use)


@given(items=ITEMS)
def test_2021_is_the_level_none_of_the_indicator(items):
    concerned = illectronisme(items, edition="2021").concerned
    assert concerned is (dsi_2021(items).level is Level.NONE)


@pytest.mark.parametrize("edition", RULES)
@given(items=ITEMS, code=st.sampled_from(CODES), last_use=LAST_USES)
def test_a_skill_more_never_makes_somebody_concerned(edition, items, code, last_use):
    before = illectronisme(items, edition=edition, last_use=last_use)
    after = illectronisme({**items, code: YES}, edition=edition, last_use=last_use)
    if before.concerned is False:
        assert after.concerned is False
