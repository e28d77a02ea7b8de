"""What a map draws is what the list holds, all its pages together."""

from dataclasses import replace

import pytest
from hypothesis import given, settings

from maillage.core.geo import Box, world_of
from maillage.core.search import Entry, Index, Query
from maillage.core.search.tests.strategies import NOW, queries, towns


@given(entries=towns(), query=queries())
@settings(deadline=None, max_examples=150)
def test_the_map_holds_the_places_of_all_the_pages(entries: list[Entry], query: Query) -> None:
    index = Index.build(entries)
    whole = index.find(replace(query, limit=1000), now=NOW)
    located = index.located(query, now=NOW)
    points = located.in_tile(0, 0, 0)
    positions = {entry.place_id: (entry.latitude, entry.longitude) for entry in entries}
    listed = {hit.place_id: hit.certain for hit in whole.hits}
    drawn = dict(zip(points.place_ids.tolist(), points.certain.tolist(), strict=True))
    assert drawn == {pk: sure for pk, sure in listed.items() if positions[pk][0] is not None}
    assert located.n_located == len(drawn)
    assert located.n_located + located.n_unlocated == len(listed)
    rows = zip(points.place_ids.tolist(), points.world_x, points.world_y, strict=True)
    for place_id, x, y in rows:
        assert (int(x), int(y)) == tuple(int(v) for v in world_of(*positions[place_id]))


@given(entries=towns(), query=queries())
@settings(deadline=None, max_examples=100)
def test_the_page_and_the_rest_of_the_map_are_all_of_it(entries: list[Entry], query: Query) -> None:
    index = Index.build(entries)
    page = {hit.place_id for hit in index.find(query, now=NOW).hits}
    rest = index.located(query, now=NOW, without_page=True).in_tile(0, 0, 0).place_ids.tolist()
    whole = index.located(query, now=NOW).in_tile(0, 0, 0).place_ids.tolist()
    assert len(rest) == len(set(rest))
    assert not page & set(rest)
    assert set(rest) == set(whole) - page


def test_a_tile_that_does_not_exist_is_refused() -> None:
    located = Index.build([Entry(place_id=1, latitude=50.0, longitude=3.0)]).located(
        Query(), now=NOW
    )
    for z, x, y in ((0, 1, 0), (3, -1, 0), (60, 0, 0)):
        with pytest.raises(ValueError, match="no tile"):
            located.in_tile(z, x, y)


def test_a_box_upside_down_is_refused() -> None:
    with pytest.raises(ValueError, match="south"):
        Query(inside=Box(51.0, 3.0, 50.0, 3.1))
