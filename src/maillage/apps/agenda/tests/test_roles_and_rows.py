"""Rows of the ledger that several pages show together."""

import re

import pytest
import vobject
from django.test import Client
from django.urls import reverse

from maillage.apps.agenda.models import Booking
from maillage.apps.agenda.queries.free import free_times
from maillage.apps.agenda.tests.factories import (
    NOW,
    TODAY,
    make_availability,
    make_booking,
    make_motive,
    make_resource,
    make_series,
)
from maillage.apps.agenda.tests.setup_screen import (  # noqa: F401 (fixtures)
    HERE,
    TUESDAYS,
    clock,
    desk,
    house,
    saved,
)
from maillage.apps.directory.tests.factories import make_organisation, make_place, make_user
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db


def text_of(answer):
    return said(read(answer).find("main")).replace("\u00a0", " ")


@pytest.mark.row("AGD-03")
@pytest.mark.usefixtures("clock")
def test_of_two_people_who_book_one_time_one_is_refused_politely_and_the_feed_opens():
    row = make_availability()
    motive = row.motives.get()
    key = free_times(motive, start=TODAY, end=TODAY.replace(day=30), now=NOW)[0].key
    address = reverse("agenda:you", args=[motive.pk])
    people = [Client(), Client()]
    drawn = []
    for person in people:  # both have the form open
        page = person.get(f"{address}?heure={key}").content.decode()
        drawn.append(re.search(r'name="once" value="(\w+)"', page)[1])
    answers = [
        person.post(
            address, {"heure": key, "once": once, "contact": "paper", "name": f"Personne {n}"}
        )
        for n, (person, once) in enumerate(zip(people, drawn, strict=True))
    ]
    assert answers[0].status_code == 302
    assert Booking.objects.count() == 1
    refused = text_of(answers[1])
    assert "Quelqu’un vient de prendre cette heure" in refused
    assert "Ce que vous avez écrit est gardé" in refused
    make_series(title="Café des écrans")
    feed = people[0].get(reverse("agenda:city_feed"))
    assert feed["Content-Type"].startswith("text/calendar")
    events = vobject.readOne(feed.content.decode()).vevent_list
    assert {event.summary.value for event in events} == {"Café des écrans"}


@pytest.mark.row("GOV-14")
def test_a_letter_writer_sees_their_own_line_and_not_that_of_another(client):
    own, other = make_organisation(nom="La Plume"), make_organisation(nom="Autre maison")
    writer = make_user(role="letter_writer", organisation=own)
    mine = make_resource(name="Églantine", user=writer, organisation=own)
    theirs = make_resource(name="Amadou", organisation=other)
    motive = make_motive(title="Écrire un courrier", mediation="letters")
    for resource in (mine, theirs):
        make_availability(resource, motive, place=make_place())
    kept = make_booking(motive=motive, resource=theirs, name="Nadir")
    client.force_login(writer)
    page = text_of(client.get(reverse("agenda:desk")))
    assert "Églantine" in page
    assert "Amadou" not in page
    assert client.get(reverse("agenda:desk_resource", args=[mine.pk])).status_code == 200
    assert client.get(reverse("agenda:desk_resource", args=[theirs.pk])).status_code == 403
    assert client.get(reverse("agenda:desk_booking", args=[kept.pk])).status_code == 403
    assert client.get(reverse("agenda:tally_list")).status_code == 200


@pytest.mark.row("CEN-17")
def test_a_session_of_three_hours_is_on_the_page_of_its_place_and_in_the_agenda(
    client,
    desk,  # noqa: F811
    house,  # noqa: F811
):
    organisation, place, _who = house
    typed = TUESDAYS | {
        "kind": "workshop",
        "title": "Les bases du numérique",
        "mediation": "digital",
        "place": place.pk,
        "organisation": organisation.pk,
        "start": "09:00",
        "end": "12:00",
        "seats": "8",
        "publics": ["Seniors"],
        "cost_note": "Gratuit",
        "contact_nom": "Accueil",
        "contact_telephone": "01 99 00 21 10",
        "position": "",
        "cancel_h": "0",
    }
    assert saved(desk, f"{HERE}seances/ajouter/", typed).status_code == 302
    for url in (
        reverse("directory:place", args=[place.public_id]),
        f"{reverse('agenda:week')}?semaine=2027-01-05",
        reverse("agenda:place_week", args=[place.public_id]) + "?semaine=2027-01-05",
    ):
        page = text_of(client.get(url))
        assert "Les bases du numérique" in page, url
        assert "9 h – 12 h" in page, url
