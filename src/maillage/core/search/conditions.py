"""The conditions of a query on one segment, each with what is true and what is possible."""

from bisect import bisect_left
from datetime import datetime
from typing import Protocol

import numpy as np

from maillage.core.search.bitsets import Bools, Ints, Positions, Posting, Words, any_contains, union
from maillage.core.search.opening import Openings
from maillage.core.search.query import Query, Wanted
from maillage.core.search.segment import Segment
from maillage.core.search.text import singular, words_asked

# Bits of conditions kept in memory, for each segment.
_BYTES_KEPT = 64_000_000


class Condition(Protocol):
    """One condition. What is returned as bits may be shared: it is never written on."""

    dimension: str
    # At most so many positions are possible; None when that is not known beforehand.
    bound: int | None

    def true(self) -> Words:
        """Return the positions where it is known to be true."""
        ...

    def possible(self) -> Words:
        """Return the positions where it is true or unknown."""
        ...

    def at(self, positions: Positions) -> tuple[Bools, Bools]:
        """Return, for each position, whether it is true, and whether it is possible."""
        ...

    def candidates(self) -> Ints:
        """Return all possible positions, ascending. Only called when bound is not None."""
        ...


class Among:
    """True in one of the postings, else possible in one of the doubtful ones."""

    def __init__(
        self, segment: Segment, dimension: str, sure: list[Posting], doubtful: list[Posting]
    ) -> None:
        self.dimension = dimension
        self._size = segment.size
        self._sure = [posting for posting in sure if posting.size]
        self._doubtful = [posting for posting in doubtful if posting.size]
        self.bound: int | None = sum(p.size for p in self._sure + self._doubtful)
        self._true: Words | None = None
        self._possible: Words | None = None

    def true(self) -> Words:
        if self._true is None:
            self._true = union(self._sure, self._size)
        return self._true

    def possible(self) -> Words:
        if not self._doubtful:
            return self.true()
        if self._possible is None:
            words = self.true().copy()
            for posting in self._doubtful:
                posting.add_to(words)
            self._possible = words
        return self._possible

    def at(self, positions: Positions) -> tuple[Bools, Bools]:
        true = any_contains(self._sure, positions)
        return true, true | any_contains(self._doubtful, positions)

    def candidates(self) -> Ints:
        lists = [posting.to_positions() for posting in self._sure + self._doubtful]
        if not lists:
            return np.zeros(0, dtype=np.int64)
        return np.unique(np.concatenate(lists)).astype(np.int64)


class Conditions:
    """The conditions asked of a segment, kept for the next readers: the same ones come back.

    Notes
    -----
    Several threads may ask at once: at worst one condition is prepared twice.
    """

    def __init__(self, segment: Segment) -> None:
        self._segment = segment
        self._openings = Openings(segment)
        self._kept: dict[Wanted | tuple[str, bool], Condition] = {}
        self._at_most = max(20, _BYTES_KEPT // (2 * 8 * max(1, segment.size)))

    def of(self, query: Query, *, now: datetime) -> list[Condition]:
        """Return the conditions of a query, all but the distance, in their order."""
        conditions = [
            self._kept.get(wanted) or self._keep(wanted, self._wanted(wanted))
            for wanted in query.wanted
        ]
        if query.text:
            words = words_asked(query.text)
            for at, word in enumerate(words):
                key = (word, at == len(words) - 1)
                conditions.append(self._kept.get(key) or self._keep(key, self._word(*key)))
        if query.open_at is not None:
            conditions.append(self._openings.at(query.open_at, now=now))
        return conditions

    def next_openings(self, now: datetime, until: datetime) -> Ints:
        """Return in how many minutes each schedule opens; see Openings.next_openings."""
        return self._openings.next_openings(now, until)

    def _keep(self, key: Wanted | tuple[str, bool], condition: Condition) -> Condition:
        if len(self._kept) >= self._at_most:
            self._kept.clear()
        self._kept[key] = condition
        return condition

    def _wanted(self, wanted: Wanted) -> Condition:
        """Return the condition that at least one feature is there."""
        segment = self._segment
        doubtful: dict[int, Posting] = {}
        for feature in wanted.any_of + wanted.maybe:
            for posting in segment.doubts(feature):
                doubtful[id(posting)] = posting
        return Among(
            segment,
            wanted.dimension,
            [segment.has(feature) for feature in wanted.any_of],
            [*doubtful.values(), *(segment.has(feature) for feature in wanted.maybe)],
        )

    def _word(self, word: str, is_last: bool) -> Condition:
        """Return the condition that a word is in the text, unfinished if it is the last one."""
        segment = self._segment
        forms = set(segment.forms_of_singular.get(singular(word), ()))
        if is_last:
            every = segment.sorted_forms
            at = bisect_left(every, word)
            while at < len(every) and every[at].startswith(word):
                forms.add(every[at])
                at += 1
        return Among(segment, "text", [segment.forms[form] for form in sorted(forms)], [])
