"""The index answers what the definition (reference.py) says."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.search import Cursor, Entry, Index, Query, Wanted, bitsets, evaluation, paging
from maillage.core.search.tests.reference import slow_find
from maillage.core.search.tests.strategies import (
    NOW,
    Week,
    place_entries,
    queries,
    towns,
    wanteds,
)

# Small towns would only ever take the ways of small sets: (places measured one by one at most,
# words per position gone through one by one, words per integer kept as bits).
WAYS = [(2_000, 8, 2), (0, 8, 1000), (0, 0.001, 0.001), (0, 0.001, 1000), (2_000, 1000, 0.001)]
ways = st.sampled_from(WAYS)


@contextmanager
def going(way: tuple[float, float, float]) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paging, "_FEW", way[0])
        patch.setattr(evaluation, "_WORDS_PER_POSITION", way[1])
        patch.setattr(bitsets, "_WORDS_PER_INTEGER", way[2])
        yield


def all_pages(index: Index, query: Query) -> list:
    hits, results = [], index.find(query, now=NOW)
    hits += results.hits
    while results.next is not None:
        after = Cursor.decode(results.next.encode())
        results = index.find(replace(query, after=after), now=NOW)
        assert results.hits
        hits += results.hits
    return hits


@given(entries=towns(), query=queries(), way=ways)
@settings(deadline=None, max_examples=150)
def test_find_is_the_definition(entries: list[Entry], query: Query, way) -> None:
    with going(way):
        assert Index.build(entries).find(query, now=NOW) == slow_find(entries, query)


@given(entries=towns(max_places=6), query=queries(), way=ways)
@settings(deadline=None, max_examples=60)
def test_facets_are_the_definition(entries: list[Entry], query: Query, way) -> None:
    with going(way):
        found = Index.build(entries).find(query, now=NOW)
        assert found.facets() == slow_find(entries, query).facets()
        assert found.facets({"zone"}) == slow_find(entries, query).facets({"zone"})


@given(entries=towns(), query=queries(), way=ways)
@settings(deadline=None, max_examples=60)
def test_pages_put_end_to_end_are_the_whole_list(entries: list[Entry], query: Query, way) -> None:
    with going(way):
        index = Index.build(entries)
        whole = index.find(replace(query, limit=1000), now=NOW)
        assert all_pages(index, query) == list(whole.hits)


@given(data=st.data(), entries=towns(), query=queries())
@settings(deadline=None, max_examples=80)
def test_a_patched_index_is_the_one_built_from_scratch(data, entries, query) -> None:
    before = Index.build(entries)
    asked_before = before.find(query, now=NOW)
    index, now_there = before, list(entries)
    for _ in range(data.draw(st.integers(1, 4))):
        ids = data.draw(st.lists(st.integers(1, 45), max_size=3, unique=True))
        gone = set(data.draw(st.lists(st.integers(1, 45), max_size=3)))
        changed = [entry for place_id in ids for entry in data.draw(place_entries(place_id))]
        index = index.patched(changed, gone, version=index.version + 1)
        gone |= {entry.place_id for entry in changed}
        now_there = [entry for entry in now_there if entry.place_id not in gone] + changed
    after = index.find(query, now=NOW)
    scratch = Index.build(now_there).find(query, now=NOW)
    assert after == scratch
    assert after.facets() == scratch.facets()
    assert index.n_places == len({entry.place_id for entry in now_there})
    assert before.find(query, now=NOW) == asked_before


@given(data=st.data(), entries=towns(), query=queries())
@settings(deadline=None, max_examples=60)
def test_a_place_inserted_between_two_pages_moves_no_other(data, entries, query) -> None:
    query = replace(query, relax=False)
    index = Index.build(entries)
    first = index.find(query, now=NOW)
    if first.next is None:
        return
    rest = index.find(replace(query, after=first.next, limit=1000), now=NOW)
    newcomer = data.draw(place_entries(99))
    later = index.patched(newcomer).find(replace(query, after=first.next, limit=1000), now=NOW)
    assert [hit for hit in later.hits if hit.place_id != 99] == list(rest.hits)


@given(entries=towns(), query=queries(), more=wanteds())
@settings(deadline=None, max_examples=60)
def test_one_more_condition_never_finds_more(entries, query, more) -> None:
    query = replace(query, relax=False)
    index = Index.build(entries)
    wide = index.find(query, now=NOW)
    narrow = index.find(replace(query, wanted=(*query.wanted, more)), now=NOW)
    assert narrow.n_certain <= wide.n_certain
    assert narrow.n_certain + narrow.n_unknown <= wide.n_certain + wide.n_unknown


def test_an_empty_index_finds_nothing() -> None:
    results = Index.build([]).find(
        Query(
            wanted=(Wanted(dimension="zone", any_of=("zone:1",)),),
            near=(50.6, 3.0),
            within_m=500,
            open_at=NOW,
            text="wifi",
            include_unknown=True,
        ),
        now=NOW,
    )
    assert (results.hits, results.n_certain, results.n_unknown, results.relaxed) == ((), 0, 0, ())
    assert results.facets() == {}
    assert Index.build([]).find(Query(), now=NOW).hits == ()


def test_what_is_not_known_is_counted_apart_and_listed_only_on_request() -> None:
    index = Index.build(
        [
            Entry(place_id=1, offer_id=10, yes=frozenset({"equipment:printer"})),
            Entry(place_id=2, offer_id=20, unknown=frozenset({"equipment:*"})),
            Entry(place_id=3, offer_id=30, yes=frozenset({"equipment:computer"})),
            Entry(place_id=4, offer_id=40),
        ]
    )
    query = Query(
        wanted=(
            Wanted(dimension="need", any_of=("equipment:printer",), maybe=("equipment:computer",)),
        )
    )
    results = index.find(query, now=NOW)
    assert ([hit.place_id for hit in results.hits], results.n_unknown) == ([1], 2)
    listed = index.find(replace(query, include_unknown=True), now=NOW).hits
    assert [(hit.place_id, hit.certain, hit.unknown) for hit in listed] == [
        (1, True, ()),
        (2, False, ("need",)),
        (3, False, ("need",)),
    ]


def test_time_by_appointment_is_not_open_and_an_evening_goes_past_midnight() -> None:
    index = Index.build(
        [
            Entry(place_id=1, hours=Week(((1320, 1500),))),
            Entry(place_id=2, hours=Week((), (0, 1, 2, 3, 4, 5, 6))),
            Entry(place_id=3, hours=Week(())),
            Entry(place_id=4, hours=None),
        ]
    )
    query = Query(open_at=NOW.replace(hour=0, minute=59), include_unknown=True)
    hits = index.find(query, now=NOW).hits
    assert [(hit.place_id, hit.certain) for hit in hits] == [(1, True), (2, False), (4, False)]
    closed = index.find(replace(query, open_at=NOW.replace(hour=1, minute=0)), now=NOW)
    assert closed.n_certain == 4  # relaxed: nobody is open for certain
    assert [dropped.dimension for dropped in closed.relaxed] == ["open_at"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"near": (181.0, 0.0)},
        {"near": (float("nan"), 0.0)},
        {"within_m": 10.0},
        {"limit": 0},
        {"near": (0.0, 0.0), "within_m": float("nan")},
        {"near": (0.0, 0.0), "within_m": float("inf")},
        {"open_at": NOW.replace(tzinfo=UTC)},
    ],
)
def test_a_query_that_means_nothing_is_refused(wrong) -> None:
    with pytest.raises(ValueError, match=r"\w"):
        Query(**wrong)


def test_entries_that_disagree_on_their_place_are_refused() -> None:
    with pytest.raises(ValueError, match="place 1 disagree"):
        Index.build([Entry(place_id=1, name="a"), Entry(place_id=1, name="b")])
    with pytest.raises(ValueError, match="go together"):
        Entry(place_id=1, latitude=1.0)
