"""What a form offers, and rules in French."""

from datetime import date, time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.timetable import Choice, Rule, in_words, monthly, read_rrule, weekly
from maillage.core.timetable.tests.strategies import rules

TUESDAY = date(2026, 10, 6)
NBSP = "\u00a0"


def said(rrule="", start=time(14), end=time(16, 30), **others):
    return in_words(Rule(TUESDAY, start, end, "Europe/Paris", rrule, **others)).replace(NBSP, " ")


@given(st.sets(st.integers(0, 6), min_size=1), st.integers(1, 52))
def test_a_weekly_choice_is_read_back(days, every):
    expected = Choice("weekly", tuple(sorted(days)), every, None)
    assert read_rrule(weekly(days, every=every)) == expected


@given(st.sampled_from([1, 2, 3, 4, 5, -1]), st.integers(0, 6))
def test_a_monthly_choice_is_read_back(nth, day):
    assert read_rrule(monthly(nth, day)) == Choice("monthly", (day,), 1, nth)


def test_what_a_form_could_not_have_made_is_not_read_back():
    assert read_rrule("") == Choice("once")
    assert read_rrule("FREQ=WEEKLY;BYDAY=TH,MO;WKST=SU") == Choice("weekly", (0, 3))
    for other in (
        "FREQ=WEEKLY",
        "FREQ=WEEKLY;INTERVAL=2;BYDAY=MO;WKST=SU",
        "FREQ=WEEKLY;BYDAY=MO;BYMONTH=1",
        "FREQ=MONTHLY;BYDAY=1TU,3TU",
        "FREQ=MONTHLY;BYDAY=TU",
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU",
        "FREQ=MONTHLY;BYDAY=-2TU",
        "FREQ=YEARLY;BYDAY=2TU",
        "FREQ=DAILY;BYDAY=TU",
        "chaque mardi",
    ):
        assert read_rrule(other) is None, other


@pytest.mark.parametrize(("days", "every"), [([], 1), ([7], 1), ([-1], 1), ([1], 0), ([1], 5000)])
def test_a_week_without_days_is_refused(days, every):
    with pytest.raises(ValueError, match="days"):
        weekly(days, every=every)


@pytest.mark.parametrize(("nth", "day"), [(0, 1), (6, 1), (-2, 1), (1, 7)])
def test_a_month_without_such_a_day_is_refused(nth, day):
    with pytest.raises(ValueError, match="day"):
        monthly(nth, day)


@pytest.mark.parametrize(
    ("rrule", "words"),
    [
        ("", "le mardi 6 octobre 2026"),
        (weekly([1]), "chaque mardi"),
        ("FREQ=WEEKLY", "chaque mardi"),
        (weekly([1, 3]), "chaque mardi et jeudi"),
        (weekly([0, 1, 3]), "chaque lundi, mardi et jeudi"),
        (weekly(range(5)), "du lundi au vendredi"),
        (weekly(range(7)), "chaque jour"),
        (weekly([1], every=2), "un mardi sur deux"),
        (weekly([1], every=8), "un mardi sur 8"),
        (weekly([1, 3], every=2), "une semaine sur deux, chaque mardi et jeudi"),
        (monthly(1, 1), "le 1er mardi du mois"),
        (monthly(2, 1), "le 2e mardi du mois"),
        (monthly(-1, 4), "le dernier vendredi du mois"),
        ("FREQ=MONTHLY;BYDAY=3TU,1TU", "les 1er et 3e mardis du mois"),
        ("FREQ=MONTHLY;INTERVAL=2;BYDAY=1TU", "le 1er mardi d’un mois sur deux"),
        ("FREQ=MONTHLY", "le 6 du mois"),
        ("FREQ=MONTHLY;BYMONTHDAY=15,1", "les 1er et 15 du mois"),
        ("FREQ=DAILY", "chaque jour"),
        ("FREQ=DAILY;INTERVAL=3", "un jour sur trois"),
        ("FREQ=YEARLY;BYMONTH=6", "à des dates particulières"),
        ("FREQ=MONTHLY;BYDAY=MO,TU;BYSETPOS=-1", "à des dates particulières"),
        ("n’importe quoi", "à des dates particulières"),
    ],
)
def test_a_rule_is_said_in_french(rrule, words):
    assert said(rrule) == f"{words}, de 14 h à 16 h 30"


def test_the_end_and_the_exceptions_are_said():
    assert said(weekly([1]), until=date(2026, 12, 18)) == (
        "chaque mardi, de 14 h à 16 h 30, jusqu’au 18 décembre"
    )
    assert said(
        weekly([1]),
        until=date(2027, 7, 1),
        without=frozenset({date(2026, 11, 10), date(2026, 11, 3)}),
        also=frozenset({date(2027, 1, 1)}),
    ) == (
        "chaque mardi, de 14 h à 16 h 30, jusqu’au 1er juillet 2027, "
        "sauf le 3 novembre et le 10 novembre, et aussi le 1er janvier 2027"
    )
    many = frozenset(date(2026, 11, day) for day in (3, 10, 17, 24))
    assert said(weekly([1]), without=many).endswith(", sauf 4 dates")


def test_hours_across_midnight_are_said():
    assert said(start=time(22), end=time(0)).endswith("de 22 h à minuit")
    assert said(start=time(22), end=time(2)).endswith("de 22 h à 2 h le lendemain")


def test_hours_hold_together_on_a_line():
    assert in_words(Rule(TUESDAY, time(9), time(9, 30), "Europe/Paris")).endswith(
        f"de 9{NBSP}h à 9{NBSP}h{NBSP}30"
    )


@given(rules())
def test_any_rule_has_words_without_codes(rule):
    words = in_words(rule)
    assert words
    assert "=" not in words
    assert "'" not in words
