"""Many people who book, cancel, wait and move at the same moment, by test_storm.py, for real.

Run in a process of its own, with a database of its own: `storm.py NAME N_CLIENTS`. Whatever the
database refuses by itself (a deadlock, a lock that never comes) stops the storm: it is a fault.
"""

import random
import sys
from collections.abc import Callable, Sequence
from datetime import timedelta
from typing import Any

# First of all: it sets Django up.
from maillage.apps.directory.tests.storm import all_at_once, equal  # isort: skip
from django.db import connections
from django.utils import timezone

from maillage.apps.agenda.actions.booking import Person, book_course, book_session, book_time
from maillage.apps.agenda.actions.ending import (
    accept_offer,
    cancel,
    expire_offers,
    move_seat,
    move_time,
)
from maillage.apps.agenda.actions.series import (
    cancel_session,
    edit_session,
    extend_series,
    restore_session,
)
from maillage.apps.agenda.models import Booking, BookingState, Ending, Seat, Session
from maillage.apps.agenda.queries.codes import booking_by_code
from maillage.apps.agenda.queries.free import free_times
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
    make_series,
    make_session,
)
from maillage.apps.agenda.tests.whole import faults
from maillage.apps.directory.tests.factories import make_place, make_user
from maillage.web.errors import DomainError

# As many connections as a process of the site has.
THREADS = 8
SMS = Person(name="Samira", phone="+33639980021", contact="sms")
SEED = random.randrange(10**6)


def crowd(works: Sequence[Callable[[], Any]], told: list[str] | None = None) -> None:
    """Do all these works, eight at a time, in an order of chance; note what they are refused."""
    order = list(works)
    random.Random(SEED).shuffle(order)

    def some(number: int) -> None:
        for work in order[number::THREADS]:
            try:
                work()
            except DomainError as error:
                if told is not None:
                    told.append(type(error).__name__)

    # The pool has as many connections as there are threads: ours would make one of them wait.
    connections.close_all()
    all_at_once([lambda n=n: some(n) for n in range(THREADS)])


def whole() -> None:
    """Stop when anything of the agenda is wrong."""
    equal(faults(NOW), [])


def seats(n_clients: int) -> None:
    """Five seats: each client sends its form twice, at once; five bookings, each with its code."""
    session = make_session(make_series(seats=5))
    codes: dict[int, set[str]] = {}
    told: list[str] = []

    def client(number: int) -> None:
        fresh = Session.objects.select_related("series").get(pk=session.pk)
        made = book_session(
            session=fresh, person=SMS, channel="online", now=NOW, once=f"form {number}"
        )
        codes.setdefault(number, set()).add(made.code)

    crowd([lambda n=n % n_clients: client(n) for n in range(2 * n_clients)], told)
    equal(len(codes), 5)
    equal(sorted(Seat.objects.values_list("number", flat=True)), [1, 2, 3, 4, 5])
    equal(Booking.objects.filter(state=BookingState.BOOKED).count(), 5)
    equal(Booking.objects.count(), 5)
    for said in codes.values():
        (code,) = said
        equal(booking_by_code(code).state, BookingState.BOOKED)
    equal(set(told), {"SessionFull"})
    whole()


def times(n_clients: int) -> None:
    """Three mediators share a room and two computers: booked, moved, given back at once."""
    motive = make_motive(every_min=15)
    room = make_resource(kind="room", name="Salle")
    devices = make_resource(kind="device", name="Ordinateurs", lanes=2)
    place = make_place()
    for along in ([room], [room, devices], [devices]):
        make_availability(make_resource(), motive, along=along, place=place)
    day = (NOW + timedelta(days=1)).date()
    offered = free_times(motive, start=day, end=day, now=NOW)
    by = make_user()

    def client(number: int) -> None:
        chance = random.Random(SEED + number)
        at = chance.choice(offered)
        known = {"motive": motive, "person": SMS, "channel": "online", "now": NOW}
        made = book_time(resource=at.resource, starts_at=at.starts_at, **known).booking
        for _ in range(3):
            to = chance.choice(offered)
            try:
                move_time(made, resource=to.resource, starts_at=to.starts_at, now=NOW, by=by)
            except DomainError:
                continue
        if chance.random() < 0.3:
            cancel(made, ended_by=Ending.PERSON, now=NOW)

    crowd([lambda n=n: client(n) for n in range(n_clients)])
    equal(Booking.objects.exclude(state=BookingState.CANCELLED).exists(), True)
    whole()


def swaps(n_clients: int) -> None:
    """Two people move, each to the time of the other, at once and again: nobody waits for ever."""
    row = make_availability()
    motive, who = row.motives.get(), row.resource
    at = make_times(motive)
    for _ in range(n_clients // 2):
        pair = [
            book_time(
                motive=motive, resource=who, starts_at=t, person=SMS, channel="online", now=NOW
            ).booking
            for t in at[:2]
        ]
        told: list[str] = []
        works = [
            lambda one=one, to=to: move_time(one, resource=who, starts_at=to, now=NOW)
            for one, to in ((pair[0], at[1]), (pair[1], at[0]))
        ]
        refusing(works, told)
        whole()
        for one in pair:
            cancel(one, ended_by=Ending.STAFF, now=NOW)


def make_times(motive: Any) -> list[Any]:
    """Return the hours that are offered tomorrow."""
    day = (NOW + timedelta(days=1)).date()
    return [one.starts_at for one in free_times(motive, start=day, end=day, now=NOW)]


def refusing(works: Sequence[Callable[[], Any]], told: list[str]) -> None:
    """Run these works at once; note what they are refused."""

    def one(work: Callable[[], Any]) -> None:
        try:
            work()
        except DomainError as error:
            told.append(type(error).__name__)

    all_at_once([lambda work=work: one(work) for work in works])


def waiting(n_clients: int) -> None:
    """Three seats, two of childcare: people cancel, wait, confirm and move, all at once."""
    series = make_series(seats=3, childcare_seats=2)
    sessions = list(series.sessions.order_by("starts_at")[:2])

    def client(number: int) -> None:
        chance = random.Random(SEED + number)
        person = Person(name="Zoé", children=(4,) * chance.choice((0, 0, 1, 2)))
        made = book_session(
            session=chance.choice(sessions),
            person=person if chance.random() < 0.5 else SMS,
            channel="online",
            now=NOW + timedelta(seconds=number),
            may_wait=True,
        ).booking
        for _ in range(3):
            act = chance.choice((cancel_it, accept_it, move_it, cancel_it))
            try:
                act(made, chance)
            except DomainError:
                continue

    def cancel_it(booking: Booking, chance: random.Random) -> None:
        cancel(booking, ended_by=Ending.PERSON, now=NOW)

    def accept_it(booking: Booking, chance: random.Random) -> None:
        accept_offer(booking, now=NOW)

    def move_it(booking: Booking, chance: random.Random) -> None:
        move_seat(booking, session=chance.choice(sessions), now=NOW)

    def late() -> None:
        expire_offers(now=NOW + timedelta(hours=30))

    crowd([*(lambda n=n: client(n) for n in range(n_clients)), late, late])
    whole()


def courses(n_clients: int) -> None:
    """A course of five sessions and single seats of them: whole or nothing, nobody forgotten."""
    series = make_series(seats=3, childcare_seats=2, whole_course=True)
    sessions = list(series.sessions.order_by("starts_at"))

    def client(number: int) -> None:
        chance = random.Random(SEED + number)
        person = Person(name="Ali", children=(4,) * chance.choice((0, 0, 1)))
        now = NOW + timedelta(seconds=number)
        known = {"person": person, "channel": "online", "now": now, "may_wait": True}
        if chance.random() < 0.5:
            made = book_course(series=series, **known).booking
        else:
            made = book_session(session=chance.choice(sessions), **known).booking
        if chance.random() < 0.8:
            cancel(made, ended_by=Ending.PERSON, now=NOW)

    crowd([lambda n=n: client(n) for n in range(n_clients)])
    whole()


def desk(n_clients: int) -> None:
    """The desk changes hours and seats, cancels and puts back, while people book."""
    series = make_series(seats=6)
    by = make_user()
    for session in series.sessions.select_related("series").order_by("starts_at"):

        def client(number: int, session: Session = session) -> None:
            # What the page read may be old: what is written is not.
            book_session(session=session, person=SMS, channel="online", now=NOW, may_wait=True)

        def fewer(session: Session = session) -> None:
            edit_session(session=session, values={"seats": 2}, now=NOW, by=by)

        def later(session: Session = session) -> None:
            hours = {
                "starts_at": session.starts_at + timedelta(hours=1),
                "ends_at": session.ends_at + timedelta(hours=1),
            }
            edit_session(session=session, values=hours, now=NOW, by=by)

        def none(session: Session = session) -> None:
            cancel_session(session=session, why="Travaux", now=NOW, by=by)
            if session.pk % 2:
                restore_session(session=session, now=NOW, by=by)

        acts = [fewer, later, *([none] if session.pk % 3 else [])]
        crowd([*(lambda n=n, c=client: c(n) for n in range(n_clients // 4)), *acts])
        whole()


def extended(n_clients: int) -> None:
    """The sessions of tomorrow are made by several at once: each session once."""
    who = make_resource()
    series = [make_series(until=None, resources=[who] if n == 0 else []) for n in range(3)]
    before = Session.objects.count()
    for turn in range(1, 4):
        later = NOW + timedelta(days=10 * turn)
        all_at_once([lambda later=later: extend_series(now=later) for _ in range(4)])
    rows = Session.objects.filter(series__in=series).values_list("series", "rule_day")
    equal(len(rows), len(set(rows)))
    equal(Session.objects.count() > before, True)
    whole()


def prepare(n_seats: int) -> None:
    """Make a session of tomorrow for clients of the site; print its number."""
    now = timezone.now()
    first = now.date() + timedelta(days=1)
    series = make_series(
        seats=n_seats, first=first, until=first, rrule="", waiting_list=False, now=now
    )
    print(series.sessions.get().public_id)


def told(n_seats: int) -> None:
    """Read codes that clients were told; stop unless they are the bookings held, each once."""
    codes = sys.stdin.read().split()
    equal(len(set(codes)), len(codes))
    found = {booking_by_code(code).pk for code in codes}
    equal({booking_by_code(code).state for code in codes}, {"booked"})
    equal(set(Booking.objects.values_list("pk", flat=True)), found)
    equal(sorted(Seat.objects.values_list("number", flat=True)), list(range(1, n_seats + 1)))
    equal(faults(timezone.now()), [])
    print(f"{len(found)} held, each by its code")


if __name__ == "__main__":
    print(f"seed {SEED}", flush=True)
    storms = (seats, times, swaps, waiting, courses, desk, extended)
    does = {one.__name__: one for one in (*storms, prepare, told)}[sys.argv[1]]
    does(int(sys.argv[2]))
    if does in storms:
        print("nothing lost")
