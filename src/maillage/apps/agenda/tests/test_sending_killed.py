"""The worker is killed between taking a reminder and noting that it left, again and again."""

import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

from maillage.apps.freshness.tests.factories import mail_server

N = 40
PREPARE = """
import django
django.setup()
from datetime import timedelta
from django.utils import timezone
from maillage.apps.agenda.models import Notice
from maillage.apps.agenda.tests.factories import make_booking, make_motive, make_resource
now = timezone.now()
motive, who = make_motive(), make_resource()
for n in range(%d):
    starts = now + timedelta(hours=20, minutes=n)
    one = make_booking(motive=motive, resource=who, contact="email", starts_at=starts,
                       ends_at=starts + timedelta(minutes=45), email=f"personne{n}@rouet.example")
    Notice.objects.create(booking=one, kind="reminder", channel="email", about=starts, due_at=now)
"""
# By day or by night, wherever this runs: quiet hours have their own tests.
SEND = """
import django
django.setup()
from datetime import time
from maillage.apps.agenda.actions import sending, telling
telling.QUIET_FROM, telling.QUIET_UNTIL = time(23, 59, 59, 999999), time(0, 0)
turn = sending.send_due()
print("elsewhere" if turn.elsewhere else turn.n_sent)
"""


def environment(folder, port):
    kept = {k: v for k, v in os.environ.items() if not k.startswith("MAILLAGE_")}
    return kept | {
        "MAILLAGE_DEMO": "oui",
        "MAILLAGE_FOLDER": str(folder),
        "MAILLAGE_DATABASE": str(folder / "base.sqlite3"),
        "MAILLAGE_SMTP_HOST": "127.0.0.1",
        "MAILLAGE_SMTP_PORT": str(port),
        "MAILLAGE_SMTP_TLS": "non",
        "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
    }


def run(folder, port, *words):
    made = subprocess.run(
        [sys.executable, *words],
        env=environment(folder, port),
        capture_output=True,
        text=True,
        check=False,
    )
    assert made.returncode == 0, made.stderr
    return made.stdout


def start(folder, port):
    return subprocess.Popen(
        [sys.executable, "-c", SEND],
        env=environment(folder, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_again_and_again_each_person_is_told_once_or_is_said_unsure(tmp_path, own_base):
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    with mail_server() as sink:
        run(tmp_path, sink.port, "-c", PREPARE % N)
        n_cut = 0
        for part in (0.1, 0.5):
            # Two workers at once: one sends, the other stands by.
            processes = [start(tmp_path, sink.port) for _ in range(2)]
            limit = time.monotonic() + 300
            while len(sink.letters) < N * part and time.monotonic() < limit:
                time.sleep(0.002)
            time.sleep(chance.random() * 0.02)
            for process in processes:
                process.send_signal(signal.SIGKILL)
                process.communicate()
            n_cut += len(sink.letters) < N
        assert n_cut, f"seed {seed}: it was never cut"
        last = run(tmp_path, sink.port, "-c", SEND)
        assert "elsewhere" not in last
    assert len(sink.addresses) == len(set(sink.addresses)), f"seed {seed}: somebody is told twice"
    with sqlite3.connect(tmp_path / "base.sqlite3") as base:
        rows = base.execute(
            "SELECT state, done_at IS NULL, count(*) FROM agenda_notice GROUP BY 1, 2"
        ).fetchall()
    assert {row[:2] for row in rows} <= {("sent", 0), ("sending", 0)}, f"seed {seed}: {rows}"
    assert sum(row[2] for row in rows) == N
    unsure = sum(row[2] for row in rows if row[0] == "sending")
    # Who may have received nothing is among those that are said unsure.
    assert N - len(sink.addresses) <= unsure <= n_cut
