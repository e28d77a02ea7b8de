"""A day of the month in French is read when one reading is possible."""

import doctest

import pytest

from maillage.core.hours import monthly, parse
from maillage.core.hours.monthly import monthly_to_osm


def test_the_examples_are_true():
    assert doctest.testmod(monthly).failed == 0


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        ("Le premier mercredi du mois de 14h00 à 17h00", "We[1] 14:00-17:00"),
        ("Les deuxièmes mercredis du mois de 14h00 à 17h00.", "We[2] 14:00-17:00"),
        ("Les deuxième et quatrième lundis du mois de 14h à 17h", "Mo[2,4] 14:00-17:00"),
        ("tous les 3èmes jeudis du mois : 9h-12h et 14h-16h", None),
        ("le 3ème jeudi du mois : 9h-12h et 14h-16h", "Th[3] 09:00-12:00,14:00-16:00"),
        ("Le dernier  vendredi du mois, 9h30-12h", "Fr[-1] 09:30-12:00"),
        ("le 1er samedi de chaque mois 10h-12h", "Sa[1] 10:00-12:00"),
    ],
)
def test_the_day_of_a_month_is_read(text, osm):
    assert monthly_to_osm(text) == osm
    assert osm is None or parse(osm).understood


@pytest.mark.parametrize(
    "text",
    [
        "",
        "le deuxième mardi du mois",
        "le deuxième mardi du mois le matin",
        "le deuxième mardi du mois fermé",
        "un mardi sur deux de 9h à 12h",
        "le deuxième mardi de 9h à 12h",
        "le deuxième mardi et le troisième jeudi du mois de 9h à 12h",
        "les deuxième et deuxième mardis du mois de 9h à 12h",
        "le cinquième mardi du mois de 9h à 12h",
        "le deuxième mardi du mois de 9h à 12h sauf en août",
    ],
)
def test_a_doubt_is_left_to_a_person(text):
    assert monthly_to_osm(text) is None
