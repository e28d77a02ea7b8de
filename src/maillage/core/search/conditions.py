"""The conditions of a query on one segment, each with what is true and what is possible."""

from bisect import bisect_left
from typing import Protocol

import numpy as np

from maillage.core.search.bitsets import Bools, Ints, Positions, Posting, Words, any_contains, union
from maillage.core.search.opening import OpenAt
from maillage.core.search.query import Query, Wanted
from maillage.core.search.segment import Segment
from maillage.core.search.text import singular, words_asked


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

    def true(self) -> Words:
        if self._true is None:
            self._true = union(self._sure, self._size)
        return self._true

    def possible(self) -> Words:
        if not self._doubtful:
            return self.true()
        words = self.true() | union(self._doubtful[:1], self._size)
        for posting in self._doubtful[1:]:
            posting.add_to(words)
        return words

    def at(self, positions: Positions) -> tuple[Bools, Bools]:
        true = any_contains(self._sure, positions)
        return true, true | any_contains(self._doubtful, positions)

    def candidates(self) -> Ints:
        lists = [posting.to_positions() for posting in self._sure + self._doubtful]
        if not lists:
            return np.zeros(0, dtype=np.int64)
        return np.unique(np.concatenate(lists)).astype(np.int64)


def wanted_condition(segment: Segment, wanted: Wanted) -> Condition:
    """Return the condition that at least one feature is there."""
    doubtful: dict[int, Posting] = {}
    for feature in wanted.any_of + wanted.maybe:
        for posting in segment.doubts(feature):
            doubtful[id(posting)] = posting
    perhaps = [segment.has(feature) for feature in wanted.maybe]
    return Among(
        segment,
        wanted.dimension,
        [segment.has(feature) for feature in wanted.any_of],
        list(doubtful.values()) + perhaps,
    )


def word_condition(segment: Segment, word: str, *, is_last: bool) -> Condition:
    """Return the condition that a word is in the text, unfinished if it is the last one."""
    forms = set(segment.forms_of_singular.get(singular(word), ()))
    if is_last:
        every = segment.sorted_forms
        at = bisect_left(every, word)
        while at < len(every) and every[at].startswith(word):
            forms.add(every[at])
            at += 1
    return Among(segment, "text", [segment.forms[form] for form in sorted(forms)], [])


def conditions_of(segment: Segment, query: Query, opening: OpenAt | None) -> list[Condition]:
    """Return the conditions of a query, all but the distance, in their order.

    Parameters
    ----------
    opening : what is open at query.open_at in this segment; None if that is not asked
    """
    conditions: list[Condition] = [wanted_condition(segment, w) for w in query.wanted]
    words = words_asked(query.text)
    for at, word in enumerate(words):
        conditions.append(word_condition(segment, word, is_last=at == len(words) - 1))
    if opening is not None:
        conditions.append(opening)
    return conditions
