"""A counter with a queue, and the whole day of who receives: on a telephone and at a desk.

With and without a script, in Clairmaille and its month of agenda.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from itertools import count
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site, fill_town, prepared_once, served
from tests.browser.test_agenda import CODE, WAYS, looked_at, title_of
from tests.browser.test_contribution import state_of

pytestmark = pytest.mark.browser
MEMBER, MEDIATOR = "membre@clairmaille.example", "mediateur@clairmaille.example"
_turns = count()


@pytest.fixture(scope="module")
def house(shared_folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town of the other tests in a copy of its own, since a day of work changes it."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("counter") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="module")
def member(house: Site, browser: Browser) -> StorageState:
    return state_of(house, browser, MEMBER)


@pytest.fixture(scope="module")
def mediator(house: Site, browser: Browser) -> StorageState:
    return state_of(house, browser, MEDIATOR)


def today() -> datetime:
    return datetime.now(ZoneInfo("Europe/Paris"))


def open_motive(page: Page, house: Site) -> None:
    """Come to the times of what the member's own house receives for."""
    page.goto(f"{house.url}/pro/agenda/reserver/")
    page.get_by_role("link", name="Ouvrir ou renouveler un droit").click()


def to_a_free_day(page: Page) -> None:
    """Follow the first free day when the week shown has none."""
    if (soon := page.get_by_role("link", name="Voir ce jour")).count():
        soon.click()


@WAYS
def test_a_member_books_by_telephone_finds_it_by_a_name_and_moves_it(
    open_page: Opener, house: Site, member: StorageState, script: bool, size: dict[str, int]
) -> None:
    page = open_page(storage_state=member, java_script_enabled=script, viewport=size)
    name = f"Roger-{'W' * 40}-{next(_turns)}"
    open_motive(page, house)
    to_a_free_day(page)
    page.locator("main").get_by_role("link", name=re.compile(r"^\d+ h")).first.click()
    page.get_by_label("est au téléphone").check()
    page.get_by_label("Un appel").check()
    page.get_by_label("Prénom, ou surnom").fill(name)
    page.get_by_role("button", name="Réserver").click()
    # A call without a number: said, and nothing typed is lost.
    expect(page.get_by_label("est au téléphone")).to_be_checked()
    page.get_by_label("Numéro de téléphone").fill("06 39 98 11 11")
    page.get_by_role("button", name="Réserver").click()
    assert title_of(page) == "C’est réservé"
    assert CODE.search(page.locator("main").inner_text())
    looked_at(page, script=script)
    # The next day, the code is lost, and nobody remembers the day.
    page.goto(f"{house.url}/pro/agenda/retrouver/")
    page.get_by_label("Prénom, ou surnom").fill(name)
    page.get_by_role("button", name="Chercher").click()
    looked_at(page, script=script)
    page.get_by_role("link", name=name).click()
    page.get_by_role("link", name="Déplacer").click()
    to_a_free_day(page)
    page.locator("main button[name=vers]").last.click()
    expect(page.get_by_text("C’est déplacé.")).to_be_visible()
    looked_at(page, script=script)


@WAYS
def test_a_member_notes_five_drop_ins_alike_who_came_and_looks_at_the_calls(
    open_page: Opener, house: Site, member: StorageState, script: bool, size: dict[str, int]
) -> None:
    page = open_page(storage_state=member, java_script_enabled=script, viewport=size)
    page.goto(f"{house.url}/pro/agenda/venues/")
    page.get_by_role("link", name="Centre social La Roue").click()
    said = page.locator("[data-count]").inner_text()
    before = int(re.sub(r"\D.*", "", said, flags=re.DOTALL))
    page.get_by_text("E-mail", exact=True).click()
    page.locator("summary", has_text="plusieurs d’un coup").click()
    page.locator("[name=several]").fill("5")
    page.get_by_role("button", name=re.compile(r"^10\smin")).click()
    expect(page.locator("[data-count]")).to_contain_text(re.compile(rf"^{before + 5}\s"))
    # Somebody who was received at an hour that nobody offered, and then noted.
    open_motive(page, house)
    page.locator("#autre_jour").fill(today().date().isoformat())
    page.locator("#autre_heure").fill(f"{next(_turns) % 23:02}:00")
    page.get_by_role("button", name="Prendre cette heure").click()
    page.get_by_label("Prénom, ou surnom").fill("Denise")
    page.get_by_role("button", name="Réserver").click()
    page.get_by_role("link", name="Voir cette réservation").click()
    page.get_by_role("link", name="Noter sa venue").click()
    page.get_by_role("button", name="Là", exact=True).click()
    expect(page.get_by_role("heading", name="Ce qui a été fait")).to_be_visible()
    page.goto(f"{house.url}/pro/agenda/appels/")
    assert title_of(page) == "Appels à passer"
    looked_at(page, script=script)


@WAYS
def test_a_mediator_says_an_absence_tells_whom_it_touches_and_sees_it_in_the_week(
    open_page: Opener, house: Site, mediator: StorageState, script: bool, size: dict[str, int]
) -> None:
    page = open_page(storage_state=mediator, java_script_enabled=script, viewport=size)
    page.goto(f"{house.url}/pro/agenda/?vue=semaine")
    page.get_by_role("link", name=re.compile("^Réglages")).click()
    page.get_by_role("link", name=re.compile("Melchior")).click()
    page.get_by_role("link", name="Noter une absence").click()
    # A Tuesday, the day on which people come.
    day = today().date() + timedelta(days=14 + (1 - today().weekday()) % 7 + 7 * next(_turns))
    page.get_by_label("Du", exact=True).fill(day.isoformat())
    page.get_by_role("button", name="Noter l’absence").click()
    if (still := page.get_by_role("button", name="Noter l’absence quand même")).count():
        # Those who would come are shown first, and none is cancelled unseen.
        expect(page.get_by_text("Déjà prévu pendant ce temps")).to_be_visible()
        still.click()
    expect(page.get_by_text("L’absence est notée")).to_be_visible()
    looked_at(page, script=script)
    page.goto(f"{house.url}/pro/agenda/?vue=semaine&jour={day}")
    expect(page.get_by_text("Pas là").first).to_be_visible()
    looked_at(page, script=script)


@WAYS
def test_a_mediator_opens_a_session_prints_the_door_and_reads_the_agenda_elsewhere(
    open_page: Opener, house: Site, mediator: StorageState, script: bool, size: dict[str, int]
) -> None:
    page = open_page(storage_state=mediator, java_script_enabled=script, viewport=size)
    title, day = f"Ordinateurs en libre accès {next(_turns)}", today().date() + timedelta(days=2)
    page.goto(f"{house.url}/pro/agenda/reglages/seances/ajouter/")
    page.locator("[name=kind]").select_option(label="Séance libre")
    page.locator("[name=title]").fill(title)
    page.get_by_label("Une seule fois").check()
    page.locator("[name=first]").fill(day.isoformat())
    page.locator("[name=start]").fill("14:00")
    page.locator("[name=end]").fill("17:00")
    page.locator("[name=place]").select_option(label="Cyberespace de la Coopérative, Clairmaille")
    page.get_by_role("button", name="Voir les dates").click()
    page.locator("main form").get_by_role("button").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text(title)
    looked_at(page, script=script)
    # The sheet for the door says it, with nobody's name.
    page.goto(f"{house.url}/pro/agenda/")
    page.get_by_role("link", name="Cyberespace de la Coopérative").last.click()
    page.get_by_role("link", name="Feuille pour la porte").click()
    if title not in page.locator("body").inner_text():
        page.goto(f"{page.url.split('?')[0]}?semaine={day}")
    expect(page.get_by_text(title).first).to_be_visible()
    # Their agenda read from a telephone, and another one read here.
    page.goto(f"{house.url}/pro/agenda/agendas-exterieurs/1/")
    page.get_by_role("textbox").fill("http://calendrier.example/prive.ics")
    page.get_by_role("button", name="Ajouter cet agenda").click()
    expect(page.get_by_text("Copiez une adresse qui commence par https://.").first).to_be_visible()
    looked_at(page, script=script)
    page.get_by_role("link", name=re.compile("^Dans l’autre sens")).click()
    page.locator("main form").get_by_role("button").first.click()
    address = re.search(r"/agenda/prive/[\w-]+\.ics", page.locator("main").inner_text())
    assert address is not None
    answer = page.request.get(house.url + address[0])
    assert answer.headers["content-type"].startswith("text/calendar")
    assert answer.text().startswith("BEGIN:VCALENDAR")
    looked_at(page, script=script)
