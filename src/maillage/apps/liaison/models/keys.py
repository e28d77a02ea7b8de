"""The keys of what is encrypted: given by an option, or kept in a file of the folder of data.

The first key encrypts, all of them read. The file is looked at each time: a key that was added is
used by every process at once.
"""

import os
from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

FILE = "sheet-keys"


def keys() -> tuple[str, ...]:
    """Return the keys, the newest first; the file is made at the first need of one."""
    given: tuple[str, ...] = tuple(settings.SHEET_KEYS)
    return given or _read(keys_file())


def keys_file() -> Path:
    """Return the file of the keys; who copies it and the base can read everything."""
    folder: Path = settings.FOLDER
    return folder / FILE


def cipher() -> MultiFernet:
    """Return what encrypts with the newest key and reads with any."""
    return _cipher(keys())


def newest() -> Fernet:
    """Return what reads only what the newest key wrote."""
    return Fernet(keys()[0])


def new_key() -> str:
    """Return a key that nobody has."""
    return Fernet.generate_key().decode("ascii")


def write_keys(found: tuple[str, ...]) -> None:
    """Replace the keys of the file, whole or not at all."""
    file = keys_file()
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    with draft.open("w", encoding="ascii") as out:
        out.write("\n".join(found) + "\n")
        out.flush()
        os.fsync(out.fileno())
    draft.replace(file)


def _read(file: Path) -> tuple[str, ...]:
    try:
        seen = file.stat()
    except FileNotFoundError:
        _make(file)
        seen = file.stat()
    return _lines(file, seen.st_mtime_ns, seen.st_ino)


@lru_cache(maxsize=4)
def _lines(file: Path, _changed_ns: int, _number: int) -> tuple[str, ...]:
    return tuple(line for line in file.read_text(encoding="ascii").split() if line)


@lru_cache(maxsize=4)
def _cipher(found: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in found])


def _make(file: Path) -> None:
    """Make the first key; two processes that start together agree on one."""
    draft = file.with_name(f"{file.name}.{os.getpid()}")
    draft.touch(mode=0o600)
    draft.write_text(new_key() + "\n", encoding="ascii")
    try:
        os.link(draft, file)
    except FileExistsError:
        pass  # the other process was first: its key is ours
    finally:
        draft.unlink()
