"""Named corrections of received values: each has a code, a reason, and is counted."""

from maillage.core.harmonise.chain import harmonise, steps
from maillage.core.harmonise.log import Change, Log
from maillage.core.harmonise.registry import Correction, correction, corrections, row_correction

__all__ = [
    "Change",
    "Correction",
    "Log",
    "correction",
    "corrections",
    "harmonise",
    "row_correction",
    "steps",
]
