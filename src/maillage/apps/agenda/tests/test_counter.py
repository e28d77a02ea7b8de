"""Booking for somebody: at the counter, on the telephone, from another house."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.urls import reverse

from maillage.apps.agenda.actions.booking import Person, book_session, book_time
from maillage.apps.agenda.models import Booking, Seat, Step
from maillage.apps.agenda.queries.codes import booking_by_code
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
    make_series,
    make_session,
)
from maillage.apps.directory.queries import audit_rows
from maillage.apps.directory.tests.factories import (
    make_membership,
    make_organisation,
    make_place,
    make_user,
)
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
HERE = "/pro/agenda/reserver/"
TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
SAMIRA = {"name": "Samira", "channel": "phone", "contact": "call", "phone": "06 39 98 00 21"}
SENT = {"name": "Samira", "contact": "", "agreement": "on", "helper_name": "Sacha",
        "helper_phone": "01 99 00 21 55"}  # fmt: skip


def who(house, at=TWO, resource=None):
    number = (resource or house.resource).pk
    path = reverse("agenda:counter_who", args=[house.motive.pk])
    return f"{path}?heure={number}-{int(at.timestamp())}"


def seat(session):
    return reverse("agenda:counter_session", args=[session.public_id])


def code_on(answer):
    return read(answer).select_one("p.code").get_text(strip=True)


def series_of(house, **more):
    return make_series(place=house.place, organisation=house.organisation, **more)


# ---------------------------------------------------------------- the steps


def test_from_what_for_to_the_code_in_three_pages(house):
    page = read(house.desk.get(HERE))
    motive = page.select_one(f"a[href*='/motif/{house.motive.pk}/']")
    assert said(motive) == "Aide aux démarches"
    page = read(house.desk.get(motive["href"]))
    times = [said(a) for a in page.select("p.acts a.btn.quiet[href*='heure=']")]
    assert times[0].replace("\u00a0", " ").startswith("14 h , Mardi 24 novembre")
    assert len(times) == 4
    first = page.select_one("p.acts a[href*='heure=']")["href"]
    page = read(house.desk.get(first))
    assert "Mardi 24 novembre à 14 h" in said(page).replace("\u00a0", " ")
    assert "Une pièce d’identité" in said(page)
    done = house.desk.post(first, SAMIRA | {"once": "drawn"})
    found = booking_by_code(code_on(done))
    assert (found.starts_at, found.channel, found.name) == (TWO, "phone", "Samira")
    assert (found.phone, found.place) == ("+33639980021", house.place)
    assert [row.action for row in audit_rows("booking", str(found.pk))] == ["book"]


def test_the_type_of_mediation_keeps_what_is_of_it(house):
    make_motive(title="Un courrier", mediation="letters", organisation=house.organisation)
    series_of(house, title="Premiers pas", mediation="digital")
    letters = said(read(house.desk.get(HERE, {"mediation": "letters"})))
    assert "Un courrier" in letters
    assert "Aide aux démarches" not in letters
    assert "Premiers pas" not in letters
    assert "Premiers pas" in said(read(house.desk.get(HERE, {"mediation": "digital"})))


def test_from_a_free_time_of_somebody_only_what_they_receive_for(house):
    make_availability(make_resource(), make_motive(title="Autre chose"), place=house.place)
    page = said(read(house.desk.get(HERE, {"personne": house.resource.pk})))
    assert "Avec Melchior." in page
    assert "Autre chose" not in page


def test_the_sessions_of_the_weeks_after_are_one_click_further(house):
    series_of(house, title="Loin", first=date(2026, 12, 10))
    page = read(house.desk.get(HERE))
    assert "Loin" not in said(page)
    further = page.select_one("a[href*='loin=1']")["href"]
    assert "Loin" in said(read(house.desk.get(further)))


def test_the_form_sent_twice_says_the_same_code_once(house):
    first = house.desk.post(who(house), SAMIRA | {"once": "drawn"})
    again = house.desk.post(who(house), SAMIRA | {"once": "drawn"})
    assert code_on(first) == code_on(again)
    assert "Déjà enregistré" in said(read(again))
    assert Booking.objects.count() == 1


def test_cut_off_whoever_asks_again_learns_the_truth(house, prescriber):
    """The seat is taken, and it is theirs; the time is past, and it is booked."""
    session = make_session(series_of(house, seats=1, waiting_list=False))
    sent = {"channel": "phone", "once": "p"}
    first = house.desk.post(seat(session), sent)
    assert code_on(house.desk.post(seat(session), sent)) == code_on(first)
    mine = prescriber.post(who(house), SENT | {"once": "q"})
    house.motive.open_to_prescribers = False
    house.motive.save()
    assert code_on(prescriber.post(who(house), SENT | {"once": "q"})) == code_on(mine)
    assert Booking.objects.count() == 2


def test_nothing_at_all_is_asked_of_the_person(house):
    done = house.desk.post(who(house), {"channel": "counter", "once": "a"})
    assert done.status_code == 200
    assert booking_by_code(code_on(done)).contact == "paper"


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"contact": "call", "phone": ""}, "Donnez un numéro"),
        ({"contact": "sms", "phone": "", "helper_phone": "06 39 98 00 21"}, "Donnez un numéro"),
        ({"contact": "email", "email": ""}, "Donnez une adresse"),
        ({"phone": "06 39"}, "il en faut 10"),
        ({"for_other": "on"}, "Sans son accord"),
        ({"channel": ""}, "Cette réponse est nécessaire"),
    ],
)
def test_what_is_refused_is_said_where_and_nothing_is_booked(house, typed, words):
    answer = house.desk.post(who(house), SAMIRA | typed)
    assert answer.status_code == 422
    assert words in said(read(answer)).replace("\u00a0", " ")
    assert not Booking.objects.exists()


@pytest.mark.row("ORI-19")
def test_booked_for_ones_mother_the_slip_bears_her_need_and_the_helpers_phone(house):
    said_of_her = {"channel": "counter", "name": "Yvonne", "need": "Un courrier de la retraite",
                   "for_other": "on", "agreement": "on", "helper_name": "Noé",
                   "helper_phone": "06 39 98 00 77", "once": "x"}  # fmt: skip
    slip = read(house.desk.post(who(house), said_of_her)).select_one("article.sheet")
    words = said(slip).replace("\u00a0", " ")
    assert "Un courrier de la retraite" in words
    assert "Noé 06 39 98 00 77" in words
    assert Booking.objects.get().agreement


# ---------------------------------------------------------------- any time, taken times


def test_any_hour_of_ones_own_people_even_outside_of_what_is_offered(house):
    address = reverse("agenda:counter_times", args=[house.motive.pk])
    asked = {"personne": house.resource.pk, "jour": "2026-11-26", "heure": "18:10"}
    moved = house.desk.get(address, asked)
    assert moved.status_code == 302
    page = said(read(house.desk.get(moved["Location"]))).replace("\u00a0", " ")
    assert "Jeudi 26 novembre à 18 h 10" in page
    done = house.desk.post(moved["Location"], {"channel": "counter", "once": "z"})
    assert booking_by_code(code_on(done)).starts_at == datetime(2026, 11, 26, 17, 10, tzinfo=UTC)
    wrong = house.desk.get(address, asked | {"jour": "demain"})
    assert wrong.status_code == 422
    assert "24/11/2026" in said(read(wrong))


def test_where_is_asked_when_somebody_receives_at_several_places(house):
    other = make_place(nom="Annexe", organisation=house.organisation)
    make_availability(house.resource, house.motive, place=other, rrule="FREQ=WEEKLY;BYDAY=WE")
    evening = who(house, TWO + timedelta(hours=6))
    page = read(house.desk.get(evening))
    assert {o.get_text() for o in page.select("select[name=place] option")} == {
        "Annexe", "Médiathèque de la Navette"
    }  # fmt: skip
    done = house.desk.post(evening, {"channel": "counter", "once": "w", "place": other.public_id})
    assert booking_by_code(code_on(done)).place == other


def test_a_time_that_is_taken_is_refused_with_who_has_it_and_taken_all_the_same(house):
    book_time(motive=house.motive, resource=house.resource, starts_at=TWO, channel="online",
              person=Person(name="Ines"), now=NOW)  # fmt: skip
    shown = said(read(house.desk.get(who(house)))).replace("\u00a0", " ")
    assert "Melchior : cette heure est déjà prise" in shown
    assert "14 h – 14 h 45 : Aide aux démarches, Ines" in shown
    refused = house.desk.post(who(house), SAMIRA | {"once": "b"})
    assert refused.status_code == 422
    assert Booking.objects.count() == 1
    done = house.desk.post(who(house), SAMIRA | {"once": "b", "do": "beyond"})
    found = booking_by_code(code_on(done))
    assert [row.action for row in audit_rows("booking", str(found.pk))] == ["book_beyond"]
    assert set(Step.objects.values_list("lane", "beyond")) == {(0, False), (1, True)}


def test_an_address_that_names_no_time_goes_back_to_the_times(house):
    path = reverse("agenda:counter_who", args=[house.motive.pk])
    for asked in ("", "x", "1-", "1-99999999999999", "-5"):
        answer = house.desk.get(path, {"heure": asked})
        assert answer["Location"] == reverse("agenda:counter_times", args=[house.motive.pk])
    assert house.desk.get(path, {"heure": "999999-1790000000"}).status_code == 404


# ---------------------------------------------------------------- seats


def test_a_seat_with_children_to_look_after(house):
    session = make_session(series_of(house, childcare_seats=2))
    done = house.desk.post(seat(session), SAMIRA | {"children": "4 et 6", "once": "c"})
    assert "4 ans et 6 ans" in said(read(done)).replace("\u00a0", " ")
    assert Seat.objects.filter(session=session, kind="care").count() == 2
    more = house.desk.post(seat(session), {"channel": "counter", "children": "2", "once": "d"})
    assert more.status_code == 422
    assert "assez de places pour garder 1 enfant" in said(read(more)).replace("\u00a0", " ")


@pytest.mark.row("AGD-06")
def test_full_the_counter_offers_the_waiting_list_or_one_seat_more(house):
    session = make_session(series_of(house, seats=1))
    assert house.desk.post(seat(session), {"channel": "counter", "once": "1"}).status_code == 200
    page = read(house.desk.get(seat(session)))
    assert [b.get_text(strip=True) for b in page.select("form.screen button")] == [
        "Mettre sur la liste d’attente", "Ajouter une place"
    ]  # fmt: skip
    refused = house.desk.post(seat(session), {"channel": "counter", "once": "2"})
    assert refused.status_code == 422
    waits = house.desk.post(seat(session), {"channel": "counter", "once": "2", "do": "wait"})
    assert booking_by_code(code_on(waits)).state == "waiting"
    assert "sur la liste d’attente" in said(read(waits)).lower()
    added = house.desk.post(seat(session), {"channel": "counter", "once": "3", "do": "beyond"})
    assert booking_by_code(code_on(added)).state == "booked"
    assert Seat.objects.filter(session=session, beyond=True).count() == 1


def test_a_course_is_booked_whole_and_its_days_are_on_the_slip(house):
    series = series_of(house, whole_course=True, seats=3, until=date(2026, 12, 5))
    page = read(house.desk.get(HERE))
    assert len([a for a in page.select("a") if said(a) == series.title]) == 1
    done = house.desk.post(seat(make_session(series)), SAMIRA | {"once": "e"})
    days = [said(li).replace("\u00a0", " ") for li in read(done).select("article.sheet li")]
    assert days == ["Jeudi 26 novembre 2026, 9 h 30 – 11 h 30",
                    "Jeudi 3 décembre 2026, 9 h 30 – 11 h 30"]  # fmt: skip
    assert Seat.objects.count() == 2


@pytest.mark.parametrize("state", ["cancelled", "free", "past"])
def test_a_session_that_nobody_books_is_refused(house, state):
    changed = {"cancelled": {"cancelled_at": NOW}, "free": {"seats": None},
               "past": {"starts_at": NOW - timedelta(hours=3),
                        "ends_at": NOW - timedelta(hours=1)}}[state]  # fmt: skip
    session = make_session(series_of(house), **changed)
    assert house.desk.get(seat(session)).status_code == 409


# ---------------------------------------------------------------- prescribers


def test_a_prescriber_books_with_the_persons_agreement_and_the_house_is_noted(house, prescriber):
    assert "14 h" in said(
        read(prescriber.get(reverse("agenda:counter_times", args=[house.motive.pk])))
    ).replace("\u00a0", " ")
    without = prescriber.post(who(house), SENT | {"agreement": "", "once": "f"})
    assert without.status_code == 422
    assert "Sans son accord" in said(read(without))
    done = prescriber.post(who(house), SENT | {"once": "f"})
    found = booking_by_code(code_on(done))
    assert (found.channel, found.organisation.nom) == ("prescriber", "CCAS")
    assert (found.for_other, found.agreement, found.helper_name) == (True, True, "Sacha")
    mine = said(read(prescriber.get("/pro/agenda/mes-orientations/")))
    assert "Samira" in mine
    assert prescriber.get(reverse("agenda:desk_booking", args=[found.pk])).status_code == 200


def test_a_prescriber_takes_what_is_offered_and_nothing_else(house, prescriber):
    evening = who(house, TWO + timedelta(hours=6))
    assert prescriber.get(evening).status_code == 409
    assert prescriber.post(evening, SENT | {"once": "g"}).status_code == 409
    book_time(motive=house.motive, resource=house.resource, starts_at=TWO, channel="online",
              person=Person(name="Ines"), now=NOW)  # fmt: skip
    taken = prescriber.post(who(house), SENT | {"once": "h", "do": "beyond"})
    assert taken.status_code == 422
    assert "Ines" not in taken.content.decode()
    assert Booking.objects.count() == 1


def test_what_a_house_keeps_for_itself_is_not_for_prescribers(house, prescriber, stranger):
    house.motive.open_to_prescribers = False
    house.motive.save()
    series = series_of(house, open_to_prescribers=False, title="Pour nous")
    for client in (prescriber, stranger):
        listed = said(read(client.get(HERE)))
        assert "Aide aux démarches" not in listed
        assert "Pour nous" not in listed
        assert client.get(who(house)).status_code == 403
        assert client.post(who(house), SENT | {"once": "i"}).status_code == 403
        assert client.get(seat(make_session(series))).status_code == 403
    assert not Booking.objects.exists()
    assert "Aide aux démarches" in said(read(house.desk.get(HERE)))


def test_a_mediator_of_another_house_is_a_prescriber_there(house, stranger):
    done = stranger.post(who(house), SENT | {"once": "j"})
    found = booking_by_code(code_on(done))
    assert (found.channel, found.organisation.nom) == ("prescriber", "Le Rouet")


def test_a_prescriber_of_two_houses_says_for_which(house, sign_in):
    one, two = make_organisation(nom="CCAS"), make_organisation(nom="Mission locale")
    person = make_user(role="prescriber", organisation=one)
    make_membership(person, "prescriber", organisation=two)
    client = sign_in(person)
    assert client.post(who(house), SENT | {"once": "k"}).status_code == 422
    done = client.post(who(house), SENT | {"once": "k", "organisation": two.pk})
    assert booking_by_code(code_on(done)).organisation == two


def test_those_who_steer_answer_the_telephone_for_all(house, sign_in):
    client = sign_in(make_user())
    done = client.post(who(house), SAMIRA | {"once": "l"})
    assert booking_by_code(code_on(done)).channel == "phone"


def test_a_prescriber_sees_the_bookings_of_their_house_and_no_other(house, prescriber, stranger):
    stranger.post(who(house), SENT | {"name": "Ines", "once": "m"})
    page = said(read(prescriber.get("/pro/agenda/mes-orientations/")))
    assert "Ines" not in page
    assert "Aucune réservation pour le moment" in page


def test_the_queries_of_the_counter_do_not_grow(house, django_assert_max_num_queries):
    def make(n):
        for _number in range(n):
            series_of(house)
            motive = make_motive(organisation=house.organisation)
            make_availability(make_resource(organisation=house.organisation), motive,
                              place=house.place)  # fmt: skip

    make(2)
    house.desk.get(HERE)
    with django_assert_max_num_queries(12) as few:
        house.desk.get(HERE)
    address = reverse("agenda:counter_times", args=[house.motive.pk])
    with django_assert_max_num_queries(22) as times:
        house.desk.get(address)
    make(5)
    with django_assert_max_num_queries(len(few.captured_queries)):
        house.desk.get(HERE)
    with django_assert_max_num_queries(len(times.captured_queries)):
        house.desk.get(address)


def test_a_week_without_a_free_time_leads_to_the_first_one(house):
    address = reverse("agenda:counter_times", args=[house.motive.pk])
    page = read(house.desk.get(address, {"jour": "2026-11-25"}))  # Wednesday to Tuesday
    assert page.select("a[href*='heure=']")
    for row in house.resource.availabilities.all():
        row.first = date(2026, 12, 10)
        row.save()
    page = read(house.desk.get(address))
    assert "Le premier jour libre est mardi 15 décembre." in said(page).replace("\u00a0", " ")
    leads = page.select_one("div.empty a")["href"]
    assert read(house.desk.get(leads)).select("a[href*='heure=']")


def test_the_waiting_list_of_a_course(house):
    series = series_of(house, whole_course=True, seats=1)
    book_session(session=make_session(series), person=Person(name="Ines"), channel="online",
                 now=NOW)  # fmt: skip
    page = read(house.desk.get(seat(make_session(series))))
    assert [b.get_text(strip=True) for b in page.select("form.screen button")] == [
        "Mettre sur la liste d’attente"
    ]  # fmt: skip
