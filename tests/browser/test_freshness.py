"""A coordinator asks, a place answers from a telephone without an account: no script, with one."""

import re
import shutil
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site, fill_town, prepared_once, served
from tests.browser.test_contribution import state_of
from tests.browser.test_every_page import check

pytestmark = pytest.mark.browser
COORDINATOR = "coordination@clairmaille.example"
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
LINK = re.compile(r"^http\S+/verifier/\S{43}/$", re.MULTILINE)


@pytest.fixture(scope="module")
def desk(shared_folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town of the other tests in a copy of its own, since answers change it."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("freshness") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="module")
def coordinator(desk: Site, browser: Browser) -> StorageState:
    return state_of(desk, browser, COORDINATOR)


def links_sent(desk: Site, since: int, n: int = 2) -> list[str]:
    """Return the links of the letters printed after the byte `since` of the log."""
    limit = time.monotonic() + 300
    while time.monotonic() < limit:
        printed = desk.log.read_bytes()[since:].decode("utf-8", "replace").replace("\r\n", "\n")
        if len(found := LINK.findall(printed)) >= n:
            return found
        time.sleep(0.1)
    raise AssertionError("no letter was printed")


def looked_at(page: Page, *, script: bool) -> None:
    """Fail on anything axe sees, and on a page that scrolls sideways, at both widths."""
    if script:
        for size in (DESKTOP, PHONE):
            page.set_viewport_size(size)
            check(page)


@pytest.mark.row("CEN-11", "WRN-05")
@pytest.mark.parametrize("script", [False, True], ids=["without a script", "with"])
def test_from_the_desk_to_the_telephone_of_a_place_and_back(
    open_page: Opener, desk: Site, coordinator: StorageState, script: bool
) -> None:
    page = open_page(storage_state=coordinator, java_script_enabled=script, viewport=DESKTOP)
    page.goto(f"{desk.url}/pro/fraicheur/")
    looked_at(page, script=script)
    page.goto(f"{desk.url}/pro/fraicheur/campagnes/nouvelle/?due=all")
    page.get_by_role("button", name="Compter").click()
    looked_at(page, script=script)
    page.get_by_role("textbox", name="Nom de la campagne").fill(f"Automne {script}")
    page.get_by_role("button", name="Relire avant d’envoyer").click()
    looked_at(page, script=script)
    since = desk.log.stat().st_size
    page.get_by_role("button", name=re.compile("Envoyer .* messages")).click()
    expect(page.get_by_text("C’est parti.")).to_be_visible()
    first, second = links_sent(desk, since)[:2]
    # The contact of a place: a small telephone, no account, one press.
    phone = open_page(java_script_enabled=script, viewport=PHONE)
    phone.goto(first)
    looked_at(phone, script=script)
    press = phone.get_by_role("button", name=re.compile("^Rien n’a changé")).first
    box = press.bounding_box()
    assert box is not None
    assert box["y"] + box["height"] < PHONE["height"], "the press needs no scrolling"
    press.click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Merci, c’est noté")
    looked_at(phone, script=script)
    phone.goto(first)
    expect(phone.get_by_text("Vous avez répondu aujourd’hui").first).to_be_visible()
    # Another place says what changed.
    phone.goto(second)
    phone.get_by_role("link", name="Corriger").first.click()
    looked_at(phone, script=script)
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_role("alert")).to_contain_text("Écrivez au moins une correction")
    looked_at(phone, script=script)
    phone.get_by_role("textbox", name="Téléphone").fill("01 99 00 21 77")
    phone.get_by_role("button", name="Envoyer").click()
    expect(phone.get_by_text("Vos corrections sont arrivées")).to_be_visible()
    looked_at(phone, script=script)
    phone.goto(f"{second}ne-plus-ecrire/")
    looked_at(phone, script=script)
    phone.get_by_role("button", name="Ne plus m’écrire").click()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Nous ne vous écrirons plus")
    # Back at the desk.
    page.goto(f"{desk.url}/pro/fraicheur/campagnes/")
    looked_at(page, script=script)
    page.get_by_role("link", name=f"Automne {script}").click()
    expect(page.get_by_text(re.compile("rien n’a changé, le")).first).to_be_visible()
    looked_at(page, script=script)
    page.get_by_role("link", name="Appeler les lieux").click()
    looked_at(page, script=script)
    page.get_by_role("button", name="Pas de réponse").first.click()
    expect(page.get_by_text(re.compile("pas de réponse")).first).to_be_visible()
    page.get_by_role("link", name="La même liste, à imprimer").click()
    looked_at(page, script=script)


@pytest.mark.row("WRN-06")
@pytest.mark.parametrize("script", [False, True], ids=["without a script", "with"])
def test_a_sheet_printed_at_the_desk_is_answered_with_its_code(
    open_page: Opener, desk: Site, coordinator: StorageState, script: bool
) -> None:
    page = open_page(storage_state=coordinator, java_script_enabled=script, viewport=DESKTOP)
    page.goto(f"{desk.url}/pro/fraicheur/")
    page.locator("ul.queue a[href*='/lieux/']").nth(3 if script else 4).click()
    looked_at(page, script=script)
    page.get_by_role("button", name="Imprimer sa fiche").click()
    looked_at(page, script=script)
    code = page.locator(".sheet .code").inner_text()
    phone = open_page(java_script_enabled=script, viewport=PHONE)
    phone.goto(f"{desk.url}/verifier/")
    looked_at(phone, script=script)
    phone.get_by_role("textbox").fill("AAAAA")
    phone.get_by_role("button", name="Voir la fiche").click()
    expect(phone.get_by_role("alert")).to_contain_text("Nous ne trouvons pas ce code")
    looked_at(phone, script=script)
    phone.get_by_role("textbox").fill(code.lower())
    phone.get_by_role("button", name="Voir la fiche").click()
    looked_at(phone, script=script)
    # The same sheet comes back to the desk before its place answered on the screen.
    page.goto(f"{desk.url}/pro/fraicheur/fiches/saisir/")
    looked_at(page, script=script)
    page.get_by_role("textbox").fill(code)
    page.get_by_role("button", name="Ouvrir la fiche").click()
    looked_at(page, script=script)
    page.get_by_role("button", name="Rien n’a changé").click()
    expect(page.get_by_text("C’est noté : vérifiée aujourd’hui.")).to_be_visible()
    phone.reload()
    expect(phone.get_by_role("heading", level=1)).to_have_text("Merci, c’est noté")
