"""What linking reads: each record that speaks of a place, in the words of core.matching."""

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from maillage.apps.directory.models import Attachment, Place, PlaceJoin
from maillage.apps.directory.queries.rule import BY_HAND, LEVEL

CHUNK = 2000
# Field of a record for matching: fields of the statement, the first that says something.
FIELDS: Mapping[str, tuple[str, ...]] = {
    "name": ("nom",),
    "address": ("adresse",),
    "postcode": ("code_postal",),
    "commune": ("commune",),
    "code_insee": ("code_insee",),
    "lat": ("latitude",),
    "lon": ("longitude",),
    "phone": ("telephone",),
    "email": ("courriels",),
    "site": ("site_web",),
    "siret": ("pivot",),
    "kind": ("typologie", "kinds"),
    "hours": ("horaires",),
}
_ENTERED = "entered_by_hand"


@dataclass(frozen=True, slots=True)
class RecordToLink:
    """One record that counts: who said it, at which place it is, what it says.

    place : the place that residents see; home : its own, the same unless that one was joined
    values : the fields of core.matching that it states; fields_hash : of these values
    version : state of the base in which its place last changed
    """

    source: str
    key: str
    place: int
    home: int
    values: Mapping[str, Any]
    fields_hash: str
    version: int


def records_to_link(*, changed_since: int | None = None) -> Iterator[RecordToLink]:
    """Yield the records that speak of places, by number; corrections and answers are none of them.

    changed_since : only those of places that changed after this state of the base

    A place that a person entered has no file: what they typed is its record.
    """
    rows = Attachment.objects.filter(detached_at=None, withdrawn_at=None).filter(
        ~Q(source__in=list(LEVEL)) | Q(source=BY_HAND, offer=None, evidence__rule=_ENTERED)
    )
    if changed_since is not None:
        rows = rows.filter(place__index_version__gt=changed_since)
    names = (
        "source", "key", "place_id", "place__joined_to_id", "place__index_version",
        "record__values__place",
    )  # fmt: skip
    for source, key, home, shown, version, said in (
        rows.order_by("pk").values_list(*names).iterator(CHUNK)
    ):
        values = values_to_link(said or {})
        yield RecordToLink(source, key, shown or home, home, values, hash_of(values), version)


def values_to_link(said: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a statement says, under the names of core.matching; what is unknown is absent."""
    found: dict[str, Any] = {}
    for name, fields in FIELDS.items():
        for one in fields:
            if said.get(one) not in ("", None, [], {}):
                found[name] = said[one]
                break
    return found


def hash_of(values: Mapping[str, Any]) -> str:
    """Return a short digest of what is compared: a decision holds until it changes."""
    text = json.dumps(values, sort_keys=True, ensure_ascii=False)
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


@dataclass(frozen=True, slots=True)
class Joined:
    """A place shows another one: since when, why, and by whom (None: the evidence alone)."""

    number: int
    kept: str
    other: str
    nom: str
    adresse: str
    at: datetime
    by: str | None
    evidence: Mapping[str, Any]
    sources: Sequence[tuple[str, str, date | None]]  # source, key, day


def joins_of(place_ids: Sequence[int]) -> dict[int, list[Joined]]:
    """Return the links that hold today, by place shown, the oldest first.

    One query, two more when there are some.
    """
    rows_joined = Place.objects.filter(joined_to__in=place_ids)
    members = {pk: root or pk for pk, root in rows_joined.values_list("pk", "joined_to_id")}
    found: dict[int, list[Joined]] = {pk: [] for pk in place_ids}
    if not members:
        return found
    said: dict[int, list[tuple[str, str, date | None]]] = {}
    rows = Attachment.objects.filter(place__in=list(members), detached_at=None)
    for place, source, key, on in rows.order_by("pk").values_list(
        "place_id", "source", "key", "record__stated_on"
    ):
        said.setdefault(place, []).append((source, key, on))
    links = PlaceJoin.objects.filter(other__in=list(members), undone_at=None)
    for link in links.select_related("kept", "other", "by").order_by("at", "pk"):
        root = members[link.other_id]
        found[root].append(
            Joined(
                number=link.pk,
                kept=link.kept.public_id,
                other=link.other.public_id,
                nom=link.other.nom,
                adresse=link.other.adresse,
                at=link.at,
                by=link.by.name if link.by is not None else None,
                evidence=link.evidence,
                sources=said.get(link.other_id, ()),
            )
        )
    return found


@dataclass(frozen=True, slots=True)
class ActiveJoin:
    """A link that holds, by numbers, for who compares the base with what it should be."""

    number: int
    kept: int
    other: int
    automatic: bool


def active_joins() -> list[ActiveJoin]:
    """Return every link that holds today, the oldest first. One query."""
    rows = PlaceJoin.objects.filter(undone_at=None).order_by("pk")
    return [
        ActiveJoin(pk, kept, other, by is None)
        for pk, kept, other, by in rows.values_list("pk", "kept_id", "other_id", "by_id")
    ]
