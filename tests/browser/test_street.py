"""Street mediation on a telephone: the network cut, a number given at once, sent once later.

The pages of the staff that no other test looks at with axe are at the end.
"""

import re
import shutil
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site, fill_town, prepared_once, served
from tests.browser.test_contribution import state_of
from tests.browser.test_every_page import DESKTOP, check_both_widths
from tests.browser.test_tally import COORDINATOR, PHONE, asked

pytestmark = pytest.mark.browser
HELD = "Object.keys(localStorage).filter((k) => k.includes(':number:')).length"


@pytest.fixture(scope="module")
def house(shared_folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town of the other tests in a copy of its own, since encounters change it."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("street") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="module")
def agent(house: Site, browser: Browser) -> StorageState:
    return state_of(house, browser, COORDINATOR)


def n_slips(house: Site) -> int:
    return int(
        asked(
            house,
            "SELECT count(*) FROM channels_streetslip s "
            "JOIN agenda_visit v ON v.client_key = s.client_key AND v.attendance = 'present'",
        )
    )


def meet(page: Page, topic: str, place: str = "") -> str:
    """Note somebody; return the number that they are given."""
    page.get_by_text(topic, exact=True).tap()
    page.get_by_text("Orientée seulement", exact=True).tap()
    if place:
        page.get_by_label("Un lieu : il sera sur le bon").select_option(label=place)
    page.get_by_role("button", name="Noter, et donner un numéro").tap()
    number = page.locator("[data-slip] .code")
    expect(number).to_have_text(re.compile(r"^\d+-\d$"))
    said = number.inner_text()
    if place:
        expect(page.locator("[data-slip]")).to_contain_text(place)
    return said


@pytest.mark.row("CHA-21")
def test_the_network_is_cut_a_number_is_given_and_a_counter_opens_it_later(
    open_page: Opener, house: Site, agent: StorageState
) -> None:
    place = "Atelier Fil à fil"
    page = open_page(storage_state=agent, viewport=PHONE, has_touch=True, service_workers="allow")
    page.goto(f"{house.url}/pro/rue/")
    page.wait_for_function(f"() => {HELD} === 20")
    page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    page.wait_for_function(
        "() => caches.open('maillage-rue-1').then((s) => s.match(location.href)).then(Boolean)"
    )
    before = n_slips(house)
    page.context.set_offline(True)
    first = meet(page, "Logement", place)
    check_both_widths(page)
    page.get_by_role("button", name="Rencontre suivante").tap()
    # Opened again without network, the page comes back with what waits and gives another number.
    page.reload()
    expect(page.locator("[data-pending]")).to_contain_text(re.compile(r"1\srencontre à envoyer"))
    second = meet(page, "E-mail")
    assert first != second
    assert n_slips(house) == before
    expect(page.locator("[data-pending]")).to_contain_text(re.compile(r"2\srencontres à envoyer"))
    page.context.set_offline(False)
    expect(page.locator("[data-pending]")).to_be_hidden()
    assert n_slips(house) == before + 2
    # What was used is replaced: the device holds a block more.
    page.wait_for_function(f"() => {HELD} === 38")
    page.goto(f"{house.url}/pro/rue/bon/")
    page.get_by_label("Numéro du bon").fill(first)
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Bon donné dans la rue")
    expect(page.get_by_role("main")).to_contain_text(place)
    check_both_widths(page)


def test_an_answer_that_is_lost_costs_no_number_and_notes_once(
    open_page: Opener, house: Site, agent: StorageState
) -> None:
    page = open_page(storage_state=agent, viewport=PHONE, has_touch=True)
    page.goto(f"{house.url}/pro/rue/")
    page.wait_for_function(f"() => {HELD} >= 20")
    before, lost = n_slips(house), []

    def lose(route) -> None:
        """Let the first packet reach the site, and lose its answer on the way."""
        if route.request.method == "POST" and not lost:
            lost.append(route.request.post_data)
            route.fetch()
            route.abort()
        else:
            route.continue_()

    page.route("**/envoi/", lose)
    meet(page, "E-mail")
    expect(page.locator("[data-pending]")).to_contain_text("Pas de réseau")
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-pending]")).to_be_hidden()
    assert lost
    assert n_slips(house) == before + 1
    # The block that was handed in the answer that was lost is the one that came at last.
    page.wait_for_function(f"() => {HELD} === 39")


@pytest.mark.parametrize("address", ["sorties/", "sorties/prevoir/", "photo", "bon"])
def test_no_such_page_of_the_staff_has_a_fault_that_axe_sees(
    open_page: Opener, house: Site, agent: StorageState, address: str
) -> None:
    place = asked(house, "SELECT public_id FROM directory_place WHERE nom = ?", "Atelier Fil à fil")
    paths = {"photo": f"lieux/{place}/photo/", "bon": "rue/bon/?numero=1000-8"}
    page = open_page(storage_state=agent, viewport=DESKTOP)
    page.goto(f"{house.url}/pro/{paths.get(address, f'papier/{address}')}")
    check_both_widths(page)
    if address in ("sorties/prevoir/", "photo"):
        page.evaluate(
            "document.querySelectorAll('form').forEach((one) => { one.noValidate = true })"
        )
        page.locator("main form:has(.seen-by) button[type=submit]").first.click()
        expect(page.locator("[aria-invalid=true]").first).to_be_visible()
        check_both_widths(page)
