"""Publish what sources state: records, attachments, places and offers, whole or not at all."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from maillage.apps.directory.actions.fields import (
    OFFER_COLUMN,
    OFFER_FIELDS,
    PLACE_FIELDS,
)
from maillage.apps.directory.actions.grouping import cover, groups_of, uncover
from maillage.apps.directory.actions.identity import free_id
from maillage.apps.directory.actions.parts import (
    replace_equipment,
    replace_mediators,
    replace_programmes,
)
from maillage.apps.directory.actions.rule import (
    BY_HAND,
    Said,
    newest,
    next_check,
    published,
    said_in,
)
from maillage.apps.directory.actions.statements import Statement
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.actions.zone_links import link_zones
from maillage.apps.directory.models import Attachment, Offer, Place, SourceRecord
from maillage.apps.directory.queries import ZoneFinder, address_of
from maillage.apps.territories.queries import folded
from maillage.web.bulk import insert_all


class Outcome(StrEnum):
    """What publishing one statement did."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(slots=True)
class _Work:
    """One statement on its way: the rows that it makes or changes."""

    statement: Statement
    attachment: Attachment | None
    record: SourceRecord
    place: Place
    offer: Offer
    others: list[Said] = field(default_factory=list)
    others_of_offer: list[Said] = field(default_factory=list)


def _updated(model: type[Place] | type[Offer]) -> list[str]:
    """Return the columns that a new statement may write again: all but the identity."""
    return [
        f.name
        for f in model._meta.concrete_fields
        if not f.primary_key and f.name not in ("public_id", "created_at")
    ]


PLACE_UPDATES = _updated(Place)
OFFER_UPDATES = _updated(Offer)
# Evidence of a hand-made attachment: it only corrects a place that a source names.
CORRECTED = "corrected_by_hand"
ATTACHMENT_UPDATES = ["record", "content_hash", "withdrawn_at"]


@transaction.atomic
def publish_statements(
    statements: Sequence[Statement],
    *,
    source: str,
    delivery: int | None,
    now: datetime,
    zones: ZoneFinder,
) -> list[Outcome]:
    """Publish a batch, in one transaction; return what each statement did, in their order.

    Each place is written whole. A statement that says again what its source last said does
    nothing. One whose record was withdrawn brings its place back.
    """
    known = _known(statements, source)
    outcomes = [_outcome(s, known.get(s.key)) for s in statements]
    if all(outcome is Outcome.UNCHANGED for outcome in outcomes):
        return outcomes
    # Taking the version makes this writer the only one; what was read before may have been changed
    # by a person since, and writing it back would undo what they did.
    version = next_version()
    groups = groups_of(a.place_id for a in known.values())
    uncover(groups)
    known = _known(statements, source)
    outcomes = [_outcome(s, known.get(s.key)) for s in statements]
    todo = [s for s, o in zip(statements, outcomes, strict=True) if o is not Outcome.UNCHANGED]
    if not todo:
        cover(groups, now=now, version=version, zones=zones)
        return outcomes
    records = [
        SourceRecord(
            source=source,
            key=s.key,
            content_hash=s.content_hash,
            payload=s.payload,
            values=s.values,
            stated_on=s.stated_on,
            received_at=now,
            delivery=delivery,
            line=s.line,
        )
        for s in todo
    ]
    insert_all(records)
    work = _gather(todo, records, known, source=source, now=now)
    for one in work:
        _apply(one, source=source, now=now, version=version)
    _locate(work, zones)
    _write(work, source=source, now=now)
    link_zones([w.place for w in work], zones.linked)
    replace_equipment([(w.place, w.record, w.statement.values) for w in work])
    replace_mediators([(w.place, w.record, w.statement.values) for w in work])
    replace_programmes([(w.place, w.statement.values) for w in work])
    cover(groups, now=now, version=version, zones=zones)
    return outcomes


def _known(statements: Sequence[Statement], source: str) -> dict[str, Attachment]:
    rows = Attachment.objects.filter(
        source=source, key__in=[s.key for s in statements], detached_at=None
    )
    return {a.key: a for a in rows.select_related("place", "offer")}


def _outcome(statement: Statement, attachment: Attachment | None) -> Outcome:
    if attachment is None:
        return Outcome.ADDED
    same = attachment.content_hash == statement.content_hash and attachment.withdrawn_at is None
    return Outcome.UNCHANGED if same else Outcome.CHANGED


def _gather(
    todo: Sequence[Statement],
    records: Sequence[SourceRecord],
    known: Mapping[str, Attachment],
    *,
    source: str,
    now: datetime,
) -> list[_Work]:
    others = _other_statements([known[s.key] for s in todo if s.key in known])
    taken = _taken_ids(todo, source)
    work = []
    for statement, record in zip(todo, records, strict=True):
        attachment = known.get(statement.key)
        if attachment is None:
            place = Place(public_id=free_id(taken, source, statement.key), created_at=now)
            offer = Offer(public_id=free_id(taken, source, statement.key, "offre"), created_at=now)
            work.append(_Work(statement, None, record, place, offer))
            continue
        offer = attachment.offer or Offer(
            public_id=free_id(taken, source, statement.key, "offre"), created_at=now
        )
        work.append(_Work(statement, attachment, record, attachment.place, offer))
        work[-1].others = others.get((attachment.place_id, None), [])
        work[-1].others_of_offer = others.get((None, attachment.offer_id), [])
    return work


def _taken_ids(todo: Sequence[Statement], source: str) -> set[str]:
    """Return which of the ids that these statements would get are somebody else's already."""
    wanted: set[str] = set()
    for statement in todo:
        free_id(wanted, source, statement.key)
        free_id(wanted, source, statement.key, "offre")
    ids = list(wanted)
    return set(Place.objects.filter(public_id__in=ids).values_list("public_id", flat=True)) | set(
        Offer.objects.filter(public_id__in=ids).values_list("public_id", flat=True)
    )


def _other_statements(
    attachments: Sequence[Attachment],
) -> dict[tuple[int | None, int | None], list[Said]]:
    """Return what other records say: of a place by (place, None), of an offer by (None, offer).

    What was entered of an offer while another place showed it is told under that place: the offer
    is asked for, not the place. One query.
    """
    own = {a.pk for a in attachments}
    said: dict[tuple[int | None, int | None], list[Said]] = defaultdict(list)
    offers = [a.offer_id for a in attachments if a.offer_id is not None]
    rows = Attachment.objects.filter(
        Q(place__in=[a.place_id for a in attachments]) | Q(offer__in=offers),
        detached_at=None,
        withdrawn_at=None,
    ).select_related("record")
    for other in rows:
        if other.pk not in own:
            one = other.record
            said[(other.place_id, None)] += said_in(
                one.pk, one.source, one.stated_on, one.values, "place"
            )
            if other.offer_id is not None:
                said[(None, other.offer_id)] += said_in(
                    one.pk, one.source, one.stated_on, one.values, "offer"
                )
    return said


def _offer_values(values: Mapping[str, Any]) -> Mapping[str, Any]:
    said: Mapping[str, Any] = values.get("offer", {})
    return said


def _apply(one: _Work, *, source: str, now: datetime, version: int) -> None:
    values = one.statement.values
    said = Said(one.record.pk, source, one.statement.stated_on, values.get("place", {}))
    place_said, today = [said, *one.others], timezone.localdate(now)
    fields, origins = published(place_said, PLACE_FIELDS, today=today)
    place = one.place
    if fields["date_maj"]:
        fields["date_maj"] = date.fromisoformat(fields["date_maj"])
    for name, value in fields.items():
        setattr(place, name, value)
    place.origins, place.verified_on = origins, newest(place_said)
    place.next_check_on = next_check(fields, origins)
    place.withdrawn_at, place.updated_at, place.index_version = None, now, version

    offer_said = [
        Said(one.record.pk, source, one.statement.stated_on, _offer_values(values)),
        *one.others_of_offer,
    ]
    fields, origins = published(offer_said, OFFER_FIELDS, today=today)
    for name, value in fields.items():
        setattr(one.offer, OFFER_COLUMN.get(name, name), value)
    one.offer.origins, one.offer.verified_on = origins, newest(offer_said)
    one.offer.updated_at = now


def _locate(work: Sequence[_Work], zones: ZoneFinder) -> None:
    found = zones.find([address_of(w.place, _quarter(w)) for w in work])
    for one, (commune, quarter) in zip(work, found, strict=True):
        one.place.commune_zone_id, one.place.quarter_zone_id = commune, quarter


def _quarter(work: _Work) -> str:
    """Return the quarter that a statement names, "" when the place is published elsewhere.

    A person who moved the place to another commune is not undone by the file that still has it in
    the old one.
    """
    named = str(work.statement.values.get("quarter", ""))
    commune = work.statement.values.get("place", {}).get("commune", "")
    return named if not commune or folded(commune) == folded(work.place.commune) else ""


def _write(work: Sequence[_Work], *, source: str, now: datetime) -> None:
    new = [w for w in work if w.attachment is None]
    old = [w for w in work if w.attachment is not None]
    insert_all([w.place for w in new])
    if old:
        Place.objects.bulk_create(
            [w.place for w in old],
            update_conflicts=True,
            unique_fields=["id"],
            update_fields=PLACE_UPDATES,
        )
    for one in work:
        one.offer.place = one.place
    changed = [w.offer for w in old if w.offer.pk is not None]
    insert_all([w.offer for w in work if w.offer.pk is None])
    if changed:
        Offer.objects.bulk_create(
            changed, update_conflicts=True, unique_fields=["id"], update_fields=OFFER_UPDATES
        )
    insert_all(
        [
            Attachment(
                source=source,
                key=w.statement.key,
                place=w.place,
                offer=w.offer,
                record=w.record,
                content_hash=w.statement.content_hash,
                evidence={"rule": "first_record_of_its_source"},
                attached_at=now,
            )
            for w in new
        ]
    )
    for one in old:
        if one.attachment is not None:
            one.attachment.record = one.record
            one.attachment.content_hash = one.statement.content_hash
            one.attachment.withdrawn_at = None
            one.attachment.offer = one.offer
    Attachment.objects.bulk_update(
        [w.attachment for w in old if w.attachment is not None],
        [*ATTACHMENT_UPDATES, "offer"],
    )


@transaction.atomic
def withdraw_records(keys: Sequence[str], *, source: str, now: datetime) -> int:
    """Mark records that their source no longer names; return how many were.

    A place that no source names any more is marked, never deleted: it leaves the public pages.
    """
    attachments = Attachment.objects.filter(
        source=source, key__in=keys, detached_at=None, withdrawn_at=None
    )
    place_ids = list(attachments.values_list("place_id", flat=True))
    n_withdrawn = attachments.update(withdrawn_at=now)
    if not n_withdrawn:
        return 0
    version = next_version()
    groups = groups_of(place_ids)
    uncover(groups)
    # Who corrected a telephone by hand did not say that the place still exists.
    still_named = (
        Attachment.objects.filter(place__in=place_ids, detached_at=None, withdrawn_at=None)
        .exclude(source=BY_HAND, evidence__rule=CORRECTED)
        .values_list("place_id", flat=True)
    )
    gone = set(place_ids) - set(still_named)
    Place.objects.filter(pk__in=place_ids).update(index_version=version)
    Place.objects.filter(pk__in=gone).update(withdrawn_at=now, updated_at=now)
    cover(groups, now=now, version=version)
    return n_withdrawn
