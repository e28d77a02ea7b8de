"""How a sheet reaches a place: by e-mail first, on paper or by telephone when one prefers."""

from datetime import timedelta

import pytest
from django.test import Client

from maillage.apps.liaison.actions.ending import expire, remind
from maillage.apps.liaison.actions.sending import send_due
from maillage.apps.liaison.errors import NoAddress
from maillage.apps.liaison.models import Notice, Sheet
from maillage.apps.liaison.queries.codes import answer_code_of, code_of
from maillage.apps.liaison.tests.factories import NOW, make_recipient
from maillage.apps.liaison.tests.reading import form, words

pytestmark = pytest.mark.django_db
NEW = "/pro/fiches/nouvelle/"
WAYS = {"hand": "remise à la personne", "phone": "téléphone"}


def offered(answer):
    """Return the ways that a page offers, and the one that is chosen already."""
    field = answer.context["form"]["via"]
    return [code for code, _words in field.field.choices], field.value()


@pytest.mark.row("LIA-01")
@pytest.mark.parametrize("via", WAYS)
def test_a_place_that_has_an_e_mail_is_told_on_paper_or_by_telephone_by_choice(
    town, sign_in, mailoutbox, via
):
    desk = sign_in(town.sender)
    page = desk.get(NEW, {"lieu": town.place.public_id})
    # E-mail is offered first, and chosen already.
    assert offered(page) == (["email", "hand", "phone"], "email")
    sent = desk.post(NEW, form(town.place, via=via), follow=True)
    sheet = Sheet.objects.get()
    code = answer_code_of(sheet.pk, 1)
    assert sheet.sendings.get().via == via
    assert "La fiche est prête" in words(sent)
    assert code in words(sent)
    send_due(clock=lambda: NOW)
    assert remind(now=NOW + timedelta(days=11)) == 0
    assert mailoutbox == []
    assert not Notice.objects.exists()
    text = words(desk.get(f"/pro/fiches/{sheet.pk}/"))
    assert "aucun e-mail ne part" in text
    assert f"avec le code {code}" in text
    device = Client()
    device.post("/fiche/", {"code": code_of(sheet)})
    assert {"hand": "Apportez ce papier", "phone": "prévenu par téléphone"}[via] in words(
        device.get("/fiche/")
    )
    # The place answers with that code; without an answer who sent it is told.
    assert sign_in(town.receiver).get(f"/pro/fiches/{sheet.pk}/").status_code == 200
    assert expire(now=NOW + timedelta(days=31)) == 1
    assert Notice.objects.get().kind == "answer"


def test_a_place_without_an_e_mail_is_told_on_paper_or_by_telephone(town, sign_in):
    place = make_recipient(courriels=[])
    desk = sign_in(town.sender)
    assert offered(desk.get(NEW, {"lieu": place.public_id})) == (["hand", "phone"], "hand")
    refused = desk.post(NEW, form(place, via="email"))
    assert refused.status_code == 422
    assert desk.post(NEW, form(place, via="phone")).status_code == 302
    assert Sheet.objects.get().sendings.get().via == "phone"


def test_what_was_asked_for_is_never_changed_without_a_word(town):
    with pytest.raises(NoAddress, match="n’a pas d’adresse e-mail"):
        town.send(place=make_recipient(courriels=[]), via="email")
    assert not Sheet.objects.exists()


def test_who_says_nothing_sends_by_e_mail_when_there_is_an_address(town):
    assert town.send().sendings.get().via == "email"
    assert town.send(place=make_recipient(courriels=[])).sendings.get().via == "hand"


def test_the_way_is_written_in_the_journal_and_in_what_the_person_reads(town):
    from maillage.apps.directory.tests.factories import AuditRow
    from maillage.apps.liaison.queries.mydata import held_data

    sheet = town.send(via="phone")
    assert AuditRow.objects.get(action="send_sheet").after["voie"] == "dite au téléphone"
    assert held_data(sheet)["étapes"][0]["voie"] == "dite au téléphone"


def test_who_sent_it_passes_it_on_by_paper_too(town, sign_in):
    sheet = town.send()
    other = make_recipient(nom="Maison du Fil")
    desk = sign_in(town.sender)
    url = f"/pro/fiches/{sheet.pk}/passer/"
    page = desk.get(url, {"lieu": other.public_id})
    assert "Par la personne" in words(page)
    seen = page.context["it"].seen
    said = {"lieu": other.public_id, "seen": seen, "how": "spoken", "via": "hand"}
    assert desk.post(url, said).status_code == 302
    assert sheet.sendings.get(number=2).via == "hand"
    # Who receives has no paper to give: the best way there is.
    at_place = sign_in(town.receiver)
    third = town.send()
    page = at_place.get(f"/pro/fiches/{third.pk}/passer/", {"lieu": other.public_id})
    assert "Par la personne" not in words(page)
