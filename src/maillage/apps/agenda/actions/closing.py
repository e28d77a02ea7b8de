"""A place closes or moves: what the agenda had there ends, or goes on elsewhere, and is told.

Asked for in the transaction that closes a place, and done by the worker: a place with hundreds of
bookings never keeps whoever closes it waiting. Each place is one transaction; done again, nothing
is done twice.
"""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from maillage.apps.agenda.actions.ending import end_bookings
from maillage.apps.agenda.actions.sessions import change_session, end_session
from maillage.apps.agenda.actions.taking import hold_sessions
from maillage.apps.agenda.actions.telling import told_again
from maillage.apps.agenda.models import (
    STANDING,
    Availability,
    Booking,
    Ending,
    Resource,
    Series,
    Session,
)
from maillage.apps.agenda.queries.closing import gone_places
from maillage.apps.agenda.queries.rules import zone_at, zone_name_of
from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.queries.steward import audit_rows

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Ended:
    """How many sessions, and how many bookings, ended or moved."""

    n_sessions: int
    n_bookings: int

    def __bool__(self) -> bool:
        return bool(self.n_sessions or self.n_bookings)


@transaction.atomic
def end_place(
    place: Any, *, on: date, now: datetime, by: "User | None" = None, why: str = ""
) -> Ended:
    """End what the agenda has at a place after its last day `on`; those booked are told.

    Sessions are cancelled, their series end, appointments too. When people receive stays written:
    nothing is offered at a place that is closed, and all is there again when it reopens.
    """
    why = why or _("Le lieu est fermé")
    sessions = _later(place, on, now=now)
    hold_sessions(sessions.values_list("pk", flat=True))
    n_sessions = n_bookings = 0
    for session in sessions.select_related("series").order_by("pk"):
        n_bookings += end_session(session, why, now=now)
        n_sessions += 1
    for series in Series.objects.filter(_at(place), ended_at=None).order_by("pk"):
        series.until, series.ended_at = max(on, series.first), now
        series.save(update_fields=["until", "ended_at"])
    n_bookings += end_bookings(
        _appointments(place, on, now=now).order_by("pk"), Ending.SESSION, now=now
    )
    ended = Ended(n_sessions, n_bookings)
    _trace("end_place_agenda", place, ended, by=by, now=now)
    return ended


@transaction.atomic
def move_place(place: Any, *, to: Any, now: datetime, by: "User | None" = None) -> Ended:
    """Let what the agenda has at a place go on at the place it moved to; those booked are told."""
    sessions = Session.objects.filter(_at(place), cancelled_at=None, starts_at__gt=now)
    numbers = [one.pk for one in hold_sessions(sessions.values_list("pk", flat=True))]
    n_bookings = Booking.objects.filter(
        seats__session__in=numbers, state__in=STANDING
    ).distinct().count()  # fmt: skip
    for session in sessions.select_related("series").order_by("pk"):
        change_session(session, {"place": to}, now=now, beyond=True, steps=False)
    zone = zone_name_of(to)
    Series.objects.filter(_at(place)).update(place=to, zone=zone)
    Availability.objects.filter(_at(place)).update(place=to, zone=zone)
    Resource.objects.filter(_at(place)).update(place=to)
    rows = Booking.objects.filter(
        _at(place), motive__isnull=False, state__in=STANDING, starts_at__gt=now
    )
    for booking in rows.select_related("place").order_by("pk"):
        booking.place, booking.changed_at = to, now
        booking.save(update_fields=["place", "changed_at"])
        told_again(booking, now=now)
        n_bookings += 1
    moved = Ended(len(numbers), n_bookings)
    _trace("move_place_agenda", place, moved, by=by, now=now)
    return moved


def follow_places(*, now: datetime) -> int:
    """End or move what the agenda still has at places that closed or moved; return how many places.

    Cut in the middle, it goes on at the next turn: what is done is not found again.
    """
    done = 0
    for place in gone_places(now=now):
        by = _who_closed(place)
        to = place.moved_to
        if to is not None:
            done += bool(move_place(place, to=to.joined_to or to, now=now, by=by))
        else:
            day = place.closed_on or timezone.localtime(now).date()
            done += bool(end_place(place, on=day, now=now, by=by))
    return done


def _at(place: Any) -> Q:
    """Return the condition "at this place, or at one that was joined to it"."""
    return Q(place=place) | Q(place__joined_to=place)


def _later(place: Any, on: date, *, now: datetime) -> Any:
    return Session.objects.filter(_at(place), cancelled_at=None, starts_at__gt=now, day__gt=on)


def _appointments(place: Any, on: date, *, now: datetime) -> Any:
    after = datetime.combine(on + timedelta(days=1), time(), tzinfo=zone_at(place))
    return Booking.objects.filter(
        _at(place), motive__isnull=False, state__in=STANDING, starts_at__gt=now
    ).filter(starts_at__gte=after)


def _who_closed(place: Any) -> "User | None":
    """Return who closed a place: what follows is theirs in the journal."""
    rows = audit_rows("place", place.public_id)
    return next((row.by for row in rows if row.action == "close_place"), None)


def _trace(action: str, place: Any, ended: Ended, *, by: "User | None", now: datetime) -> None:
    if by is None or not ended:
        return
    write_audit(
        action=action,
        by=by,
        now=now,
        before={},
        after={"séances": ended.n_sessions, "réservations": ended.n_bookings},
        place=place,
    )
