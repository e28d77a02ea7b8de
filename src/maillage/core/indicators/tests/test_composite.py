"""The free engine: each step by hand, against scipy, and what must always hold.

The published results of COINr (ASEM table) are not tested: that table is not at hand.
"""

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from scipy import stats

from maillage.core.indicators import (
    Dimension,
    Indicator,
    Method,
    Remark,
    Table,
    Treatment,
    average,
    composite,
    normalise,
    ranks_down,
)
from maillage.core.indicators.composite import kurtosis, skewness, treat
from maillage.core.indicators.tests.strategies import columns, tables

NAN = float("nan")
CODES = ["a", "b", "c", "d"]


def simple(*members, **choices):
    return Method("Essai", "1", Dimension("index", members), **choices)


def total(method, columns, **said):
    n = len(next(iter(columns.values())))
    return composite(method, Table.of(CODES[:n], columns), **said).total.tolist()


# ---------------------------------------------------------------- treatment (COINr)


@given(columns(least=4, missing=False))
def test_skewness_and_kurtosis_are_those_of_scipy(values):
    assume(values.std() > 1e-3)
    assert skewness(values) == pytest.approx(stats.skew(values, bias=False), abs=1e-9)
    assert kurtosis(values) == pytest.approx(stats.kurtosis(values, bias=False), abs=1e-9)


def test_skewness_and_kurtosis_by_hand():
    # 0, 0, 0, 4: mean 1, Σd² = 12, Σd³ = 24, Σd⁴ = 84.
    values = np.array([0.0, 0.0, 0.0, 4.0])
    assert skewness(values) == pytest.approx(2 * 24 / 12**1.5 * 12**0.5 / 2)  # = 2
    assert kurtosis(values) == pytest.approx((5 * (4 * 84 / 144 - 3) + 6) * 3 / 2)  # = 4
    assert np.isnan(skewness(np.array([1.0, 2.0])))
    assert np.isnan(kurtosis(np.array([5.0, 5.0, 5.0, 5.0])))
    assert skewness(np.append(values, NAN)) == skewness(values)


def test_either_a_small_skewness_or_a_small_kurtosis_is_enough():
    rule = Treatment()
    # Two far values, one on each side: no skewness, a large kurtosis.
    both_sides = np.array([*range(1, 11), -90, 101], dtype=float)
    assert abs(skewness(both_sides)) < 2 < 3.5 < kurtosis(both_sides)
    assert treat(both_sides, rule).way == "none"


def test_the_extreme_values_of_the_example_of_coinr_are_brought_back():
    # winsorise() of COINr documents 1 to 10, 30 and 100: 100 becomes 30, which is then fair.
    values = np.array([*range(1, 11), 30, 100], dtype=float)
    treated = treat(values, Treatment())
    assert (treated.way, treated.high) == ("winsor", 30)
    assert treated.apply(values).tolist() == [*range(1, 11), 30, 30]
    assert treated.touches(values).tolist() == [False] * 11 + [True]
    mirror = treat(-values, Treatment())
    assert (mirror.low, mirror.apply(-values).min()) == (-30, -30)


def test_what_five_values_do_not_mend_is_taken_by_its_logarithm():
    values = np.array([*[0.0] * 60, 1, 4, 9, 25, 100, 400, 1_000, 3_000, 9_000])
    treated = treat(values, Treatment())
    assert treated.way == "log"
    assert treated.apply(values) == pytest.approx(np.log(values + 0.01 * 9_000))
    assert treated.apply(np.array([-5.0]))[0] == treated.apply(np.array([0.0]))[0]
    assert treat(values, Treatment(most=0)).way == "log"


def test_no_more_values_than_said_are_brought_back_unless_they_are_tied():
    crowd = [*range(1, 11)] * 10
    six = np.array([*crowd, 1_000, 1_001, 1_002, 1_003, 1_004, 1_005], dtype=float)
    assert treat(six, Treatment(most=5)).way == "log"
    assert treat(six, Treatment(most=6)).high == 10
    tied = np.array([*crowd, *[1_000] * 6], dtype=float)
    assert treat(tied, Treatment(most=5)).high == 10


@given(columns(least=4, most=40, missing=False))
def test_treatment_moves_nobody_past_another(values):
    order = np.argsort(values, kind="stable")
    treated = treat(values, Treatment()).apply(values)
    assert (np.diff(treated[order]) >= 0).all()


# ---------------------------------------------------------------- normalisation


def test_each_normalisation_by_hand():
    values = np.array([2.0, 4.0, 4.0, 10.0, NAN])
    expected = {
        "min_max": [0, 25, 25, 100],
        "z": [-3 / 12**0.5, -1 / 12**0.5, -1 / 12**0.5, 5 / 12**0.5],  # Σd² = 36, by n - 1 = 3
        "rank": [1, 2.5, 2.5, 4],
        "percentile": [12.5, 50, 50, 87.5],
        "decile": [3, 8, 8, 10],
        "target": [0, 20, 20, 80],
    }
    for kind, scores in expected.items():
        found = normalise(values, kind, target=(2.0, 12.0)).scores
        assert found[:4].tolist() == pytest.approx(scores), kind
        assert np.isnan(found[4])


def test_a_target_to_reach_from_below():
    # 90 % connected is the aim, 50 % the worst: 70 % is half way.
    found = normalise(np.array([0.9, 0.7, 0.5, 0.4]), "target", target=(0.9, 0.5))
    assert found.scores.tolist() == pytest.approx([0, 50, 100, 100])
    assert found.outside.tolist() == [False, False, False, True]


def test_a_reference_set_changes_the_place_and_its_ends_hold():
    values, france = np.array([5.0, 20.0]), np.array([0.0, 10.0])
    found = normalise(values, "min_max", reference=france)
    assert found.scores.tolist() == [50, 100]
    assert found.outside.tolist() == [False, True]
    assert normalise(values, "min_max").scores.tolist() == [0, 100]
    assert normalise(values, "min_max", direction=-1, reference=france).scores.tolist() == [50, 0]


@pytest.mark.parametrize(
    ("kind", "middle"), [("min_max", 50), ("z", 0), ("rank", 2), ("percentile", 50), ("decile", 10)]
)
def test_equal_values_and_one_territory_stand_in_the_middle(kind, middle):
    found = normalise(np.array([7.0, 7.0, NAN, 7.0]), kind)
    assert found.is_constant
    assert found.scores[[0, 1, 3]].tolist() == [middle] * 3
    assert np.isnan(found.scores[2])
    alone = normalise(np.array([7.0]), kind)
    assert not np.isnan(alone.scores).any()
    assert np.isnan(normalise(np.array([NAN, NAN]), kind).scores).all()


@given(columns(), st.sampled_from(["min_max", "z", "rank", "percentile", "decile"]))
def test_normalising_keeps_the_order_and_forgets_the_unit(values, kind):
    found = normalise(values, kind).scores
    assert np.array_equal(np.isnan(found), np.isnan(values))
    known = ~np.isnan(values)
    assert (np.diff(found[known][np.argsort(values[known], kind="stable")]) >= -1e-12).all()
    other_unit = normalise(8 * values + 16, kind).scores
    assert other_unit == pytest.approx(found, abs=1e-6, nan_ok=True)


# ---------------------------------------------------------------- means


def test_three_means_by_hand():
    two = [np.array([1.0, 4.0]), np.array([4.0, NAN])]
    assert average(two).tolist()[0] == 2.5
    assert average(two, how="geometric")[0] == pytest.approx(2)
    assert average(two, how="harmonic")[0] == pytest.approx(1.6)
    assert average(two, [3, 1])[0] == 1.75
    assert average(two, [3, 1], how="geometric")[0] == pytest.approx(4 ** (1 / 4))
    assert np.isnan(average(two)[1])
    for how in ("arithmetic", "geometric", "harmonic"):
        assert average(two, [3, 1], how=how, needs=0.75)[1] == pytest.approx(4)
    assert np.isnan(average(two, [1, 3], needs=0.5)[1])


@pytest.mark.parametrize("how", ["geometric", "harmonic"])
@pytest.mark.parametrize("value", [0.0, -1.0])
def test_a_zero_is_refused_where_it_would_decide_alone(how, value):
    with pytest.raises(ValueError, match="normalise on 1 to 100"):
        average([np.array([value]), np.array([5.0])], how=how)


@pytest.mark.parametrize("weights", [[-1, 2], [0, 0], [NAN, 1], [1]])
def test_weights_that_are_none_are_refused(weights):
    with pytest.raises(ValueError, match="weight"):
        average([np.array([1.0]), np.array([2.0])], weights)


@given(tables(3, missing=False))
def test_means_stand_in_their_order_and_between_the_ends(values):
    values = np.abs(values) + 1
    harmonic, geometric, arithmetic = (
        average(list(values), how=how) for how in ("harmonic", "geometric", "arithmetic")
    )
    assert (values.min(axis=0) <= harmonic * (1 + 1e-12)).all()
    assert (harmonic <= geometric * (1 + 1e-12)).all()
    assert (geometric <= arithmetic * (1 + 1e-12)).all()


# ---------------------------------------------------------------- the whole


def test_a_tree_by_hand_level_by_level():
    method = simple(
        Dimension("people", (Indicator("poor", weight=3), Indicator("old")), weight=2),
        Dimension("network", (Indicator("fibre", direction=-1),), weight=1),
    )
    values = {"poor": [0.0, 0.1, 0.2], "old": [0.3, 0.1, 0.2], "fibre": [1.0, 0.5, 0.0]}
    index = composite(method, Table.of(CODES[:3], values))
    # poor 0, 50, 100; old 100, 0, 50; fibre 0, 50, 100.
    assert index.parts[0].scores.tolist() == pytest.approx([25, 37.5, 87.5])
    assert index.total.tolist() == pytest.approx([50 / 3, 125 / 3, 275 / 3])
    assert [part.name for part in index.parts] == ["people", "network"]
    geometric = composite(
        simple(*method.root.members, how="geometric", low=1), Table.of(CODES[:3], values)
    )
    own = Dimension("people", method.root.members[0].members, how="geometric")
    mixed = composite(simple(own, low=1), Table.of(CODES[:3], values))
    assert mixed.total[0] == pytest.approx(100 ** (1 / 4))
    people = 1 ** (3 / 4) * 100 ** (1 / 4)
    assert geometric.total[0] == pytest.approx((people**2 * 1) ** (1 / 3))


def test_divided_then_compared():
    method = simple(Indicator("poor", denominator="people", unit="share"))
    table = Table.of(
        CODES,
        {"poor": [10, 20, 5, 0], "people": [100, 100, 0, 100]},
        {"commune": {"poor": 0.1}, "unite_urbaine": {"poor": [0.2, 0.1, 0.1, 0.1]}},
    )
    index = composite(method, table)
    (poor,) = index.variables
    assert poor.values[[0, 1, 3]].tolist() == [0.1, 0.2, 0]
    assert index.noted(Remark.NO_DENOMINATOR) == {"c"}
    assert index.missing == ((), (), ("poor",), ())
    commune, urban = poor.against
    assert commune.ratio[:2].tolist() == pytest.approx([1, 2])
    assert urban.gap[:2].tolist() == pytest.approx([-0.1, 0.1])
    assert np.isnan(commune.gap[2])


def test_a_reference_in_another_unit_is_refused():
    table = Table.of(["a"], {"poor": [0.2]}, {"commune": {"poor": 15.0}})
    with pytest.raises(ValueError, match="poor of commune is a share"):
        composite(simple(Indicator("poor", unit="share")), table)


def test_totals_equal_but_for_the_last_bits_share_a_rank():
    assert ranks_down(np.array([0.1 + 0.2, 0.3, NAN, 0.5])).tolist()[:2] == [2, 2]
    assert ranks_down(np.array([1.0, 3.0, 3.0, 2.0])).tolist() == [4, 1, 1, 3]


def test_a_target_follows_the_logarithm_of_the_values():
    values = [*[0.0] * 60, 1, 4, 9, 25, 100, 400, 1_000, 3_000, 9_000]
    method = simple(
        Indicator("x", target=(0.0, 9_000.0)), kind="target", treatment=Treatment(most=0)
    )
    index = composite(method, Table.of([str(i) for i in range(69)], {"x": values}))
    # log(400 + 90) between log(90) and log(9 090).
    assert index.total[65] == pytest.approx(
        100 * (np.log(490) - np.log(90)) / (np.log(9_090) - np.log(90))
    )
    assert (index.total[0], index.total[-1]) == (0, 100)
    assert index.noted(Remark.TREATED) == set(index.codes)


def test_a_group_is_not_told_by_another():
    columns = {"x": [0.0, 10.0, NAN, 4.0]}
    index = composite(simple(Indicator("x"), impute=True), Table.of(CODES, columns), groups="gghh")
    assert index.total[2] == pytest.approx(40)


def test_imputed_by_group_and_screened_on_what_was_known():
    columns = {"x": [1.0, 3.0, NAN, NAN], "y": [1.0, 2.0, 3.0, NAN]}
    method = simple(Indicator("x"), Indicator("y"), impute=True, least_data=0.5)
    index = composite(method, Table.of(CODES, columns), groups=["g", "g", "g", "h"])
    assert index.noted(Remark.IMPUTED) == {"c"}
    assert index.noted(Remark.SCREENED) == {"d"}
    # x of c is 2, the mean of its group: 50; y is the highest: 100.
    assert index.total[2] == pytest.approx(75)
    assert index.is_partial.tolist() == [False, False, True, False]
    assert index.line("c").missing == ("x",)
    assert np.isnan(index.total[3])


def test_what_tells_nobody_apart_and_what_is_unknown_are_said():
    columns = {"same": [2.0, 2.0], "unknown": [NAN, NAN], "x": [0.0, 1.0]}
    method = simple(Indicator("same"), Indicator("unknown"), Indicator("x"), needs=0.6)
    index = composite(method, Table.of(CODES[:2], columns))
    assert {noted.variable: noted.remark for noted in index.remarks} == {
        "same": Remark.CONSTANT,
        "unknown": Remark.UNKNOWN,
    }
    assert index.total.tolist() == [25, 75]


def test_treatment_and_reference_are_said():
    values = [*range(1, 11), 30, 100]
    table = Table.of([str(v) for v in values], {"x": values})
    index = composite(simple(Indicator("x"), treatment=Treatment()), table)
    assert index.noted(Remark.TREATED) == {"100"}
    assert index.total[-1] == index.total[-2] == 100
    outside = composite(
        simple(Indicator("x")), table, among=Table.of(["p", "q"], {"x": [0.0, 50.0]})
    )
    assert outside.noted(Remark.OUTSIDE) == {"100"}
    assert outside.total[0] == 2
    assert outside.settings["reference"] == "2 territories"


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: total(simple(Indicator("x", unit="share")), {"x": [0.2, 25]}), "0.25 is 25 %"),
        (lambda: total(simple(Indicator("x", unit="share")), {"x": [-0.2, 0.1]}), "share"),
        (lambda: total(simple(Indicator("x")), {"y": [1, 2]}), "no column x"),
        (lambda: composite(TREE, Table.of(["a"], {key: [1] for key in "xyz"})).line("b"), "not in"),
        (lambda: average([]), "nothing"),
        (lambda: average([np.array([1.0])], how="mean"), "no such mean"),
        (lambda: average([np.array([1.0])], needs=0), "over 0 and up to 1"),
        (lambda: normalise(np.array([1.0]), "target"), "needs a target"),
        (lambda: simple(Indicator("x", unit="percent")), "no such unit"),
        (lambda: total(simple(Indicator("x"), how="geometric"), {"x": [1, 2]}), "1 to 100"),
        (lambda: total(simple(Indicator("x", denominator="y")), {"x": [1], "y": [-1]}), "negative"),
        (lambda: total(simple(Indicator("x")), {"x": [1, 2]}, groups=["g"]), "one group"),
        (lambda: simple(Indicator("x", weight=-1)), "0 or more"),
        (lambda: simple(Indicator("x"), Indicator("x")), "one name"),
        (lambda: simple(Indicator("x"), kind="target"), "no target"),
        (lambda: simple(Indicator("x"), kind="guess"), "no such normalisation"),
        (lambda: simple(Indicator("x"), low=100, high=0), "goes up"),
        (lambda: simple(Indicator("x"), least_data=2), "from 0 to 1"),
        (lambda: simple(Indicator("x", direction=0)), "1 or -1"),
        (lambda: simple(Indicator("x", target=(1, 1))), "the same"),
        (lambda: simple(Dimension("d", ())), "no member"),
        (lambda: Table.of(["a", "a"], {}), "twice"),
        (lambda: Table.of(["a"], {"x": [1, 2]}), "2 values for 1"),
        (lambda: Table.of(["a"], {"x": [float("inf")]}), "infinite"),
    ],
)
def test_refusals_say_what_to_repair(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


TREE = simple(
    Dimension("p", (Indicator("x"), Indicator("y", direction=-1, weight=2))),
    Dimension("q", (Indicator("z"),), weight=3),
    treatment=Treatment(),
)


@given(tables(3, least=2), st.randoms(use_true_random=False))
def test_neither_order_nor_unit_changes_a_score(values, shuffle):
    n = values.shape[1]
    codes = [str(i) for i in range(n)]
    order = list(range(n))
    shuffle.shuffle(order)
    one = composite(TREE, Table.of(codes, dict(zip("xyz", values, strict=True))))
    moved = composite(
        TREE,
        Table.of(
            [codes[i] for i in order],
            {name: 4 * column[order] for name, column in zip("xyz", values, strict=True)},
        ),
    )
    assert moved.total == pytest.approx(one.total[order], nan_ok=True, abs=1e-6)


@given(tables(3, least=2))
def test_a_total_stays_on_its_scale_and_inputs_are_left_alone(values):
    columns = dict(zip("xyz", values.copy(), strict=True))
    index = composite(TREE, Table.of([str(i) for i in range(values.shape[1])], columns))
    known = index.total[~np.isnan(index.total)]
    assert ((known >= -1e-9) & (known <= 100 + 1e-9)).all()
    assert np.array_equal(np.isnan(index.total), np.isnan(values).any(axis=0))
    for name, column in zip("xyz", values, strict=True):
        assert np.array_equal(columns[name], column, equal_nan=True)


@given(tables(3, least=3, missing=False), st.integers(0, 2), st.integers(1, 100))
def test_worse_on_one_variable_is_never_less_fragile(values, place, more):
    """In a reference set of its own, so that the ends of the scale do not move."""
    codes = [str(i) for i in range(values.shape[1])]
    among = Table.of(codes, dict(zip("xyz", values, strict=True)))
    worse = values.copy()
    worse[0, place] += more
    before = composite(TREE, among, among=among).total[place]
    after = composite(
        TREE, Table.of(codes, dict(zip("xyz", worse, strict=True))), among=among
    ).total[place]
    assert after >= before - 1e-9
