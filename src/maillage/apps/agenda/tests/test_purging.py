"""What is erased and when; figures say the same; one reads, takes and erases one's own data."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from django.utils import timezone

from maillage.apps.agenda.actions import purging
from maillage.apps.agenda.actions.booking import Person, book_course, book_session, book_time
from maillage.apps.agenda.actions.purging import erase, erase_contacts, purge_rows
from maillage.apps.agenda.actions.sending import send_due
from maillage.apps.agenda.errors import TooLateOnline
from maillage.apps.agenda.models import (
    PERSONAL,
    Absence,
    Booking,
    BookingState,
    DayCount,
    Notice,
    Visit,
)
from maillage.apps.agenda.queries.codes import get_booking
from maillage.apps.agenda.queries.figures import kept_counts, live_counts
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
    make_series,
    make_session,
)

pytestmark = pytest.mark.django_db
TWO = datetime(2026, 11, 24, 13, 0, tzinfo=UTC)
WHOLE = Person(
    name="Samira",
    phone="+33639980021",
    email="samira@rouet.example",
    contact="email",
    language="ar",
    for_other=True,
    agreement=True,
    helper_name="Nora",
    helper_phone="+33639980022",
    need="Impôts",
)


def booked(at=TWO, now=NOW, **more):
    row = make_availability(None, make_motive(**more))
    return book_time(
        motive=row.motives.get(),
        resource=row.resource,
        starts_at=at,
        person=WHOLE,
        channel="counter",
        now=now,
        place=row.place,
    )


def came(**said):
    return Visit.objects.create(noted_at=NOW, **said)


def everything():
    """Return all that the rows of the agenda hold, as text."""
    return str([list(model.objects.values()) for model in (Booking, Notice, Visit)])


def counts():
    return live_counts() + kept_counts()


def test_names_and_numbers_are_erased_seven_days_after_the_end():
    made = booked().booking
    assert erase_contacts(now=made.ends_at + timedelta(days=7)) == 0
    assert erase_contacts(now=made.ends_at + timedelta(days=7, seconds=1)) == 1
    assert erase_contacts(now=made.ends_at + timedelta(days=8)) == 0
    made.refresh_from_db()
    assert [getattr(made, name) for name in PERSONAL] == [""] * len(PERSONAL)
    for word in ("Samira", "Nora", "39980021", "39980022", "rouet.example", "Impôts"):
        assert word not in everything()
    assert set(made.notices.values_list("state", flat=True)) == {"dropped"}


def test_cancelled_long_before_it_is_erased_seven_days_after_that(settings):
    settings.BOOKING_CONTACT_DAYS = 7
    made = booked(TWO + timedelta(days=49)).booking
    purging.cancel(made, ended_by="person", now=NOW)
    assert erase_contacts(now=NOW + timedelta(days=6)) == 0
    assert erase_contacts(now=NOW + timedelta(days=7, seconds=1)) == 1


def test_many_are_erased_in_more_than_one_step(monkeypatch):
    monkeypatch.setattr(purging, "BATCH", 2)
    for _ in range(5):
        booked()
    assert erase_contacts(now=NOW + timedelta(days=30)) == 5


@pytest.mark.parametrize("months", [12, 24])
def test_rows_leave_after_some_months_and_figures_say_the_same(settings, monkeypatch, months):
    settings.BOOKING_MONTHS = months
    monkeypatch.setattr(purging, "BATCH", 2)
    made = booked().booking
    came(booking=made, place=made.place, at=TWO, day=TWO.date(), attendance="present")
    series = make_series(seats=3)
    session = make_session(series)
    for attendance in ("present", "left", "absent"):
        one = book_session(session=session, person=WHOLE, channel="counter", now=NOW).booking
        came(
            booking=one,
            session=session,
            place=session.place,
            at=session.starts_at,
            day=session.day,
            attendance=attendance,
        )
    came(
        session=session,
        place=session.place,
        at=session.starts_at,
        day=session.day,
        attendance="present",
    )
    course = make_series(seats=2, whole_course=True)
    book_course(series=course, person=WHOLE, channel="counter", now=NOW)
    Absence.objects.create(resource=make_resource(), starts_at=NOW, ends_at=TWO)
    before = counts()
    assert sum(before.values()) > 10
    assert purge_rows(now=NOW + timedelta(days=30 * months - 10)) == 0
    assert counts() == before
    # The course ends a month later: its seats stay until then, then they too leave.
    assert purge_rows(now=NOW + timedelta(days=31 * months)) >= 4
    assert counts() == before
    assert purge_rows(now=NOW + timedelta(days=31 * months + 60)) in (0, 1)
    assert counts() == before
    assert not Booking.objects.exists()
    assert not Visit.objects.exists()
    assert not Notice.objects.exists()
    assert not Absence.objects.exists()
    assert DayCount.objects.exists()
    assert purge_rows(now=NOW + timedelta(days=31 * months + 60)) == 0
    assert counts() == before


def test_a_purge_that_is_cut_loses_no_figure(monkeypatch):
    booked()
    before = counts()

    def cut(gone):
        raise LookupError

    monkeypatch.setattr(purging, "_keep", cut)
    with pytest.raises(LookupError):
        purge_rows(now=NOW + timedelta(days=1000))
    assert Booking.objects.count() == 1
    assert counts() == before


def test_erased_now_it_stands_without_a_name_and_nobody_is_reminded():
    made = booked().booking
    held = erase(get_booking(made.pk), now=NOW)
    assert held.state == BookingState.BOOKED
    assert "Samira" not in everything()
    assert send_due(clock=lambda: TWO - timedelta(hours=20)).n_sent == 0
    assert erase(held, now=NOW + timedelta(hours=1)).erased_at == NOW


def test_erased_with_the_booking_the_hour_is_free_again():
    made = booked().booking
    held = erase(get_booking(made.pk), now=NOW, cancel_too=True)
    assert (held.state, held.name) == (BookingState.CANCELLED, "")
    assert not held.steps.exists()


def test_too_late_to_cancel_nothing_is_erased():
    made = booked(cancel_until_min=7 * 24 * 60).booking
    with pytest.raises(TooLateOnline):
        erase(get_booking(made.pk), now=NOW, cancel_too=True)
    assert Booking.objects.get().name == "Samira"


# ---------------------------------------------------------------- by the code

PAGE = "/mon-rendez-vous/mes-donnees/"


def soon():
    """Book in some days: pages look at the clock."""
    now = timezone.now()
    at = (now + timedelta(days=3)).replace(minute=0, second=0, microsecond=0)
    return booked(at, now=now)


def open_with(client, code):
    client.cookies["essai"] = "1"
    assert client.post("/mon-rendez-vous/", {"code": code}).status_code == 302


def test_without_the_code_nothing_is_read(client):
    soon()
    for url in (PAGE, f"{PAGE}copie/"):
        answer = client.get(url)
        assert (answer.status_code, answer["Location"]) == (302, "/mon-rendez-vous/")
    assert client.post(PAGE, {"then": "cancel"})["Location"] == "/mon-rendez-vous/"
    assert Booking.objects.get().name == "Samira"


def test_with_the_code_one_reads_all_that_is_held_and_takes_it_away(client):
    made = soon()
    open_with(client, made.code)
    answer = client.get(PAGE)
    assert answer["Cache-Control"].count("no-store")
    text = answer.content.decode()
    for word in ("Samira", "06\u00a039\u00a098\u00a000\u00a021", "Nora", "Impôts", "rouet.example"):
        assert word in text
    copy = client.get(f"{PAGE}copie/")
    data = json.loads(copy.content)
    assert copy["Content-Disposition"] == 'attachment; filename="mon-rendez-vous.json"'
    held = json.dumps(data, ensure_ascii=False)
    row = Booking.objects.values().get()
    for name in PERSONAL:
        assert row[name] in held
    assert data["messages"][0]["message"] == "réservation notée"
    assert made.code not in held


def test_with_the_code_one_erases_and_keeps_the_hour(client):
    made = soon()
    open_with(client, made.code)
    refused = client.post(PAGE)
    assert refused.status_code == 422
    assert Booking.objects.get().name == "Samira"
    assert client.post(PAGE, {"then": "keep"})["Location"] == PAGE
    text = client.get(PAGE).content.decode()
    assert "sont effacés" in text
    assert "Samira" not in text
    assert Booking.objects.get().state == BookingState.BOOKED


def test_with_the_code_one_erases_and_cancels(client):
    made = soon()
    open_with(client, made.code)
    client.post(PAGE, {"then": "cancel"})
    assert Booking.objects.get().state == BookingState.CANCELLED


def test_of_what_is_over_there_is_nothing_to_choose_and_who_came_is_said(client):
    made = booked()
    came(
        booking=made.booking,
        place=made.booking.place,
        at=TWO,
        day=TWO.date(),
        attendance="present",
        outcome="solved",
        topics=["email"],
        minutes=30,
    )
    past = timezone.now() - timedelta(days=1)
    Booking.objects.update(starts_at=past - timedelta(hours=1), ends_at=past)
    open_with(client, made.code)
    text = client.get(PAGE).content.decode()
    assert "réglé" in text
    assert 'name="then"' not in text
    client.post(PAGE)
    assert Booking.objects.get().name == ""
