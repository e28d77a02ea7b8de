"""Every offer that answers, one by one, is what the definition says of each."""

from dataclasses import replace
from datetime import datetime, timedelta

from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.search import Entry, Index, Query, Wanted
from maillage.core.search.tests.reference import (
    NO,
    UNKNOWN,
    YES,
    conditions,
    metres,
    truth_of_feature,
)
from maillage.core.search.tests.strategies import ALL_FEATURES, NOW, Week, queries, towns


def by_definition(entries: list[Entry], query: Query) -> dict:
    """What is known of each offer that is possible, by (place, offer)."""
    found = {}
    for entry in entries:
        truths = conditions(entry, query)
        truth = min([YES] + [t for _, t in truths])
        if truth == NO:
            continue
        away = metres(entry, query.near)
        key = (entry.place_id, -1 if entry.offer_id is None else entry.offer_id)
        doubts = {name for name, t in truths if t == UNKNOWN}
        day = 0 if entry.verified_on is None else entry.verified_on.toordinal()
        marks = tuple(truth_of_feature(entry, f) for f in (*ALL_FEATURES, "word:ordinateur"))
        found.setdefault(key, []).append(
            (truth == YES, -1 if away is None else away, day, doubts, marks)
        )
    return found


def by_index(index: Index, query: Query) -> dict:
    found = {}
    for part in index.matched(query, now=NOW):
        marks = [
            part.has(feature).astype(int) + part.may_have(feature)
            for feature in (*ALL_FEATURES, "word:ordinateur")
        ]
        columns = (part.place_ids, part.offer_ids, part.certain, part.metres, part.verified)
        for at, (place, offer, certain, away, day) in enumerate(zip(*columns, strict=True)):
            row = (
                bool(certain),
                int(away),
                int(day),
                set(part.doubts_of(at)),
                tuple(int(mark[at]) for mark in marks),
            )
            found.setdefault((int(place), int(offer)), []).append(row)
    return found


def same(one: dict, other: dict) -> bool:
    return {key: sorted(rows, key=repr) for key, rows in one.items()} == {
        key: sorted(rows, key=repr) for key, rows in other.items()
    }


@given(entries=towns(), query=queries(), gone=st.lists(st.integers(1, 40), max_size=2))
@settings(deadline=None, max_examples=100)
def test_matched_is_the_definition_also_after_changes(entries, query, gone) -> None:
    if query.within_m is not None:
        query = replace(query, inside=None)  # one of the two says why a place is doubtful
    index = Index.build(entries).patched((), gone)
    left = [entry for entry in entries if entry.place_id not in gone]
    assert same(by_index(index, query), by_definition(left, query))


@given(
    intervals=st.lists(
        st.tuples(st.integers(0, 1439), st.integers(1, 600)), min_size=0, max_size=2
    ),
    ahead=st.integers(0, 4 * 1440),
)
@settings(deadline=None, max_examples=60)
def test_the_next_opening_is_the_first_minute_that_is_open(intervals, ahead) -> None:
    week = Week(tuple((start, start + length) for start, length in intervals))
    index = Index.build([Entry(place_id=1, hours=week), Entry(place_id=2)])
    until = NOW + timedelta(minutes=ahead)

    def is_open(moment: datetime) -> bool:
        query = Query(open_at=moment, relax=False)
        return any(hit.place_id == 1 for hit in index.find(query, now=NOW).hits)

    (part,) = index.matched(Query(), now=NOW)
    waits = dict(zip(part.place_ids.tolist(), part.next_openings(NOW, until), strict=True))
    assert waits[2] == -1
    wait = int(waits[1])
    if wait < 0:
        moments = [NOW + timedelta(minutes=m) for m in range(0, ahead + 1, 7)]
        assert not any(is_open(moment) for moment in moments)
    else:
        assert wait <= ahead
        assert is_open(NOW + timedelta(minutes=wait))
        earlier = range(0, wait, max(1, wait // 40))
        assert not any(is_open(NOW + timedelta(minutes=m)) for m in earlier)


def test_a_word_of_the_text_is_a_feature_like_another() -> None:
    index = Index.build(
        [Entry(place_id=1, text="Tableurs et lettres"), Entry(place_id=2, text="Photos")]
    )
    asked = Query(wanted=(Wanted(dimension="need", any_of=("word:tableur",)),), relax=False)
    assert [hit.place_id for hit in index.find(asked, now=NOW).hits] == [1]


@given(entries=towns(), query=queries())
@settings(deadline=None, max_examples=60)
def test_the_smallest_of_each_place_is_that_of_its_offers(entries, query) -> None:
    for part in Index.build(entries).matched(query, now=NOW):
        values = part.rows * 7919 % 101
        expected: dict[int, int] = {}
        for head, value in zip(part.heads.tolist(), values.tolist(), strict=True):
            expected[head] = min(value, expected.get(head, 999))
        smallest = part.segment.smallest_of(part.positions, values, otherwise=999)
        assert {at: n for at, n in enumerate(smallest.tolist()) if n < 999} == expected
