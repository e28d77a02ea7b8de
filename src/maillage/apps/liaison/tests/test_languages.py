"""The sheet of a person in their language: page, paper, messages; what stays in French."""

import json
import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.test import Client

from maillage.apps.liaison.actions.answers import Answer, answer
from maillage.apps.liaison.models import Face, Notice, NoticeKind, State
from maillage.apps.liaison.queries.codes import answer_code_of, code_of, seen_mark
from maillage.apps.liaison.queries.notices import notice_words
from maillage.apps.liaison.tests.factories import NOW, make_one_path
from maillage.web.languages import FSI, MARK, PDI, languages, said_in
from maillage.web.translations.extract import used_texts

pytestmark = pytest.mark.django_db
FRENCH = re.compile(f"{FSI}([^{PDI}]*){PDI}{re.escape(MARK)}")
OTHERS = [code for code, one in languages().items() if not one.is_french]
# One of each scope, alphabet and direction.
WALKED = ["en", "ar", "uk", "zh-hans"]
COMPLETE = [code for code in OTHERS if languages()[code].scope == "all"]
TUESDAY = NOW + timedelta(days=1)


def opened(code, secret):
    """Return a device that speaks a language and typed the code of a sheet or of a path."""
    device = Client()
    device.cookies["langue"] = code
    assert device.post("/fiche/", {"code": secret}).status_code == 200
    return device


def said(response, code):
    """Return a page: in a language, and nothing of the sheets left in French."""
    page = BeautifulSoup(response.text, "html.parser")
    assert page.html["lang"] == languages()[code].html
    assert page.html["dir"] == languages()[code].direction
    ours = {
        text.replace("\u00a0", " ")
        for id, one in used_texts().items()
        if one.part == "liaison"
        for text in ((id,) if isinstance(id, str) else id)
    }
    left = {text.replace("\u00a0", " ") for text in FRENCH.findall(response.text)}
    assert not left & ours
    return page


def expect(sheet, *, note="Sonnez à gauche."):
    """Let the place give an appointment, on Tuesday at 8:00."""
    sending = sheet.sendings.get()
    answer(sending.pk, Answer(state=State.APPOINTMENT, appointment_at=TUESDAY, note=note),
           seen=seen_mark(sending), face=Face.LINK, now=NOW)  # fmt: skip
    return sheet.sendings.get()


@pytest.mark.row("CHA-11")
@pytest.mark.parametrize("code", WALKED)
def test_the_sheet_is_said_in_the_language_of_the_person(code, town):
    sheet = town.send(language="ar", constraints=["no_step", "calm"])
    device = opened(code, code_of(sheet))
    said(Client(headers={"Accept-Language": code}).get("/fiche/"), code)
    said(device.get("/fiche/"), code)
    expect(sheet)
    page = said(device.get("/fiche/"), code)
    assert page.find("p", class_="said").find(lang="fr").text == sheet.need
    said(device.get("/fiche/papier/"), code)
    said(device.get("/fiche/changer-d-avis/"), code)
    wrong = device.post("/fiche/", {"code": "7KX2"})
    assert wrong.status_code == 422
    said(wrong, code)
    device.post("/fiche/changer-d-avis/")
    said(device.get("/fiche/"), code)


@pytest.mark.parametrize("code", WALKED)
def test_a_path_is_said_in_the_language_of_the_person(code, town):
    device = opened(code, code_of(make_one_path(template="francais")))
    page = said(device.get("/fiche/"), code)
    # A step that nobody reworded is said too; what the person wants stays in their words.
    assert not page.find("h3").find(lang="fr")
    assert page.find("p", class_="said").find(lang="fr").text == "Je voudrais lire mes courriers."
    said(device.get("/fiche/changer-d-avis/"), code)


@pytest.mark.parametrize("code", COMPLETE)
def test_what_is_held_is_said_in_the_complete_languages_and_the_file_stays_in_french(code, town):
    sheet = town.send(language="tr", constraints=["calm"], owned=["smartphone"])
    expect(sheet)
    device = opened(code, code_of(sheet))
    page = said(device.get("/fiche/mes-donnees/"), code)
    assert "2026-11" not in page.text
    assert any(one.text == sheet.need for one in page.find_all(lang="fr"))
    held = json.loads(device.get("/fiche/mes-donnees/fichier/").content)
    assert held["à prévoir"] == ["Un lieu calme, en tête-à-tête"]


def test_a_person_who_reads_another_language_is_told_that_what_is_held_is_in_french(town):
    device = opened("tr", code_of(town.send()))
    page = BeautifulSoup(device.get("/fiche/mes-donnees/").text, "html.parser")
    assert page.html["lang"] == "fr"
    assert page.find(lang="tr")


def test_plain_french_says_it_in_shorter_sentences(client):
    page = client.get("/fiche/", {"lang": "fr-facile"}).text
    assert "Vous voyez où aller, et quand." in page
    assert "où vous êtes attendu" not in page


def articles(response):
    page = BeautifulSoup(response.text, "html.parser")
    return page, [(one["lang"], one["dir"]) for one in page.find_all("article")]


def test_who_helps_prints_the_paper_in_the_language_of_the_person(town, sign_in):
    sheet = town.send(language="zh")
    desk = sign_in(town.sender)
    page, found = articles(desk.get(f"/pro/fiches/{sheet.pk}/papier/"))
    assert page.html["lang"] == "fr"
    assert found == [("zh-Hans", "ltr")]
    assert page.article.h1.text == "在哪里等您"
    # The place that receives reads its line in French.
    line = page.article.find(string=re.compile("Pour le lieu qui reçoit")).parent
    assert line["lang"] == "fr"
    assert answer_code_of(sheet.pk, 1) in line.text
    _, found = articles(desk.get(f"/pro/fiches/{sheet.pk}/papier/", {"francais": "1"}))
    assert found == [("fr", "ltr")]


def test_two_languages_stand_side_by_side_with_one_square(town, sign_in):
    sheet = town.send(language="ar")
    expect(sheet)
    page, found = articles(
        sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/papier/", {"deux": "1"})
    )
    assert found == [("ar", "rtl"), ("fr", "ltr")]
    own, french = page.find_all("article")
    assert own.h1.text == "موعدكم القادم"
    assert "24 نوفمبر 2026" in own.text
    assert french.h1.text == "Votre prochain rendez-vous"
    assert "mardi 24" in french.text.lower().replace("\u00a0", " ")
    assert len(page.find_all("svg", class_="qr")) == 1
    assert code_of(sheet) in own.text
    assert code_of(sheet) in french.text


def test_the_person_prints_both_too_and_large_print_is_kept(town):
    sheet = town.send()
    device = opened("ru", code_of(sheet))
    page, found = articles(device.get("/fiche/papier/", {"deux": "1", "gros": "1"}))
    assert found == [("ru", "ltr"), ("fr", "ltr")]
    tools = [a["href"] for a in page.find("p", class_="tools").find_all("a")]
    assert "/fiche/papier/?deux=1" in tools
    assert "/fiche/papier/?gros=1" in tools


@pytest.mark.parametrize("asked", ["/fiche/papier/?deux=1", "/fiche/papier/?francais=1"])
def test_in_french_there_is_one_paper_and_no_other_to_ask_for(asked, town):
    device = opened("fr", code_of(town.send()))
    page, found = articles(device.get(asked))
    assert found == [("fr", "ltr")]
    assert len(page.find("p", class_="tools").find_all("a")) == 2


def test_a_language_that_the_site_does_not_speak_prints_in_french(town, sign_in):
    sheet = town.send(language="so")
    _, found = articles(sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/papier/"))
    assert found == [("fr", "ltr")]


@pytest.mark.parametrize("code", OTHERS)
def test_what_is_sent_is_in_the_language_of_the_sheet(code, town):
    sheet = town.send(language=code, channel="sms")
    sending = expect(sheet)
    notice = Notice.objects.get(kind=NoticeKind.TOLD)
    told = notice_words(notice)
    everything = "\n".join((told.subject, told.body, told.sms))
    assert MARK not in everything
    assert f"https://clairmaille.example/fiche/?lang={code}" in told.body
    assert sheet.reference in told.sms
    with said_in(code):
        other = notice_words(notice)
    assert (other.subject, other.sms) == (told.subject, told.sms)
    sending.sheet.language = ""
    notice.sending = sending
    french = notice_words(notice)
    assert french.sms != told.sms
    assert "?lang" not in french.body
    assert "novembre" not in told.sms or code in ("it", "pt")


def test_the_page_of_a_place_stays_in_french(town):
    device = Client()
    device.cookies["langue"] = "ar"
    page = BeautifulSoup(device.get("/fiche/reponse/").text, "html.parser")
    assert page.html["lang"] == "fr"
