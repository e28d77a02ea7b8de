"""What residents read is given to the catalogues: no letter stands bare in their templates.

The list of templates that are not converted yet may only shrink.
"""

import re

import pytest
from django.urls import get_resolver

from maillage.web.texts import ROOT, files, scope_of_module
from tests.architecture.test_access import RESIDENTS

# Not converted yet. Take a name off when its words are wrapped; never add one.
NOT_YET: set[str] = set()

_TAGS = re.compile(
    r"\{#.*?#\}|\{%\s*comment.*?endcomment\s*%\}"
    r"|\{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%\}"
    r"|\{%.*?%\}|\{\{.*?\}\}|<!--.*?-->|<!doctype[^>]*>|<(script|style)\b.*?</\1>",
    re.DOTALL,
)
_SPOKEN = re.compile(r'\b(?:alt|aria-label|placeholder|title|data-\w+)="([^"]*)"')
# Tags, entities, and the attributes that a block adds to a tag of another file.
_CODE = re.compile(r"<[^>]*>|&\w+;|&#\d+;|[\w-]+=\"[^\"]*\"")
# What is the same in every language: the mark of the site, units of a drawing, a command to type.
_NAMES = re.compile(r"\b(?:Maillage|maillage validate fichier\.csv|PDF|SMS|QR|ICS|CSV|JSON)\b")
_LETTERS = re.compile(r"[^\W\d_]{2,}")


def bare_words(template):
    """Return the words of a template that no catalogue can say."""
    left = _TAGS.sub(" ", template)
    spoken = [value for value in _SPOKEN.findall(left) if " " in value or value[:1].isupper()]
    shown = _NAMES.sub(" ", _CODE.sub(" ", left))
    return sorted({*_LETTERS.findall(shown), *(w for v in spoken for w in _LETTERS.findall(v))})


TEMPLATES = {
    one.file.relative_to(ROOT).as_posix(): one.file
    for one in files()
    if one.file.suffix in {".html", ".txt"}
}


@pytest.mark.parametrize("name", TEMPLATES)
def test_a_template_that_residents_read_holds_no_bare_word(name):
    found = bare_words(TEMPLATES[name].read_text(encoding="utf-8"))
    if name in NOT_YET:
        assert found, f"{name} is converted: take it off the list"
    else:
        assert not found, found


# Pages of residents that are not said in other languages yet. It may only shrink.
ROUTES_NOT_YET = {
    "directory:dictionary",
}


def test_each_page_of_residents_is_said_in_other_languages():
    """Its view stands in a file that a texts.toml lists."""
    french = {name for name in RESIDENTS if not scope_of_module(_view_of(name).__module__)}
    assert french <= ROUTES_NOT_YET, french - ROUTES_NOT_YET


def _view_of(name):
    space, _, route = name.partition(":")
    patterns = [
        p
        for n, (_, r) in get_resolver().namespace_dict.items()
        if n == space
        for p in r.url_patterns
    ]
    return next(p.callback for p in patterns if p.name == route)


def test_bare_words_are_seen_wherever_they_stand():
    assert bare_words('<p title="Bonjour à tous">{{ x }} reste {% translate "ici" %}</p>') == [
        "Bonjour",
        "reste",
        "tous",
    ]
    assert (
        bare_words("{% blocktranslate count n=1 %}un{% plural %}des{% endblocktranslate %}") == []
    )
