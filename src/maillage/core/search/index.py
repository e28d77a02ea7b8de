"""The read-only index over all offers of a town or region."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial

import numpy as np

from maillage.core.search.bitsets import Words, count, from_positions
from maillage.core.search.columns import columns_of, merged
from maillage.core.search.conditions import Condition, Conditions
from maillage.core.search.entry import Entry
from maillage.core.search.evaluation import Circle, Found, evaluate
from maillage.core.search.facets import count_facets
from maillage.core.search.located import Located, LocatedPart
from maillage.core.search.matched import MatchedPart, matched_part
from maillage.core.search.paging import Ranked, first_places
from maillage.core.search.query import Cursor, Hit, Query, Relaxed, Results
from maillage.core.search.relaxation import relax
from maillage.core.search.segment import Segment
from maillage.core.search.strips import expand

# A segment is merged with the one before it when that one is not so many times larger.
_TIER = 8


@dataclass(frozen=True, slots=True)
class Part:
    """A segment, and which of its places were not replaced since it was built."""

    segment: Segment
    alive: Words
    conditions: Conditions

    @classmethod
    def of(cls, segment: Segment) -> "Part":
        """Return a segment whose places are all alive."""
        return cls(segment, segment.heads, Conditions(segment))

    def without(self, place_ids: Collection[int]) -> "Part":
        """Return this part without some places; the segment is shared."""
        gone = from_positions(self.segment.heads_of_ids(place_ids), self.segment.n_words)
        if not gone.any():
            return self
        return replace(self, alive=self.alive & ~gone)


class Index:
    """All offers of a town or region. Never modified: readers may share it between threads.

    Notes
    -----
    A change gives another index (see patched), which shares what did not change.
    """

    def __init__(self, parts: tuple[Part, ...], version: int) -> None:
        self._parts = parts
        self.version = version

    @classmethod
    def build(cls, entries: Iterable[Entry], *, version: int = 0) -> "Index":
        """Return the index of these entries, read once, in any order.

        Raises
        ------
        ValueError : two entries of one place disagree on its name or position.

        Examples
        --------
        >>> index = Index.build([Entry(place_id=1, yes=frozenset({"equipment:printer"}))])
        >>> index.n_places
        1
        """
        return cls((Part.of(Segment.build(entries)),), version)

    @property
    def n_places(self) -> int:
        """How many places are in the index."""
        return sum(count(part.alive) for part in self._parts)

    def patched(
        self,
        changed: Iterable[Entry],
        removed_place_ids: Collection[int] = (),
        *,
        version: int | None = None,
    ) -> "Index":
        """Return another index, where these entries replace all those of their places.

        Parameters
        ----------
        changed : all the entries of the places that changed or are new
        removed_place_ids : places that are no more; one that is unknown is no error
        version : of the new index; by default the same

        Notes
        -----
        Costs what changed, and now and then (as small parts are merged into larger ones) a
        part of the whole. This index stays valid.
        """
        columns = columns_of(changed)
        gone = set(columns.place_ids.tolist()) | set(removed_place_ids)
        parts = [part.without(gone) for part in self._parts]
        if columns.place_ids.size:
            parts.append(Part.of(Segment(columns)))
        parts = [part for part in parts if part.alive.any()]
        while len(parts) > 1 and parts[-2].segment.n_rows < _TIER * parts[-1].segment.n_rows:
            parts[-2:] = [_merge(parts[-2:])]
        parts = [_merge([part]) if _is_mostly_dead(part) else part for part in parts]
        if not parts:
            parts = [Part.of(Segment.build(()))]
        return Index(tuple(parts), self.version if version is None else version)

    def find(self, query: Query, *, now: datetime) -> Results:
        """Return one page of the places that answer to a query, and how many there are.

        Parameters
        ----------
        query : what is asked
        now : the moment of asking, naive local; days that are over are not kept in memory

        Returns
        -------
        places sorted by (certain first, distance_m, place_id), those without position last;
        without a point, by (certain first, name_key(name), place_id)

        Notes
        -----
        For an offer, a condition is true, unknown or false. The offer is certain when all are
        true, unknown when none is false. A place is what its best offer is. See relax for what
        is done when no place is certain.
        """
        looks, answered, relaxed, asked_n_unknown = self._answer(query, now)
        page, more = _first_page(looks, answered)
        return Results(
            hits=_hits(page, looks, answered),
            n_certain=sum(look.found.n_certain for look in looks),
            n_unknown=sum(look.found.n_unknown for look in looks),
            next=_cursor(page[-1], answered) if more else None,
            relaxed=relaxed,
            asked_n_unknown=asked_n_unknown,
            answered=answered,
            count_facets=partial(
                count_facets,
                [
                    (look.part.segment, look.part.alive, look.conditions, look.found.circle)
                    for look in looks
                ],
            ),
        )

    def located(self, query: Query, *, now: datetime, without_page: bool = False) -> Located:
        """Return all the places that find answers with, all its pages together, with positions.

        Parameters
        ----------
        query, now : as for find; include_unknown adds the places that are unknown
        without_page : leave out those that find returns in its page (query.limit, query.after)
        """
        looks, answered, _, _ = self._answer(query, now)
        listed: dict[int, list[int]] = {}
        if without_page:
            for ranked in _first_page(looks, answered)[0]:
                listed.setdefault(ranked.segment, []).append(ranked.slot)
        parts = []
        for number, look in enumerate(looks):
            found, segment = look.found, look.part.segment
            places = found.possible if answered.include_unknown else found.certain
            if number in listed:
                gone = np.array(listed[number], dtype=np.int64)
                places = places & ~from_positions(gone, segment.n_words)
            parts.append(LocatedPart(segment, places, found.certain))
        return Located(tuple(parts))

    def matched(self, query: Query, *, now: datetime) -> tuple[MatchedPart, ...]:
        """Return every offer that answers, certain or not, in no order: nothing is relaxed.

        Parameters
        ----------
        query, now : as for find; what is about a page is not read
        """
        asked = {"within_m": query.within_m, "inside": query.inside}
        where = next((name for name, value in asked.items() if value is not None), "")
        looks = [self._look(part, query, now) for part in self._parts]
        return tuple(
            matched_part(
                look.part.segment,
                look.found,
                look.conditions,
                look.part.conditions,
                query.near,
                where,
            )
            for look in looks
        )

    def _answer(
        self, query: Query, now: datetime
    ) -> tuple[list["_Look"], Query, tuple[Relaxed, ...], int]:
        """Return what answers, the query that it answers, what was dropped, and the n_unknown."""
        looks = [self._look(part, query, now) for part in self._parts]
        asked_n_unknown = sum(look.found.n_unknown for look in looks)
        if query.relax and not any(look.found.n_certain for look in looks):
            less = relax(query, lambda left: self._has_certain(left, now))
            if less is not None:
                answered, relaxed = less
                looks = [self._look(part, answered, now) for part in self._parts]
                return looks, answered, relaxed, asked_n_unknown
        return looks, query, (), asked_n_unknown

    def _look(self, part: Part, query: Query, now: datetime) -> "_Look":
        segment = part.segment
        conditions = part.conditions.of(query, now=now)
        circle = None
        if query.within_m is not None and query.near is not None:
            circle = Circle(*segment.strips.within(*query.near, query.within_m))
        if query.inside is not None:
            circle = _boxed(segment, query, circle)
        return _Look(part, conditions, evaluate(segment, part.alive, conditions, circle))

    def _has_certain(self, query: Query, now: datetime) -> bool:
        return any(self._look(part, query, now).found.n_certain for part in self._parts)


@dataclass(frozen=True, slots=True)
class _Look:
    part: Part
    conditions: list[Condition]
    found: Found


def _boxed(segment: Segment, query: Query, circle: Circle | None) -> Circle:
    """Return the places of the box of a query, those of a circle only if there is one."""
    assert query.inside is not None
    places = segment.places_in(query.inside)
    if circle is not None:
        chosen = np.isin(circle.places, places)
        return Circle(circle.places[chosen], circle.squares[chosen])
    if query.near is None:
        return Circle(places, np.zeros(places.size))
    return Circle(places, segment.strips.squares(*query.near, places))


def _first_page(looks: list[_Look], query: Query) -> tuple[list[Ranked], bool]:
    """Return the places of the page that is asked, in order, and whether others follow."""
    ranked: list[Ranked] = []
    for number, look in enumerate(looks):
        ranked += first_places(look.part.segment, number, look.found, query, query.limit + 1)
    if len(looks) > 1:
        ranked.sort()
    return ranked[: query.limit], len(ranked) > query.limit


def _merge(parts: list[Part]) -> Part:
    return Part.of(Segment(merged([part.segment.columns(part.alive) for part in parts])))


def _is_mostly_dead(part: Part) -> bool:
    return 2 * count(part.alive) < part.segment.n_places


def _cursor(last: Ranked, query: Query) -> Cursor:
    located = last.order % 2 == 0
    return Cursor(
        certain=last.order < 2,
        place_id=last.place_id,
        distance_m=last.metres if located and query.near is not None else None,
        name_key=last.name if query.near is None else None,
    )


def _hits(page: list[Ranked], looks: list[_Look], query: Query) -> tuple[Hit, ...]:
    if len(looks) == 1:
        return tuple(_hits_of(looks[0], page, query)) if page else ()
    hits: dict[int, Hit] = {}
    for number, look in enumerate(looks):
        mine = [ranked for ranked in page if ranked.segment == number]
        if mine:
            hits |= {hit.place_id: hit for hit in _hits_of(look, mine, query)}
    return tuple(hits[ranked.place_id] for ranked in page)


def _hits_of(look: _Look, page: list[Ranked], query: Query) -> list[Hit]:
    """Say, for the places of a page, which offers match, and what is not known of them."""
    segment, found = look.part.segment, look.found
    starts, lengths = segment.rows_of(np.array([ranked.slot for ranked in page]))
    rows = expand(starts, lengths)
    positions = segment.positions[rows]
    true = found.true_rows.contains(positions).tolist()
    possible, doubts = true, []
    if page[-1].order >= 2:
        possible = found.possible_rows.contains(positions).tolist()
        doubts = [
            (condition.dimension, (~condition.at(positions)[0]).tolist())
            for condition in look.conditions
        ]
    offer_ids, has_offer = segment.offer_ids[rows].tolist(), segment.has_offer[rows].tolist()
    hits, end = [], 0
    for ranked, length in zip(page, lengths.tolist(), strict=True):
        start, end = end, end + length
        certain, located = ranked.order < 2, query.near is not None and ranked.order % 2 == 0
        good = true if certain else possible
        mine = [row for row in range(start, end) if good[row]]
        unknown: list[str] = []
        if not certain:
            unknown = [name for name, doubt in doubts if any(doubt[row] for row in mine)]
            if ranked.slot >= segment.n_located_slots:
                where = {"within_m": query.within_m, "inside": query.inside}
                asked = [name for name, value in where.items() if value is not None]
                # Said before the hour, as in the query.
                at = len(unknown) - (unknown[-1:] == ["open_at"])
                unknown[at:at] = asked
        hits.append(
            Hit(
                place_id=ranked.place_id,
                offer_ids=tuple(sorted([offer_ids[row] for row in mine if has_offer[row]])),
                distance_m=ranked.metres if located else None,
                certain=certain,
                unknown=tuple(dict.fromkeys(unknown)),
            )
        )
    return hits
