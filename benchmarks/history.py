"""A census listed, filtered and exported (CEN-25); two dates compared, a delivery undone.

Run: python -m benchmarks.history [--places 25000]      One JSON line by measure, 500 places first.
"""

import argparse
import csv
import io
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from benchmarks.chain import command, environment, say
from benchmarks.places import COLUMNS, rows, write_communes, write_csv

CENSUS = 500


def best_s(act: Callable[[], Any], times: int = 3) -> float:
    """Return the shortest of a few runs, in seconds."""
    took = []
    for _ in range(times):
        started = time.perf_counter()
        act()
        took.append(time.perf_counter() - started)
    return round(min(took), 3)


def write_census(path: Path) -> Path:
    """Write 500 places where 750 mediators work."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, [*COLUMNS, "local_mediators"], restval="")
        writer.writeheader()
        for number, row in enumerate(rows(CENSUS)):
            writer.writerow(row | {"local_mediators": f"conseiller numérique:{1 + number % 2}"})
    return path


def write_later(path: Path, n_places: int) -> Path:
    """Write the same places a month later: one in ten has another telephone, one in fifty left."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, COLUMNS, restval="")
        writer.writeheader()
        for number, row in enumerate(rows(n_places)):
            if number % 50:
                changed = {} if number % 10 else {"telephone": "+33199002110"}
                writer.writerow(row | changed)
    return path


def census() -> None:
    """List, filter and export the census, in a process that has started (CEN-25: 2 s each)."""
    from django.core.management import call_command
    from django.test import Client
    from django.urls import reverse

    client, url = Client(SERVER_NAME="127.0.0.1"), reverse("directory:results")
    call_command("collectstatic", interactive=False, verbosity=0)
    assert client.get(url).status_code == 200
    folder = Path(os.environ["MAILLAGE_FOLDER"])
    quiet = io.StringIO()
    filtered = {"avec": "cost:Gratuit", "besoin": "demarche"}
    say(measure="census, list", places=CENSUS, seconds=best_s(lambda: client.get(url)))
    say(measure="census, filter", places=CENSUS, seconds=best_s(lambda: client.get(url, filtered)))
    export = best_s(lambda: call_command("export", str(folder / "out.csv"), stdout=quiet))
    say(measure="census, export", places=CENSUS, seconds=export)


def history(n: int) -> None:
    """Compare the day before with today, then undo the second delivery."""
    from django.utils import timezone

    from maillage.apps.accounts.models import User
    from maillage.apps.directory.queries.compare import Kind, compare
    from maillage.apps.imports.actions.undo import put_back, undo_delivery
    from maillage.apps.imports.models import Delivery

    today = timezone.localdate()
    found = compare(today - timedelta(days=1), today)
    took_s = best_s(lambda: compare(today - timedelta(days=1), today))
    say(measure="compare two dates, all new", places=len(found.of(Kind.ADDED)), seconds=took_s)
    last = Delivery.objects.order_by("-pk")[0]
    started = time.perf_counter()
    undo_delivery(last.pk, by=User.objects.create_user("banc@bench.example"), now=timezone.now())
    put_back(last.pk)
    took_s = time.perf_counter() - started
    n_records = last.n_added + last.n_changed + last.n_withdrawn
    say(measure="undo a delivery", places=n, records=n_records, seconds=round(took_s, 2))


def main() -> None:
    """Run every measure, each on a base of its own."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--places", type=int, default=25_000)
    parser.add_argument("--inside", help="census or history: in the process of a base")
    options = parser.parse_args()
    if options.inside:
        import django

        django.setup()
        census() if options.inside == "census" else history(options.places)
        return
    for inside, n in (("census", CENSUS), ("history", options.places)):
        with tempfile.TemporaryDirectory() as name:
            folder = Path(name)
            command(folder, "migrate", "-v0")
            command(folder, "load-territory", str(write_communes(folder / "communes.json")))
            if inside == "census":
                files = [write_census(folder / "lieux.csv")]
            else:
                files = [write_csv(folder / "a.csv", n), write_later(folder / "b.csv", n)]
            for path in files:
                command(folder, "import", str(path), "--source", "national")
            again(folder, inside, n)


def again(folder: Path, inside: str, n: int) -> None:
    """Run this program inside the base of a folder."""
    subprocess.run(
        [sys.executable, "-m", "benchmarks.history", "--inside", inside, "--places", str(n)],
        env=environment(folder),
        check=True,
    )


if __name__ == "__main__":
    main()
