"""Run a piece of Python in a new installation: its own folder, its own options, no network."""

import json
import os
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
# Before anything else: whoever leaves this machine is written down, and refused.
GUARD = """
import socket, sys
ASKED, HERE = [], (None, "", "localhost", "127.0.0.1", "::1")
def _inside(address):
    return not isinstance(address, tuple) or address[0] in HERE
def _refuse(event, given):
    if event in ("socket.connect", "socket.sendto") and not _inside(given[1]):
        ASKED.append(str(given[1]))
        raise ConnectionRefusedError("no network in this test")
    if event == "socket.getaddrinfo" and given[0] not in HERE:
        ASKED.append(str(given[0]))
        raise ConnectionRefusedError("no network in this test")
sys.addaudithook(_refuse)
"""


@cache
def outside() -> tuple[str, ...]:
    """Return the words that cut a process from every network, () where the machine forbids it."""
    words = ("unshare", "--map-root-user", "--net")
    if shutil.which("unshare") is None:
        return ()
    done = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if done.returncode == 0 else ()


def answer_of(folder: Path, code: str, **options: str) -> Any:
    """Return what a piece of Python prints, as JSON, in a demonstration without a network."""
    kept = {k: v for k, v in os.environ.items() if not k.startswith(("MAILLAGE_", "DJANGO_"))}
    kept = {k: v for k, v in kept.items() if "proxy" not in k.lower()}
    mine = {
        "DJANGO_SETTINGS_MODULE": "maillage.config.settings",
        "MAILLAGE_DEMO": "oui",
        "MAILLAGE_FOLDER": str(folder),
        "PYTHONPATH": os.pathsep.join([str(ROOT / "src"), str(ROOT)]),
    }
    named = {f"MAILLAGE_{name}": value for name, value in options.items()}
    done = subprocess.run(
        [*outside(), sys.executable, "-c", GUARD + code],
        env=kept | mine | named,
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
    return json.loads(done.stdout.splitlines()[-1])
