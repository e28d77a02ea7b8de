"""`make test` and `make check`: every step runs, then one line says how many passed and failed."""

import json
import os
import subprocess
import time
import xml.etree.ElementTree as ElementTree
from pathlib import Path

from tools.console import say, seconds, warn
from tools.environment import BIN, PYTHON, browser_packages, messages, prepare
from tools.machine import required, want_chromium, want_postgres
from tools.stamps import ROOT

VAR = ROOT / "var"
STATIC: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ruff check", ("ruff", "check", ".")),
    ("ruff format", ("ruff", "format", "--check", ".")),
    ("mypy", ("mypy", "src/maillage", "tools")),
    ("import contracts", ("lint-imports",)),
)
# Three processes for two cores: a third of the time is spent waiting for browsers and for commands.
PYTEST = (str(PYTHON), "-m", "pytest", "-n", "3", "--dist=worksteal", "-q", "--tb=short")


class Counts:
    """How many checks passed, failed and were skipped, over all the steps."""

    def __init__(self) -> None:
        self.passed = self.failed = self.skipped = 0
        self.lines: list[str] = []

    def add(self, name: str, passed: int, failed: int, skipped: int, took: str) -> None:
        """Count one step and remember its line for the summary."""
        self.passed, self.failed = self.passed + passed, self.failed + failed
        self.skipped += skipped
        mark = "ÉCHEC" if failed else "ok   "
        self.lines.append(
            f"  {mark} {name} : {passed} passed, {failed} failed, {skipped} skipped ({took})"
        )

    def close(self) -> int:
        """Print the summary, then the plain last line that machines read; the exit status."""
        say("\n" + "\n".join(self.lines) + "\n")
        say(f"{self.passed} passed, {self.failed} failed, {self.skipped} skipped")
        return 1 if self.failed else 0


def step(counts: Counts, name: str, *command: str) -> None:
    """Run a command that either passes or fails."""
    say(f"\n=== {name}")
    started = time.monotonic()
    failed = subprocess.run(command, cwd=ROOT, check=False).returncode != 0
    counts.add(name, int(not failed), int(failed), 0, seconds(started))


def pytest_step(counts: Counts, name: str, *words: str) -> None:
    """Run pytest and count its tests from the report that it writes."""
    say(f"\n=== {name}")
    report = VAR / "tests.xml"
    report.unlink(missing_ok=True)
    started = time.monotonic()
    status = subprocess.run(
        [*PYTEST, f"--randomly-seed={seed()}", f"--junitxml={report}", *words],
        cwd=ROOT,
        check=False,
    ).returncode
    passed, failed, skipped = read_report(report)
    if status and not failed:
        failed = 1  # it did not even start, or was interrupted: that is a failure too
    counts.add(name, passed, failed, skipped, seconds(started))


def templates_step(counts: Counts) -> None:
    """Refuse a template that no test renders: nobody would see it break."""
    seen = VAR / "templates.json"
    rendered = set(json.loads(seen.read_text(encoding="utf-8"))) if seen.exists() else set()
    files = [path for path in (ROOT / "src").rglob("templates/**/*") if path.is_file()]
    # Those of typst are no templates of Django: apps/channels/tests lays each paper out.
    files = [path for path in files if path.suffix != ".typ"]
    # An empty file silences a text of a package: there is nothing in it to break.
    ours = {str(path) for path in files if path.read_text(encoding="utf-8").strip()}
    missing = sorted(ours - rendered)
    for path in missing:
        say(f"  gabarit qu’aucun essai ne rend : {Path(path).relative_to(ROOT)}")
    counts.add("each template is rendered by a test", int(not missing), int(bool(missing)), 0, "")


def seed() -> int:
    """Return what mixes the order of the tests: a number of the code, 1 without git.

    Each change has another order; the same code has the same one, here and where it is judged.
    """
    words = ("git", "rev-parse", "HEAD^{tree}")
    try:
        done = subprocess.run(words, cwd=ROOT, check=False, capture_output=True, text=True)
        return int(done.stdout.strip()[:8], 16)
    except (OSError, ValueError):
        return 1


def read_report(report: Path) -> tuple[int, int, int]:
    """Return how many tests passed, failed and were skipped, from a JUnit file."""
    if not report.exists():
        return 0, 0, 0
    suites = ElementTree.parse(report).getroot().iter("testsuite")
    total = failed = skipped = 0
    for suite in suites:
        total += int(suite.get("tests", 0))
        failed += int(suite.get("failures", 0)) + int(suite.get("errors", 0))
        skipped += int(suite.get("skipped", 0))
    return max(total - failed - skipped, 0), failed, skipped


def check() -> int:
    """Lint, format, types and import contracts."""
    prepare(dev=True)
    counts = Counts()
    for name, (program, *words) in STATIC:
        step(counts, name, str(BIN / program), *words)
    return counts.close()


def test(words: list[str]) -> int:
    """Everything: checks, all tests on SQLite with the browser, the applications on PostgreSQL.

    `words` go to pytest, which then runs alone: `make test ARGS="-k hours"`.
    """
    started = time.monotonic()
    VAR.mkdir(exist_ok=True)
    prepare(dev=True)
    browser_packages()
    messages()
    if words:
        return subprocess.run([*PYTEST, *words], cwd=ROOT, check=False).returncode
    want_chromium(PYTHON)  # its absence skips the browser tests, each with its reason
    postgres = want_postgres()

    counts = Counts()
    for name, (program, *rest) in STATIC:
        step(counts, name, str(BIN / program), *rest)
    pytest_step(counts, "tests on SQLite, browser included", "--record=var")
    templates_step(counts)
    if postgres:
        on_postgres = ("-p", "tests.databases", "--database=postgres", "src/maillage/apps")
        pytest_step(counts, "applications on PostgreSQL", *on_postgres)
    else:
        warn("Les applications n’ont PAS été essayées sur PostgreSQL.")
    if "CI" not in os.environ and not required():
        say("\nLes lignes du registre sans essai : make rows")
    say(f"\nDurée totale : {seconds(started)}")
    return counts.close()
