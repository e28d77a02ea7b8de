"""An import killed at any moment goes on where it was, and no place is ever half-written."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

import pytest

from maillage.apps.imports.tests.factories import place_row, write_places

N_PLACES = 400
# Each row says its generation twice, on the place and on its offer: a mixture would show.
GENERATION = {
    "old": {"telephone": "+33199000001", "frais_a_charge": "Gratuit"},
    "new": {"telephone": "+33199000002", "frais_a_charge": "Payant"},
}
STATES = """
SELECT p.telephone, o.frais_a_charge FROM directory_place p
JOIN directory_offer o ON o.place_id = p.id
"""


def maillage(folder, *arguments, **options):
    """Start a command on its own SQLite database, as a person would."""
    environment = {k: v for k, v in os.environ.items() if not k.startswith("MAILLAGE_")}
    environment |= {
        "MAILLAGE_DEMO": "oui",
        "MAILLAGE_FOLDER": str(folder),
        "MAILLAGE_DATABASE": str(folder / "base.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
    }
    environment.pop("COVERAGE_PROCESS_START", None)
    return subprocess.Popen(
        [sys.executable, "-m", "django", *arguments],
        env=environment,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def finish(process):
    """Wait for a command and return what it printed; it must have gone well."""
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    return output


def states(folder):
    """Return every (telephone, cost) that a reader sees now."""
    with sqlite3.connect(folder / "base.sqlite3") as base:
        return base.execute(STATES).fetchall()


def test_killed_again_and_again_then_finished(tmp_path, own_base):
    old = write_places(
        tmp_path / "old.csv", [place_row(n, **GENERATION["old"]) for n in range(N_PLACES)]
    )
    new = write_places(
        tmp_path / "new.csv", [place_row(n, **GENERATION["new"]) for n in range(N_PLACES)]
    )
    finish(maillage(tmp_path, "import", str(old), "--source", "national"))
    whole = {(said["telephone"], f'["{said["frais_a_charge"]}"]') for said in GENERATION.values()}
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    n_kills = 0
    for _ in range(5):
        process = maillage(tmp_path, "import", str(new), "--source", "national")
        # Django takes about a second to start; the import itself is short.
        time.sleep(0.5 + chance.random() * 1.5)
        if process.poll() is None:
            process.send_signal(signal.SIGKILL)
            n_kills += 1
        process.communicate()
        assert set(states(tmp_path)) <= whole, f"seed {seed}"
    output = finish(maillage(tmp_path, "import", str(new), "--source", "national"))
    assert set(states(tmp_path)) == {("+33199000002", '["Payant"]')}, f"seed {seed}"
    assert len(states(tmp_path)) == N_PLACES
    assert f"{N_PLACES} lignes lues" in output
    with sqlite3.connect(tmp_path / "base.sqlite3") as base:
        assert base.execute("SELECT count(*) FROM imports_stagedrow").fetchone() == (0,)
        done = base.execute(
            "SELECT n_in, n_added + n_changed + n_unchanged + n_refused FROM imports_delivery "
            "WHERE state = 'done'"
        ).fetchall()
    assert all(n_in == n_accounted == N_PLACES for n_in, n_accounted in done)


@pytest.mark.parametrize("step", ["_save_chunk", "_publish_batch", "_withdraw", "_finish"])
def test_killed_before_and_after_each_step(tmp_path, own_base, step):
    """Die at a chosen step, on both sides of its transaction: the next run ends the work."""
    rows = [place_row(n, **GENERATION["old"]) for n in range(60)]
    path = write_places(tmp_path / "lieux.csv", rows)
    for moment in ("before", "after"):
        code = f"""
import os, django
django.setup()
from django.core.management import call_command
from maillage.apps.imports.actions import delivery
plain = delivery.{step}
def dying(*a, **k):
    if "{moment}" == "before":
        os.kill(os.getpid(), 9)
    plain(*a, **k)
    os.kill(os.getpid(), 9)
delivery.{step} = dying
call_command("import", {str(path)!r}, source="national")
"""
        environment = os.environ | {
            "MAILLAGE_DEMO": "oui",
            "MAILLAGE_FOLDER": str(tmp_path),
            "MAILLAGE_DATABASE": str(tmp_path / "base.sqlite3"),
            "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
        }
        killed = subprocess.run(
            [sys.executable, "-c", code], env=environment, capture_output=True, check=False
        )
        assert killed.returncode == -signal.SIGKILL, killed.stderr.decode()
    finish(maillage(tmp_path, "import", str(path), "--source", "national"))
    assert len(states(tmp_path)) == 60
    with sqlite3.connect(tmp_path / "base.sqlite3") as base:
        assert base.execute("SELECT count(*) FROM imports_stagedrow").fetchone() == (0,)
        last = base.execute(
            "SELECT state, n_in FROM imports_delivery ORDER BY id DESC LIMIT 1"
        ).fetchone()
    assert last == ("done", 60)
