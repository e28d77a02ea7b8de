"""The table of requirements is whole, and no test claims more than it may."""

import ast
import csv
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.rows import COLUMNS, REQUIREMENTS, ROOT, Row, read_rows, report

ROWS = {row.id: row for row in read_rows()}
WAITS = {"", "a later issue", *(f"issue {number}" for number in range(1, 9))}


def claims() -> Iterator[tuple[str, str]]:
    """Every `pytest.mark.row(...)` written in a test: the file, and the id of the row."""
    for folder in ("src", "tests"):
        for path in sorted((ROOT / folder).rglob("test_*.py")):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if isinstance(node, ast.Call) and ast.unparse(node.func).endswith("mark.row"):
                    for argument in node.args:
                        yield str(path.relative_to(ROOT)), ast.literal_eval(argument)


def test_all_rows_of_the_ledger_are_there_once():
    with REQUIREMENTS.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines)
        assert next(reader) == COLUMNS
        ids = [line[0] for line in reader]
    assert len(ids) == 554
    assert len(set(ids)) == 554


def test_every_row_says_what_it_is_and_what_it_waits_for():
    kinds = {"core", "supporting", "integrate-with-existing", "organisational only"}
    assert {row.kind for row in ROWS.values()} == kinds
    assert {row.waits_for for row in ROWS.values()} <= WAITS
    assert all(row.capability and row.statement for row in ROWS.values())
    assert sum(row.kind == "core" for row in ROWS.values()) == 241


def test_no_test_claims_a_row_that_waits_or_does_not_exist():
    wrong = [
        f"{path}: {row} " + (f"waits for {ROWS[row].waits_for}" if row in ROWS else "is unknown")
        for path, row in claims()
        if row not in ROWS or ROWS[row].waits_for
    ]
    assert not wrong, "\n".join(wrong)


def test_nothing_waits_for_an_issue_that_is_done():
    """Raise the number when an issue is finished: its rows must then be claimed, or move on."""
    done = 8
    late = [
        row.id
        for row in ROWS.values()
        if row.waits_for in {f"issue {n}" for n in range(1, done + 1)}
    ]
    assert not late


@pytest.mark.parametrize(
    ("proven", "expected"),
    [
        ({}, "no test: Lend."),
        ({"AAA-01": False}, "a test that claims it failed or was skipped: Lend."),
        ({"AAA-01": True}, "Things: 1 of 2 core rows proven, 0 due, 1 waiting (issue 5: 1)"),
    ],
)
def test_the_report_counts_what_is_proven_due_and_waiting(proven, expected):
    rows = [
        Row("AAA-01", "core", "Things", "Lend.", "", ""),
        Row("AAA-02", "core", "Things", "Book.", "issue 5", ""),
        Row("AAA-03", "supporting", "Things", "Sing.", "", ""),
    ]
    assert expected in "\n".join(report(rows, proven))


def test_the_ledger_beside_the_checkout_still_says_the_same():
    ledger = Path(ROOT).parent / "shared" / "reference" / "ledger.md"
    if not ledger.exists():
        pytest.skip(f"the ledger is absent: {ledger}")
    text = ledger.read_text(encoding="utf-8")
    missing = [row.id for row in ROWS.values() if f"| {row.id} |" not in text]
    assert not missing
