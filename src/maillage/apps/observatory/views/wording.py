"""Figures in words, as pages say them: those of `queries.wording`, which papers say too."""

from maillage.apps.observatory.queries.wording import (
    FEWEST,
    amount,
    base_words,
    how_words,
    known_words,
    plain_number,
    value_words,
)

__all__ = [
    "FEWEST",
    "amount",
    "base_words",
    "how_words",
    "known_words",
    "plain_number",
    "value_words",
]
