"""The head of a page: its other languages and its other face lead to what is shown now."""

from datetime import date
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from django.contrib.staticfiles import finders

from maillage.web.templatetags import maillage

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


def test_a_printed_page_says_of_which_day_it_speaks(client, monkeypatch):
    monkeypatch.setattr(maillage.timezone, "localdate", lambda: date(2026, 11, 22))
    page = BeautifulSoup(client.get("/accessibilite/").content, "html.parser")
    assert page.select_one("header .dated").text.startswith(
        "Page du dimanche 22\u00a0novembre 2026"
    )
    css = Path(finders.find("web/maillage.css")).read_text(encoding="utf-8")
    screen, _, paper = css.partition("@media print{")
    assert ".dated{display:none}" in screen
    assert ".dated{display:block" in paper
