"""Indices as data: each file says all that is printed with it, and names known measures."""

import pytest

from maillage.sources.figures import DescriptionError, index_text, known_indices, known_measures

SAID = {
    "nom": "Essai",
    "version": "1",
    "formula": "hdf_egal",
    "sentence": "Une phrase.",
    "source": "Nous.",
    "dimensions": [{"code": "a", "nom": "A", "measures": [{"measure": "poverty_rate_pct"}]}],
}


def test_every_index_names_known_measures_and_says_which_way_each_one_goes():
    measures = known_measures()
    for one in known_indices().values():
        for said in one.measures:
            known = measures[said.measure]
            assert one.unit == "people" or (said.direction or known.direction), said.measure
            # A count is compared with another only for so many people.
            assert one.unit == "people" or known.unit in ("pct", "eur") or said.per, said.measure
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
        (
            {"dimensions": SAID["dimensions"] + [{**SAID["dimensions"][0], "code": "b"}]},
            "qu’une fois",
        ),
        (
            {"dimensions": [{"code": "a", "nom": "A",
                             "measures": [{"measure": "population", "direction": 2}]}]},
            "sens",
        ),
    ],
)  # fmt: skip
def test_a_description_that_says_too_little_is_refused_with_what_lacks(change, words):
    with pytest.raises(DescriptionError, match=words):
        index_text("essai", SAID | change)


def test_a_description_is_read_whole():
    found = index_text("essai", SAID | {"kind": "rank", "least_people": 50})
    assert (found.code, found.kind, found.least_people) == ("essai", "rank", 50)
    assert found.measures[0].per == ()
    assert found.has_variants
