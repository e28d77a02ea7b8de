"""The index of 2023 below the commune: IRIS by themselves, and neighbourhoods made of pieces."""

import numpy as np
import pytest

from maillage.core.indicators import Remark, Table, ifn_2021, ifn_2023_of_iris, weigh_up_2023
from maillage.core.indicators.ifn_2021 import AXES
from maillage.core.indicators.ifn_2023 import COUNTED, THD

NAN = float("nan")
OTHERS = [name for name in COUNTED["tout_age"] if name != THD]
# Scores 3, 5, 8 and 10 among four IRIS; 7, 7 and 10 among three communes.
IRIS = Table.of(["A1", "A2", "B1", "C1"], {name: [1.0, 2.0, 3.0, 4.0] for name in OTHERS})
COMMUNES = Table.of(["A", "B", "C"], {THD: [0.0, 0.0, 0.3]})
WHERE = ["A", "A", "B", "C"]


def test_iris_have_their_own_scores_and_that_of_their_commune_for_the_fixed_network():
    index = ifn_2023_of_iris(IRIS, COMMUNES, commune_of=WHERE)
    assert index.total.tolist() == pytest.approx([19 / 5, 27 / 5, 39 / 5, 10])
    assert index.line("A2").variables[THD] == 7
    assert index.noted(Remark.ESTIMATED) == set(IRIS.codes)


def test_an_iris_of_an_unknown_commune_has_no_total():
    index = ifn_2023_of_iris(IRIS, COMMUNES, commune_of=["A", "A", "B", "Z"])
    assert index.line("C1").missing == (THD,)
    assert np.isnan(index.line("C1").total)
    with pytest.raises(ValueError, match="one commune for each"):
        ifn_2023_of_iris(IRIS, COMMUNES, commune_of=["A"])


def pieces(above, **more):
    """A quarter of 100 people of A1, 300 of B1 and 100 of no area; another of 10 and 90."""
    index = ifn_2023_of_iris(IRIS, COMMUNES, commune_of=WHERE)
    return weigh_up_2023(
        index,
        above,
        group_of=["Q", "Q", "Q", "R", "R"],
        population=np.array([100.0, 300.0, 100.0, 10.0, 90.0]),
        row_of=[0, 2, -1, 3, -1],
        **more,
    )


def test_a_neighbourhood_is_the_mean_of_its_pieces_by_inhabitants():
    found = pieces(Table.of(["Q", "R"], {}))
    # (100 × 3 + 300 × 8) / 400, four times, and the 7 of both communes.
    assert found.line("Q").variables["poverty_rate"] == pytest.approx(6.75)
    assert found.total[0] == pytest.approx((4 * 6.75 + 7) / 5)
    assert "Q" in found.noted(Remark.PARTLY_KNOWN)
    # One inhabitant in ten is known: nothing is said.
    assert np.isnan(found.total[1])


def test_what_is_published_of_a_neighbourhood_is_placed_among_the_iris():
    above = Table.of(["Q", "R"], {"poverty_rate": [4.0, NAN]})
    found = pieces(above, among=IRIS)
    assert found.line("Q").variables["poverty_rate"] == 10
    assert found.total[0] == pytest.approx((3 * 6.75 + 10 + 7) / 5)
    # Without the IRIS to stand among, the mean of the pieces is kept.
    assert pieces(above).line("Q").variables["poverty_rate"] == pytest.approx(6.75)


def test_pieces_are_only_those_of_the_index_of_2023():
    names = [name for axis in AXES["tout_age"].values() for name in axis]
    other = ifn_2021(Table.of(["a"], {name: [1.0] for name in names}))
    with pytest.raises(ValueError, match="weighted up"):
        weigh_up_2023(other, Table.of([], {}), group_of=[], population=np.array([]))
