"""Printing is a need of its own: found in the words of people, with what a page costs."""

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.queries.needs import NEEDS, need_in_words
from maillage.apps.directory.tests.factories import make_equipment, make_offer, make_place
from maillage.apps.directory.tests.pages import RESULTS, names, read, said

pytestmark = pytest.mark.django_db


@pytest.fixture
def town():
    """Five places: two print and one says the price; one may; two do not."""
    priced = make_place(nom="Médiathèque", print_price="10 centimes la page")
    make_equipment(priced, "printer", total=2)
    unpriced = make_place(nom="Boutique")
    make_equipment(unpriced, "printer", total=1)
    make_equipment(unpriced, "scanner", total=1)
    shop = make_place(nom="Papeterie", presentation_resume="Photocopies et fournitures.")
    make_equipment(shop, "tablet", total=0)
    computers = make_place(nom="Cyberbase")
    make_equipment(computers, "computer", total=4)
    nothing = make_place(nom="Guichet")
    make_equipment(nothing, "printer", total=0)
    make_offer(nothing, services=["Aide aux démarches administratives"])


def cards_of(response):
    """Return the words of each card, by the name of its place."""
    cards = read(response).select("ol.places > li")
    return {said(card.h3): [said(line) for line in card.select("ul.facts li")] for card in cards}


@pytest.mark.row("CHA-24")
@pytest.mark.parametrize(
    "words", ["imprimer", "Imprimer un papier", "impressions", "imprimante", "imprimer un document"]
)
def test_who_types_print_gets_places_and_prices(client, town, words):
    response = client.get(RESULTS, {"q": words})
    cards = cards_of(response)
    assert set(cards) == {"Médiathèque", "Boutique"}
    assert cards["Médiathèque"] == ["Impression : 10 centimes la page"]
    # Not a price that nobody said, and not silence either.
    assert cards["Boutique"] == ["1 imprimante, prix à demander", "1 scanner"]
    assert said(read(response).h1) == "Où imprimer un papier ?"


@pytest.mark.row("CHA-24")
def test_printing_is_on_the_first_page_and_leads_to_the_same_places(client, town):
    links = [a for a in read(client.get("/")).select("ul.needs a") if "mprimer" in said(a)]
    assert [said(a) for a in links] == ["Imprimer un papier"]
    assert list(cards_of(client.get(links[0]["href"]))) == names(
        client.get(RESULTS, {"q": "imprimer"})
    )


def test_a_photocopy_is_found_where_a_record_says_the_word_too(client, town):
    assert set(names(client.get(RESULTS, {"q": "photocopies"}))) == {
        "Médiathèque",
        "Boutique",
        "Papeterie",
    }


def test_a_scanner_is_asked_by_several_words(client, town):
    for words in ("scanner", "scanner des papiers", "numériser", "numérisation"):
        assert names(client.get(RESULTS, {"q": words})) == ["Boutique"], words


def test_a_place_with_computers_may_print_and_is_told_apart(client, town):
    page = client.get(RESULTS, {"q": "imprimer", "inconnus": "1"})
    assert "Cyberbase" in names(page)
    assert "Guichet" not in names(page)
    heading = BeautifulSoup(page.content, "html.parser").find(
        "h2", string=lambda text: text and "Peut-être" in text
    )
    assert "Cyberbase" in said(heading.find_next("ol"))


def test_who_says_a_price_prints(client):
    make_place(nom="Mairie", print_price="gratuit")
    assert names(client.get(RESULTS, {"q": "imprimer"})) == ["Mairie"]


def test_the_need_and_its_word_together_are_asked_once(client, town):
    both = client.get(RESULTS, {"q": "imprimer", "besoin": "imprimer"})
    assert set(names(both)) == {"Médiathèque", "Boutique"}


def test_other_words_still_narrow_the_search(client, town):
    assert names(client.get(RESULTS, {"q": "imprimer médiathèque"})) == ["Médiathèque"]


def test_printing_in_3d_or_two_needs_at_once_are_not_this_need():
    assert need_in_words("imprimante 3D") == (None, (), "imprimante 3D")
    assert need_in_words("imprimer et scanner")[0] is None
    assert need_in_words("école")[0] is None


def test_no_word_asks_for_two_needs():
    words = [word for need in NEEDS for word in need.words]
    assert len(words) == len(set(words))
