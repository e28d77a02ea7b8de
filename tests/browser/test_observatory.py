"""Pages of the observatory, as axe sees them, on a desktop and on a small telephone."""

import pytest
from playwright.sync_api import StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site
from tests.browser.test_every_page import DESKTOP, check_both_widths

pytestmark = pytest.mark.browser
IMPLANT = "/pro/observatoire/implanter/"


@pytest.mark.parametrize(
    "asked",
    ["", "?besoin=apprendre&genre=quarter&lieux=2", "?besoin=emprunter&genre=quarter&but=moins",
     "?besoin=inconnu"],
    ids=["the question", "an answer", "everybody near", "a need that is none"],
)  # fmt: skip
def test_where_to_put_a_place_has_no_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState, asked: str
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP)
    page.goto(town.url + IMPLANT + asked)
    expect(page.locator("h1")).to_have_text("Où implanter un lieu")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    check_both_widths(page)


@pytest.mark.parametrize(
    "asked",
    ["indice/", "indice/?methode=libre&genre=quarter", "indice/?methode=portrea&genre=commune",
     "indice/?methode=libre&echelle=z&moyenne=geometric", "comparer/",
     "comparer/?t=la-filature&t=clairmaille"],
    ids=["the index", "one's own", "a number", "a choice refused", "nothing to compare",
         "a quarter beside its town"],
)  # fmt: skip
def test_the_index_and_the_comparison_have_no_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState, asked: str
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP)
    page.goto(f"{town.url}/pro/observatoire/{asked}")
    expect(page.locator("nav.tabs a[aria-current=page]")).to_have_text(
        "Indice" if asked.startswith("indice") else "Comparer"
    )
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    check_both_widths(page)


@pytest.mark.parametrize(
    "address",
    ["reperes/", "reperes/ajouter/", "etudes/?sujet=emploi", "etudes/besoin/emploi/",
     "etudes/ajouter/", "constats/", "constats/ajouter/", "structures/", "structures/ajouter/",
     "diagnostic/", "diagnostic/commencer/"],
)  # fmt: skip
def test_the_registers_of_the_diagnosis_have_no_fault_that_axe_sees(
    open_page: Opener, town: Site, staff_state: StorageState, address: str
) -> None:
    page = open_page(storage_state=staff_state, viewport=DESKTOP)
    page.goto(f"{town.url}/pro/observatoire/{address}")
    expect(page.locator("nav.tabs a[aria-current=page]")).to_have_text("Diagnostic")
    page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true })")
    check_both_widths(page)
