"""Free times, beside a reference that walks minute by minute."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from maillage.core.timetable import Span, free_starts, merge, step_of, steps_of, subtract

ORIGIN = datetime(2026, 10, 24, 22, tzinfo=UTC)
MINUTE = timedelta(minutes=1)


def at(minute):
    return ORIGIN + minute * MINUTE


def span(start, length):
    return Span(at(start), at(start + length))


SPANS = st.lists(st.builds(span, st.integers(0, 240), st.integers(1, 120)), max_size=6)


def minutes_of(spans):
    return {minute for minute in range(400) for one in spans if one.start <= at(minute) < one.end}


def spans_of(minutes):
    """The longest runs of minutes, as spans."""
    starts = sorted(minute for minute in minutes if minute - 1 not in minutes)
    ends = sorted(minute + 1 for minute in minutes if minute + 1 not in minutes)
    return tuple(Span(at(start), at(end)) for start, end in zip(starts, ends, strict=True))


@given(SPANS)
def test_merging_gives_the_longest_runs_of_the_same_minutes(spans):
    assert merge(spans) == spans_of(minutes_of(spans))


@given(SPANS, SPANS)
def test_subtracting_leaves_the_minutes_that_are_not_busy(spans, busy):
    assert subtract(spans, busy) == spans_of(minutes_of(spans) - minutes_of(busy))


def test_one_busy_time_over_two_free_ones_cuts_both():
    assert subtract([span(0, 60), span(120, 60)], [span(30, 120)]) == (span(0, 30), span(150, 30))


@given(
    spans=SPANS,
    taken=st.sets(st.integers(0, 80)),
    minutes=st.integers(1, 90),
    every_min=st.integers(1, 60),
    not_before=st.none() | st.integers(-100, 400),
    not_after=st.none() | st.integers(-100, 400),
)
def test_starts_are_those_found_minute_by_minute(
    spans, taken, minutes, every_min, not_before, not_after
):
    busy = {step_of(ORIGIN) + step for step in taken}
    expected = []
    for minute in range(400):
        lasting = range(minute, minute + minutes)
        offered = any(
            one.start <= at(minute)
            and at(minute + minutes) <= one.end
            and (at(minute) - one.start) // MINUTE % every_min == 0
            for one in spans
        )
        if (
            offered
            and not any(step_of(at(tick)) in busy for tick in lasting)
            and (not_before is None or minute >= not_before)
            and (not_after is None or minute <= not_after)
        ):
            expected.append(at(minute))
    found = free_starts(
        spans,
        busy,
        minutes=minutes,
        every_min=every_min,
        not_before=None if not_before is None else at(not_before),
        not_after=None if not_after is None else at(not_after),
    )
    assert list(found) == expected


@given(
    SPANS, st.lists(st.builds(span, st.integers(0, 240), st.integers(1, 60)), max_size=4), st.data()
)
def test_booking_a_start_that_was_offered_removes_it_and_touches_nothing_taken(spans, busy, data):
    taken = {step for one in busy for step in steps_of(one)}
    starts = free_starts(spans, taken, minutes=25, every_min=10)
    if not starts:
        return
    chosen = data.draw(st.sampled_from(starts))
    booked = set(steps_of(Span(chosen, chosen + 25 * MINUTE)))
    assert booked.isdisjoint(taken)
    after = free_starts(spans, sorted(taken | booked), minutes=25, every_min=10)
    assert chosen not in after
    assert set(after) < set(starts)


@pytest.mark.parametrize(("minutes", "every_min"), [(0, 5), (5, 0), (-5, 5)])
def test_a_length_and_a_rhythm_are_at_least_one_minute(minutes, every_min):
    with pytest.raises(ValueError, match="minute"):
        free_starts([span(0, 60)], (), minutes=minutes, every_min=every_min)
