"""A log that names nobody: addresses, telephones and query strings are struck out."""

import logging
import re

_STRUCK = (
    # Query strings hold what people typed.
    (re.compile(r"\?[^\s\"'<>]+"), "?…"),
    # Secret addresses: who holds the link of a campaign, an invitation or a private calendar may
    # use it. A slug has no capital.
    (re.compile(r"(?<=/)(?=[\w-]*[A-Z])[A-Za-z0-9_-]{32,}"), "…"),
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (
        re.compile(r"(?<![\w.:-])(?:\+33[ .]?|0)[1-9](?:[ .\u00a0\u202f]?\d{2}){4}(?!\d)"),
        "[téléphone]",
    ),
)

# Whoever scans the Internet asks for sites that are not here: where in Django says nothing more.
_SAID_IN_ONE_LINE = frozenset({"django.security.DisallowedHost"})


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
        if record.name in _SAID_IN_ONE_LINE:
            record.exc_info, record.exc_text = None, None
        return discreet(super().format(record))
