"""What people do to places: each function is one transaction, with its trace.

Everywhere `by` is the person who acts and `now` the moment, with its time zone.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.fields import PLACE_FIELDS
from maillage.apps.directory.actions.hand import (
    ENTERED,
    differences,
    local_day,
    lock_place,
    publish_place,
    save_place,
    state_place,
)
from maillage.apps.directory.actions.identity import free_id
from maillage.apps.directory.actions.parts import free_slug
from maillage.apps.directory.actions.rule import BY_HAND
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.errors import (
    ClosingDateMissing,
    ClosingInFuture,
    ClosureDatesWrong,
    ClosureUnknown,
    MovedToItself,
    PlaceNotClosed,
    PlaceWithoutName,
    PositionHalfGiven,
    ProgrammeUnknown,
)
from maillage.apps.directory.models import (
    Place,
    PlaceState,
    Programme,
    ProgrammePlace,
    TemporaryClosure,
)
from maillage.apps.directory.queries import ZoneFinder, get_place
from maillage.apps.territories.queries import zones_by_id
from maillage.web.moments import Moment, came

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

ADDRESS = {"commune", "code_postal", "code_insee", "latitude", "longitude"}


@transaction.atomic
def add_place(
    *,
    values: Mapping[str, Any],
    by: "User",
    now: datetime,
    planned: bool = False,
    opened_on: date | None = None,
) -> Place:
    """Enter a place that no source names; return it. A planned one is not shown to residents.

    `values` is by name of field. Raises PlaceWithoutName, PositionHalfGiven.
    """
    _check(values)
    if not values.get("nom"):
        raise PlaceWithoutName
    version = next_version()
    parts = (BY_HAND, str(values["nom"]), now.isoformat())
    taken: set[str] = set()
    number = free_id(taken, *parts)
    while Place.objects.filter(public_id=number).exists():
        number = free_id(taken, *parts)
    place = Place.objects.create(
        public_id=number,
        nom=values["nom"],
        state=PlaceState.PLANNED if planned else PlaceState.OPEN,
        opened_on=opened_on,
        index_version=version,
        created_at=now,
        updated_at=now,
    )
    said = {name: value for name, value in values.items() if value not in ("", None, [])}
    _put_in_zones(place, said, now=now)
    state_place(place, said, now=now, evidence=ENTERED)
    publish_place(place, now=now)
    after = said | {"state": place.state}
    write_audit(action="add_place", by=by, now=now, before={}, after=after, place=place)
    return place


@transaction.atomic
def edit_place(*, public_id: str, values: Mapping[str, Any], by: "User", now: datetime) -> Place:
    """Correct what is published of a place; return it. What is not changed is not stated.

    An empty value says that there is none. Raises PlaceUnknown, PlaceWithoutName,
    PositionHalfGiven.
    """
    _check(values)
    place = lock_place(public_id)
    before, changed = differences(place, values)
    if not changed:
        return place
    if changed.keys() & ADDRESS:
        _put_in_zones(place, changed, now=now)
        before |= {name: getattr(place, name) for name in changed if name not in before}
    state_place(place, changed, now=now)
    publish_place(place, now=now)
    write_audit(action="edit_place", by=by, now=now, before=before, after=changed, place=place)
    return place


def _check(values: Mapping[str, Any]) -> None:
    if unknown := values.keys() - PLACE_FIELDS.keys():
        raise ValueError(f"no such fields of a place: {', '.join(sorted(unknown))}")
    if "nom" in values and not values["nom"]:
        raise PlaceWithoutName
    # Both or neither, in the form as in the statement: two halves of two points are nowhere.
    if (values.get("latitude") is None) != (values.get("longitude") is None):
        raise PositionHalfGiven


def _put_in_zones(place: Place, changed: dict[str, Any], *, now: datetime) -> None:
    """Complete what an address implies: the whole position, the commune's code, the zones."""
    new = {name: changed.get(name, getattr(place, name)) for name in ADDRESS}
    if changed.keys() & {"latitude", "longitude"}:
        changed |= {"latitude": new["latitude"], "longitude": new["longitude"]}
    moved = bool(changed.keys() & {"commune", "code_postal"}) and "code_insee" not in changed
    if moved:
        new["code_insee"] = ""
    quarter = place.quarter_zone.nom if place.quarter_zone and not moved else ""
    position = (new["latitude"], new["longitude"]) if new["latitude"] is not None else None
    address = (new["code_insee"], new["commune"], new["code_postal"], position, quarter)
    (found,) = ZoneFinder(today=local_day(now)).find([address])
    place.commune_zone_id, place.quarter_zone_id = found
    if moved:
        zone = zones_by_id([found[0]]).get(found[0]) if found[0] is not None else None
        code = zone.code if zone is not None else ""
        if code or place.code_insee:
            changed["code_insee"] = code


# ---------------------------------------------------------------- life of a place


def _life(place: Place) -> dict[str, Any]:
    return {
        "state": place.state,
        "opened_on": place.opened_on,
        "closed_on": place.closed_on,
        "moved_to": place.moved_to.public_id if place.moved_to else None,
        "withdrawn": place.withdrawn_at is not None,
    }


def _save_life(place: Place, *, now: datetime) -> None:
    place.updated_at = now
    place.save(
        update_fields=[
            "state", "opened_on", "closed_on", "moved_to", "withdrawn_at", "index_version",
            "updated_at",
        ]
    )  # fmt: skip


@transaction.atomic
def close_place(
    *,
    public_id: str,
    on: date | None,
    by: "User",
    now: datetime,
    moved_to: str | None = None,
) -> Place:
    """Close a place for good: it leaves the lists, its page says so. `moved_to` is where to go now.

    Raises PlaceUnknown, ClosingDateMissing, ClosingInFuture, MovedToItself.
    """
    place = lock_place(public_id)
    if on is None or (place.opened_on is not None and on < place.opened_on):
        raise ClosingDateMissing
    if on > local_day(now):
        raise ClosingInFuture
    if moved_to == public_id:
        raise MovedToItself
    before = _life(place)
    place.moved_to = get_place(moved_to) if moved_to else None
    place.state = PlaceState.MOVED if moved_to else PlaceState.CLOSED
    place.closed_on = on
    _save_life(place, now=now)
    write_audit(
        action="close_place", by=by, now=now, before=before, after=_life(place), place=place
    )
    came(Moment.AFTER_CLOSE)
    return place


@transaction.atomic
def reopen_place(*, public_id: str, by: "User", now: datetime) -> Place:
    """Put a place back into the lists: closed, moved, planned, or named by no source any more.

    A planned place opens today. Raises PlaceUnknown, PlaceNotClosed.
    """
    place = lock_place(public_id)
    if place.state == PlaceState.OPEN and place.withdrawn_at is None:
        raise PlaceNotClosed
    before = _life(place)
    if place.withdrawn_at is not None:
        # Somebody vouches for it now: it stays although no source names it.
        state_place(place, {}, now=now, evidence=ENTERED)
    if place.state == PlaceState.PLANNED:
        place.opened_on = place.opened_on or local_day(now)
    place.state, place.closed_on = PlaceState.OPEN, None
    place.moved_to = place.withdrawn_at = None
    _save_life(place, now=now)
    write_audit(
        action="reopen_place", by=by, now=now, before=before, after=_life(place), place=place
    )
    return place


# ---------------------------------------------------------------- temporary closures


def _closure(closure: TemporaryClosure) -> dict[str, Any]:
    return {
        "starts_on": closure.starts_on,
        "ends_on": closure.ends_on,
        "reason": closure.reason,
    }


@transaction.atomic
def add_closure(
    *,
    public_id: str,
    starts_on: date,
    ends_on: date,
    by: "User",
    now: datetime,
    reason: str = "",
) -> TemporaryClosure:
    """Announce that a place is closed from one day to another, both included.

    Raises PlaceUnknown, ClosureDatesWrong.
    """
    if ends_on < starts_on:
        raise ClosureDatesWrong
    place = lock_place(public_id)
    closure = TemporaryClosure.objects.create(
        place=place, starts_on=starts_on, ends_on=ends_on, reason=reason
    )
    save_place(place, now=now)
    write_audit(
        action="add_closure", by=by, now=now, before={}, after=_closure(closure), place=place
    )
    return closure


@transaction.atomic
def remove_closure(*, public_id: str, closure_id: int, by: "User", now: datetime) -> None:
    """Take back the announcement of a closure. Raises PlaceUnknown, ClosureUnknown."""
    place = lock_place(public_id)
    closure = TemporaryClosure.objects.filter(place=place, pk=closure_id).first()
    if closure is None:
        raise ClosureUnknown
    before = _closure(closure)
    closure.delete()
    save_place(place, now=now)
    write_audit(action="remove_closure", by=by, now=now, before=before, after={}, place=place)


# ---------------------------------------------------------------- programmes


@transaction.atomic
def add_place_to_programme(*, public_id: str, nom: str, by: "User", now: datetime) -> Programme:
    """Let a place take part in the programme of this name, which is created when it is new.

    Raises PlaceUnknown.
    """
    place = lock_place(public_id)
    programme = Programme.objects.filter(nom__iexact=nom).first() or Programme.objects.create(
        nom=nom, slug=free_slug(nom)
    )
    link, created = ProgrammePlace.objects.get_or_create(
        programme=programme, place=place, defaults={"by_hand": True}
    )
    if not created and link.by_hand:
        return programme
    link.by_hand = True
    link.save(update_fields=["by_hand"])
    save_place(place, now=now)
    write_audit(
        action="add_programme",
        by=by,
        now=now,
        before={},
        after={"programme": programme.nom},
        place=place,
    )
    return programme


@transaction.atomic
def remove_place_from_programme(*, public_id: str, slug: str, by: "User", now: datetime) -> None:
    """Take a place out of a programme. Raises PlaceUnknown, ProgrammeUnknown."""
    place = lock_place(public_id)
    link = (
        ProgrammePlace.objects.filter(place=place, programme__slug=slug)
        .select_related("programme")
        .first()
    )
    if link is None:
        raise ProgrammeUnknown(slug=slug)
    link.delete()
    save_place(place, now=now)
    before = {"programme": link.programme.nom}
    write_audit(action="remove_programme", by=by, now=now, before=before, after={}, place=place)
