# ruff: noqa: DTZ001 - hours are local to the place: naive moments are the ordinary case
"""Laws that hold for any schedule, against a slow reference and against the library."""

import itertools
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from opening_hours import OpeningHours

from maillage.core.hours import State, parse
from maillage.core.hours.tests.strategies import (
    ORDINARY_FROM,
    moments,
    schedules,
    slow_state,
    text_of,
)

PIECES = (
    "Mo|Tu|Fr|Sa|PH|SH|off|open|unknown|24/7|Jul-Aug|We[2]|week|1-53/2|Dec|25|09:00-12:00|14:00-17:30"
    '|22:00-02:00|lundi|au|vendredi|de|9h|à|17h30|fermé|sur rendez-vous|"sur rdv"|;|,|, |-|:| '
)
WORDS = st.lists(st.sampled_from([*PIECES.split("|"), "||"]), max_size=14).map(" ".join)
CALENDARS = st.sampled_from(["A", "B", "C", None, "nulle part"])
ANY_MOMENT = st.datetimes(min_value=datetime(1, 1, 1), max_value=datetime(9999, 12, 31, 23, 59))


@given(st.one_of(st.text(), WORDS), CALENDARS, st.one_of(ANY_MOMENT, moments()))
@example("We[2] 09:00-12:00; Fr 22:00-02:00", "B", datetime(1, 1, 1))
@example("We[2] 09:00-12:00; Fr 22:00-02:00", None, datetime(9999, 12, 31, 23, 59))
@example("Jul-Aug Mo-Fr 22:00-02:00; SH off; PH off", "A", datetime(9999, 12, 31, 23, 59))
@settings(max_examples=400, deadline=None)
def test_no_text_and_no_moment_crash(text, school_zone, at):
    hours = parse(text, school_zone=school_zone)
    assert hours.text == text
    assert hours.today_in_words(at)
    assert hours.next_change(at) is None or hours.next_change(at) > at
    assert all(hours.in_words())
    assert [day.index for day in hours.week()] == list(range(7))
    for start, end in hours.day_intervals(at.date()):
        assert 0 <= start < end <= 2880
        assert start < 1440
    if not hours.understood:
        assert hours.state(at) is State.UNKNOWN


@given(schedules(), moments())
@settings(max_examples=60, deadline=None)
def test_every_minute_is_what_a_slow_reading_says(lines, at):
    hours = parse(text_of(lines))
    assert hours.understood, text_of(lines)
    for minutes in range(0, 1440, 5):
        moment = at.replace(hour=0, minute=0) + timedelta(minutes=minutes)
        assert hours.state(moment) == slow_state(lines, moment), (text_of(lines), moment)


@given(schedules(comments=False), moments())
@settings(max_examples=200, deadline=None)
def test_without_holidays_nor_comments_the_library_agrees(lines, at):
    # After midnight it drops what the evening left as soon as the new day has a rule of its own
    # (`Fr 22:00-02:00; Sa off` is closed on Saturday at 01:00), or keeps a replaced evening.
    assume(not any(line.spans and line.spans[-1][1] > 1440 for line in lines))
    there = OpeningHours(text_of(lines), auto_country=False, auto_timezone=False)
    assert parse(text_of(lines)).is_open(at) == there.is_open(at)


@given(schedules(), moments(), st.integers(1, 4000))
@settings(max_examples=100, deadline=None)
def test_intervals_cover_the_time_asked_and_agree_with_each_minute(lines, start, minutes):
    hours = parse(text_of(lines))
    end = start + timedelta(minutes=minutes)
    pieces = hours.intervals(start, end)
    assert pieces[0].start == start
    assert pieces[-1].end == end
    for one, following in itertools.pairwise(pieces):
        assert one.end == following.start
        assert one[2:] != following[2:]
    for piece in pieces:
        moment = piece.start
        while moment < piece.end:
            assert hours.state(moment) is piece.state
            moment += timedelta(minutes=7)
    assert hours.intervals(end, start) == ()


@given(schedules(), moments())
@settings(max_examples=150, deadline=None)
def test_the_next_change_is_a_change_and_the_first_one(lines, at):
    hours = parse(text_of(lines))
    change = hours.next_change(at)
    now = hours.state(at)
    if change is None:
        change = at + timedelta(days=8)
    else:
        assert hours.state(change) is not now
        assert change > at
    moment = at
    while moment < change:
        assert hours.state(moment) is now
        moment += timedelta(minutes=5)
        moment = moment.replace(minute=moment.minute // 5 * 5)


@given(schedules(), st.integers(0, 60))
@settings(max_examples=100, deadline=None)
def test_the_masks_of_a_day_agree_with_each_minute(lines, ahead):
    hours = parse(text_of(lines), school_zone="B")
    day = ORDINARY_FROM + timedelta(days=ahead)
    today = hours.day_intervals(day)
    late = [(s - 1440, e - 1440) for s, e in hours.day_intervals(day - timedelta(days=1))]
    answers = set()
    for minute in range(0, 1440, 5):
        at = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
        answers.add(hours.is_open(at))
        masked = any(s <= minute < e for s, e in (*today, *late))
        assert masked == (hours.is_open(at) is True)
    assert hours.known_on(day) == (None not in answers)


@given(schedules(), moments())
@settings(max_examples=200, deadline=None)
def test_the_sentence_of_the_moment_never_promises_more_than_is_known(lines, at):
    hours = parse(text_of(lines))
    sentence = hours.today_in_words(at)
    beginning = {
        State.OPEN: ("Ouvert, jusqu’à ", "Ouvert 24"),
        State.CLOSED: ("Fermé",),
        State.BY_APPOINTMENT: ("Sur rendez-vous", "Sur RDV"),
        State.UNKNOWN: ("Horaires à confirmer",),
    }
    assert sentence.startswith(beginning[hours.state(at)])


@given(schedules().filter(lambda lines: all(line.comment or line.off for line in lines)), moments())
@settings(max_examples=50, deadline=None)
def test_time_by_appointment_is_never_called_open(lines, at):
    hours = parse(text_of(lines))
    said = " ".join((*hours.in_words(), hours.today_in_words(at))).lower()
    assert "ouvert" not in said
    assert "ouvre" not in said


@given(schedules(), moments(), st.sampled_from(["Europe/Paris", "Indian/Reunion"]))
@settings(max_examples=100, deadline=None)
def test_an_aware_moment_is_read_by_the_clock_on_the_wall(lines, at, name):
    hours = parse(text_of(lines))
    aware = at.replace(tzinfo=ZoneInfo(name))
    assert hours.state(aware) is hours.state(at)
    change, there = hours.next_change(at), hours.next_change(aware)
    if change is not None and change < datetime(2026, 10, 24):
        assert there.replace(tzinfo=None) == change


@given(schedules())
@settings(max_examples=50, deadline=None)
def test_when_school_holidays_are_not_known_both_worlds_are_respected(lines):
    text = f"{text_of(lines)}; SH off"
    known = parse(text, school_zone="B")
    lost = parse(text)
    for day in (date(2026, 9, 9), date(2026, 10, 21)):
        for minute in range(0, 1440, 30):
            at = datetime(day.year, day.month, day.day) + timedelta(minutes=minute)
            assert lost.state(at) in (known.state(at), State.UNKNOWN)
