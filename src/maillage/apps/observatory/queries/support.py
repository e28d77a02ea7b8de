"""The support of estimates: people, cell by cell, and the zones where they live."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

import numpy as np
from django.db.models import Count, Max, Sum
from numpy.typing import NDArray
from scipy.sparse import csr_array

from maillage.apps.directory.queries import last_trace_of_zones
from maillage.apps.observatory.models import Dataset, Figure
from maillage.apps.territories.queries import (
    ZoneIndex,
    ZoneRow,
    outlines_of,
    wide_of_communes,
    zone_rows,
    zones_mark,
)
from maillage.core.geo import bounds, shares_inside
from maillage.core.statistics.transfer import Bridge, build_bridge

# Each cell is looked at in SIDE × SIDE points, so that an edge cuts it.
SIDE = 4
# Of a dozen cells those points would be up to a tenth off: the part of each point's square that is
# inside is measured. Of hundreds of cells it would cost much and change nothing.
MEASURED = ("quarter", "qpv", "veille")
# Less than that of a point is the rounding of coordinates.
_LEAST_PART = 1e-6
# Outlines asked of the base in one query.
_AT_ONCE = 20_000
# The outline of a metropolis has ten thousand corners, an urban unit has none here: their communes
# say what they contain.
BY_COMMUNES = ("epci", "uu")
# Where the people of a zone are published; its outline may say them too.
PUBLISHED_PEOPLE = ("population", "qpv_population")
# The people of the cells are of another year than those of the census, and without those who live
# in an institution: of the communes that the cells of Lille metropolis cover, the least covered has
# 78 % of them, of those that they do not the most covered has 0.05 %. Under half, cells lack.
LEAST_PEOPLED = 0.5
_HALF_M = 100.0
_M_PER_DEGREE = 111_195.0

Mark = tuple[object, ...]
Numbers = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, eq=False)
class Support:
    """Points with people: in which source zone and which target zone each one lies, -1 in none.

    A point on an edge is said where half of it is, of zones that overlap in the first by code;
    `points_in` has them all, with the part of the point in each.
    """

    source: Numbers
    target: Numbers
    people: Floats
    latitude: Floats
    longitude: Floats


@dataclass(frozen=True, slots=True, eq=False)
class Crossing:
    """What carries figures from zones of one kind to those of another.

    sources, targets : numbers of the zones, in the order of the columns and rows of `bridge`
    uncounted : targets with a commune of which nobody counted the people, neither by cell nor whole
    """

    bridge: Bridge
    sources: Numbers
    targets: Numbers
    uncounted: frozenset[int]


@dataclass(frozen=True, slots=True, eq=False)
class _Points:
    cells: Numbers
    latitude: Floats
    longitude: Floats
    people: Floats
    of_cell: Numbers
    # Of each cell its four corners, (latitude, longitude), shape (n_cells, 4, 2).
    corners: Floats

    def squares(self, points: Numbers) -> Floats:
        """Return the corners of the square that each of some points stands for."""
        steps = np.arange(SIDE) / SIDE
        north, east = (grid.ravel() for grid in np.meshgrid(steps, steps, indexing="ij"))
        rank = points % (SIDE * SIDE)
        south_west = north[rank], east[rank]
        around = ((0, 0), (0, 1), (1, 1), (1, 0))
        return np.stack(
            [
                _within(self.corners[self.of_cell[points]], south_west[0] + up / SIDE,
                        south_west[1] + right / SIDE)
                for up, right in around
            ],
            axis=1,
        )  # fmt: skip


def _within(corners: Floats, north: Floats, east: Floats) -> Floats:
    """Return positions in quadrilaterals, from their first corner (0, 0) to the third (1, 1)."""
    u, v = east[:, None], north[:, None]
    return np.asarray(
        (1 - v) * ((1 - u) * corners[:, 0] + u * corners[:, 1])
        + v * (u * corners[:, 2] + (1 - u) * corners[:, 3])
    )


def support(
    source_kind: str, target_kind: str, *, on: date | None = None, mark: Mark | None = None
) -> Support | None:
    """Return the points with people, and their zones of two kinds; None without cells.

    on : a day for which the target zones hold
    mark : what `mark_now` said, by who asks several times
    """
    mark = mark_now() if mark is None else mark
    points = _points(mark)
    if points is None:
        return None
    return Support(
        _source(source_kind, mark), _first(target_kind, on, mark), points.people,
        points.latitude, points.longitude,
    )  # fmt: skip


@lru_cache(maxsize=16)
def crossing(source_kind: str, target_kind: str, on: date | None, mark: Mark) -> Crossing | None:
    """Return what carries figures between two kinds of zones; None without cells.

    on : a day for which the target zones hold
    mark : what `mark_now` said

    A source is a part of the country: a point is in one of them. Targets may overlap: each is
    estimated over all of its own people.
    """
    points = _points(mark)
    if points is None:
        return None
    source = _source(source_kind, mark)
    inside = np.flatnonzero(source >= 0)
    sources, columns = np.unique(source[inside], return_inverse=True)
    at, zones, part = points_in(target_kind, on, mark)
    rows = zone_rows(target_kind, on=on)
    targets = np.array([row.id for row in rows], dtype=np.int64)
    rank = {number: row for row, number in enumerate(targets.tolist())}
    ranks = np.array([rank.get(number, -1) for number in zones.tolist()], dtype=np.int64)
    at, ranks, part = at[ranks >= 0], ranks[ranks >= 0], part[ranks >= 0]
    n = len(points.people)
    elsewhere, uncounted = _elsewhere(target_kind, targets, on, mark)
    bridge = build_bridge(
        points.people,
        csr_array((np.ones(len(inside)), (columns, inside)), shape=(len(sources), n)),
        csr_array((part, (ranks, at)), shape=(len(targets), n)),
        cells=points.of_cell,
        elsewhere=elsewhere,
    )
    return Crossing(bridge, sources, targets, uncounted)


def mark_now() -> Mark:
    """Return what changes when zones or figures do: what was computed for it still holds."""
    # Their sum too: a file that is forgotten is seldom the newest.
    files = Dataset.objects.aggregate(Count("pk"), Sum("pk"), Max("loaded_at"))
    # A corner of a quarter may be moved by hand without its box: the trace of it tells.
    return (*zones_mark(), last_trace_of_zones(), *files.values())


@lru_cache(maxsize=4)
def _points(mark: Mark) -> _Points | None:
    """Return the points of the cells, with their people; None without cells."""
    rows = [row for row in zone_rows("cell") if row.latitude is not None]
    if not rows:
        return None
    known = dict(
        Figure.objects.filter(measure__code="grid_population", value__gte=0)
        .order_by("year")
        .values_list("zone_id", "value")
    )
    people = np.array([known.get(row.id, row.population or 0) or 0 for row in rows], dtype=float)
    corners = _corners(rows)
    steps = (np.arange(SIDE) + 0.5) / SIDE
    north, east = (np.tile(g.ravel(), len(rows)) for g in np.meshgrid(steps, steps, indexing="ij"))
    of_cell = np.repeat(np.arange(len(rows)), SIDE * SIDE)
    lats, lons = _within(corners[of_cell], north, east).T
    shared = people[of_cell] / (SIDE * SIDE)
    return _Points(np.array([row.id for row in rows]), lats, lons, shared, of_cell, corners)


def _corners(rows: Sequence[ZoneRow]) -> Floats:
    """Return the four corners of each cell: of its outline, which the projection turns a little.

    A cell whose outline is no quadrilateral is 200 m to the north and to the east.
    """
    lat = np.array([row.latitude for row in rows], dtype=float)
    lon = np.array([row.longitude for row in rows], dtype=float)
    up = np.full(len(rows), _HALF_M / _M_PER_DEGREE)
    right = up / np.cos(np.radians(lat))
    turns = ((-1, -1), (-1, 1), (1, 1), (1, -1))
    found = np.stack([np.stack([lat + y * up, lon + x * right], axis=1) for y, x in turns], axis=1)
    rank = {row.id: at for at, row in enumerate(rows)}
    numbers = list(rank)
    for number, outline in (
        pair
        for start in range(0, len(numbers), _AT_ONCE)
        for pair in outlines_of(numbers[start : start + _AT_ONCE]).items()
    ):
        rings = outline["coordinates"]
        if outline["type"] == "MultiPolygon":
            rings = rings[0] if len(rings) == 1 else ()
        if len(rings) == 1 and len(rings[0]) == 5:
            found[rank[number]] = np.array([point[:2] for point in rings[0][:4]])[:, ::-1]
    return found


@lru_cache(maxsize=4)
def kinds_with_figures(mark: Mark) -> Mapping[int, frozenset[str]]:
    """Return the kinds of zones for which each measure has known figures, by its number."""
    rows = Figure.objects.filter(value__isnull=False).values_list("measure_id", "zone__kind")
    found: dict[int, set[str]] = {}
    for measure, kind in rows.order_by().distinct():
        found.setdefault(measure, set()).add(kind)
    return {measure: frozenset(kinds) for measure, kinds in found.items()}


@lru_cache(maxsize=16)
def points_in(kind: str, on: date | None, mark: Mark) -> tuple[Numbers, Numbers, Floats]:
    """Return every (point, number of a zone of this kind, part of the point in it), by point.

    Zones may overlap. To be asked when `support` says that there are cells.
    """
    if kind in BY_COMMUNES:
        number = _first(kind, on, mark)
        at = np.flatnonzero(number >= 0)
        return at, number[at], np.ones(len(at))
    points = _points(mark)
    assert points is not None
    if kind in MEASURED:
        return _measured(points, kind, on)
    at, zones = ZoneIndex([kind], on=on).pairs(points.latitude, points.longitude)
    return at, zones, np.ones(len(at))


def _measured(points: _Points, kind: str, on: date | None) -> tuple[Numbers, Numbers, Floats]:
    """Return the parts of points in zones whose edges matter, by point then by code."""
    rows = sorted(zone_rows(kind, on=on), key=lambda row: (row.code, row.id))
    outlines = outlines_of([row.id for row in rows])
    found: list[tuple[Numbers, Numbers, Floats]] = []
    for row in rows:
        if row.id not in outlines:
            continue
        box = bounds(outlines[row.id])
        # As wide as a cell beyond: the square of a point may reach in when its middle does not.
        beyond = 4 * _HALF_M / _M_PER_DEGREE
        near = np.flatnonzero(
            (points.latitude >= box.south - beyond) & (points.latitude <= box.north + beyond)
            & (points.longitude >= box.west - 2 * beyond)
            & (points.longitude <= box.east + 2 * beyond)
        )  # fmt: skip
        parts = shares_inside(outlines[row.id], points.squares(near))
        inside = parts > _LEAST_PART
        parts[parts > 1 - _LEAST_PART] = 1.0
        found.append((near[inside], np.full(int(inside.sum()), row.id), parts[inside]))
    if not found:
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, np.zeros(0)
    at, zones, share = (np.concatenate(column) for column in zip(*found, strict=True))
    order = np.argsort(at, kind="stable")
    return at[order], zones[order], share[order]


@lru_cache(maxsize=16)
def pieces_of(kind: str, on: date | None, mark: Mark) -> tuple[Numbers, Numbers, Floats]:
    """Return every point once: (point, zone or -1, part), cut where the edge of a zone cuts it.

    Of zones that overlap, the first by code has its whole part, the others what is left.
    """
    points = _points(mark)
    assert points is not None
    at, zones, part = points_in(kind, on, mark)
    before = np.cumsum(part) - part
    starts = np.concatenate([[True], at[1:] != at[:-1]]) if len(at) else np.zeros(0, dtype=bool)
    # What the zones before it, of the same point, have taken.
    before -= np.repeat(before[starts], np.diff(np.append(np.flatnonzero(starts), len(at))))
    part = np.clip(np.minimum(part, 1 - before), 0.0, None)
    rest = 1 - np.bincount(at, weights=part, minlength=len(points.people))
    left = np.flatnonzero(rest > _LEAST_PART)
    kept = part > _LEAST_PART
    every = np.concatenate([at[kept], left])
    order = np.argsort(every, kind="stable")
    return (
        every[order],
        np.concatenate([zones[kept], np.full(len(left), -1, dtype=np.int64)])[order],
        np.concatenate([part[kept], rest[left]])[order],
    )


@lru_cache(maxsize=16)
def _first(kind: str, on: date | None, mark: Mark) -> Numbers:
    """Return the zone of a kind in which each point lies, the first by code, -1 in none."""
    if kind in BY_COMMUNES:
        wide = wide_of_communes(kind)
        communes, ranks = np.unique(_first("commune", None, mark), return_inverse=True)
        above = [wide.get(number, -1) for number in communes.tolist()]
        return np.array(above, dtype=np.int64)[ranks]
    points = _points(mark)
    assert points is not None
    at, zones, part = points_in(kind, on, mark)
    at, zones = at[part >= 0.5], zones[part >= 0.5]
    found = np.full(len(points.people), -1, dtype=np.int64)
    # Backwards: what is written last is the first zone of a point.
    found[at[::-1]] = zones[::-1]
    return found


def _source(kind: str, mark: Mark) -> Numbers:
    points = _points(mark)
    assert points is not None
    return points.cells[points.of_cell] if kind == "cell" else _first(kind, None, mark)


def _elsewhere(
    kind: str, targets: Numbers, on: date | None, mark: Mark
) -> tuple[Floats, frozenset[int]]:
    """Return the people of each target whom no cell holds, and targets where nobody counted some.

    They are known people, published or said with the outline, of a zone or of a commune of it.
    """
    parts = "commune" if kind in BY_COMMUNES else kind
    lacking, unknown = _lacking(parts, None if kind in BY_COMMUNES else on, mark)
    if kind not in BY_COMMUNES:
        return np.array([lacking.get(n, 0.0) for n in targets.tolist()]), frozenset()
    total: dict[int, float] = {}
    uncounted = set()
    for commune, wide in wide_of_communes(kind).items():
        total[wide] = total.get(wide, 0.0) + lacking.get(commune, 0.0)
        if commune in unknown:
            uncounted.add(wide)
    return np.array([total.get(n, 0.0) for n in targets.tolist()]), frozenset(uncounted)


def _lacking(kind: str, on: date | None, mark: Mark) -> tuple[Mapping[int, float], frozenset[int]]:
    """Return the people of zones that cells lack, by number; and those of whom nobody is known."""
    points = _points(mark)
    assert points is not None
    at, zones, part = points_in(kind, on, mark)
    numbers, ranks = np.unique(zones, return_inverse=True)
    lived = np.bincount(ranks, weights=points.people[at] * part, minlength=len(numbers))
    held = dict(zip(numbers.tolist(), lived.tolist(), strict=True))
    rows = zone_rows(kind, on=on)
    known = {row.id: float(row.population) for row in rows if row.population is not None}
    known |= {
        number: float(people)
        for number, people in Figure.objects.filter(
            measure__code__in=PUBLISHED_PEOPLE, zone__kind=kind, value__gte=0
        )
        .order_by("year")
        .values_list("zone_id", "value")
        if people is not None
    }
    lacking = {
        number: people - held.get(number, 0.0)
        for number, people in known.items()
        if held.get(number, 0.0) < LEAST_PEOPLED * people
    }
    unknown = {row.id for row in rows if row.id not in known and not held.get(row.id)}
    return lacking, frozenset(unknown)


def forget() -> None:
    """Forget what was computed: for tests, which change the base under the same numbers."""
    for kept in (_points, points_in, pieces_of, _first, crossing, kinds_with_figures):
        kept.cache_clear()
