"""Dimensions of equal weight: the index is their plain mean, and what is missing is shown."""

from dataclasses import replace

import numpy as np
import pytest

from maillage.core.indicators import PUBLISHED_AXES, Dimension, Indicator, Table, hdf_egal

DIMENSIONS = (
    Dimension("acces", (Indicator("no_thd"),)),
    Dimension("age", (Indicator("older_65"),)),
    Dimension("ressources", (Indicator("income", direction=-1), Indicator("unemployed"))),
)
# Three invented quarters; what each becomes from 0 to 100 is worked out beside it.
VALUES = {
    "no_thd": [0.00, 0.10, 0.40],  # 0, 25, 100
    "older_65": [0.30, 0.20, 0.10],  # 100, 50, 0
    "income": [22_000, 12_000, 17_000],  # turned over: 0, 100, 50
    "unemployed": [0.05, 0.25, 0.10],  # 0, 100, 25
}
QUARTERS = ["Les Forges", "La Plaine", "Le Port"]


@pytest.mark.row("OBS-01")
def test_the_index_is_the_plain_mean_of_the_dimensions_by_hand():
    index = hdf_egal(DIMENSIONS, Table.of(QUARTERS, VALUES), kind="min_max")
    by_hand = {
        "Les Forges": {"acces": 0, "age": 100, "ressources": 0},
        "La Plaine": {"acces": 25, "age": 50, "ressources": 100},
        "Le Port": {"acces": 100, "age": 0, "ressources": 37.5},
    }
    for quarter, dimensions in by_hand.items():
        line = index.line(quarter)
        assert line.parts == pytest.approx(dimensions)
        assert line.total == pytest.approx(sum(dimensions.values()) / 3)
        assert line.missing == ()
    assert index.total.tolist() == pytest.approx([100 / 3, 175 / 3, 137.5 / 3])
    # The dimensions are data: without one of them, the same code.
    fewer = hdf_egal(DIMENSIONS[:2], Table.of(QUARTERS, VALUES), kind="min_max")
    assert fewer.total.tolist() == pytest.approx([50, 37.5, 50])
    # And so is the normalisation: by rank from 1, of 1, 2, 3 each.
    ranked = hdf_egal(DIMENSIONS[:2], Table.of(QUARTERS, VALUES), kind="rank")
    assert ranked.total.tolist() == pytest.approx([2, 2, 2])
    assert (index.settings["kind"], ranked.settings["kind"]) == ("min_max", "rank")


@pytest.mark.row("OBS-01")
def test_a_missing_dimension_is_shown_missing_and_is_never_zero():
    values = VALUES | {"older_65": [0.30, None, 0.10]}
    table = Table.of(QUARTERS, values)
    index = hdf_egal(DIMENSIONS, table, kind="min_max")
    line = index.line("La Plaine")
    assert line.missing == ("older_65",)
    assert np.isnan(line.parts["age"])
    assert line.parts["acces"] == pytest.approx(25)
    assert np.isnan(line.total)
    known = hdf_egal(DIMENSIONS, table, kind="min_max", needs=0.6)
    assert known.line("La Plaine").total == pytest.approx(62.5)  # (25 + 100) / 2
    assert known.is_partial.tolist() == [False, True, False]


def test_weights_written_in_the_dimensions_are_not_taken():
    income, unemployed = DIMENSIONS[2].members
    heavy = (
        replace(DIMENSIONS[0], weight=9),
        DIMENSIONS[1],
        replace(DIMENSIONS[2], members=(replace(income, weight=9), unemployed)),
    )
    table = Table.of(QUARTERS, VALUES)
    equal = hdf_egal(DIMENSIONS, table, kind="min_max").total
    assert np.array_equal(hdf_egal(heavy, table, kind="min_max").total, equal)


def test_the_published_axes_can_be_used_as_they_are():
    names = [each.name for axis in PUBLISHED_AXES for each in axis.indicators()]
    assert len(names) == 10
    table = Table.of(["a", "b"], {name: [0.0, 1.0] for name in names})
    index = hdf_egal(PUBLISHED_AXES, table, kind="min_max", version="2021")
    # Fibre and income are turned over: the second EPCI has two of the four against it.
    assert index.line("b").parts == {"acces_interfaces": 50, "acces_information_services": 100}
    assert (index.method, index.version) == ("hdf_egal", "Hauts-de-France 2021")
