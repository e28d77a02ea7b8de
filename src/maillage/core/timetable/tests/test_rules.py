"""Occurrences and splitting, beside a slow reading of the RFC, and rules that are refused."""

from collections import Counter
from dataclasses import replace
from datetime import date, time, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.timetable import (
    MAX_OCCURRENCES,
    Rule,
    RuleRefused,
    check_rule,
    closed_days,
    local_span,
    monthly,
    occurrences,
    split,
    weekly,
)
from maillage.core.timetable.tests.reference import slow_days
from maillage.core.timetable.tests.strategies import DAYS, rrules, rules

START, END = date(2025, 12, 1), date(2027, 12, 31)
PARIS = "Europe/Paris"


def rule(rrule="", first=date(2026, 1, 6), **others):
    return Rule(
        first, others.pop("start", time(9)), others.pop("end", time(12)), PARIS, rrule, **others
    )


def days(rule, start=START, end=END, **others):
    return [one.day for one in occurrences(rule, start=start, end=end, **others)]


@given(rules(), DAYS, st.integers(-10, 500))
def test_occurrences_are_those_of_the_slow_reading(rule, start, length):
    end = start + timedelta(days=length)
    found = occurrences(rule, start=start, end=end)
    assert [one.day for one in found] == slow_days(rule, start, end)
    for one in found:
        assert one.span == local_span(one.day, rule.start, rule.end, rule.zone)


@given(rules(), DAYS, st.sets(DAYS, max_size=40))
def test_closed_days_go_and_added_days_stay(rule, start, closed):
    whole = days(rule, start)
    left = days(rule, start, closed=closed.__contains__)
    assert left == [day for day in whole if day not in closed or day in rule.also]


@given(rules(), DAYS, st.sets(DAYS, max_size=40))
def test_the_two_halves_of_a_split_are_the_whole(rule, on, closed):
    before, after = split(rule, on)
    for shut in (set(), closed):
        kept = shut.__contains__
        whole = days(rule, closed=kept)
        assert (days(before, closed=kept) if before else []) == [d for d in whole if d < on]
        assert (days(after, closed=kept) if after else []) == [d for d in whole if d >= on]
    assert before is None or slow_days(before, START, on)
    assert after is None or split(after, on) == (None, after)


@given(rules(rrules()), DAYS, DAYS)
def test_a_rule_split_twice_is_still_the_whole(rule, one, other):
    parts = [split(half, max(one, other)) for half in split(rule, min(one, other)) if half]
    pieces = [piece for pair in parts for piece in pair if piece]
    assert [day for piece in pieces for day in days(piece)] == days(rule)


def test_one_week_in_two_keeps_its_turn():
    whole = rule(weekly([1, 3], every=2))
    before, after = split(whole, date(2026, 1, 14))
    assert days(before) == [date(2026, 1, 6), date(2026, 1, 8)]
    assert days(after)[:3] == [date(2026, 1, 20), date(2026, 1, 22), date(2026, 2, 3)]


def test_the_second_tuesday_stays_the_second_tuesday():
    _, after = split(rule(monthly(2, 1)), date(2026, 3, 15))
    assert days(after)[:2] == [date(2026, 4, 14), date(2026, 5, 12)]


def test_a_half_without_dates_is_none():
    term = rule(weekly([1]), until=date(2026, 1, 13), without=frozenset({date(2026, 1, 13)}))
    assert split(term, date(2026, 1, 6)) == (None, term)
    assert split(term, date(2026, 1, 7)) == (term, None)
    never = replace(term, without=frozenset({date(2026, 1, 6), date(2026, 1, 13)}))
    assert split(never, date(2026, 1, 7)) == (None, None)


def test_splitting_before_all_time_leaves_the_rule_whole():
    assert split(rule("FREQ=DAILY"), date.min) == (None, rule("FREQ=DAILY"))
    assert split(rule(), date.max) == (rule(), None)


def test_a_day_that_only_some_of_the_months_have_is_kept():
    ends = rule("FREQ=DAILY;BYMONTH=1,2;BYMONTHDAY=30")
    assert days(ends) == [date(2026, 1, 30), date(2027, 1, 30)]
    leap = rule("FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29")
    assert days(leap, end=date(2036, 12, 31))[:2] == [date(2028, 2, 29), date(2032, 2, 29)]


def test_an_added_day_that_is_taken_away_is_away():
    both = frozenset({date(2026, 1, 9)})
    assert days(rule(without=both, also=both)) == [date(2026, 1, 6)]


def test_a_rule_does_not_depend_on_the_first_weekday_of_the_machine():
    """dateutil asks the calendar module when the rule does not say where a week begins."""
    import calendar

    whole = rule(weekly([6, 0], every=2), first=date(2026, 1, 5))
    expected = days(whole)
    calendar.setfirstweekday(calendar.SUNDAY)
    try:
        assert days(whole) == expected
    finally:
        calendar.setfirstweekday(calendar.MONDAY)


def test_never_more_than_four_thousand():
    found = days(rule("FREQ=DAILY"), end=date(2300, 1, 1))
    assert len(found) == MAX_OCCURRENCES == 4000
    assert found[-1] == date(2026, 1, 6) + timedelta(days=3999)


def test_sessions_over_both_changes_keep_the_hour_of_the_wall():
    night = rule("FREQ=DAILY", start=time(22), end=time(4))
    hours = {
        one.day: (one.span.end - one.span.start) // timedelta(hours=1)
        for one in occurrences(night, start=START, end=END)
    }
    assert (hours.pop(date(2026, 3, 28)), hours.pop(date(2026, 10, 24))) == (5, 7)
    assert Counter(hours[day] for day in hours if day.year == 2026) == {6: 358}
    starts = [one.span.start for one in occurrences(night, start=START, end=END)]
    assert {start.hour for start in starts} == {20, 21}


def test_a_term_of_tuesdays_counted_by_hand():
    """Zone B, September 2025 to June 2026, the calendar on the table and a pencil."""
    closed = closed_days(
        holidays_zone="metropole", school_zone="B", skip_public=True, skip_school=True
    )
    term = Rule(
        date(2025, 9, 9), time(16, 30), time(18), PARIS, weekly([1]), until=date(2026, 6, 30)
    )
    by_hand = {
        (2025, 9): [9, 16, 23, 30],
        (2025, 10): [7, 14],  # holidays from the 18th; 21 and 28 are off
        (2025, 11): [4, 18, 25],  # the 11th is the armistice
        (2025, 12): [2, 9, 16],  # holidays from the 20th
        (2026, 1): [6, 13, 20, 27],
        (2026, 2): [3, 10],  # holidays from the 14th to the 1st of March
        (2026, 3): [3, 10, 17, 24, 31],
        (2026, 4): [7, 28],  # holidays from the 11th to the 26th
        (2026, 5): [5, 12, 19, 26],
        (2026, 6): [2, 9, 16, 23, 30],
    }
    found = occurrences(term, start=date(2025, 1, 1), end=date(2026, 12, 31), closed=closed)
    expected = [date(*month, day) for month, listed in by_hand.items() for day in listed]
    assert [one.day for one in found] == expected
    assert len(found) == 34
    summer = {one.day for one in found if one.span.start.hour == 14}
    assert summer == {
        day for day in expected if day < date(2025, 10, 26) or day > date(2026, 3, 28)
    }


@pytest.mark.parametrize(
    ("code", "wrong"),
    [
        *[("too_often", rule(f"FREQ={name}LY")) for name in ("SECOND", "MINUTE", "HOUR")],
        ("too_often", rule("FREQ=DAILY;BYHOUR=9,10")),
        *[
            ("unknown", rule(text))
            for text in (
                "chaque mardi",
                "RRULE:FREQ=DAILY",
                "FREQ=DAILY;",
                "FREQ=DAILY;FREQ=WEEKLY",
                "INTERVAL=2",
                "FREQ=FORTNIGHTLY",
                "FREQ=DAILY;COUNT=3",
                "FREQ=DAILY;UNTIL=20260101",
                "FREQ=DAILY;INTERVAL=0",
                "FREQ=DAILY;INTERVAL=99999999999",
                "FREQ=DAILY;INTERVAL=²",
                "FREQ=WEEKLY;BYDAY=MA",
                "FREQ=WEEKLY;BYDAY=2TU",
                "FREQ=WEEKLY;BYDAY=",
                "FREQ=MONTHLY;BYDAY=6TU",
                "FREQ=MONTHLY;BYDAY=0TU",
                "FREQ=MONTHLY;BYDAY=+-1TU",
                "FREQ=MONTHLY;BYDAY=TU,2TH",
                "FREQ=MONTHLY;BYMONTHDAY=32",
                "FREQ=MONTHLY;BYSETPOS=1",
                "FREQ=WEEKLY;BYDAY=MO,TU;BYSETPOS=2",
                "FREQ=YEARLY;BYMONTH=13",
                "FREQ=YEARLY;BYEASTER=1",
                "FREQ=DAILY;BYMONTH=" + "1," * 300 + "1",
            )
        ],
        ("unknown", replace(rule(), zone="Europe/Clairmaille")),
        ("never", rule("FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30")),
        ("never", rule("FREQ=DAILY;INTERVAL=7;BYDAY=WE")),
        ("never", rule("FREQ=YEARLY;INTERVAL=2;BYMONTH=2;BYMONTHDAY=29", date(2025, 1, 1))),
        ("never", rule("FREQ=WEEKLY;BYDAY=TU", until=date(2026, 1, 5))),
        ("never", rule(without=frozenset({date(2026, 1, 6)}))),
        ("never", rule(first=date(1066, 10, 14))),
        ("never", rule("FREQ=WEEKLY", first=date.max)),
        ("hours", rule(start=time(9), end=time(9))),
        ("hours", rule(start=time(9, 0, 30))),
    ],
)
def test_a_rule_that_cannot_be_kept_is_refused(code, wrong):
    with pytest.raises(RuleRefused) as refused:
        check_rule(wrong)
    assert refused.value.code == code


TOKENS = (
    *("FREQ=", "FREQ=MONTHLY;BYDAY=", "FREQ=YEARLY", "DAILY", "WEEKLY", "MONTHLY", "MO", "2", "31"),
    *("-", ",", ";", ";BYDAY=", ";BYMONTH=", ";BYMONTHDAY=", ";BYSETPOS=", ";INTERVAL="),
)


def refusal(rule):
    """The code of the refusal of a rule, "" when it is kept."""
    try:
        check_rule(rule)
    except RuleRefused as refused:
        return refused.code
    return ""


@given(st.text(max_size=30) | st.lists(st.sampled_from(TOKENS), max_size=8).map("".join))
def test_any_text_is_kept_or_refused_and_never_breaks(text):
    code = refusal(rule(text))
    assert code in {"", "unknown", "too_often", "never"}
    if code in {"unknown", "too_often"}:
        with pytest.raises(RuleRefused):
            days(rule(text))
    else:
        assert bool(days(rule(text), end=date(2036, 1, 7))) is (code == "")


@given(rules(rrules()))
def test_a_rule_is_never_only_when_the_slow_reading_finds_nothing(rule):
    code = refusal(rule)
    if rule.start == rule.end:
        assert code == "hours"
    else:
        assert code in {"", "never"}
        assert not (code and slow_days(rule, START, END))


def test_closed_says_open_when_it_is_not_known():
    kinds = {"holidays_zone": "la-reunion", "school_zone": None}
    closed = closed_days(**kinds, skip_public=True, skip_school=True)
    assert closed(date(2026, 12, 20))
    assert not closed(date(2026, 12, 21))
    assert not closed(date(1500, 12, 25))
    far = closed_days(
        holidays_zone="metropole", school_zone="B", skip_public=False, skip_school=True
    )
    assert far(date(2026, 7, 20))
    assert not far(date(2026, 7, 14).replace(year=2031))
    assert not far(date(2026, 11, 11))
    with pytest.raises(ValueError, match="zone"):
        closed_days(holidays_zone="mars", school_zone=None, skip_public=False, skip_school=False)
