"""Small counts kept secret: the small ones, then those that would give them away.

`facts` says what is published as sums of pieces; `suppress` chooses what is hidden; `attack` says
what a reader who adds and subtracts can still find.
"""

from maillage.core.statistics.secrecy.attack import attack
from maillage.core.statistics.secrecy.facts import Facts, nested_zones, zone_table
from maillage.core.statistics.secrecy.suppression import (
    MARGIN,
    MINIMUM_HOUSEHOLDS,
    MINIMUM_PEOPLE,
    Extent,
    Suppression,
    suppress,
)

__all__ = [
    "MARGIN",
    "MINIMUM_HOUSEHOLDS",
    "MINIMUM_PEOPLE",
    "Extent",
    "Facts",
    "Suppression",
    "attack",
    "nested_zones",
    "suppress",
    "zone_table",
]
