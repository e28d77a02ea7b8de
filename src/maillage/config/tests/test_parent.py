"""`maillage serve` killed without a word leaves nobody who answers in its place."""

import os
import subprocess
import sys

CHILD = """
import os, sys, time
from maillage.config.parent import end_with
end_with(os.getppid())
print(os.getpid(), flush=True)
time.sleep(120)
print("still here", flush=True)
"""
PARENT = "import subprocess, sys; subprocess.run([sys.executable, '-c', sys.argv[1]])"


def test_a_process_of_the_site_ends_when_the_one_that_started_it_is_killed():
    started = subprocess.Popen(
        [sys.executable, "-c", PARENT, CHILD], stdout=subprocess.PIPE, text=True
    )
    with started as parent:
        assert parent.stdout is not None
        child = int(parent.stdout.readline())
        os.kill(child, 0)  # it lives
        parent.kill()  # without a word: SIGKILL
        # The child held the other end of this pipe: it is gone when nothing more can come.
        assert parent.stdout.read() == ""


def test_a_server_that_is_not_ours_keeps_its_processes(tmp_path):
    code = "import maillage.config.wsgi, threading; print(threading.active_count())"
    environment = {name: value for name, value in os.environ.items() if name != "MAILLAGE_SERVED"}
    answer = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code],
        capture_output=True,
        text=True,
        env=environment | {"MAILLAGE_DEMO": "oui", "MAILLAGE_FOLDER": str(tmp_path)},
        check=True,
    )
    assert answer.stdout.strip() == "1"
