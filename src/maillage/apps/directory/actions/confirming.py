"""Somebody says that what is published holds: a statement of theirs, and its trace (ADR 0022)."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any

from django.db import transaction

from maillage.apps.directory.actions.audit import write_audit
from maillage.apps.directory.actions.fields import OFFER_COLUMN, OFFER_FIELDS, PLACE_FIELDS
from maillage.apps.directory.actions.hand import (
    local_day,
    lock_place,
    publish_offer,
    publish_place,
    state,
)
from maillage.apps.directory.actions.rule import CHECKED, CONFIRMED
from maillage.apps.directory.errors import NothingToConfirm
from maillage.apps.directory.models import Confirmation, How, Offer, Place, Speaker

if TYPE_CHECKING:
    from maillage.apps.accounts.models import User

# Evidence of the attachment of what somebody confirmed.
EVIDENCE = "confirmed"
# What nobody is asked about: whence it comes, and what the base adds.
NOT_ASKED = frozenset({"source", "date_maj", "extension", "id"})
_EMPTY: tuple[Any, ...] = ("", None, [], {})


@transaction.atomic
def confirm(
    public_id: str,
    *,
    speaker: str,
    how: str,
    now: datetime,
    fields: Collection[str] | None = None,
    by: "User | None" = None,
) -> Confirmation:
    """Record that what a place publishes holds today; return the confirmation.

    fields : names of fields of the place, and "offer:<public id>" for all that is said of one of
        its running offers; None for everything that is published
    speaker, how : words of Speaker and How; the city always says `by` whom

    Raises PlaceUnknown, NothingToConfirm.
    """
    place = lock_place(public_id)
    speaker, how = Speaker(speaker), How(how)
    offers = list(Offer.objects.filter(place=place, ended_on=None).order_by("pk"))
    asked = None if fields is None else set(fields)
    of_place = {
        name: value
        for name in PLACE_FIELDS
        if name not in NOT_ASKED
        and (asked is None or name in asked)
        and (value := getattr(place, name)) not in _EMPTY
    }
    of_offers = [o for o in offers if asked is None or f"offer:{o.public_id}" in asked]
    if not of_place and not of_offers:
        raise NothingToConfirm
    source = CONFIRMED if speaker == Speaker.PLACE else CHECKED
    if of_place:
        _confirm_place(place, of_place, source, now)
    for offer in of_offers:
        _confirm_offer(place, offer, source, now)
    if place.withdrawn_at is not None:
        # Who answers that nothing changed says that the place is there.
        place.withdrawn_at = None
        place.save(update_fields=["withdrawn_at"])
    names = [*of_place, *(f"offer:{offer.public_id}" for offer in of_offers)]
    return _trace(place, names, speaker, how, by, now)


def _confirm_place(place: Place, values: dict[str, Any], source: str, now: datetime) -> None:
    said = values | {"date_maj": local_day(now)}
    state(place, None, "place", said, {}, now=now, evidence=EVIDENCE, more={}, source=source)
    publish_place(place, now=now)


def _confirm_offer(place: Place, offer: Offer, source: str, now: datetime) -> None:
    said = {
        name: value
        for name in OFFER_FIELDS
        if (value := getattr(offer, OFFER_COLUMN.get(name, name))) not in _EMPTY
    }
    state(place, offer, "offer", said, {}, now=now, evidence=EVIDENCE, more={}, source=source)
    publish_offer(place, offer, now=now)


def _trace(
    place: Place,
    names: Sequence[str],
    speaker: str,
    how: str,
    by: "User | None",
    now: datetime,
) -> Confirmation:
    if by is not None:
        after = {"speaker": speaker, "how": how, "fields": list(names)}
        write_audit(action="confirm_place", by=by, now=now, before={}, after=after, place=place)
    return Confirmation.objects.create(
        place=place, fields=list(names), speaker=speaker, how=how, by=by, at=now
    )


@transaction.atomic
def set_owner(public_id: str, owner: "User | None", *, by: "User", now: datetime) -> Place:
    """Say who keeps the record of a place true, None for nobody; return the place.

    Raises PlaceUnknown.
    """
    place = lock_place(public_id)
    before, after = place.owner_id, owner.pk if owner is not None else None
    if before != after:
        place.owner = owner
        place.updated_at = now
        place.save(update_fields=["owner", "index_version", "updated_at"])
        write_audit(
            action="set_owner",
            by=by,
            now=now,
            before={"owner": before},
            after={"owner": after},
            place=place,
        )
    return place
