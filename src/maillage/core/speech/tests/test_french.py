"""What is written for the eye, said for the ear."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.hours import parse
from maillage.core.speech import spoken

NBSP = "\u00a0"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (
            f"De 9{NBSP}h à 12{NBSP}h et de 14{NBSP}h à 17{NBSP}h{NBSP}30",
            "De neuf heures à midi et de quatorze heures à dix-sept heures trente",
        ),
        ("9h30-12h", "neuf heures trente à midi"),
        ("1 h, 21 h 01, 0 h", "une heure, vingt-et-une heures une, minuit"),
        (f"24{NBSP}h sur{NBSP}24", "vingt-quatre heures sur vingt-quatre"),
        ("12 bd St-Michel, 1er étage", "douze boulevard Saint-Michel, premier étage"),
        ("n° 3 bis, 2e étage, 1re porte", "numéro trois bis, deuxième étage, première porte"),
        ("13 rue du Dr Exemple, bât. B2", "treize rue du Docteur Exemple, bâtiment B deux"),
        ("M. Exemple", "monsieur Exemple"),
        ("Le CCAS", "Le centre communal d’action sociale"),
        (
            f"Tél. 01{NBSP}99{NBSP}00{NBSP}21{NBSP}10",
            "Téléphone zéro un, quatre-vingt-dix-neuf, zéro zéro, vingt-et-un, dix",
        ),
        ("+33199002110", "zéro un, quatre-vingt-dix-neuf, zéro zéro, vingt-et-un, dix"),
        ("0,20 € la page, 2,50 € l’heure", "vingt centimes la page, deux euros cinquante l’heure"),
        ("1 place, 1 ordinateur", "une place, un ordinateur"),
        ("500 m, 1,2 km, 30 min", "cinq-cents mètres, un virgule deux kilomètre, trente minutes"),
        ("1er mai 2026", "premier mai deux-mille-vingt-six"),
        ("Atelier (gratuit) · sur place", "Atelier, gratuit, sur place"),
        ("https://clairmaille.example/lieux/", "adresse écrite sur la page"),
        ("HLM", "hache elle emme"),
        ("OK, LE MARCHÉ", "OK, LE MARCHÉ"),
        ("all in, col roulé, mer calme", "all in, col roulé, mer calme"),
        ("٣ lieux", "trois lieux"),
        ("", ""),
    ],
)
def test_it_is_said_as_a_person_says_it(written, said):
    assert spoken(written) == said


@given(st.text(max_size=80))
def test_no_digit_is_left_and_spaces_are_single(text):
    said = spoken(text)
    assert not re.search(r"\d|\s\s", said)
    assert said == said.strip()


@given(st.text(alphabet="0123456789 hH:.,-/€°ners+()", max_size=60))
def test_any_mix_of_digits_and_signs_is_said(text):
    assert not re.search(r"\d", spoken(text))


@given(st.integers(0, 23), st.integers(0, 59))
def test_every_hour_is_said_in_whole_words(hour, minute):
    said = spoken(f"à {hour}{NBSP}h{NBSP}{minute:02}" if minute else f"à {hour}{NBSP}h")
    assert re.search(r"heure|midi|minuit", said), said
    assert not re.search(r"\bh\b|\d", said), said


@given(st.from_regex(r"0[1-9](?: ?[0-9]{2}){4}", fullmatch=True))
def test_a_telephone_is_said_in_five_pairs(number):
    assert len(spoken(number).split(", ")) == 5


@pytest.mark.parametrize("hours", ["Tu-Fr 10:00-12:30,14:00-18:30; Sa 09:00-12:00", "24/7"])
def test_what_hours_say_is_said_once_and_for_all(hours):
    for line in parse(hours).in_words():
        said = spoken(line)
        assert not re.search(r"\d|\bh\b", said), said
        assert spoken(said) == said
