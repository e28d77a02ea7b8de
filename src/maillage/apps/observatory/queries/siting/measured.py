"""How near people are, today and with the new places: by zone, by group, and how unequally."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from maillage.apps.observatory.queries.siting.after import After
from maillage.apps.observatory.queries.siting.given import Floats, Given
from maillage.apps.territories.queries import ZoneRow
from maillage.core.statistics import gini

THRESHOLDS_MIN = (10, 15)


@dataclass(frozen=True, slots=True)
class Reading:
    """Minutes of some people to the nearest place.

    mean_min : None when somebody has no place at all within reach, or when there is nobody
    shares_pct : by threshold, the part of the people at most so far
    """

    mean_min: float | None
    shares_pct: dict[int, float]


@dataclass(frozen=True, slots=True)
class ZoneLine:
    """A zone, or a group of people, before and after; `zone` is None for a group."""

    zone: ZoneRow | None
    people: float
    before: Reading
    after: Reading


@dataclass(frozen=True, slots=True)
class Measured:
    """All readings of a choice.

    priority, others : people of priority neighbourhoods of the territory and the rest, None when
        there is nobody of one of them; for the zones "qpv" the rest lives around
    gini_before, gini_after : of minutes, 0 when all have the same; None when it cannot be said
    """

    all: ZoneLine
    lines: Sequence[ZoneLine]
    priority: ZoneLine | None
    others: ZoneLine | None
    gini_before: float | None
    gini_after: float | None


def measured(given: Given, after: After) -> Measured:
    """Return the readings, from the minutes of everybody with the new places."""
    spots = given.spots
    said = ~np.isnan(given.before) & (spots.people > 0)
    numbers = [zone.id for zone in given.zones]
    inside = said & np.isin(spots.zone, numbers)
    of_kind = given.zones[0].kind == "qpv"

    def line(which: NDArray[np.bool_], zone: ZoneRow | None = None) -> ZoneLine:
        then = which[after.spot]
        return ZoneLine(
            zone,
            float(spots.people[which].sum()),
            reading(given.before[which], spots.people[which]),
            reading(after.minutes[then], after.people[then]),
        )

    priority = line(inside & (spots.priority | of_kind))
    others = line((said & (spots.zone < 0)) if of_kind else (inside & ~spots.priority))
    both = priority.people > 0 and others.people > 0
    return Measured(
        line(inside),
        [line(inside & (spots.zone == zone.id), zone) for zone in given.zones],
        priority if both else None,
        others if both else None,
        _gini(given.before[inside], spots.people[inside]),
        _gini(after.minutes[inside[after.spot]], after.people[inside[after.spot]]),
    )


def reading(minutes: Floats, people: Floats) -> Reading:
    """Return the mean and the shares of some people."""
    total = float(people.sum())
    if total <= 0:
        return Reading(None, dict.fromkeys(THRESHOLDS_MIN, 0.0))
    mean = float(people @ minutes / total) if np.isfinite(minutes).all() else None
    return Reading(
        mean,
        {n: float(100 * people[minutes <= n].sum() / total) for n in THRESHOLDS_MIN},
    )


def _gini(minutes: Floats, people: Floats) -> float | None:
    if not len(minutes) or not np.isfinite(minutes).all():
        return None
    found = gini(minutes, people)
    return None if np.isnan(found) else found
