"""What a hurried, mistaken or ill-willed hand tries: nothing breaks, nothing is told."""

from datetime import timedelta

import pytest
from django.core import mail
from django.test import Client

from maillage.apps.directory.actions.people import end_membership
from maillage.apps.directory.tests.factories import make_user
from maillage.apps.liaison.actions.answers import Answer, answer, pass_on
from maillage.apps.liaison.actions.ending import erase_path
from maillage.apps.liaison.actions.sending import send_due
from maillage.apps.liaison.errors import SheetOver
from maillage.apps.liaison.models import Face, Notice, Path, PathStep, Sending, Sheet, State
from maillage.apps.liaison.queries.codes import answer_code_of, code_of, seen_mark
from maillage.apps.liaison.queries.mydata import held_data
from maillage.apps.liaison.tests.factories import NOW, SPOKEN, make_one_path, make_recipient
from maillage.apps.liaison.tests.reading import form, link, words

pytestmark = pytest.mark.django_db
NEW = "/pro/fiches/nouvelle/"
NONSENSE = [
    "\x00",
    "é" * 3_000,
    "-1",
    "9" * 40,
    "<script>alert(1)</script>",
    "' OR 1=1 --",
    "²",
    "𝟙",
]
FIELDS = [
    "lieu", "organisation", "offer", "services", "need", "urgent_on", "public", "constraints",
    "language", "owned", "level_on", "level_safety", "bilan", "bilan_code", "bilan_agreed", "name",
    "channel", "phone", "email", "partner_reference", "via", "how", "signature", "days", "anyway",
    "once", "reread", "do", "seen_warning",
]  # fmt: skip


@pytest.mark.parametrize("field", FIELDS)
def test_no_field_of_a_new_sheet_breaks_the_page(town, sign_in, field):
    desk = sign_in(town.sender)
    for value in NONSENSE:
        sent = desk.post(NEW, form(town.place) | {field: value})
        assert sent.status_code < 500, (field, value)
        asked = desk.get(NEW, {"lieu": town.place.public_id} | {field: value})
        assert asked.status_code < 500, (field, value)


@pytest.mark.parametrize(
    "field",
    ["do", "seen", "day", "hour", "note", "outcome", "right", "result", "refusal", "reread"],
)
@pytest.mark.parametrize("do", ["appointment", "done", "refuse"])
def test_no_field_of_an_answer_breaks_the_page(town, do, field):
    sheet = town.send()
    place, here = Client(), link(sheet)
    said = {"do": do, "seen": seen_mark(sheet.sendings.get()), "day": "2026-11-25",
            "hour": "14:30", "note": "", "outcome": "came", "refusal": "full"}  # fmt: skip
    for value in NONSENSE:
        wrong = said | {field: value}
        if field != "note" and not (field in ("right", "result", "outcome") and do != "done"):
            wrong["seen"] = wrong["seen"] if field == "seen" else "another-1"
        assert place.post(here, wrong).status_code < 500, (field, value)
        if field == "do":
            assert place.get(f"{here}passer/", {"lieu": value, "q": value}).status_code < 500


@pytest.mark.parametrize("method", ["put", "patch", "delete", "options", "trace"])
def test_another_method_is_refused_and_writes_nothing(town, sign_in, method):
    sheet = town.send()
    desk, steps = sign_in(town.sender), sheet.sendings.get().steps.count()
    pages = ["/fiche/", "/fiche/reponse/", "/fiche/papier/", "/fiche/fermer/", link(sheet), NEW,
             f"/pro/fiches/{sheet.pk}/", f"/pro/fiches/{sheet.pk}/retirer/",
             "/pro/parcours/nouveau/"]  # fmt: skip
    for page in pages:
        assert getattr(desk, method)(page).status_code == 405, page
    assert sheet.sendings.get().steps.count() == steps
    assert Sheet.objects.get().erased_at is None


def test_who_left_the_house_opens_nothing_any_more_and_is_written_no_more(town, sign_in):
    sheet = town.send()
    desk = sign_in(town.sender)
    sending = sheet.sendings.get()
    assert desk.get(f"/pro/fiches/{sheet.pk}/").status_code == 200
    end_membership(
        membership=town.sender.memberships.get().pk, by=make_user(role="administrator"), now=NOW
    )
    for page in ("", "papier/", "retirer/", "passer/", "lectures/"):
        assert desk.get(f"/pro/fiches/{sheet.pk}/{page}").status_code == 403
    answer(sending.pk, Answer(state=State.SEEN), seen=seen_mark(sending), face=Face.LINK, now=NOW)
    send_due(clock=lambda: NOW)
    assert town.sender.email not in [to for letter in mail.outbox for to in letter.to]
    assert Notice.objects.get(kind="answer").state == "dropped"
    # A colleague reads it in the list.
    colleague = make_user(role="prescriber", organisation=town.sender_house)
    assert sheet.reference in words(sign_in(colleague).get("/pro/fiches/"))


@pytest.mark.row("LIA-03")
@pytest.mark.parametrize("face", [Face.LINK, Face.ANSWER_CODE, Face.RECEIVER])
def test_a_place_that_refused_passes_nothing_on_any_more(town, face):
    sheet = town.send()
    sending = sheet.sendings.get()
    answer(sending.pk, Answer(state=State.REFUSED, refusal="full"), seen=seen_mark(sending),
           face=face, now=NOW)  # fmt: skip
    sending.refresh_from_db()
    with pytest.raises(SheetOver):
        pass_on(sending.pk, place=make_recipient(), agreement=SPOKEN, seen=seen_mark(sending),
                face=face, now=NOW)  # fmt: skip
    place = Client()
    assert place.get(f"{link(sheet)}passer/").status_code == 409
    said = {"lieu": make_recipient().public_id, "seen": seen_mark(sending), "how": "spoken"}
    assert place.post(f"{link(sheet)}passer/", said).status_code == 409
    assert Sending.objects.count() == 1


def test_an_answer_that_is_sent_again_later_changes_nothing(town):
    sheet = town.send()
    place, here = Client(), link(sheet)
    said = {"do": "seen", "seen": seen_mark(sheet.sendings.get())}
    place.post(here, said)
    place.post(here, {"do": "done", "outcome": "solved", "seen": seen_mark(sheet.sendings.get())})
    n_steps = sheet.sendings.get().steps.count()
    assert place.post(here, said).status_code == 409
    assert sheet.sendings.get().steps.count() == n_steps


def test_the_link_and_the_codes_of_before_open_nothing(town):
    sheet = town.send()
    sending = sheet.sendings.get()
    first = (link(sheet), answer_code_of(sheet.pk, 1))
    pass_on(sending.pk, place=make_recipient(), agreement=SPOKEN, seen=seen_mark(sending),
            face=Face.LINK, now=NOW)  # fmt: skip
    held = Client()
    assert held.get(first[0]).status_code == 410
    assert held.post("/fiche/reponse/", {"code": first[1]}).status_code == 422
    # A device that holds the code of before is asked for another.
    assert held.get("/fiche/reponse/papier/")["Location"] == "/fiche/reponse/"


def test_a_forged_cookie_opens_nothing(town):
    sheet = town.send()
    device = Client()
    device.cookies["fiche"] = f"{code_of(sheet)}:1:forged"
    device.cookies["fiche_reponse"] = answer_code_of(sheet.pk, 1)
    assert sheet.reference not in words(device.get("/fiche/"))
    assert device.get("/fiche/reponse/papier/")["Location"] == "/fiche/reponse/"
    assert device.get("/fiche/mes-donnees/fichier/")["Location"] == "/fiche/"


def test_no_page_is_kept_by_a_browser_nor_named_to_another_site(town, sign_in):
    sheet = town.send()
    desk, device = sign_in(town.sender), Client()
    pages = [desk.get(f"/pro/fiches/{sheet.pk}/"), desk.get(f"/pro/fiches/{sheet.pk}/papier/"),
             device.get(link(sheet)), device.post("/fiche/", {"code": code_of(sheet)}),
             device.get("/fiche/mes-donnees/fichier/")]  # fmt: skip
    for page in pages:
        assert "no-store" in page["Cache-Control"]
        assert page["Referrer-Policy"] == "same-origin"


@pytest.mark.row("GOV-01")
def test_what_the_person_takes_away_holds_the_right_the_messages_and_the_appointment(town):
    sheet = town.send(channel="email", phone="", email="nour@habitant.example")
    sending = sheet.sendings.get()
    at = NOW + timedelta(days=2)
    sending = answer(sending.pk, Answer(state=State.APPOINTMENT, appointment_at=at),
                     seen=seen_mark(sending), face=Face.LINK, now=NOW)  # fmt: skip
    answer(sending.pk, Answer(state=State.DONE, outcome="solved", rights={"housing": "opened"}),
           seen=seen_mark(sending), face=Face.LINK, now=NOW)  # fmt: skip
    held = held_data(sheet)
    assert held["droits"][0]["droit"] == "logement"
    assert held["droits"][0]["suite"] == "ouvert"
    assert held["rendez-vous"] == ["2026-11-25T08:00+01:00"]
    assert held["moyen de vous joindre"] == "un e-mail"
    assert {one["quoi"] for one in held["messages"]} >= {
        "une fiche attend",
        "réponse à la personne",
    }


def test_every_column_of_a_sheet_is_in_what_the_person_takes_away_or_says_why_not(town):
    said = set(held_data(town.send()))
    columns = {f.name for f in Sheet._meta.concrete_fields}
    told = {
        "made_at": "faite le", "organisation": "par", "services": "besoin",
        "need": "avec vos mots", "urgent_on": "à faire avant le", "constraints": "à prévoir",
        "language": "langue", "owned": "matériel", "level": "ce que vous savez faire",
        "level_on": "d’où cela vient", "level_from": "d’où cela vient",
        "level_version": "d’où cela vient", "name": "prénom ou surnom",
        "channel": "moyen de vous joindre", "phone": "téléphone", "email": "e-mail",
        "partner_reference": "numéro de dossier ailleurs", "erase_on": "effacée au plus tard le",
        "erased_at": "effacée le", "id": "numéro de la fiche",
    }  # fmt: skip
    # Digests of codes, and who of the house wrote it: the house answers for them.
    inside = {"code_digest", "n_codes", "once_digest", "made_by", "themes"}
    assert columns == set(told) | inside
    assert set(told.values()) <= said


def test_an_erased_path_keeps_no_word_that_was_typed(town):
    path = make_one_path(template="emploi", by=town.sender, organisation=town.sender_house)
    PathStep.objects.filter(path=path).update(title="Avec Fatou", voice="Fatou vient.", words="x")
    erase_path(path.pk, now=NOW)
    kept = str(list(PathStep.objects.values())) + str(list(Path.objects.values()))
    assert "Fatou" not in kept
    assert path.steps.count() == 3


@pytest.mark.parametrize(
    ("wrong", "says"),
    [
        ({"urgent_on": "0001-01-01"}, "très loin"),
        ({"urgent_on": "9999-12-31"}, "très loin"),
        ({"level_safety": "basic", "level_on": "2027-01-01"}, "Donnez un jour passé"),
    ],
)
def test_a_slip_of_the_hand_in_a_year_is_said(town, sign_in, wrong, says):
    answered = sign_in(town.sender).post(NEW, form(town.place, **wrong))
    assert answered.status_code == 422
    assert says in words(answered)
    # A letter may be overdue.
    assert (
        sign_in(town.sender).post(NEW, form(town.place, urgent_on="2026-11-20")).status_code == 302
    )


def test_a_reminder_says_the_day_of_the_town(town):
    night = NOW.replace(hour=23, minute=30)  # the 24th in Paris
    town.send(now=night)
    from maillage.apps.liaison.actions.ending import remind

    remind(now=night + timedelta(days=11))
    send_due(clock=lambda: night + timedelta(days=11))
    assert "Le 24 novembre 2026" in mail.outbox[-1].body.replace("\u00a0", " ")


def test_passed_on_to_a_place_without_an_e_mail_who_sent_it_is_asked_to_tell_it(town, sign_in):
    sheet = town.send()
    sending = sheet.sendings.get()
    place = make_recipient(courriels=[])
    pass_on(sending.pk, place=place, agreement=SPOKEN, seen=seen_mark(sending), face=Face.LINK,
            now=NOW)  # fmt: skip
    desk = sign_in(town.sender)
    assert "lieu à prévenir" in words(desk.get("/pro/fiches/"))
    assert answer_code_of(sheet.pk, 2) in words(desk.get(f"/pro/fiches/{sheet.pk}/"))


@pytest.mark.row("LIA-01")
def test_the_paper_is_had_in_large_print_too(town, sign_in):
    sheet = town.send()
    desk, device = sign_in(town.sender), Client()
    path = make_one_path(by=town.sender, organisation=town.sender_house)
    device.post("/fiche/", {"code": code_of(sheet)})
    papers = [(desk, f"/pro/fiches/{sheet.pk}/papier/"), (device, "/fiche/papier/"),
              (desk, f"/pro/parcours/{path.pk}/papier/")]  # fmt: skip
    for client, url in papers:
        ordinary = client.get(url).content.decode()
        assert "large.css" not in ordinary
        assert f'href="{url}?gros=1"' in ordinary
        assert "large" in client.get(f"{url}?gros=1").content.decode()


def test_a_site_that_does_not_know_its_address_prints_no_half_address(town, settings, sign_in):
    settings.SITE_URL = ""
    sheet = town.send()
    text = words(sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/papier/"))
    assert "/fiche/reponse/" not in text
    assert answer_code_of(sheet.pk, 1) in text
