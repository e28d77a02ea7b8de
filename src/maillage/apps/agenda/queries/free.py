"""Free times: what availabilities say, minus absences, minus what is taken."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.db.models import F, Prefetch, Q

from maillage.apps.agenda.errors import MotiveUnknown
from maillage.apps.agenda.models import Absence, Availability, Motive, Resource, Step
from maillage.apps.agenda.queries.rules import closed_for, rule_of
from maillage.core.timetable import Span, free_starts, occurrences, step_of, subtract


@dataclass(frozen=True, slots=True)
class FreeTime:
    """A time at which somebody can receive, and what is taken with it."""

    starts_at: datetime
    ends_at: datetime
    resource: Resource
    place: Any
    along: tuple[Resource, ...]

    @property
    def key(self) -> str:
        """A text that a form holds: who, and when in seconds."""
        return f"{self.resource.pk}-{int(self.starts_at.timestamp())}"


def get_motive(number: int) -> Motive:
    """Return a motive that still serves. Raises MotiveUnknown."""
    found = Motive.objects.select_related("organisation").filter(pk=number, ended_on=None).first()
    if found is None:
        raise MotiveUnknown
    return found


def free_times(
    motive: Motive,
    *,
    start: date,
    end: date,
    now: datetime,
    places: Collection[int] | None = None,
    resources: Collection[int] | None = None,
    by_staff: bool = False,
    taken_too: bool = False,
) -> tuple[FreeTime, ...]:
    """Return the free times of a motive between two local days, both included, in order.

    Five queries, whatever the number of people. Residents and prescribers see what the motive
    allows (notice, horizon); the staff (`by_staff`) sees all that is still to come. With
    `taken_too`, what is booked counts as free: what is offered, whoever took it.
    """
    rows = (
        Availability.objects.filter(motives=motive, resource__ended_on=None, first__lte=end)
        .filter(Q(until=None) | Q(until__gte=start) | ~Q(also=[]))
        .select_related("resource", "place")
        .prefetch_related(Prefetch("along", Resource.objects.filter(ended_on=None)))
        .order_by("resource_id", "pk")
    )
    if places is not None:
        rows = rows.filter(place__in=places)
    if resources is not None:
        rows = rows.filter(resource__in=resources)
    found = [row for row in rows if row.place is None or place_is_open(row.place)]
    numbers = {row.resource_id for row in found} | {
        one.pk for row in found for one in row.along.all()
    }
    first = now if by_staff else now + timedelta(minutes=motive.notice_min)
    last = None if by_staff else now + timedelta(days=motive.horizon_days)
    taken = {} if taken_too else taken_steps(numbers, start, end)
    away = away_spans(numbers, start, end)
    times: dict[str, FreeTime] = {}
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
        for at in free_starts(
            open_spans,
            steps,
            minutes=motive.duration_min,
            every_min=motive.every_min,
            not_before=first,
            not_after=last,
        ):
            free = FreeTime(
                at, at + timedelta(minutes=motive.duration_min), row.resource, row.place, along
            )
            times.setdefault(free.key, free)
    return tuple(sorted(times.values(), key=lambda t: (t.starts_at, t.resource.name, t.key)))


def offered_time(
    motive: Motive, resource: int, starts_at: datetime, *, now: datetime, by_staff: bool = False
) -> FreeTime | None:
    """Return a time of a person that is offered, taken or not; None when it is not offered.

    Whether it is taken is for the database to say, when somebody takes it.
    """
    # The local day of the place may be the one before or after that of UTC.
    day = starts_at.date()
    around = free_times(
        motive,
        start=day - timedelta(days=1),
        end=day + timedelta(days=1),
        now=now,
        resources=[resource],
        by_staff=by_staff,
        taken_too=True,
    )
    return next((time for time in around if time.starts_at == starts_at), None)


def place_is_open(place: Any) -> bool:
    """Tell whether a place receives: neither closed nor withdrawn."""
    return place.state == "open" and place.withdrawn_at is None


def _window(start: date, end: date) -> tuple[datetime, datetime]:
    """Return moments that hold local days, wherever they are: a day more on each side."""
    first = datetime(start.year, start.month, start.day, tzinfo=UTC) - timedelta(days=1)
    last = datetime(end.year, end.month, end.day, tzinfo=UTC) + timedelta(days=3)
    return first, last


def taken_steps(resources: Iterable[int], start: date, end: date) -> dict[int, set[int]]:
    """Return the steps at which no lane of a resource is left, by resource."""
    first, last = _window(start, end)
    counts: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    lanes: dict[int, int] = {}
    rows = Step.objects.filter(
        resource__in=list(resources), step__gte=step_of(first), step__lt=step_of(last)
    ).values_list("resource_id", "step", "resource__lanes")
    for resource, step, most in rows.filter(lane__lt=F("resource__lanes")):
        counts[resource][step] += 1
        lanes[resource] = most
    full: dict[int, set[int]] = defaultdict(set)
    for resource, steps in counts.items():
        full[resource] = {step for step, n in steps.items() if n >= lanes[resource]}
    return full


def away_spans(resources: Iterable[int], start: date, end: date) -> dict[int, Sequence[Span]]:
    """Return when resources are away, by resource."""
    first, last = _window(start, end)
    away: dict[int, list[Span]] = defaultdict(list)
    rows = Absence.objects.filter(
        resource__in=list(resources), ends_at__gt=first, starts_at__lt=last
    ).values_list("resource_id", "starts_at", "ends_at")
    for resource, starts_at, ends_at in rows:
        away[resource].append(Span(starts_at, ends_at))
    return away  # type: ignore[return-value]
