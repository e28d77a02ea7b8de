"""A form is borrowed by its name, from whoever declared that it may be."""

import pytest

from maillage.web import lending
from maillage.web.lending import borrowed, lend


@pytest.fixture(autouse=True)
def nothing_lent(monkeypatch):
    monkeypatch.setattr(lending, "_lent", {})


def test_what_is_lent_is_found_by_its_name():
    lend("date", "django.forms.DateField")
    lend("date", "django.forms.DateField")
    assert borrowed("date").__name__ == "DateField"


def test_a_name_is_lent_once():
    lend("date", "django.forms.DateField")
    with pytest.raises(ValueError, match="already lent"):
        lend("date", "django.forms.CharField")


def test_what_nobody_lends_is_said():
    with pytest.raises(LookupError, match="nobody lends 'offer'"):
        borrowed("offer")
