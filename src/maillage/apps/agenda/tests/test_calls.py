"""The call list: whom, what to say, what it gave; it holds what no machine can tell."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from maillage.apps.agenda.actions.booking import Person, book_session, book_time
from maillage.apps.agenda.actions.calls import note_call
from maillage.apps.agenda.actions.ending import cancel
from maillage.apps.agenda.actions.series import cancel_session
from maillage.apps.agenda.models import Booking, Ending, Notice
from maillage.apps.agenda.tests.factories import NOW, make_series, make_session
from maillage.apps.directory.queries import audit_rows
from maillage.apps.directory.tests.factories import make_organisation, make_user
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
HERE = "/pro/agenda/appels/"
TWO = datetime(2026, 11, 25, 13, 0, tzinfo=UTC)
CALL = {"name": "Samira", "phone": "+33639980021", "contact": "call"}


def book(house, at=TWO, **person):
    return book_time(motive=house.motive, resource=house.resource, starts_at=at,
                     person=Person(**CALL | person), channel="counter", now=NOW,
                     by=house.mediator).booking  # fmt: skip


@pytest.fixture
def tuesday(house, monkeypatch):
    """It is the day before the appointment, half past two: the reminder is due."""
    later = TWO - timedelta(hours=23, minutes=30)

    def set_clock():
        monkeypatch.setattr(timezone, "now", lambda: later)
        house.sign_in_again()
        return later

    return set_clock


def lines(client):
    page = read(client.get(HERE))
    return [said(li).replace("\u00a0", " ") for li in page.select("ol.stack > li")]


def press(client, notice, do="reached", tries=0):
    return client.post(HERE, {"appel": notice.pk, "essais": tries, "do": do}, follow=True)


@pytest.mark.row("CHA-20")
def test_who_chose_a_call_is_in_the_list_and_nothing_is_sent(house, tuesday, mailoutbox):
    book(house)
    assert lines(house.desk) == []  # not yet
    tuesday()
    (line,) = lines(house.desk)
    assert line.startswith("Samira 06 39 98 00 21 Rappel")
    assert "« Aide aux démarches », mercredi 25 novembre à 14 h, Médiathèque" in line
    assert not mailoutbox


def test_done_leaves_the_list_and_is_noted_with_its_author(house, tuesday):
    booking = book(house)
    now = tuesday()
    notice = Notice.objects.get(kind="reminder")
    assert "Appel noté." in press(house.desk, notice).content.decode()
    notice.refresh_from_db()
    assert (notice.state, notice.done_by, notice.done_at) == ("called", house.mediator, now)
    assert lines(house.desk) == []
    row = audit_rows("booking", str(booking.pk))[0]
    assert (row.action, row.by) == ("note_notice_call", house.mediator)
    assert "Samira" not in str(row.after)


def test_nobody_answered_it_stays_and_tries_are_counted_once_a_press(house, tuesday):
    book(house)
    tuesday()
    notice = Notice.objects.get(kind="reminder")
    press(house.desk, notice, "missed")
    press(house.desk, notice, "missed")  # pressed twice: the page still said 0
    notice.refresh_from_db()
    assert (notice.state, notice.n_tries) == ("waiting", 1)
    assert "1 essai" in lines(house.desk)[0]
    press(house.desk, notice, "missed", tries=1)
    assert "2 essais" in lines(house.desk)[0]


def test_what_has_no_object_any_more_is_left_as_it_is(house, tuesday):
    booking = book(house)
    notice = Notice.objects.get(kind="reminder")
    cancel(booking, ended_by=Ending.PERSON, now=NOW)
    notice.refresh_from_db()
    assert note_call(notice, reached=True, n_tries=0, now=NOW, by=house.mediator).state == "dropped"


def test_what_is_past_or_erased_is_not_called(house, monkeypatch):
    booking = book(house)
    monkeypatch.setattr(timezone, "now", lambda: TWO + timedelta(minutes=5))
    house.sign_in_again()
    assert lines(house.desk) == []
    monkeypatch.setattr(timezone, "now", lambda: TWO - timedelta(hours=1))
    house.sign_in_again()
    assert len(lines(house.desk)) == 1
    Booking.objects.filter(pk=booking.pk).update(
        name="", phone="", need="", contact="paper", erased_at=NOW
    )
    assert lines(house.desk) == []


def test_the_number_of_who_helps_is_the_one_to_call(house, tuesday):
    book(house, phone="", language="ar", for_other=True, agreement=True, helper_name="Noé",
         helper_phone="+33639980077")  # fmt: skip
    tuesday()
    (line,) = lines(house.desk)
    assert "06 39 98 00 77 C’est le numéro de Noé, qui l’aide." in line
    assert "parle arabe" in line


def test_the_number_of_a_prescriber_is_that_of_their_house(house, tuesday):
    made = book(house, phone="", for_other=True, agreement=True, helper_phone="+33199004444")
    Booking.objects.filter(pk=made.pk).update(
        channel="prescriber", organisation=make_organisation(nom="CCAS")
    )
    tuesday()
    (line,) = lines(house.desk)
    assert "01 99 00 44 44 C’est le numéro de CCAS, qui l’aide." in line


def test_a_cancelled_session_is_told_with_why_an_offered_seat_with_until_when(house):
    session = make_session(make_series(place=house.place, seats=1))
    common = {"session": session, "channel": "online", "now": NOW}
    first = book_session(person=Person(name="A"), **common).booking
    book_session(person=Person(**CALL), may_wait=True, **common)
    cancel(first, ended_by=Ending.PERSON, now=NOW)
    (line,) = lines(house.desk)
    assert "Une place s’est libérée" in line
    assert "Réponse avant mardi 24 novembre à 8 h." in line
    cancel_session(session=session, why="La salle est inondée", now=NOW, by=house.mediator)
    (line,) = lines(house.desk)
    assert "n’a pas lieu. Voulez-vous une autre date ? (La salle est inondée)" in line


def test_moved_by_the_staff_it_is_told(house):
    booking = book(house)
    address = reverse("agenda:desk_move", args=[booking.pk])
    key = f"{house.resource.pk}-{int((TWO + timedelta(days=6)).timestamp())}"
    house.desk.post(address, {"vers": key})
    (line,) = lines(house.desk)
    assert "l’heure ou le lieu a changé, c’est mardi 1er décembre à 14 h" in line


def test_a_message_that_did_not_leave_is_called(house):
    book(house, contact="email", email="samira@clairmaille.example")
    Notice.objects.filter(kind="booked").update(state="failed", n_tries=3)
    (line,) = lines(house.desk)
    assert "le message n’est pas parti" in line
    assert "Vous êtes attendu(e)" in line
    press(house.desk, Notice.objects.get(kind="booked"), tries=3)
    assert lines(house.desk) == []


def test_what_may_have_left_is_sent_again_or_told(house):
    book(house, contact="email", email="samira@clairmaille.example")
    Notice.objects.filter(kind="booked").update(state="sending", done_at=NOW)
    notice = Notice.objects.get(kind="booked")
    page = read(house.desk.get(HERE))
    assert "Messages peut-être partis" in said(page)
    press(house.desk, notice, "again")
    notice.refresh_from_db()
    assert notice.state == "waiting"
    Notice.objects.filter(kind="booked").update(state="sending", done_at=None)
    press(house.desk, notice)  # on its way this minute: nothing is noted
    notice.refresh_from_db()
    assert notice.state == "sending"


def test_another_house_has_its_own_list(house, sign_in, tuesday):
    book(house)
    tuesday()
    other = make_organisation(nom="Le Rouet")
    stranger = sign_in(make_user(role="mediator", organisation=other))
    assert lines(stranger) == []
    assert sign_in(make_user(role="prescriber", organisation=other)).get(HERE).status_code == 403
    notice = Notice.objects.get(kind="reminder")
    answer = stranger.post(HERE, {"appel": notice.pk, "essais": 0, "do": "reached"})
    assert answer.status_code == 403
    notice.refresh_from_db()
    assert notice.state == "waiting"


def test_a_call_that_is_none_is_a_page_not_found(house):
    posted = {"appel": "2000000000", "do": "reached"}
    assert house.desk.post(HERE, posted).status_code == 404


@pytest.mark.parametrize("posted", [{"do": "reached"}, {"appel": "x", "do": "reached"}, {}])
def test_a_press_without_its_button_changes_nothing_and_says_so(house, tuesday, posted):
    book(house)
    tuesday()
    notice = Notice.objects.get(kind="reminder")
    for sent in (posted, {"appel": notice.pk}, {"appel": notice.pk, "do": "later"}):
        answer = house.desk.post(HERE, sent, follow=True)
        assert "Rien n’est changé" in answer.content.decode()
    notice.refresh_from_db()
    assert (notice.state, notice.n_tries) == ("waiting", 0)


def test_the_queries_of_the_list_do_not_grow(house, tuesday, django_assert_max_num_queries):
    book(house)
    tuesday()
    house.desk.get(HERE)
    with django_assert_max_num_queries(10) as few:
        house.desk.get(HERE)
    for number in range(5):
        book(house, TWO + timedelta(minutes=45 * (number + 1)), name=f"P{number}")
    with django_assert_max_num_queries(len(few.captured_queries)):
        house.desk.get(HERE)
