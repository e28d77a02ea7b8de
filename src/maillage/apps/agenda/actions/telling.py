"""What is to be told about a booking: rows written in the transaction of what they tell.

Who sends them, and when, is `sending`: here is only what is due, once for each time it tells.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from maillage.apps.agenda.models import (
    Booking,
    BookingState,
    Contact,
    Notice,
    NoticeKind,
    NoticeState,
)
from maillage.apps.agenda.queries.due import sessions_held
from maillage.apps.agenda.queries.rules import codes_of_place, zone_at

# Nobody is told anything at night: local hours of the place.
QUIET_FROM, QUIET_UNTIL = time(20, 0), time(8, 0)
REMIND_BEFORE = timedelta(hours=24)
# Booked later than that, there is nothing to remember.
NO_REMINDER_UNDER = timedelta(hours=12)
# Told later than that, whoever comes is already on the way: what was booked at night for the
# morning has no reminder at eight o’clock.
REMIND_AT_LEAST_BEFORE = timedelta(hours=2)


def announce(booking: Booking, *, now: datetime) -> None:
    """Write what is to be told of a booking that was just made: that it is, and its reminder."""
    if booking.contact == Contact.PAPER:
        return
    clock = _clock_of(booking)
    _write([*_told(booking, NoticeKind.BOOKED, now, clock), *_reminders(booking, now, clock)])


def tell(booking: Booking, kind: NoticeKind, *, now: datetime) -> None:
    """Write what a person is to be told now about a booking; nothing for who wants nothing."""
    _write(_told(booking, kind, now))


def plan_reminder(booking: Booking, *, now: datetime) -> None:
    """Write the reminder of a booking that stands, one a session for a course; none for soon."""
    _write(_reminders(booking, now))


def told_again(booking: Booking, *, now: datetime) -> None:
    """Tell that a booking has another time or place, and remind of that one.

    Whoever is offered a seat is told the offer anew, with its new time: what they were told, or
    were about to be, is no longer true.
    """
    drop_notices(booking, now=now)
    if booking.state == BookingState.WAITING:
        return
    if booking.state == BookingState.OFFERED:
        tell(booking, NoticeKind.OFFERED, now=now)
        return
    tell(booking, NoticeKind.MOVED, now=now)
    plan_reminder(booking, now=now)


def drop_notices(booking: Booking, *, now: datetime) -> int:
    """Say that what waits about a booking has no object any more; return how many."""
    waiting = Notice.objects.filter(booking=booking, state=NoticeState.WAITING)
    return waiting.update(state=NoticeState.DROPPED, done_at=now)


def out_of_the_night(booking: Booking, moment: datetime) -> datetime:
    """Return a moment, or the next morning when it falls in the quiet hours of the place."""
    return _by_day(moment, _clock_of(booking))


def _by_day(moment: datetime, clock: ZoneInfo) -> datetime:
    here = moment.astimezone(clock)
    if here.time() >= QUIET_FROM:
        here = (here + timedelta(days=1)).replace(
            hour=QUIET_UNTIL.hour, minute=QUIET_UNTIL.minute, second=0, microsecond=0
        )
    elif here.time() < QUIET_UNTIL:
        here = here.replace(
            hour=QUIET_UNTIL.hour, minute=QUIET_UNTIL.minute, second=0, microsecond=0
        )
    return here if here.utcoffset() is None else here.astimezone(moment.tzinfo)


def _clock_of(booking: Booking) -> ZoneInfo:
    """Return the clock of where it is; of a place that nobody has read yet, two columns are."""
    if booking.place_id is None or Booking._meta.get_field("place").is_cached(booking):
        return zone_at(booking.place)
    return zone_at(codes_of_place(booking.place_id))


def _told(
    booking: Booking, kind: NoticeKind, now: datetime, clock: ZoneInfo | None = None
) -> list[Notice]:
    if booking.contact == Contact.PAPER:
        return []
    # Booking by voice is hearing it: a call that repeats it would only disturb.
    if kind == NoticeKind.BOOKED and booking.contact == Contact.CALL:
        return []
    return [_notice(booking, kind, _by_day(now, clock or _clock_of(booking)))]


def _reminders(booking: Booking, now: datetime, clock: ZoneInfo | None = None) -> list[Notice]:
    if booking.contact == Contact.PAPER:
        return []
    clock = clock or _clock_of(booking)
    planned = [(at, remind_at(at, now, clock)) for at in _times_of(booking, now)]
    return [
        _notice(booking, NoticeKind.REMINDER, due_at, about=at)
        for at, due_at in planned
        if due_at is not None
    ]


def _times_of(booking: Booking, now: datetime) -> list[datetime]:
    """Return when somebody is expected: once, or at each session to come of a course."""
    if booking.session_id is not None or booking.series_id is None:
        return [booking.starts_at]
    rows = sessions_held(booking).filter(starts_at__gt=now)
    return sorted(set(rows.values_list("starts_at", flat=True)))


def remind_at(starts_at: datetime, now: datetime, clock: ZoneInfo) -> datetime | None:
    """Return when to remind of a time: by day, hours before it; None when that cannot be."""
    if starts_at - now < NO_REMINDER_UNDER:
        return None
    due = _by_day(max(now, starts_at - REMIND_BEFORE), clock)
    return due if starts_at - due >= REMIND_AT_LEAST_BEFORE else None


def _notice(
    booking: Booking, kind: NoticeKind, due_at: datetime, *, about: datetime | None = None
) -> Notice:
    return Notice(
        booking=booking,
        kind=kind,
        about=about or booking.starts_at,
        channel=booking.contact,
        due_at=due_at,
    )


_ANEW = ("channel", "due_at", "state", "n_tries", "done_at", "done_by")


def _write(rows: list[Notice]) -> None:
    """Write notices in one statement; moved away and back, the row of that time waits anew."""
    if rows:
        Notice.objects.bulk_create(
            rows,
            update_conflicts=True,
            unique_fields=["booking", "kind", "about"],
            update_fields=_ANEW,
        )
