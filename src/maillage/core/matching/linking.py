"""Records to pairs with their reasons, and to groups: the whole run."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import overload

import numpy as np

from maillage.core.matching.blocks import SHARD, candidate_pairs, pairs_with
from maillage.core.matching.evidence import Evidence, Piece, Verdict, pieces_of
from maillage.core.matching.groups import Grouping, Pairs, grouped
from maillage.core.matching.levels import compare_pairs
from maillage.core.matching.model import DEFAULT, Model, field_weights, probability
from maillage.core.matching.prepare import Floats, Ints, Prepared, prepare
from maillage.core.matching.reading import Record

Progress = Callable[[str, int, int], None]
# Pairs scored at once: about 100 bytes each for a moment.
AT_ONCE = 200_000
_NO_PAIR = np.empty(0, dtype=np.int64)


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and what is thought of them; `left` < `right` are positions in the records."""

    left: int
    right: int
    probability: float
    verdict: Verdict
    evidence: tuple[Piece, ...]


class PairList(Sequence[Pair]):
    """Pairs, the most probable first; the evidence of one is written when it is read.

    left, right : (p,) positions
    probabilities : (p,)
    """

    def __init__(
        self, data: Prepared, model: Model, left: Ints, right: Ints, probabilities: Floats
    ) -> None:
        self._data, self._model = data, model
        self.left, self.right, self.probabilities = left, right, probabilities

    def __len__(self) -> int:
        return len(self.left)

    @overload
    def __getitem__(self, at: int) -> Pair: ...
    @overload
    def __getitem__(self, at: slice) -> list[Pair]: ...
    def __getitem__(self, at: int | slice) -> Pair | list[Pair]:
        if isinstance(at, slice):
            return list(self._some(range(len(self))[at]))
        return next(self._some([range(len(self))[at]]))

    def __iter__(self) -> Iterator[Pair]:
        for start in range(0, len(self), 5000):
            yield from self._some(range(start, min(start + 5000, len(self))))

    def _some(self, places: Sequence[int]) -> Iterator[Pair]:
        at = np.array(places, dtype=np.int64)
        left, right = self.left[at], self.right[at]
        evidence = evidence_of(self._data, self._model, left, right)
        for place, a, b, pieces in zip(
            at.tolist(), left.tolist(), right.tolist(), evidence, strict=True
        ):
            known = float(self.probabilities[place])
            yield Pair(a, b, known, verdict_of(self._model, known), pieces)


@dataclass(frozen=True, slots=True)
class Links:
    """What linking gives.

    pairs : those that are not "different", the most probable first
    groups : positions of the records of one place, two or more; no pair of a group is "different"
    contradictions : pairs said "same" that another decision forbids: "different" won
    refused : pairs thought "same" that were left apart, because a group would have held a
        pair that is "different"
    """

    pairs: PairList
    groups: list[list[int]]
    contradictions: list[tuple[int, int]]
    refused: list[tuple[int, int]]


def verdict_of(model: Model, known: float) -> Verdict:
    """Return what a probability means."""
    if known >= model.same_from:
        return "same"
    return "doubtful" if known >= model.doubtful_from else "different"


def scores(data: Prepared, model: Model, left: Ints, right: Ints) -> Floats:
    """Return the probability that each of p pairs is one place."""
    found = [np.empty(0)]
    for start in range(0, len(left), AT_ONCE):
        part = slice(start, start + AT_ONCE)
        compared = compare_pairs(data, left[part], right[part], model)
        found.append(probability(model, field_weights(model, compared.levels, compared.shared)))
    return np.concatenate(found)


def evidence_of(
    data: Prepared, model: Model, left: Ints, right: Ints
) -> Iterator[tuple[Piece, ...]]:
    """Yield the pieces of each of p pairs."""
    compared = compare_pairs(data, left, right, model)
    weights = field_weights(model, compared.levels, compared.shared)
    for at, (a, b) in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        of_pair = {field: float(weight[at]) for field, weight in weights.items()}
        yield pieces_of(data, model, compared, of_pair, at, a, b)


def _nothing(stage: str, done: int, total: int) -> None:
    """Tell nobody."""


def _checked_pairs(pairs: Pairs, n: int) -> list[tuple[int, int]]:
    found = []
    for a, b in pairs:
        if not (0 <= a < n and 0 <= b < n):
            raise ValueError(f"pair ({a}, {b}) is not in 0..{n - 1}")
        found.append((int(a), int(b)))
    return found


def link(
    records: Iterable[Record],
    *,
    model: Model = DEFAULT,
    same: Pairs = (),
    different: Pairs = (),
    progress: Progress | None = None,
    keep_from: float | None = None,
) -> Links:
    """Find which records are one place.

    Parameters
    ----------
    records : mappings with any of name, number, street, address, postcode, commune, code_insee,
        lat, lon, phone, email, site, siret, kind, hours; absent, "" and None are unknown
    same, different : pairs of positions decided by people
    progress : called with (stage, done, total)
    keep_from : least probability of the pairs given back; by default that of "doubtful"

    Returns
    -------
    Links : the same whatever the order of the records

    Raises
    ------
    TypeError : a record that is not a mapping
    ValueError : a decided pair out of range
    """
    tell = progress or _nothing
    tell("prepare", 0, 1)
    data = prepare(records)
    must, cannot = _checked_pairs(same, data.n), _checked_pairs(different, data.n)
    least = model.doubtful_from if keep_from is None else keep_from
    lefts, rights, knowns = [_NO_PAIR], [_NO_PAIR], [np.empty(0)]
    shards = max(1, -(-data.n // SHARD))
    for done, (some_left, some_right) in enumerate(candidate_pairs(data)):
        some = scores(data, model, some_left, some_right)
        above = some >= least
        lefts.append(some_left[above])
        rights.append(some_right[above])
        knowns.append(some[above])
        tell("compare", done + 1, shards)
    left, right, known = np.concatenate(lefts), np.concatenate(rights), np.concatenate(knowns)
    order = np.lexsort((right, left, -known))
    left, right, known = left[order], right[order], known[order]
    tell("group", 0, 1)
    found = _grouping(data, model, left, right, known, must, cannot)
    tell("group", 1, 1)
    pairs = PairList(data, model, left, right, known)
    return Links(pairs, found.groups, found.contradictions, found.refused)


def _grouping(
    data: Prepared,
    model: Model,
    left: Ints,
    right: Ints,
    known: Floats,
    must: list[tuple[int, int]],
    cannot: list[tuple[int, int]],
) -> Grouping:
    sure = known >= model.same_from
    pairs = list(zip(left[sure].tolist(), right[sure].tolist(), known[sure].tolist(), strict=True))
    return grouped(
        pairs,
        key=data.key.tolist().__getitem__,
        must=must,
        cannot=cannot,
        opposed=lambda a, b: scores(data, model, a, b) < model.doubtful_from,
    )


def group(
    n: int,
    pairs: Iterable[tuple[int, int, float]],
    *,
    same: Pairs = (),
    different: Pairs = (),
    records: Iterable[Record] | None = None,
    model: Model = DEFAULT,
) -> Grouping:
    """Group stored pairs anew, after decisions or a delivery.

    Parameters
    ----------
    n : number of records
    pairs : (left, right, probability); those under `model.same_from` join nothing, and those
        under `model.doubtful_from` keep their records apart
    records : to compare what no stored pair says; without them only stored pairs are believed
    """
    stored = list(pairs)
    _checked_pairs(((a, b) for a, b, _ in stored), n)
    must, cannot = _checked_pairs(same, n), _checked_pairs(different, n)
    sure = [(a, b, p) for a, b, p in stored if p >= model.same_from]
    data = prepare(records) if records is not None else None
    if data is not None and data.n != n:
        raise ValueError(f"{data.n} records, not {n}")
    against = {(min(a, b), max(a, b)) for a, b, p in stored if p < model.doubtful_from}

    def opposed(left: Ints, right: Ints) -> "np.ndarray[tuple[int], np.dtype[np.bool_]]":
        said = np.array(
            [(a, b) in against for a, b in zip(left.tolist(), right.tolist(), strict=True)],
            dtype=bool,
        )
        return (
            said
            if data is None
            else said | (scores(data, model, left, right) < model.doubtful_from)
        )

    key = data.key.tolist().__getitem__ if data is not None else int
    return grouped(sure, key=key, must=must, cannot=cannot, opposed=opposed)


def compare(a: Record, b: Record, *, model: Model = DEFAULT) -> Evidence:
    """Compare two records alone, and say why.

    Examples
    --------
    >>> left = {"name": "Médiathèque La Navette", "commune": "Clairmaille", "phone": "0199001234"}
    >>> right = {"name": "La Navette", "commune": "CLAIRMAILLE", "phone": "+33199001234"}
    >>> compare(left, right).verdict
    'same'
    """
    data = prepare([a, b])
    left, right = np.array([0]), np.array([1])
    known = float(scores(data, model, left, right)[0])
    return Evidence(known, verdict_of(model, known), next(evidence_of(data, model, left, right)))


def candidates(records: Iterable[Record]) -> Iterator[tuple[Ints, Ints]]:
    """Yield the pairs worth comparing, each once, as blocks of (left, right) positions."""
    yield from candidate_pairs(prepare(records))


def pairs_touching(
    records: Iterable[Record],
    changed: Iterable[int],
    *,
    model: Model = DEFAULT,
    keep_from: float | None = None,
) -> PairList:
    """Return the pairs that hold a changed record, compared; those kept as by `link`."""
    data = prepare(records)
    touched = np.zeros(data.n, dtype=bool)
    touched[list(changed)] = True
    left, right = pairs_with(data, touched)
    known = scores(data, model, left, right)
    above = known >= (model.doubtful_from if keep_from is None else keep_from)
    left, right, known = left[above], right[above], known[above]
    order = np.lexsort((right, left, -known))
    return PairList(data, model, left[order], right[order], known[order])
