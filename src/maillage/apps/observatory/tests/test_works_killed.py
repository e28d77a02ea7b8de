"""The worker is killed at any moment of a long work: the next one ends it, whole, once."""

import random
import signal
import subprocess
import sys
import time

import pytest

from maillage.apps.imports.tests.test_killed import finish
from maillage.apps.imports.tests.test_worker_killed import environment, select, wait_for, worker

# The worker is killed soon after each of these is true.
MOMENTS = (
    "SELECT 1 FROM django_tasks_database_dbtaskresult WHERE status = 'RUNNING'",
    "SELECT 1 FROM observatory_work WHERE step <> ''",
    "SELECT 1 FROM observatory_work WHERE step_n > 3 OR step LIKE 'Écriture%'",
)
BEGIN = """
import django
django.setup()
import sys
from django.utils import timezone
from maillage.apps.accounts.models import User
from maillage.apps.observatory.actions import works
from maillage.apps.observatory.actions.uploads import receive_upload
from maillage.apps.observatory.tests.factories import block, make_grid, make_zone, statement
from maillage.apps.territories.actions import load_zones
from maillage.apps.observatory.queries import works as read
read.SMALL_ZONES = works.SMALL_FILE_BYTES = -1
by, now = User.objects.create_superuser("personne@clairmaille.example"), timezone.now()
"""
DOSSIER = f"""{BEGIN}
make_grid()
load_zones([statement("quarter", "centre", block(0, 0, 4, 6), ("commune", "59999"))])
print(works.ask_dossier("quarter", title="Essai", minutes=5, key="k", by=by, now=now).state)
"""
FIGURES = f"""{BEGIN}
from maillage.apps.territories.models import Zone
Zone.objects.bulk_create(
    Zone(kind="commune", code=str(n), nom=str(n), slug=str(n)) for n in range(10_000, 19_000)
)
lines = ["CODGEO;NBMENFISC21;NBPERSMENFISC21;MED21;TP6021;TP60AGE121;PPSOC21"]
lines += [f"{{n}};900;2000;18530;24,0;s;" for n in range(10_000, 19_000)]
token = receive_upload(["\\n".join(lines).encode()], name="filosofi.csv", by=by, now=now)
print(works.ask_load(token, key="k", by=by, now=now).state)
"""
# What a work gives, and its row in the journal: all of it or nothing.
GIVEN = {
    DOSSIER: (
        "SELECT (SELECT count(*) FROM observatory_snapshot), "
        "(SELECT count(*) FROM directory_auditrow WHERE action = 'make_dossier')",
        (1, 1),
    ),
    FIGURES: (
        "SELECT (SELECT count(*) FROM observatory_figure), "
        "(SELECT count(*) FROM directory_auditrow WHERE action = 'load_figures')",
        (54_000, 1),
    ),
}


@pytest.mark.parametrize("work", [DOSSIER, FIGURES], ids=["dossier", "figures"])
def test_a_worker_killed_again_and_again_gives_the_work_once(work, tmp_path, own_base):
    sql, whole = GIVEN[work]
    asked = subprocess.run(
        [sys.executable, "-c", work], env=environment(tmp_path), capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert asked.stdout.strip() == "working", asked.stderr
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    n_killed_at_work = 0
    for moment in MOMENTS:
        process = worker(tmp_path)
        wait_for(tmp_path, process, moment)
        time.sleep(chance.random() * 0.1)
        process.send_signal(signal.SIGKILL)
        process.communicate()
        state = select(tmp_path, "SELECT state FROM observatory_work")
        n_killed_at_work += state == [("working",)]
        (given,) = select(tmp_path, sql)
        assert given == (whole if state == [("done",)] else (0, 0)), f"seed {seed}"
    assert n_killed_at_work, f"seed {seed}: the worker was never cut"
    finish(worker(tmp_path, "--once"))
    assert select(tmp_path, "SELECT state FROM observatory_work") == [("done",)]
    assert select(tmp_path, sql) == [whole], f"seed {seed}"
    waiting = tmp_path / "chiffres"
    assert not waiting.exists() or list(waiting.iterdir()) == []
