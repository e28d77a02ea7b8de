"""The worked examples of docs/methods.md, part "L’indice de fragilité", computed again."""

import re

import numpy as np
import pytest

from maillage.core.indicators import (
    RankRange,
    Table,
    average,
    hdf_egal,
    ifn_2020,
    ifn_2021,
    normalise,
    portrea,
    say_rank,
    weigh_up,
)
from maillage.core.indicators.composite import Dimension, Indicator
from maillage.core.indicators.ifn_2021 import AXES, CUTS_PCT, points
from tools.stamps import ROOT


@pytest.fixture(scope="module")
def sections():
    """Heading → its text, on one line, with plain spaces."""
    text = (ROOT / "docs" / "methods.md").read_text(encoding="utf-8")
    part = re.split(r"^## ", text, flags=re.MULTILINE)
    (own,) = [each for each in part if each.startswith("L’indice de fragilité")]
    found = re.split(r"^### ", own, flags=re.MULTILINE)[1:]
    return {
        each.partition("\n")[0]: " ".join(each.partition("\n")[2].replace(">", " ").split())
        for each in found
    }


def section(sections, start):
    (text,) = [text for heading, text in sections.items() if heading.startswith(start)]
    return text


def said(number):
    """Return a number as the page writes it, in bold."""
    return f"**{round(float(number), 1):g}**".replace(".", ",")


def test_ifn_2020(sections):
    shares = {
        "fammono_rate": (0.32, 0.16),
        "menseul_rate": (0.48, 0.32),
        "median_income": (12_000, 18_000),
        "pop1529_rate": (0.25, 0.20),
        "older_65_rate": (0.09, 0.18),
        "nscol15p_rate": (0.525, 0.35),
    }
    table = Table.of(
        ["quartier"],
        {name: [here] for name, (here, _) in shares.items()},
        {"region": {name: there for name, (_, there) in shares.items()}},
    )
    text = section(sections, "IFN 2020")
    corrected = ifn_2020(table, against="region")
    assert " + ".join(f"{each.scores[0]:.0f}" for each in corrected.variables) in text
    assert f"÷ 6 = {said(corrected.total[0])}" in text
    published = ifn_2020(table, against="region", mode="published")
    assert f"la note serait {said(published.total[0])}" in text


def test_ifn_2021(sections):
    names = [name for axis in AXES["tout_age"].values() for name in axis]
    columns = {name: np.arange(10.0) for name in names}
    columns[names[-1]] = np.arange(10.0)[::-1]
    index = ifn_2021(Table.of([str(i) for i in range(10)], columns))
    text = section(sections, "IFN 2021")
    assert f"27 ÷ 3,3 = {said(index.total[-1])}" in text
    placed = points(np.array([8.5, 4.5]), np.arange(10.0))
    assert f"soit 90 % : {said(placed[0])} points" in text
    assert f"au milieu, {said(placed[1])} point" in text
    cuts = [str(cut) for cut in CUTS_PCT]
    assert f"les nôtres sont {', '.join(cuts[:-1])} et {cuts[-1]} %" in text


def test_ifn_2023(sections):
    mean, _ = weigh_up(np.array([3.0, 5.0]), ["c", "c"], np.array([300.0, 100.0]), ["c"])
    text = section(sections, "IFN 2023")
    assert f"(300 × 3 + 100 × 5) ÷ 400 = {said(mean[0])}" in text
    marks = [7.0, 1.0, 10.0, 2.0, 9.0]
    total = average([np.array([mark]) for mark in marks])
    added = " + ".join(f"{mark:g}" for mark in marks)
    assert f"({added}) ÷ 5 = {said(total[0])}" in text
    quarter, _ = weigh_up(np.array([3.0, 9.0]), ["q", "q"], np.array([100.0, 300.0]), ["q"])
    assert f"(100 × 3 + 300 × 9) ÷ 400 = {said(quarter[0])}" in text


def test_portrea(sections):
    counts = {
        "P19_POP65P": 200,
        "P19_NSCOL15P_DIPLMIN": 300,
        "C19_POP15P": 1_000,
        "aaah": 20,
        "appa": 100,
        "arsas": 80,
        "demandeurs_emploi_abcde": 150,
    }
    found = portrea(Table.of(["c"], {name: [count] for name, count in counts.items()}))
    text = section(sections, "Portrea")
    assert f"= {said(found.fragility.total[0])} personnes" in text
    assert f"20 + 100 + 80 + 150 = {said(found.exposure.total[0])}" in text


def test_equal_dimensions(sections):
    dimensions = tuple(Dimension(name, (Indicator(f"{name}_x"),)) for name in "abc")
    values = {"a_x": [100, 0, 0], "b_x": [0, 100, 0], "c_x": [37.5, 0, 100]}
    index = hdf_egal(dimensions, Table.of(["q", "r", "s"], values), kind="min_max")
    text = section(sections, "Hauts-de-France")
    assert f"(100 + 0 + 37,5) ÷ 3 = {said(index.total[0])}" in text


def test_an_index_of_one_s_own(sections):
    text = section(sections, "Votre propre indice")
    scores = normalise(np.array([0.10, 0.15, 0.30]), "min_max").scores
    assert f"0, {said(scores[1])} et 100" in text
    two = [np.array([1.0]), np.array([4.0])]
    means = [average(two, how=how)[0] for how in ("arithmetic", "geometric", "harmonic")]
    sentence = "moyenne ordinaire {}, géométrique {}, harmonique {}"
    assert sentence.format(*map(said, means)) in text


def test_how_firm_a_rank_is_said(sections):
    found = RankRange("QN1", 0.95, 3, 7, 4.0, 26, 1_000)
    assert say_rank(found).replace("\u00a0", " ") in section(sections, "Peut-on se fier")
