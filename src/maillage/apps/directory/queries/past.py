"""What places were at a moment: the publication rule, over what was known then.

Nothing is kept for this: source records are dated and never edited, human writes leave a trace,
deliveries say what they withdrew and when they were undone.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, NamedTuple

from django.utils import timezone

from maillage.apps.directory.models import (
    Attachment,
    AuditRow,
    Offer,
    Place,
    PlaceJoin,
    PlaceState,
    SourceRecord,
)
from maillage.apps.directory.queries.labels import DELIVERED_LABELS, OFFER_LABELS, PLACE_LABELS
from maillage.apps.directory.queries.rule import BY_HAND, LEVEL, Said, published, said_in

PARTS = ("equipment", "mediators", "programmes")
PLACE_NAMES: dict[str, Any] = dict.fromkeys(PLACE_LABELS)
OFFER_NAMES: dict[str, Any] = dict.fromkeys([*OFFER_LABELS, *DELIVERED_LABELS])
# Evidence of an attachment by which a person vouches for a place, or only corrects it.
ENTERED = "entered_by_hand"
_SILENT: tuple[Any, ...] = ("", None, [], {})
_VOUCHES = {"add_place", "reopen_place"}

Key = tuple[str, str]  # source, key


@dataclass(frozen=True, slots=True)
class DeliveryFacts:
    """What the deliveries themselves know.

    undone : when each undone delivery was, by number
    withdrawn : (delivery, moment) of each withdrawal, by (source, key), in their order
    """

    undone: Mapping[int, datetime] = field(default_factory=dict)
    withdrawn: Mapping[Key, Sequence[tuple[int, datetime]]] = field(default_factory=dict)

    def counts(self, delivery: int | None, moment: datetime) -> bool:
        """True when a delivery was not undone at a moment."""
        undone_at = self.undone.get(delivery) if delivery is not None else None
        return undone_at is None or undone_at >= moment


class Light(NamedTuple):
    """A record without what it says."""

    pk: int
    received_at: datetime
    delivery: int | None


@dataclass(slots=True)
class State:
    """A place at a moment."""

    listed: bool  # residents saw it
    known: bool  # it had been in the base, even by a delivery that was undone since
    said: bool  # something that counts speaks of it, or did
    life: str  # a word of PlaceState
    withdrawn: bool  # nobody named it any more
    joined: bool  # another place showed what it says
    values: dict[str, Any] = field(default_factory=dict)
    # By field, the record that its value comes from.
    origins: dict[str, int] = field(default_factory=dict)
    # By public id of the offer: the same two.
    offers: dict[str, tuple[dict[str, Any], dict[str, int]]] = field(default_factory=dict)
    parts: dict[str, list[Any]] = field(default_factory=dict)
    # The newest record of a source that spoke of it.
    last: int | None = None


class Past:
    """Some places, and all that was said of them before a moment. A fixed number of queries."""

    def __init__(
        self, place_ids: Collection[int], *, moments: Sequence[datetime], facts: DeliveryFacts
    ) -> None:
        self._facts = facts
        rows = Place.objects.only(
            "public_id", "nom", "commune", "state", "created_at", "commune_zone", "quarter_zone"
        )
        self.places = {p.pk: p for p in rows.filter(pk__in=place_ids)}
        self.attachments: dict[int, list[Attachment]] = defaultdict(list)
        attached = Attachment.objects.filter(place__in=place_ids).select_related(None)
        for one in attached.order_by("pk"):
            self.attachments[one.place_id].append(one)
        self.offers = {
            o.pk: o
            for o in Offer.objects.filter(place__in=place_ids).only(
                "public_id", "ended_on", "title"
            )
        }
        keys: dict[str, set[str]] = defaultdict(set)
        for ones in self.attachments.values():
            for one in ones:
                keys[one.source].add(one.key)
        self.joined: dict[int, list[tuple[datetime, datetime | None]]] = defaultdict(list)
        links = PlaceJoin.objects.filter(other__in=place_ids)
        for other, since, until in links.values_list("other_id", "at", "undone_at"):
            self.joined[other].append((since, until))
        self._read_records(keys, until=max(moments))
        self._read_audit()
        self._load({pk for t in moments for pk in self._needed(t)})

    # ------------------------------------------------------------ reading

    def _read_records(self, keys: Mapping[str, set[str]], *, until: datetime) -> None:
        self.records: dict[Key, list[Light]] = defaultdict(list)
        self.stating: dict[str, set[int]] = {part: set() for part in PARTS}
        for source, of_source in keys.items():
            rows = SourceRecord.objects.filter(
                source=source, key__in=of_source, received_at__lt=until
            ).order_by("pk")
            for pk, key, received_at, delivery in rows.values_list(
                "pk", "key", "received_at", "delivery"
            ):
                self.records[(source, key)].append(Light(pk, received_at, delivery))
            for part in PARTS:
                says = rows.filter(values__has_key=part).values_list("pk", flat=True)
                self.stating[part] |= set(says)

    def _read_audit(self) -> None:
        ids = {p.public_id: p.pk for p in self.places.values()}
        self.audit: dict[int, list[AuditRow]] = defaultdict(list)
        rows = AuditRow.objects.filter(subject_kind="place", subject_id__in=list(ids))
        for row in rows.select_related("by").order_by("at", "pk"):
            self.audit[ids[row.subject_id]].append(row)

    def _load(self, pks: Collection[int]) -> None:
        rows = SourceRecord.objects.filter(pk__in=pks)
        self.said = {
            pk: (source, stated_on, values)
            for pk, source, stated_on, values in rows.values_list(
                "pk", "source", "stated_on", "values"
            )
        }

    def _needed(self, moment: datetime) -> Iterable[int]:
        for ones in self.attachments.values():
            for one in ones:
                record = self.record_at(one, moment)
                if record is not None:
                    yield record.pk
            for part in PARTS:
                stating = self._stating_at(ones, part, moment)
                if stating is not None:
                    yield stating.pk

    # ------------------------------------------------------------ one moment

    def record_at(self, one: Attachment, moment: datetime) -> Light | None:
        """Return what counted under an attachment at a moment, None when nothing did."""
        if one.attached_at >= moment or (one.detached_at and one.detached_at < moment):
            return None
        return self._last(self.records.get((one.source, one.key), ()), moment)

    def _last(self, records: Sequence[Light], moment: datetime) -> Light | None:
        for record in reversed(records):
            if record.received_at < moment and self._facts.counts(record.delivery, moment):
                return record
        return None

    def _stating_at(self, ones: Sequence[Attachment], part: str, moment: datetime) -> Light | None:
        pks = self.stating[part]
        if not pks:
            return None
        found = [
            self._last([r for r in self.records.get((a.source, a.key), ()) if r.pk in pks], moment)
            for a in ones
            if a.source not in LEVEL and a.attached_at < moment
        ]
        return max((r for r in found if r is not None), default=None)

    def withdrawn_at(self, one: Attachment, record: Light, moment: datetime) -> bool:
        """True when the source no longer named it at a moment."""
        gone = one.withdrawn_at
        if gone is not None and record.received_at <= gone < moment:
            return True
        return any(
            at < moment
            and self._facts.counts(number, moment)
            and (number > record.delivery if record.delivery else at >= record.received_at)
            for number, at in self._facts.withdrawn.get((one.source, one.key), ())
        )

    def at(self, place_id: int, moment: datetime) -> State:
        """Return a place as it was just before a moment."""
        live: list[tuple[Attachment, Light]] = []
        kept: list[tuple[Attachment, Light]] = []
        for one in self.attachments.get(place_id, ()):
            record = self.record_at(one, moment)
            if record is None:
                continue
            gone = self.withdrawn_at(one, record, moment)
            (kept if gone else live).append((one, record))
        life = self._life(place_id, moment)
        named = any(self._vouches(one, place_id, moment) for one, _record in live)
        joined = any(
            since < moment and (until is None or until >= moment)
            for since, until in self.joined.get(place_id, ())
        )
        state = State(
            listed=named and life == PlaceState.OPEN and not joined,
            joined=joined,
            known=any(one.attached_at < moment for one in self.attachments.get(place_id, ())),
            said=bool(live or kept),
            life=life,
            withdrawn=not named,
            last=max((r.pk for a, r in (*live, *kept) if a.source not in LEVEL), default=None),
        )
        if not state.listed:
            return state
        if any(one.source not in LEVEL for one, _record in live):
            kept = []  # a source speaks: what another one said and withdrew is no longer shown
        state.values, state.origins = self._published(live, kept, "place", PLACE_NAMES, moment)
        for offer in self._offers_of(place_id, moment):
            of_live = [(a, r) for a, r in live if a.offer_id == offer.pk]
            of_kept = [(a, r) for a, r in kept if a.offer_id == offer.pk]
            if of_live or of_kept:
                said = self._published(of_live, of_kept, "offer", OFFER_NAMES, moment)
                state.offers[offer.public_id] = said
        for part in PARTS:
            state.parts[part] = self._part(place_id, part, live, moment)
        return state

    def _vouches(self, one: Attachment, place_id: int, moment: datetime) -> bool:
        if one.source != BY_HAND:
            return True
        if one.offer_id is not None or one.evidence.get("rule") != ENTERED:
            return False
        return any(
            row.at < moment
            and row.action in _VOUCHES
            and (row.action == "add_place" or row.before.get("withdrawn"))
            for row in self.audit[place_id]
        )

    def _published(
        self,
        live: Sequence[tuple[Attachment, Light]],
        kept: Sequence[tuple[Attachment, Light]],
        part: str,
        names: Mapping[str, Any],
        moment: datetime,
    ) -> tuple[dict[str, Any], dict[str, int]]:
        told, over = self._says(live, part), self._says(kept, part)
        if len(told) == 1 and not over:  # by far the most frequent: no rule is needed
            (only,) = told
            said = {
                name: value
                for name, value in only.values.items()
                if name in names and value not in _SILENT
            }
            return said, {name: only.record_id for name in only.values if name in names}
        today = timezone.localdate(moment)
        values, origins = published([*told, *over], names, today=today)
        if told and over:
            again, again_origins = published(told, names, today=today)
            values |= {name: again[name] for name in again_origins}
            origins |= again_origins
        return (
            {name: value for name, value in values.items() if value not in _SILENT},
            {name: origin[0] for name, origin in origins.items()},
        )

    def _says(self, ones: Sequence[tuple[Attachment, Light]], part: str) -> list[Said]:
        found = []
        for _one, record in ones:
            source, stated_on, values = self.said[record.pk]
            found += said_in(record.pk, source, stated_on, values, part)
        return [one for one in found if one.values]

    # ------------------------------------------------------------ life, offers, parts

    def _told(
        self, place_id: int, moment: datetime, actions: Collection[str], name: str, now: Any
    ) -> Any:
        """Return a value that only people change, from the traces on both sides of a moment."""
        value, later = now, True
        for row in self.audit[place_id]:
            if row.action not in actions or name not in row.after:
                continue
            if row.at < moment:
                value, later = row.after[name], False
            elif later:
                return row.before.get(name, row.after[name])
            else:
                break
        return value

    def _life(self, place_id: int, moment: datetime) -> str:
        place = self.places[place_id]
        actions = ("add_place", "close_place", "reopen_place")
        return str(self._told(place_id, moment, actions, "state", place.state))

    def _offers_of(self, place_id: int, moment: datetime) -> list[Offer]:
        ids = dict.fromkeys(
            a.offer_id
            for a in self.attachments[place_id]
            if a.offer_id is not None and a.attached_at < moment
        )
        return [self.offers[pk] for pk in ids if self._ended(place_id, pk, moment) is None]

    def _ended(self, place_id: int, offer_id: int, moment: datetime) -> Any:
        offer = self.offers[offer_id]
        value, later = (offer.ended_on.isoformat() if offer.ended_on else None), True
        for row in self.audit[place_id]:
            if row.action != "end_offer" or row.after.get("offer") != offer.public_id:
                continue
            if row.at < moment:
                value, later = row.after.get("ended_on"), False
            elif later:
                return row.before.get("ended_on")
            else:
                break
        return value

    def _part(
        self,
        place_id: int,
        part: str,
        live: Sequence[tuple[Attachment, Light]],
        moment: datetime,
    ) -> list[Any]:
        """Return what comes with a place: what its sources say, under what people entered."""
        record = self._stating_at(self.attachments[place_id], part, moment)
        held: dict[str, Any] = {}
        if record is None and not self.audit.get(place_id):
            return []  # neither a source nor a person speaks of it
        if record is not None:
            for item in self.said[record.pk][2][part]:
                held[str(item[0] if isinstance(item, list) else item)] = item
        for row in self.audit[place_id]:
            if row.at >= moment:
                break
            if part == "programmes" and row.action == "add_programme":
                held[str(row.after["programme"])] = str(row.after["programme"])
            elif record is not None and row.at <= record.received_at:
                continue
            elif part == "programmes" and row.action == "remove_programme":
                held.pop(str(row.before["programme"]), None)
            elif part == "equipment" and row.action == "remove_equipment" and not row.after:
                held.pop(str(row.before["kind"]), None)
        for one, light in live:
            if one.source == BY_HAND and one.offer_id is None and part != "programmes":
                for item in self.said[light.pk][2].get(part, ()):
                    held[str(item[0])] = item
        return [held[name] for name in sorted(held)]
