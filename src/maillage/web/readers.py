"""Files that an upper application reads when a command of a lower one meets them.

`maillage load-territory` reads outlines; figures by zone belong to the observatory, which
registers a reader in the `ready` of its apps.py. An application that is off registers nothing.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class ReaderOptions:
    """What was asked on the command line: `describe` is the file that describes the columns."""

    describe: Path | None = None
    dry_run: bool = False


# Sentences that say what was done; None when the file is not one of the reader's.
Reader = Callable[[Path, ReaderOptions], Sequence[str] | None]
_readers: list[Reader] = []


def register_reader(reader: Reader) -> None:
    """Let a reader be shown each file."""
    if reader not in _readers:
        _readers.append(reader)


def read_by_others(path: Path, options: ReaderOptions) -> list[str] | None:
    """Return what the readers did with a file, None when none of them knows it."""
    said = [sentences for reader in _readers if (sentences := reader(path, options)) is not None]
    return [sentence for sentences in said for sentence in sentences] if said else None
