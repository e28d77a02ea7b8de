"""Booking, cancelling, waiting: what one person after the other does."""

from datetime import UTC, date, datetime, timedelta

import pytest

from maillage.apps.agenda.actions.booking import Person, book_course, book_session, book_time
from maillage.apps.agenda.actions.ending import (
    accept_offer,
    cancel,
    expire_offers,
    move_seat,
    move_time,
)
from maillage.apps.agenda.actions.series import cancel_session, edit_session
from maillage.apps.agenda.errors import (
    ChildcareFull,
    OfferOver,
    SeatsAreTaken,
    SessionFull,
    TimeNotOffered,
    TimeTaken,
    TooLateOnline,
)
from maillage.apps.agenda.models import Booking, BookingState, Ending, Notice, Seat, Step
from maillage.apps.agenda.queries.codes import booking_by_code
from maillage.apps.agenda.queries.free import free_times
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
    make_series,
    make_session,
)
from maillage.apps.directory.tests.factories import AuditRow, make_user

pytestmark = pytest.mark.django_db
TUESDAY = date(2026, 11, 24)
TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # 14 h in Paris
SMS = Person(name="Samira", phone="+33639980021", contact="sms")


def times(motive, day=TUESDAY, **more):
    return [t.starts_at for t in free_times(motive, start=day, end=day, now=NOW, **more)]


def book(motive, resource, at=TWO, person=SMS, **more):
    return book_time(
        motive=motive,
        resource=resource,
        starts_at=at,
        person=person,
        **{"channel": "online", "now": NOW} | more,
    )


def seat(session, **more):
    return book_session(session=session, **{"person": SMS, "channel": "online", "now": NOW} | more)


@pytest.fixture
def offered():
    row = make_availability()
    return row.motives.get(), row.resource


# ---------------------------------------------------------------- appointments


@pytest.mark.row("AGD-01")
def test_booked_without_an_account_cancelled_with_the_code_the_time_is_free_again(offered):
    motive, who = offered
    before = times(motive)
    made = book(motive, who)
    assert made.booking.state == BookingState.BOOKED
    assert times(motive) == [at for at in before if at != TWO]
    found = booking_by_code(made.code.lower().replace("-", " "))
    assert found == made.booking
    cancel(found, ended_by=Ending.PERSON, now=NOW)
    assert times(motive) == before
    assert not Step.objects.exists()


def test_a_time_is_taken_once(offered):
    motive, who = offered
    book(motive, who)
    with pytest.raises(TimeTaken):
        book(motive, who)
    with pytest.raises(TimeTaken):  # it would end in the middle of the first
        book(motive, who, TWO - timedelta(minutes=20), channel="counter", by=make_user())
    assert Booking.objects.count() == 1


def test_a_resident_takes_a_time_that_is_offered_a_counter_any_other(offered):
    motive, who = offered
    evening = TWO + timedelta(hours=5)
    with pytest.raises(TimeNotOffered):
        book(motive, who, evening)
    by = make_user()
    made = book(motive, who, evening, channel="phone", by=by)
    assert made.booking.made_by == by
    assert AuditRow.objects.filter(action="book", by=by).count() == 1


def test_overbooking_is_asked_for_and_written_down(offered):
    motive, who = offered
    book(motive, who)
    by = make_user()
    book(motive, who, channel="counter", by=by, beyond=True)
    assert AuditRow.objects.filter(action="book_beyond", by=by).count() == 1
    assert set(Step.objects.values_list("lane", "beyond")) == {(0, False), (1, True)}


def test_the_same_form_sent_twice_is_one_booking_with_one_code(offered):
    motive, who = offered
    first = book(motive, who, once="drawn")
    again = book(motive, who, once="drawn")
    assert (again.booking, again.code, again.again) == (first.booking, first.code, True)


def test_a_room_and_devices_are_taken_with_the_person():
    room = make_resource(kind="room", name="Petite salle")
    motive = make_motive()
    one = make_availability(make_resource(), motive, along=[room])
    two = make_availability(make_resource(), motive, along=[room], place=one.place)
    book(motive, one.resource)
    assert TWO not in times(motive)  # the second person is free, the room is not
    with pytest.raises(TimeTaken):
        book(motive, two.resource)


def test_eight_computers_are_taken_eight_times():
    devices = make_resource(kind="device", name="Ordinateurs", lanes=2)
    motive = make_motive()
    rows = [make_availability(make_resource(), motive, along=[devices]) for _ in range(3)]
    book(motive, rows[0].resource)
    book(motive, rows[1].resource)
    with pytest.raises(TimeTaken):
        book(motive, rows[2].resource)


def test_moved_the_first_time_is_free_and_kept_when_the_second_cannot_be_had(offered):
    motive, who = offered
    mine = book(motive, who).booking
    other = book(motive, who, TWO + timedelta(minutes=45)).booking
    with pytest.raises(TimeTaken):
        move_time(mine, resource=who, starts_at=other.starts_at, now=NOW)
    mine.refresh_from_db()
    assert mine.starts_at == TWO
    assert Step.objects.filter(booking=mine).count() == 9
    moved = move_time(mine, resource=who, starts_at=TWO + timedelta(minutes=90), now=NOW)
    assert TWO in times(motive)
    assert moved.starts_at not in times(motive)


def test_the_limit_of_the_motive_binds_the_resident_not_the_counter(offered):
    motive, who = offered
    motive.cancel_until_min = 48 * 60
    motive.save()
    made = book(motive, who).booking
    with pytest.raises(TooLateOnline) as refused:
        cancel(made, ended_by=Ending.PERSON, now=NOW)
    assert "2 jours" in str(refused.value)
    ended = cancel(made, ended_by=Ending.STAFF, now=NOW, by=make_user())
    assert ended.state == BookingState.CANCELLED


# ---------------------------------------------------------------- seats


@pytest.mark.row("AGD-06")
def test_the_ninth_waits_and_gets_the_seat_that_is_given_back():
    session = make_session()
    eight = [seat(session).booking for _ in range(8)]
    with pytest.raises(SessionFull):
        seat(session)
    ninth = seat(session, may_wait=True).booking
    tenth = seat(session, may_wait=True, now=NOW + timedelta(minutes=1)).booking
    assert (ninth.state, tenth.state) == (BookingState.WAITING, BookingState.WAITING)
    cancel(eight[3], ended_by=Ending.PERSON, now=NOW)
    ninth.refresh_from_db()
    tenth.refresh_from_db()
    assert (ninth.state, tenth.state) == (BookingState.OFFERED, BookingState.WAITING)
    assert Seat.objects.get(booking=ninth).number == 4
    assert accept_offer(ninth, now=NOW).state == BookingState.BOOKED


def test_a_seat_offered_and_not_confirmed_goes_to_the_next():
    session = make_session(make_series(seats=1))
    first = seat(session).booking
    lines = [seat(session, may_wait=True, now=NOW + timedelta(minutes=n)).booking for n in range(2)]
    cancel(first, ended_by=Ending.PERSON, now=NOW)
    late = NOW + timedelta(hours=25)
    assert expire_offers(now=late) == 1
    for line in lines:
        line.refresh_from_db()
    assert [line.state for line in lines] == [BookingState.CANCELLED, BookingState.OFFERED]
    with pytest.raises(OfferOver):
        accept_offer(lines[0], now=late)


@pytest.mark.row("AGD-07")
def test_children_are_looked_after_up_to_what_there_is():
    session = make_session(make_series(childcare_seats=3))
    seat(session, person=Person(name="A", children=(4, 6)))
    assert Seat.objects.filter(session=session, kind="care").count() == 2
    with pytest.raises(ChildcareFull):
        seat(session, person=Person(name="B", children=(2, 3)))
    assert Seat.objects.filter(session=session, kind="seat").count() == 1
    seat(session, person=Person(name="C", children=(2,)))


def test_a_course_is_booked_whole_or_not_at_all():
    series = make_series(seats=1, whole_course=True)
    sessions = list(series.sessions.order_by("starts_at"))
    taken = seat(sessions[-1]).booking
    with pytest.raises(SessionFull):
        book_course(series=series, person=SMS, channel="online", now=NOW)
    assert Seat.objects.count() == 1
    waiting = book_course(series=series, person=SMS, channel="online", now=NOW, may_wait=True)
    cancel(taken, ended_by=Ending.PERSON, now=NOW)
    waiting.booking.refresh_from_db()
    assert waiting.booking.state == BookingState.OFFERED
    assert Seat.objects.filter(booking=waiting.booking).count() == len(sessions)


def test_a_seat_moves_to_another_day_and_the_one_left_goes_to_who_waits():
    first, second = make_series(seats=1).sessions.order_by("starts_at")[:2]
    mine = seat(first).booking
    line = seat(first, may_wait=True).booking
    moved = move_seat(mine, session=second, now=NOW)
    line.refresh_from_db()
    assert moved.starts_at == second.starts_at
    assert line.state == BookingState.OFFERED
    assert Seat.objects.filter(session=first).get().booking == line


def test_fewer_seats_than_taken_is_refused_more_go_to_who_waits():
    session = make_session(make_series(seats=2))
    seat(session)
    seat(session)
    line = seat(session, may_wait=True, person=Person(name="Zoé")).booking
    by = make_user()
    with pytest.raises(SeatsAreTaken):
        edit_session(session=session, values={"seats": 1}, now=NOW, by=by)
    edit_session(session=session, values={"seats": 3}, now=NOW, by=by)
    line.refresh_from_db()
    assert line.state == BookingState.BOOKED  # nobody can tell Zoé: the seat is hers


def test_a_session_that_does_not_take_place_ends_its_bookings_and_tells_them():
    session = make_session()
    made = seat(session).booking
    assert cancel_session(session=session, why="La salle est inondée", now=NOW, by=make_user()) == 1
    made.refresh_from_db()
    assert (made.state, made.ended_by) == (BookingState.CANCELLED, Ending.SESSION)
    told = Notice.objects.filter(booking=made, state="waiting").values_list("kind", flat=True)
    assert list(told) == ["cancelled"]
    assert not Seat.objects.exists()
