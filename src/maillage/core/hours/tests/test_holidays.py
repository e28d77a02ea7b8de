"""Public holidays: computed, compared with another library and with the State's table."""

import csv
import gzip
from datetime import date, timedelta

import holidays as oracle
import pytest
from tests.shared_data import shared_data

from maillage.core.hours import (
    ZONES,
    easter,
    holiday_name,
    public_holidays,
    time_zone_of,
    zone_of,
)

# Customs that the oracle counts and that no law makes a public holiday there.
CUSTOMS = {"Mi-Careme", "Victor Schoelcher Day", "Good Friday"}
SUBDIVISIONS = {
    "metropole": None,
    "alsace-moselle": "6AE",
    "guadeloupe": "971",
    "guyane": "973",
    "martinique": "972",
    "mayotte": "976",
    "la-reunion": "974",
    "saint-barthelemy": "BL",
    "saint-martin": "MF",
    "saint-pierre-et-miquelon": "PM",
    "nouvelle-caledonie": "NC",
    "polynesie-francaise": "PF",
    "wallis-et-futuna": "WF",
}
NAMES_OF_THE_STATE = {
    "Métropole": "metropole",
    "Alsace-Moselle": "alsace-moselle",
    "Guadeloupe": "guadeloupe",
    "Guyane": "guyane",
    "Martinique": "martinique",
    "Mayotte": "mayotte",
    "Nouvelle-Calédonie": "nouvelle-caledonie",
    "La Réunion": "la-reunion",
    "Polynésie Française": "polynesie-francaise",
    "Saint-Barthélémy": "saint-barthelemy",
    "Saint-Martin": "saint-martin",
    "Wallis-et-Futuna": "wallis-et-futuna",
    "Saint-Pierre-et-Miquelon": "saint-pierre-et-miquelon",
}
# By local law: the State's table leaves them out.
PACIFIC = {"nouvelle-caledonie", "polynesie-francaise", "wallis-et-futuna"}


def test_easter_of_known_years():
    known = [(1818, 3, 22), (1943, 4, 25), (2000, 4, 23), (2024, 3, 31), (2026, 4, 5)]
    for year, month, day in known:
        assert easter(year) == date(year, month, day)


@pytest.mark.parametrize("zone", sorted(ZONES))
def test_the_days_are_those_of_another_library(zone):
    for year in range(2019, 2101):
        there = oracle.France(subdiv=SUBDIVISIONS[zone], years=year)
        keeps_good_friday = zone in ("alsace-moselle", "polynesie-francaise")
        expected = {
            day
            for day, names in there.items()
            for name in names.split("; ")
            if name not in CUSTOMS or (name == "Good Friday" and keeps_good_friday)
        }
        assert set(public_holidays(year, zone)) == expected, (zone, year)


def test_the_days_are_those_of_the_table_of_the_state():
    days: dict[tuple[str, int], set[date]] = {}
    with gzip.open(shared_data("calendrier/jours-feries.csv.gz"), "rt", encoding="utf-8") as file:
        for row in csv.DictReader(file):
            day = date.fromisoformat(row["date"])
            for name in row["zones"].split("|"):
                days.setdefault((NAMES_OF_THE_STATE[name], day.year), set()).add(day)
    assert len(days) > 300
    for (zone, year), expected in days.items():
        ours = set(public_holidays(year, zone))
        assert expected <= ours
        if zone not in PACIFIC:
            assert ours == expected, (zone, year)


def test_two_holidays_on_one_day_keep_both_names():
    assert holiday_name(date(2008, 5, 1)) == "Ascension et fête du Travail"
    assert len(public_holidays(2008)) == 10


def test_years_without_a_gregorian_easter_are_refused():
    with pytest.raises(ValueError, match="1582"):
        public_holidays(1582)
    assert holiday_name(date(1, 1, 1)) is None


def test_easter_is_a_sunday_between_its_bounds_for_every_year():
    for year in range(1583, 10_000):
        sunday = easter(year)
        assert sunday.weekday() == 6
        assert date(year, 3, 22) <= sunday <= date(year, 4, 25)
        assert public_holidays(year)[sunday + timedelta(days=1)] == "lundi de Pâques"


@pytest.mark.parametrize(
    ("code", "zone", "clock"),
    [
        ("67482", "alsace-moselle", "Europe/Paris"),
        ("68100", "alsace-moselle", "Europe/Paris"),
        ("57", "alsace-moselle", "Europe/Paris"),
        ("59512", "metropole", "Europe/Paris"),
        ("2B033", "metropole", "Europe/Paris"),
        ("97105", "guadeloupe", "America/Guadeloupe"),
        ("97133", "guadeloupe", "America/Guadeloupe"),
        ("97150", "saint-martin", "America/Marigot"),
        ("97701", "saint-barthelemy", "America/St_Barthelemy"),
        ("97801", "saint-martin", "America/Marigot"),
        ("97209", "martinique", "America/Martinique"),
        ("97302", "guyane", "America/Cayenne"),
        ("97411", "la-reunion", "Indian/Reunion"),
        ("97502", "saint-pierre-et-miquelon", "America/Miquelon"),
        ("97611", "mayotte", "Indian/Mayotte"),
        ("98613", "wallis-et-futuna", "Pacific/Wallis"),
        ("98735", "polynesie-francaise", "Pacific/Tahiti"),
        ("98731", "polynesie-francaise", "Pacific/Marquesas"),
        ("98719", "polynesie-francaise", "Pacific/Gambier"),
        ("98818", "nouvelle-caledonie", "Pacific/Noumea"),
        ("", "metropole", "Europe/Paris"),
        ("n’importe quoi", "metropole", "Europe/Paris"),
    ],
)
def test_a_code_gives_its_holidays_and_its_clock(code, zone, clock):
    assert zone_of(code) == zone
    assert time_zone_of(code) == clock
