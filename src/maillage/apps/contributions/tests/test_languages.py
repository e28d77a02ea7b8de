"""Whoever reads plain French, English or Arabic reports an error and follows it."""

import re
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core.cache import cache

from maillage.apps.contributions.actions import refuse_report, report
from maillage.apps.contributions.models import Report
from maillage.apps.contributions.tests.factories import NOW
from maillage.apps.directory.tests.factories import make_place, make_user
from maillage.web.languages import FSI, MARK, PDI, languages
from maillage.web.translations.extract import used_texts

pytestmark = pytest.mark.django_db
FRENCH = re.compile(f"{FSI}([^{PDI}]*){PDI}{re.escape(MARK)}")
OTHERS = [code for code, one in languages().items() if not one.is_french]
COMPLETE = [code for code in OTHERS if languages()[code].scope == "all"]


@pytest.fixture(autouse=True)
def no_count_of_another_test():
    cache.clear()


def speak(client, code):
    client.cookies["langue"] = code
    return client


def said(answer, code):
    """Return a page: in a language, and nothing of the reports left in French."""
    page = BeautifulSoup(answer.text, "html.parser")
    assert (page.html["lang"], page.html["dir"]) == (
        languages()[code].html,
        languages()[code].direction,
    )
    ours = {id for id, one in used_texts().items() if one.part == "contributions"}
    assert not set(FRENCH.findall(answer.text)) & ours
    return page


@pytest.mark.row("CHA-11")
@pytest.mark.parametrize("code", COMPLETE)
def test_an_error_is_reported_and_followed_in_the_complete_languages(code, client):
    place = make_place(nom="Local du Rouet")
    address = f"/lieux/{place.public_id}/signaler/"
    speak(client, code)
    page = said(client.get(address), code)
    assert page.find(class_="crumb").find(lang="fr").text == "Local du Rouet"
    assert client.post(address, {"text": "x"}).status_code == 422
    said(client.post(address, {"text": "06 39 98 00 00", "kind": "other"}), code)
    sent = said(client.post(address, {"kind": "hours", "text": "مغلق يوم الأربعاء"}), code)
    secret = sent.select_one(".code").text
    followed = said(client.post("/signalements/", {"code": secret}), code)
    # What the person wrote may be in any language: it is not said to be French.
    words = followed.find("p", class_="said")
    assert (words.text, words["dir"]) == ("مغلق يوم الأربعاء", "auto")
    made = Report.objects.get()
    refuse_report(number=made.pk, answer="C’est bien ouvert.", by=make_user(role="data_steward"),
                  now=made.made_at + timedelta(days=1))  # fmt: skip
    answered = said(client.post("/signalements/", {"code": secret}), code)
    assert answered.find(string="C’est bien ouvert.").parent["lang"] == "fr"
    said(client.post("/signalements/retirer/", {"code": secret}), code)
    said(client.post("/signalements/", {"code": "AAAA-AAAA"}), code)


@pytest.mark.parametrize("code", OTHERS)
def test_the_page_of_a_place_says_in_each_language_that_one_may_report(code, client):
    place = make_place()
    said(speak(client, code).get(f"/lieux/{place.public_id}/"), code)


def test_the_day_of_a_message_is_said_by_the_language(client):
    _report, secret = report(make_place(), kind="closed", text="", values=None, channel="public",
                             now=NOW)  # fmt: skip
    page = speak(client, "ar").post("/signalements/", {"code": secret})
    lead = said(page, "ar").find("p", class_="lead").text
    assert "15 سبتمبر 2026، 10:20" in lead
    assert "أرسلت في" in lead


def test_another_language_is_told_that_the_page_is_in_french(client):
    page = BeautifulSoup(speak(client, "uk").get("/signalements/").text, "html.parser")
    assert page.html["lang"] == "fr"
    assert page.find(lang="uk")


def test_the_list_of_what_is_kept_says_reports_to_residents(client):
    page = said(speak(client, "en").get("/vos-donnees/"), "en")
    assert "The mistake that you report about a place" in page.text
