"""The publication rule, where writes look for it; it is told in `queries`, which replay it."""

from maillage.apps.directory.queries.due import next_check
from maillage.apps.directory.queries.rule import (
    BY_HAND,
    CHECKED,
    CONFIRMED,
    LEVEL,
    RESTRICTIVE,
    Said,
    newest,
    published,
    said_in,
)

__all__ = [
    "BY_HAND",
    "CHECKED",
    "CONFIRMED",
    "LEVEL",
    "RESTRICTIVE",
    "Said",
    "newest",
    "next_check",
    "published",
    "said_in",
]
