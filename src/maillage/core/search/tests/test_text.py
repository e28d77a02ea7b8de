"""How words are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.search import Entry, Index, Query, fold
from maillage.core.search.tests.strategies import NOW
from maillage.core.search.text import forms_of, name_key, singular, words_asked


def found(text: str, asked: str) -> bool:
    index = Index.build([Entry(place_id=1, text=text)])
    return index.find(Query(text=asked), now=NOW).n_certain == 1


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Médiathèque de l’Écluse", "mediatheque ecluse"),
        ("Médiathèque de l'Écluse", "L’ÉCLUSE"),
        ("Cours d’ordinateur", "ordinateurs"),
        ("Les journaux en ligne", "journal"),
        ("Bureaux des passes", "bureau"),
        ("Wi-Fi gratuit", "wifi"),
        ("Wi-Fi gratuit", "wi-fi"),
        ("Aide aux démarches", "aide pour une démarche"),
        ("Imprimante", "imprim"),
        ("Œuvre sociale", "oeuvres"),
        ("Rendez‑vous", "rendezvous"),
        ("", "à la"),
    ],
)
def test_these_words_find_that_text(text: str, asked: str) -> None:
    assert found(text, asked)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("Imprimante", "imprim scanner"),
        ("Imprimante couleur", "imprim couleur"),  # only the last word may be unfinished
        ("Accès libre", "accès wifi"),
        ("Presse", "pres­"),  # an invisible hyphen is no letter: the stop word is left out
    ],
)
def test_these_words_do_not_find_that_text(text: str, asked: str) -> None:
    if words_asked(asked):
        assert not found(text, asked)


@given(st.text(max_size=40))
def test_folding_twice_changes_nothing_more(text: str) -> None:
    assert name_key(fold(text)) == name_key(text)
    assert len(name_key(text)) <= 48
    for form in forms_of(text):
        assert form == fold(form)


@given(st.text("abeilnoprstux", min_size=1, max_size=10))
def test_a_regular_plural_has_the_singular_of_its_word(word: str) -> None:
    if len(word) > 3 and word[-1] not in "sx":
        assert singular(word + "s") == singular(word)


@given(st.text(max_size=30))
def test_any_text_can_be_asked(asked: str) -> None:
    found("Accès Wi-Fi", asked)
