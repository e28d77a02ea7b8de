"""Calendars kept elsewhere that would hold the worker are refused before they are read."""

from datetime import timedelta

import pytest

from maillage.apps.agenda.queries.outside import CalendarFault, busy_times
from maillage.apps.agenda.tests.factories import NOW
from maillage.apps.agenda.tests.test_outside import END, PARIS, event, ics

AT = ":20200106T100000Z"


def read(*parts):
    return busy_times(ics(*parts), zone=PARIS, start=NOW, end=END)


def several(n, start, rule):
    return [event(start, "", "DURATION:PT30M", f"RRULE:{rule}", uid=f"u{i}") for i in range(n)]


@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(several(4, ":00010101T100000Z", "FREQ=DAILY"), id="since the year 1"),
        pytest.param(
            several(40, AT, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"), id="forty times 30 February"
        ),
        pytest.param(
            several(1, AT, "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30"), id="30 February, every day"
        ),
        pytest.param(
            several(2, AT, "FREQ=DAILY;INTERVAL=2;BYMONTH=1;BYDAY=MO"), id="perhaps never"
        ),
        pytest.param(several(1, AT, "FREQ=DAILY;INTERVAL=99999999"), id="one day in a life"),
        pytest.param(
            several(
                1,
                AT,
                f"FREQ=YEARLY;BYYEARDAY={','.join(map(str, range(1, 367)))}"
                f";BYHOUR={','.join(map(str, range(24)))}",
            ),
            id="each hour of a year",
        ),
        pytest.param(several(150, AT, "FREQ=DAILY"), id="a hundred and fifty a day"),
        pytest.param(
            [
                event(
                    AT,
                    "",
                    "DURATION:PT1M",
                    *[
                        "RDATE:"
                        + ",".join(
                            f"{NOW + timedelta(minutes=n):%Y%m%dT%H%M%SZ}"
                            for n in range(first, first + 1_000)
                        )
                        for first in range(0, 60_000, 1_000)
                    ],
                )
            ],
            id="sixty thousand dates",
        ),
    ],
)
def test_a_calendar_made_to_last_for_ever_is_refused_unread(parts, monkeypatch):
    """Refused by what its rules say: nothing of it is expanded."""
    monkeypatch.setattr(
        "maillage.apps.agenda.queries.outside.recurring_ical_events.of",
        lambda *_, **__: pytest.fail("it was read"),
    )
    with pytest.raises(CalendarFault) as fault:
        read(*parts)
    assert fault.value.code == "too_many"


@pytest.mark.parametrize(
    ("n", "rule", "n_busy"),
    [
        (3, "FREQ=DAILY;BYDAY=MO,TU,WE,TH,FR", 3 * 286),
        (5, "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1", 5 * 13),
        (5, "FREQ=MONTHLY;BYMONTHDAY=31", 5 * 7),
        (40, "FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", 40),
        (9, "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=29", 0),
        (300, "FREQ=YEARLY", 300),
        (200, "FREQ=DAILY;UNTIL=20210101T000000Z", 0),
        (200, "FREQ=DAILY;COUNT=12", 0),
        (20, "FREQ=WEEKLY;INTERVAL=2;BYDAY=TU", 20 * 28),
    ],
)
def test_what_people_use_is_read(n, rule, n_busy):
    """Weekdays, the last working day, birthdays, what ended long ago."""
    assert len(read(*several(n, AT, rule))) == n_busy
