"""Of all who answer at once one is heard, and everybody else is told: for real."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from maillage.apps.directory.tests.test_staff_storm import own_database

STORM = Path(__file__).with_name("storm.py")


@pytest.mark.parametrize(
    ("storm", "n_clients"),
    [
        ("answers", 24),
        ("redirects", 24),
        ("withdrawals", 32),
        ("forms", 24),
        ("clocks", 8),
        ("keys", 12),
        ("doors", 24),
        ("last_day", 8),
        ("erasures", 6),
        ("keys_and_erasures", 8),
        ("paths", 24),
        ("templates", 12),
    ],
)
def test_all_at_once_one_holds_and_nothing_is_lost(storm, n_clients, tmp_path, db):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MAILLAGE_")}
    with own_database(tmp_path) as address:
        done = subprocess.run(
            [sys.executable, str(STORM), storm, str(n_clients)],
            env=kept
            | {
                "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
                "MAILLAGE_DEMO": "oui",
                "MAILLAGE_FOLDER": str(tmp_path),
                "MAILLAGE_DATABASE": address,
            },
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("nothing lost")
