"""Spans of time: moments in UTC, cut into steps of five minutes, made from a wall clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

STEP_MIN = 5

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_STEP = timedelta(minutes=STEP_MIN)
_SECOND = timedelta(seconds=1)


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A time from `start`, included, to `end`, excluded; both in UTC.

    Raises
    ------
    ValueError : a moment that is not aware and in UTC, or an end that is not after the start.
    """

    start: datetime
    end: datetime

    def __post_init__(self) -> None:
        for name in ("start", "end"):
            moment: datetime = getattr(self, name)
            if moment.utcoffset() != timedelta(0):
                raise ValueError(f"{name} of a span is aware and in UTC, not {moment!r}")
            if moment.tzinfo is not UTC:
                # London in winter is at zero too, and would count the hours of its own clock.
                object.__setattr__(self, name, moment.astimezone(UTC))
        if self.start >= self.end:
            raise ValueError(f"a span ends after it starts: {self.start} to {self.end}")


def step_of(moment: datetime) -> int:
    """Return the number, since 1970-01-01 UTC, of the five-minute step that holds the moment.

    >>> step_of(datetime(1970, 1, 1, 0, 9, 59, tzinfo=UTC))
    1
    """
    return (moment - _EPOCH) // _STEP


def steps_of(span: Span) -> range:
    """Return the numbers of every step that the span touches, even by one second.

    >>> start = datetime(1970, 1, 1, 0, 4, tzinfo=UTC)
    >>> steps_of(Span(start, start + timedelta(minutes=6)))
    range(0, 2)
    """
    return range(step_of(span.start), -((_EPOCH - span.end) // _STEP))


def local_span(day: date, start: time, end: time, zone: str) -> Span:
    """Return the span between two hours of the wall clock of an IANA zone.

    Notes
    -----
    An end that is not after the start is that of the next day. An hour that the clock skips
    becomes the next one that is; an hour that comes twice is the first. Hours that are both
    skipped would leave nothing: the span then keeps the length it has on the wall.

    Raises
    ------
    ValueError : an unknown zone.

    >>> span = local_span(date(2026, 3, 29), time(2, 30), time(4), "Europe/Paris")
    >>> f"{span.start:%H:%M} {span.end:%H:%M}"
    '01:00 02:00'
    """
    clock = zone_named(zone)
    start_wall = datetime.combine(day, start)
    end_wall = datetime.combine(day, end)
    if end_wall <= start_wall:
        end_wall += timedelta(days=1)
    first, last = _moment(start_wall, clock), _moment(end_wall, clock)
    if last <= first:
        last = first + (end_wall - start_wall)
    return Span(first, last)


def zone_named(zone: str) -> ZoneInfo:
    """Return the clock of an IANA zone; ValueError when there is none of that name."""
    try:
        return ZoneInfo(zone)
    except (KeyError, OSError, ValueError) as error:
        raise ValueError(f"unknown time zone: {zone!r}") from error


def _moment(wall: datetime, clock: ZoneInfo) -> datetime:
    """Return the first moment, in UTC, when the clock shows that hour or a later one."""
    first = wall.replace(tzinfo=clock, fold=0).astimezone(UTC)
    if first.astimezone(clock).replace(tzinfo=None) == wall:
        return first
    # The hour is skipped: look for the change, which lies between the two readings of it.
    before = wall.replace(tzinfo=clock, fold=1).astimezone(UTC)
    offset, after = before.astimezone(clock).utcoffset(), first
    while after - before > _SECOND:
        middle = before + (after - before) // _SECOND // 2 * _SECOND
        if middle.astimezone(clock).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
