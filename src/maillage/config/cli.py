"""The command `maillage`: the one way in, for people and for programs.

`maillage validate` needs the core alone. Everything else needs the web part and its options.
Exit status: 0 done, 1 the answer is no (an invalid file, a refused check), 2 could not be done.
"""

import argparse
import io
import json
import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

HELP = """\
maillage : le site, les livraisons et les fichiers d’un territoire.

Sans le site (rien d’autre à installer) :
  validate FICHIER [--json]   dit si un fichier suit le standard national, et comment le réparer

Avec le site :
  serve [--address A] [--port P] [--workers N] [--threads N]
                              ouvre le site, et lance le travail de fond
  worker [--once]             fait le travail de fond : lire les fichiers livrés, les publier
{commands}
  check                       vérifie l’installation (« check --deploy » avant d’ouvrir)
  migrate                     met la base de données à jour
  createsuperuser             ouvre un compte technique avec un mot de passe (sans e-mail)

« maillage COMMANDE --help » explique chaque commande. Les options sont des variables
d’environnement MAILLAGE_* : docs/reference/options.md. Pour essayer : MAILLAGE_DEMO=oui.
"""


def fail(message: object, status: int = 2) -> int:
    """Say in one line, on the error stream, why it could not be done."""
    print(f"maillage : {message}", file=sys.stderr)
    return status


# ---------------------------------------------------------------- without the site


# A report holds the whole file: beyond this, a machine of a town hall would suffer.
LARGEST_BYTES = 256 * 1024**2
# A worker that dies at once must not fill the machine with its successors.
WORKER_AGAIN_S = 2.0


def validate(arguments: Sequence[str]) -> int:
    """Check a file against the national standard: 0 valid, 1 not valid, 2 cannot be read."""
    parser = argparse.ArgumentParser(
        prog="maillage validate",
        description="Dit si un fichier suit le standard national, et comment le réparer.",
    )
    parser.add_argument("file", metavar="FICHIER", type=Path, help="fichier CSV ou JSON")
    parser.add_argument("--json", action="store_true", help="rapport pour un programme")
    options = parser.parse_args(arguments)
    try:
        if options.file.exists() and not options.file.is_file() and not options.file.is_dir():
            return fail(f"{options.file} : ce n’est pas un fichier ordinaire.")
        if options.file.is_file() and options.file.stat().st_size > LARGEST_BYTES:
            return fail(
                f"{options.file} : le fichier dépasse {LARGEST_BYTES // 1024**2} Mo. "
                "Découpez-le, ou importez-le : l’import lit des fichiers de toute taille."
            )
        data = options.file.read_bytes()
    except OSError as error:
        reasons = {
            FileNotFoundError: "ce fichier n’existe pas",
            IsADirectoryError: "c’est un dossier, pas un fichier",
            PermissionError: "vous n’avez pas le droit de le lire",
        }
        return fail(f"{options.file} : {reasons.get(type(error), error.strerror or error)}.")

    from maillage.core.standard import validate as validate_data

    report = validate_data(data, filename=options.file.name)
    if options.json:
        print(json.dumps(report.as_json(), ensure_ascii=False, indent=2))
    else:
        print(report.text())
    return 0 if report.ok else 1


# ---------------------------------------------------------------- with the site


def _setup() -> None:
    """Load Django with our settings. Raises OptionError, or ImportError when it is absent."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    import django

    django.setup()


def _own_commands() -> str:
    """Return one line for each command of our applications; nothing when the site cannot load."""
    from maillage.config.options import OptionError

    try:
        _setup()
        from django.core.management import get_commands, load_command_class

        names = sorted(
            name
            for name, app in get_commands().items()
            if isinstance(app, str) and app.startswith("maillage.")
        )
        return "\n".join(
            # Its first sentence: the rest is for --help.
            f"  {name:<26}  {load_command_class(get_commands()[name], name).help.split('. ')[0]}"
            for name in names
        )
    except (ImportError, OptionError) as error:
        return f"  (les commandes du site ne se chargent pas : {error})"


def _collect_static() -> None:
    """Copy and compress the static files, when one of them is newer than the last time."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    if settings.DEBUG:
        return  # served where they are
    manifest = Path(settings.STATIC_ROOT) / "staticfiles.json"
    sources = [
        Path(storage.path(name)).stat().st_mtime
        for finder in get_finders()
        for name, storage in finder.list([])
    ]
    # The count catches a module that was turned off, or files that came with an old date.
    mark = Path(settings.STATIC_ROOT) / ".count"
    counted = mark.read_text(encoding="ascii") if mark.is_file() else ""
    fresh = manifest.is_file() and manifest.stat().st_mtime >= max(sources, default=0)
    if fresh and counted == str(len(sources)):
        return
    print("Fichiers du site : copie et compression…", flush=True)
    call_command("collectstatic", interactive=False, verbosity=0)
    mark.write_text(str(len(sources)), encoding="ascii")


def _pending_migrations() -> bool:
    from django.db import DEFAULT_DB_ALIAS, connections
    from django.db.migrations.executor import MigrationExecutor

    executor = MigrationExecutor(connections[DEFAULT_DB_ALIAS])
    return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def serve(arguments: Sequence[str]) -> int:
    """Check the installation, then answer requests until it is stopped."""
    parser = argparse.ArgumentParser(prog="maillage serve", description="Ouvre le site.")
    parser.add_argument("--address", default="127.0.0.1", help="adresse (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port (8000)")
    parser.add_argument("--workers", type=int, default=2, help="processus (2)")
    # Two: with four, threads fight for the interpreter and the slowest pages take half as long
    # again (docs/performance.md). Slow clients wait in granian, outside them.
    parser.add_argument("--threads", type=int, default=2, help="fils par processus (2)")
    options = parser.parse_args(arguments)
    _setup()
    from django.conf import settings
    from django.core.management import call_command
    from django.core.management.base import SystemCheckError
    from django.db import Error as DatabaseError

    try:
        # Only what is wrong is said, and Django says it in English when nothing is.
        real = not (settings.DEMO or settings.DEBUG)
        call_command("check", deploy=real, stdout=io.StringIO())
        if _pending_migrations():
            return fail("la base de données n’est pas à jour. Lancez d’abord : maillage migrate", 1)
    except SystemCheckError as error:
        return fail(str(error).removeprefix("SystemCheckError: ").strip(), 1)
    except DatabaseError as error:
        return fail(f"la base de données ne répond pas : {str(error).strip()}")
    _collect_static()
    _let_go_of_the_database()

    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    print(f"Le site est ouvert : http://{options.address}:{options.port}/", flush=True)
    # Its processes end with it (config.wsgi).
    os.environ["MAILLAGE_SERVED"] = str(os.getpid())
    with _worker_beside(wanted=settings.WORKER):
        Granian(
            "maillage.config.wsgi:application",
            address=options.address,
            port=options.port,
            interface=Interfaces.WSGI,
            workers=options.workers,
            blocking_threads=options.threads,
            # Access logs hold what people searched for, and from where: never.
            log_access=False,
            log_level=LogLevels.warning,
            respawn_failed_workers=True,
        ).serve()
    return 0


def _let_go_of_the_database() -> None:
    """Close connections, and the pool that keeps some open: processes forked now open their own.

    `close_all` leaves the pool of PostgreSQL as it is. Its sockets, shared by two processes, would
    give one person the answer of another.
    """
    from django.db import connections

    connections.close_all()
    for connection in connections.all(initialized_only=True):
        if connection.vendor == "postgresql":
            connection.close_pool()  # type: ignore[attr-defined]


@contextmanager
def _worker_beside(*, wanted: bool) -> Iterator[None]:
    """Keep a worker alive in its own process until the end of the block, and no longer."""
    if not wanted:
        yield
        return
    stopped = threading.Event()
    # The first one before the block: a server that forks its processes while a thread starts
    # another leaves that thread waiting, for ever, on a pipe that they hold open.
    running = [_start_worker()]

    def keep() -> None:
        while not stopped.is_set():
            running[-1].wait()
            if not stopped.wait(WORKER_AGAIN_S):
                running[:] = [_start_worker()]
                if stopped.is_set():
                    running[-1].terminate()

    keeper = threading.Thread(target=keep, daemon=True)
    keeper.start()
    try:
        yield
    finally:
        stopped.set()
        running[-1].terminate()
        keeper.join(timeout=10)


def _start_worker() -> subprocess.Popen[bytes]:
    # Its input is closed when this process ends, even by kill -9: it then ends too. Its own
    # session, so that one Ctrl-C stops the site, which stops it.
    return subprocess.Popen(
        [sys.executable, "-m", "maillage.config.cli", "worker", "--with-parent"],
        stdin=subprocess.PIPE,
        start_new_session=True,
    )


def worker(arguments: Sequence[str]) -> int:
    """Run background jobs, one at a time, until it is stopped."""
    parser = argparse.ArgumentParser(
        prog="maillage worker",
        description="Fait le travail de fond : lire les fichiers livrés, les publier. « maillage "
        "serve » le lance déjà, sauf avec MAILLAGE_WORKER=non.",
    )
    parser.add_argument("--once", action="store_true", help="faire ce qui attend, puis s’arrêter")
    parser.add_argument(
        "--with-parent", action="store_true", help="s’arrêter avec le processus qui l’a lancé"
    )
    options = parser.parse_args(arguments)
    _setup()
    from django.db import Error as DatabaseError

    from maillage.web import jobs

    def stop(number: int, frame: object) -> None:
        # In the middle of a job too: its transaction is undone, and the next worker goes on.
        raise SystemExit(0)

    signal.signal(signal.SIGTERM, stop)
    if options.with_parent:
        threading.Thread(target=_end_with_parent, daemon=True).start()
    try:
        if _pending_migrations():
            return fail("la base de données n’est pas à jour. Lancez d’abord : maillage migrate", 1)
    except DatabaseError as error:
        return fail(f"la base de données ne répond pas : {str(error).strip()}")
    if options.once:
        jobs.run_waiting()
    else:
        jobs.work(threading.Event())
    return 0


def _end_with_parent() -> None:
    # Not by sys.stdin: a thread that waits in its buffer aborts the end of the interpreter.
    while os.read(0, 4096):
        pass
    os._exit(0)  # as if it were killed: what it was doing is taken up at the next start


def manage(arguments: Sequence[str]) -> int:
    """Hand a command over to Django."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "maillage.config.settings")
    from django.core.management import execute_from_command_line

    # A Python module cannot bear a hyphen, a command can: load-territory is load_territory.py.
    name, *rest = arguments
    execute_from_command_line(["maillage", name.replace("-", "_"), *rest])
    return 0


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command and return its exit status."""
    arguments = list(sys.argv[1:] if arguments is None else arguments)
    if not arguments or arguments[0] in {"-h", "--help", "help"}:
        print(HELP.format(commands=_own_commands()))
        return 0
    command, rest = arguments[0], arguments[1:]
    if command == "validate":
        return validate(rest)

    from maillage.config.options import OptionError

    try:
        own = {"serve": serve, "worker": worker}.get(command)
        return own(rest) if own else manage(arguments)
    except OptionError as error:
        return fail(error)
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] in {"django", "granian", "csp", "allauth"}:
            return fail(f"il manque {error.name}. Installez le site : pip install 'maillage[web]'")
        raise
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
