"""Compare the records, and write what is worth asking or joining.

How much a shared telephone or a shared word says depends on how many records bear it: one record
more may change what two others are worth. All are therefore compared each time that something
changed (seconds for a region), and only what differs is written.

What keeps two records of one group apart is written too, so that a few places can be planned alone
exactly as in the plan of the whole base.
"""

import hashlib
import math
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import Any

import numpy as np
from django.db import transaction

from maillage.apps.linking.actions.plan import Sets, decided_homes
from maillage.apps.linking.actions.regroup import hold
from maillage.apps.linking.models import Answer, ComparedRecord, LinkPair, Verdict
from maillage.apps.linking.queries.around import links_that_hold, row_of, tied_to
from maillage.core.matching import DEFAULT, Pair, PairList, compare, link
from maillage.core.matching.linking import scores
from maillage.core.matching.prepare import prepare
from maillage.web.bulk import insert_all

# Pairs written in one transaction: other writers wait for that long.
WRITE = 400
# Members of a group beyond which not all of them are compared with all: no place has so many.
LARGEST_GROUP = 2_000
# Records around an answer beyond which the next search looks at the whole group instead.
LARGEST_AROUND = 60
# Another model of weights, another mark: every record is then compared again.
MODEL = hashlib.blake2b(repr(DEFAULT).encode(), digest_size=8).hexdigest()
EVIDENCE = ("probability", "verdict", "evidence", "left_hash", "right_hash")

Key = tuple[int, int]
Progress = Callable[[str, int, int], None]


def mark(fields_hash: str) -> str:
    """Return what says that a record was compared as it is, with the weights of today."""
    return f"{fields_hash}-{MODEL}"


def compare_all(records: Sequence[ComparedRecord], *, progress: Progress) -> None:
    """Compare all these records with one another, and make the pairs of the base those found.

    Cut at any moment, it is begun again: what was written is then found as it should be.
    """
    values = [record.values for record in records]
    progress("Comparaison", 0, len(records))
    links = link(values)
    of = {record.pk: record for record in records}
    known: dict[Key, str] = {
        (left, right): answer
        for left, right, answer in LinkPair.objects.values_list("left", "right", "answer")
    }
    wanted = dict(_by_key(records, links.pairs))
    together = [key for key, pair in wanted.items() if pair.verdict == str(Verdict.SAME)]
    together += [key for key, answer in known.items() if answer == Answer.SAME]
    wanted |= dict(_by_key(records, _opposed(records, values, together, wanted)))
    # What people answered stays, with the evidence of today: it says whether to ask again.
    answered = {key for key, answer in known.items() if answer and set(key) <= set(of)}
    keys = sorted({*wanted, *answered})
    for start in range(0, len(keys), WRITE):
        progress("Comparaison", start, len(keys))
        _write(keys[start : start + WRITE], wanted, of)
    gone = sorted(key for key, answer in known.items() if not answer and key not in wanted)
    for start in range(0, len(gone), WRITE):
        _forget(gone[start : start + WRITE])
    progress("Comparaison", len(keys), len(keys))


def _by_key(records: Sequence[ComparedRecord], pairs: Iterable[Pair]) -> Iterator[tuple[Key, Pair]]:
    """Yield pairs with the numbers of their two records, but those of one place."""
    for pair in pairs:
        left, right = records[pair.left], records[pair.right]
        if left.home_id != right.home_id:
            yield (min(left.pk, right.pk), max(left.pk, right.pk)), pair


def _opposed(
    records: Sequence[ComparedRecord],
    values: Sequence[Mapping[str, Any]],
    together: Iterable[Key],
    known: Collection[Key],
) -> PairList:
    """Return the pairs, among records that a chain would put together, that are two places."""
    sets = Sets()
    for one, other in together:
        sets.join(one, other)
    # Records of one place, and of places that people joined; what the evidence joined is not said
    # here, or this search would depend on the last one.
    decided = decided_homes([row_of(record) for record in records], links_that_hold())
    first: dict[int, int] = {}
    for record in records:
        sets.join(first.setdefault(decided.find(record.home_id), record.pk), record.pk)
    members: dict[int, list[int]] = defaultdict(list)
    for position, record in enumerate(records):
        members[sets.find(record.pk)].append(position)
    asked = [
        (a, b)
        for group in members.values()
        if 2 < len(group) <= LARGEST_GROUP
        for a, b in combinations(group, 2)
        if (min(records[a].pk, records[b].pk), max(records[a].pk, records[b].pk)) not in known
    ]
    data = prepare(values)
    left, right = np.array(asked, dtype=np.int64).reshape(-1, 2).T
    probabilities = scores(data, DEFAULT, left, right)
    against = probabilities < DEFAULT.doubtful_from
    return PairList(data, DEFAULT, left[against], right[against], probabilities[against])


@transaction.atomic
def _write(
    keys: Sequence[Key], wanted: Mapping[Key, Pair], of: Mapping[int, ComparedRecord]
) -> None:
    hold()
    known = _rows(keys)
    new, changed = [], []
    for key in keys:
        left, right = of[key[0]], of[key[1]]
        said = _said(left, right, wanted.get(key) or compare(left.values, right.values))
        row = known.get(key)
        if row is None:
            new.append(LinkPair(left=left, right=right, **said))
        elif any(getattr(row, name) != value for name, value in said.items()):
            for name, value in said.items():
                setattr(row, name, value)
            changed.append(row)
    insert_all(new)
    # Never the answer: somebody may be giving it.
    LinkPair.objects.bulk_update(changed, EVIDENCE, batch_size=100)


@transaction.atomic
def _forget(keys: Sequence[Key]) -> None:
    hold()
    rows = [row.pk for row in _rows(keys).values() if not row.answer]
    LinkPair.objects.filter(pk__in=rows).delete()


def _rows(keys: Collection[Key]) -> dict[Key, LinkPair]:
    """Return the pairs that are there, by the numbers of their records. One query."""
    rows = LinkPair.objects.filter(left__in={left for left, _right in keys})
    found = {(row.left_id, row.right_id): row for row in rows}
    return {key: found[key] for key in keys if key in found}


def _said(left: ComparedRecord, right: ComparedRecord, found: Any) -> dict[str, Any]:
    # Rounded: one record more in the base is no news of every pair.
    return {
        "probability": rounded(float(found.probability)),
        "verdict": str(found.verdict),
        "evidence": [
            {
                "field": str(piece.field),
                "weight": round(float(piece.weight), 1),
                "says": str(piece.says),
                "words": str(piece.words),
            }
            for piece in (found.evidence if isinstance(found, Pair) else found.pieces)
        ],
        "left_hash": left.fields_hash,
        "right_hash": right.fields_hash,
    }


def rounded(probability: float) -> float:
    """Return a probability to half a bit of its odds: fine near 0 and 1, where it tells.

    >>> rounded(0.5), round(rounded(0.9987), 4), rounded(1.0) < 1
    (0.5, 0.9986, True)
    """
    inside = min(1 - 1e-12, max(1e-12, probability))
    half_bits = round(2 * math.log2(inside / (1 - inside)))
    return float(1 / (1 + 2 ** (-half_bits / 2)))


def compare_records(left: ComparedRecord, right: ComparedRecord) -> dict[str, Any]:
    """Return what a pair of two records says, for a new row; the smaller number on the left."""
    found = compare(left.values, right.values)
    return {"left": left, "right": right} | _said(left, right, found)


def oppose_around(homes: Collection[int]) -> None:
    """Write what keeps apart the records that are tied to these places, before they are joined.

    Inside a transaction only. The next search writes it again, with the weights of the whole base.
    """
    tied = tied_to(homes)
    live = [record.pk for record in tied.records if record.live]
    if len(live) > LARGEST_AROUND:
        return
    known = {(pair.left, pair.right) for pair in tied.pairs}
    rows = ComparedRecord.objects.in_bulk(live)
    new = []
    for left, right in combinations(sorted(live), 2):
        if (left, right) not in known and rows[left].home_id != rows[right].home_id:
            said = compare_records(rows[left], rows[right])
            if said["verdict"] == Verdict.DIFFERENT:
                new.append(LinkPair(**said))
    insert_all(new)
