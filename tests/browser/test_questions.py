"""The six questions and the 31 activities: with a voice, without a script, on paper."""

import re

import pytest
from playwright.sync_api import Page, expect

from tests.browser.conftest import Opener
from tests.browser.site import Site
from tests.browser.test_every_page import PHONE, check, check_both_widths

pytestmark = pytest.mark.browser
# A device with a voice, that notes what it would say instead of saying it.
VOICE = """
window.said = [];
window.tags = [];
const voices = {
  getVoices: () => "%s".split(" ").map((lang) => ({ lang, localService: %s })),
  speak: (speech) => window.said.push(speech.text) && window.tags.push(speech.voice.lang),
  cancel: () => window.said.push("(stop)"),
  addEventListener: () => {},
};
Object.defineProperty(window, "speechSynthesis", { value: voices });
window.SpeechSynthesisUtterance = class {
  constructor(text) { this.text = text; }
  addEventListener() {}
};
"""


def follow(page: Page, name: str) -> None:
    page.get_by_role("main").get_by_role("button", name=name, exact=True).click()
    page.wait_for_load_state()


def answer_six(page: Page, town: Site) -> None:
    """Answer the six questions of a parent without a computer, who speaks little French."""
    page.goto(f"{town.url}/orientation/")
    page.get_by_text("Suivre l’école de mon enfant").click()
    follow(page, "Continuer")
    page.get_by_text("Je parle peu le français").click()
    page.get_by_text("Lire ou écrire est difficile").click()
    page.get_by_label("parler une autre langue").select_option("ar")
    follow(page, "Question suivante")
    for said in ("quand j’en ai besoin", "avec quelqu’un", "j’aimerais", "je fais autrement"):
        page.get_by_role("radio", name=re.compile(said)).check()
        last = page.get_by_role("button", name="Voir ce qui me va").count()
        follow(page, "Voir ce qui me va" if last else "Question suivante")


@pytest.mark.parametrize("scripts", [True, False])
def test_six_questions_then_the_places_then_a_code_with_or_without_a_script(
    open_page: Opener, town: Site, scripts: bool
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=scripts)
    answer_six(page, town)
    main = page.get_by_role("main")
    expect(main.get_by_role("heading", level=1)).to_have_text("Suivre l’école de mon enfant")
    expect(main.get_by_role("heading", level=2).first).to_have_text("Ce que vous faites déjà")
    expect(main.locator("ol.places > li").first).to_be_visible()
    # Nothing of it is in the address, nor in a cookie.
    assert page.url.endswith("/orientation/questions/")
    assert not page.context.cookies()
    if scripts:
        check_both_widths(page)
    follow(page, "Garder mes réponses")
    page.get_by_text("Six mois").click()
    if scripts:
        check(page)
    follow(page, "Je suis d’accord\u00a0: garder")
    code = main.locator(".code").inner_text()
    page.goto(f"{town.url}/orientation/mon-bilan/")
    page.get_by_label("Votre code").fill(code.lower())
    follow(page, "Ouvrir")
    if scripts:
        check(page)
    follow(page, "Tout effacer")
    follow(page, "Oui, effacer")
    expect(main).to_contain_text("Il ne reste rien de vos réponses")


def test_the_31_activities_say_what_one_does_and_have_no_fault_that_axe_sees(
    open_page: Opener, town: Site
) -> None:
    page = open_page(viewport=PHONE)
    page.goto(f"{town.url}/orientation/bilan/")
    page.get_by_text("depuis moins de trois mois").click()
    follow(page, "Commencer")
    check_both_widths(page)
    for _area in range(5):
        for activity in page.get_by_role("main").get_by_role("group").all():
            activity.get_by_text("Avec de l’aide").click()
        page.get_by_role("main").get_by_role("group").first.get_by_text("Oui", exact=True).click()
        last = page.get_by_role("button", name="Voir mon bilan").count()
        follow(page, "Voir mon bilan" if last else "Continuer")
    expect(page.get_by_role("main")).to_contain_text("Vous avez des bases partout")
    check_both_widths(page)
    follow(page, "Voir comme en 2019")
    expect(page.get_by_role("main")).not_to_contain_text("Compté depuis 2021")
    follow(page, "Une feuille à imprimer")
    check(page)


@pytest.mark.row("ORI-36")
def test_the_page_is_read_aloud_by_the_voice_of_the_device(open_page: Opener, town: Site) -> None:
    page = open_page(viewport=PHONE)
    page.add_init_script(VOICE % ("fr-FR", "true"))
    page.goto(f"{town.url}/orientation/")
    button = page.get_by_role("button", name="Lire à voix haute")
    button.click()
    said = page.evaluate("window.said")
    assert said[1] == "Qu’aimeriez-vous pouvoir faire\u00a0?"
    assert "Faire une démarche" in said
    assert "Réparer mon appareil" not in said  # folded: not shown, not read
    expect(page.get_by_role("button", name="Arrêter la lecture")).to_be_visible()
    page.get_by_role("button", name="Arrêter la lecture").click()
    assert page.evaluate("window.said").pop() == "(stop)"
    expect(button).to_be_visible()


@pytest.mark.parametrize(
    ("code", "voices", "voice", "title"),
    [
        ("ar", "fr-FR ar-SA", "ar-SA", "ماذا تودّون أن تستطيعوا فعله؟"),
        ("zh-hans", "zh-HK fr-FR cmn-CN", "cmn-CN", "您想学会做什么？"),
        ("fr-facile", "en-GB fr-FR", "fr-FR", "Qu’aimeriez-vous pouvoir faire\u00a0?"),
    ],
)
def test_the_page_is_read_aloud_in_its_language_and_what_is_french_in_french(
    open_page: Opener, town: Site, code: str, voices: str, voice: str, title: str
) -> None:
    page = open_page(viewport=PHONE)
    page.add_init_script(VOICE % (voices, "true"))
    page.goto(f"{town.url}/orientation/?lang={code}")
    page.locator("h1").evaluate(
        "h1 => h1.insertAdjacentHTML('afterend', `<p data-say><i lang='fr'>Le Rouet</i>, 2 <b>"
        "\u2068Pas dit\u2069 [fr]</b></p>`)"
    )
    page.locator("[data-aloud]").click()
    said = list(zip(page.evaluate("window.said")[1:], page.evaluate("window.tags"), strict=True))
    assert said[0] == (title, voice)
    french = [words for words, tag in said[1:4] if tag == "fr-FR"]
    assert " ".join(french).startswith("Le Rouet")
    assert "Pas dit" in " ".join(french)
    assert "[fr]" not in " ".join(words for words, _tag in said)
    assert {tag for _words, tag in said} == {voice, "fr-FR"}


@pytest.mark.parametrize(("language", "local"), [("en-GB", "true"), ("fr-FR", "false")])
def test_without_a_voice_of_the_device_in_the_language_there_is_no_button(
    open_page: Opener, town: Site, language: str, local: str
) -> None:
    page = open_page(viewport=PHONE)
    page.add_init_script(VOICE % (language, local))
    page.goto(f"{town.url}/orientation/")
    expect(page.get_by_role("button", name="Continuer")).to_be_visible()
    expect(page.locator("[data-aloud]")).to_be_hidden()


def test_the_31_activities_print_on_two_sheets(open_page: Opener, town: Site) -> None:
    page = open_page()
    page.goto(f"{town.url}/orientation/papier/")
    paper = page.pdf(format="A4", prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", paper)) <= 2


@pytest.mark.parametrize("scripts", [True, False])
def test_back_finds_the_last_page_and_what_was_said(
    open_page: Opener, town: Site, scripts: bool
) -> None:
    page = open_page(viewport=PHONE, java_script_enabled=scripts)
    answer_six(page, town)
    follow(page, "Une feuille à imprimer")
    page.go_back()
    expect(page.get_by_role("heading", level=2).first).to_have_text("Ce que vous faites déjà")
    page.go_back()
    expect(page.get_by_role("main")).to_contain_text("Question 6 sur 6")
    page.goto(f"{town.url}/orienter/")
    page.get_by_label("Que veut faire la personne").select_option("demarche")
    follow(page, "Voir où aller")
    page.get_by_role("link", name="Sur un papier").first.click()
    page.go_back()
    expect(page.locator("ol.places > li").first).to_be_visible()
