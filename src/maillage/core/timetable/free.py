"""What is left of a time once busy times are taken away, and when an appointment may start."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta

from maillage.core.timetable.spans import Span, steps_of


def merge(spans: Iterable[Span]) -> tuple[Span, ...]:
    """Return the same time in the fewest spans, in order; spans that touch become one."""
    merged: list[Span] = []
    for span in sorted(spans):
        if merged and span.start <= merged[-1].end:
            if span.end > merged[-1].end:
                merged[-1] = Span(merged[-1].start, span.end)
        else:
            merged.append(span)
    return tuple(merged)


def subtract(spans: Iterable[Span], busy: Iterable[Span]) -> tuple[Span, ...]:
    """Return the time of `spans` that no span of `busy` holds, merged, in order."""
    taken = merge(busy)
    left: list[Span] = []
    first = 0
    for span in merge(spans):
        start = span.start
        while first < len(taken) and taken[first].end <= start:
            first += 1
        while first < len(taken) and taken[first].start < span.end:
            stop = taken[first]
            if stop.start > start:
                left.append(Span(start, stop.start))
            start = stop.end
            if start >= span.end:
                break  # it may hold the next span too
            first += 1
        if start < span.end:
            left.append(Span(start, span.end))
    return tuple(left)


def free_starts(
    spans: Iterable[Span],
    taken: Collection[int],
    *,
    minutes: int,
    every_min: int,
    not_before: datetime | None = None,
    not_after: datetime | None = None,
) -> tuple[datetime, ...]:
    """Return when something of that length may start, each moment once, in order.

    Parameters
    ----------
    spans : the times offered; each is cut from its own start, every `every_min` minutes
    taken : numbers of five-minute steps (`step_of`) that may not be touched
    minutes : length, which must hold in one span
    not_before, not_after : bounds of the starts themselves, both included

    Raises
    ------
    ValueError : a length or a rhythm that is not at least one minute.
    """
    if minutes < 1 or every_min < 1:
        raise ValueError(f"at least one minute: {minutes} min every {every_min} min")
    steps = taken if isinstance(taken, set | frozenset) else frozenset(taken)
    length, rhythm = timedelta(minutes=minutes), timedelta(minutes=every_min)
    found: set[datetime] = set()
    for span in spans:
        start = span.start
        if not_before is not None and start < not_before:
            start += -((start - not_before) // rhythm) * rhythm
        last = span.end - length
        if not_after is not None:
            last = min(last, not_after)
        while start <= last:
            if steps.isdisjoint(steps_of(Span(start, start + length))):
                found.add(start)
            start += rhythm
    return tuple(sorted(found))
