"""How fast the search is, beside PostgreSQL + PostGIS and DuckDB, on the same questions.

    python -m benchmarks.search            25 000 and 1 000 000 offers, 200 questions
    python -m benchmarks.search --quick    25 000 offers, 60 questions

One line of JSON per case on standard output, what is going on on standard error. Each answer of
a peer is compared with ours. Times are per question, in milliseconds, by one client.
"""

import argparse
import gc
import json
import os
import signal
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import replace
from typing import Any, NamedTuple

import numpy as np

from benchmarks.search_data import MONDAY, Region, entries, questions, region
from benchmarks.search_peers import (
    SETTINGS,
    Ask,
    AskPostgres,
    ask_duckdb,
    load_duckdb,
    load_postgres,
    postgres,
)
from maillage.core.geo import distance_m
from maillage.core.search import Index, Query

# A peer that needs longer for all questions of a case is stopped, and said to be.
PEER_AT_MOST_S = 240.0
STATEMENT_AT_MOST_MS = 20_000
PLAN_MODES = ("force_custom_plan", "auto")


class Ours(NamedTuple):
    """What the index answers, and its median time."""

    places: list[list[int]]
    n_certain: list[int]
    median_ms: float


def say(text: str) -> None:
    """Tell the person who waits."""
    print(text, file=sys.stderr, flush=True)


def record(**case: Any) -> None:
    """Write one line of results."""
    print(json.dumps({"benchmark": "search", **case}), flush=True)


def resident_mb() -> float:
    """Return the memory this process holds, MB."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * os.sysconf("SC_PAGESIZE") / 1e6


def timed(ask: Callable[[Query], Any], asked: list[Query], *, at_most_s: float) -> list[float]:
    """Return the time of each question, milliseconds; fewer when it takes too long."""
    times: list[float] = []
    start = time.perf_counter()
    for query in asked:
        before = time.perf_counter()
        ask(query)
        times.append(1000 * (time.perf_counter() - before))
        if time.perf_counter() - start > at_most_s:
            break
    return times


def spread(times: list[float]) -> dict[str, float]:
    """Return the median and the 95th percentile."""
    p50, p95 = np.percentile(times, [50, 95])
    return {"p50_ms": round(float(p50), 3), "p95_ms": round(float(p95), 3)}


def metres_of(data: Region, places: list[int], query: Query) -> list[int]:
    """Return the distances of those of these places that have a position."""
    assert query.near is not None
    return [
        round(distance_m(*query.near, float(data.latitudes[p]), float(data.longitudes[p])))
        for p in places
        if not np.isnan(data.latitudes[p])
    ]


def differences(
    data: Region, asked: list[Query], ours: list[list[int]], theirs: list[list[int]], near: float
) -> int:
    """Return how many questions have other places: distances apart by more than a share near.

    Places at one distance may come in any order, so that distances are compared.
    """
    different = 0
    for query, mine, other in zip(asked, ours, theirs, strict=False):
        a, b = metres_of(data, mine, query), metres_of(data, other, query)
        if near and query.within_m is not None:
            # On a projected plane a place on the circle may fall on its other side.
            n = min(len(a), len(b))
            same_number = abs(len(a) - len(b)) <= 1
            a, b = a[:n], b[:n]
        else:
            same_number = len(a) == len(b)
        apart = any(abs(m - o) > 1 + near * m for m, o in zip(a, b, strict=False))
        different += apart or not same_number
    return different


def measure_ours(data: Region, asked: list[Query], repeats: int) -> Ours:
    """Measure the index; return its answers and its median time."""
    gc.collect()
    held = resident_mb()
    start = time.perf_counter()
    for _ in entries(data):
        pass
    generating_s = time.perf_counter() - start
    start = time.perf_counter()
    index = Index.build(entries(data))
    building_s = time.perf_counter() - start - generating_s
    gc.collect()
    case = {"peer": "maillage", "n_offers": data.n_offers, "n_questions": len(asked)}
    record(
        **case,
        measure="build",
        build_s=round(building_s, 2),
        memory_mb=round(resident_mb() - held, 1),
        n_places=index.n_places,
    )

    def ask(query: Query) -> Any:
        return index.find(query, now=MONDAY)

    first = timed(ask, asked, at_most_s=1e9)
    record(**case, measure="find, first time", **spread(first))
    again = [ms for _ in range(repeats) for ms in timed(ask, asked, at_most_s=1e9)]
    record(**case, measure="find", **spread(again))
    by_name = [replace(query, near=None, within_m=None) for query in asked]
    record(**case, measure="find by name", **spread(timed(ask, by_name, at_most_s=1e9)))
    with_facets = timed(lambda query: ask(query).facets(), asked, at_most_s=30)
    record(**case, measure="find with all facets", **spread(with_facets))
    few = ("service", "equipment", "public", "language", "cost")
    with_few = timed(lambda query: ask(query).facets(few), asked, at_most_s=30)
    record(**case, measure="find with facets of 5 dimensions", **spread(with_few))

    changed = [entry for entry, _ in zip(entries(data), range(5), strict=False)]
    times = []
    patched = index
    for _ in range(20):
        before = time.perf_counter()
        patched = patched.patched(changed)
        times.append(1000 * (time.perf_counter() - before))
    record(**case, measure="patch of 5 offers", **spread(times))
    after = timed(lambda query: patched.find(query, now=MONDAY), asked, at_most_s=1e9)
    record(**case, measure="find after patches", **spread(after))
    results = [ask(query) for query in asked]
    return Ours(
        [[hit.place_id for hit in result.hits] for result in results],
        [result.n_certain for result in results],
        float(np.median(again)),
    )


def measure_peer(
    name: str,
    data: Region,
    asked: list[Query],
    ask: Ask,
    ours: Ours,
    *,
    repeats: int,
    near: float = 0.0,
    **more: Any,
) -> None:
    """Warm a peer up, measure it, and compare its answers with ours."""
    answers: list[list[int]] = []
    timed(lambda query: answers.append(ask(query)), asked, at_most_s=PEER_AT_MOST_S)
    done = asked[: len(answers)]
    times = [
        ms for _ in range(repeats) for ms in timed(ask, done, at_most_s=PEER_AT_MOST_S / repeats)
    ]
    different = differences(data, done, ours.places, answers, near)
    record(
        peer=name,
        n_offers=data.n_offers,
        n_questions=len(done),
        measure="find",
        **spread(times),
        times_ours_p50=round(float(np.median(times)) / ours.median_ms, 1),
        questions_answered_otherwise=different,
        **more,
    )
    if len(done) < len(asked):
        say(f"{name}: stopped after {len(done)} of {len(asked)} questions")
    if different:
        say(f"{name}: {different} ANSWERS DIFFER FROM OURS")


def measure_postgres(data: Region, asked: list[Query], ours: Ours, repeats: int) -> None:
    """Measure PostGIS by geography and by projected geometry, with both ways of planning."""
    try:
        import psycopg

        server = postgres()
        address = server.__enter__()
    except (ImportError, FileNotFoundError) as error:
        say(f"!!! PostgreSQL IS NOT COMPARED: {error}")
        return
    try:
        with closing(psycopg.connect(address, autocommit=True)) as connection:
            start = time.perf_counter()
            load_postgres(connection, data)
            say(f"PostgreSQL loaded in {time.perf_counter() - start:.0f} s")
            connection.execute(f"SET statement_timeout = {STATEMENT_AT_MOST_MS}")
            for column, near in (("geog", 0.0), ("geom", 0.005)):
                for mode in PLAN_MODES:
                    connection.execute(f"SET plan_cache_mode = {mode}")
                    measure_peer(
                        f"postgis {column} {mode}",
                        data,
                        asked,
                        AskPostgres(connection, data, column=column).places,
                        ours,
                        repeats=repeats,
                        near=near,
                        settings=SETTINGS,
                    )
            measure_count(connection, data, asked, ours, repeats)
    except psycopg.errors.FeatureNotSupported as error:
        say(f"!!! PostGIS IS NOT COMPARED (apt-get install postgresql-15-postgis-3): {error}")
    finally:
        server.__exit__(None, None, None)


def measure_count(
    connection: Any, data: Region, asked: list[Query], ours: Ours, repeats: int
) -> None:
    """Measure PostGIS doing what a page needs: the places, and how many there are in all.

    Our find does both, and counts the places that are not known as well.
    """
    ask = AskPostgres(connection, data, column="geog")

    def both(query: Query) -> tuple[list[int], int]:
        return ask.places(query), ask.count(query)

    counts: list[int] = []
    timed(lambda query: counts.append(both(query)[1]), asked, at_most_s=PEER_AT_MOST_S)
    done = asked[: len(counts)]
    times = [ms for _ in range(repeats) for ms in timed(both, done, at_most_s=PEER_AT_MOST_S)]
    record(
        peer="postgis geog, places and their number",
        n_offers=data.n_offers,
        n_questions=len(done),
        measure="find",
        **spread(times),
        times_ours_p50=round(float(np.median(times)) / ours.median_ms, 1),
        questions_answered_otherwise=sum(
            mine != other for mine, other in zip(ours.n_certain, counts, strict=False)
        ),
    )


def measure_duckdb(data: Region, asked: list[Query], ours: Ours, repeats: int) -> None:
    """Measure DuckDB, in memory, with as many threads as the machine has."""
    try:
        import duckdb
    except ImportError as error:
        say(f"!!! DuckDB IS NOT COMPARED: {error}")
        return
    with closing(duckdb.connect()) as connection:
        load_duckdb(connection, data)
        ask = ask_duckdb(connection, data)
        measure_peer("duckdb", data, asked, ask, ours, repeats=repeats)


def main() -> None:
    """Run all cases."""
    # Stopped from outside: PostgreSQL is stopped and its folder removed all the same.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="25 000 offers, 60 questions")
    parser.add_argument("--offers", type=int, nargs="*", help="other numbers of offers")
    arguments = parser.parse_args()
    quick = arguments.quick
    sizes = arguments.offers or ([25_000] if quick else [25_000, 1_000_000])
    medians = {}
    for n_offers in sizes:
        repeats = 3 if n_offers <= 100_000 else 1
        data = region(n_offers)
        asked = questions(data, 60 if quick else 200)
        say(f"{n_offers} offers, {len(asked)} questions")
        ours = measure_ours(data, asked, 5)
        medians[n_offers] = ours.median_ms
        empty = sum(not places for places in ours.places)
        say(f"{empty} questions have no answer")
        measure_duckdb(data, asked, ours, repeats)
        measure_postgres(data, asked, ours, repeats)
    if len(medians) > 1:
        growth = round(medians[max(medians)] / medians[min(medians)], 2)
        record(measure="growth", peer="maillage", sizes=sizes, times_slower=growth)


if __name__ == "__main__":
    main()
