"""Of all who book at once each gets what is theirs, and nobody gets what is another’s: for real."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from maillage.apps.agenda.tests.clients import five_seats
from maillage.apps.directory.tests.test_staff_storm import own_database

STORM = Path(__file__).with_name("storm.py")


def environment(folder: Path, address: str) -> dict[str, str]:
    """Return the options of a site of its own."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MAILLAGE_")}
    return kept | {
        "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
        "MAILLAGE_DEMO": "oui",
        "MAILLAGE_FOLDER": str(folder),
        "MAILLAGE_DATABASE": address,
    }


@pytest.mark.parametrize(
    ("storm", "n_clients"),
    [
        ("seats", 60),
        ("times", 40),
        ("swaps", 20),
        ("waiting", 60),
        ("courses", 40),
        ("desk", 40),
        ("extended", 4),
    ],
)
def test_all_at_once_and_nothing_is_taken_twice_nor_forgotten(storm, n_clients, tmp_path, db):
    with own_database(tmp_path) as address:
        done = subprocess.run(
            [sys.executable, str(STORM), storm, str(n_clients)],
            env=environment(tmp_path, address),
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("nothing lost")


def test_a_site_killed_again_and_again_gives_five_seats_and_each_client_knows(tmp_path, db):
    with own_database(tmp_path) as address:
        five_seats(environment(tmp_path, address), tmp_path, n_clients=60, n_kills=2)
