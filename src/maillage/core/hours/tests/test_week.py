"""Seven cells, one for each day, become one text that says the same."""

import doctest
from datetime import date, datetime, time
from importlib import import_module

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.hours import State, day_cell_to_osm, parse, week_to_osm


@pytest.mark.parametrize(
    ("cell", "osm"),
    [
        ("9h12h", "09:00-12:00"),
        ("13h30 18h", "13:30-18:00"),
        ("9h/12h30 14h/17h", "09:00-12:30,14:00-17:00"),
        ("8:30 11:30; 13:00 17:00", "08:30-11:30,13:00-17:00"),
        ("9h-12 et 14h-17h", "09:00-12:00,14:00-17:00"),
        ("9h30-12h et 14h 18h", "09:30-12:00,14:00-18:00"),
        ("10h-12h  15h-18h.", "10:00-12:00,15:00-18:00"),
        ("8h-18h en continu", "08:00-18:00"),
        ("10: à 18: (en continu)", "10:00-18:00"),
        ("9h 12h-14h 17h", "09:00-12:00,14:00-17:00"),
        ("9h-12h-14h-17h", "09:00-12:00,14:00-17:00"),
        ("14h/12h", None),
        ("9 - 12", "09:00-12:00"),
        ("9h", None),
        ("9h et 14h", None),
        ("9h-12h30/16h30", None),
        ("13:16:59.99", None),
        ("13h3018h", "13:30-18:00"),
        ("14h18h30", "14:00-18:30"),
        ("9h12h14h17h", "09:00-12:00,14:00-17:00"),
        ("8h30/12h30 - 13h30/17h", "08:30-12:30,13:30-17:00"),
        ("de 9h30 à 12h30 et de 14h à 16", "09:30-12:30,14:00-16:00"),
        ("9-12 / 14-19", "09:00-12:00,14:00-19:00"),
        ("9H a 12H 14H a 17H", "09:00-12:00,14:00-17:00"),
        ("Permanence de 9h à 12h", "09:00-12:00"),
        ("14h-16h30 (sur rdv)", '14:00-16:30 "sur rendez-vous"'),
        ("9 h 00 à 19 h 00 (prendre RDV)", '09:00-19:00 "sur rendez-vous"'),
        ("Sur rendez - vous de 9h à 12h", '09:00-12:00 "sur rendez-vous"'),
        ("Sans rendez-vous 9h00-12h00", "09:00-12:00"),
        ("10h-18h30 (journée continue)", "10:00-18:30"),
        ("Fermé toute la journée", "off"),
        (": Fermé", "off"),
        ("Pas d'accueil.", "off"),
        ("Non ouvert au public", "off"),
        (": 14h30 à 18h45", "14:30-18:45"),
        ("| de 10h - 12h puis de 13h30 - 16h15", "10:00-12:00,13:30-16:15"),
        ("1-2", None),
        ("9h-12h, sur rdv l'après-midi", None),
        ("9h à 12h et Sur Rendez-Vous", None),
        ("sans rendez-vous", None),
        ("Fermé le matin - 13h30 à 18h", None),
        ("9h - 15h / 14h - 19h", None),
        ("9h-26h", None),
        ("9: à 16:", "09:00-16:00"),
        ("7:30 - 11:30 ; 12:15 - 16:", "07:30-11:30,12:15-16:00"),
        ("10h – 19h", "10:00-19:00"),
        ("9h-12h uniquement sur RDV", '09:00-12:00 "sur rendez-vous"'),
        ("sur rendez-vous", '"sur rendez-vous"'),
        ("9h-12h sans rendez-vous", "09:00-12:00"),
        ("", "off"),
        ("-", "off"),
        ("FERMÉ", "off"),
        # A cell belongs to its day: words about another one are left to a person.
        ("mardi 9h-12h", None),
        ("au vendredi 9h-12h", None),
        ("9h-12h, mardi 14h-17h", None),
        ("x", None),
        ("9h-12h une semaine sur deux", None),
        ("12h-9h", None),
    ],
)
def test_the_cell_of_one_day_says_one_thing_or_is_left_to_a_person(cell, osm):
    assert day_cell_to_osm(cell) == osm


def moment(day, hour, minute=0):
    return datetime.combine(date(2026, 11, day), time(hour, minute))


def test_a_week_needs_its_seven_days():
    with pytest.raises(ValueError, match="seven days"):
        week_to_osm(["09:00-12:00"])


def test_a_week_of_closed_days_is_no_opening_hours():
    assert week_to_osm(["off"] * 7) == week_to_osm([""] * 7) == ""


def test_words_that_were_not_understood_open_nothing():
    hours = parse(week_to_osm(["09:00-12:00", '"après 19h"', "", "", "", "", ""]))
    monday, tuesday = moment(23, 10), moment(24, 20)
    assert hours.understood
    assert hours.is_open(monday) is True
    assert hours.is_open(tuesday) is None
    (said,) = (i for i in hours.intervals(tuesday, moment(24, 21)))
    assert (said.state, said.comment) == (State.UNKNOWN, "après 19h")


_MINUTES = st.integers(0, 24 * 60 - 1)
_DAY = st.lists(_MINUTES, min_size=2, max_size=2, unique=True).map(sorted) | st.none()


@given(st.lists(_DAY, min_size=7, max_size=7))
def test_each_day_is_open_when_its_own_cell_says_so(week):
    cells = [
        f"de {a // 60:02}h{a % 60:02} à {b // 60:02}h{b % 60:02}" if (a, b) != (0, 0) else ""
        for a, b in (day or (0, 0) for day in week)
    ]
    texts = [day_cell_to_osm(cell) for cell in cells]
    hours = parse(week_to_osm([text or "" for text in texts]))
    for index, day in enumerate(week):
        for minute in (0, 9 * 60, 15 * 60 + 30, 23 * 60 + 59):
            at = moment(16 + index, minute // 60, minute % 60)
            assert hours.is_open(at) is (
                bool(day) and day[0] <= minute < day[1] if any(week) else None
            )


@pytest.mark.parametrize("name", ["french", "week"])
def test_the_examples_of_the_docstrings_are_true(name):
    found = doctest.testmod(import_module(f"maillage.core.hours.{name}"))
    assert found.attempted
    assert not found.failed
