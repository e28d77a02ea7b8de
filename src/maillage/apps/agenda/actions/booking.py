"""Booking an appointment, a seat, a course: each function is one transaction.

Everywhere `now` is the moment; `by` the person of the staff who books for somebody, None when a
resident does. A form drawn once (`once`) that is sent twice makes one booking, and the same code.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, fields
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.agenda.actions.counting import count_refusal
from maillage.apps.agenda.actions.inserting import insert_booking
from maillage.apps.agenda.actions.taking import (
    hold_sessions,
    take_care,
    take_seat,
    take_time,
)
from maillage.apps.agenda.actions.telling import announce
from maillage.apps.agenda.errors import (
    ChildcareFull,
    CodeChanged,
    MotiveUnknown,
    SessionFull,
    SessionNotBooked,
    TimeNotOffered,
)
from maillage.apps.agenda.models import (
    Booking,
    BookingState,
    Channel,
    Contact,
    Motive,
    Resource,
    Series,
    Session,
)
from maillage.apps.agenda.queries.codes import MOST_CODES, code_digest, code_of, once_digest
from maillage.apps.agenda.queries.offered import Offer, offer_at
from maillage.apps.directory.actions.audit import write_audit
from maillage.core.timetable import Span
from maillage.web.codes import new_code

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# Those who book for somebody, with the papers and the telephone of a counter.
AT_THE_COUNTER = (Channel.COUNTER, Channel.PHONE)


@dataclass(frozen=True, slots=True)
class Person:
    """What a person says of themselves: nothing is required."""

    name: str = ""
    phone: str = ""
    email: str = ""
    contact: str = Contact.PAPER
    language: str = ""
    for_other: bool = False
    agreement: bool = False
    helper_name: str = ""
    helper_phone: str = ""
    need: str = ""
    children: Sequence[int] = field(default_factory=tuple)


_SAID = tuple(one.name for one in fields(Person))


@dataclass(frozen=True, slots=True)
class Booked:
    """A booking, and the code that opens it: said here, and kept by nobody."""

    booking: Booking
    code: str
    again: bool = False  # the same form had been sent before


@transaction.atomic
def book_time(
    *,
    motive: Motive,
    resource: Resource,
    starts_at: datetime,
    person: Person,
    channel: str,
    now: datetime,
    once: str = "",
    by: "User | None" = None,
    organisation: Any = None,
    place: Any = None,
    beyond: bool = False,
) -> Booked:
    """Book a time of somebody.

    Residents and prescribers take a time that is offered to them (TimeNotOffered otherwise), of a
    motive that serves and that is open to them as the base says it now; a counter may
    take any other, at `place`, and with `beyond` one that is taken: the journal says so.
    Raises TimeTaken, TimeNotOffered; at a counter, MotiveUnknown for one that serves no more.
    """
    at_the_counter = channel in AT_THE_COUNTER
    offer = offer_at(motive, resource, starts_at, now=now, by_staff=at_the_counter, channel=channel)
    if offer is None:
        if (known := booked_before(once)) is not None:
            return known
        if not at_the_counter:
            raise TimeNotOffered
        if not Motive.objects.filter(pk=motive.pk, ended_on=None).exists():
            raise MotiveUnknown
    span = Span(starts_at, starts_at + timedelta(minutes=motive.duration_min))
    values = {
        "motive": motive,
        "resource": resource,
        "place_id": _place_of(offer, place, resource),
        "starts_at": span.start,
        "ends_at": span.end,
    }
    made = _make(values, person, BookingState.BOOKED, channel, now, once, by, organisation)
    if made.again:
        return made
    along = offer.along if offer is not None else ()
    take_time((resource, *along), span, booking=made.booking, beyond=beyond)
    _after(made.booking, by=by, now=now, beyond=beyond)
    return made


@transaction.atomic
def book_session(
    *,
    session: Session,
    person: Person,
    channel: str,
    now: datetime,
    once: str = "",
    by: "User | None" = None,
    organisation: Any = None,
    may_wait: bool = False,
    beyond: bool = False,
) -> Booked:
    """Book a seat of a session; with `may_wait`, a line of its waiting list when it is full.

    Raises SessionFull, ChildcareFull, SessionNotBooked.
    """
    # What the page read may be old: hours, seats and whether it takes place are read here.
    series = session.series
    (session,) = hold_sessions([session.pk], alone=True)
    if session.series_id == series.pk:
        session.series = series
    if session.cancelled_at or session.seats is None or session.ends_at <= now:
        if (known := booked_before(once)) is not None:
            return known
        raise SessionNotBooked
    values = {
        "series": session.series,
        "session": session,
        "place_id": session.place_id,
        "starts_at": session.starts_at,
        "ends_at": session.ends_at,
    }
    made = _make(values, person, BookingState.BOOKED, channel, now, once, by, organisation)
    if made.again:
        return made
    return _seat(made, [session], person, may_wait=may_wait, beyond=beyond, by=by, now=now)


@transaction.atomic
def book_course(
    *,
    series: Series,
    person: Person,
    channel: str,
    now: datetime,
    once: str = "",
    by: "User | None" = None,
    organisation: Any = None,
    may_wait: bool = False,
) -> Booked:
    """Book a seat of each session that remains of a course: all of them, or none.

    Raises SessionFull, ChildcareFull, SessionNotBooked.
    """
    hold_sessions((one.pk for one in remaining_sessions(series, now=now)), alone=True)
    sessions = remaining_sessions(series, now=now)
    if not sessions:
        if (known := booked_before(once)) is not None:
            return known
        raise SessionNotBooked
    values = {
        "series": series,
        "place": sessions[0].place,
        "starts_at": sessions[0].starts_at,
        "ends_at": sessions[-1].ends_at,
    }
    made = _make(values, person, BookingState.BOOKED, channel, now, once, by, organisation)
    if made.again:
        return made
    return _seat(made, sessions, person, may_wait=may_wait, beyond=False, by=by, now=now)


def remaining_sessions(series: Series, *, now: datetime) -> list[Session]:
    """Return the sessions of a course that are booked and still to come, in order."""
    rows = Session.objects.filter(series=series, cancelled_at=None, starts_at__gt=now)
    return list(rows.exclude(seats=None).select_related("place", "series").order_by("starts_at"))


def sessions_of(booking: Booking, *, now: datetime) -> list[Session]:
    """Return the sessions that a booking is about: one, or those that remain of a course."""
    if booking.session is not None:
        return [booking.session]
    return remaining_sessions(booking.series, now=now) if booking.series is not None else []


def seat_all(booking: Booking, sessions: Sequence[Session], n_children: int) -> None:
    """Take a seat, and the care places, of each session, or none at all.

    Must be called inside a transaction that holds the sessions. Raises SessionFull, ChildcareFull.
    """
    if len(sessions) == 1 and not n_children:
        take_seat(sessions[0], booking)  # one row, or none
        return
    with transaction.atomic():
        for session in sessions:
            take_seat(session, booking)
            take_care(session, booking, n_children)


def booked_before(once: str) -> Booked | None:
    """Return what the same form booked before, with its code; None when it made nothing.

    Whoever was cut off before reading the answer asks this first: whatever became of the session
    or of the hour since, what is theirs is theirs. Raises CodeChanged when somebody was given
    another code since: none is drawn, theirs stays good.
    """
    if not once:
        return None
    found = Booking.objects.filter(once_digest=once_digest(once)).first()
    if found is None:
        return None
    for nth in range(MOST_CODES):
        code = code_of(once, nth)
        if found.code_digest == code_digest(code):
            return Booked(found, code, again=True)
    raise CodeChanged


# ---------------------------------------------------------------- the steps they share


def _seat(
    made: Booked,
    sessions: Sequence[Session],
    person: Person,
    *,
    may_wait: bool,
    beyond: bool,
    by: "User | None",
    now: datetime,
) -> Booked:
    booking, n_children = made.booking, len(person.children)
    try:
        if beyond:
            for session in sessions:
                take_seat(session, booking, beyond=True)
                take_care(session, booking, n_children)
        else:
            seat_all(booking, sessions, n_children)
    except (SessionFull, ChildcareFull):
        if not may_wait or not sessions[0].series.waiting_list:
            raise
        _wait(booking, now=now)
    _after(booking, by=by, now=now, beyond=beyond)
    return made


def _wait(booking: Booking, *, now: datetime) -> None:
    """Put a booking on the waiting list of sessions that are held: none of their seats fits."""
    booking.state = BookingState.WAITING
    booking.waiting_since = now
    booking.save(update_fields=["state", "waiting_since"])
    count_refusal(booking, now=now)


def _place_of(offer: Offer | None, place: Any, resource: Resource) -> int | None:
    """Return where it is: what is offered says it, else the counter, else whoever receives."""
    said = offer.place_id if offer is not None else place.pk if place is not None else None
    return said or resource.place_id


def _make(
    values: dict[str, Any],
    person: Person,
    state: str,
    channel: str,
    now: datetime,
    once: str,
    by: "User | None",
    organisation: Any,
) -> Booked:
    said = {name: getattr(person, name) for name in _SAID}
    said["children"] = list(person.children)
    made = Booking(
        **values,
        **said,
        state=state,
        channel=channel,
        once_digest=once_digest(once) if once else None,
        made_at=now,
        made_by=by,
        organisation=organisation,
    )
    for nth in range(MOST_CODES):
        code = code_of(once, nth) if once else new_code()
        made.code_digest = code_digest(code)
        if insert_booking(made):
            return Booked(made, code)
        # The same form, sent twice at once; or a code that somebody else was given.
        if (known := booked_before(once)) is not None:
            return known
    raise CodeChanged


def _after(booking: Booking, *, by: "User | None", now: datetime, beyond: bool) -> None:
    if booking.state == BookingState.BOOKED:
        announce(booking, now=now)
    if by is not None:
        # Never a name nor a number: a trace is for ever, those are not.
        write_audit(
            action="book_beyond" if beyond else "book",
            by=by,
            now=now,
            before={},
            after={
                "état": str(booking.state),
                "début": booking.starts_at.isoformat(timespec="minutes"),
                "par": str(booking.channel),
            },
            subject=("booking", str(booking.pk)),
        )
