"""A log that names nobody: addresses, telephones and query strings are struck out."""

import logging
import re

_STRUCK = (
    # Query strings hold what people typed.
    (re.compile(r"\?[^\s\"'<>]+"), "?…"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (
        re.compile(r"(?<![\w.:-])(?:\+33[ .]?|0)[1-9](?:[ .\u00a0\u202f]?\d{2}){4}(?!\d)"),
        "[téléphone]",
    ),
)


def discreet(line: str) -> str:
    """Return a line without query strings, e-mail addresses and French telephone numbers."""
    for pattern, replacement in _STRUCK:
        line = pattern.sub(replacement, line)
    return line


class DiscreetFormatter(logging.Formatter):
    """Formats as usual, traceback included, then strikes out what could name a person."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        return discreet(super().format(record))
