""" "La semaine" is Monday to Friday only where the end of the week is said apart."""

import doctest

import pytest

from maillage.core.hours import parse, working_week
from maillage.core.hours.working_week import spell_working_week


def test_the_examples_are_true():
    assert doctest.testmod(working_week).failed == 0


@pytest.mark.parametrize(
    ("text", "osm"),
    [
        (
            "La semaine de 9h00 à 12h30 et de 14h15 à 16h00, le samedi de 9h00 à 12h00",
            "Mo-Fr 09:00-12:30,14:15-16:00; Sa 09:00-12:00",
        ),
        ("en semaine 9h-17h, dimanche 10h-12h", "Mo-Fr 09:00-17:00; Su 10:00-12:00"),
    ],
)
def test_the_week_is_spelled_and_read(text, osm):
    assert parse(spell_working_week(text)).osm == osm


@pytest.mark.parametrize(
    "text",
    [
        "la semaine de 9h à 12h",
        "la semaine de 9h à 12h, vendredi 9h-11h, samedi 9h-12h",
        "une semaine sur deux, samedi 9h-12h",
        "en semaine impaire de 9h à 12h, samedi 9h-12h",
        "",
    ],
)
def test_any_other_week_stays_in_words(text):
    assert spell_working_week(text) == text
