"""The three IFN: cases worked out by hand, a slow reference, and what must always hold."""

from math import ceil

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.indicators import (
    Remark,
    Table,
    deciles,
    ifn_2020,
    ifn_2021,
    ifn_2023,
    name_of,
    read_published,
    shares_2020,
    weigh_up,
    weigh_up_2023,
    with_context,
)
from maillage.core.indicators.ifn_2020 import VARIABLES
from maillage.core.indicators.ifn_2021 import AXES, points
from maillage.core.indicators.ifn_2023 import COUNTED, THD
from maillage.core.indicators.tests.strategies import columns

NAN = float("nan")
REGION = {
    "fammono_rate": 0.16,
    "menseul_rate": 0.32,
    "median_income": 18_000.0,
    "pop1529_rate": 0.20,
    "older_65_rate": 0.18,
    "nscol15p_rate": 0.35,
}
QUARTER = {
    "fammono_rate": 0.32,  # 200
    "menseul_rate": 0.48,  # 150
    "median_income": 12_000.0,  # published 66.67, corrected 150
    "pop1529_rate": 0.25,  # 125
    "older_65_rate": 0.09,  # 50
    "nscol15p_rate": 0.525,  # 150
}


def one_quarter(**changed):
    values = {name: [value] for name, value in (QUARTER | changed).items()}
    return Table.of(["QN1"], values, {"region": REGION, "commune": {"poverty_rate": 0.1}})


def in_percent(reference):
    """The same quarter, whose reference counts in percent."""
    values = {name: [value] for name, value in QUARTER.items()}
    references = {"region": dict(REGION), "commune": dict(REGION)}
    references[reference]["menseul_rate"] = 32.0
    return Table.of(["QN1"], values, references)


# ---------------------------------------------------------------- 2020


def test_2020_by_hand_in_both_modes():
    corrected = ifn_2020(one_quarter(), against="region")
    line = corrected.line("QN1")
    assert line.parts == pytest.approx(
        {
            "acces_information": 175,
            "acces_interfaces": 150,
            "competences_administratives": 125,
            "competences_scolaires": 100,
            "global_acces": 500 / 3,
            "global_competences": 325 / 3,
        }
    )
    assert line.total == pytest.approx(137.5)  # 825 / 6
    published = ifn_2020(one_quarter(), against="region", mode="published")
    assert published.total[0] == pytest.approx((825 - 150 + 200 / 3) / 6)
    assert name_of(published) != name_of(corrected)


def test_a_component_stands_beside_its_reference_with_gap_and_ratio():
    index = ifn_2020(one_quarter(), against="region")
    singles = next(each for each in index.variables if each.name == "menseul_rate")
    (region,) = singles.against
    assert (region.reference, region.values[0]) == ("region", 0.32)
    assert region.gap[0] == pytest.approx(0.16)
    assert region.ratio[0] == pytest.approx(1.5)


def test_a_missing_share_is_named_and_leaves_no_total_unless_it_is_allowed():
    table = one_quarter(fammono_rate=None)
    index = ifn_2020(table, against="region")
    assert index.missing == (("fammono_rate",),)
    assert np.isnan(index.total[0])
    assert np.isnan(index.line("QN1").parts["acces_information"])
    allowed = ifn_2020(table, against="region", needs=0.8)
    assert allowed.total[0] == pytest.approx(125)  # (150 + 150 + 125 + 50 + 150) / 5
    assert allowed.is_partial.tolist() == [True]
    assert not ifn_2020(one_quarter(), against="region").is_partial.any()


def test_an_empty_territory_of_comparison_gives_no_ratio():
    table = Table.of(
        ["QN1"],
        {name: [value] for name, value in QUARTER.items()},
        {"region": REGION | {"menseul_rate": 0.0}},
    )
    index = ifn_2020(table, against="region")
    assert np.isnan(index.line("QN1").variables["menseul_rate"])
    assert index.noted(Remark.NO_DENOMINATOR) == {"QN1"}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        (lambda: ifn_2020(one_quarter(fammono_rate=32.0), against="region"), "0.25 is 25 %"),
        (lambda: ifn_2020(in_percent("region"), against="region"), "of region is a share"),
        (lambda: ifn_2020(in_percent("commune"), against="region"), "of commune is a share"),
        (lambda: ifn_2020(one_quarter(), against="epci"), "no reference epci"),
        (lambda: ifn_2020(one_quarter(), against="commune"), "does not say fammono_rate"),
        (lambda: ifn_2020(one_quarter(), against="region", mode="true"), "no such mode"),
        (lambda: ifn_2020(Table.of(["a"], {}), against="region"), "no column fammono_rate"),
    ],
)
def test_2020_refuses(wrong, message):
    with pytest.raises(ValueError, match=message):
        wrong()


def test_shares_from_counts_know_nothing_of_nobody():
    names = ("C16_FAM", "C16_MEN", "P16_POP", "P16_NSCOL15P")
    parts = ("C16_FAMMONO", "C16_MENPSEUL", "P16_POP1529", "P16_POP65P", "P16_NSCOL15P_DIPLMIN")
    counts = {name: [0, 200] for name in names} | {name: [0, 50] for name in parts}
    shares = shares_2020(Table.of(["empty", "full"], counts))
    assert set(shares) == set(VARIABLES) - {"median_income"}
    for share in shares.values():
        assert np.isnan(share[0])
        assert share[1] == 0.25
    with pytest.raises(ValueError, match="C16_FAMMONO is larger than C16_FAM"):
        shares_2020(Table.of(["a"], {n: [1] for n in names} | {n: [2] for n in parts}))


@given(st.floats(1_000, 50_000), st.floats(1_000, 50_000))
def test_the_richer_is_never_more_fragile_once_corrected(one, other):
    poor, rich = sorted((one, other))
    total = [
        ifn_2020(one_quarter(median_income=income), against="region").total[0]
        for income in (poor, rich)
    ]
    assert total[0] >= total[1]


# ---------------------------------------------------------------- 2021


def test_points_of_ten_communes_by_hand():
    # Positions 5, 15 … 95 %: two ends of 3, then 2, 2, 1, 1 on each side.
    assert points(np.arange(10.0)).tolist() == [-3, -2, -2, -1, -1, 1, 1, 2, 2, 3]
    # Eleven: the middle one stands on the median.
    assert points(np.arange(11.0))[5] == 0
    assert points(np.array([4.0, 4.0, 4.0, NAN])).tolist()[:3] == [0, 0, 0]
    # Exactly 90 %: 9 below of a reference of 10, none equal.
    assert points(np.array([8.5, 7.5]), np.arange(10.0)).tolist() == [3, 2]


def slow_points(value, others):
    below = sum(other < value for other in others)
    equal = sum(other == value for other in others)
    thousandths = (2 * below + equal) * 500 / len(others)
    for cut, found in ((900, 3), (700, 2)):
        if thousandths >= cut:
            return found
    for cut, found in ((100, -3), (300, -2)):
        if thousandths <= cut:
            return found
    return int(thousandths > 500) - int(thousandths < 500)


@given(columns(missing=False))
def test_points_are_those_of_the_slow_count(values):
    assert points(values).tolist() == [slow_points(value, values) for value in values]


@given(columns())
def test_points_turn_over_with_the_values_and_follow_their_order_only(values):
    found = points(values)
    assert np.array_equal(points(-values), -found, equal_nan=True)
    assert np.array_equal(points(3 * values + 7), found, equal_nan=True)
    assert np.array_equal(points(values[::-1]), found[::-1], equal_nan=True)
    known = ~np.isnan(values)
    in_order = found[known][np.argsort(values[known], kind="stable")]
    assert (np.diff(in_order) >= 0).all()
    assert np.array_equal(np.isnan(found), ~known)


def communes_2021(n=10, edition="tout_age"):
    names = [name for axis in AXES[edition].values() for name in axis]
    return Table.of([str(i) for i in range(n)], {name: np.arange(float(n)) for name in names})


@pytest.mark.parametrize(("edition", "n"), [("tout_age", 11), ("seniors", 10)])
def test_2021_goes_from_minus_ten_to_ten(edition, n):
    index = ifn_2021(communes_2021(edition=edition), edition=edition)
    assert len(index.variables) == n
    assert (index.total[0], index.total[-1]) == (-10, 10)
    assert name_of(index).startswith(f"IFN 2021, {'seniors' if n == 10 else 'tout âge'}")
    assert index.settings["cuts_pct"] == "10, 30, 50, 70, 90"


def test_2021_total_of_eleven_is_the_sum_of_points_by_3_3():
    table = communes_2021()
    columns = dict(table.columns) | {"poverty_rate": np.arange(10.0)[::-1]}
    index = ifn_2021(Table.of(table.codes, columns))
    # The last commune: ten indicators at 3 points, poverty at -3: 27 / 3.3.
    assert index.total[-1] == pytest.approx(27 / 3.3)
    axes = index.line("9").parts
    assert axes["acces_numerique"] == pytest.approx((3 - 3 + 3) / 9 * 10)


def test_2021_with_indicators_dropped_is_rescaled():
    table = communes_2021()
    index = ifn_2021(table, keep={"poverty_rate", "older_65_rate"})
    assert index.total[-1] == 10
    assert {part.name for part in index.parts} == {"acces_numerique", "competences_numeriques"}
    assert "library_distance" in index.settings["dropped"]
    for wrong in ({"poverty"}, set()):
        with pytest.raises(ValueError, match=r"not in this edition|no variable"):
            ifn_2021(table, keep=wrong)
    with pytest.raises(ValueError, match="no such edition"):
        ifn_2021(table, edition="jeune")


def test_2021_says_what_is_constant_or_unknown():
    table = communes_2021(4)
    columns = dict(table.columns) | {
        "poverty_rate": np.ones(4),
        "fammono_rate": np.full(4, NAN),
    }
    index = ifn_2021(Table.of(table.codes, columns))
    said = {noted.variable: noted.remark for noted in index.remarks}
    assert said == {"poverty_rate": Remark.CONSTANT, "fammono_rate": Remark.UNKNOWN}
    assert np.isnan(index.total).all()
    assert index.line("2").missing == ("fammono_rate",)


# ---------------------------------------------------------------- 2023


def test_deciles_give_ties_the_upper_class():
    # A third at zero: ceil(10 × 1/3) = 4; then 2/3 and 1.
    values = np.array([0.0, 0.0, 0.1, 0.1, 0.5, 0.9, NAN])
    assert deciles(values)[:6].tolist() == [4, 4, 7, 7, 9, 10]
    assert np.isnan(deciles(values)[6])
    assert deciles(np.arange(20.0)).tolist() == [n for n in range(1, 11) for _ in (0, 1)]
    # Below everyone of the reference: 0 %, still class 1.
    assert deciles(np.array([-1.0]), np.arange(5.0)).tolist() == [1]


@given(columns(missing=False))
def test_deciles_are_those_of_the_rule(values):
    expected = []
    for value in values:
        n_upto = sum(other <= value for other in values)
        tenth = ceil(round(10 * n_upto / len(values), 9))
        expected.append(min(max(tenth, 1), 10))
    assert deciles(values).tolist() == expected


@given(columns())
def test_deciles_follow_the_order_only(values):
    found = deciles(values)
    assert np.array_equal(deciles(5 * values - 2), found, equal_nan=True)
    assert np.array_equal(deciles(values[::-1]), found[::-1], equal_nan=True)
    known = ~np.isnan(values)
    assert (np.diff(found[known][np.argsort(values[known], kind="stable")]) >= 0).all()
    if known.any():
        assert np.nanmax(found) == 10


def small_2023(**changed):
    """Four IRIS: two of A, one of B, one of C; ten communes for the fixed network."""
    raw = {name: np.array([1.0, 2.0, 3.0, 4.0]) for name in COUNTED["tout_age"] if name != THD}
    iris = Table.of(["A1", "A2", "B1", "C1"], raw | changed)
    thd = Table.of(["A", "B", "C"], {THD: [0.0, 0.0, 0.3]})
    where = ["A", "A", "B", "C"]
    return ifn_2023(iris, thd, commune_of=where, population=np.array([300.0, 100.0, 500.0, 50.0]))


def test_2023_by_hand():
    index = small_2023()
    # IRIS scores 3, 5, 8, 10; A weighs 3 by 300 and 5 by 100: 3.5. Fixed network: 7, 7, 10.
    assert index.total.tolist() == pytest.approx(
        [(4 * 3.5 + 7) / 5, (4 * 8 + 7) / 5, (4 * 10 + 10) / 5]
    )
    assert index.line("A").variables[THD] == 7
    assert {each.variable for each in index.remarks if each.remark is Remark.ESTIMATED} == (
        set(COUNTED["tout_age"]) - {THD}
    )
    above = weigh_up_2023(
        index, Table.of(["E"], {}), group_of=["E", "E", "F"], population=np.array([400, 500, 50.0])
    )
    assert above.total[0] == pytest.approx((400 * index.total[0] + 500 * index.total[1]) / 900)
    # The total of an EPCI is the mean of its five scores as well.
    assert above.total[0] == pytest.approx(np.mean(list(above.line("E").variables.values())))


def test_2023_a_secret_area_is_left_out_and_said():
    index = small_2023(poverty_rate=np.array([1.0, NAN, 3.0, NAN]))
    assert index.noted(Remark.PARTLY_KNOWN) == {"A"}
    assert name_of(index) == "IFN 2023, tout âge"
    line = index.line("C")
    assert line.missing == ("poverty_rate",)
    assert np.isnan(line.total)
    assert index.line("A").variables["poverty_rate"] == 5  # ceil(10 × 1/2), of the one known


def test_2023_published_values_are_preferred_and_context_is_never_counted():
    raw = {name: np.arange(2.0) for name in COUNTED["tout_age"] if name != THD}
    communes = Table.of(
        ["A", "B"],
        {THD: [0.1, 0.2], "poverty_rate": [0.2, 0.4], "menseul_rate": [0.5, NAN]},
        {"unite_urbaine": {"poverty_rate": 0.1, "menseul_rate": 0.4}},
    )
    people = np.array([10.0, 10.0])
    iris = Table.of(["A1", "B1"], raw)
    index = ifn_2023(iris, communes, commune_of=["A", "B"], population=people)
    poverty = next(each for each in index.variables if each.name == "poverty_rate")
    assert poverty.values.tolist() == [0.2, 0.4]
    assert poverty.against[0].ratio.tolist() == [2, 4]
    beside = with_context(index, communes, ["menseul_rate"])
    assert np.array_equal(beside.total, index.total)
    assert beside.missing == ((), ())
    assert beside.variables[-1].against[0].gap[0] == pytest.approx(0.1)


def test_0_and_blank_are_missing_among_published_scores():
    found = read_published(np.array([5.39, 0.0, NAN]))
    assert found[0] == 5.39
    assert np.isnan(found[1:]).all()
    with pytest.raises(ValueError, match="from 1 to 10"):
        read_published(np.array([11.0]))


def test_weights_of_population():
    values = np.array([1.0, 5.0, NAN, 9.0])
    mean, share = weigh_up(values, ["a", "a", "a", "b"], np.array([3.0, 1.0, 4.0, 0.0]), ["a", "b"])
    assert mean[0] == 2
    assert share[0] == 0.5
    assert np.isnan(mean[1])  # nobody lives there
    half, _ = weigh_up(values, ["a", "a", "a", "b"], np.array([3, 1, 5, 0.0]), ["a"])
    assert np.isnan(half[0])  # under half of the inhabitants
    with pytest.raises(ValueError, match="0 or more"):
        weigh_up(values, ["a"] * 4, np.array([1, 1, 1, -1.0]), ["a"])
    nobody, none = weigh_up(values, ["c"] * 4, np.ones(4), ["a"])
    assert np.isnan(nobody[0])
    assert none[0] == 0
    with pytest.raises(ValueError, match="for each area"):
        weigh_up(values, ["a"], np.ones(4), ["a"])


@pytest.mark.parametrize("n", [2, 5, 10])
def test_2023_is_the_same_in_another_order(n):
    rng = np.random.default_rng(n)
    raw = {name: rng.random(n) for name in COUNTED["tout_age"] if name != THD}
    people, where = rng.integers(1, 99, n).astype(float), [f"C{i % 3}" for i in range(n)]
    thd = Table.of(["C0", "C1", "C2"], {THD: [0.1, 0.2, 0.3]})
    order = rng.permutation(n)
    one = ifn_2023(
        Table.of([str(i) for i in range(n)], raw), thd, commune_of=where, population=people
    )
    other = ifn_2023(
        Table.of([str(i) for i in order], {name: each[order] for name, each in raw.items()}),
        thd,
        commune_of=[where[i] for i in order],
        population=people[order],
    )
    assert other.total == pytest.approx(one.total, nan_ok=True)


def test_2023_refuses_what_it_cannot_read():
    with pytest.raises(ValueError, match="no such edition"):
        ifn_2023(
            Table.of([], {}),
            Table.of([], {}),
            commune_of=[],
            population=np.array([]),
            edition="seniors",
        )
    other = ifn_2021(communes_2021())
    with pytest.raises(ValueError, match="weighted up"):
        weigh_up_2023(other, Table.of([], {}), group_of=[], population=np.array([]))
