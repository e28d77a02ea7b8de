"""Where to put new places: what is asked (`wish`), what is given (`given`), the answer (`answer`).

The minutes, the people and the offer are those of the gaps; the choice is `maillage.core.siting`.
"""

from maillage.apps.observatory.queries.siting.answer import Narrow, Outcome, Sited, Unreached, site
from maillage.apps.observatory.queries.siting.measured import (
    THRESHOLDS_MIN,
    Measured,
    Reading,
    ZoneLine,
)
from maillage.apps.observatory.queries.siting.wish import (
    FLOOR_SHARE,
    MOST_NEW,
    TIME_LIMIT_S,
    Aim,
    Candidates,
    Wish,
)

__all__ = [
    "FLOOR_SHARE",
    "MOST_NEW",
    "THRESHOLDS_MIN",
    "TIME_LIMIT_S",
    "Aim",
    "Candidates",
    "Measured",
    "Narrow",
    "Outcome",
    "Reading",
    "Sited",
    "Unreached",
    "Wish",
    "ZoneLine",
    "site",
]
