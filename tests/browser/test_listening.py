"""A place is listened to: by the voice of the device, by that of the server, without a script."""

import pytest
from playwright.sync_api import StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site
from tests.browser.test_every_page import DESKTOP, address, check
from tests.browser.test_questions import VOICE

pytestmark = pytest.mark.browser
PHONE = {"width": 360, "height": 760}
PLACE = "Médiathèque de la Navette"


def listen(town: Site, code: str) -> str:
    return address(town, f"/ecouter/lieu/<{PLACE}>/?lang={code}")


@pytest.mark.row("CHA-02")
def test_the_device_reads_each_piece_in_its_language(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=PHONE)
    page.add_init_script(VOICE % ("fr-FR en-GB", "true"))
    page.goto(listen(town, "en"))
    page.get_by_role("button", name="Listen to everything").click()
    said = list(zip(page.evaluate("window.said")[1:], page.evaluate("window.tags"), strict=True))
    assert said[0] == (PLACE, "fr-FR")
    assert ("Address:", "en-GB") in said
    assert {tag for _words, tag in said} == {"fr-FR", "en-GB"}
    # One voice at a time: that of the server is out of the way.
    expect(page.locator("audio").first).to_be_hidden()


def test_one_service_is_read_alone(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=PHONE)
    page.add_init_script(VOICE % ("fr-FR", "true"))
    page.goto(listen(town, "fr"))
    heading = page.locator("#p1 h2").inner_text()
    page.locator("#p1 [data-aloud]").click()
    said = page.evaluate("window.said")[1:]
    assert said[0] == heading
    assert PLACE not in said
    assert not any(c.isdigit() for words in said for c in words)


def test_the_sound_of_the_server_plays_without_a_script(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=False)
    page.goto(listen(town, "ar"))
    expect(page.locator("[data-aloud]").first).to_be_hidden()
    sound = page.locator("audio[controls]").first
    expect(sound).to_be_visible()
    answer = page.request.get(f"{town.url}{sound.get_attribute('src')}")
    assert answer.headers["content-type"] == "audio/mpeg"
    assert len(answer.body()) > 20_000


def test_the_browser_knows_how_long_the_sound_is(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=PHONE)
    page.goto(listen(town, "fr"))
    seconds = page.locator("audio").first.evaluate(
        "sound => new Promise((known, refused) => { sound.preload = 'metadata';"
        " sound.onloadedmetadata = () => known(sound.duration);"
        " sound.onerror = () => refused(sound.error.message); sound.load(); })"
    )
    assert seconds > 10


@pytest.mark.parametrize(
    "path", ["lieu/<Médiathèque de la Navette>/?lang=ar", "quartier/la-filature/"]
)
@pytest.mark.parametrize("viewport", [PHONE, DESKTOP])
def test_the_page_has_no_fault_that_axe_sees_in_another_language_and_of_a_quarter(
    open_page: Opener, town: Site, path: str, viewport: dict[str, int]
) -> None:
    page = open_page(viewport=viewport)
    page.goto(address(town, f"/ecouter/{path}"))
    check(page)


def test_the_form_of_a_voice_has_no_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState
) -> None:
    page = open_page(viewport=PHONE, storage_state=staff_state)
    page.goto(address(town, f"/pro/papier/lieu/<{PLACE}>/voix/ajouter/"))
    check(page)
