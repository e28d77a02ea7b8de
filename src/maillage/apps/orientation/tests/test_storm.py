"""All at once: each search counted once, and what was erased never comes back."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from maillage.apps.directory.tests.test_staff_storm import own_database

STORM = Path(__file__).with_name("storm.py")


@pytest.mark.parametrize("storm", ["searches", "kept"])
def test_all_at_once_and_nothing_is_counted_twice_nor_comes_back(storm, tmp_path, db):
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
