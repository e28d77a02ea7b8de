"""The keys of what is encrypted: given by an option, or kept in a file of the folder of data.

The first key encrypts, all of them read. The file is looked at each time: a key that was added is
used by every process at once.
"""

from functools import lru_cache
from pathlib import Path

from cryptography.fernet import Fernet, MultiFernet
from django.conf import settings

from maillage.web.drafts import write_first, write_whole

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
    lines = "".join(f"{key}\n" for key in found)
    write_whole(keys_file(), lines.encode("ascii"), mode=0o600, lasting=True)


def _read(file: Path) -> tuple[str, ...]:
    try:
        seen = file.stat()
    except FileNotFoundError:
        # Two that start together agree on one key: that of the first.
        write_first(file, f"{new_key()}\n".encode("ascii"), mode=0o600)
        seen = file.stat()
    return _lines(file, seen.st_mtime_ns, seen.st_ino)


@lru_cache(maxsize=4)
def _lines(file: Path, _changed_ns: int, _number: int) -> tuple[str, ...]:
    return tuple(line for line in file.read_text(encoding="ascii").split() if line)


@lru_cache(maxsize=4)
def _cipher(found: tuple[str, ...]) -> MultiFernet:
    return MultiFernet([Fernet(key) for key in found])
