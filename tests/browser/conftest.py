"""A browser that notices: every request, every complaint of the console, in every test here."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, StorageState, expect

from tests.browser.site import (
    COMMUNES_FILE,
    COORDINATOR,
    REGIONAL_FILE,
    Site,
    fill_region,
    fill_town,
    prepared_once,
    served,
)
from tests.shared_data import shared_data

Opener = Callable[..., Page]


@pytest.fixture(scope="session")
def shared_folder(tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Path:
    """Return a folder that every process of this run sees."""
    base = tmp_path_factory.getbasetemp()
    return base if worker_id == "master" else base.parent


@pytest.fixture(scope="session")
def town(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Clairmaille and its neighbour, served for the whole run. Tests only read it."""
    folder = prepared_once(shared_folder, "town", fill_town)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("site") / "town")
    with served(own) as site:
        yield site


@pytest.fixture(scope="session")
def region(shared_folder: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The real regional file, served; skipped where the shared data is absent."""
    regional_file, communes_file = shared_data(REGIONAL_FILE), shared_data(COMMUNES_FILE)

    def fill(folder: Path) -> None:
        fill_region(folder, regional_file=regional_file, communes_file=communes_file)

    folder = prepared_once(shared_folder, "region", fill)
    own = shutil.copytree(folder, tmp_path_factory.mktemp("site") / "region")
    # Without a worker: records that are one place stay apart, whatever the moment of a test.
    with served(own, WORKER="non") as site:
        yield site


# What a page shows in the end is tried, not how soon: that is measured by benchmarks.
PATIENCE_MS = 60_000
expect.set_options(timeout=PATIENCE_MS)


@pytest.fixture
def open_page(browser: Browser, browser_context_args: dict[str, Any]) -> Iterator[Opener]:
    """Give `open_page(**options of a context)`; at the end, no page may have talked elsewhere."""
    contexts: list[BrowserContext] = []
    hosts: set[str] = set()
    complaints: list[str] = []

    def open_one(**options: Any) -> Page:
        # A browser says which languages its owner reads; Chromium alone would say English.
        context = browser.new_context(**{"locale": "fr-FR"} | browser_context_args | options)
        contexts.append(context)
        context.on("request", lambda request: hosts.add(urlsplit(request.url).hostname or ""))
        context.on("console", lambda message: complaints.append(message.text))
        context.on("weberror", lambda error: complaints.append(str(error.error)))
        page = context.new_page()
        page.set_default_timeout(PATIENCE_MS)
        return page

    yield open_one
    for context in contexts:
        context.close()
    assert hosts <= {"127.0.0.1"}, f"a page asked {hosts}"
    # The console repeats the status of a page that is a 404 on purpose, or a network that was cut;
    # and that workers are blocked here, where a test does not ask for them.
    expected = ("Failed to load", "htmx:", "Service Worker registration blocked")
    said = [text for text in complaints if not text.startswith(expected)]
    assert not said, said


@pytest.fixture(scope="session")
def staff_state(town: Site, browser: Browser) -> StorageState:
    """Return the cookies of who coordinates, for the whole run."""
    return signed_in(town, browser)


def signed_in(town: Site, browser: Browser) -> StorageState:
    """Sign in with a code, as a person does, and return the cookies."""
    context = browser.new_context(locale="fr-FR")
    page = context.new_page()
    page.goto(f"{town.url}/pro/")
    page.get_by_role("link", name="Recevoir un code").click()
    since = town.log.stat().st_size
    page.get_by_role("textbox").fill(COORDINATOR)
    page.keyboard.press("Enter")
    page.wait_for_url("**/verifier/**")
    page.get_by_role("textbox").fill(town.code_sent(since))
    page.keyboard.press("Enter")
    page.wait_for_url("**/pro/")
    state = context.storage_state()
    context.close()
    return state
