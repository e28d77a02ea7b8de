"""What a person enters is a statement like another: recorded, attached, published by the rule."""

import hashlib
import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from maillage.apps.directory.actions.audit import as_json
from maillage.apps.directory.actions.fields import OFFER_COLUMN, OFFER_FIELDS, PLACE_FIELDS
from maillage.apps.directory.actions.publication import CORRECTED
from maillage.apps.directory.actions.rule import BY_HAND, newest, published, said_in
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.errors import OfferUnknown
from maillage.apps.directory.models import Attachment, Offer, Place, SourceRecord
from maillage.apps.directory.queries import get_place

# Evidence of the attachment of a place that a person entered, or took back into the lists.
ENTERED = "entered_by_hand"

# Names of the columns of an offer, and of the same fields in a statement.
OFFER_STATEMENT = {column: name for name, column in OFFER_COLUMN.items()}
OFFER_COLUMNS = tuple(OFFER_COLUMN.get(name, name) for name in OFFER_FIELDS)


def local_day(now: datetime) -> date:
    """Return the day that it is in the territory."""
    return timezone.localtime(now).date()


def lock_place(public_id: str) -> Place:
    """Return a place as it is now, and keep every other writer waiting until this one commits.

    Raises PlaceUnknown.
    """
    version = next_version()
    place = get_place(public_id)
    place.index_version = version
    return place


def offer_at(place: Place, public_id: str) -> Offer:
    """Return one offer of a place. Raises OfferUnknown."""
    offer = Offer.objects.filter(place=place, public_id=public_id).first()
    if offer is None:
        raise OfferUnknown(public_id=public_id)
    return offer


def differences(
    thing: Place | Offer, values: Mapping[str, Any]
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return (before, after) of the columns whose value is not yet that one."""
    before, after = {}, {}
    for column, value in as_json(values).items():
        current = as_json({column: getattr(thing, column)})[column]
        if current != value:
            before[column], after[column] = current, value
    return before, after


def state_place(
    place: Place,
    changed: Mapping[str, Any],
    *,
    now: datetime,
    evidence: str = CORRECTED,
    more: Mapping[str, Any] | None = None,
) -> SourceRecord:
    """Record that a person says this of the place; return the record. Nothing is published yet.

    What the form said before is said again, each field with its own date.
    """
    said = dict(changed)
    if said:
        said["date_maj"] = local_day(now)
    return _state(
        place, None, "place", said, place.origins, now=now, evidence=evidence, more=more or {}
    )


def state_offer(
    place: Place, offer: Offer, changed: Mapping[str, Any], *, now: datetime
) -> SourceRecord:
    """Record that a person says this of the offer; `changed` is by column."""
    said = {OFFER_STATEMENT.get(column, column): value for column, value in changed.items()}
    return _state(place, offer, "offer", said, offer.origins, now=now, evidence=CORRECTED, more={})


def _state(
    place: Place,
    offer: Offer | None,
    part: str,
    said: Mapping[str, Any],
    origins: Mapping[str, Any],
    *,
    now: datetime,
    evidence: str,
    more: Mapping[str, Any],
) -> SourceRecord:
    key = place.public_id if offer is None else f"{place.public_id}/{offer.public_id}"
    known = (
        Attachment.objects.filter(source=BY_HAND, key=key, detached_at=None)
        .select_related("record")
        .first()
    )
    earlier: Mapping[str, Any] = known.record.values if known else {}
    today = local_day(now)
    fields = as_json(said)
    dates = {name: _date_of(name, origins, today) for name in fields}
    values = {
        **earlier,
        **more,
        part: {**earlier.get(part, {}), **fields},
        "on": {part: {**earlier.get("on", {}).get(part, {}), **dates}},
    }
    payload = {**fields, **more}
    record = SourceRecord.objects.create(
        source=BY_HAND,
        key=key,
        content_hash=_hash(values),
        payload=payload,
        values=values,
        stated_on=today,
        received_at=now,
    )
    if known is None:
        Attachment.objects.create(
            source=BY_HAND,
            key=key,
            place=place,
            offer=offer,
            record=record,
            content_hash=record.content_hash,
            evidence={"rule": evidence},
            attached_at=now,
        )
    else:
        known.record, known.content_hash = record, record.content_hash
        if evidence == ENTERED:
            known.evidence = {"rule": ENTERED}
        known.save(update_fields=["record", "content_hash", "evidence"])
    return record


def _date_of(name: str, origins: Mapping[str, Any], today: date) -> str:
    """Return the day from which this counts: today, or the later day that a source wrongly gave.

    Else nobody could correct what a source dated in the future.
    """
    origin = origins.get(name)
    return max(today.isoformat(), origin[1] if origin else "")


def _hash(values: Mapping[str, Any]) -> str:
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=16).hexdigest()


def publish_place(place: Place, *, now: datetime) -> None:
    """Publish again what is said of a place, by the rule, and save it."""
    said = [
        one
        for a in _live(place).order_by("pk")
        for one in said_in(
            a.record.pk, a.record.source, a.record.stated_on, a.record.values, "place"
        )
    ]
    values, origins = published(said, PLACE_FIELDS)
    if isinstance(values["date_maj"], str):
        values["date_maj"] = date.fromisoformat(values["date_maj"])
    for name in origins:
        setattr(place, name, values[name])
    # What a source said that no longer names the place stays published, with its origin.
    place.origins, place.verified_on = place.origins | origins, newest(said) or place.verified_on
    place.updated_at = now
    place.save()


def publish_offer(place: Place, offer: Offer, *, now: datetime) -> None:
    """Publish again what is said of an offer, and save both it and its place."""
    said = [
        one
        for a in _live(place).filter(offer=offer).order_by("pk")
        for one in said_in(
            a.record.pk, a.record.source, a.record.stated_on, a.record.values, "offer"
        )
    ]
    values, origins = published(said, OFFER_FIELDS)
    for name in origins:
        setattr(offer, OFFER_COLUMN.get(name, name), values[name])
    offer.origins, offer.verified_on = offer.origins | origins, newest(said) or offer.verified_on
    offer.updated_at = now
    offer.save()
    save_place(place, now=now)


def save_place(place: Place, *, now: datetime) -> None:
    """Save a place whose parts changed, so that each index reads it again."""
    place.updated_at = now
    place.save(update_fields=["index_version", "updated_at"])


def _live(place: Place) -> Any:
    return Attachment.objects.filter(
        place=place, detached_at=None, withdrawn_at=None
    ).select_related("record")
