"""Every page: headers, login by default, fragments, menus, the house's templates."""

import re
from dataclasses import dataclass
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup
from django.apps import apps
from django.http import HttpResponse
from django.template import Context, Template
from django.test import Client
from django.urls import include, path, reverse

from maillage.web.menu import Link, MenuEntry, grouped, menu_entries, menu_links
from maillage.web.pages import render_page, wants_fragment

PUBLIC = ["/composants/", "/accessibilite/", "/vos-donnees/"]


def private(request):
    return HttpResponse("for staff")


urlpatterns = [path("prive/", private), path("", include("maillage.config.urls"))]


@pytest.fixture(autouse=True)
def our_urls(settings):
    settings.ROOT_URLCONF = __name__


@pytest.mark.parametrize("address", PUBLIC)
def test_public_pages_ask_no_query_and_set_no_cookie(client, address):
    """Without the database mark, one query would fail the test."""
    answer = client.get(address)
    assert answer.status_code == 200
    assert not answer.cookies
    # The language may come from its own cookie; in an address that names it, nothing else counts.
    assert "Cookie" in answer.headers["Vary"]
    assert "Cookie" not in client.get(f"{address}?lang=fr").headers.get("Vary", "")


def test_a_page_asks_to_sign_in_unless_it_says_otherwise(client):
    answer = client.get("/prive/")
    assert answer.status_code == 302
    assert answer.headers["Location"] == "/compte/connexion/?next=/prive/"


def test_the_content_policy_has_no_exception(client):
    policy = client.get("/composants/").headers["Content-Security-Policy"]
    rules = dict(part.strip().split(" ", 1) for part in policy.split(";"))
    assert rules == {
        "default-src": "'self'",
        "style-src": "'self'",
        "img-src": "'self' data:",
        "frame-ancestors": "'none'",
        "form-action": "'self'",
        "base-uri": "'none'",
        "object-src": "'none'",
    }


def test_the_other_headers_protect_too(client):
    headers = client.get("/composants/").headers
    assert headers["Referrer-Policy"] == "same-origin"
    assert "geolocation=(self)" in headers["Permissions-Policy"]
    assert headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("address", [*PUBLIC, "/compte/connexion/", "/nulle-part/"])
@pytest.mark.django_db
def test_pages_have_their_landmarks_and_nothing_inline(client, address):
    page = BeautifulSoup(client.get(address).text, "html.parser")
    assert page.html["lang"] == "fr"
    assert len(page.find_all("h1")) == 1
    assert page.find("a", class_="skip")["href"] == "#contenu"
    assert page.find("main", id="contenu")
    assert "Ville de démonstration\u00a0: Clairmaille" in page.find("p", class_="demo").text
    assert not page.find_all(style=True)
    assert not page.find_all("style")
    assert not [s for s in page.find_all("script") if not s.get("src") or s.text.strip()]
    assert not [t for t in page.find_all() if any(a.startswith("on") for a in t.attrs)]
    ids = [t["id"] for t in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    titles = [int(t.name[1]) for t in page.find_all(re.compile(r"^h[1-6]$"))]
    assert all(after - before <= 1 for before, after in pairwise(titles))


@pytest.mark.parametrize("address", PUBLIC)
def test_resident_pages_name_a_person_to_ask(client, address):
    human = BeautifulSoup(client.get(address).text, "html.parser").find("aside", class_="human")
    assert "Accueil numérique de Clairmaille" in human.text
    assert "3 place du Rouet" in human.text
    assert "14\u00a0h à 17\u00a0h\u00a030" in human.text
    assert human.find("a", class_="tel")["href"] == "tel:+33199002100"


def test_a_town_that_exists_is_not_called_a_demonstration(client, settings):
    settings.SITE = settings.SITE | {"demo": False, "name": "Sainte-Bobine"}
    page = client.get("/vos-donnees/").text
    assert "démonstration" not in page
    assert "Sainte-Bobine" in page


def test_fonts_are_loaded_only_when_they_are_installed(client, settings):
    settings.STATICFILES_DIRS = []
    assert "fonts.css" not in client.get("/composants/").text
    settings.STATICFILES_DIRS = [("fonts", "/nowhere")]
    assert "fonts.css" in client.get("/composants/").text


def test_the_page_of_components_shows_every_pictogram_and_stays_out_of_searches(client):
    page = client.get("/composants/").text
    for name in ("wheelchair", "to-check", "make"):
        assert f"sprite.svg#{name}" in page
    assert '<meta name="robots" content="noindex">' in page


# ---------------------------------------------------------------- render_page


@dataclass(frozen=True)
class Note:
    kind: str
    title: str


def test_a_page_gets_the_fields_of_its_dataclass(rf):
    answer = render_page(rf.get("/"), Note("done", "Fait"), "web/_note.html").render()
    assert "Fait" in answer.text
    assert "Vary" not in answer.headers


@pytest.mark.parametrize(
    ("headers", "whole"),
    [
        ({}, True),
        ({"hx-request": "true"}, False),
        ({"hx-request": "true", "hx-history-restore-request": "true"}, True),
    ],
)
def test_one_address_answers_a_page_or_a_part_of_it(rf, headers, whole):
    request = rf.get("/", headers=headers)
    assert wants_fragment(request) is not whole
    answer = render_page(request, Note("done", "Fait"), "web/error.html", "web/_note.html")
    assert answer.template_name == ("web/error.html" if whole else "web/_note.html")
    assert answer.headers["Vary"] == "HX-Request, HX-History-Restore-Request"


def test_a_variable_that_a_template_does_not_get_is_a_fault():
    with pytest.raises(NameError, match="nowhere"):
        Template("{{ nowhere }}").render(Context())
    assert Template("{% if nowhere %}x{% endif %}").render(Context()) == ""


# ---------------------------------------------------------------- menus


@pytest.fixture
def declared(monkeypatch):
    """Entries declared by the common application, for one test."""
    entries = (
        MenuEntry("Plus tard", "web:components", order=90),
        MenuEntry("D’abord", "web:accessibility", order=10),
        MenuEntry("Ailleurs", "no:such-route"),
        MenuEntry("Au bureau", "web:personal_data", staff=True),
    )
    monkeypatch.setattr(apps.get_app_config("web"), "menu", entries, raising=False)
    menu_entries.cache_clear()
    yield
    menu_entries.cache_clear()


def test_the_menu_is_what_the_applications_declare_in_order(declared):
    labels = [label for label, _, _ in menu_entries("menu")]
    assert labels.index("D’abord") < labels.index("Plus tard")
    assert "Ailleurs" not in labels
    assert "Au bureau" not in labels
    assert "Au bureau" in [label for label, _, _ in menu_entries("staff_menu")]


def test_the_place_where_one_is_is_marked(declared, client):
    page = BeautifulSoup(client.get("/accessibilite/").text, "html.parser")
    current = page.find("nav", class_="menu").find_all(attrs={"aria-current": "page"})
    assert [link.text for link in current] == ["D’abord"]


def test_the_home_page_is_current_only_on_itself(monkeypatch):
    pairs = (("Accueil", "/", ""), ("Lieux", "/lieux/", ""))
    monkeypatch.setattr("maillage.web.menu.menu_entries", lambda menu: pairs)
    assert [link.current for link in menu_links("menu", "/lieux/3/")] == [False, True]
    assert [link.current for link in menu_links("menu", "/")] == [True, False]
    assert [link.current for link in menu_links("menu", "/ailleurs/")] == [False, False]


def test_entries_of_one_group_are_folded_where_the_first_stands_and_one_alone_is_not():
    links = (
        Link("Bureau", "/pro/", False),
        Link("Plan", "/pro/plan/", False, "Réseau"),
        Link("Ajouter", "/pro/ajouter/", False),
        Link("Outils", "/pro/outils/", True, "Réseau"),
        Link("Journal", "/pro/journal/", False, "Équipe"),
    )
    parts = grouped(links)
    assert [part.label for part in parts] == ["", "Réseau", "", ""]
    assert [link.label for link in parts[1].links] == ["Plan", "Outils"]
    assert [part.current for part in parts] == [False, True, False, False]


def test_the_footer_leads_to_what_one_may_ask(client):
    page = client.get("/accessibilite/").text
    for route in ("web:personal_data", "web:accessibility", "account_login"):
        assert f'href="{reverse(route)}"' in page


def test_browsers_that_ask_for_an_icon_by_habit_get_the_mark(client):
    assert client.get("/favicon.ico").headers["Location"] == "/static/web/mark.svg"


def test_a_method_that_a_page_does_not_know_is_refused():
    assert Client().post("/composants/").status_code == 405
