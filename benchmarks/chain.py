"""The import chain and the results page on a generated region, each in its own process.

Run: python -m benchmarks.chain [--places 25000] [--long 100000]      One JSON line by measure.
"""

import argparse
import gzip
import json
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from benchmarks.places import write_communes, write_csv, write_geojson

PORT = 8377
PAGES = [
    "/lieux/?besoin=demarche&ou=commune+3",
    "/lieux/?besoin=imprimer&ou=commune+1&inconnus=1",
    "/lieux/?besoin=ordinateur&latitude=50.512&longitude=3.004&avec=cost:Gratuit",
    "/lieux/?q=filature",
    "/lieux/?besoin=emploi&latitude=50.312&longitude=2.604&jour=1&moment=10:00",
]


def environment(folder: Path) -> dict[str, str]:
    """Return the settings of a base of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MAILLAGE_")}
    return kept | {
        "MAILLAGE_DEMO": "oui",
        "MAILLAGE_FOLDER": str(folder),
        "MAILLAGE_DATABASE": str(folder / "base.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
    }


def command(folder: Path, *arguments: str) -> tuple[float, float]:
    """Run `maillage …` in a process of its own; return (seconds, peak memory in MB)."""
    started = time.perf_counter()
    code = (
        "import resource, sys; from maillage.config.cli import main; status = main(sys.argv[1:]); "
        "print('PEAK', resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024); sys.exit(status)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=True,
    )
    took_s = time.perf_counter() - started
    peak = float(re.findall(r"PEAK ([\d.]+)", done.stdout)[-1])
    return took_s, peak


def say(**measure: object) -> None:
    """Print one line of results."""
    print(json.dumps(measure, ensure_ascii=False), flush=True)


def start_up_s(folder: Path) -> float:
    """Return how long a command takes that does nothing: Django's own start."""
    return min(command(folder, "check")[0] for _ in range(3))


def reading(folder: Path, path: Path, source: str, n: int) -> None:
    """Time reading alone: from the file to validated records, nothing written."""
    from maillage.core.harmonise import Log
    from maillage.sources.base import open_delivery, read_source
    from maillage.sources.catalog import get_source

    times = []
    for _ in range(3):
        started = time.perf_counter()
        with open_delivery(path) as file:
            n_read = sum(1 for one in read_source(get_source(source), file, Log()) if one.reading)
        times.append(time.perf_counter() - started)
    assert n_read == n
    say(measure="read to validated", file=path.suffix, rows=n, rows_per_s=round(n / min(times)))


def importing(folder: Path, path: Path, source: str, n: int, base_s: float) -> None:
    """Time a first delivery and the same again, each in its own process."""
    took_s, peak_mb = command(folder, "import", str(path), "--source", source)
    say(
        measure="import, whole",
        rows=n,
        seconds=round(took_s, 2),
        rows_per_s=round(n / (took_s - base_s)),
        peak_mb=round(peak_mb),
    )
    times = [command(folder, "import", str(path), "--source", source) for _ in range(3)]
    took_s = min(t for t, _ in times)
    say(
        measure="unchanged redelivery",
        rows=n,
        seconds=round(took_s, 2),
        rows_per_s=round(n / (took_s - base_s)),
        peak_mb=round(max(p for _, p in times)),
    )


def pages(folder: Path, n: int) -> None:
    """Load the results page with wrk, 8 clients, against the real server of `maillage serve`."""
    if shutil.which("wrk") is None:
        say(measure="results page", skipped="wrk is not installed (apt install wrk)")
        return
    server = subprocess.Popen(
        [sys.executable, "-m", "maillage.config.cli", "serve", "--port", str(PORT)],
        env=environment(folder),
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        wait_until_open()
        for _ in range(3):
            for page in PAGES:
                get(page)
        script = folder / "pages.lua"
        listed = ",".join(f'"{page}"' for page in PAGES)
        script.write_text(
            f"local pages = {{{listed}}}\nlocal n = 0\n"
            "request = function() n = n + 1; "
            "return wrk.format('GET', pages[n % #pages + 1]) end\n"
            "done = function(s, l, r) io.write(string.format("
            "'P95 %.2f P50 %.2f ERR %d\\n', l:percentile(95)/1000, l:percentile(50)/1000, "
            "s.errors.status + s.errors.read + s.errors.timeout)) end\n"
        )
        output = subprocess.run(
            [
                *("wrk", "-t1", "-c8", "-d15s", "--latency", "-s", str(script)),
                f"http://127.0.0.1:{PORT}/",
            ],
            capture_output=True,
            text=True,
            check=True,
        ).stdout
        rate = float(re.findall(r"Requests/sec:\s+([\d.]+)", output)[0])
        p95, p50, errors = re.findall(r"P95 ([\d.]+) P50 ([\d.]+) ERR (\d+)", output)[0]
        say(
            measure="results page, uncached, 8 clients",
            places=n,
            req_per_s=round(rate),
            p50_ms=float(p50),
            p95_ms=float(p95),
            errors=int(errors),
        )
        html = get(PAGES[0])
        css = get(re.findall(rb'href="(/static/web/maillage[^"]*\.css)"', html)[0].decode())
        say(
            measure="weight of the results page",
            html_gz=len(gzip.compress(html, 9)),
            css_gz=len(gzip.compress(css, 9)),
        )
    finally:
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()


def get(path: str) -> bytes:
    """Return the body of a page of the server."""
    with urllib.request.urlopen(f"http://127.0.0.1:{PORT}{path}", timeout=60) as answer:
        body: bytes = answer.read()
        return body


def wait_until_open() -> None:
    """Wait for the server's first answer, one minute at most."""
    for _ in range(300):
        try:
            get("/")
        except OSError:
            time.sleep(0.2)
        else:
            return
    raise SystemExit("the server did not start")


def main() -> None:
    """Run every measure."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--places", type=int, default=25_000)
    parser.add_argument("--long", type=int, default=100_000, help="rows of the memory test; 0: no")
    parser.add_argument("--only-pages", action="store_true")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = write_csv(folder / "lieux.csv", options.places)
        command(folder, "migrate", "-v0")
        command(folder, "load-territory", str(write_communes(folder / "communes.json")))
        base_s = start_up_s(folder)
        if not options.only_pages:
            reading(folder, path, "national", options.places)
        importing(folder, path, "national", options.places, base_s)
        pages(folder, options.places)
        if options.long and not options.only_pages:
            other = folder / "long"
            other.mkdir()
            command(other, "migrate", "-v0")
            long = write_geojson(other / "lieux.geojson.gz", options.long)
            importing(other, long, "hauts-de-france", options.long, base_s)


if __name__ == "__main__":
    main()
