"""One need of the matrix of gaps on a map, in a browser: chosen, drawn, moving on request."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, StorageState, expect

from tests.browser.conftest import Opener, signed_in
from tests.browser.on_map import settle_map
from tests.browser.site import Site
from tests.browser.test_every_page import check, check_both_widths
from tests.browser.test_map import SOFTWARE_DRAWING
from tests.browser.test_zone_map import BOTH, CANVAS, DESKTOP, OPEN, drawn_on, opened

pytestmark = pytest.mark.browser
GAPS = "/pro/observatoire/manques/?genre=quarter"
MAP = f"{GAPS}&besoin=imprimer"


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


def test_without_a_script_a_need_is_chosen_and_drawn_with_its_table(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP, java_script_enabled=False)
    page.goto(town.url + GAPS)
    expect(page.locator("svg.choro")).to_have_count(0)
    page.get_by_label("Besoin", exact=True).select_option("imprimer")
    page.get_by_role("button", name="Montrer sur la carte").click()
    assert page.url.endswith("#carte")
    expect(page.locator("svg.choro")).to_be_visible()
    expect(page.get_by_label("Besoin", exact=True)).to_have_value("imprimer")
    expect(page.get_by_label("Par", exact=True)).to_have_value("quarter")
    expect(page.get_by_role("button", name=OPEN)).to_have_count(0)
    assert page.locator("tr[data-zone]").count() > 3
    # Another distance keeps the map.
    page.get_by_label("À pied, en moins de").select_option("5")
    page.get_by_role("button", name="Montrer", exact=True).click()
    expect(page.locator("svg.choro")).to_be_visible()
    lead = page.locator("section[aria-labelledby=carte] .lead")
    expect(lead).to_contain_text("à moins de 5 minutes")


def test_on_request_it_moves_and_says_zone_by_zone_what_the_table_says(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP, reduced_motion="reduce")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(town.url + MAP)
    assert not [url for url in asked if "maplibre" in url or "geojson" in url or ".pbf" in url]
    opened(page, town.url + MAP)
    assert not [url for url in asked if not url.startswith((town.url, "data:", "blob:"))]
    expect(page.locator("svg.choro")).to_be_hidden()
    features = page.evaluate(
        """async () => (await (await fetch(JSON.parse(
            document.querySelector(".live-map").dataset.setup).zones)).json()).features"""
    )
    wanted = {str(one["id"]): one["properties"]["classe"] for one in features if one["geometry"]}
    assert len(wanted) > 3
    assert drawn_on(page) == wanted
    card, rows = page.locator("[data-part=card]"), page.locator("tr[data-zone]")
    known = [n for n, one in enumerate(features) if one["properties"]["classe"] is not None]
    if known:
        page.get_by_role("button", name="Mieux servi").focus()
        page.keyboard.press("Enter")
    else:
        page.get_by_label("Aller à un territoire").select_option(index=1)
    row = page.locator("tr.on")
    expect(card).to_contain_text(row.get_by_role("link").inner_text())
    expect(card).to_contain_text(row.locator(".cover").inner_text())
    expect(page.locator("[data-part=said]")).to_contain_text(row.locator(".cover").inner_text())
    assert rows.count() == len(features)
    page.keyboard.press("Escape")
    page.locator(CANVAS).press("Escape")
    expect(page.locator("svg.choro")).to_be_visible()
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()
    page.emulate_media(media="print")
    expect(page.locator(".live-map")).to_be_hidden()


@BOTH
def test_open_it_has_no_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState, size: dict[str, int]
) -> None:
    page = open_page(storage_state=staff_state, viewport=size)
    opened(page, town.url + MAP)
    page.get_by_label("Aller à un territoire").select_option(index=1)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    check(page)
    page.emulate_media(color_scheme="dark")
    settle_map(page, CANVAS)
    check(page)


def test_closed_it_has_no_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP)
    page.goto(town.url + MAP)
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    check_both_widths(page)
