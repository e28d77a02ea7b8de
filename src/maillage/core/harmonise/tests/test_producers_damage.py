"""What some producers damage everywhere: lost accents, slips of a key, addresses on one line."""

import doctest

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.harmonise import Log, accents, address, harmonise, mending, slips
from maillage.core.harmonise.accents import (
    LOST,
    WORDS,
    restore_lost_accents,
    restore_lost_signs_in_hours,
)
from maillage.core.harmonise.address import PostalAddress, split_address
from maillage.core.harmonise.mending import mend


@pytest.mark.parametrize("module", [accents, address, mending, slips], ids=lambda m: m.__name__)
def test_the_examples_are_true(module):
    assert doctest.testmod(module).failed == 0


def holed(text):
    return "".join(letter if letter.isascii() else LOST for letter in text)


@pytest.mark.parametrize(
    "text",
    [
        "Bibliothèque municipale",
        "Médiathèque de l’école",
        "ESPACE PUBLIC NUMÉRIQUE",
        "École de la République",
        "Mise à disposition de matériel",
    ],
)
def test_a_known_word_gets_its_letters_back(text):
    assert restore_lost_accents(holed(text)) == text


@pytest.mark.parametrize("text", ["pr\ufffds", "\ufffd", "Br\ufffdlz", "\ufffd Lyon", "l\ufffda"])
def test_a_word_that_could_be_another_keeps_its_hole(text):
    assert restore_lost_accents(text) == text


def test_no_word_of_the_list_hides_another():
    accented = [word for word in WORDS if not word.isascii()]
    alike = {}
    for word in accented:
        alike.setdefault(holed(word), []).append(word)
    twins = {tuple(words) for words in alike.values() if len(words) > 1}
    # Pairs that are there so that neither is chosen.
    assert all(restore_lost_accents(holed(word)) == holed(word) for pair in twins for word in pair)


@given(st.text())
def test_nothing_but_the_holes_changes(text):
    for restore in (restore_lost_accents, restore_lost_signs_in_hours):
        assert restore(text.replace(LOST, "")) == text.replace(LOST, "")
        assert restore(restore(text)) == restore(text)


@given(st.lists(st.sampled_from([*"aeé -19h:", LOST, "m\ufffddia", "de"]), max_size=12))
def test_a_hole_never_takes_a_letter_with_it(pieces):
    text = "".join(pieces)
    restored = restore_lost_accents(text)
    assert len(restored) == len(text)
    kept = [(a, b) for a, b in zip(text, restored, strict=True) if a != LOST]
    assert all(a == b for a, b in kept)


def test_the_corrections_are_part_of_the_chain():
    log = Log()
    row = {
        "date_maj": "09/0102023",
        "nom": "M\ufffddiath\ufffdque",
        "horaires": "mardi 9h \ufffd 12h",
    }
    assert harmonise(row, log) == {
        "date_maj": "2023-01-09",
        "nom": "Médiathèque",
        "horaires": "mardi 9h à 12h",
    }
    assert {code for code, _ in log.counts} == {
        *("date_slash_as_zero", "date_to_iso", "lost_accents", "lost_signs_in_hours")
    }


def test_mending_looks_only_where_it_is_told_and_leaves_the_rest():
    log = Log()
    received = {"a": "M\ufffddiation", "b": "M\ufffddiation", "c": 3, "d": None}
    mended = mend(received, log, ("lost_accents",), only=("a",))
    assert mended == {"a": "Médiation", "b": "M\ufffddiation", "c": 3, "d": None}
    assert received["a"] == "M\ufffddiation"
    assert log.counts == {("lost_accents", "a"): 1}
    with pytest.raises(KeyError):
        mend({}, log, ("phone_fr_to_e164",))


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("12, rue du Pont 59999 CLAIRMAILLE", ("12, rue du Pont", "59999", "CLAIRMAILLE")),
        ("Rue du Fil 59999 59999 Clairmaille", ("Rue du Fil", "59999", "Clairmaille")),
        (
            "Le Fil, CS 70407, 59998 L’ÎLE-ROUVE CEDEX 9",
            ("Le Fil, CS 70407", "59998", "L’ÎLE-ROUVE"),
        ),
        ("Rue du Fil\n59999  CLAIR MAILLE ", ("Rue du Fil", "59999", "CLAIR MAILLE")),
        ("BP 12345 CLAIRMAILLE", ("BP 12345 CLAIRMAILLE", "", "")),
        ("1 rue du 8 mai 1945", ("1 rue du 8 mai 1945", "", "")),
        ("59999 CLAIRMAILLE", ("", "59999", "CLAIRMAILLE")),
        ("", ("", "", "")),
    ],
)
def test_an_address_on_one_line_is_cut(line, expected):
    assert split_address(line) == PostalAddress(*expected)


@given(st.text())
def test_cutting_an_address_never_raises_and_invents_nothing(line):
    parts = split_address(line)
    joined = "".join(line.split())
    assert all("".join(part.split()) in joined for part in parts)


def test_a_number_that_says_whose_it_is_keeps_its_words():
    row = harmonise({"telephone": "01 99 00 12 34 (mairie)"}, Log())
    assert row == {"telephone": "+33199001234", "local_telephone": "01 99 00 12 34 (mairie)"}
