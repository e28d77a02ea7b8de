"""Sets of small integers: as bits (64 to a word, lowest first), or as a sorted array."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Words = NDArray[np.uint64]
Positions = NDArray[np.int32] | NDArray[np.int64]
Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

_ONE = np.uint64(1)
# From one integer for so many words on, a set is kept as bits.
_WORDS_PER_INTEGER = 2


def n_words_for(size: int) -> int:
    """Return how many words hold the integers below size."""
    return (size + 63) // 64


def from_positions(positions: Positions, n_words: int) -> Words:
    """Return the bits of these integers, in any order, repeated or not."""
    words = np.zeros(n_words, dtype=np.uint64)
    add(words, positions)
    return words


def add(words: Words, positions: Positions) -> None:
    """Set these bits in place."""
    if positions.size * 64 > words.size * 8:
        # Many: one byte per bit, then packed, is several times faster than one by one.
        flags = np.zeros(words.size * 64, dtype=np.uint8)
        flags[positions] = 1
        words |= np.packbits(flags, bitorder="little").view("<u8")
        return
    bits = np.left_shift(_ONE, (positions & 63).astype(np.uint64))
    np.bitwise_or.at(words, positions >> 6, bits)


def contains(words: Words, positions: Positions) -> Bools:
    """Return, for each integer, whether its bit is set."""
    if positions.size > words.size:
        # Many: one byte per bit is quicker to pick from.
        return flags_of(words)[positions]
    shifted = np.right_shift(words[positions >> 6], (positions & 63).astype(np.uint64))
    return np.asarray((shifted & _ONE).astype(np.bool_))


def flags_of(words: Words) -> Bools:
    """Return for each integer, in order, whether its bit is set."""
    return np.unpackbits(words.astype("<u8", copy=False).view(np.uint8), bitorder="little").view(
        np.bool_
    )


def to_positions(words: Words) -> Ints:
    """Return the integers whose bit is set, ascending."""
    full = np.flatnonzero(words)
    if full.size * 2 > words.size:
        return np.flatnonzero(flags_of(words))
    bits = np.unpackbits(words[full].astype("<u8").view(np.uint8), bitorder="little")
    found = np.flatnonzero(bits.view(np.bool_))
    return np.asarray((full[found >> 6] << 6) | (found & 63))


def count(words: Words) -> int:
    """Return how many bits are set."""
    return int(np.add.reduce(np.bitwise_count(words), dtype=np.int64))


@dataclass(frozen=True, slots=True)
class Posting:
    """Where a feature or a word is found: bits when that is smaller or faster, else an array.

    size : how many integers
    """

    size: int
    words: Words | None
    positions: NDArray[np.int32] | None

    @classmethod
    def of(cls, positions: Positions, n_words: int) -> "Posting":
        """Return the posting of distinct integers below 64 * n_words, in any order."""
        if positions.size * _WORDS_PER_INTEGER > n_words:
            return cls(positions.size, from_positions(positions, n_words), None)
        return cls(positions.size, None, np.sort(positions).astype(np.int32))

    def add_to(self, words: Words) -> None:
        """Add them to a set of bits, in place."""
        if self.words is not None:
            words |= self.words
        elif self.positions is not None:
            add(words, self.positions)

    def contains(self, positions: Positions) -> Bools:
        """Return, for each integer, whether it is here."""
        if self.words is not None:
            return contains(self.words, positions)
        here = self.positions
        if here is None or here.size == 0:
            return np.zeros(positions.shape, dtype=np.bool_)
        at = np.minimum(np.searchsorted(here, positions), here.size - 1)
        return np.asarray(here[at] == positions)

    def to_positions(self) -> Positions:
        """Return them, ascending."""
        if self.words is not None:
            return to_positions(self.words)
        assert self.positions is not None
        return self.positions


def union(postings: list[Posting], n_words: int) -> Words:
    """Return the bits that are in one posting at least. The caller may not write on them."""
    if len(postings) == 1 and postings[0].words is not None:
        return postings[0].words
    if len(postings) > 1 and (first := postings[0].words) is not None:
        second = postings[1].words
        if second is not None:
            words = first | second
            rest = postings[2:]
        else:
            words, rest = first.copy(), postings[1:]
    else:
        words, rest = np.zeros(n_words, dtype=np.uint64), postings
    for posting in rest:
        posting.add_to(words)
    return words


def any_contains(postings: list[Posting], positions: Positions) -> Bools:
    """Return, for each integer, whether it is in one posting at least."""
    found = np.zeros(positions.shape, dtype=np.bool_)
    for posting in postings:
        found |= posting.contains(positions)
    return found
