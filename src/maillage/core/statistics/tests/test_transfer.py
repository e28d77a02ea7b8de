"""Numbers brought from some zones to others: nothing is lost, nothing is made up."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array

from maillage.core.statistics.transfer import build_bridge, transfer_counts, transfer_rates


def zones(*points, n):
    table = np.zeros((len(points), n))
    for row, held in enumerate(points):
        table[row, list(held)] = 1
    return csr_array(table)


@st.composite
def partitions(draw):
    n = draw(st.integers(1, 40))
    people = draw(st.lists(st.integers(1, 300), min_size=n, max_size=n))
    source = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    target = draw(st.lists(st.integers(0, 3), min_size=n, max_size=n))
    counts = draw(st.lists(st.integers(0, 500), min_size=4, max_size=4))

    def of(labels):
        return zones(
            *[[i for i, label in enumerate(labels) if label == zone] for zone in range(4)], n=n
        )

    return people, of(source), of(target), counts, source, target


@given(partitions())
@settings(deadline=None)
def test_parts_of_a_partition_add_up_to_the_whole(case):
    people, source, target, counts, *_ = case
    bridge = build_bridge(people, source, target)
    placed = sum(c for at, c in enumerate(counts) if at not in bridge.empty_sources)
    assert (bridge.shares @ np.array(counts)).sum() == pytest.approx(placed, rel=1e-9, abs=1e-9)
    assert bridge.outside == 0


@given(partitions())
@settings(deadline=None)
def test_the_same_as_adding_up_point_by_point(case):
    people, source, target, counts, source_of, target_of = case
    found = transfer_counts(build_bridge(people, source, target), counts)
    for zone in range(4):
        own = [i for i, label in enumerate(target_of) if label == zone]
        slow = 0.0
        for i in own:
            around = sum(
                p for p, label in zip(people, source_of, strict=True) if label == source_of[i]
            )
            slow += counts[source_of[i]] * people[i] / around
        assert found.n_cells[zone] == len(own)
        if not np.isnan(found.values[zone]):
            assert found.values[zone] == pytest.approx(slow)
        elif own:
            assert found.refused[zone]


@given(partitions())
@settings(deadline=None)
def test_a_zone_inside_another_has_its_rate(case):
    people, source, target, counts, source_of, target_of = case
    bases = [c + 10 for c in counts]
    found = transfer_rates(build_bridge(people, source, target), counts, bases)
    for zone in range(4):
        holders = {s for s, t in zip(source_of, target_of, strict=True) if t == zone}
        if len(holders) == 1 and not found.refused[zone]:
            only = holders.pop()
            assert found.values[zone] == pytest.approx(counts[only] / bases[only], rel=1e-12)
        elif holders and not found.refused[zone]:
            rates = [counts[s] / bases[s] for s in holders]
            assert min(rates) - 1e-12 <= found.values[zone] <= max(rates) + 1e-12


def test_under_five_cells_nothing_is_said_unless_the_zone_is_the_same():
    people = [10] * 8
    found = transfer_counts(
        build_bridge(people, zones(range(4), range(4, 8), n=8), zones([0, 1, 4, 5], range(4), n=8)),
        [40, 80],
    )
    assert found.refused.tolist() == [True, False]
    assert found.estimated.tolist() == [True, False]
    assert np.isnan(found.values[0])
    assert found.values[1] == 40
    # Nor a rate: four cells of a zone are not the zone, though they lie within.
    bridge = build_bridge(people, zones(range(8), n=8), zones(range(4), range(5), n=8))
    assert transfer_rates(bridge, [2], [8]).refused.tolist() == [True, False]
    assert transfer_rates(bridge, [2], [8]).values[1] == 0.25


def test_points_cut_from_one_cell_are_one_cell():
    people, every = [10] * 6 + [0] * 2, zones(range(8), n=8)
    target = zones(range(8), range(4), n=8)
    bridge = build_bridge(people, every, target, cells=[0, 0, 1, 1, 2, 2, 3, 3])
    # Nobody lives in the last one.
    assert bridge.n_cells.tolist() == [3, 2]
    assert build_bridge(people, every, target).n_cells.tolist() == [6, 4]


def test_people_who_live_at_no_point_lower_the_coverage():
    people, source = [10] * 8, zones(range(8), n=8)
    bridge = build_bridge(people, source, zones(range(8), range(6), n=8), elsewhere=[20, 0])
    assert bridge.target_people.tolist() == [100, 60]
    assert bridge.coverage.tolist() == [0.8, 1]
    # The zone is not the source any more: it has people besides.
    assert (bridge.within.tolist(), bridge.same.tolist()) == ([-1, 0], [False, False])
    assert transfer_counts(bridge, [80]).values.tolist() == [80, 60]
    assert transfer_counts(bridge, [80]).coverage.tolist() == [0.8, 1]


def test_targets_that_overlap_say_how_many_people_they_share():
    bridge = build_bridge(
        [10] * 8, zones(range(8), n=8), zones(range(5), range(4, 8), [], n=8), elsewhere=[0, 10, 0]
    )
    assert bridge.sharing == (4,)
    assert bridge.shared.tolist() == [0.2, 0.2, 0]


def test_a_rate_may_go_down_and_a_count_may_not():
    bridge = build_bridge([10] * 10, zones(range(5), range(5, 10), n=10), zones(range(10), n=10))
    assert bridge.source_people.tolist() == [50, 50]
    assert transfer_rates(bridge, [-10, 5], bridge.source_people).values[0] == -0.05
    with pytest.raises(ValueError, match="number"):
        transfer_rates(bridge, [1, 1], [-1, 1])


def test_an_unknown_source_is_not_a_zero():
    bridge = build_bridge([10] * 10, zones(range(5), range(5, 10), n=10), zones(range(10), n=10))
    found = transfer_counts(bridge, [40, np.nan])
    assert (found.values[0], found.coverage[0]) == (40, 0.5)
    assert transfer_rates(bridge, [10, np.nan], [40, 50]).values[0] == 0.25
    assert np.isnan(transfer_counts(bridge, [np.nan, np.nan]).values[0])


def test_a_hole_is_said_and_not_filled():
    bridge = build_bridge([10] * 10, zones(range(6), n=10), zones(range(8), n=10))
    found = transfer_counts(bridge, [60])
    assert (found.values[0], found.coverage[0]) == (60, 0.75)


def test_people_in_two_sources_count_once():
    bridge = build_bridge([10] * 6, zones(range(6), range(3, 6), n=6), zones(range(6), n=6))
    assert bridge.overlapping == (3, 4, 5)
    assert bridge.coverage[0] == 1
    # 3 points wholly in the first, 3 half in each: the whole of both numbers is still placed.
    assert transfer_counts(bridge, [45, 15]).values[0] == pytest.approx(60)


def test_zones_of_nobody_and_targets_that_share_are_said():
    bridge = build_bridge([0, 10, 10], zones([0], [1, 2], n=3), zones([1], [1], [0], n=3))
    assert bridge.empty_sources == (0,)
    assert bridge.sharing == (1,)
    assert bridge.outside == 10
    assert np.isnan(bridge.coverage[2])


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: build_bridge([-1], zones([0], n=1), zones([0], n=1)),
        lambda: build_bridge([np.nan], zones([0], n=1), zones([0], n=1)),
        lambda: build_bridge([1], zones([0], n=2), zones([0], n=1)),
        lambda: build_bridge([1], 2 * zones([0], n=1), zones([0], n=1)),
        lambda: build_bridge([1], zones([0], n=1), zones([0], n=1), cells=[0, 1]),
        lambda: build_bridge([1], zones([0], n=1), zones([0], n=1), cells=[-1]),
        lambda: build_bridge([1], zones([0], n=1), zones([0], n=1), elsewhere=[-1]),
        lambda: build_bridge([1], zones([0], n=1), zones([0], n=1), elsewhere=[1, 1]),
        lambda: transfer_counts(build_bridge([1], zones([0], n=1), zones([0], n=1)), [-1]),
        lambda: transfer_counts(build_bridge([1], zones([0], n=1), zones([0], n=1)), [1, 2]),
    ],
)
def test_what_cannot_be_is_refused(wrong):
    with pytest.raises(ValueError, match=r"people|part|zones|number|cell"):
        wrong()
