"""Hours of which a file kept one day of the week."""

from datetime import date, datetime

import pytest

from maillage.core.hours import (
    cut_hours,
    lost_but,
    only_day_said,
    other_days_unknown,
    others_unknown,
    parse,
)
from maillage.core.hours.cut import FEWEST_PLACES, CutHours, only_day

MONDAY, SATURDAY = date(2026, 11, 16), date(2026, 11, 21)
SATURDAYS = ["Sa 09:00-12:00", "Sa 09:15-13:00,13:00-18:45", "le samedi de 10h à 12h"]


def said(source, texts):
    return [(source, parse(text)) for text in texts]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Sa 09:00-12:00", 5),
        ("We 14:00-16:00; PH off", 2),
        ("Mo-Fr 09:00-12:00", None),
        ("Sa 09:00-12:00; We by_appointment", None),
        ("Sa 09:00-12:00; Mo-Fr,Su unknown", None),
        ("24/7", None),
        ("on verra", None),
    ],
)
def test_the_only_day_of_hours(text, day):
    assert only_day(parse(text)) == day


def test_a_file_that_is_open_on_saturdays_alone_lost_the_other_days():
    rows = said("assembleurs", SATURDAYS * 10) + said("mairie", ["Mo-Fr 09:00-12:00"] * 30)
    assert cut_hours(rows) == [CutHours("assembleurs", 5, 30)]


def test_one_place_put_right_by_hand_does_not_close_the_others():
    rows = said("assembleurs", ["Sa 09:00-12:00"] * 30 + ["Mo-Fr 09:00-12:00"])
    assert [one.n_places for one in cut_hours(rows)] == [30]


@pytest.mark.parametrize(
    "texts",
    [
        ["Sa 09:00-12:00"] * (FEWEST_PLACES - 1),
        ["Sa 09:00-12:00"] * 15 + ["We 09:00-12:00"] * 15,
        ["Sa 09:00-12:00"] * 15 + ["Mo-Sa 09:00-12:00"] * 5,
        [],
    ],
)
def test_few_places_or_different_days_are_believed(texts):
    assert cut_hours(said("a", texts)) == []


@pytest.mark.parametrize("text", SATURDAYS)
def test_the_day_that_was_kept_is_known_and_the_others_are_not(text):
    lost = {"a": CutHours("a", 5, 30)}
    hours = other_days_unknown(parse(text, zone="alsace-moselle"), "a", lost)
    assert hours.is_open(datetime(2026, 11, 21, 11)) is True  # noqa: DTZ001
    assert hours.known_on(SATURDAY)
    assert hours.is_open(datetime(2026, 11, 17, 17, 30)) is None  # noqa: DTZ001
    assert not hours.known_on(MONDAY)
    assert hours.zone == "alsace-moselle"


def test_hours_of_other_sources_and_whole_weeks_are_left_as_they_are():
    lost = {"a": CutHours("a", 5, 30)}
    saturday, week = parse("Sa 09:00-12:00"), parse("Mo-Sa 09:00-12:00")
    assert other_days_unknown(saturday, "b", lost) is saturday
    assert other_days_unknown(week, "a", lost) is week


@pytest.mark.parametrize("text", SATURDAYS)
def test_what_an_import_writes_is_still_recognised_and_is_not_written_twice(text):
    hours = parse(others_unknown(parse(text).osm, 5))
    assert cut_hours([("a", hours)] * 12) == [CutHours("a", 5, 12)]
    assert other_days_unknown(hours, "a", {"a": CutHours("a", 5, 12)}) is hours
    assert only_day_said(hours.text) is None
    assert hours.week()[5] == parse(text).week()[5]


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("Sa 09:00-12:00", 5),
        ("Sa 09:00-12:00; PH off", 5),
        ("le samedi de 10h à 12h", 5),
        ("Mo-Fr,Su off; Sa 09:00-12:00", None),
        ("Mo-Fr 09:00-12:00", None),
        ("09:00-12:00", None),
        ("on verra", None),
        ("", None),
    ],
)
def test_hours_that_say_nothing_of_the_other_days(text, day):
    assert only_day_said(text) == day


@pytest.mark.parametrize(
    ("days", "day"),
    [({}, None), ({5: 10}, 5), ({5: 9}, None), ({5: 19, None: 1}, 5), ({5: 18, 2: 2}, None)],
)
def test_how_many_places_say_that_a_file_lost_days(days, day):
    assert lost_but(days) == day
