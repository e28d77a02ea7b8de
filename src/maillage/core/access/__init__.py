"""Who can reach what: the nearest place, what is within ten minutes, supply shared by people.

Minutes everywhere, on foot, and a result says how they were worked out. What is not known (a
position, hours) is kept apart from what is far or shut; supply that nobody reaches is reported.
"""

from maillage.core.access.catchment import (
    Access,
    Within,
    enhanced_two_step,
    modified_two_step,
    three_step,
    two_step,
    within,
)
from maillage.core.access.decay import (
    ENHANCED_STEPS,
    THREE_STEPS,
    Decay,
    Exponential,
    Gaussian,
    Gravity,
    Step,
)
from maillage.core.access.mixed import Mixed
from maillage.core.access.points import Points
from maillage.core.access.raam import Costs, raam
from maillage.core.access.straight import Nearest, nearest, straight_trips
from maillage.core.access.streets import Streets, StreetsUnreadable, read_streets
from maillage.core.access.supply import UNIT, Supply, weekly_supply
from maillage.core.access.threshold import Share, Shares, within_threshold
from maillage.core.access.times import (
    Moment,
    Opened,
    moment_of,
    opened_at,
    ordinary_week,
    weekly_hours,
)
from maillage.core.access.travel import (
    DETOUR,
    GIVEN,
    REDUCED_MOBILITY,
    STANDARD,
    THRESHOLDS_MIN,
    UNHURRIED,
    Travel,
    Walker,
    Way,
)
from maillage.core.access.trips import Trips
from maillage.core.access.walking import Walking

__all__ = [
    "DETOUR",
    "ENHANCED_STEPS",
    "GIVEN",
    "REDUCED_MOBILITY",
    "STANDARD",
    "THREE_STEPS",
    "THRESHOLDS_MIN",
    "UNHURRIED",
    "UNIT",
    "Access",
    "Costs",
    "Decay",
    "Exponential",
    "Gaussian",
    "Gravity",
    "Mixed",
    "Moment",
    "Nearest",
    "Opened",
    "Points",
    "Share",
    "Shares",
    "Step",
    "Streets",
    "StreetsUnreadable",
    "Supply",
    "Travel",
    "Trips",
    "Walker",
    "Walking",
    "Way",
    "Within",
    "enhanced_two_step",
    "modified_two_step",
    "moment_of",
    "nearest",
    "opened_at",
    "ordinary_week",
    "raam",
    "read_streets",
    "straight_trips",
    "three_step",
    "two_step",
    "weekly_hours",
    "weekly_supply",
    "within",
    "within_threshold",
]
