"""Plurals: zero is singular in French, and every plural of the pages is in the catalogue."""

import pytest
from django.template import Context, Template
from django.utils.translation import ngettext

from maillage.web.messages import (
    compile_messages,
    missing_plurals,
    plurals_of,
    read_catalog,
    used_plurals,
)


@pytest.fixture(scope="module", autouse=True)
def catalogue():
    compile_messages()


def test_every_plural_of_the_pages_is_in_the_catalogue():
    assert missing_plurals() == {}, "run: python -m maillage.web.messages"


def test_every_entry_has_both_forms():
    for message in read_catalog():
        if message.id:
            assert message.pluralizable
            assert all(message.string), message.id


def test_nothing_in_the_catalogue_is_no_longer_used():
    kept = {tuple(message.id) for message in read_catalog() if message.pluralizable}
    assert kept <= set(used_plurals())


def test_plurals_are_found_in_templates_and_in_python():
    template = (
        "{% load i18n %}{% blocktranslate trimmed count n=x|length %}\n  {{ n }} lieu\n"
        "{% plural %}\n  {{ n }} lieux\n{% endblocktranslate %}"
    )
    assert plurals_of("page.html", template) == [("%(n)s lieu", "%(n)s lieux")]
    assert plurals_of("a.py", 'ngettext("un lieu", "des lieux", n)') == [("un lieu", "des lieux")]


@pytest.mark.parametrize(
    ("n", "said"), [(0, "0 réponse est"), (1, "1 réponse est"), (2, "2 réponses")]
)
def test_zero_is_singular(n, said):
    text = ngettext("%(n)s réponse est à revoir", "%(n)s réponses sont à revoir", n) % {"n": n}
    assert text.startswith(said)


def test_zero_is_singular_in_a_template():
    source = (
        "{% load i18n %}{% blocktranslate trimmed count n=n %}\n{{ n }} réponse est à revoir\n"
        "{% plural %}\n{{ n }} réponses sont à revoir\n{% endblocktranslate %}"
    )
    assert Template(source).render(Context({"n": 0})) == "0 réponse est à revoir"
