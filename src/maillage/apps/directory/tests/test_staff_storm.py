"""Many people at once on one place: nothing is lost, nothing is half-written.

In a process and a database of its own: threads do not share the transaction of a test, and the
rows that are never erased (triggers) would outlive it.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import pytest
from django.conf import settings
from django.db import connection

STORM = Path(__file__).with_name("storm.py")


@contextmanager
def own_database(folder: Path) -> Iterator[str]:
    """Yield the address of an empty database of the kind under test, and drop it."""
    if connection.vendor == "sqlite":
        yield str(folder / "storm.sqlite3")
        return
    import psycopg

    said = settings.DATABASES["default"]
    server = {"host": said["HOST"], "user": said["USER"], "dbname": "postgres"}
    name = f"storm_{os.getpid()}"
    with psycopg.connect(**server, autocommit=True) as server_connection:
        server_connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")
        server_connection.execute(f"CREATE DATABASE {name}")
        try:
            parts = urlsplit(os.environ["MAILLAGE_DATABASE"])
            yield urlunsplit(parts._replace(path=f"/{name}"))
        finally:
            server_connection.execute(f"DROP DATABASE IF EXISTS {name} WITH (FORCE)")


@pytest.mark.parametrize("storm", ["people", "delivery", "one_code", "last_administrators"])
def test_all_at_once_on_one_place_and_nothing_is_lost(storm, tmp_path, db):
    with own_database(tmp_path) as address:
        environment = {k: v for k, v in os.environ.items() if not k.startswith("MAILLAGE_")}
        environment |= {
            "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
            "MAILLAGE_DEMO": "oui",
            "MAILLAGE_FOLDER": str(tmp_path),
            "MAILLAGE_DATABASE": address,
        }
        done = subprocess.run(
            [sys.executable, str(STORM), storm],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("nothing lost")
