"""Sets of integers as bits answer as sets do, many or few, dense or not."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.search.bitsets import contains, flags_of, from_positions, to_positions

N_WORDS = 3
NUMBERS = st.integers(0, 64 * N_WORDS - 1)


@given(st.sets(NUMBERS), st.lists(NUMBERS, max_size=60))
def test_bits_hold_what_was_put_in_them(here, asked):
    words = from_positions(np.array(sorted(here), dtype=np.int64), N_WORDS)
    assert to_positions(words).tolist() == sorted(here)
    assert flags_of(words).tolist() == [number in here for number in range(64 * N_WORDS)]
    found = contains(words, np.array(asked, dtype=np.int64))
    assert found.tolist() == [number in here for number in asked]
    # What was asked is not written on.
    assert to_positions(words).tolist() == sorted(here)
