"""Days and hours through the actions: both clock changes, midnight, from a day on, by hand."""

from datetime import UTC, date, datetime, time, timedelta

import pytest

from maillage.apps.agenda.actions.booking import Person, book_course, book_session, book_time
from maillage.apps.agenda.actions.series import (
    cancel_session,
    edit_from,
    edit_series,
    edit_session,
    end_series,
    extend_series,
)
from maillage.apps.agenda.errors import TimeNotOffered
from maillage.apps.agenda.models import Booking, Session, Step
from maillage.apps.agenda.queries.free import free_times, offered_time
from maillage.apps.agenda.queries.offered import offer_at
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
    make_series,
)
from maillage.apps.agenda.tests.whole import faults
from maillage.apps.directory.tests.factories import make_place, make_user

pytestmark = pytest.mark.django_db
ME = Person(name="Samira", phone="+33639980021", contact="sms")
AUTUMN = date(2026, 10, 25)  # at 3 h it is 2 h again
SPRING = date(2026, 3, 29)  # at 2 h it is 3 h
IN_OCTOBER = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)
IN_MARCH = datetime(2026, 3, 1, 8, 0, tzinfo=UTC)


def hours(series):
    return {one.day: (one.starts_at, one.ends_at) for one in series.sessions.order_by("starts_at")}


def weekly(**values):
    return make_series(**{"rrule": "FREQ=DAILY", "skip_public": False, "now": IN_OCTOBER} | values)


def test_the_night_when_the_clock_goes_back_lasts_an_hour_more():
    who = make_resource()
    first = AUTUMN - timedelta(days=1)
    series = weekly(
        first=first, until=first + timedelta(days=2), start=time(1, 30), end=time(3, 30),
        resources=[who],
    )  # fmt: skip
    lasts = {day: ends - starts for day, (starts, ends) in hours(series).items()}
    assert lasts == {
        first: timedelta(hours=2),
        AUTUMN: timedelta(hours=3),
        AUTUMN + timedelta(days=1): timedelta(hours=2),
    }
    # Every step of that night is taken, the hour that comes twice included.
    night = series.sessions.get(day=AUTUMN)
    assert Step.objects.filter(session=night).count() == 36
    made = book_session(session=night, person=ME, channel="online", now=IN_OCTOBER).booking
    assert (made.starts_at, made.ends_at) == (
        datetime(2026, 10, 24, 23, 30, tzinfo=UTC),
        datetime(2026, 10, 25, 2, 30, tzinfo=UTC),
    )


def test_both_hours_that_have_the_same_name_are_booked_and_do_not_meet():
    motive = make_motive(duration_min=60, every_min=60, horizon_days=365)
    row = make_availability(
        None, motive, first=AUTUMN, rrule="", start=time(1, 0), end=time(4, 0), skip_public=False
    )
    found = free_times(motive, start=AUTUMN, end=AUTUMN, now=IN_OCTOBER)
    assert [one.starts_at.hour for one in found] == [23, 0, 1, 2]
    for one in found:
        book_time(
            motive=motive,
            resource=row.resource,
            starts_at=one.starts_at,
            person=ME,
            channel="online",
            now=IN_OCTOBER,
        )
    assert free_times(motive, start=AUTUMN, end=AUTUMN, now=IN_OCTOBER) == ()
    assert faults(IN_OCTOBER) == []


def test_the_hour_that_does_not_exist_is_offered_to_nobody():
    motive = make_motive(duration_min=60, every_min=60, horizon_days=365)
    row = make_availability(
        None, motive, first=SPRING, rrule="", start=time(1, 0), end=time(4, 0), skip_public=False
    )
    found = free_times(motive, start=SPRING, end=SPRING, now=IN_MARCH)
    assert [one.starts_at for one in found] == [
        datetime(2026, 3, 29, 0, 0, tzinfo=UTC),
        datetime(2026, 3, 29, 1, 0, tzinfo=UTC),
    ]
    with pytest.raises(TimeNotOffered):
        book_time(
            motive=motive,
            resource=row.resource,
            starts_at=datetime(2026, 3, 29, 2, 0, tzinfo=UTC),
            person=ME,
            channel="online",
            now=IN_MARCH,
        )


def test_martinique_keeps_its_hours_all_year_and_its_evenings_are_the_next_day_of_utc():
    place = make_place(code_insee="97209", code_postal="97200", commune="Clairmaille-les-Bains")
    motive = make_motive(duration_min=60, every_min=60, horizon_days=365)
    row = make_availability(
        None, motive, place=place, first=SPRING - timedelta(days=1), rrule="FREQ=DAILY",
        start=time(20, 0), end=time(22, 0), zone="America/Martinique", skip_public=False,
    )  # fmt: skip
    for day in (SPRING, AUTUMN):
        found = free_times(motive, start=day, end=day, now=IN_MARCH)
        assert [one.starts_at for one in found] == [
            datetime(day.year, day.month, day.day + 1, hour, tzinfo=UTC) for hour in (0, 1)
        ]
        made = book_time(
            motive=motive,
            resource=row.resource,
            starts_at=found[0].starts_at,
            person=ME,
            channel="online",
            now=IN_MARCH,
        )
        assert made.booking.place == place


@pytest.mark.parametrize("zone", ["Europe/Paris", "America/Martinique", "Pacific/Noumea"])
def test_what_a_page_shows_is_what_booking_accepts(zone):
    """Two ways read the same rules: narrow rows to book, all that a page says to show."""
    room = make_resource(kind="room")
    motive = make_motive(duration_min=45, every_min=30, horizon_days=365)
    row = make_availability(
        None, motive, first=AUTUMN - timedelta(days=1), rrule="FREQ=DAILY", along=[room],
        start=time(22, 0), end=time(3, 0), zone=zone, skip_public=False,
    )  # fmt: skip
    row.resource.absences.create(
        starts_at=datetime(2026, 10, 25, 1, 0, tzinfo=UTC),
        ends_at=datetime(2026, 10, 25, 1, 40, tzinfo=UTC),
    )
    room.absences.create(
        starts_at=datetime(2026, 10, 26, 0, 0, tzinfo=UTC),
        ends_at=datetime(2026, 10, 26, 0, 5, tzinfo=UTC),
    )
    known = {"now": IN_OCTOBER, "by_staff": False}
    n_offered = 0
    for step in range(0, 3 * 24 * 60, 15):
        at = datetime(2026, 10, 24, tzinfo=UTC) + timedelta(minutes=step)
        shown = offered_time(motive, row.resource.pk, at, **known)
        offer = offer_at(motive, row.resource, at, **known)
        assert (shown is None) == (offer is None), at
        if shown is not None and offer is not None:
            assert (shown.place.pk, shown.along) == (offer.place_id, offer.along)
            n_offered += 1
    assert n_offered > 15


def test_a_session_over_midnight_belongs_to_the_evening_and_moves_with_its_people():
    who = make_resource()
    series = weekly(
        first=AUTUMN, until=AUTUMN + timedelta(days=2), start=time(22, 0), end=time(1, 0),
        resources=[who],
    )  # fmt: skip
    assert [one.day for one in series.sessions.order_by("day")] == [
        AUTUMN + timedelta(days=n) for n in range(3)
    ]
    made = book_session(
        session=series.sessions.get(day=AUTUMN), person=ME, channel="online", now=IN_OCTOBER
    ).booking
    edit_series(
        series=series,
        values={"start": time(23, 0), "end": time(2, 0)},
        now=IN_OCTOBER,
        by=make_user(),
    )
    made.refresh_from_db()
    assert made.starts_at == datetime(2026, 10, 25, 22, 0, tzinfo=UTC)
    assert Step.objects.filter(resource=who).count() == 3 * 36
    assert faults(IN_OCTOBER) == []


def test_from_a_day_on_keeps_exactly_the_dates_and_those_who_booked():
    series = make_series(rrule="FREQ=WEEKLY;BYDAY=TU,TH", skip_public=False)
    before = hours(series)
    days = sorted(before)
    on = days[5]
    bookings = [
        book_session(session=one, person=ME, channel="online", now=NOW).booking
        for one in series.sessions.order_by("starts_at")
    ]
    later = edit_from(
        series=series, on=on, values={"start": time(14, 0), "end": time(16, 0)}, now=NOW,
        by=make_user(),
    )  # fmt: skip
    series.refresh_from_db()
    assert hours(series) == {day: before[day] for day in days if day < on}
    after = hours(later)
    assert sorted(after) == [day for day in days if day >= on]
    moved = timedelta(hours=4, minutes=30)
    assert after == {
        day: (before[day][0] + moved, before[day][1] + moved) for day in days if day >= on
    }
    for booking in Booking.objects.filter(pk__in=[one.pk for one in bookings]):
        assert booking.series == (later if booking.session.day >= on else series)
    assert faults(NOW) == []
    # Neither of the two goes on where the other is.
    assert extend_series(now=NOW + timedelta(days=100)) == 0


def test_what_was_changed_by_hand_is_not_touched_by_the_rule():
    series, by = make_series(), make_user()
    first, second, third = series.sessions.order_by("starts_at")[:3]
    said = {"starts_at": first.starts_at + timedelta(days=1, hours=2), "seats": 3}
    said |= {"ends_at": said["starts_at"] + timedelta(hours=1), "note": "Salle bleue"}
    edit_session(session=first, values=said, now=NOW, by=by)
    cancel_session(session=second, why="Grève", now=NOW, by=by)
    edit_series(
        series=series, values={"start": time(8, 0), "end": time(9, 0), "seats": 12}, now=NOW, by=by
    )
    first.refresh_from_db()
    second.refresh_from_db()
    third.refresh_from_db()
    assert {name: getattr(first, name) for name in said} == said
    assert second.cancelled_at is not None
    assert (third.seats, third.ends_at - third.starts_at) == (12, timedelta(hours=1))
    assert Session.objects.filter(series=series, rule_day=first.rule_day).count() == 1


def test_a_day_that_a_rule_took_away_comes_back_with_the_rule():
    series, by = make_series(resources=[make_resource()]), make_user()
    before = hours(series)
    edit_series(series=series, values={"rrule": "FREQ=WEEKLY;BYDAY=FR"}, now=NOW, by=by)
    assert not series.sessions.filter(cancelled_at=None, day__in=list(before)).exists()
    edit_series(series=series, values={"rrule": "FREQ=WEEKLY;BYDAY=TH"}, now=NOW, by=by)
    standing = series.sessions.filter(cancelled_at=None).order_by("starts_at")
    assert {one.day: (one.starts_at, one.ends_at) for one in standing} == before
    assert faults(NOW) == []


def test_fewer_seats_than_a_number_that_is_taken_is_not_fewer_than_people():
    session = make_series(seats=8).sessions.order_by("starts_at")[0]
    eight = [
        book_session(session=session, person=ME, channel="online", now=NOW).booking
        for _ in range(8)
    ]
    from maillage.apps.agenda.actions.ending import cancel

    for one in eight[:6]:
        cancel(one, ended_by="person", now=NOW)
    edit_session(session=session, values={"seats": 2}, now=NOW, by=make_user())
    assert faults(NOW) == []
    assert eight[7].seats.get().number <= 2


def test_a_course_follows_its_sessions_and_ends_with_the_last():
    series, by = make_series(whole_course=True), make_user()
    made = book_course(series=series, person=ME, channel="online", now=NOW).booking
    sessions = list(series.sessions.order_by("starts_at"))
    edit_session(
        session=sessions[0],
        values={"starts_at": sessions[0].starts_at + timedelta(hours=1)},
        now=NOW,
        by=by,
    )
    made.refresh_from_db()
    assert made.starts_at == sessions[0].starts_at + timedelta(hours=1)
    cancel_session(session=sessions[0], why="", now=NOW, by=by)
    made.refresh_from_db()
    assert made.starts_at == sessions[1].starts_at
    # A rule that gives more days gives them to those of the course.
    edit_series(series=series, values={"rrule": "FREQ=WEEKLY;BYDAY=TH,FR"}, now=NOW, by=by)
    assert faults(NOW) == []
    end_series(series=series, on=NOW.date(), now=NOW, by=by)
    made.refresh_from_db()
    assert made.state == "cancelled"
    assert faults(NOW) == []


def test_a_course_that_waited_is_offered_when_the_full_session_does_not_take_place():
    series, by = make_series(seats=1, whole_course=True), make_user()
    full = series.sessions.order_by("starts_at")[2]
    book_session(session=full, person=ME, channel="online", now=NOW)
    line = book_course(series=series, person=ME, channel="online", now=NOW, may_wait=True).booking
    cancel_session(session=full, why="Travaux", now=NOW, by=by)
    line.refresh_from_db()
    assert line.state == "offered"
    assert faults(NOW) == []
