"""School holidays: typed by hand, so compared with another table, day by day."""

import csv
import gzip
from datetime import date, timedelta

import pytest
from tests.shared_data import shared_data

from maillage.core.hours import OFFICIAL, school_zone_of


def test_every_department_of_the_mainland_has_one_zone():
    numbers = [f"{n:02}" for n in range(1, 96) if n != 20]
    zones = [school_zone_of(number) for number in numbers]
    assert [zones.count(zone) for zone in "ABC"] == [32, 41, 21]


@pytest.mark.parametrize("code", ["2A004", "2B033", "20000", "97411", "98818", "", "Lille", "0"])
def test_elsewhere_nothing_is_said(code):
    assert school_zone_of(code) is None
    assert OFFICIAL.holiday_on(date(2026, 12, 25), school_zone_of(code)) is None


def test_outside_the_table_the_answer_is_unknown():
    for zone in "ABC":
        assert OFFICIAL.holiday_on(date(2024, 9, 1), zone) is None
        assert OFFICIAL.holiday_on(date(2024, 9, 2), zone) is False
        assert OFFICIAL.holiday_on(date(2027, 7, 2), zone) is False
        assert OFFICIAL.holiday_on(date(2027, 7, 3), zone) is None


def test_the_first_and_last_days_of_a_break():
    assert OFFICIAL.holiday_on(date(2026, 10, 16), "B") is False
    assert OFFICIAL.holiday_on(date(2026, 10, 17), "B") is True
    assert OFFICIAL.holiday_on(date(2026, 11, 1), "B") is True
    assert OFFICIAL.holiday_on(date(2026, 11, 2), "B") is False
    assert OFFICIAL.name_on(date(2026, 10, 20), "B") == "vacances de la Toussaint"
    assert OFFICIAL.name_on(date(2026, 11, 20), "B") == ""


def test_winter_and_spring_breaks_last_two_weeks_and_start_on_a_saturday():
    for zone, periods in OFFICIAL.periods.items():
        assert len(periods) == 14, zone
        for period in periods:
            assert period.start.weekday() == 5, period
            if "hiver" in period.name or "printemps" in period.name:
                assert timedelta(days=16) <= period.end - period.start <= timedelta(days=17)


def test_the_table_agrees_with_the_published_one_wherever_that_one_speaks():
    days = 0
    with gzip.open(
        shared_data("calendrier/vacances-scolaires.csv.gz"), "rt", encoding="utf-8"
    ) as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            # That table ends with the summer of 2026; and it makes pupils come back on
            # 31 August 2026, which is the day of the teachers (pupils: 1 September).
            if not OFFICIAL.known_from <= day < date(2026, 8, 31):
                continue
            days += 1
            for zone in "ABC":
                theirs = row[f"vacances_zone_{zone.lower()}"] == "True"
                assert OFFICIAL.holiday_on(day, zone) is theirs, (day, zone)
    assert days == 728
