"""What siting is given: where people live, what answers already, where a place may be put."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.apps.directory.queries.answers import Asked, everything_asked, public_entries
from maillage.apps.observatory.queries.gaps import Places, answers_of
from maillage.apps.observatory.queries.lived import Lived, lived_around
from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.observatory.queries.on_foot import (
    Laid,
    laid_streets,
    nearest_on_foot,
    trips_on_foot,
)
from maillage.apps.observatory.queries.siting.wish import Candidates, Wish
from maillage.apps.territories.queries import ZoneIndex, ZoneRow
from maillage.core.access import Points, Travel

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]
# Nobody walks farther to be helped: what is beyond is out of reach.
FARTHEST_MIN = 240.0
# More points are put together in larger squares, so that an answer comes while one waits.
MOST_POINTS = 3_000
# With a limited room, each point is shared out between the places: fewer, for the same time.
MOST_SHARED = 400
_M_PER_DEGREE = 111_195.0
_SIDES_M = (200.0, 400.0, 600.0, 800.0, 1_000.0, 1_500.0, 2_000.0, 3_000.0, 5_000.0)


@dataclass(frozen=True, slots=True)
class Candidate:
    """A position where a place may be put; `place_id` is the place that is there.

    maybe : nobody said whether this place does it already
    """

    nom: str
    latitude: float
    longitude: float
    place_id: int | None = None
    maybe: bool = False


@dataclass(frozen=True, slots=True)
class Demand:
    """Points of the choice: people, minutes to what answers today, groups of the floor.

    cost : shape (n_points, n_candidates), minutes, infinite beyond FARTHEST_MIN
    before : shape (n_points,), minutes to the nearest place that answers, infinite without
    zone : shape (n_points,), number of the zone
    group : shape (n_points,), number of the priority neighbourhood, -1 for none
    side_m : the squares in which people were put together; None when they were not
    """

    people: Floats
    cost: Floats
    before: Floats
    zone: Ints
    group: Ints
    side_m: float | None


@dataclass(frozen=True, slots=True)
class Given:
    """All that a choice needs; `spots` are where everybody lives, in the zones and around.

    before : shape (n_spots,), minutes to the nearest place that answers today
    priority : name of each priority neighbourhood by its number
    n_unplaced : people of the zones whose position is not known
    streets : the extract that minutes follow, and people of the zones whom it does not reach
    """

    need: Asked
    zones: Sequence[ZoneRow]
    spots: Lived
    before: Floats
    travel: Travel
    existing: Sequence[tuple[float, float]]
    n_maybe: int
    candidates: Sequence[Candidate]
    demand: Demand
    priority: dict[int, str]
    n_unplaced: float
    ended_on: date | None
    streets: Laid | None


def given(wish: Wish, *, today: date) -> Given | None:
    """Return what a choice needs; None without zone, or for a need that nobody asks."""
    need = next((one for one in everything_asked() if one.code == wish.need), None)
    zones, ended = zones_to_observe(wish.kind, today=today)
    if need is None or not zones:
        return None
    spots = lived_around(wish.kind, zones, on=ended or today, today=today)
    entries = public_entries()
    places = Places.of(entries)
    yes, maybe = (places.some(flags)[0] for flags in answers_of(entries, [need]))
    yes, maybe = yes & places.at.known, maybe & places.at.known
    before = nearest_on_foot(spots.at, places.at, among=yes, walker=wish.walker)
    names = {entry.place_id: entry.name for entry in entries}
    if wish.candidates is Candidates.PLACES:
        candidates = [
            Candidate(
                names[int(places.ids[at])],
                float(places.at.latitudes[at]),
                float(places.at.longitudes[at]),
                int(places.ids[at]),
                bool(maybe[at]),
            )
            for at in np.flatnonzero(places.at.known & ~yes).tolist()
        ]
    else:
        candidates = [
            Candidate(zone.nom, zone.latitude, zone.longitude)
            for zone in zones
            if zone.latitude is not None and zone.longitude is not None
        ]
    known = np.isin(spots.zone, [zone.id for zone in zones]) & (spots.people > 0)
    here = known & spots.at.known & ~np.isnan(before.minutes)
    rows, _ended = zones_to_observe("qpv", today=today)
    existing, lived = places.at.taken(np.flatnonzero(yes)), np.flatnonzero(known)
    demand = _demand(wish, spots, np.flatnonzero(here), existing, candidates, _ended or today)
    return Given(
        need, zones, spots, before.minutes, before.travel,
        list(zip(existing.latitudes.tolist(), existing.longitudes.tolist(), strict=True)),
        int(maybe.sum()), candidates, demand, {row.id: row.nom for row in rows},
        float(spots.people[known & ~here].sum()), ended,
        laid_streets(spots.at.taken(lived), spots.people[lived], walker=wish.walker),
    )  # fmt: skip


def points_of(candidates: Sequence[Candidate]) -> Points:
    """Return their positions."""
    return Points.of([c.latitude for c in candidates], [c.longitude for c in candidates])


def _demand(
    wish: Wish,
    spots: Lived,
    here: Ints,
    existing: Points,
    candidates: Sequence[Candidate],
    on: date,
) -> Demand:
    group = _groups(wish, spots, here, on)
    lat, lon, people = spots.at.latitudes[here], spots.at.longitudes[here], spots.people[here]
    rank, side = np.arange(len(here)), None
    most = MOST_POINTS if wish.room is None else min(MOST_POINTS, MOST_SHARED)
    if len(here) > most:
        for side in _SIDES_M:
            rank = _squares(lat, lon, side, spots.zone[here], group)
            if rank.max() < most:
                break
    n = int(rank.max()) + 1 if len(rank) else 0
    count = np.asarray(np.bincount(rank, weights=people, minlength=n), np.float64)
    first = np.zeros(n, dtype=np.int64)
    first[rank] = np.arange(len(here))
    at = Points.of(
        np.bincount(rank, weights=people * lat, minlength=n) / count,
        np.bincount(rank, weights=people * lon, minlength=n) / count,
    )
    cost = np.full((n, len(candidates)), np.inf)
    trips = trips_on_foot(at, points_of(candidates), minutes=FARTHEST_MIN, walker=wish.walker)
    cost[trips.area_index, trips.place_index] = trips.minutes
    every = np.ones(len(existing), dtype=bool)
    before = nearest_on_foot(at, existing, among=every, walker=wish.walker).minutes
    before = np.where(np.isnan(before), np.inf, before)
    return Demand(count, cost, before, spots.zone[here][first], group[first], side)


def _groups(wish: Wish, spots: Lived, here: Ints, on: date) -> Ints:
    """Return the number of the priority neighbourhood of some spots, -1 for none."""
    if wish.kind == "qpv":
        return spots.zone[here]
    found = np.full(len(here), -1, dtype=np.int64)
    inside = np.flatnonzero(spots.priority[here])
    where: list[Any] = list(
        zip(
            spots.at.latitudes[here][inside].tolist(),
            spots.at.longitudes[here][inside].tolist(),
            strict=True,
        )
    )
    for at, zones in zip(inside.tolist(), ZoneIndex(["qpv"], on=on).containing(where), strict=True):
        found[at] = zones[0] if zones else -1
    return found


def _squares(lat: Floats, lon: Floats, side_m: float, zone: Ints, group: Ints) -> Ints:
    """Return the rank of the square of each point; a square never crosses a zone."""
    row = np.floor(lat * _M_PER_DEGREE / side_m)
    column = np.floor(lon * _M_PER_DEGREE * np.cos(np.radians(lat.mean())) / side_m)
    keys = np.stack([row, column, zone.astype(float), group.astype(float)], axis=1)
    _kept, rank = np.unique(keys, axis=0, return_inverse=True)
    return np.asarray(rank.ravel(), dtype=np.int64)
