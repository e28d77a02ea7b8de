"""A site served for real and killed at any moment, and clients who ask until they know the truth.

Each client has a network of its own (127.x.y.1), a form drawn once, and no memory but that form:
cut off, it sends the same again.
"""

import http.client
import os
import random
import re
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

STORM = Path(__file__).with_name("storm.py")
_CODE = re.compile(r'class="code copy">\s*([0-9A-Z]{4}-[0-9A-Z]{4})')
# A client gives up: nobody waits for ever in a test.
PATIENCE_S = 400


def free_port() -> int:
    """Return a port that nobody listens to."""
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


class Site:
    """`maillage serve` in a group of its own, which can be killed without a word."""

    def __init__(self, environment: Mapping[str, str], folder: Path) -> None:
        self.environment = {**environment, "MAILLAGE_WORKER": "non"}
        self.port = free_port()
        self.log = folder / "site.log"
        self.process: subprocess.Popen[bytes] | None = None
        self.n_killed = 0

    def start(self) -> None:
        """Start the site, and return when it answers."""
        words = ["serve", "--port", str(self.port), "--workers", "2"]
        with self.log.open("ab") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "maillage.config.cli", *words],
                env=self.environment,
                stdout=log,
                stderr=log,
                start_new_session=True,
            )
        limit = time.monotonic() + PATIENCE_S
        while time.monotonic() < limit:
            assert self.process.poll() is None, self.log.read_text(errors="replace")[-2000:]
            try:
                status, _text = ask(self.port, 0, "/rendez-vous/")
            except OSError:
                time.sleep(0.05)
                continue
            assert status == 200, (status, _text[:500])
            return
        raise AssertionError("the site does not answer")

    def kill(self) -> None:
        """Kill all its processes at once: nothing is said, nothing is finished.

        Its workers leave its group, not its session: left alive, they would go on answering.
        """
        assert self.process is not None
        for number in _session_of(self.process.pid):
            with suppress(ProcessLookupError):
                os.kill(number, signal.SIGKILL)
        self.process.wait()
        self.n_killed += 1


def _session_of(leader: int) -> list[int]:
    """Return the numbers of the processes of a session that this test began."""
    found = [leader]
    for entry in Path("/proc").iterdir():
        with suppress(ProcessLookupError, PermissionError, ValueError):
            number = int(entry.name)
            if number != leader and os.getsid(number) == leader:
                found.append(number)
    return found


def ask(
    port: int, client: int, path: str, data: Mapping[str, str] | None = None
) -> tuple[int, str]:
    """Ask for a page from the network of a client; return its status and text."""
    network = f"127.{1 + client // 250}.{1 + client % 250}.1"
    one = http.client.HTTPConnection("127.0.0.1", port, timeout=120, source_address=(network, 0))
    try:
        kind = {"Content-Type": "application/x-www-form-urlencoded"}
        if data is None:
            one.request("GET", path)
        else:
            one.request("POST", path, urlencode(data), kind)
        answer = one.getresponse()
        return answer.status, answer.read().decode()
    except http.client.HTTPException as error:
        raise OSError(str(error)) from error
    finally:
        one.close()


@dataclass
class Told:
    """What the clients were told in the end."""

    codes: dict[int, str] = field(default_factory=dict)
    refused: set[int] = field(default_factory=set)
    faults: list[str] = field(default_factory=list)
    n_cut: int = 0


def client(site: Site, number: int, path: str, told: Told) -> None:
    """Send the same form until it is known whether there is a seat."""
    form = {"once": f"form-{number}", "contact": "paper"}
    limit = time.monotonic() + PATIENCE_S
    while time.monotonic() < limit:
        try:
            status, text = ask(site.port, number, path, form)
        except ConnectionRefusedError:
            time.sleep(0.3)  # nobody is there: it starts again
            continue
        except OSError:
            told.n_cut += 1  # nothing says whether it was booked
            continue
        if status == 200 and (found := _CODE.search(text)):
            told.codes[number] = found[1]
        elif status == 409:
            told.refused.add(number)
        else:
            told.faults.append(f"client {number}: {status} {text[-300:]}")
        return
    told.faults.append(f"client {number}: never knew")


def storm(site: Site, path: str, *, n_clients: int, n_kills: int, threads: int = 24) -> Told:
    """Let all these clients ask for a seat, while the site is killed and started again."""
    told = Told()
    waiting = list(range(n_clients))
    random.shuffle(waiting)
    lock = threading.Lock()

    def some() -> None:
        while True:
            with lock:
                if not waiting:
                    return
                number = waiting.pop()
            client(site, number, path, told)

    running = [threading.Thread(target=some) for _ in range(threads)]
    for one in running:
        one.start()
    for _ in range(n_kills):
        # The first ones right away: the seats go in the first moments.
        time.sleep(0.02 + random.random() * 0.3)
        site.kill()
        site.start()
    for one in running:
        one.join()
    return told


def program(environment: Mapping[str, str], *words: str, said: str = "") -> str:
    """Run storm.py with these words; return what it prints."""
    done = subprocess.run(
        [sys.executable, str(STORM), *words],
        env=dict(environment),
        input=said,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout.strip().splitlines()[-1]


def five_seats(
    environment: Mapping[str, str],
    folder: Path,
    *,
    n_clients: int,
    n_kills: int,
    say: Callable[[str], object] = print,
) -> Told:
    """Five seats, many clients, a site that is killed: raise AssertionError when one is wronged."""
    public_id = program(environment, "prepare", "5")
    path = f"/agenda/seance/{public_id}/reserver/"
    site = Site(environment, folder)
    site.start()
    try:
        told = storm(site, path, n_clients=n_clients, n_kills=n_kills)
        # Whoever was told that there is a seat asks again: the same code.
        again = Told()
        for number in told.codes:
            client(site, number, path, again)
    finally:
        site.kill()
    held = program(environment, "told", "5", said="\n".join(told.codes.values()))
    say(f"{held}; {len(told.refused)} refused, {told.n_cut} cut off, {site.n_killed - 1} kills")
    assert told.faults == [], told.faults[:3]
    assert len(told.codes) + len(told.refused) == n_clients
    assert len(told.codes) == 5, told.codes
    assert again.codes == told.codes, again
    assert held == "5 held, each by its code"
    return told
