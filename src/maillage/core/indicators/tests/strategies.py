"""Values of territories, some missing, as files hold them: a few decimals, no tiny differences."""

import numpy as np
from hypothesis import strategies as st

NUMBERS = st.integers(-5_000, 5_000).map(lambda n: n / 8)


def columns(least=1, most=30, *, missing=True):
    """One column: NaN where missing."""
    one = st.one_of(NUMBERS, st.just(float("nan"))) if missing else NUMBERS
    return st.lists(one, min_size=least, max_size=most).map(np.array)


def tables(n_columns, least=1, most=20, *, missing=True):
    """Several columns of one length."""
    one = st.one_of(NUMBERS, st.just(float("nan"))) if missing else NUMBERS
    line = st.lists(one, min_size=n_columns, max_size=n_columns)
    return st.lists(line, min_size=least, max_size=most).map(lambda rows: np.array(rows).T)
