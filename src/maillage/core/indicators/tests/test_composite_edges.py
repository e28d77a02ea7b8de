"""The free engine at its edges: the last bits of a value, weights of nothing, runs by hand."""

import numpy as np
import pytest

from maillage.core.indicators import (
    Assumptions,
    Dimension,
    Indicator,
    Method,
    RankRange,
    Remark,
    Table,
    Treatment,
    Uncertainty,
    composite,
    explore_sensitivity,
    explore_uncertainty,
    normalise,
    say_rank,
)
from maillage.core.indicators.composite import kurtosis, skewness, treat, variants
from maillage.core.indicators.composite.engine import prepare
from maillage.core.indicators.composite.uncertainty import sum_up
from maillage.core.indicators.composite.variants import Variants

NAN = float("nan")
KINDS = {"min_max": 50, "z": 0, "rank": 2, "percentile": 50, "decile": 10}


def simple(*members, **choices):
    return Method("Essai", "1", Dimension("index", members), **choices)


def table(**columns):
    n = len(next(iter(columns.values())))
    return Table.of([str(i) for i in range(n)], columns)


# ---------------------------------------------------------------- normalisation


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("direction", [1, -1])
def test_values_that_differ_by_their_last_bits_are_one_value(kind, direction):
    """A mean by inhabitants of pieces that all have 0.3 is not 0.3 everywhere."""
    found = normalise(np.array([0.3, 0.1 + 0.2, 0.3]), kind, direction=direction)
    assert found.is_constant
    assert found.scores.tolist() == [KINDS[kind]] * 3
    assert not found.outside.any()
    apart = normalise(np.array([0.3, 0.3 + 1e-8, 0.3]), kind, direction=direction)
    assert not apart.is_constant
    zero = normalise(np.array([0.0, 1e-12, 0.0]), kind, direction=direction)
    assert not zero.is_constant


def test_a_value_beside_a_reference_of_one_value_is_at_an_end():
    one = np.array([5.0, 5.0])
    found = normalise(np.array([4.0, 5.0, 6.0, NAN]), "min_max", reference=one)
    assert found.scores[:3].tolist() == [0, 50, 100]
    assert found.outside.tolist() == [True, False, True, False]
    less = normalise(np.array([4.0, 6.0]), "min_max", reference=one, direction=-1)
    assert less.scores.tolist() == [100, 0]
    target = normalise(np.array([4.0, 6.0]), "target", reference=one, target=(0.0, 10.0))
    assert target.scores.tolist() == [40, 60]


def test_a_target_needs_no_reference_and_other_scales_do():
    nobody = np.array([NAN, NAN])
    here = np.array([5.0, 7.0])
    assert normalise(here, "target", reference=nobody, target=(0.0, 10.0)).scores.tolist() == [
        50,
        70,
    ]
    assert np.isnan(normalise(here, "min_max", reference=nobody).scores).all()
    assert np.isnan(normalise(here, "z", reference=nobody).scores).all()


# ---------------------------------------------------------------- treatment


def test_flat_values_pass_by_their_small_kurtosis_however_negative():
    assert kurtosis(np.array([0.0, 0, 0, 0, 1, 1, 1, 1])) < 0
    # Skewed by a third of ones, flat all the same.
    flat = np.array([*[0.0] * 9, *[1.0]])
    assert skewness(flat) > 2 < 3.5 < kurtosis(flat)
    assert treat(flat, Treatment(kurtosis=10.5)).way == "none"
    assert treat(-flat, Treatment()).way != "none"


def test_a_logarithm_starts_from_the_least_and_says_whether_it_was_enough():
    values = 1_000 + np.array([*[0.0] * 60, 1, 4, 9, 25, 100, 400, 1_000, 3_000, 9_000])
    found = treat(values, Treatment())
    assert (found.way, found.least, found.shift) == ("log", 1_000, 90)
    assert found.apply(np.array([1_000.0, -50.0])) == pytest.approx([np.log(90)] * 2)
    assert found.is_fair == (
        abs(skewness(np.log(values - 910))) < 2 or kurtosis(np.log(values - 910)) < 3.5
    )
    enough = treat(np.exp(np.linspace(0, 12, 90)), Treatment())
    assert (enough.way, enough.is_fair) == ("log", True)
    lost = np.array([*[0.0] * 500, 1e6])
    assert not treat(lost, Treatment(most=0)).is_fair


# ---------------------------------------------------------------- the engine


def test_just_enough_data_keeps_a_territory_and_a_screened_one_counts_for_nobody():
    columns = {"x": [0.0, 10.0, 90.0], "y": [1.0, 2.0, NAN]}
    method = simple(Indicator("x"), Indicator("y"), least_data=0.5, needs=0.5)
    assert composite(method, table(**columns)).total[2] == 100
    strict = simple(Indicator("x"), Indicator("y"), least_data=0.51, needs=0.5, impute=True)
    found = composite(strict, table(**columns))
    assert found.noted(Remark.SCREENED) == {"2"}
    assert found.noted(Remark.IMPUTED) == frozenset()
    # The 90 of who is not kept is not the end of the scale of the others.
    assert found.total.tolist()[:2] == [0, 100]


def test_a_reference_is_divided_and_treated_like_what_is_placed_in_it():
    far = [*range(1, 11), 30, 100]
    among = table(x=[10.0 * v for v in far], people=[10.0] * 12)
    method = simple(Indicator("x", denominator="people"), treatment=Treatment())
    here = table(x=[20.0, 130.0, 400.0], people=[20.0, 10.0, 10.0])
    found = composite(method, here, among=among)
    # From 1 to 30, once 100 is brought back: 1, 13 and 40, brought back to 30 too.
    assert found.total == pytest.approx([0, 100 * 12 / 29, 100])
    assert found.noted(Remark.TREATED) == {"2"}
    assert found.noted(Remark.OUTSIDE) == frozenset()


def test_unknown_and_constant_are_said_of_the_reference():
    here, nowhere = table(x=[1.0, 2.0]), table(x=[NAN, NAN])
    said = composite(simple(Indicator("x")), here, among=nowhere).remarks
    assert [(each.remark, each.variable) for each in said] == [(Remark.UNKNOWN, "x")]
    same = composite(simple(Indicator("x")), here, among=table(x=[1.0, 1.0])).remarks
    assert Remark.CONSTANT in {each.remark for each in same}
    assert Remark.UNKNOWN not in {each.remark for each in same}


@pytest.mark.parametrize(
    "choices", [{"least_data": -0.1}, {"least_data": 1.1}, {"low": 5.0, "high": 5.0}]
)
def test_a_method_that_makes_no_sense_is_refused(choices):
    with pytest.raises(ValueError, match=r"share of data|scale goes up"):
        simple(Indicator("x"), **choices)


def test_the_limits_of_the_treatment_are_those_of_coinr():
    assert (Treatment().skewness, Treatment().kurtosis, Treatment().most) == (2, 3.5, 5)


# ---------------------------------------------------------------- weights of nothing


NOTHING = Method(
    "Essai",
    "1",
    Dimension(
        "index",
        (
            Dimension("p", (Indicator("x"), Indicator("y", weight=0))),
            Dimension("q", (Indicator("z"),)),
        ),
    ),
)


def test_an_indicator_that_weighs_nothing_stops_no_variant():
    values = np.random.default_rng(4).random((3, 9))
    here = table(**dict(zip("xyz", values, strict=True)))
    found = explore_uncertainty(NOTHING, here, rng=np.random.default_rng(1), n_runs=80)
    assert (found.n_known == 80).all()
    moved = explore_sensitivity(NOTHING, here, rng=np.random.default_rng(1), n_base=8)
    assert moved.n_runs == 56
    # What weighs nothing changes nothing, left out or not.
    without = table(**dict(zip("xyz", values * [[1], [0], [1]], strict=True)))
    same = explore_uncertainty(NOTHING, without, rng=np.random.default_rng(1), n_runs=80)
    assert np.array_equal(found.median, same.median)
    alone = simple(Indicator("x"), Indicator("y", weight=0))
    one = explore_uncertainty(alone, here, rng=np.random.default_rng(1), n_runs=20)
    assert (one.n_known == 20).all()


# ---------------------------------------------------------------- variants, one by one


THREE = simple(Indicator("x"), Indicator("y"), Indicator("z"))
VALUES = {"x": [0.0, 1.0, 2.0, 4.0], "y": [0.0, 8.0, 2.0, 4.0], "z": [3.0, 0.0, 1.0, 1.0]}


def variant(draw, *, method=THREE, values=VALUES, **said):
    """Return the totals of one variant; what is not said does not vary."""
    fixed = {"normalisations": ("min_max",), "aggregations": ("arithmetic",), "weight_noise": 0.0,
             "winsor_limits": (None,), "may_leave_out": False}  # fmt: skip
    here = table(**values)
    made = Variants(
        method, prepare(method, here), Assumptions(**(fixed | said)),
        rng=np.random.default_rng(1), n_weight_sets=4,
    )  # fmt: skip
    return made.totals(np.array(draw))


def test_each_indicator_may_be_left_out_or_none():
    scored = np.array([normalise(np.array(v), "min_max", scale=(1, 100)).scores
                       for v in VALUES.values()])  # fmt: skip
    for n, kept in enumerate([[0, 1, 2], [1, 2], [0, 2], [0, 1]]):
        found = variant([0, 0, 0, 0, (n + 0.5) / 4], may_leave_out=True)
        assert found == pytest.approx(scored[kept].mean(axis=0)), kept


def test_each_choice_is_one_of_those_said():
    first, last = [0, 0, 0, 0, 0], [0.99, 0.99, 0, 0.99, 0]
    assert variant(first, normalisations=("min_max", "rank")) == pytest.approx(variant(first))
    ranked = variant(last, normalisations=("min_max", "rank"))
    assert ranked == pytest.approx([(1 + 1 + 4) / 3, (2 + 4 + 1) / 3, 2.5 * 2 / 3 + 2 / 3,
                                    (4 + 3 + 2.5) / 3], abs=0.51)  # fmt: skip
    assert ranked[0] == 2
    z = variant(last, normalisations=("z",), aggregations=("geometric",))
    scores = [np.clip(50.5 + 16.5 * normalise(np.array(v), "z").scores, 1, 100)
              for v in VALUES.values()]  # fmt: skip
    assert z == pytest.approx(np.exp(np.log(scores).mean(axis=0)))
    hundredths = variant(last, normalisations=("percentile",), aggregations=("geometric",))
    scores = [1 + 0.99 * normalise(np.array(v), "percentile").scores for v in VALUES.values()]
    assert hundredths == pytest.approx(np.exp(np.log(scores).mean(axis=0)))


def test_the_limit_of_extreme_values_is_the_one_drawn():
    far = {"x": [*range(1, 11), 30.0, 100.0]}
    method = simple(Indicator("x"))
    limits = (None, 0, 5)
    none, logged, held = (
        variant([0, 0, 0, (n + 0.5) / 3, 0], method=method, values=far, winsor_limits=limits)
        for n in range(3)
    )
    assert none[10] == pytest.approx(1 + 99 * 29 / 99)
    assert held[10] == held[11] == 100
    assert logged[10] == pytest.approx(
        1 + 99 * np.log((29 + 0.99) / 0.99) / np.log((99 + 0.99) / 0.99)
    )


def test_weights_move_both_ways_by_the_noise_that_is_said():
    ready = prepare(THREE, table(**VALUES))
    made = Variants(THREE, ready, Assumptions(), rng=np.random.default_rng(2), n_weight_sets=4_000)
    drawn = np.array([[line[name] for name in "xyz"] for line in made._weights])
    assert drawn.min() == pytest.approx(0.75, abs=0.01)
    assert drawn.max() == pytest.approx(1.25, abs=0.01)
    assert drawn.mean() == pytest.approx(1, abs=0.01)
    # And they are those of the total: two sets, two totals.
    one, other = (variant([0, 0, u, 0, 0], weight_noise=0.25) for u in (0.1, 0.9))
    assert not np.allclose(one, other)


def test_what_varies_by_default_is_what_is_written():
    assert Assumptions() == Assumptions(("min_max", "z", "rank"), ("arithmetic", "geometric"), 0.25,
                                        (None, 5), may_leave_out=True)  # fmt: skip


# ---------------------------------------------------------------- ranks over runs


def ranks_of_runs(*runs):
    index = composite(simple(Indicator("x")), table(x=[1.0, 2.0, 3.0, 4.0, 5.0]))
    return sum_up(index, Assumptions(), np.array(runs))


def test_quantiles_by_hand():
    """Forty runs of which the ranks are given: 2.5 % of them is one run, 5 % two."""
    found = ranks_of_runs(
        *([n, 41 - n, NAN if n % 2 else 3, 50, 60] for n in map(float, range(1, 41)))
    )
    assert found.n_runs == 40
    assert (found.median[0], found.low_90[0], found.high_90[0]) == (20.5, 2, 39)
    assert (found.low_95[0], found.high_95[0]) == (1, 40)
    assert (found.median[2], found.n_known[2]) == (3, 20)
    # Of five ranked the first quarter is two, of four it is one.
    assert found.worst_quartile.tolist() == [2 / 40, 1 / 40, 0, 0, 0]


def test_a_share_of_runs_is_of_those_that_rank():
    found = ranks_of_runs(
        [1.0, 2, 3, 4, 5], [1.0, 2, 3, 4, NAN], [2.0, 1, 3, 4, 5], [NAN, 1, 2, 3, 4]
    )
    assert found.worst_quartile.tolist() == [1, 0.75, 0, 0, 0]


def test_each_set_of_weights_is_used_once(monkeypatch):
    seen = []
    ranks = variants.Variants.ranks

    def keep(self, draw):
        seen.append(draw[2])
        return ranks(self, draw)

    monkeypatch.setattr(variants.Variants, "ranks", keep)
    explore_uncertainty(THREE, table(**VALUES), rng=np.random.default_rng(1), n_runs=40)
    assert seen == pytest.approx([(n + 0.5) / 40 for n in range(40)])


def test_the_number_of_territories_said_is_that_of_those_ranked():
    one, some = np.ones(3), np.array([10.0, 4.0, 0.0])
    made = Uncertainty("m", "1", Assumptions(), 10, ("a", "b", "c"), one, one, one, one, one,
                       np.array([1.0, 2.0, NAN]), one, some)  # fmt: skip
    assert made.of("a").n_territories == 2
    assert (
        say_rank(made.of("c")) == "Les données ne suffisent pas pour donner un rang à ce quartier."
    )
    assert say_rank(made.of("b"), "Le Port") == (
        "Dans 95\u00a0% des variantes, Le Port est entre le rang 1 et le rang 2 sur 2."
    )
    assert say_rank(RankRange("a", 0.9, 4, 4, 4.0, 9, 50)) == (
        "Dans 90\u00a0% des variantes, ce quartier est au rang 4 sur 9."
    )


def test_a_move_of_ranks_is_counted_without_its_sign():
    # Without x the two change places: one goes up, one goes down, and the sum is nothing.
    here = table(x=[0.0, 1.0], y=[1.0, 0.0])
    found = explore_sensitivity(
        simple(Indicator("x", weight=2), Indicator("y")),
        here,
        rng=np.random.default_rng(3),
        n_base=64,
        assumptions=Assumptions(("min_max",), ("arithmetic",), 0.0, (None,)),
    )
    by_name = dict(zip(variants.FACTORS, found.of_shift_total, strict=True))
    assert by_name["inclusion"] == pytest.approx(1, abs=0.3)
    assert by_name["weights"] == 0
