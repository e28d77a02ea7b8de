"""Spans: steps of five minutes, and the wall clock of a zone with both its changes."""

from datetime import UTC, date, datetime, time, timedelta, timezone
from zoneinfo import ZoneInfo

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from maillage.core.timetable import STEP_MIN, Span, local_span, step_of, steps_of

ZONES = st.sampled_from(
    [
        "Europe/Paris",
        "Pacific/Noumea",
        "America/Martinique",
        "America/Miquelon",
        "Pacific/Marquesas",
    ]
)
MOMENTS = st.datetimes(
    min_value=datetime(1960, 1, 1),  # noqa: DTZ001 Hypothesis adds the zone
    max_value=datetime(2090, 1, 1),  # noqa: DTZ001
    timezones=st.just(UTC),
)
SPRING, AUTUMN = date(2026, 3, 29), date(2026, 10, 25)


def at(text):
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (at("2026-01-01").replace(tzinfo=None), at("2026-01-02")),
        (at("2026-01-01"), at("2026-01-02").replace(tzinfo=None)),
        (at("2026-01-01"), datetime(2026, 1, 2, tzinfo=timezone(timedelta(hours=1)))),
        (at("2026-01-02"), at("2026-01-01")),
        (at("2026-01-01"), at("2026-01-01")),
    ],
)
def test_a_span_that_is_naive_elsewhere_or_empty_is_refused(start, end):
    with pytest.raises(ValueError, match="span"):
        Span(start, end)


def test_a_clock_that_is_at_zero_in_winter_only_is_turned_into_utc():
    span = Span(
        datetime(2026, 3, 28, 12, tzinfo=ZoneInfo("Europe/London")),
        datetime(2026, 3, 30, 12, tzinfo=UTC),
    )
    assert span.start.tzinfo is UTC
    assert span.end - span.start == timedelta(hours=48)


def test_spans_are_in_order_of_their_start_then_of_their_end():
    early, late = Span(at("2026-01-01"), at("2026-01-03")), Span(at("2026-01-02"), at("2026-01-03"))
    short = Span(at("2026-01-01"), at("2026-01-02"))
    assert sorted([late, early, short]) == [short, early, late]


@given(start=MOMENTS, minutes=st.integers(1, 400), seconds=st.integers(0, 59))
def test_the_steps_of_a_span_are_those_of_its_moments(start, minutes, seconds):
    span = Span(start, start + timedelta(minutes=minutes, seconds=seconds))
    tick = timedelta(minutes=1)
    touched = {step_of(start), step_of(span.end - timedelta(microseconds=1))}
    moment = start
    while moment < span.end:
        touched.add(step_of(moment))
        moment += tick
    assert list(steps_of(span)) == sorted(touched)


def test_spans_that_follow_one_another_share_no_step():
    first = Span(at("2026-10-06T14:00"), at("2026-10-06T14:30"))
    second = Span(at("2026-10-06T14:30"), at("2026-10-06T14:31"))
    assert (len(steps_of(first)), len(steps_of(second))) == (6, 1)
    assert steps_of(first).stop == steps_of(second).start


@given(MOMENTS)
def test_a_step_lasts_five_minutes_and_holds_its_moment(moment):
    begins = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(minutes=STEP_MIN * step_of(moment))
    assert begins <= moment < begins + timedelta(minutes=STEP_MIN)


@pytest.mark.parametrize(
    ("day", "start", "end", "zone", "in_utc"),
    [
        # An ordinary day, and midnight passed.
        (date(2026, 10, 6), "14:00", "16:30", "Europe/Paris", "06 12:00 06 14:30"),
        (date(2026, 10, 6), "22:00", "02:00", "Europe/Paris", "06 20:00 07 00:00"),
        (date(2026, 10, 6), "22:00", "00:00", "Europe/Paris", "06 20:00 06 22:00"),
        (date(2026, 10, 6), "09:00", "12:00", "Pacific/Noumea", "05 22:00 06 01:00"),
        (date(2026, 10, 6), "09:00", "12:00", "America/Martinique", "06 13:00 06 16:00"),
        # Spring: 02:00 to 03:00 is not.
        (SPRING, "01:30", "03:30", "Europe/Paris", "29 00:30 29 01:30"),
        (SPRING, "01:30", "02:30", "Europe/Paris", "29 00:30 29 01:00"),
        (SPRING, "02:30", "04:00", "Europe/Paris", "29 01:00 29 02:00"),
        (SPRING, "02:15", "02:45", "Europe/Paris", "29 01:00 29 01:30"),
        (SPRING, "02:00", "03:00", "Europe/Paris", "29 01:00 29 02:00"),
        (date(2026, 3, 28), "22:00", "04:00", "Europe/Paris", "28 21:00 29 02:00"),
        # Autumn: 02:00 to 03:00 is twice.
        (AUTUMN, "01:30", "03:30", "Europe/Paris", "24 23:30 25 02:30"),
        (AUTUMN, "02:15", "02:45", "Europe/Paris", "25 00:15 25 00:45"),
        (AUTUMN, "02:30", "03:00", "Europe/Paris", "25 00:30 25 02:00"),
        (date(2026, 10, 24), "22:00", "04:00", "Europe/Paris", "24 20:00 25 03:00"),
        # No change there.
        (SPRING, "02:15", "02:45", "Pacific/Noumea", "28 15:15 28 15:45"),
        (AUTUMN, "02:15", "02:45", "America/Martinique", "25 06:15 25 06:45"),
        # A whole day that was skipped (Samoa, 30 December 2011).
        (date(2011, 12, 30), "09:00", "11:00", "Pacific/Apia", "30 10:00 30 12:00"),
    ],
)
def test_the_wall_clock_is_read_in_its_zone(day, start, end, zone, in_utc):
    span = local_span(day, time.fromisoformat(start), time.fromisoformat(end), zone)
    assert f"{span.start:%d %H:%M} {span.end:%d %H:%M}" == in_utc


@given(
    day=st.dates(date(2020, 1, 1), date(2035, 1, 1)) | st.sampled_from([SPRING, AUTUMN]),
    start=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    end=st.times().map(lambda t: t.replace(second=0, microsecond=0)),
    zone=ZONES,
)
@example(SPRING, time(2, 59), time(3), "Europe/Paris")
@example(AUTUMN, time(2, 59), time(2, 58), "Europe/Paris")
def test_a_span_is_never_empty_and_shows_the_hours_asked_when_they_are(day, start, end, zone):
    span = local_span(day, start, end, zone)
    clock = ZoneInfo(zone)
    assert span.start < span.end <= span.start + timedelta(hours=25)
    asked = datetime.combine(day, start)
    shown = span.start.astimezone(clock)
    assert shown.fold == 0
    # The clock shows the hour asked, or has just jumped over it.
    one_second = timedelta(seconds=1)
    before = (span.start - one_second).astimezone(clock).replace(tzinfo=None)
    assert shown.replace(tzinfo=None) == asked or before < asked < shown.replace(tzinfo=None)


@pytest.mark.parametrize(
    "zone", ["Europe/Clairmaille", "", "../etc/passwd", "/etc/passwd", "Europe"]
)
def test_an_unknown_zone_is_refused(zone):
    with pytest.raises(ValueError, match="unknown time zone"):
        local_span(date(2026, 1, 1), time(9), time(10), zone)
