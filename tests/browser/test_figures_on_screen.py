"""Maps, a zone and the loading of figures in a browser: axe, the night, the keyboard alone."""

import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site, fill_town, prepared_once, served
from tests.browser.test_contribution import state_of
from tests.browser.test_every_page import DESKTOP, PHONE, check, check_both_widths

pytestmark = pytest.mark.browser
COORDINATOR = "coordination@clairmaille.example"
OBSERVATORY = "/pro/observatoire/"
# Address → what is read on it when the figures of the town are there.
PAGES = {
    "": "Haut-Champ",
    "cartes/poor_households_pct/?genre=qpv": "La Filature – Les Cours",
    "cartes/caf_rsa/?genre=iris": "secret statistique",
    "territoires/haut-champ/": "Aident un proche avec le numérique",
    "chiffres/": "Enquête « Vos écrans et vous »",
    "chiffres/clairmaille-pratiques/retirer/": "enquete-pratiques.csv",
}
AT_NIGHT = ("cartes/poor_households_pct/?genre=qpv", "territoires/haut-champ/")
TABLE = "Quartier;Abonnés;Foyers équipés\nHaut-Champ;310;81 %\nLa Filature;x;74 %\nAilleurs;4;5\n"


@pytest.fixture(scope="module")
def observed(shared_folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town of the other tests in a copy of its own, since figures are loaded here."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("observed") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="module")
def keeper(observed: Site, browser: Browser) -> StorageState:
    return state_of(observed, browser, COORDINATOR)


@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_figures_has_a_fault_that_axe_sees(
    open_page: Opener, observed: Site, keeper: StorageState, path: str
) -> None:
    page = open_page(storage_state=keeper, viewport=DESKTOP)
    page.goto(f"{observed.url}{OBSERVATORY}{path}")
    expect(page.locator("main")).to_contain_text(PAGES[path])
    check_both_widths(page)


@pytest.mark.parametrize("path", AT_NIGHT)
def test_drawings_keep_their_contrast_at_night(
    open_page: Opener, observed: Site, keeper: StorageState, path: str
) -> None:
    page = open_page(storage_state=keeper, viewport=PHONE, color_scheme="dark")
    page.goto(f"{observed.url}{OBSERVATORY}{path}")
    check(page)


def test_a_map_is_walked_by_the_keyboard_and_leads_to_its_zones(
    open_page: Opener, observed: Site, keeper: StorageState
) -> None:
    page = open_page(storage_state=keeper, viewport=DESKTOP, java_script_enabled=False)
    page.goto(f"{observed.url}{OBSERVATORY}cartes/poor_households_pct/?genre=qpv")
    expect(page.locator("svg.choro a")).to_have_count(2)
    reach(page, "svg.choro a")
    name = page.evaluate("document.activeElement.getAttribute('aria-label')")
    page.keyboard.press("Enter")
    page.wait_for_url("**/territoires/**")
    expect(page.locator("h1")).to_have_text(name.split(" : ")[0])


def test_a_file_is_described_and_loaded_by_the_keyboard_without_a_script(
    open_page: Opener, observed: Site, keeper: StorageState
) -> None:
    page = open_page(storage_state=keeper, viewport=DESKTOP, java_script_enabled=False)
    page.goto(f"{observed.url}{OBSERVATORY}chiffres/")
    file = {"name": "abonnes-2025.csv", "mimeType": "text/csv", "buffer": TABLE.encode()}
    page.set_input_files("input[type=file]", file)
    press(page, "main form button[type=submit]")
    page.wait_for_url("**/decrire/")
    press(page, "main form button[type=submit]")
    # What lacks is said beside each field, and a link on top leads there.
    errors = page.locator("main .note.wrong a")
    expect(errors.first).to_be_visible()
    assert errors.count() >= 3
    errors.first.focus()
    page.keyboard.press("Enter")
    expect(page.locator("#id_title")).to_be_in_viewport()
    page.get_by_label("Titre du jeu").fill("Abonnés")
    page.get_by_label("Qui a produit ces chiffres").fill("Opérateur inventé")
    page.get_by_label("Licence").fill("Licence Ouverte 2.0")
    page.get_by_label("Mots qui veulent dire « secret »").fill("x")
    page.get_by_label("Ce que mesure « Abonnés »").select_option("nouvelle")
    page.get_by_text("Décrire la nouvelle mesure de « Abonnés »").click()
    page.locator("#id_nom0").fill("Abonnés à internet")
    page.locator("#id_unite0").select_option("count")
    page.locator("#id_famille0").select_option("digital")
    press(page, "main form button[type=submit]")
    expect(page.locator("main")).to_contain_text("De territoires de votre base : 2")
    press(page, "main form button[type=submit]")
    page.wait_for_url("**/chiffres/")
    page.goto(f"{observed.url}{OBSERVATORY}cartes/abonnes-a-internet/?genre=quarter")
    expect(page.locator("table").first).to_contain_text("secret statistique")


def press(page: Page, selector: str) -> None:
    """Reach the first element of a selector by the keyboard, and press Enter."""
    reach(page, selector)
    page.keyboard.press("Enter")


def reach(page: Page, selector: str) -> None:
    """Press Tab until the first element of a selector has the focus."""
    wanted = page.locator(selector).first.element_handle()
    for _ in range(120):
        page.keyboard.press("Tab")
        if page.evaluate("(e) => e === document.activeElement", wanted):
            return
    raise AssertionError(f"the keyboard never reaches {selector}")
