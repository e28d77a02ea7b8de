"""Calendars in and out of a resource: the key of its private one, those it reads elsewhere."""

import secrets
import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from maillage.apps.agenda.errors import OutsideCalendarRefused
from maillage.apps.agenda.models import Absence, OutsideCalendar, Resource
from maillage.apps.agenda.queries.feeds import feed_digest
from maillage.apps.agenda.queries.outside import (
    AHEAD_DAYS,
    Busy,
    CalendarFault,
    busy_times,
    calendars_to_read,
)
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.directory.actions.audit import write_audit
from maillage.sources.addresses import FetchError, check_url
from maillage.sources.http import Limits, fetch
from maillage.web.jobs import ask
from maillage.web.locks import only_one

if TYPE_CHECKING:
    from collections.abc import Sequence

    from maillage.apps.accounts.models import User

READ = "maillage.apps.agenda.tasks.read_calendar"
MOST_CALENDARS = 5
EVERY = timedelta(hours=1)


# ---------------------------------------------------------------- out: the private one


@transaction.atomic
def draw_feed(*, resource: Resource, now: datetime, by: "User") -> str:
    """Give a resource a new private address; return its key, that nobody keeps.

    The address that it had before opens nothing any more.
    """
    key = secrets.token_urlsafe(24)
    _set_feed(resource, feed_digest(key), "draw_feed", now=now, by=by)
    return key


@transaction.atomic
def stop_feed(*, resource: Resource, now: datetime, by: "User") -> None:
    """Close the private address of a resource; said twice, it is said once."""
    if resource.feed_digest:
        _set_feed(resource, "", "stop_feed", now=now, by=by)


def _set_feed(resource: Resource, digest: str, action: str, *, now: datetime, by: "User") -> None:
    resource.feed_digest = digest
    resource.save(update_fields=["feed_digest"])
    _trace(action, resource, now=now, by=by)


# ---------------------------------------------------------------- in: those kept elsewhere


@transaction.atomic
def add_calendar(*, resource: Resource, url: str, now: datetime, by: "User") -> OutsideCalendar:
    """Add a calendar kept elsewhere, and ask for it to be read; added twice, it is added once.

    Raises OutsideCalendarRefused, which says what to repair.
    """
    address = url.strip()
    if address.lower().startswith("webcal://"):
        address = "https://" + address[len("webcal://") :]
    if not address.lower().startswith("https://"):
        raise OutsideCalendarRefused(why=_("Copiez une adresse qui commence par https://."))
    try:
        check_url(address, ports=_limits().ports)
    except FetchError as error:
        raise OutsideCalendarRefused(why=str(error)) from error
    known = OutsideCalendar.objects.filter(resource=resource)
    if (found := known.filter(url=address).first()) is not None:
        return found
    if known.count() >= MOST_CALENDARS:
        why = _("Cinq agendas au plus sont lus pour une personne : retirez-en un d’abord.")
        raise OutsideCalendarRefused(why=why)
    try:
        with transaction.atomic():
            made = OutsideCalendar.objects.create(resource=resource, url=address, asked_at=now)
    except IntegrityError:  # sent twice at once
        return known.get(url=address)
    _trace("add_outside_calendar", resource, now=now, by=by)
    ask(READ, made.pk)
    return made


@transaction.atomic
def ask_to_read(*, calendar: OutsideCalendar, now: datetime) -> None:
    """Ask for a calendar to be read now; it takes the time of a job."""
    OutsideCalendar.objects.filter(pk=calendar.pk).update(asked_at=now)
    ask(READ, calendar.pk)


@transaction.atomic
def remove_calendar(*, calendar: OutsideCalendar, now: datetime, by: "User") -> None:
    """Remove a calendar, and the busy time that it gave."""
    resource = calendar.resource
    calendar.delete()
    _trace("remove_outside_calendar", resource, now=now, by=by)


@transaction.atomic
def ask_for_all(*, now: datetime) -> int:
    """Ask for each calendar that was not asked for during the last hour; return how many."""
    numbers = calendars_to_read(before=now - EVERY)
    OutsideCalendar.objects.filter(pk__in=numbers).update(asked_at=now)
    for number in numbers:
        ask(READ, number)
    return len(numbers)


def read_calendar(number: int, *, now: datetime) -> str:
    """Read a calendar and write its busy time; return what went wrong, "" when nothing did.

    One that cannot be read keeps the last that was known, and says since when. One that says the
    same rewrites nothing.
    """
    with only_one(f"outside calendar {number}") as alone:
        rows = OutsideCalendar.objects.select_related("resource__place").filter(pk=number)
        calendar = rows.first()
        if not alone or calendar is None:
            return ""
        start = now.astimezone(UTC)
        end = start + timedelta(days=AHEAD_DAYS)
        try:
            data = _fetched(calendar.url)
            zone = zone_at(calendar.resource.place)
            times = busy_times(data, zone=zone, start=start, end=end)
        except (FetchError, CalendarFault) as error:
            rows.update(fault=error.code[:20])
            return error.code
        with transaction.atomic():
            # Removed while it was read, it takes no time.
            if rows.select_for_update(of=("self",)).first() is None:
                return ""
            _write(calendar, times, now=start)
            rows.update(fault="", read_at=now)
        return ""


def _write(calendar: OutsideCalendar, times: "Sequence[Busy]", *, now: datetime) -> None:
    """Bring the busy time to come to what was read: what stays is not written again."""
    wanted = {(one.uid, one.starts_at): one for one in times}
    rows = Absence.objects.filter(calendar=calendar, ends_at__gt=now)
    gone = []
    for row in rows:
        same = wanted.get((row.uid, row.starts_at))
        if same is not None and same.ends_at == row.ends_at:
            del wanted[row.uid, row.starts_at]
        else:
            gone.append(row.pk)
    Absence.objects.filter(pk__in=gone).delete()
    # One that ended, and that the calendar now says longer, would stand in the way.
    for one in wanted.values():
        past = Absence.objects.filter(calendar=calendar, uid=one.uid, starts_at=one.starts_at)
        if one.starts_at <= now:
            past.delete()
    Absence.objects.bulk_create(
        Absence(
            calendar=calendar,
            resource=calendar.resource,
            uid=one.uid,
            starts_at=one.starts_at,
            ends_at=one.ends_at,
        )
        for one in wanted.values()
    )


def _fetched(url: str) -> bytes:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "calendar"
        fetch(url, path, limits=_limits())
        return path.read_bytes()


def _limits() -> Limits:
    # Never in clear: whoever listens would read the address, which is a secret.
    return Limits(
        total_bytes=5 * 1024**2,
        total_s=30.0,
        silence_s=10.0,
        attempts=2,
        ports=frozenset(settings.FETCH_PORTS) - {80},
        networks=settings.FETCH_NETWORKS,
    )


def _trace(action: str, resource: Resource, *, now: datetime, by: "User") -> None:
    # Never the address: it is a secret.
    write_audit(
        action=action,
        by=by,
        now=now,
        before={},
        after={},
        subject=("resource", str(resource.pk)),
    )
