"""What a share of a few people says, and what it does not: intervals with their source.

Also how unequally something is shared, small counts kept secret (`suppress`, its parts in
`statistics.secrecy`), and numbers brought from some zones to others (`statistics.transfer`).
"""

from typing import TYPE_CHECKING, Any

from maillage.core.statistics.equity import concentration_index, gini, palma
from maillage.core.statistics.intervals import Interval, newcombe, wilson
from maillage.core.statistics.shrinkage import Shrunk, empirical_bayes

if TYPE_CHECKING:
    from maillage.core.statistics.secrecy import suppress

__all__ = [
    "Interval",
    "Shrunk",
    "concentration_index",
    "empirical_bayes",
    "gini",
    "newcombe",
    "palma",
    "suppress",
    "wilson",
]


def __getattr__(name: str) -> Any:
    # The solver takes a while to load, and only who hides numbers needs it.
    if name == "suppress":
        from maillage.core.statistics.secrecy import suppress

        return suppress
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
