"""Sharing between people: published values, slow references, what must always hold."""

from math import inf, isnan

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from maillage.core.statistics import concentration_index, empirical_bayes, gini, palma

groups = st.lists(st.tuples(st.integers(0, 50), st.integers(1, 9)), min_size=1, max_size=12)


def test_the_published_index_of_the_world_bank():
    births = [29939, 28776, 26528, 24689, 19739]
    rates = [154.7, 152.9, 119.5, 86.9, 54.3]
    assert concentration_index(rates, births) == pytest.approx(-0.169417, abs=5e-7)
    # In another order, when told who is poor.
    assert concentration_index(
        rates[::-1], births[::-1], living_standard=[5, 4, 3, 2, 1]
    ) == pytest.approx(-0.169417, abs=5e-7)


@given(groups)
def test_gini_is_half_the_mean_difference_between_two_people(rows):
    people = np.repeat([v for v, _ in rows], [n for _, n in rows]).astype(float)
    assume(people.sum() > 0)
    slow = np.abs(people[:, None] - people[None]).mean() / (2 * people.mean())
    assert gini(*zip(*rows, strict=True)) == pytest.approx(slow, abs=1e-12)


@given(groups, st.data())
def test_concentration_is_the_covariance_with_the_rank(rows, data):
    values, people = (np.array(column, dtype=float) for column in zip(*rows, strict=True))
    assume((values * people).sum() > 0)
    standard = np.array(
        data.draw(st.lists(st.integers(0, 4), min_size=len(rows), max_size=len(rows)))
    )
    total = people.sum()
    rank = np.array(
        [(people[standard < s].sum() + people[standard == s].sum() / 2) / total for s in standard]
    )
    mean = (people * values).sum() / total
    covariance = (people * (values - mean) * (rank - 0.5)).sum() / total
    found = concentration_index(values, people, living_standard=standard)
    assert found == pytest.approx(2 * covariance / mean, abs=1e-9)


@given(groups)
def test_palma_is_the_top_over_the_bottom_person_by_person(rows):
    people = np.sort(np.repeat([v for v, _ in rows], [10 * n for _, n in rows]))
    assume(people.sum() > 0)
    least, most = people[: len(people) * 4 // 10].sum(), people[len(people) * 9 // 10 :].sum()
    expected = most / least if least else inf
    assert palma(*zip(*rows, strict=True)) == pytest.approx(expected, rel=1e-6)


def test_of_nobody_or_of_nothing_no_index():
    assert all(isnan(index([])) for index in (gini, concentration_index, palma))
    assert all(isnan(index([0, 0])) for index in (gini, concentration_index, palma))


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: gini([-1, 2]),
        lambda: gini([1, float("nan")]),
        lambda: gini([1, 2], [1]),
        lambda: palma([-1]),
        lambda: concentration_index([1], [-1]),
        lambda: concentration_index([1, 2], living_standard=[1]),
        lambda: empirical_bayes([1], [0]),
        lambda: empirical_bayes([float("nan")], [1]),
        lambda: empirical_bayes([1, 2], [1]),
    ],
)
def test_what_cannot_be_counted_is_refused(wrong):
    with pytest.raises(ValueError, match=r"value|people|standard|base|somebody"):
        wrong()


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 60)), min_size=1, max_size=12))
def test_a_shrunk_rate_lies_between_its_own_and_the_mean(rows):
    part, base = np.array([min(r) for r in rows], float), np.array([max(r) for r in rows], float)
    found = empirical_bayes(part, base)
    own = part / base
    assert np.all(found.rates >= np.minimum(own, found.mean) - 1e-12)
    assert np.all(found.rates <= np.maximum(own, found.mean) + 1e-12)
    order = np.argsort(base)
    assert np.all(np.diff(found.weights[order]) >= -1e-12)  # more people, more weight


def test_shrinkage_by_hand():
    # mean 20/200; spread (100·0,1² + 100·0,1²)/200 = 0,01; chance 0,1/100; s² = 0,009.
    found = empirical_bayes([0, 20], [100, 100])
    assert found.variance == pytest.approx(0.009)
    assert found.rates.tolist() == pytest.approx([0.01, 0.19])
