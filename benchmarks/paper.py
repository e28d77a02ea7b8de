"""Papers: each kind on the demonstration town, then a whole generated town in one command.

Run: python -m benchmarks.paper [--places 1000]          One JSON line by measure.
"""

import argparse
import os
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.chain import command, environment, say, start_up_s
from benchmarks.places import write_communes, write_csv

# Each paper twice in a process of its own: the first pays for the fonts, the second is the measure.
EACH = """
import django; django.setup()
import json, time
from django.utils import timezone
from maillage.apps.channels.queries.papers import PAPERS, place_paper, zone_paper
from maillage.apps.directory.queries import places_of_zone, place_cards
from maillage.apps.territories.queries import get_zone
now, site = timezone.now(), "https://clairmaille.example"
first = places_of_zone(get_zone("la-filature").pk)[:1]
place = place_cards(first, today=timezone.localdate(now))[0].place.public_id
for paper in PAPERS:
    make, about = (zone_paper, "la-filature") if paper.about == "zone" else (place_paper, place)
    times = []
    for _ in range(4):
        started = time.perf_counter()
        made = make(paper.code, about, now=now, site=site)
        times.append(time.perf_counter() - started)
    said = {"measure": "paper", "paper": paper.code, "ms": round(min(times) * 1000)}
    print(json.dumps(said | {"kb": round(len(made.pdf) / 1000)}))
"""


def each_paper() -> None:
    """Time each kind of paper of a quarter of the demonstration, and of one of its places."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command(folder, "migrate", "-v0")
        command(folder, "demo")
        done = subprocess.run(
            [sys.executable, "-c", EACH], env=environment(folder), text=True, check=True,
            capture_output=True,
        )  # fmt: skip
        print(done.stdout, end="", flush=True)
        whole(folder, "demonstration", 58)


def whole(folder: Path, town: str, places: int) -> None:
    """Time `maillage print --all`, then the same again, which keeps everything."""
    base_s = start_up_s(folder)
    out = folder / "papers"
    arguments = ("print", "--all", str(out), "--address", "https://clairmaille.example")
    took_s, peak_mb = command(folder, *arguments)
    sizes = [file.stat().st_size for file in out.rglob("*.pdf")]
    again_s, _peak = command(folder, *arguments)
    say(
        measure="town",
        town=town,
        places=places,
        papers=len(sizes),
        seconds=round(took_s - base_s, 1),
        again_s=round(again_s - base_s, 1),
        mb=round(sum(sizes) / 1e6, 1),
        peak_mb=round(peak_mb),
        load=round(os.getloadavg()[0], 1),
    )


def generated(n: int) -> None:
    """Time a generated town."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        command(folder, "migrate", "-v0")
        command(folder, "load-territory", str(write_communes(folder / "communes.json")))
        path = write_csv(folder / "region.csv", n)
        command(folder, "import", str(path), "--source", "national")
        whole(folder, "generated", n)


def main() -> None:
    """Run everything."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--places", type=int, default=1000)
    options = parser.parse_args()
    each_paper()
    generated(options.places)


if __name__ == "__main__":
    main()
