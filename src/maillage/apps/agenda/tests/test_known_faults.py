"""What went wrong once: each of these was seen, and is refused since."""

from datetime import UTC, datetime, timedelta

import pytest
from django.apps import apps
from django.urls import reverse

from maillage.apps.agenda import tasks
from maillage.apps.agenda.actions.booking import (
    Person,
    book_course,
    book_session,
    book_time,
    booked_before,
)
from maillage.apps.agenda.actions.calls import renew_code
from maillage.apps.agenda.actions.ending import move_time, offer_courses
from maillage.apps.agenda.errors import CodeChanged, MotiveUnknown, TimeNotOffered
from maillage.apps.agenda.models import Availability, Booking, Motive, Notice
from maillage.apps.agenda.queries.codes import code_digest, code_of, find_booking, renewal_of
from maillage.apps.agenda.queries.week import counted, get_dated
from maillage.apps.agenda.tests.factories import (
    NOW,
    TODAY,
    make_availability,
    make_booking,
    make_motive,
    make_series,
)
from maillage.apps.directory.tests.factories import make_user
from maillage.apps.directory.tests.pages import read, said

pytestmark = pytest.mark.django_db
TUESDAY_14 = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
CALL = Person(name="Samira", phone="+33639980021", contact="call")


@pytest.fixture
def offered():
    row = make_availability(None, motive := make_motive())
    return motive, row.resource


def book(offered, at=TUESDAY_14, channel="online", **more):
    motive, who = offered
    said = {"person": Person(), "now": NOW} | more
    return book_time(motive=motive, resource=who, starts_at=at, channel=channel, **said)


# ---------------------------------------------------------------- a code


def test_a_form_sent_again_after_another_code_was_given_takes_nothing_back(offered):
    made = book(offered, once="abc")
    booking = Booking.objects.get()
    renewed = renew_code(booking, renewal=renewal_of(booking), now=NOW, by=make_user())
    for _ in range(2):
        with pytest.raises(CodeChanged):
            booked_before("abc")
        with pytest.raises(CodeChanged):
            book(offered, once="abc")
    assert find_booking(renewed) == booking
    assert find_booking(made.code) is None
    assert Booking.objects.count() == 1


def test_a_code_that_was_already_that_of_somebody_is_another_and_the_same_each_time(offered):
    make_booking(code_digest=code_digest(code_of("abc")))
    made = book(offered, once="abc")
    assert made.code == code_of("abc", 1) != code_of("abc")
    assert booked_before("abc").code == made.code
    assert book(offered, once="abc").code == made.code


def test_an_old_page_never_takes_back_the_code_that_was_given_since(house):
    row = Availability.objects.get(resource=house.resource)
    made = book((row.motives.get(), house.resource))
    where = [made.booking.pk]

    def renewal():
        page = read(house.desk.get(reverse("agenda:desk_booking", args=where)))
        return {"renewal": page.select_one("input[name=renewal]")["value"]}

    first = renewal()
    house.desk.post(reverse("agenda:desk_code", args=where), first)
    answer = house.desk.post(reverse("agenda:desk_code", args=where), renewal())
    code = read(answer).select_one("p.code").get_text(strip=True)
    for old in (first, {"renewal": ""}, {}):
        answer = house.desk.post(reverse("agenda:desk_code", args=where), old)
        assert answer.status_code == 409
        assert "Un autre code a été donné depuis" in said(read(answer))
    assert find_booking(code) == made.booking


# ---------------------------------------------------------------- a motive


@pytest.mark.parametrize(
    ("values", "refused"),
    [
        ({"open_online": False}, {"online"}),
        ({"open_to_prescribers": False}, {"prescriber"}),
        ({"ended_on": TODAY}, {"online", "prescriber", "counter", "phone"}),
    ],
)
def test_a_motive_is_booked_by_those_to_whom_the_base_opens_it_now(offered, values, refused):
    Motive.objects.update(**values)  # what the page read is older
    times = (TUESDAY_14 + timedelta(minutes=45) * n for n in range(4))
    for at, channel in zip(times, ("online", "prescriber", "counter", "phone"), strict=True):
        if channel in refused:
            with pytest.raises((TimeNotOffered, MotiveUnknown)):
                book(offered, at=at, channel=channel)
        else:
            assert book(offered, at=at, channel=channel).booking.pk
    assert Booking.objects.count() == 4 - len(refused)


def test_what_is_booked_of_a_motive_that_closed_since_still_moves_and_still_answers(offered):
    made = book(offered, once="abc")
    Motive.objects.update(open_online=False)
    assert book(offered, once="abc").code == made.code
    later = TUESDAY_14 + timedelta(days=7)
    moved = move_time(made.booking, resource=offered[1], starts_at=later, now=NOW)
    assert moved.starts_at == later


# ---------------------------------------------------------------- a course


def full_first():
    """Return a course of six whose first session is full, and those sessions."""
    series = make_series(whole_course=True, seats=1)
    sessions = list(series.sessions.order_by("starts_at"))
    book_session(session=sessions[0], person=Person(), channel="counter", now=NOW)
    return series, sessions


def test_a_course_whose_full_session_has_begun_has_room():
    series, sessions = full_first()
    (one,) = counted([sessions[0]], now=NOW)
    assert one.n_left == 0
    during = sessions[0].starts_at + timedelta(minutes=5)
    assert get_dated(sessions[0].public_id, now=during).n_left == 1
    assert get_dated(sessions[1].public_id, now=during).n_left == 1
    assert book_course(series=series, person=Person(), channel="online", now=during).code


def test_who_waits_for_a_course_is_offered_it_when_its_full_session_is_past(monkeypatch):
    series, sessions = full_first()
    line = book_course(series=series, person=CALL, channel="online", now=NOW, may_wait=True).booking
    assert offer_courses(now=NOW) == 0
    later = sessions[0].ends_at
    monkeypatch.setattr("django.utils.timezone.now", lambda: later)
    tasks.expire_offers.func()
    line.refresh_from_db()
    assert line.state == "offered"
    assert line.seats.count() == len(sessions) - 1
    assert Notice.objects.filter(booking=line, kind="offered", state="waiting").exists()
    assert offer_courses(now=later) == 0


# ---------------------------------------------------------------- how long, as the options say


def test_what_we_keep_says_the_days_and_months_of_the_options(client, settings):
    settings.BOOKING_CONTACT_DAYS, settings.BOOKING_MONTHS = 1, 12
    page = client.get("/vos-donnees/").content.decode()
    assert "1 jour après. La date et le motif, sans vous : 12 mois au plus." in page
    assert "12 mois au plus, avec la réservation" in page
    assert "12 mois au plus. Notée sans réseau" in page
    said = " ".join(str(one.how_long) for one in apps.get_app_config("agenda").keeps)
    assert "Sept" not in said
    assert "Deux ans" not in said


# ---------------------------------------------------------------- the desk


def test_the_desk_says_how_many_came_through_the_door_today(house):
    desk = reverse("home:desk")
    assert "notée" not in house.desk.get(desk).content.decode()
    where = reverse("agenda:tally", args=[house.place.public_id])
    note = {"key": "", "do": "note", "topic": "logement", "outcome": "solved", "minutes": "15"}
    for _ in range(2):
        house.desk.post(where, note)
    page = house.desk.get(desk).content.decode()
    assert "venues notées" in page
    assert reverse("agenda:tally_list") in page
