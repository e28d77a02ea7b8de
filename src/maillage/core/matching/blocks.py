"""Candidate pairs, streamed: records that share a key, in blocks that stay small.

Each key is a column of numbers, -1 for none. Records that bear one key make a block; a block of
more than LARGEST records is cut by second keys, and what is still too large is read in the order
of contents, each record with the few that follow it. So the number of pairs grows with the number
of records, not with its square.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from maillage.core.matching.prepare import Floats, Ints, Prepared

Small = NDArray[np.int32]
LARGEST = 50
FOLLOWING = 6
# Records whose pairs are made at once: what bounds the memory.
SHARD = 200_000
CELL_M = 300.0
_DEGREE_M = 111_195.0


def mixed(*columns: Ints) -> Ints:
    """Return one column of keys from several; -1 where one of them is -1."""
    known = np.logical_and.reduce([column >= 0 for column in columns])
    total = np.zeros(len(columns[0]), dtype=np.uint64)
    for column in columns:
        # Mixing function of SplitMix64 (Steele, Lea and Flood 2014): no two keys meet in practice.
        total = (total ^ column.astype(np.uint64)) + np.uint64(0x9E3779B97F4A7C15)
        total = (total ^ (total >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        total = (total ^ (total >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        total ^= total >> np.uint64(31)
    return np.where(known, (total >> np.uint64(1)).astype(np.int64), -1)


def _cells(latitude: Floats, longitude: Floats, shift: tuple[float, float]) -> Ints:
    known = ~np.isnan(latitude)
    lat = np.nan_to_num(latitude)
    row = np.floor(lat * _DEGREE_M / CELL_M + shift[0]).astype(np.int64)
    # The width of a cell is that of the middle of its row, so that a row is one grid.
    middle = np.radians((row + 0.5 - shift[0]) * CELL_M / _DEGREE_M)
    wide = np.maximum(np.cos(middle), 0.01)
    column = np.floor(np.nan_to_num(longitude) * _DEGREE_M * wide / CELL_M + shift[1])
    keys = mixed(row + 2**31, column.astype(np.int64) + 2**31)
    return np.where(known, keys, -1)


def _acronym_or(words: Ints, acronym: Ints) -> Ints:
    return np.where(acronym >= 0, acronym, words)


def keys_of(data: Prepared) -> Iterator[Ints]:
    """Yield the columns of keys: two records that share one of them are candidates."""
    words = data.name.column.values
    area = np.where(
        data.commune >= 0, data.commune, np.where(data.insee >= 0, data.insee + 2**40, -1)
    )
    yield data.siret.values[:, 0]
    for values in (data.phone.values, data.email.values):
        yield from (values[:, place] for place in range(2))
    yield mixed(data.site.values[:, 0], area)
    yield mixed(data.mail_host.values[:, 0], area)
    for where in (area, data.postcode):
        for place in range(3):
            yield mixed(where, words[:, place])
        for place in range(2):
            yield mixed(where, data.acronym[:, place])
        yield mixed(where, data.street.column.values[:, 0], data.low)
        yield mixed(where, data.plain)
    named = data.name.joined
    initial = np.array([-1 if len(text) < 4 else hash4(text) for text in named], dtype=np.int64)
    yield mixed(area, initial)
    yield mixed(area, data.street.column.values[:, 0])
    yield mixed(data.site.values[:, 0], words[:, 0])
    for shift in ((0.0, 0.0), (0.5, 0.0), (0.0, 0.5), (0.5, 0.5)):
        yield _cells(data.latitude, data.longitude, shift)


def hash4(text: str) -> int:
    """Return a number for the first four letters."""
    return sum((ord(letter) & 0xFFFF) << (8 * place) for place, letter in enumerate(text[:4]))


def _pairs_inside(order: Small, reach: Small, ends: Small, among: NDArray[np.bool_]) -> Ints:
    """Return (2, p) pairs of each chosen entry with those that follow it in its block."""
    at = np.flatnonzero(among)
    following = ends[at] - at - 1
    following = np.minimum(following, reach[at])
    first = np.repeat(at, following)
    starts = np.cumsum(following) - following
    second = first + 1 + np.arange(len(first)) - np.repeat(starts, following)
    return np.stack([order[first], order[second]]).astype(np.int64)


class _Blocks:
    """Entries of one key, sorted by block; blocks too large are cut."""

    def __init__(
        self, data: Prepared, key: Ints, content: NDArray[np.uint64], seconds: list[Ints]
    ) -> None:
        self.parts: list[tuple[Small, Small, Small]] = []
        members = np.flatnonzero(key >= 0)
        self._cut(members, key[members], content, seconds)

    def _cut(
        self, members: Ints, key: Ints, content: NDArray[np.uint64], seconds: list[Ints]
    ) -> None:
        if not members.size:
            return
        order = np.lexsort((content[members], key))
        members, key = members[order], key[order]
        starts = np.flatnonzero(np.append(True, key[1:] != key[:-1]))
        sizes = np.diff(np.append(starts, len(key)))
        of_entry = np.repeat(np.arange(len(starts)), sizes)
        ends = np.repeat(starts + sizes, sizes)
        reach = np.where(sizes <= LARGEST, LARGEST, FOLLOWING)[of_entry]
        alone = (sizes == 1)[of_entry]
        keep = ~alone
        if keep.any():
            # Positions of the entries kept, so that the ends still hold.
            shift = np.cumsum(alone)
            ends_kept = (ends - np.append(0, shift)[np.minimum(ends, len(shift))])[keep]
            # Small numbers: all the blocks of all the keys are held at once.
            self.parts.append(
                (
                    members[keep].astype(np.int32),
                    reach[keep].astype(np.int32),
                    ends_kept.astype(np.int32),
                )
            )
        large = (sizes > LARGEST)[of_entry]
        if large.any():
            for place, second in enumerate(seconds):
                both = mixed(np.abs(key[large]), second[members[large]])
                chosen = both >= 0
                self._cut(members[large][chosen], both[chosen], content, seconds[place + 1 :][:1])

    def pairs(self, among: NDArray[np.bool_]) -> Iterator[Ints]:
        for members, reach, ends in self.parts:
            yield _pairs_inside(members, reach, ends, among[members])

    def touching(self, changed: NDArray[np.bool_]) -> Iterator[Ints]:
        for members, reach, ends in self.parts:
            # Whole blocks in which something changed.
            of_block = np.append(True, ends[1:] != ends[:-1]).cumsum() - 1
            touched = np.zeros(of_block[-1] + 1, dtype=bool)
            touched[of_block[changed[members]]] = True
            found = _pairs_inside(members, reach, ends, touched[of_block])
            yield found[:, changed[found[0]] | changed[found[1]]]


def _all_blocks(data: Prepared) -> list[_Blocks]:
    content = data.key
    words = data.name.column.values
    by_street = mixed(data.street.column.values[:, 0], data.low)
    seconds = [words[:, 0], words[:, 1], by_street, data.phone.values[:, 0], data.plain]
    return [_Blocks(data, key, content, seconds) for key in keys_of(data)]


def _unique(found: list[Ints], n: int) -> tuple[Ints, Ints]:
    pairs = np.concatenate(found, axis=1) if found else np.empty((2, 0), dtype=np.int64)
    low, high = np.minimum(pairs[0], pairs[1]), np.maximum(pairs[0], pairs[1])
    codes = np.unique(low[low != high] * n + high[low != high])
    return codes // n, codes % n


def candidate_pairs(data: Prepared) -> Iterator[tuple[Ints, Ints]]:
    """Yield candidate pairs, left < right, each once in all, by shards of records."""
    blocks = _all_blocks(data)
    for start in range(0, data.n, SHARD):
        among = np.zeros(data.n, dtype=bool)
        among[start : start + SHARD] = True
        found = []
        for block in blocks:
            for pairs in block.touching(among) if data.n > SHARD else block.pairs(among):
                # A pair belongs to the shard of its first record.
                found.append(pairs[:, np.minimum(pairs[0], pairs[1]) // SHARD == start // SHARD])
        yield _unique(found, data.n)


def pairs_with(data: Prepared, changed: NDArray[np.bool_]) -> tuple[Ints, Ints]:
    """Return the candidate pairs that hold a changed record."""
    found = [pairs for block in _all_blocks(data) for pairs in block.touching(changed)]
    return _unique(found, data.n)
