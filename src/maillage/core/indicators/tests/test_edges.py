"""Published formulas at their edges: boundaries, ties, nobody, one value everywhere, units."""

import numpy as np
import pytest

from maillage.core.indicators import (
    Dimension,
    Index,
    Indicator,
    Remark,
    Table,
    average,
    deciles,
    hdf_egal,
    ifn_2020,
    ifn_2021,
    ifn_2023,
    ifn_2023_of_iris,
    percentiles,
    portrea,
    ranks_down,
    read_published,
    shares_2020,
    weigh_up,
    weigh_up_2023,
)
from maillage.core.indicators.ifn_2020 import INCOME, SHARES, VARIABLES
from maillage.core.indicators.ifn_2021 import AXES, points
from maillage.core.indicators.ifn_2023 import COUNTED, THD
from maillage.core.indicators.index import Noted, compare
from maillage.core.indicators.portrea import CENSUS, EXPOSED

NAN = float("nan")
OTHERS = [name for name in COUNTED["tout_age"] if name != THD]


# ---------------------------------------------------------------- means


def test_just_enough_is_enough_even_when_weights_add_up_with_an_error():
    two = [np.array([3.0]), np.array([NAN])]
    assert average(two, needs=0.5).tolist() == [3]
    assert np.isnan(average(two, needs=0.500001)).all()
    # 0.7 + 0.2 + 0.1 is a little under 1, and so is what is known of it.
    three = [np.array([NAN]), np.array([4.0]), np.array([4.0])]
    weights = [0.4, 0.1, 0.7]
    assert 0.1 + 0.7 < (0.8 / 1.2) * (0.4 + 0.1 + 0.7)
    assert average(three, weights, needs=0.8 / 1.2).tolist() == [4]


@pytest.mark.parametrize("needs", [0, -1, 1.01, NAN])
def test_the_share_that_must_be_known_is_a_share(needs):
    with pytest.raises(ValueError, match="over 0 and up to 1"):
        average([np.array([1.0])], needs=needs)


@pytest.mark.parametrize("weights", [[np.inf, 1], [1, -np.inf]])
def test_an_infinite_weight_is_none(weights):
    with pytest.raises(ValueError, match="weight"):
        average([np.array([1.0]), np.array([2.0])], weights)


# ---------------------------------------------------------------- 2020


def of_2020(values=0.3, income=15_000.0, limit=0.2, income_there=20_000.0, **said):
    here = {name: [values] for name in VARIABLES} | {INCOME: [income]}
    there = dict.fromkeys(VARIABLES, limit) | {INCOME: income_there}
    return ifn_2020(Table.of(["a"], here, {"epci": there}), against="epci", **said)


@pytest.mark.parametrize("mode", ["published", "corrected"])
def test_2020_a_negative_income_is_refused_and_a_reference_of_nothing_gives_no_ratio(mode):
    for wrong in ({"income": -5.0}, {"income_there": -5.0}):
        with pytest.raises(ValueError, match="median_income is in euros"):
            of_2020(mode=mode, **wrong)
    found = of_2020(income_there=0.0, mode=mode)
    # Corrected, 100 × 0 / income would have said « not fragile at all ».
    assert found.missing == ((INCOME,),)
    assert np.isnan(found.total[0])
    assert [each.variable for each in found.remarks] == [INCOME]
    assert found.noted(Remark.NO_DENOMINATOR) == {"a"}
    nobody = of_2020(limit=0.0, mode=mode)
    assert len(nobody.missing[0]) == 5
    assert len(nobody.remarks) == 5


def test_2020_an_income_of_nothing_has_no_ratio_once_turned_over():
    assert of_2020(income=0.0).noted(Remark.NO_DENOMINATOR) == {"a"}
    published = of_2020(income=0.0, mode="published")
    assert published.line("a").variables[INCOME] == 0
    assert published.remarks == ()


def test_2020_what_is_known_makes_the_parts_when_that_is_accepted():
    here = {name: [0.3] for name in VARIABLES} | {INCOME: [NAN], "pop1529_rate": [NAN]}
    there = dict.fromkeys(VARIABLES, 0.2) | {INCOME: 20_000.0}
    found = ifn_2020(Table.of(["a"], here, {"epci": there}), against="epci", needs=0.6)
    line = found.line("a")
    assert line.total == pytest.approx(150)
    assert line.parts["global_acces"] == pytest.approx(150)
    assert line.parts["global_competences"] == pytest.approx(150)
    assert np.isnan(line.parts["acces_interfaces"])
    assert found.is_partial.tolist() == [True]


def test_2020_a_part_may_pass_its_whole_by_an_error_of_rounding_only():
    counts = {whole: [10.0] for _part, whole in SHARES.values()}
    near = counts | {part: [10.0 * (1 + 1e-12)] for part, _whole in SHARES.values()}
    assert shares_2020(Table.of(["a"], near))["fammono_rate"][0] == pytest.approx(1)
    more = counts | {part: [10.001] for part, _whole in SHARES.values()}
    with pytest.raises(ValueError, match="larger"):
        shares_2020(Table.of(["a"], more))


def test_2020_a_share_may_pass_1_by_an_error_of_rounding_only():
    near = of_2020(values=1 + 1e-12, limit=0.5)
    assert near.line("a").variables["older_65_rate"] == pytest.approx(200)
    with pytest.raises(ValueError, match="is a share"):
        of_2020(values=1.001, limit=0.5)


def test_2020_each_share_has_its_own_whole():
    parts = {part: [float(n)] for n, (part, _whole) in enumerate(SHARES.values(), start=1)}
    said = dict.fromkeys(whole for _part, whole in SHARES.values())
    wholes = {whole: [float(10**n)] for n, whole in enumerate(said, start=1)}
    found = shares_2020(Table.of(["a"], parts | wholes))
    assert {name: float(each[0]) for name, each in found.items()} == pytest.approx(
        {"fammono_rate": 1e-1, "menseul_rate": 2e-2, "pop1529_rate": 3e-3,
         "older_65_rate": 4e-3, "nscol15p_rate": 5e-4}
    )  # fmt: skip


# ---------------------------------------------------------------- 2021


def test_2021_each_cut_point_belongs_to_the_side_away_from_the_median():
    # Among 0 to 9 and a value between two of them, the position is a tenth exactly.
    france = np.arange(10.0)
    at = {0.5: -3, 1.5: -2, 2.5: -2, 3.5: -1, 4.5: 0, 5.5: 1, 6.5: 2, 7.5: 2, 8.5: 3}
    assert points(np.array(list(at)), france).tolist() == list(at.values())
    assert points(np.array([-1.0, 10.0, NAN]), france).tolist()[:2] == [-3, 3]


def table_2021(n, **columns):
    names = [name for axis in AXES["tout_age"].values() for name in axis]
    return Table.of([str(i) for i in range(n)], {name: np.arange(float(n)) for name in names}
                    | columns)  # fmt: skip


def test_2021_what_is_constant_is_so_among_the_reference():
    here, france = table_2021(3), table_2021(5, poverty_rate=np.full(5, 2.0))
    said = {(each.variable, each.remark) for each in ifn_2021(here, among=france).remarks}
    assert said == {("poverty_rate", Remark.CONSTANT)}
    alone = {each.remark for each in ifn_2021(table_2021(1)).remarks}
    assert alone == {Remark.CONSTANT}


def test_2021_a_part_and_a_total_of_what_is_known():
    hidden = table_2021(10, poverty_rate=np.full(10, NAN), library_distance=np.full(10, NAN))
    found = ifn_2021(hidden, needs=0.3)
    assert found.line("9").total == pytest.approx(10)
    assert found.line("9").parts["acces_numerique"] == pytest.approx(10)
    assert np.isnan(ifn_2021(hidden, needs=0.9).total).all()


# ---------------------------------------------------------------- 2023


def of_2023(edition="tout_age", columns=None, thd=(0.0, 0.0, 0.3), **more):
    names = [name for name in COUNTED[edition] if name != THD]
    raw = {name: np.array([1.0, 2.0, 3.0, 4.0]) for name in names} | (columns or {})
    iris = Table.of(["A1", "A2", "B1", "C1"], raw)
    communes = Table.of(["A", "B", "C"], {THD: list(thd)} | more.pop("own", {}))
    people = more.pop("population", np.array([300.0, 100.0, 500.0, 50.0]))
    return ifn_2023(
        iris, communes, commune_of=list("AABC"), population=people, edition=edition, **more
    )


def test_2023_published_scores_are_from_1_to_10():
    assert read_published(np.array([1.0, 10.0])).tolist() == [1, 10]
    for wrong in (-1.0, 10.01):
        with pytest.raises(ValueError, match="1 to 10"):
            read_published(np.array([wrong]))


def test_2023_who_lives_somewhere_unknown_counts_for_nothing():
    mean, share = weigh_up(np.array([2.0, 8.0]), ["a", "a"], np.array([NAN, 5.0]), ["a"])
    assert (mean[0], share[0]) == (8, 1)
    mean, share = weigh_up(np.array([2.0]), ["a"], np.array([NAN]), ["a"], least_known=0.0)
    assert np.isnan(mean[0])
    assert share[0] == 0


def test_2023_a_group_of_which_nothing_is_known_is_not_partly_known():
    found = of_2023(columns={"poverty_rate": np.array([NAN, 2.0, 3.0, NAN])}, least_known=0.2)
    assert {each.codes for each in found.remarks if each.remark is Remark.PARTLY_KNOWN} == {("A",)}
    assert found.line("A").variables["poverty_rate"] == 5  # the only one of its two that is known
    by_name = {each.name: each.values.tolist() for each in found.variables}
    assert by_name["poverty_rate"][:2] == [2, 3]
    stricter = of_2023(columns={"poverty_rate": np.array([NAN, 2.0, 3.0, NAN])}, least_known=0.3)
    poverty = next(each for each in stricter.variables if each.name == "poverty_rate")
    assert np.isnan(poverty.values[0])
    assert np.isnan(poverty.scores[0])


def test_2023_what_is_the_same_everywhere_is_said_of_iris_and_of_communes():
    found = of_2023(columns={"poverty_rate": np.full(4, 7.0)}, thd=(0.2, 0.2, NAN))
    constant = {each.variable for each in found.remarks if each.remark is Remark.CONSTANT}
    assert constant == {"poverty_rate", THD}
    unknown = of_2023(columns={"poverty_rate": np.full(4, NAN)})
    assert not unknown.noted(Remark.CONSTANT)


def test_2023_young_people_have_their_own_variables_all_the_way_up():
    index = of_2023("jeune")
    above = weigh_up_2023(
        index, Table.of(["E"], {}), group_of=["E"] * 3, population=np.array([400, 500, 50.0])
    )
    assert [each.name for each in above.variables] == list(COUNTED["jeune"])
    assert above.version == "IFN 2023 jeune"


def test_2023_a_total_above_may_lack_a_variable_where_that_is_accepted():
    index = of_2023(columns={"poverty_rate": np.full(4, NAN)}, needs=0.8)
    more = {"group_of": ["E"] * 3, "population": np.array([400, 500, 50.0])}
    assert np.isnan(weigh_up_2023(index, Table.of(["E"], {}), **more).total[0])
    part = weigh_up_2023(index, Table.of(["E"], {}), needs=0.8, **more)
    assert part.is_partial.tolist() == [True]


def pieces(own, *, unknown=100.0):
    iris = Table.of(["A1", "A2", "B1", "C1"], {name: [1.0, 2.0, 3.0, 4.0] for name in OTHERS})
    communes = Table.of(["A", "B", "C"], {THD: [0.0, 0.0, 0.3]})
    index = ifn_2023_of_iris(iris, communes, commune_of=list("AABC"))
    return weigh_up_2023(
        index,
        Table.of(["Q", "R"], own),
        group_of=["Q", "Q", "R", "R"],
        population=np.array([300.0, unknown, 300.0, unknown]),
        row_of=[0, -1, 2, -1],
        among=iris,
    )


def test_a_neighbourhood_of_which_nothing_is_published_is_not_partial_beside_one_that_has_it():
    found = pieces({"poverty_rate": [4.0, NAN]}, unknown=0.0)
    assert found.missing == ((), ())
    assert found.is_partial.tolist() == [False, False]
    poverty = next(each for each in found.variables if each.name == "poverty_rate")
    assert (poverty.values.tolist(), poverty.scores.tolist()) == ([4, 3], [10, 8])
    said = [each for each in found.remarks if each.variable == "poverty_rate"]
    assert said == [Noted(Remark.ESTIMATED, "poverty_rate", ("R",))]


def test_what_is_published_is_placed_among_the_iris_and_not_among_the_neighbourhoods():
    assert pieces({"poverty_rate": [2.0, NAN]}).line("Q").variables["poverty_rate"] == 5
    # Of R nothing is published, and too little is known of its pieces: nothing is estimated.
    nowhere = pieces({"poverty_rate": [2.0, NAN]}, unknown=9_000.0)
    assert nowhere.missing[1] == COUNTED["tout_age"]
    assert Noted(Remark.ESTIMATED, "poverty_rate", ("R",)) not in nowhere.remarks


def test_a_published_value_is_not_said_partly_known():
    found = pieces({"poverty_rate": [4.0, NAN]})
    partly = {each.variable: each.codes for each in found.remarks
              if each.remark is Remark.PARTLY_KNOWN}  # fmt: skip
    assert partly["poverty_rate"] == ("R",)
    assert partly["older_65_rate"] == ("Q", "R")
    both = pieces({"poverty_rate": [4.0, 2.0]})
    assert "poverty_rate" not in {each.variable for each in both.remarks}


# ---------------------------------------------------------------- Portrea, equal dimensions


def test_portrea_everybody_is_65_and_nothing_is_contradicted():
    counts = {name: [5.0] for name in (*CENSUS, *EXPOSED)}
    found = portrea(Table.of(["a"], counts))
    assert found.fragility.total.tolist() == [5]  # nobody under 65 is added
    assert found.fragility.remarks == ()
    assert found.exposure.total.tolist() == [20]
    small = portrea(Table.of(["a"], {name: [0.5] for name in counts}))
    assert small.fragility.total.tolist() == [0.5]


def test_equal_dimensions_take_plain_means_whatever_their_own():
    inner = Dimension("p", (Indicator("x"), Indicator("y")), how="geometric")
    table = Table.of(["a", "b", "c"], {"x": [0, 1, 2], "y": [0, 2, 1]})
    found = hdf_egal((inner,), table, kind="min_max")
    assert found.total.tolist() == [0, 75, 75]


# ---------------------------------------------------------------- places and comparisons


def test_a_class_is_counted_in_whole_numbers():
    for n in (10, 100, 7 * 29, 1_000):
        values = np.arange(float(n))
        expected = [-(-10 * (i + 1) // n) for i in range(n)]
        assert deciles(values).tolist() == expected
    assert percentiles(np.array([1.0, 1.0, 3.0])).tolist() == pytest.approx(
        [100 / 3, 100 / 3, 250 / 3]
    )


def test_ranks_tell_totals_apart_down_to_nine_decimals():
    assert ranks_down(np.array([0.001, 0.002, 0.003])).tolist() == [3, 2, 1]
    assert ranks_down(np.array([0.3, 0.1 + 0.2])).tolist() == [1, 1]


def test_a_ratio_to_nothing_or_to_less_than_nothing_is_not_said():
    table = Table.of(["a", "b", "c"], {}, {"commune": {"x": [0.0, -2.0, 4.0]}})
    (found,) = compare(table, "x", np.array([3.0, 3.0, 2.0]))
    assert found.gap.tolist() == [3, 5, -2]
    assert np.isnan(found.ratio[:2]).all()
    assert found.ratio[2] == 0.5


def test_a_variable_is_missing_without_a_value_or_without_a_score():
    one = ifn_2020(
        Table.of(["a", "b"], {name: [0.2, 0.2] for name in VARIABLES} | {INCOME: [9.0, 9.0]},
                 {"epci": dict.fromkeys(VARIABLES, 0.2) | {INCOME: [9.0, NAN]}}),
        against="epci",
    )  # fmt: skip
    assert one.missing == ((), (INCOME,))  # its income is known, its ratio is not
    assert one.is_partial.tolist() == [False, False]


def test_a_remark_without_codes_is_about_everybody():
    of_all = Index("m", "1", {}, ("a", "b"), (), (), np.zeros(2), (Noted(Remark.CONSTANT, "x"),))
    assert of_all.noted(Remark.CONSTANT) == {"a", "b"}
    assert of_all.line("b").remarks == of_all.remarks
    assert of_all.noted(Remark.OUTSIDE) == frozenset()


def test_a_table_is_a_copy_that_nobody_changes_and_nothing_in_it_is_infinite():
    given = np.array([1.0, 2.0])
    table = Table.of(["a", "b"], {"x": given})
    given[0] = 99
    assert table.column("x").tolist() == [1, 2]
    with pytest.raises(ValueError, match="read-only"):
        table.column("x")[0] = 5
    for wrong in (np.inf, -np.inf):
        with pytest.raises(ValueError, match="infinite"):
            Table.of(["a"], {"x": [wrong]})
    assert np.isnan(Table.of(["a"], {"x": [None]}).column("x")).all()
