"""The face of who sends: to whom, the form, the list, the way to the answer."""

import re
from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from maillage.apps.directory.tests.factories import make_offer
from maillage.apps.liaison.actions.sending import send_due
from maillage.apps.liaison.models import Sheet
from maillage.apps.liaison.queries.codes import code_of, seen_mark
from maillage.apps.liaison.tests.factories import NOW, PROCEDURES, make_recipient
from maillage.apps.liaison.tests.reading import form, link, words

pytestmark = pytest.mark.django_db
DRAWN = "M10 10L20 20L30 25L40 30M50 50L60 60L70 70L80 80"


@pytest.mark.row("LIA-02")
def test_choosing_a_place_shows_its_missions_publics_rule_and_slots(town, sign_in):
    make_offer(town.place, services=[PROCEDURES], admission_rule="Sur rendez-vous.",
               publics_specifiquement_adresses=["Seniors"])  # fmt: skip
    town.place.offers.order_by("pk").first().delete()
    desk = sign_in(town.sender)
    listed = words(desk.get("/pro/fiches/nouvelle/", {"q": "Rouet"}))
    page = words(desk.get("/pro/fiches/nouvelle/", {"lieu": town.place.public_id}))
    for text in (listed, page):
        assert "On fait les papiers avec vous." in text
        assert "Seulement : Seniors" in text
        assert "Sur rendez-vous." in text
    assert "Prochains rendez-vous libres" in page
    assert "Nom de famille" not in page


@pytest.mark.row("LIA-02")
def test_the_next_free_times_of_the_agenda_are_shown(town, sign_in):
    from maillage.apps.agenda.tests.factories import (
        make_availability,
        make_motive,
        make_resource,
    )

    resource = make_resource(organisation=town.receiver_house, place=town.place)
    availability = make_availability(resource, place=town.place)
    motive = make_motive(organisation=town.receiver_house)
    availability.motives.add(motive)
    page = sign_in(town.sender).get("/pro/fiches/nouvelle/", {"lieu": town.place.public_id})
    assert motive.title in words(page)
    assert "Aucun dans l’agenda" not in words(page)


@pytest.mark.row("LIA-02")
def test_a_closed_public_raises_a_warning_before_sending_then_it_is_sent_if_decided(town, sign_in):
    place = make_recipient(offer={"publics_specifiquement_adresses": ["Seniors"]})
    desk = sign_in(town.sender)
    answer = desk.post("/pro/fiches/nouvelle/", form(place, public="Jeunes"))
    assert answer.status_code == 409
    assert "Ce lieu ne reçoit pas ce public" in words(answer)
    assert not Sheet.objects.exists()
    answer = desk.post(
        "/pro/fiches/nouvelle/", form(place, public="Jeunes", seen_warning="1", anyway="on")
    )
    assert answer.status_code == 302
    assert Sheet.objects.count() == 1


@pytest.mark.row("LIA-01")
def test_a_prescriber_sends_the_place_opens_and_answers_the_prescriber_sees_the_answer(
    town, sign_in
):
    desk = sign_in(town.sender)
    answer = desk.post("/pro/fiches/nouvelle/", form(town.place), follow=True)
    sheet = Sheet.objects.get()
    assert code_of(sheet) in words(answer)
    assert sheet.reference in words(answer)
    send_due(clock=lambda: NOW)
    (letter,) = mail.outbox
    assert letter.to == town.place.courriels
    here = re.search(r"https://clairmaille\.example(/\S+)", letter.body)[1]
    place = Client()
    page = place.get(here)
    assert "Je veux imprimer un papier." in words(page)
    assert "06 39 98 00 12" in words(page)
    seen = re.search(r'name="seen" value="([^"]+)"', page.content.decode())[1]
    said = {"do": "appointment", "seen": seen, "day": "2026-11-25", "hour": "14:30",
            "note": "Sonnez en bas."}  # fmt: skip
    assert place.post(here, said).status_code == 302
    text = words(desk.get(f"/pro/fiches/{sheet.pk}/"))
    assert "rendez-vous donné" in text
    assert "Mercredi 25 novembre 2026 à 14 h 30" in text
    assert "Sonnez en bas." in text
    send_due(clock=lambda: NOW)
    assert mail.outbox[-1].to == [town.sender.email]


@pytest.mark.row("GOV-01")
def test_subjects_and_bodies_of_e_mails_hold_nothing_of_the_person(town):
    sheet = town.send(name="Nour", need="Je veux imprimer.", channel="email", phone="",
                      email="nour@habitant.example")  # fmt: skip
    Client().post(link(sheet), {"do": "seen", "seen": seen_mark(sheet.sendings.get())})
    send_due(clock=lambda: NOW)
    for letter in mail.outbox:
        for secret in ("Nour", "imprimer", "nour@", code_of(sheet)):
            assert secret not in letter.subject + letter.body
        assert sheet.reference not in letter.subject
    assert ["nour@habitant.example"] in [letter.to for letter in mail.outbox]


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"how": ""}, "Sans son accord"),
        ({"how": "screen"}, "n’a pas signé"),
        ({"how": "screen", "signature": "M1 1"}, "ne se lit pas"),
        ({"services": ""}, "Cochez au moins une réponse"),
        ({"phone": ""}, "Donnez le numéro"),
        ({"email": "a@b.example"}, "Un seul moyen"),
        ({"channel": "prescriber"}, "Effacez-le"),
        ({"channel": "email", "phone": ""}, "Donnez l’adresse"),
        ({"need": "mdp : Soleil12"}, "mot de passe"),
        ({"need": "x" * 301}, "300 signes"),
        ({"name": "1 85 05 78 006 084 36"}, "sécurité sociale"),
        ({"days": "99999"}, "choix"),
        ({"urgent_on": "31/31/2026"}, "Ce jour n’existe pas"),
    ],
)
def test_a_wrong_form_says_where_and_keeps_what_was_written(town, sign_in, wrong, says):
    answer = sign_in(town.sender).post("/pro/fiches/nouvelle/", form(town.place, **wrong))
    assert answer.status_code == 422
    assert says in words(answer)
    assert not Sheet.objects.exists()
    if "need" not in wrong:
        assert "Je veux imprimer un papier." in words(answer)


def test_a_signature_drawn_on_the_screen_is_the_proof(town, sign_in):
    desk = sign_in(town.sender)
    desk.post("/pro/fiches/nouvelle/", form(town.place, how="screen", signature=DRAWN))
    sheet = Sheet.objects.get()
    assert sheet.consents.get().signature == DRAWN
    assert DRAWN in desk.get(f"/pro/fiches/{sheet.pk}/").content.decode()


def test_sent_twice_it_is_one_sheet(town, sign_in):
    desk = sign_in(town.sender)
    first = desk.post("/pro/fiches/nouvelle/", form(town.place))
    second = desk.post("/pro/fiches/nouvelle/", form(town.place))
    assert first["Location"] == second["Location"]
    assert Sheet.objects.count() == 1


@pytest.mark.parametrize("place", ["inconnu", "' OR 1=1", "<script>"])
def test_a_place_that_does_not_exist_is_said(town, sign_in, place):
    assert sign_in(town.sender).get("/pro/fiches/nouvelle/", {"lieu": place}).status_code == 404


def test_the_list_shows_received_first_and_no_name(town, sign_in):
    town.send(urgent_on=(NOW + timedelta(days=1)).date())
    received = words(sign_in(town.receiver).get("/pro/fiches/"))
    sent = words(sign_in(town.sender).get("/pro/fiches/"))
    assert "à lire" in received
    assert received.index("Reçues") < received.index("Envoyées")
    for text in (received, sent):
        assert "Nour" not in text
        assert "À faire avant le 24 novembre 2026" in text


def test_a_sheet_is_found_by_its_number_never_by_a_name(town, sign_in):
    sheet = town.send()
    desk = sign_in(town.sender)
    assert sheet.reference in words(desk.get("/pro/fiches/", {"q": f"f 2026 {sheet.pk:04d}"}))
    assert "Aucune fiche envoyée par vous" in words(desk.get("/pro/fiches/", {"q": "Nour"}))
    other = sign_in(town.third).get("/pro/fiches/", {"q": sheet.reference})
    assert "Aucune fiche envoyée par vous" in words(other)
