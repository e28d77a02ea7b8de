"""Who came and what for, never who: each function is one transaction.

Everywhere `now` is the moment, `by` the person who notes. A note drawn on a device (`client_key`)
that is sent twice is one visit. A note taken back keeps its key alone, with no attendance: it is
nobody, and sent late it does not come back.
"""

from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from maillage.apps.agenda.errors import (
    BookingEnded,
    BookingUnknown,
    TooEarlyToCome,
    VisitNotYours,
    VisitRefused,
)
from maillage.apps.agenda.models import STANDING, Attendance, Booking, Session, Visit
from maillage.apps.agenda.queries.rules import zone_at
from maillage.apps.agenda.queries.visits import CAME, booked_of, get_visit
from maillage.apps.directory.actions.audit import write_audit

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@dataclass(frozen=True, slots=True)
class Said:
    """What is noted of a visit; nothing is required. Codes of `queries.topics`."""

    outcome: str = ""
    mode: str = ""
    topics: tuple[str, ...] = ()
    minutes: int | None = None
    autonomy: str = ""
    devices: tuple[str, ...] = ()
    redirected_to: str = ""


@dataclass(frozen=True, slots=True)
class Noted:
    """A visit, and whether the same note had been sent before."""

    visit: Visit
    again: bool = False


NOTHING = Said()


@transaction.atomic
def note_visit(
    *,
    by: "User",
    now: datetime,
    place: Any = None,
    session: Session | None = None,
    said: Said = NOTHING,
    at: datetime | None = None,
    client_key: str = "",
    queue: bool = False,
) -> Noted:
    """Note somebody who came through the door of a place, or to a session without booking.

    With `queue`, they wait: they get the next number of the day, and count once received
    (`receive`). Raises VisitRefused when the key serves another place; TooEarlyToCome.
    """
    where = session.place if session is not None else place
    if (known := _known(client_key, where)) is not None:
        return known
    moment = min(at or now, now)
    if session is not None:
        _on_the_day(session.day, where, now)
        moment = session.starts_at
    day = session.day if session is not None else _local_day(moment, where)
    values = {
        "session": session,
        "place": where,
        "at": moment,
        "day": day,
        "attendance": Attendance.EXPECTED if queue else Attendance.PRESENT,
        "client_key": client_key or None,
        "noted_by": by,
        "noted_at": now,
        **_columns(said),
    }
    made = _insert(values, where, day, queue=queue)
    if not made.again:
        _trace("give_number" if queue else "note_visit", made.visit, by=by, now=now)
    return made


@transaction.atomic
def note_several(
    n: int, *, place: Any, by: "User", now: datetime, said: Said = NOTHING, client_key: str = ""
) -> int:
    """Note several drop-ins alike, as a sheet of paper holds them: all, or none; return how many.

    Each has a key of its own, made of that of the form: sent twice, they are noted once.
    """
    for i in range(n):
        key = f"{client_key}-{i}" if client_key and i else client_key
        note_visit(place=place, by=by, now=now, said=said, client_key=key)
    return n


@transaction.atomic
def receive(*, visit: Visit, said: Said, by: "User", now: datetime) -> Noted | None:
    """Note that the person who held a queue number was received; None when somebody else did."""
    taken = Visit.objects.filter(
        pk=visit.pk, attendance=Attendance.EXPECTED, queue_number__isnull=False
    ).update(attendance=Attendance.PRESENT, noted_by=by, noted_at=now, **_columns(said))
    found = get_visit(visit.pk)
    if taken:
        _trace("note_visit", found, by=by, now=now)
        return Noted(found)
    return Noted(found, again=True) if found.noted_by_id == by.pk else None


@transaction.atomic
def gave_up(*, visit: Visit, by: "User", now: datetime) -> bool:
    """Note that the person who held a queue number left; False when it no longer waited."""
    left = Visit.objects.filter(
        pk=visit.pk, attendance=Attendance.EXPECTED, queue_number__isnull=False
    ).update(attendance=Attendance.LEFT, noted_by=by, noted_at=now)
    if left:
        _trace("note_visit", get_visit(visit.pk), by=by, now=now)
    return bool(left)


@transaction.atomic
def edit_visit(*, visit: Visit, said: Said, by: "User", now: datetime) -> Visit:
    """Change what one noted oneself of a drop-in, on the day. Raises VisitNotYours."""
    held = _own(visit, by, now)
    Visit.objects.filter(pk=held.pk).update(**_columns(said))
    _trace("edit_visit", held, by=by, now=now)
    return get_visit(held.pk)


@transaction.atomic
def undo_visit(*, visit: Visit, by: "User", now: datetime) -> None:
    """Take back what one noted oneself of a drop-in, on the day. Raises VisitNotYours.

    Whoever held a queue number waits again; a number given by mistake is free again.
    """
    held = _own(visit, by, now)
    if not held.attendance and held.queue_number is None:
        return
    number = held.queue_number if held.attendance else None
    if number is None and held.client_key is None:
        Visit.objects.filter(pk=held.pk).delete()
    else:
        Visit.objects.filter(pk=held.pk).update(
            attendance=Attendance.EXPECTED, queue_number=number, **_columns(NOTHING)
        )
    _trace("undo_visit", held, by=by, now=now, after="")


@transaction.atomic
def undo_key(*, client_key: str, place: Any, by: "User", now: datetime) -> bool:
    """Take back a note by the key that its device drew; False when none came with it.

    Raises VisitNotYours, VisitRefused.
    """
    known = _known(client_key, place)
    if known is None:
        return False
    undo_visit(visit=known.visit, by=by, now=now)
    return True


@transaction.atomic
def mark_attendance(
    *,
    booking: Booking,
    attendance: str,
    by: "User",
    now: datetime,
    session: Session | None = None,
    said: Said | None = None,
) -> Visit | None:
    """Note whether the person of a booking came: to a session, or to their appointment.

    "" takes the note back, and returns None. Told again, the last word stands; what was said of
    the visit stays unless `said`. Raises BookingEnded for what was cancelled, BookingUnknown when
    it is not of this session, TooEarlyToCome for somebody who would have come before the day.
    """
    when = session or booking.session
    if booking.series_id is not None and (when is None or not _is_of(booking, when)):
        raise BookingUnknown
    if booking.state not in STANDING:
        raise BookingEnded
    starts_at = when.starts_at if when is not None else booking.starts_at
    place = when.place if when is not None else booking.place
    day = when.day if when is not None else _local_day(starts_at, place)
    if attendance in CAME or attendance == Attendance.ABSENT:
        _on_the_day(day, place, now)
    rows = Visit.objects.filter(booking=booking, session=when)
    before = rows.values_list("attendance", flat=True).first() or ""
    if not attendance:
        rows.delete()
        if before:
            _trace_booking(booking, by=by, now=now, before=before, after="")
        return None
    told = {"attendance": attendance, "noted_by": by, "noted_at": now}
    if said is not None:
        told |= _columns(said)
    if not rows.update(**told):
        found = {"place": place, "resource": booking.resource, "at": starts_at, "day": day}
        try:
            with transaction.atomic():
                Visit.objects.create(booking=booking, session=when, **found, **told)
        except IntegrityError:  # somebody noted the same person at the same moment
            if not rows.update(**told):
                raise
    if before != attendance or said is not None:
        _trace_booking(booking, by=by, now=now, before=before, after=attendance)
    return rows.get()


@transaction.atomic
def mark_everybody(*, session: Session, by: "User", now: datetime) -> int:
    """Note as present those booked of whom nothing is said yet; return how many."""
    known = set(
        Visit.objects.filter(session=session)
        .exclude(attendance=Attendance.EXPECTED)
        .values_list("booking_id", flat=True)
    )
    waiting = [booking for booking in booked_of(session) if booking.pk not in known]
    for booking in waiting:
        mark_attendance(
            booking=booking, session=session, attendance=Attendance.PRESENT, by=by, now=now
        )
    return len(waiting)


@transaction.atomic
def say_of_session(*, session: Session, said: Said, by: "User", now: datetime) -> int:
    """Say what was done for all who came to a session: topics, minutes, devices, with or for.

    What was said of each one alone (solved, autonomy, sent elsewhere) stays. Return how many.
    """
    shared = {"topics": list(said.topics), "minutes": said.minutes, "mode": said.mode}
    n = Visit.objects.filter(session=session, attendance__in=CAME).update(
        **shared, devices=list(said.devices)
    )
    write_audit(
        action="edit_visit",
        by=by,
        now=now,
        before={},
        after={"venues": n},
        subject=("session", session.public_id),
    )
    return n


@transaction.atomic
def take_walk_in_back(*, session: Session, by: "User", now: datetime) -> bool:
    """Take back the last person noted at a session without booking; False when there is none."""
    rows = Visit.objects.filter(session=session, booking=None, attendance__in=CAME)
    last = rows.order_by("-pk").first()
    if last is None:
        return False
    Visit.objects.filter(pk=last.pk).update(attendance=Attendance.EXPECTED, **_columns(NOTHING))
    _trace("undo_visit", last, by=by, now=now, after="")
    return True


# ---------------------------------------------------------------- the steps they share


def _columns(said: Said) -> dict[str, Any]:
    return {**asdict(said), "topics": list(said.topics), "devices": list(said.devices)}


def _insert(values: dict[str, Any], place: Any, day: date, *, queue: bool) -> Noted:
    """Insert a visit; the base refuses a key or a queue number twice, and we look again."""
    while True:
        number = _next_number(place, day) if queue else None
        try:
            with transaction.atomic():
                return Noted(Visit.objects.create(**values, queue_number=number))
        except IntegrityError:
            if (known := _known(values["client_key"] or "", place)) is not None:
                return known
            # Another counter gave this number at the same moment: the next one.
            taken = Visit.objects.filter(place=place, day=day, queue_number=number)
            if not queue or not taken.exists():
                raise


def _next_number(place: Any, day: date) -> int:
    if place is None:
        raise VisitRefused(why="un numéro se donne dans un lieu.")
    rows = Visit.objects.filter(place=place, day=day)
    return int(rows.aggregate(last=Max("queue_number"))["last"] or 0) + 1


def _known(client_key: str, place: Any) -> Noted | None:
    if not client_key:
        return None
    found = Visit.objects.filter(client_key=client_key).first()
    if found is None:
        return None
    if found.place_id != (place.pk if place is not None else None):
        raise VisitRefused(why="elle porte le numéro d’une venue d’un autre lieu.")
    return Noted(found, again=True)


def _own(visit: Visit, who: "User", now: datetime) -> Visit:
    held = Visit.objects.select_for_update(of=("self",)).get(pk=get_visit(visit.pk).pk)
    same_day = _local_day(held.noted_at, visit.place) == _local_day(now, visit.place)
    if held.booking_id is not None or held.noted_by_id != who.pk or not same_day:
        raise VisitNotYours
    return held


def _is_of(booking: Booking, session: Session) -> bool:
    if booking.session_id is not None:
        return booking.session_id == session.pk
    return booking.series_id == session.series_id


def _on_the_day(day: date, place: Any, now: datetime) -> None:
    if day > _local_day(now, place):
        raise TooEarlyToCome


def _local_day(moment: datetime, place: Any) -> date:
    return moment.astimezone(zone_at(place)).date()


def _trace(
    action: str, visit: Visit, *, by: "User", now: datetime, after: str | None = None
) -> None:
    # What a visit was about is purged one day; a trace never is: only that it was noted.
    said = str(visit.attendance) if after is None else after
    write_audit(
        action=action,
        by=by,
        now=now,
        before={},
        after={"présence": said},
        subject=("visit", str(visit.pk)),
    )


def _trace_booking(booking: Booking, *, by: "User", now: datetime, before: str, after: str) -> None:
    write_audit(
        action="mark_attendance",
        by=by,
        now=now,
        before={"présence": str(before)},
        after={"présence": str(after)},
        subject=("booking", str(booking.pk)),
    )
