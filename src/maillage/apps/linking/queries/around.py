"""What is tied together: records, pairs and links around some places, or in the whole base."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Q
from django.db.models.functions import Coalesce

from maillage.apps.linking.models import Answer, ComparedRecord, Link, LinkPair, Verdict

# SQLite takes so many values in one question, and some are asked twice.
CHUNK = 400


@dataclass(frozen=True, slots=True)
class RecordRow:
    """A record: its number, its place, the place where it is shown, what is compared of it."""

    pk: int
    source: str
    key: str
    home: int
    shown: int
    live: bool
    values: dict[str, Any]


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair: its two records, the evidence, what people answered."""

    pk: int
    left: int
    right: int
    probability: float
    verdict: str
    held: bool
    answer: str

    @property
    def joins(self) -> bool:
        """True when it may put its two places together; what keeps them apart ties nothing."""
        if self.answer:
            return self.answer == Answer.SAME
        return self.verdict == Verdict.SAME and not self.held

    @property
    def strength(self) -> tuple[bool, float, int]:
        """Return what sorts pairs: an answer first, then the probability."""
        return (bool(self.answer), self.probability, -self.pk)


@dataclass(frozen=True, slots=True)
class LinkRow:
    """A link that holds: its number, that of the join, the two places, who made it."""

    link: int
    join: int
    kept: int
    other: int
    automatic: bool


@dataclass(frozen=True, slots=True)
class Tied:
    """Records, and all that ties them."""

    records: Sequence[RecordRow]
    pairs: Sequence[PairRow]
    links: Sequence[LinkRow]


def everything_tied() -> Tied:
    """Return the whole base, but the values of the records that nothing ties. Three queries."""
    records = sorted(_records(Q()), key=lambda record: (record.source, record.key))
    return Tied(records, _pairs(Q()), _links(Q()))


def links_that_hold() -> list[LinkRow]:
    """Return every link that holds. One query."""
    return _links(Q())


def row_of(record: ComparedRecord) -> RecordRow:
    """Return a record that was read with its place, as the others are."""
    home = record.home
    return RecordRow(
        pk=record.pk,
        source=record.source,
        key=record.key,
        home=home.pk,
        shown=home.joined_to_id or home.pk,
        live=record.live,
        values=record.values,
    )


def tied_to(homes: Collection[int]) -> Tied:
    """Return all that is tied, near or far, to these places: what is tied to nothing else.

    Some queries by step outwards, a few steps for a place of the real files.
    """
    known: set[int] = set()
    new = set(homes)
    records: dict[int, RecordRow] = {}
    pairs: dict[int, PairRow] = {}
    links: dict[int, LinkRow] = {}
    while new:
        known |= new
        found: set[int] = set()
        for part in _parts(new):
            here = Q(home__in=part) | Q(home__joined_to__in=part)
            for record in _records(here):
                records[record.pk] = record
                found |= {record.home, record.shown}
            for link in _links(Q(join__kept__in=part) | Q(join__other__in=part)):
                links[link.link] = link
                found |= {link.kept, link.other}
            for pair in _pairs(Q(left__home__in=part) | Q(right__home__in=part)):
                pairs[pair.pk] = pair
        ends = {end for p in pairs.values() if p.joins for end in (p.left, p.right)}
        found |= _homes_of(ends - set(records))
        new = found - known
    # By name, not by number: what is planned does not depend on who came first.
    ordered = sorted(records.values(), key=lambda record: (record.source, record.key))
    return Tied(ordered, list(pairs.values()), list(links.values()))


def _homes_of(records: Collection[int]) -> set[int]:
    return {
        home
        for part in _parts(records)
        for home in ComparedRecord.objects.filter(pk__in=part).values_list("home", flat=True)
    }


def _records(where: Q) -> list[RecordRow]:
    rows = ComparedRecord.objects.filter(where).order_by("pk")
    shown = Coalesce("home__joined_to", "home")
    columns = ("pk", "source", "key", "home", "shown", "live", "values")
    found = rows.annotate(shown=shown).values_list(*columns)
    return [RecordRow(*row) for row in found.iterator(2_000)]


def _pairs(where: Q) -> list[PairRow]:
    rows = LinkPair.objects.filter(where).order_by("pk")
    columns = ("pk", "left", "right", "probability", "verdict", "held", "answer")
    return [PairRow(*row) for row in rows.values_list(*columns).iterator(2_000)]


def _links(where: Q) -> list[LinkRow]:
    rows = Link.objects.filter(where, join__undone_at=None).order_by("pk")
    columns = ("pk", "join", "join__kept", "join__other", "join__by")
    return [
        LinkRow(link, join, kept, other, by is None)
        for link, join, kept, other, by in rows.values_list(*columns).iterator(2_000)
    ]


def _parts(numbers: Collection[int]) -> list[list[int]]:
    ordered = sorted(numbers)
    return [ordered[start : start + CHUNK] for start in range(0, len(ordered), CHUNK)]


__all__ = [
    "LinkRow",
    "PairRow",
    "RecordRow",
    "Tied",
    "everything_tied",
    "links_that_hold",
    "row_of",
    "tied_to",
]
