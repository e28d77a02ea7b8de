"""The two scores of Portrea, by hand: people, secret cells, and counts that contradict."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.indicators import Remark, Table, name_of, portrea
from maillage.core.indicators.portrea import CENSUS, EXPOSED

COUNTS = {
    "P19_POP65P": [200, 100, 60],
    "P19_NSCOL15P_DIPLMIN": [300, 100, 10],
    "C19_POP15P": [1_000, 400, 50],
    "aaah": [20, None, None],
    "appa": [100, 40, None],
    "arsas": [80, None, None],
    "demandeurs_emploi_abcde": [150, 60, None],
}
IRIS = Table.of(["A1", "A2", "B1"], COUNTS)


def test_both_scores_by_iris():
    found = portrea(IRIS)
    # 200 + 300 × 800/1000 = 440; 100 + 100 × 300/400 = 175; more of 65 than of 15: 60 + 0.
    assert found.fragility.total.tolist() == [440, 175, 60]
    assert found.fragility.noted(Remark.BOUNDED) == {"B1"}
    assert found.fragility.line("A1").parts == {"older_65": 200, "no_diploma_under_65": 240}
    assert found.exposure.total[:2].tolist() == [350, 100]
    assert found.exposure.noted(Remark.MINIMUM) == {"A2"}
    assert name_of(found.exposure) != name_of(found.fragility)


def test_nothing_known_is_not_zero_and_is_no_minimum():
    found = portrea(IRIS).exposure
    assert np.isnan(found.total[2])
    assert found.line("B1").missing == EXPOSED
    assert "B1" not in found.noted(Remark.MINIMUM)


def test_a_commune_adds_its_iris_up_then_applies_the_formula():
    communes = Table.of(["A", "B"], {})
    found = portrea(IRIS, commune_of=["A", "A", "B"], communes=communes)
    assert found.fragility.total[0] == pytest.approx(300 + 400 * 1_100 / 1_400)
    # AAH and RSA of A2 are secret: at least so many.
    assert found.exposure.total[0] == 20 + 140 + 80 + 210
    assert {n.variable for n in found.exposure.remarks if n.remark is Remark.MINIMUM} == {
        "aaah",
        "arsas",
    }


def test_a_census_count_that_lacks_an_iris_gives_no_fragility():
    iris = Table.of(
        ["A1", "A2"], {n: each[:2] for n, each in COUNTS.items()} | {CENSUS[2]: [1_000, None]}
    )
    found = portrea(iris, commune_of=["A", "A"], communes=Table.of(["A"], {})).fragility
    assert np.isnan(found.total[0])
    assert found.missing == ((CENSUS[2],),)


def test_an_empty_iris_has_no_score():
    iris = Table.of(["A1"], {name: [0] for name in COUNTS})
    found = portrea(iris)
    assert np.isnan(found.fragility.total[0])
    assert found.fragility.noted(Remark.NO_DENOMINATOR) == {"A1"}
    assert found.exposure.total[0] == 0


@given(st.lists(st.one_of(st.none(), st.integers(0, 500)), min_size=1, max_size=8), st.data())
def test_a_cell_made_secret_never_raises_the_exposure(cells, data):
    n = len(cells)
    other = {name: [1] * n for name in COUNTS}
    hidden = [None if data.draw(st.booleans()) else cell for cell in cells]

    def total(column):
        iris = Table.of([str(i) for i in range(n)], other | {"aaah": column})
        found = portrea(iris, commune_of=["A"] * n, communes=Table.of(["A"], {})).exposure
        return found.total[0], found.noted(Remark.MINIMUM)

    (whole, _), (least, said) = total(cells), total(hidden)
    assert least <= whole
    assert bool(said) == (None in hidden)


def test_portrea_refuses():
    with pytest.raises(ValueError, match="come together"):
        portrea(IRIS, commune_of=["A", "A", "B"])
    with pytest.raises(ValueError, match="0 or more"):
        portrea(Table.of(["a"], {name: [-1] for name in COUNTS}))
    with pytest.raises(ValueError, match="one group"):
        portrea(IRIS, commune_of=["A"], communes=Table.of(["A"], {}))
