"""Rows of the agenda for tests, as few words as possible; the town is invented."""

import itertools
import secrets
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from django.utils import timezone

from maillage.apps.agenda.actions.series import add_series
from maillage.apps.agenda.models import (
    Availability,
    Booking,
    Mediation,
    Motive,
    OutsideCalendar,
    Resource,
    Series,
    Session,
    Visit,
)
from maillage.apps.agenda.queries.free import free_times
from maillage.apps.directory.tests.factories import make_place, make_user

# A Monday, eight o’clock in Clairmaille (winter time).
NOW = datetime(2026, 11, 23, 7, 0, tzinfo=UTC)
TODAY = date(2026, 11, 23)
_numbers = itertools.count(1)


def make_resource(**values: Any) -> Resource:
    """Return a mediator without a place of their own."""
    return Resource.objects.create(
        **{"kind": "person", "name": f"Médiatrice {next(_numbers)}"} | values
    )


def make_motive(**values: Any) -> Motive:
    """Return a motive of 45 minutes, every 45 minutes, open to all."""
    said = {
        "title": "Aide aux démarches",
        "mediation": Mediation.PROCEDURES,
        "duration_min": 45,
        "every_min": 45,
        "notice_min": 60,
    }
    return Motive.objects.create(**said | values)


def make_availability(resource=None, *motives: Motive, along=(), **values: Any) -> Availability:
    """Return every Tuesday, 14 h to 17 h, at a place of Clairmaille."""
    said: dict[str, Any] = {
        "resource": resource or make_resource(),
        "first": TODAY,
        "start": time(14, 0),
        "end": time(17, 0),
        "zone": "Europe/Paris",
        "rrule": "FREQ=WEEKLY;BYDAY=TU",
    }
    if "place" not in values:
        said["place"] = make_place()
    row = Availability.objects.create(**said | values)
    row.motives.set(motives or [make_motive()])
    row.along.set(along)
    return row


def make_series(*, resources=(), by=None, now=NOW, beyond=False, **values: Any) -> Series:
    """Return a workshop of eight seats, on Thursdays 9 h 30 to 11 h 30, with its sessions."""
    said: dict[str, Any] = {
        "kind": "workshop",
        "title": "Mes premiers pas sur l’ordinateur",
        "mediation": Mediation.DIGITAL,
        "first": TODAY,
        "until": TODAY + timedelta(days=40),
        "start": time(9, 30),
        "end": time(11, 30),
        "zone": "Europe/Paris",
        "rrule": "FREQ=WEEKLY;BYDAY=TH",
        "seats": 8,
    }
    if "place" not in values and "address" not in values:
        said["place"] = make_place()
    return add_series(
        values=said | values, resources=resources, now=now, by=by or make_user(), beyond=beyond
    )


def make_session(series=None, **values: Any) -> Session:
    """Return the first session of a series, changed as asked."""
    found = (series or make_series()).sessions.order_by("starts_at").first()
    for name, value in values.items():
        setattr(found, name, value)
    if values:
        found.save()
    return found


def make_booking(**values: Any) -> Booking:
    """Return a booking of an appointment without its steps, as the tests of constraints want."""
    said: dict[str, Any] = {
        "code_digest": secrets.token_hex(32),
        "state": "booked",
        "channel": "online",
        "starts_at": NOW + timedelta(days=1),
        "ends_at": NOW + timedelta(days=1, minutes=45),
        "made_at": NOW,
    }
    if "series" not in values:
        said |= {"motive": make_motive(), "resource": make_resource()}
    return Booking.objects.create(**said | values)


def make_bookable(**values: Any) -> tuple[Session, Availability, str]:
    """Return a session, an availability and the key of a time, whatever day it is today.

    For tests that read the clock: the dates of the other rows are those of a fixed week.
    """
    now, today = timezone.now(), timezone.localdate()
    said: dict[str, Any] = {"first": today, "until": None, "rrule": "FREQ=DAILY"}
    session = make_session(
        make_series(now=now, **said | {"until": today + timedelta(days=20), **values})
    )
    later = session.series.sessions.filter(starts_at__gt=now).order_by("starts_at").first()
    row = make_availability(place=session.place, skip_public=False, **said)
    motive = row.motives.get()
    free = free_times(motive, start=today, end=today + timedelta(days=3), now=now)
    return later or session, row, free[0].key


def make_outside_calendar(resource=None, **values: Any) -> OutsideCalendar:
    """Return a calendar kept elsewhere, never read yet."""
    said: dict[str, Any] = {
        "resource": resource or make_resource(),
        "url": f"https://calendrier.example/{next(_numbers)}.ics",
    }
    return OutsideCalendar.objects.create(**said | values)


def make_visit(**fields: Any) -> Visit:
    """Return that somebody came."""
    base: dict[str, Any] = {
        "at": NOW, "day": NOW.date(), "attendance": "present", "noted_at": NOW,
    }  # fmt: skip
    return Visit.objects.create(**base | fields)
