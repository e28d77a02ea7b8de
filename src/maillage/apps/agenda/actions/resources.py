"""How the agenda is set up: who and what is given for a time, for what, when, and when not.

Each function is one transaction; `by` is the person who acts and `now` the moment. Nothing here
cancels an appointment: whoever goes away is shown those that stand.
"""

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from maillage.apps.agenda.actions.taking import keep_lanes
from maillage.apps.agenda.errors import (
    AbsenceWrong,
    MotiveHoursWrong,
    NobodyForMotive,
    ResourceOfSomebody,
    RuleImpossible,
)
from maillage.apps.agenda.models import Absence, Availability, Motive, Resource
from maillage.apps.agenda.queries.rules import rule_of
from maillage.apps.directory.actions.audit import write_audit
from maillage.core.timetable import STEP_MIN, Rule, RuleRefused, check_rule, in_words, split

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

RULE = ("first", "until", "start", "end", "zone", "rrule", "without", "also")


# ---------------------------------------------------------------- people, rooms, devices


@transaction.atomic
def add_resource(*, values: Mapping[str, Any], by: "User", now: datetime) -> Resource:
    """Add a person, a room or devices to the agenda. Raises ResourceOfSomebody."""
    made = Resource(**values)
    _save_resource(made)
    _trace("add_resource", "resource", made.pk, by=by, now=now, after=_resource_words(made))
    return made


@transaction.atomic
def edit_resource(
    *, resource: Resource, values: Mapping[str, Any], by: "User", now: datetime
) -> Resource:
    """Change a person, a room or devices; what is booked stays.

    Raises ResourceOfSomebody; LanesAreTaken when fewer are kept than are taken at once.
    """
    before = _resource_words(resource)
    if values.get("lanes", resource.lanes) < resource.lanes:
        keep_lanes(resource, values["lanes"], now=now)
    for name, value in values.items():
        setattr(resource, name, value)
    _save_resource(resource)
    _trace(
        "edit_resource",
        "resource",
        resource.pk,
        by=by,
        now=now,
        before=before,
        after=_resource_words(resource),
    )
    return resource


@transaction.atomic
def end_resource(*, resource: Resource, on: date, by: "User", now: datetime) -> Resource:
    """Take a resource out of the agenda: nothing more is offered; what is booked stands."""
    before = {"fin": resource.ended_on}
    resource.ended_on = on
    resource.save(update_fields=["ended_on"])
    _trace(
        "end_resource", "resource", resource.pk, by=by, now=now, before=before, after={"fin": on}
    )
    return resource


@transaction.atomic
def restore_resource(*, resource: Resource, by: "User", now: datetime) -> Resource:
    """Put a resource back into the agenda. Raises ResourceOfSomebody."""
    before = {"fin": resource.ended_on}
    resource.ended_on = None
    _save_resource(resource)
    _trace("edit_resource", "resource", resource.pk, by=by, now=now, before=before)
    return resource


def _save_resource(resource: Resource) -> None:
    try:
        with transaction.atomic():
            resource.save()
    except IntegrityError as error:
        others = Resource.objects.filter(user=resource.user_id, ended_on=None)
        if resource.user_id is None or not others.exclude(pk=resource.pk).exists():
            raise
        raise ResourceOfSomebody from error


def _resource_words(resource: Resource) -> dict[str, Any]:
    """Return what the journal keeps: never the name that a person chose for themselves."""
    return {
        "genre": str(resource.kind),
        "nom": "" if resource.kind == "person" else resource.name,
        "à la fois": resource.lanes,
    }


# ---------------------------------------------------------------- motives


@transaction.atomic
def add_motive(*, values: Mapping[str, Any], by: "User", now: datetime) -> Motive:
    """Add what a person may come for, alone. Raises MotiveHoursWrong."""
    made = Motive(**values)
    _check_motive(made)
    made.save()
    _trace("add_motive", "motive", made.pk, by=by, now=now, after=_motive_words(made))
    return made


@transaction.atomic
def edit_motive(*, motive: Motive, values: Mapping[str, Any], by: "User", now: datetime) -> Motive:
    """Change a motive; what is booked keeps its time. Raises MotiveHoursWrong."""
    before = _motive_words(motive)
    for name, value in values.items():
        setattr(motive, name, value)
    _check_motive(motive)
    motive.save()
    _trace(
        "edit_motive",
        "motive",
        motive.pk,
        by=by,
        now=now,
        before=before,
        after=_motive_words(motive),
    )
    return motive


@transaction.atomic
def end_motive(*, motive: Motive, on: date, by: "User", now: datetime) -> Motive:
    """Offer a motive no more; what is booked stands."""
    motive.ended_on = on
    motive.save(update_fields=["ended_on"])
    _trace("end_motive", "motive", motive.pk, by=by, now=now, after={"fin": on})
    return motive


def _check_motive(motive: Motive) -> None:
    if motive.duration_min % STEP_MIN or motive.every_min % STEP_MIN:
        raise MotiveHoursWrong


def _motive_words(motive: Motive) -> dict[str, Any]:
    return {
        "titre": motive.title,
        "durée (min)": motive.duration_min,
        "toutes les (min)": motive.every_min,
        "en ligne": motive.open_online,
        "par un professionnel": motive.open_to_prescribers,
    }


# ---------------------------------------------------------------- availabilities


@transaction.atomic
def add_availability(
    *,
    resource: Resource,
    values: Mapping[str, Any],
    motives: Iterable[Motive],
    along: Iterable[Resource] = (),
    by: "User",
    now: datetime,
) -> Availability:
    """Say when a person receives, and for what. Raises RuleImpossible, NobodyForMotive."""
    made = Availability(resource=resource, **values)
    _save_availability(made, list(motives), list(along))
    _trace(
        "add_availability",
        "resource",
        resource.pk,
        by=by,
        now=now,
        after={"quand": in_words(rule_of(made))},
    )
    return made


@transaction.atomic
def edit_availability(
    *,
    availability: Availability,
    values: Mapping[str, Any],
    motives: Iterable[Motive],
    along: Iterable[Resource] = (),
    on: date | None = None,
    by: "User",
    now: datetime,
) -> Availability:
    """Change when a person receives: all of it, or from the day `on`; return what goes on.

    Appointments that are booked stand, even where nothing is offered any more. Raises
    RuleImpossible, NobodyForMotive.
    """
    before = in_words(rule_of(availability))
    goes_on = availability
    if on is not None:
        kept, moved = split(rule_of(availability), on)
        if moved is None:
            raise RuleImpossible
        if kept is not None:
            write_rule(availability, kept)
            availability.save()
            goes_on = Availability.objects.get(pk=availability.pk)
            goes_on.pk, goes_on._state.adding = None, True
            write_rule(goes_on, moved)
    for name, value in values.items():
        setattr(goes_on, name, value)
    _save_availability(goes_on, list(motives), list(along))
    _trace(
        "edit_availability",
        "resource",
        goes_on.resource_id,
        by=by,
        now=now,
        before={"quand": before},
        after={"quand": in_words(rule_of(goes_on)), "dès": on},
    )
    return goes_on


@transaction.atomic
def end_availability(
    *, availability: Availability, on: date | None, by: "User", now: datetime
) -> None:
    """Receive no more from the day `on`, or take the whole line away when it is None.

    Appointments that are booked stand.
    """
    before = in_words(rule_of(availability))
    kept = split(rule_of(availability), on)[0] if on is not None else None
    if kept is None:
        availability.delete()
    else:
        write_rule(availability, kept)
        availability.save()
    _trace(
        "end_availability",
        "resource",
        availability.resource_id,
        by=by,
        now=now,
        before={"quand": before},
        after={"dès": on},
    )


def write_rule(row: Any, rule: Rule) -> None:
    """Write a rule of the core into the columns of a row."""
    for name in RULE:
        value = getattr(rule, name)
        if name in ("without", "also"):
            value = sorted(day.isoformat() for day in value)
        setattr(row, name, value)


def _save_availability(row: Availability, motives: list[Motive], along: list[Resource]) -> None:
    if not motives:
        raise NobodyForMotive
    if row.until is not None and row.until < row.first:
        raise RuleImpossible
    try:
        check_rule(rule_of(row))
    except RuleRefused as error:
        raise RuleImpossible from error
    row.save()
    row.motives.set(motives)
    row.along.set(along)


# ---------------------------------------------------------------- absences


@transaction.atomic
def add_absence(
    *, resource: Resource, starts_at: datetime, ends_at: datetime, by: "User", now: datetime
) -> Absence:
    """Say when a resource is not there; never why. Appointments inside stand, and are shown.

    Raises AbsenceWrong.
    """
    if ends_at <= starts_at or ends_at <= now:
        raise AbsenceWrong
    made = Absence.objects.create(resource=resource, starts_at=starts_at, ends_at=ends_at)
    # Neither days nor hours: the journal is for ever, when somebody was away is nobody's.
    _trace("add_absence", "resource", resource.pk, by=by, now=now)
    return made


@transaction.atomic
def end_absence(*, absence: Absence, by: "User", now: datetime) -> None:
    """Take an absence back. One that an outside calendar says comes back with it."""
    number = absence.resource_id
    absence.delete()
    _trace("end_absence", "resource", number, by=by, now=now)


def _trace(
    action: str,
    kind: str,
    number: int,
    *,
    by: "User",
    now: datetime,
    before: Mapping[str, Any] | None = None,
    after: Mapping[str, Any] | None = None,
) -> None:
    write_audit(
        action=action,
        by=by,
        now=now,
        before=before or {},
        after=after or {},
        subject=(kind, str(number)),
    )
