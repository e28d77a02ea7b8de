"""The interactive map in a browser: the same places as the list, and nothing asked elsewhere."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest
from playwright.sync_api import Browser, BrowserType, expect

from tests.browser.base_map import write_base_map
from tests.browser.conftest import Opener
from tests.browser.on_map import (
    n_on_map,
    numbers,
    on_map,
    on_pages,
    open_map,
    settle,
)
from tests.browser.site import OTHER_TOWN_CENTRE, Site, fill_town, prepared_once, served
from tests.browser.test_every_page import check

pytestmark = pytest.mark.browser
PHONE, DESKTOP = {"width": 360, "height": 780}, {"width": 1280, "height": 900}
BOTH = pytest.mark.parametrize("size", [PHONE, DESKTOP], ids=["phone", "desktop"])
# WebGL drawn by the processor: what a machine without a graphics card, and root, can do.
SOFTWARE_DRAWING = [
    "--use-angle=swiftshader",
    "--enable-unsafe-swiftshader",
    "--ignore-gpu-blocklist",
]


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


QUERIES = [
    "",
    "?besoin=imprimer",
    "?ou=la-filature",
    "?q=fuseau",
    "?avec=cost:Gratuit&inconnus=1",
    "?cadre=50.39,3.39,50.41,3.41",
    "?q=zzzz",
]


SEEN = [(query, DESKTOP) for query in QUERIES] + [(query, PHONE) for query in QUERIES[1:3]]


@pytest.mark.parametrize(
    ("query", "size"), SEEN, ids=[f"{size['width']} px {query}" for query, size in SEEN]
)
def test_list_results_and_map_show_the_same_places(
    open_page: Opener, town: Site, query: str, size: dict[str, int]
) -> None:
    page = open_page(viewport=size, reduced_motion="reduce")
    of_results, _ = on_pages(page, f"{town.url}/lieux/{query}")
    of_map, _ = on_pages(page, f"{town.url}/carte/{query}")
    assert of_map == of_results
    open_map(page, f"{town.url}/carte/{query}")
    setup = json.loads(page.locator("#carte-donnees").get_attribute("data-drawn") or "")
    first_page = numbers(page, "ol.places h3 a")
    placed = {point["id"] for point in setup["points"]}
    assert placed <= set(first_page)
    # Places without position are counted in words, and are nowhere on the map.
    nowhere = page.get_by_text("sur la carte : nous ne savons pas")
    n_nowhere = int(nowhere.inner_text().split()[0]) if nowhere.count() else 0
    assert n_on_map(page) == len(of_results) - n_nowhere
    if size == DESKTOP:  # the tiles are the same ones
        found = on_map(page)
        assert len(found) == len(of_results) - n_nowhere
        assert found <= set(of_results)


def test_nothing_is_asked_of_another_site_and_the_policy_is_never_broken(
    open_page: Opener, town: Site
) -> None:
    page = open_page(viewport=DESKTOP)
    asked: list[str] = []
    broken: list[str] = []
    page.context.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda m: broken.append(m.text) if "Content Security" in m.text else None)
    page.add_init_script(
        """addEventListener("securitypolicyviolation",
            (event) => console.warn("Content Security", event.blockedURI))"""
    )
    open_map(page, f"{town.url}/carte/?q=fuseau")
    for zoom in (6, 10, 15):
        page.evaluate(f"document.getElementById('carte').map.jumpTo({{ zoom: {zoom} }})")
        settle(page)
    names = [urlsplit(url).path for url in asked]
    assert any(name.endswith(".pbf") for name in names)
    assert any("maplibre-gl-worker" in name for name in names)
    outside = [url for url in asked if not url.startswith((town.url, "data:", "blob:"))]
    assert not outside
    assert not broken


def test_the_list_and_the_map_answer_one_another(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=DESKTOP, reduced_motion="reduce")
    open_map(page, f"{town.url}/carte/?ou=la-filature")
    second = page.locator("#l2")
    second.get_by_role("link").first.focus()
    lit = page.locator(".disc.on")
    expect(lit).to_have_count(1)
    assert second.get_attribute("data-place") in (lit.get_attribute("data-places") or "").split()
    alone = page.locator(".disc").filter(has_text=re.compile(r"^\d+$")).last
    number = alone.inner_text()
    alone.dispatch_event("click")
    expect(page.locator(f"#l{number}")).to_be_focused()
    expect(page.locator(f"#l{number}")).to_be_in_viewport()


def test_another_place_of_the_map_shows_its_card(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=DESKTOP, reduced_motion="reduce")
    open_map(page, f"{town.url}/carte/?q=fuseau")
    latitude, longitude = OTHER_TOWN_CENTRE
    # The fortieth of a line of places: on the third page of the list.
    at = [longitude, round(latitude - 0.01 + 40 * 0.0004, 4)]
    page.evaluate("at => document.getElementById('carte').map.jumpTo({ center: at, zoom: 17 })", at)
    settle(page)
    box = page.locator("#carte").bounding_box()
    assert box
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    card = page.locator("#lieu-choisi")
    expect(card).to_be_focused()
    expect(card.get_by_role("link", name="Point Fuseau 40")).to_be_visible()
    expect(card).to_contain_text("01 99 00 22 40")


def test_moving_is_written_in_the_address_and_searches_again_on_request(
    open_page: Opener, town: Site
) -> None:
    page = open_page(viewport=DESKTOP, reduced_motion="reduce")
    open_map(page, f"{town.url}/carte/?q=fuseau&ou=fuseau-sur-lys")
    before = page.url
    page.locator("#carte canvas").focus()
    for _ in range(3):
        page.keyboard.press("ArrowUp")
    page.keyboard.press("+")
    page.wait_for_url(lambda url: url != before)
    settle(page)
    place = re.search(r"#carte=([\d.]+)/([\d.]+)/([\d.]+)$", page.url)
    assert place
    # Someone else opens the same address and sees the same part.
    other = open_page(viewport=DESKTOP, reduced_motion="reduce")
    open_map(other, page.url)
    centre = other.evaluate("document.getElementById('carte').map.getCenter().toArray()")
    assert centre == pytest.approx([float(place[3]), float(place[2])], abs=1e-4)
    page.get_by_role("button", name="Chercher dans cette zone").click()
    page.wait_for_url(re.compile(r"[?&]cadre="))
    settle(page)
    asked = parse_qs(urlsplit(page.url).query)
    south, west, north, east = (float(side) for side in asked["cadre"][0].split(","))
    assert "ou" not in asked
    listed, _ = on_pages(other, f"{town.url}/lieux/?{urlsplit(page.url).query}")
    points = page.evaluate(
        "JSON.parse(document.getElementById('carte-donnees').dataset.drawn).points"
    )
    assert 0 < len(points) <= len(listed)
    for point in points:
        assert south <= point["at"][1] <= north
        assert west <= point["at"][0] <= east
    expect(page.get_by_text("dans la partie de la carte que vous avez choisie")).to_be_visible()


def test_a_filter_changes_list_and_map_without_leaving(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=DESKTOP, reduced_motion="reduce")
    open_map(page, f"{town.url}/carte/")
    page.evaluate("window.still = true")
    page.get_by_label("Ce que vous voulez faire").select_option("imprimer")
    page.get_by_role("button", name="Chercher", exact=True).click()
    page.wait_for_url(re.compile(r"/carte/\?.*besoin=imprimer"))
    settle(page)
    assert page.evaluate("window.still")
    discs = page.locator(".disc").evaluate_all(
        "all => all.flatMap((d) => d.dataset.places.split(' '))"
    )
    points = page.evaluate(
        "JSON.parse(document.getElementById('carte-donnees').dataset.drawn).points"
    )
    assert sorted(discs) == sorted(point["id"] for point in points)
    page.go_back()
    page.wait_for_selector("#carte[data-ready]", state="attached")
    assert "besoin=imprimer" not in page.url


@BOTH
def test_the_map_has_words_controls_and_no_fault_that_axe_sees(
    open_page: Opener, town: Site, size: dict[str, int]
) -> None:
    page = open_page(viewport=size)
    open_map(page, f"{town.url}/carte/?ou=la-filature")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    check(page)
    region = page.get_by_role("region", name=re.compile("Carte des lieux"))
    expect(region).to_have_attribute("tabindex", "0")
    expect(page.get_by_role("button", name="Plus près")).to_be_visible()
    expect(page.locator("#carte-compte")).to_have_text(re.compile(r"lieux? dans cette partie"))
    page.emulate_media(color_scheme="dark")
    settle(page)
    check(page)


def test_arrows_move_the_map_and_the_count_follows(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=DESKTOP, reduced_motion="reduce")
    open_map(page, f"{town.url}/carte/?q=fuseau")
    expect(page.locator("#carte-compte")).to_have_attribute("data-n", re.compile(r"^[2-4]\d$"))
    page.locator("#carte canvas").focus()
    for _ in range(30):
        page.keyboard.press("ArrowLeft")
    settle(page)
    expect(page.locator("#carte-compte")).to_have_text("Aucun lieu dans cette partie de la carte.")


def test_my_position_stays_in_the_device(open_page: Opener, town: Site) -> None:
    page = open_page(
        viewport=DESKTOP,
        reduced_motion="reduce",
        permissions=["geolocation"],
        geolocation={"latitude": 50.300444, "longitude": 3.200777},
    )
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    open_map(page, f"{town.url}/carte/")
    page.get_by_role("button", name="Ma position").click()
    expect(page.get_by_role("img", name="Vous êtes ici")).to_be_attached()
    settle(page)
    centre = page.evaluate("document.getElementById('carte').map.getCenter().toArray()")
    assert centre == pytest.approx([3.201, 50.3], abs=1e-6)
    assert not [url for url in asked if "50.300" in url or "latitude" in url]


def test_layers_are_switched_by_boxes(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=DESKTOP, reduced_motion="reduce")
    open_map(page, f"{town.url}/carte/?ou=la-filature")
    seen = """() => document.getElementById("carte").map
        .queryRenderedFeatures({ layers: ["priority"] }).length"""
    assert page.evaluate(seen) > 0
    page.locator("#calques summary").click()
    page.get_by_label("Les quartiers prioritaires").uncheck()
    settle(page)
    assert page.evaluate(seen) == 0


@BOTH
def test_without_webgl_the_page_is_the_list(
    open_page: Opener, town: Site, size: dict[str, int]
) -> None:
    page = open_page(viewport=size)
    page.add_init_script("HTMLCanvasElement.prototype.getContext = () => null")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{town.url}/carte/?q=fuseau")
    note = page.locator("#carte-mot")
    expect(note).to_contain_text("Cet appareil ne sait pas dessiner")
    assert not [url for url in asked if "maplibre" in url or ".pbf" in url]
    expect(page.get_by_role("heading", name="Point Fuseau 01")).to_be_visible()
    check(page)
    note.get_by_role("link").click()
    page.wait_for_url(f"{town.url}/lieux/?q=fuseau")


def test_without_a_script_the_page_is_the_list(open_page: Opener, town: Site) -> None:
    page = open_page(java_script_enabled=False)
    page.goto(f"{town.url}/carte/?q=fuseau")
    expect(page.locator("#carte-mot")).to_contain_text("JavaScript")
    expect(page.locator("#carte")).to_be_hidden()
    page.get_by_role("button", name="Chercher", exact=True).click()
    expect(page.get_by_role("heading", name="Point Fuseau 01")).to_be_visible()


def test_when_the_library_does_not_come_the_page_says_so(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=DESKTOP)
    page.context.route(re.compile("maplibre-gl-?[^/]*\\.mjs"), lambda route: route.abort())
    page.goto(f"{town.url}/carte/")
    expect(page.locator("#carte-mot")).to_contain_text("n’est pas arrivée")
    expect(page.locator("#carte")).to_be_hidden()


def test_a_base_map_of_the_territory_is_drawn_and_named(
    open_page: Opener, shared_folder: Path, tmp_path: Path
) -> None:
    own = shutil.copytree(prepared_once(shared_folder, "town", fill_town), tmp_path / "town")
    file = write_base_map(tmp_path / "fond.pmtiles")
    with served(own, MAP_PMTILES=str(file)) as site:
        page = open_page(viewport=DESKTOP, reduced_motion="reduce")
        open_map(page, f"{site.url}/carte/?q=fuseau")
        expect(page.get_by_text("Fond d’essai")).to_be_visible()
        n_drawn = page.evaluate(
            """() => document.getElementById("carte").map
                .queryRenderedFeatures({ layers: ["base-water"] }).length"""
        )
        assert n_drawn > 0
        page.goto("about:blank")
