"""Street mediation: numbers held by a device, a slip without a name, sent once, counted."""

import json
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.agenda.queries.figures import live_counts
from maillage.apps.agenda.tests.factories import Visit
from maillage.apps.channels.actions.street import (
    Encounter,
    hand_block,
    note_encounter,
    purge_slips,
)
from maillage.apps.channels.errors import SlipRefused
from maillage.apps.channels.models import BLOCK_SIZE, StreetSlip
from maillage.apps.channels.queries.street import number_of, numbers_of, written
from maillage.apps.directory.tests.factories import NOW, make_organisation, make_place, make_user
from maillage.web.words import date_words

pytestmark = pytest.mark.django_db
URL, SEND, SLIP = "/pro/rue/", "/pro/rue/envoi/", "/pro/rue/bon/"
KEY = "0123456789abcdef"


@pytest.fixture
def educator():
    return make_user(role="mediator", organisation=make_organisation(nom="La Navette"))


@pytest.fixture
def phone(client, educator):
    client.force_login(educator)
    return client


def sent(client, *notes, ask=""):
    body = json.dumps({"ask": ask, "notes": list(notes)})
    return client.post(SEND, body, content_type="application/json")


def a_note(number, key=KEY, **more):
    return {"id": key, "key": key, "number": number, "topic": "email", "done": "with"} | more


@given(st.integers(1000, 99_999_999), st.integers(0, 7), st.integers(1, 9))
def test_a_number_is_read_back_and_one_wrong_digit_is_seen(number, place, shift):
    said = written(number)
    assert number_of(said) == number_of(said.replace("-", " ")) == number
    digits = said.replace("-", "")
    place %= len(digits)
    wrong = digits[:place] + str((int(digits[place]) + shift) % 10) + digits[place + 1 :]
    assert number_of(wrong) is None


@pytest.mark.parametrize("text", ["", "12", "abc", "１０００９", "9" * 40, "1000-8"])
def test_what_is_no_number_is_none(text):
    assert number_of(text) is None


def test_blocks_share_no_number_and_asked_again_a_block_is_the_same(educator):
    other = make_user(role="member", organisation=make_organisation(nom="Le Rouet"))
    first = hand_block(asked_key=KEY, by=educator, now=NOW)
    assert hand_block(asked_key=KEY, by=educator, now=NOW) == first
    second = hand_block(asked_key="f" * 16, by=other, now=NOW)
    mine, theirs = ({one.n for one in numbers_of(block)} for block in (first, second))
    assert (len(mine), len(theirs), mine & theirs) == (BLOCK_SIZE, BLOCK_SIZE, set())
    with pytest.raises(SlipRefused):
        hand_block(asked_key=KEY, by=other, now=NOW)


def test_what_is_noted_away_is_sent_once_and_counted(phone, educator):
    place = make_place(nom="Maison du Fil", telephone="0199000001")
    numbers = sent(phone, ask=KEY).json()["numbers"]
    note = a_note(numbers[0]["n"], place=place.public_id, language="ar", age_s=3600)
    for _again in range(3):
        answer = sent(phone, note)
        assert answer.json() == {"done": [KEY], "refused": [], "numbers": []}
    slip = StreetSlip.objects.get()
    visit = Visit.objects.get()
    assert (slip.place, slip.language, slip.done) == (place, "ar", "with")
    assert (visit.topics, visit.mode, visit.place) == (["email"], "with", None)
    assert sum(n for key, n in live_counts().items() if key.what == "attended") == 1
    # A number that is given is not handed again with its block.
    left = sent(phone, ask=KEY).json()["numbers"]
    assert [one["n"] for one in left] == [one["n"] for one in numbers[1:]]


def test_a_number_of_nobody_of_another_or_given_twice_is_refused_and_counts_nothing(phone):
    colleague = make_user(role="member", organisation=make_organisation(nom="Le Rouet"))
    theirs = numbers_of(hand_block(asked_key="f" * 16, by=colleague, now=NOW))[0].n
    mine = sent(phone, ask=KEY).json()["numbers"][0]["n"]
    sent(phone, a_note(mine, "a" * 16))
    wrong = [
        a_note(mine, "b" * 16),
        a_note(mine + 1, "a" * 16),
        a_note(theirs, "c" * 16),
        a_note(5_000_000, "d" * 16),
        a_note("", "e" * 16),
        a_note(mine + 2, "g" * 16, topic="inconnu"),
        a_note(mine + 2, "court"),
    ]
    said = sent(phone, *wrong).json()
    assert said["done"] == []
    assert len(said["refused"]) == len(wrong)
    assert StreetSlip.objects.count() == Visit.objects.count() == 1


@pytest.mark.parametrize(
    "body", ["", "[]", "{", '{"notes": 3}', '{"notes": [1]}', '{"ask": [1]}', '{"ask": "../.."}'],
)  # fmt: skip
def test_what_cannot_be_read_is_refused(phone, body):
    assert phone.post(SEND, body, content_type="application/json").status_code == 400


def test_the_plain_form_gives_a_slip_that_any_counter_opens(phone, client):
    place = make_place(nom="Maison du Fil", telephone="0199000001")
    page = BeautifulSoup(phone.get(URL).content, "html.parser")
    said = {"key": page.select_one("[name=key]")["value"], "topic": "logement", "done": "shown"}
    answer = phone.post(URL, said | {"place": place.public_id})
    assert phone.post(URL, said | {"place": place.public_id})["Location"] == answer["Location"]
    assert StreetSlip.objects.count() == 1
    number = BeautifulSoup(phone.get(answer["Location"]).content, "html.parser").select_one(".code")
    client.force_login(make_user(role="prescriber", organisation=make_organisation(nom="CCAS")))
    found = client.get(SLIP, {"numero": number.text.replace("-", " ")})
    assert found.status_code == 200
    today = date_words(timezone.localdate(), weekday=True)
    for words in (today, "Maison du Fil", "Logement", "Orientée seulement"):
        assert words in found.text
    assert client.get(SLIP, {"numero": "1000-8"}).status_code == 404
    # Who only sends people notes nobody.
    assert client.get(URL).status_code == client.post(SEND).status_code == 403


@pytest.mark.parametrize(
    "wrong", [{"done": "perdu"}, {"client_key": ""}, {"number": 3}, {"number": 1000}], ids=str
)
def test_the_base_refuses(educator, wrong):
    block = hand_block(asked_key=KEY, by=educator, now=NOW)
    said = {"block": block, "day": NOW.date(), "noted_at": NOW}
    StreetSlip.objects.create(number=1000, client_key="x" * 16, **said)
    with pytest.raises(IntegrityError), transaction.atomic():
        StreetSlip.objects.create(**{"number": 1001, "client_key": KEY} | said | wrong)


def test_after_a_year_a_slip_is_erased_and_its_number_is_not_given_again(educator):
    block = hand_block(asked_key=KEY, by=educator, now=NOW)
    note_encounter(
        number=1000, client_key=KEY, said=Encounter(), by=educator, now=NOW, at=NOW
    )  # fmt: skip
    assert purge_slips(now=NOW + timedelta(days=364)) == 0
    assert purge_slips(now=NOW + timedelta(days=366)) == 1
    assert hand_block(asked_key="f" * 16, by=educator, now=NOW).block == block.block + 1
