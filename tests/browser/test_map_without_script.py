"""The map on an old telephone: no script, a poor connection, paper; and nobody else is asked."""

import gzip
import re

import pytest
from playwright.sync_api import Page, Response, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site
from tests.browser.test_every_page import DESKTOP, PHONE, PUBLIC, address, read


def listed(page: Page) -> dict[str, str]:
    """Return {number: name} of the list."""
    lines = page.locator("ol.places > li").all()
    return {
        (line.get_attribute("id") or "").removeprefix("l"): line.locator("h3").inner_text()
        for line in lines
    }


def drawn(page: Page) -> dict[str, str]:
    """Return {number: name} of the markers of the drawing."""
    names = [a.get_attribute("aria-label") or "" for a in page.locator("#carte svg a").all()]
    said = [one for name in names for one in name.split("; ") if ". " in one]
    return dict(one.split(". ", 1) for one in said)


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["telephone", "desktop"])
@pytest.mark.parametrize("query", ["besoin=imprimer", "besoin=demarche&ou=la-filature", "q=centre"])
def test_list_drawing_and_paper_show_the_same_places(
    open_page: Opener, town: Site, window: dict[str, int], query: str
) -> None:
    page = open_page(viewport=window, java_script_enabled=False)
    page.goto(f"{town.url}/lieux/?{query}")
    places, markers = listed(page), drawn(page)
    assert places
    assert markers.items() <= places.items(), "a marker bears the number and the name of its line"
    legend = page.locator("#carte > p").inner_text()
    missing = len(places) - len(markers)
    named_by_number = "et " in " ".join(
        a.get_attribute("aria-label") or "" for a in page.locator("#carte svg a").all()
    )
    assert missing == 0 or named_by_number or f"{missing} lieu" in legend
    page.emulate_media(media="print")
    expect(page.locator("#carte > svg")).to_be_visible()
    expect(page.locator("#carte nav")).to_be_hidden()
    for name in places.values():
        expect(page.locator("ol.places").get_by_text(name).first).to_be_visible()


def test_one_looks_closer_moves_and_comes_back_with_plain_links(
    open_page: Opener, town: Site
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto(f"{town.url}/lieux/?besoin=imprimer")
    places, first = listed(page), drawn(page)
    page.get_by_role("link", name="Plus près").click()
    assert page.url.endswith("#carte")
    assert listed(page) == places
    assert drawn(page) != first
    page.get_by_role("link", name="Nord").click()
    page.get_by_role("link", name="Tout voir").click()
    assert drawn(page) == first
    # A marker is a link that a finger reaches, to the page of its place.
    marker = page.locator("#carte svg a", has=page.locator("circle.pin")).first
    name = (marker.get_attribute("aria-label") or "").partition(". ")[2]
    box = marker.bounding_box()
    assert box is not None
    assert min(box["width"], box["height"]) >= 24
    page.goto(f"{town.url}{marker.get_attribute('href')}")
    expect(page.get_by_role("heading", level=1)).to_have_text(name)
    expect(page.locator("#carte > svg")).to_be_visible()


def test_a_keyboard_reaches_the_markers_and_a_screen_reader_their_names(
    open_page: Opener, town: Site
) -> None:
    page = open_page(viewport=DESKTOP, java_script_enabled=False)
    page.goto(f"{town.url}/lieux/?besoin=imprimer")
    drawing = page.get_by_role("group", name=re.compile("^Carte : "))
    assert drawing.count() == 1
    links = drawing.get_by_role("link").all()
    assert links
    links[0].focus()
    assert page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.closest('#carte') !== null")


@pytest.mark.row("GOV-06")
def test_from_the_first_page_to_a_place_in_less_than_a_hundred_kilobytes(
    open_page: Opener, town: Site
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    bodies: dict[str, int] = {}

    def weigh(response: Response) -> None:
        body = response.body() if response.ok else b""
        packed = response.headers.get("content-type", "").startswith("font/")
        bodies[response.url] = len(body) if packed else len(gzip.compress(body, 6))

    page.on("response", weigh)
    page.goto(town.url)
    page.goto(f"{town.url}/lieux/?besoin=imprimer&ou=la-filature")
    page.locator("ol.places h3 a").first.click()
    page.wait_for_load_state("networkidle")
    assert len(bodies) >= 4
    assert sum(bodies.values()) <= 100_000, bodies


@pytest.mark.parametrize("name", ["results", "results near a quarter", "a quarter", "a place"])
def test_a_page_its_style_and_its_drawing_weigh_less_than_thirty_kilobytes(
    town: Site, name: str
) -> None:
    html = read(address(town, PUBLIC[name]))
    drawing = re.search(rb"<svg[^>]*viewBox.*?</svg>", html[html.find(b'id="carte"') :], re.DOTALL)
    assert drawing
    assert len(gzip.compress(drawing[0])) <= 10_000
    style = re.findall(rb'<link rel="stylesheet" href="([^"]+)"', html)
    weights = [
        len(gzip.compress(body))
        for body in [html, *(read(town.url + href.decode()) for href in style)]
    ]
    assert sum(weights) <= 30_000, weights


@pytest.mark.row("GOV-05")
@pytest.mark.parametrize("scripted", [True, False], ids=["with a script", "without"])
def test_no_page_of_residents_asks_anything_elsewhere(
    open_page: Opener, town: Site, scripted: bool
) -> None:
    asked: list[str] = []
    page = open_page(java_script_enabled=scripted)
    page.on("request", lambda request: asked.append(request.url))
    for path in PUBLIC.values():
        page.goto(address(town, path), wait_until="networkidle")
    assert len(asked) > len(PUBLIC)
    assert {url for url in asked if not url.startswith((town.url, "data:"))} == set()
    page.goto(f"{town.url}/vos-donnees/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("gardons")
