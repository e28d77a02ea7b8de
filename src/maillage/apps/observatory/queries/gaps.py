"""What lacks where: by zone and by need, who can walk to an offer that answers, and when."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

import numpy as np
from numpy.typing import NDArray

from maillage.apps.directory.queries.answers import FREE, Asked, everything_asked, public_entries
from maillage.apps.observatory.queries.maps import zones_to_observe
from maillage.apps.observatory.queries.support import support
from maillage.apps.territories.queries import ZoneRow
from maillage.core.access import (
    UNHURRIED,
    Moment,
    Points,
    Travel,
    Trips,
    opened_at,
    ordinary_week,
    straight_trips,
)
from maillage.core.search import Entry

MINUTES = 15
CHOICES_MIN = (5, 10, 15, 20)
# Under this share of the people, the offer is there for some only.
FEW_PCT = 50.0
# A worker's hours: any weekday at half past five, or Saturday at any time.
AFTER_WORK = tuple(Moment(day, 17 * 60 + 30) for day in range(5))
SATURDAY = Moment(5)


class Cover(StrEnum):
    """What a cell of the matrix says."""

    GAP = "gap"  # nobody of the zone can walk to it
    UNKNOWN = "unknown"  # places are near, and none says whether it does that
    SOME = "some"  # fewer than half can
    COVERED = "covered"


@dataclass(frozen=True, slots=True)
class Reach:
    """Who can walk to offers of one sort, and to how many different places."""

    share_pct: float
    n_places: int

    @property
    def cover(self) -> Cover:
        """The word of it; a share is of the people of the zone."""
        if self.n_places == 0 or self.share_pct <= 0:
            return Cover.GAP
        return Cover.SOME if self.share_pct < FEW_PCT else Cover.COVERED


@dataclass(frozen=True, slots=True)
class GapCell:
    """One zone and one need: at any time, when work is over, on Saturday, free of charge.

    n_unknown : places within reach that answer, of which nobody said when they are open
    n_maybe : places within reach of which nobody said whether they answer
    """

    need: Asked
    any_time: Reach
    after_work: Reach
    saturday: Reach
    free: Reach
    free_after_work: Reach
    n_unknown: int
    n_maybe: int

    @property
    def cover(self) -> Cover:
        """The word of the cell: a gap is said only where nothing near might answer."""
        said = self.any_time.cover
        return Cover.UNKNOWN if said is Cover.GAP and self.n_maybe else said


@dataclass(frozen=True, slots=True)
class GapRow:
    """One zone: its people as counted on the support, and its cells in the order of the needs."""

    zone: ZoneRow
    people: float
    n_within: int
    cells: Sequence[GapCell]


@dataclass(frozen=True, slots=True)
class GapMatrix:
    """Zones by needs; `travel` says how the minutes were worked out."""

    kind: str
    minutes: int
    needs: Sequence[Asked]
    rows: Sequence[GapRow]
    travel: Travel
    n_places: int
    n_without_position: int
    ended_on: date | None
    # How people are counted: by cell of 200 m, else by the middle of the zone.
    by_cells: bool


def gap_matrix(kind: str, *, today: date, minutes: int = MINUTES) -> GapMatrix | None:
    """Return who can walk to what, for the zones of a kind; None when there is no zone.

    People are those of the cells of 200 m; without cells, a zone counts as its middle, and the
    matrix says so. Straight lines times a detour, at an unhurried step (methods.md 3.3).
    """
    zones, ended = zones_to_observe(kind, today=today)
    if not zones:
        return None
    entries = public_entries()
    needs = [need for need in everything_asked() if _is_described(need, entries)]
    places, of_place = np.unique([entry.place_id for entry in entries], return_inverse=True)
    first = {int(place): entry for place, entry in zip(of_place, entries, strict=True)}
    positions = [first[rank] for rank in range(len(places))]
    where = Points.of(
        [np.nan if one.latitude is None else one.latitude for one in positions],
        [np.nan if one.longitude is None else one.longitude for one in positions],
    )
    areas, people, of_zone, by_cells = _people(kind, zones, ended or today)
    trips = straight_trips(areas, where, minutes=minutes, walker=UNHURRIED)
    flags = _flags(entries, needs, of_place, len(places), ordinary_week(today))
    rows = [
        _row(zone, np.flatnonzero(of_zone == zone.id), people, trips, flags, needs)
        for zone in zones
    ]
    return GapMatrix(
        kind, minutes, needs, rows, trips.travel, len(places), int((~where.known).sum()),
        ended, by_cells,
    )  # fmt: skip


def _people(
    kind: str, zones: Sequence[ZoneRow], on: date
) -> tuple[Points, NDArray[np.float64], NDArray[np.int64], bool]:
    """Return (where people are, how many, in which zone, whether by cells)."""
    points = support("cell", kind, on=on)
    if points is None or not (points.target >= 0).any():
        middles = Points.of(
            [np.nan if z.latitude is None else z.latitude for z in zones],
            [np.nan if z.longitude is None else z.longitude for z in zones],
        )
        lived = np.array([float(z.population or 1) for z in zones])
        return middles, lived, np.array([z.id for z in zones]), False
    here = np.flatnonzero((points.target >= 0) & (points.people > 0))
    # One area by cell and zone: the sixteen points of a cell are at one walk.
    pairs = np.stack([points.cell[here], points.target[here]], axis=1)
    _, first, ranks = np.unique(pairs, axis=0, return_index=True, return_inverse=True)
    lived = np.asarray(np.bincount(ranks.ravel(), weights=points.people[here]), dtype=np.float64)
    at = here[first]
    n = np.bincount(ranks.ravel())
    lats = np.bincount(ranks.ravel(), weights=points.latitude[here]) / n
    lons = np.bincount(ranks.ravel(), weights=points.longitude[here]) / n
    return Points.of(lats, lons), lived, points.target[at], True


@dataclass(frozen=True, slots=True)
class _Flags:
    """Shape (n_needs, n_places): places that answer, in five ways, and those without hours."""

    any_time: NDArray[np.bool_]
    after_work: NDArray[np.bool_]
    saturday: NDArray[np.bool_]
    free: NDArray[np.bool_]
    free_after_work: NDArray[np.bool_]
    unknown: NDArray[np.bool_]
    maybe: NDArray[np.bool_]


def _flags(
    entries: Sequence[Entry],
    needs: Sequence[Asked],
    of_place: NDArray[np.int64],
    n_places: int,
    monday: date,
) -> _Flags:
    hours: list[Any] = [entry.hours for entry in entries]
    opened = opened_at(hours, [*AFTER_WORK, SATURDAY], monday=monday)
    late = np.asarray(opened.open[:-1].any(axis=0), dtype=np.bool_)
    saturday = np.asarray(opened.open[-1], dtype=np.bool_)
    unknown = np.asarray(opened.unknown.all(axis=0), dtype=np.bool_)
    free = np.array([not entry.yes.isdisjoint(FREE) for entry in entries], dtype=bool)
    answers = np.array(
        [[not entry.yes.isdisjoint(need.any_of) for entry in entries] for need in needs],
        dtype=bool,
    ).reshape(len(needs), len(entries))

    maybe = np.array(
        [[_might(entry, need) for entry in entries] for need in needs], dtype=bool
    ).reshape(len(needs), len(entries))

    def by_place(mask: NDArray[np.bool_], lines: NDArray[np.bool_] = answers) -> NDArray[np.bool_]:
        found = np.zeros((len(needs), n_places), dtype=bool)
        for number, line in enumerate(lines & mask):
            found[number, of_place[line]] = True
        return found

    everything = np.ones(len(entries), dtype=bool)
    return _Flags(
        by_place(everything),
        by_place(late),
        by_place(saturday),
        by_place(free),
        by_place(np.logical_and(free, late)),
        by_place(unknown),
        by_place(everything, maybe),
    )


def _is_described(need: Asked, entries: Sequence[Entry]) -> bool:
    """Tell whether the base speaks of such a need: a base without any theme lacks no theme."""
    if not need.code.startswith("theme-"):
        return True
    return any(
        word.startswith("theme:") and word != "theme:digital"
        for entry in entries
        for word in entry.yes
    )


def _might(entry: Entry, need: Asked) -> bool:
    """Tell whether an offer may answer: nobody said that it does, nobody said that it does not."""
    if not entry.yes.isdisjoint(need.any_of):
        return False
    return any(
        word in entry.unknown or f"{word.partition(':')[0]}:*" in entry.unknown
        for word in need.any_of
    )


def _row(
    zone: ZoneRow,
    areas: NDArray[np.int64],
    people: NDArray[np.float64],
    trips: Trips,
    flags: _Flags,
    needs: Sequence[Asked],
) -> GapRow:
    lived = people[areas]
    everybody = float(lived.sum())
    # Trips of the zone, one after another: the area's rank in the zone, and the place.
    counts = (trips.starts[areas + 1] - trips.starts[areas]).astype(int)
    rank = np.repeat(np.arange(len(areas)), counts)
    pieces = [trips.place_index[trips.starts[a] : trips.starts[a + 1]] for a in areas]
    place = np.concatenate(pieces) if pieces else np.empty(0, dtype=int)

    def reach(line: NDArray[np.bool_]) -> Reach:
        kept = line[place]
        reached = np.zeros(len(areas), dtype=bool)
        reached[rank[kept]] = True
        share = 100 * float(lived[reached].sum()) / everybody if everybody > 0 else 0.0
        return Reach(min(100.0, share), len(np.unique(place[kept])))

    cells = [
        GapCell(
            need,
            reach(flags.any_time[n]),
            reach(flags.after_work[n]),
            reach(flags.saturday[n]),
            reach(flags.free[n]),
            reach(flags.free_after_work[n]),
            len(np.unique(place[flags.unknown[n][place]])),
            len(np.unique(place[flags.maybe[n][place]])),
        )
        for n, need in enumerate(needs)
    ]
    return GapRow(zone, everybody, len(np.unique(place)), cells)
