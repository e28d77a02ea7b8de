"""`make run`: from a bare clone to a site that answers, and the second time at once."""

import http.client
import os
import signal
import socket
import subprocess
import time

from tools.console import box, fail, say, seconds, step, warn
from tools.environment import BIN, browser_packages, messages, prepare
from tools.stamps import ROOT, Stamp, content_key, source_files

VAR = ROOT / "var"
ENV_FILE = VAR / "maillage.env"
FIRST_PORT = 8000
# The first start compiles byte-code on a slow disk: generous, since it says what it waits for.
PATIENCE_S = 60


def run_site() -> int:
    """Set up what is missing, fill the base, serve; returns the exit status of the server."""
    started = time.monotonic()
    demo = not ENV_FILE.exists() and "MAILLAGE_ENV_FILE" not in os.environ
    if demo:
        os.environ.setdefault("MAILLAGE_DEMO", "1")
    prepare(dev=False)
    browser_packages()
    messages()
    prepare_base(demo)
    return serve(free_port(), started)


def prepare_base(demo: bool) -> None:
    """Create or update the base; in demonstration also load the small delivery, once."""
    code = content_key([*source_files(), ROOT / "package-lock.json"])
    place = os.environ.get("MAILLAGE_DATABASE", "") + os.environ.get("MAILLAGE_FOLDER", "")
    stamp = Stamp("base", f"{code} {place} {demo}", VAR)
    # A stamp without its base would serve an empty site: only the usual one is trusted.
    if not place and demo and stamp.is_current() and (VAR / "maillage.sqlite3").exists():
        return
    VAR.mkdir(exist_ok=True)
    with step("Base de données"):
        maillage("migrate", "--no-input", "--verbosity=0")
    if demo:
        with step("Livraison de démonstration (ville fictive)"):
            maillage("demo")
    stamp.write()


def maillage(*words: str) -> None:
    """Run a command of Maillage, or stop and name it."""
    done = subprocess.run([str(BIN / "maillage"), *words], cwd=ROOT, check=False)
    if done.returncode:
        fail(
            f"« maillage {words[0]} » a échoué : les lignes ci-dessus disent pourquoi.",
            f"'maillage {words[0]}' failed: see the lines above.",
        )


def is_free(port: int) -> bool:
    """Return True when nothing listens on this port of this machine."""
    with socket.socket() as test:
        # As servers do: a port left a moment ago by a stopped server can be taken again.
        test.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            test.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def free_port() -> int:
    """Return the port that was asked for, else the first free one from 8000 on."""
    asked = os.environ.get("PORT", "")
    if asked:
        if not asked.isdigit() or not 0 < int(asked) < 65536:
            fail(f"PORT={asked} n’est pas un port (1 à 65535).", "PORT is not a port number.")
        if not is_free(int(asked)):
            fail(
                f"Le port {asked} est déjà pris : arrêtez ce qui l’occupe ou choisissez-en un "
                "autre, par exemple « make run PORT=8080 ».",
                f"Port {asked} is taken: choose another, such as make run PORT=8080.",
            )
        return int(asked)
    for port in range(FIRST_PORT, FIRST_PORT + 20):
        if is_free(port):
            if port != FIRST_PORT:
                warn(f"Le port {FIRST_PORT} est déjà pris : le site est sur le port {port}.")
            return port
    return fail(
        f"Les ports {FIRST_PORT} à {FIRST_PORT + 19} sont pris : « make run PORT=… ».",
        "No free port: choose one with make run PORT=…",
    )


def answers(port: int) -> bool:
    """Return True once the first page answers without an error of the server."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status < 500
    except OSError:
        return False
    finally:
        connection.close()


def serve(port: int, started: float) -> int:
    """Serve until Ctrl-C; the address is printed once the first page really answers."""
    command = [str(BIN / "maillage"), "serve", "--port", str(port)]
    # Its own session: Ctrl-C reaches this process alone, which then asks the server to stop. Sent
    # to its workers at the same moment as to itself, granian sometimes waits for ever.
    server = subprocess.Popen(command, cwd=ROOT, start_new_session=True)

    def stop(*_: object) -> None:
        raise KeyboardInterrupt

    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, stop)
    try:
        deadline = time.monotonic() + PATIENCE_S
        while server.poll() is None and time.monotonic() < deadline:
            if answers(port):
                box(
                    "Maillage répond à cette adresse :",
                    "",
                    f"    http://localhost:{port}/",
                    "",
                    f"Prêt en {seconds(started)}. Pour arrêter : Ctrl-C.",
                )
                status = server.wait()
                say("\nMaillage est arrêté.")
                return status
            time.sleep(0.05)
        if server.poll() is None:
            server.terminate()
            fail(
                f"La première page n’a pas répondu en {PATIENCE_S} s : lisez les lignes ci-dessus.",
                "The first page did not answer: see the lines above.",
            )
        return server.returncode
    except KeyboardInterrupt:
        server.terminate()
        try:
            server.wait(timeout=10)
        except subprocess.TimeoutExpired:
            os.killpg(server.pid, signal.SIGKILL)
        say("\nMaillage est arrêté.")
        return 0
