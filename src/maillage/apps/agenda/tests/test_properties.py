"""Whatever people do, in whatever order: a slow model in plain Python says the same.

The model is a few lists: who holds what, who waits in which order. It knows nothing of numbers of
seats, of steps nor of locks.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)

from maillage.apps.agenda.actions.booking import book_course, book_session, book_time
from maillage.apps.agenda.actions.ending import (
    accept_offer,
    cancel,
    expire_offers,
    move_seat,
    move_time,
)
from maillage.apps.agenda.actions.series import (
    cancel_session,
    edit_series,
    edit_session,
    restore_session,
)
from maillage.apps.agenda.models import Booking, Session
from maillage.apps.agenda.tests.factories import (
    NOW,
    make_availability,
    make_motive,
    make_resource,
    make_series,
)
from maillage.apps.agenda.tests.model import LENGTH, Day, Line, Lists
from maillage.apps.agenda.tests.whole import faults
from maillage.apps.directory.tests.factories import make_user

TUESDAY_14H = datetime.fromisoformat("2026-11-24T13:00:00+00:00")
QUARTER = timedelta(minutes=15)
# Nobody joins a list at the very moment of somebody else: their order is seen.
MINUTE = timedelta(minutes=1)
# Few refusals: the lists fill up.
MOSTLY = st.sampled_from([True, True, True, False])


class Agenda(Lists):
    """Everything that people do, and the lists that say what should become of it."""

    @initialize()
    def start(self) -> None:
        self.now = NOW
        self.by = make_user()
        self.lines = []
        motive = make_motive(every_min=15, notice_min=0, move_until_min=0)
        self.motive = motive
        self.room = make_resource(kind="room", name="Salle")
        self.people = [make_resource(), make_resource()]
        place = None
        for who in self.people:
            place = make_availability(
                who, motive, along=[self.room], **({"place": place} if place else {})
            ).place
        self.series = make_series(
            seats=1, childcare_seats=2, until=(NOW + timedelta(days=10)).date(), by=self.by
        )
        self.days = {
            one.pk: Day(1, 2, one.starts_at) for one in self.series.sessions.order_by("starts_at")
        }

    # ------------------------------------------------------------ what people do

    @rule(quarter=st.integers(0, 8), who=st.integers(0, 1), told=st.booleans())
    def books_a_time(self, quarter: int, who: int, told: bool) -> None:
        at = TUESDAY_14H + quarter * QUARTER
        made = self.tried(
            lambda: book_time(
                motive=self.motive,
                resource=self.people[who],
                starts_at=at,
                person=self.person(0, told),
                channel="online",
                now=self.now,
            ),
            allowed=self.free_time(at, who) and at >= self.now,
        )
        if made is not None:
            self.lines.append(Line(made.booking, "booked", who=who, at=at, told=told))

    @rule(data=st.data(), children=st.integers(0, 2), told=st.booleans(), may_wait=MOSTLY)
    def books_a_seat(self, data: Any, children: int, told: bool, may_wait: bool) -> None:
        self.now += MINUTE
        number = data.draw(st.sampled_from(sorted(self.days)))
        day = self.days[number]
        fits = self.fits((number,), children)
        made = self.tried(
            lambda: book_session(
                session=Session.objects.get(pk=number),
                person=self.person(children, told),
                channel="online",
                now=self.now,
                may_wait=may_wait,
            ),
            allowed=not day.cancelled and self.is_to_end(number) and (fits or may_wait),
        )
        if made is not None:
            state = "booked" if fits else "waiting"
            self.lines.append(
                Line(made.booking, state, sessions=(number,), children=children, told=told)
            )

    @rule(children=st.integers(0, 1), told=st.booleans(), may_wait=MOSTLY)
    def books_the_course(self, children: int, told: bool, may_wait: bool) -> None:
        self.now += MINUTE
        sessions = self.to_come()
        fits = self.fits(sessions, children)
        made = self.tried(
            lambda: book_course(
                series=self.series,
                person=self.person(children, told),
                channel="online",
                now=self.now,
                may_wait=may_wait,
            ),
            allowed=bool(sessions) and (fits or may_wait),
        )
        if made is not None:
            state = "booked" if fits else "waiting"
            self.lines.append(
                Line(
                    made.booking,
                    state,
                    sessions=sessions,
                    course=True,
                    children=children,
                    told=told,
                )
            )

    def is_to_end(self, number: int) -> bool:
        return self.days[number].starts_at + timedelta(hours=2) > self.now

    def some(self, data: Any, *states: str) -> Line:
        return data.draw(st.sampled_from([one for one in self.lines if one.state in states]))

    def any_of(self, *states: str) -> bool:
        return any(one.state in states for one in self.lines)

    def ends_at(self, line: Line) -> datetime:
        if line.at is not None:
            return line.at + LENGTH
        # A course that waits keeps the dates it had when it was asked for.
        line.booking.refresh_from_db()
        return line.booking.ends_at

    @precondition(lambda self: self.any_of("booked", "offered", "waiting"))
    @rule(data=st.data())
    def cancels(self, data: Any) -> None:
        line = self.some(data, "booked", "offered", "waiting")
        allowed = self.ends_at(line) > self.now
        self.tried(
            lambda: cancel(line.booking, ended_by="staff", now=self.now, by=self.by),
            allowed=allowed,
        )
        if allowed:
            line.state = "cancelled"
            self.hand_over()

    @precondition(lambda self: any(one.at and one.state == "booked" for one in self.lines))
    @rule(data=st.data(), quarter=st.integers(0, 8), who=st.integers(0, 1))
    def moves_an_hour(self, data: Any, quarter: int, who: int) -> None:
        lines = [one for one in self.lines if one.at and one.state == "booked"]
        line = data.draw(st.sampled_from(lines))
        at = TUESDAY_14H + quarter * QUARTER
        allowed = (
            self.free_time(at, who, but=line)
            and at >= self.now
            and line.at is not None
            and line.at >= self.now
        )
        self.tried(
            lambda: move_time(line.booking, resource=self.people[who], starts_at=at, now=self.now),
            allowed=allowed,
        )
        if allowed:
            line.at, line.who = at, who

    @precondition(
        lambda self: any(
            one.sessions and not one.course and one.state == "booked" for one in self.lines
        )
    )
    @rule(data=st.data())
    def moves_a_seat(self, data: Any) -> None:
        lines = [o for o in self.lines if o.sessions and not o.course and o.state == "booked"]
        line = data.draw(st.sampled_from(lines))
        (left,) = line.sessions
        number = data.draw(st.sampled_from(sorted(self.days)))
        day = self.days[number]
        fits = number == left or self.fits((number,), line.children)
        allowed = (
            self.days[left].starts_at >= self.now
            and not day.cancelled
            and day.starts_at > self.now
            and fits
        )
        self.tried(
            lambda: move_seat(line.booking, session=Session.objects.get(pk=number), now=self.now),
            allowed=allowed,
        )
        if allowed:
            line.sessions = (number,)
            self.hand_over()

    @precondition(lambda self: self.any_of("offered", "booked", "waiting", "cancelled"))
    @rule(data=st.data())
    def accepts(self, data: Any) -> None:
        line = self.some(data, "offered", "booked", "waiting", "cancelled")
        self.tried(
            lambda: accept_offer(line.booking, now=self.now),
            allowed=line.state in ("offered", "booked"),
        )
        if line.state == "offered":
            line.state = "booked"

    @rule(hours=st.sampled_from([1, 1, 5, 26]))
    def time_passes(self, hours: int) -> None:
        self.now += timedelta(hours=hours)
        expire_offers(now=self.now)
        while late := [
            one for one in self.lines if one.state == "offered" and one.until <= self.now
        ]:
            min(late, key=lambda one: (one.until, one.booking.pk)).state = "cancelled"
            self.hand_over()

    # ------------------------------------------------------------ what the desk does

    @rule(data=st.data(), seats=st.integers(1, 4), later=st.booleans())
    def edits_a_session(self, data: Any, seats: int, later: bool) -> None:
        number = data.draw(st.sampled_from(sorted(self.days)))
        day = self.days[number]
        values: dict[str, Any] = {"seats": seats}
        if later:
            values["starts_at"] = day.starts_at + timedelta(minutes=5)
            values["ends_at"] = values["starts_at"] + timedelta(hours=2)
        allowed = (
            not day.cancelled and self.is_to_end(number) and self.taken(number, care=False) <= seats
        )
        self.tried(
            lambda: edit_session(
                session=Session.objects.get(pk=number), values=values, now=self.now, by=self.by
            ),
            allowed=allowed,
        )
        if allowed:
            day.seats, day.starts_at = seats, values.get("starts_at", day.starts_at)
            self.hand_over()

    @rule(data=st.data())
    def cancels_a_session(self, data: Any) -> None:
        number = data.draw(st.sampled_from(sorted(self.days)))
        cancel_session(
            session=Session.objects.get(pk=number), why="Travaux", now=self.now, by=self.by
        )
        if self.days[number].cancelled:
            return
        self.days[number].cancelled = True
        for line in self.lines:
            if line.state == "cancelled" or number not in line.sessions:
                continue
            left = [n for n in line.sessions if not self.days[n].cancelled]
            if not line.course or (line.holds and not any(self.is_to_end(n) for n in left)):
                line.state = "cancelled"
        self.hand_over()

    @rule(data=st.data())
    def restores_a_session(self, data: Any) -> None:
        number = data.draw(st.sampled_from(sorted(self.days)))
        restore_session(session=Session.objects.get(pk=number), now=self.now, by=self.by)
        day = self.days[number]
        if day.cancelled:
            day.cancelled = False
            if day.starts_at > self.now:
                for line in self.lines:
                    if line.course and line.holds and number not in line.sessions:
                        line.sessions += (number,)

    @rule(seats=st.integers(1, 4))
    def edits_the_series(self, seats: int) -> None:
        by_hand = {
            one.pk: (one.by_hand, one.cancelled_at)
            for one in Session.objects.filter(series=self.series)
        }
        followed = [n for n, d in self.days.items() if d.starts_at > self.now and not by_hand[n][0]]
        allowed = all(self.taken(n, care=False) <= seats for n in followed)
        self.tried(
            lambda: edit_series(
                series=self.series, values={"seats": seats}, now=self.now, by=self.by
            ),
            allowed=allowed,
        )
        if allowed:
            for number in followed:
                self.days[number].seats = seats
                self.hand_over()

    # ------------------------------------------------------------ what always holds

    @invariant()
    def all_holds(self) -> None:
        if not hasattr(self, "days"):
            return
        assert faults(self.now) == []
        for line in self.lines:
            row = Booking.objects.get(pk=line.booking.pk)
            assert row.state == line.state, (row, line)
            if line.at is not None and line.holds:
                assert (row.starts_at, row.resource) == (line.at, self.people[line.who])
            held = set(row.seats.filter(kind="seat").values_list("session", flat=True))
            assert held == (set(line.sessions) if line.holds else set()), line


def test_people_and_the_desk_in_any_order_and_the_lists_say_the_same(db):
    class Undone(Agenda):
        """Each run has a base as it was."""

        def __init__(self) -> None:
            self.kept = transaction.atomic()
            self.kept.__enter__()
            super().__init__()

        def teardown(self) -> None:
            transaction.set_rollback(True)
            self.kept.__exit__(None, None, None)

    # Few in `make test`; `--hypothesis-profile=search` looks further.
    n = 12 if settings.default.derandomize else 250
    run_state_machine_as_test(Undone, settings=settings(max_examples=n, stateful_step_count=25))
