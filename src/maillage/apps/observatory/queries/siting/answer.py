"""The choice: exact among the candidates that are kept, or the best found in the time given."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.apps.observatory.queries.siting.after import after_of, today_of
from maillage.apps.observatory.queries.siting.given import Candidate, Demand, Given, given
from maillage.apps.observatory.queries.siting.measured import Measured, measured
from maillage.apps.observatory.queries.siting.wish import FLOOR_SHARE, Aim, Wish
from maillage.core.siting import (
    Floor,
    Reason,
    Siting,
    Status,
    lscp,
    mclp,
    p_center,
    p_median,
)

# Candidates that the exact choice looks at: beyond, the proof takes minutes.
MOST_CANDIDATES = {Aim.CLOSEST: 60, Aim.FARTHEST: 60, Aim.COVER: 300, Aim.FEWEST: 300}
# With a limited room, each question is larger.
MOST_WITH_ROOM = {Aim.CLOSEST: 40, Aim.FARTHEST: 40, Aim.COVER: 100, Aim.FEWEST: 100}


class Outcome(StrEnum):
    """How much is known of the choice."""

    BEST = "best"  # proven among the candidates
    FOUND = "found"  # time ran out: `at_best` says what no choice can beat
    UNDECIDED = "undecided"  # time ran out before any choice
    IMPOSSIBLE = "impossible"  # `unreached`, `below_floor`, `narrow` say why
    USELESS = "useless"  # no candidate is nearer to anybody than what is there


@dataclass(frozen=True, slots=True)
class Unreached:
    """People of one zone whom no candidate reaches, or for whom there is no room."""

    nom: str
    people: float


@dataclass(frozen=True, slots=True)
class Narrow:
    """More people than room; `zones` are empty when all places together are too small for all."""

    people: float
    room: float
    zones: Sequence[Unreached]


@dataclass(frozen=True, slots=True, kw_only=True)
class Sited:
    """An answer. `objective` and `at_best` are in the unit of the aim, people or minutes or places.

    n_useful : candidates nearer to somebody than what is there; n_kept : those looked at
    together : each rule can be kept, not all of them with so few places
    gap_pct : how far from the best at most, in % of the objective; None when nothing is known
    crowded : with a limited room, people who would be nearer (or within the minutes, for the aims
        that count them) if a chosen place were not full
    """

    wish: Wish
    given: Given
    outcome: Outcome
    chosen: Sequence[Candidate] = ()
    # People whom each chosen place brings nearer, in their order.
    nearer: Sequence[float] = ()
    measured: Measured | None = None
    objective: float | None = None
    at_best: float | None = None
    gap_pct: float | None = None
    n_useful: int = 0
    n_kept: int = 0
    unreached: Sequence[Unreached] = ()
    below_floor: Sequence[str] = ()
    narrow: Narrow | None = None
    together: bool = False
    crowded: Sequence[Unreached] = ()


def site(wish: Wish, *, today: date) -> Sited | None:
    """Return where to put new places; None without zone, or for a need that nobody asks.

    Places that answer already stay: they are one site that is open, as far from each point as the
    nearest of them. A candidate that is nearer to nobody is left out, which changes nothing; past
    MOST_CANDIDATES, those that gain least are, which may, and `n_kept` says so.
    """
    found = given(wish, today=today)
    if found is None:
        return None
    demand = found.demand
    useful = np.flatnonzero((demand.cost < demand.before[:, None]).any(axis=0))
    if wish.aim is Aim.FEWEST:
        lost = _unreached(found, useful, wish.minutes)
        if lost:
            return Sited(wish=wish, given=found, outcome=Outcome.IMPOSSIBLE, unreached=lost,
                         n_useful=len(useful))  # fmt: skip
    if not len(useful):
        everybody = found.spots.people.sum() > 0 and len(demand.people) > 0
        return Sited(
            wish=wish, given=found, outcome=Outcome.USELESS,
            measured=measured(found, today_of(found)) if everybody else None,
        )  # fmt: skip
    kept = _kept(demand, useful, wish)
    held = bool(np.isfinite(demand.before).any())
    answer = _solved(wish, demand, kept, held)
    return _said(wish, found, answer, kept, held, len(useful))


def _solved(wish: Wish, demand: Demand, kept: NDArray[np.int64], held: bool) -> Siting:
    cost, fixed = demand.cost[:, kept], []
    if held:
        cost, fixed = np.column_stack([demand.before, cost]), [0]
    p = len(fixed) + min(wish.n_new, len(kept))
    floor = None
    if wish.floor and (demand.group >= 0).any():
        floor = Floor(demand.group.tolist(), float(wish.minutes), share=FLOOR_SHARE)
    capacity = None
    if wish.room is not None:
        # Nobody says how many those of today receive: they stay without limit.
        capacity = np.full(cost.shape[1], float(wish.room))
        capacity[fixed] = np.inf
    people, reach = demand.people, float(wish.minutes)
    rest: Any = {
        "fixed": fixed, "capacity": capacity, "floor": floor, "time_limit_s": wish.time_limit_s,
    }  # fmt: skip
    if wish.aim is Aim.COVER:
        return mclp(cost, people, reach, p, **rest)
    if wish.aim is Aim.FARTHEST:
        return p_center(cost, p, people=people, **rest)
    if wish.aim is Aim.FEWEST:
        return lscp(cost, reach, people=people, **rest)
    return p_median(cost, people, p, **rest)


def _said(
    wish: Wish,
    found: Given,
    answer: Siting,
    kept: NDArray[np.int64],
    held: bool,
    n_useful: int,
) -> Sited:
    if answer.status is Status.INFEASIBLE:
        lost: list[int] = []
        floors: list[str] = []
        narrow: Narrow | None = None
        for obstacle in answer.obstacles:
            if obstacle.reason is Reason.UNREACHED:
                lost += obstacle.indexes
            if obstacle.reason is Reason.FLOOR:
                floors += [found.priority.get(one, str(one)) for one in obstacle.indexes]
            if obstacle.reason is Reason.CAPACITY:
                crowd = _by_zone(found, np.array(obstacle.indexes, dtype=np.int64))
                narrow = Narrow(obstacle.needed or 0.0, obstacle.possible or 0.0, crowd)
        return Sited(
            wish=wish, given=found, outcome=Outcome.IMPOSSIBLE,
            unreached=_by_zone(found, np.array(lost, dtype=np.int64)), below_floor=sorted(floors),
            narrow=narrow, together=not lost and not floors and narrow is None,
            n_useful=n_useful, n_kept=len(kept),
        )  # fmt: skip
    if answer.status is Status.UNDECIDED:
        return Sited(wish=wish, given=found, outcome=Outcome.UNDECIDED, at_best=answer.bound,
                     n_useful=n_useful, n_kept=len(kept))  # fmt: skip
    ranks = [int(kept[site - held]) for site in answer.chosen if site >= held]
    chosen = [found.candidates[rank] for rank in ranks]
    longest = answer.objective if wish.aim is Aim.FARTHEST else None
    after = after_of(wish, found, chosen, longest=longest)
    full = np.flatnonzero(after.crowded > 0)
    # In the unit of a reader: minutes of one person, people, places that are new.
    total = float(found.demand.people.sum())
    per, less = (total, 0.0) if wish.aim is Aim.CLOSEST else (1.0, 0.0)
    if wish.aim is Aim.FEWEST:
        less = float(held)
    return Sited(
        wish=wish, given=found,
        outcome=Outcome.BEST if answer.status is Status.OPTIMAL else Outcome.FOUND,
        chosen=chosen, nearer=after.nearer, measured=measured(found, after),
        crowded=_named(found, found.spots.zone[full], after.crowded[full]),
        objective=None if answer.objective is None else answer.objective / per - less,
        at_best=None if answer.bound is None else answer.bound / per - less,
        gap_pct=None if answer.gap is None else 100 * answer.gap,
        n_useful=n_useful, n_kept=len(kept),
    )  # fmt: skip


def _kept(demand: Demand, useful: NDArray[np.int64], wish: Wish) -> NDArray[np.int64]:
    """Return the candidates that gain most, one after the other; all when there are few."""
    most = MOST_CANDIDATES[wish.aim]
    if wish.room is not None:
        most = min(most, MOST_WITH_ROOM[wish.aim])
    if len(useful) <= most:
        return useful
    cost, now = demand.cost[:, useful], demand.before.copy()
    if wish.aim in (Aim.COVER, Aim.FEWEST):
        cost = np.where(cost <= wish.minutes, 0.0, 1.0)
        now = np.where(now <= wish.minutes, 0.0, 1.0)
    now = np.minimum(now, 10_000.0)
    kept: list[int] = []
    while len(kept) < most:
        gain = demand.people @ np.maximum(0.0, now[:, None] - np.minimum(cost, 10_000.0))
        gain[kept] = -1.0
        best = int(gain.argmax())
        if gain[best] <= 0:
            break
        kept.append(best)
        now = np.minimum(now, cost[:, best])
    chosen = set(useful[kept].tolist())
    if wish.aim is Aim.FEWEST or wish.floor:
        # Whoever must be reached keeps a candidate that does.
        within = demand.cost[:, useful] <= wish.minutes
        if wish.aim is not Aim.FEWEST:
            within &= (demand.group >= 0)[:, None]
        left = ~within[:, kept].any(axis=1) & within.any(axis=1)
        chosen |= set(useful[within[left].argmax(axis=1)].tolist())
    # The others fill what is left, those that gain most alone first.
    alone = demand.people @ np.maximum(
        0.0, np.minimum(demand.before, 10_000.0)[:, None] - np.minimum(demand.cost, 10_000.0)
    )
    for rank in useful[np.argsort(-alone[useful], kind="stable")].tolist():
        if len(chosen) >= most:
            break
        chosen.add(rank)
    return np.array(sorted(chosen), dtype=np.int64)


def _unreached(found: Given, useful: NDArray[np.int64], minutes: float) -> list[Unreached]:
    demand = found.demand
    reached = demand.before <= minutes
    reached |= (demand.cost[:, useful] <= minutes).any(axis=1)
    return _by_zone(found, np.flatnonzero(~reached))


def _by_zone(found: Given, points: NDArray[np.int64]) -> list[Unreached]:
    """Return zones with people at these points, the most people first."""
    return _named(found, found.demand.zone[points], found.demand.people[points])


def _named(found: Given, zones: NDArray[np.int64], counts: NDArray[np.float64]) -> list[Unreached]:
    names = {zone.id: zone.nom for zone in found.zones}
    people: dict[int, float] = {}
    for zone, n in zip(zones.tolist(), counts.tolist(), strict=True):
        people[zone] = people.get(zone, 0.0) + n
    return [
        Unreached(names[zone], n) for zone, n in sorted(people.items(), key=lambda one: -one[1])
    ]
