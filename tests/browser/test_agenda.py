"""One appointment from a telephone without an account to the desk of who receives, and back.

Resident, counter, prescriber, letter-writer: each with and without a script, on a telephone and
at a desk, in Clairmaille and its month of agenda.
"""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site, fill_town, prepared_once, served
from tests.browser.test_contribution import state_of
from tests.browser.test_every_page import check

pytestmark = pytest.mark.browser
DESKTOP, PHONE = {"width": 1280, "height": 900}, {"width": 320, "height": 640}
LETTER_WRITER = "ecrivaine@clairmaille.example"
PRESCRIBER = "prescriptrice@clairmaille.example"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}")
WAYS = pytest.mark.parametrize(
    ("script", "size"),
    [(False, PHONE), (True, PHONE), (False, DESKTOP), (True, DESKTOP)],
    ids=["no script, telephone", "script, telephone", "no script, desk", "script, desk"],
)


@pytest.fixture(scope="module")
def desk(shared_folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town of the other tests in a copy of its own, since bookings change it."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("agenda") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="module")
def letter_writer(desk: Site, browser: Browser) -> StorageState:
    return state_of(desk, browser, LETTER_WRITER)


@pytest.fixture(scope="module")
def prescriber(desk: Site, browser: Browser) -> StorageState:
    return state_of(desk, browser, PRESCRIBER)


def looked_at(page: Page, *, script: bool) -> None:
    """Fail on anything that axe sees, and on a page that scrolls sideways."""
    if script:
        check(page)


def code_on(page: Page) -> str:
    """Return the code that a page shows."""
    found = CODE.search(page.locator("main").inner_text())
    assert found is not None
    return found[0]


def title_of(page: Page) -> str:
    return page.get_by_role("heading", level=1).inner_text()


@WAYS
def test_a_resident_books_a_letter_writer_moves_and_cancels_with_the_code(
    open_page: Opener, desk: Site, script: bool, size: dict[str, int]
) -> None:
    page = open_page(java_script_enabled=script, viewport=size)
    page.goto(f"{desk.url}/")
    page.get_by_role("link", name="Agenda").first.click()
    looked_at(page, script=script)
    page.goto(f"{desk.url}/rendez-vous/")
    looked_at(page, script=script)
    page.get_by_role("link", name="Écrivain public").click()
    # Only those who write letters.
    expect(page.get_by_text("Écrire ou comprendre un courrier").first).to_be_visible()
    expect(page.get_by_text("Aide aux démarches, en tête-à-tête")).to_have_count(0)
    page.get_by_role("link", name=re.compile("^Choisir une heure")).click()
    looked_at(page, script=script)
    page.get_by_role("radio").first.check()
    page.get_by_role("button", name="Continuer").click()
    looked_at(page, script=script)
    page.get_by_label("Un prénom, ou un surnom").fill("Samira")
    page.get_by_role("button", name="Réserver").click()
    assert title_of(page) == "C’est réservé, Samira"
    looked_at(page, script=script)
    code = code_on(page)
    assert code not in page.url
    # On another telephone, with the code as one writes it.
    other = open_page(java_script_enabled=script, viewport=size)
    other.goto(f"{desk.url}/mon-rendez-vous/")
    looked_at(other, script=script)
    other.get_by_role("textbox").fill(code.lower().replace("-", " "))
    other.get_by_role("button", name="Voir mon rendez-vous").click()
    expect(other.get_by_text("Écrire ou comprendre un courrier").first).to_be_visible()
    assert code not in other.url
    other.get_by_role("link", name="Changer l’heure").click()
    looked_at(other, script=script)
    other.get_by_role("radio").last.check()
    other.locator("main").get_by_role("button").first.click()
    looked_at(other, script=script)
    other.goto(f"{desk.url}/mon-rendez-vous/annuler/")
    looked_at(other, script=script)
    other.get_by_role("button", name=re.compile("nnuler")).first.click()
    expect(other.get_by_text(re.compile("annulé", re.IGNORECASE)).first).to_be_visible()


@WAYS
def test_a_letter_writer_books_by_telephone_and_notes_who_came(
    open_page: Opener, desk: Site, letter_writer: StorageState, script: bool, size: dict[str, int]
) -> None:
    page = open_page(storage_state=letter_writer, java_script_enabled=script, viewport=size)
    page.goto(f"{desk.url}/pro/agenda/")
    looked_at(page, script=script)
    page.get_by_role("link", name="Réserver pour quelqu’un").click()
    looked_at(page, script=script)
    page.get_by_role("link", name=re.compile("Écrire ou comprendre un courrier")).first.click()
    looked_at(page, script=script)
    page.locator("main").get_by_role("link", name=re.compile(r"^\d+ h")).first.click()
    page.get_by_label("Prénom, ou surnom").fill("Célestin")
    page.get_by_role("button", name="Réserver").click()
    assert title_of(page).startswith("C’est réservé")
    looked_at(page, script=script)
    code_on(page)
    page.get_by_role("link", name="Voir cette réservation").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Célestin")
    looked_at(page, script=script)
    # Last week, somebody came.
    page.goto(f"{desk.url}/pro/agenda/?vue=semaine")
    page.get_by_role("link", name=re.compile("Semaine d’avant")).click()
    page.locator("main a[href*='/reservation/']").first.click()
    page.get_by_role("link", name="Noter sa venue").click()
    looked_at(page, script=script)
    page.get_by_role("button", name="Excusé").click()
    looked_at(page, script=script)
    expect(page.get_by_role("heading", level=1)).to_be_visible()


@WAYS
def test_a_prescriber_books_a_seat_elsewhere_with_the_agreement_of_the_person(
    open_page: Opener, desk: Site, prescriber: StorageState, script: bool, size: dict[str, int]
) -> None:
    page = open_page(storage_state=prescriber, java_script_enabled=script, viewport=size)
    page.goto(f"{desk.url}/pro/")
    page.get_by_role("link", name="Réserver pour quelqu’un").first.click()
    looked_at(page, script=script)
    page.get_by_role("link", name="Reconnaître les faux messages").first.click()
    page.get_by_label("Prénom, ou surnom").fill("Nadir")
    page.get_by_role("button", name="Réserver").click()
    # Without their agreement nothing is booked, and nothing typed is lost.
    expect(page.get_by_label("Prénom, ou surnom")).to_have_value("Nadir")
    looked_at(page, script=script)
    page.get_by_label(re.compile("d’accord")).check()
    page.get_by_role("button", name="Réserver").click()
    assert title_of(page).startswith("C’est réservé")
    looked_at(page, script=script)
    page.goto(f"{desk.url}/pro/agenda/mes-orientations/")
    expect(page.get_by_text("Reconnaître les faux messages").first).to_be_visible()
    looked_at(page, script=script)
    # What happens in the agenda of others is not theirs to read.
    assert page.goto(f"{desk.url}/pro/agenda/reservation/1/").status in (403, 404)  # type: ignore[union-attr]
