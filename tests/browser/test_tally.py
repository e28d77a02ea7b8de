"""The tally of a counter on a telephone: three taps, the network cut, a session that ended."""

import json
import re
import shutil
import sqlite3
import time
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site, fill_town, prepared_once, served
from tests.browser.test_contribution import state_of
from tests.browser.test_every_page import check

pytestmark = pytest.mark.browser
COORDINATOR = "coordination@clairmaille.example"
PHONE = {"width": 360, "height": 640}
PLACES = {True: "Espace numérique du Rouet", False: "Médiathèque de la Navette"}


@pytest.fixture(scope="module")
def house(shared_folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town of the other tests in a copy of its own, since visits change it."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("tally") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="module")
def agent(house: Site, browser: Browser) -> StorageState:
    return state_of(house, browser, COORDINATOR)


def asked(house: Site, question: str, *values: Any) -> Any:
    """Return one value of the base of the site."""
    base_file = f"file:{house.folder}/maillage.sqlite3?mode=ro"
    with closing(sqlite3.connect(base_file, uri=True)) as base:
        return base.execute(question, values).fetchone()[0]


def n_noted(house: Site, nom: str) -> int:
    """Return how many rows of visits without booking a place has."""
    return int(
        asked(
            house,
            "SELECT count(*) FROM agenda_visit v JOIN directory_place p ON p.id = v.place_id "
            "WHERE p.nom = ? AND v.session_id IS NULL AND v.booking_id IS NULL "
            "AND v.attendance IN ('present', 'left')",
            nom,
        )
    )


def wait_noted(page: Page, house: Site, nom: str, n: int) -> None:
    """Wait until a place has that many: the page says it is sent, the base says it is written."""
    limit = time.monotonic() + 60
    while n_noted(house, nom) != n and time.monotonic() < limit:
        page.wait_for_timeout(100)  # not a sleep: routes of this page are answered meanwhile
    assert n_noted(house, nom) == n


def tally_page(house: Site, nom: str) -> str:
    number = asked(house, "SELECT public_id FROM directory_place WHERE nom = ?", nom)
    return f"{house.url}/pro/agenda/venues/{number}/"


def tap(page: Page, topic: str = "E-mail", minutes: str = "15") -> None:
    """Note somebody: three taps."""
    page.get_by_text(topic, exact=True).tap()
    page.get_by_text("Réglé", exact=True).tap()
    page.get_by_role("button", name=re.compile(rf"^{minutes}\smin$")).tap()


def count(page: Page) -> int:
    said = page.locator("[data-count]").inner_text()
    return int(said.split()[0])


def ready(page: Page) -> None:
    """Wait until the worker of the page can give it back."""
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function(
        "caches.open('maillage-tally-1').then((s) => s.match(location.origin + location.pathname))"
        ".then(Boolean)"
    )


@pytest.mark.row("AGD-09", "WRN-24")
@pytest.mark.parametrize("script", [False, True], ids=["without a script", "with"])
def test_three_drop_ins_of_three_taps_and_the_count_reads_three_more(
    open_page: Opener, house: Site, agent: StorageState, script: bool
) -> None:
    page = open_page(
        storage_state=agent, java_script_enabled=script, viewport=PHONE, has_touch=True
    )
    page.goto(f"{house.url}/pro/agenda/venues/")
    page.goto(tally_page(house, PLACES[script]))
    before, noted = count(page), n_noted(house, PLACES[script])
    for n, topic in enumerate(("E-mail", "Logement", "E-mail"), start=1):
        tap(page, topic)
        expect(page.locator("[data-count]")).to_contain_text(re.compile(rf"^{before + n}\s"))
    expect(page.locator("[data-pending]")).to_be_hidden()
    assert n_noted(house, PLACES[script]) == noted + 3
    page.get_by_role("button", name="Annuler le dernier").tap()
    expect(page.locator("[data-count]")).to_contain_text(re.compile(rf"^{before + 2}\s"))
    expect(page.locator("[data-pending]")).to_be_hidden()
    assert n_noted(house, PLACES[script]) == noted + 2
    # The number for the queue is given by a post of its own, and is shown big.
    page.get_by_role("button", name="Donner un numéro").tap()
    expect(page.locator(".code")).to_have_text(re.compile(r"^\d+$"))
    if script:
        check(page)


@pytest.mark.row("AGD-09")
def test_the_network_is_cut_notes_wait_and_are_sent_once(
    open_page: Opener, house: Site, agent: StorageState
) -> None:
    nom = "Atelier Fil à fil"
    page = open_page(storage_state=agent, viewport=PHONE, has_touch=True, service_workers="allow")
    page.goto(tally_page(house, nom))
    ready(page)
    noted, before = n_noted(house, nom), count(page)
    page.context.set_offline(True)
    tap(page)
    tap(page, "Logement", "5")
    box = page.locator("[data-pending]")
    expect(box).to_contain_text(re.compile(r"2\spassages à envoyer"))
    expect(box).to_contain_text("Pas de réseau")
    assert count(page) == before + 2
    check(page)
    # The page is opened again without network: it comes back with what waits.
    page.reload()
    expect(page.locator("[data-pending]")).to_contain_text(re.compile(r"2\spassages à envoyer"))
    tap(page)
    page.get_by_role("button", name="Annuler le dernier").tap()
    expect(page.locator("[data-pending]")).to_contain_text(re.compile(r"2\spassages à envoyer"))
    page.context.set_offline(False)
    expect(page.locator("[data-pending]")).to_be_hidden()
    assert n_noted(house, nom) == noted + 2
    expect(page.locator("[data-count]")).to_contain_text(re.compile(rf"^{before + 2}\s"))
    assert page.evaluate("Object.keys(localStorage).filter((k) => k.startsWith('maillage:'))") == []


def test_an_answer_that_is_lost_is_asked_again_and_noted_once(
    open_page: Opener, house: Site, agent: StorageState
) -> None:
    nom = "Centre social des Courtils"
    page = open_page(storage_state=agent, viewport=PHONE, has_touch=True)
    page.goto(tally_page(house, nom))
    noted, packets = n_noted(house, nom), []

    def lose(route: Route) -> None:
        """Let the first packet reach the site, and lose its answer on the way."""
        if route.request.method != "POST":
            route.continue_()
            return
        packets.append(json.loads(route.request.post_data or "{}"))
        if len(packets) == 1:
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/envoi/", lose)
    tap(page)
    expect(page.locator("[data-pending]")).to_contain_text(re.compile(r"1\spassage à envoyer"))
    wait_noted(page, house, nom, noted + 1)
    expect(page.locator("[data-pending]")).to_contain_text("Pas de réseau")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-pending]")).to_be_hidden()
    assert [one["notes"][0]["key"] for one in packets] == [packets[0]["notes"][0]["key"]] * 2
    assert n_noted(house, nom) == noted + 1


def test_a_session_that_ended_loses_nothing(
    open_page: Opener, house: Site, browser: Browser
) -> None:
    nom = "La Plume du Haut-Champ"
    page = open_page(
        storage_state=state_of(house, browser, COORDINATOR), viewport=PHONE, has_touch=True
    )
    page.goto(tally_page(house, nom))
    noted = n_noted(house, nom)
    kept = page.context.cookies()
    page.context.clear_cookies()
    tap(page)
    box = page.locator("[data-pending]")
    expect(box).to_contain_text("Rien n’est perdu")
    assert n_noted(house, nom) == noted
    door = box.get_by_role("link", name="Se reconnecter")
    expect(door).to_have_attribute("href", re.compile(r"/compte/connexion/\?next=/pro/agenda/"))
    door.tap()
    expect(page).to_have_url(re.compile("/compte/connexion/"))
    page.context.add_cookies(kept)  # signed in again
    page.goto(tally_page(house, nom))
    wait_noted(page, house, nom, noted + 1)
    expect(page.locator("[data-pending]")).to_be_hidden()
