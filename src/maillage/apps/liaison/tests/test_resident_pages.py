"""The person with the code of the paper; the counter; the desks; what forms say."""

import json
import re

import pytest
from django.test import Client

from maillage.apps.directory.tests.factories import AuditRow
from maillage.apps.liaison.models import Reading, Sending, Sheet, State
from maillage.apps.liaison.queries.codes import answer_code_of, code_of
from maillage.apps.liaison.tests.factories import PHONE
from maillage.apps.liaison.tests.reading import link, words

pytestmark = pytest.mark.django_db
DRAWN = "M10 10L20 20L30 25L40 30M50 50L60 60L70 70L80 80"


# ---------------------------------------------------------------- the person


def test_the_person_reads_with_the_code_on_a_device_without_cookies(town):
    sheet = town.send()
    answer = Client(enforce_csrf_checks=True).post("/fiche/", {"code": code_of(sheet)})
    text = words(answer)
    assert answer.status_code == 200
    assert "Où l’on vous attend" in text
    assert "Mairie de quartier du Rouet" in text
    assert "01 99 00 21 40" in text


def test_the_device_holds_the_code_for_half_an_hour_then_forgets(town):
    sheet = town.send()
    device = Client()
    device.post("/fiche/", {"code": code_of(sheet)})
    assert device.cookies["fiche"]["path"] == "/fiche/"
    assert device.cookies["fiche"]["httponly"]
    assert sheet.reference in words(device.get("/fiche/"))
    assert sheet.reference in words(device.get("/fiche/papier/"))
    device.post("/fiche/fermer/")
    assert sheet.reference not in words(device.get("/fiche/"))
    for page in ("papier/", "changer-d-avis/", "mes-donnees/", "mes-donnees/fichier/"):
        assert device.get(f"/fiche/{page}")["Location"] == "/fiche/"


def test_the_paper_bears_a_square_whose_code_never_reaches_a_server(town):
    sheet = town.send()
    device = Client()
    device.post("/fiche/", {"code": code_of(sheet)})
    page = device.get("/fiche/papier/").content.decode()
    assert 'class="qr"' in page
    assert "clairmaille.example/fiche/" in page
    assert answer_code_of(sheet.pk, 1) in page


def test_the_person_changes_their_mind(town, sign_in):
    sheet = town.send()
    device = Client()
    device.post("/fiche/", {"code": code_of(sheet)})
    assert "ne peut plus la lire" in words(device.get("/fiche/changer-d-avis/"))
    assert not Sheet.objects.get().erased_at
    device.post("/fiche/changer-d-avis/")
    assert "Votre fiche est effacée" in words(device.get("/fiche/"))
    assert "accord retiré" in words(sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/"))
    assert sign_in(town.receiver).get(f"/pro/fiches/{sheet.pk}/").status_code == 403


def test_the_person_takes_away_all_that_is_held(town):
    sheet = town.send()
    device = Client()
    device.post("/fiche/", {"code": code_of(sheet)})
    assert "Nour" in words(device.get("/fiche/mes-donnees/"))
    answer = device.get("/fiche/mes-donnees/fichier/")
    held = json.loads(answer.content)
    assert held["prénom ou surnom"] == "Nour"
    assert held["accords"][0]["lieu"] == "Mairie de quartier du Rouet"
    assert held["lectures"]
    assert "Nour" not in answer["Content-Disposition"]


def test_codes_that_are_tried_at_random_wait(town):
    answers = [Client().post("/fiche/", {"code": f"AAAA-AA{n:02}"}).status_code for n in range(22)]
    assert answers[0] == 422
    assert answers[-1] == 429


@pytest.mark.parametrize("code", ["", "x", "é" * 9, "\x00" * 8, "A" * 5_000, "7KX2-M9Q"])
def test_what_is_no_code_is_said(town, code):
    assert Client().post("/fiche/", {"code": code}).status_code == 422


# ---------------------------------------------------------------- at the counter


@pytest.mark.row("GOV-01")
@pytest.mark.row("LIA-08")
def test_asked_at_the_counter_an_export_is_made_then_erased_and_the_log_shows_it(town, sign_in):
    sheet = town.send()
    desk = sign_in(town.third)  # any house of the network: the code is that of the person
    code = code_of(sheet)
    assert desk.get("/pro/fiches/donnees/").status_code == 200
    assert desk.post("/pro/fiches/donnees/", {"code": "AAAA-AAAA"}).status_code == 422
    assert "Nour" in words(desk.post("/pro/fiches/donnees/", {"code": code}))
    held = desk.post("/pro/fiches/donnees/", {"code": code, "do": "file"})
    assert json.loads(held.content)["téléphone"] == PHONE
    desk.post("/pro/fiches/donnees/", {"code": code, "do": "erase"})
    assert not Sheet.objects.get().name
    assert [(r.face, r.what, r.by) for r in Reading.objects.order_by("pk")] == [
        ("counter", "opened", town.third), ("counter", "exported", town.third),
        ("counter", "erased", town.third),
    ]  # fmt: skip
    actions = AuditRow.objects.filter(subject_id=sheet.reference).values_list("action", flat=True)
    assert {"export_sheet", "withdraw_sheet"} <= set(actions)
    assert "Effacée" in words(sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/lectures/"))


# ---------------------------------------------------------------- the desk


@pytest.mark.row("GOV-13")
def test_an_adviser_reads_the_sheets_received_before_the_bookings(town, sign_in):
    town.send()
    page = sign_in(town.receiver).get("/pro/").content.decode()
    assert "fiche à lire" in page
    assert "agenda-jour" not in page or page.index("fiches-recues") < page.index("agenda-jour")


@pytest.mark.row("GOV-18")
def test_a_prescriber_reads_search_and_own_sheets(town, sign_in):
    town.send()
    page = words(sign_in(town.sender).get("/pro/"))
    assert "Chercher un lieu pour quelqu’un" in page
    assert "fiche en cours" in page
    assert "Orienter avec une fiche" in page


def test_withdrawn_at_the_desk_it_is_asked_once(town, sign_in):
    sheet = town.send()
    desk = sign_in(town.sender)
    assert "On ne peut pas revenir en arrière" in words(
        desk.get(f"/pro/fiches/{sheet.pk}/retirer/")
    )
    desk.post(f"/pro/fiches/{sheet.pk}/retirer/")
    assert Sending.objects.get().state == State.WITHDRAWN
    assert desk.get(f"/pro/fiches/{sheet.pk}/papier/").status_code == 409


@pytest.mark.row("GOV-02")
def test_every_form_says_in_one_sentence_who_sees_what(town, sign_in):
    sheet = town.send()
    device = Client()
    device.post("/fiche/", {"code": code_of(sheet)})
    desk, place = sign_in(town.sender), sign_in(town.receiver)
    pages = [
        desk.get("/pro/fiches/nouvelle/", {"lieu": town.place.public_id}),
        desk.get(f"/pro/fiches/{sheet.pk}/retirer/"), desk.get("/pro/fiches/donnees/"),
        place.get(f"/pro/fiches/{sheet.pk}/"), Client().get(link(sheet)), Client().get("/fiche/"),
        Client().get("/fiche/reponse/"), device.get("/fiche/changer-d-avis/"),
        desk.get("/pro/parcours/nouveau/"),
    ]  # fmt: skip
    for page in pages:
        assert 'class="seen-by' in page.content.decode(), page.request["PATH_INFO"]


def test_the_addresses_hold_nothing_of_the_person(town, sign_in):
    sheet = town.send()
    desk = sign_in(town.sender)
    for page in (desk.get("/pro/fiches/"), desk.get(f"/pro/fiches/{sheet.pk}/")):
        addresses = re.findall(r'(?:href|action)="([^"]+)"', page.content.decode())
        own = [a for a in addresses if not a.startswith(("tel:", "mailto:"))]
        assert not [a for a in own if "Nour" in a or "0012" in a or code_of(sheet) in a]
