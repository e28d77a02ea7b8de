"""Calendars written as RFC 5545 wants them: what a text must not hold, lines cut at 75 bytes.

Written by hand for its speed: a city has thousands of sessions, and a library takes a millisecond
for each. Two libraries read it back in the tests.
"""

import re
from collections.abc import Iterable
from datetime import UTC, datetime

_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
# Not even escaped may they stand in a calendar.
_NEVER = re.compile("[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]")
_LINE_BYTES = 75


def text(name: str, value: str, parameters: str = "") -> str:
    """Return a line whose value is a text, whatever it holds."""
    plain = _NEVER.sub("", value.replace("\r\n", "\n").replace("\r", "\n"))
    return f"{name}{parameters}:{plain.translate(_ESCAPES)}"


def moment(name: str, at: datetime) -> str:
    """Return a line whose value is a moment, in UTC."""
    return f"{name}:{at.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def calendar(lines: Iterable[str], events: Iterable[Iterable[str]]) -> bytes:
    """Return a calendar: its own lines, then those of each event."""
    whole = ["BEGIN:VCALENDAR", *lines]
    for event in events:
        whole += ["BEGIN:VEVENT", *event, "END:VEVENT"]
    return b"".join(map(_folded, [*whole, "END:VCALENDAR"]))


def _folded(line: str) -> bytes:
    """Return a line in pieces of 75 bytes, none of which cuts a character."""
    data = line.encode()
    pieces = []
    size = _LINE_BYTES
    while len(data) > size:
        end = size
        while data[end] & 0xC0 == 0x80:
            end -= 1
        pieces.append(data[:end])
        data = data[end:]
        size = _LINE_BYTES - 1  # the space that begins it counts
    return b"\r\n ".join([*pieces, data]) + b"\r\n"
