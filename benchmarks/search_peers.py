"""The same questions asked of PostgreSQL + PostGIS and of DuckDB, each at its best.

PostgreSQL: one row per offer, so that the nearest-neighbour scan of the GiST index meets the
filters at once; GIN on the features and on the words; all in shared_buffers; no JIT; planned
with the values of each question, or once for all (both are measured). DuckDB: one column per
feature, in memory. Both give only the places: unlike the index, they count nothing.
"""

import os
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from glob import glob
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.search_data import DIMENSIONS, MONDAY, Region, text_of
from maillage.core.search import Query
from maillage.core.search.text import words_asked

Ask = Callable[[Query], list[int]]
# Rows fetched for 20 places of about 1.6 offers; asked again, larger, when that is not enough.
FETCHED = (60, 2000)
SETTINGS = {
    "shared_buffers": "3GB",
    "work_mem": "128MB",
    "maintenance_work_mem": "1GB",
    "effective_cache_size": "8GB",
    "random_page_cost": "1.05",
    "jit": "off",
    "fsync": "off",
    "max_wal_size": "8GB",
    "listen_addresses": "''",
}


def distinct(rows: list[tuple[Any, ...]], limit: int) -> list[int]:
    """Return the first places of rows, each once."""
    return list(dict.fromkeys(int(row[0]) for row in rows))[:limit]


def minute_of_week(moment: datetime) -> int:
    """Return the minutes since Monday."""
    return int((moment - MONDAY).total_seconds() // 60)


def feature_numbers(data: Region) -> dict[str, int]:
    """Return the number of each feature, zones after the others."""
    numbers = {feature: number for number, feature in enumerate(data.has)}
    n_zones = int(data.zones.max()) + 1
    return numbers | {f"zone:{zone}": len(numbers) + zone for zone in range(n_zones)}


# --- PostgreSQL -------------------------------------------------------------------------------


def postgres_binaries() -> Path | None:
    """Return the folder of the newest PostgreSQL of Debian, or None."""
    found = sorted(glob("/usr/lib/postgresql/*/bin/initdb"))
    return Path(found[-1]).parent if found else None


@contextmanager
def postgres() -> Iterator[str]:
    """Start PostgreSQL in a temporary folder, and yield how to reach it."""
    binaries = postgres_binaries()
    if binaries is None:
        raise FileNotFoundError("no PostgreSQL in /usr/lib/postgresql")
    folder = tempfile.mkdtemp(prefix="maillage-bench-")
    # PostgreSQL refuses to run as root.
    as_user = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []
    if as_user:
        shutil.chown(folder, "postgres")
    cluster = f"{folder}/cluster"
    options = " ".join(f"-c {name}={value}" for name, value in SETTINGS.items())

    def run(*command: str) -> None:
        subprocess.run([*as_user, *command], check=True, cwd=folder, stdout=subprocess.DEVNULL)

    try:
        run(f"{binaries}/initdb", "-A", "trust", "-U", "bench", "-E", "UTF8", "-D", cluster)
        run(
            f"{binaries}/pg_ctl", "-w", "-D", cluster, "-l", f"{folder}/log",
            "-o", f"-k {folder} {options}", "start",
        )  # fmt: skip
        try:
            yield f"host={folder} user=bench dbname=postgres"
        finally:
            run(f"{binaries}/pg_ctl", "-w", "-D", cluster, "-m", "immediate", "stop")
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def load_postgres(connection: Any, data: Region) -> None:
    """Fill and index the table of offers, and bring it into memory."""
    run = connection.execute
    for extension in ("postgis", "pg_prewarm"):
        run(f"CREATE EXTENSION IF NOT EXISTS {extension}")
    run("DROP TABLE IF EXISTS raw, offer")
    run(
        "CREATE UNLOGGED TABLE raw (place_id int, longitude float8, latitude float8,"
        " features int[], words text, week int4multirange)"
    )
    numbers = feature_numbers(data)
    n_plain = len(data.has)
    flags = np.stack(list(data.has.values()), axis=1)
    with connection.cursor() as cursor, cursor.copy("COPY raw FROM STDIN") as copy:
        for row, place in enumerate(data.place_of_offer.tolist()):
            lost = np.isnan(data.latitudes[place])
            features = [*np.flatnonzero(flags[row]).tolist(), n_plain + int(data.zones[place])]
            week = int(data.week_of_place[place])
            spans = [] if week < 0 else data.weeks[week].spans
            copy.write_row(
                (
                    place,
                    None if lost else float(data.longitudes[place]),
                    None if lost else float(data.latitudes[place]),
                    features,
                    text_of(data, row),
                    "{" + ",".join(f"[{start},{end})" for start, end in spans) + "}",
                )
            )
    assert len(numbers) > n_plain
    run(
        "CREATE UNLOGGED TABLE offer AS SELECT place_id,"
        " ST_SetSRID(ST_MakePoint(longitude, latitude), 4326)::geography AS geog,"
        " ST_Transform(ST_SetSRID(ST_MakePoint(longitude, latitude), 4326), 2154) AS geom,"
        " features, to_tsvector('simple', words) AS words, week FROM raw"
    )
    run("ALTER TABLE offer ALTER COLUMN features SET STATISTICS 1000")
    run("CREATE INDEX offer_geog ON offer USING gist (geog)")
    run("CREATE INDEX offer_geom ON offer USING gist (geom)")
    run("CREATE INDEX offer_features ON offer USING gin (features)")
    run("CREATE INDEX offer_words ON offer USING gin (words)")
    run("DROP TABLE raw")
    run("VACUUM ANALYZE offer")
    for relation in ("offer", "offer_geog", "offer_geom", "offer_features", "offer_words"):
        run(f"SELECT pg_prewarm('{relation}')")


class AskPostgres:
    """Asks by the geography (the same sphere as ours) or by the projected geometry."""

    def __init__(self, connection: Any, data: Region, *, column: str) -> None:
        self._run = connection.execute
        self._numbers = feature_numbers(data)
        self._column = column
        point = "ST_SetSRID(ST_MakePoint(%(longitude)s, %(latitude)s), 4326)"
        is_sphere = column == "geog"
        self._point = f"{point}::geography" if is_sphere else f"ST_Transform({point}, 2154)"
        self._same_sphere = ", false" if is_sphere else ""

    def places(self, query: Query) -> list[int]:
        """Return the nearest places."""
        where, values = self._where(query)
        order = f"ORDER BY {self._column} <-> {self._point}"
        for fetched in FETCHED:
            sql = f"SELECT place_id FROM offer {where} {order} LIMIT {fetched}"
            rows = self._run(sql, values, prepare=True).fetchall()
            places = distinct(rows, query.limit)
            if len(places) == query.limit or len(rows) < fetched:
                break
        return places

    def count(self, query: Query) -> int:
        """Return how many places there are in all: our n_certain."""
        where, values = self._where(query)
        sql = f"SELECT count(DISTINCT place_id) FROM offer {where}"
        return int(self._run(sql, values, prepare=True).fetchone()[0])

    def _where(self, query: Query) -> tuple[str, dict[str, Any]]:
        assert query.near is not None
        values: dict[str, Any] = {"latitude": query.near[0], "longitude": query.near[1]}
        where = []
        for at, wanted in enumerate(query.wanted):
            values[f"wanted_{at}"] = [self._numbers[feature] for feature in wanted.any_of]
            where.append(f"features && %(wanted_{at})s::int[]")
        words = words_asked(query.text)
        if words:
            values["words"] = " & ".join(words) + ":*"
            where.append("words @@ %(words)s::tsquery")
        if query.open_at is not None:
            values["minute"] = minute_of_week(query.open_at)
            where.append("week @> %(minute)s::int")
        if query.within_m is not None:
            values["radius_m"] = query.within_m + 0.5
            where.append(
                f"ST_DWithin({self._column}, {self._point}, %(radius_m)s{self._same_sphere})"
            )
        return ("WHERE " + " AND ".join(where) if where else ""), values


# --- DuckDB -----------------------------------------------------------------------------------


def load_duckdb(connection: Any, data: Region) -> None:
    """Fill the table of offers, one column per feature, in the order of places."""
    place = data.place_of_offer
    columns: dict[str, np.ndarray] = {
        "place_id": place,
        "latitude": np.radians(data.latitudes[place]),
        "longitude": np.radians(data.longitudes[place]),
        "zone": data.zones[place].astype(np.int32),
        "week": data.week_of_place[place].astype(np.int32),
    }
    columns |= {f"f{number}": flags for number, flags in enumerate(data.has.values())}
    columns["words"] = np.array(
        [f" {text_of(data, row)} " for row in range(data.n_offers)], dtype=object
    )
    connection.register("columns", columns)
    connection.execute("CREATE TABLE offer AS SELECT * FROM columns")
    spans = [(w, s, e) for w, week in enumerate(data.weeks) for s, e in week.spans]
    connection.execute("CREATE TABLE span (week int, start int, stop int)")
    connection.executemany("INSERT INTO span VALUES (?, ?, ?)", spans)
    connection.execute("ANALYZE")


def ask_duckdb(connection: Any, data: Region) -> Ask:
    """Return how to ask: a scan of the columns needed, and the 60 nearest."""
    numbers = feature_numbers(data)
    n_plain = sum(len(shares) for shares, _ in DIMENSIONS.values())

    def condition(feature: str) -> str:
        number = numbers[feature]
        return f"f{number}" if number < n_plain else f"zone = {number - n_plain}"

    distance = (
        "2 * 6371008.7714 * asin(sqrt(pow(sin((latitude - radians($1)) / 2), 2)"
        " + cos(latitude) * cos(radians($1)) * pow(sin((longitude - radians($2)) / 2), 2)))"
    )

    def ask(query: Query) -> list[int]:
        assert query.near is not None
        # DuckDB holds missing positions as NaN, which would pass as the largest number.
        where = ["(" + " OR ".join(map(condition, w.any_of)) + ")" for w in query.wanted]
        words = words_asked(query.text)
        where += [f"contains(words, ' {word} ')" for word in words[:-1]]
        where += [f"contains(words, ' {word}')" for word in words[-1:]]
        if query.open_at is not None:
            minute = minute_of_week(query.open_at)
            where.append(
                f"week IN (SELECT week FROM span WHERE start <= {minute} AND {minute} < stop)"
            )
        if query.within_m is not None:
            where.append(f"{distance} <= {query.within_m + 0.5} AND NOT isnan(latitude)")
        sql = "SELECT place_id FROM offer" + (" WHERE " + " AND ".join(where) if where else "")
        for fetched in FETCHED:
            rows = connection.execute(
                f"{sql} ORDER BY {distance} LIMIT {fetched}", list(query.near)
            ).fetchall()
            places = distinct(rows, query.limit)
            if len(places) == query.limit or len(rows) < fetched:
                break
        return places

    return ask
