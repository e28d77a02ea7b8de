"""Weights learned without labels, on data whose truth is known."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.matching import DEFAULT, fit, link
from maillage.core.matching.fit import estimate, falling
from maillage.core.matching.model import JOINT, field_weights, probability
from maillage.core.matching.tests.records import a_set


def _drawn(random, n, share, m, u, unknown):
    one = random.random(n) < share
    levels = {}
    for field in m:
        of_one = random.choice(len(m[field]), n, p=m[field]) + 1
        of_two = random.choice(len(u[field]), n, p=u[field]) + 1
        drawn = np.where(one, of_one, of_two)
        levels[field] = np.where(random.random(n) < unknown, 0, drawn)
    return levels


def test_em_finds_the_frequencies_that_the_pairs_were_drawn_from():
    random = np.random.default_rng(5)
    sizes = {field: len(DEFAULT.weights[field]) for field in ("name", "address", "phone", "email")}
    m = {field: np.linspace(size, 0.3, size) ** 2 for field, size in sizes.items()}
    u = {field: np.linspace(0.2, size, size) ** 2 for field, size in sizes.items()}
    m = {field: values / values.sum() for field, values in m.items()}
    u = {field: values / values.sum() for field, values in u.items()}
    levels = _drawn(random, 40_000, 0.15, m, u, unknown=0.3)
    found = estimate(levels, DEFAULT)
    assert found.share == pytest.approx(0.15, abs=0.02)
    for field in sizes:
        np.testing.assert_allclose(found.m[field], m[field], atol=0.03)
        np.testing.assert_allclose(found.u[field], u[field], atol=0.03)


def test_unknown_levels_teach_nothing():
    random = np.random.default_rng(6)
    levels = {"phone": random.integers(1, 3, 500), "email": np.zeros(500, dtype=np.int64)}
    alone = estimate({"phone": levels["phone"]}, DEFAULT)
    both = estimate(levels, DEFAULT)
    np.testing.assert_allclose(alone.m["phone"], both.m["phone"])


def test_a_learned_model_is_the_same_each_time_and_whatever_the_order():
    records = a_set(11, 400)
    first = fit(records)
    assert first == fit(records) == fit(records[::-1])
    assert first != DEFAULT
    for field, named in first.weights.items():
        assert [code for code, _ in named] == [code for code, _ in DEFAULT.weights[field]]
    assert link(records, model=first).groups


def test_a_set_too_small_to_teach_gives_the_model_back():
    assert fit(a_set(1, 4)) == DEFAULT
    assert fit([]) == DEFAULT


def test_a_set_that_teaches_something_else_than_places_gives_the_model_back():
    # One house, one name, whatever the telephone: names and addresses tell nothing apart.
    records = [
        {"name": "Navette", "commune": "Clairmaille", "phone": f"01990{at % 40:05d}"}
        for at in range(400)
    ]
    assert fit(records) == DEFAULT


LEARNED = fit(a_set(12, 400))


@pytest.mark.parametrize("model", [DEFAULT, LEARNED], ids=["default", "learned"])
def test_weights_never_rise_from_more_agreement_to_less(model):
    for named in model.weights.values():
        weights = [weight for _, weight in named]
        assert weights == sorted(weights, reverse=True)


@given(st.data(), st.sampled_from([DEFAULT, LEARNED]))
def test_more_agreement_never_lowers_the_probability(data, model):
    levels = {
        field: data.draw(st.integers(0, len(named)), label=field)
        for field, named in model.weights.items()
    }
    field = data.draw(st.sampled_from([f for f, level in levels.items() if level > 1] or ["name"]))
    better = levels | {field: max(1, levels[field] - 1)}
    if levels[field] == 0:
        return

    def known(said):
        arrays = {name: np.array([level]) for name, level in said.items()}
        return probability(model, field_weights(model, arrays, {}))[0]

    assert known(better) >= known(levels)


def test_one_fact_said_three_times_does_not_count_three_times():
    def odds(said):
        arrays = {name: np.array([said.get(name, 0)]) for name in DEFAULT.weights}
        p = probability(DEFAULT, field_weights(DEFAULT, arrays, {}))[0]
        return np.log2(p / (1 - p))

    nothing = odds({})
    for fields in JOINT.values():
        alone = [odds({field: 1}) - nothing for field in fields]
        together = odds(dict.fromkeys(fields, 1)) - nothing
        assert max(alone) < together < 0.8 * sum(alone)


@given(st.lists(st.tuples(st.floats(-10, 10), st.floats(0.1, 50)), min_size=1, max_size=8))
def test_pooled_values_never_rise_and_keep_their_mean(pairs):
    values, sizes = np.array(pairs).T
    found = falling(values, sizes)
    assert (np.diff(found) <= 1e-12).all()
    assert found @ sizes == pytest.approx(values @ sizes, abs=1e-6)
