"""Series and their sessions: made by the rule, changed one by one or from a date on.

Sessions are rows, made far enough ahead (`AHEAD_DAYS`) and extended each day: a seat needs a
session to belong to. What a person changed by hand is never touched by the rule again. Whoever
changes a series holds its row, then its sessions, then its people, rooms and devices.
"""

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.agenda.actions.booking import remaining_sessions
from maillage.apps.agenda.actions.sessions import (
    ask_courses,
    cancel_session,
    change_session,
    edit_session,
    end_session,
    restore_session,
    seat_courses,
    take_all,
    trace_series,
)
from maillage.apps.agenda.actions.taking import hold_resources, hold_sessions
from maillage.apps.agenda.errors import RuleImpossible
from maillage.apps.agenda.models import Booking, Resource, Series, Session, Step
from maillage.apps.agenda.queries.rules import closed_for, rule_of
from maillage.apps.directory.actions.identity import random_public_id
from maillage.core.timetable import (
    Occurrence,
    Rule,
    RuleRefused,
    check_rule,
    occurrences,
    split,
)

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

AHEAD_DAYS = 400
_RULE = ("first", "until", "start", "end", "zone", "rrule", "without", "also")
# What a session takes from its series, unless it was changed by hand.
_SHARED = ("place", "seats", "childcare_seats")


@transaction.atomic
def add_series(
    *,
    values: Mapping[str, Any],
    resources: Iterable[Resource] = (),
    now: datetime,
    by: "User",
    beyond: bool = False,
) -> Series:
    """Add a series with its sessions, and take the time of its people, rooms and devices.

    Raises RuleImpossible when the rule gives no day; ResourceBusy, naming the days, unless
    `beyond`: they are then taken twice, and the journal says so.
    """
    series = Series(**values, public_id=random_public_id(), created_at=now)
    _check(rule_of(series))
    series.save()
    series.resources.set(list(resources))
    made = make_sessions(series, now=now, beyond=beyond)
    if not made and not occurrences(rule_of(series), start=series.first, end=_last(series, now)):
        raise RuleImpossible
    trace_series("add_series", series, by=by, now=now, after={"séances": made, "doublé": beyond})
    return series


@transaction.atomic
def edit_series(
    *,
    series: Series,
    values: Mapping[str, Any],
    resources: Iterable[Resource] | None = None,
    now: datetime,
    by: "User",
    beyond: bool = False,
) -> Series:
    """Change a series and its sessions to come; those changed by hand keep what was changed.

    Sessions that the new rule no longer gives are cancelled and those booked are told; a session
    whose hour changes moves with its bookings. Raises as `add_series`, and SeatsAreTaken.
    """
    _hold_series(series)
    before = {name: _plain(getattr(series, name)) for name in values}
    for name, value in values.items():
        setattr(series, name, value)
    _check(rule_of(series))
    series.save()
    if resources is not None:
        series.resources.set(list(resources))
    _follow_rule(series, now=now, beyond=beyond)
    after = {name: _plain(value) for name, value in values.items()}
    trace_series("edit_series", series, by=by, now=now, before=before, after=after)
    return series


@transaction.atomic
def edit_from(
    *,
    series: Series,
    on: date,
    values: Mapping[str, Any],
    resources: Iterable[Resource] | None = None,
    now: datetime,
    by: "User",
    beyond: bool = False,
) -> Series:
    """Change a series from a day on; what was before stays. Return the series that goes on.

    The sessions of that day and after pass to a new series with their bookings. Raises
    RuleImpossible when nothing is left on one side of the day, and as `edit_series`.
    """
    _hold_series(series)
    kept, moved = split(rule_of(series), on)
    if kept is None:
        return edit_series(
            series=series, values=values, resources=resources, now=now, by=by, beyond=beyond
        )
    if moved is None:
        raise RuleImpossible
    people = list(series.resources.all()) if resources is None else list(resources)
    later = Series.objects.get(pk=series.pk)
    later.pk, later._state.adding = None, True
    later.public_id = random_public_id()
    _write_rule(later, moved)
    later.created_at = now
    for name, value in values.items():
        setattr(later, name, value)
    _check(rule_of(later))
    later.save()
    later.resources.set(people)
    _write_rule(series, kept)
    series.save()
    passed = Session.objects.filter(series=series, rule_day__gte=on)
    hold_sessions(passed.values_list("pk", flat=True))
    Booking.objects.filter(session__in=passed).update(series=later)
    passed.update(series=later)
    if not remaining_sessions(series, now=now):
        # Those who booked, or await, the whole course go on with what goes on.
        Booking.objects.filter(series=series, session=None).update(series=later)
    _follow_rule(later, now=now, beyond=beyond)
    trace_series(
        "edit_series", later, by=by, now=now, before={"série": series.public_id}, after={"dès": on}
    )
    return later


@transaction.atomic
def end_series(*, series: Series, on: date, now: datetime, by: "User", why: str = "") -> int:
    """End a series on a day: later sessions are cancelled, those booked told; return how many."""
    _hold_series(series)
    series.until, series.ended_at = max(on, series.first), now
    series.save(update_fields=["until", "ended_at"])
    rows = Session.objects.filter(series=series, day__gt=on, cancelled_at=None, starts_at__gt=now)
    hold_sessions(rows.values_list("pk", flat=True))
    n = sum(end_session(session, why, now=now) for session in rows.order_by("pk"))
    ask_courses(series, now=now)
    trace_series("end_series", series, by=by, now=now, after={"dès": on, "séances": n})
    return n


def make_sessions(series: Series, *, now: datetime, beyond: bool = False) -> int:
    """Make the sessions of a series that are not there yet; return how many.

    Must be called inside a transaction that holds the series. Raises ResourceBusy.
    """
    if series.ended_at is not None and series.until is None:
        return 0
    known = set(Session.objects.filter(series=series).values_list("rule_day", flat=True))
    missing = [one for one in _days(series, now) if one.day not in known]
    made = Session.objects.bulk_create(
        Session(
            public_id=random_public_id(),
            series=series,
            rule_day=one.day,
            day=one.day,
            starts_at=one.span.start,
            ends_at=one.span.end,
            **{name: getattr(series, name) for name in _SHARED},
        )
        for one in missing
    )
    people = list(series.resources.all())
    if people:
        take_all(made, people, beyond=beyond)
    seat_courses(series, made, now=now)
    return len(made)


def extend_series(*, now: datetime) -> int:
    """Make the sessions that came within reach since yesterday; return how many.

    A series whose people are taken meanwhile gets its sessions all the same: the room is the one
    that will say so, on the page of the day. One transaction for each series.
    """
    rows = Series.objects.filter(ended_at=None).exclude(until__lt=now.date())
    return sum(_extend(one, now=now) for one in rows.order_by("pk"))


@transaction.atomic
def _extend(series: Series, *, now: datetime) -> int:
    _hold_series(series)
    return make_sessions(series, now=now, beyond=True) if series.ended_at is None else 0


# ---------------------------------------------------------------- the steps they share


def _hold_series(series: Series) -> None:
    """Hold the row of a series until the end of the transaction, and read it as it now is."""
    Series.objects.select_for_update(no_key=True).get(pk=series.pk)
    series.refresh_from_db()


def _follow_rule(series: Series, *, now: datetime, beyond: bool) -> None:
    """Bring the sessions to come to what the series says now."""
    wanted = {one.day: one for one in _days(series, now)}
    rows = Session.objects.filter(series=series, starts_at__gt=now).order_by("starts_at")
    numbers = [held.pk for held in hold_sessions(rows.values_list("pk", flat=True))]
    rows = Session.objects.filter(pk__in=numbers).order_by("starts_at")
    people = list(series.resources.all())
    # Steps are given back first: a session may take the hour that another one leaves.
    left = Step.objects.filter(session__in=rows.filter(by_hand=False))
    hold_resources({*left.values_list("resource", flat=True), *(one.pk for one in people)})
    left.delete()
    staying, back = [], []
    for session in rows.select_related("series"):
        if session.by_hand:
            continue
        found = wanted.get(session.rule_day)
        if found is None:
            end_session(session, "", now=now)
            continue
        values = {name: getattr(series, name) for name in _SHARED}
        values |= {"starts_at": found.span.start, "ends_at": found.span.end, "day": found.day}
        if session.cancelled_at is not None:
            # A rule took it away, a rule gives it again.
            values |= {"cancelled_at": None, "cancelled_why": "", "changed_at": now}
            back.append(session)
        change_session(session, values, now=now, beyond=beyond, steps=False)
        staying.append(session)
    if people:
        take_all(staying, people, beyond=beyond)
    seat_courses(series, back, now=now)
    make_sessions(series, now=now, beyond=beyond)
    ask_courses(series, now=now)


def _days(series: Series, now: datetime) -> tuple[Occurrence, ...]:
    closed = closed_for(series, series.place)
    start = max(series.first, now.date() - timedelta(days=1)) if series.rrule else series.first
    return occurrences(rule_of(series), start=start, end=_last(series, now), closed=closed)


def _last(series: Series, now: datetime) -> date:
    return max(series.first, now.date()) + timedelta(days=AHEAD_DAYS)


def _check(rule: Rule) -> None:
    try:
        check_rule(rule)
    except RuleRefused as error:
        raise RuleImpossible from error


def _write_rule(series: Series, rule: Rule) -> None:
    plain = replace(rule)
    for name in _RULE:
        value = getattr(plain, name)
        if name in ("without", "also"):
            value = sorted(day.isoformat() for day in value)
        setattr(series, name, value)


def _plain(value: Any) -> Any:
    return (
        value if isinstance(value, (str, int, float, bool, date, list, type(None))) else str(value)
    )


__all__ = [
    "AHEAD_DAYS",
    "add_series",
    "cancel_session",
    "edit_from",
    "edit_series",
    "edit_session",
    "end_series",
    "extend_series",
    "make_sessions",
    "restore_session",
]
