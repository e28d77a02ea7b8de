"""At the desk, each page leads to what comes next: none that is refused, none that is empty."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from maillage.apps.agenda.actions.booking import Person, book_time
from maillage.apps.agenda.actions.ending import cancel
from maillage.apps.agenda.models import Absence, Booking
from maillage.apps.agenda.tests.factories import NOW
from maillage.apps.agenda.tests.test_counter import SENT, who
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


def url(route, number):
    return reverse(f"agenda:{route}", args=[number])


def made(house, **told):
    person = Person(name="Samira", **told)
    return book_time(motive=house.motive, resource=house.resource, starts_at=TWO, person=person,
                     channel="counter", now=NOW, by=house.mediator).booking  # fmt: skip


def test_a_week_without_a_free_time_leads_to_the_first_that_has_one(house):
    booking = made(house)
    Absence.objects.create(resource=house.resource, starts_at=NOW, ends_at=NOW + timedelta(days=20))
    page = read(house.desk.get(url("desk_move", booking.pk)))
    assert "Le premier jour libre est mardi 15 décembre" in said(page).replace("\u00a0", " ")
    next_page = read(house.desk.get(page.select_one(".empty a")["href"]))
    assert next_page.select("button[name=vers]")
    Absence.objects.update(ends_at=NOW + timedelta(days=300))
    page = read(house.desk.get(url("desk_move", booking.pk)))
    assert "Rien non plus dans les deux mois" in said(page)


def test_who_books_for_another_house_goes_back_to_what_they_sent(house, prescriber):
    done = read(prescriber.post(who(house), SENT | {"once": "sent"}))
    addresses = [link["href"] for link in done.select("p.acts a")]
    assert url_of_sent() in addresses
    assert [prescriber.get(address).status_code for address in addresses] == [200] * 3
    assert "Proche" not in said(done)  # a professional is not somebody close
    desk = read(house.desk.post(who(house), {"channel": "counter", "once": "d", "do": "beyond"}))
    assert reverse("agenda:desk") in [link["href"] for link in desk.select("p.acts a")]


def url_of_sent():
    return reverse("agenda:sent_by_us")


def test_nobody_is_noted_present_at_what_is_cancelled(house):
    booking = made(house)
    address = url("desk_booking", booking.pk)
    assert "Noter sa venue" in said(read(house.desk.get(address)))
    cancel(booking, ended_by="staff", now=NOW, by=house.mediator)
    page = read(house.desk.get(address))
    assert "Noter sa venue" not in said(page)


def test_from_their_own_agenda_a_mediator_says_that_they_are_not_there(house, stranger):
    page = read(house.desk.get(reverse("agenda:desk")))
    link = page.find("a", string="Noter une absence")
    assert link["href"] == url("setup_new_absence", house.resource.pk)
    assert house.desk.get(link["href"]).status_code == 200
    assert stranger.get(link["href"]).status_code == 403
    # The agenda of a place is that of nobody.
    place = read(house.desk.get(reverse("agenda:desk_place", args=[house.place.public_id])))
    assert place.find("a", string="Noter une absence") is None


def test_an_absence_of_one_day_is_that_day(house):
    address = url("setup_new_absence", house.resource.pk)
    answer = house.desk.post(address, {"first": "2026-11-26", "start": "", "last": "", "end": ""})
    assert answer.status_code == 302
    row = Absence.objects.get()
    assert row.starts_at == datetime(2026, 11, 25, 23, tzinfo=UTC)
    assert row.ends_at == datetime(2026, 11, 26, 23, tzinfo=UTC)
    assert Booking.objects.count() == 0
