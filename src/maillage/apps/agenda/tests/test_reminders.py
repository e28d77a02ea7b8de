"""When reminders leave, and what they tell: each session of a course, at a decent hour."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.agenda.actions.booking import Person, book_course, book_session
from maillage.apps.agenda.actions.ending import accept_offer, cancel
from maillage.apps.agenda.actions.sending import send_due
from maillage.apps.agenda.actions.series import cancel_session, edit_session
from maillage.apps.agenda.actions.telling import (
    NO_REMINDER_UNDER,
    REMIND_AT_LEAST_BEFORE,
    out_of_the_night,
    remind_at,
)
from maillage.apps.agenda.models import Booking, Ending, Notice
from maillage.apps.agenda.queries.calls import due_rows
from maillage.apps.agenda.queries.notices import notice_words
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.tests.factories import NOW, TODAY, make_series
from maillage.apps.directory.tests.factories import make_user

MAIL = Person(name="Samira", email="samira@rouet.example", contact="email")
VOICE = Person(name="Samira", phone="+33639980021", contact="call")


def at(moment):
    return lambda: moment


def reminders(booking, state="waiting"):
    rows = Notice.objects.filter(booking=booking, kind="reminder", state=state)
    return list(rows.order_by("about").values_list("about", flat=True))


def course(**values):
    """Return a course of four Thursdays, 9 h 30 to 11 h 30, and its sessions."""
    said = {"whole_course": True, "until": TODAY + timedelta(days=27)}
    series = make_series(**said | values)
    return series, list(series.sessions.order_by("starts_at"))


def book(series, person=MAIL, now=NOW, **more):
    return book_course(series=series, person=person, channel="online", now=now, **more).booking


# ---------------------------------------------------------------- when


# Four days around both clock changes of 2026 in Europe; hours of the appointment and of booking.
MOMENTS = st.builds(
    lambda start, minutes: start + timedelta(minutes=minutes),
    st.sampled_from([datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)]),
    st.integers(0, 4 * 24 * 60),
)


@given(
    now=MOMENTS,
    ahead=st.integers(0, 5 * 24 * 60).map(lambda minutes: timedelta(minutes=minutes)),
    code=st.sampled_from(["99100", "75056", "97411", "97105", "98735"]),
)
def test_a_reminder_leaves_by_day_hours_before_whenever_that_can_be(now, ahead, code):
    booking = Booking(place=apps.get_model("directory", "Place")(pk=1, code_insee=code))
    starts_at = now + ahead
    due = remind_at(starts_at, now, zone_at(booking.place))
    earliest = max(now, starts_at - timedelta(hours=24))
    decent = [
        moment
        for minutes in range(0, 24 * 60, 10)
        if (moment := earliest + timedelta(minutes=minutes)) <= starts_at - REMIND_AT_LEAST_BEFORE
        and out_of_the_night(booking, moment) == moment
    ]
    if ahead < NO_REMINDER_UNDER:
        assert due is None
    elif due is None:
        assert decent == []
    else:
        assert earliest <= due <= starts_at - REMIND_AT_LEAST_BEFORE
        assert 8 <= due.astimezone(zone_at(booking.place)).hour < 20


def test_five_past_eight_is_reminded_the_day_before_and_not_at_eight():
    paris = zone_at(None)
    early = datetime(2026, 11, 24, 7, 5, tzinfo=UTC)  # 8 h 05 in Paris
    assert remind_at(early, NOW - timedelta(days=3), paris) == early - timedelta(days=1)
    evening = datetime(2026, 11, 23, 18, 40, tzinfo=UTC)
    assert remind_at(early, evening, paris) == evening
    # Booked at night for the morning: what tells that it is booked is enough.
    assert remind_at(early, datetime(2026, 11, 23, 19, 1, tzinfo=UTC), paris) is None


# ---------------------------------------------------------------- what


@pytest.mark.django_db
def test_a_course_is_reminded_before_each_of_its_sessions():
    series, sessions = course()
    booking = book(series)
    assert reminders(booking) == [one.starts_at for one in sessions]
    for n, session in enumerate(sessions):
        day_before = session.starts_at - timedelta(hours=24)
        mail.outbox.clear()
        send_due(clock=at(day_before))
        letters = [one for one in mail.outbox if "Rappel" in one.subject]
        assert len(letters) == 1
        assert letters[0].body.count("- jeudi ") == 4 - n
        send_due(clock=at(day_before + timedelta(minutes=5)))
        assert len([one for one in mail.outbox if "Rappel" in one.subject]) == 1
    assert reminders(booking, "sent") == [one.starts_at for one in sessions]


@pytest.mark.django_db
def test_a_letter_of_a_course_tells_every_session_to_come_and_an_sms_the_next():
    series, sessions = course()
    booking = book(series)
    words = notice_words(Notice.objects.get(booking=booking, kind="booked"))
    said = words.body.replace("\u00a0", " ")
    for day in ("26 novembre", "3 décembre", "10 décembre", "17 décembre"):
        assert f"jeudi {day} 2026 à 9 h 30" in said
    third = Notice.objects.get(booking=booking, kind="reminder", about=sessions[2].starts_at)
    words = notice_words(third)
    assert "10 décembre" in words.subject.replace("\u00a0", " ")
    assert "3 décembre" not in words.body.replace("\u00a0", " ")
    assert "17 décembre" in words.body.replace("\u00a0", " ")
    assert "jeudi 10 décembre" in words.sms.replace("\u00a0", " ")


@pytest.mark.django_db
def test_a_session_of_a_course_that_is_cancelled_or_moved_is_reminded_as_it_is():
    series, sessions = course()
    booking, by = book(series), make_user()
    cancel_session(session=sessions[1], why="", now=NOW, by=by)
    later = {"starts_at": sessions[2].starts_at + timedelta(hours=5),
             "ends_at": sessions[2].ends_at + timedelta(hours=5)}  # fmt: skip
    edit_session(session=sessions[2], values=later, now=NOW, by=by)
    expected = [sessions[0].starts_at, later["starts_at"], sessions[3].starts_at]
    assert reminders(booking) == expected
    cancel(booking, ended_by=Ending.PERSON, now=NOW)
    assert reminders(booking) == []


@pytest.mark.django_db
def test_who_is_called_is_called_before_each_session_even_once_the_course_began():
    series, sessions = course()
    booking = book(series, VOICE)
    before_third = sessions[2].starts_at - timedelta(hours=3)
    calls = due_rows(now=before_third).filter(booking=booking)
    # The first two are past: nobody calls for them any more.
    assert [one.about for one in calls] == [sessions[2].starts_at]


@pytest.mark.django_db
def test_an_offer_whose_session_moves_is_told_anew_and_not_lost():
    series = make_series(seats=1)
    session = series.sessions.order_by("starts_at").first()
    first = book_session(session=session, person=VOICE, channel="online", now=NOW).booking
    line = book_session(
        session=session, person=MAIL, channel="online", now=NOW, may_wait=True
    ).booking
    cancel(first, ended_by=Ending.PERSON, now=NOW)
    hour = timedelta(hours=1)
    edit_session(
        session=session, now=NOW, by=make_user(),
        values={"starts_at": session.starts_at + hour, "ends_at": session.ends_at + hour},
    )  # fmt: skip
    line.refresh_from_db()
    assert line.state == "offered"
    assert line.offered_until <= line.starts_at
    (notice,) = Notice.objects.filter(booking=line, state="waiting")
    assert (notice.kind, notice.about) == ("offered", session.starts_at + hour)
    send_due(clock=at(NOW))
    (letter,) = mail.outbox
    assert "Place libérée" in letter.subject
    accept_offer(line, now=NOW)
    assert reminders(line) == [session.starts_at + hour]
