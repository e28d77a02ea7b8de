"""The worked examples of docs/methods.md: siting, equity, secrecy, transfer between zones."""

import re
from pathlib import Path

import numpy as np
import pytest
from scipy.sparse import csr_array

from maillage.core.siting import p_center, p_median
from maillage.core.statistics import concentration_index, gini
from maillage.core.statistics.secrecy import attack, suppress, zone_table
from maillage.core.statistics.transfer import build_bridge, transfer_counts

TEXT = (Path(__file__).parents[2] / "docs" / "methods.md").read_text(encoding="utf-8")


def printed(title: str) -> list[str]:
    """Return what an example prints in bold."""
    found = re.search(rf"> \*\*Exemple {title}\.\*\*(.*)", TEXT)
    assert found, title
    return re.findall(r"\*\*([^*]+)\*\*", found[1])


def test_siting():
    cost, people = [[2, 8], [4, 6], [30, 10]], [100, 50, 10]
    names = {0: "premier", 1: "second"}
    median, center = p_median(cost, people, 1), p_center(cost, 1, people=people)
    assert [names[median.chosen[0]], names[center.chosen[0]]] == printed("d’implantation")
    assert median.objective == 700
    assert np.dot(people, [8, 6, 10]) == 1200
    assert center.objective == 10


def test_equity():
    index, concentration = printed("d’équité")
    assert gini([0, 10], [3, 1]) == pytest.approx(float(index.replace(",", ".")))
    assert concentration_index([10, 0]) == float(concentration.replace(",", ".").replace("−", "-"))


def test_secrecy():
    facts = zone_table([[3, 20, 30, 40]], [[0]])
    hidden = suppress(facts).hidden
    assert hidden.tolist() == [True, True, False, False, False]
    low, high = attack(facts, hidden)
    assert [[str(int(low[at])), str(int(high[at]))] for at in (0, 1)] == [printed("de secret")] * 2


def test_transfer():
    every, half = np.ones((1, 10)), np.array([[1] * 5 + [0] * 5])
    count, coverage = printed("de passage")
    found = transfer_counts(build_bridge([10] * 10, csr_array(every), csr_array(half)), [60])
    assert found.values[0] == int(count)
    found = transfer_counts(build_bridge([10] * 10, csr_array(half), csr_array(every)), [60])
    assert f"{found.coverage[0]:.0%}".replace("%", " %") == coverage


def test_coverage():
    (coverage,) = printed("de couverture")
    cells = csr_array(np.ones((1, 24)))
    found = transfer_counts(build_bridge([10] * 24, cells, cells, elsewhere=[60]), [24])
    assert f"{found.coverage[0]:.0%}".replace("%", " %") == coverage
