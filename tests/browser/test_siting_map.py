"""The map of siting that moves, in a browser: before, after, places with their numbers."""

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserType, Page, StorageState, expect

from tests.browser.conftest import Opener, signed_in
from tests.browser.on_map import settle_map
from tests.browser.site import Site
from tests.browser.test_every_page import check
from tests.browser.test_map import SOFTWARE_DRAWING
from tests.browser.test_zone_map import BOTH, CANVAS, DESKTOP, OPEN, opened

pytestmark = pytest.mark.browser
IMPLANT = "/pro/observatoire/implanter/?besoin=apprendre&genre=quarter&lieux=2"


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


def drawn_on(page: Page, layer: str, name: str) -> set[tuple[Any, Any]]:
    """Return what a layer really draws: each feature with one of its properties."""
    found: list[list[Any]] = page.evaluate(
        f"""() => document.querySelector("{CANVAS}").map
            .queryRenderedFeatures({{ layers: ["{layer}"] }})
            .map(({{ id, properties }}) => [id ?? null, properties["{name}"] ?? null])"""
    )
    return {(one, said) for one, said in found}


def test_it_goes_from_before_to_after_with_the_places_by_their_numbers(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP, reduced_motion="reduce")
    asked: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.goto(town.url + IMPLANT)
    assert not [url for url in asked if "maplibre" in url or "geojson" in url or ".pbf" in url]
    opened(page, town.url + IMPLANT)
    # One file for both states, of this site.
    assert len([url for url in asked if "geojson" in url]) == 1
    assert not [url for url in asked if not url.startswith((town.url, "data:", "blob:"))]
    for drawing in page.locator("figure.mapped svg.choro").all():
        expect(drawing).to_be_hidden()
    expect(page.locator(".of-drawing").first).to_be_hidden()
    expect(page.locator(".legend")).to_be_visible()
    features = page.evaluate(
        """async () => (await (await fetch(JSON.parse(
            document.querySelector(".live-map").dataset.setup).zones)).json()).features"""
    )
    zones = [one for one in features if "classe" in one["properties"] and one["geometry"]]
    now = page.get_by_role("button", name="Aujourd’hui")
    then = page.get_by_role("button", name="Avec ces lieux")
    expect(then).to_have_attribute("aria-pressed", "true")
    after = {(one["id"], one["properties"]["classe"]) for one in zones}
    before = {(one["id"], one["properties"]["classe_avant"]) for one in zones}
    assert len(after) > 3
    assert drawn_on(page, "zones", "classe") == after
    assert {number for _id, number in drawn_on(page, "sites", "numero")} == {1, 2}
    now.focus()
    page.keyboard.press("Enter")
    settle_map(page, CANVAS)
    expect(now).to_have_attribute("aria-pressed", "true")
    expect(then).to_have_attribute("aria-pressed", "false")
    assert drawn_on(page, "zones", "classe") == before
    assert drawn_on(page, "sites", "numero") == set()
    assert drawn_on(page, "there", "nature")


def test_places_and_zones_are_reached_without_a_mouse_and_said(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP, reduced_motion="reduce")
    opened(page, town.url + IMPLANT)
    card, said = page.locator("[data-part=card]"), page.locator("[data-part=said]")
    goal = page.get_by_label("Aller à un lieu ou à un territoire")
    chosen = page.locator("[aria-labelledby=choisis] li a")
    name = chosen.first.inner_text()
    goal.select_option(label=f"1. {name}")
    expect(card).to_contain_text("plus proche pour")
    expect(said).to_contain_text(f"1. {name}")
    expect(card.get_by_role("link", name="La page de ce lieu")).to_have_attribute(
        "href", chosen.first.get_attribute("href") or ""
    )
    expect(card.get_by_role("link", name="La page de ce territoire")).to_be_hidden()
    # Then zones, those that gain most first, as in the table.
    row = page.locator("tr[data-zone]").first
    page.get_by_role("button", name="Gagne moins").focus()
    page.keyboard.press("Enter")
    expect(card).to_contain_text(row.get_by_role("link").inner_text())
    expect(card).to_contain_text("avec ces lieux")
    expect(row).to_have_class("on")
    # The zone stays chosen from one state to the other; a place that is not there yet does not.
    page.get_by_role("button", name="Aujourd’hui").click()
    expect(card).to_contain_text(row.get_by_role("link").inner_text())
    page.get_by_role("button", name="Avec ces lieux").click()
    goal.select_option(label=f"1. {name}")
    page.get_by_role("button", name="Aujourd’hui").click()
    expect(card).to_be_hidden()
    expect(goal.locator("option", has_text=f"1. {name}")).to_have_count(0)
    page.locator(CANVAS).press("Escape")
    expect(page.locator("svg.choro").first).to_be_visible()
    expect(page.get_by_role("button", name=OPEN)).to_be_focused()


def test_two_choices_are_two_states_of_one_map(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP, reduced_motion="reduce")
    kept = "besoin=apprendre&genre=quarter&lieux=1".replace("=", "%3D").replace("&", "%26")
    opened(page, f"{town.url}{IMPLANT}&contre={kept}")
    assert {number for _id, number in drawn_on(page, "sites", "numero")} == {1, 2}
    page.get_by_role("button", name="Avec le choix gardé").click()
    settle_map(page, CANVAS)
    assert {number for _id, number in drawn_on(page, "sites", "numero")} == {1}


@BOTH
def test_open_it_has_no_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState, size: dict[str, int]
) -> None:
    page = open_page(storage_state=staff_state, viewport=size)
    opened(page, town.url + IMPLANT)
    page.get_by_role("button", name="Gagne moins").click()
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    check(page)
    for button in page.locator(".live-map button:visible").all():
        box = button.bounding_box()
        assert box
        assert box["height"] >= 44
    page.emulate_media(color_scheme="dark")
    settle_map(page, CANVAS)
    check(page)
    assert page.evaluate(f"document.querySelector('{CANVAS}').map.hasImage('site')")


def test_another_choice_than_the_one_drawn_is_not_shown(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP)
    other = IMPLANT.replace("lieux=2", "lieux=1").replace("implanter/", "implanter/tableau.geojson")
    page.context.route(
        "**/implanter/tableau.geojson*",
        lambda route: route.fulfill(response=page.request.get(town.url + other)),
    )
    page.goto(town.url + IMPLANT)
    page.get_by_role("button", name=OPEN).click()
    expect(page.locator("[data-part=said]")).to_contain_text("rechargez la page")
    expect(page.locator("svg.choro").first).to_be_visible()


def test_on_paper_and_without_a_script_there_are_the_drawings(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP)
    opened(page, town.url + IMPLANT)
    page.emulate_media(media="print")
    expect(page.locator("figure.mapped svg.choro")).to_have_count(2)
    for drawing in page.locator("figure.mapped svg.choro").all():
        expect(drawing).to_be_visible()
    expect(page.locator(".live-map")).to_be_hidden()
    plain = open_page(storage_state=staff_state, java_script_enabled=False)
    plain.goto(town.url + IMPLANT)
    expect(plain.locator("svg.choro").first).to_be_visible()
    expect(plain.get_by_role("button", name=OPEN)).to_have_count(0)
