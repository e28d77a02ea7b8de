"""The base at the end of two days: what was added, closed, put back or changed, and by whom."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from maillage.apps.directory.models import (
    Attachment,
    AuditRow,
    Place,
    PlaceJoin,
    PlaceState,
    SourceRecord,
)
from maillage.apps.directory.queries.past import PARTS, DeliveryFacts, Past, State
from maillage.apps.directory.queries.rule import BY_HAND, LEVEL

CHUNK = 500
# Dates of files and what is not read: they change at each delivery, and tell nothing to people.
NOT_COMPARED = {"date_maj", "extension", "latitude", "longitude", "position"}
_WRITES = {"place": ("edit_place", "add_place"), "offer": ("edit_offer", "add_offer")}
_PART_WRITES = {
    "equipment": ("set_equipment", "remove_equipment"),
    "mediators": ("set_mediators",),
    "programmes": ("add_programme", "remove_programme"),
}


class Kind(StrEnum):
    """What became of a place between two days."""

    ADDED = "added"
    CLOSED = "closed"
    REOPENED = "reopened"
    CHANGED = "changed"


class Why(StrEnum):
    """Why a place is no longer in the lists."""

    CLOSED = "closed"
    MOVED = "moved"
    WITHDRAWN = "withdrawn"  # its source no longer names it
    UNDONE = "undone"  # the delivery that brought it was undone
    JOINED = "joined"  # another place shows what it says


@dataclass(frozen=True, slots=True)
class Whence:
    """Who said it: a source, or a person."""

    source: str = ""
    person: str = ""
    on: date | None = None


@dataclass(frozen=True, slots=True)
class FieldChange:
    """A published value that is not the same at both ends; None when nobody said it.

    part is "place", "offer" or a part of a place ("equipment"...); name is that of the field.
    """

    part: str
    name: str
    offer: str
    before: Any
    after: Any
    whence: Whence


@dataclass(frozen=True, slots=True)
class PlaceChange:
    """A place that is not the same at both ends."""

    kind: Kind
    public_id: str
    nom: str
    commune: str
    whence: Whence
    why: Why | None = None
    fields: Sequence[FieldChange] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """The places of each kind, by name."""

    added: Sequence[PlaceChange]
    closed: Sequence[PlaceChange]
    reopened: Sequence[PlaceChange]
    changed: Sequence[PlaceChange]

    def of(self, kind: Kind) -> Sequence[PlaceChange]:
        """Return the places of one kind."""
        found: Sequence[PlaceChange] = getattr(self, kind.value)
        return found


def compare(
    start: date,
    end: date,
    *,
    zone: int | None = None,
    source: str | None = None,
    facts: DeliveryFacts | None = None,
) -> Comparison:
    """Return what differs between the end of two days of the territory.

    zone : number of a commune or of a quarter as it is today
    source : places that this source names, or named
    facts : what the deliveries know; by default what their application declared (`tell`)

    A place is added when residents see it for the first time, put back when they had stopped seeing
    it. Only places of which something was said between the two days are read, by chunks.
    """
    kinds: dict[Kind, list[PlaceChange]] = defaultdict(list)
    for change in changes(start, end, zone=zone, source=source, facts=facts):
        kinds[change.kind].append(change)
    for found in kinds.values():
        found.sort(key=lambda c: (c.nom, c.public_id))
    return Comparison(**{kind.value: kinds[kind] for kind in Kind})


def changes(
    start: date,
    end: date,
    *,
    zone: int | None = None,
    source: str | None = None,
    facts: DeliveryFacts | None = None,
) -> Iterator[PlaceChange]:
    """Yield the same, place by place, few at a time in memory; by number of the place."""
    facts = told() if facts is None else facts
    first, last = end_of(start), end_of(end)
    ids = _touched(first, last, facts, zone=zone, source=source)
    for chunk in range(0, len(ids), CHUNK):
        some = ids[chunk : chunk + CHUNK]
        past = Past(some, moments=(first, last), facts=facts)
        for place_id in some:
            change = _change(past, place_id, first, last)
            if change is not None:
                yield change


def n_listed_at(day: date, *, today: date, zone: int | None = None) -> int:
    """Return how many places residents saw at the end of a day: those of now, less what came."""
    rows = Place.objects.public()
    if zone is not None:
        rows = rows.filter(Q(commune_zone=zone) | Q(quarter_zone=zone))
    n = rows.count()
    if day < today:
        came = {Kind.ADDED: -1, Kind.REOPENED: -1, Kind.CLOSED: 1, Kind.CHANGED: 0}
        n += sum(came[change.kind] for change in changes(day, today, zone=zone))
    return n


def end_of(day: date) -> datetime:
    """Return the moment at which a day of the territory is over."""
    return timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))


# ---------------------------------------------------------------- what the deliveries tell

_teller: list[Callable[[], DeliveryFacts]] = []


def tell(teller: Callable[[], DeliveryFacts]) -> None:
    """Let the application of the deliveries, which is above, say what it knows."""
    _teller[:] = [teller]


def told() -> DeliveryFacts:
    """Return what the deliveries know; nothing when no application told."""
    return _teller[0]() if _teller else DeliveryFacts()


# ---------------------------------------------------------------- which places


def _touched(
    first: datetime,
    last: datetime,
    facts: DeliveryFacts,
    *,
    zone: int | None,
    source: str | None,
) -> list[int]:
    """Return the numbers of the places of which anything was said between two moments."""
    records = SourceRecord.objects.filter(source=OuterRef("source"), key=OuterRef("key"))
    said = records.filter(received_at__gte=first, received_at__lt=last)
    moved = (
        Q(Exists(said))
        | Q(attached_at__gte=first, attached_at__lt=last)
        | Q(detached_at__gte=first, detached_at__lt=last)
        | Q(withdrawn_at__gte=first, withdrawn_at__lt=last)
    )
    undone = [number for number, at in facts.undone.items() if first <= at < last]
    if undone:
        moved |= Q(Exists(records.filter(delivery__in=undone)))
    ids = set(Attachment.objects.filter(moved).values_list("place_id", flat=True))

    def between(moments: Sequence[tuple[int, datetime]]) -> bool:
        return any(first <= at < last or number in undone for number, at in moments)

    keys: dict[str, list[str]] = defaultdict(list)
    for (of, key), moments in facts.withdrawn.items():
        if between(moments):
            keys[of].append(key)
    for of, found in keys.items():
        for n in range(0, len(found), CHUNK):
            rows = Attachment.objects.filter(source=of, key__in=found[n : n + CHUNK])
            ids |= set(rows.values_list("place_id", flat=True))
    people = AuditRow.objects.filter(subject_kind="place", at__gte=first, at__lt=last)
    written = Place.objects.filter(public_id__in=people.values("subject_id"))
    ids |= set(written.values_list("pk", flat=True))
    links = PlaceJoin.objects.filter(
        Q(at__gte=first, at__lt=last) | Q(undone_at__gte=first, undone_at__lt=last)
    )
    ids |= set(links.values_list("other_id", flat=True))
    return _kept(ids, zone=zone, source=source)


def _kept(ids: Collection[int], *, zone: int | None, source: str | None) -> list[int]:
    if zone is not None:
        rows = Place.objects.filter(Q(commune_zone=zone) | Q(quarter_zone=zone))
        ids = set(ids) & set(rows.values_list("pk", flat=True))
    if source is not None:
        named = Attachment.objects.filter(source=source)
        ids = set(ids) & set(named.values_list("place_id", flat=True))
    return sorted(ids)


# ---------------------------------------------------------------- one place


def _change(past: Past, place_id: int, first: datetime, last: datetime) -> PlaceChange | None:
    before, after = past.at(place_id, first), past.at(place_id, last)
    place = past.places[place_id]
    shown = after if after.listed else before

    def change(kind: Kind, whence: Whence, **more: Any) -> PlaceChange:
        nom = str(shown.values.get("nom", place.nom))
        commune = str(shown.values.get("commune", ""))
        return PlaceChange(kind, place.public_id, nom, commune, whence, **more)

    teller = _Teller(past, place_id, first, last)
    if after.listed and not before.listed:
        new = not before.known or before.life == PlaceState.PLANNED
        actions = ("add_place", "reopen_place")
        return change(Kind.ADDED if new else Kind.REOPENED, teller.of_life(*actions))
    if before.listed and not after.listed:
        whence = teller.of_life("close_place")
        if after.joined:
            why = Why.JOINED
        elif after.life != PlaceState.OPEN:
            why = Why.MOVED if after.life == PlaceState.MOVED else Why.CLOSED
        else:
            why = Why.WITHDRAWN if after.said else Why.UNDONE
        return change(Kind.CLOSED, whence, why=why)
    if before.listed and after.listed:
        fields = tuple(_fields(before, after, teller))
        if fields:
            return change(Kind.CHANGED, fields[0].whence, fields=fields)
    return None


def _fields(before: State, after: State, teller: "_Teller") -> Iterator[FieldChange]:
    yield from _differences("place", "", before.values, after.values, after.origins, teller)
    here, there = _position(before.values), _position(after.values)
    if here != there:
        whence = teller.of_value("place", after.origins.get("latitude"))
        yield FieldChange("place", "position", "", here, there, whence)
    for offer in sorted({*before.offers, *after.offers}):
        old, _origins = before.offers.get(offer, (None, {}))
        new, origins = after.offers.get(offer, (None, {}))
        if old is None or new is None:
            whence = teller.of_offer(offer, ended=new is None)
            yield FieldChange("offer", "offer", offer, _title(old), _title(new), whence)
            continue
        yield from _differences("offer", offer, old, new, origins, teller)
    for part in PARTS:
        old_part, new_part = before.parts[part], after.parts[part]
        if old_part != new_part:
            yield FieldChange(part, part, "", old_part, new_part, teller.of_part(part))


def _differences(
    part: str,
    offer: str,
    before: Mapping[str, Any],
    after: Mapping[str, Any],
    origins: Mapping[str, int],
    teller: "_Teller",
) -> Iterator[FieldChange]:
    for name in dict.fromkeys([*after, *before]):
        old, new = before.get(name), after.get(name)
        if name not in NOT_COMPARED and old != new:
            whence = teller.of_value(part, origins.get(name))
            yield FieldChange(part, name, offer, old, new, whence)


def _position(values: Mapping[str, Any]) -> str | None:
    if "latitude" not in values or "longitude" not in values:
        return None
    return f"{values['latitude']}, {values['longitude']}"


def _title(offer: Mapping[str, Any] | None) -> str | None:
    """Return the words of an offer, None when there is none."""
    if offer is None:
        return None
    services = offer.get("services") or [""]
    return str(offer.get("title") or services[0])


class _Teller:
    """Who said what of one place, between two moments."""

    def __init__(self, past: Past, place_id: int, first: datetime, last: datetime) -> None:
        self._past = past
        self._records = {
            light.pk: light
            for one in past.attachments[place_id]
            for light in past.records.get((one.source, one.key), ())
        }
        self._sources = [
            (light.received_at, one.source)
            for one in past.attachments[place_id]
            if one.source not in LEVEL
            for light in past.records.get((one.source, one.key), ())
        ]
        rows = past.audit[place_id]
        self._rows = [row for row in rows if first <= row.at < last]

    def of_value(self, part: str, origin: int | None) -> Whence:
        """Return who said the value that is published."""
        if origin is None:
            return self._source()
        source = self._past.said[origin][0]
        if source != BY_HAND:  # a file, or the place itself
            return Whence(source=source, on=_day(self._records[origin].received_at))
        return self._person(_WRITES[part]) or Whence(
            source=BY_HAND, on=_day(self._records[origin].received_at)
        )

    def of_life(self, *actions: str) -> Whence:
        """Return who made a place come or go."""
        return self._person(actions) or self._source()

    def of_offer(self, offer: str, *, ended: bool) -> Whence:
        """Return who added or stopped an offer."""
        rows = [row for row in self._rows if row.after.get("offer") == offer]
        return self._person(("end_offer",) if ended else ("add_offer", "end_offer"), rows) or (
            self._source()
        )

    def of_part(self, part: str) -> Whence:
        """Return who changed what comes with a place."""
        return self._person(_PART_WRITES[part]) or self._source()

    def _person(
        self, actions: Sequence[str], rows: Sequence[AuditRow] | None = None
    ) -> Whence | None:
        for row in reversed(self._rows if rows is None else rows):
            if row.action in actions:
                return Whence(person=str(row.by.get_full_name()), on=_day(row.at))
        return None

    def _source(self) -> Whence:
        """Return the source that spoke last of the place: its silence speaks too."""
        received_at, source = max(self._sources, default=(None, ""))
        return Whence(source=source, on=_day(received_at) if received_at else None)


def _day(moment: datetime) -> date:
    return timezone.localtime(moment).date()
