"""Which language a page is said in, how it is chosen, and what a missing text becomes."""

import pytest
from bs4 import BeautifulSoup
from django.template import Context, Template
from django.utils import translation
from django.utils.translation import gettext, gettext_lazy, ngettext

from maillage.web import languages as of_languages
from maillage.web.languages import FSI, MARK, PDI, languages, marked, preferred, said_in

# What people typed may be said by people: pages in another language ask the base.
pytestmark = pytest.mark.django_db

ADDRESS = "/vos-donnees/"


def _page(answer):
    return BeautifulSoup(answer.text, "html.parser")


def _said(answer):
    return _page(answer).html["lang"], _page(answer).html["dir"]


def test_a_folder_is_a_language():
    assert list(languages())[:4] == ["fr", "fr-facile", "en", "ar"]
    assert {"tr", "pt", "es", "it", "ro", "uk", "ru", "fa", "zh-hans"} < set(languages())
    assert [one.code for one in languages().values() if one.rtl] == ["ar", "fa"]


def test_without_a_wish_a_page_is_in_french(client):
    assert _said(client.get(ADDRESS)) == ("fr", "ltr")


@pytest.mark.row("CHA-11")
def test_the_address_decides_first_then_the_cookie_then_the_browser(client):
    browser = {"Accept-Language": "en-GB,en;q=0.9"}
    assert _said(client.get(ADDRESS, headers=browser)) == ("en", "ltr")
    first = client.get(f"{ADDRESS}?lang=ar", headers=browser)
    assert _said(first) == ("ar", "rtl")
    kept = first.cookies["langue"]
    assert (kept.value, kept["samesite"], kept["httponly"]) == ("ar", "Lax", True)
    assert _said(client.get(ADDRESS, headers=browser)) == ("ar", "rtl")
    assert _said(client.get(f"{ADDRESS}?lang=fr", headers=browser)) == ("fr", "ltr")


def test_a_language_that_does_not_exist_changes_nothing(client):
    for wrong in ("xx", "../../etc", "", "AR"):
        answer = client.get(ADDRESS, {"lang": wrong})
        assert _said(answer) == ("fr", "ltr")
        assert not answer.cookies
    client.cookies["langue"] = "klingon"
    assert _said(client.get(ADDRESS)) == ("fr", "ltr")


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("ar-MA,ar;q=0.9,fr;q=0.8", "ar"),
        ("pt-BR", "pt"),
        ("zh-CN,zh;q=0.9", "zh-hans"),
        ("de,nl;q=0.5", "fr"),
        ("de,uk;q=0.5", "uk"),
        ("*", "fr"),
        ("%%%;;;,,q=", "fr"),
    ],
)
def test_the_browser_is_listened_to(header, code):
    assert preferred(header, unfinished=True) == code


def test_a_cache_is_told_what_the_page_depends_on(client):
    vary = client.get(ADDRESS).headers["Vary"]
    assert "Accept-Language" in vary
    assert "Cookie" in vary
    assert "Accept-Language" not in client.get(f"{ADDRESS}?lang=ar").headers.get("Vary", "")


def test_pages_of_the_staff_are_in_french_and_have_no_menu_of_languages(client):
    answer = client.get("/compte/connexion/?lang=ar", follow=True)
    assert _said(answer) == ("fr", "ltr")
    assert not _page(answer).select("a[href*='lang=']")
    note = _page(answer).select_one("main .note")
    assert (note["lang"], note["dir"]) == ("ar", "rtl")


def test_every_page_has_plain_links_to_the_others_and_keeps_the_address(client):
    page = _page(client.get(f"{ADDRESS}?ou=navette&lang=ar"))
    links = {a["href"]: (a["lang"], a.text) for a in page.select("nav a[hreflang]")}
    assert links[f"{ADDRESS}?ou=navette&lang=en"] == ("en", "English")
    assert links[f"{ADDRESS}?ou=navette&lang=fr"] == ("fr", "Français")
    assert f"{ADDRESS}?ou=navette&lang=ar" not in links
    assert len(links) == len(languages()) - 1


def test_a_translation_that_nobody_read_says_so(client, monkeypatch):
    said = "Translation not reviewed"
    assert said in client.get(f"{ADDRESS}?lang=en").text
    assert "Traduction non relue" not in client.get(ADDRESS).text


def test_what_a_language_lacks_is_said_in_french_with_a_mark():
    with said_in("ar"):
        assert (
            gettext("Une phrase jamais traduite") == f"{FSI}Une phrase jamais traduite{PDI}{MARK}"
        )
        assert gettext(gettext("Une phrase jamais traduite")).count(MARK) == 1
        assert str(gettext_lazy("Une autre")) == f"{FSI}Une autre{PDI}{MARK}"
        said = ngettext("%(n)d phrase neuve", "%(n)d phrases neuves", 3) % {"n": 3}
        assert said == f"{FSI}3 phrases neuves{PDI}{MARK}"
        assert gettext("Bonjour {qui}").format(qui="Ali") == f"{FSI}Bonjour Ali{PDI}{MARK}"
        source = '{% load i18n %}<i title="{% translate "Jamais dit" %}">'
        assert Template(source).render(Context()) == f'<i title="{FSI}Jamais dit{PDI}{MARK}">'
    assert gettext("Une phrase jamais traduite") == "Une phrase jamais traduite"


def test_words_of_django_itself_are_not_marked():
    for code in languages():
        with said_in(code):
            assert MARK not in gettext("This field is required."), code
    with said_in("en"):
        assert gettext("This field is required.") == "This field is required."
        assert gettext("Enter a valid email address.") == "Enter a valid email address."


def test_french_and_plain_french_are_never_marked():
    for code in ("fr", "fr-facile"):
        with said_in(code):
            assert gettext("Une phrase jamais traduite") == "Une phrase jamais traduite"
            assert ngettext("%(n)s lieu", "%(n)s lieux", 0) == "%(n)s lieu"


def test_a_mark_is_put_once_and_never_on_nothing():
    assert marked("") == ""
    assert marked(marked("Oui")) == marked("Oui")


def test_a_text_that_was_typed_says_that_it_is_french():
    source = Template("{{ nom|typed }}")
    context = Context({"nom": "Café <L’Ourdissoir>"})
    assert source.render(context) == "Café &lt;L’Ourdissoir&gt;"
    with said_in("ar"):
        shown = '<span lang="fr" dir="auto">Café &lt;L’Ourdissoir&gt;</span>'
        assert source.render(context) == shown
        known = Template("{{ words|typed }}").render(Context({"words": "Partout"}))
        assert known == "في كل مكان"


def test_a_request_leaves_no_language_behind(client):
    client.get(f"{ADDRESS}?lang=ar")
    assert translation.get_language() == "fr"


def test_a_language_that_lacks_too_much_is_not_offered(monkeypatch):
    monkeypatch.setattr(of_languages, "covered", lambda one: 0.94 if one.code == "tr" else 0.96)
    of_languages.offered.cache_clear()
    try:
        assert set(languages()) - set(of_languages.offered()) == {"tr"}
    finally:
        of_languages.offered.cache_clear()


def test_an_address_that_asks_too_much_is_refused_and_not_an_error(client):
    many = "&".join(f"a{n}=1" for n in range(2_000))
    assert client.get(f"/lieux/?{many}").status_code == 400


def test_the_six_numbers_of_arabic_are_in_the_order_of_cldr():
    """Break it: Babel's own rule takes the form of 100 for 12, and that of 12 for 100."""
    with said_in("ar"):
        found = [
            ngettext("il y a %(n)s\u00a0jour", "il y a %(n)s\u00a0jours", n) % {"n": n}
            for n in (0, 1, 2, 3, 12, 99, 100, 111)
        ]
    assert [words.replace("\u00a0", " ") for words in found] == [
        "اليوم", "منذ يوم واحد", "منذ يومين", "منذ 3 أيام",
        "منذ 12 يوما", "منذ 99 يوما", "منذ 100 يوم", "منذ 111 يوما",
    ]  # fmt: skip
