"""What a share of a few people says, and what it does not: intervals with their source."""

from maillage.core.statistics.intervals import Interval, newcombe, wilson

__all__ = ["Interval", "newcombe", "wilson"]
