"""A steward takes a real file in on screen, with and without script, and takes it back."""

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import COORDINATOR, Site, fill_town, prepared_once, served
from tests.shared_data import shared_data

pytestmark = pytest.mark.browser
MULHOUSE = "lieux/brut/mulhouse-2023.json.gz"
FRANCE_SERVICES = "lieux/brut/france-services-2022-12-01.csv.gz"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}
# The worker reads two thousand rows: a slow machine takes its time.
WORK_MS = 120_000


@pytest.fixture(scope="module")
def desk(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town of the other tests in a copy of its own, since deliveries change it."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("deliveries") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="module")
def signed_in(desk: Site, browser: Browser) -> StorageState:
    """Sign in with a code, as a person does, and return the cookies."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{desk.url}/pro/")
    page.get_by_role("link", name="Recevoir un code").click()
    since = desk.log.stat().st_size
    page.get_by_role("textbox").fill(COORDINATOR)
    page.keyboard.press("Enter")
    page.wait_for_url("**/verifier/**")
    page.get_by_role("textbox").fill(desk.code_sent(since))
    page.keyboard.press("Enter")
    page.wait_for_url("**/pro/")
    state = context.storage_state()
    context.close()
    return state


def check(page: Page) -> None:
    """Fail on anything axe sees, and on a page that scrolls sideways, at both widths."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        found = Axe().run(page)
        assert found.violations_count == 0, found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth")
        assert wide <= size["width"], page.url
    page.set_viewport_size(DESKTOP)


def heading(page: Page, words: str) -> None:
    expect(page.get_by_role("heading", level=1)).to_have_text(words, timeout=WORK_MS)


def send(page: Page, desk: Site, file: Path) -> None:
    page.goto(f"{desk.url}/pro/livraisons/")
    page.get_by_role("link", name="Nouvelle livraison").click()
    heading(page, "Quel fichier avez-vous reçu ?")
    page.get_by_label("Un fichier de votre ordinateur").set_input_files(file)
    page.get_by_role("button", name="Continuer").click()


def test_a_real_file_is_taken_in_then_taken_back(
    open_page: Opener, desk: Site, signed_in: StorageState
) -> None:
    file = shared_data(MULHOUSE)
    page = open_page(viewport=DESKTOP, storage_state=signed_in)
    page.goto(f"{desk.url}/pro/livraisons/nouvelle/")
    check(page)
    send(page, desk, file)
    heading(page, "Voulez-vous importer ce fichier ?")
    expect(page.get_by_text("Nous reconnaissons un fichier")).to_be_visible()
    check(page)
    page.get_by_role("button", name="Importer").click()
    heading(page, "Ce fichier est importé")
    check(page)
    page.get_by_role("link", name="Lire le bilan").click()
    heading(page, "Lieux de médiation numérique de Mulhouse (2023)")
    check(page)
    for kind in ("CSV", "Excel"):
        with page.expect_download() as download:
            page.get_by_role("link", name=f"Télécharger le bilan ({kind})").click()
        assert download.value.path().stat().st_size > 500
    page.get_by_role("link", name="Annuler cette livraison").click()
    check(page)
    page.get_by_role("button", name="Annuler la livraison").click()
    expect(page.get_by_text("Cette livraison est annulée")).to_be_visible(timeout=WORK_MS)
    page.goto(f"{desk.url}/pro/livraisons/")
    check(page)


def test_a_real_file_is_taken_in_without_script(
    open_page: Opener, desk: Site, signed_in: StorageState
) -> None:
    file = shared_data(FRANCE_SERVICES)
    page = open_page(java_script_enabled=False, viewport=PHONE, storage_state=signed_in)
    send(page, desk, file)
    heading(page, "Voulez-vous importer ce fichier ?")
    # The three places of the demonstration are not in it: somebody has to say that they go.
    page.get_by_role("checkbox", name="doivent être retirées").check()
    page.get_by_role("button", name="Importer").click()
    heading(page, "Ce fichier est importé")
    page.get_by_role("link", name="Lire le bilan").click()
    read = re.search(r"(\d+) lignes lues", page.inner_text("main"))
    assert read
    assert int(read[1]) > 2_000


def test_a_file_too_large_and_an_address_inside_are_refused_in_words(
    open_page: Opener, desk: Site, signed_in: StorageState, tmp_path: Path
) -> None:
    page = open_page(viewport=PHONE, storage_state=signed_in)
    large = tmp_path / "gros.csv"
    with large.open("wb") as file:
        file.truncate(60 * 1024**2)
    send(page, desk, large)
    heading(page, "Le fichier est trop gros")
    page.goto(f"{desk.url}/pro/livraisons/nouvelle/")
    page.get_by_label("Ou l’adresse du fichier sur le web").fill("http://127.0.0.1/lieux.csv")
    page.get_by_role("button", name="Continuer").click()
    expect(page.get_by_text("réseau interne")).to_be_visible(timeout=WORK_MS)
    check(page)
