"""Each page of residents in each language: what is said in French there shows its mark.

A page that a language covers may hold none; what a language lacks is listed, text by text.
"""

import re
from functools import cache

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from maillage.apps.directory.tests.factories import make_place, make_user
from maillage.web.languages import FSI, MARK, PDI, languages
from maillage.web.texts import ROOT, scope_of_module
from maillage.web.translations.catalogs import fault, said_by, to_say
from maillage.web.translations.extract import texts_of, used_texts

# Being translated: take a part, or a language, off when its sheet is done. Nothing is ever added.
PARTS_NOT_YET = {"accounts", "freshness", "toolbox"}
LANGUAGES_NOT_YET: set[str] = set()
# Address by what it shows; {place} and {zone} are those that a test makes.
PAGES = {
    "home": "/",
    "results": "/lieux/?besoin=imprimer&lang={code}",
    "results of nothing": "/lieux/?q=zzzzz&ou=nulle-part",
    "results, every condition": "/lieux/?besoin=demarche&jour=6&moment=18:30&langue=ar"
    "&avec=cost:Gratuit&avec=wheelchair:yes&inconnus=1",
    "place": "/lieux/{place}/",
    "no place": "/lieux/0000000000/",
    "map": "/carte/",
    "new places": "/nouveaux/",
    "about": "/a-propos/",
    "what is kept": "/vos-donnees/",
    "accessibility": "/accessibilite/",
    "week": "/agenda/",
    "week of a place": "/agenda/lieu/{place}/",
    "on a door": "/agenda/porte/{place}/",
    "appointment": "/rendez-vous/",
    "my appointment": "/mon-rendez-vous/",
    "six questions": "/orientation/",
    "31 activities": "/orientation/bilan/",
    "31 activities on paper": "/orientation/papier/",
    "my answers": "/orientation/mon-bilan/",
    "just arrived": "/orientation/je-viens-d-arriver/?ou=xx",
    "procedures": "/orientation/demarches/",
    "procedure": "/orientation/demarches/impots/?ou=xx",
    "no procedure": "/orientation/demarches/xx/",
    "guiding someone": "/orienter/",
    "places on a paper": "/orienter/papier/?lieu={place}",
    "what is missing": "/orienter/manque/?besoin=demarche",
    "addresses to print": "/papier/?lieu={place}",
    "addresses on paper": "/papier/adresses/?lieu={place}&gros=1",
    "nowhere": "/nulle-part/",
    "report an error": "/lieux/{place}/signaler/",
    "follow a report": "/signalements/",
    "my sheet": "/fiche/",
    # Last: who chose pictures keeps them.
    "home in pictures": "/?images=oui",
    "results in pictures": "/lieux/?images=oui&besoin=imprimer",
    "results in pictures, nothing": "/lieux/?images=oui&q=zzzzz",
    "place in pictures": "/lieux/{place}/?images=oui",
}
_HOLE = r"%\(\w+\)[sd]|%[sd]|\{\w*\}"
_MARKED = re.compile(f"{FSI}([^{PDI}]*){PDI}{re.escape(MARK)}")


@cache
def _texts():
    return used_texts()


@cache
def _excused():
    """Return the texts of the parts that are being translated, whatever files they list."""
    said = set()
    for part in PARTS_NOT_YET:
        for file in sorted((ROOT / "apps" / part).rglob("*")):
            if file.suffix in {".py", ".html", ".txt"} and "tests" not in file.parts:
                found = texts_of(file.name, file.read_text(encoding="utf-8"))
                said |= {text for id in found for text in ((id,) if isinstance(id, str) else id)}
    return said


@cache
def _is_excused(shown):
    """Tell whether a text, with its values in place, is one of those that wait."""
    if shown in _excused():
        return True
    holes = (text for text in _excused() if re.search(_HOLE, text))
    return any(re.fullmatch(".*".join(map(re.escape, re.split(_HOLE, t))), shown) for t in holes)


def _lacks(language):
    missing = to_say(language, _texts()).keys() - said_by(language).keys()
    return {id for id in missing if _texts()[id].part not in PARTS_NOT_YET}


def marked_texts(html):
    """Return the French texts that a page shows with the mark."""
    return sorted(set(_MARKED.findall(html)))


@pytest.fixture
def told(db):
    """A place of which everything is said, so that its page says every kind of thing."""
    return make_place(
        nom="Médiathèque de la Navette",
        horaires="Mo-Fr 09:00-12:00,14:00-17:30; Sa 10:00-12:00; PH off",
        telephone="+33199002110",
        wheelchair=True,
        childcare=False,
        wifi_public=True,
        languages=["fr", "ar"],
        print_price="10 centimes la page",
    )


@pytest.mark.row("CHA-11")
@pytest.mark.parametrize("code", [one for one in languages() if one != "fr"])
def test_no_page_holds_a_text_that_its_language_lacks(code, client, told):
    language = languages()[code]
    found = {}
    for name, address in PAGES.items():
        path = address.format(code=code, place=told.public_id)
        joined = "&" if "?" in path else "?"
        answer = client.get(path if "lang=" in path else f"{path}{joined}lang={code}")
        page = BeautifulSoup(answer.text, "html.parser")
        if page.html["lang"] != language.html:
            continue  # a page outside of its scope, which is in French and says so
        assert page.html["dir"] == language.direction
        said = [text for text in marked_texts(answer.text) if not _is_excused(text)]
        found |= {f"{name}: {text}": code for text in said}
    assert code in LANGUAGES_NOT_YET or not found, "\n".join(found)


@pytest.mark.parametrize("code", [one for one in languages() if one != "fr"])
def test_a_catalogue_covers_its_scope(code):
    """What lacks, by part: `python -m maillage.web.messages todo PART` prints the sheet."""
    missing = _lacks(languages()[code])
    assert code in LANGUAGES_NOT_YET or not missing, sorted(map(str, missing))[:20]


def test_nothing_waits_that_is_done():
    """The two lists above may only shrink, and do."""
    done = {code for code in LANGUAGES_NOT_YET if not _lacks(languages()[code])}
    assert not done, f"take them off: {done}"


@pytest.mark.parametrize("code", [one for one in languages() if one != "fr"])
def test_a_catalogue_has_no_fault_and_nothing_that_is_gone(code):
    language, texts = languages()[code], _texts()
    said = said_by(language)
    faults = {id: wrong for id, words in said.items() if (wrong := fault(id, words, language))}
    assert not faults
    gone = {id for id in said.keys() - texts.keys() if id not in _excused()}
    assert not gone, "run: python -m maillage.web.messages"


def test_the_walk_sees_what_is_not_translated(client, told):
    """Break it: a text that nobody translated is listed."""
    html = f'<p title="{FSI}Jamais dit{PDI}{MARK}">{FSI}Ni cela{PDI}{MARK}</p>'
    assert marked_texts(html) == ["Jamais dit", "Ni cela"]


def test_the_lines_of_menus_are_said_in_every_language():
    """They stand on every page; what is kept about people stays in the complete languages."""
    texts = _texts()
    assert {texts[line].scope for line in ("Tous les lieux", "Ce que nous gardons")} == {
        "essential"
    }
    assert texts["Prouver que rien n’est parti sans vous."].scope == "all"


@pytest.mark.django_db
def test_pages_of_the_staff_stay_in_french():
    client = Client(headers={"Accept-Language": "ar"})
    client.force_login(make_user())
    page = BeautifulSoup(client.get("/pro/", follow=True).text, "html.parser")
    assert (page.html["lang"], page.html["dir"]) == ("fr", "ltr")
    assert not scope_of_module("maillage.apps.home.views.desk")
