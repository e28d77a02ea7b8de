"""The map of figures that moves, in a browser: on request, the same as the drawing, and undone."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, StorageState, expect

from tests.browser.conftest import Opener, signed_in
from tests.browser.on_map import settle_map
from tests.browser.site import Site
from tests.browser.test_every_page import check
from tests.browser.test_map import SOFTWARE_DRAWING

pytestmark = pytest.mark.browser
PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
BOTH = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
MAP = "/pro/observatoire/cartes/?genre=quarter"
CANVAS = ".live-map [data-part=canvas]"
OPEN = re.compile("^Carte interactive$")


@pytest.fixture(scope="module")
def browser(
    browser_type: BrowserType, browser_type_launch_args: dict[str, Any]
) -> Iterator[Browser]:
    """A browser that draws, in place of the one of the other tests."""
    arguments = [a for a in browser_type_launch_args["args"] if a != "--disable-gpu"]
    launched = browser_type.launch(
        **browser_type_launch_args | {"args": [*arguments, *SOFTWARE_DRAWING]}
    )
    yield launched
    launched.close()


@pytest.fixture(scope="module")
def staff_state(town: Site, browser: Browser) -> StorageState:
    """The cookies of who coordinates, by the browser of this file."""
    return signed_in(town, browser)


def opened(page: Page, url: str) -> None:
    """Open the page, ask for the map and wait until it is drawn."""
    page.goto(url)
    page.get_by_role("button", name=OPEN).click()
    page.wait_for_selector(".live-map[data-ready]", state="attached")
    settle_map(page, CANVAS)


def drawn_on(page: Page) -> dict[str, Any]:
    """Return the class of each zone that the map really draws, by number of zone."""
    found: list[list[Any]] = page.evaluate(
        f"""() => document.querySelector("{CANVAS}").map
            .queryRenderedFeatures({{ layers: ["zones"] }})
            .map(({{ id, properties }}) => [id, properties.classe ?? null])"""
    )
    return {str(number): level for number, level in found}


def test_it_comes_on_request_and_draws_each_zone_in_its_class(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP, reduced_motion="reduce")
    asked: list[str] = []
    broken: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.add_init_script(
        """addEventListener("securitypolicyviolation",
            (event) => console.warn("Content Security", event.blockedURI))"""
    )
    page.on("console", lambda m: broken.append(m.text) if "Content Security" in m.text else None)
    page.goto(town.url + MAP)
    assert not [url for url in asked if "maplibre" in url or "geojson" in url or ".pbf" in url]
    opened(page, town.url + MAP)
    assert [url for url in asked if "geojson" in url]
    assert not [url for url in asked if not url.startswith((town.url, "data:", "blob:"))]
    assert not broken
    expect(page.locator("svg.choro")).to_be_hidden()
    expect(page.locator(".legend")).to_be_visible()
    features = page.evaluate(
        """async () => (await (await fetch(JSON.parse(
            document.querySelector(".live-map").dataset.setup).zones)).json()).features"""
    )
    wanted = {str(one["id"]): one["properties"]["classe"] for one in features if one["geometry"]}
    assert len(wanted) > 3
    assert drawn_on(page) == wanted


def test_zones_are_reached_without_a_mouse_and_said(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP, reduced_motion="reduce")
    opened(page, town.url + MAP)
    expect(page.locator(f"{CANVAS} canvas")).to_be_focused()
    said, card = page.locator("[data-part=said]"), page.locator("[data-part=card]")
    expect(card).to_be_hidden()
    rows = page.locator("tr[data-zone]")
    names = [rows.nth(n).locator("th").inner_text() for n in range(2)]
    value = rows.first.locator("td.num").nth(1).inner_text()
    lower = page.get_by_role("button", name="Valeur plus basse")
    lower.focus()
    page.keyboard.press("Enter")
    expect(card).to_contain_text(names[0])
    expect(card).to_contain_text(value)
    expect(said).to_contain_text(f"{names[0]} :")
    expect(rows.first).to_have_class("on")
    page.keyboard.press("Enter")
    expect(said).to_contain_text(f"{names[1]} :")
    expect(page.get_by_label("Aller à un territoire")).to_have_value(
        rows.nth(1).get_attribute("data-zone") or ""
    )
    page.get_by_label("Aller à un territoire").select_option(label=names[0])
    expect(card.get_by_role("link", name="La page de ce territoire")).to_have_attribute(
        "href", rows.first.locator("th a").get_attribute("href") or ""
    )
    # Escape leaves the zone, then the map, and gives the drawing back where one was.
    page.keyboard.press("Escape")
    expect(card).to_be_hidden()
    page.keyboard.press("Escape")
    expect(page.locator("svg.choro")).to_be_visible()
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()
    # And it can be asked for again.
    page.keyboard.press("Enter")
    page.wait_for_selector(".live-map[data-ready]", state="attached")
    page.get_by_role("button", name="Revenir à la carte simple").click()
    expect(page.locator(CANVAS)).to_be_hidden()


def test_the_table_and_the_map_answer_one_another(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP, reduced_motion="reduce")
    opened(page, town.url + MAP)
    row = page.locator("tr[data-zone]").first
    number = row.get_attribute("data-zone")
    state = f"""() => document.querySelector("{CANVAS}").map
        .getFeatureState({{ source: "zones", id: {number} }})"""
    row.get_by_role("link").focus()
    assert page.evaluate(state) == {"lit": True}
    page.locator("h1").click()
    row.get_by_role("link").blur()
    assert page.evaluate(state) == {"lit": False}
    # A click on the zone says it.
    at = page.evaluate(
        f"""() => {{
            const {{ map }} = document.querySelector("{CANVAS}");
            const found = map.getStyle().sources.names.data.features
                .find(({{ id }}) => id === {number});
            const {{ x, y }} = map.project(found.geometry.coordinates);
            const box = map.getCanvas().getBoundingClientRect();
            return [box.x + x, box.y + y];
        }}"""
    )
    page.mouse.click(*at)
    expect(page.locator("[data-part=card]")).to_contain_text(row.locator("th").inner_text())
    assert page.evaluate(state)["on"] is True


@BOTH
def test_open_it_has_no_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState, size: dict[str, int]
) -> None:
    page = open_page(storage_state=staff_state, viewport=size)
    opened(page, town.url + MAP)
    page.get_by_role("button", name="Valeur plus basse").click()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    check(page)
    wide = page.evaluate("document.documentElement.scrollWidth")
    assert wide <= size["width"]
    for button in page.locator(".live-map button:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
    page.emulate_media(color_scheme="dark")
    settle_map(page, CANVAS)
    check(page)
    # The patterns are there at night too.
    assert page.evaluate(f"document.querySelector('{CANVAS}').map.hasImage('c5')")


def test_on_paper_it_is_the_drawing(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP)
    opened(page, town.url + MAP)
    page.emulate_media(media="print")
    expect(page.locator("svg.choro")).to_be_visible()
    expect(page.locator(".live-map")).to_be_hidden()


def test_where_it_cannot_be_drawn_a_sentence_says_so(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(town.url + MAP)
    page.get_by_role("button", name=OPEN).click()
    expect(page.locator("[data-part=said]")).to_contain_text("ne sait pas dessiner")
    expect(page.locator("svg.choro")).to_be_visible()
    assert not [url for url in asked if "maplibre" in url]
    check(page)


@pytest.mark.parametrize("lost", [r"maplibre-gl\.[^/]*mjs", r"\.geojson", r"live_map[^/]*css"])
def test_what_does_not_come_leaves_the_drawing(
    open_page: Opener, town: Site, staff_state: StorageState, lost: str
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP)
    page.context.route(re.compile(lost), lambda route: route.abort())
    page.goto(town.url + MAP)
    page.get_by_role("button", name=OPEN).click()
    expect(page.locator("[data-part=said]")).to_contain_text("n’est pas arrivée")
    expect(page.locator("svg.choro")).to_be_visible()
    expect(page.locator(CANVAS)).to_be_hidden()
    # The button stays: the network may come back.
    page.context.unroute_all()
    page.get_by_role("button", name=OPEN).click()
    page.wait_for_selector(".live-map[data-ready]", state="attached")


def test_without_a_script_there_is_the_drawing_alone(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, java_script_enabled=False)
    page.goto(town.url + MAP)
    expect(page.locator("svg.choro")).to_be_visible()
    expect(page.get_by_role("button", name=OPEN)).to_have_count(0)
