"""The first page: what do you want to do, and where?"""

import pytest
from bs4 import BeautifulSoup
from django.urls import reverse
from django.utils.text import slugify

from maillage.apps.directory.queries import NEEDS
from maillage.apps.directory.tests.factories import make_offer, make_place
from maillage.apps.territories.actions import load_zones
from maillage.apps.territories.queries import ZoneStatement, get_zone

pytestmark = pytest.mark.django_db
FRONT = "/"


def read(client):
    response = client.get(FRONT)
    assert response.status_code == 200
    assert not response.cookies
    return BeautifulSoup(response.content, "html.parser")


def words(tag):
    return " ".join(tag.get_text(" ").split())


def add_town(code, nom, quarters):
    """Load a commune and its quarters, with one place in each."""
    statements = [ZoneStatement(kind="commune", code=code, nom=nom, slug=nom.lower(), values={})]
    for quarter in quarters:
        statements.append(
            ZoneStatement(
                kind="quarter",
                code=f"{code}-{quarter}",
                nom=quarter,
                slug=slugify(f"{quarter}-{nom}"),
                parent=("commune", code),
                values={},
            )
        )
    load_zones(statements)
    commune = get_zone(nom.lower())
    for quarter in quarters:
        make_place(commune_zone=commune, quarter_zone=get_zone(slugify(f"{quarter}-{nom}")))


def test_an_empty_base_still_asks_the_question_and_names_a_person(client):
    page = read(client)
    assert "voulez-vous" in words(page.h1)
    assert page.select_one("aside.human a[href^='tel:']")
    assert page.select_one("input#ou")


def test_each_need_is_a_picture_with_words_that_leads_to_its_question(client):
    page = read(client)
    links = page.select(".needs a")
    assert [words(link) for link in links] == [str(need.label) for need in NEEDS]
    assert all(link.select_one("svg[aria-hidden=true] use") for link in links)
    # Twelve at once, the others folded: a choice of twenty is no choice.
    assert len(page.select("details .needs a")) == len(NEEDS) - 12
    for link, need in zip(links, NEEDS, strict=True):
        answer = BeautifulSoup(client.get(link["href"]).content, "html.parser")
        assert words(answer.h1) == str(need.question)


def test_the_quarters_of_one_town_are_a_list_to_choose_from(client):
    add_town("59999", "Clairmaille", ["Centre", "Filature"])
    page = read(client)
    assert [words(o) for o in page.select("select#ou option")] == ["Partout", "Centre", "Filature"]
    links = page.select(".facts a[href^='/q/']")
    assert [words(link.parent) for link in links] == ["Centre 1 lieu", "Filature 1 lieu"]
    assert all(client.get(link["href"]).status_code == 200 for link in links)


def test_two_quarters_of_one_name_are_told_apart(client):
    add_town("59999", "Clairmaille", ["Centre"])
    add_town("59998", "Fuseau", ["Centre"])
    page = read(client)
    named = ["Centre (Clairmaille)", "Centre (Fuseau)"]
    assert [words(a) for a in page.select(".facts a[href^='/q/']")] == named
    assert set(named) < {words(option) for option in page.select("select#ou option")}


def test_a_region_asks_for_a_name_rather_than_for_a_choice_in_a_long_list(client):
    add_town("59999", "Clairmaille", [f"Quartier {number:02}" for number in range(41)])
    page = read(client)
    assert page.select_one("select#ou") is None
    assert page.select_one("label[for=ou]")
    assert page.select_one("input#ou")["name"] == "ou"


def test_the_form_goes_to_the_search_without_javascript(client):
    make_offer(make_place(nom="Maison du Liseron"))
    form = read(client).select_one("form[role=search]")
    assert (form["method"], form["action"]) == ("get", reverse("directory:results"))
    # "Près de moi" shows only where a script can answer, and sends nothing when it did not.
    assert form.select_one("button[data-near]").has_attr("hidden")
    assert all(field.has_attr("disabled") for field in form.select("input[type=hidden]"))
    answer = client.get(form["action"], {"q": "liseron", "ou": ""})
    assert "Maison du Liseron" in answer.content.decode()


def test_the_first_page_costs_the_same_queries_for_a_town_and_for_a_hamlet(
    client, django_assert_num_queries, monkeypatch
):
    add_town("59999", "Clairmaille", ["Centre"])
    client.get(FRONT)  # the names of the quarters are read once by state of the base
    # The tile of the agenda asks one more: what comes soon is never kept from one visit to another.
    with django_assert_num_queries(2):
        client.get(FRONT)
    add_town("59998", "Fuseau", [f"Quartier {number}" for number in range(20)])
    client.get(FRONT)
    with django_assert_num_queries(2):
        client.get(FRONT)
    # Without what other modules say, as many as ever.
    monkeypatch.setattr("maillage.apps.home.views.front.fill", lambda _slot, ids: {ids[0]: ()})
    with django_assert_num_queries(1):
        client.get(FRONT)


def test_the_first_page_is_only_read(client):
    assert client.post(FRONT).status_code == 405
    head = client.head(FRONT)
    assert (head.status_code, head.content) == (200, b"")
