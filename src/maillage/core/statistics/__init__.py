"""What a share of a few people says, and what it does not: intervals with their source.

Also how unequally something is shared, small counts kept secret (`suppress`, its parts in
`statistics.secrecy`), and numbers brought from some zones to others (`statistics.transfer`).
"""

from maillage.core.statistics.equity import concentration_index, gini, palma
from maillage.core.statistics.intervals import Interval, newcombe, wilson
from maillage.core.statistics.shrinkage import Shrunk, empirical_bayes

__all__ = [
    "Interval",
    "Shrunk",
    "concentration_index",
    "empirical_bayes",
    "gini",
    "newcombe",
    "palma",
    "wilson",
]
