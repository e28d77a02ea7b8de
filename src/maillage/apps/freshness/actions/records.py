"""Several records at once: verified by phone today, given to somebody to keep."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from django.db import transaction

from maillage.apps.accounts.queries import get_person
from maillage.apps.directory.actions.confirming import confirm, set_owner
from maillage.apps.freshness.errors import NothingChosen

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User


@transaction.atomic
def verify_by_phone(numbers: Sequence[str], *, by: "User", now: datetime) -> int:
    """Record that somebody called these places today and that nothing changed; return how many.

    All or none. Raises NothingChosen, PlaceUnknown.
    """
    if not numbers:
        raise NothingChosen
    # In one order, so that two people at once wait for one another and never in a ring.
    for number in sorted(set(numbers)):
        confirm(number, speaker="place", how="phone", by=by, now=now)
    return len(set(numbers))


@transaction.atomic
def verify_on_site(number: str, *, by: "User", now: datetime) -> None:
    """Record that somebody of the city went there and saw that nothing changed.

    Raises PlaceUnknown.
    """
    confirm(number, speaker="city", how="visit", by=by, now=now)


@transaction.atomic
def say_it_holds(number: str, *, for_place: bool, by: "User", now: datetime) -> None:
    """Record that somebody read the record on the screen and that it holds.

    for_place : they act for the organisation of the place; else they speak for the city
    Raises PlaceUnknown.
    """
    speaker = "place" if for_place else "city"
    confirm(number, speaker=speaker, how="screen", by=by, now=now)


@transaction.atomic
def give_to_keep(numbers: Sequence[str], owner: int | None, *, by: "User", now: datetime) -> int:
    """Say who keeps these records true, None for nobody; return how many.

    Raises NothingChosen, PlaceUnknown, PersonUnknown.
    """
    if not numbers:
        raise NothingChosen
    person = get_person(owner) if owner is not None else None
    for number in sorted(set(numbers)):
        set_owner(number, person, by=by, now=now)
    return len(set(numbers))
