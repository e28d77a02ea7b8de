"""When people receive by appointment: for many motives and people at once, in five queries."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet

from maillage.apps.agenda.models import Availability, Motive, Resource
from maillage.apps.agenda.queries.free import FreeTime, away_spans, place_is_open, taken_steps
from maillage.apps.agenda.queries.rules import closed_for, rule_of, zone_at
from maillage.apps.agenda.queries.week import at_places, shown_place
from maillage.core.timetable import Span, free_starts, occurrences, subtract

# How far "the next time" is looked for.
SOON = timedelta(days=28)


@dataclass(frozen=True, slots=True)
class Receiving:
    """A day on which somebody receives for a motive at a place, and the times that are free.

    `n_offered` counts those that are taken too; `starts_at` to `ends_at` holds them all.
    """

    motive: Motive
    place: Any
    day: date
    starts_at: datetime
    ends_at: datetime
    free: tuple[FreeTime, ...]
    n_offered: int


def online_motives(mediation: str = "", *, places: Collection[int] | None = None) -> list[Motive]:
    """Return the motives for which somebody receives and that residents book, by title."""
    rows = Motive.objects.filter(_online(), availabilities__resource__ended_on=None)
    if mediation:
        rows = rows.filter(mediation=mediation)
    if places is not None:
        rows = rows.filter(
            Q(availabilities__place__in=places) | Q(availabilities__place__joined_to__in=places)
        )
    return list(rows.select_related("organisation").distinct().order_by("title", "pk"))


def receiving(
    start: date,
    end: date,
    *,
    now: datetime,
    motives: Collection[int] | None = None,
    places: Collection[int] | None = None,
) -> list[Receiving]:
    """Return who receives between two local days, a line for each motive, place and day, in order.

    Only what residents may book online: the notice and the horizon of each motive hold.
    """
    found = [row for row in _availabilities(start, end, motives, places)
             if row.place is None or place_is_open(row.place)]  # fmt: skip
    numbers = {row.resource_id for row in found} | {
        one.pk for row in found for one in row.along.all()
    }
    taken, away = taken_steps(numbers, start, end), away_spans(numbers, start, end)
    days: dict[tuple[int, int | None, date], tuple[Any, list[FreeTime], list[FreeTime]]] = {}
    for row in found:
        along = tuple(row.along.all())
        whole = (row.resource, *along)
        spans = [
            one.span
            for one in occurrences(
                rule_of(row), start=start, end=end, closed=closed_for(row, row.place)
            )
        ]
        open_spans = subtract(spans, [span for one in whole for span in away[one.pk]])
        steps = {step for one in whole for step in taken.get(one.pk, ())}
        for motive in row.motives.all():
            free = _times(motive, row, along, open_spans, steps, now)
            for time in _times(motive, row, along, open_spans, frozenset(), now):
                key = (motive.pk, row.place_id, _day(time))
                days.setdefault(key, (motive, [], []))[2].append(time)
            for time in free:
                days[motive.pk, row.place_id, _day(time)][1].append(time)
    lines = [
        Receiving(
            motive,
            shown_place(offered[0].place),
            key[2],
            min(time.starts_at for time in offered),
            max(time.ends_at for time in offered),
            _unique(free),
            len(_unique(offered)),
        )
        for key, (motive, free, offered) in days.items()
    ]
    return sorted(lines, key=lambda one: (one.starts_at, one.motive.title, one.motive.pk))


def first_free(
    *,
    now: datetime,
    today: date,
    motives: Collection[int] | None = None,
    places: Collection[int] | None = None,
    within: timedelta = SOON,
) -> list[Receiving]:
    """Return the days of the coming weeks on which a time is free, soonest free time first."""
    lines = receiving(today, today + within, now=now, motives=motives, places=places)
    return sorted(
        (line for line in lines if line.free),
        key=lambda line: (line.free[0].starts_at, line.motive.title, line.motive.pk),
    )


def _online() -> Q:
    return Q(open_online=True, ended_on=None)


def _availabilities(
    start: date,
    end: date,
    motives: Collection[int] | None,
    places: Collection[int] | None,
) -> QuerySet[Availability]:
    asked = Motive.objects.filter(_online()).select_related("organisation")
    rows = Availability.objects.filter(
        Q(until=None) | Q(until__gte=start) | ~Q(also=[]), resource__ended_on=None, first__lte=end
    )
    if motives is not None:
        asked = asked.filter(pk__in=motives)
        rows = rows.filter(motives__in=motives).distinct()
    if places is not None:
        rows = rows.filter(at_places(places))
    return (
        rows.select_related("resource", "place__quarter_zone", "place__joined_to__quarter_zone")
        .defer("place__quarter_zone__geometry", "place__joined_to__quarter_zone__geometry")
        .prefetch_related(
            Prefetch("along", Resource.objects.filter(ended_on=None)), Prefetch("motives", asked)
        )
        .order_by("resource_id", "pk")
    )


def _times(
    motive: Motive,
    row: Availability,
    along: tuple[Resource, ...],
    spans: Iterable[Span],
    steps: Collection[int],
    now: datetime,
) -> list[FreeTime]:
    length = timedelta(minutes=motive.duration_min)
    return [
        FreeTime(at, at + length, row.resource, row.place, along)
        for at in free_starts(
            spans,
            steps,
            minutes=motive.duration_min,
            every_min=motive.every_min,
            not_before=now + timedelta(minutes=motive.notice_min),
            not_after=now + timedelta(days=motive.horizon_days),
        )
    ]


def _day(time: FreeTime) -> date:
    return time.starts_at.astimezone(zone_at(time.place)).date()


def _unique(times: Iterable[FreeTime]) -> tuple[FreeTime, ...]:
    """Return times once each, in order: two rules of one person may meet."""
    by_key = {time.key: time for time in times}
    return tuple(sorted(by_key.values(), key=lambda time: (time.starts_at, time.key)))
