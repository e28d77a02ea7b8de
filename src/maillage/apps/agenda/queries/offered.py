"""One time that somebody asks for: is it offered, and with which room or devices?

The same rules as queries.free, for the moment of booking: narrow rows, no pages to show.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection

from maillage.apps.agenda.models import Absence, Availability, Channel, Motive, Resource
from maillage.apps.agenda.queries.rules import closed_for, rule_from
from maillage.core.timetable import Rule, Span, free_starts, occurrences, subtract


@dataclass(frozen=True, slots=True)
class Offer:
    """A time that is offered: where, and what is taken with the person."""

    place_id: int | None
    along: tuple[Resource, ...]


def offer_at(
    motive: Motive,
    resource: Resource,
    starts_at: datetime,
    *,
    now: datetime,
    by_staff: bool,
    channel: str = "",
) -> Offer | None:
    """Return a time of a person that is offered, taken or not; None when it is not.

    A motive that serves no more is offered to nobody; by a `channel` that it is closed to, neither.
    Who moves what they booked has no channel. One query, and one more for what is taken along or
    for absences, where there are any. Whether it is taken is for the database to say, when somebody
    takes it.
    """
    first = now if by_staff else now + timedelta(minutes=motive.notice_min)
    last = None if by_staff else now + timedelta(days=motive.horizon_days)
    # The local day of the place may be the one before or after that of UTC.
    start, end = starts_at.date() - timedelta(days=1), starts_at.date() + timedelta(days=1)
    for row in _availabilities(motive, resource, start, end, starts_at, channel):
        closed = closed_for(row, row if row.place else None)
        spans = [one.span for one in occurrences(row.rule, start=start, end=end, closed=closed)]
        if not any(span.start <= starts_at < span.end for span in spans):
            continue
        along: tuple[Resource, ...] = ()
        if row.with_others:
            others = Resource.objects.filter(ended_on=None, pk__in=_along(row.pk))
            along = tuple(others.order_by("pk"))
        away = _away((resource, *along), spans) if along or row.ever_away else []
        found = free_starts(
            subtract(spans, away),
            set(),
            minutes=motive.duration_min,
            every_min=motive.every_min,
            not_before=first,
            not_after=last,
        )
        if starts_at in found:
            return Offer(row.place, along)
    return None


# Longer than a span of hours around any moment of it, clocks that change included.
_AROUND = timedelta(days=3)
# Written by hand: the most frequent question of the agenda, four times faster than the same query
# built anew each time. Its columns are those of the tables, on both databases.
_ROWS = """
SELECT a.id, a.first, a.until, a.start, a."end", a.zone, a.rrule, a.without, a.also,
       a.skip_public, a.skip_school, a.place_id, p.code_insee, p.code_postal,
       EXISTS (SELECT 1 FROM agenda_availability_along o WHERE o.availability_id = a.id),
       EXISTS (SELECT 1 FROM agenda_absence b
               WHERE b.resource_id = a.resource_id AND b.ends_at > %s AND b.starts_at < %s)
FROM agenda_availability a
JOIN agenda_availability_motives m ON m.availability_id = a.id AND m.motive_id = %s
JOIN agenda_motive w ON w.id = m.motive_id AND w.ended_on IS NULL
  AND (w.open_online OR %s) AND (w.open_to_prescribers OR %s)
JOIN agenda_resource r ON r.id = a.resource_id AND r.ended_on IS NULL
LEFT JOIN directory_place p ON p.id = a.place_id
WHERE a.resource_id = %s AND a.first <= %s
  AND (a.until IS NULL OR a.until >= %s OR CAST(a.also AS text) <> '[]')
  AND (a.place_id IS NULL OR (p.state = 'open' AND p.withdrawn_at IS NULL))
ORDER BY a.id
"""


@dataclass(frozen=True, slots=True)
class _Row:
    """An availability, as `closed_for` reads one."""

    pk: int
    rule: Rule
    skip_public: bool
    skip_school: bool
    place: int | None
    code_insee: str
    code_postal: str
    with_others: bool
    ever_away: bool


def _availabilities(
    motive: Motive, resource: Resource, start: date, end: date, at: datetime, channel: str
) -> list[_Row]:
    adapt = connection.ops
    asked = [
        adapt.adapt_datetimefield_value(at - _AROUND),
        adapt.adapt_datetimefield_value(at + _AROUND),
        motive.pk,
        channel != Channel.ONLINE,
        channel != Channel.PRESCRIBER,
        resource.pk,
        adapt.adapt_datefield_value(end),
        adapt.adapt_datefield_value(start),
    ]
    with connection.cursor() as cursor:
        cursor.execute(_ROWS, asked)
        return [_row(row) for row in cursor.fetchall()]


def _row(row: tuple[Any, ...]) -> _Row:
    pk, *columns, public, school, place, insee, postal, others, away = row
    return _Row(
        pk=pk,
        rule=rule_from(columns),
        skip_public=bool(public),
        skip_school=bool(school),
        place=place,
        code_insee=insee or "",
        code_postal=postal or "",
        with_others=bool(others),
        ever_away=bool(away),
    )


def _along(availability: int) -> Any:
    through = Availability.along.through
    return through.objects.filter(availability=availability).values("resource")


def _away(resources: tuple[Resource, ...], spans: list[Span]) -> list[Span]:
    rows: Any = Absence.objects.filter(
        resource__in=[one.pk for one in resources],
        ends_at__gt=min(span.start for span in spans),
        starts_at__lt=max(span.end for span in spans),
    )
    return [Span(*pair) for pair in rows.values_list("starts_at", "ends_at")]
