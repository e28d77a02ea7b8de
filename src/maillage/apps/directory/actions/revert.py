"""Put the base back as if a delivery had not been taken in; nothing is deleted, nothing is lost.

The records of the delivery stay, as every record. Its attachments go back to what their source
said before; values, offers and equipment are then published again by the rule. What people entered
since is a statement like another: it stays.
"""

import time
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from types import MappingProxyType
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone

from maillage.apps.directory.actions.fields import OFFER_COLUMN, OFFER_FIELDS, PLACE_FIELDS
from maillage.apps.directory.actions.grouping import cover, groups_of, uncover
from maillage.apps.directory.actions.publication import (
    ATTACHMENT_UPDATES,
    CORRECTED,
    OFFER_UPDATES,
    PLACE_UPDATES,
)
from maillage.apps.directory.actions.restoring import restore_parts
from maillage.apps.directory.actions.rule import (
    BY_HAND,
    LEVEL,
    Said,
    newest,
    next_check,
    published,
    said_in,
)
from maillage.apps.directory.actions.version import next_version
from maillage.apps.directory.actions.zone_links import link_zones
from maillage.apps.directory.models import Attachment, Offer, Place, SourceRecord
from maillage.apps.directory.queries import ZoneFinder, address_of

# A batch holds the writers of SQLite: it aims at this, far under 0.5 s.
TARGET_S = 0.15
FIRST_BATCH, LARGEST_BATCH = 40, 400
KEYS_ASKED = 500

Progress = Callable[[str, int], None]
# By key: number of the last earlier delivery that withdrew it, and when.
Withdrawn = Mapping[str, tuple[int, datetime]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reverted:
    """What became of the records that the delivery had changed."""

    n_back: int = 0  # say again what their source said before
    n_returned: int = 0  # were withdrawn by the delivery, and count again
    n_withdrawn: int = 0  # were known by this delivery only: their places leave the lists

    def __add__(self, other: "Reverted") -> "Reverted":
        return Reverted(
            n_back=self.n_back + other.n_back,
            n_returned=self.n_returned + other.n_returned,
            n_withdrawn=self.n_withdrawn + other.n_withdrawn,
        )

    @property
    def n(self) -> int:
        """How many records in all."""
        return self.n_back + self.n_returned + self.n_withdrawn


@dataclass(frozen=True, slots=True, kw_only=True)
class _Task:
    """What is undone, and what is known of the other deliveries of its source."""

    delivery: int
    source: str
    gone: frozenset[str]
    # Deliveries whose records no longer count, this one among them.
    undone: frozenset[int]
    withdrawn_before: Withdrawn
    now: datetime

    def concerns(self, one: Attachment) -> bool:
        """True for an attachment that the delivery changed and that is not yet put back."""
        if one.source != self.source:
            return False
        if one.record.delivery == self.delivery:
            return one.withdrawn_at is None
        return one.withdrawn_at is not None and one.key in self.gone

    def withdrawn_after(self, record: SourceRecord) -> datetime | None:
        """Return when an earlier delivery withdrew what this record says, None when none did."""
        number, moment = self.withdrawn_before.get(record.key, (0, None))
        if moment is None:
            return None
        if record.delivery is None:
            return moment if moment >= record.received_at else None
        return moment if number > record.delivery else None


def revert_delivery(
    delivery: int,
    *,
    source: str,
    now: datetime,
    gone: Collection[str] = (),
    undone: Collection[int] = (),
    withdrawn_before: Withdrawn = MappingProxyType({}),
    progress: Progress = lambda step, n: None,
) -> Reverted:
    """Put back every place that a delivery changed; return how many records were, and how.

    gone : keys that the delivery withdrew
    undone : other deliveries that were undone; their records do not come back
    withdrawn_before : what earlier deliveries had withdrawn, and which this one named again

    By short transactions, each place whole. Run again after a kill, it goes on; run once more, it
    does nothing. The delivery must be the last one of its source: the caller sees to it.
    """
    task = _Task(
        delivery=delivery,
        source=source,
        gone=frozenset(gone),
        undone=frozenset({delivery, *undone}),
        withdrawn_before=withdrawn_before,
        now=now,
    )
    ids = places_to_revert(delivery, source=source, gone=gone)
    zones = ZoneFinder(today=timezone.localdate(now)) if ids else None
    counts, size = Reverted(), FIRST_BATCH
    while ids and zones is not None:
        batch, ids = ids[:size], ids[size:]
        started = time.perf_counter()
        counts += _revert_places(batch, task, zones)
        took_s = time.perf_counter() - started
        progress("Annulation", counts.n)
        # The next batch takes about TARGET_S on this machine, whatever its speed.
        wanted = int(len(batch) * TARGET_S / max(took_s, 0.001))
        size = max(10, min(LARGEST_BATCH, wanted, 2 * size))
    return counts


def places_to_revert(delivery: int, *, source: str, gone: Collection[str] = ()) -> list[int]:
    """Return the numbers of the places that a delivery changed and that are not yet put back."""
    of_source = Attachment.objects.filter(source=source, detached_at=None)
    named = of_source.filter(record__delivery=delivery, withdrawn_at=None)
    ids = set(named.values_list("place_id", flat=True))
    keys = sorted(gone)
    for start in range(0, len(keys), KEYS_ASKED):
        rows = of_source.filter(
            key__in=keys[start : start + KEYS_ASKED], withdrawn_at__isnull=False
        )
        ids |= {
            place
            for place, number in rows.values_list("place_id", "record__delivery")
            if number != delivery
        }
    return sorted(ids)


@dataclass(slots=True)
class _Work:
    """One place on its way back."""

    place: Place
    attachments: list[Attachment]
    # Attachments that say again what they said, and among them those that are withdrawn again.
    restated: list[Attachment] = field(default_factory=list)
    kept: list[Attachment] = field(default_factory=list)
    # What the delivery had said: its parts are taken back.
    undone: list[tuple[Attachment, SourceRecord]] = field(default_factory=list)

    @property
    def live(self) -> list[Attachment]:
        """What counts now."""
        return [a for a in self.attachments if a.withdrawn_at is None]

    @property
    def still_named(self) -> bool:
        """True when something else than a correction names the place."""
        return any(a.source != BY_HAND or a.evidence.get("rule") != CORRECTED for a in self.live)


@transaction.atomic
def _revert_places(ids: Sequence[int], task: _Task, zones: ZoneFinder) -> Reverted:
    # Taking the version first makes this writer the only one: what is read below is what is there.
    version = next_version()
    groups = groups_of(ids)
    uncover(groups)
    work = {p.pk: _Work(p, []) for p in Place.objects.filter(pk__in=ids)}
    rows = Attachment.objects.filter(place__in=ids, detached_at=None)
    for one in rows.select_related("record", "offer").order_by("pk"):
        work[one.place_id].attachments.append(one)
    changed = [a for w in work.values() for a in w.attachments if task.concerns(a)]
    earlier = _earlier_records(changed, task)
    counts = Reverted()
    for one in changed:
        counts += _put_back(one, work[one.place_id], earlier.get(one.pk), task)
    Attachment.objects.bulk_update(changed, ATTACHMENT_UPDATES)

    touched = [work[pk] for pk in sorted({a.place_id for a in changed})]
    offers: list[Offer] = []
    for w in touched:
        stated = bool(w.restated) or w.still_named
        if stated:
            _publish(w, zones, task.now)
            offers += _publish_offers(w, now=task.now)
        gone_at = [a.withdrawn_at for a in w.attachments if a.withdrawn_at is not None]
        if w.still_named:
            w.place.withdrawn_at = None
        elif w.place.withdrawn_at is None or w.kept:
            w.place.withdrawn_at = max(gone_at, default=task.now)
        w.place.updated_at, w.place.index_version = task.now, version
    _save([w.place for w in touched], offers)
    link_zones([w.place for w in touched], zones.linked)
    restore_parts(
        [
            (w.place, w.attachments, [record for _a, record in w.undone])
            for w in touched
            if w.undone
        ],
        undone=task.undone,
    )
    cover(groups, now=task.now, version=version, zones=zones)
    return counts


def _earlier_records(changed: Sequence[Attachment], task: _Task) -> dict[int, SourceRecord]:
    """Return what each source said before the delivery, by attachment. Two queries."""
    named = [a for a in changed if a.record.delivery == task.delivery]
    rows = (
        SourceRecord.objects.filter(source=task.source, key__in=[a.key for a in named])
        .exclude(delivery__in=task.undone)
        .order_by()
        .values("key")
        .annotate(last=Max("pk"))
    )
    last = {row["key"]: row["last"] for row in rows}
    records = SourceRecord.objects.in_bulk(list(last.values()))
    return {a.pk: records[last[a.key]] for a in named if a.key in last}


def _put_back(one: Attachment, work: _Work, back: SourceRecord | None, task: _Task) -> Reverted:
    if one.withdrawn_at is not None:
        one.withdrawn_at = None
        work.restated.append(one)
        return Reverted(n_returned=1)
    work.undone.append((one, one.record))
    if back is None:
        one.withdrawn_at = task.now
        return Reverted(n_withdrawn=1)
    one.record, one.content_hash = back, back.content_hash
    one.withdrawn_at = task.withdrawn_after(back)
    work.restated.append(one)
    if one.withdrawn_at is not None:
        work.kept.append(one)
    return Reverted(n_back=1)


# ---------------------------------------------------------------- publication, by the rule


def _said(attachments: Sequence[Attachment], part: str) -> list[Said]:
    """Return what records say of the place, or of an offer; those that say nothing do not date."""
    return [
        one
        for a in attachments
        for one in said_in(a.record.pk, a.record.source, a.record.stated_on, a.record.values, part)
        if one.values
    ]


def _by_rule(
    live: list[Said], kept: list[Said], fields: Mapping[str, Any], now: datetime
) -> tuple[dict[str, Any], dict[str, list[Any]]]:
    """Return (values, origins); what is kept of a withdrawn record yields to all that counts."""
    today = timezone.localdate(now)
    values, origins = published([*live, *kept], fields, today=today)
    if kept and live:
        over, over_origins = published(live, fields, today=today)
        values |= {name: over[name] for name in over_origins}
        origins |= over_origins
    return values, origins


def _publish(work: _Work, zones: ZoneFinder, now: datetime) -> None:
    place = work.place
    live, kept = _said(work.live, "place"), _said(work.kept, "place")
    values, origins = _by_rule(live, kept, PLACE_FIELDS, now)
    if not values["nom"]:
        # Only a person vouches for it now: what was shown when they did stays, as elsewhere.
        values = {name: values[name] for name in origins}
        origins = place.origins | origins
    if values.get("date_maj"):
        values["date_maj"] = date.fromisoformat(values["date_maj"])
    for name, value in values.items():
        setattr(place, name, value)
    place.origins = origins
    place.verified_on = newest([*live, *kept])
    place.next_check_on = next_check(values, origins)
    found = zones.find([address_of(place, _quarter(work))])
    ((place.commune_zone_id, place.quarter_zone_id),) = found


def _quarter(work: _Work) -> str:
    """Return the quarter that the last source names, "" once a person moved the place."""
    by_hand = {a.record.pk for a in work.live if a.source in LEVEL}
    origins = work.place.origins
    if any(origins.get(name, [0])[0] in by_hand for name in ("commune", "code_postal")):
        return ""
    records = [a.record for a in (*work.live, *work.kept) if a.source not in LEVEL]
    last = max(records, key=lambda r: r.pk, default=None)
    return str(last.values.get("quarter", "")) if last is not None else ""


def _publish_offers(work: _Work, *, now: datetime) -> list[Offer]:
    """Publish again each offer of which the delivery had said something; return them."""
    changed = [*work.restated, *(a for a, _record in work.undone)]
    offers = {a.offer_id: a.offer for a in changed if a.offer is not None}
    for number, offer in offers.items():
        live = _said([a for a in work.live if a.offer_id == number], "offer")
        kept = _said([a for a in work.kept if a.offer_id == number], "offer")
        named = [a for a in (*work.live, *work.kept) if a.offer_id == number]
        if all(a.source in LEVEL for a in named):
            continue  # it stays as it was, like the offers of a source that withdraws
        values, origins = _by_rule(live, kept, OFFER_FIELDS, now)
        for name, value in values.items():
            setattr(offer, OFFER_COLUMN.get(name, name), value)
        offer.origins, offer.verified_on = origins, newest([*live, *kept])
        offer.updated_at = now
    return [offer for offer in offers.values() if offer is not None]


def _save(places: Sequence[Place], offers: Sequence[Offer]) -> None:
    if places:
        Place.objects.bulk_create(
            places, update_conflicts=True, unique_fields=["id"], update_fields=PLACE_UPDATES
        )
    if offers:
        Offer.objects.bulk_create(
            offers, update_conflicts=True, unique_fields=["id"], update_fields=OFFER_UPDATES
        )
