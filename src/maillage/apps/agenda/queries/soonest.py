"""The soonest thing at each place of a list: three queries at most, for one place or for fifty.

For the lines of a search, which is the page most read: narrow rows, written by hand, two weeks.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db import connection

from maillage.apps.agenda.queries.rules import PlaceCodes, closed_for, rule_from
from maillage.core.timetable import Rule, Span, free_starts, occurrences, step_of, subtract

# Further than that, the page of the place says it.
AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class Soonest:
    """What comes first at a place: `kind` is "time" (an appointment), "seat" or "open"."""

    kind: str
    starts_at: datetime
    ends_at: datetime
    # Of the session; of the place, for an appointment.
    public_id: str
    # Whose clock says the hours.
    codes: PlaceCodes
    # Of the session.
    title: str = ""


def soonest(places: Collection[int], *, now: datetime, today: date) -> dict[int, list[Soonest]]:
    """Return what a resident can have first at each place that has something, soonest first.

    At most three: a free time by appointment, a free seat that is booked online, a session that
    needs no booking. The notice and the horizon of each motive hold; a course counts when all that
    remains of it has room.
    """
    if not places:
        return {}
    found: dict[int, list[Soonest]] = {}
    for place, one in [*_sessions(places, now), *_times(places, now, today).items()]:
        found.setdefault(place, []).append(one)
    return {place: sorted(ways, key=lambda one: one.starts_at) for place, ways in found.items()}


# ---------------------------------------------------------------- sessions

# Places that residents see, or that are joined to one that they see.
_PLACE = """
JOIN directory_place p ON p.id = {of}.place_id
LEFT JOIN directory_place j ON j.id = p.joined_to_id
"""
_SEEN = """
(p.id IN ({marks}) OR p.joined_to_id IN ({marks}))
AND CASE WHEN j.id IS NULL THEN p.state = 'open' AND p.withdrawn_at IS NULL
    ELSE j.state = 'open' AND j.withdrawn_at IS NULL END
"""
_ROOM = """
{of}.seats > (SELECT COUNT(*) FROM agenda_seat t WHERE t.session_id = {of}.id AND t.kind = 'seat')
"""
_SESSIONS = f"""
SELECT place, starts_at, ends_at, seats, title, public_id, code_insee, code_postal FROM (
  SELECT COALESCE(j.id, p.id) AS place, s.starts_at, s.ends_at, s.seats, r.title, s.public_id,
         p.code_insee, p.code_postal,
         ROW_NUMBER() OVER (PARTITION BY COALESCE(j.id, p.id), s.seats IS NULL
                            ORDER BY s.starts_at, s.id) AS nth
  FROM agenda_session s
  JOIN agenda_series r ON r.id = s.series_id
  {_PLACE.format(of="s")}
  WHERE s.cancelled_at IS NULL AND s.ends_at > %s AND s.starts_at < %s AND {_SEEN}
    AND CASE
      WHEN s.seats IS NULL THEN r.booked_elsewhere = ''
      WHEN NOT r.open_online THEN 1 = 0
      WHEN r.whole_course THEN s.starts_at > %s AND NOT EXISTS (
        SELECT 1 FROM agenda_session o WHERE o.series_id = s.series_id AND o.cancelled_at IS NULL
        AND o.starts_at > %s AND o.seats IS NOT NULL AND NOT {_ROOM.format(of="o")})
      ELSE {_ROOM.format(of="s")} END
) numbered WHERE nth = 1
"""


def _sessions(places: Collection[int], now: datetime) -> list[tuple[int, Soonest]]:
    moment = connection.ops.adapt_datetimefield_value
    asked = [moment(now), moment(now + AHEAD), *places, *places, moment(now), moment(now)]
    rows = _read(_SESSIONS, places, asked)
    return [
        (
            place,
            Soonest(
                "open" if seats is None else "seat",
                _moment(starts_at),
                _moment(ends_at),
                public_id,
                PlaceCodes(insee, postal),
                title,
            ),
        )
        for place, starts_at, ends_at, seats, title, public_id, insee, postal in rows
    ]


# ---------------------------------------------------------------- times by appointment

# A row for each motive of each rule, and for each room or device that is taken with the person.
_RULES = f"""
SELECT COALESCE(j.id, p.id), COALESCE(j.public_id, p.public_id), p.code_insee, p.code_postal,
       a.resource_id, l.id, m.duration_min, m.every_min, m.notice_min,
       m.horizon_days, a.skip_public, a.skip_school,
       a.id, m.id, a.first, a.until, a.start, a."end", a.zone, a.rrule, a.without, a.also
FROM agenda_availability a
JOIN agenda_resource r ON r.id = a.resource_id AND r.ended_on IS NULL
JOIN agenda_availability_motives x ON x.availability_id = a.id
JOIN agenda_motive m ON m.id = x.motive_id AND m.open_online AND m.ended_on IS NULL
{_PLACE.format(of="a")}
LEFT JOIN agenda_availability_along g ON g.availability_id = a.id
LEFT JOIN agenda_resource l ON l.id = g.resource_id AND l.ended_on IS NULL
WHERE a.first <= %s AND (a.until IS NULL OR a.until >= %s OR CAST(a.also AS text) <> '[]')
  AND {_SEEN}
ORDER BY a.id, m.id
"""
# Steps at which no lane of a resource is left, and absences.
_BUSY = """
SELECT t.resource_id, t.step, NULL, NULL
FROM agenda_step t JOIN agenda_resource r ON r.id = t.resource_id
WHERE t.resource_id IN ({marks}) AND t.step >= %s AND t.step < %s AND t.lane < r.lanes
GROUP BY t.resource_id, t.step, r.lanes HAVING COUNT(*) >= r.lanes
UNION ALL
SELECT b.resource_id, NULL, b.starts_at, b.ends_at FROM agenda_absence b
WHERE b.resource_id IN ({marks}) AND b.ends_at > %s AND b.starts_at < %s
"""
# Longer than what begins on the last day may last, wherever it is.
_AFTER = timedelta(days=3)


@dataclass(slots=True)
class _Receives:
    """Somebody who receives for a motive at a place, with all that is taken for it."""

    place: int
    public_id: str
    codes: PlaceCodes
    rule: Rule
    resources: set[int]
    duration_min: int
    every_min: int
    notice_min: int
    horizon_days: int
    skip_public: bool
    skip_school: bool


def _times(places: Collection[int], now: datetime, today: date) -> dict[int, Soonest]:
    """Return the first free time at each place where somebody receives."""
    rows, end = _receiving(places, today), today + AHEAD
    if not rows:
        return {}
    numbers = {number for row in rows for number in row.resources}
    taken, away = _busy(numbers, now)
    found: dict[int, Soonest] = {}
    for row in rows:
        known = found.get(row.place)
        closed = closed_for(row, row.codes)
        spans: Sequence[Span] = [
            one.span for one in occurrences(row.rule, start=today, end=end, closed=closed)
        ]
        spans = subtract(spans, [span for one in row.resources for span in away.get(one, ())])
        steps = set().union(*(taken.get(one, ()) for one in row.resources))
        for span in spans:
            if known is not None and span.start >= known.starts_at:
                break
            free = free_starts(
                [span],
                steps,
                minutes=row.duration_min,
                every_min=row.every_min,
                not_before=now + timedelta(minutes=row.notice_min),
                not_after=now + timedelta(days=row.horizon_days),
            )
            if not free:
                continue
            if known is None or free[0] < known.starts_at:
                length = timedelta(minutes=row.duration_min)
                found[row.place] = Soonest(
                    "time", free[0], free[0] + length, row.public_id, row.codes
                )
            break
    return found


def _receiving(places: Collection[int], today: date) -> list[_Receives]:
    adapt = connection.ops
    asked = [
        adapt.adapt_datefield_value(today + AHEAD),
        adapt.adapt_datefield_value(today),
        *places,
        *places,
    ]
    found: dict[tuple[int, int], _Receives] = {}
    for row in _read(_RULES, places, asked):
        place, public_id, insee, postal, person, beside, length, every, notice, horizon, *rest = row
        public, school, availability, motive, *columns = rest
        one = found.get((availability, motive))
        if one is None:
            found[availability, motive] = one = _Receives(
                place,
                public_id,
                PlaceCodes(insee, postal),
                rule_from(columns),
                {person},
                length,
                every,
                notice,
                horizon,
                bool(public),
                bool(school),
            )
        if beside is not None:
            one.resources.add(beside)
    return list(found.values())


def _busy(
    resources: Collection[int], now: datetime
) -> tuple[dict[int, set[int]], dict[int, list[Span]]]:
    """Return the steps that are taken, and the absences, of each resource from now on."""
    moment, last = connection.ops.adapt_datetimefield_value, now + AHEAD + _AFTER
    asked = [*resources, step_of(now), step_of(last), *resources, moment(now), moment(last)]
    taken: dict[int, set[int]] = defaultdict(set)
    away: dict[int, list[Span]] = defaultdict(list)
    for resource, step, starts_at, ends_at in _read(_BUSY, resources, asked):
        if step is None:
            away[resource].append(Span(_moment(starts_at), _moment(ends_at)))
        else:
            taken[resource].add(step)
    return taken, away


# ---------------------------------------------------------------- the base


def _read(sql: str, numbers: Collection[int], asked: list[Any]) -> list[tuple[Any, ...]]:
    marks = ", ".join(["%s"] * len(numbers))
    with connection.cursor() as cursor:
        cursor.execute(sql.replace("{marks}", marks), asked)
        return list(cursor.fetchall())


def _moment(value: datetime | str) -> datetime:
    """Return a moment with its zone: SQLite keeps a text, in UTC."""
    read = value if isinstance(value, datetime) else datetime.fromisoformat(value)
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)
