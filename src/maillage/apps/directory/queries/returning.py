"""What is given back to a producer: what is published now of each record of theirs, and why."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from django.db.models.functions import Coalesce

from maillage.apps.directory.models import Attachment, Offer, Place, PlaceState, SourceRecord
from maillage.apps.directory.queries.exporting import records_of_places
from maillage.apps.directory.queries.linking import joins_of
from maillage.core.standard import PlaceRecord

CHUNK = 500
# Never given back: people to ask for, what the base adds, and columns that only the producer has.
_NOT_RETURNED = frozenset(
    {
        "contact_nom",
        "contact_telephone",
        "offer_contact_nom",
        "offer_contact_telephone",
        "extension",
        "source",
        "date_maj",
        "where",
    }
)


@dataclass(frozen=True, slots=True)
class Otherwise:
    """A published value that comes from somebody else: who, when, and whether it is the same."""

    value: Any
    source: str
    on: date | None


@dataclass(frozen=True, slots=True)
class RecordPublished:
    """A record that a source still names, and what is published of it.

    place : number of the place that residents see; named_place : its public id
    stated : what the source says, by field; payload : the row as received
    others : by field, what somebody else said that is published in its place
    gone : "closed", "moved" or "planned" when residents do not see it; "" when they do
    """

    key: str
    line: int | None
    place: int
    public_id: str
    nom: str
    stated: Mapping[str, Any]
    payload: Mapping[str, Any]
    others: Mapping[str, Otherwise] = field(default_factory=dict)
    gone: str = ""
    gone_on: date | None = None


def records_published(source: str, *, chunk: int = CHUNK) -> Iterator[RecordPublished]:
    """Yield each record that a source still names, in the order of its file. Three queries a chunk.

    Only what is public: nobody's name, no column of another producer.
    """
    rows = Attachment.objects.filter(source=source, detached_at=None, withdrawn_at=None)
    ids = list(rows.order_by("record__line", "pk").values_list("pk", flat=True))
    for start in range(0, len(ids), chunk):
        found = Attachment.objects.filter(pk__in=ids[start : start + chunk]).select_related(
            "record", "place", "place__joined_to", "offer", "offer__folded_into"
        )
        found = found.defer("place__alone", "place__joined_to__alone", "offer__alone")
        yield from _published(source, list(found.order_by("record__line", "pk")))


def _published(source: str, rows: Sequence[Attachment]) -> Iterator[RecordPublished]:
    shown = {row.pk: _things(row) for row in rows}
    numbers = {
        number
        for things in shown.values()
        for thing in things
        for number, _on in thing.origins.values()
    }
    by_number = dict(SourceRecord.objects.filter(pk__in=numbers).values_list("pk", "source"))
    for row in rows:
        place = row.place.joined_to or row.place
        values = row.record.values
        stated = {**values.get("place", {}), **values.get("offer", {})}
        gone = "" if place.state == PlaceState.OPEN else str(place.state)
        yield RecordPublished(
            key=row.key,
            line=row.record.line,
            place=place.pk,
            public_id=place.public_id,
            nom=place.nom,
            stated=stated,
            payload=row.record.payload,
            others={} if gone else _others(source, shown[row.pk], by_number),
            gone=gone,
            gone_on=place.closed_on,
        )


def _things(row: Attachment) -> list[Place | Offer]:
    things: list[Place | Offer] = [row.place.joined_to or row.place]
    offer = row.offer.folded_into or row.offer if row.offer is not None else None
    if offer is not None and offer.ended_on is None:
        things.append(offer)
    return things


def _others(
    source: str, things: Sequence[Place | Offer], by_number: Mapping[int, str]
) -> dict[str, Otherwise]:
    found: dict[str, Otherwise] = {}
    for thing in things:
        for name, (number, on) in thing.origins.items():
            whose = by_number.get(number, "")
            if name in _NOT_RETURNED or whose in ("", source):
                continue
            column = name if hasattr(thing, name) else name.removeprefix("offer_")
            value = getattr(thing, column)
            if isinstance(value, date):
                value = value.isoformat()
            found[name] = Otherwise(value, whose, date.fromisoformat(on) if on else None)
    return found


# ---------------------------------------------------------------- around its records


@dataclass(frozen=True, slots=True)
class SameTwice:
    """Records of one source that were found to be one place: their keys, and why."""

    keys: Sequence[str]
    reasons: Sequence[str]


def same_twice(source: str) -> list[SameTwice]:
    """Return the records of a source that are one place, in the order of their keys."""
    keys: dict[int, list[str]] = defaultdict(list)
    rows = Attachment.objects.filter(source=source, detached_at=None, withdrawn_at=None)
    for root, key in rows.annotate(root=_root()).order_by("key").values_list("root", "key"):
        keys[root].append(key)
    twice = {root: found for root, found in keys.items() if len(found) > 1}
    roots = list(twice)
    why: dict[int, list[str]] = {}
    for start in range(0, len(roots), CHUNK):
        for root, links in joins_of(roots[start : start + CHUNK]).items():
            why[root] = [
                str(piece.get("words", ""))
                for link in links
                for piece in link.evidence.get("pieces", [])
                if isinstance(piece, dict) and piece.get("says") == "for"
            ]
    found = [
        SameTwice(names, list(dict.fromkeys(filter(None, why.get(root, ())))))
        for root, names in twice.items()
    ]
    return sorted(found, key=lambda one: list(one.keys))


def n_no_longer_named(source: str) -> int:
    """Return how many records a source named once, and names no more."""
    rows = Attachment.objects.filter(source=source, detached_at=None)
    return rows.exclude(withdrawn_at=None).count()


@dataclass(frozen=True, slots=True)
class Around:
    """Public places of the communes of a source: how many, and how many it does not have."""

    n_communes: int
    n_places: int
    n_missing: int


def places_around(source: str) -> Around:
    """Return what the base knows in the communes of a source. Two queries.

    Counted here: as sub-queries of one another, PostgreSQL went through the records of a delivery
    for each place, for minutes, as long as nothing had told it how many there are.
    """
    rows = Attachment.objects.filter(source=source, detached_at=None, withdrawn_at=None)
    said = rows.annotate(
        root=_root(), code=Coalesce("place__joined_to__code_insee", "place__code_insee")
    ).values_list("root", "code")
    roots, codes = set(), set()
    for root, code in said.iterator():
        roots.add(root)
        codes.add(code)
    codes.discard("")
    public = Place.objects.public().exclude(code_insee="").values_list("pk", "code_insee")
    there = [pk for pk, code in public.iterator() if code in codes]
    return Around(
        n_communes=len(codes),
        n_places=len(there),
        n_missing=sum(pk not in roots for pk in there),
    )


def _root() -> Coalesce:
    return Coalesce("place__joined_to", "place")


def standard_of(source: str, *, chunk: int = CHUNK) -> Iterator[PlaceRecord]:
    """Yield the public records of a source with what is published of them, under its own ids.

    Nothing beside the 32 fields: what is ours in the extension is not the producer's to spread.
    """
    rows = Attachment.objects.filter(source=source, detached_at=None, withdrawn_at=None)
    pairs = list(rows.annotate(root=_root()).order_by("key").values_list("key", "root"))
    for start in range(0, len(pairs), chunk):
        some = pairs[start : start + chunk]
        records = records_of_places([root for _key, root in some])
        for key, root in some:
            if root in records:
                yield replace(records[root], id=key, extension={})


__all__ = [
    "Around",
    "Otherwise",
    "RecordPublished",
    "SameTwice",
    "n_no_longer_named",
    "places_around",
    "records_published",
    "same_twice",
    "standard_of",
]
