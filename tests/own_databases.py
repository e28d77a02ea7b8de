"""Databases that a test has for itself, with every migration: made once, then copied.

What runs in processes of its own (storms, sites that are killed) cannot use the database of the
test: processes do not share its transaction, and rows that are never erased would outlive it.
"""

import fcntl
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest

# Name on the PostgreSQL of the tests, of which each storm has a copy.
MIGRATED = "storm_migrated"


@contextmanager
def _first_of_all(folder: Path, name: str) -> Iterator[Path | None]:
    """Hold a lock of all the processes of this run; yield where to say "done", None when it is."""
    with (folder / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        mark = folder / name
        yield None if mark.exists() else mark


def _shared_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.getbasetemp()
    return folder.parent if os.environ.get("PYTEST_XDIST_WORKER") else folder


def site_environment(folder: Path, address: str) -> dict[str, str]:
    """Return the options of a site of its own: its folder, its database, nothing of ours."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("MAILLAGE_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
        "MAILLAGE_DEMO": "oui",
        "MAILLAGE_FOLDER": str(folder),
        "MAILLAGE_DATABASE": address,
    }


def _migrate(folder: Path, address: str) -> None:
    command = [sys.executable, "-m", "django", "migrate", "-v0"]
    environment = site_environment(folder, address)
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.fixture(scope="session")
def migrated_base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return an empty SQLite base with every migration, made once for all the processes."""
    folder = _shared_folder(tmp_path_factory)
    with _first_of_all(folder, "migrated.sqlite3") as base:
        if base:
            making = folder / "migrating.sqlite3"
            making.unlink(missing_ok=True)
            _migrate(folder, str(making))
            making.rename(base)
    return folder / "migrated.sqlite3"


@pytest.fixture
def own_base(tmp_path: Path, migrated_base: Path) -> Path:
    """Return the SQLite base of the folder `tmp_path`, for commands that a test starts there."""
    return shutil.copy(migrated_base, tmp_path / "base.sqlite3")


@pytest.fixture
def own_database(
    request: pytest.FixtureRequest,
    db: None,
    tmp_path: Path,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[str]:
    """Yield the address of an empty database of the kind under test, every migration made."""
    from django.conf import settings
    from django.db import connection

    if connection.vendor == "sqlite":
        yield shutil.copy(request.getfixturevalue("migrated_base"), tmp_path / "storm.sqlite3")
        return
    import psycopg

    said = settings.DATABASES["default"]
    server = {"host": said["HOST"], "user": said["USER"], "dbname": "postgres"}
    parts = urlsplit(os.environ["MAILLAGE_DATABASE"])
    name = f"storm_{os.getpid()}"
    folder = _shared_folder(tmp_path_factory)
    with psycopg.connect(**server, autocommit=True) as asked:
        with _first_of_all(folder, MIGRATED) as mark:
            if mark:
                asked.execute(f"DROP DATABASE IF EXISTS {MIGRATED} WITH (FORCE)")
                asked.execute(f"CREATE DATABASE {MIGRATED}")
                _migrate(folder, urlunsplit(parts._replace(path=f"/{MIGRATED}")))
                mark.touch()
            asked.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
            asked.execute(f"CREATE DATABASE {name} TEMPLATE {MIGRATED}")
        try:
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            asked.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.fixture
def run_storm(own_database: str, tmp_path: Path) -> Callable[..., str]:
    """Give `run_storm(script, *words)`: many at once, in a process and a database of their own.

    It returns what the script printed, and fails with all of it when the script failed.
    """

    def run(script: Path, *words: str) -> str:
        done = subprocess.run(
            [sys.executable, str(script), *words],
            env=site_environment(tmp_path, own_database),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout.strip()

    return run
