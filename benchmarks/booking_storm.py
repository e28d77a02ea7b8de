"""The storm: 500 clients, 5 seats, a site that is killed again and again, on both databases.

Run: python -m benchmarks.booking_storm [--clients 500] [--kills 8] [--databases sqlite,postgres]

Real servers (`maillage serve`), killed whole with kill -9 at random moments and started again;
each client sends the same form until it knows. It stops with an error when a seat is given twice,
when a booking that somebody was told is lost, or when a client is left without an answer.
"""

import argparse
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from benchmarks.booking import database
from benchmarks.chain import environment, say
from maillage.apps.agenda.tests.clients import five_seats


def main() -> None:
    """Run the storm on each database; print one line each."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--clients", type=int, default=500)
    parser.add_argument("--kills", type=int, default=8)
    parser.add_argument("--databases", default="sqlite,postgres")
    options = parser.parse_args()
    for kind in options.databases.split(","):
        with tempfile.TemporaryDirectory() as name, database(kind, Path(name)) as address:
            mine = environment(Path(name)) | {"MAILLAGE_DATABASE": address}
            migrate = [sys.executable, "-m", "django", "migrate", "-v0"]
            subprocess.run(migrate, env=mine, check=True)
            started = time.perf_counter()
            told = five_seats(
                mine,
                Path(name),
                n_clients=options.clients,
                n_kills=options.kills,
                say=lambda words: None,
            )
            say(
                measure="booking, storm",
                database=kind,
                clients=options.clients,
                kills=options.kills,
                held=len(told.codes),
                told_no=len(told.refused),
                cut_off=told.n_cut,
                lost=0,
                double=0,
                took_s=round(time.perf_counter() - started, 1),
                load=round(os.getloadavg()[0], 1),
            )


if __name__ == "__main__":
    main()
