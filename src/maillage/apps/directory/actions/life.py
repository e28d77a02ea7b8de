"""A planned place opens on its day; what an open place lacks is said: no mediator, no equipment.

Each function is one transaction; `by` is the person who acts and `now` the moment.
"""

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.hand import local_day, lock_place, save_place
from maillage.apps.directory.actions.holdings import set_equipment, set_mediators
from maillage.apps.directory.errors import OpeningInFuture, PlaceNotPlanned, SomethingIsThere
from maillage.apps.directory.models import Equipment, Mediators, Place, PlaceState
from maillage.apps.directory.queries.shortages import DIGITAL_HELPERS

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# What a known "none" is written on: the word of each list that every territory starts with.
FIRST_HELPER, FIRST_EQUIPMENT = "digital_mediator", "computer"


@transaction.atomic
def open_place(*, public_id: str, on: date | None, by: "User", now: datetime) -> Place:
    """Open a planned place: it enters the lists, open since `on` (today when it is None).

    Raises PlaceUnknown, PlaceNotPlanned, OpeningInFuture.
    """
    place = lock_place(public_id)
    if place.state != PlaceState.PLANNED:
        raise PlaceNotPlanned
    on = on or local_day(now)
    if on > local_day(now):
        raise OpeningInFuture
    before = {"state": str(place.state), "opened_on": place.opened_on}
    place.state, place.opened_on = PlaceState.OPEN, on
    place.save(update_fields=["state", "opened_on"])
    save_place(place, now=now)
    after = {"state": str(place.state), "opened_on": on}
    write_audit(action="open_place", by=by, now=now, before=before, after=after, place=place)
    return place


@transaction.atomic
def say_no_mediator(*, public_id: str, by: "User", now: datetime) -> None:
    """Say that nobody helps with digital matters in a place: it is on the list of what lacks.

    Raises PlaceUnknown, SomethingIsThere when the record says that somebody does.
    """
    place = lock_place(public_id)
    rows = list(Mediators.objects.filter(place=place, kind__in=DIGITAL_HELPERS))
    if any(row.total != 0 for row in rows):
        raise SomethingIsThere
    for kind in [row.kind for row in rows] or [FIRST_HELPER]:
        set_mediators(public_id=public_id, kind=kind, total=0, by=by, now=now)


@transaction.atomic
def say_no_equipment(*, public_id: str, by: "User", now: datetime) -> None:
    """Say that a place has nothing to work with: it is on the list of what lacks.

    Raises PlaceUnknown, SomethingIsThere when the record names something.
    """
    place = lock_place(public_id)
    rows = list(Equipment.objects.filter(place=place))
    if any(row.total != 0 for row in rows):
        raise SomethingIsThere
    for kind in [row.kind for row in rows] or [FIRST_EQUIPMENT]:
        set_equipment(public_id=public_id, kind=kind, total=0, adapted=None, by=by, now=now)
