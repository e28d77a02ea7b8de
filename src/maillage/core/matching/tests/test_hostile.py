"""What no producer should send, and one day one does."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.matching import candidates, compare, link, pairs_touching
from maillage.core.matching.tests.records import ROUBAIX, a_set

FIELDS = (
    *("name", "number", "street", "address", "postcode", "commune", "code_insee", "lat", "lon"),
    *("phone", "email", "site", "siret", "kind", "hours"),
)
ANYTHING = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(),
    st.floats(),
    st.text(max_size=30),
    st.lists(st.text(max_size=12), max_size=4),
    st.dictionaries(st.text(max_size=3), st.integers(), max_size=2),
    st.sampled_from(
        ["", "0", "n°", "\0", "é" * 400, "1" * 500, "a@", "@b", "+33", "00000000000000"]
    ),
)


@given(st.lists(st.dictionaries(st.sampled_from(FIELDS), ANYTHING), max_size=6))
def test_nothing_that_a_field_may_hold_stops_the_linking(records):
    found = link(records, keep_from=0.0)
    for pair in found.pairs:
        assert 0.0 <= pair.probability <= 1.0
        assert all(piece.words for piece in pair.evidence)


def test_a_record_that_is_not_a_mapping_is_refused_by_name():
    with pytest.raises(TypeError, match="mapping"):
        link([ROUBAIX, "Médiathèque"])


def test_no_record_and_one_record():
    assert link([]).groups == link([{}]).groups == []
    assert len(link([]).pairs) == 0
    assert list(candidates([])) == []
    assert len(pairs_touching([], [])) == 0


EMPTY = [None, "", [], "   "]


@pytest.mark.parametrize("empty", EMPTY, ids=repr)
def test_what_is_absent_weighs_nothing(empty):
    full = ROUBAIX | {"name": "Navette", "phone": "0199001234", "siret": "12345678900012"}
    bare = dict.fromkeys(FIELDS, empty)
    assert {piece.weight for piece in compare(full, bare).pieces} == {0.0}
    assert {piece.says for piece in compare(full, bare).pieces} == {"unknown"}


@pytest.mark.parametrize(
    "point", [(0, 0), (math.nan, 3.0), (95.0, 3.0), (50.0, 200.0), ("x", "y"), (math.inf, 1)]
)
def test_an_absurd_point_is_no_point(point):
    lost = {"name": "Navette", "lat": point[0], "lon": point[1]}
    pieces = {piece.field: piece for piece in compare(lost, lost).pieces}
    assert pieces["distance"].says == "unknown"


def test_placeholders_are_no_numbers():
    both = {"name": "Navette", "siret": "00000000000000", "phone": "0000000000"}
    said = {piece.field: piece.says for piece in compare(both, both).pieces}
    assert said["siret"] == said["phone"] == "unknown"


def _calls(n):
    """Return how many pairs n identical records give."""
    record = ROUBAIX | {"name": "Navette", "address": "3 rue du Canal", "phone": "0199001234"}
    return sum(len(left) for left, _ in candidates([record] * n))


def test_identical_records_do_not_grow_as_their_square():
    assert _calls(4000) < 2.2 * _calls(2000)


def test_ten_thousand_identical_records_are_one_group():
    record = ROUBAIX | {"name": "Navette", "address": "3 rue du Canal", "phone": "0199001234"}
    found = link([record] * 10_000)
    assert [len(members) for members in found.groups] == [10_000]


def test_ten_thousand_records_of_one_house_do_not_grow_as_their_square():
    records = [
        ROUBAIX | {"name": f"Navette numéro {at}", "address": "3 rue du Canal"}
        for at in range(10_000)
    ]
    assert sum(len(left) for left, _ in candidates(records)) < 60 * len(records)


@given(st.builds(a_set, st.integers(0, 10_000), st.integers(2, 40)), st.data())
def test_pairs_of_changed_records_are_those_of_the_whole_run(records, data):
    changed = data.draw(st.sets(st.integers(0, len(records) - 1)))
    whole = {
        (pair.left, pair.right): round(pair.probability, 9)
        for pair in link(records).pairs
        if pair.left in changed or pair.right in changed
    }
    touched = pairs_touching(records, changed)
    assert {(p.left, p.right): round(p.probability, 9) for p in touched} == whole
