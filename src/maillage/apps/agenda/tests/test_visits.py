"""Who came: noted once, however often it is sent; a queue number is given once a day."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from maillage.apps.agenda.actions.booking import Person, book_course, book_session, book_time
from maillage.apps.agenda.actions.ending import cancel
from maillage.apps.agenda.actions.visits import (
    Said,
    edit_visit,
    gave_up,
    mark_attendance,
    mark_everybody,
    note_several,
    note_visit,
    receive,
    say_of_session,
    take_walk_in_back,
    undo_key,
    undo_visit,
)
from maillage.apps.agenda.errors import (
    BookingEnded,
    BookingUnknown,
    TooEarlyToCome,
    VisitNotYours,
    VisitRefused,
    VisitUnknown,
)
from maillage.apps.agenda.models import Ending, Visit
from maillage.apps.agenda.queries.topics import AUTONOMY, DEVICES, REDIRECTED, TOPICS, topic_words
from maillage.apps.agenda.queries.visits import (
    booked_of,
    count_today,
    get_visit,
    last_note,
    session_list,
    tally_of,
    ticket_of,
)
from maillage.apps.agenda.tests.factories import (
    NOW,
    TODAY,
    make_availability,
    make_booking,
    make_series,
    make_session,
)
from maillage.apps.directory.tests.factories import AuditRow, make_place, make_user

pytestmark = pytest.mark.django_db
EMAIL = Said(topics=("email",), outcome="solved", minutes=10)
TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)


@pytest.fixture
def place():
    return make_place()


@pytest.fixture
def agent():
    return make_user()


def note(place, agent, **more):
    return note_visit(**{"place": place, "by": agent, "now": NOW, "said": EMAIL} | more)


def people(session, n):
    made = [
        book_session(session=session, person=Person(name=f"P{i}"), channel="counter", now=NOW)
        for i in range(n)
    ]
    return [one.booking for one in made]


# ---------------------------------------------------------------- through the door


def test_a_drop_in_holds_what_was_tapped_and_nobody(place, agent):
    visit = note(place, agent).visit
    assert (visit.topics, visit.outcome, visit.minutes) == (["email"], "solved", 10)
    assert (visit.day, visit.attendance, visit.booking) == (TODAY, "present", None)
    row = AuditRow.objects.get(action="note_visit", by=agent)
    assert (row.subject_kind, row.subject_id) == ("visit", str(visit.pk))
    assert row.after == {"présence": "present"}


def test_the_same_note_sent_twice_is_one_visit_and_one_trace(place, agent):
    first = note(place, agent, client_key="c" * 32)
    again = note(place, agent, client_key="c" * 32, said=Said(minutes=60))
    assert (again.visit, again.again, first.again) == (first.visit, True, False)
    assert AuditRow.objects.filter(action="note_visit").count() == 1
    assert Visit.objects.get().minutes == 10


def test_a_key_that_serves_another_place_is_refused(place, agent):
    note(place, agent, client_key="c" * 32)
    with pytest.raises(VisitRefused):
        note(make_place(), agent, client_key="c" * 32)


def test_noted_yesterday_without_network_it_is_of_yesterday_never_of_tomorrow(place, agent):
    visit = note(place, agent, at=NOW - timedelta(hours=20)).visit
    assert visit.day == TODAY - timedelta(days=1)
    assert note(place, agent, at=NOW + timedelta(days=3)).visit.at == NOW


def test_the_day_is_that_of_the_place(agent):
    island = make_place(code_insee="97411", code_postal="97400")
    late = datetime(2026, 11, 23, 21, 0, tzinfo=UTC)  # one in the morning there
    assert note(island, agent, now=late).visit.day == date(2026, 11, 24)


def test_a_sheet_of_paper_is_noted_at_once_and_once(place, agent):
    for _ in range(2):
        note_several(12, place=place, by=agent, now=NOW, said=EMAIL, client_key="d" * 32)
    assert Visit.objects.count() == 12
    assert count_today([place.pk], today=TODAY) == {place.pk: 12}


def test_what_was_taken_back_counts_nobody_and_does_not_come_back(place, agent):
    visit = note(place, agent, client_key="e" * 32).visit
    undo_visit(visit=visit, by=agent, now=NOW)
    undo_visit(visit=visit, by=agent, now=NOW)
    assert note(place, agent, client_key="e" * 32).again
    assert tally_of(place, by=agent, now=NOW).n == 0
    assert Visit.objects.get().topics == []
    assert AuditRow.objects.filter(action="undo_visit").count() == 1
    undo_visit(visit=note(place, agent).visit, by=agent, now=NOW)  # without a key: no row stays
    assert Visit.objects.count() == 1


def test_taken_back_by_its_key_and_a_key_that_never_came_is_nothing(place, agent):
    note(place, agent, client_key="e" * 32)
    assert undo_key(client_key="e" * 32, place=place, by=agent, now=NOW)
    assert not undo_key(client_key="f" * 32, place=place, by=agent, now=NOW)


def test_a_note_changes_on_its_day_and_by_its_author(place, agent):
    visit = note(place, agent).visit
    assert edit_visit(visit=visit, said=Said(minutes=45), by=agent, now=NOW).minutes == 45
    for who, when in ((make_user(), NOW), (agent, NOW + timedelta(days=1))):
        with pytest.raises(VisitNotYours):
            edit_visit(visit=visit, said=EMAIL, by=who, now=when)
        with pytest.raises(VisitNotYours):
            undo_visit(visit=visit, by=who, now=when)
    assert get_visit(visit.pk).minutes == 45
    with pytest.raises(VisitUnknown):
        get_visit(10**9)


def test_the_last_note_is_ones_own_and_of_today(place, agent):
    note(place, agent, said=Said(minutes=5))
    mine = note(place, agent, said=Said(minutes=15)).visit
    note(place, make_user(), said=Said(minutes=30))
    assert last_note(place, by=agent, now=NOW) == mine
    assert last_note(place, by=agent, now=NOW + timedelta(days=1)) is None


# ---------------------------------------------------------------- the queue


def test_numbers_follow_one_another_by_place_and_begin_again_each_day(place, agent):
    def give(where, now=NOW, **more):
        return note_visit(place=where, by=agent, now=now, queue=True, **more).visit.queue_number

    other = make_place()
    assert [give(place), give(place), give(other)] == [1, 2, 1]
    assert give(place, now=NOW + timedelta(days=1)) == 1
    assert give(place, client_key="q" * 32) == give(place, client_key="q" * 32) == 3


def test_a_number_is_given_once_by_the_base(place, agent):
    first = note_visit(place=place, by=agent, now=NOW, queue=True).visit
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(
            place=place, day=first.day, queue_number=1, at=NOW, noted_at=NOW, noted_by=agent
        )


def test_a_number_asked_away_from_any_place_is_refused(agent):
    session = make_session(make_series(address="12 quai du Rouet"), day=TODAY)
    with pytest.raises(VisitRefused):
        note_visit(session=session, by=agent, now=NOW, queue=True)


def test_whoever_waits_counts_once_received(place, agent):
    waits = note_visit(place=place, by=agent, now=NOW, queue=True).visit
    leaves = note_visit(place=place, by=agent, now=NOW, queue=True).visit
    before = tally_of(place, by=agent, now=NOW)
    assert (before.n, before.waiting) == (0, [waits, leaves])
    assert ticket_of(place, waits.pk) == waits
    done = receive(visit=waits, said=EMAIL, by=agent, now=NOW)
    assert done.visit.topics == ["email"]
    assert receive(visit=waits, said=EMAIL, by=agent, now=NOW).again
    assert receive(visit=waits, said=EMAIL, by=make_user(), now=NOW) is None
    assert gave_up(visit=leaves, by=agent, now=NOW)
    assert not gave_up(visit=leaves, by=agent, now=NOW)
    after = tally_of(place, by=agent, now=NOW)
    assert (after.n, after.waiting) == (2, [])
    undo_visit(visit=waits, by=agent, now=NOW)
    assert tally_of(place, by=agent, now=NOW).waiting == [waits]
    undo_visit(visit=waits, by=agent, now=NOW)  # the number was given by mistake
    assert tally_of(place, by=agent, now=NOW).waiting == []


# ---------------------------------------------------------------- those who booked


def test_one_word_each_the_last_stands_and_can_be_taken_back(agent):
    session = make_session(day=TODAY, starts_at=NOW, ends_at=NOW + timedelta(hours=2))
    (booking,) = people(session, 1)
    said = {"booking": booking, "session": session, "by": agent, "now": NOW}
    assert mark_attendance(attendance="present", said=EMAIL, **said).topics == ["email"]
    assert mark_attendance(attendance="absent", **said).topics == ["email"]
    assert Visit.objects.count() == 1
    assert mark_attendance(attendance="", **said) is None
    assert mark_attendance(attendance="", **said) is None
    assert not Visit.objects.exists()
    traces = AuditRow.objects.filter(action="mark_attendance").order_by("pk")
    assert [row.after["présence"] for row in traces] == ["present", "absent", ""]
    assert {(row.subject_kind, row.subject_id) for row in traces} == {("booking", str(booking.pk))}


def test_nobody_came_before_the_day_but_one_may_be_excused(agent):
    session = make_session()
    (booking,) = people(session, 1)
    said = {"booking": booking, "session": session, "by": agent, "now": NOW}
    for mark in ("present", "absent", "left"):
        with pytest.raises(TooEarlyToCome):
            mark_attendance(attendance=mark, **said)
    assert mark_attendance(attendance="excused", **said).attendance == "excused"
    with pytest.raises(TooEarlyToCome):
        note_visit(session=session, by=agent, now=NOW)


def test_what_was_cancelled_or_is_of_another_session_is_refused(agent):
    series = make_series()
    first, second = series.sessions.order_by("starts_at")[:2]
    (booking,) = people(first, 1)
    with pytest.raises(BookingUnknown):
        mark_attendance(booking=booking, session=second, attendance="excused", by=agent, now=NOW)
    cancel(booking, ended_by=Ending.PERSON, now=NOW)
    booking.refresh_from_db()
    with pytest.raises(BookingEnded):
        mark_attendance(booking=booking, session=first, attendance="excused", by=agent, now=NOW)


def test_everybody_is_present_but_those_of_whom_something_is_said(agent):
    session = make_session(day=TODAY, starts_at=NOW, ends_at=NOW + timedelta(hours=2))
    one, two, three = people(session, 3)
    mark_attendance(booking=two, session=session, attendance="excused", by=agent, now=NOW)
    assert mark_everybody(session=session, by=agent, now=NOW) == 2
    assert mark_everybody(session=session, by=agent, now=NOW) == 0
    listed = session_list(session)
    noted = {booking.pk: visit.attendance for booking, visit in listed.booked}
    assert noted == {one.pk: "present", two.pk: "excused", three.pk: "present"}
    assert listed.n_came == 2


def test_a_course_is_told_session_by_session(agent):
    series = make_series(whole_course=True)
    first, second = series.sessions.order_by("starts_at")[:2]
    booking = book_course(
        series=series, person=Person(name="Zoé"), channel="counter", now=NOW
    ).booking
    later = second.ends_at
    for session, mark in ((first, "present"), (second, "absent")):
        assert booked_of(session) == [booking]
        mark_attendance(booking=booking, session=session, attendance=mark, by=agent, now=later)
    assert Visit.objects.count() == 2
    with pytest.raises(BookingUnknown):
        mark_attendance(booking=booking, attendance="present", by=agent, now=later)


def test_an_appointment_is_told_once_with_its_place_and_person(agent):
    row = make_availability()
    motive = row.motives.get()
    booking = book_time(
        motive=motive, resource=row.resource, starts_at=TWO, person=Person(), channel="online",
        now=NOW,
    ).booking  # fmt: skip
    visit = mark_attendance(
        booking=booking, attendance="left", by=agent, now=TWO + timedelta(hours=1), said=EMAIL
    )
    assert (visit.place, visit.resource, visit.session) == (row.place, row.resource, None)
    assert (visit.day, visit.at) == (date(2026, 11, 24), TWO)


def test_what_was_done_is_said_once_for_all_who_came(agent):
    session = make_session(day=TODAY, starts_at=NOW, ends_at=NOW + timedelta(hours=2))
    people(session, 2)
    mark_everybody(session=session, by=agent, now=NOW)
    note_visit(session=session, by=agent, now=NOW, client_key="w" * 32)
    note_visit(session=session, by=agent, now=NOW, client_key="w" * 32)
    assert session_list(session).n_walk_ins == 1
    said = Said(topics=("email", "sante"), minutes=90, mode="with", devices=("tablette",))
    assert say_of_session(session=session, said=said, by=agent, now=NOW) == 3
    assert set(Visit.objects.values_list("minutes", "mode")) == {(90, "with")}
    assert take_walk_in_back(session=session, by=agent, now=NOW)
    assert not take_walk_in_back(session=session, by=agent, now=NOW)
    assert session_list(session).n_came == 2


def test_a_booking_is_noted_once_by_the_base(agent):
    booking = make_booking()
    values = {"booking": booking, "at": NOW, "day": TODAY, "noted_at": NOW}
    Visit.objects.create(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        Visit.objects.create(**values)


# ---------------------------------------------------------------- words


def test_the_lists_of_la_coop_are_whole_and_fit_their_columns():
    assert (len(TOPICS), len(AUTONOMY), len(DEVICES), len(REDIRECTED)) == (30, 3, 5, 7)
    assert max(map(len, AUTONOMY)) <= Visit._meta.get_field("autonomy").max_length
    assert max(map(len, REDIRECTED)) <= Visit._meta.get_field("redirected_to").max_length
    assert len({str(words) for words in TOPICS.values()}) == 30
    assert topic_words(["sante", "email", "inconnu"]) == "E-mail, Santé en ligne"
