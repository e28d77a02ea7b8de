"""The text that a form holds of a time: who receives, and when."""

from datetime import UTC, datetime

MOST_SIGNS = 30


def read_key(key: str) -> tuple[int, datetime | None]:
    """Return the person and the moment that a key of a time holds, (0, None) for anything else."""
    number, _dash, seconds = key.partition("-")
    whole = number.isascii() and number.isdecimal() and seconds.isascii() and seconds.isdecimal()
    if not whole or len(key) > MOST_SIGNS or len(number) > 9:
        return 0, None
    try:
        moment = datetime.fromtimestamp(int(seconds), tz=UTC)
    except (OverflowError, ValueError, OSError):
        return 0, None
    # A day on each side is looked at, and the calendar ends.
    return (int(number), moment) if 2000 <= moment.year < 2200 else (0, None)
