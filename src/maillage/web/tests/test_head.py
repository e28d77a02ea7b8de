"""The head of a page: its other languages and its other face lead to what is shown now."""

import pytest
from bs4 import BeautifulSoup

pytestmark = pytest.mark.django_db


def ways(page):
    """Return the addresses of the other languages and of the other face of a page."""
    languages = [link["href"] for link in page.select("#langues a")]
    return languages, page.select_one("#images")["href"]


@pytest.mark.parametrize("address", ["/lieux/", "/carte/"])
def test_after_a_search_the_languages_lead_to_that_search(client, address):
    asked = {"besoin": "imprimer"}
    whole = BeautifulSoup(client.get(address, asked).content, "html.parser")
    sent = client.get(address, asked, headers={"HX-Request": "true"})
    part = BeautifulSoup(sent.content, "html.parser")
    assert part.main is None
    [languages] = part.select("#langues")
    assert languages["hx-swap-oob"] == "true"
    links = [link["href"] for link in languages.select("a")]
    assert len(links) > 5
    assert all("besoin=imprimer" in link for link in links)
    assert links == [link["href"] for link in whole.select("#langues a")]
    assert not whole.select("[hx-swap-oob]")
    if whole.select("#images"):
        assert ways(part) == ways(whole)
    # Before: a link of the page from which one searched.
    before = BeautifulSoup(client.get(address).content, "html.parser")
    assert not any("besoin" in link["href"] for link in before.select("#langues a"))
