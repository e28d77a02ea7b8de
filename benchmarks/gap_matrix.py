"""How long the gaps of a real metropolis take: Lille, its communes and its priority neighbourhoods.

    MAILLAGE_DATABASE=lille.sqlite3 python -m benchmarks.gap_matrix

The base is one in which outlines, cells of 200 m and places were loaded (`maillage dossier --load`,
with the files of shared/data); a base without cells is skipped, and says why. One line of JSON per
case: the first time of a process, which finds the cells of each zone, then the median of the next.
"""

import argparse
import json
import os
import statistics
import sys
import time
from typing import Any

AIM_S = 5.0


def record(**case: Any) -> None:
    """Write one line of results."""
    print(json.dumps({"benchmark": "gap_matrix", **case}), flush=True)


def main() -> None:
    """Time the matrix by kind of zone."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="once each")
    times = 1 if parser.parse_args().quick else 5
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    if "MAILLAGE_DATABASE" not in os.environ:
        print("skipped: say which base in MAILLAGE_DATABASE (real data)", file=sys.stderr)
        return
    import django

    django.setup()
    from django.utils import timezone

    from maillage.apps.observatory.queries.gaps import gap_matrix
    from maillage.apps.territories.queries import kinds_loaded

    there = kinds_loaded()
    if not there.get("cell"):
        print("skipped: no cell of 200 m in this base (real data absent)", file=sys.stderr)
        return
    for kind in ("qpv", "commune"):
        if kind not in there:
            continue
        took, used = [], []
        for _ in range(1 + times):
            start, cpu = time.perf_counter(), time.process_time()
            found = gap_matrix(kind, today=timezone.localdate())
            took.append(time.perf_counter() - start)
            used.append(time.process_time() - cpu)
        assert found is not None
        record(
            case=kind, zones=len(found.rows), needs=len(found.needs), places=found.n_places,
            cells=there["cell"], first_s=round(took[0], 2),
            then_s=round(statistics.median(took[1:]), 2),
            first_cpu_s=round(used[0], 2), then_cpu_s=round(statistics.median(used[1:]), 2),
            aim_s=AIM_S, load=round(os.getloadavg()[0], 1),
        )  # fmt: skip


if __name__ == "__main__":
    main()
