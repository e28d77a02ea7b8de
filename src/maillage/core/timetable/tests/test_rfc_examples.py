"""Examples of RFC 5545, section 3.8.5.3, that the subset allows: rules and the days published.

COUNT and UNTIL are said here by the number of days compared.
"""

from datetime import date, time, timedelta

import pytest

from maillage.core.timetable import Rule, occurrences

TUESDAY = date(1997, 9, 2)


def days(text):
    """Days from "1997-09 2 9 16; 1997-10 7"."""
    found = []
    for month in text.split(";"):
        name, *numbers = month.split()
        found += [date.fromisoformat(f"{name}-{int(number):02}") for number in numbers]
    return found


PUBLISHED = [
    ("FREQ=DAILY", TUESDAY, "1997-09 2 3 4 5 6 7 8 9 10 11"),
    ("FREQ=DAILY;INTERVAL=10", TUESDAY, "1997-09 2 12 22; 1997-10 2 12"),
    ("FREQ=DAILY;INTERVAL=2", TUESDAY, "1997-09 2 4 6 8 10 12 14 16 18 20 22 24 26 28 30"),
    ("FREQ=WEEKLY", TUESDAY, "1997-09 2 9 16 23 30; 1997-10 7 14 21 28; 1997-11 4"),
    (
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU",
        TUESDAY,
        "1997-09 2 16 30; 1997-10 14 28; 1997-11 11 25; 1997-12 9 23; 1998-01 6 20; 1998-02 3 17",
    ),
    ("FREQ=WEEKLY;WKST=SU;BYDAY=TU,TH", TUESDAY, "1997-09 2 4 9 11 16 18 23 25 30; 1997-10 2"),
    (
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=MO,WE,FR",
        date(1997, 9, 1),
        "1997-09 1 3 5 15 17 19 29; 1997-10 1 3 13 15 17 27 29 31; 1997-11 10 12 14 24 26 28",
    ),
    (
        "FREQ=WEEKLY;INTERVAL=2;WKST=SU;BYDAY=TU,TH",
        TUESDAY,
        "1997-09 2 4 16 18 30; 1997-10 2 14 16",
    ),
    (
        "FREQ=MONTHLY;BYDAY=1FR",
        date(1997, 9, 5),
        "1997-09 5; 1997-10 3; 1997-11 7; 1997-12 5; 1998-01 2; 1998-02 6; 1998-03 6; 1998-04 3",
    ),
    (
        "FREQ=MONTHLY;INTERVAL=2;BYDAY=1SU,-1SU",
        date(1997, 9, 7),
        "1997-09 7 28; 1997-11 2 30; 1998-01 4 25; 1998-03 1 29; 1998-05 3 31",
    ),
    (
        "FREQ=MONTHLY;BYDAY=-2MO",
        date(1997, 9, 22),
        "1997-09 22; 1997-10 20; 1997-11 17; 1997-12 22; 1998-01 19; 1998-02 16",
    ),
    (
        "FREQ=MONTHLY;BYMONTHDAY=-3",
        date(1997, 9, 28),
        "1997-09 28; 1997-10 29; 1997-11 28; 1997-12 29; 1998-01 29; 1998-02 26",
    ),
    ("FREQ=MONTHLY;BYMONTHDAY=2,15", TUESDAY, "1997-09 2 15; 1997-10 2 15; 1997-11 2 15"),
    (
        "FREQ=MONTHLY;BYMONTHDAY=1,-1",
        date(1997, 9, 30),
        "1997-09 30; 1997-10 1 31; 1997-11 1 30; 1997-12 1 31; 1998-01 1 31; 1998-02 1",
    ),
    (
        "FREQ=MONTHLY;INTERVAL=18;BYMONTHDAY=10,11,12,13,14,15",
        date(1997, 9, 10),
        "1997-09 10 11 12 13 14 15; 1999-03 10 11 12 13",
    ),
    ("FREQ=MONTHLY;INTERVAL=2;BYDAY=TU", TUESDAY, "1997-09 2 9 16 23 30; 1997-11 4 11 18 25"),
    (
        "FREQ=YEARLY;BYMONTH=6,7",
        date(1997, 6, 10),
        "1997-06 10; 1997-07 10; 1998-06 10; 1998-07 10; 1999-06 10; 1999-07 10",
    ),
    (
        "FREQ=YEARLY;INTERVAL=2;BYMONTH=1,2,3",
        date(1997, 3, 10),
        "1997-03 10; 1999-01 10; 1999-02 10; 1999-03 10; 2001-01 10; 2001-02 10; 2001-03 10",
    ),
    ("FREQ=YEARLY;BYDAY=20MO", date(1997, 5, 19), "1997-05 19; 1998-05 18; 1999-05 17"),
    ("FREQ=YEARLY;BYMONTH=3;BYDAY=TH", date(1997, 3, 13), "1997-03 13 20 27; 1998-03 5 12 19 26"),
    (
        "FREQ=MONTHLY;BYDAY=FR;BYMONTHDAY=13",
        date(1997, 9, 3),
        "1998-02 13; 1998-03 13; 1998-11 13; 1999-08 13; 2000-10 13",
    ),
    (
        "FREQ=MONTHLY;BYDAY=SA;BYMONTHDAY=7,8,9,10,11,12,13",
        date(1997, 9, 13),
        "1997-09 13; 1997-10 11; 1997-11 8; 1997-12 13; 1998-01 10; 1998-02 7; 1998-03 7",
    ),
    (
        "FREQ=YEARLY;INTERVAL=4;BYMONTH=11;BYDAY=TU;BYMONTHDAY=2,3,4,5,6,7,8",
        date(1996, 11, 5),
        "1996-11 5; 2000-11 7; 2004-11 2",
    ),
    ("FREQ=MONTHLY;BYDAY=TU,WE,TH;BYSETPOS=3", date(1997, 9, 4), "1997-09 4; 1997-10 7; 1997-11 6"),
    (
        "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-2",
        date(1997, 9, 29),
        "1997-09 29; 1997-10 30; 1997-11 27; 1997-12 30; 1998-01 29; 1998-02 26; 1998-03 30",
    ),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=MO", date(1997, 8, 5), "1997-08 5 10 19 24"),
    ("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,SU;WKST=SU", date(1997, 8, 5), "1997-08 5 17 19 31"),
    (
        "FREQ=MONTHLY;BYMONTHDAY=15,30",
        date(2007, 1, 15),
        "2007-01 15 30; 2007-02 15; 2007-03 15 30",
    ),
]


@pytest.mark.parametrize(("rrule", "first", "published"), PUBLISHED)
def test_the_days_are_those_published(rrule, first, published):
    expected = days(published)
    rule = Rule(first, time(9), time(10), "America/New_York", rrule)
    found = occurrences(rule, start=first - timedelta(days=9), end=first + timedelta(days=4000))
    assert [one.day for one in found[: len(expected)]] == expected
