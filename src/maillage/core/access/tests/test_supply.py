"""Weekly hours times places at once, and what is not known of them."""

from statistics import median

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.access import UNIT, weekly_supply

unknown_or = st.just(float("nan"))
place = st.tuples(
    unknown_or | st.integers(0, 168).map(float),
    unknown_or | st.integers(0, 30).map(float),
    st.sampled_from(["médiathèque", "mairie", "asso", ""]),
)


def slow(rows):
    """The rule, place by place."""

    def one(values, at, kind):
        if not np.isnan(values[at]):
            return values[at]
        alike = [v for v, k in zip(values, kinds, strict=True) if k == kind and not np.isnan(v)]
        return median(alike) if kind and alike else np.nan

    hours, places, kinds = ([row[k] for row in rows] for k in range(3))
    return [one(hours, n, row[2]) * one(places, n, row[2]) for n, row in enumerate(rows)]


@given(st.lists(place, max_size=12))
def test_what_is_not_known_takes_the_median_of_its_kind_and_says_so(rows):
    hours, places, kinds = ([row[k] for row in rows] for k in range(3))
    found = weekly_supply(hours, places, kinds)
    full = slow(rows)
    plain = np.array(hours, float) * np.array(places, float)
    np.testing.assert_allclose(found.completed, np.nan_to_num(full))
    np.testing.assert_allclose(found.known, np.nan_to_num(plain))
    assert found.unknown.tolist() == np.isnan(plain).tolist()
    assert found.estimated.tolist() == (np.isnan(plain) & ~np.isnan(full)).tolist()
    assert found.still_unknown.tolist() == np.isnan(full).tolist()
    assert (found.completed >= found.known).all()
    assert found.unknown_share == (np.isnan(plain).mean() if rows else 0)
    assert found.unit == UNIT


def test_a_place_of_no_kind_borrows_nothing():
    found = weekly_supply([10, np.nan], [2, 3], ["", ""])
    assert found.completed.tolist() == [20, 0]
    assert found.still_unknown.tolist() == [False, True]


@pytest.mark.parametrize(
    ("hours", "places", "kinds"),
    [
        ([10], [1, 2], ["a"]),
        ([10, 12], [1, 2], ["a"]),
        ([-1], [1], ["a"]),
        ([10], [np.inf], ["a"]),
        ([169], [1], ["a"]),
    ],
)
def test_amounts_that_are_none_are_refused(hours, places, kinds):
    with pytest.raises(ValueError, match=r"kinds|>= 0|168"):
        weekly_supply(hours, places, kinds)
