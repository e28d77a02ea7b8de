"""A PostgreSQL of our own for the tests: temporary folder, Unix socket, no port, no password."""

import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any
from urllib.parse import quote

from tools.machine import find_postgres

USER = "maillage"
# Nothing here outlives the tests: what protects data against a power cut only costs time.
OPTIONS = {
    "listen_addresses": "",
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "max_connections": "100",
    "shared_buffers": "128MB",
    "timezone": "UTC",
}


def unprivileged() -> dict[str, Any]:
    """Return the arguments that make a process run as someone else than root, which it refuses."""
    if os.geteuid() != 0:
        return {}
    for name in ("postgres", "nobody"):
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}
    raise RuntimeError("neither postgres nor nobody exists: PostgreSQL refuses to run as root")


class Server:
    """PostgreSQL in a temporary folder, removed by `stop`."""

    def __init__(self) -> None:
        programs = find_postgres()
        if programs is None:
            raise RuntimeError("PostgreSQL is not installed: apt install postgresql")
        self.programs = programs
        # Short: the path of a Unix socket has at most 107 characters.
        self.folder = Path(tempfile.mkdtemp(prefix="maillage-pg-", dir="/tmp"))
        self.process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The value of MAILLAGE_DATABASE that reaches this server."""
        return f"postgresql://{USER}@/maillage?host={quote(str(self.folder), safe='')}"

    def program(self, name: str) -> str:
        """Return the path of one of PostgreSQL's programs."""
        return str(self.programs / name)

    def start(self) -> "Server":
        """Create the cluster, start it and wait until it answers.

        Raises RuntimeError with what PostgreSQL said when it does not start.
        """
        user = unprivileged()
        if user:
            os.chown(self.folder, user["user"], user["group"])
        data, log = self.folder / "data", self.folder / "log"
        common: dict[str, Any] = {"cwd": self.folder, "stdin": subprocess.DEVNULL, **user}
        initdb = [self.program("initdb"), "-D", str(data), "-U", USER, "--auth=trust"]
        done = subprocess.run(
            [*initdb, "--encoding=UTF8", "--locale=C.UTF-8", "--no-sync"],
            capture_output=True,
            check=False,
            **common,
        )
        if done.returncode:
            self.stop()
            raise RuntimeError(f"initdb: {done.stderr.decode(errors='replace')}")
        options = [f"--{name}={value}" for name, value in OPTIONS.items()]
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                [self.program("postgres"), "-D", str(data), "-k", str(self.folder), *options],
                stdout=output,
                stderr=output,
                # Its own group: Ctrl-C stops the tests, which then stop the server.
                start_new_session=True,
                **common,
            )
        ready = [self.program("pg_isready"), "-q", "-h", str(self.folder), "-t", "30"]
        for _ in range(600):
            if self.process.poll() is not None:
                break
            if subprocess.run(ready, check=False).returncode == 0:
                return self
            time.sleep(0.05)
        said = log.read_text(errors="replace")
        self.stop()
        raise RuntimeError(f"PostgreSQL did not start: {said}")

    def stop(self) -> None:
        """Stop the server and remove its folder; harmless when it already is."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)  # "fast": does not wait for clients
            try:
                self.process.wait(timeout=5)
            except subprocess.TimeoutExpired:
                self.process.send_signal(signal.SIGQUIT)
                self.process.wait(timeout=10)
        shutil.rmtree(self.folder, ignore_errors=True)
