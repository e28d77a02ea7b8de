"""Files that appear whole or not at all, whoever writes or erases them at the same moment.

Each writer, a thread as well as a process, has a draft of its own beside the file.
"""

import os
import tempfile
from pathlib import Path


def write_whole(file: Path, data: bytes, *, mode: int = 0o644, lasting: bool = False) -> None:
    """Write a file, or replace it, at once; its folder must be there.

    lasting : it is on the disk when this returns, even if the power is cut
    """
    draft = _draft(file, data, mode=mode, lasting=lasting)
    try:
        draft.replace(file)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise


def write_first(file: Path, data: bytes, *, mode: int = 0o644) -> bool:
    """Write a file unless somebody did meanwhile; True when it is ours."""
    draft = _draft(file, data, mode=mode, lasting=True)
    try:
        os.link(draft, file)
    except FileExistsError:
        return False
    finally:
        draft.unlink()
    return True


def written_at(file: Path) -> float | None:
    """Return when a file was last written, in seconds since 1970; None once it is gone.

    Whoever looks through a folder meets files that somebody else is erasing.
    """
    try:
        return file.stat().st_mtime
    except FileNotFoundError:
        return None


def _draft(file: Path, data: bytes, *, mode: int, lasting: bool) -> Path:
    # Only its owner reads a draft, whatever becomes of the process.
    number, name = tempfile.mkstemp(dir=file.parent, prefix=f".{file.name}.", suffix=".draft")
    draft = Path(name)
    try:
        with os.fdopen(number, "wb") as out:
            out.write(data)
            if lasting:
                out.flush()
                os.fsync(out.fileno())
        draft.chmod(mode)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    return draft
