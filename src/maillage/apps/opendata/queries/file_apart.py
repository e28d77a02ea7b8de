"""Check a file in a process of its own: bounded in memory and in time, and gone with its folder.

A file may be made to be slow or large; a thread of the site cannot be stopped, a process can. The
process reads no setting and knows no database. Nothing outlives the answer: the file is written
in a folder that only this account reads, deleted whatever happens.
"""

import json
import os
import resource
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterable
from dataclasses import asdict
from datetime import date
from pathlib import Path

from maillage.apps.opendata.queries.file_check import FileCheck, FileRefused, check_file

# Twenty megabytes where every row is corrected take about twenty seconds of a processor.
CPU_LIMIT_S = 45
# More than that of a clock: other work may have its turn.
TIME_LIMIT_S = 90
MEMORY_BYTES = 1536 * 1024**2
_FILE, _ANSWER = "fichier", "reponse.json"
TOO_LONG = (
    "Le contrôle a pris trop de temps : découpez le fichier en deux, ou utilisez la commande "
    "« maillage validate » sur votre ordinateur."
)
TOO_MUCH = (
    "Le fichier demande trop de mémoire : découpez-le en deux, ou utilisez la commande "
    "« maillage validate » sur votre ordinateur."
)
STOPPED = "Le contrôle s’est arrêté sur ce fichier : enregistrez-le en CSV UTF-8, puis recommencez."


def check_apart(
    chunks: Iterable[bytes],
    *,
    name: str,
    today: date | None = None,
    time_limit_s: float = TIME_LIMIT_S,
) -> FileCheck:
    """Return what `check_file` says of a content, checked in a process of its own.

    Parameters
    ----------
    chunks : the bytes of the file; name : how its owner calls it
    today : the day at the territory; that of this machine by default

    Raises
    ------
    FileRefused : too long, too large or unreadable; the message says what to do.
    """
    with tempfile.TemporaryDirectory(prefix="maillage-valider-") as folder:
        with (Path(folder) / _FILE).open("wb") as file:
            for chunk in chunks:
                file.write(chunk)
        try:
            done = subprocess.run(
                [sys.executable, "-m", __name__, folder, name, today.isoformat() if today else ""],
                stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
                env={"PATH": os.defpath, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
                timeout=time_limit_s,
                check=False,
            )
        except subprocess.TimeoutExpired as error:
            raise FileRefused(TOO_LONG) from error
        if done.returncode == -signal.SIGXCPU:
            raise FileRefused(TOO_LONG)
        answer = Path(folder) / _ANSWER
        if done.returncode != 0 or not answer.exists():
            raise FileRefused(STOPPED)
        said = json.loads(answer.read_text(encoding="utf-8"))
    if "refused" in said:
        raise FileRefused(said["refused"])
    return FileCheck(**said)


def _run(folder: Path, name: str, today: date | None) -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY_BYTES, MEMORY_BYTES))
    resource.setrlimit(resource.RLIMIT_CPU, (CPU_LIMIT_S, CPU_LIMIT_S + 5))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    try:
        check = check_file(folder / _FILE, name=name, today=today)
        said = json.dumps(asdict(check), ensure_ascii=True)
    except FileRefused as error:
        said = json.dumps({"refused": str(error)})
    except MemoryError:
        said = json.dumps({"refused": TOO_MUCH})
    (folder / _ANSWER).write_text(said, encoding="ascii")


if __name__ == "__main__":
    _run(Path(sys.argv[1]), sys.argv[2], date.fromisoformat(sys.argv[3]) if sys.argv[3] else None)
