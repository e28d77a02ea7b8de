"""The process that sends is killed at any moment: nobody receives twice, nobody is forgotten."""

import json
import os
import random
import signal
import sqlite3
import subprocess
import sys
import time

from maillage.apps.freshness.tests.factories import mail_server

N_PLACES = 60
PREPARE = """
import django
django.setup()
import sys
from maillage.apps.directory.tests.factories import make_user
from maillage.apps.freshness.tests.factories import make_asked_place, make_campaign
by = make_user("coordination@clairmaille.example")
for n in range(int(sys.argv[1])):
    make_asked_place(courriels=[f"lieu{n}@rouet.example"])
print(make_campaign(by=by).pk)
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
    return subprocess.run(
        [sys.executable, *words],
        env=environment(folder, port),
        capture_output=True,
        text=True,
        check=False,
    )


def send(folder, port, number):
    words = ["-m", "maillage.config.cli", "campaign", "send", number, "--json"]
    return subprocess.Popen(
        [sys.executable, *words, "--by", "coordination@clairmaille.example"],
        env=environment(folder, port),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_killed_again_and_again_each_address_receives_once_or_is_said_unsure(tmp_path, own_base):
    seed = random.randrange(10**6)
    chance = random.Random(seed)
    with mail_server() as sink:
        made = run(tmp_path, sink.port, "-c", PREPARE, str(N_PLACES))
        assert made.returncode == 0, made.stderr
        number = made.stdout.strip().splitlines()[-1]
        n_killed_at_work = 0
        for part in (0.1, 0.3, 0.6):
            process = send(tmp_path, sink.port, number)
            limit = time.monotonic() + 300
            while len(sink.letters) < N_PLACES * part and time.monotonic() < limit:
                assert process.poll() is None, process.communicate()
                time.sleep(0.002)
            time.sleep(chance.random() * 0.02)
            process.send_signal(signal.SIGKILL)
            process.communicate()
            n_killed_at_work += len(sink.letters) < N_PLACES
        assert n_killed_at_work > 1, f"seed {seed}: it was hardly ever cut"
        last = send(tmp_path, sink.port, number)
        output, errors = last.communicate(timeout=400)
        assert last.returncode == 0, (output, errors)
        (status,) = json.loads(output)
    assert len(sink.addresses) == len(set(sink.addresses)), f"seed {seed}: somebody received twice"
    with sqlite3.connect(tmp_path / "base.sqlite3") as base:
        states = dict(base.execute("SELECT state, count(*) FROM freshness_letter GROUP BY state"))
    assert set(states) <= {"sent", "unsure"}, f"seed {seed}: somebody is forgotten: {states}"
    assert sum(states.values()) == N_PLACES
    # Who may have received nothing is among those that are said unsure.
    assert N_PLACES - len(sink.addresses) <= states.get("unsure", 0) <= n_killed_at_work
    assert (status["state"], status["unsure"]) == ("open", states.get("unsure", 0))
