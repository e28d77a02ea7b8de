"""A quarter drawn by hand, without a script; and a load by another process, seen at once."""

import json
import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import COORDINATOR, Site, fill_town, prepared_once, run, served
from tests.browser.test_every_page import DESKTOP, PHONE, check_both_widths, check_size

pytestmark = pytest.mark.browser
DRAW = "/pro/territoires/quartiers/dessiner/"


@pytest.fixture(scope="module")
def own_town(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Clairmaille for these tests alone: they write in it."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("drawn") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="module")
def own_state(own_town: Site, browser: Browser) -> StorageState:
    """Sign in with a code, as a person does, and return the cookies."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{own_town.url}/pro/")
    page.get_by_role("link", name="Recevoir un code").click()
    since = own_town.log.stat().st_size
    page.get_by_role("textbox").fill(COORDINATOR)
    page.keyboard.press("Enter")
    page.wait_for_url("**/verifier/**")
    page.get_by_role("textbox").fill(own_town.code_sent(since))
    page.keyboard.press("Enter")
    page.wait_for_url("**/pro/")
    state = context.storage_state()
    context.close()
    return state


def click(page: Page, x: int, y: int) -> None:
    """Touch the plan."""
    page.locator("#plan input[type=image]").click(position={"x": x, "y": y})


@pytest.mark.parametrize("window", [PHONE, DESKTOP], ids=["telephone", "desktop"])
def test_a_quarter_is_drawn_kept_erased_and_put_back_without_a_script(
    open_page: Opener, own_town: Site, own_state: StorageState, window: dict[str, int]
) -> None:
    page = open_page(viewport=window, storage_state=own_state, java_script_enabled=False)
    page.goto(f"{own_town.url}/pro/territoires/")
    page.get_by_role("link", name="Dessiner un quartier").click()
    for n, (x, y) in enumerate([(60, 60), (220, 70), (210, 240), (200, 20)], start=1):
        click(page, x, y)
        expect(page.get_by_role("status").filter(has_text=f"{n} coin")).to_be_visible()
    # The fourth crosses the others: it is said, and taken back.
    page.get_by_role("link", name="Retirer le dernier point").click()
    page.get_by_role("link", name="Plus près").click()
    expect(page.get_by_text("3 coins sont posés")).to_be_visible()
    page.get_by_role("link", name="Voir tout le dessin").click()
    page.get_by_role("link", name="Continuer").click()
    expect(page.get_by_text(re.compile(r"\d hectare"))).to_be_visible()
    page.get_by_label("Nom du quartier").fill("Le Peigne")
    page.get_by_role("button", name="Enregistrer ce quartier").click()
    expect(page.get_by_role("heading", name="Le Peigne")).to_be_visible()
    page.get_by_role("link", name="Effacer ce quartier").click()
    page.get_by_role("button", name="Effacer ce quartier").click()
    page.get_by_role("button", name="Remettre Le Peigne").first.click()
    expect(page.get_by_text("Le quartier est remis")).to_be_visible()
    page.get_by_role("link", name="Effacer ce quartier").click()
    page.get_by_role("button", name="Effacer ce quartier").click()
    expect(page.get_by_text("est effacé")).to_be_visible()


def test_the_pages_of_a_drawing_have_no_fault_that_axe_sees(
    open_page: Opener, own_town: Site, own_state: StorageState
) -> None:
    page = open_page(viewport=DESKTOP, storage_state=own_state)
    page.goto(f"{own_town.url}{DRAW}")
    check_both_widths(page)
    for at in [(60, 60), (220, 70), (210, 240)]:
        click(page, *at)
    page.get_by_text("Écrire ou coller les points").click()
    check_both_widths(page)
    page.get_by_role("link", name="Grand plan").click()
    page.set_viewport_size(DESKTOP)
    expect(page.locator("#plan input[type=image]")).to_have_js_property("offsetWidth", 640)
    page.get_by_role("link", name="Continuer").click()
    page.set_viewport_size(DESKTOP)
    check_both_widths(page)
    page.get_by_label("Nom du quartier").fill("La Bobine")
    page.get_by_role("button", name="Enregistrer ce quartier").click()
    page.wait_for_url("**/pro/territoires/la-bobine/")
    check_both_widths(page)
    for route in ("contour/", "effacer/"):
        page.goto(f"{own_town.url}/pro/territoires/quartiers/la-bobine/{route}")
        page.set_viewport_size(DESKTOP)
        check_both_widths(page)
    page.get_by_role("button", name="Effacer ce quartier").click()
    expect(page.get_by_role("button", name="Remettre La Bobine")).to_be_visible()
    page.set_viewport_size(DESKTOP)
    check_both_widths(page)


def test_typed_points_that_cannot_be_read_are_said_beside_them(
    open_page: Opener, own_town: Site, own_state: StorageState
) -> None:
    page = open_page(viewport=DESKTOP, storage_state=own_state)
    page.goto(f"{own_town.url}{DRAW}")
    page.get_by_text("Écrire ou coller les points").click()
    page.get_by_label("Les coins, dans l’ordre du tour").fill("50.3, 3.2\nla mairie")
    page.get_by_role("button", name="Montrer ces points").click()
    expect(page.get_by_role("alert")).to_contain_text("à la ligne 2")
    check_size(page)
    check_both_widths(page)


def test_a_load_by_another_process_is_drawn_at_once(
    open_page: Opener, own_town: Site, own_state: StorageState, tmp_path: Path
) -> None:
    page = open_page(viewport=DESKTOP, storage_state=own_state)
    plan = "/pro/plan.svg?milieu=50.4,3.4&largeur=6000&taille=grand"
    assert "Le Canevas" not in page.request.get(own_town.url + plan).text()
    ring = [[3.38, 50.385], [3.42, 50.385], [3.42, 50.415], [3.38, 50.415], [3.38, 50.385]]
    path = tmp_path / "canevas.geojson"
    path.write_text(
        json.dumps(
            {
                "type": "FeatureCollection",
                "features": [
                    {
                        "type": "Feature",
                        "properties": {"kind": "quarter", "code": "canevas", "nom": "Le Canevas"},
                        "geometry": {"type": "Polygon", "coordinates": [ring]},
                    }
                ],
            }
        ),
        encoding="utf-8",
    )
    run(own_town.folder, "load-territory", path)
    assert "Canevas" in page.request.get(own_town.url + plan).text()
