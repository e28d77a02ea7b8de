"""Schedules for the property tests, with a slow reference that shares no code with the package."""

from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

from hypothesis import strategies as st

DAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")

# No public holiday and no school holiday here: the plain notation is enough to judge.
ORDINARY_FROM = date(2026, 9, 7)
ORDINARY_DAYS = 35


@dataclass(frozen=True)
class Line:
    """One rule: days, spans in minutes, open or not, comment."""

    days: tuple[int, ...]
    spans: tuple[tuple[int, int], ...]
    off: bool
    comment: str
    added: bool

    def text(self) -> str:
        days = ",".join(DAYS[day] for day in self.days)
        spans = ",".join(
            f"{_clock(start)}-{_clock(end % 1440 or 1440)}" for start, end in self.spans
        )
        return " ".join(
            part
            for part in (
                days,
                spans,
                "off" if self.off else "",
                self.comment and f'"{self.comment}"',
            )
            if part
        )


def _clock(minute: int) -> str:
    return f"{minute // 60:02}:{minute % 60:02}"


@st.composite
def spans(draw: st.DrawFn) -> tuple[tuple[int, int], ...]:
    edges = sorted(draw(st.sets(st.integers(0, 287), min_size=2, max_size=6)))
    found = [(a * 5, b * 5) for a, b in zip(edges[::2], edges[1::2], strict=False)]
    if draw(st.integers(0, 4)) == 0 and found[-1][1] < 1200:
        found.append((1200 + 5 * draw(st.integers(0, 40)), 1440 + 5 * draw(st.integers(1, 60))))
    return tuple(found)


@st.composite
def line(draw: st.DrawFn, *, first: bool, comments: bool) -> Line:
    days = tuple(sorted(draw(st.sets(st.integers(0, 6), min_size=1))))
    off = not first and draw(st.integers(0, 3)) == 0
    whole_day_off = off and draw(st.booleans())
    remarks = st.sampled_from(["", "", "sur rendez-vous", "sur RDV", "adhérents seulement"])
    comment = draw(remarks) if comments and not off else ""
    added = not first and not off and draw(st.integers(0, 3)) == 0
    said = () if whole_day_off else tuple(s for s in draw(spans()) if not off or s[1] <= 1440)
    return Line(days, said, off, comment, added)


@st.composite
def schedules(draw: st.DrawFn, *, comments: bool = True) -> list[Line]:
    count = draw(st.integers(1, 4))
    lines = [draw(line(first=number == 0, comments=comments)) for number in range(count)]
    # A comma adds to hours: after a day that is closed whole the notation has no place for it.
    return [
        replace(item, added=item.added and bool(before is None or before.spans))
        for before, item in zip([None, *lines], lines, strict=False)
    ]


def text_of(lines: list[Line]) -> str:
    text = lines[0].text()
    for item in lines[1:]:
        text += (", " if item.added else "; ") + item.text()
    return text


def slow_state(lines: list[Line], at: datetime) -> str:
    """Return the state of one minute: "open", "by_appointment", "unknown" or "closed".

    Each minute is looked up alone, first what yesterday left after midnight, then today.
    """
    order = ["closed", "unknown", "by_appointment", "open"]
    minute = at.hour * 60 + at.minute
    today = _said(lines, at.weekday(), minute)
    late = _said(lines, (at - timedelta(days=1)).weekday(), minute + 1440)
    return max(today, late, key=order.index)


def _said(lines: list[Line], weekday: int, minute: int) -> str:
    state = "closed"
    for item in lines:
        if weekday not in item.days:
            continue
        inside = not item.spans or any(start <= minute < end for start, end in item.spans)
        if item.off:
            state = "closed" if inside and (item.spans or minute < 1440) else state
            if not item.spans:
                state = "closed"
        elif inside:
            state = "open" if not item.comment else _remark(item.comment)
        elif not item.added:
            state = "closed"
    return state


def _remark(comment: str) -> str:
    return "unknown" if comment.startswith("adh") else "by_appointment"


def moments() -> st.SearchStrategy[datetime]:
    start = datetime.combine(ORDINARY_FROM, datetime.min.time())
    return st.integers(0, ORDINARY_DAYS * 1440 - 1).map(lambda m: start + timedelta(minutes=m))
