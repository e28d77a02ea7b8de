"""A kiosk and a wall in a real browser: nothing remains of anybody, and a cut network is said."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from tests.browser.site import Site
from tests.browser.test_every_page import check

pytestmark = pytest.mark.browser
TOUCH = {"width": 1080, "height": 1700}
KEPT = """new Promise((done) => {
  navigator.serviceWorker.addEventListener("message", (event) => done(event.data.kept));
})"""


@pytest.fixture
def home(town: Site) -> str:
    base_file = f"file:{town.folder}/maillage.sqlite3?mode=ro"
    with closing(sqlite3.connect(base_file, uri=True)) as base:
        question = "SELECT public_id FROM directory_place WHERE nom = ? AND joined_to_id IS NULL"
        (number,) = base.execute(question, ["Médiathèque de la Navette"]).fetchone()
    return f"{town.url}/borne/{number}/"


@pytest.fixture
def screen(browser: Browser) -> Iterator[BrowserContext]:
    context = browser.new_context(viewport=TOUCH, locale="fr-FR", has_touch=True)
    yield context
    context.close()


def touched(page: Page, selector: str) -> None:
    with page.expect_navigation():
        page.locator(selector).first.click()


@pytest.mark.row("CHA-06")
def test_who_comes_after_finds_nothing_of_who_was_there(home: str, screen: BrowserContext) -> None:
    page = screen.new_page()
    page.clock.install()
    page.goto(home)
    check(page)
    before = page.evaluate("history.length")
    touched(page, "ul.needs a")
    touched(page, ".places a")
    expect(page.locator("[data-kiosk-again]")).to_be_visible()
    address = page.url
    page.evaluate("sessionStorage.setItem('mot', 'Samira'); localStorage.setItem('mot', 'Samira')")
    # What was read left no trail: no gesture goes back to it.
    assert page.evaluate("history.length") == before
    page.clock.run_for(61_000)
    question = page.locator("dialog[data-kiosk-ask]")
    expect(question).to_be_visible()
    question.get_by_role("button").click()  # somebody is still there
    expect(question).to_be_hidden()
    assert page.url == address
    page.clock.run_for(61_000)
    with page.expect_navigation():
        page.clock.run_for(21_000)
    assert page.url == home
    kept = page.evaluate("[localStorage.length, sessionStorage.length]")
    assert kept == [0, 0]
    assert {cookie["name"] for cookie in screen.cookies()} <= {"borne", "csrf", "csrftoken"}


def test_back_goes_where_one_was_and_no_link_leaves(home: str, screen: BrowserContext) -> None:
    page = screen.new_page()
    page.goto(home)
    touched(page, "ul.needs a")
    results = page.url
    touched(page, ".places a")
    touched(page, "[data-kiosk-back]")
    assert page.url == results
    page.evaluate(
        "document.querySelector('main').insertAdjacentHTML('beforeend',"
        " '<a id=away href=\"https://ailleurs.example/\">ailleurs</a>')"
    )
    page.click("#away")
    expect(page.locator("[data-kiosk-said]")).to_contain_text("https://ailleurs.example/")
    assert page.url == results
    touched(page, "a[href*=emporter]")
    expect(page.locator(".square svg")).to_be_visible()
    check(page)


def test_without_a_network_the_addresses_stay_and_say_their_age(
    home: str, screen: BrowserContext
) -> None:
    page = screen.new_page()
    page.goto(home)
    assert page.evaluate(KEPT) > 25
    screen.set_offline(True)
    touched(page, "ul.needs a")
    expect(page.locator("main > .note").first).to_contain_text("Ces informations datent du")
    touched(page, ".places a")
    expect(page.locator("main .tel, main [href^='tel:']").first).to_be_visible()
    page.goto(home.replace("borne/", "rendez-vous/#"))
    expect(page.locator("h1")).to_contain_text("Pas de réseau")
    screen.set_offline(False)


def test_without_a_script_a_kiosk_comes_back_by_itself(home: str, browser: Browser) -> None:
    context = browser.new_context(viewport=TOUCH, locale="fr-FR", java_script_enabled=False)
    page = context.new_page()
    page.goto(home)
    touched(page, "ul.needs a")
    refresh = page.locator("meta[http-equiv=refresh]").get_attribute("content") or ""
    assert home.endswith(refresh.partition("url=")[2])
    touched(page, "[data-kiosk-again]")
    assert page.url == home
    context.close()


@pytest.mark.row("CHA-08")
def test_a_wall_turns_by_itself_stops_when_asked_and_says_when_it_is_old(
    town: Site, browser: Browser
) -> None:
    context = browser.new_context(viewport={"width": 1920, "height": 1080}, locale="fr-FR")
    page = context.new_page()
    page.clock.install()
    page.goto(f"{town.url}/mur/")
    check(page)
    faces = page.locator("[data-screen]")
    n = faces.count()
    assert faces.locator("visible=true").count() == 1 or n == 1
    seen = {page.locator("[data-screen]:visible").inner_text()}
    for _ in range(n - 1):
        page.clock.run_for(15_000)
        seen.add(page.locator("[data-screen]:visible").inner_text())
    assert len(seen) == n
    page.locator("[data-pause]").focus()
    page.keyboard.press("Enter")
    shown = page.locator("[data-screen]:visible").inner_text()
    page.clock.run_for(46_000)
    assert page.locator("[data-screen]:visible").inner_text() == shown
    context.set_offline(True)
    page.clock.run_for(300_000)
    expect(page.locator("[data-old]")).to_contain_text("Pas de réseau")
    context.close()
