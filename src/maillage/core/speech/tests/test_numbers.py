"""Numbers in letters, against another way to read them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.speech.numbers import LIMIT, digits_words, number_words, ordinal_words

VALUES = {
    "zéro": 0, "un": 1, "deux": 2, "trois": 3, "quatre": 4, "cinq": 5, "six": 6, "sept": 7,
    "huit": 8, "neuf": 9, "dix": 10, "onze": 11, "douze": 12, "treize": 13, "quatorze": 14,
    "quinze": 15, "seize": 16, "vingt": 20, "trente": 30, "quarante": 40, "cinquante": 50,
    "soixante": 60,
}  # fmt: skip


def read(words):
    """Return the number that words say, read from the left: another road than the writing."""
    total = part = 0
    for word in words.replace("quatre-vingt", "quatrevingt").split("-"):
        one = word.rstrip("s") if word not in VALUES else word
        if one == "et":
            continue
        if one in ("mille", "million", "milliard"):
            scale = {"mille": 10**3, "million": 10**6, "milliard": 10**9}[one]
            total, part = total + max(part, 1) * scale, 0
        elif one == "cent":
            part = max(part, 1) * 100
        else:
            part += 80 if one == "quatrevingt" else VALUES[one]
    return total + part


@given(st.integers(0, LIMIT - 1))
def test_what_is_written_reads_back(n):
    assert read(number_words(n)) == n


def test_every_number_of_three_digits_reads_back_and_is_said_once():
    said = [number_words(n) for n in range(1000)]
    assert [read(words) for words in said] == list(range(1000))
    assert len(set(said)) == 1000


@pytest.mark.parametrize(
    ("n", "words"),
    [
        (16, "seize"), (17, "dix-sept"), (21, "vingt-et-un"), (70, "soixante-dix"),
        (71, "soixante-et-onze"), (80, "quatre-vingts"), (81, "quatre-vingt-un"),
        (91, "quatre-vingt-onze"), (99, "quatre-vingt-dix-neuf"), (100, "cent"),
        (200, "deux-cents"), (201, "deux-cent-un"), (1000, "mille"), (80_000, "quatre-vingt-mille"),
        (200_000, "deux-cent-mille"), (2_000_080, "deux-millions-quatre-vingts"),
        (59999, "cinquante-neuf-mille-neuf-cent-quatre-vingt-dix-neuf"),
    ],
)  # fmt: skip
def test_spelling(n, words):
    assert number_words(n) == words


@pytest.mark.parametrize(
    ("n", "words"), [(1, "une"), (21, "vingt-et-une"), (81, "quatre-vingt-une"), (11, "onze"),
                     (71, "soixante-et-onze"), (91, "quatre-vingt-onze"), (2, "deux")]
)  # fmt: skip
def test_the_feminine(n, words):
    assert number_words(n, feminine=True) == words


@pytest.mark.parametrize(
    ("n", "words"), [(2, "deuxième"), (5, "cinquième"), (9, "neuvième"), (21, "vingt-et-unième"),
                     (80, "quatre-vingtième"), (100, "centième"), (200, "deux-centième")]
)  # fmt: skip
def test_ranks(n, words):
    assert ordinal_words(n) == words


def test_what_has_no_words_is_refused():
    for n in (-1, LIMIT):
        with pytest.raises(ValueError, match="no words"):
            number_words(n)
    with pytest.raises(ValueError, match="no rank"):
        ordinal_words(0)


def test_digits_by_pairs():
    assert digits_words("0199") == "zéro un, quatre-vingt-dix-neuf"
    assert digits_words("112") == "onze, deux"
