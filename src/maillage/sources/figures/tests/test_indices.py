"""Indices as data: each file says all that is printed with it, and names known measures."""

import pytest

from maillage.core.indicators.ifn_2020 import AXES as AXES_2020
from maillage.core.indicators.ifn_2021 import AXES as AXES_2021
from maillage.core.indicators.ifn_2023 import COUNTED
from maillage.sources.figures import DescriptionError, index_text, known_indices, known_measures

SAID = {
    "nom": "Essai",
    "version": "1",
    "formula": "hdf_egal",
    "sentence": "Une phrase.",
    "source": "Nous.",
    "dimensions": [{"code": "a", "nom": "A", "measures": [{"measure": "poverty_rate_pct"}]}],
}


def dimension(measure=None, **more):
    """Return the change of an index whose one dimension, or its measure, says more."""
    one = {"measure": "poverty_rate_pct"} | (measure or {})
    return {"dimensions": [{"code": "a", "nom": "A", "measures": [one]} | more]}


def test_every_index_names_known_measures_and_says_which_way_each_one_goes():
    measures = known_measures()
    for one in known_indices().values():
        for said in one.measures:
            known = measures[said.measure]
            assert one.unit == "people" or (said.direction or known.direction), said.measure
            # A count is compared with another only for so many people.
            assert one.unit == "people" or known.unit in ("pct", "eur", "km") or said.per, (
                said.measure
            )
            assert all(measures[code].unit == "people" for code in said.per)


def test_the_local_index_is_the_first_and_its_dimensions_weigh_the_same():
    first = next(iter(known_indices().values()))
    assert (first.code, first.formula) == ("local", "hdf_egal")
    assert len(first.dimensions) > 1
    assert {one.weight for one in first.dimensions} == {1.0}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"dimensions": []}, "chaque dimension"),
        ({"formula": "magie"}, "formula"),
        ({"kind": "au hasard"}, "kind"),
        ({"how": "mode"}, "how"),
        ({"version": " "}, "version"),
        ({"formula": "ifn_2021"}, "edition"),
        ({"formula": "ifn_2023", "edition": "seniors"}, "tout_age, jeune"),
        (
            {"dimensions": SAID["dimensions"] + [{**SAID["dimensions"][0], "code": "b"}]},
            "qu’une fois",
        ),
        (
            {"dimensions": [{"code": "a", "nom": "A",
                             "measures": [{"measure": "population", "direction": 2}]}]},
            "sens",
        ),
        ({"couleur": "bleu"}, "« couleur » n’est pas un mot"),
        (dimension(poids=2), "« poids » n’est pas un mot"),
        (dimension({"sens": 1}), "« sens » n’est pas un mot"),
        (dimension({"weight": -1}), "poids"),
        (dimension({"weight": float("nan")}), "poids"),
        (dimension({"weight": float("inf")}), "poids"),
        (dimension({"weight": 0}), "poids"),
        (dimension(weight=-1), "poids"),
        (dimension(weight=0), "poids"),
        (dimension(weight=float("nan")), "poids"),
    ],
)  # fmt: skip
def test_a_description_that_says_too_little_is_refused_with_what_lacks(change, words):
    with pytest.raises(DescriptionError, match=words):
        index_text("essai", SAID | change)


@pytest.mark.parametrize(
    ("code", "formula"),
    [
        ("ifn-2021", AXES_2021["tout_age"]),
        ("ifn-2021-seniors", AXES_2021["seniors"]),
        ("ifn-2020", AXES_2020),
        ("ifn-2020-publie", AXES_2020),
    ],
)
def test_a_published_index_names_the_axes_and_the_variables_of_its_formula(code, formula):
    said = known_indices()[code]
    assert {one.code: tuple(m.column for m in one.measures) for one in said.dimensions} == formula


@pytest.mark.parametrize(
    ("code", "edition"), [("ifn-2023", "tout_age"), ("ifn-2023-jeune", "jeune")]
)
def test_the_index_of_2023_has_its_five_variables_each_with_its_own_score(code, edition):
    said = known_indices()[code]
    assert said.edition == edition
    assert tuple(m.column for m in said.measures) == COUNTED[edition]
    assert all(len(one.measures) == 1 for one in said.dimensions)


def test_what_a_published_index_asks_for_says_where_a_city_finds_it():
    for one in known_indices().values():
        if one.asks_for_all:
            assert [m.measure for m in one.measures if not known_measures()[m.measure].find] == []


def test_a_description_is_read_whole():
    found = index_text("essai", SAID | {"kind": "rank", "least_people": 50})
    assert (found.code, found.kind, found.least_people) == ("essai", "rank", 50)
    assert found.measures[0].per == ()
    assert found.has_variants
