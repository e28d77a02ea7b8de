"""Of several who say one text at once one is heard, and the others are told: for real."""

import os
import subprocess
import sys
from pathlib import Path

from maillage.apps.directory.tests.test_staff_storm import own_database

STORM = Path(__file__).with_name("storm.py")


def test_of_several_who_begin_at_once_one_diagnosis_runs(tmp_path, db):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MAILLAGE_")}
    with own_database(tmp_path) as address:
        done = subprocess.run(
            [sys.executable, str(STORM), "8"],
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
    assert done.stdout.strip() == "one runs"
