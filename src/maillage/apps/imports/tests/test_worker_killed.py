"""The worker is killed at any moment: the next one ends the delivery, whole, counted once."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

from maillage.apps.imports.tests.factories import place_row, write_places
from maillage.apps.imports.tests.test_killed import finish

N_PLACES = 900
# The worker is killed soon after each of these is true.
MOMENTS = (
    "SELECT 1 FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'",
    "SELECT 1 FROM imports_stagedrow",
    "SELECT 1 FROM directory_place",
    "SELECT 1 FROM directory_place WHERE id > 100",
)
ASK = """
import django
django.setup()
import sys
from django.utils import timezone
from maillage.apps.accounts.models import User
from maillage.apps.imports.actions import import_file, receive_file, try_file
from maillage.apps.imports.models import DeliveredFile
from maillage.web.jobs import run_waiting
by, now = User.objects.create_superuser("personne@clairmaille.example"), timezone.now()
file = receive_file([open(sys.argv[1], "rb").read()], name="lieux.csv", by=by, now=now)
run_waiting()
try_file(file.pk, source="national:mjc", by=by, now=now)
run_waiting()
file = import_file(file.pk, accept_removals=False, by=by, now=now)
print(file.state)
"""


def environment(folder):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MAILLAGE_")}
    return kept | {
        "MAILLAGE_DEMO": "oui",
        "MAILLAGE_FOLDER": str(folder),
        "MAILLAGE_DATABASE": str(folder / "base.sqlite3"),
        "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
    }


def worker(folder, *words, **options):
    return subprocess.Popen(
        [sys.executable, "-m", "maillage.config.cli", "worker", *words],
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        **options,
    )


def ask(folder, path):
    done = subprocess.run(
        [sys.executable, "-c", ASK, str(path)],
        env=environment(folder),
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == "importing", done.stderr


def select(folder, sql):
    with sqlite3.connect(folder / "base.sqlite3", timeout=30) as base:
        return base.execute(sql).fetchall()


def wait_for(folder, process, moment):
    limit = time.monotonic() + 400
    # A moment that was over before anybody looked never comes: then the work ends.
    over = "SELECT 1 FROM imports_deliveredfile WHERE state = 'imported'"
    while not (select(folder, moment) or select(folder, over)):
        assert process.poll() is None, process.communicate()[0]
        assert time.monotonic() < limit, moment
        time.sleep(0.01)


def test_a_worker_killed_again_and_again_ends_the_delivery_once(tmp_path, own_base):
    path = write_places(tmp_path / "lieux.csv", [place_row(n) for n in range(N_PLACES)])
    ask(tmp_path, path)
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    n_killed_at_work = 0
    for moment in MOMENTS:
        process = worker(tmp_path)
        wait_for(tmp_path, process, moment)
        time.sleep(chance.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        state = select(tmp_path, "SELECT state FROM imports_deliveredfile")
        n_killed_at_work += state == [("importing",)]
    assert n_killed_at_work > 1, f"seed {seed}: the worker was hardly ever cut"
    finish(worker(tmp_path, "--once"))
    state = select(tmp_path, "SELECT state, n_in, n_added, n_refused FROM imports_delivery")
    assert state == [("done", N_PLACES, N_PLACES, 0)], f"seed {seed}"
    assert select(tmp_path, "SELECT state FROM imports_deliveredfile") == [("imported",)]
    assert select(tmp_path, "SELECT count(*) FROM directory_place") == [(N_PLACES,)]
    assert select(tmp_path, "SELECT count(*) FROM imports_stagedrow") == [(0,)]


def test_a_worker_that_is_asked_to_stop_stops_and_the_next_goes_on(tmp_path, own_base):
    path = write_places(tmp_path / "lieux.csv", [place_row(n) for n in range(N_PLACES)])
    ask(tmp_path, path)
    process = worker(tmp_path)
    wait_for(tmp_path, process, "SELECT 1 FROM imports_delivery WHERE state = 'publishing'")
    process.terminate()
    output, _ = process.communicate(timeout=300)
    assert process.returncode == 0, output
    job = select(
        tmp_path,
        "SELECT status, worker_ids FROM django_tasks_database_dbtaskresult "
        "WHERE task_path LIKE '%imports.tasks.publish'",
    )
    assert job == [("READY", "[]")]
    finish(worker(tmp_path, "--once"))
    assert select(tmp_path, "SELECT state, n_added FROM imports_delivery") == [("done", N_PLACES)]


def test_two_workers_one_at_a_time_and_the_second_takes_over(tmp_path, own_base):
    """The second stands by while the first is alive; once it is killed, it does the work."""
    path = write_places(tmp_path / "lieux.csv", [place_row(n) for n in range(N_PLACES)])
    ask(tmp_path, path)
    first, second = worker(tmp_path), worker(tmp_path)
    wait_for(tmp_path, first, "SELECT 1 FROM imports_delivery")
    first.kill()
    wait_for(tmp_path, second, "SELECT 1 FROM imports_deliveredfile WHERE state = 'imported'")
    second.kill()
    for process in (first, second):
        process.communicate()
    assert select(tmp_path, "SELECT state, n_added FROM imports_delivery") == [("done", N_PLACES)]


def test_a_worker_ends_with_whoever_started_it_even_killed(tmp_path, own_base):
    process = worker(tmp_path, "--with-parent", stdin=subprocess.PIPE)
    time.sleep(1.5)
    assert process.poll() is None
    process.stdin.close()
    assert process.wait(timeout=300) == 0
    process.stdout.close()
