"""What a person enters is a statement like another: recorded, attached, published by the rule."""

import hashlib
import json
from collections.abc import Collection, Mapping
from datetime import date, datetime
from typing import Any

from django.utils import timezone

from maillage.apps.directory.actions.audit import as_json
from maillage.apps.directory.actions.fields import OFFER_COLUMN, OFFER_FIELDS, PLACE_FIELDS
from maillage.apps.directory.actions.grouping import cover, restore, uncover
from maillage.apps.directory.actions.publication import CORRECTED
from maillage.apps.directory.actions.rule import (
    BY_HAND,
    CHECKED,
    CONFIRMED,
    LEVEL,
    RESTRICTIVE,
    newest,
    next_check,
    published,
    said_in,
)
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.actions.zone_links import link_zones
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

    A place that was joined to another stands for that one. Raises PlaceUnknown.
    """
    version = next_version()
    place = get_place(public_id)
    if place.joined_to is not None:
        place = get_place(place.joined_to.public_id)
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
        _lift(place, None, "place", changed, now=now)
    return state(
        place, None, "place", said, place.origins, now=now, evidence=evidence, more=more or {}
    )


def state_offer(
    place: Place, offer: Offer, changed: Mapping[str, Any], *, now: datetime
) -> SourceRecord:
    """Record that a person says this of the offer; `changed` is by column."""
    said = {OFFER_STATEMENT.get(column, column): value for column, value in changed.items()}
    _lift(place, offer, "offer", said, now=now)
    return state(place, offer, "offer", said, offer.origins, now=now, evidence=CORRECTED, more={})


def _lift(
    place: Place, offer: Offer | None, part: str, names: Collection[str], *, now: datetime
) -> None:
    """Take back what was confirmed of fields that somebody now changes: it no longer holds."""
    key = _key(place, offer)
    rows = Attachment.objects.filter(
        source__in=[CONFIRMED, CHECKED], key=key, detached_at=None
    ).select_related("record")
    for known in rows:
        earlier = known.record
        kept = {n: v for n, v in earlier.values.get(part, {}).items() if n not in names}
        if kept == earlier.values.get(part, {}):
            continue
        dates = {n: d for n, d in earlier.values["on"][part].items() if n in kept}
        values = {**earlier.values, part: kept, "on": {part: dates}}
        known.record = SourceRecord.objects.create(
            source=known.source,
            key=key,
            content_hash=_hash(values),
            payload={"lifted": sorted(names)},
            values=values,
            stated_on=earlier.stated_on,
            received_at=now,
        )
        known.content_hash = known.record.content_hash
        known.save(update_fields=["record", "content_hash"])


def _key(place: Place, offer: Offer | None) -> str:
    return place.public_id if offer is None else f"{place.public_id}/{offer.public_id}"


def state(
    place: Place,
    offer: Offer | None,
    part: str,
    said: Mapping[str, Any],
    origins: Mapping[str, Any],
    *,
    now: datetime,
    evidence: str,
    more: Mapping[str, Any],
    source: str = BY_HAND,
) -> SourceRecord:
    """Record that people say this of a part of the place, each field with its own date."""
    key = _key(place, offer)
    known = (
        Attachment.objects.filter(source=source, key=key, detached_at=None)
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
        source=source,
        key=key,
        content_hash=_hash(values),
        payload=payload,
        values=values,
        stated_on=today,
        received_at=now,
    )
    if known is None:
        Attachment.objects.create(
            source=source,
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
    group = _uncovered(place)
    said = [
        one
        for a in _live().filter(place=place)
        for one in said_in(
            a.record.pk, a.record.source, a.record.stated_on, a.record.values, "place"
        )
    ]
    values, origins = published(said, PLACE_FIELDS, today=local_day(now))
    if isinstance(values["date_maj"], str):
        values["date_maj"] = date.fromisoformat(values["date_maj"])
    for name in origins:
        setattr(place, name, values[name])
    # What a source said that no longer names the place stays published, with its origin.
    place.origins, place.verified_on = place.origins | origins, newest(said) or place.verified_on
    shown = {name: getattr(place, name) for name in PLACE_FIELDS}
    place.next_check_on = next_check(shown, place.origins)
    place.updated_at = now
    place.save()
    link_zones([place])
    _cover(place, group, now=now)


def publish_offer(place: Place, offer: Offer, *, now: datetime) -> None:
    """Publish again what is said of an offer, and save both it and its place."""
    group = _uncovered(place, offer)
    said = [
        one
        for a in _live().filter(offer=offer)
        for one in said_in(
            a.record.pk, a.record.source, a.record.stated_on, a.record.values, "offer"
        )
    ]
    values, origins = published(said, OFFER_FIELDS, today=local_day(now))
    by_file = any(one.source not in LEVEL and one.values for one in said)
    closing = RESTRICTIVE if by_file else frozenset()
    for name in {*origins, *closing}:
        setattr(offer, OFFER_COLUMN.get(name, name), values[name])
    earlier = {name: origin for name, origin in offer.origins.items() if name not in closing}
    offer.origins, offer.verified_on = earlier | origins, newest(said) or offer.verified_on
    offer.updated_at = now
    offer.save()
    save_place(place, now=now)
    _cover(place, group, now=now)
    if group:
        offer.refresh_from_db()


def _uncovered(place: Place, offer: Offer | None = None) -> bool:
    """Put a place that shows others back as it is alone, its offer too; True when it shows some.

    The zones that the caller has just found for a new address are kept.
    """
    if not place.alone:
        return False
    found = (place.commune_zone_id, place.quarter_zone_id)
    before = Place.objects.values_list("commune_zone_id", "quarter_zone_id").get(pk=place.pk)
    uncover([place.pk])
    restore(place)
    if found != before:
        place.commune_zone_id, place.quarter_zone_id = found
    if offer is not None:
        restore(offer)
        home = Offer.objects.values_list("place_id", "folded_into_id").get(pk=offer.pk)
        offer.place_id, offer.folded_into_id = home
    return True


def _cover(place: Place, group: bool, *, now: datetime) -> None:
    if group:
        cover([place.pk], now=now, version=place.index_version)
        place.refresh_from_db()


def save_place(place: Place, *, now: datetime) -> None:
    """Save a place whose parts changed, so that each index reads it again."""
    place.updated_at = now
    place.save(update_fields=["index_version", "updated_at"])


def _live() -> Any:
    rows = Attachment.objects.filter(detached_at=None, withdrawn_at=None)
    return rows.select_related("record").order_by("pk")
