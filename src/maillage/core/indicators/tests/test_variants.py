"""How firm ranks are: the design on a known function, and what must hold of any table."""

import numpy as np
import pytest
from hypothesis import given, settings

from maillage.core.indicators import (
    Assumptions,
    Dimension,
    Indicator,
    Method,
    Table,
    explore_sensitivity,
    explore_uncertainty,
    say_rank,
)
from maillage.core.indicators.composite import FACTORS, RankRange, saltelli
from maillage.core.indicators.tests.strategies import tables

METHOD = Method(
    "Essai",
    "1",
    Dimension(
        "index",
        (
            Dimension("p", (Indicator("x"), Indicator("y"))),
            Dimension("q", (Indicator("z", direction=-1),)),
        ),
    ),
)
FIXED = Assumptions(("min_max",), ("arithmetic",), 0.0, (None,), may_leave_out=False)


def table_of(values):
    codes = [str(i) for i in range(values.shape[1])]
    return Table.of(codes, dict(zip("xyz", values, strict=True)))


def random_table(n=12, seed=3):
    return table_of(np.random.default_rng(seed).random((3, n)))


def test_saltelli_finds_the_published_indices_of_the_ishigami_function():
    """Ishigami and Homma 1990, a = 7, b = 0.1: analytic values, Saltelli and others 2008."""

    def ishigami(u):
        x = (2 * u - 1) * np.pi
        return np.array([np.sin(x[0]) + 7 * np.sin(x[1]) ** 2 + 0.1 * x[2] ** 4 * np.sin(x[0])])

    first, total = saltelli(ishigami, 3, n_base=20_000, rng=np.random.default_rng(1))
    assert first[:, 0] == pytest.approx([0.3139, 0.4424, 0], abs=0.02)
    assert total[:, 0] == pytest.approx([0.5576, 0.4424, 0.2437], abs=0.02)


def test_saltelli_of_a_sum_shares_the_variance():
    # 2u + u: variances 4/12 and 1/12; the third factor does nothing; the second output is fixed.
    first, total = saltelli(
        lambda u: np.array([2 * u[0] + u[1], 5.0]), 3, n_base=20_000, rng=np.random.default_rng(2)
    )
    assert first[:, 0] == pytest.approx([0.8, 0.2, 0], abs=0.02)
    assert total[:, 0] == pytest.approx([0.8, 0.2, 0], abs=0.02)
    assert np.isnan(first[:, 1]).all()
    with pytest.raises(ValueError, match="two draws"):
        saltelli(lambda u: u, 1, n_base=1, rng=np.random.default_rng(2))


def test_one_seed_one_answer_and_the_number_of_runs_is_kept():
    one, same, other = (
        explore_uncertainty(METHOD, random_table(), rng=np.random.default_rng(seed), n_runs=60)
        for seed in (7, 7, 8)
    )
    assert one.n_runs == 60
    for name in ("median", "low_95", "high_95", "worst_quartile"):
        assert np.array_equal(getattr(one, name), getattr(same, name))
    assert not np.array_equal(one.worst_quartile, other.worst_quartile)
    assert one.assumptions == Assumptions()


def test_without_any_assumption_nothing_moves():
    found = explore_uncertainty(
        METHOD, random_table(), rng=np.random.default_rng(1), n_runs=20, assumptions=FIXED
    )
    for each in (found.median, found.low_90, found.high_90, found.low_95, found.high_95):
        assert np.array_equal(each, found.nominal)
    assert found.worst_quartile.tolist() == (found.nominal <= 3).astype(float).tolist()
    calm = explore_sensitivity(
        METHOD, random_table(), rng=np.random.default_rng(1), n_base=4, assumptions=FIXED
    )
    assert np.isnan(calm.of_shift_total).all()


def test_who_is_first_everywhere_is_first_in_every_variant():
    values = np.array([[9, 1, 2, 3, 4.0], [9, 4, 3, 2, 1.0], [0, 5, 4, 3, 6.0]])
    found = explore_uncertainty(METHOD, table_of(values), rng=np.random.default_rng(1), n_runs=200)
    first = found.of("0")
    assert (first.low, first.high, first.median) == (1, 1, 1)
    assert found.worst_quartile[0] == 1
    assert say_rank(first, "Les Forges") == (
        "Dans 95\u00a0% des variantes, Les Forges est au rang 1 sur 5."
    )


@settings(max_examples=25)
@given(tables(3, least=1, most=8))
def test_ranges_hold_the_runs_they_say(values):
    n = values.shape[1]
    found = explore_uncertainty(METHOD, table_of(values), rng=np.random.default_rng(5), n_runs=21)
    for place, code in enumerate(found.codes):
        said = found.of(code)
        if found.n_known[place] == 0:
            assert said.low is None
            assert "ne suffisent pas" in say_rank(said)
            continue
        assert 1 <= said.low <= found.low_90[place] <= found.median[place]
        assert found.median[place] <= found.high_90[place] <= said.high <= n
    if n < 4:
        assert np.isnan(found.worst_quartile).all()


def test_at_least_95_in_a_hundred_variants_are_in_the_range(monkeypatch):
    kept = []
    from maillage.core.indicators.composite import variants

    ranks = variants.Variants.ranks

    def keep(self, draw):
        kept.append(ranks(self, draw))
        return kept[-1]

    monkeypatch.setattr(variants.Variants, "ranks", keep)
    found = explore_uncertainty(METHOD, random_table(), rng=np.random.default_rng(5), n_runs=120)
    inside = (np.array(kept) >= found.low_95) & (np.array(kept) <= found.high_95)
    assert (inside.mean(axis=0) >= 0.95).all()
    assert (found.high_95 > found.low_95).any()  # it says something: ranks do move


def test_what_is_left_out_matters_most_when_one_variable_decides():
    # x and y say nothing of the order of z, and z has half of the weight.
    only = Assumptions(("min_max",), ("arithmetic",), 0.05, (None,))
    found = explore_sensitivity(
        METHOD, random_table(20), rng=np.random.default_rng(2), n_base=64, assumptions=only
    )
    by_name = dict(zip(found.factors, found.of_shift_total, strict=True))
    assert max(by_name, key=by_name.get) == "inclusion"
    assert by_name["normalisation"] == by_name["treatment"] == by_name["aggregation"] == 0
    assert found.n_runs == 64 * (len(FACTORS) + 2)
    assert found.first.shape == (5, 20)


@pytest.mark.parametrize("kind", ["min_max", "z", "rank", "percentile", "decile", "target"])
@pytest.mark.parametrize("how", ["geometric", "harmonic"])
def test_every_normalisation_can_meet_every_mean(kind, how):
    members = tuple(Indicator(name, target=(0.0, 1.0)) for name in "xyz")
    method = Method("Essai", "1", Dimension("index", members))
    said = Assumptions((kind,), (how,), 0.25, (None, 0, 5))
    found = explore_uncertainty(
        method, random_table(), rng=np.random.default_rng(1), n_runs=30, assumptions=said
    )
    assert (found.n_known == 30).all()


@pytest.mark.parametrize("kind", ["min_max", "z", "rank", "percentile", "decile"])
def test_a_territory_below_its_whole_reference_has_a_geometric_mean_too(kind):
    table = table_of(np.array([[-9.0, 1], [-9, 1], [9, 1]]))
    found = explore_uncertainty(
        METHOD,
        table,
        rng=np.random.default_rng(1),
        n_runs=10,
        assumptions=Assumptions((kind,), ("geometric",)),
        among=random_table(),
    )
    assert (found.n_known == 10).all()


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: Assumptions(normalisations=()), "at least one"),
        (lambda: Assumptions(weight_noise=1.0), "under 1"),
        (
            lambda: explore_uncertainty(
                METHOD, random_table(), rng=np.random.default_rng(1), n_runs=2
            ).of("nowhere"),
            "not in this analysis",
        ),
        (
            lambda: explore_uncertainty(
                METHOD, random_table(), rng=np.random.default_rng(1), n_runs=0
            ),
            "one run",
        ),
        (
            lambda: explore_uncertainty(
                METHOD,
                random_table(),
                rng=np.random.default_rng(1),
                assumptions=Assumptions(("target",)),
            ),
            "target of every indicator",
        ),
    ],
)
def test_variants_that_make_no_sense_are_refused(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def test_a_rank_in_words():
    found = RankRange("QN1", 0.95, 3, 7, 4.0, 26, 1_000)
    assert say_rank(found) == (
        "Dans 95\u00a0% des variantes, ce quartier est entre le rang 3 et le rang 7 sur 26."
    )
