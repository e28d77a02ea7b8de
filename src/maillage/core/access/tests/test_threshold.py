"""The share of people within ten minutes, a group beside the rest."""

from math import inf, nan

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.access import within_threshold
from maillage.core.statistics import newcombe, wilson

area = st.tuples(
    st.sampled_from([0.0, 10.0, 10.01, inf, nan]), st.integers(0, 500), st.integers(0, 500)
).map(lambda row: (row[0], row[1] + row[2], row[2]))


@given(st.lists(area, max_size=9))
def test_the_shares_are_those_counted_by_hand(areas):
    minutes, people, group = ([row[k] for row in areas] for k in range(3))
    found = within_threshold(minutes, people, group)
    known = [row for row in areas if row[0] == row[0]]
    near = [row for row in known if row[0] <= 10]
    n_group, n_rest = sum(r[2] for r in known), sum(r[1] - r[2] for r in known)
    in_group, in_rest = sum(r[2] for r in near), sum(r[1] - r[2] for r in near)
    assert (found.group.n_within, found.group.n_people) == (in_group, n_group)
    assert (found.rest.n_within, found.rest.n_people) == (in_rest, n_rest)
    assert (found.everybody.n_within, found.everybody.n_people) == (
        in_group + in_rest,
        n_group + n_rest,
    )
    assert found.n_unknown == sum(people) - n_group - n_rest
    assert found.group.interval == wilson(in_group, n_group)
    if n_group and n_rest:
        assert found.interval == newcombe(in_group, n_group, in_rest, n_rest)
        assert found.difference == pytest.approx(in_group / n_group - in_rest / n_rest)
        assert found.interval.low <= found.difference <= found.interval.high
    else:
        assert found.difference is None
        assert found.interval is None
    assert (found.group.value is None) == (n_group == 0)


def test_people_worked_out_by_interpolation_are_rounded_once():
    # Three cells of 0.4 people: 1.2, one person; none of them is lost one by one.
    found = within_threshold([1, 2, 30], [0.4, 0.4, 0.4], [0.4, 0.4, 0.4])
    assert (found.group.n_within, found.group.n_people) == (1, 1)
    assert found.rest.value is None


@pytest.mark.parametrize(
    ("minutes", "people", "group"),
    [([1], [1, 2], [1]), ([1], [1], [2]), ([1], [1], [-1]), ([1], [inf], [1]), ([1], [nan], [0])],
)
def test_groups_that_are_none_are_refused(minutes, people, group):
    with pytest.raises(ValueError, match=r"one length|people"):
        within_threshold(minutes, people, group)
