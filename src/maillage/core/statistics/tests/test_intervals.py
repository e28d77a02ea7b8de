"""Intervals of shares: published values, and what must always hold."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.statistics import newcombe, wilson


@st.composite
def shares(draw):
    base = draw(st.integers(1, 2000))
    return draw(st.integers(0, base)), base


@pytest.mark.parametrize(
    ("part", "base", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17, 1998, p. 857, table I, method 3.
        (81, 263, 0.2553, 0.3662),
        (15, 148, 0.0624, 0.1605),
        (0, 20, 0.0000, 0.1611),
        (1, 29, 0.0061, 0.1718),
    ],
)
def test_the_published_intervals_of_wilson(part, base, low, high):
    found = wilson(part, base)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@pytest.mark.parametrize(
    ("part", "base", "shown", "low", "high"),
    [
        (349, 459, 76, 71.9, 79.7),  # doors that opened
        (48, 459, 10, 8.0, 13.6),
        (62, 459, 14, 10.7, 16.9),
        (288, 349, 83, 78.2, 86.1),  # talks, of the doors that opened
        (61, 349, 17, 13.9, 21.8),
        (87, 288, 30, 25.2, 35.7),  # not concerned, of the talks
    ],
)
def test_the_doors_of_the_founding_documents_each_on_its_own_base(part, base, shown, low, high):
    """The table of VoisinMalin: six shares that the seed prints, over three bases."""
    found = wilson(part, base)
    assert round(100 * part / base) == shown
    assert (round(100 * found.low, 1), round(100 * found.high, 1)) == (low, high)


@pytest.mark.parametrize(
    ("counts", "low", "high"),
    [
        # R. G. Newcombe, Statistics in Medicine 17, 1998, p. 873, table II, method 10.
        ((56, 70, 48, 80), 0.0524, 0.3339),
        ((9, 10, 3, 10), 0.1705, 0.8090),
        ((10, 10, 0, 20), 0.6791, 1.0000),
    ],
)
def test_the_published_intervals_of_a_difference(counts, low, high):
    found = newcombe(*counts)
    assert (round(found.low, 4), round(found.high, 4)) == (low, high)


@given(shares())
def test_an_interval_holds_its_share_and_stays_within_0_and_1(counts):
    part, base = counts
    found = wilson(part, base)
    assert 0 <= found.low <= part / base <= found.high <= 1


@given(shares())
def test_what_is_not_done_is_the_mirror_of_what_is(counts):
    part, base = counts
    one, other = wilson(part, base), wilson(base - part, base)
    assert one.low == pytest.approx(1 - other.high)
    assert one.high == pytest.approx(1 - other.low)


@given(shares(), st.integers(2, 50))
def test_the_same_share_of_more_people_is_known_better(counts, times):
    part, base = counts
    few, many = wilson(part, base), wilson(part * times, base * times)
    assert many.high - many.low < few.high - few.low


@given(shares(), shares())
def test_a_difference_is_the_opposite_of_the_other_way_round(one, other):
    found, back = newcombe(*one, *other), newcombe(*other, *one)
    assert found.low == pytest.approx(-back.high)
    assert -1 - 1e-12 <= found.low <= found.high <= 1 + 1e-12


def test_an_interval_of_95_in_a_hundred_holds_the_truth_about_95_times_in_a_hundred():
    """By adding up all that may come: with 30 people, a share of 20 %."""
    truth, base = 0.2, 30
    held = 0.0
    for part in range(base + 1):
        if wilson(part, base).low <= truth <= wilson(part, base).high:
            held += comb(base, part) * truth**part * (1 - truth) ** (base - part)
    assert 0.93 < held < 0.99


def test_of_nobody_nothing_is_known():
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0, 1)


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: wilson(3, 2),
        lambda: wilson(-1, 2),
        lambda: wilson(1, 2, level=1),
        lambda: newcombe(0, 0, 1, 2),
    ],
)
def test_counts_that_are_none_are_refused(wrong):
    with pytest.raises(ValueError, match="between"):
        wrong()
