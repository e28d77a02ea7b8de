"""A place that closes or moves: asked first, told to those booked, done once however often."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django_tasks_db.models import DBTaskResult

from maillage.apps.agenda.actions.booking import Person, book_course, book_session, book_time
from maillage.apps.agenda.actions.closing import end_place, follow_places
from maillage.apps.agenda.actions.series import extend_series
from maillage.apps.agenda.models import Booking, Notice, Series, Session
from maillage.apps.agenda.queries.closing import gone_places
from maillage.apps.agenda.queries.free import free_times
from maillage.apps.agenda.tests.factories import (
    NOW,
    TODAY,
    make_availability,
    make_resource,
    make_series,
)
from maillage.apps.agenda.tests.setup_screen import clock, desk, house
from maillage.apps.directory.actions.staff import add_closure, close_place, reopen_place
from maillage.apps.directory.tests.factories import AuditRow, make_place, make_user
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
__all__ = ["clock", "desk", "house"]
SMS = Person(name="Samira", phone="+33639980021", contact="sms")
TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
TASK = "maillage.apps.agenda.tasks.follow_places"


@pytest.fixture
def place():
    """A place with a workshop of six Thursdays and appointments on Tuesdays; two people booked."""
    place = make_place(nom="Salle du Rouet")
    series = make_series(place=place)
    row = make_availability(place=place)
    book_session(session=series.sessions.order_by("day")[1], person=SMS, channel="online", now=NOW)
    book_time(
        motive=row.motives.get(), resource=row.resource, starts_at=TWO, person=SMS,
        channel="online", now=NOW,
    )  # fmt: skip
    return place


def close(place, by=None, on=TODAY, **more):
    return close_place(public_id=place.public_id, on=on, by=by or make_user(), now=NOW, **more)


def test_closed_its_sessions_and_appointments_end_and_those_booked_are_told(place):
    by = make_user()
    close(place, by)
    assert DBTaskResult.objects.filter(task_path=TASK).count() == 1
    assert Session.objects.filter(cancelled_at=None).count() == 6  # not yet: the worker does it
    assert follow_places(now=NOW) == 1
    assert not Session.objects.filter(cancelled_at=None).exists()
    assert set(Booking.objects.values_list("state", "ended_by")) == {("cancelled", "session")}
    told = Notice.objects.filter(kind="cancelled", state="waiting").values_list(
        "channel", flat=True
    )
    assert list(told) == ["sms", "sms"]
    row = AuditRow.objects.get(action="end_place_agenda")
    assert (row.by, row.after) == (by, {"séances": 6, "réservations": 2})
    extend_series(now=NOW + timedelta(days=20))
    assert Session.objects.count() == 6


def test_done_again_nothing_is_done_twice(place):
    close(place)
    follow_places(now=NOW)
    before = (Notice.objects.count(), AuditRow.objects.count())
    assert gone_places(now=NOW) == []
    assert follow_places(now=NOW) == 0
    assert not end_place(place, on=TODAY, now=NOW)
    assert (Notice.objects.count(), AuditRow.objects.count()) == before


def test_cut_between_two_places_it_goes_on_with_the_other(place, monkeypatch):
    other = make_place(nom="Salle de la Trame")
    make_series(place=other)
    close(place)
    close(other)
    from maillage.apps.agenda.actions import closing

    whole = closing.end_place

    def cut(found, **more):
        if found == other:
            raise KeyboardInterrupt
        return whole(found, **more)

    monkeypatch.setattr(closing, "end_place", cut)
    with pytest.raises(KeyboardInterrupt):
        follow_places(now=NOW)
    monkeypatch.undo()
    assert {one.pk for one in gone_places(now=NOW)} == {other.pk}
    assert follow_places(now=NOW) == 1
    assert not Session.objects.filter(cancelled_at=None).exists()


def test_what_takes_place_on_the_last_day_stands(place):
    thursday = date(2026, 11, 26)
    now = NOW + timedelta(days=3)
    close_place(public_id=place.public_id, on=thursday, by=make_user(), now=now)
    follow_places(now=now)
    assert [one.day for one in Session.objects.filter(cancelled_at=None)] == [thursday]


def test_other_places_keep_theirs(place):
    other = make_series(place=make_place(nom="Ailleurs"))
    close(place)
    follow_places(now=NOW)
    assert Session.objects.filter(series=other, cancelled_at=None).count() == 6


def test_a_course_ends_with_its_place():
    place = make_place()
    series = make_series(place=place, whole_course=True)
    made = book_course(series=series, person=SMS, channel="online", now=NOW)
    close(place)
    follow_places(now=NOW)
    assert Booking.objects.get(pk=made.booking.pk).state == "cancelled"
    assert Notice.objects.filter(kind="cancelled", state="waiting").count() == 1


def test_what_stands_at_a_place_joined_to_it_ends_with_it(place):
    shown = make_place(nom="La salle du Rouet")
    place.joined_to = shown
    place.save(update_fields=["joined_to"])
    close(shown)
    assert follow_places(now=NOW) == 1
    assert not Session.objects.filter(cancelled_at=None).exists()
    assert set(Booking.objects.values_list("state", flat=True)) == {"cancelled"}
    assert follow_places(now=NOW) == 0


def test_moved_all_goes_on_at_the_new_place_and_those_booked_are_told(place):
    new = make_place(nom="Maison du Rouet")
    row = make_availability(make_resource(place=place), place=place)
    close(place, moved_to=new.public_id)
    assert follow_places(now=NOW) == 1
    assert Session.objects.filter(place=new, cancelled_at=None).count() == 6
    assert Series.objects.get().place == new
    assert set(Booking.objects.values_list("state", "place")) == {("booked", new.pk)}
    assert Notice.objects.filter(kind="moved", state="waiting").count() == 2
    free = free_times(row.motives.get(), start=date(2026, 12, 1), end=date(2026, 12, 1), now=NOW)
    assert {time.place for time in free} == {new}
    assert AuditRow.objects.get(action="move_place_agenda").after == {
        "séances": 6,
        "réservations": 2,
    }
    assert follow_places(now=NOW) == 0


def test_reopened_before_the_worker_came_nothing_ends(place):
    close(place)
    reopen_place(public_id=place.public_id, by=make_user(), now=NOW)
    assert follow_places(now=NOW) == 0
    assert Session.objects.filter(cancelled_at=None).count() == 6


def test_whoever_closes_reads_first_what_is_planned_and_how_many_people_that_touches(
    place, clock, client
):
    client.force_login(make_user())
    add_closure(
        public_id=place.public_id, starts_on=date(2026, 12, 3), ends_on=date(2026, 12, 4),
        reason="", by=make_user(), now=NOW,
    )  # fmt: skip
    for page in ("fermer", "fermetures"):
        answer = client.get(f"/pro/lieux/{place.public_id}/{page}/")
        told = said(read(answer).select_one(".note.check")).replace("\u00a0", " ")
        assert "À l’agenda de ce lieu : 6 séances et 1 rendez-vous" in told
        assert "2 personnes inscrites." in told
        assert "jeudi 26 novembre 2026, 9 h 30 , Mes premiers pas sur l’ordinateur" in told
        inside = told.partition("Pendant une fermeture déjà annoncée")[2]
        assert "jeudi 3 décembre 2026" in inside.partition("Fermer pour toujours")[0]
        assert "Samira" not in told
    assert Session.objects.filter(cancelled_at=None).count() == 6


def test_nothing_is_said_where_nothing_is_planned(clock, client):
    client.force_login(make_user())
    page = client.get(f"/pro/lieux/{make_place().public_id}/fermer/").content.decode()
    assert "À l’agenda de ce lieu" not in page
