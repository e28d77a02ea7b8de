"""A sheet goes from who sends a person to who receives them, and the answer comes back.

With and without a script, in Clairmaille; the place has no account, the person has a paper.
"""

import re
import shutil
from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site, fill_town, prepared_once, served
from tests.browser.test_agenda import WAYS
from tests.browser.test_contribution import state_of
from tests.browser.test_every_page import check_both_widths

pytestmark = pytest.mark.browser
PRESCRIBER = "prescriptrice@clairmaille.example"
COORDINATOR = "coordination@clairmaille.example"
PLACE = "Cyberespace de la Coopérative"


@pytest.fixture(scope="module")
def house(shared_folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town of the other tests in a copy of its own: sheets change it."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("sheets") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="module")
def prescriber(house: Site, browser: Browser) -> StorageState:
    return state_of(house, browser, PRESCRIBER)


@pytest.fixture(scope="module")
def coordinator(house: Site, browser: Browser) -> StorageState:
    return state_of(house, browser, COORDINATOR)


def write(page: Page, house: Site) -> None:
    """Come to the sheet of a place and write what every sheet says."""
    page.goto(f"{house.url}/pro/fiches/nouvelle/?q=Cyberespace")
    page.get_by_role("link", name=f"Choisir {PLACE}").click()
    page.get_by_label("Se servir d’un téléphone ou d’un ordinateur").check()
    page.get_by_label("Avec ses mots").fill("Je voudrais appeler ma sœur en vidéo.")
    page.get_by_label("Par moi : le lieu me rappelle").check()


def open_code(page: Page, house: Site, path: str, code: str) -> None:
    """Type a code."""
    page.goto(f"{house.url}{path}")
    page.get_by_role("textbox").fill(code)
    page.locator("main form button").first.click()


@WAYS
def test_sent_read_answered_and_the_answer_reaches_both(
    open_page: Opener, house: Site, prescriber: StorageState, script: bool, size: dict[str, int]
) -> None:
    page = open_page(storage_state=prescriber, java_script_enabled=script, viewport=size)
    write(page, house)
    # Without an agreement nothing leaves, and nothing typed is lost.
    page.get_by_role("button", name="Envoyer la fiche").click()
    expect(page.locator("main")).to_contain_text("Sans son accord, la fiche ne part pas")
    expect(page.get_by_label("Avec ses mots")).to_have_value(re.compile("ma sœur"))
    page.get_by_label("Elle l’a dit devant moi").check()
    page.get_by_role("button", name="Envoyer la fiche").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Où l’on vous attend")
    code = page.locator("p.code").inner_text()
    answer_code = page.locator(".sheet b.nb").last.inner_text()

    person = open_page(java_script_enabled=script, viewport=size)
    open_code(person, house, "/fiche/", code)
    expect(person.locator("main")).to_contain_text("On attend la réponse du lieu")
    place = open_page(java_script_enabled=script, viewport=size)
    open_code(place, house, "/fiche/reponse/", answer_code)
    expect(place.locator("main")).to_contain_text("Je voudrais appeler ma sœur en vidéo.")
    place.get_by_text("Donner un rendez-vous").click()
    day = datetime.now(ZoneInfo("Europe/Paris")) + timedelta(days=7)
    place.get_by_label("Jour").fill(day.strftime("%Y-%m-%d"))
    place.get_by_label("Heure").fill("14:30")
    place.get_by_role("button", name="Donner ce rendez-vous").click()

    person.goto(f"{house.url}/fiche/")
    expect(person.get_by_role("heading", level=1)).to_have_text("Votre prochain rendez-vous")
    expect(person.locator("main")).to_contain_text("à 14 h 30")
    page.get_by_role("link", name="Voir la fiche").click()
    expect(page.locator("main")).to_contain_text("rendez-vous donné")


@WAYS
def test_told_by_telephone_by_choice_a_word_is_read_again_and_the_place_answers_with_the_code(
    open_page: Opener, house: Site, prescriber: StorageState, script: bool, size: dict[str, int]
) -> None:
    page = open_page(storage_state=prescriber, java_script_enabled=script, viewport=size)
    write(page, house)
    # By e-mail is offered first.
    expect(page.get_by_label("Par e-mail")).to_be_checked()
    page.get_by_label("j’appelle le lieu").check()
    page.get_by_label("Par moi : le lieu me rappelle").check()
    page.get_by_label("Elle l’a dit devant moi").check()
    page.get_by_label("Avec ses mots").fill("Payer le parking de l’hôpital.")
    page.get_by_role("button", name="Envoyer la fiche").click()
    expect(page.locator("main")).to_contain_text("À relire")
    if script:
        check_both_widths(page)
    page.get_by_label("J’ai relu ces mots").check()
    page.get_by_role("button", name="Envoyer la fiche").click()
    expect(page.locator("main")).to_contain_text("La fiche est prête. Appelez le lieu")
    page.get_by_role("link", name="En gros caractères").click()
    expect(page.get_by_role("link", name="En taille ordinaire")).to_be_visible()
    page.get_by_role("link", name="Voir la fiche").click()
    told = page.get_by_role("status").first
    expect(told).to_contain_text("aucun e-mail ne part")
    place = open_page(java_script_enabled=script, viewport=size)
    open_code(place, house, "/fiche/reponse/", told.locator("b.nb").inner_text())
    expect(place.locator("main")).to_contain_text("Payer le parking")


@WAYS
def test_a_coordinator_writes_a_template_retires_it_and_takes_that_back(
    open_page: Opener, house: Site, coordinator: StorageState, script: bool, size: dict[str, int]
) -> None:
    page = open_page(storage_state=coordinator, java_script_enabled=script, viewport=size)
    page.goto(f"{house.url}/pro/parcours/modeles/")
    page.get_by_role("link", name="Écrire un modèle").click()
    page.get_by_label("Nom du modèle").fill("Après un déménagement")
    page.get_by_role("button", name="Écrire la première étape").click()
    page.get_by_label("L’étape").fill("Trouver la mairie de quartier")
    page.get_by_label("À dire à voix haute").fill("On vous montre le chemin.")
    page.get_by_role("button", name="Enregistrer l’étape").click()
    expect(page.get_by_role("heading", level=3)).to_have_text("1. Trouver la mairie de quartier")
    page.get_by_role("button", name="Retirer ce modèle").click()
    expect(page.locator("main")).to_contain_text("il n’est plus proposé")
    page.get_by_role("button", name="Annuler ce changement").click()
    expect(page.locator("main")).not_to_contain_text("il n’est plus proposé")
    page.get_by_role("button", name="Retirer ce modèle").click()


@pytest.mark.parametrize(
    "path",
    [
        "/pro/parcours/modeles/", "/pro/parcours/modeles/nouveau/", "/pro/parcours/modeles/1/",
        "/pro/parcours/modeles/1/etape/", "/pro/parcours/modeles/1/etape/2/",
    ],
)  # fmt: skip
def test_axe_finds_nothing_on_the_pages_of_templates(
    open_page: Opener, house: Site, coordinator: StorageState, path: str
) -> None:
    page = open_page(storage_state=coordinator)
    page.goto(f"{house.url}{path}")
    check_both_widths(page)


def test_a_signature_is_drawn_with_a_finger_or_a_mouse(
    open_page: Opener, house: Site, prescriber: StorageState
) -> None:
    page = open_page(storage_state=prescriber)
    write(page, house)
    page.get_by_label("Elle signe ici, sur l’écran").check()
    canvas = page.locator("canvas")
    canvas.scroll_into_view_if_needed()
    box = canvas.bounding_box()
    assert box is not None
    page.mouse.move(box["x"] + 20, box["y"] + 60)
    page.mouse.down()
    for step in range(12):
        page.mouse.move(box["x"] + 20 + 15 * step, box["y"] + 60 + 20 * (step % 3))
    page.mouse.up()
    page.get_by_role("button", name="Envoyer la fiche").click()
    page.get_by_role("link", name="Voir la fiche").click()
    expect(page.get_by_role("img", name="Signature de la personne")).to_be_visible()


def test_the_square_of_a_paper_opens_the_sheet_and_leaves_the_address(
    open_page: Opener, house: Site, prescriber: StorageState
) -> None:
    page = open_page(storage_state=prescriber)
    page.goto(f"{house.url}/pro/fiches/1/papier/")
    code = page.locator("p.code").inner_text()
    asked: list[str] = []
    person = open_page()
    person.on("request", lambda request: asked.append(request.url))
    person.goto(f"{house.url}/fiche/#{code}")
    expect(person.locator("main")).to_contain_text("F-")
    assert code not in person.url
    assert not [url for url in asked if code in url.split("#")[0]]


@pytest.mark.parametrize(
    "path",
    [
        "/pro/", "/pro/fiches/", "/pro/fiches/?terminees=1", "/pro/fiches/nouvelle/?q=maison",
        "/pro/fiches/2/", "/pro/fiches/8/", "/pro/fiches/8/passer/", "/pro/fiches/2/papier/",
        "/pro/fiches/2/lectures/", "/pro/fiches/2/retirer/", "/pro/fiches/donnees/",
        "/pro/parcours/", "/pro/parcours/nouveau/", "/pro/parcours/1/",
        "/pro/parcours/1/papier/", "/pro/parcours/1/etape/1/",
    ],
)  # fmt: skip
def test_axe_finds_nothing_on_the_pages_of_a_prescriber(
    open_page: Opener, house: Site, prescriber: StorageState, path: str
) -> None:
    page = open_page(storage_state=prescriber)
    answer = page.goto(f"{house.url}{path}")
    assert answer is not None
    assert answer.status == 200
    check_both_widths(page)


@pytest.mark.row("ORI-07")
@pytest.mark.parametrize(
    "path", ["/pro/parcours/1/papier/", "/pro/fiches/2/papier/", "/pro/fiches/3/papier/"]
)
def test_a_paper_is_one_sheet_of_a4(
    open_page: Opener, house: Site, prescriber: StorageState, path: str
) -> None:
    page = open_page(storage_state=prescriber, viewport={"width": 1280, "height": 800})
    page.goto(f"{house.url}{path}")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page[^s]", printed)) == 1
