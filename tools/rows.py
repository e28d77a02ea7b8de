"""`make rows`: by capability, the core rows that no passing test claims, and those that wait."""

import csv
import json
import sys
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
REQUIREMENTS = ROOT / "docs" / "requirements.csv"
PROVEN = ROOT / "var" / "rows.json"
COLUMNS = ["id", "kind", "capability", "statement", "waits_for", "note"]


@dataclass(frozen=True, slots=True)
class Row:
    """One row of the ledger; `waits_for` names the issue that brings its last needed part."""

    id: str
    kind: str
    capability: str
    statement: str
    waits_for: str
    note: str


def read_rows(file: Path = REQUIREMENTS) -> list[Row]:
    """Return the rows of docs/requirements.csv, in the order of the ledger."""
    with file.open(encoding="utf-8", newline="") as lines:
        return [Row(**line) for line in csv.DictReader(lines)]


def read_proven(file: Path = PROVEN) -> dict[str, bool]:
    """Return row → True when every test that claims it passed, from the last `make test`."""
    if not file.exists():
        sys.exit(f"{file.relative_to(ROOT)} n’existe pas : lancez d’abord « make test ».")
    proven: dict[str, bool] = json.loads(file.read_text(encoding="utf-8"))
    return proven


def report(rows: list[Row], proven: dict[str, bool]) -> list[str]:
    """Return the lines to print."""
    core = [row for row in rows if row.kind == "core"]
    lines: list[str] = []
    totals: Counter[str] = Counter()
    for capability in dict.fromkeys(row.capability for row in core):
        here = [row for row in core if row.capability == capability]
        done = [row for row in here if proven.get(row.id)]
        due = [row for row in here if not row.waits_for and not proven.get(row.id)]
        waiting = Counter(row.waits_for for row in here if row.waits_for)
        totals.update(proven=len(done), due=len(due), waiting=waiting.total())
        later = ", ".join(f"{name}: {count}" for name, count in sorted(waiting.items()))
        lines.append(
            f"{capability}: {len(done)} of {len(here)} core rows proven, {len(due)} due, "
            f"{waiting.total()} waiting" + (f" ({later})" if later else "")
        )
        for row in due:
            state = "a test that claims it failed or was skipped" if row.id in proven else "no test"
            lines.append(f"    {row.id}  {state}: {row.statement}")
    others = sum(1 for row in rows if row.kind != "core" and proven.get(row.id))
    lines.append("")
    lines.append(
        f"Core rows: {totals['proven']} proven, {totals['due']} due now, "
        f"{totals['waiting']} waiting, {len(core)} in all. Other rows proven: {others}."
    )
    return lines


if __name__ == "__main__":
    print("\n".join(report(read_rows(), read_proven())))
