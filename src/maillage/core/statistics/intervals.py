"""Intervals around a share counted on few people.

The usual interval (share ± 1,96 √(p(1-p)/n)) is wrong for few people and for shares near 0 or 1: it
may even leave [0, 1]. Those of Wilson and of Newcombe do not.
"""

from dataclasses import dataclass
from math import sqrt
from statistics import NormalDist


@dataclass(frozen=True, slots=True)
class Interval:
    """From `low` to `high`, as shares: 0.25 is 25 %."""

    low: float
    high: float


def wilson(part: int, base: int, *, level: float = 0.95) -> Interval:
    """Return the score interval of the share `part / base`.

    Parameters
    ----------
    part
        how many, 0 to `base`
    base
        out of how many, 0 or more; of nobody nothing is known: [0, 1]
    level
        confidence, strictly between 0 and 1

    Raises
    ------
    ValueError
        for counts that are no part and base, or a level out of bounds

    Source
    ------
    E. B. Wilson, Journal of the American Statistical Association 22, 1927, p. 209; method 3 of
    R. G. Newcombe, Statistics in Medicine 17, 1998, p. 857.
    """
    if not 0 <= part <= base:
        raise ValueError(f"a part is between 0 and its base: {part} of {base}")
    if not 0 < level < 1:
        raise ValueError(f"a level is between 0 and 1: {level}")
    if base == 0:
        return Interval(0.0, 1.0)
    z = NormalDist().inv_cdf((1 + level) / 2)
    share = part / base
    middle = share + z * z / (2 * base)
    width = z * sqrt((share * (1 - share) + z * z / (4 * base)) / base)
    scale = 1 + z * z / base
    # Exact at both ends, where the square root does not fall on them.
    low = 0.0 if part == 0 else (middle - width) / scale
    high = 1.0 if part == base else (middle + width) / scale
    return Interval(low, high)


def newcombe(
    part: int, base: int, other_part: int, other_base: int, *, level: float = 0.95
) -> Interval:
    """Return the interval of the difference `part / base - other_part / other_base`.

    Two shares differ for sure when it does not hold 0. Bounds are within [-1, 1].

    Raises
    ------
    ValueError
        as `wilson`, and when one of the bases is 0

    Source
    ------
    Method 10 of R. G. Newcombe, Statistics in Medicine 17, 1998, p. 873.
    """
    if base == 0 or other_base == 0:
        raise ValueError("a difference is between two shares of somebody")
    one, other = wilson(part, base, level=level), wilson(other_part, other_base, level=level)
    share, other_share = part / base, other_part / other_base
    difference = share - other_share
    below = sqrt((share - one.low) ** 2 + (other.high - other_share) ** 2)
    above = sqrt((one.high - share) ** 2 + (other_share - other.low) ** 2)
    return Interval(difference - below, difference + above)
