# ruff: noqa: DTZ001 - hours are local to the place: naive moments are the ordinary case
"""What the library reads wrongly, or not at all (libraries.md 5): each difference is held here."""

from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from opening_hours import OpeningHours

from maillage.core.hours import Calendar, Period, State, holiday_name, parse

# A Friday of term in every zone, then a Friday of the Christmas holidays.
TERM = datetime(2026, 11, 20, 10, 30)
BREAK = datetime(2026, 12, 25 - 4, 10, 30)  # Monday 21 December
PARIS = ZoneInfo("Europe/Paris")


def test_hours_of_school_holidays_do_not_open_the_term():
    hours = parse("SH Mo-Fr 10:00-12:00", school_zone="B")
    assert hours.is_open(TERM) is False
    assert hours.is_open(BREAK) is True


def test_closing_in_school_holidays_does_not_close_the_term():
    hours = parse("Mo-Fr 09:00-12:00; SH Mo-Fr off", school_zone="B")
    assert hours.is_open(TERM) is True
    assert hours.is_open(BREAK) is False


def test_hours_of_public_holidays_on_weekdays_do_not_open_other_days():
    hours = parse("PH Mo-Fr 10:00-12:00")
    assert hours.is_open(TERM) is False
    assert hours.is_open(datetime(2026, 5, 1, 10, 30)) is True  # Friday 1 May
    assert hours.is_open(datetime(2026, 8, 15, 10, 30)) is False  # a Saturday


def test_a_comment_makes_time_less_than_open():
    assert parse('Mo-Fr 09:00-12:00 "sur rendez-vous"').state(TERM) is State.BY_APPOINTMENT
    assert parse('Mo-Fr 09:00-12:00 "sur RDV au 01 99 00 00 00"').is_open(TERM) is None
    assert parse('Mo-Fr 09:00-12:00 "adhérents seulement"').state(TERM) is State.UNKNOWN
    assert parse('Mo-Fr 09:00-12:00 open "adhérents bienvenus"').state(TERM) is State.OPEN


def test_without_appointment_is_plainly_open():
    assert parse('Mo-Fr 09:00-12:00 "sans rendez-vous"').is_open(TERM) is True
    assert parse('Mo-Fr "sans rendez-vous"').is_open(TERM) is None


@pytest.mark.parametrize(
    ("comment", "state"),
    [
        ("Accueil sans rendez-vous", State.OPEN),
        ("avec ou sans RDV", State.OPEN),
        ("entrée libre", State.OPEN),
        ("sans rendez-vous le matin, sur rendez-vous l’après-midi", State.BY_APPOINTMENT),
        ("sans rendez-vous pour les adhérents", State.UNKNOWN),
        ("by appointment", State.BY_APPOINTMENT),
        ("R.D.V.", State.BY_APPOINTMENT),
    ],
)
def test_each_comment_makes_the_time_what_it_says(comment, state):
    assert parse(f'Mo-Fr 09:00-12:00 "{comment}"').state(TERM) is state
    assert parse(f'Mo-Fr 09:00-12:00 open "{comment}"').state(TERM) is (
        State.OPEN if state is State.UNKNOWN else state
    )


@pytest.mark.parametrize(
    "text",
    [
        "Jul-Aug Mo-Sa 10:00-19:00; Sep-Jun Tu-Sa 10:00-18:00",
        "Mo-Fr 09:00-12:00; We[2] 14:00-17:00; Dec 24-Jan 02 off",
        "week 1-53/2 We 10:00-12:00; 2027 Mar 01-2027 Mar 15 off",
        "Mo-Fr 09:00-12:00; Jan,Mar-Apr Sa[-1] 10:00-12:00",
    ],
)
def test_seasons_are_those_of_the_library(text):
    there = OpeningHours(text, auto_country=False, auto_timezone=False)
    hours = parse(text)
    for ahead in range(800):
        day = date(2026, 1, 1) + timedelta(days=ahead)
        if holiday_name(day):
            continue
        for hour in (9, 10, 11, 15, 18):
            at = datetime(day.year, day.month, day.day, hour, 30)
            assert hours.is_open(at) == there.is_open(at), at


def test_a_fallback_comment_never_means_open_day_and_night():
    hours = parse('Mo,Tu 09:00-12:00 || "sur RDV"')
    assert hours.state(TERM) is State.BY_APPOINTMENT
    assert hours.state(datetime(2026, 11, 23, 10)) is State.OPEN
    assert hours.day_intervals(date(2026, 11, 20)) == ()


def test_closing_in_school_holidays_alone_says_nothing_of_the_rest():
    assert parse("SH off", school_zone="B").state(TERM) is State.UNKNOWN
    assert parse("SH off", school_zone="B").state(BREAK) is State.CLOSED
    assert "Horaires de vacances à vérifier." in parse("SH off").in_words()
    assert "horaires de vacances à vérifier" in parse("SH off").today_in_words(BREAK)


def test_a_space_after_the_comma_of_a_day_keeps_all_three_days():
    hours = parse("Tu, We, Fr 13:30-17:00")
    for day in (17, 18, 20):
        assert hours.day_intervals(date(2026, 11, day)) == ((810, 1020),)
    assert hours.day_intervals(date(2026, 11, 19)) == ()


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        ";",
        '"',
        "Mo-Fr",  # day and night: nobody means it
        "Mo 08:30",
        "Mo-Fr 17:00+",
        "Mo-Fr sunrise-18:00",
        "Mo-Fr 09:00-17:00/01:00",
        "Mo 14:00-14:00",
        "Mo 08:00-08:00",
        "Mo 13:30-10:00",  # the night that is a slip of the keyboard
        "Mo 09:00-12:60",
        "Mo 25:00-26:00",
        "Mo-Th 08:30-12:30; Fr 08:30-12:30-13:30",
        "Sa 10:00-12:00,14:00,17:00;09:00-12:00",
        "Sa 10:00-12:00;14:00-17:00",
        "Mo 14-17;9-12,14-17",
        "We[2],Fr 09:00-12:00",
        "easter 09:00-12:00",
        "PH -1 day 09:00-12:00",
        "Mo-Fr 09:00-12:00, 14:00",
        "24/7 09:00-12:00",
        "Mo 09:00-12:00; " * 100,  # longer than any honest schedule
    ],
)
def test_what_cannot_be_read_exactly_stays_as_text(text):
    hours = parse(text)
    assert (hours.understood, hours.osm, hours.text) == (False, "", text)
    assert hours.state(TERM) is State.UNKNOWN
    assert hours.is_open(TERM) is None
    assert not hours.known_on(TERM.date())
    assert hours.next_change(TERM) is None
    assert hours.today_in_words(TERM) == "Horaires à confirmer"
    assert all(text.strip() in line for line in hours.in_words())


def test_the_night_when_the_clock_jumps_opens_when_it_resumes():
    hours = parse("Su 02:30-03:30")
    before = datetime(2026, 3, 29, 1, 50, tzinfo=PARIS)
    assert hours.next_change(before) == datetime(2026, 3, 29, 3, 0, tzinfo=PARIS)
    assert hours.next_change(before).hour == 3
    ((start, end, *_),) = [
        i for i in hours.intervals(before, before.replace(hour=6)) if i.state is State.OPEN
    ]
    assert (start.hour, start.minute, end.hour, end.minute) == (3, 0, 3, 30)


def test_an_opening_that_the_clock_skips_whole_is_no_change():
    hours = parse("Su 02:10-02:50")
    before = datetime(2026, 3, 29, 1, 50, tzinfo=PARIS)
    assert hours.next_change(before) == datetime(2026, 4, 5, 2, 10, tzinfo=PARIS)
    (only,) = {i.state for i in hours.intervals(before, before.replace(hour=6))}
    assert only is State.CLOSED


def test_the_hour_lived_twice_is_open_twice_and_time_goes_forward():
    hours = parse("Su 02:30-03:30")
    second = datetime(2026, 10, 25, 2, 15, tzinfo=PARIS, fold=1)
    change = hours.next_change(second)
    assert (change.hour, change.minute, change.fold) == (2, 30, 1)
    assert change.timestamp() > second.timestamp()


def test_public_holidays_are_known_after_2076():
    hours = parse("Mo-Su 09:00-12:00; PH off")
    assert hours.is_open(datetime(2080, 7, 14, 10)) is False
    assert hours.is_open(datetime(2080, 7, 15, 10)) is True


def test_public_holidays_follow_the_zone():
    good_friday = datetime(2026, 4, 3, 10)
    text = "Mo-Fr 09:00-12:00; PH off"
    assert parse(text, zone="metropole").is_open(good_friday) is True
    assert parse(text, zone="alsace-moselle").is_open(good_friday) is False
    with pytest.raises(ValueError, match="unknown zone"):
        parse(text, zone="bretagne")


def test_a_public_holiday_that_nobody_spoke_of_is_not_known():
    labour_day = datetime(2026, 5, 1, 10)
    assert parse("Mo-Fr 09:00-12:00").state(labour_day) is State.UNKNOWN
    assert parse("Mo-Fr 09:00-12:00").state(labour_day.replace(hour=14)) is State.CLOSED
    assert parse("Mo-Fr,PH 09:00-12:00").state(labour_day) is State.OPEN
    assert parse("24/7").state(labour_day) is State.OPEN


def test_without_a_school_calendar_only_what_depends_on_it_is_unknown():
    hours = parse("Mo-Fr 09:00-12:00; SH Mo-Fr 10:00-12:00", school_zone=None)
    assert hours.state(TERM.replace(hour=9)) is State.UNKNOWN
    assert hours.state(TERM.replace(hour=11)) is State.OPEN
    assert hours.state(TERM.replace(hour=15)) is State.CLOSED
    # In the holidays of July 2027 the table has ended: unknown again, not guessed.
    beyond = datetime(2027, 7, 7, 9, 30)
    assert parse("Mo-Fr 09:00-12:00; SH off", school_zone="A").state(beyond) is State.UNKNOWN


def test_a_caller_may_bring_another_school_calendar():
    corsica = Calendar(
        date(2026, 9, 1),
        date(2027, 7, 1),
        {"corse": (Period("pause", date(2026, 11, 16), date(2026, 11, 22)),)},
    )
    hours = parse("Mo-Fr 09:00-12:00; SH off", school_zone="corse", calendar=corsica)
    assert hours.is_open(TERM) is False
    assert hours.is_open(datetime(2026, 11, 23, 10)) is True


@pytest.mark.parametrize(
    ("text", "day", "expected"),
    [
        ("Mo-Fr 09:00-18:00; Fr 12:00-14:00 off", 20, ((540, 720), (840, 1080))),
        ("Mo-Fr 09:00-12:00; Fr 14:00-17:00", 20, ((840, 1020),)),
        ("Mo-Fr 09:00-12:00, Fr 14:00-17:00", 20, ((540, 720), (840, 1020))),
        ("08:30-11:30; Th 14:00-16:30", 20, ((510, 690),)),
        ("mo-fr: 9:00 - 12:00, 14:00–17:00", 20, ((540, 720), (840, 1020))),
        ("Fr 22:00-02:00", 20, ((1320, 1560),)),
        ("Fr 22:00-26:00", 20, ((1320, 1560),)),
        ("Fr-Mo 10:00-12:00", 21, ((600, 720),)),
        ("We[3] 10:00-12:00", 18, ((600, 720),)),
        ("Nov We[-1],We[1] 10:00-12:00", 18, ()),
        ("Sep-Jun Fr 10:00-12:00", 20, ((600, 720),)),
        ("Nov 15-Nov 21 off; Fr 10:00-12:00", 20, ((600, 720),)),
        ("Fr 10:00-12:00; Nov 15-Nov 21 off", 20, ()),
        ("week 47 Fr 10:00-12:00", 20, ((600, 720),)),
        ("week 46 Fr 10:00-12:00", 20, ()),
        ("24/7", 20, ((0, 1440),)),
        ("24/7; Fr off", 20, ()),
        ("Mo-Sa 09:00-12:00,13:00-18:00;", 20, ((540, 720), (780, 1080))),
        ('Fr 09:00-12:00 "sur rdv", Fr 14:00-16:00', 20, ((840, 960),)),
    ],
)
def test_the_plain_notation_says_what_its_specification_says(text, day, expected):
    hours = parse(text)
    assert hours.understood
    assert hours.osm == text
    assert hours.day_intervals(date(2026, 11, day)) == expected


def test_what_opened_before_midnight_is_still_open_after():
    hours = parse("Fr 22:00-02:00")
    assert hours.is_open(datetime(2026, 11, 21, 1, 59)) is True
    assert hours.is_open(datetime(2026, 11, 21, 2, 0)) is False
    assert hours.day_intervals(date(2026, 11, 21)) == ()


def test_hours_are_cheap_to_ask_again_and_cannot_be_changed():
    hours = parse("Mo 09:00-12:00", school_zone="A")
    assert hours is parse("Mo 09:00-12:00", school_zone="A")
    assert hours != parse("Mo 09:00-12:00", school_zone="B")
    assert len({hours, parse("Mo 09:00-12:00", school_zone="A")}) == 1
    with pytest.raises(AttributeError):
        hours.text = "Tu 09:00-12:00"
