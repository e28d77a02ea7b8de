"""Siting on invented towns; beside spopt with its default solver (CBC) on its San Francisco set.

Run: python -m benchmarks.siting_speed [--quick]     One JSON line each.
     python -m benchmarks.siting_speed --peer        where spopt is installed (requirements/peers)

spopt is read from its package (205 tracts, 16 sites); nothing of it is copied. Both sides build
their model and solve it; the better of three runs each, taken in turn.
"""

import argparse
import json
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from maillage.core.siting import Siting, lscp, mclp, p_center, p_median

RADIUS, RUNS = 5000, 3
RADII = (5000, 6000, 7000, 8000, 10000)
# What the page of the observatory waits for; the gap says how far from the best at most.
LIMIT_S = 5.0
# Points where people live, candidates: a quarter, a town, what the page asks at most.
SIZES = ((100, 20), (1000, 60), (3000, 60))


def town() -> tuple[Any, Any]:
    """Return the costs and the people of San Francisco, in the order of spopt's own tests."""
    import pandas as pd
    import spopt

    folder = Path(spopt.__file__).parent / "tests" / "test_locate" / "data"
    ways = pd.read_csv(folder / "SF_network_distance_candidateStore_16_censusTract_205_new.csv")
    people = pd.read_csv(folder / "SF_demand_205_centroid_uniform_weight.csv")
    table = ways.pivot_table(values="distance", index="DestinationName", columns="name")
    count = people.set_index("NAME").POP2000.reindex(table.index)
    return table.to_numpy(), count.to_numpy()


def compare(name: str, ours: Callable[[], float], theirs: Callable[[], float]) -> float:
    """Print the time of both, check that the optimum is the same; return how many times faster."""
    took: dict[str, list[float]] = {"ours": [], "theirs": []}
    values: dict[str, float] = {}
    for _ in range(RUNS):
        for side, run in (("ours", ours), ("theirs", theirs)):
            before = time.perf_counter()
            values[side] = run()
            took[side].append(time.perf_counter() - before)
    same = abs(values["ours"] - values["theirs"]) <= 1e-6 * abs(values["theirs"])
    assert same, f"{name}: {values}"
    best = {side: min(seconds) for side, seconds in took.items()}
    times = best["theirs"] / best["ours"]
    said = {"measure": name, "ms": round(1000 * best["ours"], 1), "times": round(times, 2)}
    print(json.dumps(said | {"spopt_ms": round(1000 * best["theirs"], 1)}), flush=True)
    return times


def alone(sizes: Sequence[tuple[int, int]]) -> None:
    """Print the time of each model on invented towns, four new places, 15 minutes.

    With room, six places that each receive a fifth of all people.
    """
    for n_points, n_sites in sizes:
        chance = np.random.default_rng(n_points)
        at, sites = chance.uniform(0, 60, (n_points, 2)), chance.uniform(0, 60, (n_sites, 2))
        cost = np.linalg.norm(at[:, None] - sites[None], axis=2)
        people = chance.integers(1, 200, n_points)
        # A fifth of all for each place: the five of the fewest are all full.
        room = np.full(n_sites, people.sum() / 5)
        models: dict[str, Callable[[], Siting]] = {
            "p_median": lambda c=cost, n=people: p_median(c, n, 4, time_limit_s=LIMIT_S),
            "mclp": lambda c=cost, n=people: mclp(c, n, 15, 4, time_limit_s=LIMIT_S),
            "p_center": lambda c=cost: p_center(c, 4, time_limit_s=LIMIT_S),
            "lscp": lambda c=cost: lscp(c, 25, time_limit_s=LIMIT_S),
        }
        narrow = {"capacity": room, "time_limit_s": LIMIT_S}
        models |= {
            "p_median with room": lambda c=cost, n=people, r=narrow: p_median(c, n, 6, **r),
            "mclp with room": lambda c=cost, n=people, r=narrow: mclp(c, n, 15, 4, **r),
            "p_center with room": lambda c=cost, n=people, r=narrow: p_center(c, 6, people=n, **r),
            "lscp with room": lambda c=cost, n=people, r=narrow: lscp(c, 25, people=n, **r),
        }
        for name, solve in models.items():
            before = time.perf_counter()
            found = solve()
            spent = round(1000 * (time.perf_counter() - before), 1)
            said = {"measure": f"{name} {n_points} points {n_sites} sites", "ms": spent}
            print(json.dumps(said | {"status": found.status, "gap": found.gap}), flush=True)


def beside_spopt() -> None:
    """Compare each model for several p, then say the median and the worst."""
    import pulp
    from spopt.locate import LSCP, MCLP, PCenter, PMedian

    cost, people = town()

    def solved(model: Any) -> Any:
        return model.solve(pulp.PULP_CBC_CMD(msg=False)).problem.objective.value()

    times = []
    for p in (2, 4, 6, 8, 12):
        times += [
            compare(
                f"p_median p={p}",
                lambda p=p: p_median(cost, people, p).objective,
                lambda p=p: solved(PMedian.from_cost_matrix(cost, people, p_facilities=p)),
            ),
            compare(
                f"p_center p={p}",
                lambda p=p: p_center(cost, p).objective,
                lambda p=p: solved(PCenter.from_cost_matrix(cost, p_facilities=p)),
            ),
            compare(
                f"mclp p={p}",
                lambda p=p: mclp(cost, people, RADIUS, p).objective,
                lambda p=p: solved(MCLP.from_cost_matrix(cost, people, RADIUS, p_facilities=p)),
            ),
        ]
    for radius in RADII:
        times.append(
            compare(
                f"lscp radius={radius}",
                lambda radius=radius: lscp(cost, radius).objective,
                lambda radius=radius: solved(LSCP.from_cost_matrix(cost, radius)),
            )
        )
    print(json.dumps({"median_times": statistics.median(times), "worst_times": min(times)}))


def main() -> None:
    """Time our models; beside spopt when it is asked for."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--peer", action="store_true", help="beside spopt, on its own set")
    parser.add_argument("--quick", action="store_true", help="a small town, to see that all runs")
    options = parser.parse_args()
    if options.peer:
        beside_spopt()
    else:
        alone(SIZES[:1] if options.quick else SIZES)


if __name__ == "__main__":
    main()
