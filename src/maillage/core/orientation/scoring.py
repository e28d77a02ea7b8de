"""Which offers fit and in which order, as arrays over all of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from maillage.core.orientation.aims import Sought
from maillage.core.orientation.availability import NEVER, Availability, minutes_between
from maillage.core.orientation.profile import Profile
from maillage.core.orientation.table import (
    ALONE_POINTS,
    CHECKED_DAYS,
    COURSE,
    MOST_POINTS,
    NEXT_DAYS,
    SESSION,
    WALK_MIN,
    Aim,
    Table,
)
from maillage.core.search import MatchedPart, Words

Ints = NDArray[np.int64]
Bools = NDArray[np.bool_]

# How the order of two offers is packed in one number, the most important first.
LATE_BIT, CERTAIN_BIT, AIM_BITS, WAIT_BITS = 1, 1, 6, 14
POINT_BITS, AWAY_BITS, AGE_BITS = 10, 15, 15
_MOST_AIMS = (1 << AIM_BITS) // 2
_WAIT_MIN = 15  # waits are told apart by quarters of an hour
# Doors that open after the deadline are looked at so far.
LOOKED_AHEAD = timedelta(days=6)
# The points of each value are laid out once, up to a month in minutes, or as many metres.
_MOST_LAID_OUT = 50_000
_AWAY_M = 20  # and distances by twenty metres


@dataclass(frozen=True, eq=False)
class Fitting:
    """The offers of a part that answer an aim; arrays of shape (n,).

    aim : which of the aims, as an index
    certain : whether all that is asked is known to be true
    """

    part: MatchedPart
    aim: Ints
    certain: Bools


@dataclass(frozen=True, eq=False)
class Scored:
    """The offers of a part that fit, in their order; arrays of shape (n,).

    in_time : whether somebody receives before the deadline; True when nothing is urgent
    opens : minutes until one may come without appointment, -1 when it is not known
    points, key : the soft score, and the order (smaller is better)
    """

    fit: Fitting
    in_time: Bools
    opens: Ints
    points: Ints
    key: Ints


def fitting(part: MatchedPart, sought: Sequence[Sought]) -> Fitting:
    """Return the offers that answer an aim, the first that they answer, for certain if they can."""
    found = [answers(part, one.aim) for one in sought[:_MOST_AIMS]]
    sure = part.first_of([true for true, _ in found])
    maybe = part.first_of([possible for _, possible in found])
    certain = part.certain & (sure >= 0)
    # An offer that answers nothing for sure answers what it may answer best.
    aim = np.where(sure >= 0, sure, maybe)
    keep = np.flatnonzero(aim >= 0)
    return Fitting(part.at(keep), aim[keep].astype(np.int64), certain[keep])


def any_certain(part: MatchedPart, sought: Sequence[Sought]) -> bool:
    """Return whether an offer answers an aim for certain: that alone, of what fitting tells."""
    sure = np.flatnonzero(part.certain)
    if not sure.size:
        return False
    some = part.at(sure)
    return any(bool(some.among(surely(part, one.aim)).any()) for one in sought[:_MOST_AIMS])


def surely(part: MatchedPart, aim: Aim) -> Words:
    """Return the offers of a whole segment that answer an aim for certain."""
    true = part.bits(*aim.any_of)
    for group in aim.groups:
        true = true & part.bits(*group)
    if aim.not_if:
        true = true & (~part.bits(*aim.not_if) | part.bits(*aim.except_if))
    return true


def answers(part: MatchedPart, aim: Aim) -> tuple[Words, Words]:
    """Return the offers of a whole segment that answer an aim: for certain, and perhaps."""
    # As bits of the whole segment: combined in no time, read once for all the offers.
    possible = part.bits_maybe(*aim.any_of)
    if aim.maybe:
        perhaps = part.bits_maybe(*aim.maybe)
        possible = possible | (perhaps & ~part.bits(*aim.unless) if aim.unless else perhaps)
    for group in aim.groups:
        possible = possible & part.bits_maybe(*group)
    if aim.not_if:
        possible = possible & (~part.bits(*aim.not_if) | part.bits(*aim.except_if))
    return surely(part, aim), possible


def scored(
    fit: Fitting, profile: Profile, table: Table, *, now: datetime, availability: Availability
) -> Scored:
    """Return the order of the offers that fit."""
    part = fit.part
    n = part.positions.size
    session = is_session(part)
    wait = availability.waits(part, session, urgent=profile.urgent)
    opens = np.full(n, -1)
    late = soonest = np.zeros(n, dtype=np.int64)
    if profile.urgent:
        deadline = profile.deadline(now)
        opens = part.next_openings(now, max(deadline, now + LOOKED_AHEAD))
        opens = np.where(session & part.has("access:walk_in"), opens, -1)
        # A course that starts tomorrow answers nothing that is due tomorrow.
        soonest = np.where(session, wait, NEVER)
        soonest = np.where(opens >= 0, np.minimum(soonest, opens), soonest)
        late = (soonest > minutes_between(now, deadline)).astype(np.int64)
    points = points_of(part, profile, table, wait, now)
    away = np.where(part.metres < 0, (1 << AWAY_BITS) - 1, part.metres // _AWAY_M)
    today = now.date().toordinal()
    age = np.where(part.verified == 0, (1 << AGE_BITS) - 1, today - part.verified)
    key = (late << CERTAIN_BIT) | ~fit.certain
    for bits, value in (
        (AIM_BITS, fit.aim),
        (WAIT_BITS, soonest // _WAIT_MIN),
        (POINT_BITS, MOST_POINTS - points),
        (AWAY_BITS, away),
        (AGE_BITS, age),
    ):
        key <<= bits
        key |= np.minimum(np.maximum(value, 0), (1 << bits) - 1)
    return Scored(fit, late == 0, opens, points, key)


def aim_of(key: Ints | int) -> Ints:
    """Return the aim that a key holds, as an index."""
    shift = WAIT_BITS + POINT_BITS + AWAY_BITS + AGE_BITS
    return np.asarray((np.asarray(key, dtype=np.int64) >> shift) & ((1 << AIM_BITS) - 1))


def is_session(part: MatchedPart) -> Bools:
    """Return whether each offer is for today's question, not for those who joined a course."""
    return part.has(*SESSION) | ~part.has(*COURSE)


def points_of(part: MatchedPart, profile: Profile, table: Table, wait: Ints, now: datetime) -> Ints:
    """Return the soft score of each offer."""
    traits = profile.traits()
    points = np.zeros(part.positions.size, dtype=np.int64)
    gains: dict[tuple[str, ...], int] = {}
    for preference in table.preferences:
        if not preference.when or preference.when in traits:
            gains[preference.any_of] = gains.get(preference.any_of, 0) + preference.points
    for any_of, gain in gains.items():
        points += gain * part.has(*any_of)
    if profile.near is not None:
        metres = part.metres
        bands = tuple((profile.metres(minutes), gain) for minutes, gain in WALK_MIN)
        points += banded(np.where(metres < 0, NEVER, metres), bands)
        if profile.reach_min is not None:
            alone = (metres >= 0) & (metres <= profile.metres(profile.reach_min))
            points += ALONE_POINTS * alone
    points += banded(wait, tuple((days * 1440, gain) for days, gain in NEXT_DAYS))
    age = np.where(part.verified == 0, NEVER, now.date().toordinal() - part.verified)
    return points + banded(age, CHECKED_DAYS)


def banded(values: Ints, bands: tuple[tuple[int, int], ...]) -> Ints:
    """Return the points of the first band that holds each value.

    Examples
    --------
    >>> banded(np.array([3, 8, 90]), ((5, 60), (10, 45)))
    array([60, 45,  0])
    """
    last = bands[-1][0]
    if last < _MOST_LAID_OUT:
        laid_out = _laid_out(bands)
        return laid_out[np.minimum(np.maximum(values, 0), last + 1)]
    limits = np.array([limit for limit, _ in bands], dtype=np.int64)
    gains = np.array([gain for _, gain in bands] + [0], dtype=np.int64)
    return np.asarray(gains[np.searchsorted(limits, values, "left")])


@lru_cache(maxsize=64)
def _laid_out(bands: tuple[tuple[int, int], ...]) -> Ints:
    """Return the points of each value from 0 to what is beyond all bands; not to be written on."""
    points = np.zeros(bands[-1][0] + 2, dtype=np.int64)
    for limit, gain in reversed(bands):
        points[: limit + 1] = gain
    return points
