"""A resident books a seat or a course, then moves, cancels, waits: with a code alone."""

import re

import pytest

from maillage.apps.agenda.actions.booking import Person, book_session
from maillage.apps.agenda.actions.ending import cancel
from maillage.apps.agenda.models import Booking, BookingState, Ending, Seat, Step
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
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
    reserve,
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


# ---------------------------------------------------------------- sessions and courses


def test_a_seat_is_booked_with_the_children_to_look_after(client):
    session = make_session(make_series(childcare_seats=2))
    assert reserve(client, session, name="Samira", children="3 et 5 ans").status_code == 302
    assert sorted(Seat.objects.values_list("kind", flat=True)) == ["care", "care", "seat"]
    assert "3 ans et 5 ans" in words(client.get(MINE))
    refused = reserve(client, session, name="Zoé", children="2")
    assert refused.status_code == 409
    assert "garder 1 enfant" in words(refused)
    assert 'value="Zoé"' in words(refused)
    assert reserve(client, session, children="beaucoup").status_code == 422
    assert reserve(client, session, children="30").status_code == 422


def test_a_course_is_booked_whole_and_its_dates_are_said(client):
    series = make_series(whole_course=True, seats=2)
    session = make_session(series)
    n = series.sessions.count()
    assert f"On réserve les {n} séances du cours ensemble" in words(
        client.get(f"/agenda/seance/{session.public_id}/")
    )
    assert reserve(client, session).status_code == 302
    page = words(client.get(f"{MINE}c-est-note/")).lower()
    assert page.count(", 9 h 30 – 11 h 30") == Seat.objects.count() == n


def test_full_one_waits_is_offered_the_seat_and_takes_it(client):
    session = make_session(make_series(seats=1))
    taken = book_session(session=session, person=Person(), channel="online", now=NOW).booking
    address = f"/agenda/seance/{session.public_id}/reserver/"
    assert "S’inscrire sur la liste d’attente" in words(client.get(address))
    reserve(client, session, contact="sms", phone="06 39 98 00 21")
    page = words(client.get(f"{MINE}c-est-note/"))
    assert "Vous êtes sur la liste d’attente" in page
    assert "Vous êtes la prochaine personne" in page
    assert CODE.search(page)
    cancel(taken, ended_by=Ending.PERSON, now=NOW)
    page = words(client.get(MINE))
    assert "Une place s’est libérée pour vous" in page
    assert client.post(f"{MINE}accepter/").status_code == 302
    assert Seat.objects.get().booking.state == BookingState.BOOKED


def test_filled_up_meanwhile_one_may_join_the_list_with_what_was_typed(client):
    session = make_session(make_series(seats=1))
    address = f"/agenda/seance/{session.public_id}/reserver/"
    drawn = draw(client, address)
    book_session(session=session, person=Person(), channel="online", now=NOW)
    # The page still proposed a seat: nobody is put on a list that they did not ask for.
    answer = client.post(address, {"once": drawn, "name": "Zoé"})
    assert answer.status_code == 409
    page = words(answer)
    assert "Il n’y a plus de place" in page
    assert 'value="Zoé"' in page
    assert not Booking.objects.filter(name="Zoé").exists()
    hidden = dict(re.findall(r'<input type="hidden" name="(\w+)" value="([^"]*)"', page))
    assert client.post(address, hidden | {"name": "Zoé"}).status_code == 302
    assert Booking.objects.get(name="Zoé").state == BookingState.WAITING


def test_one_may_say_beforehand_that_one_would_wait(client):
    session = make_session(make_series(seats=1))
    address = f"/agenda/seance/{session.public_id}/reserver/"
    drawn = draw(client, address)
    book_session(session=session, person=Person(), channel="online", now=NOW)
    assert client.post(address, {"once": drawn, "may_wait": "on"}).status_code == 302
    assert "liste d’attente" in words(client.get(MINE))


def test_without_a_list_a_full_session_says_so(client):
    session = make_session(make_series(seats=1, waiting_list=False))
    book_session(session=session, person=Person(), channel="online", now=NOW)
    answer = client.get(f"/agenda/seance/{session.public_id}/reserver/")
    assert answer.status_code == 409
    assert "plus de place" in words(answer)


# ---------------------------------------------------------------- with the code


def test_moved_cancelled_and_booked_again(client, row):
    first, second = keys(row)
    book(client, row)
    page = words(client.get(f"{MINE}changer/"))
    assert f'value="{second}"' in page
    assert client.post(f"{MINE}changer/", {"heure": second}).status_code == 302
    assert "14 h 45" in words(client.get(MINE))
    assert first in keys(row)
    assert "Oui, annuler" in words(client.get(f"{MINE}annuler/"))
    assert Booking.objects.get().state == BookingState.BOOKED  # it is asked once
    assert client.post(f"{MINE}annuler/").status_code == 302
    page = words(client.get(MINE))
    assert "Ce rendez-vous est annulé" in page
    assert "Vous l’avez annulé" in page
    assert not Step.objects.exists()
    assert client.post(f"{MINE}annuler/").status_code == 302  # twice is once


def test_a_move_that_cannot_be_had_keeps_the_first_time(client, row):
    book(client, row)
    answer = client.post(f"{MINE}changer/", {"heure": "999-1764000000"})
    assert answer.status_code == 409
    assert "Votre première heure reste réservée" in words(answer)
    assert Booking.objects.get().starts_at.hour == 13


def test_a_seat_moves_to_another_date_of_the_same_workshop(client):
    series = make_series(seats=2)
    first, second = series.sessions.order_by("starts_at")[:2]
    reserve(client, first)
    assert "jeudi 3 décembre" in words(client.get(f"{MINE}changer/")).lower()
    assert client.post(f"{MINE}changer/", {"heure": second.public_id}).status_code == 302
    assert Booking.objects.get().session == second
    assert client.post(f"{MINE}changer/", {"heure": "inconnue"}).status_code == 409


def test_too_late_the_page_says_whom_to_call(client):
    place = make_place(nom="Médiathèque", telephone="+33199002110")
    row = make_availability(
        None, make_motive(cancel_until_min=48 * 60, move_until_min=48 * 60), place=place
    )
    book(client, row)
    page = words(client.get(MINE))
    assert "Il est trop tard pour annuler ici" in page
    assert "01 99 00 21 10" in page
    assert f"{MINE}annuler/" not in page
    refused = client.post(f"{MINE}annuler/")
    assert refused.status_code == 409
    assert "il faut prévenir 2 jours avant" in words(refused)
    assert "01 99 00 21 10" in words(client.get(f"{MINE}annuler/"))
    assert Booking.objects.get().state == BookingState.BOOKED


def test_over_nothing_is_proposed_but_to_book_again(client, row, clock):
    book(client, row)
    code = code_of(client)
    clock.later(days=2)
    client.post(MINE, {"code": code})
    page = words(client.get(MINE))
    assert "Ce rendez-vous est passé" in page
    assert "Réserver de nouveau" in page
    assert client.post(f"{MINE}annuler/").status_code == 409


def test_leaving_the_waiting_list_and_an_offer_gone(client):
    session = make_session(make_series(seats=1))
    book_session(session=session, person=Person(), channel="online", now=NOW)
    reserve(client, session)
    assert "Quitter la liste" in words(client.get(f"{MINE}annuler/"))
    assert client.post(f"{MINE}accepter/").status_code == 409  # nothing is offered
    assert client.post(f"{MINE}annuler/").status_code == 302
    assert Booking.objects.filter(state=BookingState.CANCELLED).count() == 1


def test_the_event_for_one_s_calendar_holds_neither_code_nor_name(client, row):
    book(client, row, name="Samira")
    code = code_of(client)
    answer = client.get(f"{MINE}rendez-vous.ics")
    assert answer["Content-Type"].startswith("text/calendar")
    text = answer.content.decode()
    assert "BEGIN:VEVENT" in text
    assert "Samira" not in text
    assert code not in text


# ---------------------------------------------------------------- codes that open nothing


@pytest.mark.parametrize(
    ("typed", "message"),
    [
        ("", "Écrivez le code"),
        ("7KX2", "Nous lisons 4 signes, il en faut 8"),
        ("7KX2-M9QD", "Ce code n’ouvre rien"),
    ],
)
def test_a_code_that_opens_nothing_is_said(client, typed, message):
    answer = client.post(MINE, {"code": typed})
    assert answer.status_code == 422
    assert message in words(answer)


def test_codes_cannot_be_tried_one_after_the_other(client, row, monkeypatch):
    book(client, row)
    code = code_of(client)
    monkeypatch.setattr("maillage.apps.agenda.views.limits.RATES",
                        {"code": "3/h/key", "code_all": "300/h/key"})  # fmt: skip
    for _n in range(4):  # what is right is never counted
        assert client.post(MINE, {"code": code}).status_code == 302
    for n in range(3):
        assert client.post(MINE, {"code": f"0000-000{n}"}).status_code == 422
    assert client.post(MINE, {"code": "0000-0009"}).status_code == 429
    assert client.post(MINE, {"code": code}).status_code == 429


@pytest.mark.parametrize(
    ("method", "address"),
    [
        ("get", "c-est-note/"), ("get", "papier/"), ("get", "rendez-vous.ics"),
        ("get", "annuler/"), ("post", "annuler/"), ("get", "changer/"), ("post", "changer/"),
        ("post", "accepter/"),
    ],
)  # fmt: skip
def test_without_a_code_every_page_leads_to_the_one_that_asks_for_it(client, method, address):
    answer = getattr(client, method)(f"{MINE}{address}")
    assert (answer.status_code, answer["Location"]) == (302, MINE)


def test_a_cookie_that_somebody_made_opens_nothing(client, row):
    book(client, row)
    code = code_of(client)
    client.cookies[COOKIE] = f"{code}:1tttttt:forged"
    assert CODE.search(words(client.get(MINE))) is None
