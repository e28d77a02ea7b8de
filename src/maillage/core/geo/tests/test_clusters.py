"""Every point is in one disc of one tile, whichever tiles are looked at."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from maillage.core.geo.clusters import ALONE_FROM, Clusters, gather, margin_of
from maillage.core.geo.mercator import UNITS, tile_box, world_of
from maillage.core.geo.vector_tile import EXTENT


def all_tiles(x, y, z: int) -> dict[tuple[int, int], Clusters]:
    """Return the tiles that hold points, each worked out from all of the points."""
    tiles = {(int(a) >> (32 - z), int(b) >> (32 - z)) for a, b in zip(x, y, strict=True)}
    return {tile: gather(x, y, z, *tile) for tile in tiles}


@st.composite
def crowds(draw):
    """Points around a few centres, some at one spot, some across the 180th meridian."""
    rng = np.random.default_rng(draw(st.integers(0, 10_000)))
    n = draw(st.integers(1, 400))
    spread = 2.0 ** draw(st.integers(8, 30))
    centres = rng.integers(0, UNITS, (draw(st.integers(1, 4)), 2))
    chosen = centres[rng.integers(0, len(centres), n)]
    x = (chosen[:, 0] + rng.normal(0, spread, n).astype(np.int64)) % UNITS
    y = np.clip(chosen[:, 1] + rng.normal(0, spread, n).astype(np.int64), 0, UNITS - 1)
    same = rng.random(n) < 0.2
    return np.where(same, x[0], x), np.where(same, y[0], y)


@settings(max_examples=60)
@given(crowds(), st.integers(0, 19))
def test_tiles_add_up_to_all_the_points(crowd, z: int) -> None:
    x, y = crowd
    tiles = all_tiles(x, y, z)
    # A disc may stand in a tile without points of its own only if it had none: all are here.
    assert sum(int(found.counts.sum()) for found in tiles.values()) == x.size
    for found in tiles.values():
        assert ((found.x >= 0) & (found.x < EXTENT)).all()
        assert ((found.y >= 0) & (found.y < EXTENT)).all()


@settings(max_examples=30)
@given(crowds(), st.integers(1, 19))
def test_only_the_points_near_a_tile_matter(crowd, z: int) -> None:
    x, y = crowd
    for (column, row), found in all_tiles(x, y, z).items():
        side = UNITS >> z
        reach = int(side * (0.5 + margin_of(z)))
        right = (x - (column * side + side // 2) + UNITS // 2) % UNITS - UNITS // 2
        down = y - (row * side + side // 2)
        near = (np.abs(right) <= reach) & (np.abs(down) <= reach)
        alone = gather(x[near], y[near], z, column, row)
        assert alone.counts.tolist() == found.counts.tolist()
        assert alone.x.tolist() == found.x.tolist()


@settings(max_examples=40)
@given(crowds())
def test_close_up_a_point_alone_is_itself_and_a_crowd_names_its_members(crowd) -> None:
    x, y = crowd
    seen: list[int] = []
    for found in all_tiles(x, y, ALONE_FROM).values():
        for number, count in enumerate(found.counts.tolist()):
            first = int(found.first[number])
            assert (first >= 0) == (count == 1)
            members = [first] if count == 1 else found.members[number]
            assert len(members) == count
            seen += members
    assert sorted(seen) == list(range(x.size))


def test_a_disc_of_one_is_drawn_where_its_place_is() -> None:
    x, y = world_of([50.6300, 50.6412], [3.0700, 3.0955])
    z = 12
    for (column, row), found in all_tiles(x, y, z).items():
        for number, first in enumerate(found.first.tolist()):
            assert first >= 0
            side = UNITS >> z
            assert abs(found.x[number] - (x[first] - column * side) * EXTENT / side) <= 1
            assert abs(found.y[number] - (y[first] - row * side) * EXTENT / side) <= 1


def test_no_two_discs_of_a_tile_cover_one_another_in_a_crowd() -> None:
    rng = np.random.default_rng(1)
    x, y = world_of(50.6 + rng.normal(0, 0.02, 3000), 3.06 + rng.normal(0, 0.03, 3000))
    n_near = n = 0
    for found in all_tiles(x, y, 11).values():
        at = np.column_stack((found.x, found.y)) * 512 / EXTENT
        away = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1)) + np.eye(len(at)) * 999
        n_near += int((away < 30).sum()) // 2
        n += len(at)
    # A disc that yields to one that yields too stays: rare, and never two on one spot.
    assert n_near <= n * 0.05


def test_the_margin_of_a_tile_at_the_180th_meridian_is_on_both_sides() -> None:
    box = tile_box(4, 0, 7, margin=margin_of(4))
    assert box.west > box.east


def test_a_disc_that_joins_one_of_the_next_tile_is_counted_there_and_once() -> None:
    # Rare: a neighbour that yields to a third one, over the edge. Two hundred towns hold some.
    z = 10
    side = UNITS >> z
    for seed in range(200):
        rng = np.random.default_rng(seed)
        x, y = (UNITS // 2 + rng.normal(0, side * 0.3, (2, 40))).astype(np.int64)
        found = all_tiles(x, y, z).values()
        assert sum(int(clusters.counts.sum()) for clusters in found) == x.size, seed
