"""The pieces of the index: bits, strips, cursors, and a town large enough for every way."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.geo import distance_m
from maillage.core.search import Cursor, Entry, Index, Query, Wanted
from maillage.core.search import bitsets as bits
from maillage.core.search.query import Hit
from maillage.core.search.strips import Strips, metres_of, strip_order
from maillage.core.search.tests.strategies import NOW, POINTS

numbers = st.frozensets(st.integers(0, 64 * 20 - 1), max_size=400)


@given(numbers, numbers, st.sampled_from((0.001, 2, 1000)))
def test_bits_are_sets_of_numbers(one, other, words_per_integer) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bits, "_WORDS_PER_INTEGER", words_per_integer)
        postings = [
            bits.Posting.of(np.array(sorted(s, reverse=True), dtype=np.int64), 20)
            for s in (one, other)
        ]
    words = bits.union(postings, 20)
    assert bits.to_positions(words).tolist() == sorted(one | other)
    assert bits.count(words) == len(one | other)
    every = np.arange(64 * 20)
    assert set(every[bits.contains(words, every)].tolist()) == one | other
    assert set(every[postings[0].contains(every)].tolist()) == one
    assert postings[1].to_positions().tolist() == sorted(other)
    assert set(every[bits.any_contains(postings, every)].tolist()) == one | other


places = st.lists(
    st.one_of(
        st.sampled_from(POINTS),
        st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    ),
    min_size=1,
    max_size=30,
)


@given(places, st.one_of(st.sampled_from(POINTS), places.map(lambda p: p[0])), st.data())
@settings(deadline=None)
def test_strips_find_all_that_is_near_and_nothing_else(points, near, data) -> None:
    lats, lons = np.array(points, dtype=np.float64).T
    order, strip = strip_order(lats, lons)
    strips = Strips(lats[order], lons[order], strip)
    exact = [round(distance_m(*near, *points[at])) for at in order.tolist()]
    radius_m = data.draw(st.sampled_from([*exact, 0, 1000, 2e7]))
    found, squares = strips.within(*near, radius_m)
    expected = {at for at, metres in enumerate(exact) if metres <= radius_m}
    # Far away a metre is below the rounding of the haversine near the antipode.
    doubtful = {at for at, metres in enumerate(exact) if abs(metres - radius_m) <= 1e-6 * metres}
    assert set(found.tolist()) ^ expected <= doubtful
    assert metres_of(squares) == pytest.approx([exact[at] for at in found.tolist()], rel=1e-6)


@given(
    certain=st.booleans(),
    place_id=st.integers(0, 2**62),
    distance_m=st.none() | st.integers(0, 2**25),
    name_key=st.none() | st.text(st.characters(codec="utf-8"), max_size=48),
)
def test_a_cursor_survives_its_url(certain, place_id, distance_m, name_key) -> None:
    cursor = Cursor(
        certain=certain,
        place_id=place_id,
        distance_m=distance_m if name_key is None else None,
        name_key=name_key,
    )
    text = cursor.encode()
    assert Cursor.decode(text) == cursor
    assert set(text) <= set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_")


@given(st.text(max_size=30) | st.from_regex(r"[cu][dnx][0-9]{1,30}\.?[0-9a-z]{0,9}"))
def test_any_other_text_is_refused_or_is_a_harmless_cursor(text: str) -> None:
    try:
        cursor = Cursor.decode(text)
    except ValueError:
        return
    index = Index.build([Entry(place_id=1, latitude=0.0, longitude=0.0), Entry(place_id=2)])
    for near in (None, (0.0, 0.0)):
        index.find(Query(near=near, after=cursor, include_unknown=True), now=NOW)


@pytest.mark.parametrize("share", [0.02, 0.5])
@pytest.mark.parametrize("near", [None, (-13.3, -179.99), (-22.27, 166.44), (80.0, 10.0)])
def test_a_large_town_is_paged_in_order(share: float, near) -> None:
    chance = np.random.default_rng(5)
    n = 6_000
    centres = np.array([(-13.3, -180.0), (-13.3, 179.9), (-22.27, 166.44)])
    spread = chance.normal(size=(n, 2)) * (0.05, 0.09)
    lats, lons = (centres[chance.integers(0, 3, n)] + spread).T
    lons = (lons + 180) % 360 - 180
    has = chance.random(n) < share
    names = [f"n{number}" for number in chance.integers(0, 900, n).tolist()]
    index = Index.build(
        Entry(
            place_id=place,
            latitude=float(lats[place]),
            longitude=float(lons[place]),
            name=names[place],
            yes=frozenset({"cost:free"}) if has[place] else frozenset(),
        )
        for place in range(n)
    )
    query = Query(wanted=(Wanted(dimension="cost", any_of=("cost:free",)),), near=near, limit=60)
    hits: list[Hit] = []
    results = index.find(query, now=NOW)
    for _ in range(4):
        hits += results.hits
        if results.next is None:
            break
        again = Query(wanted=query.wanted, near=near, limit=60, after=results.next)
        results = index.find(again, now=NOW)
    if near is None:
        keys = [(names[place], place) for place in np.flatnonzero(has).tolist()]
    else:
        keys = [
            (round(distance_m(*near, float(lats[place]), float(lons[place]))), place)
            for place in np.flatnonzero(has).tolist()
        ]
    expected = [place for _, place in sorted(keys)][: len(hits)]
    assert [hit.place_id for hit in hits] == expected
    assert len(hits) == min(240, int(has.sum()))
    assert results.n_certain == int(has.sum())
