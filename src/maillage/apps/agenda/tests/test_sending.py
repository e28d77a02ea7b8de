"""What is told leaves once, in the words and at the hour that suit; what cannot leave is called."""

import json
import threading
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from zoneinfo import ZoneInfo

import pytest
from django.apps import apps
from django.core import mail
from hypothesis import given
from hypothesis import strategies as st

from maillage.apps.agenda.actions import sending
from maillage.apps.agenda.actions.booking import Person, book_time
from maillage.apps.agenda.actions.ending import cancel, move_time
from maillage.apps.agenda.actions.sending import AGAIN, call_instead, send_again, send_due
from maillage.apps.agenda.actions.telling import out_of_the_night
from maillage.apps.agenda.errors import NoticeUnknown
from maillage.apps.agenda.models import Booking, Ending, Notice, NoticeState
from maillage.apps.agenda.queries.due import unsure_notices
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
)
from maillage.apps.directory.tests.factories import AuditRow, make_user
from maillage.apps.freshness.tests.factories import free_port, mail_server, use_smtp

pytestmark = pytest.mark.django_db
TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)  # 14 h in Paris
NEXT_WEEK = TWO + timedelta(days=7)
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


def states(booking):
    rows = Notice.objects.filter(booking=booking).order_by("pk")
    return [(str(row.kind), str(row.state)) for row in rows]


@contextmanager
def sms_service(status=200):
    """A service of SMS on this machine: keeps what it is given, answers what a test says."""
    kept = []

    class Service(BaseHTTPRequestHandler):
        def do_POST(self):
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            kept.append((body, dict(self.headers)))
            if kept.status is None:  # the answer never comes
                self.close_connection = True
                return
            self.send_response(kept.status)
            if kept.status == 302:
                self.send_header("Location", "/elsewhere")
            self.end_headers()

        def log_message(self, *words):
            return

    class Kept(list):
        pass

    kept = Kept()
    kept.status = status
    server = HTTPServer(("127.0.0.1", 0), Service)
    kept.url = f"http://127.0.0.1:{server.server_port}/sms"
    thread = threading.Thread(target=server.serve_forever, args=(0.05,))
    thread.start()
    try:
        yield kept
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


# ---------------------------------------------------------------- once


def test_it_is_told_when_booked_and_reminded_the_day_before_once(offered):
    booking = book(offered)
    assert send_due(clock=at(NOW)).n_sent == 1
    assert send_due(clock=at(NOW + timedelta(minutes=5))).n_sent == 0
    day_before = NEXT_WEEK - timedelta(days=1)
    assert send_due(clock=at(day_before - timedelta(minutes=1))).n_sent == 0
    assert send_due(clock=at(day_before)).n_sent == 1
    assert send_due(clock=at(day_before)).n_sent == 0
    assert states(booking) == [("booked", "sent"), ("reminder", "sent")]
    assert [letter.to for letter in mail.outbox] == [["samira@rouet.example"]] * 2


def test_a_booking_cancelled_before_its_reminder_is_never_reminded(offered):
    booking = book(offered)
    send_due(clock=at(NOW))
    cancel(booking, ended_by=Ending.PERSON, now=NOW)
    assert send_due(clock=at(NEXT_WEEK - timedelta(hours=20))).n_sent == 0
    assert states(booking) == [("booked", "sent"), ("reminder", "dropped")]


def test_cancelled_while_its_reminder_is_taken_it_does_not_leave(offered, monkeypatch):
    booking = book(offered)
    send_due(clock=at(NOW))
    taken = sending._take

    def take(notice):
        found = taken(notice)
        cancel(booking, ended_by=Ending.PERSON, now=NOW)
        return found

    monkeypatch.setattr(sending, "_take", take)
    assert send_due(clock=at(NEXT_WEEK - timedelta(hours=20))).n_sent == 0
    assert states(booking)[-1] == ("reminder", "dropped")


def test_moved_twice_it_is_reminded_once_of_the_last_time(offered):
    _motive, who = offered
    booking = book(offered)
    for minutes in (45, 90):
        move_time(booking, resource=who, starts_at=NEXT_WEEK + timedelta(minutes=minutes), now=NOW)
    send_due(clock=at(NOW))
    send_due(clock=at(NEXT_WEEK - timedelta(hours=20)))
    sent = Notice.objects.filter(booking=booking, state="sent").order_by("pk")
    assert [(row.kind, row.about) for row in sent] == [
        ("moved", NEXT_WEEK + timedelta(minutes=90)),
        ("reminder", NEXT_WEEK + timedelta(minutes=90)),
    ]


def test_moved_away_and_back_it_is_told_and_reminded_once(offered):
    _motive, who = offered
    booking = book(offered)
    later = NEXT_WEEK + timedelta(minutes=45)
    for starts_at in (later, NEXT_WEEK):
        move_time(booking, resource=who, starts_at=starts_at, now=NOW)
    for hours in (0, 20, 21):
        send_due(clock=at(NOW + timedelta(days=8, hours=-20 + hours) if hours else NOW))
    sent = Notice.objects.filter(booking=booking, state="sent").order_by("kind")
    assert [(row.kind, row.about) for row in sent] == [
        ("moved", NEXT_WEEK),
        ("reminder", NEXT_WEEK),
    ]


def test_two_workers_at_once_send_once(offered, monkeypatch):
    book(offered)
    handed = sending._hand_over
    turns = []

    def hand_over(notice, to):
        turns.append(send_due(clock=at(NOW)))  # another worker, at this very moment
        return handed(notice, to)

    monkeypatch.setattr(sending, "_hand_over", hand_over)

    @contextmanager
    def nobody_looks(name):
        yield True

    assert send_due(clock=at(NOW)).n_sent == 1
    assert turns[0].n_sent == 0
    assert len(mail.outbox) == 1
    # Even without the lock of processes, the base gives a notice to one of them.
    book(offered, at=NEXT_WEEK + timedelta(minutes=45))
    monkeypatch.setattr(sending, "only_one", nobody_looks)
    assert send_due(clock=at(NOW)).n_sent == 1
    assert len(mail.outbox) == 2


def test_what_a_dead_worker_was_sending_is_said_unsure_and_a_person_sends_it_again(offered):
    booking = book(offered)
    row = Notice.objects.get(booking=booking, kind="booked")
    Notice.objects.filter(pk=row.pk).update(state="sending", n_tries=1)
    assert not unsure_notices().exists()  # it may be leaving at this moment
    assert send_due(clock=at(NOW)).n_sent == 0
    assert [one.pk for one in unsure_notices()] == [row.pk]
    by = make_user()
    again = send_again(notice=row.pk, now=NOW, by=by)
    assert again.state == NoticeState.WAITING
    assert AuditRow.objects.filter(action="send_notice_again", by=by).count() == 1
    assert send_due(clock=at(NOW)).n_sent == 1
    with pytest.raises(NoticeUnknown):
        send_again(notice=row.pk, now=NOW, by=by)


# ---------------------------------------------------------------- what does not leave


def test_an_address_that_is_refused_goes_to_the_call_list(offered, settings):
    booking = book(offered)
    with mail_server() as sink:
        use_smtp(settings, sink.port)
        sink.answers["samira@rouet.example"] = "550 nobody here"
        assert send_due(clock=at(NOW)).n_failed == 1
    assert states(booking)[0] == ("booked", "failed")


def test_a_server_that_is_away_is_asked_again_three_times_later_and_later(offered, settings):
    booking = book(offered)
    use_smtp(settings, free_port())
    now, moments = NOW, []
    for _ in range(4):
        send_due(clock=at(now))
        row = Notice.objects.get(booking=booking, kind="booked")
        moments.append(row.due_at - now)
        now = row.due_at
    assert moments[:3] == list(AGAIN)
    assert row.state == NoticeState.FAILED
    assert send_due(clock=at(now)).n_sent == 0


def test_a_server_that_comes_back_takes_what_waited_once(offered, settings):
    book(offered)
    use_smtp(settings, free_port())
    assert send_due(clock=at(NOW)).n_later == 1
    with mail_server() as sink:
        use_smtp(settings, sink.port)
        assert send_due(clock=at(NOW + timedelta(minutes=4))).n_sent == 0
        assert send_due(clock=at(NOW + timedelta(minutes=5))).n_sent == 1
        assert sink.addresses == ["samira@rouet.example"]
        ((_to, content),) = sink.letters
    assert b"Samira" not in content


def test_what_would_come_too_late_by_machine_is_called(offered, settings):
    use_smtp(settings, free_port())
    booking = book(offered, at=TWO, now=TWO - timedelta(hours=4))
    Notice.objects.filter(booking=booking).update(n_tries=2)
    send_due(clock=at(TWO - timedelta(hours=1)))
    assert states(booking)[0] == ("booked", "failed")


def test_without_a_mail_server_or_sms_the_person_is_called(offered, settings):
    settings.SMS = ""
    first = book(offered, SMS)
    send_due(clock=at(NOW))
    assert set(Notice.objects.filter(booking=first).values_list("channel", "state")) == {
        ("call", "waiting")
    }
    settings.EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"
    other = book(offered, at=NEXT_WEEK + timedelta(minutes=45))
    assert call_instead() == 2
    assert set(Notice.objects.filter(booking=other).values_list("channel")) == {("call",)}


def test_a_number_that_reads_no_sms_is_called(offered, settings):
    settings.SMS = "console"
    booking = book(offered, Person(phone="+33199002110", contact="sms"))
    assert send_due(clock=at(NOW)).n_sent == 0
    assert Notice.objects.filter(booking=booking, kind="booked", channel="call").count() == 1


# ---------------------------------------------------------------- SMS


def test_an_sms_is_handed_over_as_json_with_the_key(offered, settings, caplog):
    book(offered, SMS)
    with sms_service() as service:
        settings.SMS, settings.SMS_KEY = service.url, "cle-secrete"
        assert send_due(clock=at(NOW)).n_sent == 1
    ((body, headers),) = service
    assert body["to"] == "+33639980021"
    assert "1er décembre" in body["text"]
    assert headers["Authorization"] == "Bearer cle-secrete"
    assert headers["Idempotency-Key"]
    assert "39980021" not in caplog.text


@pytest.mark.parametrize(
    ("status", "state"),
    [(200, "sent"), (400, "failed"), (503, "waiting"), (401, "waiting"), (302, "waiting")],
)
def test_what_the_service_of_sms_answers(offered, settings, status, state):
    booking = book(offered, SMS)
    with sms_service(status) as service:
        settings.SMS = service.url
        send_due(clock=at(NOW))
    assert states(booking)[0] == ("booked", state)
    assert len(service) == 1


def test_an_sms_whose_answer_never_came_may_have_left(offered, settings):
    booking = book(offered, SMS)
    with sms_service(None) as service:
        settings.SMS = service.url
        send_due(clock=at(NOW))
        send_due(clock=at(NOW + timedelta(days=1)))
        assert len([one for one, _headers in service if "noté" in one["text"]]) == 1
    assert [row.booking for row in unsure_notices().filter(kind="booked")] == [booking]


def test_nobody_answers_the_sms_wait(offered, settings, caplog):
    booking = book(offered, SMS)
    settings.SMS = f"http://127.0.0.1:{free_port()}/sms"
    assert send_due(clock=at(NOW)).n_later == 1
    assert states(booking)[0] == ("booked", "waiting")
    assert "notices by sms wait" in caplog.text


def test_on_the_screen(offered, settings, capsys):
    settings.SMS = "console"
    book(offered, SMS)
    send_due(clock=at(NOW))
    assert "+33639980021" in capsys.readouterr().out


# ---------------------------------------------------------------- quiet hours


def test_at_night_nothing_leaves(offered):
    night = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    booking = book(offered, now=night)
    assert send_due(clock=at(night)).n_sent == 0
    assert send_due(clock=at(night + timedelta(hours=9, minutes=29))).n_sent == 0
    assert send_due(clock=at(night + timedelta(hours=9, minutes=30))).n_sent == 1
    assert states(booking)[0] == ("booked", "sent")


def test_a_worker_that_wakes_at_night_waits_for_the_morning(offered):
    book(offered)
    night = datetime(2026, 11, 23, 21, 30, tzinfo=UTC)
    assert send_due(clock=at(night)).n_sent == 0
    assert send_due(clock=at(datetime(2026, 11, 24, 7, 0, tzinfo=UTC))).n_sent == 1


def somewhere(code):
    """Return a booking at a place of a commune, that no base holds."""
    return Booking(place=apps.get_model("directory", "Place")(pk=1, code_insee=code))


# Four days around both clock changes of 2026 in Europe.
MOMENTS = st.builds(
    lambda start, seconds: start + timedelta(seconds=seconds),
    st.sampled_from([datetime(2026, 3, 27, tzinfo=UTC), datetime(2026, 10, 23, tzinfo=UTC)]),
    st.integers(0, 4 * 86400),
)


@given(moment=MOMENTS, code=st.sampled_from(["99100", "75056", "97411", "97105", "98735"]))
def test_the_night_is_left_for_the_next_morning_whatever_the_clock(moment, code):
    booking = somewhere(code)
    found = out_of_the_night(booking, moment)
    zone = zone_at(booking.place)
    here, there = moment.astimezone(zone), found.astimezone(zone)
    assert found >= moment
    assert 8 <= there.hour < 20
    assert out_of_the_night(booking, found) == found
    if 8 <= here.hour < 20:
        assert found == moment
    else:
        assert (there.hour, there.minute, there.second) == (8, 0, 0)
        assert found - moment <= timedelta(hours=13)  # the long night of autumn
    assert isinstance(zone, ZoneInfo)
