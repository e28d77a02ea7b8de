"""What a notice says: in an SMS of 160 signs, in a letter, in the language of the person."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core import mail

from maillage.apps.agenda.actions.booking import Person, book_session, book_time
from maillage.apps.agenda.actions.ending import cancel
from maillage.apps.agenda.actions.sending import send_due
from maillage.apps.agenda.models import Booking, Ending, Notice
from maillage.apps.agenda.queries.notices import gsm, notice_words
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_series,
    make_session,
)
from maillage.apps.directory.tests.factories import make_place, make_user

pytestmark = pytest.mark.django_db
NEXT_WEEK = datetime(2026, 12, 1, 13, 0, tzinfo=UTC)  # 14 h in Paris
MAIL = Person(name="Samira", email="samira@rouet.example", contact="email")
SMS = Person(name="Samira", phone="+33639980021", contact="sms")


@pytest.fixture(autouse=True)
def address_of_the_site(settings):
    settings.SITE_URL = "https://agenda.clairmaille.example"


@pytest.fixture
def offered():
    row = make_availability(None, motive := make_motive())
    return motive, row.resource


def book(offered, person=MAIL, at=NEXT_WEEK, **more):
    motive, who = offered
    words = {"channel": "online", "now": NOW} | more
    return book_time(motive=motive, resource=who, starts_at=at, person=person, **words).booking


def at(moment):
    return lambda: moment


@pytest.mark.parametrize("kind", ["booked", "reminder", "moved", "cancelled", "offered"])
@pytest.mark.parametrize("nom", ["Médiathèque du Rouet", "Maison des associations " * 6])
@pytest.mark.parametrize("url", ["", "https://agenda.clairmaille.example"])
def test_an_sms_fits_and_says_when_where_and_how(offered, settings, kind, nom, url):
    settings.SITE_URL = url
    booking = book(offered, SMS)
    booking.place = make_place(nom=nom, telephone="+33199002110")
    booking.save()
    if kind == "offered":
        booking.state, booking.offered_until = "offered", NOW + timedelta(hours=24)
        booking.save()
    row = Notice(booking=booking, kind=kind, channel="sms", about=booking.starts_at)
    words = notice_words(row)
    assert len(words.sms) <= 160
    assert words.sms == gsm(words.sms)
    assert "mardi 1er décembre à 14 h" in words.sms
    assert nom[:10] in words.sms
    assert ("/mon-rendez-vous/ avec votre code" in words.sms) == bool(url)
    assert url or "01 99 00 21 10" in words.sms
    assert "Samira" not in words.sms + words.subject + words.body


def test_the_letter_says_when_where_what_to_bring_and_how_to_change_it(offered):
    motive, _who = offered
    motive.documents = "Une pièce d’identité"
    motive.save()
    booking = book(offered)
    send_due(clock=at(NOW))
    (letter,) = mail.outbox
    assert letter.subject == "C’est noté : mardi 1er décembre 2026 à 14 h"
    assert "jusqu’à 14\u00a0h\u00a045" in letter.body
    assert booking.place.nom in letter.body
    assert "Une pièce d’identité" in letter.body
    assert "https://agenda.clairmaille.example/mon-rendez-vous/" in letter.body
    assert letter.extra_headers["Auto-Submitted"] == "auto-generated"


def test_what_is_offered_says_until_when_and_what_is_cancelled_that_it_is():
    session = make_session(make_series(seats=1))
    first = book_session(session=session, person=SMS, channel="online", now=NOW).booking
    book_session(session=session, person=MAIL, channel="online", now=NOW, may_wait=True)
    cancel(first, ended_by=Ending.PERSON, now=NOW)
    send_due(clock=at(NOW))
    (letter,) = mail.outbox
    assert "gardée pour vous jusqu’à ce moment" in letter.body
    line = Booking.objects.get(email="samira@rouet.example")
    cancel(line, ended_by=Ending.STAFF, now=NOW, by=make_user())
    send_due(clock=at(NOW))
    assert "n’a pas lieu" in mail.outbox[-1].body


def test_a_language_that_is_not_translated_is_said_in_that_of_the_site(offered):
    booking = book(offered, Person(email="a@rouet.example", contact="email", language="ps"))
    words = notice_words(Notice.objects.get(booking=booking, kind="booked"))
    assert words.subject.startswith("C’est noté")


def test_a_language_that_is_translated_says_the_day_in_it(offered, settings):
    settings.LANGUAGES = [("fr", "Français"), ("es", "Español")]
    booking = book(offered, Person(email="a@rouet.example", contact="email", language="es"))
    words = notice_words(Notice.objects.get(booking=booking, kind="booked"))
    assert "diciembre" in words.subject
    assert "décembre" not in words.body
