"""Figures in words: what is not known says why."""

import pytest

from maillage.apps.observatory.queries.values import Refusal, Value
from maillage.apps.observatory.queries.wording import how_words


@pytest.mark.parametrize("reason", list(Refusal))
def test_each_reason_for_no_estimate_is_a_sentence(reason):
    said = how_words(Value(None, "missing", "estimated", 2021, "", "", refusal=reason))
    assert len(said) > 20
    assert "%(" not in said
    assert "%%" not in said
    if reason is Refusal.HARDLY_KNOWN:
        assert said == "chiffre connu pour moins de 1 % de ses habitants"
