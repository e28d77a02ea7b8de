"""A form that served already, sent with other answers: nobody reads the code of somebody else."""

from datetime import timedelta

import pytest
from django.test import Client

from maillage.apps.agenda.errors import BookingEnded
from maillage.apps.agenda.models import Booking, Visit
from maillage.apps.agenda.tests.factories import NOW, make_availability, make_session
from maillage.apps.agenda.tests.residents import book, code_of, draw, keys, words
from maillage.apps.agenda.tests.test_counter import SAMIRA, code_on, seat, series_of, who
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db


def pressed_again(answer):
    """Return what the page that came back would send."""
    form = read(answer).select_one("form.screen")
    return {
        field["name"]: field.get("value", "")
        for field in form.select("input")
        if field.get("type") not in ("radio", "checkbox") or field.has_attr("checked")
    }


def test_at_the_counter_the_page_before_with_another_name_books_nothing_and_says_for_whom(house):
    session = make_session(series_of(house, seats=5))
    first = house.desk.post(seat(session), SAMIRA | {"once": "drawn"})
    other = {"channel": "phone", "name": "Ahmed", "once": "drawn"}
    refused = house.desk.post(seat(session), other)
    assert refused.status_code == 422
    assert "Ce formulaire a déjà servi, pour « Samira »" in said(read(refused))
    assert code_on(first) not in words(refused)
    assert Booking.objects.count() == 1
    again = pressed_again(refused)
    assert again["name"] == "Ahmed"
    done = house.desk.post(seat(session), again)
    assert code_on(done) != code_on(first)
    assert sorted(Booking.objects.values_list("name", flat=True)) == ["Ahmed", "Samira"]


def test_at_the_counter_another_hour_is_another_booking_and_the_same_hour_is_taken(house):
    first = house.desk.post(who(house), SAMIRA | {"once": "drawn"})
    refused = house.desk.post(who(house), {"channel": "phone", "name": "Ahmed", "once": "drawn"})
    page = said(read(refused))
    assert "a déjà servi" in page
    assert "cette heure est déjà prise" in page
    assert code_on(first) not in words(refused)
    assert Booking.objects.count() == 1


@pytest.mark.parametrize("changed", [{"name": "Ahmed"}, {"phone": "06 39 98 11 22"}])
def test_a_resident_who_changes_the_form_that_served_is_told_and_shown_no_code(monday, changed):
    row = make_availability()
    client = Client()
    first, second = keys(row)
    drawn = draw(client, f"/rendez-vous/{row.motives.get().pk}/vous/?heure={first}")
    assert book(client, row, key=first, once=drawn, name="Samira").status_code == 302
    code = code_of(client)
    # On the same screen, somebody else.
    next_one = Client()
    for key in (first, second):
        refused = book(next_one, row, key=key, once=drawn, **{"name": "Samira"} | changed)
        assert refused.status_code == 409
        page = words(refused)
        assert "Ce formulaire a déjà servi" in page
        assert code not in page
        assert drawn not in page
        assert "rendez_vous" not in refused.cookies
    assert Booking.objects.count() == 1
    # As it was, it tells the truth.
    assert book(client, row, key=first, once=drawn, name=" Samira ").status_code == 302
    assert code_of(client) == code


def test_what_was_moved_or_erased_since_is_still_the_truth_of_who_was_cut_off(monday):
    row = make_availability()
    client = Client()
    first = keys(row)[0]
    drawn = draw(client, f"/rendez-vous/{row.motives.get().pk}/vous/?heure={first}")
    book(client, row, key=first, once=drawn, name="Samira")
    code = code_of(client)
    Booking.objects.update(changed_at=monday, erased_at=monday, name="", phone="")
    assert book(client, row, key=first, once=drawn, name="Samira").status_code == 302
    assert code_of(client) == code


def test_who_gives_their_number_for_somebody_and_forgets_to_say_so_is_told_one_thing(monday):
    answer = book(Client(), make_availability(), contact="call", helper_phone="06 39 98 33 33")
    page = said(read(answer))
    assert answer.status_code == 422
    assert "Demandez son accord" in page
    assert "Il faut un numéro" not in page


def test_a_code_replaced_while_its_page_is_open_leads_back_to_the_code(monday, monkeypatch):
    client = Client()
    book(client, make_availability(), name="Samira")

    def ended(booking, **_):
        Booking.objects.update(code_digest="another")
        raise BookingEnded

    monkeypatch.setattr("maillage.apps.agenda.views.mine.cancel", ended)
    answer = client.post("/mon-rendez-vous/annuler/")
    assert (answer.status_code, answer["Location"]) == (302, "/mon-rendez-vous/")
    assert "Votre code" in words(client.get("/mon-rendez-vous/"))


@pytest.mark.parametrize("key", ["\x00", "a' OR 1", "x" * 10_000])
def test_a_key_that_no_page_drew_notes_the_person_all_the_same(house, key):
    """PostgreSQL holds no NUL, and no more signs than a column has."""
    session = make_session(
        series_of(house), day=NOW.date(), starts_at=NOW, ends_at=NOW + timedelta(hours=2)
    )
    address = f"/pro/agenda/presences/{session.public_id}/"
    assert house.desk.post(address, {"do": "walk-in", "key": key}).status_code == 302
    assert Visit.objects.get().client_key is None
