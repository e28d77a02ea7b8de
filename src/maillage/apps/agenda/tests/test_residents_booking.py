"""A resident books an appointment: each page in turn, without account, e-mail nor script."""

import re
import time

import pytest

from maillage.apps.agenda.models import Booking, BookingState
from maillage.apps.agenda.tests.factories import (
    TODAY,
    make_availability,
    make_motive,
    make_resource,
    make_series,
    make_session,
)
from maillage.apps.agenda.tests.residents import (
    CODE,
    MINE,
    Clock,
    book,
    code_of,
    draw,
    keys,
    words,
)
from maillage.apps.agenda.views.opened import COOKIE
from maillage.apps.directory.tests.factories import make_place

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    """It is Monday 23 November 2026, eight o’clock in Paris."""
    it = Clock()
    monkeypatch.setattr("django.utils.timezone.now", lambda: it.at)
    return it


@pytest.fixture
def row():
    return make_availability()


# ---------------------------------------------------------------- what for, then when


@pytest.mark.row("AGD-02")
def test_choosing_a_letter_writer_shows_only_the_times_of_letter_writers(client):
    writer, helper = make_motive(title="Écrire un courrier", mediation="letters"), make_motive()
    letters = make_availability(make_resource(name="Amadou"), writer)
    other = make_availability(make_resource(name="Inès"), helper)
    first = words(client.get("/rendez-vous/"))
    assert first.index("Faire une démarche en ligne") < first.index("Écrivain public")
    assert "/rendez-vous/pour/letters/" in first
    motives = words(client.get("/rendez-vous/pour/letters/"))
    assert "Écrire un courrier" in motives
    assert helper.title not in motives
    assert "mardi 24 novembre à 14 h" in motives
    times = words(client.get(f"/rendez-vous/{writer.pk}/"))
    shown = set(re.findall(r'name="heure" value="([\d-]+)"', times))
    assert shown
    assert {key.partition("-")[0] for key in shown} == {str(letters.resource.pk)}
    assert not shown & set(keys(other, 20))


def test_without_anybody_who_receives_online_the_page_says_to_call(client):
    page = words(client.get("/rendez-vous/"))
    assert "de vive voix" in page
    assert "/rendez-vous/pour/" not in page
    assert "Personne ne donne d’heure en ligne" in words(client.get("/rendez-vous/pour/letters/"))
    assert client.get("/rendez-vous/pour/sorcery/").status_code == 404
    assert client.get("/rendez-vous/999/").status_code == 404


def test_a_motive_that_is_booked_by_voice_does_not_open(client):
    row = make_availability(None, make_motive(open_online=False))
    motive = row.motives.get()
    for address in (f"/rendez-vous/{motive.pk}/", f"/rendez-vous/{motive.pk}/vous/"):
        assert client.get(address).status_code == 409
    assert not Booking.objects.exists()


def test_more_days_are_asked_for_and_a_place_narrows_the_times(client):
    motive = make_motive()
    here = make_availability(make_resource(), motive, rrule="FREQ=DAILY")
    there = make_availability(make_resource(), motive, place=make_place(nom="Loin d’ici"))
    few = words(client.get(f"/rendez-vous/{motive.pk}/"))
    more = words(client.get(f"/rendez-vous/{motive.pk}/?jours=12"))
    assert few.count("<legend>") < more.count("<legend>")
    assert "Loin d’ici" in few
    one = words(client.get(f"/rendez-vous/{motive.pk}/?lieu={here.place.public_id}&jours=abc"))
    assert f'value="{there.resource.pk}-' not in one
    assert "Voir les heures dans tous les lieux" in one


def test_all_times_taken_the_page_says_to_call(client):
    row = make_availability(until=TODAY)
    page = words(client.get(f"/rendez-vous/{row.motives.get().pk}/"))
    assert "Aucune heure n’est libre" in page


# ---------------------------------------------------------------- who, then the code


def test_booked_with_nothing_said_the_code_opens_it_again_and_is_in_no_address(client, row):
    answer = book(client, row)
    assert (answer.status_code, answer["Location"]) == (302, f"{MINE}c-est-note/")
    code = code_of(client)
    made = Booking.objects.get()
    assert (made.name, made.phone, made.email, made.contact) == ("", "", "", "paper")
    assert made.state == BookingState.BOOKED
    client.post(f"{MINE}fermer/")
    assert "Votre code" in words(client.get(MINE))
    assert CODE.search(words(client.get(MINE))) is None
    opened = client.post(MINE, {"code": code.lower().replace("-", " ")})
    assert (opened.status_code, opened["Location"]) == (302, MINE)
    page = words(client.get(MINE))
    assert code in page
    assert "mardi 24 novembre à 14 h" in page.lower()


def test_the_base_and_the_sessions_never_hold_the_code(client, row):
    book(client, row)
    code = code_of(client)
    assert not client.session.keys()
    assert code not in str(list(Booking.objects.values()))
    held = client.cookies[COOKIE]
    assert held["path"] == MINE
    assert held["httponly"]
    assert held["samesite"] == "Strict"
    assert held["max-age"] == 1800


def test_half_an_hour_later_the_code_is_asked_for_again(client, row, monkeypatch):
    book(client, row)
    assert CODE.search(words(client.get(MINE)))
    later = time.time() + 31 * 60
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    assert CODE.search(words(client.get(MINE))) is None


def test_a_device_without_cookies_gets_its_code_at_once(client, row):
    motive, key = row.motives.get(), keys(row)[0]
    address = f"/rendez-vous/{motive.pk}/vous/"
    drawn = draw(client, f"{address}?heure={key}")
    client.cookies.clear()
    answer = client.post(address, {"heure": key, "once": drawn})
    assert answer.status_code == 200
    code = CODE.search(words(answer))[1]
    client.cookies.clear()
    again = client.post(address, {"heure": key, "once": drawn})  # the page is loaded again
    assert CODE.search(words(again))[1] == code
    client.cookies.clear()
    assert code in words(client.post(MINE, {"code": code}))
    assert Booking.objects.count() == 1


def test_the_same_form_sent_twice_is_one_booking_with_one_code(client, row):
    motive, key = row.motives.get(), keys(row)[0]
    address = f"/rendez-vous/{motive.pk}/vous/"
    said = {"heure": key, "once": draw(client, f"{address}?heure={key}")}
    codes = set()
    for _n in range(2):
        assert client.post(address, said).status_code == 302
        codes.add(code_of(client))
    assert len(codes) == Booking.objects.count() == 1


def test_cut_off_before_the_answer_one_sends_again_and_learns_the_truth(client, row, clock):
    session = make_session(make_series(seats=1, waiting_list=False))
    address = f"/agenda/seance/{session.public_id}/reserver/"
    drawn = draw(client, address)
    assert client.post(address, {"once": drawn}).status_code == 302
    code = code_of(client)
    assert client.get(address).status_code == 409  # full, by whom nobody says
    assert client.post(address, {"once": drawn}).status_code == 302
    assert code_of(client) == code
    motive, key = row.motives.get(), keys(row)[0]
    address = f"/rendez-vous/{motive.pk}/vous/"
    said = {"heure": key, "once": draw(client, f"{address}?heure={key}")}
    client.post(address, said)
    code = code_of(client)
    clock.later(days=1, hours=5, minutes=30)  # too late to take that time
    assert client.post(address, said).status_code == 302
    assert code_of(client) == code
    assert Booking.objects.count() == 2


@pytest.mark.row("ORI-19")
def test_booked_for_one_s_mother_the_slip_bears_her_need_and_the_helper_s_phone(client, row):
    answer = book(
        client, row, name="Yvette", need="Un courrier de la caisse de retraite", for_other="on",
        helper_name="Karim", helper_phone="06 39 98 00 31", contact="call",
    )  # fmt: skip
    assert answer.status_code == 302
    made = Booking.objects.get()
    assert (made.for_other, made.agreement) == (True, True)
    slip = words(client.get(f"{MINE}papier/"))
    for said in ("Yvette", "Un courrier de la caisse de retraite", "Karim", "06 39 98 00 31"):
        assert said in slip, said
    assert CODE.search(slip)


def test_a_helper_who_did_not_say_that_the_person_agrees_is_asked(client, row):
    answer = book(client, row, helper_name="Karim", helper_phone="06 39 98 00 31")
    assert answer.status_code == 422
    page = words(answer)
    assert "Demandez son accord" in page
    assert "<details open>" in page
    assert 'value="Karim"' in page
    assert not Booking.objects.exists()


@pytest.mark.parametrize(
    ("said", "message"),
    [
        ({"contact": "sms"}, "Il faut un numéro"),
        ({"contact": "sms", "phone": "01 99 00 21"}, "Nous lisons 8 chiffres, il en faut 10"),
        ({"contact": "email"}, "Il faut une adresse"),
        ({"contact": "email", "email": "samira@"}, "Cette adresse n’est pas complète"),
        ({"contact": "pigeon"}, "Sélectionnez un choix valide"),
        ({"phone": "06 39 98 00 21 et 06 39 98 00 22"}, "Donnez un seul numéro"),
    ],
)
def test_what_is_missing_is_said_and_what_was_typed_stays(client, row, said, message):
    answer = book(client, row, name="Samira", **said)
    assert answer.status_code == 422
    page = words(answer)
    assert message in page
    assert 'value="Samira"' in page
    assert not Booking.objects.exists()


def test_a_time_taken_meanwhile_keeps_what_was_typed_for_the_next_choice(client, row):
    motive = row.motives.get()
    first, second = keys(row)
    address = f"/rendez-vous/{motive.pk}/vous/"
    drawn = draw(client, f"{address}?heure={first}")
    book(client, row, key=first)
    said = {"heure": first, "once": drawn, "name": "Samira", "contact": "sms",
            "phone": "06 39 98 00 21", "need": "Un papier"}  # fmt: skip
    refused = client.post(address, said)
    assert refused.status_code == 409
    page = words(refused)
    assert "Quelqu’un vient de prendre cette heure" in page
    assert f'value="{first}"' not in page
    assert f'value="{second}"' in page
    # The page holds all of it: sending it again with another time is enough.
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert hidden.items() >= {k: v for k, v in said.items() if k != "heure"}.items()
    assert client.post(address, hidden | {"heure": second}).status_code == 302
    made = Booking.objects.get(name="Samira")
    assert (made.phone, made.need, made.contact) == ("+33639980021", "Un papier", "sms")


@pytest.mark.parametrize("key", ["", "x", "1-", "999-1764000000", "1-99999999999999", "²-1"])
def test_a_time_that_is_not_offered_leads_back_to_the_times(client, row, key):
    motive = row.motives.get()
    address = f"/rendez-vous/{motive.pk}/vous/"
    for answer in (client.get(f"{address}?heure={key}"), client.post(address, {"heure": key})):
        assert answer.status_code in (409, 422)
        assert 'role="alert"' in words(answer)
    assert not Booking.objects.exists()


def test_one_network_cannot_take_every_time(client, row, monkeypatch):
    monkeypatch.setattr("maillage.apps.agenda.views.limits.RATES",
                        {"book": "2/h/key"})  # fmt: skip
    for key in keys(row, 2):
        assert book(client, row, key=key).status_code == 302
    assert book(client, row, key=keys(row, 3)[0]).status_code == 429
