"""Minutes on foot: a tiny network with known answers, random ones by loops, real extracts."""

import heapq
import sys
from math import inf

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from tests.shared_data import shared_data

from maillage.core.access import (
    REDUCED_MOBILITY,
    STANDARD,
    Points,
    Streets,
    StreetsUnreadable,
    Travel,
    Walker,
    Walking,
    Way,
    nearest,
    read_streets,
)
from maillage.core.access.streets import may_walk
from maillage.core.geo import distance_m

METRE = 1 / 111_195.0802
HUNDRED = 100 * METRE
# 100 metres a minute: minutes are hundreds of metres.
BRISK = Walker(6.0)


def near_equator(*xy_hundreds):
    """Points given in hundreds of metres to the east and to the north of (0, 0)."""
    return Points.of([y * HUNDRED for _, y in xy_hundreds], [x * HUNDRED for x, _ in xy_hundreds])


# A street A-B-C of 2 x 300 m; steps of 400 m from A to D; a way round from C to D of 500 m.
#   D (0,4)
#   |  steps
#   A (0,0) --- B (3,0) --- C (6,0);   C - E (6,4) - D: 400 + 600 m
TOWN = near_equator((0, 0), (3, 0), (6, 0), (0, 4), (6, 4))
STREETS = Streets.of(
    TOWN, [0, 1, 0, 2, 4], [1, 2, 3, 4, 3], [False, False, True, False, False], piece_m=1e9
)


@pytest.mark.parametrize("piece_m", [1e9, 50.0, 7.3])
def test_the_way_through_a_tiny_town_is_known(piece_m):
    streets = Streets.of(TOWN, [0, 1, 0, 2, 4], [1, 2, 3, 4, 3], [0, 0, 1, 0, 0], piece_m=piece_m)
    assert streets.metres.sum() == pytest.approx(300 + 300 + 400 + 400 + 600, rel=1e-6)
    assert streets.metres.max() <= piece_m
    door = near_equator((0, 4))
    walking = Walking(streets, BRISK, fragment_m=0)
    found = walking.nearest(TOWN, door)
    assert found.minutes == pytest.approx([4, 7, 10, 0, 6], rel=1e-6)
    assert found.metres == pytest.approx([400, 700, 1000, 0, 600], rel=1e-6)
    assert found.travel == Travel(Way.STREETS, BRISK)
    careful = Walking(streets, Walker(6.0, avoids_steps=True), fragment_m=0)
    assert careful.nearest(TOWN, door).minutes == pytest.approx([16, 13, 10, 0, 6], rel=1e-6)


def test_the_nearest_on_foot_is_not_the_nearest_by_eye():
    # From B: D stands 500 m away by eye, 700 m on foot; C's shop, 40 m off its corner, 340 m.
    places = near_equator((0, 4), (6, -0.4))
    found = Walking(STREETS, BRISK, fragment_m=0).nearest(near_equator((3, 0), (0, 3)), places)
    assert found.place_index.tolist() == [1, 0]
    assert found.minutes[0] == pytest.approx(3.4, rel=1e-6)
    only = Walking(STREETS, BRISK, fragment_m=0).nearest(
        near_equator((3, 0)), places, among=np.array([True, False])
    )
    assert (only.place_index.tolist(), only.n_places_left_out) == ([0], 0)


def test_what_cannot_be_reached_and_what_cannot_be_said_are_two_things():
    # An island F-G, 2 km off; a farm 1 km from any street; a position nobody knows.
    nodes = near_equator((0, 0), (3, 0), (20, 0), (23, 0))
    streets = Streets.of(nodes, [0, 2], [1, 3], [False, False])
    walking = Walking(streets, BRISK, fragment_m=0)
    areas = Points.of([0, 0, 10 * HUNDRED, np.nan], [0, 20 * HUNDRED, 0, 0])
    places = Points.of([0, np.nan, 30 * HUNDRED], [HUNDRED * 3, 0, 0])
    found = walking.nearest(areas, places)
    assert found.place_index.tolist() == [0, -1, -1, -1]
    assert found.out_of_reach.tolist() == [False, True, False, False]
    assert found.unknown.tolist() == [False, False, True, True]
    assert found.n_places_left_out == 2
    assert len(walking.trips(areas, places, minutes=60)) == 1
    assert walking.nearest(areas, places, limit_min=2.9).out_of_reach[0]
    assert walking.nearest(areas, places, limit_min=3.1).minutes[0] == pytest.approx(3, rel=1e-6)


def test_the_way_to_the_street_counts_in_the_limit():
    walking = Walking(STREETS, BRISK, fragment_m=0)
    # 50 m to the corner, then 300 m.
    off_street, corner = near_equator((3, -0.5)), near_equator((6, 0))
    assert walking.nearest(off_street, corner, limit_min=3.2).out_of_reach.all()
    assert walking.nearest(off_street, corner, limit_min=3.6).minutes == pytest.approx([3.5])


def test_nobody_starts_from_a_path_that_leads_nowhere():
    nodes = near_equator((0, 0), (6, 0), (3, 0.5), (3.2, 0.5))
    streets = Streets.of(nodes, [0, 2], [1, 3], [False, False])
    here, door = near_equator((3, 0.5)), near_equator((0, 0))
    assert Walking(streets, BRISK, fragment_m=0).nearest(here, door).out_of_reach.all()
    walking = Walking(streets, BRISK, fragment_m=500)
    assert walking.nearest(here, door).minutes == pytest.approx([3.5], rel=1e-6)


@pytest.mark.parametrize(("path_m", "minutes"), [(490, 0.5), (510, inf)])
def test_under_500_m_in_all_it_is_a_path_of_a_courtyard_else_streets_of_their_own(path_m, minutes):
    # Beside a street of 600 m, and joined to nothing. Of a path one leaves straight for the street,
    # 50 m away; ways as long as those of a hamlet are true ones: from them it cannot be reached.
    nodes = near_equator((0, 0), (6, 0), (0, 0.5), (path_m / 100, 0.5))
    streets = Streets.of(nodes, [0, 2], [1, 3], [False, False])
    here, door = near_equator((0, 0.5)), near_equator((0, 0))
    (walked,) = Walking(streets, BRISK).nearest(here, door).minutes
    assert walked == pytest.approx(minutes)


def test_a_network_without_streets_says_nothing():
    empty = Streets.of(Points.of([], []), [], [], [])
    walking = Walking(empty)
    found = walking.nearest(near_equator((0, 0)), near_equator((0, 0)))
    assert found.unknown.all()
    assert len(walking.trips(near_equator((0, 0)), near_equator((0, 0)), minutes=10)) == 0
    only_steps = Streets.of(TOWN, [0], [3], [True])
    assert Walking(only_steps, REDUCED_MOBILITY).nearest(TOWN, TOWN).unknown.all()


def test_a_street_may_cross_the_180th_meridian():
    nodes = Points.of([-17.0, -17.0], [179.999, -179.999])
    streets = Streets.of(nodes, [0], [1], [False])
    assert streets.metres.sum() == pytest.approx(distance_m(-17, 179.999, -17, -179.999), rel=1e-6)
    assert streets.metres.max() < 50
    found = Walking(streets, BRISK, fragment_m=0).nearest(nodes.taken([0]), nodes.taken([1]))
    assert found.metres == pytest.approx([distance_m(-17, 179.999, -17, -179.999)], rel=1e-6)


def test_two_nodes_at_one_spot_are_joined_all_the_same():
    # A lift, a bridge over a street: two nodes, no length.
    nodes = near_equator((0, 0), (3, 0), (3, 0), (6, 0))
    streets = Streets.of(nodes, [0, 1, 2], [1, 2, 3], [False] * 3, piece_m=1e9)
    found = Walking(streets, BRISK, fragment_m=0).nearest(nodes, near_equator((0, 0)))
    assert found.minutes == pytest.approx([0, 3, 3, 6], rel=1e-6)


def test_pieces_that_double_one_another_are_one_without_steps():
    streets = Streets.of(TOWN, [0, 1, 1, 2], [1, 0, 0, 2], [True, False, True, False], piece_m=1e9)
    assert (streets.start.tolist(), streets.end.tolist()) == ([0], [1])
    assert streets.steps.tolist() == [False]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Streets.of(TOWN, [0], [1, 2], [False]),
        lambda: Streets.of(TOWN, [0], [9], [False]),
        lambda: Streets.of(Points.of([np.nan], [0]), [0], [0], [False]),
        lambda: Walking(STREETS).trips(TOWN, TOWN, minutes=inf),
        lambda: Walking(STREETS).nearest(TOWN, TOWN, among=[True]),
    ],
)
def test_what_makes_no_sense_is_refused(wrong):
    with pytest.raises(ValueError, match=r"length|node|position|longest|flag"):
        wrong()


@st.composite
def networks(draw):
    """A handful of corners within a few hundred metres, joined at random."""
    n = draw(st.integers(2, 9))
    corner = st.tuples(st.floats(0, 8), st.floats(0, 8))
    nodes = near_equator(*draw(st.lists(corner, min_size=n, max_size=n)))
    pair = st.tuples(st.integers(0, n - 1), st.integers(0, n - 1), st.booleans())
    pieces = draw(st.lists(pair, max_size=16))
    return Streets.of(nodes, *([p[k] for p in pieces] for k in range(3)), piece_m=1e9)


def slow_minutes(streets, walker, source):
    """The textbook: Dijkstra with a heap, from one node to all."""
    links = {}
    for a, b, metres, steps in zip(
        streets.start.tolist(),
        streets.end.tolist(),
        streets.metres.tolist(),
        streets.steps.tolist(),
        strict=True,
    ):
        if not (steps and walker.avoids_steps):
            links.setdefault(a, []).append((b, metres / walker.metres_per_minute))
            links.setdefault(b, []).append((a, metres / walker.metres_per_minute))
    best, heap = {}, [(0.0, source)]
    while heap:
        minutes, node = heapq.heappop(heap)
        if node not in best:
            best[node] = minutes
            for other, more in links.get(node, []):
                heapq.heappush(heap, (minutes + more, other))
    return best


@given(networks(), st.sampled_from([STANDARD, REDUCED_MOBILITY]), st.floats(0, 12), st.data())
def test_every_way_is_the_shortest(streets, walker, longest, data):
    walking = Walking(streets, walker, fragment_m=0)
    here = st.tuples(st.floats(-1, 9), st.floats(-1, 9))
    areas = near_equator(*data.draw(st.lists(here, min_size=1, max_size=5)))
    places = near_equator(*data.draw(st.lists(here, min_size=1, max_size=5)))
    area_node, area_legs = walking.snapped(areas)
    place_node, place_legs = walking.snapped(places)
    expected = np.full((len(areas), len(places)), inf)
    for p in np.flatnonzero(place_node >= 0):
        best = slow_minutes(streets, walker, int(place_node[p]))
        for a in np.flatnonzero(area_node >= 0):
            way = best.get(int(area_node[a]), inf)
            expected[a, p] = area_legs[a] + way + place_legs[p]
    found = walking.nearest(areas, places)
    for a in range(len(areas)):
        if area_node[a] < 0:
            assert found.unknown[a]
        elif np.isinf(expected[a]).all():
            assert found.out_of_reach[a]
            assert found.place_index[a] == -1
        else:
            assert found.minutes[a] == pytest.approx(expected[a].min())
            assert expected[a, found.place_index[a]] == pytest.approx(expected[a].min())
    trips = walking.trips(areas, places, minutes=longest)
    table = np.full(expected.shape, inf)
    table[trips.area_index, trips.place_index] = trips.minutes
    near = expected <= longest
    sure = ~np.isclose(expected, longest)
    assert (np.isfinite(table) == near)[sure].all()
    both = near & np.isfinite(table)
    np.testing.assert_allclose(table[both], expected[both], rtol=1e-9, atol=1e-9)


EXTRACTS = {
    "saint-barthelemy.osm.pbf": (17.90, -62.83),
    "saint-germain-en-laye.osm.pbf": (48.897, 2.094),
    "monaco.osm.gz": (43.738, 7.424),
}


@pytest.mark.parametrize("name", EXTRACTS)
def test_real_streets_are_read_and_walked(name):
    pytest.importorskip("osmium")
    path = shared_data(f"osm/{name}")
    streets = read_streets(path.read_bytes(), filename=name)
    assert streets.metres.max() <= 50
    if name != "saint-barthelemy.osm.pbf":
        assert streets.steps.any()
    middle = np.array(EXTRACTS[name])
    rng = np.random.default_rng(4)
    around = middle + rng.uniform(-0.008, 0.008, (150, 2))
    areas, places = (
        Points.of(*around.T),
        Points.of(*(middle + rng.uniform(-0.005, 0.005, (12, 2))).T),
    )
    on_foot = Walking(streets, STANDARD).nearest(areas, places)
    by_eye = nearest(areas, places, walker=STANDARD, detour=1.0)
    reached = np.isfinite(on_foot.minutes)
    assert reached.sum() > 30
    # Nobody walks faster than a straight line: the way by streets is its upper bound, never less.
    assert (on_foot.minutes[reached] >= by_eye.minutes[reached] - 1e-6).all()
    detour = np.median(on_foot.minutes[reached] / by_eye.minutes[reached])
    assert 1.05 < detour < 2.5
    careful = Walking(streets, REDUCED_MOBILITY).nearest(areas, places)
    both = reached & np.isfinite(careful.minutes)
    assert (careful.metres[both].mean()) >= on_foot.metres[both].mean() - 1e-6
    trips = Walking(streets, STANDARD).trips(areas, places, minutes=30)
    least = np.full(len(areas), inf)
    np.minimum.at(least, trips.area_index, trips.minutes)
    near = reached & (on_foot.minutes <= 29.9)
    np.testing.assert_allclose(least[near], on_foot.minutes[near], rtol=1e-9)


OSM = """<?xml version='1.0'?><osm version='0.6'>
<node id='1' version='1' lat='0' lon='0'/><node id='2' version='1' lat='0' lon='0.001'/>
<node id='3' version='1' lat='0' lon='0.002'/><node id='4' version='1' lat='0.001' lon='0'/>
<way id='1' version='1'><nd ref='1'/><nd ref='2'/><nd ref='9'/><nd ref='3'/>
<tag k='highway' v='residential'/></way>
<way id='2' version='1'><nd ref='1'/><nd ref='4'/><tag k='highway' v='steps'/></way>
<way id='3' version='1'><nd ref='2'/><nd ref='3'/><tag k='highway' v='motorway'/></way>
</osm>"""


def test_an_extract_cut_at_its_edge_keeps_what_it_has():
    pytest.importorskip("osmium")
    streets = read_streets(OSM.encode(), filename="Centre.OSM")
    # 111 m from 1 to 2 in three pieces; the node 9 is missing, so nothing leads to 3.
    assert streets.metres.sum() == pytest.approx(2 * 111.195, rel=1e-3)
    assert (streets.steps.sum(), len(streets.start)) == (3, 6)


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"nothing like it", "a.osm.pbf", "ne se lit pas"),
        (OSM.encode(), "a.shp", "n’est pas un extrait"),
        (b"<osm version='0.6'></osm>", "a.osm", "aucune rue"),
    ],
)
def test_another_file_is_refused_with_a_sentence(data, name, said):
    pytest.importorskip("osmium")
    with pytest.raises(StreetsUnreadable, match=said):
        read_streets(data, filename=name)


def test_without_the_extra_the_message_says_what_to_install(monkeypatch):
    monkeypatch.setitem(sys.modules, "osmium", None)
    with pytest.raises(ImportError, match=r"maillage\[osm\]"):
        read_streets(b"", filename="a.osm.pbf")


@pytest.mark.parametrize(
    ("tags", "allowed"),
    [
        ({"highway": "footway"}, True),
        ({"highway": "construction"}, False),
        ({"highway": "residential", "foot": "no"}, False),
        ({"highway": "service", "access": "private", "foot": "yes"}, True),
        ({"highway": "trunk"}, False),
        ({"highway": "trunk", "sidewalk": "both"}, True),
        ({"highway": "primary", "motorroad": "yes"}, False),
        ({}, False),
    ],
)
def test_who_may_walk_where(tags, allowed):
    assert may_walk(tags) is allowed
