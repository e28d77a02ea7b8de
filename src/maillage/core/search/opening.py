"""Which offers are open at a moment: each distinct timetable is read once a day."""

from collections.abc import Callable
from datetime import date, datetime, timedelta

import numpy as np
from numpy.typing import NDArray

from maillage.core.search.bitsets import Bools, Ints, Positions, Words, from_positions
from maillage.core.search.entry import Hours
from maillage.core.search.segment import Segment

_DAY_MIN = 1440
_DAYS_KEPT = 10
_DAYS_AHEAD = 6
_NEVER = np.iinfo(np.int64).max
_BYTES_KEPT = 64_000_000


class Day:
    """The timetables of a segment on one day, as arrays.

    starts, ends : minutes since midnight of plainly open time; schedule : whose
    known : per schedule, False when it is not known whether it is open
    """

    def __init__(self, schedules: list[Hours], day: date) -> None:
        starts: list[int] = []
        ends: list[int] = []
        owners: list[int] = []
        before = day - timedelta(days=1) if day > date.min else day
        for number, hours in enumerate(schedules):
            today = hours.day_intervals(day)
            # What opened yesterday and closes after midnight.
            late = [
                (max(0, start - _DAY_MIN), end - _DAY_MIN)
                for start, end in hours.day_intervals(before)
                if end > _DAY_MIN
            ]
            for start, end in (*today, *late):
                starts.append(start)
                ends.append(end)
                owners.append(number)
        self.starts, self.ends = np.array(starts, np.int64), np.array(ends, np.int64)
        self.schedule = np.array(owners, np.int64)
        self.known = np.array([hours.known_on(day) for hours in schedules], np.bool_)
        self._bounds = np.unique(np.concatenate([self.starts, self.ends]))

    def piece(self, minute: int) -> int:
        """Return a number that is the same for all minutes between two changes."""
        return int(np.searchsorted(self._bounds, minute, "right"))

    def open_schedules(self, minute: int) -> tuple[Bools, Bools]:
        """Return whether each schedule is plainly open, and whether it may be; last: no hours."""
        is_open = np.zeros(self.known.size + 1, dtype=np.bool_)
        is_open[self.schedule[(self.starts <= minute) & (minute < self.ends)]] = True
        return is_open, is_open | np.append(~self.known, True)


class OpenAt:
    """The condition of being open at a moment, on one segment."""

    dimension = "open_at"
    bound: int | None = None

    def __init__(
        self,
        segment: Segment,
        is_open: Bools,
        may_be_open: Bools,
        keep: Callable[[tuple[Words, Words]], None],
        kept: tuple[Words, Words] | None,
    ) -> None:
        self._segment = segment
        self._is_open, self._may_be_open = is_open, may_be_open
        self._keep, self._bits = keep, kept

    def _both(self) -> tuple[Words, Words]:
        if self._bits is None:
            segment = self._segment
            # -1 (no hours) reads the last one.
            true = segment.positions[self._is_open[segment.schedule_of_row]]
            possible = segment.positions[self._may_be_open[segment.schedule_of_row]]
            self._bits = (
                from_positions(true, segment.size),
                from_positions(possible, segment.size),
            )
            self._keep(self._bits)
        return self._bits

    def true(self) -> Words:
        return self._both()[0]

    def possible(self) -> Words:
        return self._both()[1]

    def at(self, positions: Positions) -> tuple[Bools, Bools]:
        rows = self._segment.row_of_position[positions]
        schedules: NDArray[np.int32] = self._segment.schedule_of_row[rows]
        return self._is_open[schedules], self._may_be_open[schedules]

    def candidates(self) -> Ints:
        raise NotImplementedError("bound is None")


class Openings:
    """The days and moments asked of a segment, kept for the next readers."""

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._days: dict[date, Day] = {}
        self._moments: dict[tuple[date, int], tuple[Words, Words]] = {}

    def at(self, moment: datetime, *, now: datetime) -> OpenAt:
        """Return the condition of being open at a moment.

        Notes
        -----
        Days before `now` are the first forgotten when too many are kept. Several threads may
        ask at once: at worst one day is read twice.
        """
        on = moment.date()
        day = self._day(on, now)
        minute = moment.hour * 60 + moment.minute
        key = (on, day.piece(minute))

        def keep(bits: tuple[Words, Words]) -> None:
            if len(self._moments) * 2 * bits[0].nbytes >= _BYTES_KEPT:
                self._moments.clear()
            self._moments[key] = bits

        return OpenAt(
            self._segment, *day.open_schedules(minute), keep=keep, kept=self._moments.get(key)
        )

    def next_openings(self, now: datetime, until: datetime) -> Ints:
        """Return in how many minutes each schedule is next plainly open, 0 when it is now.

        -1 when it is not before `until`, or when that is more than a week away; the last one is
        that of a place without hours.
        """
        soonest = np.full(len(self._segment.schedules) + 1, _NEVER)
        minute = now.hour * 60 + now.minute
        for number in range(min((until.date() - now.date()).days, _DAYS_AHEAD) + 1):
            day = self._day(now.date() + timedelta(days=number), now)
            start = minute - number * _DAY_MIN
            here = day.ends > start
            waits = np.maximum(day.starts[here] - start, 0)
            np.minimum.at(soonest, day.schedule[here], waits)
        soonest[soonest > int((until - now).total_seconds()) // 60] = -1
        return soonest

    def _day(self, on: date, now: datetime) -> Day:
        day = self._days.get(on)
        if day is None:
            if len(self._days) >= _DAYS_KEPT:
                past = [kept for kept in list(self._days) if kept < now.date()]
                for kept in past or list(self._days):
                    self._days.pop(kept, None)
            day = self._days[on] = Day(self._segment.schedules, on)
        return day
