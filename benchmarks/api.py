"""How many requests of the API one process answers, on a generated region, without the network.

Run: python -m benchmarks.api [--places 25000] [--seconds 5]      One JSON line by measure.

Each address is asked again and again through the whole stack (middlewares, guard, limits counted
in the base, JSON), by one client. The limits are lifted: they are counted, and stop nobody.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from benchmarks.chain import command, environment, say
from benchmarks.places import write_communes, write_csv

# A page of a hundred goes on from one end of the base to the other: nothing is asked twice.
WALKS = {
    "/api/v1/places?limit=100": "places, page of 100",
    "/api/v1/offers?limit=100": "offers, page of 100",
}
SEARCHES = [
    "/api/v1/search?besoin=demarche&ou=commune+3",
    "/api/v1/search?besoin=imprimer&ou=commune+1&inconnus=1",
    "/api/v1/search?besoin=ordinateur&latitude=50.512&longitude=3.004&avec=cost:Gratuit",
    "/api/v1/search?q=filature",
    "/api/v1/search?besoin=emploi&latitude=50.312&longitude=2.604&jour=1&moment=10:00",
]


def measure(places: int, seconds: float) -> None:
    """Ask each address for some seconds; print requests a second, median and 95th centile."""
    import django

    django.setup()
    from django.conf import settings
    from django.test import Client

    settings.ALLOWED_HOSTS = ["testserver"]
    settings.API_LIMITS = dict.fromkeys(("network", "key", "wrong"), 10**9)
    client = Client()

    def timed(name: str, next_request: Any) -> None:
        times: list[float] = []
        size = 0
        start, worked = time.perf_counter(), time.process_time()
        while time.perf_counter() - start < seconds:
            before = time.perf_counter()
            answer = next_request()
            times.append(1000 * (time.perf_counter() - before))
            assert answer.status_code in (200, 304), answer.content
            size = len(answer.content)
        times.sort()
        say(
            measure=name,
            places=places,
            requests=len(times),
            req_per_s=round(len(times) / (sum(times) / 1000), 1),
            # What is left on a machine that others use at the same time.
            cpu_ms=round(1000 * (time.process_time() - worked) / len(times), 2),
            p50_ms=round(statistics.median(times), 2),
            p95_ms=round(times[int(0.95 * (len(times) - 1))], 2),
            last_answer_kb=round(size / 1000),
        )

    for address in SEARCHES:
        client.get(address)
    for limit in (20, 1):
        number = [0]

        def search(limit: int = limit, number: list[int] = number) -> Any:
            number[0] += 1
            return client.get(f"{SEARCHES[number[0] % len(SEARCHES)]}&limit={limit}")

        timed(f"search, page of {limit}", search)
    for start, name in WALKS.items():
        state = {"next": start}

        def walk(state: dict[str, str] = state, start: str = start) -> Any:
            answer = client.get(state["next"])
            state["next"] = answer.json()["next"] or start
            return answer

        timed(name, walk)
    first = client.get(next(iter(WALKS))).json()["data"][0]["id"]
    one = f"/api/v1/places/{first}"
    timed("one place", lambda: client.get(one))
    etag = client.get(one)["ETag"]
    timed("one place, not changed (304)", lambda: client.get(one, headers={"if-none-match": etag}))
    timed("zones, page of 100", lambda: client.get("/api/v1/zones?limit=100"))


def main() -> None:
    """Make the region in a folder of its own, then measure in a process of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--places", type=int, default=25_000)
    parser.add_argument("--seconds", type=float, default=5)
    parser.add_argument("--measure", action="store_true", help="inside: the base is ready")
    options = parser.parse_args()
    if options.measure:
        measure(options.places, options.seconds)
        return
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write_csv(folder / "lieux.csv", options.places)
        command(folder, "migrate", "-v0")
        command(folder, "load-territory", str(write_communes(folder / "communes.json")))
        command(folder, "import", str(path), "--source", "national")
        inner = ["--measure", "--places", str(options.places), "--seconds", str(options.seconds)]
        subprocess.run(
            [sys.executable, "-W", "ignore", "-m", "benchmarks.api", *inner],
            env=environment(folder) | {"PYTHONPATH": os.getcwd()},
            check=True,
        )


if __name__ == "__main__":
    main()
