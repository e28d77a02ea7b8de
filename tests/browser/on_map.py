"""What one sees on the interactive map, asked of the page itself and of its tiles."""

import json
import re
import time
from urllib.parse import urlsplit
from urllib.request import urlopen

from playwright.sync_api import Page

from maillage.core.geo.tests.reading_tiles import read_tile

# The deepest tiles of places: directory.queries.tiles.DEEPEST_PLACES.
DEEPEST = 17


def open_map(page: Page, url: str) -> None:
    """Open a map and wait until it is drawn."""
    page.goto(url)
    page.wait_for_selector("#carte[data-ready]", state="attached")
    settle(page)


def settle(page: Page) -> None:
    """Wait until nothing moves and every tile is there."""
    settle_map(page, "#carte")


def settle_map(page: Page, selector: str) -> None:
    """Wait until the map of this element moves no more and has every tile."""
    element = f"document.querySelector({json.dumps(selector)})"
    # Asked by us again and again: a page under a strict policy cannot evaluate what it waits for.
    limit = time.monotonic() + 120
    while not page.evaluate(f"{element}.map.areTilesLoaded()"):
        assert time.monotonic() < limit, "the tiles do not come"
        page.wait_for_timeout(50)
    page.evaluate(
        f"""() => new Promise((done) => {{
            const {{ map }} = {element};
            map.once("idle", done);
            map.triggerRepaint();
        }})"""
    )


def n_on_map(page: Page) -> int:
    """Return how many places the map draws when all of it is in sight."""
    page.evaluate(SEE_ALL)
    settle(page)
    return int(page.locator("#carte-compte").get_attribute("data-n") or 0)


def on_map(page: Page) -> set[str]:
    """Return the public numbers of all the places that the map draws."""
    setup = json.loads(page.locator("#carte-donnees").get_attribute("data-drawn") or "")
    discs = page.locator(".disc").evaluate_all("all => all.map((disc) => disc.dataset.places)")
    numbered = {number for places in discs for number in places.split()}
    base = urlsplit(page.url)._replace(path="", query="", fragment="").geturl()
    keys = sorted(keys_of_tiles(base + setup["places"]))
    return numbered | set(cards_of(page, keys))


SEE_ALL = """() => document.getElementById("carte").map.fitBounds(
    [[3.1, 50.2], [3.5, 50.5]], { animate: false })"""


def keys_of_tiles(template: str) -> set[str]:
    """Return the keys of all the places, from a few tiles and, where they are crowds, deeper.

    A crowd gathers places of its own tile and, near its edge, of those beside it.
    """
    found: set[str] = set()
    tiles = {(x, y) for x in range(64, 68) for y in range(40, 46)}  # the north of France
    for z in range(7, DEEPEST + 1):
        crowded: set[tuple[int, int]] = set()
        for x, y in tiles:
            with urlopen(template.format(z=z, x=x, y=y), timeout=60) as answer:
                drawn = read_tile(answer.read()).get("lieux", [])
            for feature in drawn:
                if feature.number:
                    found.add(str(feature.number))
                elif "cles" in feature.properties:
                    found.update(feature.properties["cles"].split(","))
                else:
                    crowded.add((x, y))
        near = {(x + i, y + j) for x, y in crowded for i in (-1, 0, 1) for j in (-1, 0, 1)}
        tiles = {(2 * x + i, 2 * y + j) for x, y in near for i in (0, 1) for j in (0, 1)}
    return found


def cards_of(page: Page, keys: list[str]) -> list[str]:
    """Return the public numbers of places of the base, as their cards say them."""
    found: list[str] = []
    for start in range(0, len(keys), 40):
        found += page.evaluate(
            """async (keys) => {
                const answer = await fetch(`/carte/fiches/?cles=${keys}`);
                const page = new DOMParser().parseFromString(await answer.text(), "text/html");
                return [...page.querySelectorAll("[data-place]")].map((one) => one.dataset.place);
            }""",
            ",".join(keys[start : start + 40]),
        )
    return found


def on_pages(page: Page, url: str) -> tuple[list[str], list[str]]:
    """Return the numbers of the places of a list, all its pages; those of its drawings too."""
    listed: list[str] = []
    drawn: list[str] = []
    page.goto(url)
    while True:
        listed += numbers(page, "ol.places h3 a")
        drawn += numbers(page, "#carte svg a")
        more = page.locator("a[rel=next]")
        if not more.count():
            return listed, drawn
        page.goto(urlsplit(url)._replace(path="", query="").geturl() + more.get_attribute("href"))


def numbers(page: Page, selector: str) -> list[str]:
    """Return the numbers of places that links lead to."""
    links = page.locator(selector).evaluate_all("all => all.map((a) => a.getAttribute('href'))")
    return [found[1] for href in links if (found := re.fullmatch(r"/lieux/([\w-]+)/", href or ""))]
