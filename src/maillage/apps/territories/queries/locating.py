"""Which outlines contain points: all of them, whatever their kind, when they overlap too."""

from collections.abc import Sequence
from datetime import date
from itertools import pairwise

import numpy as np
from django.db.models import Count, Q, QuerySet, Sum
from numpy.typing import NDArray

from maillage.apps.territories.models import Zone, ZoneKind
from maillage.core.geo import Box, BoxIndex

Point = tuple[float, float]  # (latitude, longitude), degrees
# What exists for statistics has no page of its own, and no one is asked to choose it in a list.
# A point counts in one of them only, where the edges of two overlap by a few metres.
STATISTICAL = (ZoneKind.IRIS, ZoneKind.CELL)
# So few points are asked of the base one by one; more of them are worth reading every outline.
FEW = 20
# Outlines are read somewhat beyond the points, so that the next points need no reading again.
_BEYOND_DEGREES = 0.05


def touching(box: Box) -> Q:
    """Return the condition "the box of the zone touches this one", 180th meridian included."""
    touched = Q()
    for west, east in box.longitude_ranges:
        plain = Q(west__lte=east, east__gte=west)
        # A zone across the meridian: west > east in its row.
        across = Q(west__gt=0, east__lt=0) & (Q(west__lte=east) | Q(east__gte=west))
        touched |= plain | across
    return touched & Q(south__lte=box.north, north__gte=box.south)


def in_force(on: date | None, through: str = "") -> Q:
    """Return the condition "holds on this day"; None is every day.

    `through` leads to the zone from another table: "zone__".
    """
    if on is None:
        return Q()
    starts, ends = f"{through}valid_from", f"{through}valid_to"
    started = Q(**{starts: None}) | Q(**{f"{starts}__lte": on})
    return started & (Q(**{ends: None}) | Q(**{f"{ends}__gte": on}))


class ZoneIndex:
    """The outlines of some kinds, asked for many points.

    Outlines are read when they are first needed, around the points only: France has 48 000 IRIS.

    Parameters
    ----------
    on : keep the zones that hold on that day; None keeps every generation
    """

    def __init__(self, kinds: Sequence[str], *, on: date | None = None) -> None:
        self._kinds = tuple(kinds)
        self._on = on
        self._asked = 0
        self._box: Box | None = None
        self._rows: list[tuple[int, str]] = []
        self._index = BoxIndex([])

    def containing(self, points: Sequence[Point | None]) -> list[tuple[int, ...]]:
        """Return the numbers of the zones that contain each point, by kind then by code.

        A point has one IRIS and one cell at most, whichever file was loaded first. One query, or
        none when the outlines around these points were read before.
        """
        lats = np.array([p[0] if p else np.nan for p in points], dtype=np.float64)
        lons = np.array([p[1] if p else np.nan for p in points], dtype=np.float64)
        at, zones = self.pairs(lats, lons)
        ends = np.searchsorted(at, np.arange(len(points) + 1)).tolist()
        numbers = zones.tolist()
        return [tuple(numbers[start:end]) for start, end in pairwise(ends)]

    def pairs(
        self, latitudes: NDArray[np.float64], longitudes: NDArray[np.float64]
    ) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return every (rank of a point, number of a zone that contains it), for many points.

        What `containing` says, in arrays: by point, then by kind and code. NaN is nowhere.
        """
        known = np.isfinite(latitudes) & np.isfinite(longitudes)
        self._asked += int(known.sum())
        if not known.any():
            return np.zeros(0, dtype=np.int64), np.zeros(0, dtype=np.int64)
        lats, lons = latitudes[known], longitudes[known]
        if self._box is None and self._asked <= FEW:
            rows, index = self._read(_around(list(zip(lats.tolist(), lons.tolist(), strict=True))))
        else:
            self._keep(lats, lons)
            rows, index = self._rows, self._index
        at, areas = index.pairs(latitudes, longitudes)
        # By area until here: in the order of the rows, which is that of kinds and codes.
        by_point = np.argsort(at, kind="stable")
        at, areas = at[by_point], areas[by_point]
        alone = np.array(
            [STATISTICAL.index(kind) if kind in STATISTICAL else -1 for _, kind in rows],
            dtype=np.int64,
        )[areas]
        # Rows of one kind follow one another: what comes after the first of its kind is repeated.
        again = np.zeros(len(at), dtype=np.bool_)
        again[1:] = (at[1:] == at[:-1]) & (alone[1:] == alone[:-1]) & (alone[1:] >= 0)
        numbers = np.array([pk for pk, _ in rows], dtype=np.int64)
        return at[~again], numbers[areas[~again]]

    def _keep(self, lats: NDArray[np.float64], lons: NDArray[np.float64]) -> None:
        """Read the outlines around points, unless they are read already."""
        south, north = float(lats.min()), float(lats.max())
        west, east = float(lons.min()), float(lons.max())
        box = self._box
        if box is not None:
            if box.south <= south and north <= box.north and box.west <= west and east <= box.east:
                return
            south, north = min(south, box.south), max(north, box.north)
            west, east = min(west, box.west), max(east, box.east)
        self._box = Box(
            max(-90.0, south - _BEYOND_DEGREES),
            max(-180.0, west - _BEYOND_DEGREES),
            min(90.0, north + _BEYOND_DEGREES),
            min(180.0, east + _BEYOND_DEGREES),
        )
        self._rows, self._index = self._read(touching(self._box))

    def _read(self, where: Q) -> tuple[list[tuple[int, str]], BoxIndex]:
        zones: QuerySet[Zone] = Zone.objects.filter(
            where, in_force(self._on), kind__in=self._kinds, south__isnull=False
        )
        order = {kind: number for number, kind in enumerate(ZoneKind.values)}
        rows = sorted(
            zones.values_list("id", "kind", "code", "geometry"),
            key=lambda row: (order[row[1]], row[2], row[0]),
        )
        return [(pk, kind) for pk, kind, _, _ in rows], BoxIndex(
            [geometry for *_, geometry in rows if geometry is not None]
        )


def zones_mark() -> tuple[object, ...]:
    """Return what changes when zones do: how many, their boxes, what contains them, their people.

    Read from indexes, and from the rows of few kinds: an outline weighs a hundred times the rest.
    Four queries.
    """
    boxes = Zone.objects.values("kind").order_by("kind")
    sums = Zone.objects.filter(kind__in=set(ZoneKind.values) - set(STATISTICAL)).aggregate(
        Sum("population"), Sum("latitude"), Sum("longitude")
    )
    found = [
        *boxes.annotate(Count("pk"), Sum("south"), Sum("north")).values_list(
            "kind", "pk__count", "south__sum", "north__sum"
        ),
        tuple(sums.values()),
        *(
            (Zone.objects.filter(**{f"{name}__isnull": False}).aggregate(n=Sum(name))["n"],)
            for name in ("parent", "urban_unit")
        ),
    ]
    # A base adds in any order: what is left of it beyond a millionth of a degree says nothing.
    return tuple(
        tuple(round(one, 6) if isinstance(one, float) else one for one in row) for row in found
    )


def _around(points: Sequence[Point]) -> Q:
    """Return the condition "its box contains one of a few points"."""
    where = Q()
    for latitude, longitude in dict.fromkeys(points):
        where |= touching(Box(latitude, longitude, latitude, longitude))
    return where
