"""Calendars that leave: read by another parser, stable, without anybody's name."""

from datetime import UTC, datetime, timedelta

import icalendar
import pytest
import recurring_ical_events
import vobject
from django.utils import timezone

from maillage.apps.agenda.actions.booking import Person, book_course, book_session, book_time
from maillage.apps.agenda.actions.calendars import draw_feed, stop_feed
from maillage.apps.agenda.actions.ending import cancel, move_time
from maillage.apps.agenda.actions.series import cancel_session, edit_session
from maillage.apps.agenda.errors import FeedUnknown
from maillage.apps.agenda.models import Ending, Session
from maillage.apps.agenda.queries.codes import get_booking
from maillage.apps.agenda.queries.feeds import (
    booking_calendar,
    city_calendar,
    place_calendar,
    private_calendar,
    session_calendar,
    topic_calendar,
)
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
    make_series,
    make_session,
)
from maillage.apps.directory.tests.factories import make_place, make_user

pytestmark = pytest.mark.django_db
SITE = "https://agenda.clairmaille.example"
TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
MAIL = Person(
    name="Samira", phone="+33639980021", email="samira@rouet.example", contact="email", need="CAF"
)


def events(data):
    """Return the events that an independent parser reads, by number."""
    read = vobject.readOne(data.decode())
    return {one.uid.value: one for one in read.contents.get("vevent", [])}


def city(now=NOW):
    return events(city_calendar(now=now, site=SITE))


def test_each_session_is_read_by_another_parser_at_its_hours():
    series = make_series(description="Apportez votre téléphone ; on regarde,\nensemble.")
    read = city()
    sessions = {f"seance-{one.public_id}@maillage": one for one in series.sessions.all()}
    assert set(read) == set(sessions)
    for uid, session in sessions.items():
        assert read[uid].dtstart.value == session.starts_at
        assert read[uid].dtend.value == session.ends_at
        assert read[uid].summary.value == series.title
        assert series.description in read[uid].description.value
        assert read[uid].url.value == f"{SITE}/agenda/seance/{session.public_id}/"


def test_hours_follow_the_wall_clock_through_both_clock_changes():
    start = datetime(2026, 3, 23, 7, 0, tzinfo=UTC)
    make_series(
        first=start.date(), until=start.date() + timedelta(days=20), now=start, skip_public=False
    )
    make_series(
        first=datetime(2026, 10, 19, tzinfo=UTC).date(),
        until=datetime(2026, 11, 5, tzinfo=UTC).date(),
        now=start,
        skip_public=False,
    )
    paris = timezone.get_default_timezone()
    hours = set()
    for now in (start, datetime(2026, 10, 19, tzinfo=UTC)):
        for one in events(city_calendar(now=now, site=SITE)).values():
            here = one.dtstart.value.astimezone(paris)
            hours.add((here.hour, here.minute, here.weekday()))
    assert hours == {(9, 30, 3)}


def test_expanded_by_a_program_each_session_comes_back_once():
    series = make_series()
    calendar = icalendar.Calendar.from_ical(city_calendar(now=NOW, site=SITE))
    found = recurring_ical_events.of(calendar).between(NOW, NOW + timedelta(days=60))
    assert sorted(one.start for one in found) == [
        one.starts_at for one in series.sessions.order_by("starts_at")
    ]


def test_a_session_that_is_cancelled_is_said_so_for_a_month_with_a_later_version():
    session = make_session()
    uid = f"seance-{session.public_id}@maillage"
    before = city()[uid]
    by = make_user()
    cancel_session(session=session, why="La salle est inondée", now=NOW + timedelta(hours=1), by=by)
    after = city()[uid]
    assert (before.status.value, after.status.value) == ("CONFIRMED", "CANCELLED")
    assert int(after.sequence.value) > int(before.sequence.value)
    assert after.last_modified.value == NOW + timedelta(hours=1)
    assert "inondée" in after.description.value
    assert uid in city(NOW + timedelta(days=30))
    assert uid not in city(NOW + timedelta(days=31))


def test_a_session_that_moves_keeps_its_number():
    session = make_session()
    uid = f"seance-{session.public_id}@maillage"
    later = session.starts_at + timedelta(hours=1)
    values = {"starts_at": later, "ends_at": later + timedelta(hours=1)}
    edit_session(session=session, values=values, now=NOW, by=make_user())
    assert city()[uid].dtstart.value == later


def test_a_place_a_topic_and_a_session_say_their_own():
    here, there = make_place(), make_place()
    mine = make_series(place=here)
    make_series(place=there, mediation="letters")
    own = {f"seance-{one.public_id}@maillage" for one in mine.sessions.all()}
    assert set(events(place_calendar(here, now=NOW, site=SITE))) == own
    assert set(events(topic_calendar("digital", now=NOW, site=SITE))) == own
    first = mine.sessions.first()
    assert len(events(session_calendar(first.public_id, now=NOW, site=SITE))) == 1
    with pytest.raises(FeedUnknown):
        topic_calendar("other", now=NOW, site=SITE)


def test_what_is_at_a_closed_place_is_not_said():
    series = make_series()
    series.place.withdrawn_at = NOW
    series.place.save()
    assert city() == {}


def test_what_is_at_a_place_joined_to_another_is_said_there():
    shown = make_place(nom="Médiathèque du Rouet")
    series = make_series()
    series.place.joined_to = shown
    series.place.save()
    read = events(place_calendar(shown, now=NOW, site=SITE))
    assert len(read) == series.sessions.count()
    assert {one.location.value.partition(",")[0] for one in read.values()} == {shown.nom}


def test_a_stop_away_from_any_place_says_where_it_is():
    make_series(address="Marché du Fuseau", commune="Clairmaille", latitude=48.1, longitude=2.3)
    one = next(iter(city().values()))
    assert one.location.value == "Marché du Fuseau, Clairmaille"
    assert one.geo.value == "48.100000;2.300000"


def test_the_number_of_queries_does_not_grow(django_assert_num_queries):
    for _ in range(3):
        make_series()
    with django_assert_num_queries(1):
        city_calendar(now=NOW, site=SITE)


# ---------------------------------------------------------------- one booking


def booked(motive=None, person=MAIL):
    row = make_availability(None, motive or make_motive(documents="Une pièce d’identité"))
    made = book_time(
        motive=row.motives.get(),
        resource=row.resource,
        starts_at=TWO,
        person=person,
        channel="online",
        now=NOW,
    )
    return get_booking(made.booking.pk), made.code


def test_a_booking_is_one_event_with_no_name_no_number_and_no_code(settings):
    settings.SITE_URL = SITE
    booking, code = booked()
    data = booking_calendar(booking, now=NOW)
    (one,) = events(data).values()
    assert (one.dtstart.value, one.dtend.value) == (TWO, TWO + timedelta(minutes=45))
    assert "pièce d’identité" in one.description.value
    assert "/mon-rendez-vous/" in one.description.value
    for secret in (code, code.replace("-", ""), "Samira", "39980021", "rouet.example", "CAF"):
        assert secret.encode() not in data


def test_a_booking_that_moves_keeps_its_number_and_is_a_later_version():
    booking, _code = booked()
    ((uid, before),) = events(booking_calendar(booking, now=NOW)).items()
    moved_at = NOW + timedelta(hours=1)
    move_time(
        booking, resource=booking.resource, starts_at=TWO + timedelta(minutes=45), now=moved_at
    )
    after = events(booking_calendar(get_booking(booking.pk), now=moved_at))[uid]
    assert after.dtstart.value == TWO + timedelta(minutes=45)
    assert int(after.sequence.value) > int(before.sequence.value)
    cancel(booking, ended_by=Ending.PERSON, now=moved_at)
    ended = events(booking_calendar(get_booking(booking.pk), now=moved_at))[uid]
    assert ended.status.value == "CANCELLED"


def test_a_course_is_an_event_for_each_of_its_sessions_and_a_waiting_line_is_tentative():
    series = make_series(whole_course=True, seats=1)
    made = book_course(series=series, person=MAIL, channel="online", now=NOW).booking
    read = events(booking_calendar(get_booking(made.pk), now=NOW))
    assert len(read) == series.sessions.count()
    assert {one.dtstart.value for one in read.values()} == {
        one.starts_at for one in series.sessions.all()
    }
    line = book_course(series=series, person=MAIL, channel="online", now=NOW, may_wait=True)
    (one,) = events(booking_calendar(get_booking(line.booking.pk), now=NOW)).values()
    assert one.status.value == "TENTATIVE"


def test_a_seat_is_an_event_at_the_hours_of_its_session():
    session = make_session()
    made = book_session(session=session, person=MAIL, channel="online", now=NOW).booking
    (one,) = events(booking_calendar(get_booking(made.pk), now=NOW)).values()
    assert one.dtstart.value == session.starts_at


# ---------------------------------------------------------------- the private one


def test_a_private_calendar_says_hours_and_for_what_never_for_whom():
    room = make_resource(kind="room", name="Petite salle")
    motive = make_motive()
    row = make_availability(make_resource(), motive, along=[room])
    make_series(resources=[row.resource])
    made = book_time(
        motive=motive,
        resource=row.resource,
        starts_at=TWO,
        person=MAIL,
        channel="online",
        now=NOW,
    )
    by = make_user()
    key = draw_feed(resource=row.resource, now=NOW, by=by)
    data = private_calendar(key, now=NOW)
    read = events(data)
    assert len(read) == 1 + Session.objects.count()
    for secret in (made.code, "Samira", "39980021", "rouet.example", "CAF"):
        assert secret.encode() not in data
    of_room = events(private_calendar(draw_feed(resource=room, now=NOW, by=by), now=NOW))
    assert [one.summary.value for one in of_room.values()] == ["Aide aux démarches"]
    cancel(made.booking, ended_by=Ending.PERSON, now=NOW)
    (uid,) = of_room
    assert events(private_calendar(key, now=NOW))[uid].status.value == "CANCELLED"


def test_a_renewed_address_closes_the_one_before_and_a_stopped_one_opens_nothing():
    who, by = make_resource(), make_user()
    first = draw_feed(resource=who, now=NOW, by=by)
    second = draw_feed(resource=who, now=NOW, by=by)
    with pytest.raises(FeedUnknown):
        private_calendar(first, now=NOW)
    assert private_calendar(second, now=NOW)
    assert second not in who.feed_digest
    stop_feed(resource=who, now=NOW, by=by)
    stop_feed(resource=who, now=NOW, by=by)
    for key in (second, ""):
        with pytest.raises(FeedUnknown):
            private_calendar(key, now=NOW)


# ---------------------------------------------------------------- over the network


@pytest.fixture
def soon():
    """A series around the day on which the test runs: views look at the clock."""
    today = timezone.localdate()
    return make_series(
        first=today, until=today + timedelta(days=20), now=timezone.now(), skip_public=False
    )


def test_every_public_address_answers_with_a_calendar_and_the_same_only_once(client, soon):
    session = soon.sessions.first()
    for url in (
        "/agenda/ville.ics",
        f"/agenda/lieu/{soon.place.public_id}.ics",
        "/agenda/sujet/digital.ics",
        f"/agenda/seance/{session.public_id}.ics",
    ):
        answer = client.get(url)
        assert answer["Content-Type"] == "text/calendar; charset=utf-8"
        assert answer["Cache-Control"] == "public, max-age=300"
        assert events(answer.content)
        again = client.get(url, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == answer["ETag"]
    changed = client.get("/agenda/ville.ics")["ETag"]
    cancel_session(session=session, why="", now=timezone.now(), by=make_user())
    assert client.get("/agenda/ville.ics")["ETag"] != changed


def test_the_private_address_is_no_page_for_anybody_else(client, soon):
    key = draw_feed(resource=make_resource(), now=NOW, by=make_user())
    answer = client.get(f"/agenda/prive/{key}.ics")
    assert answer["Cache-Control"] == "private, no-cache"
    assert answer["X-Robots-Tag"] == "noindex"
    for url in ("/agenda/prive/xxxx.ics", "/agenda/sujet/rien.ics", "/agenda/lieu/rien.ics"):
        assert client.get(url).status_code == 404
    assert client.get("/agenda/seance/rien.ics").status_code == 404
