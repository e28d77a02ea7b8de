"""Entry of `make run`, `make test` and the others: finds a fitting Python, then does the work.

This one file is written for any Python 3, so that an old one gets a sentence and not a traceback.
"""

import os
import subprocess
import sys

OLDEST, NEWEST = (3, 11), (3, 13)
ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))


def fits(version: "tuple[int, ...]") -> bool:
    """Return True when Maillage runs on this (major, minor) version."""
    return OLDEST <= tuple(version[:2]) <= NEWEST


def other_python() -> "str | None":
    """Return the command of a fitting Python that this machine also has, or None."""
    for minor in range(NEWEST[1], OLDEST[1] - 1, -1):
        name = f"python3.{minor}"
        try:
            # A shim can exist for a version that is not there: only running it tells.
            command = [name, "-c", "import ssl, venv"]
            quiet = subprocess.DEVNULL
            subprocess.run(command, check=True, stdout=quiet, stderr=quiet)
        except (OSError, subprocess.CalledProcessError):
            continue
        return name
    return None


def main() -> None:
    """Run the command named first on the line."""
    if not fits(sys.version_info[:2]):
        found = other_python()
        if found:
            os.execvp(found, [found, *sys.argv])
        here = ".".join(str(part) for part in sys.version_info[:2])
        sys.exit(
            f"Maillage demande Python 3.11, 3.12 ou 3.13 (ici {here}) : installez-le, par exemple "
            "« sudo apt install python3 python3-venv » sur Debian 12 ou 13 "
            f"| Maillage needs Python 3.11, 3.12 or 3.13 (found {here}): install one of them."
        )
    sys.path.insert(0, ROOT)
    os.chdir(ROOT)
    from tools.commands import run

    run(sys.argv[1:])


if __name__ == "__main__":
    main()
