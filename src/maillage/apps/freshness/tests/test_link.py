"""The contact of a place follows the link of an e-mail: no account, one press."""

from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.core import mail
from django.test import Client
from django.utils import timezone

from maillage.apps.contributions.queries.reports import reports_waiting
from maillage.apps.directory.queries import get_place
from maillage.apps.directory.queries.freshness import confirmations_of
from maillage.apps.directory.tests.pages import read, said
from maillage.apps.freshness.actions.sending import send_letters
from maillage.apps.freshness.models import Letter, Request
from maillage.apps.freshness.tests.factories import (
    SITE,
    link_of_place,
    make_asked_place,
    make_campaign,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def place():
    return make_asked_place(nom="La Navette")


@pytest.fixture
def url(place):
    campaign = make_campaign(start=True)
    Letter.objects.update(expires_at=timezone.now() + timedelta(days=60))
    return f"/verifier/{link_of_place(campaign, place)}/"


def open_reports():
    return [waiting.report for waiting in reports_waiting()]


def button(page, words):
    return next(b for b in page.select("main button") if words in said(b))


def press(client, url, words):
    """Press a button of the page, as a browser does."""
    page = read(client.get(url))
    found = button(page, words)
    data = {i["name"]: i["value"] for i in found.find_parent("form").select("input[type=hidden]")}
    return client.post(url, data | {found["name"]: found["value"]}, follow=True)


@pytest.mark.row("CEN-11", "WRN-05")
def test_the_link_of_the_letter_then_one_press_and_the_record_is_verified_today(place):
    campaign = make_campaign(start=True)
    send_letters(campaign.pk)
    Letter.objects.update(expires_at=timezone.now() + timedelta(days=60))
    link = next(word for word in mail.outbox[0].body.split() if word.startswith(SITE))
    answer = press(Client(enforce_csrf_checks=True), link.removeprefix(SITE), "Rien n’a changé")
    assert "Merci, c’est noté" in answer.content.decode()
    assert "Prochaine question" in answer.content.decode()
    now = get_place(place.public_id)
    assert now.verified_on == timezone.localdate()
    assert now.next_check_on > timezone.localdate()
    (done,) = confirmations_of(now)
    assert (done.speaker, done.how, done.by) == ("place", "link", None)


def test_opening_the_link_as_a_scanner_of_mails_does_confirms_nothing(visitor, place, url):
    for _ in range(3):
        assert visitor.get(url).status_code == 200
        assert visitor.head(url).status_code == 200
    assert not confirmations_of(place)
    assert not Request.objects.exclude(answer="").exists()


def test_nothing_personal_is_in_the_address_nor_kept_in_the_base(place, url):
    assert place.courriels[0].split("@")[0] not in url
    kept = str([list(model.objects.values()) for model in (Letter, Request)])
    assert place.courriels[0] not in kept
    assert url.split("/")[2] not in kept


def test_a_link_used_again_says_what_happened(visitor, place, url):
    press(visitor, url, "Rien n’a changé")
    again = visitor.get(url)
    assert "Vous avez répondu aujourd’hui : rien n’a changé." in said(read(again).main)
    visitor.post(url, {"fiche": Request.objects.get().pk})
    assert len(confirmations_of(place)) == 1


def test_a_link_that_is_old_taken_back_or_wrong_says_whom_to_ask(visitor, url):
    wrong = visitor.get("/verifier/inconnu/")
    Letter.objects.update(revoked_at=timezone.now())
    taken_back = visitor.get(url)
    Letter.objects.update(revoked_at=None, expires_at=timezone.now() - timedelta(seconds=1))
    old = visitor.post(url, {"fiche": "toutes"})
    for answer in (wrong, taken_back, old):
        assert answer.status_code == 410
        text = answer.content.decode()
        assert "Ce lien ne sert plus" in text
        assert 'href="tel:+33199002100"' in text
    assert not Request.objects.exclude(answer="").exists()


def test_a_network_that_tries_many_links_waits(visitor):
    answers = {visitor.get(f"/verifier/faux{n}/").status_code for n in range(70)}
    assert answers == {410, 429}


def test_the_link_of_one_place_opens_no_other(visitor, place, url):
    make_asked_place()
    make_campaign(start=True)
    other = Request.objects.exclude(place=place).get()
    assert visitor.post(url, {"fiche": other.pk}).status_code == 404
    assert visitor.get(f"{url}{other.pk}/corriger/").status_code == 404
    assert not Request.objects.exclude(answer="").exists()


def test_one_letter_for_several_places_answers_for_all_in_one_press_or_one_by_one(visitor):
    same = {"courriels": ["accueil@rouet.example"]}
    places = [make_asked_place(nom=f"Atelier {n}", **same) for n in (1, 2, 3)]
    campaign = make_campaign(start=True)
    Letter.objects.update(expires_at=timezone.now() + timedelta(days=60))
    url = f"/verifier/{link_of_place(campaign, places[0])}/"
    page = read(visitor.get(url))
    assert [said(h) for h in page.select("main section > h2")] == ["Atelier 1", "Atelier 2",
                                                                  "Atelier 3"]  # fmt: skip
    one = Request.objects.get(place=places[1])
    visitor.post(url, {"fiche": one.pk})
    assert list(Request.objects.exclude(answer="")) == [one]
    answer = press(visitor, url, "Rien n’a changé dans ces 2 lieux")
    assert "Merci, c’est noté" in answer.content.decode()
    assert all(len(confirmations_of(p)) == 1 for p in places)


# ---------------------------------------------------------------- corrections


def correct_url(url):
    return f"{url}{Request.objects.get().pk}/corriger/"


def test_corrections_become_one_report_with_values_that_a_steward_reads(visitor, place, url):
    form = read(visitor.get(correct_url(url))).select_one("main form")
    once = form.select_one("[name=once]")["value"]
    data = {
        "telephone": "01 99 00 43 77", "courriel": "neuf@rouet.example", "price": "gratuit",
        "adresse": "9 place du Rouet", "horaires": "Mo-Sa 09:00-18:00", "words": "Porte bleue",
        "once": once,
    }  # fmt: skip
    answer = visitor.post(correct_url(url), data, follow=True)
    assert "Vos corrections sont arrivées" in answer.content.decode()
    visitor.post(correct_url(url), data)  # sent twice by a slow telephone
    (one,) = open_reports()
    assert one.channel == "contact"
    assert one.values == {
        "telephone": "+33199004377", "courriels": ["neuf@rouet.example"],
        "adresse": "9 place du Rouet", "horaires": "Mo-Sa 09:00-18:00",
    }  # fmt: skip
    assert one.text == "Prix : gratuit\nPorte bleue"
    # Nothing is published before somebody reads it, and nothing is said verified.
    assert get_place(place.public_id).telephone == place.telephone
    assert not confirmations_of(place)
    assert "Vous avez envoyé des corrections aujourd’hui" in said(read(visitor.get(url)).main)


def test_the_rest_may_be_confirmed_with_a_correction(visitor, place, url):
    visitor.post(correct_url(url), {"telephone": "01 99 00 43 77", "rest": "on"})
    (done,) = confirmations_of(place)
    assert "horaires" in done.fields
    assert "telephone" not in done.fields


def test_closed_for_ever_is_one_box(visitor, place, url):
    visitor.post(correct_url(url), {"closed": "on"})
    (one,) = open_reports()
    assert (one.kind, one.values) == ("closed", {})
    assert get_place(place.public_id).state == "open"


def test_an_empty_correction_and_a_wrong_one_say_how_to_repair(visitor, url):
    empty = visitor.post(correct_url(url), {})
    assert empty.status_code == 422
    assert "Écrivez au moins une correction" in empty.content.decode()
    wrong = visitor.post(correct_url(url), {"telephone": "12", "courriel": "sans arobase"})
    assert wrong.status_code == 422
    assert "« sans arobase » n’est pas une adresse e-mail complète." in wrong.content.decode()
    short = visitor.post(correct_url(url), {"telephone": "12"})
    assert short.status_code == 422
    assert not open_reports()


# ---------------------------------------------------------------- no more letters


def test_one_press_stops_the_letters_and_one_press_undoes_it(visitor, place, url):
    stop = f"{url}ne-plus-ecrire/"
    assert visitor.get(stop).status_code == 200
    assert not Letter.objects.filter(state="opted_out").exists()
    done = visitor.post(stop, {"do": "stop"}, follow=True)
    assert "Nous ne vous écrirons plus" in done.content.decode()
    again = make_campaign(name="Hiver", start=True)
    assert Request.objects.get(campaign=again).way == "phone"
    send_letters(Letter.objects.get().campaign_id)
    assert mail.outbox == []
    visitor.post(stop, {"do": "again"})
    later = make_campaign(name="Printemps", start=True)
    assert Request.objects.get(campaign=later).way == "mail"


def test_the_letters_are_stopped_by_a_link_that_is_too_old_to_answer_with(visitor, url):
    Letter.objects.update(expires_at=timezone.now() - timedelta(seconds=1))
    stop = f"{url}ne-plus-ecrire/"
    page = visitor.get(stop)
    assert page.status_code == 200
    assert "Voir la fiche" not in page.content.decode()
    done = visitor.post(stop, {"do": "stop"}, follow=True)
    assert "Nous ne vous écrirons plus" in done.content.decode()
    assert Request.objects.get(campaign=make_campaign(name="Hiver")).way == "phone"
    assert visitor.get("/verifier/inconnu/ne-plus-ecrire/").status_code == 410


def test_every_page_of_a_contact_works_without_script_and_is_never_kept(visitor, url):
    for address in (url, correct_url(url), f"{url}ne-plus-ecrire/", "/verifier/"):
        answer = visitor.get(address)
        page = BeautifulSoup(answer.content, "html.parser")
        assert not page.select("main script, main [hx-get]")
        assert "no-store" in answer["Cache-Control"]
