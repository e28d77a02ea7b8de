"""Groups of records that are one place, in which no pair is known to be two."""

from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np

from maillage.core.matching.prepare import Ints

Pairs = Iterable[tuple[int, int]]
# Asked about pairs: (left, right) arrays to which of them are "different".
Opposed = Callable[[Ints, Ints], "np.ndarray[tuple[int], np.dtype[np.bool_]]"]
_AT_ONCE = 200_000
_SMALL = 400
# Different contents in one group: beyond this no place is so often described, and something else
# is wrong; each new one would be compared with all the others.
LARGEST_GROUP = 500
Key = Callable[[int], int]
Linked = Sequence[tuple[int, int]]


class Grouping(NamedTuple):
    """Groups of two records or more, and what was refused.

    groups : positions, ascending in each group, groups in the order of their first
    contradictions : pairs said "same" that another decision forbids
    refused : pairs thought "same" whose union would have joined two different records
    """

    groups: list[list[int]]
    contradictions: list[tuple[int, int]]
    refused: list[tuple[int, int]]


class _Sets:
    """Disjoint sets of records; `faces` holds one record for each content in a set."""

    def __init__(self, key: Key) -> None:
        self._key = key
        self._root: dict[int, int] = {}
        self.members: dict[int, list[int]] = {}
        self.faces: dict[int, dict[int, int]] = {}

    def root(self, item: int) -> int:
        root = self._root.setdefault(item, item)
        if root == item:
            if item not in self.members:
                self.members[item] = [item]
                self.faces[item] = {self._key(item): item}
            return item
        while root != self._root[root]:
            root = self._root[root]
        self._root[item] = root
        return root

    def join(self, a: int, b: int) -> None:
        if len(self.members[a]) < len(self.members[b]):
            a, b = b, a
        self.members[a] += self.members.pop(b)
        self.faces[a] |= self.faces.pop(b)
        self._root[b] = a


def _ordered(pair: tuple[int, int]) -> tuple[int, int]:
    return (pair[0], pair[1]) if pair[0] < pair[1] else (pair[1], pair[0])


class _Checked:
    """Answers about pairs of contents, asked in large lots and remembered."""

    def __init__(self, opposed: Opposed | None, key: Key, linked: Linked) -> None:
        self._opposed, self._key = opposed, key
        # What is linked is not opposed, and one content does not oppose itself.
        self._known = {self._contents(a, b): False for a, b in linked}
        if opposed is None:
            return
        sets = _Sets(key)
        for a, b in linked:
            if (root_a := sets.root(a)) != (root_b := sets.root(b)):
                sets.join(root_a, root_b)
        asked: list[tuple[int, int]] = []
        for faces in sets.faces.values():
            # A very large component is asked about as its groups grow.
            if 2 < len(faces) <= _SMALL:
                inside = sorted(faces.values())
                asked += [(a, b) for at, a in enumerate(inside) for b in inside[at + 1 :]]
                if len(asked) > _AT_ONCE:
                    self._ask(asked)
                    asked = []
        self._ask(asked)

    def _contents(self, a: int, b: int) -> tuple[int, int]:
        key_a, key_b = self._key(a), self._key(b)
        return (key_a, key_b) if key_a <= key_b else (key_b, key_a)

    def _ask(self, pairs: list[tuple[int, int]]) -> None:
        new = {self._contents(a, b): (a, b) for a, b in pairs}
        new = {contents: pair for contents, pair in new.items() if contents not in self._known}
        if new and self._opposed is not None:
            both = np.array(list(new.values()), dtype=np.int64)
            answers = self._opposed(both[:, 0], both[:, 1]).tolist()
            self._known.update(zip(new, answers, strict=True))

    def any_opposed(self, left: dict[int, int], right: dict[int, int]) -> bool:
        pairs = [(a, b) for key, a in left.items() for other, b in right.items() if key != other]
        self._ask(pairs)
        return any(self._known.get(self._contents(a, b), False) for a, b in pairs)


def grouped(
    same_pairs: Sequence[tuple[int, int, float]],
    *,
    key: Key,
    must: Pairs = (),
    cannot: Pairs = (),
    opposed: Opposed | None = None,
) -> Grouping:
    """Join pairs from the most probable down, never two records known to be different.

    Parameters
    ----------
    same_pairs : (left, right, probability)
    key : content of a record, which decides between equal probabilities
    must, cannot : decided by people; a decision "different" wins over any chain of "same"
    opposed : asked about the pairs that a union would put together
    """

    def by_content(pair: tuple[int, int]) -> tuple[int, ...]:
        return tuple(sorted((key(pair[0]), key(pair[1]))))

    apart_of: dict[int, set[int]] = {}
    for a, b in cannot:
        apart_of.setdefault(a, set()).add(b)
        apart_of.setdefault(b, set()).add(a)
    sets = _Sets(key)

    def forbidden(a: int, b: int) -> bool:
        return any(
            not apart_of[item].isdisjoint(sets.members[b])
            for item in sets.members[a]
            if item in apart_of
        )

    contradictions: list[tuple[int, int]] = []
    decided = sorted({_ordered(pair) for pair in must}, key=lambda pair: (by_content(pair), pair))
    for pair in decided:
        a, b = sets.root(pair[0]), sets.root(pair[1])
        if a == b:
            continue
        if forbidden(a, b):
            contradictions.append(pair)
        else:
            sets.join(a, b)
    refused: list[tuple[int, int]] = []
    ranked = sorted(
        ((a, b, p) for a, b, p in same_pairs if a != b),
        key=lambda pair: (-round(pair[2], 9), by_content(pair[:2]), pair[:2]),
    )
    checked = _Checked(opposed, key, [*decided, *((a, b) for a, b, _ in ranked)])
    for item, other, _ in ranked:
        a, b = sets.root(item), sets.root(other)
        if a == b:
            continue
        too_large = len(sets.faces[a]) + len(sets.faces[b]) > LARGEST_GROUP
        if too_large or forbidden(a, b) or checked.any_opposed(sets.faces[a], sets.faces[b]):
            refused.append(_ordered((item, other)))
        else:
            sets.join(a, b)
    groups = sorted(sorted(members) for members in sets.members.values() if len(members) > 1)
    return Grouping(groups, contradictions, refused)
