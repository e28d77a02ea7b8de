"""One booking and one session, for those who handle them: moved, ended, confirmed, found again."""

from datetime import UTC, datetime, timedelta

import pytest
from django.urls import reverse

from maillage.apps.agenda.actions.booking import Person, book_course, book_session, book_time
from maillage.apps.agenda.actions.ending import cancel
from maillage.apps.agenda.actions.series import cancel_session
from maillage.apps.agenda.errors import BookingUnknown
from maillage.apps.agenda.models import Booking, Ending, Notice, Seat, Session, Step
from maillage.apps.agenda.queries.codes import booking_by_code
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_resource,
    make_series,
    make_session,
)
from maillage.apps.directory.queries import audit_rows
from maillage.apps.directory.tests.factories import make_organisation, make_place, make_user
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SAMIRA = Person(name="Samira", phone="+33639980021", contact="call", need="Un courrier")
FINDS = "/pro/agenda/retrouver/"


def plain(answer):
    return said(read(answer)).replace("\u00a0", " ")


def url(route, row):
    return reverse(f"agenda:{route}", args=[getattr(row, "public_id", row.pk)])


@pytest.fixture
def made(house):
    return book_time(motive=house.motive, resource=house.resource, starts_at=TWO, person=SAMIRA,
                     channel="counter", now=NOW, by=house.mediator)  # fmt: skip


@pytest.fixture
def session(house):
    series = make_series(
        place=house.place, organisation=house.organisation, seats=2, childcare_seats=3,
        resources=[house.resource],
    )  # fmt: skip
    return make_session(series)


def seat(session, name="Samira", **more):
    said_of = {"contact": "call", "phone": "+33639980021"} | more
    return book_session(session=session, person=Person(name=name, **said_of), channel="online",
                        now=NOW, may_wait=True).booking  # fmt: skip


# ---------------------------------------------------------------- one booking


def test_all_of_a_booking_is_on_its_page(house, made):
    page = plain(house.desk.get(url("desk_booking", made.booking)))
    for words in ("Samira", "06 39 98 00 21", "Un courrier", "Melchior", "Une pièce d’identité",
                  "Mardi 24 novembre, 14 h – 14 h 45", "Rappel, par un appel : à envoyer",
                  "noté par Melchior Exemple"):  # fmt: skip
        assert words in page


def test_the_slip_of_a_booking_says_no_code_for_nobody_knows_it(house, made):
    page = house.desk.get(url("desk_slip", made.booking))
    assert not read(page).select("p.code")
    assert made.code not in page.content.decode()
    assert "Perdu ? Donnez votre prénom" in plain(page)


def test_a_lost_code_gives_another_once_and_the_old_one_opens_nothing(house, made):
    page = read(house.desk.get(url("desk_booking", made.booking)))
    sent = {"renewal": page.select_one("input[name=renewal]")["value"]}
    answer = house.desk.post(url("desk_code", made.booking), sent)
    code = read(answer).select_one("p.code").get_text(strip=True)
    assert booking_by_code(code) == made.booking
    # Its page loaded again says the same code, and the journal says it once.
    again = house.desk.post(url("desk_code", made.booking), sent)
    assert read(again).select_one("p.code").get_text(strip=True) == code
    assert len([r for r in audit_rows("booking", str(made.booking.pk))
                if r.action == "renew_code"]) == 1  # fmt: skip
    with pytest.raises(BookingUnknown):
        booking_by_code(made.code)
    rows = audit_rows("booking", str(made.booking.pk))
    assert rows[0].action == "renew_code"
    assert code not in str([(row.before, row.after) for row in rows])


def test_a_booking_that_is_over_gets_no_code_no_move_no_end(house, made):
    cancel(made.booking, ended_by=Ending.PERSON, now=NOW)
    for route in ("desk_code", "desk_move", "desk_cancel"):
        method = house.desk.post if route == "desk_code" else house.desk.get
        assert method(url(route, made.booking)).status_code == 409
    assert "Annulé, par la personne" in plain(house.desk.get(url("desk_booking", made.booking)))


def test_cancelled_after_a_page_that_says_what_it_does(house, made):
    address = url("desk_cancel", made.booking)
    assert "un appel : il s’ajoute à la liste des appels" in plain(house.desk.get(address))
    assert Booking.objects.get().state == "booked"
    assert house.desk.post(address).status_code == 302
    found = Booking.objects.get()
    assert (found.state, found.ended_by) == ("cancelled", "staff")
    assert not Step.objects.exists()
    assert Notice.objects.filter(kind="cancelled", channel="call", state="waiting").exists()


def test_moved_in_one_press_refused_when_taken_taken_when_asked(house, made):
    other = book_time(motive=house.motive, resource=house.resource,
                      starts_at=TWO + timedelta(minutes=45), person=Person(name="Ines"),
                      channel="online", now=NOW).booking  # fmt: skip
    address = url("desk_move", made.booking)
    buttons = read(house.desk.get(address)).select("button[name=vers]")
    key = buttons[-1]["value"]
    assert said(buttons[-1]).replace("\u00a0", " ") == "16 h 15, Melchior"
    taken = f"{house.resource.pk}-{int(other.starts_at.timestamp())}"
    refused = house.desk.post(address, {"vers": taken})
    assert refused.status_code == 409
    assert "Mardi 24 novembre à 14 h 45 : déjà pris" in plain(refused)
    made.booking.refresh_from_db()
    assert made.booking.starts_at == TWO
    assert house.desk.post(address, {"vers": key}).status_code == 302
    made.booking.refresh_from_db()
    assert made.booking.starts_at == TWO + timedelta(minutes=135)
    assert house.desk.post(address, {"vers": taken, "do": "beyond"}).status_code == 302
    made.booking.refresh_from_db()
    assert made.booking.starts_at == other.starts_at
    assert audit_rows("booking", str(made.booking.pk))[0].action == "move_booking"


def test_nobody_moves_to_the_hours_of_another_house(house, made):
    other = make_resource(organisation=make_organisation(nom="Le Rouet"))
    make_availability(other, house.motive)
    key = f"{other.pk}-{int(TWO.timestamp())}"
    assert house.desk.post(url("desk_move", made.booking), {"vers": key}).status_code == 403
    assert Booking.objects.get().resource == house.resource


def test_a_seat_moves_to_another_session_of_the_same_series(house, session):
    booking = seat(session)
    address = url("desk_move", booking)
    page = read(house.desk.get(address))
    # All sessions are on one page: no "other weeks", not even an empty landmark.
    assert not [one for one in page.select("nav") if not one.find(["a", "button", "summary"])]
    button = page.select_one("button[name=vers]")
    assert "2 places libres" in said(button).replace("\u00a0", " ")
    house.desk.post(address, {"vers": button["value"]})
    booking.refresh_from_db()
    assert booking.session.public_id == button["value"]
    stranger_session = make_session(make_series())
    answer = house.desk.post(address, {"vers": stranger_session.public_id})
    assert answer.status_code == 409


def test_a_course_is_not_moved(house):
    series = make_series(place=house.place, whole_course=True)
    booking = book_course(series=series, person=SAMIRA, channel="online", now=NOW).booking
    assert house.desk.get(url("desk_move", booking)).status_code == 409
    page = read(house.desk.get(url("desk_booking", booking)))
    assert not page.select("a[href$='/deplacer/']")


def test_a_seat_that_is_offered_is_confirmed_by_voice(house, session):
    first, _second, third = (seat(session, name) for name in ("A", "B", "Zoé"))
    cancel(first, ended_by=Ending.PERSON, now=NOW)
    page = plain(house.desk.get(url("desk_booking", third)))
    assert "Une place lui est proposée" in page
    assert "Une place vous est proposée" in plain(house.desk.get(url("desk_slip", third)))
    house.desk.post(url("desk_accept", third))
    third.refresh_from_db()
    assert third.state == "booked"


def test_a_prescriber_sees_what_they_sent_ends_it_within_the_limits_and_no_more(
    house, prescriber, sign_in
):
    address = reverse("agenda:counter_who", args=[house.motive.pk])
    prescriber.post(f"{address}?heure={house.resource.pk}-{int(TWO.timestamp())}",
                    {"name": "Samira", "agreement": "on", "once": "a"})  # fmt: skip
    booking = Booking.objects.get()
    page = read(prescriber.get(url("desk_booking", booking)))
    assert "Samira" in said(page)
    assert not page.select("a[href$='/deplacer/']")
    assert prescriber.get(url("desk_slip", booking)).status_code == 200
    assert prescriber.get(url("desk_move", booking)).status_code == 403
    assert prescriber.post(url("desk_code", booking)).status_code == 403
    colleague = make_user(role="prescriber", organisation=booking.organisation)
    assert sign_in(colleague).get(url("desk_booking", booking)).status_code == 200
    house.motive.cancel_until_min = 48 * 60
    house.motive.save()
    assert prescriber.post(url("desk_cancel", booking)).status_code == 409
    house.motive.cancel_until_min = 0
    house.motive.save()
    assert prescriber.post(url("desk_cancel", booking)).status_code == 302
    booking.refresh_from_db()
    assert (booking.state, booking.ended_by) == ("cancelled", "person")


def test_another_house_reads_and_does_nothing(house, made, session, stranger, prescriber):
    waits = seat(session)
    routes = [url(f"desk_{name}", made.booking)
              for name in ("booking", "slip", "move", "cancel")]  # fmt: skip
    routes += [url("desk_session", session), url("desk_care", session),
               url("desk_session_edit", session), url("desk_session_cancel", session),
               url("desk_booking", waits)]  # fmt: skip
    for client in (stranger, prescriber):
        for address in routes:
            answer = client.get(address)
            assert answer.status_code == 403
            assert "Samira" not in answer.content.decode()
        for address in (url("desk_code", made.booking), url("desk_accept", waits),
                        url("desk_session_restore", session)):  # fmt: skip
            assert client.post(address).status_code == 403
    assert "Samira" not in stranger.post(FINDS, {"name": "S", "day": "2026-11-24"}).content.decode()
    assert prescriber.post(FINDS, {"name": "S", "day": "2026-11-24"}).status_code == 403


# ---------------------------------------------------------------- found again


def test_found_again_by_the_start_of_a_first_name_and_the_day(house, made):
    page = read(house.desk.post(FINDS, {"name": "sam", "day": "2026-11-24"}))
    (link,) = page.select("ul.queue a")
    assert link["href"] == url("desk_booking", made.booking)
    for wrong in ({"name": "sam", "day": "2026-11-25"}, {"name": "ines", "day": "2026-11-24"}):
        assert "Rien à ce nom" in plain(house.desk.post(FINDS, wrong))
    assert "1 réservation" in plain(house.desk.post(FINDS, {"name": "", "day": "2026-11-24"}))


def test_found_again_by_whoever_knows_no_day_and_types_no_accent(house, made):
    Booking.objects.filter(pk=made.booking.pk).update(name="Élodie")
    for name in ("elo", "ÉLODIE", "élo"):
        page = read(house.desk.post(FINDS, {"name": name, "day": ""}))
        (link,) = page.select("ul.queue a")
        assert link["href"] == url("desk_booking", made.booking)
    # What is over is asked for by its day; all that is booked is not asked for at once.
    Booking.objects.update(starts_at=NOW - timedelta(days=3), ends_at=NOW - timedelta(days=2))
    assert "Rien à ce nom" in plain(house.desk.post(FINDS, {"name": "elo"}))
    assert house.desk.post(FINDS, {"name": "", "day": ""}).status_code == 422


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31"])
def test_a_day_out_of_our_time_is_said(house, made, day):
    answers = [
        house.desk.post(FINDS, {"name": "sam", "day": day}),
        house.desk.get(
            url("counter_times", house.motive),
            {"personne": house.resource.pk, "jour": day, "heure": "10:00"},
        ),
        house.desk.post(url("setup_new_absence", house.resource), {"first": day, "last": day}),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert "Relisez l’année" in plain(answer)


def test_a_name_is_never_in_an_address(house, made):
    page = read(house.desk.get(FINDS, {"name": "sam", "day": "2026-11-24"}))
    assert page.select_one("form.inline")["method"] == "post"
    assert not page.select("ul.queue")
    refused = house.desk.post(FINDS, {"name": "sam", "day": "hier"})
    assert refused.status_code == 422


def test_a_course_is_found_on_any_of_its_days(house):
    series = make_series(place=house.place, whole_course=True)
    book_course(series=series, person=SAMIRA, channel="online", now=NOW)
    for day in ("2026-11-26", "2026-12-10"):
        assert "Samira" in plain(house.desk.post(FINDS, {"name": "Sam", "day": day}))


# ---------------------------------------------------------------- one session


def test_who_comes_the_children_and_who_waits_in_order(house, session):
    seat(session, "Samira", children=(4, 6))
    seat(session, "Ines")
    seat(session, "Yvonne")
    seat(session, "Zoé", contact="paper", phone="")
    page = read(house.desk.get(url("desk_session", session)))
    rows = [said(tr).replace("\u00a0", " ") for tr in page.select("tbody tr")]
    assert rows[0].startswith("1 Samira 06 39 98 00 21 4 ans et 6 ans")
    assert rows[1].startswith("2 Ines")
    lines = [said(a) for a in page.select("ul.queue li > a")]
    assert lines == ["Yvonne", "Zoé"]
    care = plain(house.desk.get(url("desk_care", session)))
    assert "2 enfants, sur 3 places." in care
    assert "4 ans et 6 ans Samira" in care
    assert "Ines" not in care


def test_a_session_without_children_or_without_anybody_says_so(house, session):
    assert "Personne n’est encore inscrit" in plain(house.desk.get(url("desk_session", session)))
    assert "Aucun enfant annoncé" in plain(house.desk.get(url("desk_care", session)))
    free = make_session(make_series(place=house.place, seats=None))
    assert "Sans rendez-vous" in plain(house.desk.get(url("desk_session", free)))


def test_cancelled_with_why_told_and_put_back_without_its_bookings(house, session):
    booking = seat(session)
    address = url("desk_session_cancel", session)
    assert "1 personne est inscrite ou attend" in plain(house.desk.get(address))
    done = house.desk.post(address, {"why": "La salle est inondée"}, follow=True)
    page = plain(done)
    assert "La séance est annulée, et 1 réservation avec elle." in page
    assert "La salle est inondée" in page
    assert house.desk.get(address).status_code == 409
    booking.refresh_from_db()
    assert booking.ended_by == "session"
    back = plain(house.desk.post(url("desk_session_restore", session), follow=True))
    assert "La séance est rétablie" in back
    assert Session.objects.get(pk=session.pk).cancelled_at is None
    too_long = house.desk.post(address, {"why": "x" * 201})
    assert too_long.status_code == 422


def test_put_back_over_a_time_taken_since_only_when_asked(house, session):
    cancel_session(session=session, why="", now=NOW, by=house.mediator)
    book_time(motive=house.motive, resource=house.resource, starts_at=session.starts_at,
              person=SAMIRA, channel="counter", now=NOW, by=house.mediator)  # fmt: skip
    address = url("desk_session_restore", session)
    refused = house.desk.post(address)
    assert refused.status_code == 409
    assert "Melchior est déjà pris" in plain(refused)
    assert house.desk.post(address, {"do": "beyond"}).status_code == 302
    assert Session.objects.get(pk=session.pk).cancelled_at is None


def test_one_session_changes_alone_and_those_booked_are_told(house, session):
    booking = seat(session)
    annexe = make_place(nom="Annexe", organisation=house.organisation)
    make_series(place=annexe)
    address = url("desk_session_edit", session)
    shown = read(house.desk.get(address))
    assert shown.select_one("input[name=start]")["value"] == "09:30"
    typed = {"day": "2026-11-27", "start": "14:00", "end": "16:00", "place": annexe.public_id,
             "seats": "5", "childcare_seats": "3", "note": "Entrée par la cour"}  # fmt: skip
    assert house.desk.post(address, typed).status_code == 302
    session.refresh_from_db()
    booking.refresh_from_db()
    assert session.starts_at == datetime(2026, 11, 27, 13, 0, tzinfo=UTC)
    assert (session.place, session.seats, session.by_hand) == (annexe, 5, True)
    assert booking.starts_at == session.starts_at
    assert Notice.objects.filter(booking=booking, kind="moved", state="waiting").exists()
    assert session.series.sessions.exclude(pk=session.pk).filter(place=annexe).count() == 0


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"end": "09:30"}, "La fin est la même"),
        ({"seats": "", "childcare_seats": "2"}, "donnez le nombre de places"),
        ({"seats": "1"}, "2 personnes ont déjà une place"),
        ({"day": "2026-11-20"}, "déjà passée"),
        ({"start": "midi"}, "14:30"),
    ],
)
def test_what_a_session_cannot_become_is_said_and_nothing_changes(house, session, typed, words):
    seat(session, "A")
    seat(session, "B")
    right = {"day": "2026-11-26", "start": "09:30", "end": "11:30",
             "place": house.place.public_id, "seats": "2", "childcare_seats": "3"}  # fmt: skip
    answer = house.desk.post(url("desk_session_edit", session), right | typed)
    assert answer.status_code == 422
    assert words in plain(answer)
    before = session.starts_at
    session.refresh_from_db()
    assert (session.starts_at, session.seats) == (before, 2)


def test_a_session_of_a_stop_keeps_its_address(house, sign_in):
    series = make_series(address="Place du Marché", commune="Clairmaille", place=None,
                         organisation=house.organisation)  # fmt: skip
    session = make_session(series)
    assert "Place du Marché" in plain(house.desk.get(url("desk_session", session)))
    right = {"day": "2026-11-26", "start": "10:00", "end": "11:30", "place": "", "seats": "2"}
    assert house.desk.post(url("desk_session_edit", session), right).status_code == 302
    session.refresh_from_db()
    assert session.place is None


def test_the_queries_of_a_session_do_not_grow(house, django_assert_max_num_queries):
    session = make_session(make_series(place=house.place, seats=30))
    seat(session)
    address = url("desk_session", session)
    house.desk.get(address)
    with django_assert_max_num_queries(15) as few:
        house.desk.get(address)
    for number in range(12):
        seat(session, f"P{number}")
    assert Seat.objects.count() == 13
    with django_assert_max_num_queries(len(few.captured_queries)):
        house.desk.get(address)
