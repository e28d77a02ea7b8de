"""Rules that hold for every test, in src/ and in tests/."""

import json
import os
from collections.abc import Generator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Verbosity, settings
from pytest_socket import socket_allow_hosts

from tools.machine import find_chromium, playwright_chromium, required

# Databases of which a test has a copy of its own.
pytest_plugins = ["tests.own_databases"]

# Playwright keeps an event loop running in the thread of the tests: Django would refuse its own
# database there, although nothing of ours is asynchronous.
os.environ.setdefault("DJANGO_ALLOW_ASYNC_UNSAFE", "true")

COMMON = {
    "deadline": None,  # a shared machine may be slow: time is measured by benchmarks, not by tests
    "print_blob": True,
    "database": None,
    "verbosity": Verbosity.normal,
    "suppress_health_check": [HealthCheck.too_slow],
}
# `make test` says the same of the same code twice; `--hypothesis-profile=search` looks further.
settings.register_profile("maillage", derandomize=True, **COMMON)
settings.register_profile("search", derandomize=False, max_examples=2000, **COMMON)
settings.load_profile("maillage")

APPLICATIONS = Path(__file__).parent / "src" / "maillage" / "apps"
NO_BROWSER = "no Chromium on this machine: apt install chromium, or playwright install chromium"
CHROMIUM_ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare where the full run writes what its tests prove."""
    parser.addoption(
        "--record", help="folder for rows.json (ledger rows proven) and templates.json (rendered)"
    )


def pytest_configure(config: pytest.Config) -> None:
    """Half of the runs read unordered rows backwards: a forgotten ORDER BY must not hide."""
    from django.db.backends.signals import connection_created

    def reverse_unordered(connection: Any, **_: object) -> None:
        # Read at the connection: the seed is drawn after this function. 0 with -p no:randomly.
        seed = config.getoption("randomly_seed", 0)
        if connection.vendor == "sqlite" and isinstance(seed, int) and seed % 2:
            with connection.cursor() as cursor:
                cursor.execute("PRAGMA reverse_unordered_selects = ON")

    if config.getoption("record"):
        config.pluginmanager.register(Recorder(config), "what a full run proves")
    connection_created.connect(reverse_unordered, weak=False, dispatch_uid="reverse unordered")


def pytest_runtest_setup() -> None:
    """Refuse the network: only this machine answers a test."""
    socket_allow_hosts(["127.0.0.1", "::1", "localhost"], allow_unix_socket=True)


@pytest.fixture(autouse=True)
def forgotten(request: pytest.FixtureRequest) -> None:
    """Let nothing of the base of another test answer: its states bore the same numbers."""
    if APPLICATIONS in request.path.parents:
        from maillage.apps.directory.tests.pages import forget_base
        from maillage.apps.observatory.queries import support

        forget_base()
        support.forget()


# ---------------------------------------------------------------- what a full run proves


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, Any, Any]:
    """Carry the rows of a test in its report, so that they cross from a worker process."""
    report = yield
    rows = sorted({row for mark in item.iter_markers("row") for row in mark.args})
    report.user_properties.append(("rows", rows))
    return report


class Recorder:
    """Notes the templates of this process and, where the results are printed, writes all."""

    def __init__(self, config: pytest.Config) -> None:
        self.config = config
        # Row → did every test that claims it pass? A skipped test proves nothing.
        self.rows: dict[str, bool] = {}
        self.templates: set[str] = set()
        from django.test.signals import template_rendered

        template_rendered.connect(self.note_template)

    def note_template(self, template: Any, **_: object) -> None:
        """Receive Django's signal, sent in tests for pages, parents and included parts."""
        if template.origin is not None:
            self.templates.add(str(template.origin.name))

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Note the rows of a test when it has run, or when it could not."""
        if report.when != "call" and report.passed:
            return
        for name, rows in report.user_properties:
            if name == "rows" and isinstance(rows, list):
                for row in rows:
                    self.rows[row] = self.rows.get(row, True) and report.passed

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any) -> None:
        """Take over what a worker of xdist has seen."""
        self.templates |= set(getattr(node, "workeroutput", {}).get("templates", []))

    def pytest_sessionfinish(self) -> None:
        """Hand over to the first process, or write the files."""
        output = getattr(self.config, "workeroutput", None)
        if output is not None:
            output["templates"] = sorted(self.templates)

    def pytest_unconfigure(self) -> None:
        """Write the files, once every worker has handed over."""
        if hasattr(self.config, "workeroutput"):
            return
        folder = Path(self.config.rootpath, self.config.getoption("record"))
        folder.mkdir(parents=True, exist_ok=True)
        for name, content in (("rows", self.rows), ("templates", sorted(self.templates))):
            text = json.dumps(content, indent=1, sort_keys=True)
            (folder / f"{name}.json").write_text(text, encoding="utf-8")


# ---------------------------------------------------------------- browser


@pytest.fixture(scope="session")
def browser_type_launch_args() -> dict[str, Any]:
    """Start the system's Chromium, else the one Playwright downloaded, else skip (or fail)."""
    found = find_chromium()
    if found is None and playwright_chromium() is None:
        if "chromium" in required():
            pytest.fail(NO_BROWSER)
        pytest.skip(NO_BROWSER)
    arguments: dict[str, Any] = {"args": CHROMIUM_ARGUMENTS}
    return arguments | ({"executable_path": str(found)} if found else {})


@pytest.fixture(scope="session")
def browser_context_args() -> dict[str, Any]:
    """Be a person in France."""
    return {"locale": "fr-FR", "timezone_id": "Europe/Paris", "service_workers": "block"}
