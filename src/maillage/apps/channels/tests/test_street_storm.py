"""Numbers of slips handed to several devices at once: in threads, for real."""

import os
import subprocess
import sys
from pathlib import Path

from maillage.apps.directory.tests.test_staff_storm import own_database

STORM = Path(__file__).with_name("street_storm.py")


def test_two_devices_that_ask_and_send_at_once_never_collide(tmp_path, db):
    with own_database(tmp_path) as address:
        kept = {k: v for k, v in os.environ.items() if not k.startswith("MAILLAGE_")}
        environment = kept | {
            "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
            "MAILLAGE_DEMO": "oui",
            "MAILLAGE_FOLDER": str(tmp_path),
            "MAILLAGE_DATABASE": address,
        }
        done = subprocess.run(
            [sys.executable, str(STORM)],
            env=environment,
            capture_output=True,
            text=True,
            timeout=300,
            check=False,
        )
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.strip().endswith("nothing lost")
