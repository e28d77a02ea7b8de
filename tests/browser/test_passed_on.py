"""Four people of Clairmaille, from what they would like to do to an answer that comes back.

Each is oriented without an account to a place that fits, books there, is passed on by a sheet; the
place answers without an account, and the answer reaches who sent them, and the person.
"""

import re
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import Browser, Page, StorageState, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site, fill_town, prepared_once, served
from tests.browser.test_contribution import state_of
from tests.browser.test_every_page import PHONE, check

pytestmark = pytest.mark.browser
PRESCRIBER = "prescriptrice@clairmaille.example"
# Not the number of a sheet: F-2026-0013.
CODE = re.compile(r"(?<!F-)\b[0-9A-Z]{4}-[0-9A-Z]{4}\b")


@dataclass(frozen=True, slots=True)
class Somebody:
    """What they answer, and words of what must be suggested first."""

    motive: str
    obstacles: tuple[str, ...]
    language: str
    uses: tuple[str, ...]
    fits: str
    need: str
    words: str


PEOPLE = {
    "a beginner with a smartphone": Somebody(
        "Me servir de mon téléphone", ("Quand ça bloque",), "",
        ("avec quelqu’un", "j’aimerais", "j’aimerais", "j’aimerais"),
        "commencer", "Maîtrise des outils numériques du quotidien",
        "Je voudrais appeler ma fille en vidéo.",
    ),
    "an Arabic speaker, a tax letter due tomorrow": Somebody(
        "Impôts, banque, factures", ("C’est pressé", "Je parle peu"), "ar",
        ("quand j’en ai besoin", "fais autrement", "fais autrement", "fais autrement"),
        "On y parle arabe", "Aide aux démarches administratives",
        "J’ai reçu une lettre des impôts, je dois répondre demain.",
    ),
    "a parent lost in the site of the school": Somebody(
        "Suivre l’école de mon enfant", (), "",
        ("quand j’en ai besoin", "avec quelqu’un", "quand j’en ai besoin", "avec quelqu’un"),
        "parents", "Parentalité et éducation avec le numérique",
        "Je ne trouve pas les devoirs de mon fils.",
    ),
    "somebody who looks for work": Somebody(
        "Chercher du travail, faire un CV", (), "",
        ("quand j’en ai besoin", "avec quelqu’un", "j’aimerais", "quand j’en ai besoin"),
        "travail", "Insertion professionnelle via le numérique",
        "Je voudrais envoyer mon CV.",
    ),
}  # fmt: skip


@pytest.fixture(scope="module")
def clairmaille(shared_folder, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The town in a copy of its own, since people book and answer."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("passed") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="module")
def prescriber(clairmaille: Site, browser: Browser) -> StorageState:
    return state_of(clairmaille, browser, PRESCRIBER)


def press(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def orient(page: Page, site: Site, who: Somebody) -> None:
    """Answer the six questions, as somebody alone would."""
    page.goto(f"{site.url}/orientation/")
    page.get_by_text(who.motive, exact=True).click()
    press(page, "Continuer")
    for obstacle in who.obstacles:
        page.get_by_text(re.compile(obstacle)).first.click()
    if who.language:
        page.get_by_label("parler une autre langue").select_option(who.language)
    press(page, "Question suivante")
    for number, use in enumerate(who.uses, 1):
        page.get_by_role("radio", name=re.compile(use)).check()
        press(page, "Voir ce qui me va" if number == len(who.uses) else "Question suivante")


def book(page: Page) -> tuple[str, str]:
    """Book at the first place that can be booked; return its page and the code given."""
    link = re.compile("Voir cette séance|Prendre rendez-vous")
    card = page.locator("ol.places > li").filter(has=page.get_by_role("link", name=link)).first
    place = card.get_by_role("heading").get_by_role("link").get_attribute("href")
    assert place is not None
    card.get_by_role("link", name=link).click()
    page.wait_for_load_state()
    seat = page.get_by_role("link", name="Réserver une place")
    if seat.count():
        seat.first.click()
    name = page.get_by_label("Un prénom, ou un surnom")
    if not name.count():
        return place, ""  # one comes without booking: nothing to book
    name.fill("Samira")
    press(page, "Réserver")
    found = CODE.search(page.get_by_role("main").inner_text())
    assert found is not None
    return place, found[0]


@pytest.mark.parametrize("script", [False, True], ids=["no script", "script"])
@pytest.mark.parametrize("who", PEOPLE.values(), ids=PEOPLE)
def test_oriented_booked_passed_on_answered_and_told(
    open_page: Opener, clairmaille: Site, prescriber: StorageState, who: Somebody, script: bool
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=script)
    orient(page, clairmaille, who)
    first = page.locator("ol.places > li").first
    expect(first).to_contain_text(re.compile(who.fits, re.IGNORECASE))
    # Whom to call is on each of them.
    expect(first.locator("a[href^='tel:']")).to_have_count(1)
    if script:
        check(page)
    place, _code = book(page)
    number = place.strip("/").rsplit("/", 1)[-1]

    desk = open_page(storage_state=prescriber, java_script_enabled=script)
    desk.goto(f"{clairmaille.url}/pro/fiches/nouvelle/?lieu={number}&besoin={who.need}")
    desk.get_by_label("Avec ses mots").fill(who.words)
    desk.get_by_label("Prénom, ou surnom").fill("Samira")
    desk.get_by_role("radio", name=re.compile("Par moi")).check()
    desk.get_by_role("radio", name=re.compile("Elle l’a dit")).check()
    if who.language:
        tomorrow = datetime.now(ZoneInfo("Europe/Paris")).date() + timedelta(days=1)
        desk.get_by_label("À faire avant le").fill(tomorrow.isoformat())
    press(desk, "Envoyer la fiche")
    if desk.get_by_text("Ce lieu ne reçoit pas ce public").count():
        raise AssertionError("a place that does not receive everybody was suggested")
    hers, theirs = CODE.findall(desk.get_by_role("main").inner_text())[:2]

    receiver = open_page(viewport=PHONE, java_script_enabled=script)
    receiver.goto(f"{clairmaille.url}/fiche/reponse/")
    receiver.get_by_role("main").get_by_role("textbox").fill(theirs)
    press(receiver, "Lire la fiche")
    expect(receiver.get_by_text(who.words)).to_be_visible()
    press(receiver, "La personne est venue")

    desk.get_by_role("link", name="Voir la fiche").click()
    expect(desk.get_by_role("status").first).to_contain_text("personne reçue")
    mine = open_page(viewport=PHONE, java_script_enabled=script)
    mine.goto(f"{clairmaille.url}/fiche/")
    mine.get_by_role("main").get_by_role("textbox").fill(hers)
    mine.get_by_role("main").get_by_role("button").first.click()
    expect(mine.get_by_text("Le lieu vous a reçu.")).to_be_visible()
    assert hers not in mine.url
    if script:
        check(mine)
