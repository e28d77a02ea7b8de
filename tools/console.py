"""What the set-up prints: one line a step with its duration, and refusals in one line."""

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import NoReturn


def say(text: str) -> None:
    """Print a line at once, even when the output is a file."""
    print(text, flush=True)


def fail(french: str, english: str) -> NoReturn:
    """Stop with one line in both languages, remedy included."""
    sys.exit(f"{french} | {english}")


def warn(text: str) -> None:
    """Print a line that cannot be missed."""
    say(f"\n  !!  {text}\n")


def seconds(since: float) -> str:
    """Return the time spent since a reading of `time.monotonic`, in French."""
    return f"{time.monotonic() - since:.1f} s".replace(".", ",")


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print what begins, then how long it took."""
    say(f"→ {name}…")
    started = time.monotonic()
    yield
    say(f"  {name} : fait en {seconds(started)}")


def box(*lines: str) -> None:
    """Print lines in a frame that stands out in a terminal."""
    width = max(len(line) for line in lines)
    say("\n  ┌" + "─" * (width + 4) + "┐")
    for line in lines:
        say(f"  │  {line.ljust(width)}  │")
    say("  └" + "─" * (width + 4) + "┘\n")
