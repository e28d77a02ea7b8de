"""Access for a whole country: catchments beside PySAL access in the same run, and nearest places.

    python -m benchmarks.access_speed             2 M trips; 25 000 places for 2.3 M cells
    python -m benchmarks.access_speed --quick     100 000 trips; 500 places for 20 000 cells
    var/peers/bin/python -m benchmarks.access_speed --peer     PySAL access on the same trips

The peer lives in an environment of its own (docs/linkage.md says how to make it). It is asked by
its public class, with its tables ready; so are we: making our table out of loose trips is a line of
its own. Values of both are compared. One line of JSON per measure on standard output. The nearest
places run in a process of their own, so that the peak of memory is their own.
"""

import argparse
import json
import logging
import multiprocessing
import os
import resource
import time
import warnings
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from functools import partial
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.core.access import (
    Points,
    Trips,
    enhanced_two_step,
    nearest,
    straight_trips,
    three_step,
    two_step,
)

UNIT = "heures-places par semaine"
# The table is that of the catchment, and all its trips count; then a cut that half of them pass.
CUTS_MIN = {"2SFCA": 60.0, "2SFCA, half of the trips cut": 30.0}
# Areas, places, places within an hour of an area: 2 000 000 trips.
SIZE, QUICK = (40_000, 5_000, 50), (4_000, 500, 25)
CELLS, PLACES = 2_300_000, 25_000

Table = tuple[NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any], NDArray[Any]]


def territory(n_areas: int, n_places: int, reach: int) -> Table:
    """Return demand, supply, and trips as three columns: the same on every machine."""
    rng = np.random.default_rng(1)
    demand = rng.lognormal(6.2, 1.3, n_areas).round() + 1
    supply = rng.gamma(2.0, 8.0, n_places)
    area = np.repeat(np.arange(n_areas), reach)
    # Each area reaches `reach` different places, all over the list.
    first = rng.integers(0, n_places, n_areas)
    place = (np.repeat(first, reach) + np.tile(np.arange(reach) * 7, n_areas)) % n_places
    # Quarters of a minute: some trips fall on a bound.
    minutes = np.round(rng.uniform(0, 60, n_areas * reach) * 4) / 4
    return demand, supply, area, place, minutes


def best_of(repeats: int, work: Callable[[], Any]) -> tuple[float, float]:
    """Return the seconds of the fastest run, and the least seconds of processor.

    The run that the rest of the machine disturbed least; the processor's own hardly are.
    """
    times, processor = [], []
    for _ in range(repeats):
        start, worked = time.perf_counter(), time.process_time()
        work()
        times.append(time.perf_counter() - start)
        processor.append(time.process_time() - worked)
    return min(times), min(processor)


def say(**line: Any) -> None:
    """Print one line of JSON, with what else the machine was doing."""
    load = round(os.getloadavg()[0], 1)
    print(json.dumps({"benchmark": "access", **line, "load": load}), flush=True)


def catchments(size: tuple[int, int, int], *, with_peer: bool, repeats: int) -> None:
    """Measure the three methods, and the peer on the same trips."""
    demand, supply, area, place, minutes = territory(*size)
    n_areas, n_places, _ = size

    def table() -> Trips:
        return Trips.of(area, place, minutes, n_areas=n_areas, n_places=n_places)

    trips = table()
    seconds, processor = best_of(repeats, table)
    line: dict[str, Any] = {"n_trips": len(trips), "measure": "table of trips"}
    say(peer="maillage", **line, seconds=round(seconds, 4), processor_s=round(processor, 4))
    ours: dict[str, Callable[[], Any]] = {
        **{
            name: partial(two_step, demand, supply, trips, minutes=cut, unit=UNIT)
            for name, cut in CUTS_MIN.items()
        },
        "E2SFCA": lambda: enhanced_two_step(demand, supply, trips, unit=UNIT),
        "3SFCA": lambda: three_step(demand, supply, trips, unit=UNIT),
    }
    theirs = pysal(demand, supply, area, place, minutes) if with_peer else {}
    for measure, work in ours.items():
        line = {"n_trips": len(trips), "measure": measure}
        seconds, processor = best_of(repeats * 5, work)
        say(peer="maillage", **line, seconds=round(seconds, 4), processor_s=round(processor, 4))
        if measure not in theirs:
            continue
        ask = theirs[measure]
        values, expected = work().per_person, ask()
        gap = float(np.max(np.abs(expected - values)) / values.max())
        assert gap < 1e-12, f"{measure}: not the same values ({gap})"
        peer_s, peer_processor = best_of(repeats, ask)
        say(
            peer="pysal access",
            **line,
            seconds=round(peer_s, 4),
            processor_s=round(peer_processor, 4),
            times_slower=round(peer_s / seconds, 1),
            times_slower_processor=round(peer_processor / processor, 1),
            most_difference=gap,
        )


def pysal(
    demand: NDArray[Any],
    supply: NDArray[Any],
    area: NDArray[Any],
    place: NDArray[Any],
    minutes: NDArray[Any],
) -> dict[str, Callable[[], NDArray[Any]]]:
    """Return the same three methods of PySAL access, each giving one value per area."""
    logging.disable(logging.INFO)  # it says that each run replaces the last
    import pandas as pd  # type: ignore[import-untyped,unused-ignore]
    from access import Access  # type: ignore[import-not-found,unused-ignore]

    model = Access(
        demand_df=pd.DataFrame({"id": np.arange(len(demand)), "people": demand}),
        demand_index="id",
        demand_value="people",
        supply_df=pd.DataFrame({"id": np.arange(len(supply)), "hours": supply}),
        supply_index="id",
        supply_value="hours",
        cost_df=pd.DataFrame({"origin": area, "dest": place, "cost": minutes}),
        cost_origin="origin",
        cost_dest="dest",
        cost_name="cost",
    )

    def ask(method: Any, **options: Any) -> Callable[[], NDArray[Any]]:
        def run() -> NDArray[Any]:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                found = method(name="found", **options)
            return np.asarray(found["found_hours"].fillna(0), np.float64)

        return run

    return {
        **{name: ask(model.two_stage_fca, max_cost=cut) for name, cut in CUTS_MIN.items()},
        "E2SFCA": ask(model.enhanced_two_stage_fca),
        "3SFCA": ask(model.three_stage_fca),
    }


def france(n_cells: int, n_places: int) -> tuple[Points, Points]:
    """Return cells of 200 m in the order of a grid, and places gathered in towns."""
    rng = np.random.default_rng(2)
    towns = np.stack([rng.uniform(42.5, 51, 400), rng.uniform(-4.5, 8, 400)])

    def spread(n: int) -> tuple[NDArray[Any], NDArray[Any]]:
        town = rng.zipf(1.4, n) % 400
        lat = np.clip(towns[0, town] + rng.laplace(0, 0.25, n), 41, 51.5)
        lon = np.clip(towns[1, town] + rng.laplace(0, 0.35, n), -5, 9.6)
        return lat, lon

    lat, lon = spread(n_cells)
    row = np.floor(lat / 0.0018)
    order = np.lexsort((lon, row))
    return Points.of(lat[order], lon[order]), Points.of(*spread(n_places))


def straight(sizes: tuple[int, int], repeats: int) -> None:
    """Measure the nearest place of every cell, then all trips of half an hour."""
    cells, places = france(*sizes)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    for workers in (2, 1):
        seconds, processor = best_of(
            repeats,
            lambda: nearest(cells, places, workers=workers),  # noqa: B023
        )
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        say(
            peer="maillage",
            measure="nearest",
            n_cells=sizes[0],
            n_places=sizes[1],
            workers=workers,
            seconds=round(seconds, 3),
            processor_s=round(processor, 3),
            peak_mb=round(peak),
            before_mb=round(before),
        )
    found = nearest(cells, places)
    some = np.random.default_rng(3).integers(0, sizes[0], 200)
    for cell in some:
        chord = cells.taken(np.array([cell])).on_unit_sphere() - places.on_unit_sphere()
        least = np.linalg.norm(chord, axis=1).argmin()
        assert found.place_index[cell] == least, "not the nearest place"
    start = time.perf_counter()
    trips = straight_trips(cells, places, minutes=20)
    say(
        peer="maillage",
        measure="trips of 20 minutes",
        n_trips=len(trips),
        seconds=round(time.perf_counter() - start, 2),
        peak_mb=round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024),
    )


def main() -> None:
    """Run all, at full size or small."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--peer", action="store_true", help="PySAL access too (its environment)")
    options = parser.parse_args()
    repeats = 1 if options.quick else 3
    catchments(QUICK if options.quick else SIZE, with_peer=options.peer, repeats=repeats)
    cells = (20_000, 500) if options.quick else (CELLS, PLACES)
    # A process of its own, started afresh: what the peer took is not in its memory.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(1, mp_context=context) as pool:
        pool.submit(straight, cells, repeats).result()


if __name__ == "__main__":
    main()
