"""One process at a time for a named piece of work; a process that dies lets go by itself."""

import fcntl
import hashlib
import os
from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import connection


@contextmanager
def only_one(name: str) -> Iterator[bool]:
    """Give True to the one process that may do this work now, False to any other.

    PostgreSQL: an advisory lock of the connection, good across machines. SQLite: a lock on a file
    of the folder of data, which the system lets go when the process is killed, even by kill -9.
    """
    if connection.vendor == "postgresql":
        number = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_try_advisory_lock(%s)", [number])
            (taken,) = cursor.fetchone()
        try:
            yield bool(taken)
        finally:
            if taken:
                with connection.cursor() as cursor:
                    cursor.execute("SELECT pg_advisory_unlock(%s)", [number])
        return
    folder = settings.FOLDER / "locks"
    folder.mkdir(parents=True, exist_ok=True)
    base = str(connection.settings_dict["NAME"])
    if ":memory:" in base or "mode=memory" in base:
        base = f"{base} {os.getpid()}"  # a base in memory belongs to one process
    path = folder / hashlib.sha256(f"{base}\x1f{name}".encode()).hexdigest()
    with path.open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            yield False
            return
        yield True
