"""Remember what was already done, by the content it was done from: the second run does nothing."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
VENV = ROOT / ".venv"


def content_key(paths: Iterable[Path], *extra: str) -> str:
    """Return a hash of names and contents; a file that is absent counts as absent."""
    digest = hashlib.sha256("\n".join(extra).encode())
    for path in sorted(paths):
        digest.update(str(path.relative_to(ROOT)).encode())
        digest.update(path.read_bytes() if path.is_file() else b"absent")
    return digest.hexdigest()


def source_files() -> list[Path]:
    """Return every file of the package that is not made by running it."""
    made = {"__pycache__", "maillage.egg-info"}
    return [
        path
        for path in (ROOT / "src").rglob("*")
        if path.is_file() and path.suffix not in {".mo", ".pyc"} and not made & set(path.parts)
    ]


class Stamp:
    """One finished step: `is_current` until what it was made from changes."""

    def __init__(self, name: str, key: str, folder: Path | None = None) -> None:
        self.file = (folder or VENV / "maillage-stamps") / f"{name}.stamp"
        self.key = key

    def is_current(self) -> bool:
        """Return True when the step was finished from the same content."""
        return self.file.is_file() and self.file.read_text() == self.key

    def write(self) -> None:
        """Say that the step is finished: only called after it succeeded."""
        self.file.parent.mkdir(parents=True, exist_ok=True)
        self.file.write_text(self.key)
