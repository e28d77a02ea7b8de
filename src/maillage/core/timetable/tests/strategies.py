"""Rules drawn at random, all within the subset that is understood."""

from datetime import date, time

from hypothesis import strategies as st

from maillage.core.timetable import Rule
from maillage.core.timetable.tests.reference import CODES

ZONES = st.sampled_from(["Europe/Paris", "Pacific/Noumea", "America/Martinique"])
DAYS = st.dates(date(2025, 12, 1), date(2027, 3, 31))
CODE = st.sampled_from(CODES)
HOURS = st.sampled_from([time(0), time(2, 30), time(9), time(14), time(16, 30), time(23)])


def listed(items, most=3):
    return st.lists(items, min_size=1, max_size=most, unique=True).map(
        lambda values: ",".join(map(str, values))
    )


def signed(most):
    return st.integers(1, most) | st.integers(-most, -1)


def numbered(most):
    return st.builds(lambda nth, code: f"{nth}{code}", signed(most), CODE)


@st.composite
def rrules(draw):
    frequency = draw(st.sampled_from(["DAILY", "WEEKLY", "WEEKLY", "MONTHLY", "MONTHLY", "YEARLY"]))
    parts = {"FREQ": frequency}
    long = frequency in ("MONTHLY", "YEARLY")
    if draw(st.booleans()):
        parts["INTERVAL"] = str(draw(st.integers(1, 3)))
    if draw(st.integers(0, 3)) == 0:
        parts["BYMONTH"] = draw(listed(st.integers(1, 12), 6))
    if draw(st.integers(0, 3)):
        far = 53 if frequency == "YEARLY" and "BYMONTH" not in parts else 5
        parts["BYDAY"] = draw(listed(CODE) | listed(numbered(far)) if long else listed(CODE))
    if frequency != "WEEKLY" and draw(st.integers(0, 2)) == 0:
        parts["BYMONTHDAY"] = draw(listed(signed(31), 5))
    if long and ("BYDAY" in parts or "BYMONTHDAY" in parts) and draw(st.integers(0, 3)) == 0:
        parts["BYSETPOS"] = draw(listed(signed(4), 2))
    if draw(st.integers(0, 3)) == 0:
        parts["WKST"] = draw(CODE)
    return ";".join(f"{name}={value}" for name, value in parts.items())


ANY_RRULE = st.just("") | rrules()


def rules(rrule=ANY_RRULE):
    """Rules whose days are near the two changes of the clock of 2026."""
    return st.builds(
        Rule,
        first=DAYS,
        start=HOURS,
        end=HOURS,
        zone=ZONES,
        rrule=rrule,
        until=st.none() | DAYS,
        without=st.frozensets(DAYS, max_size=4),
        also=st.frozensets(DAYS, max_size=4),
    )
