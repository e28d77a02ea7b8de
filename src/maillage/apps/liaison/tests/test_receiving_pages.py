"""The place that receives: who may open, every answer without account, passing on."""

import pytest
from django.test import Client

from maillage.apps.liaison.models import Face, Reading, State
from maillage.apps.liaison.queries.codes import answer_code_of, code_of, seen_mark
from maillage.apps.liaison.tests.factories import NOW, make_recipient
from maillage.apps.liaison.tests.reading import link, words

pytestmark = pytest.mark.django_db


# ---------------------------------------------------------------- who may open


@pytest.mark.row("LIA-03")
@pytest.mark.row("GOV-01")
def test_a_third_structure_cannot_open_the_sheet_nor_who_steers(town, sign_in):
    from maillage.apps.directory.tests.factories import make_user

    sheet = town.send()
    pages = ("", "repondre/", "passer/", "papier/", "lectures/", "retirer/")
    above = ("coordinator", "administrator", "elected", "data_steward")
    others = [town.third, *(make_user(role=role) for role in above)]
    for person in others:
        for page in pages:
            assert sign_in(person).get(f"/pro/fiches/{sheet.pk}/{page}").status_code == 403
    for page in ("papier/", "lectures/", "retirer/"):
        assert sign_in(town.receiver).get(f"/pro/fiches/{sheet.pk}/{page}").status_code == 403
    assert sign_in(town.sender).get(f"/pro/fiches/{sheet.pk}/repondre/").status_code == 403


@pytest.mark.row("LIA-03")
def test_passed_on_the_first_place_reads_it_no_more_the_second_does(town, sign_in):
    from maillage.apps.liaison.actions.answers import pass_on
    from maillage.apps.liaison.tests.factories import SPOKEN

    sheet = town.send()
    sending = sheet.sendings.get()
    place = make_recipient(organisation=town.third_house)
    pass_on(sending.pk, place=place, agreement=SPOKEN, seen=seen_mark(sending),
            face=Face.RECEIVER, now=NOW, by=town.receiver)  # fmt: skip
    assert sign_in(town.receiver).get(f"/pro/fiches/{sheet.pk}/").status_code == 403
    assert "Je voudrais refaire" in words(sign_in(town.third).get(f"/pro/fiches/{sheet.pk}/"))


def test_ended_the_place_reads_nothing_of_the_person_any_more(town, sign_in):
    sheet = town.send()
    desk = sign_in(town.receiver)
    url = f"/pro/fiches/{sheet.pk}/"
    seen = seen_mark(sheet.sendings.get())
    desk.post(url, {"do": "done", "seen": seen, "outcome": "solved"})
    text = words(desk.get(url))
    assert "Nour" not in text
    assert "06 39 98" not in text
    by_link = words(Client().get(link(sheet)))
    assert "Nour" not in by_link
    assert "Merci" in by_link


@pytest.mark.row("GOV-01")
def test_who_opened_a_sheet_is_written_and_shown(town, sign_in):
    sheet = town.send()
    desk = sign_in(town.sender)
    desk.get(f"/pro/fiches/{sheet.pk}/")
    desk.get(f"/pro/fiches/{sheet.pk}/")
    sign_in(town.receiver).get(f"/pro/fiches/{sheet.pk}/")
    Client().get(link(sheet))
    Client().post("/fiche/", {"code": code_of(sheet)})
    desk.get(f"/pro/fiches/{sheet.pk}/papier/")
    faces = list(Reading.objects.order_by("pk").values_list("face", "by"))
    assert faces == [
        ("sender", town.sender.pk), ("receiver", town.receiver.pk), ("link", None),
        ("resident", None), ("sender", town.sender.pk),
    ]  # fmt: skip
    text = words(desk.get(f"/pro/fiches/{sheet.pk}/lectures/"))
    assert "Sacha Exemple" in text
    assert "avec le lien de l’e-mail" in text


# ---------------------------------------------------------------- the place without account


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ({"do": "received"}, "received"),
        ({"do": "seen"}, "seen"),
        ({"do": "done", "outcome": "absent"}, "done"),
        ({"do": "done", "outcome": "solved", "right": "housing", "result": "renewed"}, "done"),
        ({"do": "refuse", "refusal": "full", "note": "Voyez la mairie."}, "refused"),
        ({"do": "appointment", "day": "25/11/2026", "hour": "14h30"}, "appointment"),
    ],
)
def test_every_answer_by_link_needs_no_cookie_and_no_script(town, said, state):
    sheet = town.send()
    place = Client(enforce_csrf_checks=True)
    answer = place.post(link(sheet), said | {"seen": seen_mark(sheet.sendings.get())})
    assert answer.status_code == 302
    assert sheet.sendings.get().state == state


@pytest.mark.parametrize(
    "said",
    [
        {}, {"do": "burn"}, {"do": "refuse"}, {"do": "refuse", "refusal": "ugly"},
        {"do": "done"}, {"do": "done", "outcome": "redirected"},
        {"do": "done", "outcome": "came", "right": "tax"},
        {"do": "done", "outcome": "came", "result": "opened"},
        {"do": "appointment", "day": "2026-11-01", "hour": "14:30"},
        {"do": "appointment", "day": "2029-11-01", "hour": "14:30"},
        {"do": "appointment", "day": "mardi", "hour": "tôt"},
        {"do": "refuse", "refusal": "full", "note": "code pin : 1234"},
    ],
)  # fmt: skip
def test_a_wrong_answer_changes_nothing(town, said):
    sheet = town.send()
    answer = Client().post(link(sheet), said | {"seen": seen_mark(sheet.sendings.get())})
    assert answer.status_code == 422
    assert sheet.sendings.get().state == State.SENT


def test_a_stale_answer_is_told_what_happened(town):
    sheet = town.send()
    seen = seen_mark(sheet.sendings.get())
    Client().post(link(sheet), {"do": "seen", "seen": seen})
    answer = Client().post(link(sheet), {"do": "refuse", "refusal": "full", "seen": seen})
    assert answer.status_code == 409
    assert "La fiche a changé pendant ce temps" in words(answer)


@pytest.mark.parametrize("token", ["x", "A" * 43, "../../etc", "%00", "é" * 10])
def test_a_wrong_link_opens_nothing(town, token):
    town.send()
    answer = Client().get(f"/fiche/reponse/{token}/")
    assert answer.status_code in (404, 410)


def test_many_wrong_links_from_one_network_wait(town):
    codes = [Client().get(f"/fiche/reponse/{'A' * 42}{n}/").status_code for n in range(22)]
    assert codes[0] == 410
    assert codes[-1] == 429


def test_the_code_of_the_paper_answers_too(town):
    sheet = town.send(place=make_recipient(courriels=[]))
    place = Client()
    assert place.get("/fiche/reponse/papier/")["Location"] == "/fiche/reponse/"
    assert place.post("/fiche/reponse/", {"code": "AAAA-AAAA"}).status_code == 422
    code = answer_code_of(sheet.pk, 1).lower().replace("-", " ")
    here = place.post("/fiche/reponse/", {"code": code})["Location"]
    assert "Je voudrais refaire" in words(place.get(here))
    place.post(here, {"do": "seen", "seen": seen_mark(sheet.sendings.get())})
    assert sheet.sendings.get().state == State.SEEN
    assert Reading.objects.get().face == Face.ANSWER_CODE


def test_the_code_of_the_person_does_not_answer_and_the_other_way_round(town):
    sheet = town.send()
    assert Client().post("/fiche/reponse/", {"code": code_of(sheet)}).status_code == 422
    assert Client().post("/fiche/", {"code": answer_code_of(sheet.pk, 1)}).status_code == 422


@pytest.mark.row("LIA-05")
def test_a_place_passes_a_sheet_on_by_its_link_with_the_agreement(town):
    sheet = town.send()
    other = make_recipient(nom="Atelier du Fuseau")
    url = link(sheet) + "passer/"
    place = Client()
    assert "Atelier du Fuseau" in words(place.get(url, {"q": "Fuseau"}))
    assert "Êtes-vous d’accord" in words(place.get(url, {"lieu": other.public_id}))
    said = {"lieu": other.public_id, "seen": seen_mark(sheet.sendings.get())}
    assert place.post(url, said).status_code == 422
    assert place.post(url, said | {"how": "spoken"}, follow=True).status_code == 200
    second = sheet.sendings.get(number=2)
    assert second.consent.recorded_through.number == 1
    assert place.get(link(sheet)).status_code == 410
    assert sheet.reference in words(place.get(link(sheet, 2)))


def test_at_the_desk_a_place_passes_on_and_who_sent_it_sends_again(town, sign_in):
    sheet = town.send()
    desk = sign_in(town.receiver)
    other = make_recipient(organisation=town.third_house)
    url = f"/pro/fiches/{sheet.pk}/passer/"
    assert desk.get(url).status_code == 200
    said = {"lieu": other.public_id, "seen": seen_mark(sheet.sendings.get()), "how": "paper"}
    assert desk.post(url, said)["Location"] == "/pro/fiches/"
    sending = sheet.sendings.get(number=2)
    sign_in(town.third).post(
        f"/pro/fiches/{sheet.pk}/",
        {"do": "refuse", "refusal": "full", "seen": seen_mark(sending)},
    )
    own = sign_in(town.sender)
    assert "Envoyer à un autre lieu" in words(own.get(f"/pro/fiches/{sheet.pk}/"))
    sending.refresh_from_db()
    again = {"lieu": make_recipient().public_id, "seen": seen_mark(sending), "how": "spoken"}
    assert own.post(url, again).status_code == 302
    assert [s.state for s in sheet.sendings.order_by("number")] == ["redirected", "refused", "sent"]
