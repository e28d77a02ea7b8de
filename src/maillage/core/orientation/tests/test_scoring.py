"""What is laid out in advance says the same as what is looked for."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.orientation.availability import NEVER
from maillage.core.orientation.scoring import banded

LIMITS = st.lists(st.integers(0, 200_000), min_size=1, max_size=5).map(sorted)


@given(LIMITS, st.lists(st.integers(-10, 300_000) | st.just(NEVER)))
def test_the_points_are_those_of_the_first_band_that_holds_a_value(limits, values):
    bands = tuple((limit, 100 - at) for at, limit in enumerate(limits))
    expected = [next((gain for limit, gain in bands if value <= limit), 0) for value in values]
    assert banded(np.array(values, dtype=np.int64), bands).tolist() == expected


@pytest.mark.parametrize("last", [10, 10_000_000])
def test_points_may_be_changed_by_who_asked(last):
    bands = ((5, 3), (last, 1))
    banded(np.array([1, 7]), bands)[:] = 0
    assert banded(np.array([1, 7, last + 1]), bands).tolist() == [3, 1, 0]
