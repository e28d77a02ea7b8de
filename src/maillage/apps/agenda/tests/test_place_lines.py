"""What the lines of a search say of the agenda: when one can be received first."""

import re
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from maillage.apps.agenda.actions.booking import Person, book_session, book_time
from maillage.apps.agenda.models import Absence
from maillage.apps.agenda.queries.next import first_free
from maillage.apps.agenda.queries.soonest import soonest
from maillage.apps.agenda.tests.factories import (
    NOW,
    TODAY,
    make_availability,
    make_motive,
    make_resource,
    make_series,
)
from maillage.apps.directory.tests.factories import make_place
from maillage.apps.directory.tests.pages import forget_base

pytestmark = pytest.mark.django_db
TUESDAY_14 = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def monday(monkeypatch):
    """It is Monday 23 November 2026, eight o’clock in Paris."""
    monkeypatch.setattr("django.utils.timezone.now", lambda: NOW)
    forget_base()


def ways(place):
    found = soonest([place.pk], now=NOW, today=TODAY).get(place.pk, [])
    return {one.kind: one.starts_at for one in found}


def lines(client, url="directory:results", **asked):
    """Return the words of each place of a page, without its tags."""
    page = client.get(reverse(url), asked).content.decode()
    pieces = re.findall(
        r"<li (?:id=|data-place).*?</li>(?=\s*<li (?:id|data)|</[ou]l>)", page, re.S
    )
    return [" ".join(re.sub(r"<[^>]+>", " ", p).replace("\u00a0", " ").split()) for p in pieces]


def test_a_line_says_the_first_free_time_and_leads_to_booking(client):
    place = make_place(nom="Médiathèque", n_offers=1)
    make_availability(place=place)
    (line,) = lines(client)
    assert "Prochain rendez-vous libre : mardi 24 novembre à 14 h" in line
    page = client.get(reverse("directory:results")).content.decode()
    assert f'href="/rendez-vous/?lieu={place.public_id}"' in page


def test_a_line_says_when_one_comes_without_appointment(client):
    place = make_place(n_offers=1)
    series = make_series(
        place=place, kind="open", seats=None, rrule="FREQ=WEEKLY;BYDAY=WE",
        start=time(14, 0), end=time(17, 0),
    )  # fmt: skip
    (line,) = lines(client)
    assert "Sans rendez-vous : mercredi 25 novembre, 14 h – 17 h" in line
    first = series.sessions.order_by("starts_at").first()
    page = client.get(reverse("directory:results")).content.decode()
    assert reverse("agenda:session", args=[first.public_id]) in page


def test_what_takes_place_now_says_until_when(client):
    place = make_place(n_offers=1)
    make_series(
        place=place, kind="open", seats=None, rrule="FREQ=DAILY", start=time(7, 0), end=time(12, 0)
    )
    assert "Sans rendez-vous : en ce moment, jusqu’à 12 h" in lines(client)[0]


def test_a_line_says_two_ways_at_most_the_soonest(client):
    place = make_place(n_offers=1)
    make_availability(place=place)  # Tuesday
    make_series(place=place, kind="open", seats=None, rrule="FREQ=WEEKLY;BYDAY=WE")
    make_series(place=place, title="Mes photos")  # Thursday
    (line,) = lines(client)
    assert "Prochain rendez-vous libre" in line
    assert "Sans rendez-vous" in line
    assert "Mes photos" not in line


def test_the_list_of_the_map_and_its_cards_say_it_too(client):
    place = make_place(n_offers=1, latitude=50.3, longitude=3.2)
    make_series(place=place, title="Mes photos")
    said = "Prochaine place libre : jeudi 26 novembre à 9 h 30, Mes photos"
    assert said in lines(client, "directory:map")[0]
    assert said in lines(client, "directory:map_cards", cles=place.pk)[0]


def test_what_is_taken_away_full_or_closed_online_is_not_said():
    place = make_place()
    person, motive = make_resource(), make_motive()
    make_availability(person, motive, place=place)
    assert ways(place) == {"time": TUESDAY_14}
    book_time(
        motive=motive, resource=person, starts_at=TUESDAY_14, person=Person(), channel="online",
        now=NOW,
    )  # fmt: skip
    assert ways(place) == {"time": TUESDAY_14 + timedelta(minutes=45)}
    Absence.objects.create(
        resource=person, starts_at=TUESDAY_14, ends_at=TUESDAY_14 + timedelta(hours=3)
    )
    assert ways(place) == {"time": TUESDAY_14 + timedelta(days=7)}
    motive.open_online = False
    motive.save()
    assert ways(place) == {}
    session = make_series(place=place, seats=1).sessions.order_by("starts_at").first()
    assert ways(place) == {"seat": session.starts_at}
    book_session(session=session, person=Person(), channel="online", now=NOW)
    assert ways(place) == {"seat": session.starts_at + timedelta(days=7)}


def test_a_course_with_one_full_session_to_come_is_not_said_but_a_past_one_does_not_count():
    place = make_place()
    series = make_series(place=place, seats=1)
    third = series.sessions.order_by("starts_at")[2]
    book_session(session=third, person=Person(), channel="online", now=NOW)
    series.whole_course = True
    series.save()
    assert ways(place) == {}
    later = third.starts_at + timedelta(minutes=1)
    found = soonest([place.pk], now=later, today=later.date())[place.pk]
    assert [one.starts_at for one in found] == [third.starts_at + timedelta(days=7)]


def test_a_room_taken_with_the_person_counts():
    place, room = make_place(), make_resource(kind="room", name="Salle")
    make_availability(place=place, along=[room])
    Absence.objects.create(
        resource=room, starts_at=TUESDAY_14, ends_at=TUESDAY_14 + timedelta(minutes=45)
    )
    assert ways(place) == {"time": TUESDAY_14 + timedelta(minutes=45)}


def test_a_place_joined_to_another_speaks_for_it_and_a_closed_one_says_nothing():
    kept = make_place()
    joined = make_place(joined_to=kept)
    make_availability(place=joined)
    make_series(place=make_place(state="closed", closed_on="2026-01-01"))
    assert ways(kept) == {"time": TUESDAY_14}


def test_the_first_time_is_that_of_the_page_that_books():
    places = [make_place() for _ in range(4)]
    motives = [make_motive(duration_min=20, every_min=25), make_motive(notice_min=60 * 40)]
    days = ("TU", "WE,FR", "MO,TH", "MO,TU,WE,TH,FR")
    for place, day in zip(places, days, strict=True):
        rule = f"FREQ=WEEKLY;BYDAY={day}"
        make_availability(make_resource(), *motives, place=place, rrule=rule)
        make_availability(make_resource(), motives[1], place=place, start=time(9), end=time(9, 50))
    for place in places:
        (first, *_others) = first_free(now=NOW, today=TODAY, places=[place.pk])
        assert ways(place) == {"time": first.free[0].starts_at}


def test_twenty_places_cost_no_more_queries_than_one_and_the_page_stays_under_nine(client):
    places = []
    for _n in range(20):
        place = make_place(n_offers=1)
        make_series(place=place, whole_course=True)
        make_series(place=place, kind="open", seats=None)
        row = make_availability(place=place, along=[make_resource(kind="room")])
        Absence.objects.create(
            resource=row.resource, starts_at=NOW, ends_at=NOW + timedelta(days=1)
        )
        places.append(place.pk)
    with CaptureQueriesContext(connection) as one:
        soonest(places[:1], now=NOW, today=TODAY)
    with CaptureQueriesContext(connection) as many:
        assert set(soonest(places, now=NOW, today=TODAY)) == set(places)
    assert len(many) == len(one) <= 3
    client.get(reverse("directory:results"))
    with CaptureQueriesContext(connection) as page:
        assert len(lines(client)) == 20
    assert len(page) < 9, [query["sql"][:80] for query in page]
