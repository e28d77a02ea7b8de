"""Whoever just arrived opens one page: five places, each once, the quarter first."""

import pytest
from bs4 import BeautifulSoup
from django.db import connection
from django.test.utils import CaptureQueriesContext

from maillage.apps.directory.tests.pages import forget_base
from maillage.apps.orientation.tests.test_orient import (
    ACCESS,
    ALONE,
    PARENTING,
    PROCEDURES,
    TOOLS,
    offer,
)

pytestmark = pytest.mark.django_db
PAGE = "/orientation/je-viens-d-arriver/"


def read(client, **asked):
    answer = client.get(PAGE, asked)
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser").main


def names(page):
    return [title.text for title in page.select("ol.places h2")]


@pytest.fixture
def town():
    offer("Mairie", PROCEDURES, modalites_accompagnement=[ALONE])
    offer("Écrivain public", PROCEDURES, uses=["letter_writing"])
    offer("Cyberespace", ACCESS, uses=["free_access"])
    offer("Médiathèque", TOOLS)
    offer("École ouverte", PARENTING)
    offer("Autre mairie", PROCEDURES)
    forget_base()


@pytest.mark.row("ORI-29")
def test_five_essential_places_each_once_with_a_person_to_call(client, town):
    page = read(client)
    assert set(names(page)) >= {"Cyberespace", "Médiathèque", "École ouverte", "Écrivain public"}
    assert len(names(page)) == len(set(names(page))) == 5
    assert len(page.select("ol.places a[href^='tel:']")) == 5
    # And whoever comes to work here has a part of the page.
    assert "Vous venez travailler ici" in page.text


def test_a_quarter_that_nobody_knows_is_said_and_the_town_is_shown(client, town):
    page = read(client, ou="Nulle part")
    assert "Nous ne connaissons pas ce nom" in page.text
    assert len(names(page)) == 5


def test_an_empty_base_gives_somebody_to_call(client):
    forget_base()
    page = read(client)
    assert "Aucun lieu n’est encore connu ici" in page.text
    assert page.select_one(".empty a[href^='tel:']")


def test_as_many_queries_for_one_place_as_for_five(client, town):
    read(client)
    with CaptureQueriesContext(
        connection,
    ) as five:
        read(client)
    assert len(five) < 20
