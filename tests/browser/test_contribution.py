"""A member adds a service, a steward publishes it, residents find it: no script, then with one."""

import shutil
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site, fill_town, prepared_once, served

pytestmark = pytest.mark.browser
MEMBER, STEWARD = "membre@clairmaille.example", "donnees@clairmaille.example"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 360, "height": 740}


@pytest.fixture(scope="module")
def desk(shared_folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town of the other tests in a copy of its own, since proposals change it."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("proposals") / "town")
    with served(own) as site:
        yield site


def state_of(desk: Site, browser: Browser, who: str) -> StorageState:
    """Sign in with a code, as a person does, and return the cookies."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{desk.url}/pro/")
    page.get_by_role("link", name="Recevoir un code").click()
    since = desk.log.stat().st_size
    page.get_by_role("textbox").fill(who)
    page.keyboard.press("Enter")
    page.wait_for_url("**/verifier/**")
    page.get_by_role("textbox").fill(desk.code_sent(since))
    page.keyboard.press("Enter")
    page.wait_for_url("**/pro/")
    state = context.storage_state()
    context.close()
    return state


@pytest.fixture(scope="module")
def member(desk: Site, browser: Browser) -> StorageState:
    return state_of(desk, browser, MEMBER)


@pytest.fixture(scope="module")
def steward(desk: Site, browser: Browser) -> StorageState:
    return state_of(desk, browser, STEWARD)


def looked_at(page: Page, *, script: bool) -> None:
    """Fail on a page that scrolls sideways at either width, and on anything axe sees."""
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        if script:
            found = Axe().run(page)
            assert found.violations_count == 0, found.generate_report()
        wide = page.evaluate("document.documentElement.scrollWidth") if script else 0
        assert wide <= size["width"], page.url


@pytest.mark.row("CEN-01")
@pytest.mark.parametrize("script", [False, True], ids=["without a script", "with"])
def test_a_member_adds_a_service_and_residents_find_it(
    open_page: Opener, desk: Site, member: StorageState, steward: StorageState, script: bool
) -> None:
    title = "Trier ses photos de famille" if script else "Ranger ses courriers de banque"
    options = {"java_script_enabled": script, "viewport": PHONE}
    page = open_page(storage_state=member, **options)
    page.goto(f"{desk.url}/pro/")
    page.get_by_role("link", name="Ajouter un service").last.click()
    looked_at(page, script=script)
    page.get_by_role("region", name="Mes lieux").get_by_role("link").first.click()
    expect(page.get_by_role("heading", name="Cela existe déjà ?")).to_be_visible()
    looked_at(page, script=script)
    # Three answers: what, whom to ask, what for. A mistake comes back with what was typed.
    page.get_by_label("Ce que vous proposez").fill(title)
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    expect(page.get_by_label("Ce que vous proposez")).to_have_value(title)
    page.get_by_label("À qui s’adresser").fill("Inès, médiatrice")
    page.get_by_label("Démarches administratives").check()
    page.get_by_text("Ajouter des précisions").click()
    page.get_by_label("À partir de quel âge").fill("16")
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    # Back, and nothing is lost.
    page.get_by_role("link", name="Revenir et corriger").click()
    expect(page.get_by_label("À partir de quel âge")).to_have_value("16")
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    looked_at(page, script=script)
    page.get_by_role("button", name="Envoyer").click()
    expect(page.get_by_text("Merci, c’est envoyé.")).to_be_visible()
    looked_at(page, script=script)

    keeper = open_page(storage_state=steward, **options)
    keeper.goto(f"{desk.url}/pro/")
    keeper.get_by_role("link", name=title).click()
    looked_at(keeper, script=script)
    keeper.get_by_role("button", name="Publier").click()
    expect(keeper.get_by_text("C’est publié.")).to_be_visible()

    resident = open_page(**options)
    word = "photos" if script else "courriers"
    resident.goto(f"{desk.url}/lieux/?q={word}")
    expect(resident.get_by_role("link", name="Centre social La Roue").first).to_be_visible()
    resident.get_by_role("link", name="Centre social La Roue").first.click()
    expect(resident.get_by_text(title).first).to_be_visible()
