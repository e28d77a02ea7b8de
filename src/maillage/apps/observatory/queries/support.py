"""The support of estimates: people, cell by cell, and the zones where they live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache

import numpy as np
from django.db.models import Count, Max, Sum
from numpy.typing import NDArray

from maillage.apps.observatory.models import Dataset, Figure
from maillage.apps.territories.queries import (
    ZoneIndex,
    kinds_loaded,
    wide_of_communes,
    zone_rows,
)

# Each cell is looked at in SIDE × SIDE points, so that a neighbourhood's edge cuts it.
SIDE = 4
# The outline of a metropolis has ten thousand corners, an urban unit has none here: their communes
# say what they contain.
BY_COMMUNES = ("epci", "uu")
_HALF_M = 100.0
_M_PER_DEGREE = 111_195.0


@dataclass(frozen=True, slots=True)
class Support:
    """Points with people: in which source zone and which target zone each one lies, -1 in none.

    Of target zones that overlap, `target` holds the first by code; `also` has the points of the
    others, so that each is estimated over all of its own people.
    """

    source: NDArray[np.int64]
    target: NDArray[np.int64]
    people: NDArray[np.float64]
    cell: NDArray[np.int64]
    latitude: NDArray[np.float64]
    longitude: NDArray[np.float64]
    # People of each source zone, by its number.
    people_of: Mapping[int, float]
    also: Mapping[int, Sequence[int]] = field(default_factory=dict)

    def points_of(self, zone: int) -> NDArray[np.int64]:
        """Return the ranks of the points inside a target zone, those that it shares too."""
        shared = np.asarray(self.also.get(zone, ()), dtype=np.int64)
        return np.concatenate([np.flatnonzero(self.target == zone), shared])


def support(source_kind: str, target_kind: str, *, on: date | None = None) -> Support | None:
    """Return the points that carry a measure from a kind of zone to another; None without cells.

    on : a day for which the target zones hold
    """
    cells = _cells(mark_now())
    if cells is None:
        return None
    numbers, lats, lons, people, of_cell = cells
    mark = mark_now()
    source = numbers[of_cell] if source_kind == "cell" else _zones(source_kind, None, mark)
    return Support(
        source,
        _zones(target_kind, on, mark),
        people,
        of_cell,
        lats,
        lons,
        _people(source_kind, mark),
        _shared(target_kind, on, mark),
    )


def mark_now() -> tuple[object, ...]:
    """Return what changes when zones or figures do: what was computed for it still holds."""
    # Their sum too: a file that is forgotten is seldom the newest.
    files = Dataset.objects.aggregate(Count("pk"), Sum("pk"), Max("loaded_at"))
    return (*sorted(kinds_loaded().items()), *files.values())


@lru_cache(maxsize=4)
def _cells(
    mark: tuple[object, ...],
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64], NDArray[np.float64],
           NDArray[np.int64]] | None:  # fmt: skip
    """Return (numbers of cells, then by point: latitude, longitude, people, index of its cell)."""
    rows = [row for row in zone_rows("cell") if row.latitude is not None]
    if not rows:
        return None
    known = dict(
        Figure.objects.filter(measure__code="grid_population", value__isnull=False)
        .order_by("year")
        .values_list("zone_id", "value")
    )
    people = np.array([known.get(row.id, row.population or 0) or 0 for row in rows], dtype=float)
    lat = np.array([row.latitude for row in rows], dtype=float)
    lon = np.array([row.longitude for row in rows], dtype=float)
    steps = (np.arange(SIDE) + 0.5) / SIDE * 2 - 1
    north, east = (grid.ravel() for grid in np.meshgrid(steps, steps))
    lats = (lat[:, None] + north[None, :] * (_HALF_M / _M_PER_DEGREE)).ravel()
    width = _HALF_M / (_M_PER_DEGREE * np.cos(np.radians(lat)))
    lons = (lon[:, None] + east[None, :] * width[:, None]).ravel()
    of_cell = np.repeat(np.arange(len(rows)), SIDE * SIDE)
    shared = people[of_cell] / (SIDE * SIDE)
    return np.array([row.id for row in rows]), lats, lons, shared, of_cell


@lru_cache(maxsize=4)
def kinds_with_figures(mark: tuple[object, ...]) -> Mapping[int, frozenset[str]]:
    """Return the kinds of zones for which each measure has known figures, by its number."""
    rows = Figure.objects.filter(value__isnull=False).values_list("measure_id", "zone__kind")
    found: dict[int, set[str]] = {}
    for measure, kind in rows.order_by().distinct():
        found.setdefault(measure, set()).add(kind)
    return {measure: frozenset(kinds) for measure, kinds in found.items()}


# Read twice in a row, by the two below: more of them would weigh as much as the base.
@lru_cache(maxsize=2)
def _containing(kind: str, on: date | None, mark: tuple[object, ...]) -> Sequence[tuple[int, ...]]:
    """Return the zones of a kind that contain each point, by code."""
    cells = _cells(mark)
    assert cells is not None
    _numbers, lats, lons, _people, _of_cell = cells
    points = list(zip(lats.tolist(), lons.tolist(), strict=True))
    return ZoneIndex([kind], on=on).containing(points)


@lru_cache(maxsize=16)
def _shared(kind: str, on: date | None, mark: tuple[object, ...]) -> Mapping[int, Sequence[int]]:
    """Return the points that lie in a zone after being counted in another: overlapping zones."""
    if kind in BY_COMMUNES:
        return {}
    found: dict[int, list[int]] = {}
    for rank, zones in enumerate(_containing(kind, on, mark)):
        for zone in zones[1:]:
            found.setdefault(zone, []).append(rank)
    return found


@lru_cache(maxsize=16)
def _zones(kind: str, on: date | None, mark: tuple[object, ...]) -> NDArray[np.int64]:
    if kind in BY_COMMUNES:
        wide = wide_of_communes(kind)
        communes, ranks = np.unique(_zones("commune", None, mark), return_inverse=True)
        above = [wide.get(number, -1) for number in communes.tolist()]
        return np.array(above, dtype=np.int64)[ranks]
    found = _containing(kind, on, mark)
    return np.array([zones[0] if zones else -1 for zones in found], dtype=np.int64)


@lru_cache(maxsize=16)
def _people(kind: str, mark: tuple[object, ...]) -> Mapping[int, float]:
    cells = _cells(mark)
    assert cells is not None
    numbers, _lats, _lons, people, of_cell = cells
    source = numbers[of_cell] if kind == "cell" else _zones(kind, None, mark)
    zones, ranks = np.unique(source, return_inverse=True)
    sums = np.bincount(ranks, weights=people)
    return dict(zip(zones.tolist(), sums.tolist(), strict=True))


def forget() -> None:
    """Forget what was computed: for tests, which change the base under the same numbers."""
    _cells.cache_clear()
    _zones.cache_clear()
    _people.cache_clear()
    _containing.cache_clear()
    _shared.cache_clear()
    kinds_with_figures.cache_clear()
