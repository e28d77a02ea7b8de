"""Groups: no chain, decisions of people, any order."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.matching import DEFAULT, compare, group, link
from maillage.core.matching.linking import candidate_pairs, scores
from maillage.core.matching.prepare import prepare
from maillage.core.matching.tests.records import ROUBAIX, a_set, moved

SETS = st.builds(a_set, st.integers(0, 10_000), st.integers(2, 40))


def _contents(records, groups):
    return sorted(sorted(repr(records[at]) for at in members) for members in groups)


@given(SETS, st.randoms(use_true_random=False))
def test_the_order_of_records_changes_neither_pairs_nor_groups(records, random):
    order = list(range(len(records)))
    random.shuffle(order)
    shuffled = [records[at] for at in order]
    one, other = link(records), link(shuffled)

    def pairs(links, known):
        return sorted(
            (sorted([repr(known[p.left]), repr(known[p.right])]), round(p.probability, 9))
            for p in links.pairs
        )

    assert pairs(one, records) == pairs(other, shuffled)
    assert _contents(records, one.groups) == _contents(shuffled, other.groups)


def _all_pairs(n):
    left, right = np.triu_indices(n, 1)
    return left.astype(np.int64), right.astype(np.int64)


@given(SETS)
def test_candidates_hold_every_pair_that_brute_force_calls_the_same(records):
    data = prepare(records)
    left, right = _all_pairs(len(records))
    known = scores(data, DEFAULT, left, right)
    sure = known >= DEFAULT.same_from
    found = [
        pair for a, b in candidate_pairs(data) for pair in zip(a.tolist(), b.tolist(), strict=True)
    ]
    assert len(found) == len(set(found))
    assert set(zip(left[sure].tolist(), right[sure].tolist(), strict=True)) <= set(found)


@given(SETS)
def test_no_group_holds_two_records_known_to_be_different(records):
    data = prepare(records)
    for members in link(records).groups:
        left, right = _all_pairs(len(members))
        at = np.array(members)
        assert (scores(data, DEFAULT, at[left], at[right]) >= DEFAULT.doubtful_from).all()


def test_a_chain_does_not_bring_together_what_is_opposed():
    # The middle one says no number: it is like both, which are two houses.
    first = ROUBAIX | {"name": "Navette Solidaire", "address": "10 rue du Canal"}
    middle = ROUBAIX | {"name": "Navette Solidaire", "address": "rue du Canal"}
    last = ROUBAIX | {"name": "Navette Solidaire 2", "address": "80 rue du Canal"}
    assert compare(first, last).verdict == "different"
    stored = [(0, 1, 0.999), (1, 2, 0.998)]
    found = group(3, stored, records=[first, middle, last])
    assert found.groups == [[0, 1]]
    assert found.refused == [(1, 2)]
    # Without the records only stored pairs are believed.
    assert group(3, stored).groups == [[0, 1, 2]]
    assert group(3, [*stored, (0, 2, 0.01)]).groups == [[0, 1]]


LEFT = ROUBAIX | {"name": "CCAS de Roubaix", "address": "17 Grand Place"}
RIGHT = ROUBAIX | {"name": "Mairie de Roubaix", "address": "17 Grand Place"}


def test_what_people_said_wins_over_the_model():
    assert link([LEFT, RIGHT]).groups == []
    assert link([LEFT, RIGHT], same=[(1, 0)]).groups == [[0, 1]]
    assert link([LEFT, LEFT]).groups == [[0, 1]]
    assert link([LEFT, LEFT], different=[(0, 1)]).groups == []


def test_of_contradictory_decisions_different_wins_and_it_is_said():
    found = link([LEFT, LEFT, LEFT], same=[(0, 1), (1, 2)], different=[(0, 2)])
    assert len(found.contradictions) == 1
    assert found.contradictions[0] in [(0, 1), (1, 2)]
    assert all(not {0, 2} <= set(members) for members in found.groups)
    assert link([LEFT, RIGHT], same=[(0, 1)], different=[(1, 0)]).contradictions == [(0, 1)]


@given(
    SETS,
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=6),
    st.lists(st.tuples(st.integers(0, 39), st.integers(0, 39)), max_size=6),
)
def test_no_group_ever_holds_a_pair_said_to_be_different(records, same, different):
    n = len(records)
    same = [(a % n, b % n) for a, b in same]
    different = [(a % n, b % n) for a, b in different if a % n != b % n]
    found = link(records, same=same, different=different)
    of_record = {at: place for place, members in enumerate(found.groups) for at in members}
    for a, b in different:
        assert of_record.get(a, -1) != of_record.get(b, -2)
    for a, b in same:
        joined = a == b or (a in of_record and of_record[a] == of_record.get(b))
        assert joined or found.contradictions


def test_a_decision_on_a_record_that_is_not_there_is_refused():
    with pytest.raises(ValueError, match="not in"):
        link([LEFT], same=[(0, 1)])
    with pytest.raises(ValueError, match="not in"):
        group(1, [(0, 3, 0.9)])


def test_three_accounts_of_one_place_are_one_group():
    found = link(
        [
            LEFT,
            moved(LEFT, 20, name="Centre communal d’action sociale", address="17, Gd Place"),
            LEFT | {"name": "C.C.A.S.", "address": "17 GRAND PLACE"},
        ]
    )
    assert found.groups == [[0, 1, 2]]
