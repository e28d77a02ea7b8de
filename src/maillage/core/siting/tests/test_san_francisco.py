"""Siting on the San Francisco set that spopt brings: its published results, and every choice.

205 tracts, 16 stores. The results are those of spopt’s own tests and tutorials (methods.md 3.2);
all 65 535 choices of stores are gone through beside them.
"""

import csv
from dataclasses import dataclass

import numpy as np
import pytest
from tests.peers import peer_data

from maillage.core.siting import Reason, Status, lscp, mclp, p_center, p_median

FOLDER = "spopt/tests/test_locate/data"
RADIUS = 5000
N_SITES = 16


@dataclass(frozen=True)
class Town:
    """Metres from each tract to each store, in the order of names; inhabitants of 2000."""

    cost: np.ndarray
    people: np.ndarray


@pytest.fixture(scope="module")
def town():
    ways_path = peer_data(f"{FOLDER}/SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    people_path = peer_data(f"{FOLDER}/SF_demand_205_centroid_uniform_weight.csv")
    with people_path.open(encoding="utf-8", newline="") as file:
        lived = {row["NAME"]: float(row["POP2000"]) for row in csv.DictReader(file)}
    with ways_path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    ways = {(row["DestinationName"], row["name"]): float(row["distance"]) for row in rows}
    tracts = sorted({tract for tract, _ in ways})
    stores = sorted({store for _, store in ways})
    return Town(
        np.array([[ways[tract, store] for store in stores] for tract in tracts]),
        np.array([lived[tract] for tract in tracts]),
    )


@dataclass(frozen=True)
class Best:
    """By number of stores: the best of every choice, for the three aims."""

    median: list[float]
    covered: list[float]
    center: list[float]


@pytest.fixture(scope="module")
def best(town):
    """The nearest store of each tract for each set of stores, from the set without one of them."""
    n_sets = 1 << N_SITES
    near = np.full((n_sets, len(town.people)), np.inf)
    size = np.zeros(n_sets, dtype=np.int64)
    for store in range(N_SITES):
        first = 1 << store
        near[first : 2 * first] = np.minimum(near[:first], town.cost[:, store])
        size[first : 2 * first] = size[:first] + 1
    asked = range(1, N_SITES + 1)
    # The empty set reaches nobody.
    near, size = near[1:], size[1:]
    total, far = near @ town.people, near.max(axis=1)
    covered = (near <= RADIUS) @ town.people
    return Best(
        [float(total[size == p].min()) for p in asked],
        [float(covered[size == p].max()) for p in asked],
        [float(far[size == p].min()) for p in asked],
    )


def test_the_set_is_the_published_one(town):
    assert town.cost.shape == (205, N_SITES)
    assert town.people.sum() == 955_113


def test_p_median_of_four_as_published(town):
    found = p_median(town.cost, town.people, 4)
    assert found.status is Status.OPTIMAL
    assert found.objective == pytest.approx(2_848_268_129.714512, rel=1e-9)
    assert found.chosen == (1, 2, 5, 10)
    assert found.weighted_mean == pytest.approx(2982.126857989067, rel=1e-9)


def test_mclp_of_four_as_published(town):
    found = mclp(town.cost, town.people, RADIUS, 4)
    assert found.covered == 875_247
    near = town.cost[:, list(found.chosen)].min(axis=1) <= RADIUS
    assert int((~near).sum()) == 21
    assert 100 * near.mean() == pytest.approx(89.75609756, abs=1e-8)


def test_p_center_of_four_as_published(town):
    found = p_center(town.cost, 4)
    assert found.objective == pytest.approx(7403.063810849859, rel=1e-9)
    assert town.cost[:, [1, 3, 5, 15]].min(axis=1).max() == pytest.approx(found.objective)


@pytest.mark.parametrize(("radius", "n"), [(5000, 8), (6000, 5), (7000, 5), (8000, 3), (10_000, 2)])
def test_the_fewest_stores_as_published(town, radius, n):
    found = lscp(town.cost, radius)
    assert len(found.chosen) == n
    assert town.cost[:, list(found.chosen)].min(axis=1).max() <= radius


def test_nobody_can_be_within_four_kilometres_everywhere(town):
    found = lscp(town.cost, 4000)
    assert found.status is Status.INFEASIBLE
    assert found.obstacles[0].reason is Reason.UNREACHED


@pytest.mark.parametrize("p", range(1, N_SITES + 1))
def test_no_choice_of_stores_is_better(town, best, p):
    assert p_median(town.cost, town.people, p).objective == pytest.approx(
        best.median[p - 1], rel=1e-9
    )
    assert mclp(town.cost, town.people, RADIUS, p).covered == pytest.approx(best.covered[p - 1])
    assert p_center(town.cost, p).objective == pytest.approx(best.center[p - 1], rel=1e-9)
