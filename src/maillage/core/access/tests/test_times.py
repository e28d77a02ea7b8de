"""Hours of a week, and who is open on a Tuesday at six."""

from datetime import date, datetime, time, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.access import Moment, moment_of, opened_at, ordinary_week, weekly_hours
from maillage.core.hours import parse

MONDAY = date(2026, 11, 16)
TEXTS = [
    "Mo-Fr 09:00-12:00,14:00-18:00",
    "Tu 18:00-20:00",
    "Sa 22:00-02:00",
    "24/7",
    '"sur rendez-vous"',
    'Mo 09:00-12:00; Tu "sur rendez-vous"',
    "on verra bien",
    "off",
    "",
]


def test_hours_of_a_week_are_those_plainly_open():
    found = weekly_hours([*map(parse, TEXTS), None], monday=MONDAY)
    expected = [35, 2, 4, 168, np.nan, 3, np.nan, 0, np.nan, np.nan]
    np.testing.assert_array_equal(found, expected)


def test_a_week_that_is_partly_unknown_is_not_counted_short():
    # 11 November 2026 is a Wednesday: nobody knows whether the place is open.
    hours = parse("Mo-Fr 09:00-12:00")
    assert np.isnan(weekly_hours([hours], monday=date(2026, 11, 9))[0])
    assert weekly_hours([hours], monday=MONDAY)[0] == 15


@given(
    st.lists(st.sampled_from(TEXTS), max_size=4),
    st.integers(0, 6),
    st.none() | st.integers(0, 1439),
)
def test_open_is_what_the_hours_say_minute_by_minute(texts, weekday, minute):
    hours = [None, *map(parse, texts)]
    found = opened_at(hours, [Moment(weekday, minute)], monday=MONDAY)
    midnight = datetime.combine(MONDAY, time()) + timedelta(days=weekday)
    minutes = range(0, 1440, 15) if minute is None else [minute]
    for place, one in enumerate(hours):
        answers = {None} if one is None or not one.understood else set()
        if not answers:
            answers = {one.is_open(midnight + timedelta(minutes=m)) for m in minutes}
        assert found.open[0, place] == (True in answers)
        assert found.unknown[0, place] == (True not in answers and None in answers)


def test_saturday_means_some_time_of_it_after_midnight_included():
    hours = [parse("Fr 20:00-02:00"), parse("Sa 10:00-12:00"), parse("Su 10:00-12:00")]
    found = opened_at(hours, [moment_of("samedi"), moment_of("samedi 18 h")], monday=MONDAY)
    assert found.open.tolist() == [[True, True, False], [False, False, False]]
    assert not found.unknown.any()
    assert opened_at([], [moment_of("samedi")], monday=MONDAY).open.shape == (1, 0)


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        ("mardi 18 h", Moment(1, 1080)),
        ("Mardi à 18h30", Moment(1, 1110)),
        ("samedis", Moment(5)),
        ("dimanche 0 heure", Moment(6, 0)),
    ],
)
def test_a_moment_is_said_in_french(text, moment):
    assert moment_of(text) == moment


@pytest.mark.parametrize("text", ["", "mardi 25 h", "le soir", "mardi 18 h et demie"])
def test_another_text_is_no_moment(text):
    with pytest.raises(ValueError, match="Dites un jour"):
        moment_of(text)


def test_an_ordinary_week_has_neither_holiday():
    assert ordinary_week(date(2026, 11, 8)) == MONDAY  # the 11th falls in the week of the 9th
    assert ordinary_week(MONDAY) == MONDAY
    # All Saints' holidays last until 2 November in every zone; the 11th follows.
    assert ordinary_week(date(2026, 10, 17), school_zone="B") == date(2026, 11, 2)
    assert ordinary_week(date(2026, 10, 17)) == date(2026, 10, 19)


def test_without_a_known_school_year_no_week_is_called_ordinary():
    with pytest.raises(ValueError, match="no ordinary week"):
        ordinary_week(date(2090, 1, 1), school_zone="A")


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Moment(7),
        lambda: Moment(0, 1440),
        lambda: weekly_hours([], monday=date(2026, 11, 17)),
        lambda: opened_at([], [], monday=date(2026, 11, 17)),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"moment|Monday"):
        wrong()
