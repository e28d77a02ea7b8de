"""Every measure, in order, with the peers of each in the same run.

Run: python -m benchmarks [--quick]     Lines go to benchmarks/results/<machine>.jsonl as well.
"""

import argparse
import json
import platform
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

RESULTS = Path(__file__).parent / "results"
PROGRAMS = {
    "search": (["benchmarks.search"], ["--quick"]),
    "chain": (["benchmarks.chain"], ["--places", "3000", "--long", "0"]),
    "drawing": (["benchmarks.drawing"], ["--points", "100"]),
    "api": (["benchmarks.api"], ["--places", "1000", "--seconds", "1"]),
    "open_files": (["benchmarks.open_files"], ["--places", "1000"]),
    "map": (["benchmarks.map"], ["--quick"]),
    "paper": (["benchmarks.paper"], ["--places", "100"]),
    "slow_phone": (["benchmarks.slow_phone"], ["--quick"]),
    "files": (["benchmarks.files"], ["--places", "1000"]),
    "history": (["benchmarks.history"], ["--places", "3000"]),
    "access": (["benchmarks.access_speed"], ["--quick"]),
    "siting": (["benchmarks.siting_speed"], ["--quick"]),
    "gap_matrix": (["benchmarks.gap_matrix"], ["--quick"]),
    "linkage_scale": (["benchmarks.linkage_scale"], ["--quick"]),
    "booking": (["benchmarks.booking"], ["--seconds", "1"]),
    "booking_storm": (["benchmarks.booking_storm"], ["--clients", "60", "--kills", "2"]),
}


def machine() -> str:
    """Return a name for this kind of machine: processor and number of cores."""
    text = Path("/proc/cpuinfo").read_text() if Path("/proc/cpuinfo").exists() else ""
    names = [line.partition(":")[2].strip() for line in text.splitlines() if "model name" in line]
    name = names[0] if names else platform.processor() or platform.machine()
    plain = "-".join(name.replace("(R)", "").replace("@", "").split()).lower()
    return f"{plain}-{max(1, len(names))}-cores"


def main() -> None:
    """Run the programs one after the other: two at once would disturb each other."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--quick", action="store_true", help="small sizes, to see that all runs")
    options = parser.parse_args()
    commit = subprocess.run(
        ["git", "rev-parse", "--short", "HEAD"], capture_output=True, text=True, check=False
    ).stdout.strip()
    RESULTS.mkdir(exist_ok=True)
    with (RESULTS / f"{machine()}.jsonl").open("a", encoding="utf-8") as out:
        for name, (program, quick) in PROGRAMS.items():
            arguments = [*program, *(quick if options.quick else [])]
            process = subprocess.Popen(
                [sys.executable, "-m", *arguments], stdout=subprocess.PIPE, text=True
            )
            assert process.stdout is not None
            for line in process.stdout:
                print(line, end="", flush=True)
                if line.startswith("{") and not options.quick:
                    said = json.loads(line)
                    said |= {"program": name, "commit": commit, "python": platform.python_version()}
                    said["on"] = datetime.now(UTC).date().isoformat()
                    out.write(json.dumps(said, ensure_ascii=False) + "\n")
            if process.wait():
                raise SystemExit(f"benchmarks.{name} failed")


if __name__ == "__main__":
    main()
