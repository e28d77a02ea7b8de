"""The questions, their result, what is kept and the guide in other languages; papers, words."""

import re
from datetime import datetime
from functools import cache

import pytest
from bs4 import BeautifulSoup

from maillage.apps.directory.tests.factories import make_offer, make_place
from maillage.apps.orientation.queries.procedure_list import PROCEDURES
from maillage.apps.orientation.queries.wording import cautions_told, day_told, moment_told
from maillage.apps.orientation.queries.wording import reasons_told as told
from maillage.core.orientation import Reason
from maillage.web.languages import FSI, MARK, PDI, languages, said_in
from maillage.web.translations.extract import used_texts

pytestmark = pytest.mark.django_db
FRENCH = re.compile(f"{FSI}([^{PDI}]*){PDI}{re.escape(MARK)}")
# Hours and days as French says them: those of a language follow its own words.
HOURS = re.compile(r"\b(lundi|mardi|vendredi|Fermé|Ouvert|Ouvre|novembre|il y a)\b")
OTHERS = [code for code, one in languages().items() if not one.is_french]
COMPLETE = [code for code in OTHERS if languages()[code].scope == "all"]
# One of each scope, alphabet and direction: each costs fifteen pages.
WALKED = ["en", "ar", "ru", "zh-hans"]
ANSWERS = {
    "besoin": "demarche",
    "gene": ["no_computer", "reading", "language", "urgent"],
    "langue": "ar",
    "usage_mobile": "yes",
    "usage_administration": "with_help",
    "usage_office": "wish",
    "usage_identity": "other",
}


@pytest.fixture(autouse=True)
def place():
    """A place that helps with procedures: its name and its offer are as somebody typed them."""
    place = make_place(
        nom="Maison du Rouet",
        horaires="Mo-Fr 09:00-12:00; Sa off",
        telephone="+33199002110",
        contact_nom="Camille Exemple",
        languages=["fr", "ar"],
        latitude=50.3,
        longitude=2.8,
    )
    make_offer(place, title="Permanence du mardi", services=["Aider aux démarches administratives"])
    return place


@cache
def _french():
    """Return the French texts of orientation."""
    ids = [id for id, text in used_texts().items() if text.part == "orientation"]
    return {text for id in ids for text in ((id,) if isinstance(id, str) else id)}


def said(answer, code):
    """Return a page: all of it in a language, but for what somebody typed."""
    assert answer.status_code in (200, 404, 422), answer.status_code
    page = BeautifulSoup(answer.text, "html.parser")
    # The lines of the menus are those of each part.
    assert not FRENCH.findall(f"{page.title}{page.main}")
    assert page.html["lang"] == languages()[code].html
    assert page.html["dir"] == languages()[code].direction
    for typed in page.find_all(lang="fr"):
        typed.extract()
    left = {" ".join(line.split()) for line in page.main.stripped_strings}
    assert not HOURS.search(" ".join(left))
    same = {line for line in _french() if len(line) > 12 and " ".join(line.split()) in left}
    assert not same
    return BeautifulSoup(answer.text, "html.parser")


def speak(client, code):
    client.cookies["langue"] = code
    return client


@pytest.mark.row("CHA-11")
@pytest.mark.parametrize("code", WALKED)
def test_the_questions_the_result_and_what_is_kept_are_said_in_each_language(code, client):
    speak(client, code)
    said(client.get("/orientation/"), code)
    for step in ("motif", "gene", "mobile", "administration", "office"):
        page = said(client.post("/orientation/questions/", {**ANSWERS, "etape": step}), code)
        assert page.find(attrs={"data-aloud": True})
    result = said(client.post("/orientation/questions/", {**ANSWERS, "etape": "identity"}), code)
    assert result.select_one("ol.places h3").find(lang="fr").text == "Maison du Rouet"
    for address, more in (
        ("/orientation/resultat/", {"aller": "papier"}),
        ("/orientation/resultat/", {"ou": "Nulle part", "suite": "oui", "apport": "none"}),
        ("/orientation/resultat/", {"gene": "not_online", "besoin": ""}),
        ("/orientation/garder/", {}),
        ("/orientation/garder/", {"faire": "garder"}),
    ):
        said(client.post(address, {**ANSWERS, **more}), code)
    kept = client.post(
        "/orientation/garder/", {**ANSWERS, "faire": "garder", "once": "a" * 32, "months": "6"}
    )
    number = said(kept, code).find(class_="code").text
    for doing in ("changer", "demander", "effacer"):
        said(client.post("/orientation/mon-bilan/changer/", {"code": number, "faire": doing}), code)
    for typed in ("", "7KX2", number):
        said(client.post("/orientation/mon-bilan/", {"code": typed}), code)
    said(client.get("/orientation/mon-bilan/"), code)


@pytest.mark.parametrize("code", WALKED)
def test_the_guide_and_the_papers_are_said_in_each_language(code, client, place):
    speak(client, code)
    for address in (
        "/orientation/demarches/",
        *(f"/orientation/demarches/{one.code}/" for one in PROCEDURES),
        "/orientation/je-viens-d-arriver/",
        "/orientation/je-viens-d-arriver/?ou=xx",
        "/orienter/manque/?besoin=demarche",
        f"/orienter/papier/?lieu={place.public_id}&besoin=demarche",
        "/orienter/papier/",
    ):
        said(client.get(address), code)


@pytest.mark.parametrize("code", COMPLETE)
def test_the_31_activities_and_the_page_that_guides_are_said_in_the_complete_languages(
    code, client
):
    speak(client, code)
    for address in ("/orientation/bilan/", "/orientation/papier/", "/orienter/"):
        said(client.get(address), code)
    sent = {"derniere_fois": "three_months", "a_IUEM": "yes", "a_IUBK": "with_help"}
    for step in ("debut", "communication", "information", "problems", "content", "safety"):
        said(client.post("/orientation/bilan/", {**sent, "etape": step}), code)
    for more in ({"version": "2019"}, {"aller": "papier"}):
        said(client.post("/orientation/bilan/", {**sent, "etape": "fin", **more}), code)
    asked = {"besoin": "demarche", "gene": "reading", "accueil": "Surdité", "public": "Jeunes"}
    for more in ({}, {"besoin": "", "gene": []}, {"avant": "x"}, {"marche": "20"}):
        said(client.post("/orienter/", {**asked, **more}), code)


def test_a_page_out_of_the_scope_of_a_language_is_french_and_says_so(client):
    page = BeautifulSoup(speak(client, "tr").get("/orientation/bilan/").text, "html.parser")
    assert page.html["lang"] == "fr"
    assert page.find(class_="note")["lang"] == "tr"


def test_plain_french_says_again_what_is_long(client):
    page = speak(client, "fr-facile").get("/orientation/mon-bilan/").text
    assert "Avec votre code, vous revoyez vos réponses. Vous pouvez" in page
    assert 'lang="fr"' in page


def test_the_copy_of_what_is_kept_is_whole_in_french(client):
    speak(client, "ar")
    sent = {"once": "b" * 32, "months": "1", "faire": "garder", "a_IUEM": "yes", "bilan": "oui"}
    number = BeautifulSoup(client.post("/orientation/garder/", sent).text, "html.parser").find(
        class_="code"
    )
    copied = client.post(
        "/orientation/mon-bilan/changer/", {"code": number.text, "faire": "copier"}
    ).json()
    assert copied["accord"]["donné"] == "sur l’écran, par la personne"
    assert copied["activités"] == {"Lire ou envoyer un e-mail": "yes"}


def test_days_numbers_and_lists_follow_the_language():
    # Naive, local to the place.
    moment = datetime(2026, 11, 24, 14)  # noqa: DTZ001
    found = {}
    for code in ("fr", "en", "ar", "ru", "zh-hans"):
        with said_in(code):
            walk = told([Reason("walk", ("3",))], walks=True)[0].words
            lacks = cautions_told([], ["language", "cost"])[0].words
            found[code] = (day_told(moment), walk, lacks)
    plain = {code: [words.replace("\u00a0", " ") for words in one] for code, one in found.items()}
    assert plain == {
        "fr": [
            "mardi 24 novembre à 14 h",
            "À 3 minutes à pied",
            "Nous ne savons pas : les langues parlées et le prix. Appelez avant de venir.",
        ],
        "en": [
            "Tuesday, 24 November at 14:00",
            "3 minutes on foot",
            "We do not know: the languages spoken and the price. Call before you come.",
        ],
        "ar": [
            "الثلاثاء، 24 نوفمبر على الساعة 14:00",
            "3 دقائق مشيا",
            "لا نعرف: اللغات المستعملة والسعر. اتصلوا قبل المجيء.",
        ],
        "ru": [
            "вторник, 24 ноября в 14:00",
            "3 минуты пешком",
            "Мы не знаем: на каких языках говорят и цена. Позвоните, прежде чем прийти.",
        ],
        "zh-hans": [
            "11月24日星期二 14:00",
            "步行 3 分钟",
            "我们不知道：所说的语言和价格。来之前请先打电话。",
        ],
    }  # fmt: skip
    with said_in("en"):
        assert moment_told(moment, moment.date()) == "today at 14:00"


@pytest.mark.parametrize("code", WALKED)
def test_a_public_of_the_standard_is_said_in_the_language(code):
    with said_in(code):
        words = cautions_told([Reason("closed_public", ("Jeunes", "Inventé"))], [])[0].words
    assert "jeunes" not in words.lower()
    # What no list knows stays French, isolated.
    assert f"{FSI}" in words
    assert "Inventé" in words


def in_another_language(client, page, code):
    """Press the name of a language in the head of a page of the questions."""
    [form] = page.select("#langues form")
    [button] = form.select(f"button[formaction$='lang={code}']")
    sent = {}
    for field in form.select("input"):
        sent.setdefault(field["name"], []).append(field["value"])
    assert form["method"] == "post"
    assert "besoin" not in button["formaction"]
    answer = client.post(button["formaction"], {**sent, button["name"]: button["value"]})
    assert answer.status_code == 200
    return BeautifulSoup(answer.content, "html.parser")


def test_another_language_in_the_middle_keeps_the_answers(client):
    """Break it: as links, the languages sent back to the first question, empty."""
    said = {"etape": "gene", "besoin": "imprimer", "gene": ["money"], "langue": "ar"}
    page = BeautifulSoup(client.post("/orientation/questions/", said).content, "html.parser")
    third = page.select_one("main .crumb").text
    english = in_another_language(client, page, "en")
    assert english.html["lang"] == "en"
    assert english.select_one("main .crumb").text != third
    assert "3" in english.select_one("main .crumb").text
    hidden = english.select("main form input[type=hidden]")
    kept = {field["name"]: field["value"] for field in hidden}
    assert (kept["besoin"], kept["gene"], kept["langue"]) == ("imprimer", "money", "ar")
    # What was answered on the page itself, when one came back to it, is still chosen.
    back = {**said, "usage_mobile": "yes", "etape": "administration", "aller": "retour"}
    page = BeautifulSoup(client.post("/orientation/questions/", back).content, "html.parser")
    arabic = in_another_language(client, page, "ar")
    chosen = [field["value"] for field in page.select("main input[checked]")]
    assert [field["value"] for field in arabic.select("main input[checked]")] == chosen != []
    # No cookie of content: the language alone is kept.
    assert set(client.cookies) == {"langue"}


def test_the_first_question_and_the_result_keep_them_too(client):
    said = {"etape": "mobile", "besoin": "imprimer", "aller": "arreter"}
    page = BeautifulSoup(client.post("/orientation/questions/", said).content, "html.parser")
    english = in_another_language(client, page, "en")
    assert english.h1.text == "Print a paper"
    again = {"etape": "gene", "besoin": "imprimer", "aller": "retour"}
    page = BeautifulSoup(client.post("/orientation/questions/", again).content, "html.parser")
    arabic = in_another_language(client, page, "ar")
    [chosen] = arabic.select("main input[checked]")
    assert chosen["value"] == "imprimer"
