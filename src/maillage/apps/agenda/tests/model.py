"""The slow model of the agenda: a few lists, without seats that are numbered, steps or locks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction
from hypothesis.stateful import RuleBasedStateMachine

from maillage.apps.agenda.actions.booking import Person
from maillage.apps.agenda.models import Booking
from maillage.web.errors import DomainError

LENGTH = timedelta(minutes=45)


@dataclass
class Line:
    """What the model knows of a booking."""

    booking: Any
    state: str
    # Of an appointment: who, and when. Of the rest: the sessions, by number.
    who: int = 0
    at: datetime | None = None
    sessions: tuple[int, ...] = ()
    course: bool = False
    children: int = 0
    told: bool = False
    until: datetime | None = None

    @property
    def holds(self) -> bool:
        return self.state in ("booked", "offered")


@dataclass
class Day:
    """What the model knows of a session."""

    seats: int
    care: int
    starts_at: datetime
    cancelled: bool = False


class Lists(RuleBasedStateMachine):
    """What should become of what people do: who holds what, who waits in which order."""

    now: datetime
    lines: list[Line]
    days: dict[int, Day]

    def taken(self, day: int, care: bool) -> int:
        return sum(
            one.children if care else 1 for one in self.lines if one.holds and day in one.sessions
        )

    def to_come(self) -> tuple[int, ...]:
        days = [(d.starts_at, n) for n, d in self.days.items() if not d.cancelled]
        return tuple(n for at, n in sorted(days) if at > self.now)

    def fits(self, sessions: tuple[int, ...], children: int) -> bool:
        return bool(sessions) and all(
            self.taken(n, care=False) < self.days[n].seats
            and self.taken(n, care=True) + children <= self.days[n].care
            for n in sessions
        )

    def hand_over(self) -> None:
        """Give to those who wait, first come first served, whatever fits."""
        for line in [one for one in self.lines if one.state == "waiting"]:
            if line.course:
                line.sessions = self.to_come()
            if self.fits(line.sessions, line.children):
                line.state = "offered" if line.told else "booked"
                if line.told:
                    first = min(self.days[n].starts_at for n in line.sessions)
                    line.until = min(self.now + timedelta(hours=24), first)

    def free_time(self, at: datetime, who: int, but: Line | None = None) -> bool:
        """One room for all: two appointments never overlap, whoever receives."""
        return not any(
            one.holds
            and one is not but
            and one.at
            and at < one.at + LENGTH
            and one.at < at + LENGTH
            for one in self.lines
        )

    def person(self, children: int, told: bool) -> Person:
        more = {"phone": "+33639980021", "contact": "sms"} if told else {}
        return Person(name="Zoé", children=(4,) * children, **more)

    def tried(self, act: Any, *, allowed: bool) -> Any:
        """Do it; refused when the model says so, and then nothing has changed."""
        before = Booking.objects.count()
        try:
            # A refusal undoes all that it began, as a request does.
            with transaction.atomic():
                done = act()
        except DomainError:
            assert not allowed, "refused what the lists allow"
            assert Booking.objects.count() == before
            return None
        assert allowed, "allowed what the lists refuse"
        return done
