"""What the worker does by itself for the agenda, and how often."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import timezone

from maillage.apps.agenda import tasks
from maillage.apps.agenda.actions import calendars
from maillage.apps.agenda.models import Booking, Notice, Session
from maillage.apps.agenda.tests.factories import (
    make_booking,
    make_outside_calendar,
    make_series,
)
from maillage.web import jobs

pytestmark = pytest.mark.django_db


def test_each_task_is_asked_for_in_its_time():
    often = {path.rpartition(".")[2]: rest for path, rest in jobs._repeated.items()}
    assert often["send_due"] == often["expire_offers"] == timedelta(minutes=5)
    assert often["read_calendars"] == timedelta(hours=1)
    assert {f"maillage.apps.agenda.tasks.{name}" for name in ("extend_series", "purge")} <= set(
        jobs._daily
    )


def test_what_is_due_leaves(monkeypatch):
    monkeypatch.setattr("maillage.apps.agenda.actions.sending.out_of_the_night", lambda b, now: now)
    now = timezone.now()
    one = make_booking(
        contact="email",
        email="samira@rouet.example",
        starts_at=now + timedelta(hours=20),
        ends_at=now + timedelta(hours=21),
    )
    Notice.objects.create(
        booking=one, kind="reminder", channel="email", about=one.starts_at, due_at=now
    )
    tasks.send_due.call()
    assert len(mail.outbox) == 1


def test_an_offer_that_nobody_took_is_over():
    now = timezone.now()
    series = make_series()
    session = series.sessions.first()
    one = make_booking(
        series=series,
        session=session,
        state="offered",
        offered_until=now - timedelta(minutes=1),
        starts_at=session.starts_at,
        ends_at=session.ends_at,
    )
    tasks.expire_offers.call()
    assert Booking.objects.get(pk=one.pk).ended_by == "unanswered"


def test_sessions_that_come_within_reach_are_made():
    past = timezone.now() - timedelta(days=30)
    series = make_series(first=past.date(), until=None, now=past, skip_public=False)
    before = Session.objects.filter(series=series).count()
    tasks.extend_series.call()
    assert Session.objects.filter(series=series).count() > before


def test_names_then_rows_are_erased():
    now = timezone.now()
    for days in (8, 800):
        past = now - timedelta(days=days)
        make_booking(name="Samira", starts_at=past - timedelta(hours=1), ends_at=past)
    tasks.purge.call()
    assert list(Booking.objects.values_list("name", flat=True)) == [""]


def test_calendars_kept_elsewhere_are_asked_for_and_read(monkeypatch):
    def fetch(url, path, *, limits):
        path.write_bytes(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\nEND:VCALENDAR\r\n")

    monkeypatch.setattr(calendars, "fetch", fetch)
    made = make_outside_calendar()
    tasks.read_calendars.call()
    assert jobs.run_waiting() == 1
    made.refresh_from_db()
    assert made.read_at is not None
