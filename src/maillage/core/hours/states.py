"""What may be said of a moment, and of a stretch of time."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class State(StrEnum):
    """Whether somebody can come at a moment. Only OPEN means "come without asking"."""

    OPEN = "open"
    CLOSED = "closed"
    BY_APPOINTMENT = "by_appointment"
    UNKNOWN = "unknown"


class Interval(NamedTuple):
    """A stretch of time, start included and end excluded, in one state; "" when no comment."""

    start: datetime
    end: datetime
    state: State
    comment: str


class Span(NamedTuple):
    """Part of a day, minutes since midnight; the end may pass 1440 (after midnight)."""

    start_min: int
    end_min: int
    comment: str
    state: State


@dataclass(frozen=True, slots=True)
class DayOfWeek:
    """One line of the table of a week: index 0 is Monday; no span means closed."""

    index: int
    label: str
    spans: tuple[Span, ...]
