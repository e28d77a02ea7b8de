"""The folder of data of the tests and of the type checker: it serves and is forgotten."""

import atexit
import os
import shutil
import tempfile
from pathlib import Path


def passing_folder(*, of_tests: bool) -> Path:
    """Return a folder for this process; that of tests is its own, and is erased when it ends.

    What a test erases there must not be what another process has just written.
    """
    if not of_tests:
        return Path(tempfile.gettempdir()) / f"maillage-types-{os.getuid()}"
    folder = Path(tempfile.mkdtemp(prefix="maillage-tests-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return folder
