"""Every page in every state: no fault that axe sees, no scroll sideways, light, on paper too."""

import gzip
import re
import sqlite3
from typing import Any
from urllib.parse import urljoin
from urllib.request import urlopen

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PHONE, DESKTOP = {"width": 320, "height": 640}, {"width": 1280, "height": 900}

# Where the address holds a name, it is the number of the place that bears it.
PUBLIC = {
    "home": "/",
    "results": "/lieux/?besoin=imprimer",
    "results near a quarter": "/lieux/?besoin=imprimer&ou=la-filature&rayon=1000",
    "results, none": "/lieux/?q=zzzz",
    "results, in error": "/lieux/?ou=Clairmale&jour=99&latitude=abc",
    "results, which place": "/lieux/?ou=Centre",
    "results, relaxed": "/lieux/?besoin=demarche&jour=6&ou=fuseau-sur-lys",
    "results, unknown shown": "/lieux/?avec=wheelchair:yes&inconnus=1",
    "results from a point": "/lieux/?latitude=50.305&longitude=3.207",
    "a place": "/lieux/<Médiathèque de la Navette>/",
    "a place of which nothing is known": "/lieux/<Local sans rien>/",
    "a place that closed": "/lieux/<Salle Jacquard>/",
    "a place closed for a time": "/lieux/<Foyer La Trame>/",
    "a place that its source left out": "/lieux/<Fuseau qui s’en va>/",
    "a quarter": "/q/la-filature/",
    "a quarter without places": "/q/les-navettes/",
    "a programme": "/programmes/espace-ressource-numerique-parents/",
    "dictionary": "/donnees/",
    "components": "/composants/",
    "accessibility": "/accessibilite/",
    "personal data": "/vos-donnees/",
    "sign in": "/compte/connexion/",
    "sign in by a code": "/compte/code/",
    "forgotten password": "/compte/mot-de-passe/",
    "not found": "/lieux/nulle-part/",
}
STAFF = {
    "desk": "/pro/",
    "to qualify": "/pro/a-qualifier/",
    "places": "/pro/lieux/",
    "a place for the staff": "/pro/lieux/<Médiathèque de la Navette>/",
    "deliveries": "/pro/livraisons/",
    "terms": "/pro/termes/",
}
# A form sent with what it must refuse: its address, and what to put in which field.
REFUSED = {
    "a new place": ("/pro/lieux/nouveau/", {"position": "x"}),
    "a place to change": ("/pro/lieux/<Médiathèque de la Navette>/modifier/", {"nom": ""}),
    "an offer": ("/pro/lieux/<Médiathèque de la Navette>/offres/", {}),
}
MODES: dict[str, dict[str, Any]] = {
    "dark": {"color_scheme": "dark"},
    "forced colours": {"forced_colors": "active"},
    "more contrast": {"contrast": "more"},
}


def address(town: Site, path: str) -> str:
    """Return a whole address; <a name> in it becomes the number of that place."""
    if found := re.search("<(.+)>", path):
        with sqlite3.connect(f"file:{town.folder}/maillage.sqlite3?mode=ro", uri=True) as base:
            row = base.execute(
                "SELECT public_id FROM directory_place WHERE nom = ?", found.groups()
            )
            path = path.replace(found[0], row.fetchone()[0])
        base.close()
    return town.url + path


def check(page: Page) -> None:
    """Fail on anything axe sees, and on a page that scrolls sideways or has a small target."""
    report = Axe().run(page, options={"runOnly": {"type": "tag", "values": RULES}})
    assert not report.response["violations"], report.generate_report()
    check_size(page)


def check_size(page: Page) -> None:
    """Fail on a page wider than its window, and on a target under 44 px that is ours to draw."""
    wide = page.evaluate(
        """() => {
            const most = document.documentElement.clientWidth;
            if (document.documentElement.scrollWidth <= most) return [];
            return [...document.querySelectorAll("body *")]
                .filter((e) => e.getBoundingClientRect().right > most + 1)
                .map((e) => `${e.tagName}.${e.className} ${e.textContent.slice(0, 40)}`);
        }"""
    )
    assert not wide, f"wider than the window: {wide[:5]}"
    small = page.evaluate(
        """() => [...document.querySelectorAll(
                "button, select, summary, label.choice, .btn, .menu a, .needs a, .foot a, .tel, "
                + "textarea, input:not([type=hidden], [type=checkbox], [type=radio])")]
            .map((e) => [e, e.getBoundingClientRect()])
            .filter(([e, box]) => box.width && box.height < 43.5)
            .map(([e, box]) => `${e.outerHTML.slice(0, 60)} ${box.height}`)"""
    )
    assert not small, f"targets under 44 px: {small[:5]}"


def check_both_widths(page: Page) -> None:
    """Check a page on a desktop, then on the smallest telephone."""
    check(page)
    page.set_viewport_size(PHONE)
    check(page)


@pytest.mark.parametrize("name", PUBLIC)
def test_no_public_page_has_a_fault_that_axe_sees(open_page: Opener, town: Site, name: str) -> None:
    page = open_page(viewport=DESKTOP)
    page.goto(address(town, PUBLIC[name]))
    # What is folded is a part of the page too.
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    check_both_widths(page)


@pytest.mark.parametrize("mode", MODES)
def test_dark_and_forced_colours_keep_the_contrast(
    open_page: Opener, town: Site, mode: str
) -> None:
    page = open_page(viewport=DESKTOP, **MODES[mode])
    for name in ("home", "results, in error", "results, unknown shown", "a place", "components"):
        page.goto(address(town, PUBLIC[name]))
        check(page)


@pytest.mark.parametrize("name", STAFF)
def test_no_staff_page_has_a_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState, name: str
) -> None:
    page = open_page(viewport=DESKTOP, storage_state=staff_state)
    page.goto(address(town, STAFF[name]))
    assert "/compte/" not in page.url
    check_both_widths(page)


@pytest.mark.parametrize("name", REFUSED)
def test_a_refused_form_has_no_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState, name: str
) -> None:
    path, answers = REFUSED[name]
    page = open_page(viewport=DESKTOP, storage_state=staff_state)
    page.goto(address(town, path))
    for field, words in answers.items():
        page.locator(f"[name={field}]").fill(words)
    # The server must speak, not the browser before it.
    page.evaluate("document.querySelectorAll('form').forEach((one) => { one.noValidate = true })")
    page.get_by_role("main").locator("form[method=post] button[type=submit]").last.click()
    expect(page.get_by_role("alert").first).to_contain_text("à revoir")
    check_both_widths(page)


# ---------------------------------------------------------------- weight


@pytest.mark.parametrize("name", ["home", "results", "a place"])
def test_a_page_and_its_style_weigh_less_than_twenty_kilobytes(town: Site, name: str) -> None:
    url = address(town, PUBLIC[name])
    html = read(url)
    styles = re.findall(rb'<link rel="stylesheet" href="([^"]+)"', html)
    assert styles
    bodies = [html, *(read(urljoin(url, style.decode())) for style in styles)]
    weights = [len(gzip.compress(body, 9)) for body in bodies]
    assert sum(weights) <= 20_000, weights


def read(url: str) -> bytes:
    """Return the body of an answer."""
    with urlopen(url, timeout=10) as answer:
        body: bytes = answer.read()
    return body


# ---------------------------------------------------------------- paper


@pytest.mark.parametrize(("name", "most_sheets"), [("results", 4), ("a place", 3)])
def test_paper_holds_the_names_the_hours_and_the_telephones(
    open_page: Opener, town: Site, name: str, most_sheets: int
) -> None:
    page = open_page()
    page.goto(address(town, PUBLIC[name]))
    page.emulate_media(media="print")
    main = page.get_by_role("main")
    for words in ("Médiathèque de la Navette", "01\u00a099\u00a000\u00a021\u00a010"):
        expect(main.get_by_text(words).locator("visible=true").first).to_be_visible()
    hours = main.locator("table, .now").locator("visible=true")
    expect(hours.first).to_contain_text(re.compile(r"\d+\s?h|Ouvert|Fermé"))
    # What cannot be used on paper is not printed.
    for button in page.get_by_role("button").all():
        expect(button).to_be_hidden()
    paper = page.pdf(format="A4")
    assert 1 <= len(re.findall(rb"/Type\s*/Page\b", paper)) <= most_sheets


# ---------------------------------------------------------------- the door of the staff


def test_a_person_signs_in_by_a_code_and_signs_out(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(storage_state=staff_state)
    page.goto(f"{town.url}/pro/")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Bonjour")
    stranger = open_page()
    stranger.goto(f"{town.url}/pro/")
    assert "/compte/connexion/" in stranger.url
