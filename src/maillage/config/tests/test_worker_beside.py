"""`maillage serve` keeps a worker alive beside it: one that is killed is replaced."""

import subprocess
import sys
import threading
import time

import pytest

from maillage.config import cli

# A worker that does nothing until its input is closed, as the real one with its parent.
QUIET = [sys.executable, "-c", "import os; os.read(0, 1)"]


@pytest.fixture
def started(monkeypatch):
    """Start quiet processes in place of workers; gives them in order."""
    processes = []

    def start():
        processes.append(subprocess.Popen(QUIET, stdin=subprocess.PIPE, start_new_session=True))
        processes[-1].started_by = threading.current_thread()
        return processes[-1]

    monkeypatch.setattr(cli, "_start_worker", start)
    monkeypatch.setattr(cli, "WORKER_AGAIN_S", 0.01)
    yield processes
    for process in processes:
        process.kill()
        process.wait()
        process.stdin.close()


def wait_until(true):
    limit = time.monotonic() + 300
    while not true():
        assert time.monotonic() < limit
        time.sleep(0.01)


def test_the_first_worker_is_started_before_the_server_makes_its_own_processes(started):
    # A server that forks while a thread starts the worker holds that thread for ever.
    with cli._worker_beside(wanted=True):
        assert started[0].started_by is threading.current_thread()
    assert len(started) == 1
    assert started[0].poll() is not None


def test_a_worker_that_dies_again_and_again_is_replaced_each_time(started):
    with cli._worker_beside(wanted=True):
        for n in range(1, 5):
            wait_until(lambda n=n: len(started) >= n)
            started[n - 1].kill()
        wait_until(lambda: len(started) == 5)
    assert all(process.poll() is not None for process in started)


def test_a_site_that_does_its_background_work_elsewhere_starts_none(started):
    with cli._worker_beside(wanted=False):
        assert started == []
